"""Is nothing left of somebody who asks to be forgotten, but what stands in approved minutes?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from factories import groups as make
from grappe.apps.groups.models import Comment, Member
from grappe.apps.groups.operations import attendance, discussion, members, privacy
from grappe.apps.groups.queries.links import token_of
from grappe.apps.texts import operations as texts
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
NAME, EMAIL, WORDS = "Xantippe Quellmann", "xantippe@quell.example", "Zirkonium is dear."


def places_of(needle: str) -> set[str]:
    """Return every table and column of the app, of its history and of shared texts in which some words stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public' and "
            "(table_name like 'groups%%' or table_name like 'texts%%') and data_type in "
            "('text', 'character varying', 'jsonb')"
        )
        found = set()
        for table, column in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where "{column}"::text ilike %s', [f"%{needle}%"])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
        return found


@pytest.fixture
def group(people):
    return make.group(people.manager)


@pytest.fixture
def someone(group, people):
    """Somebody with a trace in everything."""
    member = make.member(
        group, NAME, email=EMAIL, organisation="Quell", message="I like zirkonium", language="en"
    )
    session = make.session(group, at=clock.now(), invited_at=make.AT)
    point = make.point(session, words="")
    attendance.answer(session=session, member=member, answer="comes", note=f"With {NAME}", at=clock.now())
    discussion.say(point=point, text=WORDS, by=member, at=clock.now())
    texts.set_words(text=point.text, words="We agree.", by=None, writer=NAME, at=clock.now())
    make.action(group, member, state="done", settled_by=NAME, created_by=NAME)
    session.decisions.create(point=point, text="Yes.", decided_at=clock.now(), noted_by=NAME)
    make.proposal(
        group, group.members.get(role="secretary"), state="refused", decided_at=clock.now(), decided_by=NAME
    )
    members.renew_link(member=member, by=people.manager, at=clock.now())
    return member


@pytest.mark.parametrize("words", [False, True])
def test_nothing_is_left_anywhere(someone, people, words):
    assert places_of(NAME) and places_of(EMAIL), "the search itself finds"
    erased = privacy.erase(member=someone, words=words, by=people.manager, at=clock.now())
    assert places_of(NAME) == set() and places_of(EMAIL) == set() and places_of("quell") == set()
    assert erased.state == "left" and erased.name == f"Ancien membre {erased.pk}"
    comment = Comment.objects.get()
    assert (comment.author, comment.text) == (erased.name, "" if words else WORDS)


def test_their_link_is_dead_and_they_are_not_asked_again(client, someone, people):
    address = f"/groups/m/{token_of(someone)}/"
    erased = privacy.erase(member=someone, by=people.manager, at=clock.now())
    assert client.get(address).status_code == 410
    for again in (privacy.erase, members.invite_again):
        with pytest.raises(BadInput, match="erased"):
            again(member=erased, by=people.manager, at=clock.now())


def test_approved_minutes_keep_what_stands_in_them(someone, people):
    session = someone.attendances.get().session
    session.minutes_state, session.approved_at, session.approved_by = "approved", clock.now(), NAME
    session.save()
    session.proposals.create(number=1, content={"there": [NAME]}, proposed_at=clock.now(), proposed_by=NAME)
    privacy.erase(member=someone, by=people.manager, at=clock.now())
    kept = places_of(NAME)
    assert "groups_minutes.content" in kept
    assert not {
        each for each in kept if each.startswith(("groups_member", "groups_attendance", "groups_comment"))
    }


def test_a_namesake_keeps_their_name(group, someone, people):
    other = make.member(group, NAME)
    make.action(group, other, settled_by=NAME, state="done")
    privacy.erase(member=someone, by=people.manager, at=clock.now())
    other.refresh_from_db()
    assert other.name == NAME and other.actions.get().settled_by == NAME


def test_not_whoever_runs_the_group(group, people):
    with pytest.raises(BadInput, match="runs the group"):
        privacy.erase(member=group.members.get(), by=people.administrator, at=clock.now())


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_by_who_runs_the_group(client, someone, people, role):
    client.force_login(people.by_role()[role])
    answer = client.post(f"/groups/members/{someone.pk}/erase/", {"words": "on"})
    may = role in ("administrator", "manager")
    assert answer.status_code == (302 if may else 403)
    assert Member.objects.filter(email=EMAIL).exists() is not may
    if not may:
        with pytest.raises(PermissionDenied):
            privacy.erase(member=someone, by=people.by_role()[role], at=clock.now())
