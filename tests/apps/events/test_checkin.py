"""What does the server make of what phones at the door send: once, twice, late, forged, a thousand at a time?"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import events
from grappe.apps.events.models import CheckIn, Registration
from grappe.apps.events.operations import checkin as operations
from grappe.apps.events.operations.checkin import Scan
from grappe.apps.events.operations.registrations import Filled
from grappe.apps.events.permissions import can_check_in
from grappe.apps.events.queries import checkin as queries
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(people):
    """An event that began a little while ago."""
    now = clock.now()
    return events.event(
        people.manager, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=7), at=now
    )


@pytest.fixture
def guest(event):
    return events.registration(event)


def scan(guest=None, kind: str = "in", minutes_ago: float = 5, **more) -> Scan:
    code = guest.code if guest is not None else more.pop("code", None)
    at = clock.now() - timedelta(minutes=minutes_ago)
    return Scan(more.pop("key", uuid4()), kind, at, code, **more)


@pytest.fixture
def take(event, people):
    def _take(*scans: Scan, by=None, device: str = "") -> list[operations.Taken]:
        found = operations.take(
            event=event, scans=scans, device=device, by=by or people.manager, at=clock.now()
        )
        return list(found)

    return _take


def outcomes(found) -> list[str]:
    return [each.outcome for each in found]


def test_a_scan_is_an_attendance(take, guest, people):
    made = scan(guest)
    [said] = take(made, device="Door A")
    assert (said.outcome, said.name, said.by) == ("in", "Camille Exemple", people.manager.name)
    stored = CheckIn.objects.get()
    assert (stored.key, stored.at, stored.device, stored.by_user) == (
        made.key, made.at, "Door A", people.manager,
    )  # fmt: skip
    guest.refresh_from_db()
    assert guest.checked_in_at == made.at


def test_the_same_sending_again_counts_nobody_twice(take, guest, event):
    sent = [scan(guest), scan(kind="walk_in", filled=Filled(name="Jos Muster"))]
    first = take(*sent)
    assert take(*sent) == take(*sent[::-1])[::-1]
    assert outcomes(take(*sent)) == outcomes(first) == ["in", "in"]
    assert CheckIn.objects.count() == Registration.objects.filter(event=event).count() == 2


def test_two_phones_and_one_badge_are_one_attendance(take, guest, people):
    first = scan(guest, minutes_ago=10)
    take(first, by=people.other_manager)
    [said] = take(scan(guest))
    assert (said.outcome, said.at, said.by) == ("already", first.at, people.other_manager.name)
    assert CheckIn.objects.count() == 1
    guest.refresh_from_db()
    assert guest.checked_in_at == first.at


def test_whoever_saw_them_first_counts_also_when_heard_last(take, guest):
    take(scan(guest, minutes_ago=5))
    early = scan(guest, minutes_ago=9)
    [said] = take(early)
    assert (said.outcome, said.at) == ("already", early.at)
    guest.refresh_from_db()
    assert (guest.checked_in_at, CheckIn.objects.get().at) == (early.at, early.at)


def test_the_database_holds_nobody_twice(guest):
    values = {"registration": guest, "at": clock.now(), "received_at": clock.now()}
    CheckIn.objects.create(key=uuid4(), **values)
    with pytest.raises(IntegrityError):
        CheckIn.objects.create(key=uuid4(), **values)


def test_it_can_be_undone_and_done_again(take, guest):
    one, other = scan(guest, minutes_ago=9), scan(guest, minutes_ago=7)
    back = scan(guest, "out", minutes_ago=8)
    assert outcomes(take(one, back)) == ["in", "undone"]
    guest.refresh_from_db()
    assert guest.checked_in_at is None
    assert outcomes(take(one, back, other)) == ["undone", "not_in", "in"]
    # The undoing is heard again, late: it was meant for the first time, not for this one.
    assert outcomes(take(back)) == ["not_in"]
    guest.refresh_from_db()
    assert guest.checked_in_at == other.at
    assert CheckIn.objects.filter(undone_at=None).count() == 1


def test_in_out_and_in_again_within_one_sending(take, guest):
    found = take(
        scan(guest, minutes_ago=9), scan(guest, "out", minutes_ago=8), scan(guest, minutes_ago=7),
        scan(guest, "out", minutes_ago=6), scan(guest, minutes_ago=5),
    )  # fmt: skip
    assert outcomes(found) == ["in", "undone", "in", "undone", "in"]
    assert CheckIn.objects.filter(undone_at=None).count() == 1


@pytest.mark.parametrize("state", ["waiting", "unconfirmed", "cancelled"])
def test_who_has_no_seat_is_let_in_only_when_it_is_meant(take, event, state):
    guest = events.registration(event, state=state)
    assert outcomes(take(scan(guest))) == [state]
    assert CheckIn.objects.count() == 0
    assert outcomes(take(scan(guest, admit=True))) == ["in"]
    guest.refresh_from_db()
    assert (guest.state, guest.queued_at, guest.cancelled_at) == ("confirmed", None, None)
    assert guest.confirmed_at is not None


def test_the_badge_of_an_earlier_registration_means_the_newer_one(take, event):
    old = events.registration(event, state="cancelled", email="camille@company.example")
    new = events.registration(event, email="camille@company.example")
    [said] = take(scan(old, admit=True))
    assert (said.outcome, said.code) == ("in", new.code)
    new.refresh_from_db(), old.refresh_from_db()
    assert (new.checked_in_at is not None, old.checked_in_at, old.state) == (True, None, "cancelled")
    assert outcomes(take(scan(old, admit=True), scan(new))) == ["already", "already"]


def test_another_events_badge_and_a_forged_one(take, people, guest):
    other = events.registration(events.event(people.manager), "Secret Person")
    found = take(scan(other), scan(code=uuid4()), scan(code=None), scan(guest))
    assert outcomes(found) == ["elsewhere", "unknown", "unknown", "in"]
    assert found[0].name == ""
    other.refresh_from_db()
    assert other.checked_in_at is None


def test_a_walk_in_is_registered_and_in(take, event):
    event.capacity = 0
    event.save()
    filled = Filled(name="Jos Muster", organisation="Muster AG", email="jos@muster.example", language="de")
    [said] = take(scan(kind="walk_in", filled=filled))
    made = Registration.objects.get(event=event)
    assert (said.outcome, said.code) == ("in", made.code)
    assert (made.state, made.by_hand, made.organisation, made.language) == (
        "confirmed", True, "Muster AG", "de",
    )  # fmt: skip
    assert made.checked_in_at is not None
    assert outcomes(take(scan(kind="walk_in", filled=filled))) == ["already"]


def test_a_walk_in_who_was_on_the_list_is_that_person(take, event):
    waiting = events.registration(event, state="waiting", email="jos@muster.example")
    filled = Filled(name="Jos", email="JOS@muster.example")
    found = take(scan(waiting), scan(kind="walk_in", filled=filled), scan(waiting))
    assert outcomes(found) == ["waiting", "in", "already"]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.queued_at) == ("confirmed", None)


def test_a_walk_in_that_cannot_be_taken_hinders_no_other(take, guest):
    found = take(
        scan(kind="walk_in", filled=Filled(name=" ")),
        scan(kind="walk_in", filled=Filled(name="Jos", email="no address")),
        scan(kind="walk_in", filled=Filled(name="x" * 300)),
        scan(guest),
    )
    assert outcomes(found) == ["invalid", "invalid", "invalid", "in"]
    assert all(each.message for each in found[:3])


@pytest.mark.parametrize(
    ("change", "outcome"),
    [({"state": "draft"}, "closed"), ({"state": "cancelled"}, "closed"), ({"erased_at": True}, "closed"), ({}, "early")],
)  # fmt: skip
def test_where_nobody_is_let_in(take, event, guest, change, outcome):
    for name, value in change.items():
        setattr(event, name, clock.now() if value is True else value)
    event.save()
    minutes_ago = 5 if change else 26 * 60
    assert outcomes(take(scan(guest, minutes_ago=minutes_ago))) == [outcome]
    assert CheckIn.objects.count() == 0


def test_a_thousand_at_once_cost_as_many_queries_as_ten(take, event):
    guests = [events.registration(event, f"Guest {number}") for number in range(1_000)]
    used = []
    for some in (guests[:10], guests[10:]):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert set(outcomes(take(*map(scan, some)))) == {"in"}
        used.append(len(captured))
    assert used[0] == used[1] <= 12
    assert queries.counts(event) == queries.Counts(expected=1_000, came=1_000)


def test_more_than_that_is_refused_as_a_whole(take, guest):
    with pytest.raises(BadInput, match="2000"):
        take(*[scan(guest)] * (operations.MOST + 1))


def test_who_may_check_in(people, take, guest):
    allowed = {role for role, user in people.by_role().items() if can_check_in(user)}
    assert allowed == {"administrator", "manager", "other_manager"}
    with pytest.raises(PermissionDenied):
        take(scan(guest), by=people.analyst)


# --- By the address that phones use ---


def post(client, event, document) -> tuple[int, dict]:
    body = document if isinstance(document, bytes) else json.dumps(document, default=str)
    answer = client.post(
        reverse("events:checkin_sync", args=[event.pk]), body, content_type="application/json"
    )
    return answer.status_code, answer.json()


def item(guest, moment: datetime, **more) -> dict:
    return {
        "key": str(uuid4()),
        "kind": "in",
        "at": moment.isoformat(),
        "code": str(guest.code).upper(),
    } | more


def test_a_phone_whose_clock_is_wrong(manager, event, guest):
    """What counts is how long before the sending it was, not what the clock showed."""
    wrong = clock.now() + timedelta(days=900)
    code, said = post(
        manager,
        event,
        {"sent_at": wrong, "device": "Tablet", "items": [item(guest, wrong - timedelta(minutes=10))]},
    )
    assert (code, said["results"][0]["outcome"], said["counts"]) == (200, "in", {"expected": 1, "came": 1})
    guest.refresh_from_db()
    assert abs(clock.now() - timedelta(minutes=10) - guest.checked_in_at) < timedelta(minutes=1)


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=400_000)])
def test_a_moment_in_the_future_is_now(manager, event, guest, ahead):
    late = clock.now() + ahead
    assert post(manager, event, {"sent_at": clock.now(), "items": [item(guest, late)]})[0] == 200
    guest.refresh_from_db()
    assert guest.checked_in_at <= clock.now()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"items": 3}', b'{"items": {}}', b"\xff\xfe", b"[" * 100_000, b"{}"],
)  # fmt: skip
def test_what_is_no_sending_is_refused_in_words(manager, event, body):
    code, said = post(manager, event, body)
    assert code == 400
    assert said["message"]


def test_an_item_that_cannot_be_read_hinders_no_other(manager, event, guest):
    now = clock.now()
    broken = [
        3, None, {}, {"key": "no"}, item(guest, now, kind="eat"), item(guest, now, at="yesterday"),
        item(guest, now, at="2026-13-45T99:99"), item(guest, now, at=7), item(guest, now, key=5),
        {"key": str(uuid4()), "kind": "walk_in", "at": now.isoformat(), "name": 7},
    ]  # fmt: skip
    code, said = post(
        manager, event, {"items": [*broken, item(guest, now, code=12), item(guest, now)], "device": 9}
    )
    assert code == 200
    assert [each["outcome"] for each in said["results"]] == [*["invalid"] * 10, "unknown", "in"]
    assert all(each["message"] for each in said["results"][:10])


def test_the_list_holds_what_the_door_needs_and_no_more(manager, event, people, take):
    guest = events.registration(event, answers={"1": "vegan"}, function="Directrice")
    events.registration(event, "Away", state="cancelled")
    take(scan(guest))
    answer = manager.get(reverse("events:checkin_people", args=[event.pk]))
    assert "no-store" in answer["Cache-Control"]
    said = answer.json()
    assert said["counts"] == {"expected": 1, "came": 1}
    assert [each["name"] for each in said["people"]] == ["Away", "Camille Exemple"]
    assert set(said["people"][0]) == {
        "code", "name", "organisation", "function", "state", "online", "in_at", "in_by", "in_key",
    }  # fmt: skip
    assert said["people"][1]["in_by"] == people.manager.name
    assert "@" not in answer.content.decode()
    assert "vegan" not in answer.content.decode()


def test_when_it_is_over_phones_are_told_to_forget(manager, event):
    events.registration(event)
    event.starts_at, event.ends_at = (clock.now() - timedelta(hours=hours) for hours in (30, 13))
    event.save()
    said = manager.get(reverse("events:checkin_people", args=[event.pk])).json()
    assert (said["over"], said["people"]) == (True, [])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_many(manager, event, django_assert_num_queries, take, rows):
    take(*[scan(events.registration(event, f"Guest {number}")) for number in range(rows)])
    address = reverse("events:checkin_people", args=[event.pk])
    manager.get(address)
    with django_assert_num_queries(8):
        assert len(manager.get(address).json()["people"]) == rows


def test_the_worker_looks_after_its_page_only(manager, event):
    answer = manager.get(reverse("events:checkin_worker", args=[event.pk]))
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert b"addEventListener" in answer.content
    assert reverse("events:checkin_worker", args=[event.pk]).startswith(
        reverse("events:checkin", args=[event.pk])
    )
