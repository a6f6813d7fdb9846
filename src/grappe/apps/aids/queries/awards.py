"""Which aid was granted: found, filtered, one page at a time, or one company's?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from grappe.apps.aids.enums import AwardState
from grappe.apps.aids.models import Award
from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.ui.pages import Page, beyond, page_of

if TYPE_CHECKING:
    from datetime import date

    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Programme

PAGE = 25


@dataclass(frozen=True)
class AwardFilters:
    """What somebody asked the register for; empty means no restriction."""

    text: str = ""
    basis: str = ""
    instrument: str = ""
    state: str = ""  # empty: those that stand
    year: int | None = None
    company: int | None = None

    @property
    def any(self) -> bool:
        return self != AwardFilters()


def awards(filters: AwardFilters = AwardFilters(), *, for_user: User) -> QuerySet[Award]:
    """Return the awards of a filter with company and programme, the latest first."""
    check_can_view_awards(for_user)
    found = Award.objects.filter(of_visible(for_user)).select_related(
        "company", "company__commune", "company__nace", "programme"
    )
    found = found.filter(state=filters.state) if filters.state else found.exclude(state=AwardState.WITHDRAWN)
    for name in ("basis", "instrument"):
        if getattr(filters, name):
            found = found.filter(**{name: getattr(filters, name)})
    if filters.year:
        found = found.filter(granted_on__year=filters.year)
    if filters.company:
        found = found.filter(company_id=filters.company)
    for word in filters.text.replace("\x00", "").split()[:8]:
        found = found.filter(
            Q(label__icontains=word) | Q(authority__icontains=word) | Q(reference__icontains=word)
            | Q(company__name__plain__contains=word) | Q(company__brand__plain__contains=word)
        )  # fmt: skip
    return found.order_by("-granted_on", "-id")


def award_page(
    filters: AwardFilters,
    *,
    for_user: User,
    after: int | None = None,
    before: int | None = None,
    size: int = PAGE,
) -> Page[Award]:
    """Return the page after or before an award (by id), or the first page; two queries at most."""
    found = awards(filters, for_user=for_user)
    mark = after if before is None else before
    place = Award.objects.filter(pk=mark).values_list("granted_on", flat=True).first() if mark else None
    backwards = before is not None and place is not None
    if place is not None and mark is not None:
        found = found.filter(beyond("granted_on", place, mark, rising=backwards))
    if backwards:
        found = found.order_by("granted_on", "id")
    rows = list(found[: size + 1])
    return page_of(rows, size, backwards=backwards, placed=place is not None)


def awards_of(company_id: int, *, for_user: User) -> QuerySet[Award]:
    """Return all awards of one company, the withdrawn ones too, the latest first."""
    check_can_view_awards(for_user)
    found = Award.objects.filter(of_visible(for_user), company_id=company_id).select_related(
        "programme", "company", "company__nace"
    )
    return found.order_by("-granted_on", "-id")


def costs_of(company_id: int, *, for_user: User) -> list[str]:
    """Return the words for eligible costs that a company's standing awards have, each once. One query."""
    check_can_view_awards(for_user)
    found = Award.objects.filter(of_visible(for_user), company_id=company_id).exclude(costs_reference="")
    found = found.exclude(state=AwardState.WITHDRAWN)
    return sorted(set(found.values_list("costs_reference", flat=True)))


def award_for(pk: int, *, for_user: User) -> Award:
    """Return one award with its company; `Award.DoesNotExist` where there is none."""
    check_can_view_awards(for_user)
    found = Award.objects.select_related("company", "programme").prefetch_related("company__clusters")
    award = found.get(pk=pk)
    check_can_view_company(for_user, award.company)
    return award


def awards_from(origins: Iterable[str], *, for_user: User) -> dict[str, Award]:
    """Return the awards that were entered from some things (`roadmaps.aid:12`), by these. One query."""
    check_can_view_awards(for_user)
    rows = Award.objects.filter(of_visible(for_user), origin__in=[one for one in origins if one])
    return {award.origin: award for award in rows}


def awards_since(programme: Programme, since: Mapping[int, date], *, for_user: User) -> list[Award]:
    """Return the standing awards of a programme to companies (ids), each granted after that company's day, the
    latest first. One query.
    """
    check_can_view_awards(for_user)
    if not since:
        return []
    found = Award.objects.filter(
        of_visible(for_user), programme=programme, granted_on__gt=min(since.values())
    )
    found = found.exclude(state=AwardState.WITHDRAWN).select_related("company")
    return [
        award
        for award in found.order_by("-granted_on", "-id")
        if award.company_id in since and award.granted_on > since[award.company_id]
    ]


def award_from(origin: str, *, for_user: User) -> Award | None:
    """Return the award that was entered from a thing (`roadmaps.aid:12`), None where there is none."""
    check_can_view_awards(for_user)
    return (
        Award.objects.filter(of_visible(for_user), origin=origin).first()
        if origin and "\x00" not in origin
        else None
    )
