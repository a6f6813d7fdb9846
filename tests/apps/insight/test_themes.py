"""Does a theme's page hold what belongs to it, what its reader may see and no more, and say what has changed?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from factories import events as make_event
from factories import flagships as make_flagship
from factories import groups as make_group
from factories import ideas as make_idea
from factories import plans as make
from factories import studies as make_study
from factories.campaigns import begun
from factories.companies import CompanyFactory
from grappe.apps.clusters.models import Theme
from grappe.apps.ideas.models import Challenge, Step
from grappe.apps.insight.queries.theme_changes import changes_of, firsts, months_of
from grappe.apps.insight.queries.themes import SHOWN, theme_page
from grappe.apps.needs.models import Need
from grappe.engines.planning import add_months
from grappe.ui import clock

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
AT = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def theme(people):
    found = Theme.objects.create(slug="circular", name={"en": "Circular"})
    Theme.objects.create(slug="other", name={"en": "Other"})
    return found


def a_need(theme, at=AT, **more):
    values = {
        "title": "A press",
        "language": "en",
        "state": "confirmed",
        "urgency": 2,
        "theme": theme,
        "created_at": at,
    }
    need = Need.objects.create(company=CompanyFactory(), **(values | more))
    Need.objects.filter(pk=need.pk).update(created_at=at)
    return need


def counts(page):
    return {part.key: part.count for part in page.parts}


def filled(people, theme, number=1):
    """One of each kind under the theme, as often as said."""
    for _number in range(number):
        a_need(theme)
        idea = make_idea.idea(people.manager, theme=theme, stage="candidate", at=AT)
        make_flagship.flagship(people.manager, idea)
        measure = make.measure(make.plan(people.manager, theme=theme, at=AT), at=AT)
        make.link(measure, "campaign", begun(people.manager))
        make_study.study(people.manager, theme=theme)
        make_group.group(people.manager, theme=theme)
        make_event.event(people.manager, theme=theme)
        make_idea.challenge(people.manager, theme=theme, at=AT)


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_each_reader_finds_what_they_may_see(people, theme, role):
    other = Theme.objects.get(slug="other")
    for each in (theme, other):
        filled(people, each)
    make_idea.idea(people.manager, theme=theme, at=AT)  # captured: not for the ministry
    make_idea.idea(people.manager, theme=theme, confidential=True, at=AT)
    make.plan(people.manager, theme=theme, state="draft", at=AT)
    make_idea.challenge(people.manager, theme=theme, published_at=None, state="draft", at=AT)
    user = getattr(people, role)
    found = counts(theme_page(theme, for_user=user, today=TODAY, at=AT))
    leads, plans = role in ("administrator", "manager"), role != "ministry"
    assert found == {
        "needs": 1, "ideas": 1 + plans + leads, "plans": 1 + plans, "studies": int(plans), "groups": 1, "events": 1,
        "flagships": 1, "challenges": 1 + leads, "campaigns": 1, "aids": 0,
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_of_each_as_for_one(
    people, theme, manager, django_assert_num_queries, number
):
    filled(people, theme, number)
    with django_assert_num_queries(39):
        assert manager.get("/insight/themes/circular/").status_code == 200


def test_a_campaign_stands_where_its_dates_say_not_where_its_letters_are(people, theme):
    made = make_idea.challenge(people.manager, theme=theme, at=AT - timedelta(days=40))
    assert Challenge.objects.get(pk=made.pk).state == "open"
    page = theme_page(theme, for_user=people.manager, today=TODAY, at=AT)
    part = next(each for each in page.parts if each.key == "challenges")
    assert [str(row.more) for row in part.rows] == [
        "Closed"
    ] and part.url == "/ideas/campaigns/?theme=circular"


def test_a_list_that_cannot_be_narrowed_is_shown_whole_here(people, theme, manager):
    for number in range(SHOWN + 2):
        make_event.event(people.manager, theme=theme, titles={"en": f"Event {number}"})
    text = manager.get("/insight/themes/circular/").content.decode()
    assert 'href="/insight/themes/circular/?whole=events#part-events"' in text and "Event 0" not in text
    text = manager.get("/insight/themes/circular/?whole=events").content.decode()
    assert all(f"Event {number}" in text for number in range(SHOWN + 2)) and "whole=events#" not in text


def test_what_has_changed_counts_twelve_months_and_the_twelve_before(people, theme):
    """From the first of June 2025 to the twentieth of May 2026, and the same days a year before."""
    for at in (AT, datetime(2025, 6, 1, 9, tzinfo=UTC), datetime(2025, 5, 20, 9, tzinfo=UTC)):
        a_need(theme, at)
    a_need(theme, datetime(2025, 5, 25, 9, tzinfo=UTC))  # after the day a year ago: in neither
    a_need(theme, datetime(2024, 5, 25, 9, tzinfo=UTC))  # before both
    idea = make_idea.idea(people.manager, theme=theme, at=AT)
    for to in ("screened", "matured"):
        Step.objects.create(idea=idea, kind="gate", came_from="captured", came_to=to, at=AT)
    Step.objects.create(idea=idea, kind="park", came_from="captured", came_to="parked", at=AT)
    plan = make.plan(people.manager, theme=theme, at=AT)
    make.measure(plan, state="done", at=AT)
    make.measure(make.plan(people.manager, theme=theme, state="draft", at=AT), state="done", at=AT)
    found = {
        each.label: (each.now, each.before, each.difference)
        for each in changes_of(theme, for_user=people.manager, today=TODAY)
    }
    assert found == {
        "Needs noted": (2, 1, "+1"), "Ideas captured": (1, 0, "+1"), "Ideas through a gate": (2, 0, "+2"),
        "Studies published": (0, 0, "0"), "Events held": (0, 0, "0"), "Measures done": (2, 0, "+2"),
    }  # fmt: skip
    seen = {each.label: each.now for each in changes_of(theme, for_user=people.ministry, today=TODAY)}
    assert (seen["Ideas captured"], seen["Measures done"]) == (0, 1)


def test_months_are_those_of_luxembourg(people, theme):
    a_need(theme, datetime(2026, 4, 30, 22, 30, tzinfo=UTC))  # half past midnight on the first of May there
    months = months_of(theme, for_user=people.manager, today=TODAY)
    assert [noted for _label, noted, _captured in months] == [0] * 11 + [1]


def test_the_days_that_are_counted():
    assert (firsts(TODAY)[0], firsts(TODAY)[-1], len(firsts(TODAY))) == (
        date(2025, 6, 1),
        date(2026, 5, 1),
        12,
    )
    assert (add_months(date(2028, 2, 29), -12), add_months(TODAY, -12)) == (
        date(2027, 2, 28),
        date(2025, 5, 20),
    )


def test_the_page_says_the_changes_as_a_table(people, theme, manager):
    make_idea.idea(people.manager, theme=theme, at=clock.now())
    text = manager.get("/insight/themes/circular/").content.decode()
    assert "The twelve months before" in text and "<strong>+1</strong>" in text
