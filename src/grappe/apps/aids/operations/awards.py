"""How does an aid that was granted come into the register, change, and leave it?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.aids.enums import AwardState, Instrument, LegalBasis
from grappe.apps.aids.models import Award
from grappe.apps.aids.operations.equivalents import equivalent_of
from grappe.apps.aids.permissions import check_can_edit_awards
from grappe.apps.aids.queries.sme import sme_page
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Programme
    from grappe.apps.companies.models import Company

EARLIEST = date(1990, 1, 1)
LARGEST = Decimal(10**11)
HUNDRED = Decimal(100)
COLUMNS = (
    "label", "programme", "authority", "basis", "article", "granted_on", "instrument", "nominal_eur", "terms",
    "costs_reference", "costs_eur", "ceiling_pct", "ceiling_eur", "objective", "reference", "state",
)  # fmt: skip


@dataclass(frozen=True)
class AwardValues:
    """What is said of an award; amounts in euros. `stated_gge_eur` is the letter of grant's own equivalent;
    `ceiling_pct` and `ceiling_eur` the most that the scheme allows for its eligible costs.
    """

    label: str
    basis: str
    granted_on: date
    nominal_eur: Decimal
    instrument: str = Instrument.GRANT.value
    programme: Programme | None = None
    authority: str = ""
    article: str = ""
    terms: dict[str, Any] = field(default_factory=dict)
    stated_gge_eur: Decimal | None = None
    costs_reference: str = ""
    costs_eur: Decimal | None = None
    ceiling_pct: Decimal | None = None
    ceiling_eur: Decimal | None = None
    objective: str = ""
    reference: str = ""
    state: str = AwardState.DECLARED.value


def record_award(*, company: Company, values: AwardValues, by: User, at: datetime, origin: str = "") -> Award:
    """Enter an aid granted to a company; a loan's or guarantee's equivalent is computed and kept with its steps.

    `origin` names the thing it was entered from, once: the same origin again answers the award that is there,
    unchanged. Raises PermissionDenied, BadInput.
    """
    check_can_edit_awards(by, company)
    with transaction.atomic(), pghistory.context(user=by.pk):
        if origin:
            known = Award.objects.select_for_update().filter(origin=origin).first()
            if known is not None:
                return known
        award = Award(company=company, origin=origin, created_at=at, created_by=by)
        _write(award, values, at)
        award.size_class = _size(company, values.granted_on, by)
        award.save()
    return award


def change_award(*, award: Award, version: int, values: AwardValues, by: User, at: datetime) -> Award:
    """Put an award right. Raises PermissionDenied, BadInput, Stale when somebody else changed it meanwhile."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        taken = _take(award, version, by)
        if not taken.counts:
            raise BadInput(_("This award is withdrawn; put it back before you change it."))
        _write(taken, values, at)
        taken.size_class = _size(taken.company, values.granted_on, by)
        taken.save()
    return taken


def withdraw_award(*, award: Award, version: int, because: str, by: User, at: datetime) -> Award:
    """Take an award out of every sum; it stays on file with the reason. Raises PermissionDenied, BadInput, Stale."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        taken = _take(award, version, by)
        if not because.strip():
            raise BadInput(_("Why is it withdrawn? Say it in a few words."))
        if not taken.counts:
            raise BadInput(_("This award is withdrawn already."))
        taken.state, taken.withdrawn_because = AwardState.WITHDRAWN, because.strip()[:300]
        taken.save()
    return taken


def restore_award(*, award: Award, version: int, by: User, at: datetime) -> Award:
    """Put a withdrawn award back, as declared by the company. Raises PermissionDenied, BadInput, Stale."""
    with transaction.atomic(), pghistory.context(user=by.pk):
        taken = _take(award, version, by)
        if taken.counts:
            raise BadInput(_("This award is not withdrawn."))
        taken.state, taken.withdrawn_because = AwardState.DECLARED, ""
        taken.save()
    return taken


def _take(award: Award, version: int, by: User) -> Award:
    """Lock an award for a change and count its version up, or refuse."""
    taken = Award.objects.select_for_update(of=("self",)).select_related("company").get(pk=award.pk)
    check_can_edit_awards(by, taken.company)
    if version != taken.version:
        raise Stale(
            _(
                "Somebody else changed this award meanwhile; your change was not saved. This is how it is now."
            ),
            current=taken,
        )
    taken.version += 1
    return taken


def _write(award: Award, values: AwardValues, at: datetime) -> None:
    said = replace(
        values,
        label=" ".join(values.label.split()),
        authority=" ".join(values.authority.split()),
        costs_reference=" ".join(values.costs_reference.split()),
    )
    _check(said, at.astimezone(timezone.get_current_timezone()).date())
    for name in COLUMNS:
        setattr(award, name, getattr(said, name))
    found = equivalent_of(
        instrument=said.instrument, nominal_eur=said.nominal_eur, terms=said.terms,
        stated_eur=said.stated_gge_eur, on=said.granted_on,
    )  # fmt: skip
    award.gge_eur, award.gge_source, award.gge_steps = found.eur, found.source, list(found.steps)


def _check(values: AwardValues, today: date) -> None:
    if not values.label:
        raise BadInput(_("An award needs a name: which aid was it?"))
    if values.basis not in LegalBasis.values or values.instrument not in Instrument.values:
        raise BadInput(_("Choose the legal basis and the instrument from the lists."))
    if values.state not in (AwardState.DECLARED, AwardState.GRANTED):
        raise BadInput(_("An award is declared by the company or granted by us."))
    if not EARLIEST <= values.granted_on <= today:
        raise BadInput(_("The day of the legal right lies between 1990 and today."))
    if not 0 < values.nominal_eur < LARGEST:
        raise BadInput(_("The amount must be more than zero, and less than a hundred billion euros."))
    if values.stated_gge_eur is not None and not 0 <= values.stated_gge_eur <= values.nominal_eur:
        raise BadInput(_("The gross grant equivalent lies between zero and the nominal amount."))
    if values.costs_eur is not None and not 0 < values.costs_eur < LARGEST:
        raise BadInput(_("The eligible costs must be more than zero."))
    _check_ceilings(values)


def _check_ceilings(values: AwardValues) -> None:
    if values.ceiling_pct is not None and not 0 < values.ceiling_pct <= HUNDRED:
        raise BadInput(_("The highest intensity lies above zero, and is at most 100 %."))
    if values.ceiling_eur is not None and not 0 < values.ceiling_eur < LARGEST:
        raise BadInput(_("The highest amount must be more than zero."))
    if values.basis == LegalBasis.DE_MINIMIS and (values.ceiling_pct or values.ceiling_eur):
        raise BadInput(
            _("De minimis aid has no ceiling of its own for its costs; leave intensity and amount blank.")
        )


def _size(company: Company, on: date, by: User) -> str:
    """Return the size class on the day of granting, the stated one first: the register asks for that day's."""
    page = sme_page(company, on=on, for_user=by)
    return page.stated or page.status.size_class or ""
