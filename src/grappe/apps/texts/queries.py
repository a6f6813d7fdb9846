"""What does a shared text say, now and earlier, and who wrote on it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pycrdt import Doc, Text

from grappe.apps.texts.models import SharedText

ROOT = "text"  # the name of the one text in each document
APART = timedelta(minutes=5)  # updates of one writer that are nearer than this are one turn


class Corrupt(Exception):
    """These bytes are no Yjs update."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one writer wrote in one go; `number` is that of its last update."""

    number: int
    writer: str
    written_at: datetime


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
    rows = text.updates.filter(number__lte=number).values_list("data", flat=True)
    return str(document(b"", [bytes(each) for each in rows])[ROOT])


def turns(text: SharedText, *, limit: int = 200) -> list[Turn]:
    """Return who wrote when, the latest first: updates of one writer close together are one turn."""
    found: list[Turn] = []
    rows = text.updates.order_by("-number").values_list("number", "writer", "written_at")
    edge: datetime | None = None
    for number, writer, written_at in rows.iterator(chunk_size=2_000):
        if found and found[-1].writer == writer and edge is not None and edge - written_at <= APART:
            edge = written_at
            continue
        if len(found) == limit:
            break
        found.append(Turn(number, writer, written_at))
        edge = written_at
    return found


def writers(texts: Iterable[SharedText]) -> list[str]:
    """Return the names of all who wrote on these texts, in alphabetical order."""
    from grappe.apps.texts.models import TextUpdate

    rows = TextUpdate.objects.filter(text__in=[each.pk for each in texts]).exclude(writer="")
    return sorted(set(rows.order_by().values_list("writer", flat=True).distinct()))
