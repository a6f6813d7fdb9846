"""How often is something fetched by its own link? Real pages, the real counter, the page that says to wait."""

from __future__ import annotations

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from architecture.access import ROWS
from grappe.apps.calendars import operations as calendars
from grappe.apps.calendars.queries import feeds
from grappe.apps.privacy.operations import cases
from grappe.apps.privacy.queries.links import token_of
from grappe.config.doors.limits import LIMITED
from grappe.ui import clock

pytestmark = pytest.mark.django_db
# Pages by a link in which somebody works: they save while one types, and poll.
WORKED_IN = (
    "diagnostics:",
    "groups:own",
    "ideas:own",
    "surveys:own",
    "studies:own_review",
    "events:own",
    "privacy:own_look_progress",
)


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()


@pytest.fixture
def case(people):
    said = {"name": "Xaver Quitte", "email": "x@quitte.example", "spellings": [], "language": "de"}
    found = cases.open_case(**said, asked_on=clock.today(), by=people.administrator, at=clock.now())
    cases.make_link(case=found, by=people.administrator, at=clock.now())
    found.refresh_from_db()
    return found


def statuses(client: Client, address: str, times: int, **more) -> list[int]:
    return [client.get(address, **more).status_code for _each in range(times)]


def test_every_address_with_a_link_is_limited_or_worked_in():
    names = {name for name, rows in ROWS.items() for row in rows if row.public and "token" in row.arguments}
    assert [name for name in sorted(names) if name not in LIMITED and not name.startswith(WORKED_IN)] == []
    assert sorted(set(LIMITED) - names) == []
    assert set(LIMITED.values()) == set(configured.LINK_RATES)


def test_one_link_opens_so_often_and_says_when_again(client, case, settings):
    settings.LINK_RATES = {**settings.LINK_RATES, "open": "100/m/ip,3/m/key"}
    address = reverse("privacy:own", args=[token_of(case)])
    assert statuses(client, address, 3) == [200, 200, 200]
    for language, words in (
        ("fr", "Trop de tentatives"),
        ("de", "Zu viele Versuche"),
        ("en", "Too many attempts"),
    ):
        answer = Client().get(address, headers={"accept-language": language})
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (429, "60", "no-store")
        assert words in answer.content.decode()
        assert "<h1" in answer.content.decode()
    calm = reverse("privacy:own", args=[token_of(case)[::-1]])
    assert client.get(calm).status_code == 404, "another link is another count"


def test_the_data_are_made_ten_times_a_minute_and_no_paper_or_record_is_made_beyond(client, case):
    address = reverse("privacy:own_fetch", args=[token_of(case)])
    said = [client.post(address, {"how": "json"}).status_code for _each in range(12)]
    assert said == [200] * 10 + [429, 429]
    assert case.handings.filter(how="own").count() == 10


def test_links_that_are_guessed_count_by_the_address_alone(client, settings):
    settings.LINK_RATES = {**settings.LINK_RATES, "open": "5/m/ip,3/m/key"}
    said = [client.get(reverse("calendars:feed", args=[f"guess-{n}"])).status_code for n in range(7)]
    assert said == [404] * 5 + [429, 429]
    elsewhere = client.get(reverse("calendars:feed", args=["guess"]), REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 404


def test_a_calendar_that_asks_often_is_told_when_to_come_back(client, people, settings):
    settings.LINK_RATES = {**settings.LINK_RATES, "open": "100/m/ip,2/m/key"}
    calendars.renew_feed(by=people.manager, at=clock.now())
    address = feeds.feed_address(feeds.feed_of(people.manager)).removeprefix(settings.SITE_URL)
    assert statuses(client, address, 3) == [200, 200, 429]
    assert get_resolver().resolve(address).view_name == "calendars:feed"
