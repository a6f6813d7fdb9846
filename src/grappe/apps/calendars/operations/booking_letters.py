"""How does a letter reach whoever booked, and how is the host told? Letters go by the machine that all share (ADR 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import BookingLetterKind, BookingState
from grappe.apps.calendars.models import Booking, BookingLetter
from grappe.apps.calendars.queries.booking_letters import overtaken, when, written
from grappe.apps.campaigns.operations.letters import Clock, Letters
from grappe.engines.kernel import Text
from grappe.ui import jobs
from grappe.ui.letters import Written

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

REMINDED = timedelta(hours=24)  # before it begins


class _Letters(Letters[BookingLetter]):
    model = BookingLetter
    to = "booking"
    related = ("booking__type", "booking__host")

    def order(self, lock: str, after: timedelta) -> None:
        jobs.order("calendars.send_letters", lock=f"calendars.send_letters.{lock}", after=after)

    def email_of(self, letter: BookingLetter) -> str:
        return letter.booking.email

    def answers_go_to(self, letter: BookingLetter) -> Sequence[str]:
        return [letter.booking.host.email]

    def overtaken(self, letter: BookingLetter, at: datetime) -> str:
        return overtaken(letter, at=at)

    def written(self, letter: BookingLetter, at: datetime) -> Written:
        return written(letter, at=at)

    def name_of(self, letter: BookingLetter) -> str:
        return f"booking-{letter.booking_id}"


LETTERS = _Letters()


def write(booking: Booking, kind: str, *, at: datetime) -> None:
    """Put a letter about a booking as it stands, once."""
    LETTERS.put(readers=[booking], kind=kind, about=f"sequence {booking.sequence}", at=at)


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent."""
    return LETTERS.send(now=now)


def resume(*, now: Clock) -> int:
    """Take up what a worker that is gone has left; return how many letters are due."""
    return LETTERS.resume(now=now)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Put a reminder the day before; none for what was booked on that day. Return how many."""
    soon = Booking.objects.filter(state=BookingState.BOOKED, starts_at__gt=at, starts_at__lte=at + REMINDED)
    due = [each for each in soon if each.booked_at < each.starts_at - REMINDED]
    return sum(
        LETTERS.put(readers=[each], kind=BookingLetterKind.REMINDER, about=f"sequence {each.sequence}", at=at)
        for each in due
    )


def tell_host(booking: Booking, what: str, *, by: User | None = None) -> None:
    """Write to who receives, in their language and once the transaction stands: booked, moved or called off; `by` a colleague."""
    host = booking.host
    with translation.override(host.language):
        subjects = {
            "booked": _("Booked with you: %(who)s"),
            "moved": _("Moved by who booked: %(who)s"),
            "cancelled": _("Called off by who booked: %(who)s"),
            "called_off": _("Called off by a colleague: %(who)s"),
        }
        page = (
            reverse("companies:contact", args=[booking.contact_id])
            if booking.contact_id is not None
            else reverse("calendars:requests")
        )
        waits = booking.contact_id is None and booking.state == BookingState.BOOKED
        who = f"{booking.name}, {booking.organisation}" if booking.organisation else booking.name
        paragraphs = [
            _("Hello %(name)s,") % {"name": host.name},
            Text.of(booking.type.names).in_language(host.language) + f"\n{when(booking, language=host.language)}",
            f"{who}\n{booking.email}",
            *([booking.words] if booking.words else []),
            *([_("%(name)s called it off. Whoever booked is told by mail.") % {"name": by.name}] if by is not None else []),
            *([_("We do not know for sure of which company this is. Please place it:")] if waits else []),
            settings.SITE_URL + page,
            "-- \nGrappe",
        ]  # fmt: skip
        message = EmailMessage(
            subject=(subjects[what] % {"who": " ".join(who.split())})[:200], body="\n\n".join(paragraphs) + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL, to=[host.email], reply_to=[booking.email],
            headers={"Content-Language": host.language},
        )  # fmt: skip
    transaction.on_commit(lambda: message.send(fail_silently=False), robust=True)
