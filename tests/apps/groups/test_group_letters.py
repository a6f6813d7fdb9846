"""Does every member get each letter once, in their language, and none that says nothing true any more?"""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from factories import groups as make
from factories.campaigns import Ticking
from factories.jobs import work
from factories.mail import Scripted
from grappe.apps.campaigns.models import Address
from grappe.apps.groups.enums import GroupState, LetterKind, MemberState
from grappe.apps.groups.models import Letter, Minutes, Reply
from grappe.apps.groups.operations import letters
from grappe.apps.groups.queries.letters import (
    ABOUT_A_SESSION,
    ABOUT_AN_ACTION,
    AFTER_THE_END,
    SUITS,
    counts_of,
    letter_for,
    overtaken,
    stuck,
    written,
)
from grappe.apps.groups.queries.links import member_by_token, token_of
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
KINDS = [each.value for each in LetterKind]
LATER = make.AT + timedelta(minutes=11)


@pytest.fixture
def post(settings):
    """A mail server that does what a test says."""
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    return Scripted


@pytest.fixture
def group(people):
    return make.group(people.manager)


def put(kind: str, group, *, unsaved: bool = False, **more) -> Letter:
    """A letter of a kind that is right to send: the member, session or action it is about stand as they must."""
    state = more.pop("state", sorted(SUITS[kind])[0])
    who = make.member(group, state=state, **more)
    about = ""
    if kind in ABOUT_A_SESSION:
        minutes = {"minutes": "proposed", "approved": "approved"}.get(kind, "writing")
        session = make.session(
            group,
            points=2,
            minutes_state=minutes,
            message="Please bring your figures.",
            state="cancelled" if kind == "session_off" else "planned",
            cancelled_reason="Nobody can." if kind == "session_off" else "",
        )
        about = f"session {session.pk} sequence 0"
    if kind in ABOUT_AN_ACTION:
        about = f"action {make.action(group, who).pk} first"
    if kind == "closed":
        group.state, group.closed_at, group.report = "closed", make.AT, {"en": "One bench for all."}
        group.save()
    who.group = group
    if unsaved:
        return Letter(member=who, kind=kind, about=about, try_at=make.AT)
    assert letters.write(members=[who], kind=kind, about=about, at=make.AT) == 1
    return Letter.objects.get(member=who, kind=kind)


def run(at=make.AT) -> int:
    return letters.send(now=Ticking(at))


def test_a_letter_is_put_once_for_the_same_occasion(group):
    who = [make.member(group), make.member(group)]
    assert letters.write(members=who, kind="session", about="session 1 sequence 0", at=make.AT) == 2
    assert letters.write(members=who, kind="session", about="session 1 sequence 0", at=make.AT) == 0
    assert letters.write(members=who, kind="session", about="session 1 sequence 1", at=make.AT) == 2
    assert letters.write(members=[make.member(group, email="")], kind="link", at=make.AT) == 0


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_is_put(people, post):
    from django.utils import timezone

    at = timezone.now()
    who = make.member(make.group(people.manager, at=at), at=at)
    letters.write(members=[who], kind="welcome", at=at)
    work()
    assert [message.to for message in post.taken] == [[who.email]]
    assert post.taken[0].reply_to == [people.manager.email]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_kind_speaks_the_language_of_the_member(group, kind, language, people):
    letter = put(kind, group, language=language, unsaved=True)
    assert overtaken(letter, at=make.AT) == ""
    mail = written(letter, at=make.AT)
    assert group.names[language] in mail.body and group.names[language] in mail.html
    assert mail.language == language and f'lang="{language}"' in mail.html
    hello = {"en": "Hello Camille", "fr": "Bonjour Camille", "de": "Guten Tag Camille"}[language]
    why = {"en": "You get this mail because", "fr": "Vous recevez ce", "de": "Sie erhalten diese"}[language]
    for words in (hello, why, people.manager.name):
        assert words in mail.body and words in mail.html
    assert "%(" not in mail.body + mail.subject and "\n" not in mail.subject
    # Nothing opens for who was refused; everybody else gets their own link.
    link = f"{settings.SITE_URL}/groups/m/{token_of(letter.member)}/"
    assert (link in mail.body) is (link in mail.html) is (kind != "refused")


