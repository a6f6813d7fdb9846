"""What stands on a badge? Name, organisation, function and event to be read, and a code to be scanned: nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import segno
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.events.enums import Attendance, FileState, RegistrationState
from grappe.apps.events.models import BadgeFile, Event, Registration
from grappe.apps.events.permissions import check_can_check_in
from grappe.engines.kernel import Text
from grappe.ui import paper
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

_SOURCE = Path(__file__).with_name("badges.typ")
SHEET = 10  # badges on a page of A4
AT_ONCE = 200  # badges that a request writes itself, in about a second; more are a job
TOLD = 25  # codes between two tellings of how far it is
GONE = timedelta(minutes=15)  # 10,000 badges take a minute
PAGE = 50


def badges(event: Event, *, for_user: User, text: str = "") -> QuerySet[Registration]:
    """Return who needs a badge, by name: those with a seat on site. Raises PermissionDenied."""
    check_can_check_in(for_user)
    found = Registration.objects.filter(
        event=event, state=RegistrationState.CONFIRMED, attendance=Attendance.ON_SITE, erased_at=None
    )
    if text:
        found = found.filter(name__icontains=text) | found.filter(organisation__icontains=text)
    return found.order_by(Lower("name"), "pk")


def pages(number: int) -> int:
    """Return how many pages of A4 so many badges take."""
    return -(-number // SHEET)


def sheet_pdf(
    event: Event, *, for_user: User, language: str, made: Callable[[int], None] = lambda number: None
) -> bytes:
    """Return all badges as one file, PDF/UA-1, ten on a page of A4 with cut marks.

    `made` is told how many codes are made, every TOLD of them: two thirds of the time. Raises BadInput where there is
    nobody to print for.
    """
    found = badges(event, for_user=for_user)
    if not found:
        raise BadInput(_("There is nobody to print a badge for."))
    return _pdf(event, found, language, alone=False, made=made)


def file_of(event: Event) -> BadgeFile | None:
    """Return the file of badges that was ordered last, if any."""
    return BadgeFile.objects.filter(event=event).select_related("ordered_by").first()


def badge_file_for(pk: int, *, for_user: User) -> BadgeFile:
    """Return a file of badges with its event. Raises BadgeFile.DoesNotExist, PermissionDenied."""
    check_can_check_in(for_user)
    return BadgeFile.objects.select_related("event", "ordered_by").get(pk=pk)


def is_busy(file: BadgeFile, *, at: datetime) -> bool:
    """Return whether a worker will still write it: one that says nothing for so long is gone."""
    return file.state in (FileState.ORDERED, FileState.RUNNING) and at < file.ordered_at + GONE


def badge_pdf(registration: Registration) -> bytes:
    """Return one badge on a page of its own size, 90 by 54 mm, in its owner's language.

    Raises BadInput for whoever has no seat.
    """
    if registration.state != RegistrationState.CONFIRMED:
        raise BadInput(_("A badge is for those who have a seat. This registration has none now."))
    return _pdf(registration.event, [registration], registration.language, alone=True)


def as_scanned(code: UUID) -> str:
    """Return what the QR code says: capitals, so that it is written with the fewest modules."""
    return str(code).upper()


def qr_svg(code: UUID) -> str:
    """Return the QR code of a registration as SVG; a quarter of it may be dirty or covered (level Q)."""
    out = io.BytesIO()
    made = segno.make(as_scanned(code), error="q", micro=False, boost_error=False)
    made.save(out, kind="svg", border=4, xmldecl=False, nl=False)
    return out.getvalue().decode()


def _pdf(
    event: Event,
    found: Iterable[Registration],
    language: str,
    *,
    alone: bool,
    made: Callable[[int], None] = lambda number: None,
) -> bytes:
    titles = Text.of(event.titles)
    with translation.override(language):
        data: dict[str, Any] = {
            "title": _("Badges: %(event)s") % {"event": titles.in_language(language)},
            "language": language,
            "alone": alone,
            "qr_alt": _("QR code of the badge, for the check-in"),
            "badges": list(_badges(found, titles, made)),
        }
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _badges(
    found: Iterable[Registration], titles: Text, made: Callable[[int], None]
) -> Iterator[dict[str, str]]:
    number = 0
    for number, each in enumerate(found, 1):
        yield _badge(each, titles)
        if number % TOLD == 0:
            made(number)
    made(number)


def _badge(registration: Registration, titles: Text) -> dict[str, str]:
    language = registration.language
    return {
        "event": titles.in_language(language),
        "name": registration.name,
        "organisation": registration.organisation,
        "function": registration.function,
        "foot": language.upper(),
        "language": language,
        "qr": qr_svg(registration.code),
    }
