"""Which figures may be shown, to somebody and to the public?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories import reporting
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.reporting.models import Version
from grappe.apps.reporting.queries.disclosed import Wanted, published

NOW = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)


@pytest.fixture
def contacts(people, clusters):
    """Contacts of four companies in 2025 and of one in 2026, one of them in confidence."""
    companies = CompanyFactory.create_batch(4, clusters=[clusters["healthtech"]])
    for company in companies:
        ContactFactory(company=company, state="held", starts_at=datetime(2025, 3, 3, 9, tzinfo=UTC))
    ContactFactory(
        company=companies[0], state="held", starts_at=datetime(2026, 3, 3, 9, tzinfo=UTC), confidential=True
    )
    reporting.indicators("contacts-held", at=NOW)
    return Version.objects.get().pk


def test_what_the_public_and_the_ministry_may_see(people, contacts, django_assert_num_queries):
    few, many, nothing = Wanted(contacts, 2026), Wanted(contacts, 2025), Wanted(contacts, 2025, "theme", "x")
    with django_assert_num_queries(2):
        assert published([few, many, nothing], for_user=None) == {many, nothing}
    with django_assert_num_queries(3):
        assert published([few, many], for_user=people.ministry) == {many}
    assert published([few, many], for_user=people.administrator) == {few, many}


def test_what_was_never_computed_is_not_shown(contacts):
    Version.objects.update(computed_at=None)
    assert published([Wanted(contacts, 2025), Wanted(contacts + 1, 2025)], for_user=None) == frozenset()
