"""How does the index get what triggers cannot give it: what texts mean, and a fresh start?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from pgvector import HalfVector

from grappe.apps.search.enums import Kind
from grappe.apps.search.models import Again, Meaning
from grappe.engines.kernel.meaning import encode
from grappe.ui import jobs

AT_A_TIME = 256
LONGEST = 1_000  # characters of a text that are encoded: what it is about stands at its beginning
SETTLED = timedelta(minutes=2)


@transaction.atomic
def encode_waiting(at_most: int = AT_A_TIME) -> int:
    """Encode what is new or was changed; return how many. Whoever else encodes takes others."""
    waiting = (
        Meaning.objects.filter(vector=None)
        .select_related("entry")
        .select_for_update(skip_locked=True, of=("self",))
    )
    rows = list(waiting.defer("entry__words").order_by("entry_id")[:at_most])
    for row, vector in zip(rows, encode([_said(row) for row in rows]), strict=True):
        row.vector = HalfVector(vector)
    Meaning.objects.bulk_update(rows, ["vector"], batch_size=200)
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
def look_again(*, at: datetime) -> int:
    """Look once more at what hangs on a company that was changed: somebody may have written it at the same moment."""
    rows = list(
        Again.objects.filter(changed_at__lt=at - SETTLED).select_for_update(skip_locked=True)[:AT_A_TIME]
    )
    companies = sorted({row.company_id for row in rows})
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_children(%s::bigint[])", [companies])
    Again.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(companies)


def rebuild(kinds: list[str] | None = None) -> Iterator[tuple[str, int]]:
    """Build the index anew, kind by kind, and say how many of each there are; companies first, since others hang on them."""
    for kind in kinds or Kind.values:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT search_rebuild(%s)", [kind])
            yield kind, cursor.fetchone()[0]
