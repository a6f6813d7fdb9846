"""Does a measure of each kind begin what it is to become, by who may, once, with what it says, linked on both sides?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories import ideas as make_idea
from factories import plans as make
from grappe.apps.campaigns.models import Campaign
from grappe.apps.events.models import Event
from grappe.apps.insight.enums import STARTS, LinkKind, MeasureKind
from grappe.apps.insight.models import MeasureLink
from grappe.apps.insight.operations import starting
from grappe.apps.insight.permissions import can_begin
from grappe.apps.insight.queries.entries import solution_entry
from grappe.apps.insight.queries.links import choices, links_of
from grappe.apps.solutions.operations import load_solutions
from grappe.apps.studies.models import Study
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT
ROLES = ("administrator", "manager", "other_manager", "analyst", "ministry")
# What is begun -> who of those who report the measure may (the other manager reports none of it).
MAY = {
    LinkKind.PROGRAMME: (True, False, False, False, False),
    LinkKind.CAMPAIGN: (True, True, False, False, False),
    LinkKind.EVENT: (True, True, False, False, False),
    LinkKind.STUDY: (True, True, False, True, False),
    LinkKind.SOLUTION: (True, True, False, True, False),
}


def a_measure(people, kind="training", **more):
    plan = make.plan(people.manager, **more.pop("plan", {}))
    plan.team.add(people.analyst)
    plan.clusters.set([seat.cluster for seat in people.manager.memberships.all()])
    return make.measure(plan, kind=kind, descriptions={"en": "Three days.", "fr": "Trois jours."}, **more)


@pytest.mark.parametrize("kind", MeasureKind.values)
def test_who_may_begin_what(people, kind):
    measure = a_measure(people, kind)
    for what, may in MAY.items():
        wanted = may if what in STARTS[kind] else (False,) * 5
        assert tuple(can_begin(getattr(people, role), measure, what) for role in ROLES) == wanted, what


def test_every_kind_begins_something_besides_a_study():
    assert set(STARTS) == set(MeasureKind.values)
    assert all(len(found) > 1 and LinkKind.STUDY in found for found in STARTS.values())


@pytest.mark.parametrize(
    ("begin", "kind", "other"),
    [(starting.begin_campaign, "awareness", "aid"), (starting.begin_event, "training", "service")],
)
def test_not_of_another_kind_and_not_by_who_may_not(people, begin, kind, other):
    with pytest.raises(PermissionDenied):
        begin(measure=a_measure(people, other), by=people.manager, at=AT)
    for user in (people.analyst, people.other_manager, people.ministry):
        with pytest.raises(PermissionDenied):
            begin(measure=a_measure(people, kind), by=user, at=AT)
    assert not MeasureLink.objects.exists()


def test_a_mailing_says_what_the_measure_says_and_waits_for_review(people):
    measure = a_measure(people, "awareness", titles={"en": "x" * 200, "fr": "Les chutes"})
    campaign = starting.begin_campaign(measure=measure, by=people.manager, at=AT)
    assert (
        campaign.state == "draft"
        and len(campaign.subjects["en"]) == 150
        and campaign.subjects["fr"] == "Les chutes"
    )
    assert campaign.texts == {"en": "Three days.", "fr": "Trois jours."}
    assert sorted(campaign.segment["clusters"]) == sorted(each.slug for each in measure.plan.clusters.all())
    shown = links_of([measure], for_user=people.ministry)[measure.pk][0]
    assert (shown.kind, shown.created, shown.url) == ("campaign", True, f"/campaigns/{campaign.pk}/")


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (date(2026, 6, 10), date(2026, 6, 10)),
        (date(2026, 6, 14), date(2026, 6, 12)),  # a Sunday: the Friday before
        (date(2026, 3, 2), date(2026, 3, 30)),  # today: in four weeks
    ],
)
def test_an_event_is_proposed_for_a_working_day_to_come(people, due, day):
    measure = a_measure(people, due_on=due)
    event = starting.begin_event(measure=measure, by=people.manager, at=AT)
    start = timezone.localtime(event.starts_at)
    assert (start.date(), start.hour, event.state, event.kind) == (day, 14, "draft", "workshop")
    assert event.theme == measure.plan.theme and event.organiser == people.manager
    assert event.titles["fr"] == measure.titles["fr"] and event.descriptions["en"] == "Three days."


@pytest.mark.parametrize(
    ("begin", "kind", "model"),
    [
        (starting.begin_campaign, "awareness", Campaign),
        (starting.begin_event, "training", Event),
        (starting.begin_study, "service", Study),
    ],
)
def test_two_presses_begin_one_thing(people, begin, kind, model):
    measure = a_measure(people, kind)
    first = begin(measure=measure, by=people.manager, at=AT)
    assert begin(measure=measure, by=people.manager, at=AT + timedelta(seconds=20)) == first
    assert model.objects.count() == MeasureLink.objects.count() == 1
    assert begin(measure=measure, by=people.manager, at=AT + timedelta(hours=1)) != first


def test_the_entry_of_a_service_is_one_that_the_catalogue_takes(people):
    measure = a_measure(people, "service", titles={"en": "A scout for materials", "de": "Ein Scout"})
    entries = yaml.safe_load(solution_entry(measure))
    assert entries[0]["id"] == "a-scout-for-materials" and entries[0]["text"]["fr"] == "Trois jours."
    assert load_solutions(entries, at=AT).created == 1
    offered = dict(choices(for_user=people.manager, at=AT))["Service on offer"]
    assert [title for _key, title in offered] == ["A scout for materials"]


@pytest.mark.parametrize(
    ("kind", "what", "to"),
    [
        ("awareness", "campaign", "/campaigns/"),
        ("training", "event", "/events/"),
        ("platform", "study", "/studies/"),
    ],
)
def test_from_the_page(people, manager, kind, what, to):
    measure = a_measure(people, kind)
    url = f"/insight/measures/{measure.pk}/"
    assert f'action="{url}{what}/"' in manager.get(url).content.decode()
    page = manager.post(f"{url}{what}/", follow=True)
    assert page.redirect_chain[-1][0].startswith(to) and "begun and linked" in page.content.decode()
    thing = getattr(measure.links.get(), what)
    assert measure.titles["en"] in manager.get(f"/insight/of-{what}/{thing.pk}/").content.decode()


def test_the_page_offers_only_what_one_may(people, client):
    measure = a_measure(people, "awareness")
    client.force_login(people.analyst)
    text = client.get(f"/insight/measures/{measure.pk}/").content.decode()
    assert (
        "Begin a study of it" in text
        and "Begin a mailing for it" not in text
        and "Begin an event" not in text
    )


def test_what_cannot_be_said_keeps_what_was_typed(people, manager):
    measure = a_measure(people)
    page = manager.post(
        f"/insight/measures/{measure.pk}/move/", {"to": "dropped", "spent_eur": "1 234", "remark": " "}
    )
    text = page.content.decode()
    assert page.status_code == 422 and "Say why the measure is given up" in text and "1 234" in text


def test_nothing_is_linked_that_is_not_there(people):
    from grappe.apps.insight.operations import measures

    with pytest.raises(BadInput):
        measures.link(measure=a_measure(people), kind="event", thing=None, by=people.manager, at=AT)


@pytest.mark.parametrize("count", [1, 4])
def test_links_take_as_many_queries_for_many_confidential_ideas_as_for_one(
    people, django_assert_num_queries, count
):
    measure = a_measure(people)
    for number in range(count):
        make.link(measure, "idea", make_idea.idea(people.manager, f"Idea {number}", confidential=True))
        make.link(measure, "study", starting.begin_study(measure=a_measure(people), by=people.manager, at=AT))
    with django_assert_num_queries(3):
        shown = links_of([measure], for_user=people.analyst)[measure.pk]
    assert sorted(each.title == "Not open to you" for each in shown) == [False] * count + [True] * count
