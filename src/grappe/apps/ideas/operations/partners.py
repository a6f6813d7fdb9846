"""How does an organisation join a flagship project, change and leave, and how is its letter of intent kept?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.documents import operations as documents
from grappe.apps.ideas.enums import FlagshipState, LetterKind, OrganisationKind, PartnerRole
from grappe.apps.ideas.models import Contributor, Partner
from grappe.apps.ideas.operations.contributors import from_outside
from grappe.apps.ideas.operations.flagships import locked as locked_flagship
from grappe.apps.ideas.operations.flagships import words_of
from grappe.apps.ideas.operations.ideas import plain
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.permissions import check_can_read_intent, check_can_run_flagship
from grappe.apps.ideas.queries.flagships import partner_version
from grappe.ui.errors import BadInput, Stale
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Flagship

LETTER_KINDS = frozenset({"pdf", "docx", "odt", "png", "jpg", "jpeg"})
LONGEST_NAME, LONGEST_TASKS, MOST_PARTNERS = 300, 2_000, 60
SIZES = ("", "micro", "small", "medium", "large")
MOST_EUR = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """All that one writes of a partner. `company` is one on file, None for any other organisation."""

    name: str
    role: str
    country: str = "LU"
    kind: str = OrganisationKind.FIRM
    company: Any = None
    size: str = ""
    may_publish: bool | None = None
    tasks: Mapping[str, str] = field(default_factory=dict)
    programme: Any = None
    de_minimis: bool = False
    contact_name: str = ""
    contact_email: str = ""
    contact_language: str = "fr"


@transaction.atomic
def add(*, flagship: Flagship, draft: PartnerDraft, by: User, at: datetime) -> Partner:
    """Add an organisation. Raises PermissionDenied, and BadInput where it takes part already, is a second coordinator, or
    something about it cannot be read."""
    current = locked_flagship(flagship)
    check_can_run_flagship(by, current)
    if len(current.partners.all()) >= MOST_PARTNERS:
        raise BadInput(_("A flagship project has at most %(most)d partners.") % {"most": MOST_PARTNERS})
    partner = Partner(flagship=current, added_at=at, added_by=by)
    _write(partner, draft, by=by, at=at)
    return _kept(partner, by)


@transaction.atomic
def change(*, partner: Partner, draft: PartnerDraft, version: str, by: User, at: datetime) -> Partner:
    """Change a partner. Raises PermissionDenied, BadInput, and Stale where `partner_version` says another `version`."""
    current = locked(partner)
    check_can_run_flagship(by, current.flagship)
    if version != partner_version(current):
        raise Stale(_("Somebody else changed this partner meanwhile. Look at it again first."), current)
    _write(current, draft, by=by, at=at)
    return _kept(current, by)


@transaction.atomic
def remove(*, partner: Partner, by: User, at: datetime) -> None:
    """Take an organisation out of a flagship project that has never run; its letter goes with it.

    Raises PermissionDenied, and BadInput where the project started or money is planned for the partner: that is moved first.
    """
    current = locked(partner)
    check_can_run_flagship(by, current.flagship)
    if current.flagship.state != FlagshipState.PREPARING or current.flagship.started_at is not None:
        raise BadInput(_("Partners of a project that has started stay on file: change their role or tasks."))
    if current.costs.exists() or current.budget.exists():
        raise BadInput(
            _("There is money planned for %(name)s. Empty its budget first.") % {"name": current.name}
        )
    letter = current.letter
    with pghistory.context(user=by.pk):
        current.delete()
        if letter is not None:
            documents.remove(document=letter)


@transaction.atomic
def put_letter(
    *,
    partner: Partner,
    upload: UploadedFile,
    signed_on: date | None,
    eur: Decimal | None,
    by: User | Contributor,
    at: datetime,
) -> Partner:
    """Keep the signed letter of intent of a partner; one that was there is replaced.

    Raises PermissionDenied, and BadInput with nothing kept for a file that is none, a day to come, or no amount that can be.
    """
    current = locked(partner)
    check_can_read_intent(by, current)
    if signed_on is None:
        raise BadInput(_("Say on which day the letter was signed."))
    if signed_on > local_date(at):
        raise BadInput(_("The letter cannot have been signed on a day to come."))
    if eur is not None and not 0 <= eur <= MOST_EUR:
        raise BadInput(_("An amount is zero or more, and less than ten billion."))
    before = current.letter
    user = by.user if isinstance(by, Contributor) else by
    kept = documents.keep(upload=upload, by=user, uploader=by.name, at=at, kinds=LETTER_KINDS)
    current.letter, current.letter_on, current.letter_eur = kept, signed_on, eur
    current.letter_put_at, current.letter_put_by = at, by.name[:200]
    with pghistory.context(user=user.pk if user else None):
        current.save()
        if before is not None:
            documents.remove(document=before)
    return current


@transaction.atomic
def withdraw_letter(*, partner: Partner, by: User, at: datetime) -> Partner:
    """Take a letter of intent back; the history keeps that there was one. Raises PermissionDenied, BadInput."""
    current = locked(partner)
    check_can_run_flagship(by, current.flagship)
    before = current.letter
    if before is None:
        raise BadInput(_("There is no letter of intent."))
    current.letter, current.letter_on, current.letter_eur = None, None, None
    with pghistory.context(user=by.pk):
        current.save()
        documents.remove(document=before)
    return current


@transaction.atomic
def ask_letter(*, partner: Partner, by: User, at: datetime) -> int:
    """Ask the contact of a partner for its letter of intent, with the link to their page; once a day at most.

    Raises PermissionDenied, and BadInput where nobody is known to be asked, or the letter is there.
    """
    current = locked(partner)
    check_can_run_flagship(by, current.flagship)
    if current.contact is None:
        raise BadInput(_("Say first who the contact of %(name)s is.") % {"name": current.name})
    if current.letter_id is not None:
        raise BadInput(_("%(name)s has put its letter of intent already.") % {"name": current.name})
    about = f"partner {current.pk} day {at:%Y%m%d}"
    asked = write(contributors=[current.contact], kind=LetterKind.INTENT, about=about, at=at)
    if not asked:
        raise BadInput(_("%(name)s was asked today already.") % {"name": current.contact.name})
    return asked


def locked(partner: Partner) -> Partner:
    """Return the partner as it stands; its flagship project is kept from others until the transaction ends."""
    flagship = locked_flagship(partner.flagship)
    found = Partner.objects.select_for_update(of=("self",)).select_related(
        "company", "contact__user", "letter", "programme"
    )
    current = found.get(pk=partner.pk)
    current.flagship = flagship
    return current


def _write(partner: Partner, draft: PartnerDraft, *, by: User, at: datetime) -> None:
    name = " ".join(plain(draft.name).split())
    if draft.company is not None:
        name = draft.company.name
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(
            _("Say which organisation it is, in at most %(most)d characters.") % {"most": LONGEST_NAME}
        )
    country = draft.country.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise BadInput(_("“%(country)s” is no country: two letters, as LU, FR or DE.") % {"country": country})
    if (
        draft.role not in PartnerRole.values
        or draft.kind not in OrganisationKind.values
        or draft.size not in SIZES
    ):
        raise BadInput(_("This request cannot be read."))
    partner.company, partner.name, partner.country = draft.company, name, country
    partner.role, partner.kind, partner.size = draft.role, draft.kind, draft.size
    partner.may_publish, partner.programme = draft.may_publish, draft.programme
    partner.de_minimis = draft.de_minimis
    partner.tasks = words_of("tasks", draft.tasks, LONGEST_TASKS)
    partner.contact = _contact(partner, draft, by=by, at=at)


def _contact(partner: Partner, draft: PartnerDraft, *, by: User, at: datetime) -> Contributor | None:
    if not draft.contact_name.strip() and not draft.contact_email.strip():
        return None
    return from_outside(
        name=draft.contact_name, email=draft.contact_email, language=draft.contact_language,
        organisation=partner.name, confirmed=True, by=by, at=at,
    )  # fmt: skip


def _kept(partner: Partner, by: User) -> Partner:
    """Save a partner. Raises BadInput where the organisation takes part already, or there is a coordinator."""
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            partner.save()
    except IntegrityError as fault:
        if "ideas_one_coordinator" in str(fault):
            raise BadInput(
                _("There is a coordinator already: give that partner another role first.")
            ) from fault
        raise BadInput(_("%(name)s takes part already.") % {"name": partner.name}) from fault
    return partner
