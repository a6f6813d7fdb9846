"""For what is somebody asked, and with which words? As the catalogue says (`consents` in `privacy.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Asked:
    """One purpose: its legal basis, and the text that is shown now."""

    key: str
    basis: str  # the letter of Article 6(1)
    label: dict[str, str]
    version: str
    text: dict[str, str]


def asked() -> dict[str, Asked]:
    """Return the purposes by their keys."""
    return _read(Path(settings.CATALOGUE) / "privacy.yaml")


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[str, Asked]:
    said: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8")).get("consents", [])
    return {
        each["key"]: Asked(
            each["key"],
            each["basis"],
            each["label"],
            str(each["versions"][-1]["version"]),
            each["versions"][-1]["text"],
        )
        for each in said
    }
