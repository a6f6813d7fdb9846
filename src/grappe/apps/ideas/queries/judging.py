"""What do the reviews at one gate come to: whose count, the scores, the total, and how far they disagree?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from grappe.apps.ideas.models import Assessment, Reviewer
from grappe.apps.ideas.permissions import hands_in, has_given
from grappe.engines import gates as engine
from grappe.engines.kernel import Text
from grappe.ui.conflicts import fingerprint


@dataclass(frozen=True)
class Criterion:
    """One criterion as a reader sees it."""

    key: str
    name: str
    help: str
    weight: int


def criteria_of(entries: Sequence[dict[str, Any]]) -> list[Criterion]:
    """Return the criteria of a gate or an assessment in the reader's language."""
    language = get_language() or "en"
    return [
        Criterion(
            key=each["key"],
            name=Text.of(each["names"]).in_language(language),
            help=Text.of(each["helps"]).in_language(language) if each.get("helps") else "",
            weight=each["weight"],
        )
        for each in entries
    ]


def weights_of(entries: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return the weights of a gate or an assessment. Raises WrongWeights of the engine."""
    return engine.weights_of(engine.Criterion(each["key"], each["weight"]) for each in entries)


@dataclass(frozen=True)
class Panel:
    """Those who review one idea at one gate. `counted`: given, without a conflict of interest or a hand in the idea."""

    assessment: Assessment
    reviewers: list[Reviewer]
    counted: list[Reviewer]

    @cached_property
    def weights(self) -> dict[str, int]:
        return weights_of(self.assessment.criteria)

    @cached_property
    def reviews(self) -> list[engine.Review]:
        """The counted reviews as the engine takes them, each by the key of its reviewer."""
        return [
            engine.Review(str(each.pk), {key: each.review.scores.get(key) for key in self.weights})
            for each in self.counted
        ]

    @cached_property
    def judged(self) -> engine.Judged:
        return engine.judged(str(self.assessment.pk), self.reviews, self.weights)

    @cached_property
    def total(self) -> engine.Total:
        return engine.total(self.judged.means, self.weights)

    @cached_property
    def disagreement(self) -> engine.Disagreement:
        return engine.disagreement(self.reviews, self.weights)

    @property
    def enough(self) -> bool:
        return len(self.counted) >= self.assessment.reviewers_needed

    @property
    def waiting(self) -> list[Reviewer]:
        """Who has still to answer."""
        return [
            each
            for each in self.reviewers
            if not (has_given(each) or each.conflict or each.declined_at is not None)
        ]

    @property
    def version(self) -> str:
        """What a decision is made on: another one as soon as a review comes or goes, or the idea or its gate changes."""
        idea = self.assessment.idea
        counted = [(each.pk, each.review.version) for each in self.counted]
        return fingerprint(repr([str(self.assessment.state), idea.version, counted]))

    def figures(self) -> dict[str, Any]:
        """Return what the reviews come to, to be kept with a decision."""
        means = self.judged.means
        return {
            "reviews": len(self.counted),
            "weights": self.weights,
            "low": round(float(self.total.low), 2),
            "high": round(float(self.total.high), 2),
            "means": {key: None if mean is None else round(float(mean), 3) for key, mean in means.items()},
            "level": self.disagreement.level.value,
            "most": list(self.disagreement.most_weighted),
        }


def panel(assessment: Assessment) -> Panel:
    """Return the panel of an assessment; no query where reviewers, authors and merged ideas are prefetched (`WITH`)."""
    whole = "reviewers" in getattr(assessment, "_prefetched_objects_cache", {})
    found = list(
        assessment.reviewers.all() if whole else assessment.reviewers.select_related("contributor", "review")
    )
    hands = hands_in(assessment.idea)
    counted = [
        each for each in found if has_given(each) and not each.conflict and each.contributor_id not in hands
    ]
    return Panel(assessment, found, counted)


# What `panel` and the permissions look at, to be prefetched of many assessments.
WITH = (
    "reviewers__contributor",
    "reviewers__review",
    "idea__clusters",
    "idea__authors__contributor",
    "idea__merged__authors__contributor",
    "idea__merged__merged",
    "idea__assessments__reviewers__contributor",  # who has a conflict of interest, at whichever gate
    "idea__merged__assessments__reviewers__contributor",
)
