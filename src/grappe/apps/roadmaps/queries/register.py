"""Which aids obtained on roadmaps are in the register of awards, and what does a new entry there begin with?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from grappe.apps.aids import queries as aids
from grappe.apps.roadmaps.enums import AidState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Award
    from grappe.apps.roadmaps.models import AidRequest

GIVEN = (AidState.OBTAINED, AidState.PAID)


@dataclass(frozen=True, slots=True)
class Entry:
    """An aid obtained: the award it became, None so far; and what the form of a new award begins with, as a query."""

    award: Award | None
    offer: str


def origin_of(aid: AidRequest) -> str:
    """Return the name under which an aid is entered in the register, once."""
    return f"roadmaps.aid:{aid.pk}"


def register_of(requests: Iterable[AidRequest], *, for_user: User) -> dict[int, Entry]:
    """Return the entries of those aids that were obtained, by their id. One query, none if there is no such aid."""
    given = [aid for aid in requests if aid.state in GIVEN]
    known = aids.awards_from(map(origin_of, given), for_user=for_user) if given else {}
    return {aid.pk: Entry(known.get(origin_of(aid)), _offer(aid)) for aid in given}


def _offer(aid: AidRequest) -> str:
    said: dict[str, Any] = {
        "label": aid.label,
        "granted_on": aid.decided_on.isoformat() if aid.decided_on else "",
        "nominal_eur": f"{aid.obtained_eur:.2f}" if aid.obtained_eur else "",
        "programme": aid.programme_id or "",
        "origin": origin_of(aid),
    }
    return urlencode({name: value for name, value in said.items() if value})
