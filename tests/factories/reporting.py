"""How does a test get the shipped indicators, and figures of what is on file?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import yaml
from django.conf import settings

from grappe.apps.reporting.models import Indicator, Refresh
from grappe.apps.reporting.operations import catalogue, compute_values, refresh_records


def indicators(*slugs: str, at: datetime) -> Collection[Indicator]:
    """Load some of the shipped indicators, bring the records up to date and compute the figures."""
    read = yaml.safe_load((settings.CATALOGUE / "indicators.yaml").read_text(encoding="utf-8"))["indicators"]
    catalogue.load(catalogue={"indicators": [entry for entry in read if entry["id"] in slugs]}, at=at)
    refresh_records(at=at)
    compute_values(at=at)
    Refresh.objects.create(ordered_at=at, started_at=at, finished_at=at, state="done")
    return list(Indicator.objects.filter(active=True))
