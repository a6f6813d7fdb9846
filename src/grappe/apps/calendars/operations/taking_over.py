"""How does a meeting that stands only in somebody's own calendar become a contact, which both know from then on?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import HappeningKind
from grappe.apps.calendars.models import Busy, Entry, Happening
from grappe.apps.calendars.operations.accounts import own_account
from grappe.apps.calendars.operations.dav import DavTrouble
from grappe.apps.calendars.operations.tokens import server_of
from grappe.apps.calendars.queries.reading import Said, said, span_in
from grappe.apps.calendars.queries.sealing import Unopened
from grappe.apps.calendars.queries.told import of_contact
from grappe.apps.companies import operations as companies
from grappe.apps.companies import queries as company_queries
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.calendars.models import Account
    from grappe.apps.companies.models import Company, Contact


def take_over(*, meeting: Busy, company: Company, kind: str, by: User, at: datetime) -> Contact:
    """Make a contact of somebody's own meeting as it stands there now; nobody is invited, those who come are there already.

    Whoever of the company was invited to it by an address on file takes part. The network is waited for before the
    transaction begins. Raises PermissionDenied, BadInput.
    """
    account = own_account(meeting.calendar.account, by=by, lock=False)
    etag, read = _as_it_stands(account, meeting.href, at)
    span = span_in(read.facts["when"])
    place = read.facts["place"]
    link = next(
        (each for each in (read.facts["link"], place) if each.startswith(("https://", "http://"))), ""
    )
    invited = {address for address, _answer in read.answers}
    try:
        with transaction.atomic():
            contact = companies.plan_contact(
                company=company, kind=kind, subject=read.facts["subject"][:200] or _("Meeting"), starts_at=span.start,
                minutes=round((span.end - span.start).total_seconds() / 60), link=link,
                place="" if place == link else place[:200],
                people=[each for each in company_queries.possible_people(company.pk) if each.email.lower() in invited],
                team=[by], invite=False, by=by, at=at,
            )  # fmt: skip
            told = of_contact(contact, by, titles=account.titles, at=at)
            Entry.objects.create(
                account=account,
                contact=contact,
                href=meeting.href,
                etag=etag,
                here=dict(told.facts),
                there=read.facts,
            )
            Busy.objects.filter(calendar=meeting.calendar_id, href=meeting.href).delete()
            Happening.objects.create(account=account, at=at, kind=HappeningKind.TAKEN_OVER, contact=contact)
    except IntegrityError as fault:  # in another window at the same moment
        raise BadInput(_("This was settled meanwhile.")) from fault
    return contact


def _as_it_stands(account: Account, href: str, at: datetime) -> tuple[str, Said]:
    try:
        item = server_of(account, at=at).item(href)
    except DavTrouble as fault:
        raise BadInput(str(fault)) from fault
    except Unopened as fault:
        raise BadInput(_("The server does not accept the user name and the password.")) from fault
    read = said(item.data) if item is not None else None
    if item is None or read is None or read.unfit:
        raise BadInput(_("The meeting is no more there, or repeats: it cannot be taken over."))
    return item.etag, read
