"""Does the board keep what two facilitators do at once, propose the same groups each time, and undo what was done?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import ideas as make
from grappe.apps.ideas.models import Answer, AnswerGroup, BoardStep, Challenge
from grappe.apps.ideas.operations import answers, board
from grappe.apps.ideas.queries import challenge_board as queries
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + timedelta(days=11)  # answers are over, the vote has not begun
SAID = (
    ("de", "Ein gemeinsames Prüflabor für Verbundwerkstoffe"),
    ("fr", "Un laboratoire d’essai partagé pour les matériaux composites"),
    ("en", "A shared test laboratory for composite materials"),
    ("en", "Hydrogen trucks for our deliveries"),
    ("fr", "Des camions à hydrogène pour nos livraisons"),
    ("en", "A child-care centre for all companies of the business park"),
)


@pytest.fixture
def challenge(people):
    return make.challenge(people.manager, team=[people.other_manager])


@pytest.fixture
def cards(challenge):
    seat = make.participant(challenge)
    return [make.answer(seat, text, language=language) for language, text in SAID]


def lies(challenge) -> dict[str, list[str]]:
    """The board as title -> first words of its cards, in order."""
    found = queries.board(challenge, for_user=challenge.lead)
    columns = {next(iter(each.group.titles.values())): each for each in found.columns} | {"": found.free}
    return {title: [card.text[:12] for card in column.cards] for title, column in columns.items()}


class TestByHand:
    def test_cards_come_into_groups_at_a_place(self, people, challenge, cards):
        trucks = board.new_group(challenge=challenge, titles={"en": "Trucks"}, by=people.manager, at=LATER)
        for card, place in ((cards[3], None), (cards[4], 1), (cards[5], 2)):
            board.move(answer=card, to=trucks.pk, place=place, seen=0, by=people.manager, at=LATER)
        assert lies(challenge)["Trucks"] == ["Des camions ", "A child-care", "Hydrogen tru"]
        board.move(answer=cards[5], to=trucks.pk, place=99, seen=1, by=people.manager, at=LATER)
        assert lies(challenge)["Trucks"] == ["Des camions ", "Hydrogen tru", "A child-care"]
        board.move(answer=cards[5], to=None, place=None, seen=2, by=people.manager, at=LATER)
        assert len(lies(challenge)[""]) == 4

    def test_a_group_taken_apart_frees_its_cards(self, people, challenge, cards):
        group = make.answer_group(challenge, "Trucks")
        Answer.objects.filter(pk__in=[cards[3].pk, cards[4].pk]).update(group=group)
        board.take_apart(group=group, by=people.manager, at=LATER)
        assert list(lies(challenge)) == [""] and len(lies(challenge)[""]) == 6

    @pytest.mark.parametrize("titles", [{}, {"en": "  "}, {"en": "x" * 121}])
    def test_a_title_is_one_of_some_length(self, people, challenge, titles):
        with pytest.raises(BadInput):
            board.new_group(challenge=challenge, titles=titles, by=people.manager, at=LATER)
        assert not AnswerGroup.objects.exists() and not BoardStep.objects.exists()

    def test_only_facilitators_and_only_before_the_vote(self, people, challenge, cards):
        group = make.answer_group(challenge)
        for user in (people.analyst, people.ministry):
            with pytest.raises(PermissionDenied):
                board.move(answer=cards[0], to=group.pk, place=1, seen=0, by=user, at=LATER)
        for days in (17, 23, 30):
            with pytest.raises(BadInput, match="vote has begun"):
                board.move(
                    answer=cards[0],
                    to=group.pk,
                    place=1,
                    seen=0,
                    by=people.manager,
                    at=AT + timedelta(days=days),
                )
        assert not BoardStep.objects.exists()

    def test_a_card_that_was_taken_back_is_said(self, people, challenge, cards):
        gone = cards[0]
        Answer.objects.filter(pk=gone.pk).delete()
        with pytest.raises(BadInput, match="taken it back"):
            board.move(answer=gone, to=None, place=1, seen=0, by=people.manager, at=LATER)

    def test_cards_of_a_group_taken_apart_lie_behind_the_last_also_where_places_are_free(
        self, people, challenge, cards
    ):
        group = make.answer_group(challenge, "Trucks")
        Answer.objects.filter(pk=cards[3].pk).update(group=group)
        Answer.objects.filter(pk=cards[0].pk).update(position=9)
        board.take_apart(group=group, by=people.manager, at=LATER)
        assert lies(challenge)[""][-2:] == [cards[0].text[:12], cards[3].text[:12]]

    def test_a_hidden_card_leaves_its_group_and_is_not_moved(self, people, challenge, cards):
        group = make.answer_group(challenge)
        board.move(answer=cards[0], to=group.pk, place=1, seen=0, by=people.manager, at=LATER)
        answers.hide(answer=cards[0], why="Advertising", by=people.manager, at=LATER)
        assert lies(challenge)["A shared line"] == []
        with pytest.raises(BadInput, match="hidden"):
            board.move(answer=cards[0], to=group.pk, place=1, seen=1, by=people.manager, at=LATER)


class TestTwoAtOnce:
    def test_different_cards_do_not_disturb_one_another(self, people, challenge, cards):
        group = make.answer_group(challenge)
        board.move(answer=cards[0], to=group.pk, place=1, seen=0, by=people.manager, at=LATER)
        board.move(answer=cards[1], to=group.pk, place=1, seen=0, by=people.other_manager, at=LATER)
        assert len(lies(challenge)["A shared line"]) == 2

    def test_the_same_card_moved_to_two_places_shows_both(self, people, challenge, cards):
        one, other = make.answer_group(challenge, "One"), make.answer_group(challenge, "Other")
        board.move(answer=cards[0], to=one.pk, place=1, seen=0, by=people.manager, at=LATER)
        with pytest.raises(Stale) as stale:
            board.move(answer=cards[0], to=other.pk, place=1, seen=0, by=people.other_manager, at=LATER)
        assert stale.value.current.group == one and stale.value.current.placed_by == people.manager
        board.move(
            answer=cards[0], to=one.pk, place=1, seen=0, by=people.other_manager, at=LATER
        )  # both meant the same

    def test_the_page_shows_both_and_lets_one_choose(self, people, challenge, cards, client):
        _now(challenge)
        client.force_login(people.other_manager)
        one, other = make.answer_group(challenge, "One"), make.answer_group(challenge, "Other")
        board.move(answer=cards[0], to=one.pk, place=1, seen=0, by=people.manager, at=clock.now())
        url = f"/ideas/campaigns/{challenge.pk}/board/move/{cards[0].pk}/"
        answer = client.post(url, {"group": other.pk, "seen": 0}, headers={"HX-Request": "true"})
        text = answer.content.decode()
        assert answer.status_code == 409 and "Leave it where it lies" in text and people.manager.name in text
        answer = client.post(url, {"group": other.pk, "seen": 1}, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and "Moved to “Other”, place 1." in answer.content.decode()

    def test_a_group_renamed_by_two_shows_both(self, people, challenge, client):
        _now(challenge)
        client.force_login(people.other_manager)
        group = make.answer_group(challenge, "One")
        board.rename(group=group, titles={"en": "Theirs"}, version=1, by=people.manager, at=clock.now())
        url = f"/ideas/campaigns/{challenge.pk}/board/group/{group.pk}/"
        answer = client.post(
            url, {"what": "rename", "version": 1, "titles_en": "Mine"}, headers={"HX-Request": "true"}
        )
        text = answer.content.decode()
        assert answer.status_code == 409 and "Theirs" in text and "Mine" in text
        group.refresh_from_db()
        assert group.titles == {"en": "Theirs"}

    def test_a_group_that_is_gone_is_said(self, people, challenge, cards):
        group = make.answer_group(challenge)
        board.take_apart(group=group, by=people.manager, at=LATER)
        with pytest.raises(BadInput, match="not there any more"):
            board.move(answer=cards[0], to=group.pk, place=1, seen=0, by=people.other_manager, at=LATER)

    def test_who_looks_at_an_old_board_is_told(self, people, challenge, client):
        client.force_login(people.other_manager)
        url = f"/ideas/campaigns/{challenge.pk}/board/news/?version="
        assert client.get(f"{url}0").status_code == 204
        board.new_group(challenge=challenge, titles={"en": "New"}, by=people.manager, at=LATER)
        assert people.manager.name in client.get(f"{url}0").content.decode()
        # What is no step names nobody: not whoever made the last one.
        answers.hide(
            answer=make.answer(make.participant(challenge)), why="No", by=people.other_manager, at=LATER
        )
        text = client.get(f"{url}1").content.decode()
        assert "The board was changed." in text and people.manager.name not in text


class TestProposal:
    def test_answers_in_three_languages_that_say_the_same_come_together(self, people, challenge, cards):
        found = queries.propose(challenge, fine=50, anew=False, for_user=people.manager)
        assert [{card.pk for card in each.comes} for each in found.groups] == [
            {cards[0].pk, cards[1].pk, cards[2].pk},
            {cards[3].pk, cards[4].pk},
        ]
        assert [card.pk for card in found.alone] == [cards[5].pk]
        again = queries.propose(challenge, fine=50, anew=False, for_user=people.manager)
        assert again == found and not BoardStep.objects.exists() and not AnswerGroup.objects.exists()

    def test_what_was_shown_is_what_is_laid_and_it_can_be_undone(self, people, challenge, cards):
        group = board.new_group(challenge=challenge, titles={"fr": "Camions"}, by=people.manager, at=LATER)
        board.move(answer=cards[3], to=group.pk, place=None, seen=0, by=people.manager, at=LATER)
        before = lies(challenge)
        challenge.refresh_from_db()
        shown = queries.propose(challenge, fine=50, anew=False, for_user=people.manager)
        moved = board.take_proposal(
            challenge=challenge,
            fine=50,
            anew=False,
            version=shown.version,
            cards=shown.cards,
            by=people.manager,
            at=LATER,
        )
        assert moved == sum(len(each.comes) for each in shown.groups) == 4
        assert lies(challenge)["Camions"] == ["Hydrogen tru", "Des camions "]
        step = queries.last_step(challenge)
        board.undo(challenge=challenge, step=step.pk, by=people.manager, at=LATER)
        assert lies(challenge) == before

    def test_anew_takes_what_is_there_away_and_undo_brings_it_back_as_the_same(
        self, people, challenge, cards
    ):
        group = board.new_group(challenge=challenge, titles={"fr": "Mêlée"}, by=people.manager, at=LATER)
        for card in (cards[0], cards[5]):
            board.move(answer=card, to=group.pk, place=None, seen=0, by=people.manager, at=LATER)
        challenge.refresh_from_db()
        shown = queries.propose(challenge, fine=50, anew=True, for_user=people.manager)
        board.take_proposal(
            challenge=challenge, fine=50, anew=True, version=shown.version, cards=shown.cards, by=people.manager,
            at=LATER,
        )  # fmt: skip
        assert "Mêlée" not in lies(challenge) and not AnswerGroup.objects.filter(pk=group.pk).exists()
        board.undo(challenge=challenge, step=queries.last_step(challenge).pk, by=people.manager, at=LATER)
        assert lies(challenge)["Mêlée"] == ["Ein gemeinsa", "A child-care"]
        assert AnswerGroup.objects.filter(pk=group.pk).exists()

    def test_a_proposal_for_another_board_is_not_laid(self, people, challenge, cards):
        shown = queries.propose(challenge, fine=50, anew=False, for_user=people.manager)
        board.new_group(challenge=challenge, titles={"en": "Meanwhile"}, by=people.other_manager, at=LATER)
        with pytest.raises(Stale, match="changed the board"):
            board.take_proposal(
                challenge=challenge, fine=50, anew=False, version=0, cards=shown.cards, by=people.manager, at=LATER
            )  # fmt: skip
        assert AnswerGroup.objects.count() == 1

    @pytest.mark.parametrize("what", ["came", "changed", "gone"])
    def test_nor_one_of_other_answers(self, people, challenge, cards, what):
        shown = queries.propose(challenge, fine=50, anew=False, for_user=people.manager)
        if what == "came":
            make.answer(make.participant(challenge), "Given meanwhile")
        elif what == "changed":
            Answer.objects.filter(pk=cards[0].pk).update(text="Says another thing now")
        else:
            Answer.objects.filter(pk=cards[0].pk).delete()
        with pytest.raises(Stale, match="Answers came or changed"):
            board.take_proposal(
                challenge=challenge, fine=50, anew=False, version=shown.version, cards=shown.cards,
                by=people.manager, at=LATER,
            )  # fmt: skip
        assert not AnswerGroup.objects.exists()

    def test_without_scripts_the_next_page_says_what_was_taken(self, people, challenge, cards, manager):
        _now(challenge)
        shown = queries.propose(challenge, fine=50, anew=False, for_user=people.manager)
        sent = {"fine": "50", "version": shown.version, "cards": shown.cards}
        page = manager.post(f"/ideas/campaigns/{challenge.pk}/board/take/", sent, follow=True)
        assert "The proposal is taken: 5 cards moved" in page.content.decode()

    @pytest.mark.parametrize("asked", ["", "fine=200", "fine=x", "fine=-5", "anew=on&fine=0"])
    def test_the_page_takes_any_slider(self, people, challenge, cards, manager, asked):
        assert manager.get(f"/ideas/campaigns/{challenge.pk}/board/propose/?{asked}").status_code == 200


class TestUndo:
    def test_step_by_step_back_to_the_empty_board(self, people, challenge, cards):
        group = board.new_group(challenge=challenge, titles={"en": "A"}, by=people.manager, at=LATER)
        board.move(answer=cards[0], to=group.pk, place=1, seen=0, by=people.manager, at=LATER)
        board.rename(group=group, titles={"en": "B"}, version=1, by=people.manager, at=LATER)
        for expected in ("A", "A", None):
            board.undo(challenge=challenge, step=queries.last_step(challenge).pk, by=people.manager, at=LATER)
            assert (expected in lies(challenge)) if expected else list(lies(challenge)) == [""]
        assert queries.last_step(challenge) is None

    def test_only_the_last_change_as_it_was_seen(self, people, challenge):
        board.new_group(challenge=challenge, titles={"en": "A"}, by=people.manager, at=LATER)
        seen = queries.last_step(challenge)
        board.new_group(challenge=challenge, titles={"en": "B"}, by=people.other_manager, at=LATER)
        with pytest.raises(BadInput, match="meanwhile"):
            board.undo(challenge=challenge, step=seen.pk, by=people.manager, at=LATER)
        assert AnswerGroup.objects.count() == 2

    def test_an_answer_given_since_stays(self, people, challenge, cards):
        board.new_group(challenge=challenge, titles={"en": "A"}, by=people.manager, at=LATER)
        new = make.answer(make.participant(challenge), "Given meanwhile")
        board.undo(challenge=challenge, step=queries.last_step(challenge).pk, by=people.manager, at=LATER)
        assert Answer.objects.filter(pk=new.pk).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_as_many_queries_for_three_groups_as_for_one(
    manager, people, challenge, django_assert_num_queries, count
):
    for _number in range(count):
        group = make.answer_group(challenge)
        make.answer(make.participant(challenge), group=group)
    with django_assert_num_queries(12):
        assert manager.get(f"/ideas/campaigns/{challenge.pk}/board/").status_code == 200


def _now(challenge) -> None:
    """Move the campaign to where its answers are over and the vote has not begun."""
    now = clock.now()
    Challenge.objects.filter(pk=challenge.pk).update(
        opens_at=now - timedelta(days=9), answers_until=now - timedelta(days=1), votes_from=now + timedelta(days=5),
        votes_until=now + timedelta(days=9),
    )  # fmt: skip
