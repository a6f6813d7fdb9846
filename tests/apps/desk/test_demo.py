"""Does the demonstration come in, once, varied, and marked as invented?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings

from grappe.apps.companies.models import Company
from grappe.apps.desk import operations

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(tmp_path):
    operations.load_catalogue(settings.CATALOGUE, at=NOW)
    logins = tmp_path / "logins.txt"
    assert operations.load_demo(catalogue=settings.CATALOGUE, logins=logins, at=NOW, size=30)
    return logins


def test_it_is_invented_and_stays_as_it_is(demo):
    assert Company.objects.count() == 30
    assert not Company.objects.filter(invented=False).exists()
