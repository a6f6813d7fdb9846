"""How does a trend sheet become an ideation campaign, a study question or a measure of an action plan?

What is begun is a draft in its own app, with what the sheet says, and stands on both.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.ideas.operations import challenges
from grappe.apps.insight.operations import measures
from grappe.apps.studies import operations as studies
from grappe.apps.trends.enums import UseKind
from grappe.apps.trends.models import Sheet, Use
from grappe.apps.trends.operations.sheets import locked
from grappe.apps.trends.permissions import check_can_edit_sheet
from grappe.ui.errors import BadInput
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

TWICE = timedelta(minutes=1)  # the same begun again by the same person within it is one press too many
# First days of an ideation campaign; whoever leads it sets its own before it is published.
OPENS, ANSWERS, VOTES_FROM, VOTES = (timedelta(days=days) for days in (7, 28, 30, 44))
MEASURE_LASTS = timedelta(days=180)
_MORNING, _EVENING = time(8), time(18)


@transaction.atomic
def begin_study(*, sheet: Sheet, by: User, at: datetime) -> Any:
    """Begin a study that asks what follows from a trend, and note it; return it. Raises PermissionDenied, BadInput."""
    current = _of(sheet, by)
    if again := _just_begun(current, UseKind.STUDY, by, at):
        return again
    draft = studies.Draft(
        titles=current.titles,
        questions={code: text[:2_000] for code, text in current.so_what.items()},
        summaries=current.what,
        theme=current.theme,
        clusters=list(current.clusters.all()),
    )
    study = studies.begin(draft=draft, by=by, at=at, invented=current.invented)
    return _noted(current, UseKind.STUDY, study, by, at)


@transaction.atomic
def begin_challenge(*, sheet: Sheet, by: User, at: datetime) -> Any:
    """Begin an ideation campaign about a trend, and note it; return it. Raises PermissionDenied, BadInput."""
    current = _of(sheet, by)
    if again := _just_begun(current, UseKind.CHALLENGE, by, at):
        return again
    draft = challenges.ChallengeDraft(
        questions=current.titles,
        backgrounds={
            code: "\n\n".join(part for part in (current.what.get(code), current.so_what.get(code)) if part)
            for code in current.what.keys() | current.so_what.keys()
        },
        opens_at=_moment(at + OPENS, _MORNING), answers_until=_moment(at + ANSWERS, _EVENING),
        votes_from=_moment(at + VOTES_FROM, _MORNING), votes_until=_moment(at + VOTES, _EVENING),
        theme=current.theme, clusters=list(current.clusters.all()),
    )  # fmt: skip
    challenge = challenges.start(draft=draft, by=by, at=at, invented=current.invented)
    return _noted(current, UseKind.CHALLENGE, challenge, by, at)


@transaction.atomic
def add_measure(*, sheet: Sheet, plan: Any, kind: str, by: User, at: datetime) -> Any:
    """Give an action plan a measure about a trend, and note it; return it. Raises PermissionDenied, BadInput."""
    current = _of(sheet, by)
    if again := _just_begun(current, UseKind.MEASURE, by, at, measure__plan=plan, measure__kind=kind):
        return again
    starts = max(local_date(at), plan.starts_on)
    draft = measures.Draft(
        kind=kind, titles=current.titles, descriptions=current.so_what, owner=by,
        starts_on=starts, due_on=max(starts, min(starts + MEASURE_LASTS, plan.ends_on)),
    )  # fmt: skip
    return _noted(current, UseKind.MEASURE, measures.add(plan=plan, draft=draft, by=by, at=at), by, at)


def _of(sheet: Sheet, by: User) -> Sheet:
    """Return the sheet, kept from others. Raises PermissionDenied, and BadInput for one that says too little."""
    current = locked(sheet)
    check_can_edit_sheet(by, current)
    if not current.so_what:
        raise BadInput(_("Write first what follows from the trend: what you begin starts with it."))
    return current


def _just_begun(sheet: Sheet, kind: UseKind, by: User, at: datetime, **same: Any) -> Any:
    """Return what the same person began of the sheet a moment ago: two presses begin one thing."""
    rows = sheet.uses.filter(kind=kind, used_by=by, used_at__gt=at - TWICE, **same)
    row = rows.select_related(kind.value).first()
    return getattr(row, kind.value) if row is not None else None


def _noted(sheet: Sheet, kind: UseKind, thing: Any, by: User, at: datetime) -> Any:
    Use.objects.create(sheet=sheet, kind=kind, **{kind.value: thing}, used_at=at, used_by=by)
    return thing


def _moment(at: datetime, hour: time) -> datetime:
    return datetime.combine(local_date(at), hour, timezone.get_default_timezone())
