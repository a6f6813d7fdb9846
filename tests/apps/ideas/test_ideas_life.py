"""How is an idea captured, changed, joined, parted and put aside; what is refused, and who hears of it in which language?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import events, ideas
from factories.ideas import AT
from factories.jobs import work
from grappe.apps.ideas.enums import LinkKind, Stage
from grappe.apps.ideas.models import Comment, Contributor, Idea, IdeaLink, Letter, Support
from grappe.apps.ideas.operations import authors, editing, invitations, merging, resting, talk
from grappe.apps.ideas.operations.authors import Who
from grappe.apps.ideas.operations.ideas import Draft, Origin, capture
from grappe.apps.ideas.queries import letters
from grappe.apps.ideas.queries.family import family_of
from grappe.apps.ideas.queries.written import version_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
WHY = {"fr": "Trop cher pour le moment.", "de": "", "en": ""}
SAME = {"fr": "C’est la même idée.", "de": "Es ist dieselbe Idee.", "en": "It is the same idea."}
APART = {"fr": "Deux marchés différents.", "de": "Zwei verschiedene Märkte."}


@pytest.fixture
def idea(people, clusters):
    """In English, by somebody who reads French."""
    return ideas.idea(people.manager, "A test bench", clusters=[clusters["healthtech"]])


def letters_to(contributor, kind):
    return list(Letter.objects.filter(contributor=contributor, kind=kind).order_by("pk"))


def said(letter, at=AT):
    assert letters.overtaken(letter, at=at) == ""
    return letters.written(letter, at=at)


def test_what_comes_from_outside_is_told_to_its_author_in_their_language(people):
    who = Who(name="Greta Muster", email="greta@firma.example", language="de")
    draft = Draft(title=" A  shared \n line ", text="Line one\r\nline two", language="en")
    idea = authors.capture_of(draft=draft, who=who, by=people.manager, at=AT)
    assert (idea.title, idea.text, idea.stage) == ("A shared line", "Line one\nline two", "captured")
    greta = Contributor.objects.get(email="greta@firma.example")
    assert idea.authors.get().contributor == greta and greta.watches.get().idea == idea
    letter = said(letters_to(greta, "captured")[0])
    assert (
        letter.language == "de"
        and "Ihre Idee ist angekommen" in letter.subject
        and "/ideas/me/" in letter.body
    )


def test_nobody_named_means_the_writer_and_gets_no_letter(people):
    idea = authors.capture_of(draft=Draft(title="Mine"), who=Who(), by=people.manager, at=AT)
    assert idea.authors.get().contributor.user == people.manager and not Letter.objects.exists()


@pytest.mark.parametrize(
    ("draft", "said_of_it"),
    [
        (Draft(title="  "), "title"),
        (Draft(title="x" * 201), "200"),
        (Draft(title="x", text="y" * 20_001), "20000"),
        (Draft(title="x", language="lb"), "cannot be read"),
        (Draft(title="x", canvas={"problem": "z" * 20_001}), "20000"),
    ],
)
def test_what_is_no_idea_is_refused_and_leaves_nothing(people, draft, said_of_it):
    with pytest.raises(BadInput, match=said_of_it):
        capture(draft=draft, authors=[ideas.contributor()], by=people.manager, at=AT)
    assert not Idea.objects.exists()


def test_of_the_same_words_one_idea_is_made(people):
    words = events.idea_in_words(events.event(people.manager).pk)
    origin = Origin(LinkKind.EVENT_WORDS, words, words.idea)
    first = capture(
        draft=Draft(title="One crane"), authors=[ideas.contributor()], origins=[origin], by=None, at=AT
    )
    again = {"draft": Draft(title="Again"), "authors": [ideas.contributor()], "origins": [origin], "at": AT}
    with pytest.raises(BadInput, match="One crane"):
        capture(**again, by=people.other_manager)
    Idea.objects.update(confidential=True)
    with pytest.raises(BadInput) as told:  # its title is for those who may see it
        capture(**again, by=people.analyst)
    assert "One crane" not in str(told.value)
    assert IdeaLink.objects.get().idea == first and Idea.objects.count() == 1


def test_ministry_and_nobody_capture_nothing(people):
    with pytest.raises(PermissionDenied):
        authors.capture_of(draft=Draft(title="x"), who=Who(), by=people.ministry, at=AT)
    with pytest.raises(BadInput):
        capture(draft=Draft(title="x"), by=None, at=AT)
    assert not Contributor.objects.exists()


# --- Changed ---


def test_a_change_on_what_is_stale_writes_nothing(people, idea):
    version = version_of(idea)
    editing.change(
        idea=idea, draft=Draft(title="Theirs", lead=people.manager), version=version, by=people.manager, at=AT
    )
    with pytest.raises(Stale) as stale:
        editing.change(idea=idea, draft=Draft(title="Mine"), version=version, by=people.administrator, at=AT)
    assert stale.value.current.title == "Theirs"


def test_an_author_from_outside_changes_words_but_not_the_frame(people, idea, clusters):
    mine = idea.authors.get().contributor
    draft = Draft(title="A better bench", text="New", language="fr", confidential=True, lead=None)
    changed = editing.change(idea=idea, draft=draft, version=version_of(idea), by=mine, at=AT)
    assert (changed.title, changed.language, changed.confidential) == ("A better bench", "fr", False)
    assert changed.lead == people.manager and list(changed.clusters.all()) == [clusters["healthtech"]]


def test_an_answer_to_a_question_that_is_no_longer_asked_stays(people, idea):
    idea.canvas = {"old": "What we said then."}
    idea.save()
    draft = Draft(title="A test bench", canvas={"new": "Now."})
    changed = editing.change(idea=idea, draft=draft, version=version_of(idea), by=people.manager, at=AT)
    assert changed.canvas == {"old": "What we said then.", "new": "Now."}


# --- Put aside ---


def test_parked_with_a_reason_that_the_author_reads_and_taken_up_where_it_was(people, idea):
    author = idea.authors.get().contributor
    idea = resting.park(idea=idea, until=date(2026, 6, 1), why=WHY, by=people.manager, at=AT)
    assert (idea.stage, idea.rested_from, idea.parked_until) == ("parked", "captured", date(2026, 6, 1))
    letter = said(letters_to(author, "moved")[0])
    assert (
        letter.language == "fr" and "Trop cher pour le moment." in letter.body and "01/06/2026" in letter.body
    )
    idea = resting.reopen(idea=idea, why={"fr": "Nous avons un financement."}, by=people.manager, at=AT)
    assert (idea.stage, idea.rested_from, idea.parked_until) == ("captured", "", None)
    first, second = letters_to(author, "moved")
    assert letters.overtaken(first, at=AT) and "financement" in said(second).body
    assert [step.kind for step in idea.steps.all()] == ["capture", "park", "reopen"]


@pytest.mark.parametrize(
    ("why", "until", "said_of_it"),
    [
        ({"en": "No money."}, None, "Français"),
        ({}, None, "Français"),
        ({"fr": "x" * 2_001}, None, "2000"),
        (WHY, AT.date(), "to come"),
    ],
)
def test_without_a_reason_in_the_authors_language_nothing_moves(people, idea, why, until, said_of_it):
    with pytest.raises(BadInput, match=said_of_it):
        resting.park(idea=idea, until=until, why=why, by=people.manager, at=AT)
    idea.refresh_from_db()
    assert idea.stage == "captured" and not Letter.objects.exists() and idea.steps.count() == 1


def test_who_had_it_does_not_put_it_aside_and_what_is_at_a_gate_waits_for_it(people, idea, clusters):
    own = ideas.idea(
        people.manager, clusters=[clusters["healthtech"]], authors=[ideas.colleague(people.manager)]
    )
    with pytest.raises(PermissionDenied):
        resting.reject(idea=own, why={"en": "No."}, by=people.manager, at=AT)
    ideas.assessment(idea)
    with pytest.raises(BadInput, match="gate"):
        resting.reject(idea=idea, why=WHY, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="neither"):
        resting.reopen(idea=idea, why=WHY, by=people.manager, at=AT)


# --- Joined and parted ---


def test_joined_ideas_are_read_together_and_parted_ones_are_as_before(people, idea, clusters):
    mine, other = idea.authors.get().contributor, ideas.contributor("Robin", language="de")
    kept = ideas.idea(people.manager, "Prüfstand", clusters=[clusters["healthtech"]], authors=[other])
    ideas.comment(idea, mine, "From the one.")
    ideas.comment(kept, other, "From the other.", at=AT + timedelta(hours=1))
    Support.objects.create(idea=idea, contributor=other, given_at=AT)
    Support.objects.create(idea=kept, contributor=other, given_at=AT)
    done = merging.merge(absorbed=idea, kept=kept, why=SAME, by=people.manager, at=AT)
    family = family_of(kept, reader=people.manager)
    assert [each.comment.text for each in family.said] == ["From the one.", "From the other."]
    assert family.said[0].elsewhere == idea and family.said[1].elsewhere is None
    assert set(family.authors) == {mine, other} and family.supporters == [other]
    letter = said(letters_to(mine, "merged")[0])
    assert letter.language == "fr" and "« A test bench » a été réunie avec « Prüfstand »" in letter.body
    assert "C’est la même idée." in letter.body
    theirs = said(letters_to(other, "merged")[0])  # whose idea took it up hears of it too, in their language
    assert theirs.language == "de" and "Es ist dieselbe Idee." in theirs.body
    merging.part(merge=done, why=APART, by=people.manager, at=AT)
    kept.refresh_from_db()
    alone = family_of(kept, reader=people.manager)
    assert [each.comment.text for each in alone.said] == ["From the other."] and alone.authors == [other]
    before, after = letters_to(mine, "merged")
    assert letters.overtaken(before, at=AT) and "A test bench" in said(after).body
    assert "Deux marchés différents." in said(after).body
    assert "Zwei verschiedene Märkte." in said(letters_to(other, "merged")[1]).body
    merging.part(merge=done, why=APART, by=people.manager, at=AT)  # a second press
    assert Comment.objects.count() == 2 and len(letters_to(mine, "merged")) == 2


def test_a_chain_of_joined_ideas_is_one_family_and_no_circle(people, idea, clusters):
    seats = [clusters["healthtech"]]
    middle, top = (ideas.idea(people.manager, clusters=seats) for _number in range(2))
    merging.merge(absorbed=idea, kept=middle, why=SAME, by=people.manager, at=AT)
    merging.merge(absorbed=middle, kept=top, why=SAME, by=people.manager, at=AT)
    assert set(family_of(top, reader=people.manager).ids) == {idea.pk, middle.pk, top.pk}
    with pytest.raises(BadInput, match="meanwhile"):
        merging.merge(absorbed=top, kept=idea, why=SAME, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="itself"):
        merging.merge(absorbed=top, kept=top, why=SAME, by=people.manager, at=AT)


@pytest.mark.parametrize(
    ("away", "stays", "said_of_it"),
    [
        ({"stage": "candidate"}, {}, "flagship"),
        ({}, {"stage": "rejected"}, "reopen"),
        ({"confidential": True}, {}, "confidential"),
    ],
)
def test_what_may_not_be_joined_is_refused(people, clusters, away, stays, said_of_it):
    seats = [clusters["healthtech"]]
    absorbed, kept = (
        ideas.idea(people.manager, clusters=seats, **away),
        ideas.idea(people.manager, clusters=seats, **stays),
    )
    with pytest.raises(BadInput, match=said_of_it):
        merging.merge(absorbed=absorbed, kept=kept, why=SAME, by=people.manager, at=AT)
    absorbed.refresh_from_db()
    assert absorbed.merged_into is None


# --- Spoken of ---


def test_a_comment_is_told_to_authors_and_watchers_but_an_inside_one_to_colleagues_only(people, idea):
    author, watcher = idea.authors.get().contributor, ideas.colleague(people.other_manager)
    talk.watch(idea=idea, wanted=True, by=people.other_manager, at=AT)
    talk.say(idea=idea, text="Between us.", inside=True, by=people.manager, at=AT)
    assert not letters_to(author, "comment") and len(letters_to(watcher, "comment")) == 1
    talk.say(idea=idea, text="For all.", by=people.manager, at=AT + timedelta(minutes=3))
    assert "For all." in said(letters_to(author, "comment")[0]).body
    first, second = letters_to(watcher, "comment")
    assert letters.overtaken(first, at=AT), "one letter tells both"
    body = said(second).body
    assert "Between us." in body and "For all." in body and f"/ideas/{idea.pk}/" in body
    seen = family_of(idea, reader=author)
    assert [each.comment.text for each in seen.said] == ["For all."]


def test_two_presses_are_one_and_what_is_taken_back_is_gone(people, idea):
    first = talk.say(idea=idea, text="Yes.", by=people.manager, at=AT)
    assert talk.say(idea=idea, text="Yes.", by=people.manager, at=AT + timedelta(seconds=20)) == first
    with pytest.raises(PermissionDenied):
        talk.take_back(comment=first, by=people.other_manager, at=AT)
    assert not Contributor.objects.filter(user=people.other_manager).exists()
    taken = talk.take_back(comment=first, by=people.manager, at=AT)
    assert (taken.text, taken.taken_back_at) == ("", AT)
    author = idea.authors.get().contributor
    assert "retiré" in letters.overtaken(letters_to(author, "comment")[0], at=AT) or letters.overtaken(
        letters_to(author, "comment")[0], at=AT
    )


def test_support_is_given_once_and_taken_away(people, idea):
    for _press in range(2):
        talk.support(idea=idea, wanted=True, by=people.analyst, at=AT)
    assert Support.objects.count() == 1
    talk.support(idea=idea, wanted=False, by=people.analyst, at=AT)
    assert not Support.objects.exists()
    with pytest.raises(PermissionDenied):
        talk.support(idea=idea, wanted=True, by=people.ministry, at=AT)
    with pytest.raises(BadInput):
        talk.say(idea=idea, text=" \n", by=people.manager, at=AT)


def test_who_no_longer_sees_an_idea_hears_no_more_of_it(people, idea):
    talk.watch(idea=idea, wanted=True, by=people.other_manager, at=AT)
    talk.say(idea=idea, text="A secret.", by=people.manager, at=AT)
    letter = letters_to(ideas.colleague(people.other_manager), "comment")[0]
    assert letters.overtaken(letter, at=AT) == ""
    idea.confidential = True
    idea.save()
    assert letters.overtaken(letter, at=AT)


# --- By a link ---


def test_somebody_of_a_company_gets_a_link_another_one_and_none(people, clusters):
    from factories.companies import CompanyFactory
    from grappe.apps.companies import operations as companies
    from grappe.apps.ideas import queries

    company = CompanyFactory(name="Exemple S.A.", clusters=[clusters["healthtech"]])
    values = {"name": "Camille", "email": "camille@exemple.example", "language": "fr"}
    person = companies.save_person(company=company, values=values, by=people.manager, at=AT)
    with pytest.raises(PermissionDenied):
        invitations.invite(person=person, by=people.other_manager, at=AT)
    made = invitations.invite(person=person, by=people.manager, at=AT)
    token = queries.token_of(made)
    assert queries.contributor_by_token(token) == made and len(letters_to(made, "link")) == 1
    renewed = invitations.renew(contributor=made, by=people.manager, at=AT + timedelta(hours=1))
    with pytest.raises(queries.LinkExpired):
        queries.contributor_by_token(token)
    assert (
        queries.contributor_by_token(queries.token_of(renewed)) == made and len(letters_to(made, "link")) == 2
    )
    closed = invitations.withdraw(contributor=renewed, by=people.manager, at=AT)
    with pytest.raises(queries.LinkExpired):
        queries.contributor_by_token(queries.token_of(closed))


@pytest.mark.django_db(transaction=True)
def test_the_letter_arrives_in_the_authors_language(people, mailoutbox):
    who = Who(name="Greta Muster", email="greta@firma.example", language="de")
    authors.capture_of(draft=Draft(title="A line"), who=who, by=people.manager, at=AT)
    work()
    (mail,) = mailoutbox
    assert mail.to == ["greta@firma.example"] and "angekommen" in mail.subject
    assert Idea.objects.get().stage == Stage.CAPTURED
