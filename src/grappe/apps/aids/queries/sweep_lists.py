"""Which companies did the sweep find for a programme: filtered, one page at a time, each with its reasons?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.aids.enums import SweptVerdict
from grappe.apps.aids.models import SweepResult, SweepRun, SweptProgramme
from grappe.apps.aids.permissions import check_can_view_sweeps
from grappe.apps.aids.queries.sweeps import SweepFilters, filtered
from grappe.apps.companies.queries import of_visible
from grappe.ui.pages import Page, beyond, counted, page_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
_ORDER = {UNKNOWN: 0, NOT_MET: 1, MET: 2}


@dataclass(frozen=True)
class Why:
    """One criterion for one company as the masks tell it: met, not met or unknown."""

    label: dict[str, str]
    verdict: str
    source: str
    asked: str
    field: str


@dataclass(frozen=True)
class Row:
    """A company in the list."""

    result: SweepResult
    why: tuple[Why, ...]

    @property
    def eligible(self) -> bool:
        return self.result.verdict == SweptVerdict.ELIGIBLE

    @property
    def open_questions(self) -> tuple[Why, ...]:
        return tuple(one for one in self.why if one.verdict == UNKNOWN)


def why(programme: SweptProgramme, result: SweepResult) -> tuple[Why, ...]:
    """Return every criterion with its verdict, from the masks alone: unknown first, then not met, then met."""
    found = []
    for bit, criterion in enumerate(programme.criteria):
        state = NOT_MET if result.not_met >> bit & 1 else UNKNOWN if result.unknown >> bit & 1 else MET
        found.append(
            Why(criterion["label"], state, criterion["source"], criterion["asked"], criterion["field"])
        )
    return tuple(sorted(found, key=lambda one: _ORDER[one.verdict]))


def result_page(
    programme: SweptProgramme,
    asked: SweepFilters,
    *,
    for_user: User,
    after: int | None = None,
    before: int | None = None,
) -> Page[Row]:
    """Return the page after or before a company (by id), or the first, in the order of names. Four queries at most.

    A page far down the list costs no more than the first.
    """
    check_can_view_sweeps(for_user)
    found = filtered(programme, asked, for_user=for_user)
    mark = after if before is None else before
    names = SweepResult.objects.filter(programme=programme, company_id=mark) if mark is not None else None
    place = list(names.values_list("company__sort_name", flat=True)) if names is not None else []
    backwards = before is not None and bool(place)
    wanted = (
        found.filter(beyond("company__sort_name", place[0], mark, rising=not backwards, key="company_id"))
        if place
        else found
    )
    order = ("company__sort_name", "company_id") if not backwards else ("-company__sort_name", "-company_id")
    read = wanted.select_related("company__commune", "company__nace").prefetch_related("company__clusters")
    rows = list(read.order_by(*order)[: PAGE + 1])
    page = page_of(
        rows, PAGE, backwards=backwards, placed=bool(place), key="company_id", count=counted(found)
    )
    return page.each(lambda row: Row(row, why(programme, row)))


@dataclass(frozen=True)
class Opened:
    """A programme for which a company is newly eligible, or has been since a day."""

    programme: SweptProgramme
    result: SweepResult


def opened_for(company_id: int, *, for_user: User, runs: Sequence[SweepRun]) -> list[Opened]:
    """Return the aids for which a company became eligible, by these runs, the newest first. One query."""
    check_can_view_sweeps(for_user)
    rows = SweepResult.objects.filter(
        of_visible(for_user),
        company_id=company_id,
        programme__run__in=runs,
        verdict=SweptVerdict.ELIGIBLE,
        since__isnull=False,
    )
    found = rows.select_related("programme").defer("programme__criteria", "programme__questions")
    return [Opened(row.programme, row) for row in found.order_by("-since", "programme__slug")]


def newly_eligible(
    *, for_user: User, runs: Sequence[SweepRun], mine: bool, limit: int
) -> tuple[list[SweepResult], int]:
    """Return (the first rows, how many) of who is newly eligible by some runs, of the user's clusters or of all.

    Two queries; counted no further than COUNTED.
    """
    check_can_view_sweeps(for_user)
    if not runs:
        return [], 0
    asked = SweepFilters(newly=True, manager=for_user.pk if mine else None)
    found = filtered(runs, asked, for_user=for_user)
    rows = found.select_related("company", "programme").defer("programme__criteria", "programme__questions")
    first = list(rows.order_by("company__sort_name", "company_id", "programme_id")[:limit])
    return first, counted(found) if len(first) == limit else len(first)
