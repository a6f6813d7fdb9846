"""What stands on a badge? Name, organisation, function and event to be read, and a code to be scanned: nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import segno
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.events.enums import Attendance, RegistrationState
from grappe.apps.events.models import Event, Registration
from grappe.apps.events.permissions import check_can_check_in
from grappe.engines.kernel import Text
from grappe.ui import paper
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

_SOURCE = Path(__file__).with_name("badges.typ")
SHEET = 10  # badges on a page of A4
FILE = 200  # badges in one file: written in about a second
MOST_FILES = 1_000  # beyond it no event goes, and no number that the database can count
PAGE = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One file of badges: which of them, and the first and last name."""

    number: int  # 1, 2, …
    first: int
    last: int
    from_name: str
    to_name: str

    @property
    def pages(self) -> int:
        return -(-(self.last - self.first + 1) // SHEET)


def badges(event: Event, *, for_user: User, text: str = "") -> QuerySet[Registration]:
    """Return who needs a badge, by name: those with a seat on site. Raises PermissionDenied."""
    check_can_check_in(for_user)
    found = Registration.objects.filter(
        event=event, state=RegistrationState.CONFIRMED, attendance=Attendance.ON_SITE, erased_at=None
    )
    if text:
        found = found.filter(name__icontains=text) | found.filter(organisation__icontains=text)
    return found.order_by(Lower("name"), "pk")


def parts(event: Event, *, for_user: User) -> tuple[Part, ...]:
    """Return the files that an event's badges are printed from, FILE of them in each. One query."""
    names = list(badges(event, for_user=for_user).values_list("name", flat=True))
    return tuple(
        Part(
            number=number,
            first=first + 1,
            last=min(first + FILE, len(names)),
            from_name=names[first],
            to_name=names[min(first + FILE, len(names)) - 1],
        )
        for number, first in enumerate(range(0, len(names), FILE), 1)
    )


def sheet_pdf(event: Event, *, part: int, for_user: User, language: str) -> bytes:
    """Return one file of badges as PDF/UA-1, ten on a page of A4 with cut marks.

    Raises BadInput where there is no such part.
    """
    there = 0 < part <= MOST_FILES
    found = list(badges(event, for_user=for_user)[(part - 1) * FILE : part * FILE]) if there else []
    if not found:
        raise BadInput(_("There is nobody to print a badge for."))
    return _pdf(event, found, language, alone=False)


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


def _pdf(event: Event, found: Iterable[Registration], language: str, *, alone: bool) -> bytes:
    titles = Text.of(event.titles)
    with translation.override(language):
        data: dict[str, Any] = {
            "title": _("Badges: %(event)s") % {"event": titles.in_language(language)},
            "language": language,
            "alone": alone,
            "qr_alt": _("QR code of the badge, for the check-in"),
            "badges": [_badge(each, titles) for each in found],
        }
    return paper.as_pdf(_SOURCE.read_bytes(), data)


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