def test_no_two_kinds_say_the_same(people):
    subjects = set()
    for kind in KINDS:
        subjects.add(written(put(kind, make.group(people.manager), language="en"), at=make.AT).subject)
    assert len(subjects) == len(KINDS)


@pytest.mark.parametrize(("kind", "told"), [
    ("session", ["Please bring your figures.", "1. Point 1\n2. Point 2", "https://meet.example/group", "Luxembourg time"]),
    ("reminder", ["1. Point 1", "https://meet.example/group"]),
    ("session_off", ["Why: Nobody can.", "Luxembourg time"]),
    ("action", ["Ask three laboratories for a price", "Monday, 9 March 2026"]),
    ("closed", ["One bench for all."]),
    ("invited", ["Your role: Member", "Agree on one test bench."]),
])  # fmt: skip
def test_a_letter_says_what_it_is_about(group, kind, told):
    letter = put(kind, group, language="en")
    mail = written(letter, at=make.AT)
    for words in told:
        assert words in mail.body, words
    if kind in ("session", "reminder"):
        assert f"/session/{group.sessions.get().pk}/" in mail.body
    else:
        assert "meet.example" not in mail.body, "a video link is for who is to come"


def test_an_action_whose_day_is_over_is_said_to_be_so(group):
    letter = put("action_due", group, language="en")
    assert "this day is over" not in written(letter, at=make.AT + timedelta(days=7)).body
    assert "this day is over" in written(letter, at=make.AT + timedelta(days=8)).body


def test_a_second_invitation_speaks_of_a_change_and_the_first_is_left_out(group, post):
    letter = put("session", group, language="en")
    session = group.sessions.get()
    letters.write(
        members=[letter.member], kind="session", about=f"session {session.pk} sequence 1", at=make.AT
    )
    assert run() == 1, "the first had not gone out yet: one letter tells all"
    assert post.taken[0].subject.startswith("Session on")
    letters.write(
        members=[letter.member], kind="session", about=f"session {session.pk} sequence 2", at=make.AT
    )
    run()
    assert post.taken[1].subject.startswith("Changed: session on")


def test_a_letter_of_another_session_overtakes_nothing(group, post):
    """Session 1 is not session 12."""
    first = put("session", group)
    other = Letter(
        member=first.member,
        kind="session",
        about=f"{first.about.split(' seq')[0]}2 sequence 0",
        try_at=make.AT,
    )
    other.save()
    assert overtaken(first, at=make.AT) == ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", MemberState.values)
def test_a_letter_to_who_stands_otherwise_is_not_sent(group, post, kind, state):
    put(kind, group, state=state)
    suits = state in SUITS[kind]
    assert run() == suits
    kept = Letter.objects.get()
    assert kept.state == ("sent" if suits else "left_out")
    assert bool(kept.trail) is not suits, "and it says why"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", GroupState.values)
def test_a_group_that_does_not_run_is_spoken_of_as_such(group, kind, state):
    letter = put(kind, group)
    group.state = state
    letter.member.group = group
    runs = state in ("running", "paused")
    right = state == "closed" if kind == "closed" else runs or kind in AFTER_THE_END
    assert (overtaken(letter, at=make.AT) == "") is right


@pytest.mark.parametrize(("kind", "change", "why"), [
    ("session", {"state": "cancelled"}, "cancelled"),
    ("reminder", {"state": "cancelled"}, "cancelled"),
    ("session", {"state": "held"}, "over"),
    ("reminder", {"starts_at": make.AT - timedelta(minutes=91)}, "over"),
    ("session_off", {"state": "planned"}, "takes place after all"),
    ("minutes", {"minutes_state": "approved", "approved_at": make.AT}, "do not wait"),
    ("minutes", {"minutes_state": "writing"}, "do not wait"),
    ("approved", {"minutes_state": "writing"}, "not approved"),
])  # fmt: skip
def test_a_letter_about_a_session_is_overtaken(group, kind, change, why):
    letter = put(kind, group)
    assert overtaken(letter, at=make.AT) == ""
    group.sessions.update(**change)
    assert why in overtaken(letter, at=make.AT)
    group.sessions.all().delete()
    assert "not there any more" in overtaken(letter, at=make.AT)


