"""What can a list of companies show and be asked for?"""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import Any

from babel import Locale
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.accounts.queries import teams
from grappe.apps.companies.enums import LegalForm, Visibility
from grappe.apps.companies.models import Commune, Company, NaceCode
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.listing.shared import in_clusters, in_mine
from grappe.apps.companies.queries.policy import visible
from grappe.apps.companies.queries.reference import communes_by_canton, nace_sections
from grappe.apps.companies.queries.search import words_in
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.custom import in_language
from grappe.ui.listing import Asked, Choices, Column, Filter, Kind, Op, Relation, Shows, Takes
from grappe.ui.listing_conditions import choice, day, number, referred, text, whether, yes_no
from grappe.ui.listing_custom import custom_part

FIGURES = (
    ("headcount", _("Headcount"), Shows.NUMBER), ("turnover_eur", _("Turnover (EUR)"), Shows.EURO),
    ("balance_sheet_eur", _("Balance sheet total (EUR)"), Shows.EURO),
)  # fmt: skip


def kind(asked: Asked) -> Kind:
    """Return the kind of record "companies"; one query for the custom fields."""
    found = Kind(
        name="companies",
        label=_("Companies"),
        icon="building-factory-2",
        rows=lambda: _rows(asked),
        columns=(*_identity(), *_places(), *_figure_columns(), *_others()),
        filters=(*_filters(asked), *_figure_filters()),
        shown=("name", "clusters", "activity", "commune", "headcount", "last_contact"),
        order="name",
        start=({"filter": "archived", "op": Op.NO},),
        relations=(
            Relation("people", _("People"), "people", "company"),
            Relation("contacts", _("Contacts"), "contacts", "company"),
        ),
    )
    return found.with_more(custom_part(asked.of(custom_fields, RecordType.COMPANY), asked))


def _rows(asked: Asked) -> QuerySet[Company]:
    check_can_view_companies(asked.user)
    return Company.objects.filter(visible(asked.user), merged_into__isnull=True, latest__isnull=False)


@cache
def _identity() -> tuple[Column, ...]:
    return (
        Column(
            "name", _("Company"), str, sort=F("sort_name"), filled=True,
            address=lambda row: row.get_absolute_url(),
        ),
        Column("registered", _("Registered name"), lambda row: row.name, sort=F("sort_name"), filled=True),
        Column("rcs", _("RCS number"), lambda row: row.rcs_number, sort="rcs_number"),
        Column("vat", _("VAT number"), lambda row: row.vat_number, sort="vat_number"),
        Column("external", _("Identifier elsewhere"), lambda row: row.external_id, sort="external_id"),
        Column("form", _("Legal form"), lambda row: str(row.get_legal_form_display()), sort="legal_form"),
        Column(
            "clusters", _("Clusters"), lambda row: [in_language(name) for name in row.list_clusters],
            shows=Shows.LABELS, extra={"list_clusters": _cluster_names()},
        ),
        Column(
            "activity", _("Activity"), lambda row: str(row.nace) if row.nace else "", sort="nace__code",
            related=("nace",),
        ),
        Column("does", _("What it does"), lambda row: row.activity),
        Column("website", _("Website"), lambda row: row.website, shows=Shows.LINK, sort="website"),
    )  # fmt: skip


def _cluster_names() -> ArraySubquery:
    """The names of a company's clusters: read with it, since to fetch them as objects takes as long as all the rest of a page."""
    through = Company.clusters.through.objects.filter(company=OuterRef("pk"))
    return ArraySubquery(
        through.order_by("cluster__position", "cluster__slug").values_list("cluster__name", flat=True)
    )


@cache
def _places() -> tuple[Column, ...]:
    return (
        Column(
            "commune", _("Commune"), lambda row: row.commune.name if row.commune else "",
            sort="commune__name", related=("commune",),
        ),
        Column(
            "canton", _("Canton"), lambda row: row.commune.canton if row.commune else "",
            sort="commune__canton", related=("commune",),
        ),
        Column("street", _("Street and number"), lambda row: row.street),
        Column("postcode", _("Postcode"), lambda row: row.postcode, sort="postcode"),
        Column("city", _("Town"), lambda row: row.city, sort="city"),
        Column("country", _("Country"), lambda row: _countries().get(row.country, row.country), sort="country"),
    )  # fmt: skip


