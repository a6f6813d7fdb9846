"""Do the pages of a gate show and take what they should, with a constant number of queries?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from factories import ideas
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.ideas.models import Assessment, Contributor, Decision, Review
from grappe.apps.ideas.queries import token_of
from grappe.apps.ideas.queries.standing import _percent
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
    with django_assert_num_queries(26):
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
    live = manager.get(
        address, {"w_need": 80, **was, "live": 1, "moved": "need"}, headers={"HX-Request": "true"}
    )
    shown = live.content.decode()
    assert 'name="w_novelty"' in shown
    assert 'name="w_need"' not in shown  # the one that is dragged stays in the hand
    assert 'hx-swap-oob="true">80</output>' in shown


def dragged(manager, address, shown, key, to, **more):
    """Send what the page sends when one slider is moved; `shown`: what it stands on."""
    context = shown.context
    sent = {"key": context["key"], "moved": key}
    for criterion, weight, before in context["sliders"]:
        sent |= {
            f"w_{criterion.key}": weight, f"was_{criterion.key}": weight, f"from_{criterion.key}": before,
        }  # fmt: skip
    return manager.get(address, sent | {f"w_{key}": to} | more, headers={"HX-Request": "true"})


def test_key_by_key_or_in_one_go_the_weights_are_the_same_and_come_back(manager, people, seats):
    """Each press of a key is a change of its own: the others keep the proportions they had before it was taken in hand."""
    judged(people, seats, "Safe", (2, 4, 4))
    judged(people, seats, "Bold", (4, 0, 2))
    address = reverse("ideas:gate", args=[Assessment.objects.first().gate.slug])
    shown = manager.get(address)
    at_once = dragged(manager, address, shown, "novelty", 71).context["standing"]
    for to in range(31, 101):
        shown = dragged(manager, address, shown, "novelty", to)
        if to == 71:
            assert shown.context["standing"].weights == at_once.weights
            assert shown.context["standing"].dragged.turns == at_once.dragged.turns
    assert shown.context["standing"].weights == {"need": 0, "novelty": 100, "feasible": 0}
    for to in (60, 30):
        shown = dragged(manager, address, shown, "novelty", to)
    assert shown.context["standing"].weights == {"need": 50, "novelty": 30, "feasible": 20}
    shown = dragged(manager, address, shown, "need", 70)  # another one: from where they stand now
    assert shown.context["standing"].weights == {"need": 70, "novelty": 18, "feasible": 12}


def test_while_one_is_dragged_those_that_have_made_room_are_not_taken_for_dragged(manager, people, seats):
    judged(people, seats, "Safe", (2, 4, 4))
    address = reverse("ideas:gate", args=[Assessment.objects.first().gate.slug])
    shown = manager.get(address)
    first = dragged(manager, address, shown, "need", 60, live=1)
    made_room = {f"w_{criterion.key}": weight for criterion, weight, _before in first.context["sliders"]}
    second = dragged(manager, address, shown, "need", 70, live=1, **(made_room | {"w_need": 70}))
    assert second.context["key"] == "need"
    assert second.context["standing"].weights == {"need": 70, "novelty": 18, "feasible": 12}
    assert 'name="w_need"' not in second.content.decode()
    # Before it is let go, another one is taken: it starts from what is seen.
    third = dragged(manager, address, shown, "novelty", 28, **(made_room | {"w_novelty": 28}))
    assert made_room == {"w_need": 60, "w_novelty": 24, "w_feasible": 16}
    assert third.context["standing"].weights == {"need": 57, "novelty": 28, "feasible": 15}


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0"), (0.2, "< 1"), (1, "1"), (49.6, "50"), (99, "99"), (99.7, "> 99"), (100, "100")],
)
def test_what_is_nearly_all_or_hardly_any_is_not_called_all_or_none(share, words):
    assert _percent(share) == words


def test_without_javascript_what_differs_is_what_was_dragged(manager, people, seats):
    judged(people, seats, "Safe", (2, 4, 4))
    address = reverse("ideas:gate", args=[Assessment.objects.first().gate.slug])
    was = {"was_need": 50, "was_novelty": 30, "was_feasible": 20}
    two = manager.get(address, {"w_need": 60, "w_novelty": 10, "w_feasible": 20, **was})
    assert two.context["standing"].weights["novelty"] == 10
    assert sum(two.context["standing"].weights.values()) == 100
    typed = manager.get(address, {"w_need": 20, "w_novelty": 20, "w_feasible": 60})
    assert typed.context["standing"].weights == {"need": 20, "novelty": 20, "feasible": 60}


@pytest.mark.parametrize(
    "asked",
    [
        {"moved": "fun", "w_need": "50"},
        {"moved": "need", "from_need": "7"},
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
    with django_assert_num_queries(15):
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


def test_where_they_are_furthest_apart_and_where_that_matters_most_are_told_apart(manager, people, seats):
    """Need: two steps on average at 50 points; novelty: three steps at 30."""
    made = judged(people, seats, "Bench", (4, 4, 2), (2, 1, 2))
    answer = manager.get(reverse("ideas:assessment", args=[made.pk]))
    figures = answer.context["sheet"].figures
    assert (figures.most, figures.furthest) == (["Need"], ["Novelty"])
    assert [row.criterion.key for row in figures.rows if row.most] == [
        "need"
    ]  # the row that the sentence names
    assert "furthest apart on: Novelty." in " ".join(answer.content.decode().split())


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
    address = reverse("ideas:call_off", args=[made.pk])
    ideas.reviewer(made, ideas.contributor(language="de"))
    shown = manager.get(address).content.decode()
    assert "an author reads it" in shown
    assert "a reviewer reads it" in shown
    wrong = manager.post(address, {"why_en": "It goes on elsewhere."})
    assert wrong.status_code == 422  # the author reads French
    assert "It goes on elsewhere." in wrong.content.decode()
    done = manager.post(address, {"why_fr": "Elle est reprise ailleurs."}, follow=True).content.decode()
    assert "Elle est reprise ailleurs." in done
    made.refresh_from_db()
    assert (made.state, made.closed_by) == ("withdrawn", people.manager)
    for page in (
        reverse("ideas:assessments", args=[made.idea_id]),
        reverse("ideas:detail", args=[made.idea_id]),
    ):
        assert "Elle est reprise ailleurs." in manager.get(page).content.decode()
    late = manager.post(address, {"why_fr": "Encore."})
    assert late.status_code == 422
    assert "Encore." in late.content.decode()


def test_calling_off_is_not_for_who_has_a_conflict_of_interest(client, people, seats):
    made = judged(people, seats, "Bench")
    ideas.reviewer(made, ideas.colleague(people.manager), conflict="My sister’s company")
    client.force_login(people.manager)
    address = reverse("ideas:call_off", args=[made.pk])
    assert address not in client.get(reverse("ideas:assessment", args=[made.pk])).content.decode()
    assert client.get(address).status_code == 403
    assert client.post(address, {"why_fr": "Non."}).status_code == 403


def test_a_decision_is_written_with_reasons_and_nothing_typed_is_lost(manager, people, seats):
    made = judged(people, seats, "Bench", (4, 2, 1), (3, 2, 1))
    address = reverse("ideas:decide", args=[made.pk])
    wrong = manager.post(address, {"outcome": "pass", "reasons_en": "Ten firms need it."})
    assert wrong.status_code == 422  # the author reads French
    assert "Ten firms need it." in wrong.content.decode()
    seen = {"version": manager.get(address).context["form"]["version"].value()}
    ideas.review(ideas.reviewer(made, at=clock.now()), at=clock.now(), advice="reject")
    said = {"outcome": "pass", "reasons_fr": "Dix entreprises."}
    stale = manager.post(address, said | seen)
    assert stale.status_code == 409
    assert "Dix entreprises." in stale.content.decode()
    seen = {"version": stale.context["form"]["version"].value()}
    done = manager.post(address, said | seen, follow=True)
    assert "Dix entreprises." in done.content.decode()
    made.idea.refresh_from_db()
    assert made.idea.stage == "screened"
    assert manager.get(address).status_code == 403  # decided already
    late = manager.post(address, {"outcome": "reject", "reasons_fr": "Trop cher."})
    assert late.status_code == 409
    assert "Trop cher." in late.content.decode()  # for whom somebody else was faster
    assert Decision.objects.get().outcome == "pass"
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


def test_who_has_given_a_review_reads_the_others_behind_their_link(client, people, seats):
    made = judged(people, seats, "Bench", (4, 0, 1))
    asked = ideas.reviewer(made, ideas.contributor("Toni", language="en"), cleared_at=clock.now())
    address = reverse("ideas:own_review", args=[token_of(asked.contributor), asked.pk])
    assert "Robin Gutachter" not in client.get(address).content.decode()
    client.post(address, answers(what="give"))
    shown = client.get(address)
    assert "Robin Gutachter" in shown.content.decode()
    assert set(shown.context["figures"].names) == {"Robin Gutachter", "Toni"}
    client.post(address, {"what": "conflict", "conflict": "My brother"})
    assert "Robin Gutachter" not in client.get(address).content.decode()


@pytest.mark.parametrize("state", ["decided", "withdrawn"])
def test_what_was_typed_while_the_gate_was_closed_is_not_lost(client, people, seats, state):
    made = judged(people, seats, "Bench")
    asked = ideas.reviewer(made, ideas.contributor("Toni", language="en"), cleared_at=clock.now())
    address = reverse("ideas:own_review", args=[token_of(asked.contributor), asked.pk])
    client.post(address, answers(what="save", words="A first thought"))
    made.state, made.closed_at, made.called_off_why = state, clock.now(), {"en": "It goes on elsewhere."}
    made.save()
    shown = client.get(address).content.decode()
    assert "A first thought" in shown  # the draft
    assert ("It goes on elsewhere." in shown) is (state == "withdrawn")
    late = client.post(address, answers(version=1, what="give", words="A second thought"))
    assert late.status_code == 422
    assert "A second thought" in late.content.decode()
    assert "no review is taken any more" in late.content.decode()
    saved = client.post(address, answers(version=1, what="save"), headers={"HX-Request": "true"})
    assert "no review is taken any more" in saved.content.decode()
    assert Review.objects.get().given_at is None


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
