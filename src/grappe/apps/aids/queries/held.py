"""Which aids do companies hold already, as far as the register of awards tells?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grappe.apps.aids.enums import AwardState
from grappe.apps.aids.models import Award


def with_aids(documents: Sequence[tuple[int, Mapping[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Return companies' documents (by the company's id) with the aids of the register. One query.

    The register holds what was granted here or declared, never all there is: what it does not hold stays unknown.
    The sum is the gross grant equivalent, not known where nobody has stated it.
    """
    held: dict[int, list[dict[str, Any]]] = {}
    rows = (
        Award.objects.filter(company_id__in=[pk for pk, _ in documents], programme__isnull=False)
        .exclude(state=AwardState.WITHDRAWN)
        .order_by("company_id", "granted_on", "id")
        .values_list("company_id", "programme__slug", "granted_on", "gge_eur")
    )
    for pk, slug, granted_on, eur in rows:
        held.setdefault(pk, []).append(
            {
                "programme": slug,
                "date": granted_on.isoformat(),
                "eur": None if eur is None else float(eur),
                "state": "granted",
            }
        )
    return [(pk, _joined(document, held.get(pk, []))) for pk, document in documents]


def _joined(document: Mapping[str, Any], aids: list[dict[str, Any]]) -> dict[str, Any]:
    return {**document, "aids": aids, "aids_complete": False} if aids else dict(document)
