"""Who is registered for an event, and how did the registrations come in?"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import check_can_view_company_or_none
from grappe.apps.companies.queries import of_visible, told_left_out
from grappe.apps.events.enums import QuestionKind, RegistrationState
from grappe.apps.events.models import Event, Question, Registration
from grappe.apps.events.permissions import check_can_view_registrations
from grappe.apps.events.queries.public import questions_of
from grappe.engines.kernel import Text
from grappe.ui.workbook import safe, write_workbook

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 50


def registrations(event: Event, *, for_user: User, text: str = "", state: str = "") -> QuerySet[Registration]:
    """Return who is registered, by words of the name, organisation or address and by state.

    In the order in which they came; those who wait in the order of the queue. Raises PermissionDenied.
    """
    check_can_view_registrations(for_user)
    found = Registration.objects.filter(of_visible(for_user), event=event).select_related("company", "event")
    for word in text.split()[:8]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(organisation__icontains=word)
            | Q(email__icontains=word)
            | Q(company__name__icontains=word)
        )
    if state in RegistrationState.values:
        found = found.filter(state=state)
    waits = state == RegistrationState.WAITING
    return found.order_by("queued_at", "pk") if waits else found.order_by("-registered_at", "-pk")


def left_out(event: Event, *, for_user: User) -> str:
    """Return in words how many registrations the list leaves out, "" for none. Raises PermissionDenied."""
    check_can_view_registrations(for_user)
    return told_left_out(Registration.objects.filter(event=event), for_user=for_user)


def registration_for(pk: int, *, for_user: User) -> Registration:
    """Return one registration with its event's people; raises Registration.DoesNotExist, PermissionDenied."""
    check_can_view_registrations(for_user)
    found = Registration.objects.select_related(
        "event__organiser", "company", "person", "recipient__campaign"
    )
    registration = found.prefetch_related("event__team").get(pk=pk)
    check_can_view_company_or_none(for_user, registration.company)
    return registration


def answers_of(registration: Registration, questions: list[Question]) -> list[tuple[str, str]]:
    """Return questions and answers in words, in the page's language."""
    return [
        (_in_words(question.labels), answer_in_words(question, registration.answers))
        for question in questions
    ]


def answer_in_words(question: Question, answers: dict[str, Any]) -> str:
    """Return what somebody answered to a question, in words; empty where nothing."""
    given = answers.get(str(question.pk))
    if given is None:
        return ""
    if question.kind == QuestionKind.YES_NO:
        return _("yes") if given else _("no")
    if question.kind in (QuestionKind.CHOICE, QuestionKind.CHOICES):
        places = given if isinstance(given, list) else [given]
        named = [
            question.choices[place]
            for place in places
            if isinstance(place, int) and place < len(question.choices)
        ]
        return "; ".join(_in_words(each) for each in named)
    return str(given)


def curve(event: Event) -> list[tuple[date, int, int]]:
    """Return by day how many registered and how many there were until then, cancelled ones left out. One query."""
    kept = event.registrations.exclude(state=RegistrationState.CANCELLED)
    zone = timezone.get_default_timezone()
    days = Counter(at.astimezone(zone).date() for at in kept.values_list("registered_at", flat=True))
    if not days:
        return []
    rows: list[tuple[date, int, int]] = []
    total = 0
    day, last = min(days), max(days)
    while day <= last and len(rows) < 400:
        total += days[day]
        rows.append((day, days[day], total))
        day += timedelta(days=1)
    return rows


def headers(questions: list[Question]) -> list[str]:
    """Return the headers of the list as a table."""
    fixed = [
        _("Name"), _("Organisation"), _("Function"), _("E-mail"), _("State"), _("Takes part"), _("Language"),
        _("Company on file"), _("Registered"), _("Checked in"),
    ]  # fmt: skip
    return fixed + [_in_words(question.labels) for question in questions]


def rows(event: Event, questions: list[Question], *, for_user: User) -> Iterator[list[Any]]:
    """Yield the list as a table, in the order in which they came; the last row says how many are left out, if any are.

    Raises PermissionDenied.
    """
    zone = timezone.get_default_timezone()
    found = registrations(event, for_user=for_user).order_by("registered_at", "pk")
    for each in found.iterator(chunk_size=500):
        moments = [
            at.astimezone(zone).replace(tzinfo=None) if at else None
            for at in (each.registered_at, each.checked_in_at)
        ]
        yield [
            each.name, each.organisation, each.function, each.email, each.get_state_display(),
            each.get_attendance_display(), each.language, each.company.name if each.company else "", *moments,
            *(answer_in_words(question, each.answers) for question in questions),
        ]  # fmt: skip
    if missing := left_out(event, for_user=for_user):
        yield [missing, *[None] * (len(headers(questions)) - 1)]


def as_csv(event: Event, *, for_user: User) -> str:
    """Return the list as CSV, each cell safe from being taken for a formula (CWE-1236). Raises PermissionDenied."""
    questions = questions_of(event)
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";")
    writer.writerow([safe(cell) for cell in headers(questions)])
    for row in rows(event, questions, for_user=for_user):
        cells = [
            ""
            if cell is None
            else cell.isoformat(" ", "minutes")
            if hasattr(cell, "isoformat")
            else str(cell)
            for cell in row
        ]
        writer.writerow([safe(cell) for cell in cells])
    return output.getvalue()


def as_workbook(event: Event, *, for_user: User) -> bytes:
    """Return the list as a workbook. Raises PermissionDenied."""
    questions = questions_of(event)
    output = io.BytesIO()
    widths = (28, 32, 24, 32, 20, 14, 10, 32, 18, 18)
    write_workbook(
        output,
        _("Registrations"),
        headers(questions),
        rows(event, questions, for_user=for_user),
        widths=widths,
    )
    return output.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat(" ", "minutes") if hasattr(value, "isoformat") else str(value)


def _in_words(text: dict[str, str]) -> str:
    return Text.of(text).in_language(get_language() or "en")
