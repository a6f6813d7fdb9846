"""How does the index get what triggers cannot give it: what texts mean, and a fresh start?"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from pgvector import HalfVector

from grappe.apps.search.enums import Kind
from grappe.apps.search.models import Entry, Meaning
from grappe.engines.kernel.meaning import encode
from grappe.ui import jobs

AT_A_TIME = 256
LONGEST = 1_000  # characters of a text that are encoded: what it is about stands at its beginning
PIECE = 2_000


def encode_waiting(at_most: int = AT_A_TIME) -> int:
    """Encode what is new or was changed; return how many. Nothing is locked meanwhile: what was changed since waits on."""
    waiting = Meaning.objects.filter(vector=None).select_related("entry")
    rows = list(waiting.defer("entry__words").order_by("entry_id")[:at_most])
    vectors = encode([_said(row) for row in rows])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_meaning SET vector = %s::halfvec WHERE entry_id = %s AND digest = %s AND vector IS NULL",
            [
                (HalfVector(vector).to_text(), row.entry_id, row.digest)
                for row, vector in zip(rows, vectors, strict=True)
            ],
        )
    if len(rows) == at_most:
        jobs.order("search.encode", lock="search.encode")
    return len(rows)


def _said(row: Meaning) -> str:
    """A title and its text, in the language in which the thing was written: the meaning is the same in any."""
    entry = row.entry
    parts = []
    for texts in (entry.titles, entry.texts):
        code = next((each for each in (entry.language, "", *texts) if each in texts), None)
        parts.append(texts[code] if code is not None else "")
    return ". ".join(filter(None, parts))[:LONGEST]


@transaction.atomic
def look_again() -> int:
    """Look once more at what hangs on companies that were changed; return how many companies.

    Somebody may have written such a thing at the same moment, and read of the company what was there before. So a change is
    looked at when every transaction that ran when it was first seen here has ended: all that have a smaller number than this one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_again WHERE seen < pg_snapshot_xmin(pg_current_snapshot())::text::bigint RETURNING company_id"
        )
        companies = sorted({row[0] for row in cursor.fetchall()})
        cursor.execute("UPDATE search_again SET seen = pg_current_xact_id()::text::bigint WHERE seen IS NULL")
        for place in range(0, len(companies), AT_A_TIME):
            cursor.execute("SELECT search_children(%s::bigint[])", [companies[place : place + AT_A_TIME]])
    return len(companies)


def rebuild(kinds: list[str] | None = None) -> Iterator[tuple[str, int]]:
    """Build the index anew, kind by kind, and say how many of each there are; companies first, since others hang on them.

    In pieces, each a transaction: whoever saves meanwhile waits for one piece.
    """
    for kind in kinds or Kind.values:
        with connection.cursor() as cursor:
            with transaction.atomic():
                cursor.execute("SELECT search_forget_gone(%s)", [kind])
            last: int | None = 0
            while last is not None:
                with transaction.atomic():
                    cursor.execute("SELECT search_rebuild_next(%s, %s, %s)", [kind, last, PIECE])
                    last = cursor.fetchone()[0]
        yield kind, Entry.objects.filter(kind=kind).count()
