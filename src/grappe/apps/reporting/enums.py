"""Which kinds of records, units and origins do indicators know?"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordKind(models.TextChoices):
    """What may happen with a company; each kind is read from one app (`queries.sources`)."""

    CONTACT = "contact", pgettext_lazy("records", "Contacts")
    OVERDUE = "overdue", pgettext_lazy("records", "Contacts overdue")
    PARTICIPATION = "participation", pgettext_lazy("records", "Participations in events")
    COOPERATION = "cooperation", pgettext_lazy("records", "Cooperations")
    SATISFACTION = "satisfaction", pgettext_lazy("records", "Answers on satisfaction")
    DIAGNOSTIC = "diagnostic", pgettext_lazy("records", "Diagnostics")
    PROGRESS = "progress", pgettext_lazy("records", "Progress between diagnostics")
    NEED = "need", pgettext_lazy("records", "Needs")
    INTRODUCTION = "introduction", pgettext_lazy("records", "Introductions")
    AID_REQUESTED = "aid_requested", pgettext_lazy("records", "Aid requested")
    AID_OBTAINED = "aid_obtained", pgettext_lazy("records", "Aid obtained")
    AID_PAID = "aid_paid", pgettext_lazy("records", "Aid paid")
    AWARD = "award", pgettext_lazy("records", "Awards of aid")
    IDEA = "idea", pgettext_lazy("records", "Ideas")
    IDEA_STAGE = "idea_stage", pgettext_lazy("records", "Stages of ideas")
    FLAGSHIP_PARTNER = "flagship_partner", pgettext_lazy("records", "Partners in flagship projects")
    FLAGSHIP_COST = "flagship_cost", pgettext_lazy("records", "Spending of flagship projects")
    SURVEY_ANSWER = "survey_answer", pgettext_lazy("records", "Answers to the yearly survey")


class Unit(models.TextChoices):
    """What a figure is counted in."""

    COUNT = "count", pgettext_lazy("unit", "number")
    COMPANIES = "companies", pgettext_lazy("unit", "companies")
    EUROS = "euros", pgettext_lazy("unit", "euros")
    PERCENT = "percent", pgettext_lazy("unit", "per cent")  # a share is kept between 0 and 1
    DAYS = "days", pgettext_lazy("unit", "days")
    POINTS = "points", pgettext_lazy("unit", "points")
    JOBS = "jobs", pgettext_lazy("unit", "jobs")


class Chapter(models.TextChoices):
    """Under which heading of the list an indicator stands."""

    REACH = "reach", pgettext_lazy("indicators", "Reach")
    SUPPORT = "support", pgettext_lazy("indicators", "Support given")
    AID = "aid", pgettext_lazy("indicators", "Aid")
    COLLABORATION = "collaboration", pgettext_lazy("indicators", "Collaboration and ideas")
    RESULTS = "results", pgettext_lazy("indicators", "Results of companies")


class Dimension(models.TextChoices):
    """By what a figure is taken apart; the engine's words."""

    ALL = "all", _("Whole")
    CLUSTER = "cluster", _("Cluster")
    THEME = "theme", _("Theme")
    SIZE = "size", _("Size")
    COMMUNE = "commune", _("Commune")
    MANAGER = "manager", pgettext_lazy("by whom a company is followed", "Manager")
    STATE = "state", pgettext_lazy("of a record", "State")


class Origin(models.TextChoices):
    """Where a version of a definition comes from."""

    CATALOGUE = "catalogue", _("Catalogue")
    PAGE = "page", _("Written on the page")


class RefreshState(models.TextChoices):
    ORDERED = "ordered", _("Ordered")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


# By what the figures of a report may be taken apart: not by manager, for a report leaves the house.
REPORT_DIMENSIONS = (
    Dimension.CLUSTER,
    Dimension.THEME,
    Dimension.SIZE,
    Dimension.COMMUNE,
    Dimension.STATE,
)


class ActKind(models.TextChoices):
    """What may be done with a frozen report."""

    PUBLISHED = "published", pgettext_lazy("report", "Published")
    REPLACED = "replaced", pgettext_lazy("report", "Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "Withdrawn")


class FrozenState(models.TextChoices):
    """How a frozen report stands."""

    FROZEN = "frozen", pgettext_lazy("report", "Frozen")
    PUBLISHED = "published", pgettext_lazy("report", "Published")
    REPLACED = "replaced", pgettext_lazy("report", "Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "Withdrawn")


class Flag(models.TextChoices):
    """What is to be known of one figure: Eurostat's letters."""

    BREAK = "b", pgettext_lazy("figure", "break in definition")
    CONFIDENTIAL = "c", pgettext_lazy("figure", "confidential: left out")
    PROVISIONAL = "p", pgettext_lazy("figure", "provisional: the year was not over")
    NOT_APPLICABLE = "z", pgettext_lazy("figure", "not applicable: nothing to count")


class Licence(models.TextChoices):
    """Under which terms published reports are open data."""

    CC_BY = "CC-BY-4.0", "Creative Commons Attribution 4.0 (CC BY 4.0)"
    CC0 = "CC0-1.0", "Creative Commons Zero 1.0 (CC0 1.0)"
