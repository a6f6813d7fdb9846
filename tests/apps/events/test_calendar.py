"""Does a calendar get what it needs: the entry with its place and link, each change of it, and its end?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from factories import events as make
from factories.campaigns import Ticking
from factories.mail import Scripted
from grappe.apps.events.models import Letter
from grappe.apps.events.operations import letters
from grappe.apps.events.queries import token_of
from grappe.apps.events.queries.calendar import own_calendar, public_calendar, public_events

pytestmark = pytest.mark.django_db
SUMMARIES = {"en": "Two hours; of talks, and a visit", "fr": "Deux heures\nd’exposés", "de": "Zwei Stunden"}
VIDEO = "https://meet.example/room/1?pwd=a;b,c"


@pytest.fixture
def post(settings):
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    return Scripted


def event(people, **more):
    more = {"summaries": SUMMARIES, "video_link": VIDEO, "address": "1, rue des Essais, Esch"} | more
    return make.event(people.manager, **more)


def entry(file: bytes):
    (found,) = Calendar.from_ical(file).walk("VEVENT")
    return found


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_ones_own_entry_has_all_that_one_needs_in_ones_language(people, settings, language):
    guest = make.registration(event(people), language=language, name='Ana; Bé, "x"', organisation="A, B & Co")
    file = own_calendar(guest, at=make.AT)
    calendar = Calendar.from_ical(file)
    assert calendar["method"] == "PUBLISH" and calendar["version"] == "2.0"
    found = entry(file)
    assert found["uid"] == f"{guest.event.uid}@{settings.SITE_URL.partition('://')[2].partition(':')[0]}"
    assert found["summary"] == guest.event.titles[language]
    assert found["summary"].params["LANGUAGE"] == language
    assert found.decoded("dtstart") == guest.event.starts_at and b"DTSTART:20260401T090000Z" in file
    assert found.decoded("dtend") == guest.event.ends_at
    assert found["location"] == "Maison de l’innovation, 1, rue des Essais, Esch"
    assert found["status"] == "CONFIRMED" and int(found["sequence"]) == 0
    assert str(found["organizer"]) == f"mailto:{people.manager.email}"
    assert found["organizer"].params["CN"] == people.manager.name
    words = str(found["description"])
    assert SUMMARIES[language] in words and 'Ana; Bé, "x", A, B & Co' in words
    assert token_of(guest) in words, "one's own link"
    assert VIDEO not in file.decode().replace("\r\n ", ""), "whoever is in the room needs no link"
    assert "attendee" not in found, "RFC 5546, 3.2.1: not in what is published"
    assert all(len(line) <= 75 for line in file.split(b"\r\n")), "RFC 5545, 3.1"


@pytest.mark.parametrize(
    ("mode", "attendance", "state", "shown"),
    [
        ("online", "on_site", "confirmed", True),
        ("hybrid", "online", "confirmed", True),
        ("hybrid", "on_site", "confirmed", False),
        ("on_site", "on_site", "confirmed", False),
        ("online", "online", "waiting", False),
        ("online", "online", "unconfirmed", False),
        ("online", "online", "cancelled", False),
    ],
)
def test_the_video_link_is_joined_from_the_calendar_by_those_who_may(people, mode, attendance, state, shown):
    guest = make.registration(event(people, mode=mode), attendance=attendance, state=state)
    file = own_calendar(guest, at=make.AT)
    found = entry(file)
    assert (VIDEO in file.decode().replace("\r\n ", "").replace("\\", "")) is shown
    if shown:
        assert found["url"] == VIDEO and found["conference"] == VIDEO
        assert found["conference"].params["FEATURE"] == "VIDEO"
        assert found["location"] == "En ligne"


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("confirmed", "CONFIRMED"),
        ("waiting", "TENTATIVE"),
        ("unconfirmed", "TENTATIVE"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_a_download_says_how_sure_the_seat_is(people, state, status):
    assert entry(own_calendar(make.registration(event(people), state=state), at=make.AT))["status"] == status


def test_every_change_makes_the_entry_newer_and_keeps_its_uid(people):
    first = event(people)
    guest = make.registration(first)
    before = entry(own_calendar(guest, at=make.AT))
    first.sequence, guest.sequence = 2, 1
    after = entry(own_calendar(guest, at=make.AT + timedelta(days=1)))
    assert before["uid"] == after["uid"]
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 3)
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


def sent(post, guest, kind, about=""):
    """Return the calendar part of a letter of a kind, as it was sent; None where there was none."""
    assert letters.write(registration=guest, kind=kind, about=about, at=make.AT) is not None
    assert letters.send(now=Ticking()) == 1
    parts = [part for part in post.taken[-1].message().walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) <= 1
    return parts[0] if parts else None


@pytest.mark.parametrize(
    ("kind", "state", "method"),
    [
        ("seat", "confirmed", "REQUEST"),
        ("moved_up", "confirmed", "REQUEST"),
        ("changed", "confirmed", "REQUEST"),
        ("reminder", "confirmed", "REQUEST"),
        ("changed", "waiting", None),
        ("waiting", "waiting", None),
        ("confirm", "unconfirmed", None),
        ("survey", "confirmed", None),
        ("cancelled", "cancelled", None),  # never had a seat: nothing to take out of the calendar
    ],
)
def test_the_file_goes_with_every_letter_about_a_seat(people, post, kind, state, method):
    guest = make.registration(event(people), state=state)
    part = sent(post, guest, kind)
    if method is None:
        assert part is None
        return
    assert part.get_param("method") == method and part.get_content_charset() == "utf-8"
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert calendar["method"] == method
    (found,) = calendar.walk("VEVENT")
    assert str(found["attendee"]) == f"mailto:{guest.email}"
    assert found["attendee"].params["PARTSTAT"] == "ACCEPTED", "they said themselves that they come"
    assert found["summary"] == guest.event.titles["fr"]


@pytest.mark.parametrize("kind", ["cancelled", "called_off"])
def test_what_was_put_into_a_calendar_is_taken_out_again(people, post, kind):
    guest = make.registration(event(people))
    put = entry(sent(post, guest, "seat").get_payload(decode=True))
    if kind == "cancelled":
        guest.state, guest.sequence = "cancelled", 1
        guest.save()
    else:
        guest.event.state, guest.event.sequence = "cancelled", 1
        guest.event.save()
    part = sent(post, guest, kind)
    assert part.get_param("method") == "CANCEL"
    gone = entry(part.get_payload(decode=True))
    assert gone["uid"] == put["uid"] and int(gone["sequence"]) > int(put["sequence"])
    assert ("status" in gone) is (kind == "called_off"), "RFC 5546, 3.2.5"
    assert Letter.objects.filter(state="sent").count() == 2


def test_ones_own_file_is_downloaded_by_ones_link(people, client):
    guest = make.registration(event(people, at=timezone.now()))
    answer = client.get(reverse("events:own_calendar", args=[token_of(guest)]))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"] and guest.event.slug in answer["Content-Disposition"]
    assert entry(answer.content)["summary"] == guest.event.titles["fr"]


def test_the_feed_has_public_events_only_and_nothing_for_the_registered(people, client):
    public = event(people, mode="online")
    event(people, visibility="invited")
    event(people, state="draft")
    off = event(people, state="cancelled", at=make.AT, in_days=40)
    make.event(people.manager, in_days=-200)
    recent = make.event(people.manager, in_days=-30)
    found = public_events(at=make.AT)
    assert [each.pk for each in found] == [recent.pk, public.pk, off.pk]
    file = public_calendar(found, language="de", at=make.AT)
    assert VIDEO not in file.decode().replace("\r\n ", "").replace("\\", "")
    entries = Calendar.from_ical(file).walk("VEVENT")
    assert [each["status"] for each in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(each["summary"]) for each in entries} == {"Verbundwerkstoffe"}
    assert not any("attendee" in each for each in entries)


def test_any_cache_may_keep_the_feed_until_something_changes(people, client, django_assert_num_queries):
    coming = make.event(people.manager, at=timezone.now(), in_days=5)
    address = reverse("events:public_calendar")
    with django_assert_num_queries(1):
        answer = client.get(address, {"language": "en"})
    assert "public" in answer["Cache-Control"] and "max-age" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    make.event(people.manager, at=timezone.now(), in_days=6, slug="second")
    again = client.get(address, {"language": "en"}, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 200 and again["ETag"] != answer["ETag"]
    same = client.get(address, {"language": "en"}, headers={"If-None-Match": again["ETag"]})
    assert same.status_code == 304 and same.content == b""
    coming.version += 1
    coming.save()
    assert (
        client.get(address, {"language": "en"}, headers={"If-None-Match": again["ETag"]}).status_code == 200
    )
    assert client.get(address, {"language": "xx"})["ETag"] != again["ETag"], "French, for want of another"
