"""Do a participant's own pages show what is theirs, by their link only, and take what they say?"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from factories import events as make
from factories import meetings
from grappe.apps.events import queries
from grappe.apps.events.models import MeetingOutcome, Participant, Request
from grappe.ui import clock

OWN = ("own_meetings", "own_profile", "own_partners", "own_requests", "own_agenda")


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def plan(people, now):
    return make.plan(make.event(people.manager, at=now, in_days=3))


@pytest.fixture
def pair(plan, now):
    """Two who take part, in English."""
    return [
        make.participant(plan, name, at=now, language="en", organisation=firm, **profile)
        for name, firm, profile in (
            ("Ada Un", "Ada S.A.", {"offers": "Powder coating", "seeks": "Laser cutting"}),
            ("Ben Deux", "Ben S.à r.l.", {"offers": "Laser cutting", "seeks": "Powder coating"}),
        )
    ]


def url(name: str, of, **more) -> str:
    registration = getattr(of, "registration", of)
    return reverse(f"events:{name}", kwargs={"token": queries.token_of(registration), **more})


def test_join_by_the_link(client, plan, now):
    guest = make.registration(plan.event, at=now, language="en")
    assert "Take part" in client.get(url("own_meetings", guest)).content.decode()
    assert client.get(url("own_partners", guest)).status_code == 302, "first one joins"
    refused = client.post(url("own_profile", guest), {"about": "Nothing else"})
    assert refused.status_code == 422 and "Say what you offer" in refused.content.decode()
    slot = plan.slots.first()
    done = client.post(
        url("own_profile", guest),
        {"offers": "Bread\nCakes", "seeks": "", "shown": "on", "unavailable": [slot.pk]},
    )
    assert done.status_code == 302
    mine = Participant.objects.get(registration=guest)
    assert (mine.offers, mine.shown, mine.unavailable.get().slot) == ("Bread\nCakes", True, slot)
    page = client.get(url("own_profile", guest)).content.decode()
    assert "Bread\nCakes" in page and "checked" in page
    stale = client.post(url("own_profile", guest), {"offers": "Other", "version": 7})
    assert stale.status_code == 422 and "changed meanwhile" in stale.content.decode()
    assert client.post(url("own_leave", guest)).status_code == 302
    mine.refresh_from_db()
    assert mine.withdrawn_at is not None


def test_ask_answer_and_call_off_by_the_pages(client, pair):
    ada, ben = pair
    card = client.get(url("own_partners", ada)).content.decode()
    assert "Ben S.à r.l." in card and ben.registration.email not in card, "no address before both agree"
    page = url("own_partner", ada, pk=ben.pk)
    assert "Ask for a meeting" in client.get(page).content.decode()
    assert client.post(page, {"wish": "9", "session": "3"}).status_code == 422
    sent = client.post(page, {"wish": "1", "session": "3", "message": "Your lasers"})
    assert sent.status_code == 302
    asked = Request.objects.get()
    assert "1 request waits" in client.get(url("own_meetings", ben)).content.decode()
    theirs = client.get(url("own_answer", ben, pk=asked.pk)).content.decode()
    assert "Your lasers" in theirs and "Accept" in theirs
    assert "Accept" not in client.get(url("own_answer", ada, pk=asked.pk)).content.decode()
    client.post(
        url("own_answer", ben, pk=asked.pk), {"decision": "accept", "wish": "2", "words": "With pleasure"}
    )
    asked.refresh_from_db()
    assert (asked.state, asked.answer_wish) == ("accepted", 2)
    again = client.post(url("own_answer", ben, pk=asked.pk), {"decision": "decline"})
    assert again.status_code == 422 and "answered or withdrawn" in again.content.decode()
    assert "With pleasure" in client.get(url("own_requests", ada)).content.decode()
    client.post(url("own_wish", ada, pk=asked.pk), {"wish": "3"})
    client.post(url("own_wish", ada, pk=asked.pk), {"wish": "rubbish"})
    asked.refresh_from_db()
    assert asked.wish == 3
    client.post(url("own_withdraw", ben, pk=asked.pk))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_nobody_sees_or_answers_what_is_between_others(client, plan, pair, now):
    ada, ben = pair
    eve = make.participant(plan, "Eve", at=now, language="en")
    asked = make.request(ada, ben, at=now, state="asked", message="For Ben only")
    for name in ("own_answer", "own_outcome"):
        assert client.get(url(name, eve, pk=asked.pk)).status_code == 404
    for name in ("own_answer", "own_withdraw", "own_wish", "own_outcome"):
        assert client.post(url(name, eve, pk=asked.pk), {"decision": "accept"}).status_code == 404
    assert client.post(url("own_answer", ada, pk=asked.pk), {"decision": "accept"}).status_code == 403
    proposal = meetings.proposal(ada, ben)
    assert client.post(url("own_dismiss", eve, pk=proposal.pk)).status_code == 404
    for name in OWN:
        assert "For Ben only" not in client.get(url(name, eve)).content.decode()
    asked.refresh_from_db()
    proposal.refresh_from_db()
    assert asked.state == "asked" and proposal.dismissed_at is None


def test_a_partner_of_another_event_or_hidden_is_not_there(client, people, pair, now):
    ada, _ben = pair
    stranger = make.participant(make.plan(make.event(people.manager, at=now)), "Far Away", at=now)
    hidden = make.participant(ada.plan, "Hidden", at=now, shown=False)
    for other in (stranger, hidden, ada):
        assert client.get(url("own_partner", ada, pk=other.pk)).status_code == 404


@pytest.mark.parametrize("name", [*OWN, "own_agenda_pdf", "own_agenda_calendar"])
def test_a_link_that_is_forged_or_late(client, plan, pair, name):
    ada, _ben = pair
    address = url(name, ada)
    assert client.get(address).status_code == 200
    assert client.get(address.replace("/r/", "/r/x")).status_code == 404
    ada.registration.salt = "renewed"
    ada.registration.save()
    assert client.get(address).status_code == 410


@pytest.mark.parametrize("state", ["preparing", "closed"])
def test_partners_are_seen_while_there_is_something_to_see(client, plan, pair, state):
    plan.state = state
    plan.save()
    ada, ben = pair
    assert "Ben S.à r.l." not in client.get(url("own_partners", ada)).content.decode()
    assert client.get(url("own_partner", ada, pk=ben.pk)).status_code == 404


def test_proposals_with_reasons_and_dismissed(client, pair):
    ada, ben = pair
    proposal = meetings.proposal(ada, ben)
    page = client.get(url("own_partners", ada)).content.decode()
    assert "You seek “Filling lines”" in page
    client.post(url("own_dismiss", ada, pk=proposal.pk))
    page = client.get(url("own_partners", ada)).content.decode()
    assert "You seek “Filling lines”" not in page and "Ben S.à r.l." in page


@pytest.fixture
def four(plan, now):
    return [
        make.participant(plan, f"Guest {letter}", at=now, language="en", organisation=f"Firm {letter}")
        for letter in "ABCD"
    ]


@pytest.fixture
def repaired(plan, four, now):
    """A timetable, then its repair: one meeting stays, one was moved, one is new, one is gone, one has no place."""
    a, b, c, d = four
    stays, moved, gone = make.request(a, b), make.request(c, a), make.request(a, d)
    meetings.timetable(plan, {stays: (0, 0), moved: (1, 1), gone: (3, 0)}, at=now)
    Request.objects.filter(pk=gone.pk).update(state="withdrawn")
    e = make.participant(plan, "Guest E", at=now, organisation="Firm E")
    f = make.participant(plan, "Guest F", at=now, organisation="Firm F")
    new, unplaced = make.request(e, a), make.request(a, f)
    meetings.timetable(plan, {stays: (0, 0), moved: (2, 2), new: (3, 1), unplaced: None}, at=now)
    return {"stays": stays, "moved": moved, "gone": gone, "new": new, "unplaced": unplaced}


def test_the_timetable_marks_what_has_changed(client, four, repaired):
    page = client.get(url("own_agenda", four[0])).content.decode()
    for words in ("Firm B", "Moved", "table 2", "New", "Does not take place", "No meeting", "Break"):
        assert words in page, words
    assert "Both have no free slot in common." in page
    unplaced = repaired["unplaced"].asked.registration
    assert f"mailto:{unplaced.email}" in page, "both agreed: here is how to reach each other"
    assert repaired["stays"].asked.registration.email not in page
    other = client.get(url("own_agenda", four[1])).content.decode()
    assert "Firm A" in other and "Firm C" not in other and "Moved" not in other


def test_only_what_is_published_is_shown(client, plan, four, now):
    made = meetings.timetable(plan, {make.request(four[0], four[1]): (0, 0)}, at=now)
    assert "Firm B" in client.get(url("own_agenda", four[0])).content.decode()
    made.current = False
    made.published_at = None
    made.save()
    page = client.get(url("own_agenda", four[0])).content.decode()
    assert "Firm B" not in page and "not published yet" in page
    assert not list(
        Calendar.from_ical(client.get(url("own_agenda_calendar", four[0])).content).walk("VEVENT")
    )


def entries(client, of) -> dict[str, dict]:
    found = Calendar.from_ical(client.get(url("own_agenda_calendar", of)).content)
    return {str(each["uid"]).split("@")[0]: each for each in found.walk("VEVENT")}


def test_a_calendar_moves_its_entries(client, plan, four, now):
    a, b, c, _d = four
    stays, moved = make.request(a, b), make.request(a, c)
    slots = list(plan.slots.all())
    meetings.timetable(plan, {stays: (0, 0), moved: (1, 0)}, at=now)
    before = entries(client, a)
    meetings.timetable(plan, {stays: (0, 0), moved: (2, 0)}, at=now)
    after = entries(client, a)
    key = f"business-meeting-{moved.pk}"
    assert set(before) == set(after) == {key, f"business-meeting-{stays.pk}"}
    assert after[key]["sequence"] > before[key]["sequence"]
    assert after[key]["dtstart"].dt == slots[2].starts_at and before[key]["dtstart"].dt == slots[1].starts_at
    assert "Table 1" in after[key]["location"] and "Firm C" in after[key]["summary"]
    Request.objects.filter(pk=moved.pk).update(state="withdrawn")
    off = entries(client, a)
    assert off[key]["status"] == "CANCELLED" and off[key]["sequence"] > after[key]["sequence"]
    meetings.timetable(plan, {stays: (0, 0)}, at=now)
    gone = entries(client, a)
    assert gone[key]["status"] == "CANCELLED" and gone[key]["sequence"] > off[key]["sequence"]


def test_the_timetable_on_paper(client, four, repaired):
    answer = client.get(url("own_agenda_pdf", four[0]))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    shown = "".join(page.extract_text() for page in reader.pages)
    for words in ("Firm B", "Firm E", "Moved", "Does not take place", "Firm F", "Timetable no. 2"):
        assert words in shown, words
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged, as PDF/UA asks"


def test_report_an_outcome(client, people, four, now):
    plan = make.plan(make.event(people.manager, at=now, in_days=0, starts_at=now - timedelta(hours=1),
                                ends_at=now + timedelta(hours=5)))  # fmt: skip
    ada, ben = (make.participant(plan, name, at=now, language="en") for name in ("Ada", "Ben"))
    begun, later = make.request(ada, ben), make.request(ada, make.participant(plan, "Cleo", at=now))
    meetings.timetable(plan, {begun: (0, 0), later: (3, 0)}, at=now)
    assert "not begun yet" in client.get(url("own_outcome", ada, pk=later.pk)).content.decode()
    early = client.post(url("own_outcome", ada, pk=later.pk), {"kind": "offer"})
    assert early.status_code == 422 and not MeetingOutcome.objects.exists()
    for wrong in (
        {"kind": ""},
        {"kind": "rubbish"},
        {"kind": "offer", "rating": "6"},
        {"kind": "offer", "text": "x" * 2001},
    ):
        assert client.post(url("own_outcome", ada, pk=begun.pk), wrong).status_code == 422
    said = {"kind": "offer", "rating": "5", "text": "They want 200 ovens."}
    assert client.post(url("own_outcome", ada, pk=begun.pk), said).status_code == 302
    assert "200 ovens" not in client.get(url("own_outcome", ben, pk=begun.pk)).content.decode()
    client.post(url("own_outcome", ada, pk=begun.pk), {**said, "share": "on"})
    assert "200 ovens" in client.get(url("own_outcome", ben, pk=begun.pk)).content.decode()
    only = MeetingOutcome.objects.get()
    assert (only.participant, only.rating, only.share) == (ada, 5, True)
    assert "An offer was asked for" in client.get(url("own_agenda", ada)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "count"),
    [("own_meetings", 7), ("own_partners", 12), ("own_requests", 5), ("own_agenda", 9)],
)  # fmt: skip
def test_pages_in_a_constant_number_of_queries(
    client, plan, now, rows, name, count, django_assert_num_queries
):
    me = make.participant(plan, "Me", at=now, language="en")
    placed = {}
    for number in range(rows):
        other = make.participant(plan, f"Other {number}", at=now)
        asker = make.participant(plan, f"Asker {number}", at=now)
        proposed = make.participant(plan, f"Proposed {number}", at=now)
        placed[make.request(me, other, at=now)] = (number, number)
        make.request(asker, me, at=now, state="asked")
        meetings.proposal(me, proposed, at=now)
    if name == "own_agenda":
        meetings.timetable(plan, placed, at=now)
        meetings.timetable(plan, placed, at=now)
    with django_assert_num_queries(count):
        assert client.get(url(name, me)).status_code == 200


def test_who_cancelled_the_registration_takes_no_part(client, plan, pair, now):
    ada, ben = pair
    meetings.timetable(plan, {make.request(ada, ben): (0, 0)}, at=now)
    ben.registration.state = "cancelled"
    ben.registration.save()
    assert client.get(url("own_partners", ben)).status_code == 302
    assert "has a seat" in client.get(url("own_meetings", ben)).content.decode()
    assert "Does not take place" in client.get(url("own_agenda", ada)).content.decode()


@pytest.mark.parametrize(
    ("state", "days", "answers", "asks"),
    [("requests", None, True, True), ("requests", -1, True, False), ("planning", None, False, False)],
)
def test_only_what_is_possible_is_said_and_offered(client, plan, pair, now, state, days, answers, asks):
    ada, ben = pair
    waiting = make.request(ben, ada, at=now, state="asked")
    plan.state = state
    plan.requests_until = now + timedelta(days=days) if days else None
    plan.save()
    home = client.get(url("own_meetings", ada)).content.decode()
    listed = client.get(url("own_requests", ada)).content.decode()
    assert ("You may still ask for" in home) is asks
    offer = url("own_answer", ada, pk=waiting.pk)
    assert (offer in home) is answers
    assert ("not answered in time" in home) is not answers
    assert ("not answered in time" in listed) is not answers
    assert ("They ask to meet you" in listed) is answers
    taken = client.post(offer, {"decision": "accept", "wish": "2"})
    assert (taken.status_code == 302) is answers
