"""Does an ideation campaign take what its dates allow, from whom it may, and lose nothing of what was typed?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from factories import ideas as make
from grappe.apps.ideas import permissions
from grappe.apps.ideas.enums import ChallengeState
from grappe.apps.ideas.models import Answer, Challenge, Contributor, Letter, Participant
from grappe.apps.ideas.operations import answers, challenge_care, challenges, participants
from grappe.apps.ideas.operations.challenges import ChallengeDraft
from grappe.apps.ideas.queries import own_challenges
from grappe.apps.ideas.queries.challenges import challenges as listed
from grappe.apps.ideas.queries.challenges import version_of, waiting
from grappe.apps.ideas.queries.letters import overtaken, written
from grappe.apps.ideas.queries.links import token_of
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.guarded import SALT

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = timedelta(days=1)


def draft(**more) -> ChallengeDraft:
    dates = {
        "opens_at": AT + DAY,
        "answers_until": AT + 8 * DAY,
        "votes_from": AT + 9 * DAY,
        "votes_until": AT + 16 * DAY,
    }
    return ChallengeDraft(**({"questions": {"fr": "Que faire de nos chutes ?"}} | dates | more))


@pytest.fixture
def challenge(people):
    return make.challenge(people.manager, slug="offcuts", listed=True)


@pytest.fixture
def seat(challenge):
    return make.participant(challenge)


class TestWhoMay:
    def test_view(self, people, challenge):
        who = people.by_role()
        assert {role for role, user in who.items() if permissions.can_view_ideas(user)} == set(who)
        assert {role for role, user in who.items() if permissions.can_view_answers(user)} == set(who) - {
            "ministry"
        }

    def test_start_facilitate_and_take_part(self, people, challenge):
        who = people.by_role()
        can = {
            "start": {role for role, user in who.items() if permissions.can_start_challenge(user)},
            "facilitate": {role for role, user in who.items() if permissions.can_facilitate(user, challenge)},
            "take part": {role for role, user in who.items() if permissions.can_take_part(user, challenge)},
        }
        assert can == {
            "start": {"administrator", "manager", "other_manager"},
            "facilitate": {"administrator", "manager"},
            "take part": {"administrator", "manager", "other_manager", "analyst"},
        }

    def test_the_team_facilitates_and_a_draft_is_nobodys_yet(self, people):
        challenge = make.challenge(
            people.manager, team=[people.other_manager], published_at=None, state="draft"
        )
        assert permissions.can_facilitate(people.other_manager, challenge)
        assert not permissions.can_take_part(people.analyst, challenge)
        assert challenge in listed(for_user=people.other_manager)
        assert challenge not in listed(for_user=people.analyst)

    @pytest.mark.parametrize("role", ["analyst", "ministry"])
    def test_others_are_refused_by_the_operation(self, people, challenge, role):
        user = people.by_role()[role]
        with pytest.raises(PermissionDenied):
            challenges.start(draft=draft(), by=user, at=AT)
        with pytest.raises(PermissionDenied):
            challenges.change(challenge=challenge, draft=draft(), version="", by=user, at=AT)
        with pytest.raises(PermissionDenied):
            challenges.publish(challenge=challenge, by=user, at=AT)
        with pytest.raises(PermissionDenied):
            participants.invite(challenge=challenge, people=[], by=user, at=AT)


class TestStartAndChange:
    def test_it_begins_as_a_draft_and_its_dates_say_where_it_stands(self, people):
        made = challenges.start(draft=draft(), by=people.manager, at=AT)
        assert made.slug == "que-faire-de-nos-chutes" and made.phase_at(AT) == ChallengeState.DRAFT
        made = challenges.publish(challenge=made, by=people.manager, at=AT)
        stands = [made.phase_at(AT + days * DAY) for days in (0, 1, 7.9, 8, 9, 15.9, 16)]
        assert stands == ["coming", "open", "open", "sorting", "voting", "voting", "closed"]

    @pytest.mark.parametrize(
        "more",
        [
            {"questions": {}},
            {"questions": {"fr": " "}},
            {"questions": {"fr": "a\nb"}},
            {"questions": {"fr": "x" * 301}},
            {"votes_each": 0},
            {"votes_each": 21},
            {"answers_until": AT},
            {"votes_from": AT + 7 * DAY},
            {"votes_until": AT + 9 * DAY},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, people, more):
        with pytest.raises(BadInput):
            challenges.start(draft=draft(**more), by=people.manager, at=AT)
        assert not Challenge.objects.exists()

    def test_of_two_that_change_at_once_the_second_is_told(self, people, challenge):
        version = version_of(challenge)
        kept = {
            name: getattr(challenge, name)
            for name in ("opens_at", "answers_until", "votes_from", "votes_until")
        }
        new = draft(**kept, votes_each=4)
        challenges.change(challenge=challenge, draft=new, version=version, by=people.manager, at=AT)
        with pytest.raises(Stale):
            challenges.change(challenge=challenge, draft=new, version=version, by=people.administrator, at=AT)

    def test_what_is_past_stays_and_more_days_for_answers_may_be_given(self, people, challenge):
        dates = {
            name: getattr(challenge, name)
            for name in ("opens_at", "answers_until", "votes_from", "votes_until")
        }
        late = AT + 11 * DAY  # answers are over, the vote has not begun
        with pytest.raises(BadInput, match="is past"):
            changed = draft(**(dates | {"opens_at": AT + DAY}))
            challenges.change(
                challenge=challenge, draft=changed, version=version_of(challenge), by=people.manager, at=late
            )
        longer = draft(**(dates | {"answers_until": AT + 12 * DAY}))
        now = challenges.change(
            challenge=challenge, draft=longer, version=version_of(challenge), by=people.manager, at=late
        )
        assert now.phase_at(late) == ChallengeState.OPEN

    def test_the_database_keeps_the_dates_in_order(self, challenge):
        with pytest.raises(IntegrityError), transaction.atomic():
            Challenge.objects.filter(pk=challenge.pk).update(votes_until=challenge.votes_from)


class TestAnswers:
    def test_somebody_answers_changes_and_takes_back(self, seat):
        said = answers.answer(participant=seat, text="  Une ligne commune.\r\n ", language="fr", at=AT)
        assert said.text == "Une ligne commune."
        said = answers.change_answer(answer=said, text="Eine Linie", language="de", at=AT + DAY)
        assert (said.text, said.language, said.changed_at) == ("Eine Linie", "de", AT + DAY)
        answers.take_back(answer=said, at=AT + DAY)
        assert not seat.answers.exists()

    @pytest.mark.parametrize("text", ["", "  \n ", "x" * 1001])
    def test_an_empty_or_too_long_answer_is_refused(self, seat, text):
        with pytest.raises(BadInput):
            answers.answer(participant=seat, text=text, language="fr", at=AT)
        assert not Answer.objects.exists()

    @pytest.mark.parametrize(
        ("days", "takes"), [(-1, False), (0, True), (9.99, True), (10, False), (20, False), (30, False)]
    )
    def test_only_while_the_campaign_takes_answers(self, seat, days, takes):
        at = AT + days * DAY
        if takes:
            answers.answer(participant=seat, text="A line", language="en", at=at)
            return
        said = make.answer(seat)
        for late in (
            lambda: answers.answer(participant=seat, text="A line", language="en", at=at),
            lambda: answers.change_answer(answer=said, text="B", language="en", at=at),
            lambda: answers.take_back(answer=said, at=at),
        ):
            with pytest.raises(BadInput, match="answers"):
                late()
        assert [each.text for each in Answer.objects.all()] == [said.text]

    def test_at_most_twenty_each(self, seat):
        for number in range(answers.MOST_EACH):
            make.answer(seat, f"Idea {number}")
        with pytest.raises(BadInput, match="20"):
            answers.answer(participant=seat, text="One more", language="en", at=AT)

    def test_a_hidden_one_is_seen_by_its_author_with_the_reason_only(self, people, challenge, seat):
        said = make.answer(seat, "Mr X is lazy")
        other = make.participant(challenge)
        with pytest.raises(BadInput):
            answers.hide(answer=said, why=" ", by=people.manager, at=AT)
        with pytest.raises(PermissionDenied):
            answers.hide(answer=said, why="No", by=people.other_manager, at=AT)
        answers.hide(answer=said, why="It names a person.", by=people.manager, at=AT)
        assert not own_challenges.own(challenge, other, at=AT).others
        page = own_challenges.own(challenge, seat, at=AT)
        assert [each.hidden_why for each in page.answers] == ["It names a person."]
        answers.show(answer=said, by=people.manager, at=AT)
        assert own_challenges.own(challenge, other, at=AT).others

    def test_nothing_is_hidden_once_the_vote_has_begun(self, people, seat):
        with pytest.raises(BadInput, match="vote has begun"):
            answers.hide(answer=make.answer(seat), why="No", by=people.manager, at=AT + 18 * DAY)

    def test_a_colleague_takes_a_seat_by_their_first_answer(self, people, challenge, client):
        client.force_login(people.analyst)
        url = f"/ideas/campaigns/{challenge.pk}/take-part/"
        Challenge.objects.update(
            answers_until=clock.now() + DAY, votes_from=clock.now() + DAY, votes_until=clock.now() + 2 * DAY
        )
        assert client.get(url).status_code == 200 and not Participant.objects.exists()
        answer = client.post(url, {"what": "answer", "text": "A crane", "language": "en"})
        assert answer.status_code == 302
        assert Answer.objects.get().participant.contributor.user == people.analyst

    def test_what_cannot_be_taken_is_still_in_its_field(self, challenge, seat, client):
        Challenge.objects.update(
            answers_until=clock.now() + DAY, votes_from=clock.now() + DAY, votes_until=clock.now() + 2 * DAY
        )
        url = f"/ideas/me/{token_of(seat.contributor)}/campaign/{challenge.pk}/"
        typed = "y" * 1001
        answer = client.post(url, {"what": "answer", "text": typed, "language": "en"})
        assert answer.status_code == 422 and typed in answer.content.decode()
        assert "1001" in answer.content.decode()

    def test_the_answer_of_somebody_else_is_a_404(self, challenge, seat, client):
        said = make.answer(make.participant(challenge), "Not yours")
        url = f"/ideas/me/{token_of(seat.contributor)}/campaign/{challenge.pk}/"
        for number in (str(said.pk), "", "9" * 30, "x"):
            answer = client.post(url, {"what": "take_back", "answer": number})
            assert answer.status_code == 404
        assert Answer.objects.filter(pk=said.pk).exists()


class TestTheOpenAddress:
    def form(self, challenge, **more):
        stamp = signing.Signer(salt=SALT).sign_object(
            [f"challenge {challenge.slug}", (clock.now() - timedelta(seconds=20)).isoformat()]
        )
        values = {"name": "Ann Example", "email": "ann@guest.example", "language": "de", "stamp": stamp}
        return values | more

    @pytest.fixture(autouse=True)
    def runs_now(self, challenge):
        now = clock.now()
        Challenge.objects.filter(pk=challenge.pk).update(
            opens_at=now - DAY, answers_until=now + DAY, votes_from=now + DAY, votes_until=now + 2 * DAY
        )

    def test_who_comes_by_it_counts_once_the_address_is_confirmed(self, challenge):
        stranger = Client()
        url = f"/ideas/c/{challenge.slug}/?language=en"
        answer = stranger.post(url, self.form(challenge))
        assert answer.status_code == 302 and "/thanks/" in answer["Location"]
        seat = Participant.objects.get()
        assert seat.joined_at is None and seat.contributor.confirmed_at is None
        letter = Letter.objects.get()
        assert letter.kind == "confirm" and not overtaken(letter, at=clock.now())
        own = f"/ideas/me/{token_of(seat.contributor)}/campaign/{challenge.pk}/"
        assert own in written(letter, at=clock.now()).body
        make.answer(make.participant(challenge), "Said by others")
        assert "Said by others" not in stranger.get(own).content.decode()
        assert stranger.post(own, {"what": "answer", "text": "Mine", "language": "en"}).status_code == 422
        assert stranger.post(own, {"what": "confirm"}).status_code == 302
        assert stranger.post(own, {"what": "answer", "text": "Mine", "language": "en"}).status_code == 302
        assert "Said by others" in stranger.get(own).content.decode()

    def test_the_same_is_said_to_who_takes_part_already(self, challenge, seat):
        stranger = Client()
        url = f"/ideas/c/{challenge.slug}/?language=en"
        again = stranger.post(
            url, self.form(challenge, email=seat.contributor.email.upper(), name="Somebody Else")
        )
        new = stranger.post(url, self.form(challenge))
        assert again["Location"] == new["Location"]
        seat.contributor.refresh_from_db()
        assert seat.contributor.name != "Somebody Else"

    @pytest.mark.parametrize(
        ("change", "status"),
        [({}, 200), ({"listed": False}, 404), ({"published_at": None}, 404)],
    )
    def test_only_open_campaigns_have_one(self, challenge, change, status):
        Challenge.objects.filter(pk=challenge.pk).update(**change)
        assert Client().get(f"/ideas/c/{challenge.slug}/").status_code == status

    def test_after_its_end_nobody_joins(self, challenge):
        now = clock.now()
        Challenge.objects.filter(pk=challenge.pk).update(
            opens_at=now - 9 * DAY,
            answers_until=now - 8 * DAY,
            votes_from=now - 7 * DAY,
            votes_until=now - DAY,
        )
        answer = Client().post(f"/ideas/c/{challenge.slug}/?language=en", self.form(challenge))
        assert "Nobody can join" in answer.content.decode() and not Participant.objects.exists()

    def test_who_never_confirms_is_forgotten_and_nobody_else(self, challenge, seat):
        stranger = make.contributor("Never Confirms", confirmed_at=None)
        make.participant(challenge, stranger, invited_at=None, joined_at=None)
        known = make.contributor("Known Otherwise", confirmed_at=None)
        make.participant(challenge, known, invited_at=None, joined_at=None)
        make.idea(challenge.lead, authors=[known])
        assert participants.forget(at=AT + 6 * DAY) == 0
        assert participants.forget(at=AT + 7 * DAY) == 2
        assert list(Participant.objects.all()) == [seat]
        left = set(Contributor.objects.values_list("name", flat=True))
        assert "Never Confirms" not in left and "Known Otherwise" in left


class TestLetters:
    def test_dates_write_to_those_whom_it_concerns_and_nobody_twice(self, people, challenge):
        Challenge.objects.update(state="draft")
        invited = make.participant(challenge, joined_at=None)
        make.participant(challenge, invited_at=None, joined_at=None)  # never confirmed
        answered = make.participant(challenge)
        challenge_care.look_after(at=AT)
        challenge_care.look_after(at=AT)
        assert sorted(Letter.objects.values_list("kind", "contributor")) == sorted(
            [("asked", invited.contributor_id), ("asked", answered.contributor_id)]
        )
        make.answer(answered)
        challenge_care.look_after(at=AT + 7 * DAY)
        assert not Letter.objects.filter(kind="reminder").exists(), "eight days are left"
        challenge_care.look_after(at=AT + 8.5 * DAY)
        challenge_care.look_after(at=AT + 9 * DAY)
        assert [each.contributor for each in Letter.objects.filter(kind="reminder")] == [invited.contributor]
        challenge_care.look_after(at=AT + 12 * DAY)
        assert not Letter.objects.filter(kind="voting").exists()
        challenge_care.look_after(at=AT + 17 * DAY)
        assert Letter.objects.filter(kind="voting").count() == 2
        challenge_care.look_after(at=AT + 24 * DAY)
        assert Challenge.objects.get().state == ChallengeState.CLOSED

    def test_what_is_overtaken_is_not_sent(self, challenge, seat):
        asked = Letter.objects.create(
            contributor=seat.contributor, kind="asked", about=f"challenge {challenge.pk}", try_at=AT
        )
        assert not overtaken(asked, at=AT)
        assert overtaken(asked, at=AT + 11 * DAY)
        make.answer(seat)
        assert overtaken(asked, at=AT)

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_they_speak_the_readers_language(self, challenge, language):
        seat = make.participant(challenge, make.contributor(language=language))
        letter = Letter(contributor=seat.contributor, kind="voting", about=f"challenge {challenge.pk}")
        body = written(letter, at=AT + 18 * DAY).body
        assert challenge.questions[language] in body and "/ideas/me/" in body


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    manager, people, django_assert_num_queries, count
):
    for _number in range(count):
        make.answer(make.participant(make.challenge(people.manager)))
    with django_assert_num_queries(8):
        assert manager.get("/ideas/campaigns/").status_code == 200


class TestMyDay:
    @pytest.mark.parametrize(
        ("days", "why"),
        [
            (0, None),
            (4.9, None),
            (5.1, "silent"),
            (9.9, "silent"),
            (10, "sorting"),
            (17, None),
            (24, "closed"),
        ],
    )
    def test_a_campaign_waits_for_its_facilitators(self, people, challenge, days, why):
        found = waiting(for_user=people.manager, at=AT + days * DAY)
        assert [each.why for each in found] == ([why] if why else [])
        assert not waiting(for_user=people.other_manager, at=AT + days * DAY)
        of_all = waiting(for_user=people.administrator, at=AT + days * DAY, of_everybody=True)
        assert len(of_all) == len(found)

    def test_with_an_answer_or_concluded_it_waits_for_nobody(self, people, challenge, seat):
        make.answer(seat)
        assert not waiting(for_user=people.manager, at=AT + 9 * DAY)
        Challenge.objects.update(concluded_at=AT + 25 * DAY)
        assert not waiting(for_user=people.manager, at=AT + 26 * DAY)

    def test_it_stands_on_the_page(self, people, challenge, manager):
        now = clock.now()
        Challenge.objects.update(
            opens_at=now - 9 * DAY, answers_until=now - DAY, votes_from=now + DAY, votes_until=now + 2 * DAY
        )
        assert f"/ideas/campaigns/{challenge.pk}/board/" in manager.get("/").content.decode()
