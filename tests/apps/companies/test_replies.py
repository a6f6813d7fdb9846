"""Who answered an invitation, by mail, calendar or link, and what comes of another time that is proposed?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.companies.models import Contact, Reply
from grappe.apps.companies.operations import contacts as planning
from grappe.apps.companies.operations import replies as operations
from grappe.apps.companies.queries import replies as queries
from grappe.apps.companies.queries.replies import link_of
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def anne(people, clusters):
    company = CompanyFactory(name="Bois du Nord", clusters=[clusters["healthtech"]])
    return PersonFactory(company=company, name="Anne Muller", email="Anne@bois.example", language="de")


@pytest.fixture
def contact(anne, people):
    return planning.plan_contact(
        company=anne.company, kind="visit", subject="First talk", starts_at=SOON, people=[anne],
        team=[people.manager, people.other_manager], invite=False, by=people.manager, at=AT,
    )  # fmt: skip


def ics(
    contact, part="ACCEPTED", *, email="anne@bois.example", sequence=0, stamp=AT, method="REPLY", more=""
):
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
        f"UID:{contact.uid}@localhost\r\nSEQUENCE:{sequence}\r\nDTSTAMP:{stamp:%Y%m%dT%H%M%SZ}\r\n"
        f"ATTENDEE;CN=Anne;PARTSTAT={part}:mailto:{email}\r\n{more}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@pytest.fixture(autouse=True)
def at_home(settings):
    settings.SITE_URL = "http://localhost"


def take(contact, *args, sender="Anne Muller <anne@BOIS.example>", at=AT + HOUR, **kwargs):
    return operations.take_mail_reply(ics=ics(contact, *args, **kwargs), sender=sender, at=at)


def shown(contact, people):
    contact = Contact.objects.get(pk=contact.pk)
    rows = queries.answers_of(contact, on=AT.date(), for_user=people.manager).rows
    return {row.name: (row.reply.answer if row.reply else None, row.invited, row.earlier) for row in rows}


def test_nobody_has_answered_yet_and_the_host_is_not_asked(contact, people):
    assert shown(contact, people) == {
        "Anne Muller": (None, True, False), people.other_manager.name: (None, True, False)
    }  # fmt: skip


def test_an_answer_by_mail_is_kept_once_with_its_time_and_way(contact, people):
    taken = take(contact)
    assert taken == operations.TakenReply(contact.pk, contact.company_id, new=True, invited=True)
    assert not take(contact).new
    reply = Reply.objects.get()
    assert (reply.person.name, reply.source, reply.stamp, reply.received_at) == (
        "Anne Muller",
        "mail",
        AT,
        AT + HOUR,
    )
    assert shown(contact, people)["Anne Muller"] == ("accepted", True, False)


def test_only_the_newer_answer_counts_whatever_arrives_last(contact, people):
    take(contact, "DECLINED", stamp=AT + 2 * HOUR, at=AT + 3 * HOUR)
    take(contact, "ACCEPTED", stamp=AT + HOUR, at=AT + 4 * HOUR)
    assert shown(contact, people)["Anne Muller"][0] == "declined"
    assert Reply.objects.count() == 2
    planning.change_contact(
        contact=contact, kind="visit", subject="Second talk", starts_at=SOON, minutes=45, people=contact.people.all(),
        team=contact.team.all(), invite=False, by=people.manager, at=AT + 5 * HOUR,
    )  # fmt: skip
    assert shown(contact, people)["Anne Muller"] == ("declined", True, False), "the time is the same"
    take(contact, "ACCEPTED", sequence=1, stamp=AT, at=AT + 6 * HOUR)
    assert shown(contact, people)["Anne Muller"][0] == "accepted", "the sequence counts before the stamp"


def test_a_number_or_clock_from_the_future_does_not_hold_for_ever(contact, people):
    take(contact, "ACCEPTED", sequence=900, stamp=AT + timedelta(days=900), at=AT + HOUR)
    take(contact, "DECLINED", sequence=0, stamp=AT + 2 * HOUR, at=AT + 2 * HOUR)
    assert shown(contact, people)["Anne Muller"][0] == "declined"


def test_after_a_move_the_answer_was_to_the_earlier_time(contact, people):
    take(contact)
    planning.change_contact(
        contact=contact, kind="visit", subject="First talk", starts_at=SOON + HOUR, minutes=45,
        people=contact.people.all(), team=contact.team.all(), invite=False, by=people.manager, at=AT + HOUR,
    )  # fmt: skip
    assert shown(contact, people)["Anne Muller"] == ("accepted", True, True)
    assert queries.answers_waiting(for_user=people.manager, at=AT) == []


def test_somebody_else_answers_for_themselves_only(contact, people):
    taken = take(contact, "DECLINED", sender="Mallory <mallory@elsewhere.example>")
    assert not taken.invited
    found = shown(contact, people)
    assert found["Anne Muller"][0] is None
    assert found["Mallory"] == ("declined", False, False)


@pytest.mark.parametrize("broken", [
    "", "BEGIN:VCALENDAR", "x" * 300_000, "METHOD", "no uid", "another host", "request", "no attendee", "no answer",
])  # fmt: skip
def test_what_is_no_answer_to_ours_is_none(contact, broken):
    text = {
        "no uid": ics(contact).replace(f"{contact.uid}@localhost", "1"),
        "another host": ics(contact).replace("@localhost", "@elsewhere.example"),
        "request": ics(contact, method="REQUEST"),
        "no attendee": ics(contact).replace("ATTENDEE", "X-NOBODY"),
        "no answer": ics(contact, "NEEDS-ACTION"),
    }.get(broken, broken)
    assert operations.take_mail_reply(ics=text, sender="anne@bois.example", at=AT) is None
    assert not Reply.objects.exists()


def counter(contact, start=SOON + 24 * HOUR, **who):
    more = f"DTSTART:{start:%Y%m%dT%H%M%SZ}\r\nDTEND:{start + HOUR:%Y%m%dT%H%M%SZ}\r\nCOMMENT:Thursday\\, please\r\n"
    take(contact, "TENTATIVE", method="COUNTER", more=more, **who)
    return Reply.objects.get()


def test_a_proposed_time_is_taken_over_by_a_press(
    contact, people, django_capture_on_commit_callbacks, mailoutbox
):
    reply = counter(contact)
    assert (reply.answer, reply.words) == ("counter", "Thursday, please")
    assert queries.answers_waiting(for_user=people.manager, at=AT) == [reply]
    for refused in (people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            operations.take_proposal(reply=reply, by=refused, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        moved = operations.take_proposal(reply=reply, by=people.manager, at=AT + HOUR)
    assert (moved.starts_at, moved.minutes, moved.sequence) == (SOON + 24 * HOUR, 60, 1)
    assert "anne@bois.example" in {mail.to[0].lower() for mail in mailoutbox}
    with pytest.raises(BadInput):
        operations.take_proposal(reply=reply, by=people.manager, at=AT + HOUR)
    assert queries.answers_waiting(for_user=people.manager, at=AT) == []


def test_it_may_be_left_as_planned(contact, people):
    take(contact, "DECLINED")
    reply = Reply.objects.get()
    assert queries.answers_waiting(for_user=people.other_manager, at=AT) == [reply], "the whole team is told"
    assert queries.answers_waiting(for_user=people.analyst, at=AT) == []
    operations.leave_as_planned(reply=reply, by=people.manager, at=AT)
    assert queries.answers_waiting(for_user=people.manager, at=AT) == []
    assert Contact.objects.get().starts_at == SOON


def test_a_time_in_the_year_9000_is_a_refusal(contact, people):
    counter_at = datetime(2999, 1, 1, tzinfo=UTC)
    assert counter(contact, counter_at).answer == "declined"


def test_what_a_calendar_says_is_news_once(contact, people):
    def told(part, at):
        answers = [
            ("anne@bois.example", part),
            (people.manager.email, "DECLINED"),
            ("new@bois.example", "ACCEPTED"),
        ]
        return operations.take_calendar_answers(contact=contact, answers=answers, sequence=0, at=at)

    assert told("NEEDS-ACTION", AT) == 1, "who was not invited, and came"
    assert told("ACCEPTED", AT + HOUR) == 1
    assert told("ACCEPTED", AT + 2 * HOUR) == 0
    take(contact, "DECLINED", stamp=AT + 3 * HOUR, at=AT + 3 * HOUR)
    assert told("ACCEPTED", AT + 4 * HOUR) == 0, "the calendar does not know of the mail yet"
    assert shown(contact, people) == {
        "Anne Muller": ("declined", True, False), people.other_manager.name: (None, True, False),
        "new@bois.example": ("accepted", False, False),
    }  # fmt: skip


def test_the_link_in_the_letter_answers_without_an_account(
    anne, people, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        contact = planning.plan_contact(
            company=anne.company, kind="visit", subject="First talk", starts_at=clock.now() + timedelta(days=3),
            people=[anne], team=[people.manager], by=people.manager, at=clock.now(),
        )  # fmt: skip
    link = link_of(contact, f"person:{anne.pk}")
    letters = {mail.to[0]: mail.body for mail in mailoutbox}
    assert link in letters["Anne@bois.example"]
    assert link not in letters[people.manager.email] and "/reply/" not in letters[people.manager.email]
    client, path = Client(), link.removeprefix("http://localhost")
    page = client.get(path)
    assert 'lang="de"' in page.content.decode() and page.headers["Cache-Control"].count("no-store")
    assert not Reply.objects.exists()
    assert client.post(path, {"answer": "counter"}).status_code == 422
    assert client.post(path, {"answer": "declined", "words": "Ill"}).status_code == 302
    reply = Reply.objects.get()
    assert (reply.answer, reply.source, reply.words, reply.person) == ("declined", "link", "Ill", anne)
    assert "Ill" not in client.get(path + "?language=fr&kept=yes").content.decode()
    contact.people.clear()
    assert client.get(path).status_code == 410
    client.force_login(people.manager)
    body = client.get(reverse("companies:contact", args=[contact.pk])).content.decode()
    assert "not invited" in body and "Ill" in body


def test_nothing_is_answered_to_what_is_called_off(contact, anne, people):
    planning.cancel_contact(contact=contact, by=people.manager, at=AT)
    asked = queries.asked_by_token(
        link_of(contact, f"person:{anne.pk}").rstrip("/").rpartition("/")[2], at=AT, on=AT.date()
    )
    with pytest.raises(BadInput):
        operations.answer_by_link(asked=asked, answer="accepted", at=AT)


def test_who_proposed_a_time_is_told_that_it_is_refused(
    contact, anne, people, mailoutbox, django_capture_on_commit_callbacks
):
    """DECLINECOUNTER (RFC 5546, 3.2.8): with the UID and the SEQUENCE that were answered, to whoever proposed, once."""
    reply = counter(contact, SOON + HOUR)
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            operations.leave_as_planned(reply=reply, by=people.manager, at=AT + HOUR)
    (letter,) = mailoutbox
    assert letter.to == [anne.email] and letter.subject.startswith("Bleibt wie geplant: First talk")
    (name, content, kind) = letter.attachments[0]
    assert name == "invite.ics" and kind == "text/calendar; method=DECLINECOUNTER; charset=utf-8"
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "DECLINECOUNTER"
    assert str(event["UID"]) == f"{contact.uid}@localhost" and event["SEQUENCE"] == reply.sequence
    assert event["DTSTAMP"].dt == AT + HOUR and event["DTSTART"].dt == SOON
    assert str(event["ORGANIZER"]).lower() == f"mailto:{people.manager.email}"
    assert str(event["ATTENDEE"]).lower() == "mailto:anne@bois.example"
    assert str(event["STATUS"]) == "CONFIRMED"


@pytest.mark.parametrize("what", ["declined", "moved", "stranger", "over"])
def test_nobody_else_is_told_so(contact, people, mailoutbox, django_capture_on_commit_callbacks, what):
    if what == "declined":
        take(contact, "DECLINED")
    elif what == "stranger":
        counter(contact, SOON + HOUR, sender="who@else.example")
    else:
        counter(contact, SOON + HOUR)
    if what == "moved":
        planning.change_contact(
            contact=contact, kind="visit", subject="First talk", starts_at=SOON + 2 * HOUR, minutes=45,
            people=contact.people.all(), team=contact.team.all(), invite=False, by=people.manager, at=AT,
        )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        at = SOON + timedelta(days=1) if what == "over" else AT + HOUR
        operations.leave_as_planned(reply=Reply.objects.get(), by=people.manager, at=at)
    assert Reply.objects.get().settled_at and mailoutbox == []
