"""How are many companies, or many people, added to the recipients of a campaign at once, or taken out of them?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.campaigns.enums import CampaignState
from grappe.apps.campaigns.models import Campaign, Picked
from grappe.apps.campaigns.operations.picking import pick_company, pick_person, unpick
from grappe.apps.campaigns.permissions import can_write
from grappe.ui.acting import Act, chosen
from grappe.ui.listing import Asked, Choices, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

NOTE = gettext_lazy(
    "Nothing is sent: the draft is given to review first, and consent is looked at again then, for each address."
)
Add = Callable[[Campaign, Any, "User", datetime], None]


def company_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what campaigns let one do to many companies."""

    def add(campaign: Campaign, row: Any, by: User, at: datetime) -> None:
        pick_company(campaign=campaign, company=row, by=by, at=at)

    return _acts(asked, "company", add)


def person_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what campaigns let one do to many people at companies."""

    def add(campaign: Campaign, row: Any, by: User, at: datetime) -> None:
        pick_person(campaign=campaign, person=row, by=by, at=at)

    return _acts(asked, "person", add)


def _acts(asked: Asked, of: str, add: Add) -> tuple[Act, ...]:
    names = cache(lambda: dict(Campaign.objects.values_list("pk", "title")))

    def now(row: Any) -> list[int]:
        return sorted(Picked.objects.filter(**{of: row}).values_list("campaign_id", flat=True))

    def told(facet: list[int]) -> str:
        return ", ".join(names().get(pk, "–") for pk in facet) or "–"

    def write(row: Any, facet: list[int], *, by: User, at: datetime) -> None:
        have = set(now(row))
        for pk in sorted(set(facet) ^ have):
            campaign = chosen(
                {str(each.pk): each for each in Campaign.objects.filter(pk=pk)},
                pk,
                _("This campaign is no more."),
            )
            if pk in have:
                unpick(campaign=campaign, **{of: row}, by=by, at=at)
            else:
                add(campaign, row, by, at)

    def choices() -> Choices:
        return _choices(asked.user)

    asks = gettext_lazy("Campaign")
    return (
        Act(
            "campaign_add", gettext_lazy("Add to a campaign’s recipients"), now,
            lambda facet, value: sorted({*facet, int(value)}), write, told, takes=Takes.CHOICE, asks=asks, choices=choices,
            note=NOTE,
        ),
        Act(
            "campaign_remove", gettext_lazy("Take out of a campaign’s recipients"), now,
            lambda facet, value: sorted(set(facet) - {int(value)}), write, told, takes=Takes.CHOICE, asks=asks,
            choices=choices,
        ),
    )  # fmt: skip


def _choices(user: User) -> Choices:
    drafts = Campaign.objects.filter(state=CampaignState.DRAFT).order_by("-pk")
    return [(str(each.pk), each.title) for each in drafts if can_write(user, each)]
