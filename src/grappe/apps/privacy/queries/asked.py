"""For what is somebody asked, and with which words? As the catalogue says (`consents` in `privacy.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grappe.apps.privacy.queries import catalogue


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
    said: list[dict[str, Any]] = catalogue.said().get("consents") or []
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
