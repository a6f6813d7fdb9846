"""Who may see campaigns and their recipients, and who may write, review and send them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.permissions import can_work
from grappe.apps.campaigns.enums import Actor
from grappe.apps.companies.permissions import can_edit_company, can_view_companies

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.campaigns.models import Campaign
    from grappe.apps.companies.models import Company


def can_view_campaigns(user: User) -> bool:
    """Everybody inside sees which campaigns there are, what they say, and the counts."""
    return can_view_companies(user)


def check_can_view_campaigns(user: User) -> None:
    if not can_view_campaigns(user):
        raise PermissionDenied(_("You may not see the campaigns."))


def can_view_recipients(user: User) -> bool:
    """Who was written to and what each answered is seen by those who work and by analysts; the ministry reads counts."""
    return can_view_campaigns(user) and user.role != Role.MINISTRY


def check_can_view_recipients(user: User) -> None:
    if not can_view_recipients(user):
        raise PermissionDenied(_("You may see the counts of campaigns, not who was written to."))


def can_add_campaign(user: User) -> bool:
    """Administrators write to every company, cluster managers to those of their own clusters."""
    return can_work(user)


def check_can_add_campaign(user: User) -> None:
    if not can_add_campaign(user):
        raise PermissionDenied(_("Your role may not write campaigns."))


def can_write(user: User, campaign: Campaign) -> bool:
    """Whoever began a campaign writes in it, asks for its review and sends it; so do administrators."""
    return can_work(user) and (user.is_administrator or campaign.created_by_id == user.pk)


def check_can_write(user: User, campaign: Campaign) -> None:
    if not can_write(user, campaign):
        raise PermissionDenied(_("Only whoever began this campaign and administrators may change it."))


def can_review(user: User, campaign: Campaign) -> bool:
    """Four eyes: an administrator or manager who neither began the campaign nor changed it last."""
    return can_work(user) and user.pk not in {campaign.created_by_id, campaign.changed_by_id}


def check_can_review(user: User, campaign: Campaign) -> None:
    if not can_review(user, campaign):
        raise PermissionDenied(_("A campaign is reviewed by somebody else than whoever wrote it."))


def actors_of(user: User, campaign: Campaign) -> frozenset[Actor]:
    """Return who somebody is to a campaign: writer, reviewer, both or neither."""
    found = {Actor.WRITER} if can_write(user, campaign) else set()
    return frozenset(found | ({Actor.REVIEWER} if can_review(user, campaign) else set()))


def can_record_consent(user: User, company: Company) -> bool:
    """Whoever may edit a company notes down what its people allow."""
    return can_edit_company(user, company)


def check_can_record_consent(user: User, company: Company) -> None:
    if not can_record_consent(user, company):
        raise PermissionDenied(_("You may only record consents for companies of your own clusters."))
