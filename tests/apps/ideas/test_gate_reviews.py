"""Are reviews written once interests are declared, hidden until given, fixed afterwards, and is a conflict enforced?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from factories import ideas
from factories.ideas import AT
from grappe.apps.ideas import permissions
from grappe.apps.ideas.models import Author, Review
from grappe.apps.ideas.operations import reviews
from grappe.apps.ideas.operations.reviews import Said
from grappe.apps.ideas.queries.judging import panel
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
WHOLE = Said(
    scores={"need": 4, "novelty": 2, "feasible": None},
    remarks={"need": "  Ten firms ask.  "},
    words="Good.",
    advice="pass",
)


@pytest.fixture
def assessment(people, clusters):
    return ideas.assessment(ideas.idea(people.manager, clusters=[clusters["healthtech"]]))


@pytest.fixture
def robin(assessment):
    return ideas.reviewer(assessment, ideas.contributor("Robin"))


def said(robin, **more):
    return {"reviewer": robin, "by": robin.contributor, "at": AT, **more}


def test_nothing_is_written_before_interests_are_declared(robin):
    with pytest.raises(BadInput, match="conflict of interest"):
        reviews.save(said=WHOLE, version=0, **said(robin))
    reviews.declare(conflict="", **said(robin))
    draft = reviews.save(said=Said(scores={"need": 4}), version=0, **said(robin))
    assert (draft.given_at, draft.version, draft.scores) == (None, 1, {"need": 4})


def test_a_draft_becomes_a_review_that_stays_as_it_is(robin):
    reviews.declare(conflict="", **said(robin))
    reviews.save(said=Said(scores={"need": 1}), version=0, **said(robin))
    given = reviews.give(said=WHOLE, version=1, **said(robin))
    assert (given.given_at, given.version, given.advice) == (AT, 2, "pass")
    assert given.scores == {"need": 4, "novelty": 2, "feasible": None}
    assert given.remarks == {"need": "Ten firms ask."}
    for act in (reviews.save, reviews.give):
        with pytest.raises(BadInput, match="stays as it is"):
            act(said=WHOLE, version=2, **said(robin))
    with pytest.raises(BadInput, match="stays as it is"):
        reviews.decline(why="", **said(robin))


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (Said(scores={"need": 4, "novelty": 2}, advice="pass"), "Answer each criterion"),
        (Said(scores={"need": 4, "novelty": 2, "feasible": 1}), "Answer each criterion"),
        (Said(scores={"need": None, "novelty": None, "feasible": None}, advice="pass"), "decline the review"),
        (Said(scores={"need": 5}), "0 to 4"),
        (Said(scores={"need": True}), "0 to 4"),
        (Said(scores={"fun": 1}), "cannot be read"),
        (Said(remarks={"fun": "x"}), "cannot be read"),
        (Said(advice="maybe"), "cannot be read"),
        (Said(words="x" * 10_001), "too long"),
        (Said(remarks={"need": "x" * 2_001}), "too long"),
    ],
)
def test_what_is_no_review_is_told_and_nothing_is_kept(robin, words, fault):
    reviews.declare(conflict="", **said(robin))
    with pytest.raises(BadInput, match=fault):
        reviews.give(said=words, version=0, **said(robin))
    assert not Review.objects.exists()


def test_two_pages_do_not_overwrite_each_other(robin):
    reviews.declare(conflict="", **said(robin))
    reviews.save(said=Said(words="first"), version=0, **said(robin))
    with pytest.raises(Stale):
        reviews.save(said=Said(words="second"), version=0, **said(robin))
    assert Review.objects.get().words == "first"


def test_a_conflict_of_interest_ends_a_review_and_one_that_was_given_no_longer_counts(robin, assessment):
    reviews.declare(conflict="", **said(robin))
    reviews.give(said=WHOLE, version=0, **said(robin))
    assert [each.pk for each in panel(assessment).counted] == [robin.pk]
    declared = reviews.declare(conflict=" My brother runs   the company. ", **said(robin))
    assert (declared.conflict, declared.cleared_at) == ("My brother runs the company.", None)
    assert panel(assessment).counted == []
    with pytest.raises(PermissionDenied):
        reviews.declare(conflict="", **said(robin))
    with pytest.raises(BadInput, match="too long"):
        reviews.declare(conflict="x" * 501, **said(ideas.reviewer(assessment)))


def test_who_declines_is_out(robin):
    declined = reviews.decline(why="No time before summer", **said(robin))
    assert (declined.declined_at, declined.declined_why) == (AT, "No time before summer")
    with pytest.raises(PermissionDenied):
        reviews.declare(conflict="", **said(robin))


def test_who_became_an_author_meanwhile_no_longer_reviews_and_does_not_count(robin, assessment):
    ideas.review(robin)
    absorbed = ideas.idea(assessment.idea.lead, merged_into=assessment.idea, authors=[robin.contributor])
    assert panel(assessment).counted == []
    assert not permissions.can_review(robin.contributor, robin)
    assert absorbed.authors.count() == 1


def test_a_review_is_written_by_who_was_asked_and_nobody_else(robin, assessment, people):
    other = ideas.reviewer(assessment, ideas.contributor("Sascha"))
    for who in (other.contributor, *people.by_role().values()):
        with pytest.raises(PermissionDenied):
            reviews.declare(reviewer=robin, conflict="", by=who, at=AT)
    mine = ideas.reviewer(assessment, ideas.colleague(people.analyst))
    assert reviews.declare(reviewer=mine, conflict="", by=people.analyst, at=AT).cleared_at == AT


@pytest.mark.parametrize("state", ["decided", "withdrawn"])
def test_no_review_is_given_at_a_closed_gate(robin, assessment, state):
    assessment.state, assessment.closed_at, assessment.called_off_why = state, AT, {"en": "Not now."}
    assessment.save()
    for act in (
        lambda: reviews.declare(conflict="", **said(robin)),
        lambda: reviews.give(said=WHOLE, version=0, **said(robin)),
    ):
        with pytest.raises(BadInput, match="no review is taken any more"):
            act()
    with pytest.raises(PermissionDenied):
        reviews.declare(reviewer=robin, conflict="", by=ideas.contributor(), at=AT)


# Who sees a review that is given, at an open gate and once it is decided: steering it, with a review of one's own that is
# given, still to be given, declined, with a conflict, and as author.
@pytest.mark.parametrize(
    ("who", "open_gate", "decided"),
    [
        ("administrator", True, True),
        ("manager", True, True),
        ("other_manager", False, False),
        ("analyst", False, False),
        ("ministry", False, False),
        ("own", True, True),
        ("gave", True, True),
        ("to_give", False, False),
        ("manager_to_give", False, True),
        ("manager_declined", True, True),
        ("manager_conflict", False, False),
        ("manager_author", False, False),
        ("author", False, False),
        ("stranger", False, False),
    ],
)
def test_who_sees_a_review_that_is_given(assessment, people, who, open_gate, decided):
    review = ideas.review(ideas.reviewer(assessment, ideas.contributor("Robin")))
    person = _person(who, assessment, people, review)
    assert permissions.can_see_review(person, review) is open_gate
    assessment.state, assessment.closed_at = "decided", AT
    assessment.save()
    assert permissions.can_see_review(person, Review.objects.get(pk=review.pk)) is decided


def test_a_review_that_is_not_given_is_seen_by_its_writer_alone(assessment, people):
    draft = ideas.review(ideas.reviewer(assessment, ideas.contributor("Robin")), given=False)
    assert permissions.can_see_review(draft.reviewer.contributor, draft)
    gave = ideas.review(ideas.reviewer(assessment, ideas.contributor("Sascha"))).reviewer.contributor
    for who in (gave, ideas.contributor(), *people.by_role().values()):
        assert not permissions.can_see_review(who, draft)
        with pytest.raises(PermissionDenied):
            permissions.check_can_see_review(who, draft)


def _person(who, assessment, people, review):
    if who in people.by_role():
        return people.by_role()[who]
    if who == "own":
        return review.reviewer.contributor
    if who == "author":
        return assessment.idea.authors.get().contributor
    if who == "stranger":
        return ideas.contributor()
    if who == "gave":
        return ideas.review(ideas.reviewer(assessment, ideas.contributor())).reviewer.contributor
    if who == "to_give":
        return ideas.reviewer(assessment, ideas.contributor()).contributor
    if who == "manager_author":
        Author.objects.create(idea=assessment.idea, contributor=ideas.colleague(people.manager), added_at=AT)
        return people.manager
    more = {"manager_declined": {"declined_at": AT}, "manager_conflict": {"conflict": "Shares"}}.get(who, {})
    ideas.reviewer(assessment, ideas.colleague(people.manager), **more)
    return people.manager
