"""For what, on which legal basis and how long are data of each kind of people kept? As the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from grappe.ui.personal import Category


@dataclass(frozen=True)
class Purpose:
    """What is said of one kind of people, texts in three languages (Regulation (EU) 2016/679, Article 30(1))."""

    category: Category
    purpose: dict[str, str]
    basis: str  # the letter of Article 6(1)
    source: dict[str, str]  # where the data come from
    recipients: dict[str, str]
    keep: dict[str, str]
    keep_months: int | None


def purposes() -> dict[Category, Purpose]:
    """Return what the catalogue says of every kind of people."""
    return _read(Path(settings.CATALOGUE) / "privacy.yaml")


@lru_cache(maxsize=2)
def _read(path: Path) -> dict[Category, Purpose]:
    said: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["categories"]
    return {Category(name): Purpose(Category(name), **each) for name, each in said.items()}
