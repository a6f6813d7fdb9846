"""What does a shared text say, now and earlier, and who wrote on it?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from pycrdt import Doc, Text

from grappe.apps.texts.models import SharedText, TextUpdate
from grappe.ui.differences import Change, Size, differences, folded, size_of

ROOT = "text"  # the name of the one text in each document
APART = timedelta(minutes=5)  # updates that are nearer than this are one turn
MOST_TURNS, PAGE = 1_000, 20  # of a history: so far back, so many at a time


class Corrupt(Exception):
    """These bytes are no Yjs update."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What was written in one go, by one or by several in turn; `number` is that of its last update.

    Nobody's name stands for Grappe itself. `before` is the last update before it, 0 for none.
    """

    number: int
    writers: tuple[str, ...]
    written_at: datetime
    before: int = 0

    @property
    def writer(self) -> str:
        return ", ".join(each for each in self.writers if each)


@dataclass(frozen=True, slots=True)
class Step:
    """A turn and how many words it brought and took."""

    turn: Turn
    size: Size


@dataclass(frozen=True, slots=True)
class Moment:
    """A text as it was after its `number`-th update; number 0: before anything was written."""

    number: int
    writer: str
    written_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class History:
    """One page of a text's turns, the latest first, and two moments of it with what differs between them.

    `older` and `newer` are None where nothing is written yet. `page` is a page of Django's paginator.
    """

    text: SharedText
    page: Any
    steps: Sequence[Step]
    older: Moment | None
    newer: Moment | None
    changes: Sequence[Change]
    size: Size

    @property
    def restorable(self) -> list[Moment]:
        """The moments of the two that can be made the text again: what stands differs, and something was written."""
        both = (self.newer, self.older)
        return [each for each in both if each and each.number and each.words != self.text.plain]


def document(state: bytes, updates: Iterable[bytes] = ()) -> Doc:
    """Return the Yjs document of a state with updates applied. Raises Corrupt."""
    made: Doc = Doc()
    made[ROOT] = Text()
    try:
        for each in (state, *updates):
            if each:
                made.apply_update(each)
    except BaseException as fault:
        # The library is Rust: bytes that are none of its own may end in a PanicException, which is no Exception.
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        raise Corrupt from fault
    return made


def merged(state: bytes, updates: Iterable[bytes]) -> bytes:
    """Return a state with updates merged into it. Raises Corrupt."""
    update: bytes = document(state, updates).get_update()
    return update


def words_of(state: bytes) -> str:
    """Return the words of a state."""
    return str(document(state)[ROOT])


def text_at(text: SharedText, number: int) -> str:
    """Return the words as they were after the `number`-th update."""
    return texts_at(text, [number])[number]


def texts_at(text: SharedText, numbers: Collection[int]) -> dict[int, str]:
    """Return the words as they were after each of these updates, by its number. One query, and one way through it."""
    made, found = document(b""), {0: ""}
    wanted = set(numbers)
    rows = text.updates.filter(number__lte=max(wanted, default=0)).values_list("number", "data")
    for number, data in rows.iterator(chunk_size=2_000):
        made.apply_update(bytes(data))
        if number in wanted:
            found[number] = str(made[ROOT])
    return found


def turns(text: SharedText, *, limit: int = 200) -> list[Turn]:
    """Return who wrote when, the latest first. One query.

    Updates of one writer close together are one turn. So are those of several who wrote at the same time: where a
    writer goes on within five minutes, what others wrote in between belongs to it.
    """
    found: list[Turn] = []
    edges: list[datetime] = []  # when each turn began
    rows = text.updates.order_by("-number").values_list("number", "writer", "written_at")
    for number, writer, written_at in rows.iterator(chunk_size=2_000):
        place = _goes_on(found, edges, writer, written_at)
        if place is None:
            if len(found) == limit:
                break
            found.append(Turn(number, (writer,), written_at, number - 1))
            edges.append(written_at)
            continue
        names = dict.fromkeys(name for each in found[place:] for name in each.writers)
        found[place:] = [Turn(found[place].number, tuple(names), found[place].written_at, number - 1)]
        edges[place:] = [written_at]
    return found


def _goes_on(found: Sequence[Turn], edges: Sequence[datetime], writer: str, at: datetime) -> int | None:
    """Return which turn an earlier update of a writer belongs to, None for one of its own."""
    for place in range(len(found) - 1, -1, -1):
        if edges[place] - at > APART:
            return None
        if writer in found[place].writers:
            return place
    return None


def history(text: SharedText, *, older: int | None, newer: int | None, page: int | None = None) -> History:
    """Return a page of a text's turns and what differs between its `older`-th and its `newer`-th update.

    Without a choice it is what the latest turn changed. Three queries. Raises TextUpdate.DoesNotExist for a number
    that the text has not reached.
    """
    shown = Paginator(turns(text, limit=MOST_TURNS), PAGE).get_page(page)
    known = list(shown.object_list)
    newer = (known[0].number if known and shown.number == 1 else text.number) if newer is None else newer
    older = next((each.before for each in known if each.number == newer), 0) if older is None else older
    older, newer = sorted((older, newer))
    if newer > text.number:
        raise TextUpdate.DoesNotExist
    words = texts_at(text, {older, newer, *(n for each in known for n in (each.number, each.before))})
    steps = [Step(each, size_of(differences(words[each.before], words[each.number]))) for each in known]
    if not text.number:
        return History(text, shown, steps, None, None, (), Size(0, 0))
    changes = differences(words[older], words[newer])
    before, after = _moments(text, (older, newer), words)
    return History(text, shown, steps, before, after, folded(changes), size_of(changes))


def _moments(text: SharedText, numbers: Sequence[int], words: Mapping[int, str]) -> list[Moment]:
    rows = text.updates.filter(number__in=numbers).values_list("number", "writer", "written_at")
    known = {number: (writer, at) for number, writer, at in rows}
    found = []
    for number in numbers:
        writer, at = known.get(number, ("", None))
        found.append(Moment(number, writer, at, words[number]))
    return found


def writers(texts: Iterable[SharedText]) -> list[str]:
    """Return the names of all who wrote on these texts, in alphabetical order."""
    rows = TextUpdate.objects.filter(text__in=[each.pk for each in texts]).exclude(writer="")
    return sorted(set(rows.order_by().values_list("writer", flat=True).distinct()))
