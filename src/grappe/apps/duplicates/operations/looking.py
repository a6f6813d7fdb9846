"""How are a few rows looked at that were just written or moved, so that their pairs stand in the list before the night?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import md5
from typing import Any

from grappe.apps.companies.queries.linking import Near, changed_since, near
from grappe.apps.companies.queries.linking_people import near_people, people_changed_since
from grappe.apps.duplicates.enums import Done, PairState
from grappe.apps.duplicates.models import Candidate, Merge, PersonCandidate
from grappe.apps.duplicates.queries.pairs import shown_from
from grappe.engines.linkage import Link

AT_ONCE = 500  # rows looked at, pairs written together
MOVED_MOST = 200  # people looked at once their company is merged: the others are, at night


def look_at_changed(*, since: datetime, at: datetime) -> int:
    """Look at the companies and people that were written since.

    Returns how many pairs were written. What is no pair any more is left to the night's search, which compares all.
    """
    least = shown_from()
    return keep_near(Candidate, near(changed_since(since)[:AT_ONCE], least), at) + keep_near(
        PersonCandidate, near_people(people_changed_since(since)[:AT_ONCE], least), at
    )


def look_at_moved(merge: Merge, *, at: datetime) -> int:
    """Look at the people whom a merge of two companies brought to one: who stands twice now is proposed at once."""
    moved = merge.rows.filter(what=Done.MOVED, model="companies.Person").values_list("key", flat=True)
    pks = [int(key) for key in moved.order_by("pk")[:MOVED_MOST]]
    return keep_near(PersonCandidate, near_people(pks, shown_from()), at) if pks else 0


def keep_near(model: Any, found: Iterable[tuple[int, Near]], at: datetime) -> int:
    """Write pairs that were found for a few rows; a decision stands. Returns how many."""
    rows: dict[tuple[int, int], Any] = {}
    for pk, other in found:
        turned = other.pk < pk
        first, second = sorted([pk, other.pk])
        rows[first, second] = model(
            first_id=first, second_id=second, probability=other.link.probability, found_at=at,
            reasons=reasons_of(other.link),
            compared=digest_of(other.digests[::-1] if turned else other.digests),
        )  # fmt: skip
    known = model.objects.filter(first__in={first for first, _second in rows})
    for first, second, state, digest in known.values_list("first", "second", "state", "compared"):
        if state != PairState.OPEN and (first, second) in rows and rows[first, second].compared == digest:
            del rows[first, second]  # a decision stands
    write(model, list(rows.values()))
    return len(rows)


def write(model: Any, rows: list[Any]) -> None:
    """Write pairs, new ones and those that are known."""
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["first", "second"],
        update_fields=["probability", "reasons", "compared", "state", "decided_at", "decided_by"],
    )  # fmt: skip


def reasons_of(link: Link) -> list[dict[str, object]]:
    """Return the reasons of a link as they are kept."""
    return [{"text": each.text.as_dict(), "weight": each.weight} for each in link.reasons]


def digest_of(digests: Sequence[str]) -> str:
    """Return what tells whether a pair is as it was when somebody decided on it."""
    return md5("".join(digests).encode(), usedforsecurity=False).hexdigest()
