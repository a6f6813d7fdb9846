"""Has nobody more votes than they have, also in two windows at once, and does what was chosen become ideas with its authors?"""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from factories import ideas as make
from grappe.apps.ideas.models import Challenge, Idea, IdeaLink, Letter, Vote
from grappe.apps.ideas.operations import answers, conclusion, votes
from grappe.apps.ideas.queries.letters import overtaken, written
from grappe.apps.ideas.queries.linked import linked_to
from grappe.apps.ideas.queries.links import token_of
from grappe.apps.ideas.queries.votes import Candidate, ballot, candidates, ranked, result
from grappe.ui import clock
from grappe.ui.errors import BadInput

AT = make.AT
VOTING, OVER = AT + timedelta(days=18), AT + timedelta(days=25)


@pytest.fixture
def challenge(people):
    return make.challenge(people.manager)


@pytest.fixture
def groups(challenge):
    made = [make.answer_group(challenge, title) for title in ("Line", "Trucks", "Lab", "Crèche")]
    for number, group in enumerate(made):
        make.answer(
            make.participant(challenge, make.contributor(f"Author {number}")), f"Say {number}", group=group
        )
    return made


@pytest.fixture
def seat(challenge):
    return make.participant(challenge, make.contributor("Voter", language="en"))


@pytest.mark.django_db
class TestVotes:
    def test_three_votes_are_three(self, challenge, groups, seat):
        for group in groups[:3]:
            votes.vote(participant=seat, key=f"g{group.pk}", at=VOTING)
        votes.vote(participant=seat, key=f"g{groups[0].pk}", at=VOTING)  # once more for the same is once
        with pytest.raises(BadInput, match="All your votes"):
            votes.vote(participant=seat, key=f"g{groups[3].pk}", at=VOTING)
        assert ballot(challenge, seat).left == 0 and seat.votes.count() == 3
        votes.take_vote_back(participant=seat, key=f"g{groups[1].pk}", at=VOTING)
        votes.vote(participant=seat, key=f"g{groups[3].pk}", at=VOTING)
        assert sorted(seat.votes.values_list("number", flat=True)) == [1, 2, 3]

    @pytest.mark.parametrize(
        ("days", "said"), [(0, "not begun"), (11, "not begun"), (24, "over"), (30, "over")]
    )
    def test_only_while_it_is_voted(self, groups, seat, days, said):
        for do in (votes.vote, votes.take_vote_back):
            with pytest.raises(BadInput, match=said):
                do(participant=seat, key=f"g{groups[0].pk}", at=AT + timedelta(days=days))

    @pytest.mark.parametrize("key", ["", "g0", "a1", "x", "g99999999999999999999"])
    def test_only_what_is_voted_on(self, groups, seat, key):
        with pytest.raises(BadInput, match="not voted on"):
            votes.vote(participant=seat, key=key, at=VOTING)

    def test_empty_groups_and_hidden_answers_are_not_voted_on_single_ones_are(self, people, challenge, seat):
        make.answer_group(challenge, "Empty")
        alone = make.answer(seat, "Alone")
        hidden = make.answer(seat, "Hidden")
        answers.hide(answer=hidden, why="No", by=people.manager, at=AT)
        assert [each.key for each in candidates(challenge)] == [f"a{alone.pk}"]
        votes.vote(participant=seat, key=f"a{alone.pk}", at=VOTING)

    def test_who_never_confirmed_does_not_vote(self, challenge, groups):
        stranger = make.participant(challenge, invited_at=None, joined_at=None)
        with pytest.raises(BadInput, match="Confirm"):
            votes.vote(participant=stranger, key=f"g{groups[0].pk}", at=VOTING)

    def test_the_database_holds_it_too(self, groups, seat):
        make.vote(seat, group=groups[0])
        for bad in (
            {"number": 1, "group": groups[1]},
            {"number": 2, "group": groups[0]},
            {"number": 21, "group": groups[1]},
            {"number": 2},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Vote.objects.create(participant=seat, given_at=AT, **bad)

    def test_the_page_says_how_many_are_left(self, challenge, groups, seat, client):
        now = clock.now()
        Challenge.objects.update(
            opens_at=now - timedelta(days=9), answers_until=now - timedelta(days=8), votes_from=now - timedelta(days=1),
            votes_until=now + timedelta(days=1),
        )  # fmt: skip
        url = f"/ideas/me/{token_of(seat.contributor)}/campaign/{challenge.pk}/"
        assert "3 votes left" in client.get(url).content.decode()
        answer = client.post(url, {"what": "vote", "key": f"g{groups[0].pk}"}, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and "2 votes left" in answer.content.decode()
        assert client.post(url, {"what": "vote", "key": f"g{groups[1].pk}"}).status_code == 302
        for group in groups[2:]:
            last = client.post(url, {"what": "vote", "key": f"g{group.pk}"}, headers={"HX-Request": "true"})
        assert "All your votes" in last.content.decode() and Vote.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_give_no_vote_too_many(people):
    challenge = make.challenge(people.manager, votes_each=1)
    seat = make.participant(challenge)
    keys = [f"a{make.answer(make.participant(challenge), f'Idea {n}').pk}" for n in range(4)]
    start, refused = threading.Barrier(4), []

    def give(key: str) -> None:
        start.wait()
        try:
            votes.vote(participant=seat, key=key, at=VOTING)
        except BadInput as fault:
            refused.append(str(fault))
        finally:
            connection.close()

    windows = [threading.Thread(target=give, args=(key,)) for key in keys]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert Vote.objects.count() == 1 and len(refused) == 3


def test_equal_votes_share_a_place():
    found = [Candidate(key, {"en": key}, [], None) for key in "abcdef"]
    rows = ranked(found, {"a": 2, "b": 5, "c": 2, "d": 2, "e": 1})
    assert [(row.candidate.key, row.said) for row in rows] == [
        ("b", "1"), ("a", "2="), ("c", "2="), ("d", "2="), ("e", "5"), ("f", "6"),
    ]  # fmt: skip
    assert [row.said for row in ranked(found[:2], {})] == ["1=", "1="]


@pytest.mark.django_db
class TestConclusion:
    def test_what_was_chosen_becomes_ideas_with_its_authors_and_answers(self, people, challenge, groups):
        challenge.clusters.set([seat.cluster for seat in people.manager.memberships.all()])
        second = make.participant(challenge, make.contributor("Second"))
        make.answer(second, "Also a line", language="fr", group=groups[0])
        make.answer(second, "And one more line", language="fr", group=groups[0])
        alone = make.answer(second, "Alone")
        chosen = {f"g{groups[0].pk}": "A shared line", f"a{alone.pk}": "What one said"}
        ideas = conclusion.conclude(challenge=challenge, chosen=chosen, by=people.manager, at=OVER)
        assert [each.title for each in ideas] == ["A shared line", "What one said"]
        line = ideas[0]
        assert {each.contributor.name for each in line.authors.all()} == {"Author 0", "Second"}
        assert line.language == "fr" and line.lead == challenge.lead and line.clusters.count() == 2
        assert sorted(link.passage for link in line.links.all()) == [
            "Also a line",
            "And one more line",
            "Say 0",
        ]
        assert all(link.kind == "answer" and link.origin for link in IdeaLink.objects.all())
        groups[0].refresh_from_db()
        assert groups[0].idea == line
        rows = result(challenge, for_user=people.manager, at=OVER).rows
        assert {row.candidate.idea for row in rows} == {*ideas, None}

    def test_the_ideas_page_says_of_which_answers_it_came_and_the_ministry_reads_none(
        self, people, challenge, groups, client
    ):
        chosen = {f"g{groups[0].pk}": "A shared line"}
        idea = conclusion.conclude(challenge=challenge, chosen=chosen, by=people.manager, at=OVER)[0]
        shown = linked_to(idea, for_user=people.manager)
        assert [(each.title, each.passage) for each in shown] == [("What becomes of our offcuts?", "Say 0")]
        assert [(each.title, each.passage) for each in linked_to(idea, for_user=people.ministry)] == [
            ("", "")
        ]
        client.force_login(people.manager)
        text = client.get(f"/ideas/{idea.pk}/").content.decode()
        assert f'href="/ideas/campaigns/{challenge.pk}/"' in text and "Say 0" in text

    def test_everybody_hears_in_their_language_what_became_of_their_answer(self, people, challenge, groups):
        german = make.participant(challenge, make.contributor("Greta", language="de"))
        make.answer(german, "Eine Linie", group=groups[0])
        make.answer(german, "Ein Kran", group=groups[1])
        answers.hide(answer=make.answer(german, "Herr X"), why="Nennt eine Person", by=people.manager, at=AT)
        silent = make.participant(challenge, make.contributor("Silent"))
        voter = make.participant(challenge, make.contributor("Only Votes"))
        make.vote(voter, group=groups[2])
        conclusion.conclude(
            challenge=challenge, chosen={f"g{groups[0].pk}": "Linie"}, by=people.manager, at=OVER
        )
        told = set(Letter.objects.filter(kind="result").values_list("contributor__name", flat=True))
        assert told == {"Author 0", "Author 1", "Author 2", "Author 3", "Greta", "Only Votes"}
        assert silent.contributor.name not in told
        letter = Letter.objects.get(kind="result", contributor=german.contributor)
        body = written(letter, at=OVER).body
        assert not overtaken(letter, at=OVER)
        assert (
            "ist jetzt Teil der Idee „Linie“" in body
            and "Ein Kran“ wurde diesmal nicht aufgegriffen" in body.replace("”", "“")
        )
        assert "Nennt eine Person" in body

    @pytest.mark.parametrize("title", ["", " ", "x" * 201])
    def test_a_title_that_is_none_stops_all_of_it(self, people, challenge, groups, title):
        chosen = {f"g{groups[0].pk}": "Good", f"g{groups[1].pk}": title}
        with pytest.raises(BadInput):
            conclusion.conclude(challenge=challenge, chosen=chosen, by=people.manager, at=OVER)
        assert not Idea.objects.exists() and not Letter.objects.exists()

    def test_once_after_the_vote_and_by_its_facilitators(self, people, challenge, groups):
        with pytest.raises(BadInput, match="not over"):
            conclusion.conclude(challenge=challenge, chosen={}, by=people.manager, at=VOTING)
        with pytest.raises(PermissionDenied):
            conclusion.conclude(challenge=challenge, chosen={}, by=people.other_manager, at=OVER)
        assert conclusion.conclude(challenge=challenge, chosen={}, by=people.manager, at=OVER) == []
        with pytest.raises(BadInput, match="already"):
            conclusion.conclude(challenge=challenge, chosen={}, by=people.manager, at=OVER)

    def test_the_result_is_hidden_while_it_is_voted_and_the_ministry_reads_no_answer(
        self, people, challenge, groups, seat, client
    ):
        make.vote(seat, group=groups[0])
        running = result(challenge, for_user=people.manager, at=VOTING)
        assert running.rows == [] and running.votes == 1
        client.force_login(people.ministry)
        text = client.get(f"/ideas/campaigns/{challenge.pk}/result/").content.decode()
        assert "Say 0" not in text and "Trucks" not in text

    def test_the_page_keeps_what_was_typed(self, people, challenge, groups, manager):
        key = f"g{groups[0].pk}"
        url = f"/ideas/campaigns/{challenge.pk}/conclude/"
        answer = manager.post(url, {f"take_{key}": "on", f"title_{key}": " "})
        assert answer.status_code == 422 and "needs a title" in answer.content.decode()
        assert manager.post(url, {f"take_{key}": "on", f"title_{key}": "A shared line"}).status_code == 302
        assert Idea.objects.get().title == "A shared line"
