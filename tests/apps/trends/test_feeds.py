"""Are sources outside read hour after hour, as plain text, without losing or doubling anything?"""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import trends
from grappe.apps.trends.enums import Trouble
from grappe.apps.trends.models import Entry, Feed
from grappe.apps.trends.operations import feeds
from grappe.apps.trends.operations.fetching import NotFetched
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = trends.AT
LATER = AT + timedelta(hours=1)

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wood &amp; more</title><language>fr-FR</language>
<item><title>&lt;b&gt;Le bois&lt;/b&gt; revient</title><link>javascript:alert(1)</link><guid>a</guid>
<pubDate>Mon, 07 Sep 2026 10:00:00 +0200</pubDate>
<description>&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Des scieries &amp;amp; des ateliers.&lt;/p&gt;</description></item>
<item><title>Demain</title><guid>b</guid><pubDate>Mon, 07 Sep 2099 10:00:00 GMT</pubDate></item>
<item><description>Sans titre, mais avec des mots.</description><guid>c</guid></item>
<item></item></channel></rss>"""


def failing(trouble):
    def fetch(url, headers=None):
        raise NotFetched(trouble)

    return fetch


def test_a_source_is_added_with_its_entries(people):
    feed = trends.feed(people.analyst)
    assert (feed.title, feed.language) == ("Blatt für Verbundwerkstoffe", "de")
    assert [each.title for each in feed.entries.all()] == ["Harz ohne Lösemittel", "Recycling von Kohlefaser"]
    assert feed.entries.get(key="urn:1").published_at == datetime(2026, 9, 1, 8, tzinfo=UTC)


def test_markup_becomes_words(people):
    found = feeds.parsed(RSS.encode(), {"Content-Type": "application/rss+xml"}, at=AT)
    first, second, third = found.entries
    assert (found.title, found.language) == ("Wood & more", "fr")
    assert first.title == "Le bois revient"
    assert first.url == ""
    assert "Des scieries & des ateliers." in first.summary
    assert "<" not in first.summary
    assert second.published_at == AT  # nothing is published tomorrow
    assert third.title == "Sans titre, mais avec des mots."


def test_an_odd_entry_stops_no_source(people):
    """A day that is none, one of the year 1, an address with a character that no database takes: the entry is kept."""
    odd = trends.ATOM.replace("2026-09-01T08:00:00Z", "0000-00-00T00:00:00Z")
    odd = odd.replace("2026-09-03T08:00:00Z", "0001-01-01T00:00:00Z")
    odd = odd.replace("https://news.example/1", "https://news.example/\x001")
    feed = feeds.add_feed(url="https://odd.example/", by=people.analyst, at=AT, fetching=trends.answer(odd))
    assert {entry.published_at for entry in feed.entries.all()} == {AT}
    entry = SimpleNamespace(get={"title": "x", "link": "https://news.example/\x001"}.get)
    assert feeds._news(entry, AT).url == "https://news.example/1"


def test_what_nobody_thought_of_is_told_at_the_source(people):
    feed = trends.feed(people.analyst)

    def fetch(url, headers=None):
        raise ValueError("what no parser ever saw")

    with pytest.raises(ValueError, match="no parser"):  # and goes to the job's log
        feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=fetch)
    feed.refresh_from_db()
    assert (feed.trouble, feed.failures, feed.read_at) == (Trouble.NO_FEED, 1, AT)


def test_what_is_no_feed_is_not_added(people):
    with pytest.raises(BadInput, match="no RSS or Atom feed"):
        feeds.add_feed(
            url="https://x.example/", by=people.analyst, at=AT, fetching=trends.answer("<html>Hello</html>")
        )
    with pytest.raises(BadInput, match="too long"):
        feeds.add_feed(url="https://x.example/", by=people.analyst, at=AT, fetching=failing(Trouble.TOO_SLOW))
    assert not Feed.objects.exists()


def test_a_bomb_of_entities_does_not_go_off(people):
    bomb = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    body = f"{bomb}]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
    tracemalloc.start()
    try:
        found = feeds.parsed(body.encode(), {}, at=AT)
        titles = found.title + "".join(entry.title for entry in found.entries)
    except NotFetched:
        titles = ""
    finally:
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert "haha" not in titles  # no entity is made into what it stands for
    assert most < 200_000_000  # bytes; the whole would be two thousand million


def test_the_same_source_stands_once(people):
    trends.feed(people.analyst)
    with pytest.raises(BadInput, match="already"):
        trends.feed(people.administrator)


def test_reading_again_brings_what_is_new_only(people):
    feed = trends.feed(people.analyst)
    more = trends.ATOM.replace("</feed>", "<entry><id>urn:3</id><title>Neu</title></entry></feed>")
    more = more.replace("Harz ohne Lösemittel", "Harz, neu gefasst")
    assert feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=trends.answer(more)) == 1
    assert Entry.objects.get(key="urn:2").title == "Harz, neu gefasst"
    assert feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=trends.answer(more)) == 0
    assert feed.entries.count() == 3


def test_the_server_is_asked_for_what_changed(people):
    feed = trends.feed(people.analyst)
    feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=trends.answer(ETag='"9"', Last_Modified="Mon"))
    asked = {}

    def fetch(url, headers):
        asked.update(headers)
        return trends.answer(None)(url)

    feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=fetch)
    assert asked == {"If-None-Match": '"9"', "If-Modified-Since": "Mon"}
    assert feed.entries.count() == 2


def test_trouble_is_told_and_forgotten_once_it_is_over(people, client):
    feed = trends.feed(people.analyst)
    for _time in range(2):
        feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=failing(Trouble.REFUSED))
    feed.refresh_from_db()
    assert (feed.trouble, feed.failures, feed.read_at) == (Trouble.REFUSED, 2, AT)
    client.force_login(people.ministry)
    page = client.get(reverse("trends:feeds")).content.decode()
    assert "The server refused." in page
    assert "Tried 2 times." in page
    feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=trends.answer())
    feed.refresh_from_db()
    assert (feed.trouble, feed.failures, feed.read_at) == ("", 0, LATER)


def test_a_paused_source_is_not_read(people):
    feed = trends.feed(people.analyst)
    feeds.pause_feed(feed=feed, paused=True, by=people.analyst, at=AT)
    assert feeds.read_feed(feed_id=feed.pk, at=LATER, fetching=failing(Trouble.REFUSED)) == 0
    feed.refresh_from_db()
    assert feed.failures == 0


def test_who_keeps_sources(people):
    allowed = {"administrator", "analyst"}
    for role, user in people.by_role().items():
        if role in allowed:
            trends.feed(user, url=f"https://{role}.example/feed")
        else:
            with pytest.raises(PermissionDenied):
                trends.feed(user, url=f"https://{role}.example/feed")
    assert Feed.objects.count() == len(allowed)


def test_a_source_that_a_sheet_rests_on_stays(people, client):
    feed = trends.feed(people.analyst)
    sheet = trends.sheet(people.analyst)
    client.force_login(people.analyst)
    entry = feed.entries.first()
    client.post(reverse("trends:entry_use", args=[entry.pk]), {"sheet": sheet.pk})
    assert sheet.evidence.filter(entry=entry).get().words == entry.title
    with pytest.raises(BadInput, match="pause it"):
        feeds.remove_feed(feed=feed, by=people.analyst, at=AT)
    sheet.evidence.filter(entry=entry).delete()
    feeds.remove_feed(feed=feed, by=people.analyst, at=AT)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_in_a_constant_number_of_queries(people, client, rows, django_assert_num_queries):
    for number in range(rows):
        trends.feed(people.analyst, url=f"https://{number}.example/feed")
        trends.sheet(people.analyst)
    client.force_login(people.analyst)
    client.get(reverse("trends:feeds"))
    with django_assert_num_queries(9):
        page = client.get(reverse("trends:feeds"))
    assert page.status_code == 200


def test_a_source_is_added_from_the_page_or_told_why_not(people, client):
    client.force_login(people.analyst)
    page = client.post(reverse("trends:feed_add"), {"url": "http://127.0.0.1/feed"})
    assert page.status_code == 422
    assert "not one on the public internet" in page.content.decode()
