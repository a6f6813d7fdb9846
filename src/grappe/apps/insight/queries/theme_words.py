"""What belongs to each theme, in words by which topics of the field are given to it? From the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from grappe.engines.signals import Theme
from grappe.ui.commands import BadFile, read_text


def read_themes(path: Path) -> list[Theme]:
    """Return the themes with what is said of them in any language; none where there is no such file."""
    if not path.exists():
        return []
    try:
        listed = yaml.safe_load(read_text(path))
        return [
            Theme(str(entry["id"]), (*_texts(entry["name"]), *(str(text) for text in entry.get("about", ()))))
            for entry in listed or ()
        ]
    except (yaml.YAMLError, KeyError, TypeError) as fault:
        raise BadFile(path, "is no list of themes with id and name") from fault


def _texts(name: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in name.values() if text) if isinstance(name, dict) else (str(name),)
