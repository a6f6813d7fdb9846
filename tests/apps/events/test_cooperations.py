"""How do two companies' cooperations and the links to what came of an event begin, change and go?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from factories import events as make
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.events import permissions
from grappe.apps.events.enums import COOPERATION_STEPS, CooperationState
from grappe.apps.events.models import Cooperation, EventLink
from grappe.apps.events.operations import cooperations, links
from grappe.apps.events.queries import records
from grappe.apps.events.queries.cooperation_timeline import cooperation_entries
from grappe.apps.events.queries.cooperations import CooperationFilters, worth_of
from grappe.apps.events.queries.cooperations import cooperations as listed
from grappe.apps.needs import operations as needs
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def two(clusters):
    return (
        CompanyFactory(name="Alpha S.A.", clusters=[clusters["healthtech"]]),
        CompanyFactory(name="Beta S.A.", clusters=[clusters["wood"]]),
    )


@pytest.fixture
def event(people):
    return make.event(people.manager, in_days=-3)


def begun(two, by, **more) -> Cooperation:
    first, second = two
    return cooperations.begin(**({"first": first, "second": second, "title": "A line"} | more), by=by, at=AT)


def test_what_is_begun_at_an_event_counts_there(two, event, people):
    made = begun(two, people.manager, title="  Glue-free   panels ", event=event, value_eur=Decimal(40_000))
    assert (made.title, made.state, made.began_on) == ("Glue-free panels", "talking", date(2026, 3, 2))
    link = EventLink.objects.get(event=event)
    assert (link.kind, link.cooperation, link.linked_by) == ("cooperation", made, people.manager)
    entries = [cooperation_entries(company_id=each.pk, for_user=people.ministry) for each in two]
    assert [found[0].label for found in entries] == [
        "Cooperation with Beta S.A.",
        "Cooperation with Alpha S.A.",
    ]
    assert cooperation_entries(company_id=two[0].pk, for_user=people.manager, before=AT) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": " \n "}, "few words"),
        ({"title": "x" * 201}, "longer than 200"),
        ({"value_eur": Decimal(-1)}, "zero or more"),
        ({"value_eur": Decimal(10) ** 12}, "zero or more"),
        ({"began_on": date(2026, 3, 3)}, "has not been yet"),
        ({"state": "married"}, "no state of a cooperation"),
        ({"notes": "x" * 10_001}, "longer than 10000"),
    ],
)
def test_what_cannot_be_is_told(two, people, more, said):
    with pytest.raises(BadInput, match=said):
        begun(two, people.manager, **more)
    assert not Cooperation.objects.exists()


def test_not_with_itself_and_not_twice_while_it_stands(two, people):
    with pytest.raises(BadInput, match="two different"):
        begun((two[0], two[0]), people.manager)
    made = begun(two, people.manager)
    with pytest.raises(BadInput, match="on file already"):
        begun(two[::-1], people.other_manager, title="a LINE")
    begun(two, people.manager, title="Another line")
    cooperations.move(cooperation=made, to="broken_off", version=1, by=people.manager, at=AT)
    assert begun(two, people.manager).pk != made.pk


@pytest.mark.parametrize("now", CooperationState.values)
@pytest.mark.parametrize("then", CooperationState.values)
def test_only_what_may_follow_follows(two, people, now, then):
    made = begun(two, people.manager, state=now)
    if then == now or then in COOPERATION_STEPS[now]:
        moved = cooperations.move(cooperation=made, to=then, version=1, by=people.manager, at=AT)
        assert (moved.state, moved.version) == (then, 1 if then == now else 2)
        return
    with pytest.raises(BadInput, match="cannot become"):
        cooperations.move(cooperation=made, to=then, version=1, by=people.manager, at=AT)
    made.refresh_from_db()
    assert made.state == now


def test_every_state_is_reached_and_none_is_for_ever():
    assert set(COOPERATION_STEPS) == set(CooperationState.values)
    assert {state for each in COOPERATION_STEPS.values() for state in each} == set(CooperationState.values)
    assert all(COOPERATION_STEPS.values())


def test_a_change_stands_on_what_was_read(two, people):
    made = begun(two, people.manager, value_eur=Decimal(5))
    changed = cooperations.change(
        cooperation=made,
        version=1,
        values={"title": "Two lines", "value_eur": None},
        by=people.manager,
        at=AT,
    )
    assert (changed.title, changed.value_eur, changed.version) == ("Two lines", None, 2)
    with pytest.raises(Stale) as stale:
        cooperations.change(cooperation=made, version=1, values={"title": "x"}, by=people.manager, at=AT)
    assert stale.value.current.title == "Two lines"
    assert [each.title for each in made.events.order_by("pgh_id")] == ["A line", "Two lines"]


def test_who_may_note_and_change(two, event, people):
    alone = begun(two, people.administrator)
    third = CompanyFactory(name="Gamma")
    elsewhere = begun((CompanyFactory(name="Delta"), third), people.administrator)
    at_event = begun((CompanyFactory(name="Epsilon"), third), people.administrator, event=event)
    workers, nobody = {"administrator", "manager", "other_manager"}, {"administrator"}
    table = [(alone, workers), (elsewhere, nobody), (at_event, {"administrator", "manager"})]
    for cooperation, who in table:
        may = {
            role
            for role, user in people.by_role().items()
            if permissions.can_edit_cooperation(user, cooperation)
        }
        assert may == who, cooperation
        assert may == {
            role
            for role, user in people.by_role().items()
            if permissions.can_add_cooperation(user, cooperation.first, cooperation.second, cooperation.event)
        }
    with pytest.raises(PermissionDenied):
        begun((third, elsewhere.first), people.manager, title="Not mine")


def test_whoever_noted_it_keeps_it_up_to_date(two, people):
    made = begun(two, people.other_manager)
    two[1].clusters.clear()  # moved to another cluster meanwhile
    again = type(made).objects.get(pk=made.pk)
    assert permissions.can_edit_cooperation(people.other_manager, again)


def test_who_may_link(two, event, people):
    def may(*companies):
        return {
            role for role, user in people.by_role().items() if permissions.can_link(user, event, *companies)
        }

    assert may() == {"administrator", "manager"}
    assert may(two[0]) == {"administrator", "manager"}
    assert may(two[1]) == may(*two) == {"administrator", "manager", "other_manager"}


def need_of(company, by):
    return needs.add_need(company=company, title="A mill", language="en", theme="digital", by=by, at=AT)


def test_links_are_made_once_and_taken_back(two, event, people):
    need, contact = need_of(two[1], people.other_manager), ContactFactory(company=two[1])
    for _twice in range(2):
        links.link_need(event=event, need=need, by=people.other_manager, at=AT)
        links.link_contact(event=event, contact=contact, by=people.manager, at=AT)
    assert sorted(event.links.values_list("kind", flat=True)) == ["contact", "need"]
    with pytest.raises(PermissionDenied):  # neither made the link nor manages the event
        links.unlink(link=event.links.get(kind="contact"), by=people.other_manager, at=AT)
    links.unlink(link=event.links.get(kind="need"), by=people.other_manager, at=AT)
    links.unlink(link=event.links.get(kind="contact"), by=people.manager, at=AT)
    assert not event.links.exists()
    need.refresh_from_db()  # the thing itself stays


def test_a_cooperation_linked_knows_where_they_met(two, event, people):
    made = begun(two, people.manager)
    link = links.link_cooperation(event=event, cooperation=made, by=people.manager, at=AT)
    made.refresh_from_db()
    assert made.event == event
    links.unlink(link=link, by=people.manager, at=AT)
    made.refresh_from_db()
    assert made.event is None


def test_an_idea_has_words(two, event, people):
    made = links.link_idea(
        event=event, idea=" Shared drying ", company=two[1], by=people.other_manager, at=AT
    )
    assert (made.idea, made.company) == ("Shared drying", two[1])
    for idea, said in ((" ", "sentence"), ("x" * 2_001, "longer"), ("Shared drying", "already")):
        with pytest.raises(BadInput, match=said):
            links.link_idea(event=event, idea=idea, company=two[1], by=people.manager, at=AT)
    with pytest.raises(PermissionDenied):  # nobody's idea: the event's people note it
        links.link_idea(event=event, idea="Another", by=people.other_manager, at=AT)


def test_nothing_comes_of_a_draft(two, people):
    draft = make.event(people.manager, state="draft")
    with pytest.raises(BadInput, match="still being prepared"):
        links.link_need(event=draft, need=need_of(two[0], people.manager), by=people.manager, at=AT)


def test_what_they_are_worth(two, event, people):
    begun(two, people.manager, title="Hoped", value_eur=Decimal(10), event=event)
    begun(two, people.manager, title="Agreed", value_eur=Decimal(100), state="agreed", event=event)
    begun(two, people.manager, title="Ended", state="ended", event=event)
    begun(two, people.manager, title="Nothing", value_eur=Decimal(7), state="broken_off")
    worth = worth_of(listed(for_user=people.ministry))
    assert (worth.number, worth.firm, worth.firm_eur, worth.talks_eur, worth.without_value) == (
        4,
        2,
        100,
        10,
        1,
    )
    here = listed(for_user=people.ministry, filters=CooperationFilters(event=event.pk))
    assert worth_of(here).number == 3
    assert listed(for_user=people.manager, filters=CooperationFilters(state="standing")).count() == 2
    assert worth_of(listed(for_user=people.manager, filters=CooperationFilters(company=0))).firm_eur is None


def test_one_that_ended_counts_in_every_year_in_which_it_went_on(two, people):
    """Begun in 2024, ended in March 2026: it was under way in 2025 whenever that is counted."""
    made = begun(two, people.manager, state=CooperationState.RUNNING, began_on=date(2024, 5, 1))

    def spans():
        return {(row.on, row.ended_on) for row in records.records(on=AT.date()) if row.kind == "cooperation"}

    assert spans() == {(date(2024, 5, 1), None)}
    ended = cooperations.move(cooperation=made, to="ended", version=made.version, by=people.manager, at=AT)
    assert spans() == {(date(2024, 5, 1), AT.date())}
    cooperations.move(cooperation=ended, to="running", version=ended.version, by=people.manager, at=AT)
    assert Cooperation.objects.get().ended_on is None and spans() == {(date(2024, 5, 1), None)}


def test_one_that_is_noted_as_ended_lasted_for_its_day(two, people):
    begun(two, people.manager, state=CooperationState.ENDED, began_on=date(2024, 5, 1))
    days = {(row.on, row.ended_on) for row in records.records(on=AT.date()) if row.kind == "cooperation"}
    assert days == {(date(2024, 5, 1), date(2024, 5, 1))}


def test_the_days_of_those_on_file_are_filled_in_from_their_history(two, people):
    made = begun(two, people.manager, state=CooperationState.RUNNING, began_on=date(2024, 5, 1))
    cooperations.move(cooperation=made, to="ended", version=made.version, by=people.manager, at=AT)
    begun(two, people.manager, title="At once", state=CooperationState.ENDED, began_on=date(2024, 6, 1))
    Cooperation.objects.update(ended_on=None)
    import_module("grappe.apps.events.migrations.0012_when_cooperations_ended").fill(apps, None)
    found = {each.title: each.ended_on for each in Cooperation.objects.all()}
    # The database writes the history by its own clock.
    assert found == {"A line": clock.today(), "At once": None}
