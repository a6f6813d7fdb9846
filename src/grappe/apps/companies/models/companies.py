"""What do we know of a company: identity, who sees it, figures by year, owners, people?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from grappe.apps.accounts.enums import Language
from grappe.apps.companies.enums import LegalForm, OwnerKind, Visibility
from grappe.apps.companies.models.reference import Commune, NaceCode, searched
from grappe.ui.custom import by_value, custom_values, is_an_object

USER = settings.AUTH_USER_MODEL
ONGOING = Q(
    merged_into__isnull=True
)  # the numbers of a merged file stand in the one it went into, or in none
EUROS: dict[str, Any] = {"max_digits": 16, "decimal_places": 2, "null": True, "blank": True}


@pghistory.track(exclude=["search_text", "sort_name"])
class Company(models.Model):
    name = models.CharField(_("registered name"), max_length=300)
    brand = models.CharField(_("brand"), max_length=300, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=10, choices=LegalForm.choices, blank=True)
    rcs_number = models.CharField(_("RCS number"), max_length=20, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    nace = models.ForeignKey(
        NaceCode, models.PROTECT, null=True, blank=True, verbose_name=_("activity (NACE)")
    )
    activity = models.TextField(_("what it does"), blank=True)
    country = models.CharField(_("country"), max_length=2, default="LU")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name=_("commune"))
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    founded = models.DateField(_("founded on"), null=True, blank=True)
    business_permit = models.BooleanField(_("business permit"), null=True, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=2, choices=Language.choices, default="fr"
    )
    clusters = models.ManyToManyField(
        "clusters.Cluster", related_name="companies", verbose_name=_("clusters")
    )
    visibility = models.CharField(
        _("who sees it"), max_length=10, choices=Visibility.choices, default=Visibility.EVERYONE
    )
    team = models.ForeignKey(
        "accounts.Team",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name=_("team"),
    )
    external_id = models.CharField(_("identifier elsewhere"), max_length=60, blank=True)  # e.g. an ISIN
    custom = custom_values()
    invented = models.BooleanField(_("invented"), default=False)  # demo data is labelled wherever it appears
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    merged_into = models.ForeignKey(  # the same company stood twice: this file is closed, that one goes on
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    version = models.PositiveIntegerField(default=1)  # two people editing at once are told
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    search_text = searched("name", "brand", "rcs_number", "vat_number")
    sort_name = searched("name")  # the server's own order puts É after Z

    class Meta:
        ordering: ClassVar[list[str]] = ["sort_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="companies_company_has_a_name"),
            is_an_object("companies_company_custom"),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="companies_visibility_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.TEAM) | Q(team__isnull=False),
                name="companies_kept_to_a_team_has_one",
            ),
            models.CheckConstraint(
                condition=ONGOING | (~Q(merged_into=F("id")) & Q(archived_at__isnull=False)),
                name="companies_merged_is_archived",
            ),
            models.UniqueConstraint(
                "rcs_number", condition=~Q(rcs_number="") & ONGOING, name="companies_company_rcs_once"
            ),
            models.UniqueConstraint(
                "vat_number", condition=~Q(vat_number="") & ONGOING, name="companies_company_vat_once"
            ),
            models.UniqueConstraint(
                "external_id",
                condition=~Q(external_id="") & ONGOING,
                name="companies_company_external_id_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="companies_search_trgm"),
            models.Index(fields=["sort_name", "id"], name="companies_sort_keyset"),
            by_value("companies_company_by_value"),
            models.Index(fields=["-created_at", "-id"], name="companies_newest_keyset"),
            # The few that not everybody sees: what most people's queries leave out.
            models.Index(
                fields=["id"], condition=~Q(visibility=Visibility.EVERYONE), name="companies_restricted"
            ),
        ]

    if TYPE_CHECKING:

        def get_absolute_url(self) -> str: ...  # the settings say: a page of a higher app

    def __str__(self) -> str:
        return self.brand or self.name

    is_merged = property(lambda self: self.merged_into_id is not None)
    is_restricted = property(lambda self: self.visibility != Visibility.EVERYONE)


@pghistory.track(pghistory.InsertEvent("added"), pghistory.DeleteEvent("removed"), obj_field=None)
class CompanyCluster(Company.clusters.through):  # type: ignore[name-defined,misc]  # made by Django
    """A company belongs to a cluster; who may change the company hangs on it, so its history is kept."""

    class Meta:
        proxy = True


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class YearFigures(models.Model):
    """The figures and accounts of one closed year; blank is not known, never zero; losses are negative."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="figures")
    year = models.PositiveSmallIntegerField(_("year"))
    headcount = models.DecimalField(
        _("headcount (annual work units)"), max_digits=9, decimal_places=1, null=True, blank=True
    )
    turnover_eur = models.DecimalField(_("turnover (EUR)"), **EUROS)
    balance_sheet_eur = models.DecimalField(_("balance sheet total (EUR)"), **EUROS)
    export_share_pct = models.DecimalField(
        _("exports (% of turnover)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    rd_spending_eur = models.DecimalField(_("R&D spending (EUR)"), **EUROS)
    consolidated = models.BooleanField(_("consolidated accounts"), default=False)  # with all it controls
    source = models.CharField(_("source"), max_length=200, blank=True)
    capital_eur = models.DecimalField(_("subscribed capital with premium (EUR)"), **EUROS)
    reserves_eur = models.DecimalField(_("reserves and results carried (EUR)"), **EUROS)
    equity_eur = models.DecimalField(_("own funds (EUR)"), **EUROS)
    debt_eur = models.DecimalField(_("debt (EUR)"), **EUROS)
    ebitda_eur = models.DecimalField(_("EBITDA (EUR)"), **EUROS)
    interest_eur = models.DecimalField(_("interest paid (EUR)"), **EUROS)
    insolvency = models.BooleanField(_("insolvency proceedings or their conditions"), null=True, blank=True)
    rescue_aid = models.BooleanField(
        _("rescue loan open or restructuring plan running"), null=True, blank=True
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "year"], name="companies_figures_once_a_year"),
            models.CheckConstraint(
                condition=Q(year__gte=1900, year__lte=2200), name="companies_figures_year"
            ),
            models.CheckConstraint(
                condition=(Q(headcount__isnull=True) | Q(headcount__gte=0))
                & (Q(turnover_eur__isnull=True) | Q(turnover_eur__gte=0))
                & (Q(balance_sheet_eur__isnull=True) | Q(balance_sheet_eur__gte=0)),
                name="companies_figures_not_negative",
            ),
        ]


