"""How do invitations, changes and cancellations of a contact reach the people, each in their language?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import ContactKind, ContactState
from grappe.apps.companies.models import Contact, Person
from grappe.apps.companies.queries.contacts import ends_at
from grappe.apps.companies.queries.invitations import Invitee, calendar_file, is_invited, organizer
from grappe.apps.companies.queries.replies import link_of
from grappe.ui import jobs, moments
from grappe.ui.templatetags.ui import colon

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger(__name__)
METHODS = {"cancellation": "CANCEL", "refusal": "DECLINECOUNTER"}  # RFC 5546; all else is a REQUEST
ATTEMPTS = 10  # after 2, 4, 8 … 512 minutes


def send_on_commit(contact: Contact, occasion: str, keys: Sequence[str], *, at: datetime) -> None:
    """Send letters once the transaction stands; `occasion` is invitation, change, cancellation, or refusal of a proposal.

    What the mail server does not take now becomes a job that tries again: the contact is planned either way.
    """
    if keys:
        pk = contact.pk
        transaction.on_commit(
            lambda: send_or_order(contact_id=pk, occasion=occasion, keys=keys, attempt=1, at=at)
        )


def send_or_order(*, contact_id: int, occasion: str, keys: Sequence[str], attempt: int, at: datetime) -> None:
    """Send letters; order a job for those that were not taken, later each time, for about a day."""
    failed = send_letters(contact_id=contact_id, occasion=occasion, keys=keys, at=at)
    if failed and attempt < ATTEMPTS:
        jobs.order(
            "companies.send_letters", after=timedelta(minutes=2**attempt),
            contact_id=contact_id, occasion=occasion, keys=[*failed], attempt=attempt + 1,
        )  # fmt: skip


def send_letters(*, contact_id: int, occasion: str, keys: Sequence[str], at: datetime) -> list[str]:
    """Send the letters of a contact as it stands now; return the keys of those that the mail server did not take."""
    contacts = Contact.objects.select_related("company", "created_by").prefetch_related("people", "team")
    contact = contacts.get(pk=contact_id)
    if occasion == "refusal" and not is_invited(contact, at=at):
        return []  # called off or over meanwhile: that is what was told
    connection = get_connection()
    failed = []
    for key in keys:
        invitee = _invitee(key)
        if invitee is None:
            continue  # deleted meanwhile, or without an address now
        try:
            _letter(contact, invitee, occasion, at=at, connection=connection).send()
        except (OSError, SMTPException) as fault:
            log.error("letter not sent", contact=contact_id, to=key, occasion=occasion, fault=str(fault))
            failed.append(key)
    return failed


def _invitee(key: str) -> Invitee | None:
    kind, _sep, pk = key.partition(":")
    if kind == "user":
        user = get_user_model().objects.filter(pk=pk, is_active=True).first()
        return Invitee(key, user.name, user.email, user.language, True) if user else None
    person = Person.objects.filter(pk=pk).exclude(email="").first()
    return Invitee(key, person.name, person.email, person.language, False) if person else None


def _letter(
    contact: Contact, invitee: Invitee, occasion: str, *, at: datetime, connection: BaseEmailBackend
) -> EmailMessage:
    """The letter in its reader's language, with the calendar file both as an invitation and as an attachment."""
    host = organizer(contact)
    with translation.override(invitee.language):
        message = EmailMessage(
            subject=_subject(contact, occasion),
            body=_body(contact, invitee, occasion, host.name if host else ""),
            to=[invitee.email],
            reply_to=[host.email] if host else None,
            connection=connection,
        )
    method = METHODS.get(occasion, "REQUEST")
    only = [invitee] if occasion in METHODS else None
    file = calendar_file(
        contact, language=invitee.language, at=at, method=method, ours=invitee.ours, attendees=only
    ).decode()
    message.attach("invite.ics", file, f"text/calendar; method={method}; charset=utf-8")
    return message


def _subject(contact: Contact, occasion: str) -> str:
    day = moments.short_day(contact.starts_at)
    subjects = {
        "invitation": _("Invitation: %(subject)s, %(day)s"),
        "change": _("Changed: %(subject)s, %(day)s"),
        "cancellation": _("Cancelled: %(subject)s, %(day)s"),
        "refusal": _("Stays as planned: %(subject)s, %(day)s"),
    }
    return subjects[occasion] % {"subject": contact.subject, "day": day}


def _facts(contact: Contact, invitee: Invitee, occasion: str) -> list[tuple[str, str]]:
    """Return what the letter says of the appointment; empty where there is nothing to say."""
    gone = occasion == "cancellation"
    page = f"{settings.SITE_URL}{reverse('companies:contact', args=[contact.pk])}"
    return [
        (_("Company"), str(contact.company)),
        (_("Kind"), contact.get_kind_display()),
        (_("When"), moments.span(contact.starts_at, ends_at(contact))),
        (_("Where"), contact.place),
        (_("Video link") if contact.kind == ContactKind.VIDEO else _("Link"), "" if gone else contact.link),
        (_("Participants"), "" if gone else ", ".join(_participants(contact))),
        (_("Notes"), page if invitee.ours else ""),
    ]


def _body(contact: Contact, invitee: Invitee, occasion: str, host: str) -> str:
    gone = contact.state == ContactState.CANCELLED
    openings = {
        "invitation": _("%(host)s invites you to this appointment:"),
        "change": _("%(host)s has changed this appointment. This is how it stands now:"),
        "cancellation": _("%(host)s has cancelled this appointment:")
        if gone
        else _("%(host)s tells you that this appointment takes place without you:"),
        "refusal": _(
            "%(host)s cannot make the time that you propose. The appointment stays as it was planned:"
        ),
    }
    lines = [
        _("Hello %(name)s,") % {"name": invitee.name},
        "",
        openings[occasion] % {"host": host or _("The cluster team")},
        "",
        contact.subject,
        *(f"{label}{colon()} {value}" for label, value in _facts(contact, invitee, occasion) if value),
    ]
    closings = {
        "cancellation": _("The attached calendar file removes the entry from your calendar."),
        "refusal": _("Your answer counts no more: please say once again whether you come."),
    }
    closing = closings.get(occasion, _("The attached calendar file puts it into your calendar."))
    way = (
        [_("To answer without your calendar, or to propose another time:"), link_of(contact, invitee.key), ""]
        if not (invitee.ours or occasion == "cancellation")
        else []
    )
    return "\n".join([*lines, "", closing, "", *way])


def _participants(contact: Contact) -> list[str]:
    return [user.name for user in contact.team.all()] + [person.name for person in contact.people.all()]
