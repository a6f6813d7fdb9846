"""How does somebody say with which company a mail stands, put it aside, and say who reads it?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.companies import operations as companies
from grappe.apps.companies.enums import Audience
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import possible_people
from grappe.apps.mail.enums import MessageState, Role, Why, Words
from grappe.apps.mail.models import Filing, Mailbox, Message, Party
from grappe.apps.mail.operations.mailboxes import ignore
from grappe.apps.mail.permissions import check_can_file_message
from grappe.apps.mail.queries.policy import boxes_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company


@transaction.atomic
def assign(
    *, message: Message, company: Company, person: str = "", email: str = "", function: str = "", phone: str = "",
    why_back: str = "", by: User, at: datetime,
) -> Filing:  # fmt: skip
    """Let a mail stand with a company; with a name, whoever wrote it comes on file there, so that the next one finds its way.

    Mails that wait from the same address go along then. Raises PermissionDenied, BadInput.
    """
    found = _locked(message, by)
    check_can_view_company(by, company)
    filing, _new = Filing.objects.get_or_create(
        message=found, company=company, defaults={"why": Why.CHOSEN, "sent_at": found.sent_at, "at": at, "by": by}
    )  # fmt: skip
    Message.objects.filter(pk=found.pk).update(state=MessageState.FILED)
    if person.strip():
        values = {"name": person, "email": email.strip().casefold(), "function": function, "phone": phone}
        _on_file(company, values, why_back, by, at)
    return filing


def _on_file(company: Company, values: dict[str, str], why_back: str, by: User, at: datetime) -> None:
    """Put who writes on file, unless that address is there; note who they are in mails, and file those that wait."""
    address = values["email"]
    known = [each for each in possible_people(company.pk) if each.email.casefold() == address and address]
    if not known:
        person = companies.save_person(company=company, values=values, why_back=why_back, by=by, at=at)
        known = [person]
    if not address:
        return
    Party.objects.filter(email=address, person=None).update(person=known[0])
    waiting = Message.objects.filter(state=MessageState.WAITS, parties__email=address).distinct()
    boxes = Mailbox.objects.filter(boxes_of(by)).values("pk")
    for each in waiting.filter(sightings__folder__mailbox__in=boxes)[:500]:
        Filing.objects.get_or_create(
            message=each, company=company, defaults={"why": Why.ADDRESS, "sent_at": each.sent_at, "at": at, "by": by}
        )  # fmt: skip
        Message.objects.filter(pk=each.pk).update(state=MessageState.FILED)


@transaction.atomic
def take_off(*, filing: Filing, by: User, at: datetime) -> None:
    """Let a mail stand with a company no more; without any it waits in the inbox again. Raises PermissionDenied."""
    found = _locked(filing.message, by)
    Filing.objects.filter(pk=filing.pk).delete()
    if not found.filings.exists():
        Message.objects.filter(pk=found.pk).update(state=MessageState.WAITS)


@transaction.atomic
def put_aside(*, message: Message, aside: bool, ignored: str = "", by: User, at: datetime) -> None:
    """Put a mail that waits aside, or back; with `ignored`, its sender or their domain is not taken in from now on."""
    found = _locked(message, by)
    before, after = MessageState.WAITS, MessageState.ASIDE
    if not aside:
        before, after = after, before
    if found.state != before:
        raise BadInput(_("This was settled meanwhile."))
    Message.objects.filter(pk=found.pk).update(state=after)
    if aside and ignored in Words.values:
        _ignore_sender(found, ignored, by, at)


def _ignore_sender(message: Message, words: str, by: User, at: datetime) -> None:
    sender = message.parties.filter(role=Role.FROM).exclude(email="").first()
    if sender is None:
        return
    value = sender.email if words == Words.ADDRESS else sender.email.rpartition("@")[2]
    for mailbox in Mailbox.objects.filter(boxes_of(by), folders__in=_folders(message)).distinct():
        ignore(mailbox=mailbox, words=words, value=value, by=by, at=at)
    same = {"parties__email": value} if words == Words.ADDRESS else {"parties__email__endswith": f"@{value}"}
    boxes = Mailbox.objects.filter(boxes_of(by)).values("pk")
    others = Message.objects.filter(
        state=MessageState.WAITS, parties__role=Role.FROM, sightings__folder__mailbox__in=boxes, **same
    )
    Message.objects.filter(pk__in=others.values("pk")).update(state=MessageState.ASIDE)


def _folders(message: Message) -> list[int]:
    return list(message.sightings.values_list("folder", flat=True))


@transaction.atomic
def set_audience(*, message: Message, audience: str, by: User, at: datetime) -> None:
    """Say who reads a mail where it stands with companies. Raises PermissionDenied, BadInput."""
    found = _locked(message, by)
    if audience not in Audience.values:
        raise BadInput(_("Choose who reads it."))
    Message.objects.filter(pk=found.pk).update(audience=audience, chosen=True)


def _locked(message: Message, by: User) -> Message:
    found = Message.objects.select_for_update().get(pk=message.pk)
    check_can_file_message(by, found)
    return found
