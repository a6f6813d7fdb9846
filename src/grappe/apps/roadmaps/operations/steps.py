"""How does a step come onto a roadmap, move with what depends on it, start and end?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.matches.enums import MatchState
from grappe.apps.roadmaps import permissions, queries
from grappe.apps.roadmaps.enums import AidState
from grappe.apps.roadmaps.models import AidRequest, Roadmap, Step
from grappe.apps.roadmaps.operations.locking import clear_errors, day_of, in_reach, not_in_the_future, take
from grappe.apps.roadmaps.operations.roadmaps import open_roadmap
from grappe.apps.roadmaps.queries.matches import title_of
from grappe.engines import planning
from grappe.ui.custom import checked
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.matches.models import Match

_LENGTH_FROM_MATCH = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class StepValues:
    """What somebody wrote down of a step; `depends_on` are ids of steps of the same roadmap."""

    title: str
    start: date
    end: date
    description: str = ""
    owner: User | None = None
    owner_name: str = ""
    cost_eur: Decimal | None = None
    expected_aid_eur: Decimal | None = None
    depends_on: Iterable[int] = ()
    started_on: date | None = None
    done_on: date | None = None
    obstacle: str = ""
    custom: Mapping[str, Any] | None = None  # values of custom fields by name; None: they stay


@transaction.atomic
def add_step(
    *, roadmap: Roadmap, version: int | None, values: StepValues, by: User, at: datetime
) -> tuple[Step, planning.Moved]:
    """Put a step on a roadmap; it starts after what it waits for. Raises PermissionDenied, Stale, BadInput."""
    taken = take(roadmap.pk, version=version, by=by)
    _check(values, day_of(at))
    step = Step(roadmap=taken, position=_next_position(taken))
    return step, _save(step, values)


@transaction.atomic
def edit_step(
    *, step: Step, version: int, values: StepValues, by: User, at: datetime
) -> tuple[Step, planning.Moved]:
    """Change what is written of a step; what depends on it moves. Raises PermissionDenied, Stale, BadInput."""
    taken = take(step.roadmap_id, version=version, by=by)
    _check(values, day_of(at))
    changed = Step.objects.get(pk=step.pk)
    changed.roadmap = taken
    return changed, _save(changed, values)


@transaction.atomic
def move_step(
    *, step: Step, version: int, start: date, end: date | None = None, by: User, at: datetime
) -> planning.Moved:
    """Put a step on other days; what depends on it, directly or through others, moves later where it must.

    Without `end` it keeps its length. Raises PermissionDenied, Stale, BadInput for a step that is done or has
    started, and for an end before the start.
    """
    taken = take(step.roadmap_id, version=version, by=by)
    in_reach(start, end or start)
    with clear_errors():
        moved = planning.move(queries.plan_of(taken), str(step.pk), start=start, end=end)
    return _store(moved)


@transaction.atomic
def mark_started(*, step: Step, version: int, on: date | None, by: User, at: datetime) -> None:
    """Say that a step has started on a day, or (None) has not. Raises PermissionDenied, Stale, BadInput."""
    take(step.roadmap_id, version=version, by=by)
    if on is not None:
        not_in_the_future(on, day_of(at), step.title)
    Step.objects.filter(pk=step.pk).update(started_on=on)


@transaction.atomic
def mark_done(*, step: Step, version: int, on: date | None, by: User, at: datetime) -> planning.Moved:
    """Say that a step was done on a day, or (None) is not; done later than planned, it moves what waits.

    Raises PermissionDenied, Stale, BadInput for a day in the future or before the step started.
    """
    taken = take(step.roadmap_id, version=version, by=by)
    changed = Step.objects.get(pk=step.pk)
    if on is not None:
        not_in_the_future(on, day_of(at), step.title)
        if changed.started_on is not None and on < changed.started_on:
            raise BadInput(_("“%(step)s” cannot be done before it started.") % {"step": step.title})
    changed.done_on = on
    changed.obstacle = "" if on is not None else changed.obstacle
    changed.save(update_fields=["done_on", "obstacle"])
    with clear_errors():
        return _store(planning.settle(queries.plan_of(taken)))


@transaction.atomic
def remove_step(*, step: Step, version: int, by: User, at: datetime) -> None:
    """Take a step off; what waited for it waits no longer. Its aids stay on the roadmap, but planned ones go.

    Raises PermissionDenied, Stale.
    """
    take(step.roadmap_id, version=version, by=by)
    AidRequest.objects.filter(step=step, state=AidState.PLANNED).delete()
    Step.objects.filter(pk=step.pk).delete()


@transaction.atomic
def add_step_from_match(*, match: Match, by: User, at: datetime) -> Step:
    """Make a step of an accepted solution, on the company's open roadmap or a new one; again: the same step.

    A programme brings its aid along, planned. Words are in the language of the company's letters.
    Raises PermissionDenied, BadInput when the match was not accepted.
    """
    company = match.need.company
    permissions.check_can_plan_for(by, company)
    if match.state != MatchState.ACCEPTED:
        raise BadInput(_("Only an accepted solution becomes a step."))
    known = Step.objects.filter(match=match, roadmap__closed_on__isnull=True).first()
    if known is not None:
        return known
    with translation.override(company.language):
        title = title_of(match, company.language)[:200]
        roadmap = Roadmap.objects.filter(company=company, closed_on__isnull=True).first()
        if roadmap is None:
            name = _("Roadmap %(year)s") % {"year": day_of(at).year}
            roadmap = open_roadmap(company=company, title=name, by=by, at=at)
    taken = take(roadmap.pk, version=None, by=by)
    start = day_of(at)
    step = Step(roadmap=taken, match=match, position=_next_position(taken))
    values = StepValues(
        title=title,
        description="" if _in_confidence(match) else match.need.title,
        start=start,
        end=start + timedelta(days=_LENGTH_FROM_MATCH - 1),
        owner=by,
    )
    _save(step, values)
    if match.programme is not None:
        AidRequest.objects.create(roadmap=taken, step=step, programme=match.programme, label=title)
    return step


def _in_confidence(match: Match) -> bool:
    """Whether the need has words said in confidence: a roadmap is read by everybody inside, and by the company's people."""
    contact = match.need.contact
    return contact is not None and contact.confidential


