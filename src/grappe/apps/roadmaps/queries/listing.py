"""What can a list of steps show and be asked for, and what do roadmaps tell of companies?"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from grappe.apps.companies.queries import of_visible
from grappe.apps.companies.queries.listing import of_company
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.roadmaps.models import Roadmap, Step
from grappe.apps.roadmaps.permissions import check_can_view_roadmaps
from grappe.ui.listing import Asked, Choices, Column, Filter, Kind, Op, Part, Relation, Shows, Takes
from grappe.ui.listing_conditions import day, number, text, whether
from grappe.ui.listing_custom import custom_part


def kind(asked: Asked) -> Kind:
    """Return the kind of record "steps": those of roadmaps of companies that somebody sees."""
    found = Kind(
        name="steps",
        label=_("Steps"),
        icon="map-route",
        rows=lambda: _rows(asked),
        columns=_columns(asked),
        filters=_filters(asked),
        shown=("title", "company", "owner", "end", "state"),
        order="end",
        start=({"filter": "state", "op": Op.NONE_OF, "value": ["done"]},),
    )
    return found.with_more(
        of_company(asked, "roadmap__company"), custom_part(asked.of(custom_fields, RecordType.STEP), asked)
    )


def _rows(asked: Asked) -> QuerySet[Step]:
    check_can_view_roadmaps(asked.user)
    return Step.objects.filter(of_visible(asked.user, "roadmap__company"))


def _states() -> Choices:
    return [("waiting", _("To be started")), ("started", _("Under way")), ("done", _("Done"))]


def _state(row: Step) -> str:
    if row.done_on:
        return _now("Done")
    return _now("Under way") if row.started_on else _now("To be started")


def _is(state: str) -> Q:
    if state == "done":
        return Q(done_on__isnull=False)
    return Q(done_on__isnull=True, started_on__isnull=state == "waiting")


def _in_states(op: Op, values: list[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= _is(value)
    return ~found if op == Op.NONE_OF else found


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("title", _("Step"), lambda row: row.title, sort=F("title"), filled=True,
               address=lambda row: reverse("roadmaps:detail", args=[row.roadmap_id])),
        Column("roadmap", _("Roadmap"), lambda row: row.roadmap.title, sort=F("roadmap__title"), filled=True,
               related=("roadmap",), address=lambda row: reverse("roadmaps:detail", args=[row.roadmap_id])),
        Column("owner", _("Who does it"), lambda row: str(row.owner) if row.owner else row.owner_name,
               related=("owner",)),
        Column("start", _("Start"), lambda row: row.start, shows=Shows.DAY, sort=F("start"), filled=True),
        Column("end", _("End"), lambda row: row.end, shows=Shows.DAY, sort=F("end"), filled=True),
        Column("done", _("Done on"), lambda row: row.done_on, shows=Shows.DAY, sort="done_on"),
        Column("state", _("State"), _state, shows=Shows.STATE),
        Column("late", _("Late"), lambda row: row.done_on is None and row.end < asked.today, shows=Shows.YES_NO),
        Column("obstacle", _("What is in the way"), lambda row: row.obstacle, sort="obstacle"),
        Column("cost", _("Cost (EUR)"), lambda row: row.cost_eur, shows=Shows.EURO, sort="cost_eur"),
        Column("aid", _("Expected aid (EUR)"), lambda row: row.expected_aid_eur, shows=Shows.EURO, sort="expected_aid_eur"),
    )  # fmt: skip


def _filters(asked: Asked) -> tuple[Filter, ...]:
    return (
        Filter("state", _("State"), Takes.CHOICE, _in_states, choices=_states, nullable=False),
        whether("late", _("Late"), Q(done_on__isnull=True, end__lt=asked.today)),
        whether("mine_to_do", _("Mine to do"), Q(owner=asked.user.pk)),
        whether("stuck", _("Something is in the way"), ~Q(obstacle="")),
        day("start", _("Start"), "start", asked, nullable=False),
        day("end", _("End"), "end", asked, nullable=False),
        day("done", _("Done on"), "done_on", asked),
        text("title", _("Title"), "title", nullable=False),
        number("cost", _("Cost (EUR)"), "cost_eur"),
        number("aid", _("Expected aid (EUR)"), "expected_aid_eur"),
        whether("closed", _("Roadmap closed"), Q(roadmap__closed_on__isnull=False)),
    )  # fmt: skip


def of_companies(asked: Asked) -> Part:
    """Return what roadmaps tell of companies: whether one is open, and who follows the company."""
    open_roadmaps = Roadmap.objects.filter(company=OuterRef("pk"), closed_on__isnull=True)
    return Part(
        (),
        (whether("roadmap", _("Has an open roadmap"), Q(Exists(open_roadmaps))),),
        (Relation("steps", _("Steps"), "steps", "roadmap__company"),),
    )
