"""What do the tests of State aid stand on? A company of the manager's cluster."""

from __future__ import annotations

import pytest

from factories.companies import CompanyFactory


@pytest.fixture
def company(people):
    return CompanyFactory(name="Bois Clair S.A.", clusters=[people.manager.memberships.first().cluster])
