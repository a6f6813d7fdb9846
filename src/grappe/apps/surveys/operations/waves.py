"""How is a wave prepared, sent and closed, and when are those reminded who have not answered?"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.surveys.enums import LetterKind, WaveState
from grappe.apps.surveys.models import Participation, Wave
from grappe.apps.surveys.operations import letters
from grappe.apps.surveys.permissions import check_can_keep_surveys
from grappe.apps.surveys.queries.audience import Audience, Meant, select
from grappe.apps.surveys.queries.editions import edition_for
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SENT_AT = time(9)  # in Luxembourg, on the day it opens
LONGEST = 200  # days that a wave is open
MOST_REMINDERS = 3
LOOKED_BACK = 7  # days: a worker that stood still for longer reminds nobody late


@dataclass(frozen=True)
class Plan:
    """When a wave is, and whom it means."""

    year: int
    opens_on: date
    closes_on: date
    remind_after: Sequence[int]  # days after the letters went
    audience: Audience


@transaction.atomic
def prepare(*, plan: Plan, by: User, at: datetime, invented: bool = False) -> Wave:
    """Prepare the wave about a year; nobody is written to yet. Raises PermissionDenied, BadInput."""
    check_can_keep_surveys(by)
    if Wave.objects.filter(year=plan.year).exists():
        raise BadInput(_("There is a wave about %(year)s already.") % {"year": plan.year})
    wave = Wave(created_by=by, created_at=at, invented=invented)
    return _save(wave, plan, by)


@transaction.atomic
def change(*, wave: Wave, plan: Plan, by: User, at: datetime) -> Wave:
    """Change a wave: all of it while it is being prepared, then only its last day and its reminders."""
    check_can_keep_surveys(by)
    current = Wave.objects.select_for_update().get(pk=wave.pk)
    if current.closed_at is not None:
        raise BadInput(_("This wave is closed."))
    if current.started_at is not None:
        fixed = (current.year, current.opens_on, current.audience)
        if fixed != (plan.year, plan.opens_on, plan.audience.document()):
            raise BadInput(_("The letters went out: only the last day and the reminders can be changed now."))
    elif Wave.objects.filter(year=plan.year).exclude(pk=wave.pk).exists():
        raise BadInput(_("There is a wave about %(year)s already.") % {"year": plan.year})
    return _save(current, plan, by)


def _save(wave: Wave, plan: Plan, by: User) -> Wave:
    days = sorted(set(plan.remind_after))
    last = (plan.closes_on - plan.opens_on).days
    if not 0 <= last <= LONGEST:
        raise BadInput(
            _("The last day comes after the first, at most %(days)d days later.") % {"days": LONGEST}
        )
    if len(days) > MOST_REMINDERS or any(not 1 <= day <= last for day in days):
        raise BadInput(
            _("At most %(most)d reminders, each between the first and the last day.")
            % {"most": MOST_REMINDERS}
        )
    if wave.started_at is None:
        edition = edition_for(plan.year)
        if edition is None:
            raise BadInput(_("The catalogue has no questions about %(year)s.") % {"year": plan.year})
        wave.edition = edition
    wave.year, wave.opens_on, wave.closes_on = plan.year, plan.opens_on, plan.closes_on
    wave.remind_after, wave.audience = days, plan.audience.document()
    with pghistory.context(user=by.pk):
        wave.save()
    return wave


@transaction.atomic
def start(*, wave: Wave, by: User, at: datetime) -> int:
    """Fix who is asked and order the letters, for nine o'clock of the first day where that is still to come.

    Returns to how many companies a letter goes. Those who cannot be written to are kept with the reason, so that a
    colleague can answer for them in a call. Raises PermissionDenied, BadInput.
    """
    check_can_keep_surveys(by)
    current = Wave.objects.select_for_update(of=("self",)).select_related("edition").get(pk=wave.pk)
    today = moments.local_date(at)
    if current.started_at is not None:
        raise BadInput(_("The letters of this wave went out already."))
    if today > current.closes_on:
        raise BadInput(_("The last day of this wave is over."))
    meant = select(Audience.of(current.audience), for_user=by, on=today).meant
    if not meant:
        raise BadInput(_("No company is meant: there is nobody to ask."))
    current.started_at = at
    with pghistory.context(user=by.pk):
        current.save(update_fields=["started_at"])
    made = Participation.objects.bulk_create(
        [participation_of(current, each) for each in meant], batch_size=1_000
    )
    opens = datetime.combine(current.opens_on, SENT_AT, tzinfo=timezone.get_default_timezone())
    return letters.write(participations=made, kind=LetterKind.INVITATION, at=at, after=max(opens, at))


def participation_of(wave: Wave, meant: Meant) -> Participation:
    """Return a company's part in a wave, not saved yet, with a link of its own."""
    return Participation(
        wave=wave, company_id=meant.company_id, person_id=meant.person_id, name=meant.name[:200], email=meant.email,
        language=meant.language, left_out=meant.left_out, salt=secrets.token_urlsafe(20), size=meant.size,
        commune=meant.commune, clusters=list(meant.clusters),
    )  # fmt: skip


@transaction.atomic
def close(*, wave: Wave, by: User, at: datetime) -> Wave:
    """Close a wave before its last day: nothing can be answered or changed any more."""
    check_can_keep_surveys(by)
    current = Wave.objects.select_for_update().get(pk=wave.pk)
    if current.state_on(moments.local_date(at)) != WaveState.OPEN:
        raise BadInput(_("This wave is not open."))
    current.closed_at = at
    with pghistory.context(user=by.pk):
        current.save(update_fields=["closed_at"])
    return current


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Put the reminders that are due today: only to companies that have neither answered nor declined. Return how many."""
    today = moments.local_date(at)
    put = 0
    for wave in Wave.objects.filter(started_at__isnull=False, closed_at__isnull=True, closes_on__gte=today):
        went = max(wave.opens_on, moments.local_date(wave.started_at or at))  # the letters
        due = [
            day
            for day in wave.remind_after
            if went + timedelta(days=day) <= today < went + timedelta(days=day + LOOKED_BACK)
        ]
        if due:  # of two that are due at once, after a standstill, only the later
            silent = wave.participations.filter(answered_at=None, declined_at=None, left_out="")
            put += letters.write(
                participations=silent, kind=LetterKind.REMINDER, about=f"{due[-1]} days", at=at
            )
    return put
