"""Does a timetable live through a late change: moved as little as needed, past kept, looked at before it is true?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import events as make
from factories.events import AT
from grappe.apps.events.models import Letter, Participant, Timetable
from grappe.apps.events.operations import by_hand, repairs, timetables
from grappe.apps.events.queries import comparison
from grappe.apps.events.queries import timetables as found_timetables
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
NAMES = ("Ada", "Ben", "Cem", "Dora", "Eve", "Finn")


@pytest.fixture
def plan(people):
    return make.plan(make.event(people.manager), slots=5, tables=3)


@pytest.fixture
def six(plan):
    return {name: make.participant(plan, name) for name in NAMES}


@pytest.fixture
def day(people, plan, six):
    """Published: Ada meets Ben, Cem, Dora; Eve meets Finn, Ben, Cem; in three slots, nobody waits."""
    pairs = [("Ada", "Ben"), ("Eve", "Finn"), ("Ada", "Cem"), ("Eve", "Ben"), ("Ada", "Dora"), ("Eve", "Cem")]
    meetings = {pair: make.request(six[pair[0]], six[pair[1]]) for pair in pairs}
    made = make.timetable(plan)
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    for number, pair in enumerate(pairs):
        make.placed(made, meetings[pair], slots[number // 2], tables[number % 2])
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    made.refresh_from_db()
    return made


def repaired(plan, people, since, **change):
    made = repairs.order_repair(plan=plan, **change, since=since, by=people.manager, at=clock.now())
    timetables.perform_timetable(timetable_id=made.pk, now=clock.now)
    made.refresh_from_db()
    assert made.state == "done", made.message
    return made


def places(of):
    rows = of.meetings.filter(slot__isnull=False).select_related(
        "request__asker__registration", "request__asked__registration"
    )
    return {
        (row.request.asker.registration.name, row.request.asked.registration.name): (
            row.slot_id,
            row.table_id,
        )
        for row in rows
    }


def before_all(plan):
    return plan.slots.first().starts_at - timedelta(minutes=1)


def told(number):
    found = Letter.objects.filter(kind="timetable", about=f"timetable {number}")
    return set(found.values_list("registration__name", flat=True))


def test_a_no_show_takes_only_their_meetings(people, plan, six, day):
    made = repaired(plan, people, before_all(plan), withdrawn=[six["Finn"]])
    assert {kind: len(entries) for kind, entries in made.changes.items()} == {
        "moved": 0, "tables": 0, "dropped": 1, "added": 0,
    }  # fmt: skip
    assert places(made) == {pair: at for pair, at in places(day).items() if "Finn" not in pair}
    assert "Finn" in made.why and made.repairs == day


def test_nothing_is_true_before_it_is_published(people, plan, six, day):
    made = repaired(plan, people, before_all(plan), withdrawn=[six["Finn"]])
    six["Finn"].refresh_from_db()
    day.refresh_from_db()
    assert six["Finn"].withdrawn_at is None and day.current and not told(2)
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    six["Finn"].refresh_from_db()
    day.refresh_from_db()
    made.refresh_from_db()
    assert six["Finn"].withdrawn_at is not None and made.current and not day.current
    assert told(2) == {"Eve"}  # who lost a meeting; Finn has left, the others keep theirs


def test_what_is_over_stays(people, plan, six, day):
    """Ada leaves after the first slot: her first meeting took place, the others are gone."""
    slots = list(plan.slots.all())
    made = repaired(plan, people, slots[0].starts_at + timedelta(minutes=5), withdrawn=[six["Ada"]])
    assert places(made)["Ada", "Ben"] == places(day)["Ada", "Ben"]
    assert {pair for pair in places(day) if pair not in places(made)} == {("Ada", "Cem"), ("Ada", "Dora")}
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    assert told(2) == {"Cem", "Dora"}


def test_a_new_meeting_is_added_and_moves_nobody_where_there_is_room(people, plan, six, day):
    made = repaired(plan, people, before_all(plan), new=(six["Dora"], six["Finn"]))
    assert [len(made.changes[kind]) for kind in ("moved", "dropped", "added")] == [0, 0, 1]
    assert {pair: at for pair, at in places(made).items() if pair != ("Dora", "Finn")} == places(day)
    assert comparison.lines_of(made)["added"][0].meeting.state == "accepted"
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    assert told(2) == {"Dora", "Finn"}


def test_a_table_lost_from_now_on(people, plan, six, day):
    """Only what stood at it from then on changes, and only its table: there is another one."""
    slots, tables = list(plan.slots.all()), list(plan.tables.all())
    made = repaired(plan, people, slots[1].starts_at - timedelta(minutes=1), lost=[tables[1]])
    assert [len(made.changes[kind]) for kind in ("moved", "tables", "dropped", "added")] == [0, 2, 0, 0]
    for pair in (("Eve", "Ben"), ("Eve", "Cem")):
        assert places(made)[pair][0] == places(day)[pair][0] and places(made)[pair][1] != tables[1].pk
    assert places(made)["Eve", "Finn"] == places(day)["Eve", "Finn"]  # it was over
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    tables[1].refresh_from_db()
    assert tables[1].lost_from == slots[1].starts_at - timedelta(minutes=1)


def test_somebody_called_away_for_one_slot(people, plan, six, day):
    slots = list(plan.slots.all())
    made = repaired(plan, people, before_all(plan), unavailable=(six["Dora"], [slots[2]]))
    assert [len(made.changes[kind]) for kind in ("moved", "dropped")] == [1, 0]
    assert {pair for pair, at in places(made).items() if at[0] != places(day)[pair][0]} == {("Ada", "Dora")}
    timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    assert list(six["Dora"].unavailable.values_list("slot", flat=True)) == [slots[2].pk]
    assert told(2) >= {"Ada", "Dora"} and "Finn" not in told(2)


def test_what_has_changed_since_is_taken_in(people, plan, six, day):
    by_hand.add_request(plan=plan, asker=six["Dora"], asked=six["Finn"], by=people.manager, at=AT)
    by_hand.decide_request(request=day.meetings.first().request, state="declined", by=people.manager, at=AT)
    assert len(found_timetables.out_of_date(day)) == 0  # a timetable made by the factory has no question kept
    made = repaired(plan, people, before_all(plan))
    assert [len(made.changes[kind]) for kind in ("moved", "dropped", "added")] == [0, 1, 1]


def test_a_repair_of_what_is_no_longer_published_is_refused(people, plan, six, day):
    made = repaired(plan, people, before_all(plan), withdrawn=[six["Finn"]])
    other = repaired(plan, people, before_all(plan), withdrawn=[six["Dora"]])
    timetables.publish_timetable(timetable=other, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="no longer the published one"):
        timetables.publish_timetable(timetable=made, by=people.manager, at=AT)
    assert Participant.objects.filter(withdrawn_at__isnull=False).count() == 1


def test_late_changes_that_cannot_be(people, plan, six, day):
    far = plan.event.ends_at + timedelta(days=9)
    with pytest.raises(BadInput, match="late change lies"):
        repairs.order_repair(plan=plan, withdrawn=[six["Ada"]], since=far, by=people.manager, at=AT)
    elsewhere = make.participant(make.plan(make.event(people.manager)), "Zoe")
    with pytest.raises(BadInput, match="another event"):
        repairs.order_repair(plan=plan, withdrawn=[elsewhere], since=AT, by=people.manager, at=AT)
    timetables.unpublish_timetable(timetable=day, by=people.manager, at=AT)
    with pytest.raises(BadInput, match="Publish a timetable first"):
        repairs.order_repair(plan=plan, withdrawn=[six["Ada"]], since=AT, by=people.manager, at=AT)
    assert Timetable.objects.count() == 1


def test_after_a_repair_comes_another(people, plan, six, day):
    slots = list(plan.slots.all())
    first = repaired(plan, people, before_all(plan), withdrawn=[six["Finn"]])
    timetables.publish_timetable(timetable=first, by=people.manager, at=AT)
    second = repaired(plan, people, slots[0].ends_at, new=(six["Dora"], six["Ben"]))
    assert second.repairs == first and len(second.changes["added"]) == 1
    assert places(second)["Ada", "Ben"] == places(day)["Ada", "Ben"]
    assert places(second)["Dora", "Ben"][0] != slots[0].pk  # what is over takes nobody in
