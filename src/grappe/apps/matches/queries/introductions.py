"""Which introductions are there, who waits for whom, and whose signed link is this?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.clusters.queries import cluster_ids_of
from grappe.apps.matches.enums import IntroductionState
from grappe.apps.matches.models import Introduction, Match
from grappe.apps.matches.permissions import check_can_view_matches
from grappe.apps.needs.permissions import check_can_read_need
from grappe.apps.needs.queries.texts import readable
from grappe.engines.planning import REMINDER_DAYS, next_reminder_on

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SALT = "grappe.matches.introduction"


class LinkExpired(Exception):
    """The link was ours, but its time is over or it was withdrawn."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An introduction that nobody has answered: for how many days, and which step (9, 21, 45) that is."""

    introduction: Introduction
    days: int
    step: int
    next_reminder_on: date | None


def _detailed() -> QuerySet[Introduction]:
    return Introduction.objects.select_related(
        "match__need__company", "match__solution", "match__programme", "sent_by"
    ).defer("match__programme__content")


def introductions(*, for_user: User, state: str = "", mine: bool = False) -> QuerySet[Introduction]:
    """Return the introductions, the latest first; by state, and only one's own where `mine` is asked for."""
    check_can_view_matches(for_user)
    found = _detailed().filter(readable(for_user, "match__need__"))
    if state:
        found = found.filter(state=state)
    if mine:
        found = found.filter(_of(for_user))
    return found.order_by("-sent_at", "-id")


def _of(user: User) -> Q:
    """What somebody follows up: what they sent, and what concerns companies of their clusters."""
    clusters = cluster_ids_of(user)
    own = Introduction.objects.filter(match__need__company__clusters__in=clusters)
    return Q(sent_by=user) | Q(pk__in=own.values("pk"))


def introduction_for(pk: int, *, for_user: User) -> Introduction:
    """Return one introduction with its changes and reminders. Raises Introduction.DoesNotExist, PermissionDenied."""
    check_can_view_matches(for_user)
    found = _detailed().prefetch_related("changes__by_user", "reminders", "match__need__company__clusters")
    introduction = found.get(pk=pk)
    check_can_read_need(for_user, introduction.match.need)
    return introduction


def introductions_waiting(*, for_user: User, today: date) -> list[Waiting]:
    """Return the introductions without an answer for 9 days or more, the longest first.

    A cluster manager sees their own; everybody else all. One query.
    """
    check_can_view_matches(for_user)
    found = (
        _detailed()
        .filter(readable(for_user, "match__need__"), state=IntroductionState.SENT)
        .prefetch_related("reminders")
    )
    if for_user.is_manager:
        found = found.filter(_of(for_user))
    rows = [_waiting(introduction, today) for introduction in found.order_by("sent_at", "id")]
    return [row for row in rows if row.step]


def _waiting(introduction: Introduction, today: date) -> Waiting:
    sent_on = day_of(introduction.sent_at)
    days = (today - sent_on).days
    step = max((step for step in REMINDER_DAYS if step <= days), default=0)
    already = {reminder.day for reminder in introduction.reminders.all()}
    return Waiting(introduction, days, step, next_reminder_on(sent_on, None, already))


def day_of(moment: datetime) -> date:
    """Return the day a moment falls on here."""
    return moment.astimezone(timezone.get_current_timezone()).date()


def token_of(introduction: Introduction) -> str:
    """Return what the signed link of an introduction carries: the same in every letter about it."""
    return signing.Signer(salt=SALT).sign_object([introduction.pk, introduction.link_salt])


def link_of(introduction: Introduction) -> str:
    """Return the whole address at which the outsider answers."""
    return f"{settings.SITE_URL}{reverse('matches:outsider', args=[token_of(introduction)])}"


def introduction_by_token(token: str, *, at: datetime) -> Introduction:
    """Return the introduction that a signed link opens.

    Raises LinkExpired when its time is over or it was withdrawn, Introduction.DoesNotExist for a link that is
    not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Introduction.DoesNotExist from forged
    introduction = _detailed().prefetch_related("changes").get(pk=pk)
    if not word or not constant_time_compare(introduction.link_salt, str(word)):
        raise LinkExpired
    if introduction.expires_at <= at or introduction.state == IntroductionState.WITHDRAWN:
        raise LinkExpired
    return introduction


def next_reminder_of(introduction: Introduction) -> date | None:
    """Return the day of the next reminder; None when it was answered or none is left."""
    if introduction.state != IntroductionState.SENT:
        return None
    already = {reminder.day for reminder in introduction.reminders.all()}
    return next_reminder_on(day_of(introduction.sent_at), None, already)


def draft_of(match: Match, *, sender: User) -> dict[str, str]:
    """Return what an introduction starts from: whom to write to, in which language, and a first message."""
    solution, need = match.solution, match.need
    assert solution is not None
    language = solution.contact_language if solution.contact_language in Language.values else "fr"
    with translation.override(language):
        message = _(
            "%(company)s has a need that your offer may answer:\n\n%(title)s\n%(text)s\n\n"
            "May we put you in touch? You would hear from the company within a few days."
        ) % {"company": str(need.company), "title": need.title, "text": need.description}
    return {
        "recipient_name": solution.contact_name or solution.name,
        "recipient_email": solution.contact_email,
        "language": language,
        "message": re.sub(r"\n{3,}", "\n\n", message)[:4000],
    }
