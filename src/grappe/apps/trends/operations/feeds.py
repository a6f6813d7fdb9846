"""How is a source outside added, paused, removed, and read?"""

from __future__ import annotations

import html
import io
from calendar import timegm
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import IntegrityError, transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from grappe.apps.trends.enums import Trouble
from grappe.apps.trends.models import Entry, Evidence, Feed
from grappe.apps.trends.operations.fetching import Fetched, NotFetched, fetch
from grappe.apps.trends.permissions import check_can_keep_feeds
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_ENTRIES = 200  # of one answer; feeds of news hold far fewer
LONGEST_SUMMARY = 4_000
LANGUAGES = ("fr", "de", "en")
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
Fetch = Callable[..., Fetched]


@dataclass(frozen=True, slots=True)
class News:
    """One entry of a feed as plain text, before it is kept."""

    key: str
    title: str
    summary: str
    url: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a feed says of itself, and its entries."""

    title: str
    language: str  # one of ours, or empty
    entries: tuple[News, ...]


def parsed(body: bytes, headers: Mapping[str, str], *, at: datetime) -> Parsed:
    """Return the entries of an RSS or Atom feed as plain text. Raises NotFetched where it is none.

    An entry without a day, or with one to come, counts as published now; one without a title is called by its words.
    """
    import feedparser  # heavy, and wanted by the job only

    found = feedparser.parse(io.BytesIO(body), response_headers=dict(headers), sanitize_html=True)
    if not found.version:
        raise NotFetched(Trouble.NO_FEED)
    language = str(found.feed.get("language", ""))[:2].lower()
    entries = tuple(news for each in found.entries[:MOST_ENTRIES] if (news := _news(each, at)) is not None)
    return Parsed(
        _plain(found.feed.get("title", ""))[:200], language if language in LANGUAGES else "", entries
    )


def _news(entry: Any, at: datetime) -> News | None:
    summary = _plain(entry.get("summary", ""))[:LONGEST_SUMMARY]
    title = _plain(entry.get("title", ""))[:500] or summary[:120]
    url = str(entry.get("link", "")).replace("\x00", "")
    url = url if url.startswith(("http://", "https://")) and len(url) <= 1_000 else ""
    key = str(entry.get("id") or url or title)[:500].replace("\x00", "")
    if not title or not key:
        return None
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return News(key, title, summary, url, _day(moment, at) if moment else at)


def _day(moment: Any, at: datetime) -> datetime:
    """Return when an entry was published; `at` where what it says is no day, one to come, or one before there were feeds."""
    try:
        published = datetime.fromtimestamp(timegm(moment), UTC)
    except (ValueError, OverflowError, OSError):
        return at
    return min(published, at) if published >= FIRST else at


def _plain(markup: str) -> str:
    """Return markup as words on one line."""
    return " ".join(html.unescape(strip_tags(markup)).replace("\x00", "").split())


def add_feed(
    *, url: str, by: User, at: datetime, title: str = "", theme: Any = None, fetching: Fetch = fetch,
    invented: bool = False,
) -> Feed:  # fmt: skip
    """Add a source that can be read now, with its entries. Raises PermissionDenied, BadInput saying why it cannot.

    The network is waited for before the transaction begins.
    """
    check_can_keep_feeds(by)
    address = url.strip()
    if Feed.objects.filter(url=address).exists():
        raise BadInput(_("This source is on the list already."))
    try:
        answer = fetching(address)
        found = parsed(answer.body or b"", answer.headers, at=at)
    except NotFetched as fault:
        raise BadInput(str(fault)) from fault
    name = " ".join(title.split())[:200] or found.title or address[:200]
    feed = Feed(
        url=address, title=name, language=found.language or by.language or "fr", theme=theme, added_at=at, added_by=by,
        invented=invented,
    )  # fmt: skip
    _note(feed, answer, at)
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            feed.save()
            _keep(feed, found, at)
    except IntegrityError as fault:  # a colleague added it at the same moment
        raise BadInput(_("This source is on the list already.")) from fault
    return feed


def read_feed(*, feed_id: int, at: datetime, fetching: Fetch = fetch) -> int:
    """Read a source again and return how many entries are new; what went wrong is noted on it, nothing is lost.

    The network is waited for outside any transaction.
    """
    feed = Feed.objects.filter(pk=feed_id, paused=False).first()
    if feed is None:
        return 0
    asked = {"If-None-Match": feed.etag} if feed.etag else {}
    asked |= {"If-Modified-Since": feed.modified} if feed.modified else {}
    try:
        answer = fetching(feed.url, headers=asked)
        found = parsed(answer.body, answer.headers, at=at) if answer.body is not None else None
        return _read(feed_id, answer, found, at)
    except NotFetched as fault:
        return _failed(feed_id, fault.trouble, at)
    except Exception:
        _failed(feed_id, Trouble.NO_FEED, at)  # told at the source, and in the log of the job
        raise


@transaction.atomic
def _read(feed_id: int, answer: Fetched, found: Parsed | None, at: datetime) -> int:
    current = Feed.objects.select_for_update().filter(pk=feed_id).first()
    if current is None:  # it was removed meanwhile
        return 0
    _note(current, answer, at)
    current.save()
    return _keep(current, found, at) if found is not None else 0


def _failed(feed_id: int, trouble: Trouble, at: datetime) -> int:
    with transaction.atomic():
        current = Feed.objects.select_for_update().filter(pk=feed_id).first()
        if current is not None:
            current.trouble, current.tried_at, current.failures = trouble, at, current.failures + 1
            current.save()
    return 0


def _note(feed: Feed, answer: Fetched, at: datetime) -> None:
    """Note that a source could be read, and what its server wants to be asked with the next time."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    feed.read_at = feed.tried_at = at
    feed.trouble, feed.failures = "", 0
    feed.etag, feed.modified = headers.get("etag", "")[:300], headers.get("last-modified", "")[:100]


def _keep(feed: Feed, found: Parsed, at: datetime) -> int:
    """Keep the entries that are new; what a source says anew of an old one replaces it. Return how many are new."""
    known = dict(
        Entry.objects.filter(feed=feed, key__in=[e.key for e in found.entries]).values_list("key", "pk")
    )
    rows = {
        news.key: Entry(
            feed=feed, key=news.key, title=news.title, summary=news.summary, url=news.url,
            published_at=news.published_at, fetched_at=at,
        )
        for news in found.entries
    }  # fmt: skip
    Entry.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["feed", "key"],
        update_fields=["title", "summary", "url"],
    )
    return len(rows.keys() - known.keys())


@transaction.atomic
def pause_feed(*, feed: Feed, paused: bool, by: User, at: datetime) -> Feed:
    """Read a source no more, or again; its entries stay. Raises PermissionDenied."""
    check_can_keep_feeds(by)
    current = Feed.objects.select_for_update().get(pk=feed.pk)
    current.paused = paused
    with pghistory.context(user=by.pk):
        current.save()
    return current


@transaction.atomic
def remove_feed(*, feed: Feed, by: User, at: datetime) -> None:
    """Remove a source with its entries. Raises PermissionDenied, BadInput where a trend sheet rests on one of them."""
    check_can_keep_feeds(by)
    current = Feed.objects.select_for_update().get(pk=feed.pk)
    if Evidence.objects.filter(entry__feed=current).exists():
        raise BadInput(_("A trend sheet rests on an entry of this source: pause it instead."))
    with pghistory.context(user=by.pk):
        current.delete()
