"""Is a contact planned, changed, cancelled and held as it should, and by whom it may?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.companies.enums import ContactState
from grappe.apps.companies.operations.contacts import (
    cancel_contact,
    change_contact,
    hold_contact,
    plan_contact,
    reopen_contact,
)
from grappe.apps.companies.permissions import can_edit_contact
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
VIDEO = {"kind": "video", "subject": "First talk", "starts_at": SOON, "link": "https://meet.example/abc"}


@pytest.fixture
def company(people, clusters):
    return CompanyFactory(clusters=[clusters["healthtech"]])


@pytest.fixture
def plan(company, people):
    def _plan(**facts):
        return plan_contact(company=company, **{**VIDEO, "by": people.manager, "at": AT, **facts})

    return _plan


def facts_of(contact, **changes):
    names = ("kind", "subject", "starts_at", "minutes", "link", "place")
    facts = {name: getattr(contact, name) for name in names}
    return facts | {"people": list(contact.people.all()), "team": list(contact.team.all())} | changes


def test_a_planned_contact_stands_as_it_was_given(plan, company, people):
    person = PersonFactory(company=company)
    contact = plan(
        people=[person], team=[people.manager, people.analyst], minutes=30, place="  Belval\n office "
    )
    contact.refresh_from_db()
    assert (contact.state, contact.subject, contact.minutes) == (ContactState.PLANNED, "First talk", 30)
    assert contact.place == "Belval office"
    assert contact.created_by == people.manager
    assert list(contact.people.all()) == [person]
    assert set(contact.team.all()) == {people.manager, people.analyst}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"link": ""}, "Video link"),
        ({"link": "javascript:alert(1)"}, "Video link"),
        ({"link": "ftp://files.example/"}, "Video link"),
        ({"link": "https://meet.example/" + "x" * 500}, "Video link"),
        ({"kind": "séance"}, "kind"),
        ({"subject": " \n "}, "Subject"),
        ({"subject": "x" * 201}, "Subject: at most 200"),
        ({"place": "x" * 201}, "Place: at most 200"),
        ({"minutes": 4}, "Length"),
        ({"minutes": 1441}, "Length"),
        ({"starts_at": datetime(206, 3, 4, 9, tzinfo=UTC)}, "Check the year"),
        ({"starts_at": datetime(2062, 3, 4, 9, tzinfo=UTC)}, "Check the year"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_written(plan, company, change, words):
    with pytest.raises(BadInput, match=words):
        plan(**change)
    assert not company.contacts.exists()


@pytest.mark.parametrize("kind", ["visit", "phone", "event", "email"])
def test_only_a_video_call_needs_a_link(plan, kind):
    assert plan(kind=kind, link="").link == ""


def test_a_moment_without_time_zone_is_a_fault_of_the_program(plan):
    with pytest.raises(ValueError, match="time zone"):
        plan(starts_at=datetime(2026, 3, 4, 9))


def test_an_archived_company_gets_no_new_contact_but_the_old_one_can_be_cancelled_and_held(
    plan, company, people
):
    contact = plan(starts_at=AT - timedelta(hours=1))
    company.archived_at = AT
    company.save()
    with pytest.raises(BadInput, match="archived"):
        plan()
    with pytest.raises(BadInput, match="archived"):
        change_contact(contact=contact, **facts_of(contact, subject="Else"), by=people.manager, at=AT)
    assert hold_contact(contact=contact, by=people.manager, at=AT).state == ContactState.HELD


def test_participants_are_people_of_this_company(plan):
    stranger = PersonFactory(name="Eve Stranger")
    with pytest.raises(BadInput, match="Eve Stranger does not belong"):
        plan(people=[stranger])


def test_who_has_left_is_not_invited_any_more_but_stays_in_what_was(plan, company, people):
    person = PersonFactory(company=company, name="Ann Gone")
    contact = plan(people=[person])
    person.left_on = date(2026, 3, 3)
    person.save()
    with pytest.raises(BadInput, match="Ann Gone left the company on"):
        plan(people=[person])
    kept = change_contact(contact=contact, **facts_of(contact, subject="Again"), by=people.manager, at=AT)
    assert list(kept.people.all()) == [person]
    past = plan(people=[person], starts_at=datetime(2026, 3, 1, 9, tzinfo=UTC))  # she was still there
    assert list(past.people.all()) == [person]


def test_our_side_has_active_accounts(plan, people):
    people.analyst.is_active = False
    people.analyst.save()
    with pytest.raises(BadInput, match="no active account"):
        plan(team=[people.analyst])


def test_a_change_by_two_at_once_is_told(plan, people):
    contact = plan()
    seen = contact.sequence
    change_contact(
        contact=contact, **facts_of(contact, subject="Mine"), sequence=seen, by=people.manager, at=AT
    )
    with pytest.raises(Stale, match="Somebody else changed"):
        change_contact(
            contact=contact,
            **facts_of(contact, subject="Late"),
            sequence=seen,
            by=people.administrator,
            at=AT,
        )
    contact.refresh_from_db()
    assert (contact.subject, contact.sequence) == ("Mine", seen + 1)


def test_a_change_of_nothing_changes_nothing(plan, people):
    contact = plan(team=[people.manager])
    after = change_contact(contact=contact, **facts_of(contact), by=people.manager, at=AT)
    assert after.sequence == contact.sequence


def test_cancelled_once_and_no_more(plan, people):
    contact = cancel_contact(contact=plan(), by=people.manager, at=AT)
    assert contact.state == ContactState.CANCELLED
    for attempt in (
        lambda: cancel_contact(contact=contact, by=people.manager, at=AT),
        lambda: hold_contact(contact=contact, by=people.manager, at=AT),
        lambda: change_contact(contact=contact, **facts_of(contact, subject="x"), by=people.manager, at=AT),
        lambda: reopen_contact(contact=contact, by=people.manager, at=AT),
    ):
        with pytest.raises(BadInput):
            attempt()


def test_held_with_the_day_of_the_next_contact_and_taken_back(plan, people):
    contact = plan(starts_at=AT - timedelta(hours=1))
    held = hold_contact(contact=contact, next_contact_on=date(2026, 4, 1), by=people.manager, at=AT)
    assert (held.state, held.next_contact_on) == (ContactState.HELD, date(2026, 4, 1))
    with pytest.raises(BadInput, match="cannot be cancelled"):
        cancel_contact(contact=contact, by=people.manager, at=AT)
    again = hold_contact(contact=contact, next_contact_on=None, by=people.manager, at=AT)
    assert again.next_contact_on is None
    assert reopen_contact(contact=contact, by=people.manager, at=AT).state == ContactState.PLANNED


def test_held_today_in_luxembourg_though_it_is_still_yesterday_in_utc(plan, people):
    contact = plan(starts_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))  # 00:30 on 1 July in Luxembourg
    with pytest.raises(BadInput, match="1 July 2026"):
        hold_contact(contact=contact, by=people.manager, at=datetime(2026, 6, 30, 21, 59, tzinfo=UTC))
    held = hold_contact(contact=contact, by=people.manager, at=datetime(2026, 6, 30, 22, 0, tzinfo=UTC))
    assert held.state == ContactState.HELD


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 3, 1), "in the past"), (date(2036, 3, 1), "five years")]
)
def test_the_next_contact_lies_ahead(plan, people, day, words):
    contact = plan(starts_at=AT)
    with pytest.raises(BadInput, match=words):
        hold_contact(contact=contact, next_contact_on=day, by=people.manager, at=AT)


# --- Permission: role x where one stands ---

TRUTH = {  # (edits the company's cluster?, on the contact's team?) is decided by the people fixture
    "administrator": (True, True),
    "manager": (True, True),
    "other_manager": (False, True),
    "analyst": (False, False),
    "ministry": (False, False),
}


@pytest.mark.parametrize("role", TRUTH)
@pytest.mark.parametrize("on_team", [False, True])
def test_who_may_change_a_contact(people, company, role, on_team):
    user = people.by_role()[role]
    contact = ContactFactory(company=company, starts_at=AT)
    if on_team:
        contact.team.add(user)
    allowed = TRUTH[role][on_team]
    assert can_edit_contact(user, contact) is allowed
    actions = {
        "change": lambda: change_contact(
            contact=contact, **facts_of(contact, kind="visit", subject="New"), by=user, at=AT
        ),
        "hold": lambda: hold_contact(contact=contact, by=user, at=AT),
        "reopen": lambda: reopen_contact(contact=contact, by=user, at=AT),
        "cancel": lambda: cancel_contact(contact=contact, by=user, at=AT),
    }
    for name, action in actions.items():
        if allowed:
            action()
        else:
            with pytest.raises(PermissionDenied):
                action()
            contact.refresh_from_db()
            assert (contact.subject == "New", contact.state) == (False, ContactState.PLANNED), name


@pytest.mark.parametrize("role", TRUTH)
def test_who_may_plan(people, plan, company, role):
    if role in {"administrator", "manager"}:
        assert plan(by=people.by_role()[role]).pk
    else:
        with pytest.raises(PermissionDenied):
            plan(by=people.by_role()[role])
        assert not company.contacts.exists()


def test_who_is_no_longer_active_changes_nothing(people, company):
    contact = ContactFactory(company=company)
    people.administrator.is_active = False
    assert not can_edit_contact(people.administrator, contact)


def test_the_length_counts_hours_as_they_pass_when_the_clocks_change(plan):
    from grappe.apps.companies.queries.contacts import ends_at

    zone = ZoneInfo("Europe/Luxembourg")
    contact = plan(starts_at=datetime(2026, 3, 29, 1, 30, tzinfo=zone), minutes=60)
    assert ends_at(contact).astimezone(zone).strftime("%H:%M") == "03:30"
