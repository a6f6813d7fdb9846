"""What came of business meetings: who sees and uses it, and does it stand on both companies' timelines?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import events as make
from factories import meetings
from factories.companies import CompanyFactory
from factories.events import AT
from grappe.apps.events.models import Cooperation, EventLink
from grappe.apps.events.operations import outcomes
from grappe.apps.events.queries import outcomes as queries
from grappe.apps.events.queries.outcome_timeline import outcome_entries
from grappe.apps.needs.models import Need
from grappe.ui.errors import BadInput

ROLES = ["administrator", "manager", "other_manager", "analyst", "ministry"]


@pytest.fixture
def plan(people):
    return make.plan(make.event(people.manager))


@pytest.fixture
def firms(clusters):
    return [CompanyFactory(name=name, clusters=[clusters["digital"]]) for name in ("Un S.A.", "Deux S.A.")]


@pytest.fixture
def met(plan, firms):
    """Two of two companies who have met."""
    ada = make.participant(plan, "Ada", company=firms[0], organisation="Un S.A.")
    ben = make.participant(plan, "Ben", company=firms[1], organisation="Deux S.A.")
    request = make.request(ada, ben)
    meetings.timetable(plan, {request: (0, 0)})
    return request, ada, ben


def test_the_figures(people, plan, met):
    request, ada, ben = met
    other = make.request(ada, make.participant(plan, "Cleo"))
    meetings.timetable(plan, {request: (0, 0), other: (1, 0)})
    meetings.outcome(request, ada, kind="offer", rating=5)
    meetings.outcome(request, ben, kind="keep_touch", rating=None)
    found = queries.results_of(plan.event, for_user=people.analyst)
    assert (found.meetings, found.by_both, found.by_one, found.by_nobody) == (2, 1, 0, 1)
    assert (found.reported, found.rating, found.rated) == (2, 5.0, 1)
    assert {line.key: line.number for line in found.lines if line.number} == {"offer": 1, "keep_touch": 1}
    assert found.chart is not None
    empty = queries.results_of(make.event(people.manager), for_user=people.analyst)
    assert empty.chart is None and empty.rating_in_words == "–"


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_the_outcomes(client, people, met, role):
    request, ada, _ben = met
    meetings.outcome(request, ada, text="Secret words")
    client.force_login(people.by_role()[role])
    answer = client.get(reverse("events:outcomes", args=[request.plan.event_id]))
    if role == "ministry":
        assert answer.status_code == 403
        return
    assert "Secret words" in answer.content.decode()
    assert ("Make it a need" in answer.content.decode()) == (role in ("administrator", "manager"))


def test_an_outcome_becomes_a_need_once(client, people, clusters, met):
    request, ada, _ben = met
    outcome = meetings.outcome(request, ada, kind="offer", text="They want 200 ovens.")
    client.force_login(people.manager)
    where = reverse("events:meeting_outcome_need", args=[request.plan.event_id, outcome.pk])
    client.post(where, {"theme": "no such theme"})
    assert not Need.objects.exists()
    client.post(where, {"theme": "digital"})
    need = Need.objects.get()
    assert (need.company, need.state) == (ada.registration.company, "confirmed")
    assert need.description == "They want 200 ovens." and "Deux S.A." in need.title
    assert EventLink.objects.get().need == need, "counted among what came of the event"
    client.post(where, {"theme": "digital"})
    assert Need.objects.count() == 1
    with pytest.raises(BadInput, match="already"):
        outcomes.to_need(outcome=outcome, theme="digital", by=people.manager, at=AT)


def test_both_sides_begin_one_cooperation(people, met):
    request, ada, ben = met
    one, other = (meetings.outcome(request, who, kind="cooperation") for who in (ada, ben))
    made = outcomes.to_cooperation(outcome=one, by=people.manager, at=AT)
    again = outcomes.to_cooperation(outcome=other, by=people.manager, at=AT)
    assert made == again == Cooperation.objects.get()
    assert {made.first, made.second} == {ada.registration.company, ben.registration.company}
    assert made.event == request.plan.event
    with pytest.raises(BadInput, match="already"):
        outcomes.to_cooperation(outcome=one, by=people.manager, at=AT)


@pytest.mark.parametrize("role", ROLES)
def test_who_makes_something_of_an_outcome(people, met, role):
    request, ada, _ben = met
    outcome, user = meetings.outcome(request, ada), people.by_role()[role]
    if role in ("administrator", "manager"):
        assert outcomes.to_cooperation(outcome=outcome, by=user, at=AT).pk
        return
    for do in (outcomes.to_cooperation, lambda **more: outcomes.to_need(theme="digital", **more)):
        with pytest.raises(PermissionDenied):
            do(outcome=outcome, by=user, at=AT)


def test_without_a_company_on_file(people, plan):
    ada, ben = make.participant(plan, "Ada"), make.participant(plan, "Ben")
    outcome = meetings.outcome(make.request(ada, ben), ada)
    with pytest.raises(BadInput, match="not linked to a company"):
        outcomes.to_need(outcome=outcome, theme="digital", by=people.manager, at=AT)
    with pytest.raises(BadInput, match="not linked to a company"):
        outcomes.to_cooperation(outcome=outcome, by=people.manager, at=AT)


@pytest.mark.parametrize("share", [False, True])
def test_both_timelines_and_words_only_as_allowed(people, firms, met, share):
    request, ada, _ben = met
    meetings.outcome(request, ada, text="They pay late.", share=share)
    (own,) = outcome_entries(company_id=firms[0].pk, for_user=people.analyst)
    (theirs,) = outcome_entries(company_id=firms[1].pk, for_user=people.analyst)
    assert own.text == "They pay late." and "Deux S.A." in own.title
    assert theirs.text == ("They pay late." if share else "") and "Un S.A." in theirs.title
    assert outcome_entries(company_id=firms[0].pk, for_user=people.ministry) == []
    assert outcome_entries(company_id=firms[0].pk, for_user=people.analyst, before=AT) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(manager, plan, rows, django_assert_num_queries):
    for number in range(rows):
        ada = make.participant(plan, f"Ada {number}", company=CompanyFactory())
        meetings.outcome(make.request(ada, make.participant(plan, f"Ben {number}")), ada)
    with django_assert_num_queries(11):
        page = manager.get(reverse("events:outcomes", args=[plan.event_id])).content.decode()
    assert page.count("A good talk.") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_profiles_in_a_constant_number_of_queries(manager, plan, rows, django_assert_num_queries):
    for number in range(rows):
        make.participant(plan, f"Ada {number}", offers="Powder coating")
    with django_assert_num_queries(10):
        page = manager.get(reverse("events:participants", args=[plan.event_id])).content.decode()
    assert page.count("Powder coating") == rows


def test_the_organiser_edits_for_a_participant(manager, plan):
    mine = make.participant(plan, "Ada", offers="Powder coating")
    edit = reverse("events:participant_edit", args=[plan.event_id, mine.pk])
    assert "Powder coating" in manager.get(edit).content.decode()
    assert manager.post(edit, {"offers": "", "version": 1}).status_code == 422
    assert manager.post(edit, {"offers": "Laser cutting", "version": 1}).status_code == 302
    mine.refresh_from_db()
    assert mine.offers == "Laser cutting"
    guest = make.registration(plan.event, "Guest")
    add = reverse("events:participant_add", args=[plan.event_id, guest.pk])
    assert manager.post(add, {"offers": "Ovens", "shown": "on"}).status_code == 302
    assert plan.participants.get(registration=guest).offers == "Ovens"
    manager.post(reverse("events:participant_withdraw", args=[plan.event_id, mine.pk]))
    mine.refresh_from_db()
    assert mine.withdrawn_at is not None


def test_the_company_file_shows_it(manager, firms, met):
    request, ada, _ben = met
    meetings.outcome(request, ada, text="They pay late.")
    shown = [manager.get(firm.get_absolute_url()).content.decode() for firm in firms]
    assert all('<div class="timeline-head">' in page and "Business meeting" in page for page in shown)
    assert "They pay late." in shown[0] and "They pay late." not in shown[1]
