"""Does the merged timeline show every entry once, in order, whatever the sources hold?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from grappe.apps.desk.queries.timeline import page_of
from grappe.ui.timeline import Entry

START = datetime(2026, 1, 1, tzinfo=UTC)


def source(app: int, hours: list[int]) -> list[Entry]:
    """Return an app's entries, the latest first; several may share a moment."""
    made = [
        Entry(START + timedelta(hours=hour), f"app{app}-{place:03d}", "x", "x", "x")
        for place, hour in enumerate(hours)
    ]
    return sorted(made, key=lambda entry: (entry.at, entry.key), reverse=True)


def read(entries: list[Entry], before: datetime | None, limit: int) -> list[Entry]:
    return [entry for entry in entries if before is None or entry.at < before][:limit]


histories = st.lists(st.lists(st.integers(0, 12), max_size=30), min_size=1, max_size=5)


@given(histories, st.integers(1, 9))
def test_the_pages_together_are_the_whole_history(hours, limit):
    apps = [source(number, each) for number, each in enumerate(hours)]
    shown: list[Entry] = []
    before = None
    for _page in range(200):
        page, before = page_of(apps, read, before=before, limit=limit)
        assert page or before is None
        shown += page
        if before is None:
            break
    everything = sorted(
        (entry for app in apps for entry in app), key=lambda entry: (entry.at, entry.key), reverse=True
    )
    assert shown == everything


@given(histories, st.integers(1, 9))
def test_a_page_is_not_longer_than_asked_unless_a_moment_is(hours, limit):
    apps = [source(number, each) for number, each in enumerate(hours)]
    page, _before = page_of(apps, read, before=None, limit=limit)
    assert len(page) <= limit or len({entry.at for entry in page}) <= 1 or page[0].at == page[-1].at
