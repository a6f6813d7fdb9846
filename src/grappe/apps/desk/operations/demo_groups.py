"""Which working groups does the demonstration have? One that runs and is rich, one proposed, one closed with its report."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.apps.clusters import queries as clusters
from grappe.apps.desk.operations import demo_group_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.groups.operations import (
    actions,
    agenda,
    approval,
    attendance,
    groups,
    members,
    minutes,
    papers,
    proposals,
    results,
    sessions,
)
from grappe.apps.groups.operations.members import Who
from grappe.apps.needs import queries as need_queries
from grappe.apps.texts import operations as texts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.groups.models import Group, Member, Minutes, Session

RUNS, PROPOSES, SECOND = "jonas@demo.example", "claire@demo.example", "mia@demo.example"
DAYS = (-92, -56, -19)  # of the sessions that were held
NEXT_IN = 6
SEATS = 7  # members from companies


def tell_groups(stage: Stage) -> None:
    """Tell the groups: how one was proposed and taken up, who is in it, what it decided, and what is to be done."""
    lead = stage.team[RUNS]
    guests = [each for each in stage.cast if each.manager == lead and each.people]
    if len(guests) < SEATS + 3:
        return
    group = _running(stage, lead)
    seats = _seats(stage, group, guests, lead)
    for number, (days, told) in enumerate(zip(DAYS, words.SESSIONS, strict=True)):
        session = _held(stage, group, seats, told, days, number)
        _approve(stage, session, seats, number)
    _coming(stage, group, seats)
    _results(stage, group, guests[0])
    _others(stage, guests[SEATS + 3 :] or guests)


def _running(stage: Stage, lead: User) -> Group:
    at = stage.moment(stage.working_day(DAYS[0] - 40), 10, 0)
    known = {each.slug: each for each in clusters.clusters()}
    draft = groups.Draft(
        names=words.NAMES, purposes=words.PURPOSES, expected=words.EXPECTED, listed=True, rhythm_weeks=5,
        theme=next((each for each in clusters.themes() if each.slug == "value_chains"), clusters.themes().first()),
        clusters=[known[slug] for slug in ("materials", "automobility") if slug in known],
        lead=lead, team=[stage.team[SECOND]], until=stage.today + timedelta(days=210),
    )  # fmt: skip
    group = groups.propose(draft=draft, by=lead, at=at, invented=True)
    why = "Sechs Unternehmen haben denselben Bedarf gemeldet."
    return groups.decide(
        group=group, take_up=True, why=why, by=stage.team["admin@demo.example"], at=at + timedelta(days=3)
    )


def _seats(stage: Stage, group: Group, guests: list[Cast], lead: User) -> list[Member]:
    """Return who is a member: chair, members of companies, an expert, an observer; others are asked, ask, or have left."""
    at = group.decided_at or stage.at
    seats = [group.members.get(user=lead)]
    for place, cast in enumerate(guests[:SEATS]):
        role = "chair" if place == 0 else "member"
        seats.append(
            members.add(
                group=group, who=_who(cast), role=role, agreed=True, by=lead, at=at + timedelta(days=1)
            )
        )
    for who, role in ((words.EXPERT, "expert"), (words.OBSERVER, "observer")):
        name, email, organisation, function = who
        person = Who(name=name, email=email, organisation=organisation, function=function)
        seats.append(members.add(group=group, who=person, role=role, agreed=True, by=lead, at=at))
    members.leave(member=seats.pop(SEATS), why="Nouvelles fonctions", at=stage.at - timedelta(days=40))
    members.add(group=group, who=_who(guests[SEATS]), by=lead, at=stage.at - timedelta(days=2))
    asking = members.newcomer(
        group=group, who=_who(guests[SEATS + 1], words.REQUEST), at=stage.at - timedelta(days=3)
    )
    members.confirm(member=asking, at=stage.at - timedelta(days=3))
    return seats


def _who(cast: Cast, message: str = "") -> Who:
    person = cast.people[0]
    return Who(
        name=person.name, email=person.email, organisation=str(cast.company), function=person.function,
        language=person.language, message=message, person=person, company=cast.company,
    )  # fmt: skip


def _held(
    stage: Stage, group: Group, seats: list[Member], told: words.SessionWords, days: int, number: int
) -> Session:
    begins = stage.moment(stage.working_day(days), 14, 0)
    session = _planned(group, seats, told, begins)
    lead = group.lead
    for place, member in enumerate(seats[1:]):
        answer = "cannot" if place == (number + 2) % 5 else ("online" if place % 2 else "comes")
        attendance.answer(
            session=session, member=member, answer=answer, at=begins - timedelta(days=9 - place % 5)
        )
    session = sessions.hold(session=session, by=lead, at=begins + timedelta(minutes=2))
    attendance.all_present(session=session, by=lead, at=begins + timedelta(minutes=5))
    points = [each for each in session.points.order_by("position") if not each.lists_actions]
    for point, said in zip(points, told.points, strict=True):
        at = begins + timedelta(minutes=said.minutes)
        writer = seats[1] if point.position % 2 else lead
        user = None if writer is seats[1] else lead
        texts.set_words(text=point.text, words=said.text, by=user, writer=writer.name, at=at)
        if said.decision:
            votes = dict(zip(("votes_for", "votes_against", "abstentions"), said.votes or (), strict=False))
            minutes.decide(
                point=point, draft=minutes.DecisionDraft(text=said.decision, **votes), by=lead, at=at
            )
        minutes.set_outcome(point=point, outcome=said.outcome, by=lead, at=at)
    for place, (title, about, until, state) in enumerate(told.actions):
        owner = seats[0] if state == "mine" else seats[2 + place]
        at = begins + timedelta(minutes=80)
        due_on = begins.date() + timedelta(days=until)
        draft = actions.ActionDraft(title=title, owner=owner, due_on=due_on)
        action = actions.add(group=group, draft=draft, point=points[about], by=lead, at=at)
        if state == "done":
            actions.settle(
                action=action, state="done", note="Fait.", by=owner, at=at + timedelta(days=until - 2)
            )
    return session


def _planned(group: Group, seats: list[Member], told: words.SessionWords, begins: datetime) -> Session:
    """Plan a session three weeks before with its agenda, and invite to it."""
    at = begins - timedelta(days=21)
    draft = sessions.SessionDraft(
        starts_at=begins, minutes_long=110, title=told.title, message=words.MESSAGE if told is words.NEXT else "",
        link="https://meet.example/composites",
    )  # fmt: skip
    session = sessions.plan(group=group, draft=draft, by=group.lead, at=at)
    for place, said in enumerate(told.points):
        point = agenda.PointDraft(
            title=said.title, kind=said.kind, minutes_long=said.minutes, about=said.about,
            presenter=seats[1 + place % 3],
        )  # fmt: skip
        agenda.add_point(session=session, draft=point, by=group.lead, at=at)
    sessions.invite(session=session, by=group.lead, at=at + timedelta(days=1))
    session.refresh_from_db()
    return session


def _approve(stage: Stage, session: Session, seats: list[Member], number: int) -> None:
    """The first two are approved; the third waits, and somebody asks for a change."""
    lead = session.group.lead
    at = session.starts_at + timedelta(days=2)
    last = number == len(DAYS) - 1
    until = stage.today + timedelta(days=4) if last else (at + timedelta(days=10)).date()
    shown: Minutes = approval.put_before(session=session, reply_until=until, by=lead, at=at)
    present = set(session.attendances.filter(presence="present").values_list("member_id", flat=True))
    there = [each for each in seats[1:] if each.pk in present]
    for member in there[:3]:
        approval.reply(minutes=shown, member=member, verdict="approves", at=at + timedelta(days=1))
    if last:
        approval.reply(
            minutes=shown,
            member=there[3],
            verdict="objects",
            comment=words.OBJECTION,
            at=at + timedelta(days=2),
        )
    else:
        session.refresh_from_db()
        approval.approve(session=session, version=shown.number, by=lead, at=at + timedelta(days=11))


def _coming(stage: Stage, group: Group, seats: list[Member]) -> None:
    session = _planned(group, seats, words.NEXT, stage.moment(stage.working_day(NEXT_IN), 10, 0))
    for member, answer in zip(seats[1:5], ("comes", "online", "cannot", "comes"), strict=False):
        attendance.answer(session=session, member=member, answer=answer, at=stage.at - timedelta(days=2))
    points = [each for each in session.points.order_by("position") if not each.lists_actions]
    for place, name, title, content in words.PAPERS:
        file = SimpleUploadedFile(name, content.encode())
        papers.put(
            group=group, upload=file, title=title, point=points[place], by=seats[1],
            at=stage.at - timedelta(days=5),
        )  # fmt: skip
    proposed, about = words.POINT
    proposals.propose(
        member=seats[3], title=proposed, about=about, minutes_long=20, at=stage.at - timedelta(days=4)
    )


def _results(stage: Stage, group: Group, cast: Cast) -> None:
    """What came of it so far: an idea, a project, a need of a member's company."""
    lead = group.lead
    for kind, text, days in (("idea", words.IDEA, -50), ("project", words.PROJECT, -12)):
        at = stage.at + timedelta(days=days)
        results.note(group=group, kind=kind, text=text, company=None, by=lead, at=at)
    needs = list(need_queries.needs_of(cast.company.pk, for_user=lead)[:1])
    for need in needs:
        results.link(group=group, kind="need", thing=need, by=lead, at=stage.at - timedelta(days=30))