def test_who_has_said_what_they_think_of_the_minutes_is_not_asked_again(group):
    letter = put("minutes", group)
    session = group.sessions.get()
    for number in (1, 2):
        proposed = Minutes.objects.create(
            session=session, number=number, content={}, proposed_at=make.AT, proposed_by="Claire"
        )
        assert overtaken(letter, at=make.AT) == "", "asked anew of every proposal"
        Reply.objects.create(minutes=proposed, member=letter.member, verdict="approves", replied_at=make.AT)
        assert "has said already" in overtaken(letter, at=make.AT)


@pytest.mark.parametrize("kind", sorted(ABOUT_AN_ACTION))
def test_a_letter_about_an_action_is_overtaken(group, kind):
    letter = put(kind, group)
    group.actions.update(state="done", settled_at=make.AT)
    assert "settled" in overtaken(letter, at=make.AT)
    group.actions.update(state="open", owner=make.member(group))
    assert "Somebody else" in overtaken(letter, at=make.AT)
    group.actions.all().delete()
    assert "not there any more" in overtaken(letter, at=make.AT)


@pytest.mark.parametrize(
    "about", ["", "session", "session x", "session 12x", "session 99999999999999999999", "action 1"]
)
def test_a_letter_about_nothing_in_particular_is_not_sent(group, about):
    letter = put("session", group)
    letter.about = about
    assert "not there any more" in overtaken(letter, at=make.AT)


def test_a_session_of_another_group_is_never_told_of(group, people):
    letter = put("session", group)
    letter.about = f"session {make.session(make.group(people.manager)).pk} sequence 0"
    assert "not there any more" in overtaken(letter, at=make.AT)


def test_a_member_whose_link_is_withdrawn_gets_letters_without_one(group):
    letter = put("session", group, language="en")
    letter.member.salt = ""
    mail = written(letter, at=make.AT)
    assert "/groups/m/" not in mail.body + mail.html and "personal link" not in mail.body


@pytest.mark.parametrize(("arrived", "mails"), [(True, 0), (False, 1)])
def test_who_runs_the_group_decides_on_what_is_uncertain(group, post, people, arrived, mails):
    letter = put("welcome", group)
    post.faults[letter.member.email] = [smtplib.SMTPServerDisconnected("closed")]
    run()
    run(LATER)
    lost = stuck(group, for_user=people.manager).get()
    assert lost.state == "uncertain" and lost == letter_for(letter.pk, for_user=people.manager)
    for other in (people.other_manager, people.ministry, people.analyst):
        with pytest.raises(PermissionDenied):
            letters.decide(letter=lost, arrived=arrived, by=other, at=LATER)
    letters.decide(letter=lost, arrived=arrived, by=people.manager, at=LATER)
    with pytest.raises(BadInput):
        letters.decide(letter=lost, arrived=True, by=people.manager, at=LATER)
    run(LATER)
    assert [message.to[0] for message in post.taken].count(letter.member.email) == mails
    assert Letter.objects.get(pk=lost.pk).state == "sent"


def test_a_refused_address_gets_no_letter_any_more(group, post, people):
    letter = put("welcome", group)
    refusal = smtplib.SMTPRecipientsRefused({letter.member.email: (550, b"5.1.1 User unknown")})
    post.faults[letter.member.email] = [refusal] * 9
    assert run() == 0
    assert Address.objects.get(email=letter.member.email).bounced_at is not None
    letters.write(members=[letter.member], kind="link", about="again", at=LATER)
    assert run(LATER) == 0
    counts = {row.kind: row for row in counts_of(group, for_user=people.analyst)}
    assert (counts["welcome"].stuck, counts["link"].left_out, counts["link"].sent) == (1, 1, 0)


def test_letters_to_many_cost_no_query_each(group, django_assert_num_queries):
    members = [make.member(group) for _number in range(30)]
    with django_assert_num_queries(4):  # a savepoint around two
        assert letters.write(members=members, kind="reminder", about="session 1", at=make.AT) == 30


def test_a_link_opens_for_its_owner_only(group):
    who = make.member(group)
    assert member_by_token(token_of(who)) == who
