"""What did a page show that was said in confidence? Noted by the view, written down once the answer is made."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest


def in_confidence(request: HttpRequest, kind: str, records: Iterable[tuple[int, str]]) -> None:
    """Note that records of a kind, as (key, title), are shown to the reader; of other records say nothing."""
    told: dict[tuple[str, int], str] = getattr(request, "told_in_confidence", {})
    told.update({(kind, pk): title for pk, title in records})
    request.told_in_confidence = told  # type: ignore[attr-defined]  # ours, on the request
