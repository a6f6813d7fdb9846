"""Which times are offered, who gets one, and what becomes of it?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from icalendar import Calendar as ICalendar

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.calendars.models import Account, Booking, BookingLetter, Busy, Calendar
from grappe.apps.calendars.operations import booking as operations
from grappe.apps.calendars.operations import booking_letters
from grappe.apps.calendars.operations.booking_types import renew_links, save_type
from grappe.apps.calendars.queries import booking as queries
from grappe.apps.calendars.queries.booking_letters import overtaken, written
from grappe.apps.calendars.queries.sealing import seal
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Contact, Person
from grappe.ui.errors import BadInput

AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)  # a Monday, ten o'clock in Luxembourg
TUESDAY = datetime(2026, 6, 2, 7, 0, tzinfo=UTC)  # nine o'clock there
HOUR = timedelta(hours=1)
VALUES = {
    "names": {"en": "First talk", "fr": "Premier entretien"}, "descriptions": {}, "kind": "phone", "link": "",
    "place": "We call you", "minutes": 60, "buffer": 0, "notice_hours": 2, "days_ahead": 14, "most_per_day": None,
    "zone": "Europe/Luxembourg", "country": "LU", "cluster": None, "only_linked": False, "active": True,
}  # fmt: skip
WEEK = {day: [(time(9), time(12))] for day in range(5)}


def offer(by, hosts=(), *, hours=None, blocked=(), **values):
    return save_type(
        kind=None, values=VALUES | values, hours=hours or WEEK, blocked=blocked, hosts=hosts, by=by, at=AT
    )


def opened(kind, company=0):
    return queries.opened_by(queries.type_link(kind, company).rstrip("/").rpartition("/")[2], at=AT)


def offered(kind, at=AT):
    return [each.span.start for each in queries.offered(opened(kind), at=at)]


def who(email="lea@hemp.example", **more):
    given = {
        "name": "Lea Hemp",
        "organisation": "Hemp",
        "words": "",
        "language": "fr",
        "zone": "Europe/Paris",
    }
    return operations.Booker(**(given | {"email": email} | more))


def book(kind, start=TUESDAY, company=0, at=AT, **more):
    return operations.book(opened=opened(kind, company), starts_at=start, who=who(**more), at=at)


@pytest.fixture
def lea(people, clusters):
    company = CompanyFactory(name="Hemp S.A.", clusters=[clusters["healthtech"]])
    return PersonFactory(company=company, name="Lea Hemp", email="Lea@hemp.example")


@pytest.mark.django_db
def test_what_is_offered_leaves_out_what_the_host_has(people, lea):
    kind = offer(people.manager, most_per_day=2, buffer=15, blocked=[(date(2026, 6, 4), date(2026, 6, 5))])
    free = offered(kind)
    assert free[0] == TUESDAY, "not today: two hours' notice end the morning"
    assert {each.date() for each in free} == {date(2026, 6, day) for day in (2, 3, 8, 9, 10, 11, 12, 15)}
    companies.plan_contact(
        company=lea.company, kind="visit", subject="Elsewhere", starts_at=TUESDAY + HOUR, minutes=30, place="Esch",
        team=[people.manager], invite=False, by=people.manager, at=AT,
    )  # fmt: skip
    on_tuesday = [each for each in offered(kind) if each.date() == TUESDAY.date()]
    assert on_tuesday == [TUESDAY + 2 * HOUR], "a quarter of an hour stays free before and after"
    account = Account.objects.create(
        user=people.manager, url="https://c.example/", username="m", secret=seal("x"), state="active", next_at=AT,
        connected_at=AT,
    )  # fmt: skip
    own = Calendar.objects.create(account=account, href="https://c.example/a/", name="Own", counts=True)
    Busy.objects.create(
        calendar=own,
        href="a",
        starts_at=TUESDAY + 2 * HOUR,
        ends_at=TUESDAY + 3 * HOUR,
        sealed=seal("Dentist"),
    )
    assert not [each for each in offered(kind) if each.date() == TUESDAY.date()]


@pytest.mark.django_db
def test_public_holidays_are_closed(people):
    kind = offer(people.manager, days_ahead=30)
    at = datetime(2026, 6, 20, 8, 0, tzinfo=UTC)
    assert date(2026, 6, 23) not in {each.date() for each in offered(kind, at)}, "the national day"
    other = offer(people.manager, days_ahead=30, country="")
    assert date(2026, 6, 23) in {each.date() for each in offered(other, at)}


@pytest.mark.django_db
def test_a_known_person_gets_a_contact_and_a_letter_that_says_nothing_of_the_file(people, lea):
    kind = offer(people.manager)
    booking = book(kind)
    contact = Contact.objects.get()
    assert (contact.uid, contact.company, contact.created_by) == (booking.uid, lea.company, people.manager)
    assert (list(contact.people.all()), list(contact.team.all())) == ([lea], [people.manager])
    letter = BookingLetter.objects.get()
    text = written(letter, at=AT)
    assert (letter.kind, text.language, text.method) == ("confirmed", "fr", "REQUEST")
    assert "Premier entretien" in text.body and "09:00–10:00 (Europe/Paris)" in text.body
    assert "Hemp S.A." not in text.body + text.html + text.calendar.decode()
    event = ICalendar.from_ical(text.calendar).walk("VEVENT")[0]
    assert (
        str(event["uid"]).startswith(str(booking.uid)) and str(event["attendee"]) == "mailto:lea@hemp.example"
    )
    assert TUESDAY not in offered(kind)
    with pytest.raises(BadInput):
        book(kind, email="second@hemp.example")


@pytest.mark.django_db
def test_a_link_of_one_company_puts_whoever_books_on_file(people, lea):
    kind = offer(people.manager, only_linked=True)
    with pytest.raises(queries.LinkClosed):
        opened(kind)
    booking = book(kind, company=lea.company.pk, email="new@hemp.example", name="New One")
    assert booking.contact.company == lea.company
    assert Person.objects.get(email="new@hemp.example").company == lea.company


@pytest.mark.django_db
def test_what_is_not_sure_waits_and_is_placed(
    people, lea, clusters, mailoutbox, django_capture_on_commit_callbacks
):
    kind = offer(people.manager, cluster=clusters["healthtech"])
    with django_capture_on_commit_callbacks(execute=True):
        booking = book(kind, email="max@hemp.example", name="Max")
    assert booking.contact is None and not Contact.objects.exists()
    assert "/calendars/requests/" in next(
        mail.body for mail in mailoutbox if mail.to == [people.manager.email]
    )
    assert queries.requests_waiting(for_user=people.manager) == [booking]
    assert queries.requests_waiting(for_user=people.other_manager) == []
    proposed = queries.with_proposals(booking, for_user=people.manager).proposed
    assert [(each.company, each.why) for each in proposed] == [(lea.company, "domain")]
    with pytest.raises(PermissionDenied):
        operations.place_request(booking=booking, company=lea.company, by=people.other_manager, at=AT)
    contact = operations.place_request(booking=booking, company=lea.company, by=people.manager, at=AT)
    assert (contact.uid, [each.name for each in contact.people.all()]) == (booking.uid, ["Max"])
    assert queries.requests_waiting(for_user=people.manager) == []
    with pytest.raises(BadInput):
        operations.place_request(booking=booking, company=lea.company, by=people.manager, at=AT)


@pytest.mark.django_db
def test_a_company_that_the_host_may_not_change_waits_too(people, clusters):
    foreign = CompanyFactory(name="Wood S.A.", clusters=[clusters["wood"]])
    PersonFactory(company=foreign, email="wood@wood.example")
    assert book(offer(people.manager), email="wood@wood.example").contact is None


@pytest.mark.django_db
def test_the_first_free_with_the_fewest_receives_and_no_day_gets_too_many(people, lea):
    kind = offer(people.manager, [people.manager, people.other_manager], most_per_day=1)
    hosts = {book(kind, email=f"{name}@x.example").host for name in "ab"}
    assert hosts == {people.manager, people.other_manager}
    with pytest.raises(BadInput):
        book(kind, TUESDAY + HOUR, email="c@x.example")
    assert min(offered(kind)).date() == date(2026, 6, 3)


@pytest.mark.django_db
def test_who_booked_moves_and_calls_off(people, lea):
    kind = offer(people.manager)
    booking = book(kind)
    moved = operations.move(booking=booking, starts_at=TUESDAY + HOUR, at=AT)
    contact = Contact.objects.get()
    assert (contact.starts_at, contact.sequence, moved.sequence) == (TUESDAY + HOUR, 1, 1)
    assert TUESDAY in offered(kind) and TUESDAY + HOUR not in offered(kind)
    first, second = BookingLetter.objects.order_by("pk")
    assert overtaken(first, at=AT) and not overtaken(second, at=AT)
    operations.cancel(booking=booking, at=AT)
    contact.refresh_from_db()
    assert contact.state == "cancelled" and TUESDAY + HOUR in offered(kind)
    letter = BookingLetter.objects.get(kind="cancelled")
    assert not overtaken(letter, at=AT)
    assert written(letter, at=AT).method == "CANCEL"
    with pytest.raises(BadInput):
        operations.move(booking=booking, starts_at=TUESDAY, at=AT)


@pytest.mark.django_db
def test_a_booking_follows_its_contact(people, lea):
    kind = offer(people.manager)
    booking, other = book(kind), book(kind, TUESDAY + HOUR, email="x@x.example")
    contact = booking.contact
    companies.change_contact(
        contact=contact, kind="phone", subject="Moved here", starts_at=TUESDAY + HOUR, minutes=60,
        people=contact.people.all(), team=contact.team.all(), invite=False, by=people.manager, at=AT,
    )  # fmt: skip
    booking.refresh_from_db()
    assert (booking.starts_at, booking.sequence, booking.during) == (TUESDAY + HOUR, 1, None), (
        "over another one"
    )
    assert Booking.objects.get(pk=other.pk).during is not None
    companies.cancel_contact(contact=contact, invite=False, by=people.manager, at=AT)
    booking.refresh_from_db()
    assert booking.state == "cancelled"


@pytest.mark.django_db
def test_links_that_were_stopped_open_nothing(people):
    kind = offer(people.manager)
    token = queries.type_link(kind).rstrip("/").rpartition("/")[2]
    renew_links(kind=kind, by=people.manager, at=AT)
    with pytest.raises(queries.LinkClosed):
        queries.opened_by(token, at=AT)
    with pytest.raises(PermissionDenied):
        renew_links(kind=kind, by=people.other_manager, at=AT)
    people.manager.is_active = False
    people.manager.save()
    with pytest.raises(queries.LinkClosed):
        opened(queries.BookingType.objects.get())


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_who_may_offer_times(people, role):
    user = people.by_role()[role]
    if role in ("analyst", "ministry"):
        with pytest.raises(PermissionDenied):
            offer(user)
    else:
        assert offer(user).owner == user


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [
    {"minutes": 1}, {"kind": "video"}, {"kind": "visit", "place": ""}, {"names": {}}, {"zone": "Mars/Olympus"},
    {"hours": {0: [(time(9), time(9))]}}, {"hours": {0: []}}, {"hours": {0: [(time(9), time(11)), (time(10), time(12))]}},
    {"blocked": [(date(2026, 6, 2), date(2026, 6, 1))]}, {"kind": "video", "link": "javascript:alert(1)"},
])  # fmt: skip
def test_what_cannot_be_offered(people, wrong):
    with pytest.raises(BadInput):
        offer(people.manager, **wrong)


@pytest.mark.django_db
def test_a_reminder_comes_the_day_before_and_bookers_are_forgotten_after_half_a_year(people, lea):
    kind = offer(people.manager)
    booking = book(kind, TUESDAY + timedelta(days=1))
    assert booking_letters.remind(at=TUESDAY - HOUR) == 0
    assert booking_letters.remind(at=TUESDAY + HOUR) == 1
    assert booking_letters.remind(at=TUESDAY + HOUR) == 0
    assert operations.forget(at=booking.ends_at + timedelta(days=180)) == 0
    assert operations.forget(at=booking.ends_at + timedelta(days=184)) == 1
    assert Contact.objects.count() == 1
    waiting = book(kind, TUESDAY + timedelta(days=2), email="who@x.example")
    assert operations.forget(at=waiting.ends_at + timedelta(days=184)) == 0, "nothing that waits is lost"


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_do_not_get_one_time(people, monkeypatch):
    """Two kinds of one host, so that no lock of the kind keeps them apart: the database itself does."""
    kinds = [offer(people.manager), offer(people.manager)]
    both, found = Barrier(2, timeout=30), []
    sort = operations._fewest_first

    def at_once(kind, hosts):
        both.wait()  # both have seen that the time is free
        return sort(kind, hosts)

    monkeypatch.setattr(operations, "_fewest_first", at_once)

    def press(number):
        try:
            found.append(book(kinds[number], email=f"{number}@x.example").pk)
        except BadInput as fault:
            found.append(str(fault))
        finally:
            connection.close()

    threads = [Thread(target=press, args=[number]) for number in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert sorted(type(each).__name__ for each in found) == ["int", "str"]
    assert Booking.objects.count() == 1
