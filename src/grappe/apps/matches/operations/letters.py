"""How do letters and reminders go out, in the reader's language, and never twice?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.matches.enums import IntroductionState
from grappe.apps.matches.models import Introduction, Reminder
from grappe.apps.matches.queries.introductions import day_of, link_of
from grappe.engines.planning import reminders_due
from grappe.ui import jobs


def _with_match() -> Any:
    return Introduction.objects.select_related("match__need__company", "match__solution", "sent_by")


def send_letter(*, introduction_id: int) -> bool:
    """Send the letter of an introduction that still waits for its answer; return whether it went out."""
    introduction = _with_match().filter(pk=introduction_id, state=IntroductionState.SENT).first()
    if introduction is None:
        return False
    _send(introduction, 0)
    return True


def remind(*, today: date, at: datetime) -> int:
    """Order the reminders (9, 21, 45 days) that are due; return how many.

    When several are due at once, as after a pause, one letter goes out and all count as sent. A row for each keeps
    a second worker, or a second run, from sending it again.
    """
    ordered = 0
    waiting = Introduction.objects.filter(state=IntroductionState.SENT, expires_at__gt=at).order_by("id")
    for introduction in waiting.prefetch_related("reminders"):
        already = {reminder.day for reminder in introduction.reminders.all()}
        due = reminders_due(day_of(introduction.sent_at), None, already, today)
        ordered += int(bool(due) and _claim(introduction, due, at))
    return ordered


def _claim(introduction: Introduction, due: tuple[int, ...], at: datetime) -> bool:
    """Put the reminders on file and order the letter of the last, in one transaction; False if somebody else did."""
    try:
        with transaction.atomic():
            rows = [Reminder(introduction=introduction, day=day, sent_at=at) for day in due]
            Reminder.objects.bulk_create(rows)
            # In the same transaction: the job exists if and only if the row does.
            jobs.order("matches.send_reminder", introduction_id=introduction.pk, day=max(due))
    except IntegrityError:
        return False
    return True


def send_reminder(*, introduction_id: int, day: int) -> bool:
    """Send one reminder unless it was answered meanwhile; return whether it went out."""
    introduction = _with_match().filter(pk=introduction_id, state=IntroductionState.SENT).first()
    if introduction is None:
        return False
    _send(introduction, day)
    return True


def _send(introduction: Introduction, days: int) -> None:
    """Send the letter (`days` 0) or a reminder after so many days, in the reader's language."""
    sender = introduction.sent_by
    with translation.override(introduction.language):
        subject, body = _words(introduction, days)
    EmailMessage(
        subject=" ".join(subject.split()),  # one line, whatever the company is called
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[introduction.recipient_email],
        reply_to=[sender.email] if sender else None,
        headers={"Content-Language": introduction.language, "X-Grappe-Introduction": str(introduction.pk)},
    ).send()


def _words(introduction: Introduction, days: int) -> tuple[str, str]:
    """Return subject and body in the active language."""
    company = str(introduction.match.need.company)
    sender = introduction.sent_by
    names = {
        "name": introduction.recipient_name,
        "company": company,
        "solution": str(introduction.match.solution),
        "sender": sender.name if sender else "Grappe",
        "days": days,
        "date": date_format(day_of(introduction.expires_at), "DATE_FORMAT"),
    }
    if days:
        subject = _("Reminder: introduction of %(company)s") % names
        opening = (
            _("%(days)d days ago we introduced %(company)s to you. We have not heard from you yet.") % names
        )
    else:
        subject = _("Introduction of %(company)s") % names
        opening = _("we would like to introduce %(company)s to you, for “%(solution)s”.") % names
    parts = [
        _("Dear %(name)s,") % names,
        opening,
        introduction.message,
        _("Please say here whether you take it up, and later what came of it (no account needed):")
        + f"\n{link_of(introduction)}",
        _("The link is for you alone and opens until %(date)s. You may also answer this e-mail.") % names,
        _("Kind regards") + f"\n{names['sender']}",
    ]
    return subject, "\n\n".join(parts) + "\n"
