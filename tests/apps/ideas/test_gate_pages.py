"""Do the pages of a gate show and take what they should, with a constant number of queries?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import ideas
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.ideas.models import Assessment, Contributor, Decision, Review
from grappe.apps.ideas.queries import token_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(clusters):
    return [clusters["healthtech"]]


def judged(people, seats, title, *scores, state="open", **more):
    """An idea at the gate with so many reviews: (need, novelty, feasible) each; None: cannot judge."""
    made = ideas.assessment(ideas.idea(people.manager, title, clusters=seats, **more), at=clock.now())
    for row in scores:
        given = dict(zip(("need", "novelty", "feasible"), row, strict=True))
        ideas.review(ideas.reviewer(made, at=clock.now()), given, at=clock.now(), advice="pass")
    return made


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_gates_costs_as_much_for_three_as_for_one(
    manager, people, seats, django_assert_num_queries, number
):
    for place in range(number):
        stage = ("captured", "screened", "matured")[place]
        after = ("screened", "matured", "business_case")[place]
        ideas.assessment(ideas.idea(people.manager, clusters=seats, stage=stage), ideas.gate(stage, after))
    manager.get(reverse("ideas:gates"))
    with django_assert_num_queries(7):
        manager.get(reverse("ideas:gates"))


@pytest.mark.parametrize("number", [1, 3])
def test_a_gate_costs_as_much_for_three_ideas_as_for_one(
    manager, people, seats, django_assert_num_queries, number
):
    for _each in range(number):
        judged(people, seats, "", (4, 3, 2), (1, 2, 3))
        past = judged(people, seats, "", (4, 3, 2), (1, 2, 3), stage="screened")
        past.state, past.closed_at = "decided", clock.now()
        past.save()
        figures = {"low": 60.0, "high": 60.0, "level": "agree"}
        Decision.objects.create(
            assessment=past,
            outcome="pass",
            reasons={"en": "Good"},
            figures=figures,
            decided_at=clock.now(),
            decided_by=people.manager,
        )
    address = reverse("ideas:gate", args=[Assessment.objects.first().gate.slug])
    manager.get(address)
    with django_assert_num_queries(20):
        answer = manager.get(address)
    assert len(answer.context["standing"].rows) == number
    assert len(answer.context["back"].looked) == number
    assert answer.context["back"].further_points == 60


def test_dragging_a_weight_turns_the_ranking_and_the_others_make_room(manager, people, seats):
    judged(people, seats, "Safe", (2, 4, 4))
    judged(people, seats, "Bold", (4, 0, 2))
    address = reverse("ideas:gate", args=[Assessment.objects.first().gate.slug])
    before = manager.get(address)
    assert [row.idea.title for row in before.context["standing"].rows] == ["Safe", "Bold"]
    drag = before.context["standing"].dragged
    assert (drag.criterion.key, drag.now, drag.down) == ("need", 50, None)
    assert drag.up.ahead == [("Bold", "Safe")]
    was = {"was_need": 50, "was_novelty": 30, "was_feasible": 20}
    turned = manager.get(
        address, {"w_need": 80, "w_novelty": 30, "w_feasible": 20, **was}, headers={"HX-Request": "true"}
    )
    found = turned.context["standing"]
    assert found.weights == {"need": 80, "novelty": 12, "feasible": 8}
    assert [(row.idea.title, row.moved) for row in found.rows] == [("Bold", 1), ("Safe", -1)]
    assert [row.share_low for row in found.rows] == [
        row.share_low for row in before.context["standing"].rows
    ][::-1]
    assert b"<html" not in turned.content
    live = manager.get(address, {"w_need": 80, **was, "live": 1}, headers={"HX-Request": "true"})
    shown = live.content.decode()
    assert 'name="w_novelty"' in shown
    assert 'name="w_need"' not in shown  # the one that is dragged stays in the hand
    assert 'hx-swap-oob="true">80</output>' in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"w_need": "x"},
        {"w_need": "101"},
        {"w_need": "-1"},
        {"was_need": "99"},
        {"key": "fun"},
        {"places": "0"},
        {"w_need": "٣"},
    ],
)
def test_weights_that_cannot_be_are_as_they_were(manager, people, seats, asked):
    judged(people, seats, "Safe", (2, 4, 4))
    answer = manager.get(reverse("ideas:gate", args=[Assessment.objects.first().gate.slug]), asked)
    assert answer.status_code == 200
    assert answer.context["standing"].weights == {"need": 50, "novelty": 30, "feasible": 20}
    assert answer.context["places"] == 1


def test_what_is_not_in_the_order_is_named_with_the_reason(client, people, seats):
    judged(people, seats, "Unread")
    mine = judged(people, seats, "Still to review", (4, 4, 4))
    ideas.reviewer(mine, ideas.colleague(people.manager))
    older = judged(people, seats, "Other criteria", (4, 4, 4))
    older.criteria = [{**older.criteria[0], "weight": 100}]
    older.save()
    client.force_login(people.manager)
    standing = client.get(reverse("ideas:gate", args=[mine.gate.slug])).context["standing"]
    assert [[each.idea.title for each in rows] for rows in (standing.waiting, standing.hidden, standing.other)] == [
        ["Unread"], ["Still to review"], ["Other criteria"],
    ]  # fmt: skip
    client.force_login(people.analyst)
    assert not client.get(reverse("ideas:gate", args=[mine.gate.slug])).context["standing"].rows


@pytest.mark.parametrize("number", [1, 3])
def test_an_assessment_costs_as_much_for_three_reviews_as_for_one(
    manager, people, seats, django_assert_num_queries, number
):
    made = judged(people, seats, "Bench", *[(4, 1, None)] * number)
    manager.get(reverse("ideas:assessment", args=[made.pk]))
    with django_assert_num_queries(12):
        manager.get(reverse("ideas:assessment", args=[made.pk]))


def test_an_assessment_says_how_far_they_disagree_and_on_what(manager, people, seats):
    made = judged(people, seats, "Bench", (4, 2, None), (4, 2, None), (0, 2, None))
    answer = manager.get(reverse("ideas:assessment", args=[made.pk]))
    figures = answer.context["sheet"].figures
    assert (figures.level, figures.most, figures.unknown) == ("split", ["Need"], ["Feasible"])
    assert (round(figures.low, 1), round(figures.high, 1)) == (48.3, 68.3)
    shown = answer.content.decode()
    assert "They are split" in shown
    assert "furthest from the others" in shown


def test_an_author_inside_learns_what_is_decided_but_not_who_said_what(client, people, seats):
    made = judged(people, seats, "Bench", (4, 2, 1), (0, 2, 1))
    author = ideas.colleague(people.manager)
    made.idea.authors.create(contributor=author, added_at=clock.now())
    client.force_login(people.manager)
    answer = client.get(reverse("ideas:assessment", args=[made.pk]))
    shown = answer.content.decode()
    assert "It is your idea" in shown
    assert "Robin Gutachter" not in shown
    assert answer.context["sheet"].figures is None


def test_a_gate_is_opened_with_colleagues_and_somebody_on_file(manager, people, seats):
    ideas.gate()
    idea = ideas.idea(people.manager, "Bench", clusters=seats)
    person = PersonFactory(
        company=CompanyFactory(clusters=seats), name="Lea Muster", email="lea@muster.example"
    )
    address = reverse("ideas:assessment_open", args=[idea.pk])
    day = (clock.today() + timedelta(days=10)).isoformat()
    assert manager.post(address, {"due_on": day}).status_code == 422
    given = {"due_on": day, "colleagues": [people.analyst.pk], "known": f"p{person.pk}", "name": "Lea Muster"}
    made = manager.post(address, given)
    found = Assessment.objects.get()
    assert made.headers["Location"] == reverse("ideas:assessment", args=[found.pk])
    assert [each.contributor.name for each in found.reviewers.all()] == [people.analyst.name, "Lea Muster"]
    assert Contributor.objects.get(name="Lea Muster").person == person
    again = manager.get(address)
    assert again.status_code == 302  # at its gate already


def test_one_more_person_from_outside_is_asked_reminded_and_taken_out(manager, people, seats):
    made = judged(people, seats, "Bench")
    address = reverse("ideas:assessment", args=[made.pk])
    assert manager.post(address, {"name": "Toni"}).status_code == 422  # no address
    manager.post(address, {"name": "Toni", "email": "toni@lab.example", "language": "de"})
    toni = made.reviewers.get()
    assert (toni.contributor.name, toni.contributor.language) == ("Toni", "de")
    change = reverse("ideas:reviewer_change", args=[toni.pk])
    assert "reminder" in manager.post(change, {"what": "remind"}, follow=True).content.decode()
    assert "reminded today already" in manager.post(change, {"what": "remind"}, follow=True).content.decode()
    manager.post(change, {"what": "take_out"})
    assert not made.reviewers.exists()


def test_the_day_is_put_off_and_the_gate_called_off(manager, people, seats):
    made = judged(people, seats, "Bench")
    change = reverse("ideas:assessment_change", args=[made.pk])
    day = clock.today() + timedelta(days=30)
    manager.post(change, {"what": "postpone", "due_on": day.isoformat()})
    made.refresh_from_db()
    assert made.due_on == day
    assert manager.post(change, {"what": "postpone", "due_on": "soon"}).status_code == 400
    manager.post(change, {"what": "call_off"})
    made.refresh_from_db()
    assert made.state == "withdrawn"


def test_a_decision_is_written_with_reasons_and_nothing_typed_is_lost(manager, people, seats):
    made = judged(people, seats, "Bench", (4, 2, 1), (3, 2, 1))
    address = reverse("ideas:decide", args=[made.pk])
    wrong = manager.post(address, {"outcome": "pass", "reasons_en": "Ten firms need it."})
    assert wrong.status_code == 422  # the author reads French
    assert "Ten firms need it." in wrong.content.decode()
    done = manager.post(address, {"outcome": "pass", "reasons_fr": "Dix entreprises."}, follow=True)
    assert "Dix entreprises." in done.content.decode()
    made.idea.refresh_from_db()
    assert made.idea.stage == "screened"
    assert manager.get(address).status_code == 403  # decided already
    listed = manager.get(reverse("ideas:assessments", args=[made.idea_id])).content.decode()
    assert "Dix entreprises." in listed


def answers(version=0, **more):
    given = {
        "s_need": "4",
        "s_novelty": "2",
        "s_feasible": "x",
        "r_need": "Ten firms",
        "words": "Good",
        "advice": "pass",
    }
    return {**given, "version": version, **more}


def test_an_outsider_declares_their_interests_saves_and_gives_by_their_link(client, people, seats):
    asked = ideas.reviewer(judged(people, seats, "Bench"), ideas.contributor("Toni", language="en"))
    address = reverse("ideas:own_review", args=[token_of(asked.contributor), asked.pk])
    assert "conflict of interest?" in client.get(address).content.decode()
    assert client.post(address, answers(what="save")).status_code == 422
    client.post(address, {"what": "clear"})
    saved = client.post(address, answers(what="save"), headers={"HX-Request": "true"}).content.decode()
    assert "Nobody else sees it yet" in saved
    assert 'value="1"' in saved
    stale = client.post(address, answers(version=0, words="Other words", what="save"))
    assert stale.status_code == 409
    assert "Other words" in stale.content.decode()
    client.post(address, answers(version=1, what="give"))
    review = Review.objects.get()
    assert (review.scores, review.given_at is not None) == ({"need": 4, "novelty": 2, "feasible": None}, True)
    shown = client.get(address).content.decode()
    assert "stays as it is" in shown
    assert "Ten firms" in shown
    own = client.get(reverse("ideas:own", args=[token_of(asked.contributor)])).content.decode()
    assert "Bench" in own


def test_a_conflict_and_a_refusal_are_taken(client, people, seats):
    made = judged(people, seats, "Bench")
    one, other = (ideas.reviewer(made, ideas.contributor(language="en")) for _each in range(2))
    for asked, given in (
        (one, {"what": "conflict", "conflict": "My brother"}),
        (other, {"what": "decline", "why": "No time"}),
    ):
        address = reverse("ideas:own_review", args=[token_of(asked.contributor), asked.pk])
        assert client.post(address, {"what": "conflict", "conflict": " "}).status_code == 422
        assert client.post(address, {"what": "nonsense"}).status_code == 422
        assert client.post(address, given, follow=True).status_code == 200
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.conflict, other.declined_why) == ("My brother", "No time")


def test_somebody_elses_review_opens_for_nobody(client, people, seats):
    made = judged(people, seats, "Bench")
    asked = ideas.reviewer(made, ideas.contributor("Toni"))
    stranger = ideas.contributor()
    assert client.get(reverse("ideas:own_review", args=[token_of(stranger), asked.pk])).status_code == 404
    for user in people.by_role().values():
        client.force_login(user)
        assert client.get(reverse("ideas:review", args=[asked.pk])).status_code == 403
