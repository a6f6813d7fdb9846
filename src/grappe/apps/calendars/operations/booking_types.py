"""How does somebody offer times to companies, change that, and stop it?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from grappe.apps.calendars.enums import Country
from grappe.apps.calendars.models import BookingType
from grappe.apps.calendars.permissions import can_offer_times, check_can_change_type, check_can_offer_times
from grappe.apps.calendars.queries.offers import overlapping, zones
from grappe.apps.companies.enums import ContactKind
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput
from grappe.ui.trilingual import one_line, words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# What may be said in numbers: name -> (least, most).
BOUNDS = {"minutes": (5, 480), "buffer": (0, 240), "notice_hours": (0, 720), "days_ahead": (1, 180)}
KINDS = (ContactKind.VIDEO, ContactKind.PHONE, ContactKind.VISIT)
MOST_BLOCKED = 100
Hours = Mapping[int, Iterable[tuple[time, time]]]


@transaction.atomic
def save_type(
    *, kind: BookingType | None, values: Mapping[str, Any], hours: Hours, blocked: Iterable[tuple[date, date]],
    hosts: Iterable[User], by: User, at: datetime,
) -> BookingType:  # fmt: skip
    """Offer times, or change what is offered; without `hosts` its owner receives. Raises BadInput, PermissionDenied."""
    if kind is None:
        check_can_offer_times(by)
        kind = BookingType(owner=by, salt=get_random_string(24), made_at=at)
    else:
        kind = BookingType.objects.select_for_update(of=("self",)).select_related("owner").get(pk=kind.pk)
        check_can_change_type(by, kind)
    kind.names = one_line(values["names"], 120)
    kind.descriptions = words(values["descriptions"], 2_000)
    if not Text.of(kind.names).in_language("en"):
        raise BadInput(_("Say in one language at least what is offered."))
    _set_place(kind, values)
    for name, (least, most) in BOUNDS.items():
        if not least <= values[name] <= most:
            raise BadInput(_("Lengths and days: a number is too small or too large."))
        setattr(kind, name, values[name])
    kind.most_per_day = values["most_per_day"]
    if kind.most_per_day is not None and not 1 <= kind.most_per_day <= 50:
        raise BadInput(_("At most per day: from 1 to 50."))
    if values["zone"] not in zones() or values["country"] not in Country.values:
        raise BadInput(_("Choose a time zone and a country from the lists."))
    kind.zone, kind.country = values["zone"], values["country"]
    kind.hours, kind.blocked = _hours(hours), _blocked(blocked)
    kind.cluster, kind.only_linked, kind.active = values["cluster"], values["only_linked"], values["active"]
    kind.save()
    chosen = list(hosts) or [kind.owner]
    if not all(can_offer_times(each) for each in chosen):
        raise BadInput(
            _("Who receives works with companies: choose colleagues with an active account that may.")
        )
    kind.hosts.set(chosen)
    return kind


def _set_place(kind: BookingType, values: Mapping[str, Any]) -> None:
    if values["kind"] not in KINDS:
        raise BadInput(_("Choose a video call, a phone call or a visit."))
    kind.kind, kind.link = values["kind"], values["link"].strip()
    kind.place = " ".join(values["place"].split())[:200]
    if kind.link:
        try:
            URLValidator(schemes=["https", "http"])(link_for(kind.link, "a" * 12))
        except ValidationError:
            raise BadInput(_("Video link: this is no web address (https://…).")) from None
    if kind.kind == ContactKind.VIDEO and not kind.link:
        raise BadInput(_("Video link: a video call needs the address where one joins."))
    if kind.kind == ContactKind.VISIT and not kind.place:
        raise BadInput(_("Place: say where the visit takes place."))


def link_for(template: str, word: str) -> str:
    """Return the video link of one booking."""
    return template.replace("{id}", re.sub(r"[^A-Za-z0-9]", "", word)[:32])


def _hours(hours: Hours) -> dict[str, list[list[str]]]:
    found = {day: sorted(rows) for day, rows in hours.items()}
    if any(overlapping(rows) for rows in found.values()):
        raise BadInput(_("Hours of the week: a time ends before it begins, or two of a day overlap."))
    if not any(found.values()):
        raise BadInput(_("Hours of the week: say on one day at least when you receive."))
    return {
        str(day): [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in rows] for day, rows in found.items() if rows
    }  # fmt: skip


def _blocked(blocked: Iterable[tuple[date, date]]) -> list[list[str]]:
    rows = sorted(blocked)
    if len(rows) > MOST_BLOCKED or any(first > last for first, last in rows):
        raise BadInput(_("Blocked days: there are too many, or one ends before it begins."))
    return [[first.isoformat(), last.isoformat()] for first, last in rows]


@transaction.atomic
def renew_links(*, kind: BookingType, by: User, at: datetime) -> BookingType:
    """Stop all links to book by; there are new ones. What is booked stays. Raises PermissionDenied."""
    kind = BookingType.objects.select_for_update(of=("self",)).get(pk=kind.pk)
    check_can_change_type(by, kind)
    kind.salt = get_random_string(24)
    kind.save(update_fields=["salt"])
    return kind


def possible_hosts() -> list[User]:
    """Return who may receive."""
    found = get_user_model().objects.filter(is_active=True).order_by("name", "pk")
    return [each for each in found if can_offer_times(each)]
