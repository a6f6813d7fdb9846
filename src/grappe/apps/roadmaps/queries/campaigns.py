"""Which aid did companies obtain, or ask for, after a campaign on its programme had reached them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from grappe.apps.aids import queries as aids
from grappe.apps.campaigns import queries as campaigns
from grappe.apps.companies.queries import of_visible
from grappe.apps.roadmaps.enums import AidState
from grappe.apps.roadmaps.models import AidRequest
from grappe.apps.roadmaps.permissions import check_can_view_roadmaps
from grappe.apps.roadmaps.queries.register import GIVEN, origin_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.campaigns.models import Campaign
    from grappe.apps.companies.models import Company


@dataclass(frozen=True, slots=True)
class Obtained:
    """An aid to a company that was written to before: in the register, or on a roadmap only (then `roadmap` is its id).

    `eur` is the gross grant equivalent, None where it is not known; of a roadmap the amount that was obtained.
    """

    company: Company
    label: str
    on: date
    eur: Decimal | None
    award: int | None = None
    roadmap: int | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What came after a campaign: aids obtained, how many are asked for and not decided, companies written to."""

    obtained: tuple[Obtained, ...]
    asked_for: int
    written_to: int

    @property
    def registered(self) -> tuple[Obtained, ...]:
        return tuple(one for one in self.obtained if one.award is not None)

    @property
    def to_enter(self) -> tuple[Obtained, ...]:
        return tuple(one for one in self.obtained if one.award is None)

    @property
    def companies(self) -> int:
        return len({one.company.pk for one in self.obtained})

    @property
    def eur(self) -> Decimal:
        return sum((one.eur or Decimal(0) for one in self.registered), Decimal(0))

    @property
    def unknown(self) -> int:
        return sum(one.eur is None for one in self.registered)

    @property
    def to_enter_eur(self) -> Decimal:
        return sum((one.eur or Decimal(0) for one in self.to_enter), Decimal(0))


def obtained_since(campaign: Campaign, *, for_user: User) -> Since | None:
    """Return what came after a campaign by its programme; None where it names none. Four queries at most.

    Only what was granted, decided or asked for on a later day than the first mail to that company counts. An aid of a
    roadmap that is in the register, or whose company has an award of the programme there, is not counted twice.
    """
    check_can_view_roadmaps(for_user)
    if campaign.programme is None:
        return None
    since = campaigns.written_to(campaign, for_user=for_user)
    awards = aids.awards_since(campaign.programme, since, for_user=for_user)
    found = [Obtained(one.company, one.label, one.granted_on, one.gge_eur, award=one.pk) for one in awards]
    requests = _requests(campaign, since, for_user)
    given = [aid for aid in requests if aid.state in GIVEN]
    entered = aids.awards_from(map(origin_of, given), for_user=for_user) if given else {}
    registered = {one.company.pk for one in found}
    for aid in given:
        company = aid.roadmap.company
        if (
            origin_of(aid) in entered
            or company.pk in registered
            or not _after(aid.decided_on, since[company.pk])
        ):
            continue
        assert aid.decided_on is not None
        found.append(Obtained(company, aid.label, aid.decided_on, aid.obtained_eur, roadmap=aid.roadmap_id))
    asked = sum(
        aid.state == AidState.REQUESTED and _after(aid.requested_on, since[aid.roadmap.company_id])
        for aid in requests
    )
    found.sort(key=lambda one: one.on, reverse=True)
    return Since(tuple(found), asked, len(since))


def _requests(campaign: Campaign, since: Mapping[int, date], for_user: User) -> list[AidRequest]:
    """Return the aids of the programme on roadmaps of the companies written to."""
    if not since:
        return []
    found = AidRequest.objects.filter(programme=campaign.programme, state__in=[*GIVEN, AidState.REQUESTED])
    found = found.filter(of_visible(for_user, "roadmap__company"))
    found = found.select_related("roadmap__company").order_by("-decided_on", "-pk")
    return [aid for aid in found if aid.roadmap.company_id in since]


def _after(day: date | None, sent: date) -> bool:
    return day is not None and day > sent
