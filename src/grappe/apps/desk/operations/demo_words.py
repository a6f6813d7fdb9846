"""Which words is the demonstration made of? Read from the catalogue's `demo/` folder, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from grappe.ui.errors import BadInput

FILES = ("names", "sectors", "topics", "field", "mails")


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists as their files say them."""

    names: dict[str, Any]
    sectors: list[dict[str, Any]]
    topics: list[dict[str, Any]]
    field: dict[str, Any]
    mails: dict[str, Any]

    def topic(self, ident: str) -> dict[str, Any]:
        return next(topic for topic in self.topics if topic["id"] == ident)


def words(catalogue: Path) -> Words:
    """Return the word lists of a catalogue. Raises BadInput naming the file that is missing or broken."""
    read = {}
    for name in FILES:
        path = catalogue / "demo" / f"{name}.yaml"
        try:
            read[name] = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
            raise BadInput(
                _("%(file)s cannot be read: %(fault)s")
                % {"file": path, "fault": " ".join(str(fault).split())}
            ) from fault
    return Words(**read)
