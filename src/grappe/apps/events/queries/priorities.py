"""How much is an agreed meeting wanted? One rule for what the timetable engine is told and what people are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.events.enums import Wish
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.events.models import Request

# Both wishes count alike, however asked first; the sum decides. Of two meetings with the same sum the one that both
# want goes before the one that is most important to one and dispensable to the other: (2, 2) before (1, 3).
_PRIORITIES: dict[tuple[int, int], int] = {
    (1, 1): 1, (1, 2): 3, (2, 2): 5, (1, 3): 6, (2, 3): 7, (3, 3): 9,
}  # fmt: skip


def priority_of(request: Request) -> int:
    """Return how much a meeting is wanted, 1 (most) to 9, from the wishes of both sides.

    Whoever accepted without saying how important it is counts as "important", the middle. What the organiser wants
    placed whatever it costs (`request.must`) has no priority for the engine; that is the caller's to see to.
    """
    wishes = sorted((request.wish, request.answer_wish or Wish.WANT))
    return _PRIORITIES[wishes[0], wishes[1]]


def priority_in_words(request: Request) -> Text:
    """Return the priority with the two wishes that it is made of, in EN, FR and DE."""
    number = priority_of(request)
    told = [_WORDS[Wish(wish)] for wish in (request.wish, request.answer_wish or Wish.WANT)]
    en, fr, de = (" + ".join(text.in_language(code) for text in told) for code in ("en", "fr", "de"))
    return Text(
        f"Priority {number} of 9 ({en})",
        f"Priorité {number} sur 9 ({fr})",
        f"Priorität {number} von 9 ({de})",
    )


_WORDS = {
    Wish.MUST: Text("most important", "primordial", "am wichtigsten"),
    Wish.WANT: Text("important", "important", "wichtig"),
    Wish.NICE: Text("if it can be", "si possible", "wenn möglich"),
}
