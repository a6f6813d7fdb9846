"""How does a test compose a report and freeze it? Through the operations, of the indicators that are on file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from grappe.apps.reporting.models import FrozenReport, Indicator, Report
from grappe.apps.reporting.operations import freezing, reports

TITLES = {"en": "The year of the clusters", "fr": "L’année des clusters", "de": "Das Jahr der Cluster"}


def draft(at: datetime, **more: Any) -> reports.Draft:
    """Of all indicators that are on file, the last three years, by cluster and size."""
    values: dict[str, Any] = {
        "titles": TITLES, "first_year": at.year - 2, "last_year": at.year,
        "indicators": list(Indicator.objects.filter(active=True).values_list("slug", flat=True)),
        "dimensions": ["cluster", "size"], "introductions": {"en": "What we did.", "fr": "Ce que nous avons fait."},
        "words": {"support": {"en": "Contacts went well."}},
    }  # fmt: skip
    return reports.Draft(**(values | more))


def report(by: Any, *, at: datetime, **more: Any) -> Report:
    return reports.begin(draft=draft(at, **more), by=by, at=at)


def frozen(by: Any, *, at: datetime, published: bool = False, **more: Any) -> FrozenReport:
    """A report that is frozen; `published` by `by`, who is an administrator then."""
    found = freezing.freeze(report=report(by, at=at, **more), by=by, at=at)
    if published:
        freezing.publish(frozen=found, by=by, at=at)
    return FrozenReport.objects.get(pk=found.pk)
