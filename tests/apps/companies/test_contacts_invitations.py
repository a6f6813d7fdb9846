"""Does everybody get the right calendar file, in the right language, at the right hour?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.companies.operations import contacts as operations
from grappe.apps.companies.operations import invitations as letters
from grappe.apps.companies.queries import invitations as queries

pytestmark = pytest.mark.django_db
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(people, clusters):
    return CompanyFactory(name="Bois du Nord S.à r.l.", clusters=[clusters["healthtech"]])


@pytest.fixture
def anne(company):
    return PersonFactory(
        company=company, name='Anne "Nanny" Müller, Dr', email="anne@bois.example", language="de"
    )


@pytest.fixture
def plan(company, people, django_capture_on_commit_callbacks):
    def _plan(**facts):
        given = {
            "kind": "video", "subject": "Première rencontre", "starts_at": SOON, "link": "https://meet.example/a?b=c;d",
            "team": [people.manager], "by": people.manager, "at": AT,
        }  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            return operations.plan_contact(company=company, **(given | facts))

    return _plan


@pytest.fixture
def change(people, django_capture_on_commit_callbacks):
    def _change(contact, **facts):
        names = ("kind", "subject", "starts_at", "minutes", "link", "place")
        given = {name: getattr(contact, name) for name in names}
        given |= {
            "people": list(contact.people.all()),
            "team": list(contact.team.all()),
            "by": people.manager,
            "at": AT,
        }
        with django_capture_on_commit_callbacks(execute=True):
            return operations.change_contact(contact=contact, **(given | facts))

    return _change


@pytest.fixture
def cancel(people, django_capture_on_commit_callbacks):
    def _cancel(contact):
        with django_capture_on_commit_callbacks(execute=True):
            return operations.cancel_contact(contact=contact, by=people.manager, at=AT)

    return _cancel


def event_of(message):
    """The event of a letter's calendar file, and the file's method; read anew from the bytes that are sent."""
    part = next(part for part in message.message().walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return calendar.walk("VEVENT")[0], str(calendar["METHOD"])


def to(outbox, address):
    return [message for message in outbox if message.to == [address]]


def attendees(event):
    found = event.get("ATTENDEE", [])
    return {
        str(address).removeprefix("mailto:") for address in (found if isinstance(found, list) else [found])
    }


def test_the_invitation_says_all_that_a_calendar_needs(plan, anne, people, mailoutbox, settings):
    contact = plan(people=[anne], minutes=50, place="Esch")
    assert {message.to[0] for message in mailoutbox} == {"anne@bois.example", people.manager.email}
    event, method = event_of(to(mailoutbox, "anne@bois.example")[0])
    assert method == "REQUEST"
    assert str(event["UID"]).startswith(f"{contact.uid}@")
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt == SOON and event["DTEND"].dt == SOON + timedelta(minutes=50)
    assert event["DTSTAMP"].dt == AT
    assert str(event["ORGANIZER"]) == f"mailto:{people.manager.email}"
    assert attendees(event) == {"anne@bois.example", people.manager.email}
    named = {str(address): address.params for address in event["ATTENDEE"]}
    assert named["mailto:anne@bois.example"]["PARTSTAT"] == "NEEDS-ACTION"
    assert named["mailto:anne@bois.example"]["RSVP"] == "TRUE"
    assert named[f"mailto:{people.manager.email}"]["PARTSTAT"] == "ACCEPTED"
    assert str(event["URL"]) == "https://meet.example/a?b=c;d"
    assert str(event["CONFERENCE"]) == "https://meet.example/a?b=c;d"
    assert event["CONFERENCE"].params["FEATURE"] == "VIDEO" and event["CONFERENCE"].params["VALUE"] == "URI"
    assert "Esch" in event["LOCATION"]
    assert str(event["SUMMARY"]).startswith("Première rencontre")


@pytest.mark.parametrize(
    ("language", "greeting", "when"),
    [
        ("fr", "Bonjour", "mercredi 4 mars 2026, 10:00–10:45"),
        ("de", "Guten Tag", "Mittwoch, 4. März 2026, 10:00–10:45"),
        ("en", "Hello", "Wednesday, 4 March 2026, 10:00–10:45"),
    ],
)
def test_everybody_is_written_to_in_the_own_language_at_luxembourgs_hour(
    plan, anne, mailoutbox, language, greeting, when
):
    anne.language = language
    anne.save()
    plan(people=[anne])
    body = to(mailoutbox, "anne@bois.example")[0].body
    assert greeting in body and when in body
    assert "https://meet.example/a?b=c;d" in body


@pytest.mark.parametrize(
    ("moment", "clock"),
    [
        (datetime(2026, 3, 28, 10, 0, tzinfo=LUXEMBOURG), "20260328T090000Z"),  # winter
        (
            datetime(2026, 3, 29, 10, 0, tzinfo=LUXEMBOURG),
            "20260329T080000Z",
        ),  # the day the clocks go forward
        (datetime(2026, 10, 25, 10, 0, tzinfo=LUXEMBOURG), "20261025T090000Z"),  # the day they go back
        (datetime(2026, 10, 25, 2, 30, tzinfo=LUXEMBOURG), "20261025T003000Z"),  # the first 02:30 of two
        (datetime(2026, 10, 25, 2, 30, tzinfo=LUXEMBOURG, fold=1), "20261025T013000Z"),
    ],
)
def test_the_hour_is_right_when_the_clocks_change(plan, anne, mailoutbox, moment, clock):
    plan(people=[anne], starts_at=moment)
    event, _method = event_of(mailoutbox[0])
    assert event["DTSTART"].to_ical().decode() == clock


def test_an_end_after_the_clocks_went_forward_counts_the_hours_that_passed(plan, anne, mailoutbox):
    plan(people=[anne], starts_at=datetime(2026, 3, 29, 1, 30, tzinfo=LUXEMBOURG), minutes=60)
    event, _method = event_of(mailoutbox[0])
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)
    assert "01:30–03:30" in to(mailoutbox, "anne@bois.example")[0].body


def test_moving_sends_the_next_sequence_to_everybody(plan, change, anne, mailoutbox):
    contact = plan(people=[anne])
    mailoutbox.clear()
    change(contact, starts_at=SOON + timedelta(days=1))
    event, method = event_of(to(mailoutbox, "anne@bois.example")[0])
    assert (method, event["SEQUENCE"], event["DTSTART"].dt) == ("REQUEST", 1, SOON + timedelta(days=1))
    assert len(mailoutbox) == 2


def test_who_is_taken_off_gets_a_cancellation_and_who_joins_an_invitation(
    plan, change, company, anne, mailoutbox
):
    contact = plan(people=[anne])
    mailoutbox.clear()
    bob = PersonFactory(company=company, name="Bob", email="bob@bois.example")
    change(contact, people=[bob])
    off, method = event_of(to(mailoutbox, "anne@bois.example")[0])
    assert (method, off["SEQUENCE"], attendees(off)) == ("CANCEL", 1, {"anne@bois.example"})
    assert "STATUS" not in off  # RFC 5546, 3.2.5: the event goes on without her
    on, method = event_of(to(mailoutbox, "bob@bois.example")[0])
    assert (method, on["SEQUENCE"]) == ("REQUEST", 1)


def test_cancelling_tells_everybody_with_the_same_uid(plan, cancel, anne, mailoutbox):
    contact = plan(people=[anne])
    first, _method = event_of(mailoutbox[0])
    mailoutbox.clear()
    cancel(contact)
    assert len(mailoutbox) == 2
    event, method = event_of(to(mailoutbox, "anne@bois.example")[0])
    assert (method, event["STATUS"], event["SEQUENCE"], event["UID"]) == (
        "CANCEL",
        "CANCELLED",
        1,
        first["UID"],
    )


def test_a_change_of_nothing_sends_nothing(plan, change, anne, mailoutbox):
    contact = plan(people=[anne])
    mailoutbox.clear()
    change(contact)
    assert not mailoutbox


def test_nobody_is_invited_to_what_is_over(plan, cancel, anne, mailoutbox):
    contact = plan(people=[anne], starts_at=AT - timedelta(hours=2))
    cancel(contact)
    assert not mailoutbox


def test_what_runs_now_is_still_told(plan, anne, mailoutbox):
    plan(people=[anne], starts_at=AT - timedelta(minutes=10))
    assert len(mailoutbox) == 2


def test_moving_what_was_ahead_into_the_past_is_told(plan, change, anne, mailoutbox):
    contact = plan(people=[anne])
    mailoutbox.clear()
    change(contact, starts_at=AT - timedelta(days=1))
    assert len(mailoutbox) == 2


def test_without_invitation_on_wish(plan, anne, mailoutbox):
    plan(people=[anne], invite=False)
    assert not mailoutbox


def test_nothing_is_sent_when_nothing_is_written(
    company, people, anne, mailoutbox, django_capture_on_commit_callbacks
):
    from django.db import transaction

    class Broken(Exception):
        pass

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Broken), transaction.atomic():
        operations.plan_contact(
            company=company,
            kind="visit",
            subject="x",
            starts_at=SOON,
            people=[anne],
            by=people.manager,
            at=AT,
        )
        raise Broken
    assert not mailoutbox and not company.contacts.exists()


def test_who_has_no_address_or_has_left_is_named_and_not_written_to(plan, company, people, mailoutbox):
    mute = PersonFactory(company=company, name="Mute", email="")
    gone = PersonFactory(company=company, name="Gone", left_on=date(2026, 3, 5))
    contact = plan(people=[mute, gone])
    assert len(mailoutbox) == 2
    assert queries.without_invitation(contact, on=date(2026, 3, 2)) == ["Mute"]
    assert set(queries.without_invitation(contact, on=date(2026, 3, 5))) == {"Mute", "Gone"}
    assert [invitee.name for invitee in queries.invitees(contact, on=date(2026, 3, 5))] == [
        people.manager.name
    ]


def test_one_address_gets_one_letter(plan, company, people, mailoutbox):
    shared = [PersonFactory(company=company, name=name, email="Office@bois.example") for name in ("A", "B")]
    shared.append(PersonFactory(company=company, name="C", email="office@bois.example"))
    plan(people=shared)
    assert len(mailoutbox) == 2


def test_to_an_e_mail_only_our_side_gets_an_entry(plan, anne, people, mailoutbox):
    plan(kind="email", link="", people=[anne])
    assert [message.to for message in mailoutbox] == [[people.manager.email]]


def test_notes_are_for_our_side_only(plan, anne, people, mailoutbox, settings):
    contact = plan(people=[anne])
    address = f"{settings.SITE_URL}/companies/contacts/{contact.pk}/"
    theirs, ours = to(mailoutbox, "anne@bois.example")[0], to(mailoutbox, people.manager.email)[0]
    assert address in ours.body and address in event_of(ours)[0]["DESCRIPTION"]
    assert "/contacts/" not in theirs.body and "/contacts/" not in event_of(theirs)[0]["DESCRIPTION"]


def test_words_from_outside_stay_words(plan, company, people, mailoutbox):
    evil = PersonFactory(company=company, name="X\r\nBcc: all@evil.example", email="x@bois.example")
    plan(
        people=[evil],
        subject="a\r\nBcc: b@evil.example\r\n\r\nBEGIN:VEVENT",
        place="p;q,r\\n\nATTENDEE:mailto:c@evil.example",
    )
    message = to(mailoutbox, "x@bois.example")[0]
    assert message.message()["Bcc"] is None
    assert message.recipients() == ["x@bois.example"]
    event, _method = event_of(message)
    assert "evil" not in " ".join(attendees(event))
    part = next(part for part in message.message().walk() if part.get_content_type() == "text/calendar")
    assert len(Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")) == 1


def test_the_downloaded_file_is_for_ones_own_calendar(plan, anne, client, people):
    contact = plan(people=[anne])
    client.force_login(people.ministry)
    answer = client.get(f"/companies/contacts/{contact.pk}/calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Content-Disposition"].endswith('.ics"')
    calendar = Calendar.from_ical(answer.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == SOON
    assert not calendar.walk("VEVENT")[0].errors


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_the_mail_server_refuses_is_tried_again_by_the_worker(
    company, people, anne, mailoutbox, monkeypatch
):
    """The mail server fails at first for Anne only; her letter becomes a job, the contact is planned all the same."""
    from django.core.mail import EmailMessage
    from procrastinate.contrib.django.models import ProcrastinateJob

    send, down = EmailMessage.send, [True]

    def unreliable(message, *args, **kwargs):
        if down and message.to == ["anne@bois.example"]:
            raise SMTPServerDisconnected("gone")
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", unreliable)
    contact = operations.plan_contact(
        company=company, kind="visit", subject="x", starts_at=SOON, people=[anne], team=[people.manager],
        by=people.manager, at=AT,
    )  # fmt: skip
    assert [message.to for message in mailoutbox] == [[people.manager.email]]
    job = ProcrastinateJob.objects.get(task_name="companies.send_letters")
    assert job.args["keys"] == [f"person:{anne.pk}"] and job.scheduled_at is not None
    down.clear()
    letters.send_or_order(**job.args, at=AT)
    assert mailoutbox[-1].to == ["anne@bois.example"]
    assert contact.pk == job.args["contact_id"]
