"""What can a list of needs show and be asked for, and what do needs tell of companies?"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grappe.apps.clusters.queries import themes
from grappe.apps.companies.queries.listing import of_company
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.apps.needs.enums import OPEN_STATES, NeedState, Urgency
from grappe.apps.needs.models import Need
from grappe.apps.needs.permissions import check_can_view_needs
from grappe.apps.needs.queries.texts import readable
from grappe.ui.listing import Asked, Choices, Column, Filter, Kind, Op, Part, Relation, Shows, Takes
from grappe.ui.listing_conditions import choice, day, of_other, referred, text, whether
from grappe.ui.listing_custom import custom_part


def kind(asked: Asked) -> Kind:
    """Return the kind of record "needs": those that somebody reads."""
    found = Kind(
        name="needs",
        label=_("Needs"),
        icon="bulb",
        rows=lambda: _rows(asked),
        columns=_columns(),
        filters=(
            choice("state", _("State"), "state", lambda: NeedState.choices, nullable=False),
            whether("open", _("Open"), Q(state__in=OPEN_STATES)),
            Filter(
                "theme",
                _("Theme"),
                Takes.CHOICE,
                referred("theme", themes, "slug"),
                choices=theme_choices,
                nullable=False,
            ),
            choice("urgency", _("Urgency"), "urgency", _urgencies, nullable=False),
            text("title", _("Title"), "title", nullable=False),
            text("description", _("Description"), "description"),
            day("noted", _("Noted"), "created_at", asked, moment=True, nullable=False),
            day("decided", _("Decided"), "decided_at", asked, moment=True),
            whether("archived", _("Company archived"), Q(company__archived_at__isnull=False)),
        ),
        shown=("title", "company", "theme", "urgency", "state", "noted"),
        order="-noted",
        start=({"filter": "open", "op": Op.YES},),
    )
    return found.with_more(of_company(asked), custom_part(asked.of(custom_fields, RecordType.NEED), asked))


def _rows(asked: Asked) -> QuerySet[Need]:
    check_can_view_needs(asked.user)
    return Need.objects.filter(readable(asked.user))


def _columns() -> tuple[Column, ...]:
    return (
        Column(
            "title", _("Need"), lambda row: row.title, sort=F("title"), filled=True,
            address=lambda row: reverse("needs:detail", args=[row.pk]),
        ),
        Column("theme", _("Theme"), lambda row: str(row.theme), sort=F("theme__position"), filled=True, related=("theme",)),
        Column("urgency", _("Urgency"), lambda row: str(row.get_urgency_display()), sort=F("urgency"), filled=True),
        Column("state", _("State"), lambda row: str(row.get_state_display()), shows=Shows.STATE, sort="state"),
        Column("description", _("Description"), lambda row: row.description),
        Column("noted", _("Noted"), lambda row: row.created_at, shows=Shows.MOMENT, sort=F("created_at"), filled=True),
        Column(
            "by", _("Noted by"), lambda row: str(row.created_by) if row.created_by else "", sort="created_by__name",
            related=("created_by",),
        ),
        Column("decided", _("Decided"), lambda row: row.decided_at, shows=Shows.MOMENT, sort="decided_at"),
    )  # fmt: skip


def theme_choices() -> Choices:
    """Return the themes as choices."""
    return [(theme.slug, str(theme)) for theme in themes()]


def _urgencies() -> Choices:
    return [(str(value), label) for value, label in Urgency.choices]


def of_companies(asked: Asked) -> Part:
    """Return what needs tell of companies: how many are open, on which theme; of those that somebody reads."""
    open_needs = Need.objects.filter(readable(asked.user), company=OuterRef("pk"), state__in=OPEN_STATES)
    counted: Any = Coalesce(
        Subquery(open_needs.order_by().values("company").annotate(n=Count("pk")).values("n")), 0
    )
    return Part(
        (
            Column(
                "open_needs", _("Open needs"), lambda row: row.open_needs, shows=Shows.NUMBER, sort=counted,
                known=Q(Exists(open_needs)), absent=0, extra={"open_needs": counted},
            ),
        ),
        (
            Filter(
                "open_need", _("Open need on"), Takes.CHOICE,
                of_other(open_needs.filter, referred("theme", themes, "slug")),
                choices=theme_choices,
            ),
            whether("any_need", _("Has an open need"), Q(Exists(open_needs))),
        ),
        (Relation("needs", _("Needs"), "needs", "company"),),
    )  # fmt: skip
