"""How is it noted down what somebody allows, by the team or by themself, and how do they unsubscribe?"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import Basis, LeftOut, Purpose
from grappe.apps.campaigns.models import Address, Campaign, Preference, Unsubscription
from grappe.apps.campaigns.permissions import check_can_record_consent, check_can_write
from grappe.apps.campaigns.queries import segments
from grappe.apps.companies.queries import mailing
from grappe.ui.errors import BadInput
from grappe.ui.marks import mark_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

LONGEST_EVIDENCE = 300
# A contact held within so long counts as working together; older ones have to be asked.
RELATIONSHIP_LASTS = timedelta(days=2 * 365)


def address_of(email: str) -> Address:
    """Return the address on file of an e-mail, put there where it is new. Raises BadInput for what is no address."""
    plain = email.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as fault:
        raise BadInput(_("“%(email)s” is not an e-mail address.") % {"email": email}) from fault
    found, made = Address.objects.get_or_create(email=plain, defaults={"salt": new_salt()})
    if made:
        _still_stopped([found])
    return found


def _still_stopped(new: Collection[Address]) -> None:
    """Stop new addresses of which the same was erased after an objection: nobody who objected is written to again."""
    marks = {mark_of(each.email): each for each in new}
    for mark, at in Address.objects.filter(mark__in=marks).values_list("mark", "stopped_at"):
        marks[mark].stopped_at = at
        marks[mark].save(update_fields=["stopped_at"])


@transaction.atomic
def forget(*, addresses: Collection[int], at: datetime) -> None:
    """Keep of addresses (ids) that are erased whether they objected, as a one-way mark; they are written to no more."""
    for each in Address.objects.select_for_update().filter(pk__in=addresses).prefetch_related("preferences"):
        objected = each.stopped_at or any(one.withdrawn_by_them for one in each.preferences.all())
        each.mark = mark_of(each.email) if objected else ""
        each.stopped_at = each.stopped_at or at
        each.save(update_fields=["mark", "stopped_at"])


def new_salt() -> str:
    """Return a word that nobody guesses, for signed links."""
    return secrets.token_urlsafe(24)[:40]


@transaction.atomic
def record(
    *, company: Company, email: str, purpose: str, basis: str, evidence: str, by: User, at: datetime
) -> Preference:
    """Note down that somebody at a company may be written to, on which basis and how we know.

    Raises BadInput without evidence, for an address that is nobody's at this company, and where they unsubscribed by
    themself: only they can take that back.
    """
    check_can_record_consent(by, company)
    plain, evidence = email.strip().lower(), " ".join(evidence.split())
    if purpose not in Purpose.values or basis not in Basis.values:
        raise BadInput(_("Say for which purpose and on which basis."))
    if not evidence:
        raise BadInput(_("Say how you know: when and where they agreed, or how you work together."))
    if len(evidence) > LONGEST_EVIDENCE:
        raise BadInput(_("How you know is longer than 300 characters."))
    if plain not in {each.email for each in mailing.people_in_reach([company.pk]) if not each.has_left}:
        raise BadInput(_("Nobody at this company has that address."))
    address = Address.objects.select_for_update().get(pk=address_of(plain).pk)
    found = Preference.objects.filter(address=address, purpose=purpose).first()
    theirs = found is not None and found.withdrawn_at is not None and found.withdrawn_by_them
    if address.stopped_at is not None or theirs:
        raise BadInput(
            _("They unsubscribed by themself. Only they can take it back, by the link in any mail they got.")
        )
    return _allow(address, purpose, basis, evidence, by, at)


def _allow(
    address: Address, purpose: str, basis: str, evidence: str, by: User | None, at: datetime
) -> Preference:
    values = {
        "basis": basis, "evidence": evidence, "recorded_at": at, "recorded_by": by,
        "withdrawn_at": None, "withdrawn_by_them": False,
    }  # fmt: skip
    with pghistory.context(user=by.pk if by else None):
        saved, _made = Preference.objects.update_or_create(address=address, purpose=purpose, defaults=values)
    return saved


@transaction.atomic
def withdraw(*, company: Company, email: str, purpose: str, by: User, at: datetime) -> None:
    """Note down that somebody told us not to write any more about a purpose."""
    check_can_record_consent(by, company)
    plain = email.strip().lower()
    if purpose not in Purpose.values:
        raise BadInput(_("Say for which purpose and on which basis."))
    if plain not in {each.email for each in mailing.people_in_reach([company.pk])}:
        raise BadInput(_("Nobody at this company has that address."))
    with pghistory.context(user=by.pk):
        _withdraw(address_of(plain), purpose, at, by=by)


def _withdraw(address: Address, purpose: str, at: datetime, by: User | None) -> None:
    found = Preference.objects.select_for_update().filter(address=address, purpose=purpose).first()
    found = found or Preference(address=address, purpose=purpose, recorded_at=at, recorded_by=by)
    if found.withdrawn_at is None:
        found.withdrawn_at = at
    found.withdrawn_by_them = found.withdrawn_by_them or by is None
    found.save()


@transaction.atomic
def unsubscribe(*, address: Address, purpose: str = "", campaign_id: int = 0, at: datetime) -> None:
    """Take an address off one purpose, or off everything (`purpose` empty), by its owner; twice is once.

    From this moment no campaign writes to it, those under way included: each mail looks again before it goes.
    """
    locked = Address.objects.select_for_update().get(pk=address.pk)
    if purpose:
        _withdraw(locked, purpose, at, by=None)
    elif locked.stopped_at is None:
        locked.stopped_at = at
        locked.save()
    if campaign_id and Campaign.objects.filter(pk=campaign_id).exists():
        Unsubscription.objects.get_or_create(campaign_id=campaign_id, address=locked, defaults={"at": at})


@transaction.atomic
def choose(*, address: Address, purposes: Collection[str], at: datetime) -> None:
    """Let the owner of an address choose what to get: opted in to these purposes, off all others."""
    locked = Address.objects.select_for_update().get(pk=address.pk)
    chosen = set(purposes) & set(Purpose.values)
    if locked.stopped_at is not None and chosen:
        locked.stopped_at = None
        locked.save()
    known = {each.purpose: each for each in locked.preferences.all()}
    for purpose in Purpose.values:
        standing = known.get(purpose)
        allowed = standing is not None and standing.withdrawn_at is None
        if purpose in chosen and not allowed:
            with translation.override("en"):
                evidence = f"By the signed link, {date_format(at, 'DATE_FORMAT')}"
            _allow(locked, purpose, Basis.OPT_IN, evidence, None, at)
        elif purpose not in chosen and (allowed or standing is None):
            _withdraw(locked, purpose, at, by=None)


@transaction.atomic
def record_relationships(*, campaign: Campaign, by: User, at: datetime) -> int:
    """Note down an existing relationship for those left out for want of one whom we met within two years.

    Each gets the day of the contact as evidence. Whoever unsubscribed stays so. Returns for how many.
    """
    check_can_write(by, campaign)
    selection = segments.selection_of(campaign, on=at.date())
    wanted = {
        each.person_id: each
        for each in selection.addressees
        if each.reason == LeftOut.NO_CONSENT and each.person_id is not None
    }
    met = mailing.last_met(list(wanted), since=at - RELATIONSHIP_LASTS)
    for person_id, day in met.items():
        evidence = _("Contact of %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
        _allow(address_of(wanted[person_id].email), campaign.purpose, Basis.RELATIONSHIP, evidence, by, at)
    return len(met)


def addresses_of(emails: Iterable[str]) -> dict[str, Address]:
    """Return the addresses on file of e-mails in lower case, new ones put there. Three queries and one write."""
    wanted = set(emails)
    new = wanted - set(Address.objects.filter(email__in=wanted).values_list("email", flat=True))
    rows = [Address(email=email, salt=new_salt()) for email in sorted(new)]
    Address.objects.bulk_create(rows, ignore_conflicts=True)
    found = {address.email: address for address in Address.objects.filter(email__in=wanted)}
    _still_stopped([found[email] for email in sorted(new)])
    return found


@transaction.atomic
def note_bounce(*, address: Address, reason: str, at: datetime) -> None:
    """Keep that an address does not take mail: no campaign writes to it until somebody clears it."""
    Address.objects.filter(pk=address.pk, bounced_at__isnull=True).update(
        bounced_at=at, bounce_reason=" ".join(reason.split())[:300]
    )


@transaction.atomic
def clear_bounce(*, company: Company, email: str, by: User) -> None:
    """Note down that an address takes mail again."""
    check_can_record_consent(by, company)
    plain = email.strip().lower()
    if plain not in {each.email for each in mailing.people_in_reach([company.pk])}:
        raise BadInput(_("Nobody at this company has that address."))
    Address.objects.filter(email=plain).update(bounced_at=None, bounce_reason="")
