"""What do all apps know of one company? Composed for the company file, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from grappe.apps.aids import queries as aids
from grappe.apps.aids.queries.sweep_lists import opened_for
from grappe.apps.companies import queries as companies
from grappe.apps.desk.queries.few import Few
from grappe.apps.desk.queries.having import having
from grappe.apps.desk.queries.timeline import Timeline, timeline
from grappe.apps.diagnostics import queries as diagnostics
from grappe.apps.matches import queries as matches
from grappe.apps.needs import queries as needs
from grappe.apps.needs.enums import OPEN_STATES
from grappe.apps.roadmaps import queries as roadmaps

if TYPE_CHECKING:
    from datetime import datetime

    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

NEEDS, DECISIONS = 40, 40  # at most so many are read


@dataclass(frozen=True)
class Tried:
    """A solution that was accepted for a need, and how its last introduction stands (None: nobody introduced)."""

    match: Any
    introduction: Any


@dataclass(frozen=True)
class CompanyPage:
    """All that the company file shows. `file` is what the companies app's own templates draw."""

    company: Company
    file: companies.CompanyFile
    timeline: Timeline
    scores: tuple[Any, ...]
    diagnostic: Any  # the result of the latest run, None where none was finished
    under_way: Any  # a run that is not finished
    needs: Few[Any]
    settled_needs: int
    solutions: tuple[Tried, ...]
    opened: tuple[Any, ...]  # aids for which the company became eligible, by the last sweep
    roadmap: Any  # a row with state and sentence, None where there is none
    follow_up: Any
    may_edit: bool

    @property
    def roadmap_is_open(self) -> bool:
        return self.roadmap is not None and self.roadmap.roadmap.closed_on is None

    @property
    def radar(self) -> dict[str, Any]:
        """The latest diagnostic's chart with room for its labels in a narrow column."""
        option: dict[str, Any] = dict(self.diagnostic.radar)
        if "radar" in option:
            option["radar"] = option["radar"] | {"radius": "48%"}
        return option

    @property
    def figures(self) -> Any:
        """The latest year on file, for the line under the name."""
        return self.file.figures.rows[0] if self.file.figures.rows else None


def company_page(
    pk: int,
    *,
    for_user: User,
    today: date,
    language: str,
    kind: str = "",
    before: datetime | None = None,
) -> CompanyPage:
    """Return a company's file with what every app knows of it. Raises Company.DoesNotExist.

    The number of queries does not depend on the company's history.
    """
    company = companies.company_for(pk, for_user=for_user)
    file = companies.file_of(company, for_user=for_user)
    there = having(pk)  # of which apps something is to be asked for
    diagnosed = "diagnostics" in there
    scores = diagnostics.latest_scores(pk, for_user=for_user) if diagnosed else []
    latest = max(scores, key=lambda each: each.finished_at, default=None)
    every_need = list(needs.needs_of(pk, for_user=for_user)[:NEEDS]) if "needs" in there else []
    still_open = [need for need in every_need if need.state in OPEN_STATES]
    roadmap = roadmaps.roadmap_of(pk, for_user=for_user, company=company) if "roadmaps" in there else None
    rows = roadmaps.rows([roadmap] if roadmap else [], for_user=for_user, today=today, language=language)
    return CompanyPage(
        company=company,
        file=file,
        timeline=timeline(pk, for_user=for_user, kind=kind, before=before, there=there),
        scores=tuple(scores),
        diagnostic=diagnostics.result_of(diagnostics.run_for(latest.run, for_user=for_user))
        if latest
        else None,
        under_way=diagnostics.runs_of(pk, for_user=for_user).filter(finished_at=None).first()
        if diagnosed
        else None,
        needs=Few.of(still_open),
        settled_needs=len(every_need) - len(still_open),
        solutions=_solutions(pk, for_user) if "matches" in there else (),
        opened=_opened(pk, for_user),
        roadmap=rows[0] if rows else None,
        follow_up=roadmaps.follow_up_of(pk, for_user=for_user, today=today, language=language),
        may_edit=file.may_edit,
    )


def _solutions(pk: int, user: User) -> tuple[Tried, ...]:
    accepted = [
        match for match in matches.matches_of(pk, for_user=user)[:DECISIONS] if match.state == "accepted"
    ]
    return tuple(Tried(match, next(iter(match.introductions.all()), None)) for match in accepted)


def _opened(pk: int, user: User) -> tuple[Any, ...]:
    runs = aids.nightly_sweeps(for_user=user)
    return tuple(opened_for(pk, for_user=user, runs=runs)) if runs else ()