class Latest(models.Model):
    """The latest known figures and the last contact of a company, one row each, so that lists walk an index.

    Kept by the database's triggers (migration 0016) and written by nobody else; `operations.latest` makes it anew.
    """

    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="latest")
    headcount = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    turnover_eur = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    balance_sheet_eur = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    last_held_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                F("headcount").asc(nulls_last=True), F("company").asc(), name="companies_heads_rising"
            ),
            models.Index(
                F("headcount").desc(nulls_last=True), F("company").desc(), name="companies_heads_falling"
            ),
            models.Index(
                F("turnover_eur").asc(nulls_last=True), F("company").asc(), name="companies_turnover_rising"
            ),
            models.Index(
                F("turnover_eur").desc(nulls_last=True), F("company").desc(), name="companies_turnover_falls"
            ),
            models.Index(
                F("last_held_at").asc(nulls_last=True), F("company").asc(), name="companies_held_rising"
            ),
            models.Index(
                F("last_held_at").desc(nulls_last=True), F("company").desc(), name="companies_held_falling"
            ),
        ]


@pghistory.track()
class CompanyFact(models.Model):
    """An answer to a criterion's question, by the catalogue's field name; `value` null: asked, not known."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="facts")
    field = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["field"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["company", "field"], name="companies_fact_once"),
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Ownership(models.Model):
    """Somebody holds a part of a company: another one on file, or an owner by name, here with its figures."""

    owned = models.ForeignKey(Company, models.CASCADE, related_name="owners")
    owner = models.ForeignKey(
        Company, models.CASCADE, related_name="holdings", null=True, blank=True,
        verbose_name=_("owner on file"),
    )  # fmt: skip
    owner_name = models.CharField(_("owner"), max_length=300, blank=True)
    owner_kind = models.CharField(
        _("kind of owner"), max_length=30, choices=OwnerKind.choices, default=OwnerKind.ENTERPRISE
    )
    capital_pct = models.DecimalField(
        _("share of capital (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    votes_pct = models.DecimalField(
        _("share of votes (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    control = models.BooleanField(_("controls by contract or board"), default=False)
    since = models.DateField(_("since"), null=True, blank=True)
    figures_year = models.PositiveSmallIntegerField(_("year of the owner's figures"), null=True, blank=True)
    headcount = models.DecimalField(
        _("the owner's headcount"), max_digits=9, decimal_places=1, null=True, blank=True
    )
    turnover_eur = models.DecimalField(_("the owner's turnover (EUR)"), **EUROS)
    balance_sheet_eur = models.DecimalField(_("the owner's balance sheet total (EUR)"), **EUROS)
    consolidated = models.BooleanField(_("consolidated accounts of the owner"), default=False)
    invested_eur = models.DecimalField(_("put in by a business angel (EUR)"), **EUROS)
    same_market = models.BooleanField(
        _("the person's other firms are on the same or adjacent markets"), null=True, blank=True
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["owned_id", "-capital_pct", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owned", "owner"], name="companies_ownership_once"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) ^ ~Q(owner_name=""), name="companies_ownership_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | ~Q(owner=F("owned")), name="companies_ownership_not_itself"
            ),
            models.CheckConstraint(
                condition=(Q(capital_pct__isnull=True) | Q(capital_pct__gte=0, capital_pct__lte=100))
                & (Q(votes_pct__isnull=True) | Q(votes_pct__gte=0, votes_pct__lte=100)),
                name="companies_ownership_percent",
            ),
            models.CheckConstraint(
                condition=(Q(headcount__isnull=True) | Q(headcount__gte=0))
                & (Q(turnover_eur__isnull=True) | Q(turnover_eur__gte=0))
                & (Q(balance_sheet_eur__isnull=True) | Q(balance_sheet_eur__gte=0)),
                name="companies_ownership_figures_not_negative",
            ),
        ]


@pghistory.track()
class Person(models.Model):
    """Somebody at a company with whom we speak."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    function = models.CharField(_("function"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.FRENCH
    )
    is_head = models.BooleanField(_("head of the company"), default=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    custom = custom_values()
    version = models.PositiveIntegerField(default=1)  # two people editing at once are told

    class Meta:
        ordering: ClassVar[list[str]] = ["-is_head", "name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [is_an_object("companies_person_custom")]
        indexes: ClassVar[list[models.Index]] = [
            by_value("companies_person_by_value"),
            # Who stands twice is looked for by name, telephone and address (`companies_person_address`), however many there are.
            models.Index(Upper("name"), name="companies_person_upper_name"),
            models.Index(fields=["phone"], name="companies_person_phone"),
        ]

    def __str__(self) -> str:
        return self.name
