"""How does somebody join the business meetings, change their profile, or leave? They themselves, or the organiser."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import PlanState, WithdrawnWhy
from grappe.apps.events.models import MeetingPlan, Participant, Registration, Unavailable
from grappe.apps.events.operations import standing
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.participants import has_seat
from grappe.ui import jobs
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_TEXT = 2_000
LONGEST_ABOUT = 300


@dataclass(frozen=True, slots=True)
class Profile:
    """What a participant says: one thing a line; `unavailable`: ids of the slots in which they cannot meet."""

    offers: str = ""
    seeks: str = ""
    about: str = ""
    shown: bool = True
    unavailable: Collection[int] = ()


@transaction.atomic
def join(*, registration: Registration, profile: Profile, by: User | None, at: datetime) -> Participant:
    """Take part in the business meetings, or come back after having left; proposals are made by a job.

    `by` None: the owner of the registration, by the signed link. Raises PermissionDenied, BadInput for a profile that
    says nothing, without a seat, or when the meetings are over.
    """
    plan = MeetingPlan.objects.filter(event_id=registration.event_id).select_related("event").first()
    if plan is None:
        raise BadInput(_("This event has no business meetings."))
    _check_who(plan, by)
    if plan.state == PlanState.CLOSED:
        raise BadInput(_("The business meetings of this event are over."))
    if not has_seat(registration):
        raise BadInput(_("Only somebody who has a seat can take part in the business meetings."))
    values = _checked(profile)
    with _told(by):
        mine = Participant.objects.select_for_update().filter(registration=registration).first()
        if mine is not None and mine.withdrawn_at is None:
            raise BadInput(_("You take part already."))
        mine = mine or Participant(plan=plan, registration=registration, version=0)
        mine.withdrawn_at = None
        return _save(mine, values, profile, plan, anew=True)


@transaction.atomic
def change(
    *, participant: Participant, profile: Profile, version: int, by: User | None, at: datetime
) -> Participant:
    """Change a profile. Raises PermissionDenied, Stale when it changed since `version`, BadInput as `join`."""
    current = _locked(participant)
    _check_who(current.plan, by)
    if current.version != version:
        raise Stale(_("This profile was changed meanwhile; look at how it stands now."), current=current)
    if current.withdrawn_at is not None:
        raise BadInput(_("Whoever has left has no profile to change; join again first."))
    values = _checked(profile)
    before = (current.offers, current.seeks, current.shown)
    with _told(by):
        anew = before != (values["offers"], values["seeks"], profile.shown)
        return _save(current, values, profile, current.plan, anew=anew)


@transaction.atomic
def withdraw(*, participant: Participant, by: User | None, at: datetime) -> Participant:
    """Leave the business meetings: what is asked or agreed is taken back, and the others are told.

    A published timetable keeps the meeting, marked as called off, until it is repaired. Twice is as once.
    """
    current = _locked(participant)
    _check_who(current.plan, by)
    if current.withdrawn_at is not None:
        return current
    with _told(by):
        current.withdrawn_at = at
        current.version += 1
        current.save(update_fields=["withdrawn_at", "version"])
        standing.withdraw_all(current, why=WithdrawnWhy.LEFT, at=at)
    _order(current.plan)
    return current


def _locked(participant: Participant) -> Participant:
    found = Participant.objects.select_for_update(of=("self",))
    return found.select_related("plan__event", "registration").get(pk=participant.pk)


def _check_who(plan: MeetingPlan, by: User | None) -> None:
    if by is not None:
        check_can_manage_event(by, plan.event)


def _told(by: User | None) -> pghistory.context:
    return pghistory.context(user=by.pk) if by is not None else pghistory.context(door="signed link")


def _checked(profile: Profile) -> dict[str, str]:
    """Return the texts as they are kept; raises BadInput where nothing is said, or too much."""
    values = {name: _lines(getattr(profile, name)) for name in ("offers", "seeks")}
    about = " ".join(profile.about.replace("\x00", "").split())
    if not values["offers"] and not values["seeks"]:
        raise BadInput(_("Say what you offer or what you seek: partners are found by it."))
    if max(map(len, values.values())) > LONGEST_TEXT:
        raise BadInput(_("Offers and needs take 2,000 characters each at most."))
    if len(about) > LONGEST_ABOUT:
        raise BadInput(_("The sentence about your organisation takes 300 characters at most."))
    return values | {"about": about}


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.replace("\x00", "").splitlines())
    return "\n".join(line for line in lines if line)


def _save(
    mine: Participant, values: dict[str, str], profile: Profile, plan: MeetingPlan, *, anew: bool
) -> Participant:
    for name, value in values.items():
        setattr(mine, name, value)
    mine.shown = profile.shown
    mine.version += 1
    try:
        with transaction.atomic():
            mine.save()
    except IntegrityError as twice:  # joined at the same moment in another window
        raise BadInput(_("You take part already.")) from twice
    _keep_free(mine, plan, profile.unavailable)
    if anew:
        _order(plan)
    return mine


def _keep_free(mine: Participant, plan: MeetingPlan, wanted: Collection[int]) -> None:
    """Keep the slots in which somebody cannot meet; raises BadInput for one of another event."""
    known = set(plan.slots.values_list("pk", flat=True))
    asked = set(wanted)
    if not asked <= known:
        raise BadInput(_("One of these times is not among the slots of the event any more."))
    if known and asked == known:
        raise BadInput(_("Leave at least one slot free: otherwise you can meet nobody."))
    before = set(mine.unavailable.values_list("slot_id", flat=True))
    mine.unavailable.filter(slot_id__in=before - asked).delete()
    rows = [Unavailable(participant=mine, slot_id=pk) for pk in sorted(asked - before)]
    Unavailable.objects.bulk_create(rows, ignore_conflicts=True)


def _order(plan: MeetingPlan) -> None:
    # Inside the transaction: the job exists if and only if the profile does; of several changes one job waits.
    jobs.order("events.proposals", plan_id=plan.pk, lock=f"events.proposals.{plan.pk}")
