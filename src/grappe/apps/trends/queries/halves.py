"""Into which two parts would a topic fall? Shown before anybody splits it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from grappe.apps.trends.models import Sentence, Topic
from grappe.apps.trends.queries.sources import readable
from grappe.apps.trends.queries.vectors import vectors_of
from grappe.engines import signals

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LOOKED_AT = 400  # sentences that say where the two centres are; every other goes to the nearer one
SHOWN = 8  # sentences of each part, those nearest to its centre
# Analysts split what the engine would leave together: however near the parts are, two sentences are enough.
_SETTINGS = signals.Settings(smallest=2, split=2.0)


@dataclass(frozen=True, slots=True)
class Cut:
    """The sentences that stay and go, the nearest to their centre first; `seal` says of which sentences this was said."""

    stays: tuple[int, ...]
    goes: tuple[int, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part as a reader may see it."""

    sentences: tuple[Sentence, ...]
    count: int
    companies: int


def cut_of(topic: Topic) -> Cut | None:
    """Return into which parts a topic falls; None where it does not. For whoever was let to the topic."""
    ids = list(Sentence.objects.filter(topic=topic).order_by("mark", "pk").values_list("pk", flat=True))
    vectors = vectors_of(ids)
    parts = signals.halves(vectors[:LOOKED_AT], _SETTINGS)
    if parts is None:
        return None
    stay, go = vectors @ parts[0], vectors @ parts[1]
    seal = hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]
    return Cut(_nearest(ids, stay, stay >= go), _nearest(ids, go, stay < go), seal)


def _nearest(ids: list[int], near: np.ndarray, mask: np.ndarray) -> tuple[int, ...]:
    return tuple(ids[int(place)] for place in np.argsort(-near, kind="stable") if mask[place])


def parts_of(cut: Cut, *, for_user: User) -> tuple[Part, Part]:
    """Return both parts, of what somebody may read. One query a part."""
    return _part(cut.stays, for_user), _part(cut.goes, for_user)


def _part(ids: tuple[int, ...], user: User) -> Part:
    rows = {
        row.pk: row
        for row in Sentence.objects.filter(readable(user, "text__"), pk__in=ids).select_related(
            "text__company"
        )
    }
    ordered = [rows[pk] for pk in ids if pk in rows]
    companies = {row.text.company_id for row in ordered if row.text.company_id}
    return Part(tuple(ordered[:SHOWN]), len(ordered), len(companies))
