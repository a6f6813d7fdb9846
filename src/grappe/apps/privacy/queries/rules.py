"""After how long is which row proposed for erasure? As the catalogue says (`retention` in `privacy.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grappe.apps.privacy.queries import catalogue


@dataclass(frozen=True)
class Rule:
    """After how long a row is proposed for erasure, counted from the latest of some moments, and why."""

    key: str
    table: str
    since: tuple[str, ...]
    months: int
    where: dict[str, Any]
    reason: dict[str, str]
    basis: str


def rules() -> dict[str, Rule]:
    """Return the rules of the catalogue by their keys."""
    said = catalogue.said().get("retention") or []
    return {each["key"]: Rule(**each | {"since": tuple(each["since"])}) for each in said}
