"""How does somebody outside see free times, take one, move it, call it off? No account, on a telephone, in three languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.calendars.forms.booking import BookForm, day_in, moment_in, zone_in
from grappe.apps.calendars.operations import booking as operations
from grappe.apps.calendars.queries import booking as queries
from grappe.apps.calendars.queries.booking_letters import file_of, when
from grappe.apps.calendars.queries.offers import zones
from grappe.ui import answers, clock
from grappe.ui.errors import BadInput
from grappe.ui.public import speak
from grappe.ui.requests import Request
from grappe.ui.trilingual import CODES, NAMES

View = Callable[..., HttpResponse]
READ_OR_SEND = ["GET", "HEAD", "POST"]


def by_link(finder: Callable[[str], Any]) -> Callable[[View], View]:
    """Call a view with what a link opens; a forged one is a 404, one that is closed a 410."""

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def opened(request: Request, token: str, **more: Any) -> HttpResponse:
            try:
                found = finder(token)
            except queries.LinkClosed:
                return _closed(request, "expired", 410)
            except (ObjectDoesNotExist, OverflowError):
                return _closed(request, "forged", 404)
            return view(request, found, token, **more)

        return opened

    return decorate


def _link(token: str) -> queries.Opened:
    return queries.opened_by(token, at=clock.now())


@by_link(_link)
@require_safe
def book(request: Request, opened: queries.Opened, token: str) -> HttpResponse:
    """Show days with free times, as they are now."""
    language = speak(request, CODES)
    zone = zone_in(request.GET.get("zone", ""), opened.type.zone)
    found = queries.offered(opened, at=clock.now())
    shown = queries.days(found, zone=zone, language=language, since=day_in(request.GET.get("from", "")))
    context = _about(request, opened, zone) | {
        "days": shown,
        "take": reverse("calendars:book_take", args=[token]),
    }
    return _private(render(request, "calendars/booking/public.html", context))


@by_link(_link)
@require_http_methods(READ_OR_SEND)
def take(request: Request, opened: queries.Opened, token: str) -> HttpResponse:
    """Ask who books a time; book it."""
    language = speak(request, CODES)
    zone = zone_in(request.GET.get("zone", ""), opened.type.zone)
    starts_at = moment_in(request.GET.get("at", ""))
    slots = {each.span.start for each in queries.offered(opened, at=clock.now())}
    if starts_at not in slots:
        return _gone(request, opened, token, zone)
    company = str(opened.company) if opened.company is not None else ""
    form = BookForm(
        request.POST or None,
        about=f"booking {opened.type.pk}",
        at=clock.now(),
        initial={"organisation": company},
    )
    if request.method == "POST" and form.is_valid():
        who, at = form.who(language=language, zone=zone), clock.now()
        try:
            network = answers.network_address(request)
            operations.count_booking(kind=opened.type, email=who.email, network=network, at=at)
            made = operations.book(opened=opened, starts_at=starts_at, who=who, at=at)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return _to_booking(made, language)
    context = _about(request, opened, zone) | {"form": form, "start": _local(starts_at, zone), "token": token}
    status = 422 if form.errors else 200
    return _private(render(request, "calendars/booking/take.html", context, status=status))


def _gone(request: Request, opened: queries.Opened, token: str, zone: str) -> HttpResponse:
    """Say that a time is no longer free, with what was typed lost to nobody: the days are one press away."""
    context = _about(request, opened, zone) | {"token": token}
    asked = request.method == "POST" or "at" in request.GET
    return _private(render(request, "calendars/booking/gone.html", context, status=409 if asked else 200))


@by_link(queries.booking_by_token)
@require_safe
def booked(request: Request, booking: Any, token: str) -> HttpResponse:
    """Show a booking to who made it."""
    speak(request, [booking.language, *(each for each in CODES if each != booking.language)])
    context = _of_booking(request, booking, token)
    return _private(render(request, "calendars/booking/booked.html", context))


@by_link(queries.booking_by_token)
@require_http_methods(READ_OR_SEND)
def booked_move(request: Request, booking: Any, token: str) -> HttpResponse:
    """Show other free times of the same host; take one."""
    language = speak(request, [booking.language, *(each for each in CODES if each != booking.language)])
    context, fault = _of_booking(request, booking, token), ""
    if request.method == "POST":
        starts_at = moment_in(request.POST.get("at", ""))
        try:
            if starts_at is None:
                raise BadInput("")
            operations.move(booking=booking, starts_at=starts_at, at=clock.now())
        except BadInput as refused:
            fault = str(refused) or "?"
        else:
            return _to_booking(booking, language)
    found = (
        queries.offered(queries.Opened(booking.type, None, (booking.host,)), at=clock.now(), without=booking)
        if context["open"]
        else []
    )
    context |= {
        "days": queries.days(
            found, zone=booking.zone, language=language, since=day_in(request.GET.get("from", ""))
        ),
        "fault": fault,
    }
    return _private(render(request, "calendars/booking/move.html", context, status=422 if fault else 200))


@by_link(queries.booking_by_token)
@require_POST
def booked_cancel(request: Request, booking: Any, token: str) -> HttpResponse:
    """Call a booking off."""
    language = speak(request, [booking.language, *(each for each in CODES if each != booking.language)])
    operations.cancel(booking=booking, at=clock.now())
    return _to_booking(booking, language)


@by_link(queries.booking_by_token)
@require_safe
def booked_file(request: Request, booking: Any, token: str) -> HttpResponse:
    """Give a booking as a calendar file."""
    file = file_of(booking, method="PUBLISH", at=clock.now())
    return _private(answers.download(file, "appointment.ics", "text/calendar; charset=utf-8"))


def _of_booking(request: Request, booking: Any, token: str) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "booking": booking,
        "kind": booking.type,
        "token": token,
        "language": language,
        "when": when(booking, language=language),
        "open": booking.state == "booked" and booking.starts_at > clock.now(),
        "switch": _switch(request, {}),
    }


def _about(request: Request, opened: queries.Opened, zone: str) -> dict[str, Any]:
    kept = {name: request.GET[name] for name in ("zone", "from", "at") if name in request.GET}
    return {
        "kind": opened.type,
        "company": opened.company,
        "hosts": opened.hosts,
        "zone": zone,
        "zones": zones(),
        "language": get_language() or "en",
        "switch": _switch(request, kept),
    }


def _switch(request: Request, kept: dict[str, str]) -> list[dict[str, Any]]:
    """Return the page in each language, with the day and time zone that are shown."""
    return [
        {
            "code": code, "name": NAMES[code], "current": code == get_language(),
            "url": f"{request.path}?{urlencode({**kept, 'language': code})}",
        }
        for code in CODES
    ]  # fmt: skip


def _local(moment: datetime, zone: str) -> dict[str, Any]:
    local = moment.astimezone(ZoneInfo(zone))
    return {"moment": moment, "day": local.date(), "hour": f"{local:%H:%M}"}


def _to_booking(booking: Any, language: str) -> HttpResponse:
    where = reverse("calendars:booked", args=[queries.booking_token(booking)])
    return _private(redirect(f"{where}?{urlencode({'language': language})}"))


def _closed(request: Request, why: str, status: int) -> HttpResponse:
    speak(request, CODES)
    context = {"why": why, "switch": _switch(request, {})}
    return _private(render(request, "calendars/booking/closed.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    add_never_cache_headers(answer)
    return answer