def _others(stage: Stage, guests: list[Cast]) -> None:
    """A proposal that waits for a decision, and a group that has closed with its report."""
    known = {each.slug: each for each in clusters.clusters()}
    claire = stage.team[PROPOSES]
    asked = groups.Draft(
        names=words.PROPOSED, purposes=words.PROPOSED_PURPOSES, clusters=[known["healthtech"]], rhythm_weeks=6
    )
    groups.propose(draft=asked, by=claire, at=stage.at - timedelta(days=5), invented=True)
    lead = stage.team[RUNS]
    at = stage.moment(stage.working_day(-400), 9, 0)
    draft = groups.Draft(
        names=words.CLOSED,
        purposes=words.CLOSED_PURPOSES,
        clusters=[known["wood"]],
        language="de",
        listed=True,
    )
    group = groups.propose(draft=draft, by=lead, at=at, invented=True)
    group = groups.decide(
        group=group, take_up=True, why="Thema der Strategie Holz.", by=stage.team["admin@demo.example"], at=at
    )
    seats = [group.members.get(user=lead)]
    for cast in guests[:4]:
        seats.append(
            members.add(group=group, who=_who(cast), agreed=True, by=lead, at=at + timedelta(days=2))
        )
    session = _held(stage, group, seats, words.CLOSED_SESSION, -340, 0)
    shown = approval.put_before(
        session=session, reply_until=session.starts_at.date() + timedelta(days=12), by=lead,
        at=session.starts_at + timedelta(days=2),
    )  # fmt: skip
    approval.reply(
        minutes=shown, member=seats[1], verdict="approves", at=session.starts_at + timedelta(days=3)
    )
    session.refresh_from_db()
    approval.approve(
        session=session, version=shown.number, by=lead, at=session.starts_at + timedelta(days=13)
    )
    groups.close(group=group, report=words.REPORT, by=lead, at=at + timedelta(days=150))
