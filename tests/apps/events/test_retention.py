"""Is really nothing left of a person in any table once an attendance list is erased; and is what may stay still right?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from factories import events
from factories.companies import CompanyFactory
from grappe.apps.events.models import (
    CheckIn,
    Event,
    Letter,
    MeetingOutcome,
    Proposal,
    Registration,
    SurveyAnswer,
    Timetable,
    TimetableMeeting,
)
from grappe.apps.events.operations import checkin, retention
from grappe.apps.events.queries import checkin as door
from grappe.apps.events.queries import token_of
from grappe.apps.events.queries.retention import due, erases_at
from grappe.apps.events.queries.timeline import timeline_entries
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
SECRETS = (
    "Xanthippe", "xanthippe@secret.example", "Quendelhof", "Obristin", "Allergie gegen Krebse", "Wegwerfprofil",
    "Suchtwas", "Flüsterpost", "Antwortsatz", "Nachrede", "Nebentüre", "Warumdarum", "Begründung", "Vorschlagsgrund",
    "Problemname", "Zustellversuch", "Namevorher",
)  # fmt: skip


def where_it_stands(*words: str) -> dict[str, set[str]]:
    """Return in which tables of the database each word stands, in any column, as PostgreSQL writes a row."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = current_schema()"
        )
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            for word in words:
                asked = f"select exists(select 1 from {name} as t where t::text ilike %s)"
                cursor.execute(asked, [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.setdefault(word, set()).add(table)
    return found


@pytest.fixture
def event(people):
    """An event that was over yesterday."""
    now = clock.now()
    return events.event(
        people.manager, at=now, starts_at=now - timedelta(hours=30), ends_at=now - timedelta(hours=24)
    )


@pytest.fixture
def guest(event, people):
    """Somebody in every table there is."""
    company = CompanyFactory(name="Bleibt S.A.")
    plan = events.plan(event)
    values = {
        "email": "xanthippe@secret.example", "organisation": "Quendelhof", "function": "Obristin",
        "answers": {"1": "Allergie gegen Krebse"}, "company": company,
    }  # fmt: skip
    participant = events.participant(
        plan, "Namevorher", offers="Wegwerfprofil", seeks="Suchtwas", about="Wegwerfprofil", **values
    )
    guest = participant.registration
    guest.name = "Xanthippe"  # an earlier version in the history
    guest.save()
    other = events.participant(plan, "Jos Muster")
    scan = checkin.Scan(uuid4(), "in", event.starts_at + timedelta(minutes=17), guest.code)
    checkin.take(event=event, scans=[scan], device="Nebentüre", by=people.manager, at=clock.now())
    Letter.objects.create(
        registration=guest, kind="seat", try_at=event.starts_at,
        trail=[{"text": "Zustellversuch xanthippe@secret.example"}],
    )  # fmt: skip
    SurveyAnswer.objects.create(
        event=event, registration=guest, satisfaction=5, language="de", answered_at=clock.now()
    )
    asked = events.request(participant, other, message="Flüsterpost", answer="Antwortsatz")
    MeetingOutcome.objects.create(
        request=asked, participant=participant, kind="offer", text="Nachrede", reported_at=clock.now()
    )
    Proposal.objects.create(
        participant=other, partner=participant, score=1, reasons=[{"de": "Vorschlagsgrund"}],
        made_at=clock.now(),
    )  # fmt: skip
    table = Timetable.objects.create(
        plan=plan, number=1, fairness=2, ordered_at=clock.now(), why="Warumdarum",
        problem={"people": ["Problemname"]}, state="done",
    )  # fmt: skip
    TimetableMeeting.objects.create(timetable=table, request=asked, reason={"de": "Begründung"})
    guest.refresh_from_db()
    return guest


def test_before_it_all_stands_and_afterwards_nothing_in_any_table(event, guest, people):
    before = where_it_stands(*SECRETS)
    assert set(before) == set(SECRETS), "otherwise the test looks for what was never there"
    assert "events_registrationevent" in before["Namevorher"]
    token = token_of(guest)
    assert retention.erase(event=event, by=people.manager, at=clock.now()) is True
    assert where_it_stands(*SECRETS, str(guest.code), guest.salt) == {}
    assert retention.erase(event=event, by=people.manager, at=clock.now()) is False
    assert token_of(Registration.objects.get(pk=guest.pk)) != token


def test_the_counts_stay_and_a_company_keeps_the_fact(event, guest, people):
    events.registration(event, "Away", company=guest.company, state="cancelled", cancelled_at=event.starts_at)
    events.registration(event, "Waits", state="waiting")
    before = door.counts(event)
    entries = timeline_entries(company_id=guest.company_id, for_user=people.manager)
    assert [each.by for each in entries if each.label == "Came to an event"] == ["Xanthippe"]
    retention.erase(event=event, by=None, at=clock.now())
    assert door.counts(event) == before
    assert before.came == 1
    states = Registration.objects.filter(event=event).values_list("state", flat=True)
    assert sorted(states) == ["cancelled", "confirmed", "confirmed", "waiting"]
    after = timeline_entries(company_id=guest.company_id, for_user=people.manager)
    came = [each for each in after if each.label == "Came to an event"]
    assert [(each.by, each.at) for each in came] == [("", event.starts_at)]
    assert not [each for each in after if "cancelled" in each.label]
    answer = SurveyAnswer.objects.get()
    assert (answer.registration, answer.satisfaction) == (None, 5)
    assert not CheckIn.objects.exists() and not Letter.objects.exists() and not Proposal.objects.exists()


def test_another_events_list_stays(event, guest, people):
    other = events.registration(events.event(people.manager), "Somebody Else")
    retention.erase(event=event, by=None, at=clock.now())
    other.refresh_from_db()
    assert (other.name, other.erased_at) == ("Somebody Else", None)
    assert "events_registrationevent" in where_it_stands("Somebody Else")["Somebody Else"]


def test_the_job_comes_when_the_days_are_over_and_not_before(event, guest):
    event.keep_days = 90
    event.save()
    last = erases_at(event)
    assert last == event.ends_at + timedelta(days=90)
    assert retention.erase_due(at=last - timedelta(seconds=1)) == 0
    assert due(at=last) == [event]
    assert retention.erase_due(at=last) == 1
    assert retention.erase_due(at=last) == 0
    event.refresh_from_db()
    assert event.erased_at == last


def test_what_was_deleted_leaves_no_earlier_version(people):
    gone = events.registration(events.event(people.manager), "Xanthippe")
    gone.delete()
    assert where_it_stands("Xanthippe")
    retention.erase_due(at=clock.now())
    assert where_it_stands("Xanthippe") == {}


def test_not_while_the_list_is_needed(people):
    coming = events.event(people.manager, at=clock.now())
    with pytest.raises(BadInput, match="not over"):
        retention.erase(event=coming, by=people.manager, at=clock.now())


def test_who_may_erase_it_earlier(event, people):
    for role, user in people.by_role().items():
        Event.objects.filter(pk=event.pk).update(erased_at=None)
        if role in {"administrator", "manager"}:
            assert retention.erase(event=event, by=user, at=clock.now())
        else:
            with pytest.raises(PermissionDenied):
                retention.erase(event=event, by=user, at=clock.now())


def test_erased_nobody_can_be_checked_in_and_the_links_are_closed(client, event, guest, people):
    token, code = token_of(guest), guest.code
    retention.erase(event=event, by=None, at=clock.now())
    scan = checkin.Scan(uuid4(), "in", clock.now(), code)
    [said] = checkin.take(event=event, scans=[scan], by=people.manager, at=clock.now())
    assert said.outcome == "closed"
    assert client.get(reverse("events:own_badge", args=[token])).status_code == 410


def test_the_page_says_when_and_erases(manager, event, guest):
    address = reverse("events:retention", args=[event.pk])
    shown = manager.get(address).content.decode()
    assert "180 days after the event" in shown
    assert "Erase the list now" in shown
    answer = manager.post(address, follow=True).content.decode()
    assert "The list was erased" in answer
    assert "Erase the list now" not in answer
    assert not Registration.objects.exclude(name="").exists()
