"""What came of the conclusion of an ideation campaign, and on which of its ideas has somebody worked since?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pghistory.models
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import LinkKind, Stage, StepKind
from grappe.apps.ideas.models import (
    AnswerGroup,
    Assessment,
    Author,
    Challenge,
    Comment,
    Flagship,
    Idea,
    IdeaLink,
    IdeaVector,
    Merge,
    Step,
    Support,
    Undoing,
    Watch,
)
from grappe.apps.ideas.permissions import check_can_facilitate
from grappe.apps.ideas.queries.ideas import visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# What the conclusion itself brings: of these only what is more than it brought is somebody's work.
_BROUGHT = frozenset({Author, Watch, Step, IdeaLink, IdeaVector, AnswerGroup})


@dataclass(frozen=True, slots=True)
class Fate:
    """What undoing would do with an idea: it goes back, or stays since somebody has worked on it; `why` says how."""

    idea: Idea
    why: tuple[str, ...]
    seen: bool  # whether the reader may see it: else its title is not said

    @property
    def title(self) -> str:
        return self.idea.title if self.seen else _("an idea that you may not see")


def fates(challenge: Challenge, *, for_user: User) -> list[Fate]:
    """Return for each idea of a concluded campaign whether it would go back. As many queries for one as for thirty.

    Raises PermissionDenied for who does not facilitate it.
    """
    check_can_facilitate(for_user, challenge)
    ideas = list(ideas_of(challenge))
    work = worked_on(ideas)
    open_to = set(
        visible(for_user=for_user).filter(pk__in=[each.pk for each in ideas]).values_list("pk", flat=True)
    )
    return [Fate(each, tuple(sorted(work[each.pk])), each.pk in open_to) for each in ideas]


def ideas_of(challenge: Challenge) -> Any:
    """Return the ideas whose origin are answers of a campaign, whoever may see them."""
    found = Idea.objects.filter(links__answer__participant__challenge=challenge, links__origin=True)
    return found.distinct().order_by("captured_at", "pk")


def undoings(challenge: Challenge) -> list[Undoing]:
    """Return when its conclusion was undone, the latest first. One query."""
    return list(challenge.undoings.select_related("by"))


def worked_on(ideas: Sequence[Idea]) -> defaultdict[int, set[str]]:
    """Return by idea in words what was done with it since it was made of answers; nothing: nobody has worked on it.

    Whatever points to an idea counts, also of an app that this one does not know (a measure of an action plan).
    """
    found: defaultdict[int, set[str]] = defaultdict(set)
    for each in ideas:
        if each.version > 1:
            found[each.pk].add(_("written on"))
        if each.stage != Stage.CAPTURED:
            found[each.pk].add(_("brought to another stage"))
    words = {
        Comment: _("discussed"), Support: _("supported"), Assessment: _("put to a gate"),
        Merge: _("joined with another idea"), Idea: _("joined with another idea"), Flagship: _("made a flagship project"),
    }  # fmt: skip
    for model, name in _pointing():
        if model not in _BROUGHT:
            rows = model._base_manager.filter(**{f"{name}__in": ideas})
            for pk in rows.values_list(f"{name}_id", flat=True).distinct():
                found[pk].add(words.get(model, _("linked elsewhere")))
    _more_than_brought(ideas, found)
    return found


def _pointing() -> Iterator[tuple[Any, str]]:
    """Return each table, and its column, that points to ideas; the history is no work."""
    fields: list[Any] = Idea._meta.get_fields(include_hidden=True)
    for each in fields:
        other = each.related_model
        if not each.auto_created or each.concrete or not (each.one_to_many or each.one_to_one):
            continue
        if not issubclass(other, pghistory.models.Event) and not other._meta.auto_created:
            yield other, str(each.field.name)


def _more_than_brought(ideas: Sequence[Idea], found: defaultdict[int, set[str]]) -> None:
    """Add steps after the first, links to other things than answers, and authors and watchers who did not answer."""
    for pk in (
        Step.objects.filter(idea__in=ideas).exclude(kind=StepKind.CAPTURE).values_list("idea_id", flat=True)
    ):
        found[pk].add(_("brought to another stage"))
    answered: defaultdict[int, set[int]] = defaultdict(set)
    rows = IdeaLink.objects.filter(idea__in=ideas)
    for pk, kind, who in rows.values_list("idea_id", "kind", "answer__participant__contributor_id"):
        if kind != LinkKind.ANSWER:
            found[pk].add(_("linked elsewhere"))
        elif who is not None:
            answered[pk].add(who)
    authors: defaultdict[int, set[int]] = defaultdict(set)
    for pk, who in Author.objects.filter(idea__in=ideas).values_list("idea_id", "contributor_id"):
        authors[pk].add(who)
    for each in ideas:
        if authors[each.pk] != answered[each.pk]:
            found[each.pk].add(_("given other authors"))
    for pk, who in Watch.objects.filter(idea__in=ideas).values_list("idea_id", "contributor_id"):
        if who not in authors[pk]:
            found[pk].add(_("watched"))
