"""What do the tests of roadmaps stand on? A company of the manager's cluster and a roadmap of three steps."""

import pytest

from factories import roadmaps as made
from factories.companies import CompanyFactory


@pytest.fixture
def company(clusters):
    return CompanyFactory(name="Zéphyr Bois S.A.", brand="Zéphyr", clusters=[clusters["digital"]])


@pytest.fixture
def roadmap(company, people):
    return made.roadmap(company, people.manager)


@pytest.fixture
def steps(roadmap, people):
    return made.chain(roadmap, people.manager)
