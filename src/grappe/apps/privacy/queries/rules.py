"""After how long is which row proposed for erasure? As the catalogue says (`retention` in `privacy.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


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
    return _read(Path(settings.CATALOGUE) / "privacy.yaml")


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Rule]:
    said = yaml.safe_load(path.read_text(encoding="utf-8")).get("retention", [])
    return {each["key"]: Rule(**each | {"since": tuple(each["since"])}) for each in said}
