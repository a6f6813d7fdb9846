"""Does the demonstration's coming B2B event stand as told, its timetable published and late changes left to take in?"""

from __future__ import annotations

import random
from collections import Counter
from types import SimpleNamespace

import pytest

from factories.companies import CompanyFactory
from grappe.apps.companies import operations as companies
from grappe.apps.desk.operations.demo_meetings import tell_meetings
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.events.models import Letter, MeetingPlan
from grappe.apps.events.operations import repairs
from grappe.apps.events.operations.timetables import perform_timetable
from grappe.apps.events.queries import problems, timetables
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


def test_sixty_people_with_a_programme_and_a_published_timetable(stage):
    tell_meetings(stage)
    plan = MeetingPlan.objects.get()
    assert plan.event.invented and plan.state == "published" and plan.event.kind == "b2b"
    assert (plan.participants.count(), plan.tables.count(), plan.slots.count()) == (60, 16, 14)
    for each in [plan.event, *plan.event.sessions.all()]:
        assert set(each.titles) == {"en", "fr", "de"}
    for words in (plan.event.summaries, plan.event.descriptions, plan.event.directions):
        assert set(words) == {"en", "fr", "de"}
    assert plan.event.sessions.count() == 6 and plan.event.speakers.filter(sessions=None).count() == 0
    made = plan.timetables.get()
    problem, _maps = problems.restored(made.problem)
    assert made.state == "done" and made.current and len(problem.people) == 60
    assert sum(map(len, problem.forbidden)) == 9
    placed = made.meetings.filter(slot__isnull=False).count()
    assert placed == len(problem.meetings) >= 150, "all that was agreed has a place"
    requests = Counter(plan.requests.values_list("state", flat=True))
    assert requests["declined"] >= 5 and requests["asked"] >= 10
    letters = Letter.objects.filter(kind="timetable", registration__event=plan.event)
    assert letters.count() == 60


def test_late_changes_are_left_to_take_in(stage):
    tell_meetings(stage)
    plan = MeetingPlan.objects.get()
    made = plan.timetables.get()
    assert len(timetables.out_of_date(made)) == 2, "what is called off, and what is new"
    assert plan.participants.filter(withdrawn_at__isnull=False).count() == 1
    ordered = repairs.order_repair(plan=plan, since=clock.now(), by=stage.cast[0].manager, at=clock.now())
    perform_timetable(timetable_id=ordered.pk, now=clock.now)
    ordered.refresh_from_db()
    assert ordered.state == "done" and len(ordered.changes["added"]) == 1, ordered.message
    assert len(ordered.changes["dropped"]) > 1
