"""What do the tests of reporting share? A company with one of most things, and the shipped indicators."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from grappe.apps.reporting.operations import catalogue

SHIPPED = Path(__file__).parents[3] / "catalogues" / "luxembourg" / "indicators.yaml"
AT = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def on() -> date:
    return AT.date()


@pytest.fixture
def shipped(db):
    """The shipped indicators, loaded."""
    read = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    catalogue.load(catalogue=read, at=AT)
    return read["indicators"]