def _next_position(roadmap: Roadmap) -> int:
    last = roadmap.steps.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _check(values: StepValues, today: date) -> None:
    if not values.title.strip():
        raise BadInput(_("A step needs a title."))
    in_reach(values.start, values.end)
    if values.end < values.start:
        raise BadInput(_("“%(step)s” would end before it starts.") % {"step": values.title})
    for amount in (values.cost_eur, values.expected_aid_eur):
        if amount is not None and amount < 0:
            raise BadInput(_("Costs and aids are zero or more."))
    for day in (values.started_on, values.done_on):
        if day is not None:
            not_in_the_future(day, today, values.title)
    if values.started_on and values.done_on and values.done_on < values.started_on:
        raise BadInput(_("“%(step)s” cannot be done before it started.") % {"step": values.title})


def _save(step: Step, values: StepValues) -> planning.Moved:
    """Write a step and what it waits for, refuse circles, and move what must move."""
    awaited = set(values.depends_on)
    strangers = awaited - set(step.roadmap.steps.values_list("pk", flat=True))
    if strangers:
        raise BadInput(_("A step can only wait for steps of the same roadmap."))
    if step.pk in awaited:
        raise BadInput(_("“%(step)s” cannot wait for itself.") % {"step": values.title})
    for name in (
        "title", "start", "end", "description", "owner", "owner_name", "cost_eur", "expected_aid_eur",
        "started_on", "done_on", "obstacle",
    ):  # fmt: skip
        value = getattr(values, name)
        setattr(step, name, value.strip() if isinstance(value, str) else value)
    if values.custom is not None:
        step.custom = checked(custom_fields(RecordType.STEP), values.custom, before=step.custom)
    step.save()
    step.depends_on.set(awaited)
    with clear_errors():
        moved = _store(planning.settle(queries.plan_of(step.roadmap)))
    step.refresh_from_db(fields=["start", "end"])
    return moved


def _store(moved: planning.Moved) -> planning.Moved:
    for each in moved.changes:
        in_reach(each.start, each.end)
    Step.objects.bulk_update(
        [Step(pk=int(each.step_id), start=each.start, end=each.end) for each in moved.changes],
        ["start", "end"],
    )
    return moved
