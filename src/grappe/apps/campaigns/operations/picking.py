"""How are a company or single people put among those whom a draft of a campaign means, beside what its segment asks for?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import Audience, CampaignState
from grappe.apps.campaigns.models import Campaign, Picked
from grappe.apps.campaigns.permissions import check_can_write
from grappe.apps.campaigns.queries.segments import Picks, meant_already, reason_against
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Person


@transaction.atomic
def pick_company(*, campaign: Campaign, company: Company, by: User, at: datetime) -> None:
    """Add a company to a draft: its head, or everybody there, as the campaign is for. Raises PermissionDenied, BadInput.

    Refused where it is meant already, and where nobody there could be written to, with the reason.
    """
    current, on = _draft(campaign, by), moments.local_date(at)
    if current.picked.filter(company=company).exists() or meant_already(current, company.pk, on=on):
        raise BadInput(_("The campaign goes to this company already."))
    _check(reason_against(current, Picks(companies=frozenset({company.pk})), on=on))
    Picked.objects.create(campaign=current, company=company, added_at=at, added_by=by)


@transaction.atomic
def pick_person(*, campaign: Campaign, person: Person, by: User, at: datetime) -> None:
    """Add one person to a draft, whomever else it is for. Raises as `pick_company`."""
    current, on = _draft(campaign, by), moments.local_date(at)
    of_all = current.audience == Audience.ALL or person.is_head
    company = person.company_id
    whole = current.picked.filter(company=company).exists() or meant_already(current, company, on=on)
    if current.picked.filter(person=person).exists() or (of_all and whole):
        raise BadInput(_("The campaign goes to them already."))
    _check(reason_against(current, Picks(people=frozenset({person.pk})), on=on))
    Picked.objects.create(campaign=current, person=person, added_at=at, added_by=by)


@transaction.atomic
def unpick(
    *,
    campaign: Campaign,
    company: Company | None = None,
    person: Person | None = None,
    by: User,
    at: datetime,
) -> None:
    """Take out of a draft who was added to it. Raises PermissionDenied, BadInput for who was not."""
    current = _draft(campaign, by)
    gone, _each = current.picked.filter(company=company, person=person).delete()
    if not gone:
        raise BadInput(_("They were not added to this campaign from a list."))


def _draft(campaign: Campaign, by: User) -> Campaign:
    current = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    check_can_write(by, current)
    if current.state != CampaignState.DRAFT:
        raise BadInput(_("Take the campaign back first: what was given to review stands as it is."))
    return current


def _check(reason: str) -> None:
    if reason:
        raise BadInput(reason)
