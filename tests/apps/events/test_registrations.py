"""Does everybody get the seat that is theirs: capacity, waiting list, kept seats, invitations, the organiser's hand?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import events as make
from factories.companies import CompanyFactory, PersonFactory
from factories.jobs import work
from grappe.apps.events import operations
from grappe.apps.events.models import Letter, Question, Registration
from grappe.apps.events.operations import Filled
from grappe.apps.events.queries import seats
from grappe.ui import clock
from grappe.ui.errors import BadInput

AT = make.AT
HOUR = timedelta(hours=1)


def filled(who: str = "ann", **more) -> Filled:
    values = {"name": who.title(), "email": f"{who}@guest.example", "language": "fr"}
    return Filled(**(values | more))


def come(event, who: str, at=AT, **more) -> Registration:
    """Register and confirm."""
    return operations.confirm(
        registration=operations.register(event=event, filled=filled(who, **more), at=at), at=at
    )


def states(event) -> dict[str, str]:
    rows = Registration.objects.filter(event=event).order_by("pk")
    return {row.name.lower(): row.state for row in rows}


def letters(registration) -> list[str]:
    return list(Letter.objects.filter(registration=registration).values_list("kind", flat=True))


@pytest.fixture
def event(people):
    return make.event(people.manager, capacity=2)


@pytest.mark.django_db
class TestSeats:
    def test_a_seat_is_kept_and_then_confirmed(self, event):
        registration = operations.register(event=event, filled=filled(), at=AT)
        assert (registration.state, letters(registration)) == ("unconfirmed", ["confirm"])
        assert seats.seats_of(event, at=AT)[0].held == 1
        assert seats.held_until(registration) == AT + seats.HOLD
        operations.confirm(registration=registration, at=AT + HOUR)
        registration.refresh_from_db()
        assert (registration.state, registration.confirmed_at) == ("confirmed", AT + HOUR)
        assert letters(registration) == ["confirm", "seat"]
        operations.confirm(registration=registration, at=AT + 2 * HOUR)
        registration.refresh_from_db()
        assert registration.confirmed_at == AT + HOUR, "twice is once"

    def test_the_waiting_list_moves_in_order_when_somebody_cancels(self, event):
        first, *_others = [
            come(event, who, AT + n * HOUR) for n, who in enumerate(("ann", "bea", "cid", "dan"))
        ]
        assert states(event) == {"ann": "confirmed", "bea": "confirmed", "cid": "waiting", "dan": "waiting"}
        dan = Registration.objects.get(name="Dan")
        assert seats.place_in_queue(dan) == 2
        operations.cancel(registration=first, at=AT + 5 * HOUR)
        assert states(event) == {"ann": "cancelled", "bea": "confirmed", "cid": "confirmed", "dan": "waiting"}
        assert letters(Registration.objects.get(name="Cid"))[-1] == "moved_up"
        assert letters(first)[-1] == "cancelled"
        assert seats.place_in_queue(dan) == 1
        operations.cancel(registration=first, at=AT + 6 * HOUR)
        assert letters(first).count("cancelled") == 1

    def test_a_kept_seat_that_is_not_confirmed_goes_to_who_waits(self, event):
        come(event, "ann")
        late = operations.register(event=event, filled=filled("bea"), at=AT)
        waits = come(event, "cid", AT + HOUR)
        assert waits.state == "waiting"
        assert operations.move_up(event_id=event.pk, at=AT + seats.HOLD - timedelta(seconds=1)) == 0
        assert operations.move_up(event_id=event.pk, at=AT + seats.HOLD) == 1
        assert states(event)["cid"] == "confirmed"
        operations.confirm(registration=late, at=AT + seats.HOLD + HOUR)
        assert states(event)["bea"] == "waiting"

    def test_who_registers_late_does_not_pass_who_waits_when_a_kept_seat_lapses(self, event):
        come(event, "ann")
        operations.register(event=event, filled=filled("bea"), at=AT)
        come(event, "cid", AT + HOUR)
        come(event, "dan", AT + seats.HOLD + HOUR)  # no job has run: registering looks first
        assert states(event) == {
            "ann": "confirmed", "bea": "unconfirmed", "cid": "confirmed", "dan": "waiting",
        }  # fmt: skip

    def test_more_capacity_lets_them_up(self, event):
        for who in ("ann", "bea", "cid", "dan", "eva"):
            come(event, who)
        event.capacity = 4
        event.save()
        assert operations.move_up(event_id=event.pk, at=AT) == 2
        assert states(event)["eva"] == "waiting"
        event.capacity = None
        event.save()
        assert operations.move_up(event_id=event.pk, at=AT) == 1

    def test_on_site_and_online_are_apart(self, people):
        event = make.event(people.manager, mode="hybrid", capacity=1, online_capacity=1)
        come(event, "ann")
        come(event, "bea", attendance="online")
        assert come(event, "cid").state == "waiting"
        dan = come(event, "dan", attendance="online")
        assert dan.state == "waiting"
        operations.cancel(registration=Registration.objects.get(name="Bea"), at=AT)
        assert states(event) == {
            "ann": "confirmed", "bea": "cancelled", "cid": "waiting", "dan": "confirmed",
        }  # fmt: skip

    def test_changing_the_way_of_being_there_frees_the_seat(self, people):
        event = make.event(people.manager, mode="hybrid", capacity=1, online_capacity=1)
        ann, cid = come(event, "ann"), come(event, "cid")
        operations.change_answers(registration=ann, filled=filled("ann", attendance="online"), at=AT)
        assert states(event) == {"ann": "confirmed", "cid": "confirmed"}
        with pytest.raises(BadInput, match="On site"):
            operations.change_answers(registration=cid, filled=filled("cid", attendance="online"), at=AT)
        cid.refresh_from_db()
        assert cid.attendance == "on_site"

    def test_without_a_waiting_list_full_is_full(self, people):
        event = make.event(people.manager, capacity=1, waiting_list=False)
        come(event, "ann")
        with pytest.raises(BadInput, match="All seats are taken"):
            operations.register(event=event, filled=filled("bea"), at=AT)
        assert states(event) == {"ann": "confirmed"}

    def test_nobody_moves_up_once_it_is_over_or_called_off(self, event):
        for who in ("ann", "bea", "cid"):
            come(event, who)
        event.capacity = 5
        event.save()
        assert operations.move_up(event_id=event.pk, at=event.ends_at) == 0
        event.state = "cancelled"
        event.save()
        assert operations.move_up(event_id=event.pk, at=AT) == 0
        assert states(event)["cid"] == "waiting"


@pytest.mark.django_db
class TestWho:
    def test_an_address_is_registered_once_and_that_is_not_told(self, event):
        first = come(event, "ann")
        again = operations.register(
            event=event, filled=filled("ann", name="Mallory", email="ANN@guest.example"), at=AT
        )
        assert again.pk == first.pk and again.name == "Ann"
        assert letters(first) == ["confirm", "seat", "seat"]

    def test_who_cancelled_may_come_again_and_must_confirm_again(self, event):
        registration = come(event, "ann")
        operations.cancel(registration=registration, at=AT)
        again = operations.register(event=event, filled=filled("ann"), at=AT + HOUR)
        assert (again.pk, again.state) == (registration.pk, "unconfirmed")
        assert operations.confirm(registration=again, at=AT + HOUR).state == "confirmed"
        assert letters(again) == ["confirm", "seat", "cancelled", "confirm", "seat"]

    def test_typing_it_again_sends_the_link_again_and_does_not_keep_the_seat_longer(self, event):
        registration = operations.register(event=event, filled=filled(), at=AT)
        again = operations.register(event=event, filled=filled(function="Head"), at=AT + HOUR)
        assert (again.pk, again.function, again.registered_at) == (registration.pk, "Head", AT)
        assert letters(registration) == ["confirm", "confirm"]

    def test_the_company_is_the_one_where_the_address_is_on_file(self, event):
        person = PersonFactory(company=CompanyFactory(), email="Ann@guest.example")
        registration = operations.register(event=event, filled=filled(), at=AT)
        assert registration.company is None, "not before the address is confirmed"
        operations.confirm(registration=registration, at=AT)
        registration.refresh_from_db()
        assert (registration.company, registration.person) == (person.company, person)

    def test_at_two_companies_or_none_the_company_stays_unknown(self, event):
        for _each in range(2):
            PersonFactory(company=CompanyFactory(), email="ann@guest.example")
        assert come(event, "ann").company is None
        assert come(event, "bea").company is None

    def test_who_follows_a_personal_invitation_has_confirmed(self, event, people, clusters):
        from factories import campaigns

        company = CompanyFactory(name="Exemple S.A.", clusters=[clusters["healthtech"]])
        campaigns.allow(campaigns.head(company).email, people.manager)
        campaign = campaigns.sent(campaigns.begun(people.manager), people.manager, people.administrator)
        recipient = campaign.recipients.get()
        with pytest.raises(BadInput, match="another event"):
            operations.register(event=event, filled=filled(), recipient=recipient, at=AT)
        event.invitations.create(campaign=campaign, created_at=AT)
        event.visibility = "invited"
        event.save()
        with pytest.raises(BadInput, match="invited people only"):
            operations.register(event=event, filled=filled(), at=AT)
        own = operations.register(
            event=event, filled=filled(email=recipient.address.email), recipient=recipient, at=AT
        )
        assert (own.state, own.company, own.recipient) == ("confirmed", company, recipient)
        colleague = operations.register(event=event, filled=filled("bob"), recipient=recipient, at=AT)
        assert (colleague.state, colleague.company) == ("unconfirmed", None), "another address must confirm"

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"state": "draft"}, "not published"),
            ({"state": "cancelled"}, "called off"),
            ({"registration_from": AT + HOUR}, "closed"),
            ({"registration_until": AT}, "closed"),
            ({"starts_at": AT - 2 * HOUR, "ends_at": AT}, "over"),
        ],
    )
    def test_only_while_registration_is_open(self, people, change, says):
        event = make.event(people.manager, **change)
        with pytest.raises(BadInput, match=says):
            operations.register(event=event, filled=filled(), at=AT)
        assert not Registration.objects.exists()

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"name": " "}, "name"),
            ({"name": "x" * 201}, "200"),
            ({"email": "ann"}, "no e-mail"),
            ({"email": ""}, "no e-mail"),
            ({"language": "xx"}, "language"),
            ({"attendance": "online"}, "take part"),
            ({"answers": {"7": "x"}}, "no longer asked"),
        ],
    )
    def test_bad_input_writes_nothing(self, event, change, says):
        with pytest.raises(BadInput, match=says):
            operations.register(event=event, filled=filled(**change), at=AT)
        assert not Registration.objects.exists() and not Letter.objects.exists()


@pytest.mark.django_db
class TestQuestions:
    CASES = (
        ("text", " Vegan ", "Vegan"),
        ("text", "x" * 301, None),
        ("long_text", "a\r\nb", "a\nb"),
        ("choice", 1, 1),
        ("choice", 2, None),
        ("choice", True, None),
        ("choice", "1", None),
        ("choices", [1, 0, 1], [0, 1]),
        ("choices", [5], None),
        ("choices", 1, None),
        ("yes_no", False, False),
        ("yes_no", "no", None),
    )

    @pytest.mark.parametrize(("kind", "given", "kept"), CASES)
    def test_each_kind(self, event, kind, given, kept):
        question = Question.objects.create(
            event=event, kind=kind, labels={"en": "Menu"}, choices=[{"en": "A"}, {"en": "B"}]
        )
        ask = filled(answers={str(question.pk): given})
        if kept is None:
            with pytest.raises(BadInput, match="Menu"):
                operations.register(event=event, filled=ask, at=AT)
        else:
            assert operations.register(event=event, filled=ask, at=AT).answers == {str(question.pk): kept}

    def test_a_required_one_is_answered_but_not_by_the_organisers_hand(self, event, people):
        Question.objects.create(event=event, kind="yes_no", labels={"en": "Lunch?"}, required=True)
        with pytest.raises(BadInput, match="Lunch"):
            operations.register(event=event, filled=filled(), at=AT)
        added = operations.add_by_hand(event=event, filled=filled(), by=people.manager, at=AT)
        assert added.answers == {}


@pytest.mark.django_db
class TestByHand:
    def test_who_may(self, event, people):
        doors = {"administrator", "manager", "other_manager"}  # colleagues help at the door
        for walk_in, allowed in ((False, {"administrator", "manager"}), (True, doors)):
            for role, user in people.by_role().items():
                guest = Filled(name=f"{role} {walk_in}")
                ask = {"event": event, "filled": guest, "walk_in": walk_in, "by": user, "at": AT}
                if role in allowed:
                    assert operations.add_by_hand(**ask, beyond=True).state == "confirmed"
                else:
                    with pytest.raises(PermissionDenied):
                        operations.add_by_hand(**ask)

    def test_full_means_the_waiting_list_unless_one_more_is_meant(self, event, people):
        add = {"event": event, "by": people.manager, "at": AT}
        for who in ("ann", "bea"):
            operations.add_by_hand(**add, filled=filled(who))
        assert operations.add_by_hand(**add, filled=filled("cid")).state == "waiting"
        assert operations.add_by_hand(**add, filled=filled("dan"), beyond=True).state == "confirmed"
        with pytest.raises(BadInput, match="registered already"):
            operations.add_by_hand(**add, filled=filled("ann"))

    def test_at_the_door_who_waits_has_a_seat_and_gets_no_letter(self, event, people):
        for who in ("ann", "bea", "cid"):
            come(event, who)
        cid = Registration.objects.get(name="Cid")
        before = letters(cid)
        found = operations.add_by_hand(
            event=event, filled=filled("cid"), walk_in=True, by=people.manager, at=AT
        )
        assert (found.pk, found.state, letters(cid)) == (cid.pk, "confirmed", before)

    def test_the_company_may_be_set_and_taken_away(self, event, people, clusters):
        mine, other = (
            CompanyFactory(clusters=[clusters["healthtech"]]),
            CompanyFactory(clusters=[clusters["wood"]]),
        )
        registration = come(event, "ann")
        ask = {"registration": registration, "by": people.manager, "at": AT}
        assert operations.set_company(**ask, company=mine).company == mine
        with pytest.raises(PermissionDenied):
            operations.set_company(**ask, company=other)
        assert operations.set_company(**ask, company=None).company is None


@pytest.mark.django_db(transaction=True)
def test_thirty_at_once_never_get_more_seats_than_there_are_and_nobody_is_passed_over(people):
    """Real threads on PostgreSQL: twenty-four register and confirm while six of the seven seated cancel, all at once."""
    event = make.event(people.manager, capacity=7)
    seated = [come(event, f"early{number}") for number in range(7)]

    def one(number: int) -> None:
        try:
            if number % 5 == 4:
                operations.cancel(registration=seated[number // 5], at=AT + HOUR)
            else:
                come(event, f"guest{number}", AT + timedelta(seconds=number))
            assert seats.seats_of(event, at=AT + HOUR)[0].taken <= 7
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as pool:
        for job in [pool.submit(one, number) for number in range(30)]:
            job.result()
    operations.cancel(registration=seated[6], at=AT + HOUR)  # at least one moves up
    rows = Registration.objects.filter(event=event)
    assert [rows.filter(state=state).count() for state in ("cancelled", "confirmed", "waiting")] == [7, 7, 17]
    moved = rows.filter(letters__kind="moved_up", state="confirmed").values_list("queued_at", flat=True)
    waiting = rows.filter(state="waiting").values_list("queued_at", flat=True)
    assert len(set(moved) | set(waiting)) == len(moved) + len(waiting)
    assert max(moved) < min(waiting), "nobody moved up who queued after somebody that waits"


@pytest.mark.django_db(transaction=True)
def test_the_worker_gives_a_kept_seat_away(people):
    event = make.event(people.manager, at=clock.now(), capacity=1)
    operations.register(event=event, filled=filled("ann"), at=clock.now() - seats.HOLD)
    waits = make.registration(event, "Bea", at=clock.now() - HOUR, state="waiting")
    with connection.cursor() as cursor:  # a day goes by
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'events.move_up'"
        )
    work()
    waits.refresh_from_db()
    assert waits.state == "confirmed"


@pytest.mark.django_db
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["register", "confirm", "cancel", "wait", "grow"]), st.integers(0, 5)),
        max_size=25,
    )
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_seats_are_never_more_than_there_are_and_none_is_empty_while_somebody_waits(people, steps):
    event = make.event(people.manager, capacity=2)
    at = AT
    for what, number in steps:
        at += timedelta(minutes=1)
        known = Registration.objects.filter(event=event, email=f"guest{number}@guest.example").first()
        try:
            if what == "register":
                operations.register(event=event, filled=filled(f"guest{number}"), at=at)
            elif what == "confirm" and known:
                operations.confirm(registration=known, at=at)
            elif what == "cancel" and known:
                operations.cancel(registration=known, at=at)
            elif what == "wait":
                at += seats.HOLD
                operations.move_up(event_id=event.pk, at=at)
            elif what == "grow":
                event.capacity += 1
                event.save()
                operations.move_up(event_id=event.pk, at=at)
        except BadInput as fault:
            assert "cancelled" in str(fault), "confirming what was cancelled is all that may be refused here"
        (now,) = seats.seats_of(event, at=at)
        assert now.taken <= event.capacity
        assert not now.waiting or now.is_full or what not in ("wait", "grow", "register", "cancel")
