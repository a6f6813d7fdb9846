"""What can be done to many steps at once, who follows many companies, and between which states do steps move on a board?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.roadmaps.enums import CadenceUnit
from grappe.apps.roadmaps.models import FollowUp, Step
from grappe.apps.roadmaps.operations.follow_ups import end_follow_up, set_follow_up
from grappe.apps.roadmaps.operations.locking import day_of
from grappe.apps.roadmaps.operations.steps import StepValues, edit_step, mark_done, mark_started, move_step
from grappe.ui.acting import Act, Board, chosen, custom_act
from grappe.ui.errors import BadInput
from grappe.ui.listing import Asked, Choices, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

EVERY, FURTHEST = 6, 1_000  # months between contacts where nobody said; days by which steps are moved
STATES = (
    ("waiting", gettext_lazy("To be started")), ("started", gettext_lazy("Under way")), ("done", gettext_lazy("Done"))
)  # fmt: skip


def company_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what roadmaps let one do to many companies: say who follows them."""
    who = _names()
    return (
        Act(
            "follower", gettext_lazy("Set who follows it"), _follower,
            lambda now, value: [*(now[:3] if now else [EVERY, CadenceUnit.MONTHS.value, None]), int(value)] if value else None,
            _write_follower, lambda facet: who(facet[3] if facet else None), takes=Takes.CHOICE,
            asks=gettext_lazy("Who follows it"), choices=_people,
            note=gettext_lazy("A company that nobody follows yet is spoken with every six months from then on."),
        ),
    )  # fmt: skip


def _follower(row: Company) -> list[Any] | None:
    found = FollowUp.objects.filter(company=row).first()
    if found is None:
        return None
    return [
        found.every,
        found.unit,
        found.paused_until.isoformat() if found.paused_until else None,
        found.owner_id,
    ]


def _write_follower(row: Company, facet: list[Any] | None, *, by: User, at: datetime) -> None:
    if facet is None:
        end_follow_up(company=row, by=by, at=at)
        return
    every, unit, paused, owner = facet
    set_follow_up(
        company=row, every=every, unit=unit, owner=_owner(owner), by=by, at=at,
        paused_until=date.fromisoformat(paused) if paused else None,
    )  # fmt: skip


def _people() -> Choices:
    roles = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)
    return [("", _("Nobody")), *((str(user.pk), user.name) for user in colleagues(*roles))]


def _names() -> Callable[[int | None], str]:
    """Return how colleagues are called; asked once."""
    known = cache(lambda: {user.pk: user.name for user in colleagues(*Role.values)})
    return lambda pk: known().get(pk, _("a former colleague")) if pk else _("Nobody")


def _owner(pk: int | None) -> User | None:
    known = {str(user.pk): user for user in colleagues(*Role.values)}
    found: User | None = chosen(known, pk, _("This colleague has no active account."))
    return found


# --- steps ---


def step_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many steps."""
    today, who = asked.today.isoformat(), _names()
    return (
        Act(
            "state", gettext_lazy("Set how far they are"), _days, lambda now, value: _moved(now, value, today), _write_days,
            lambda facet: str(dict(STATES)[_state(facet)]), takes=Takes.CHOICE, asks=gettext_lazy("State"),
            choices=lambda: STATES,
        ),
        Act(
            "owner", gettext_lazy("Set who does it"), lambda row: [row.owner_id, row.owner_name],
            lambda _now, value: [int(value) if value else None, ""], _write_owner, lambda facet: facet[1] or who(facet[0]),
            takes=Takes.CHOICE, asks=gettext_lazy("Who does it"), choices=_people,
        ),
        Act(
            "shift", gettext_lazy("Move by some days"), lambda row: [row.start.isoformat(), row.end.isoformat()], _shifted,
            _write_span, lambda facet: " – ".join(date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") for day in facet),
            takes=Takes.NUMBER, asks=gettext_lazy("Days (less than zero: earlier)"),
            order=lambda value: "-start" if float(value) > 0 else "start",
            note=gettext_lazy("What waits for a step moves later with it, and stays there when this is taken back."),
        ),
        *(
            custom_act(each, lambda row, facet, *, by, at: _edit(row, by, at, custom=facet))
            for each in asked.of(custom_fields, RecordType.STEP)
        ),
    )  # fmt: skip


def step_board(asked: Asked) -> Board:
    """Return how far steps are as columns."""

    def move(row: Step, to: str, *, note: str, by: User, at: datetime) -> None:
        _write_days(row, _moved(_days(row), to, day_of(at).isoformat()), by=by, at=at)

    return Board(STATES, _in_state, lambda row: _state(_days(row)), move, company="roadmap__company")


def _in_state(state: str) -> Q:
    if state == "done":
        return Q(done_on__isnull=False)
    return Q(done_on__isnull=True, started_on__isnull=state == "waiting")


def _days(row: Step) -> list[Any]:
    started, done = row.started_on, row.done_on
    return [started.isoformat() if started else None, done.isoformat() if done else None, row.obstacle]


def _state(facet: list[Any]) -> str:
    return "done" if facet[1] else "started" if facet[0] else "waiting"


def _moved(now: list[Any], to: str, today: str) -> list[Any]:
    if _state(now) == to:
        return now
    if to == "waiting":
        return [None, None, now[2]]
    return [now[0] or today, None, now[2]] if to == "started" else [now[0], today, ""]


def _write_days(row: Step, facet: list[Any], *, by: User, at: datetime) -> None:
    started, done = (date.fromisoformat(day) if day else None for day in facet[:2])
    if (row.started_on, row.obstacle) == (started, facet[2]) or (
        done and not facet[2] and row.started_on == started
    ):
        mark_done(step=row, version=row.roadmap.version, on=done, by=by, at=at)
    elif row.done_on == done and row.obstacle == facet[2]:
        mark_started(step=row, version=row.roadmap.version, on=started, by=by, at=at)
    else:
        _edit(row, by, at, started_on=started, done_on=done, obstacle=facet[2])


def _write_owner(row: Step, facet: list[Any], *, by: User, at: datetime) -> None:
    _edit(row, by, at, owner=_owner(facet[0]), owner_name=facet[1])


def _edit(row: Step, by: User, at: datetime, **changed: Any) -> None:
    names = (
        "title", "start", "end", "description", "owner", "owner_name", "cost_eur", "expected_aid_eur", "started_on", "done_on",
        "obstacle",
    )  # fmt: skip
    values = {name: getattr(row, name) for name in names} | changed
    awaited = list(row.depends_on.values_list("pk", flat=True))
    edit_step(
        step=row, version=row.roadmap.version, values=StepValues(**values, depends_on=awaited), by=by, at=at
    )


def _shifted(now: list[str], value: str) -> list[str]:
    days = int(float(value))
    if abs(days) > FURTHEST:
        raise BadInput(_("At most %(most)d days at once.") % {"most": FURTHEST})
    return [(date.fromisoformat(day) + timedelta(days=days)).isoformat() for day in now]


def _write_span(row: Step, facet: list[str], *, by: User, at: datetime) -> None:
    start, end = map(date.fromisoformat, facet)
    move_step(step=row, version=row.roadmap.version, start=start, end=end, by=by, at=at)
