"""Which ideation campaigns does the demonstration have? One from the question to five ideas, one that takes answers now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations import demo_ideas_challenge_words as words
from grappe.apps.ideas.operations import (
    answers,
    board,
    challenge_care,
    challenges,
    conclusion,
    participants,
    votes,
)
from grappe.apps.ideas.operations.challenges import ChallengeDraft
from grappe.apps.ideas.queries.audience import Invitee

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.desk.operations.demo_stage import Stage
    from grappe.apps.ideas.models import Answer, Challenge, Participant

LEADS, HELPS = "jonas@demo.example", "mia@demo.example"
SEATS, SILENT = 20, 6  # people who answer, and who were invited only
BEGAN = -62  # days from today on which the closed campaign began
DAY = timedelta(days=1)


def tell_challenges(stage: Stage) -> None:
    """Tell the campaigns: who was asked, thirty answers in three languages, groups, votes, and five ideas."""
    guests = [each for each in stage.cast if each.people][: SEATS + SILENT]
    if len(guests) < SEATS + SILENT:
        return
    lead = stage.team[LEADS]
    people = [
        Invitee(
            each.people[0].name, each.people[0].email.lower(), each.company.name, each.company.language,
            person_id=each.people[0].pk,
        )
        for each in guests if each.people[0].email
    ]  # fmt: skip
    _over(stage, lead, people)
    _open(stage, lead, people)


def _over(stage: Stage, lead: User, people: list[Invitee]) -> None:
    opens = stage.moment(stage.working_day(BEGAN), 8, 0)
    challenge = _published(stage, lead, words.QUESTION, words.BACKGROUND, opens, "sustainability")
    participants.invite(challenge=challenge, people=people, by=lead, at=opens)
    seats = list(challenge.participants.order_by("pk"))[:SEATS]
    said = _answered(seats, opens)
    _hidden(seats[0], lead, opens)
    _grouped(stage, challenge, said, lead, challenge.answers_until + DAY)
    challenge_care.move(challenge=challenge, at=challenge.votes_from)
    _voted(challenge, seats, challenge.votes_from)
    challenge_care.move(challenge=challenge, at=challenge.votes_until)
    groups = list(challenge.groups.order_by("position"))[:5]
    chosen = {f"g{group.pk}": group.titles["en"] for group in groups}
    conclusion.conclude(
        challenge=challenge, chosen=chosen, by=lead, at=challenge.votes_until + DAY, invented=True
    )


def _published(
    stage: Stage, lead: User, asks: dict[str, str], why: dict[str, str], opens: datetime, theme: str
) -> Challenge:
    known = {each.slug: each for each in clusters.themes()}
    draft = ChallengeDraft(
        questions=asks, backgrounds=why, opens_at=opens, answers_until=opens + 14 * DAY,
        votes_from=opens + 21 * DAY, votes_until=opens + 28 * DAY, votes_each=4, listed=True,
        theme=known.get(theme), clusters=list(clusters.clusters()[:2]), lead=lead, team=[stage.team[HELPS]],
    )  # fmt: skip
    made = challenges.start(draft=draft, by=lead, at=opens - 3 * DAY, invented=True)
    challenges.publish(challenge=made, by=lead, at=opens - DAY)
    challenge_care.move(challenge=made, at=opens)
    made.refresh_from_db()
    return made


def _answered(seats: list[Participant], opens: datetime) -> dict[str, Answer]:
    """Return the answers by their words: given one after the other, over two weeks, most on the first days."""
    told = [pair for _titles, said, _votes in words.GROUPS for pair in said]
    told += [(language, text) for language, text, _votes in words.ALONE]
    order = [told[number * 7 % len(told)] for number in range(len(told))]  # 7 and 30 share no divisor
    given = {}
    for number, (language, text) in enumerate(order):
        at = opens + timedelta(hours=2 + number * number * 0.33)
        seat = seats[number % len(seats)]
        given[text] = answers.answer(participant=seat, text=text, language=language, at=at)
    return given


def _hidden(seat: Participant, lead: User, opens: datetime) -> None:
    language, text = words.HIDDEN
    made = answers.answer(participant=seat, text=text, language=language, at=opens + 5 * DAY)
    answers.hide(answer=made, why=words.WHY_HIDDEN, by=lead, at=opens + 6 * DAY)


def _grouped(stage: Stage, challenge: Challenge, said: dict[str, Answer], lead: User, at: datetime) -> None:
    """Two facilitators group by hand, in turn."""
    for number, (titles, told, _votes) in enumerate(words.GROUPS):
        by = lead if number % 2 == 0 else stage.team[HELPS]
        when = at + timedelta(hours=number)
        group = board.new_group(challenge=challenge, titles=titles, by=by, at=when)
        for _language, text in told:
            board.move(answer=said[text], to=group.pk, place=None, seen=0, by=by, at=when)


def _voted(challenge: Challenge, seats: list[Participant], at: datetime) -> None:
    """Give each candidate its votes: to whoever has most left, so that nobody gives more than they have."""
    left = {seat.pk: challenge.votes_each for seat in seats}
    by_title = {group.titles["en"]: f"g{group.pk}" for group in challenge.groups.all()}
    alone = {
        answer.text: f"a{answer.pk}"
        for seat in seats for answer in seat.answers.filter(group=None, hidden_at=None)
    }  # fmt: skip
    wanted = [(by_title[titles["en"]], count) for titles, _said, count in words.GROUPS]
    wanted += [(alone[text], count) for _language, text, count in words.ALONE]
    for number, (key, count) in enumerate(wanted):
        willing = sorted(seats, key=lambda seat: (-left[seat.pk], seat.pk))[:count]
        for place, seat in enumerate(willing):
            when = at + timedelta(hours=3 + number + 5 * place)
            votes.vote(participant=seat, key=key, at=when)
            left[seat.pk] -= 1


def _open(stage: Stage, lead: User, people: list[Invitee]) -> None:
    opens = stage.moment(stage.working_day(-9), 8, 0)
    challenge = _published(stage, lead, words.OPEN_QUESTION, words.OPEN_BACKGROUND, opens, "digital")
    participants.invite(challenge=challenge, people=people[:12], by=lead, at=opens)
    seats = list(challenge.participants.order_by("pk"))
    for number, (language, text) in enumerate(words.OPEN_ANSWERS):
        answers.answer(
            participant=seats[number],
            text=text,
            language=language,
            at=opens + (1 + number) * timedelta(hours=20),
        )
