"""What does it cost that several people write one text at the same time, beside a text that one person saves?

Two pages type into a text of 20,000 characters, one keystroke a request, through the real database: taken, merged,
kept with who wrote it, and handed to the other page. Beside it the same keystrokes as the field of a form that is
saved whole with a version that must still stand: the usual way, in which one of two people loses. A request that
brings nothing new, which an open page sends every two seconds, is timed too.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks._database import own_database

LENGTH, KEYS = 20_000, 400
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def main() -> int:
    """Type in each way, print the milliseconds a keystroke and their ratios; return 1 where words got lost."""
    with own_database():
        return _measure()


def _measure() -> int:
    from pycrdt import Doc, Text

    from grappe.apps.texts import operations
    from grappe.apps.texts.models import SharedText

    text = operations.begin(words="x" * LENGTH, at=AT)
    text.refresh_from_db()
    pages = []
    for _name in ("first", "second"):
        page: Doc = Doc()
        page["text"] = Text()
        page.apply_update(bytes(text.state))
        pages.append(page)
    after = [text.number, text.number]

    def type_together(turn: int) -> None:
        who = turn % 2
        page = pages[who]
        known = page.get_state()
        page["text"].insert(turn * 7 % LENGTH, "é")
        sent = [[turn, base64.b64encode(page.get_update(known)).decode()]]
        answer = _asked(text.pk, f"page-of-{who}-one", after[who], sent)
        for update in answer["updates"]:
            page.apply_update(base64.b64decode(update))
        after[who] = answer["number"]

    plain = operations.begin(words="x" * LENGTH, at=AT)

    def save_whole(turn: int) -> None:
        current = SharedText.objects.only("number", "plain").get(pk=plain.pk)
        place = turn * 7 % LENGTH
        words = f"{current.plain[:place]}é{current.plain[place:]}"
        changed = SharedText.objects.filter(pk=plain.pk, number=current.number)
        assert changed.update(plain=words, number=current.number + 1) == 1

    def ask_only(turn: int) -> None:
        who = turn % 2
        assert not _asked(text.pk, f"page-of-{who}-one", after[who], [])["updates"]

    together = _timed("written together, one keystroke a request", type_together)
    for who in (0, 1):
        answer = _asked(text.pk, f"page-of-{who}-one", after[who], [])
        for update in answer["updates"]:
            pages[who].apply_update(base64.b64decode(update))
        after[who] = answer["number"]
    whole = _timed("saved whole by one person at a time", save_whole)
    asked = _timed("asked for news, none there", ask_only)
    print(f"together / whole: {together / whole:.1f}; news / whole: {asked / whole:.1f} (processor time)")
    text.refresh_from_db()
    said = {str(page["text"]) for page in pages} | {text.plain}
    return int(len(said) != 1 or text.plain.count("é") != KEYS)


def _asked(pk: int, page: str, after: int, sent: list[Any]) -> dict[str, Any]:
    from grappe.apps.texts import operations

    asked = {"page": page, "texts": {str(pk): {"after": after, "sent": sent, "typing": bool(sent)}}}
    answer = operations.exchange(asked=asked, allowed=[pk], may_write=True, by=None, writer=page, at=AT)
    found: dict[str, Any] = answer["texts"][str(pk)]
    return found


def _timed(name: str, act: Callable[[int], None]) -> float:
    wall, processor = time.perf_counter(), time.process_time()
    for turn in range(KEYS):
        act(turn)
    spent = (time.process_time() - processor) / KEYS * 1000
    wall = (time.perf_counter() - wall) / KEYS * 1000
    print(f"{name:46}{spent:8.2f} processor ms{wall:8.2f} ms on the wall")
    return spent


if __name__ == "__main__":
    raise SystemExit(main())
