"""How does a measure begin what it is to become: a programme, a mailing, an event, a study?

What is begun is a draft in its own app, with what the measure says, and is linked as created by it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.aids.enums import DraftStart
from grappe.apps.aids.operations import drafts
from grappe.apps.campaigns.enums import Purpose
from grappe.apps.campaigns.operations import campaigns
from grappe.apps.campaigns.queries.segments import Segment
from grappe.apps.events.enums import EventKind
from grappe.apps.events.operations import events
from grappe.apps.insight.enums import LinkKind, MeasureKind, Relation
from grappe.apps.insight.models import Measure, MeasureLink
from grappe.apps.insight.operations.measures import locked
from grappe.apps.insight.permissions import check_can_begin, check_can_report_measure
from grappe.apps.studies import operations as studies
from grappe.engines.kernel import Text
from grappe.ui.errors import BadInput
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

TWICE = timedelta(minutes=1)  # the same begun again by the same person within it is one press too many
FROM, UNTIL = time(14), time(17)  # proposed for an event; whoever prepares it says when it is
SOON = timedelta(days=28)  # where the measure's own last day is past


@transaction.atomic
def begin_programme(*, measure: Measure, slug: str, by: User, at: datetime) -> Any:
    """Begin the draft of a programme in the aids catalogue with what the measure says, and link it; return the draft.

    Raises PermissionDenied for who may not write rules, BadInput for an id that is none or taken, and for a measure
    that is to become something else.
    """
    current = locked(measure)
    check_can_report_measure(by, current)
    if current.kind != MeasureKind.AID:
        raise BadInput(_("Only a measure that is to become an aid instrument is written as a programme."))
    begun = drafts.Begun(
        names=current.titles,
        summaries=current.descriptions,
        themes=[current.plan.theme.slug],
        clusters=[each.slug for each in current.plan.clusters.all()],
    )
    draft = drafts.start_draft(programme=None, start=DraftStart.NEW, slug=slug, begun=begun, by=by, at=at)
    _link(current, LinkKind.PROGRAMME, draft, by, at, name="draft")
    return draft


@transaction.atomic
def begin_study(*, measure: Measure, by: User, at: datetime) -> Any:
    """Begin a study with what the measure says, and link it; return the study. Raises PermissionDenied, BadInput."""
    current = _to_begin(measure, LinkKind.STUDY, by)
    if again := _just_begun(current, LinkKind.STUDY, by, at):
        return again
    draft = studies.Draft(
        titles=current.titles, questions=current.descriptions, theme=current.plan.theme,
        clusters=list(current.plan.clusters.all()), due_on=current.due_on,
    )  # fmt: skip
    study = studies.begin(draft=draft, by=by, at=at)
    _link(current, LinkKind.STUDY, study, by, at)
    return study


@transaction.atomic
def begin_campaign(*, measure: Measure, by: User, at: datetime) -> Any:
    """Begin a mailing to the heads of the companies of the plan's clusters, and link it; return it.

    It is a draft: nobody is written to before somebody else has reviewed it. Raises PermissionDenied, BadInput.
    """
    current = _to_begin(measure, LinkKind.CAMPAIGN, by)
    if again := _just_begun(current, LinkKind.CAMPAIGN, by, at):
        return again
    draft = campaigns.Draft(
        title=_short(
            Text.of(current.titles).in_language(by.language or Language.FRENCH), campaigns.LONGEST_TITLE
        ),
        segment=Segment(clusters=tuple(each.slug for each in current.plan.clusters.all())),
        purpose=Purpose.CLUSTER,
        subjects={code: _short(text, campaigns.LONGEST_SUBJECT) for code, text in current.titles.items()},
        texts=current.descriptions,
    )
    campaign = campaigns.begin(draft=draft, by=by, at=at)
    _link(current, LinkKind.CAMPAIGN, campaign, by, at)
    return campaign


@transaction.atomic
def begin_event(*, measure: Measure, by: User, at: datetime) -> Any:
    """Begin an event on the last working day of the measure, or in four weeks where that is past, and link it; return it.

    It is a draft: whoever prepares it says when and where it is. Raises PermissionDenied, BadInput.
    """
    current = _to_begin(measure, LinkKind.EVENT, by)
    if again := _just_begun(current, LinkKind.EVENT, by, at):
        return again
    day = _working_day(current.due_on if current.due_on > local_date(at) else local_date(at) + SOON)
    zone = timezone.get_default_timezone()
    kind = EventKind.WORKSHOP if current.kind == MeasureKind.TRAINING else EventKind.THEMATIC
    draft = events.Draft(
        titles={code: _short(text, events.LONGEST["titles"]) for code, text in current.titles.items()},
        starts_at=datetime.combine(day, FROM, zone), ends_at=datetime.combine(day, UNTIL, zone), kind=kind,
        descriptions=current.descriptions, theme=current.plan.theme, clusters=list(current.plan.clusters.all()),
    )  # fmt: skip
    event = events.begin(draft=draft, by=by, at=at)
    _link(current, LinkKind.EVENT, event, by, at)
    return event


def _to_begin(measure: Measure, what: LinkKind, by: User) -> Measure:
    """Return the measure, kept from others. Raises PermissionDenied where it is not to become such a thing."""
    current = locked(measure)
    check_can_begin(by, current, what)
    return current


def _just_begun(measure: Measure, kind: LinkKind, by: User, at: datetime) -> Any:
    """Return what the same person began of the measure a moment ago: two presses begin one thing."""
    rows = measure.links.filter(kind=kind, relation=Relation.CREATED, linked_by=by, linked_at__gt=at - TWICE)
    row = rows.select_related(kind.value).first()
    return getattr(row, kind.value) if row is not None else None


def _link(measure: Measure, kind: LinkKind, thing: Any, by: User, at: datetime, *, name: str = "") -> None:
    """Link what was begun; `name` is the column, where it is not called as the kind."""
    MeasureLink.objects.create(
        measure=measure, kind=kind, **{name or kind.value: thing}, linked_at=at, linked_by=by
    )


def _working_day(day: date) -> date:
    """Return the day, or the Friday before it where it is on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
