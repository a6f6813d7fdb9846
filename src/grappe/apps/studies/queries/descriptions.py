"""What may be said of a company that is not named, and how many companies on file does it fit?

A description that fits fewer than three companies names the one as good as by its name: whoever knows the field knows who
it is. Proposed are activity and class of size, from the narrowest words to the widest, each with the count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grappe.apps.companies.queries.alike import SIZES, Alike, how_many, lineage, size_of

if TYPE_CHECKING:
    from grappe.apps.studies.models import Interview

FEW = 3  # so many companies on file must fit what is said
_WHO = {
    "en": ("a company", "a company in “{}”"),
    "fr": ("une entreprise", "une entreprise de l’activité « {} »"),
    "de": ("ein Unternehmen", "ein Unternehmen der Branche „{}“"),
}
_SIZES = {
    "0-9": {"en": "with fewer than 10 staff", "fr": "de moins de 10 personnes", "de": "mit weniger als 10 Beschäftigten"},
    "10-49": {"en": "with 10 to 49 staff", "fr": "de 10 à 49 personnes", "de": "mit 10 bis 49 Beschäftigten"},
    "50-249": {"en": "with 50 to 249 staff", "fr": "de 50 à 249 personnes", "de": "mit 50 bis 249 Beschäftigten"},
    "250-": {"en": "with 250 staff or more", "fr": "de 250 personnes ou plus", "de": "mit 250 Beschäftigten oder mehr"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words for a company in three languages, what they say of it, and how many companies on file they fit."""

    texts: dict[str, str]
    said_of: dict[str, str]
    fits: int

    @property
    def key(self) -> str:
        return f"{self.said_of.get('nace', '')}|{self.said_of.get('size', '')}"

    @property
    def is_narrow(self) -> bool:
        return self.fits < FEW


def proposals(company: Any) -> list[Proposal]:
    """Return what may be said of a company, the narrowest first; the last one, “a company”, always fits. Three queries."""
    activities, size = lineage(company.nace), size_of(company)
    kinds: list[tuple[Any, str]] = [(each, size) for each in activities] if size else []
    kinds += [(each, "") for each in activities]
    kinds += [(None, size), (None, "")] if size else [(None, "")]
    counts = how_many([Alike(each.code if each else "", size) for each, size in kinds])
    return [
        Proposal(_texts(activity, size), _said_of(activity, size), fits)
        for (activity, size), fits in zip(kinds, counts, strict=True)
    ]


def said_in(
    texts: Mapping[str, str], offered: Sequence[Proposal], interview: Interview
) -> dict[str, str] | None:
    """Return what activity and size some words say of a company: known of a proposal's and of those that stand; else None."""
    written = {code: text for code, text in texts.items() if text}
    known = next((each.said_of for each in offered if each.texts == written), None)
    return interview.said_of if known is None and written == interview.descriptions else known


def best(offered: list[Proposal]) -> Proposal:
    """Return the one that says most and still fits enough companies; else the widest."""
    return next((each for each in offered if not each.is_narrow), offered[-1])


def fits(interview: Interview) -> int | None:
    """Return how many companies on file an interview's description fits; None for words of one's own. One query."""
    return fits_of([interview])[interview.pk]


def fits_of(interviews: list[Interview]) -> dict[int, int | None]:
    """Return the same for several interviews, by id. One query at most."""
    found: dict[int, int | None] = {each.pk: None for each in interviews}
    chosen = [each for each in interviews if each.said_of and each.said_of.get("size", "") in {"", *SIZES}]
    kinds = [Alike(each.said_of.get("nace", ""), each.said_of.get("size", "")) for each in chosen]
    return found | dict(zip([each.pk for each in chosen], how_many(kinds), strict=True))


def _said_of(activity: Any, size: str) -> dict[str, str]:
    return {"nace": activity.code if activity else "", "size": size}


def _texts(activity: Any, size: str) -> dict[str, str]:
    found = {}
    for code, (plain, of_activity) in _WHO.items():
        label = (activity.words.get(code) or activity.label_en) if activity else ""
        who = of_activity.format(label[:1].lower() + label[1:]) if label and code != "de" else plain
        who = of_activity.format(label) if label and code == "de" else who
        found[code] = f"{who} {_SIZES[size][code]}" if size else who
    return found
