"""Who decides a gate, on what, with which reasons, what follows for the idea, and who hears of it in which language?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import ideas
from factories.ideas import AT
from grappe.apps.ideas import permissions
from grappe.apps.ideas.models import Assessment, Author, CanvasQuestion, Decision, Letter, Watch
from grappe.apps.ideas.operations import assessments, decisions
from grappe.apps.ideas.queries import letters
from grappe.apps.ideas.queries.assessments import assessment_for
from grappe.apps.ideas.queries.judging import panel
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
WHY = {"en": "Ten companies need it.", "fr": "Dix entreprises en ont besoin.", "de": ""}


@pytest.fixture
def assessment(people, clusters):
    """Two reviews that are given; the author reads French."""
    made = ideas.assessment(ideas.idea(people.manager, "A test bench", clusters=[clusters["healthtech"]]))
    ideas.review(ideas.reviewer(made, ideas.contributor("Robin")), {"need": 4, "novelty": 2, "feasible": 1})
    ideas.review(
        ideas.reviewer(made, ideas.contributor("Sascha")), {"need": 0, "novelty": 2, "feasible": None}
    )
    return made


def decide(assessment, by, outcome="pass", reasons=WHY, **more):
    seen = more.pop("version", None) or version_of(assessment)
    return decisions.decide(
        assessment=assessment, outcome=outcome, reasons=reasons, version=seen, by=by, at=AT, **more
    )


def version_of(assessment):
    return panel(Assessment.objects.get(pk=assessment.pk)).version


@pytest.mark.parametrize(
    ("outcome", "stage", "kind"),
    [("pass", "screened", "gate"), ("park", "parked", "park"), ("reject", "rejected", "reject")],
)
def test_what_is_decided_moves_the_idea_and_is_kept_with_its_reasons(
    assessment, people, outcome, stage, kind
):
    made = decide(assessment, people.manager, outcome)
    assessment.refresh_from_db()
    idea = made.assessment.idea
    idea.refresh_from_db()
    assert (assessment.state, assessment.closed_at, idea.stage) == ("decided", AT, stage)
    assert (made.step.kind, made.step.came_to, made.step.why) == (
        kind,
        stage,
        {"en": WHY["en"], "fr": WHY["fr"]},
    )
    assert (made.decided_by, made.decided_at, made.reasons) == (people.manager, AT, made.step.why)
    assert made.figures["reviews"] == 2
    assert (made.figures["low"], made.figures["high"]) == (45.0, 45.0)  # 50*2/4 + 30*2/4 + 20*1/4
    assert (made.figures["level"], made.figures["most"]) == ("split", ["need"])


def test_an_idea_to_be_reworked_stays_and_comes_back_to_the_same_gate(assessment, people):
    made = decide(assessment, people.manager, "rework")
    assessment.idea.refresh_from_db()
    assert (made.step, assessment.idea.stage) == (None, "captured")
    assert ideas.assessment(assessment.idea, assessment.gate).number == 2


def test_a_parked_idea_may_say_when_it_is_looked_at_again(assessment, people):
    day = AT.date() + timedelta(days=90)
    for outcome, until in (("pass", day), ("park", AT.date())):
        with pytest.raises(BadInput, match="still to come"):
            decide(assessment, people.manager, outcome, until=until)
    assert decide(assessment, people.manager, "park", until=day).until == day
    assessment.idea.refresh_from_db()
    assert assessment.idea.parked_until == day


def test_reasons_are_needed_in_the_language_of_each_author(assessment, people):
    Author.objects.create(
        idea=assessment.idea, contributor=ideas.contributor("Uli", language="de"), added_at=AT
    )
    absorbed = ideas.idea(
        people.manager, authors=[ideas.contributor("Max", language="en")], merged_into=assessment.idea
    )
    for reasons, missing in (
        (WHY, "Deutsch"),
        ({"fr": "a", "de": "b"}, "English"),
        ({}, "Français, Deutsch, English"),
    ):
        with pytest.raises(BadInput, match="language of each author") as caught:
            decide(assessment, people.manager, reasons=reasons)
        assert all(word in str(caught.value) for word in missing.split(", "))
    assert decide(assessment, people.manager, reasons={"fr": "a", "de": "b", "en": "c"}).pk
    assert absorbed.merged_into_id == assessment.idea_id


def test_an_idea_of_nobody_needs_reasons_too(people):
    made = ideas.assessment(ideas.idea(people.manager, authors=[]), ideas.gate(reviewers_needed=1))
    ideas.review(ideas.reviewer(made))
    with pytest.raises(BadInput, match="Give the reasons"):
        decide(made, people.manager, reasons={"en": "  "})
    with pytest.raises(BadInput, match="too long"):
        decide(made, people.manager, reasons={"en": "x" * 5_001})
    with pytest.raises(BadInput, match="Say what is decided"):
        decide(made, people.manager, "perhaps")
    assert decide(made, people.manager, reasons={"en": "Good"}).pk


def test_too_few_reviews_or_none_but_the_deciders_decide_nothing(people, clusters):
    made = ideas.assessment(ideas.idea(people.manager, clusters=[clusters["healthtech"]]))
    ideas.review(ideas.reviewer(made, ideas.colleague(people.manager)))
    ideas.review(ideas.reviewer(made), given=False)
    ideas.review(ideas.reviewer(made, ideas.contributor(), conflict="Shares"))
    with pytest.raises(BadInput, match="needs 2 reviews; 1 count"):
        decide(made, people.manager)
    made.reviewers_needed = 1
    made.save()
    with pytest.raises(BadInput, match="Nobody decides alone"):
        decide(made, people.manager)
    assert decide(made, people.administrator).pk


def test_who_decides(assessment, people):
    for by in (people.other_manager, people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            decide(assessment, by)
    conflicted = ideas.reviewer(assessment, ideas.colleague(people.manager), conflict="My sister’s company")
    assert not permissions.can_decide_gate(people.manager, assessment)
    with pytest.raises(PermissionDenied):
        decide(assessment, people.manager)
    conflicted.delete()
    Author.objects.create(idea=assessment.idea, contributor=ideas.colleague(people.manager), added_at=AT)
    with pytest.raises(PermissionDenied):
        decide(assessment, people.manager)
    assert decide(assessment, people.administrator, reasons={**WHY, "de": "Gut"}).pk
    assessment.refresh_from_db()
    assert not permissions.can_decide_gate(people.administrator, assessment)
    with pytest.raises(Stale, match="decided or called off meanwhile"):
        decide(assessment, people.administrator)
    with pytest.raises(PermissionDenied):
        decide(assessment, people.other_manager)
    assert Decision.objects.count() == 1


def test_what_came_since_the_page_was_opened_is_looked_at_first(assessment, people):
    seen = version_of(assessment)
    asked = ideas.reviewer(assessment, ideas.contributor("Toni"))
    ideas.review(asked, given=False)
    assert version_of(assessment) == seen  # a draft is nobody's business
    asked.review.given_at = AT
    asked.review.save()
    with pytest.raises(Stale, match="a review came or went"):
        decide(assessment, people.manager, version=seen)
    seen = version_of(assessment)
    asked.conflict, asked.conflict_at = "My brother", AT
    asked.save()
    with pytest.raises(Stale):
        decide(assessment, people.manager, version=seen)
    seen = version_of(assessment)
    assessment.idea.version += 1
    assessment.idea.save()
    with pytest.raises(Stale):
        decide(assessment, people.manager, version=seen)
    assert decide(assessment, people.manager).pk


def test_who_is_asked_to_review_answers_before_deciding(assessment, people):
    """They see no other review before: deciding would be deciding blind."""
    mine = ideas.reviewer(assessment, ideas.colleague(people.manager))
    assert not permissions.can_decide_gate(people.manager, assessment)
    with pytest.raises(PermissionDenied):
        decide(assessment, people.manager)
    mine.declined_at = AT
    mine.save()
    assert decide(assessment, people.manager).pk


def test_a_conflict_of_interest_holds_at_each_gate_of_an_idea(assessment, people):
    decide(assessment, people.manager, "rework")
    ideas.reviewer(assessment, ideas.colleague(people.manager), conflict="My sister’s company")
    again = ideas.assessment(assessment.idea, assessment.gate)
    review = ideas.review(ideas.reviewer(again, ideas.contributor("Robin")))
    ideas.review(ideas.reviewer(again, ideas.contributor("Sascha")))
    for found in (
        again,
        assessment_for(again.pk, for_user=people.manager),
    ):  # with and without prefetched rows
        assert not permissions.can_decide_gate(people.manager, found)
        assert not permissions.can_see_reviews(people.manager, found)
        assert permissions.can_see_reviews(people.administrator, found)
    assert not permissions.can_see_review(people.manager, review)
    assert not permissions.can_rest_idea(people.manager, again.idea)
    assert permissions.can_rest_idea(people.administrator, again.idea)
    with pytest.raises(PermissionDenied):
        decide(again, people.manager)
    with pytest.raises(PermissionDenied):
        assessments.call_off(assessment=again, why=WHY, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="declared a conflict"):
        assessments.ask(
            assessment=again, contributor=ideas.colleague(people.manager), by=people.administrator, at=AT
        )
    kept = ideas.idea(people.manager, clusters=list(again.idea.clusters.all()))
    again.idea.merged_into = kept
    again.idea.save()
    assert permissions.has_conflict(people.manager, kept)  # it took the other up


def test_who_has_not_answered_hears_that_it_is_decided(assessment, people):
    late = ideas.contributor("Late", language="de")
    assessments.ask(assessment=assessment, contributor=late, by=people.manager, at=AT)
    assessments.ask(assessment=assessment, contributor=ideas.contributor("Never"), by=people.manager, at=AT)
    Letter.objects.filter(kind="review", contributor=late).update(state="sent")
    decide(assessment, people.manager)
    told = {each.contributor.name: each for each in Letter.objects.filter(kind="released")}
    assert set(told) == {"Late", "Never"}
    assert "nicht mehr" in letters.written(told["Late"], at=AT).body
    assert WHY["fr"] not in letters.written(told["Late"], at=AT).body  # reasons are for those who had it
    assert not letters.overtaken(told["Late"], at=AT)
    assert letters.overtaken(told["Never"], at=AT) == "They were not written to before."


def test_who_decides_is_not_written_to_about_it(assessment, people):
    Watch.objects.create(idea=assessment.idea, contributor=ideas.colleague(people.manager), since=AT)
    decide(assessment, people.manager)
    assert not Letter.objects.filter(kind="decided", contributor__user=people.manager).exists()


def test_nobody_decides_on_an_idea_that_took_up_their_own(assessment, people):
    ideas.idea(people.manager, merged_into=assessment.idea, authors=[ideas.colleague(people.manager)])
    assert not permissions.can_decide_gate(people.manager, assessment)


def test_an_idea_passes_only_with_the_answers_that_its_stage_asks_for(assessment, people):
    asked = {"names": {"en": "Which problem?", "fr": "Quel problème ?", "de": "Welches Problem?"}}
    CanvasQuestion.objects.create(slug="problem", from_stage="captured", **asked)
    CanvasQuestion.objects.create(slug="later", from_stage="screened", **asked)
    with pytest.raises(BadInput, match="“Which problem\\?”"):
        decide(assessment, people.manager)
    assert not Decision.objects.exists()
    assessment.idea.canvas = {"problem": "Offcuts are burnt."}
    assessment.idea.save()
    assert decide(assessment, people.manager).step.came_to == "screened"


def test_an_idea_that_has_left_the_stage_is_not_decided_there(assessment, people):
    assessment.idea.stage = "screened"
    assessment.idea.save()
    with pytest.raises(BadInput, match="call the gate off"):
        decide(assessment, people.manager)


def test_authors_and_watchers_hear_of_it_each_once_in_their_language(assessment, people):
    author = assessment.idea.authors.get().contributor
    watcher = ideas.contributor("Wanda", language="de")
    for who in (watcher, author):
        Watch.objects.create(idea=assessment.idea, contributor=who, since=AT)
    absorbed = ideas.idea(
        people.manager, merged_into=assessment.idea, authors=[ideas.contributor("Ann", language="en")]
    )
    made = decide(
        assessment, people.manager, "reject", {"en": "Too dear.", "fr": "Trop cher.", "de": "Zu teuer."}
    )
    told = {
        letter.contributor.name: letters.written(letter, at=AT)
        for letter in Letter.objects.filter(kind="decided")
    }
    assert set(told) == {author.name, "Wanda", "Ann"}
    assert "Trop cher." in told[author.name].body
    assert "Zu teuer." in told["Wanda"].body
    assert "Too dear." in told["Ann"].body
    assert all(
        "Robin" not in each.body and "Sascha" not in each.body for each in told.values()
    )  # who reviewed stays inside
    assert (made.outcome, absorbed.merged_into_id) == ("reject", assessment.idea_id)
    assert all(not letters.overtaken(each, at=AT) for each in Letter.objects.filter(kind="decided"))
