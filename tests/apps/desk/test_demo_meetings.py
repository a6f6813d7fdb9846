"""Does the demonstration's coming B2B event stand as told, with its timetable ordered?"""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from factories.companies import CompanyFactory
from grappe.apps.companies import operations as companies
from grappe.apps.desk.operations.demo_meetings import tell_meetings
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.events.models import MeetingPlan
from grappe.apps.events.queries import plan_checks, problems
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(people, clusters):
    at = clock.now()
    topics = [{"id": "data", "need": {"en": {"title": "One system instead of spreadsheets"}}}]
    cast = []
    for number in range(60):
        company = CompanyFactory(
            name=f"Invented {number:02d} S.A.", clusters=[clusters["digital"]], invented=True
        )
        person = companies.save_person(
            company=company, values={"name": f"Person {number:02d}", "email": f"p{number}@company.example", "language": "en"},
            by=people.manager, at=at,
        )  # fmt: skip
        invention = SimpleNamespace(language="en", activity="Machining of aluminium")
        cast.append(Cast(invention, company, people.manager, [person], topics))
    return Stage(at=at, words=None, team={}, cast=cast, chance=random.Random(7))


def test_sixty_people_and_a_timetable_that_the_worker_will_compute(stage):
    tell_meetings(stage)
    plan = MeetingPlan.objects.get()
    assert plan.event.invented and plan.state == "planning" and plan.event.kind == "b2b"
    assert (plan.participants.count(), plan.tables.count(), plan.slots.count()) == (60, 16, 14)
    states = {state: plan.requests.filter(state=state).count() for state in ("accepted", "declined", "asked")}
    assert 150 <= states["accepted"] <= 240 and states["declined"] >= 5 and states["asked"] >= 10
    assert not [fault for fault in plan_checks.faults_of(plan) if fault.stops]
    made = plan.timetables.get()
    problem, maps = problems.restored(made.problem)
    assert made.state == "ordered" and len(problem.people) == 60 == len(maps.people)
    assert len(problem.meetings) == states["accepted"] and sum(map(len, problem.forbidden)) == 9