@cache
def _figure_columns() -> tuple[Column, ...]:
    return tuple(
        Column(
            name, label, attrgetter(f"latest.{name}"), shows=shows, sort=f"latest__{name}", related=("latest",)
        )
        for name, label, shows in FIGURES
    )  # fmt: skip


@cache
def _others() -> tuple[Column, ...]:
    return (
        Column("founded", _("Founded"), lambda row: row.founded, shows=Shows.DAY, sort="founded"),
        Column(
            "permit", _("Business permit"), lambda row: row.business_permit, shows=Shows.YES_NO,
            sort="business_permit",
        ),
        Column("language", _("Language of letters"), lambda row: str(row.get_language_display()), sort="language"),
        Column("visibility", _("Who sees it"), lambda row: str(row.get_visibility_display()), sort="visibility"),
        Column(
            "team", _("Team"), lambda row: str(row.team) if row.team else "", sort="team__name", related=("team",)
        ),
        Column("added", _("On file since"), lambda row: row.created_at, shows=Shows.MOMENT, sort="created_at", filled=True),
        Column("archived", _("Archived"), lambda row: row.archived_at, shows=Shows.MOMENT, sort="archived_at"),
    )  # fmt: skip


def _filters(asked: Asked) -> tuple[Filter, ...]:
    return (
        Filter("text", _("Name or number"), Takes.TEXT, _words, nullable=False),
        in_clusters(),
        in_mine(asked),
        whether("archived", _("Archived"), Q(archived_at__isnull=False)),
        Filter(
            "section", _("Branch of activity (NACE)"), Takes.CHOICE, referred("nace", NaceCode.objects.all, "section"),
            choices=_sections,
        ),
        Filter("nace", _("NACE code"), Takes.TEXT, referred("nace", NaceCode.objects.all, "code")),
        text("does", _("What it does"), "activity"),
        Filter("canton", _("Canton"), Takes.CHOICE, referred("commune", Commune.objects.all, "canton"), choices=_cantons),
        Filter("commune", _("Commune"), Takes.CHOICE, referred("commune", Commune.objects.all, "name"), choices=_communes),
        text("postcode", _("Postcode"), "postcode"),
        choice("country", _("Country"), "country", lambda: sorted(_countries().items()), nullable=False),
        choice("form", _("Legal form"), "legal_form", lambda: LegalForm.choices, blank=True),
        choice("language", _("Language of letters"), "language", lambda: Language.choices, nullable=False),
        text("website", _("Website"), "website"),
        text("external", _("Identifier elsewhere"), "external_id"),
        day("founded", _("Founded"), "founded", asked),
        yes_no("permit", _("Business permit"), "business_permit"),
        day("added", _("On file since"), "created_at", asked, moment=True, nullable=False),
        choice("visibility", _("Who sees it"), "visibility", lambda: Visibility.choices, nullable=False),
        choice("team", _("Team"), "team_id", lambda: [(str(team.pk), team.name) for team in teams()]),
    )  # fmt: skip


def _figure_filters() -> tuple[Filter, ...]:
    return tuple(number(name, label, f"latest__{name}") for name, label, _shows in FIGURES)


def _words(op: Op, value: Any) -> Q:
    if op == Op.STARTS:
        return Q(sort_name__startswith=value.lower())
    return words_in("search_text", value)


def _sections() -> Choices:
    return [(row.code, f"{row.code} {row.label}") for row in nace_sections()]


def _cantons() -> Choices:
    return [(canton, canton) for canton in communes_by_canton()]


def _communes() -> Choices:
    return [(row.name, row.name) for rows in communes_by_canton().values() for row in rows]


def _countries() -> dict[str, str]:
    names: Any = Locale.parse((get_language() or "en")[:2]).territories
    return {code: str(name) for code, name in names.items() if len(code) == 2 and code.isalpha()}
