"""Is every room that a page leaves filled, and is there a room for everything that wants to fill one?"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
LEFT = re.compile(r'\{% slot "([a-z_.]+)"')


def test_rooms_and_what_fills_them_are_the_same():
    """Settings name what fills a room, templates leave it: a merge that loses one of them is told here."""
    pages = (ROOT / "src" / "grappe" / "apps").rglob("*.html")
    left = {name for page in pages for name in LEFT.findall(page.read_text(encoding="utf-8"))}
    assert left == set(settings.SLOTS)
