"""What do records, indicators and reports hold of people? Who looks after what, by keys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from grappe.apps.reporting.models import (
    Diversification,
    FrozenAct,
    FrozenReport,
    Indicator,
    OpenData,
    Record,
    Refresh,
    Report,
    Standing,
    StandingCluster,
    Target,
    Value,
    Version,
)
from grappe.ui.personal import Why, nobody, written

TABLES = (
    nobody(Diversification, Why.FIGURES, "found"),
    nobody(Indicator, Why.REFERENCE, "names owner_role source"),
    nobody(Version, Why.REFERENCE, "definitions query"),
    nobody(Target, Why.FIGURES),
    nobody(Value, Why.FIGURES, "key"),
    nobody(Record, Why.KEYS, "source_id state theme group_key"),
    nobody(Standing, Why.KEYS, "size commune nace"),
    nobody(StandingCluster, Why.FIGURES, "cluster"),
    nobody(Refresh, Why.MACHINE, "step message"),
    written(Report, _("Reports"), "titles introductions words", plain="indicators dimensions clusters"),
    nobody(FrozenReport, Why.SEALED, sealed="titles canonical digest"),
    written(FrozenAct, _("Reports"), "reason"),
    written(OpenData, _("Open data"), "contact", plain="themes country"),
)
