"""Do what somebody planned here and their own calendar say the same, whoever changed what? Against a real server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from apps.calendars.conftest import utc
from factories import events, radicale
from grappe.apps.accounts.enums import Role
from grappe.apps.calendars.models import Account, Busy, Entry, Happening
from grappe.apps.calendars.operations import accounts, settling, syncing
from grappe.apps.calendars.queries.asked import asked
from grappe.apps.calendars.queries.sealing import opened
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Contact
from grappe.apps.companies.operations.contacts import set_audience
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


def planned(people, company, **facts):
    now = clock.now().replace(microsecond=0)
    given = {"starts_at": now + timedelta(days=2), "team": [people.manager]} | facts
    return companies.plan_contact(
        company=company, kind="visit", subject="First visit", place="Belval", invite=False, by=people.manager, at=now, **given
    )  # fmt: skip


@pytest.fixture
def contact(people, company):
    return planned(people, company)


def moved(contact, people, **changes):
    contact.refresh_from_db()
    facts = {
        "kind": contact.kind, "subject": contact.subject, "starts_at": contact.starts_at, "minutes": contact.minutes,
        "place": contact.place, "link": contact.link,
    }  # fmt: skip
    return companies.change_contact(
        contact=contact, **{**facts, **changes}, team=contact.team.all(), invite=False, by=people.manager, at=clock.now(),
    )  # fmt: skip


def kinds(side):
    return [each.kind for each in Happening.objects.filter(account=side.account).order_by("pk")]


def test_what_is_planned_here_is_put_there_changed_and_taken_out(side, contact, people):
    side.sync()
    there = side.only()
    assert there["summary"] == "First visit · Cellule Exemple S.A." and there["location"] == "Belval"
    assert there["dtstart"].dt == contact.starts_at and "/companies/contacts/" in there["description"]
    later = contact.starts_at + timedelta(hours=3)
    moved(contact, people, starts_at=later, place="Esch")
    side.sync()
    assert side.only()["dtstart"].dt == later and side.only()["location"] == "Esch"
    companies.cancel_contact(contact=contact, by=people.manager, at=clock.now())
    side.sync()
    assert side.entries() == [] and not Entry.objects.exists()
    assert kinds(side) == ["connected", "created", "written", "removed"]


def test_what_is_changed_there_is_changed_here_and_the_others_are_told(
    side, contact, people, django_capture_on_commit_callbacks
):
    contact.team.add(people.administrator)
    side.sync()
    later = contact.starts_at + timedelta(hours=5)
    side.change(
        dtstart=later,
        dtend=later + timedelta(minutes=90),
        location="Chez eux",
        summary="Second visit",
        url=None,
    )
    with django_capture_on_commit_callbacks(execute=True):
        side.sync()
    contact.refresh_from_db()
    assert (contact.starts_at, contact.minutes) == (later, 90)
    assert (contact.subject, contact.place, contact.sequence) == ("Second visit", "Chez eux", 1)
    assert people.administrator.email in {to for letter in mail.outbox for to in letter.to}
    side.sync()
    contact.refresh_from_db()
    assert contact.sequence == 1 and kinds(side)[-1] == "taken"
    assert side.only()["summary"] == "Second visit"  # as its owner calls it


def test_each_side_changes_another_thing_and_both_are_kept(side, contact, people):
    side.sync()
    later = contact.starts_at + timedelta(hours=1)
    side.change(dtstart=later, dtend=later + timedelta(minutes=45), x_mine="kept")
    moved(contact, people, place="Esch")
    side.sync()
    contact.refresh_from_db()
    assert contact.starts_at == later and contact.place == "Esch"
    there = side.only()
    assert there["location"] == "Esch" and there["dtstart"].dt == later and there["x-mine"] == "kept"


@pytest.mark.parametrize(("choice", "hours"), [("ours", 1), ("theirs", 2), ("leave", 1)])
def test_what_both_changed_waits_for_a_choice(side, contact, people, choice, hours):
    side.sync()
    first = contact.starts_at
    moved(contact, people, starts_at=first + timedelta(hours=1))
    side.change(dtstart=first + timedelta(hours=2), dtend=first + timedelta(hours=2, minutes=45))
    side.sync()
    side.sync()
    (found,) = asked(side.account, at=side.at).values()
    assert found.differ == ("when",) and found.entry.why == "both"
    assert kinds(side).count("conflict") == 1
    contact.refresh_from_db()
    assert contact.starts_at == first + timedelta(hours=1)  # nothing is done until somebody answers
    assert side.only()["dtstart"].dt == first + timedelta(hours=2)
    settling.settle(entry_id=found.entry.pk, choice=choice, by=people.manager, at=side.at)
    side.sync()
    contact.refresh_from_db()
    assert contact.starts_at == first + timedelta(hours=hours)
    assert side.only()["dtstart"].dt == first + timedelta(hours=2 if choice == "leave" else hours)
    assert asked(side.account, at=side.at) == {}
    with pytest.raises(BadInput):
        settling.settle(entry_id=found.entry.pk, choice=choice, by=people.manager, at=side.at)


@pytest.mark.parametrize("choice", ["cancel", "ours", "leave"])
def test_what_is_taken_away_there_is_asked_and_never_cancelled_by_itself(side, contact, people, choice):
    side.sync()
    side.delete()
    side.sync()
    side.sync()
    contact.refresh_from_db()
    assert contact.state == "planned" and kinds(side).count("gone") == 1
    (found,) = asked(side.account, at=side.at).values()
    assert found.is_gone
    settling.settle(entry_id=found.entry.pk, choice=choice, by=people.manager, at=side.at)
    side.sync()
    side.sync()
    contact.refresh_from_db()
    assert contact.state == ("cancelled" if choice == "cancel" else "planned")
    assert len(side.entries()) == (1 if choice == "ours" else 0)


def test_what_repeats_there_is_not_taken(side, contact, people):
    side.sync()
    side.change(rrule={"freq": "weekly"})
    side.sync()
    (found,) = asked(side.account, at=side.at).values()
    assert found.entry.why == "unfit" and found.choices == ("ours", "leave")
    settling.settle(entry_id=found.entry.pk, choice="leave", by=people.manager, at=side.at)
    side.sync()
    assert asked(side.account, at=side.at) == {}


def test_a_change_that_cannot_be_made_here_is_asked_with_the_reason(side, contact, people):
    side.sync()
    far = contact.starts_at + timedelta(days=6 * 366)
    side.change(dtstart=far, dtend=far + timedelta(minutes=45))
    side.sync()
    (found,) = asked(side.account, at=side.at).values()
    assert found.entry.why == "refused" and found.entry.refused


def test_who_reads_only_is_asked(side, contact, people):
    side.sync()
    people.manager.role = Role.MARKET_ANALYST
    people.manager.save()
    side.change(location="Elsewhere")
    side.sync()
    (found,) = asked(side.account, at=side.at).values()
    assert found.entry.why == "here" and found.choices == ("ours", "leave")


def test_an_event_is_changed_here_only(side, people):
    event = events.event(people.manager, at=side.at)
    side.sync()
    side.change(location="Elsewhere")
    side.sync()
    (found,) = asked(side.account, at=side.at).values()
    assert found.entry.why == "here"
    settling.settle(entry_id=found.entry.pk, choice="ours", by=people.manager, at=side.at)
    side.sync()
    assert side.only().get("location", "") == event.place
    type(event).objects.update(state="cancelled")
    side.sync()
    assert side.entries() == []


@pytest.mark.parametrize("titles", [False, True])
def test_the_subject_of_a_confidential_contact_leaves_only_where_its_reader_says_so(
    side, contact, people, titles
):
    accounts.choose(
        account=side.account, target=side.account.calendars.get(is_target=True).pk, counts=[], titles=titles,
        by=people.manager, at=side.at,
    )  # fmt: skip
    side.sync()
    assert "First visit" in side.only()["summary"]
    set_audience(contact=contact, audience="named", by=people.manager, at=clock.now())
    side.sync()
    (item,) = side.items().values()
    assert ("First visit" in item.data and "Cellule" in item.data and "Belval" in item.data) is titles
    side.change(summary="My secret")
    side.sync()
    contact.refresh_from_db()
    assert contact.subject == ("My secret" if titles else "First visit") and not asked(
        side.account, at=side.at
    )


def test_nobody_elses_contact_is_put_there(side, contact, people):
    contact.team.set([people.administrator])
    side.sync()
    assert side.entries() == []


def test_an_invitation_that_stands_there_already_is_not_put_there_twice(side, contact):
    end = contact.starts_at + timedelta(minutes=45)
    link = f"http://127.0.0.1:8000/companies/contacts/{contact.pk}/"
    side.server.put(
        f"{side.where}invitation.ics",
        radicale.entry(
            f"{contact.uid}@127.0.0.1", "First visit · Cellule Exemple S.A.", contact.starts_at, end, location="Belval", url=link
        ),
        "",
    )  # fmt: skip
    side.sync()
    assert len(side.entries()) == 1 and Entry.objects.get().href.endswith("invitation.ics")
    assert not Busy.objects.exists()


def test_what_was_broken_off_is_taken_up_again(side, contact, monkeypatch):
    """The entry is written there, and the process ends before we know of it."""
    monkeypatch.setattr(Entry, "save", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        syncing.sync(account_id=side.account.pk, at=side.at)
    monkeypatch.undo()
    assert len(side.entries()) == 1 and not Entry.objects.exists()
    side.sync()
    assert len(side.entries()) == 1 and Entry.objects.get().state == "agreed"


def test_own_meetings_take_time_and_are_no_contacts(side, contact):
    start = side.at.replace(microsecond=0) + timedelta(days=1)
    one = side.add("Dentist", start, start + timedelta(hours=1))
    side.add("Free", start, start + timedelta(hours=1), transp="TRANSPARENT")
    weekly = side.add("Team", start, start + timedelta(hours=2), rrule={"freq": "weekly", "count": 3})
    side.add("Bomb", start, start + timedelta(seconds=1), rrule={"freq": "secondly"})
    side.sync()
    rows = list(Busy.objects.order_by("starts_at", "href"))
    assert sorted((row.href, utc(row.starts_at)) for row in rows) == sorted(
        [(one, start), *((weekly, start + timedelta(weeks=n)) for n in range(3))]
    )
    dentist = next(row for row in rows if row.href == one)
    assert "Dentist" not in dentist.sealed and opened(dentist.sealed) == "Dentist"
    assert Contact.objects.count() == 1
    side.server.delete(one, side.items()[one].etag)
    side.sync()
    assert not Busy.objects.filter(href=one).exists() and Busy.objects.filter(href=weekly).count() == 3


def test_nothing_new_takes_the_same_number_of_queries_for_any_number_of_contacts(
    side, contact, people, company, django_assert_num_queries
):
    side.sync()
    with django_assert_num_queries(16):
        side.sync()
    for hours in (1, 2):
        planned(people, company, starts_at=contact.starts_at + timedelta(hours=hours))
    side.sync()
    assert len(side.entries()) == 3
    with django_assert_num_queries(16):
        side.sync()


def test_a_password_that_is_refused_stops_it_and_tells(side, people, django_capture_on_commit_callbacks):
    from grappe.apps.calendars.queries.sealing import seal

    Account.objects.update(secret=seal("water"))
    with django_capture_on_commit_callbacks(execute=True):
        syncing.sync(account_id=side.account.pk, at=side.at)
    account = Account.objects.get()
    assert account.state == "refused" and account.trouble == "password"
    assert [letter.to for letter in mail.outbox] == [[people.manager.email]]
    syncing.sync(account_id=side.account.pk, at=side.at)
    assert Account.objects.get().failures == 1 and syncing.order_due(at=side.at + timedelta(days=1)) == 0
    with pytest.raises(BadInput):
        accounts.change_password(account=account, password="wine", by=people.manager, at=side.at)
    accounts.change_password(account=account, password=radicale.PASSWORD, by=people.manager, at=side.at)
    side.sync()
    assert Account.objects.get().state == "active"


def test_a_server_that_is_down_is_tried_later_each_time_and_told_once(
    side, contact, people, django_capture_on_commit_callbacks
):
    Account.objects.update(url=f"http://127.0.0.1:{radicale.free_port()}/")
    waits = []
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(9):
            syncing.sync(account_id=side.account.pk, at=side.at)
            waits.append((Account.objects.get().next_at - side.at).total_seconds() / 60)
    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert len(mail.outbox) == 1 and Account.objects.get().state == "active"
    assert kinds(side).count("failed") == 1


@pytest.mark.parametrize("leave", [True, False])
def test_a_connection_is_removed_with_what_it_wrote_or_without(side, contact, people, leave):
    start = side.at + timedelta(days=1)
    side.add("Dentist", start, start + timedelta(hours=1))
    side.sync()
    accounts.remove(account=side.account, leave=leave, by=people.manager, at=side.at)
    syncing.sync(account_id=side.account.pk, at=side.at)
    assert not Account.objects.exists()
    assert sorted(str(each["summary"]).split(" · ")[0] for each in side.entries()) == (
        ["Dentist", "First visit"] if leave else ["Dentist"]
    )


def test_a_password_is_nowhere_in_clear(side, caplog):
    side.sync()
    account = Account.objects.get()
    assert radicale.PASSWORD not in repr(account.__dict__) and opened(account.secret) == radicale.PASSWORD
    assert radicale.PASSWORD not in caplog.text


def test_nobody_elses_connection_is_touched(side, people):
    for attempt in (
        lambda by: accounts.pause(account=side.account, paused=True, by=by, at=side.at),
        lambda by: accounts.remove(account=side.account, leave=True, by=by, at=side.at),
        lambda by: accounts.synchronise_now(account=side.account, by=by, at=side.at),
        lambda by: accounts.change_password(account=side.account, password="x", by=by, at=side.at),
    ):
        for by in (people.administrator, people.other_manager):
            with pytest.raises(BadInput):
                attempt(by)
    assert Account.objects.get().state == "active"


def test_a_change_orders_an_exchange_for_those_whose_calendar_it_is(side, contact, people):
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="calendars.sync")
    jobs.all().delete()
    moved(contact, people, place="Esch")
    assert [job.args for job in jobs] == [{"account_id": side.account.pk}]
