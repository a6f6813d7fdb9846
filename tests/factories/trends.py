"""Trend sheets and sources outside for tests, made by the operations themselves; answers of servers as they come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from grappe.apps.clusters.queries import themes
from grappe.apps.trends.operations import feeds, sheets
from grappe.apps.trends.operations.fetching import Fetched

AT = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt für Verbundwerkstoffe</title>
<entry><id>urn:1</id><title>Recycling von Kohlefaser</title><link href="https://news.example/1"/>
<updated>2026-09-01T08:00:00Z</updated><summary>Fasern kommen zurück.</summary></entry>
<entry><id>urn:2</id><title>Harz ohne Lösemittel</title><link href="https://news.example/2"/>
<updated>2026-09-03T08:00:00Z</updated><summary>Ein neues Harz.</summary></entry></feed>"""


def answer(body: str | None = ATOM, **headers: str) -> Any:
    """Return what fetches an address without the network: always the same answer."""
    kept = {"Content-Type": "application/atom+xml"} | {
        key.replace("_", "-"): text for key, text in headers.items()
    }
    return lambda url, headers=None: Fetched(url, body.encode() if body is not None else None, kept)


def draft(**values: Any) -> sheets.Draft:
    said = {
        "titles": {"en": "Customers want recycled fibre", "fr": "Les clients veulent de la fibre recyclée"},
        "what": {"en": "Buyers ask for a share of recycled carbon fibre."},
        "so_what": {"en": "Suppliers need a way to take fibre back."},
        "theme": themes().get(slug="sustainability"), "horizon": "next", "impact": 3, "direction": "rising",
    }  # fmt: skip
    return sheets.Draft(**(said | values))


def sheet(by: Any, *, published: bool = False, at: datetime = AT, **values: Any) -> Any:
    """Return a sheet of `by` that rests on words noted by hand; published, if wanted."""
    made = sheets.begin(draft=draft(**values), by=by, at=at)
    sheets.add_evidence(sheet=made, words="“We want it back.”", source="Trade fair 2026", by=by, at=at)
    return sheets.move(sheet=made, to="published", by=by, at=at) if published else made


def feed(by: Any, *, url: str = "https://news.example/feed", at: datetime = AT, **values: Any) -> Any:
    """Return a source with two entries."""
    return feeds.add_feed(url=url, by=by, at=at, fetching=answer(), **values)
