"""Is an action plan begun, changed, carried out and closed as it must be, and is what is late told?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from factories import ideas as make_idea
from factories import plans as make
from grappe.apps.clusters.models import Theme
from grappe.apps.insight import operations
from grappe.apps.insight.models import ActionPlan, Measure, MeasureLink, Reading
from grappe.apps.insight.operations import indicators, measures, starting
from grappe.apps.insight.queries.links import links_of, measures_of
from grappe.apps.insight.queries.overview import drawing, late_now
from grappe.apps.insight.queries.plans import late_of, measures_due, plans, sheet, standing
from grappe.apps.insight.queries.written import indicator_version, measure_version, version_of
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
TODAY = AT.date()


@pytest.fixture
def theme(db):
    return Theme.objects.create(
        slug="circular", name={"en": "Circular", "fr": "Circulaire", "de": "Kreislauf"}
    )


def drafted(under, **more):
    values = {
        "titles": {"en": " Circular \n materials "},
        "theme": under,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=300),
    }
    return operations.Draft(**(values | more))


def measured(people, **more):
    values = {
        "kind": "aid",
        "titles": {"en": "Aid for benches"},
        "starts_on": TODAY,
        "due_on": TODAY + timedelta(days=30),
        "owner": people.manager,
    }
    return measures.Draft(**(values | more))


def test_a_plan_is_begun_carried_out_and_closed(people, theme):
    said = {"by": people.manager, "at": AT}
    plan = operations.begin(draft=drafted(theme), **said)
    assert (plan.titles, plan.state, plan.slug) == (
        {"en": "Circular materials"},
        "draft",
        "circular-materials",
    )
    with pytest.raises(BadInput, match="one measure"):
        operations.move(plan=plan, to="running", **said)
    measure = measures.add(plan=plan, draft=measured(people), **said)
    with pytest.raises(BadInput, match="not under way"):
        measures.move(measure=measure, to="running", **said)
    operations.move(plan=plan, to="running", **said)
    begun = measures.move(measure=measure, to="running", **said)
    assert begun.began_on == TODAY
    done = measures.move(
        measure=measure, to="done", remark="Law is out", spent_eur=Decimal("12.50"), by=people.manager,
        at=AT + timedelta(days=20),
    )  # fmt: skip
    assert (done.done_on, done.remark, done.spent_eur) == (
        TODAY + timedelta(days=20),
        "Law is out",
        Decimal("12.50"),
    )
    with pytest.raises(BadInput, match="report"):
        operations.close(plan=plan, report={"en": "  "}, **said)
    closed = operations.close(plan=plan, report={"fr": "Cela marche."}, **said)
    assert (closed.state, closed.report, closed.closed_at) == ("closed", {"fr": "Cela marche."}, AT)
    with pytest.raises(BadInput, match="is over"):
        measures.add(plan=plan, draft=measured(people), **said)
    again = operations.move(plan=plan, to="running", **said)
    assert again.closed_at is None and again.report == {"fr": "Cela marche."}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"titles": {}}, "needs a title"),
        ({"theme": None}, "which theme"),
        ({"ends_on": date(2020, 1, 1)}, "end before it begins"),
        ({"objectives": {"en": "x" * 4_001}}, "too long"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(people, theme, change, fault):
    with pytest.raises(BadInput, match=fault):
        operations.begin(draft=drafted(theme, **change), by=people.manager, at=AT)
    assert not ActionPlan.objects.exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"titles": {"en": " "}}, "needs a title"),
        ({"kind": "party"}, "cannot be read"),
        ({"due_on": date(2020, 1, 1)}, "done before it begins"),
        ({"owner": None}, "has an owner"),
        ({"budget_eur": Decimal(-1)}, "not negative"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(people, change, fault):
    plan = make.plan(people.manager)
    with pytest.raises(BadInput, match=fault):
        measures.add(plan=plan, draft=measured(people, **change), by=people.manager, at=AT)
    assert not Measure.objects.exists()


def test_two_who_change_one_thing_lose_nothing(people, theme):
    said = {"by": people.manager, "at": AT}
    plan = operations.begin(draft=drafted(theme, team=[people.other_manager]), **said)
    seen = version_of(plan)
    operations.change(plan=plan, draft=drafted(theme, titles={"en": "Mine"}), version=seen, **said)
    with pytest.raises(Stale):
        operations.change(plan=plan, draft=drafted(theme, titles={"en": "Theirs"}), version=seen, **said)
    measure = measures.add(plan=plan, draft=measured(people), **said)
    seen = measure_version(measure)
    measures.change(measure=measure, draft=measured(people, titles={"en": "First"}), version=seen, **said)
    with pytest.raises(Stale):
        measures.change(
            measure=measure, draft=measured(people, titles={"en": "Second"}), version=seen, **said
        )
    assert Measure.objects.get().titles == {"en": "First"}


def test_giving_up_says_why(people):
    plan = make.plan(people.manager)
    measure = make.measure(plan)
    said = {"by": people.manager, "at": AT}
    with pytest.raises(BadInput, match="why the measure"):
        measures.move(measure=measure, to="dropped", **said)
    measures.move(measure=measure, to="dropped", remark="No budget", **said)
    with pytest.raises(BadInput, match="why the plan"):
        operations.move(plan=plan, to="dropped", **said)
    assert (
        operations.move(plan=plan, to="dropped", why="Another does it", **said).dropped_reason
        == "Another does it"
    )


@pytest.mark.parametrize(
    ("values", "late"),
    [
        ({}, ()),
        ({"starts_on": TODAY - timedelta(days=1)}, ("not_begun",)),
        ({"starts_on": TODAY - timedelta(days=9), "due_on": TODAY - timedelta(days=1)}, ("not_done",)),
        ({"state": "running", "starts_on": TODAY - timedelta(days=9)}, ()),
        (
            {"state": "running", "starts_on": TODAY - timedelta(days=9), "due_on": TODAY - timedelta(days=1)},
            ("not_done",),
        ),
        ({"state": "running", "due_on": TODAY}, ()),
        ({"state": "done", "starts_on": TODAY - timedelta(days=9), "due_on": TODAY - timedelta(days=1)}, ()),
        ({"state": "done", "budget_eur": Decimal(10), "spent_eur": Decimal(11)}, ("overspent",)),
        ({"budget_eur": Decimal(10), "spent_eur": Decimal(10)}, ()),
        (
            {"state": "dropped", "starts_on": TODAY - timedelta(days=9), "due_on": TODAY - timedelta(days=1)},
            (),
        ),
    ],
)
def test_what_is_late(people, values, late):
    plan = make.plan(people.manager)
    measure = make.measure(plan, **values)
    assert late_of(measure, today=TODAY) == late
    listed = plans(for_user=people.manager, today=TODAY).get()
    assert listed.late_count == int(bool(set(late) - {"overspent"}))
    assert measures_due(for_user=people.manager, today=TODAY, of_everybody=False) == (
        [measure] if set(late) - {"overspent"} else []
    )
    assert measures_due(for_user=people.other_manager, today=TODAY, of_everybody=False) == []


@pytest.mark.parametrize(
    ("start", "target", "readings", "on_day", "percent", "reached", "late"),
    [
        (None, 20, {}, 0, None, False, ""),
        (None, 20, {}, 400, None, False, "unknown"),
        (None, 20, {0: 5}, 0, 25, False, ""),
        (10, 20, {0: 15, 5: 20}, 10, 100, True, ""),
        (10, 20, {0: 15, 5: 20}, 1, 50, False, ""),  # a reading of a later day does not count yet
        (10, 20, {0: 5}, 400, 0, False, "not_reached"),
        (80, 40, {0: 60}, 0, 50, False, ""),  # downwards
        (80, 40, {0: 30}, 400, 100, True, ""),
        (None, 20, {0: 30}, 0, 100, True, ""),
    ],
)
def test_how_an_indicator_stands(people, start, target, readings, on_day, percent, reached, late):
    indicator = make.indicator(
        make.plan(people.manager),
        start_value=None if start is None else Decimal(start),
        target=Decimal(target),
    )
    for day, value in readings.items():
        make.reading(indicator, value, TODAY + timedelta(days=day))
    found = standing(indicator, today=TODAY + timedelta(days=on_day))
    assert (found.percent, found.reached, found.late) == (percent, reached, late)


def test_a_reading_has_a_source_and_a_day_that_has_come(people):
    indicator = make.indicator(make.plan(people.manager))
    said = {"by": people.manager, "at": AT}
    for values, fault in (
        ({"on": TODAY, "value": Decimal(3), "source": " "}, "where the figure is from"),
        ({"on": TODAY + timedelta(days=1), "value": Decimal(3), "source": "List"}, "not come yet"),
        ({"on": TODAY, "value": Decimal(10) ** 13, "source": "List"}, "too large"),
    ):
        with pytest.raises(BadInput, match=fault):
            indicators.read(indicator=indicator, **values, **said)
    indicators.read(indicator=indicator, on=TODAY, value=Decimal(3), source="List", **said)
    indicators.read(indicator=indicator, on=TODAY, value=Decimal(4), source="List, mended", **said)
    assert [(each.value, each.source) for each in Reading.objects.all()] == [(Decimal(4), "List, mended")]
    with pytest.raises(PermissionDenied):
        indicators.read(
            indicator=indicator, on=TODAY, value=Decimal(4), source="x", by=people.other_manager, at=AT
        )


def test_an_indicator_has_a_way_to_go(people):
    plan, other = make.plan(people.manager), make.plan(people.manager)
    draft = {"names": {"en": "Users"}, "target": Decimal(5), "target_on": TODAY}
    said = {"plan": plan, "indicator": None, "by": people.manager, "at": AT}
    for change, fault in (
        ({"names": {}}, "needs a name"),
        ({"start_value": Decimal(5)}, "no way to go"),
        ({"measure": make.measure(other)}, "another plan"),
    ):
        with pytest.raises(BadInput, match=fault):
            indicators.save(draft=indicators.Draft(**(draft | change)), **said)
    saved = indicators.save(draft=indicators.Draft(**draft), **said)
    assert sheet(plan, today=TODAY).indicators[0].indicator == saved


def test_two_who_change_one_indicator_lose_nothing(people):
    plan = make.plan(people.manager)
    indicator = make.indicator(plan)
    indicator.refresh_from_db()
    seen = indicator_version(indicator)
    said = {"plan": plan, "indicator": indicator, "version": seen, "by": people.manager, "at": AT}
    draft = {"names": {"en": "Mine"}, "target": Decimal(5), "target_on": TODAY}
    indicators.save(draft=indicators.Draft(**draft), **said)
    with pytest.raises(Stale):
        indicators.save(draft=indicators.Draft(**(draft | {"names": {"en": "Theirs"}})), **said)
    indicator.refresh_from_db()
    assert indicator.names == {"en": "Mine"}


def test_a_day_is_the_day_in_luxembourg(people):
    """At half past eleven at night by Greenwich the next day has begun in Luxembourg."""
    night = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    plan = make.plan(people.manager)
    tomorrow = TODAY + timedelta(days=1)
    said = {"by": people.manager, "at": night}
    indicators.read(indicator=make.indicator(plan), on=tomorrow, value=Decimal(1), source="List", **said)
    measure = measures.move(measure=make.measure(plan), to="running", **said)
    assert (measure.began_on, measures.move(measure=measure, to="done", **said).done_on) == (
        tomorrow,
        tomorrow,
    )


@pytest.mark.parametrize(
    ("state", "late"), [("draft", False), ("running", True), ("closed", False), ("dropped", False)]
)
def test_only_a_plan_under_way_is_late(people, state, late):
    plan = make.plan(people.manager, state=state)
    measure = make.measure(plan, starts_on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=4))
    indicator = make.indicator(plan, target_on=TODAY - timedelta(days=1))
    found = sheet(plan, today=TODAY)
    assert (bool(found.lines[0].late), found.late) == (late, 2 if late else 0)
    assert plans(for_user=people.manager, today=TODAY).get().late_count == int(late)
    things = late_now(found, today=TODAY)
    assert [(each.url, each.days) for each in things] == (
        [(f"/insight/measures/{measure.pk}/", 4), (f"/insight/indicators/{indicator.pk}/", 1)] if late else []
    )


def test_the_drawing_has_a_sign_for_each_state_and_reaches_today_where_something_waits(people):
    plan = make.plan(people.manager)
    for number, values in enumerate(({}, {"state": "running"}, {"state": "done"}, {"state": "dropped"})):
        make.measure(plan, titles={"en": str(number)}, **values)
    far = TODAY + timedelta(days=200)
    shown = drawing(sheet(plan, today=TODAY).lines, today=TODAY, language="en")
    assert [row.bar.kind for row in shown.rows] == ["open", "started", "done", "dropped"]
    assert all(row.overdue == 0 for row in shown.rows)
    later = drawing(sheet(plan, today=far).lines, today=far, language="en")
    assert [(row.bar.kind, row.overdue) for row in later.rows] == [
        ("late", 110), ("late", 110), ("done", 0), ("dropped", 0),
    ]  # fmt: skip
    assert (
        later.gantt.today_x is not None and later.rows[0].bar.right < later.gantt.today_x < later.gantt.width
    )
    assert drawing([], today=TODAY, language="en") is None


def test_a_measure_given_up_counts_in_no_share(people):
    plan = make.plan(people.manager)
    make.measure(plan, state="done")
    make.measure(plan, state="dropped")
    found = sheet(plan, today=TODAY)
    assert (found.done, found.kept, found.percent) == (1, 1, 100)


def test_positions_are_not_given_twice(people):
    plan = make.plan(people.manager, state="draft")
    said = {"by": people.manager, "at": AT}
    first, second, third = (measures.add(plan=plan, draft=measured(people), **said) for _number in range(3))
    measures.remove(measure=first, **said)
    fourth = measures.add(plan=plan, draft=measured(people), **said)
    assert [second.position, third.position, fourth.position] == [1, 2, 3]


def test_money_and_progress_of_a_plan(people):
    plan = make.plan(people.manager)
    make.measure(plan, state="done", budget_eur=Decimal(100), spent_eur=Decimal(80))
    make.measure(plan, budget_eur=Decimal(50))
    make.measure(plan, state="dropped", budget_eur=Decimal(1_000), spent_eur=Decimal(5))
    found = sheet(plan, today=TODAY)
    assert (found.done, found.open, found.percent) == (1, 1, 50)
    assert (found.budget, found.spent) == (
        Decimal(150),
        Decimal(85),
    )  # what was spent on a dropped one is spent
    assert sheet(make.plan(people.manager), today=TODAY).budget is None


def test_a_measure_becomes_a_programme(people):
    plan = make.plan(people.manager)
    plan.clusters.set([seat.cluster for seat in people.manager.memberships.all()])
    measure = make.measure(plan, owner=people.administrator)
    with pytest.raises(PermissionDenied):
        starting.begin_programme(measure=measure, slug="bench-aid", by=people.manager, at=AT)
    draft = starting.begin_programme(measure=measure, slug="bench-aid", by=people.administrator, at=AT)
    assert "Aid for test benches" in draft.text and "Aide aux bancs d’essai" in draft.text
    assert plan.theme.slug in draft.text and plan.clusters.first().slug in draft.text
    row = MeasureLink.objects.get()
    shown = links_of([measure], for_user=people.administrator)[measure.pk][0]
    assert (row.draft, shown.title, shown.url) == (draft, "bench-aid", f"/aids/editor/{draft.pk}/")
    assert links_of([measure], for_user=people.ministry)[measure.pk][0].url == ""  # drafts are not for them
    with pytest.raises(BadInput, match="made of small letters"):
        starting.begin_programme(measure=measure, slug="Not a slug", by=people.administrator, at=AT)
    service = make.measure(plan, kind="service", owner=people.administrator)
    with pytest.raises(BadInput, match="Only a measure"):
        starting.begin_programme(measure=service, slug="other", by=people.administrator, at=AT)


def test_a_study_is_begun_of_a_measure(people):
    measure = make.measure(make.plan(people.manager), descriptions={"en": "Who needs benches?"})
    study = starting.begin_study(measure=measure, by=people.manager, at=AT)
    assert (study.titles["fr"], study.questions, study.due_on) == (
        "Aide aux bancs d’essai", {"en": "Who needs benches?"}, measure.due_on,
    )  # fmt: skip
    assert [each.measure for each in measures_of("study", study.pk, for_user=people.ministry)] == [measure]


def test_what_a_reader_may_not_see_is_not_named(people):
    plan = make.plan(people.manager)
    measure = make.measure(plan)
    secret = make_idea.idea(people.manager, "Zephyr turbine", confidential=True)
    said = {"measure": measure, "by": people.manager, "at": AT}
    measures.link(kind="idea", thing=secret, relation="from", **said)
    with pytest.raises(BadInput, match="linked to the measure already"):
        measures.link(kind="idea", thing=secret, **said)
    for user, title in ((people.manager, "Zephyr turbine"), (people.analyst, "Not open to you")):
        shown = links_of([measure], for_user=user)[measure.pk][0]
        assert (shown.title, bool(shown.url)) == (title, user == people.manager)
    draft = make.plan(people.manager, state="draft")
    hidden = make.measure(draft)
    make.link(hidden, "idea", make_idea.idea(people.manager, stage="candidate"))
    idea = hidden.links.get().idea_id
    assert measures_of("idea", idea, for_user=people.ministry) == []
    assert len(measures_of("idea", idea, for_user=people.analyst)) == 1
