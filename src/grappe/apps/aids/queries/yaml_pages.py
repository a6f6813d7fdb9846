"""On which line does it stand? A YAML file as values, with the line of every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from grappe.apps.aids.queries.catalogue import LARGEST_FILE, read_yaml_text
from grappe.ui.commands import BadFile, read_text

Place = tuple[str | int, ...]
_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Page:
    """One YAML file: what it says, and on which line each part of it stands."""

    file: Path
    document: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Return the line of a place, else that of the nearest thing around it; the first line is 1."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def line_of(self, written: str) -> int:
        """Return the line of a place as the engine writes it: `versions[0].eligibility.all[2].op`."""
        steps = _STEP.finditer(written)
        return self.line(tuple(int(step[1]) if step[1] is not None else step[2] for step in steps))

    def walk(self) -> Iterator[tuple[Place, Any]]:
        """Yield every value with its place, from the outside in, in the order of the file."""
        waiting: list[tuple[Place, Any]] = [((), self.document)]
        while waiting:
            place, value = waiting.pop()
            yield place, value
            if isinstance(value, dict):
                waiting.extend(reversed([((*place, key), inner) for key, inner in value.items()]))
            elif isinstance(value, list):
                waiting.extend(reversed([((*place, i), inner) for i, inner in enumerate(value)]))


def read_page(path: Path) -> Page:
    """Return a YAML file with its lines. Raises BadFile naming the line of the first fault."""
    return _page(path, read_text(path, LARGEST_FILE))


def read_text_page(text: str, path: Path = Path("draft.yaml")) -> Page:
    """Return a YAML text with its lines, under the name of a file. Raises BadFile naming the line of the first fault."""
    return _page(path, text)


def _page(path: Path, text: str) -> Page:
    document = read_yaml_text(text, path)
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError) as fault:  # it was readable a moment ago
        raise BadFile(path, "cannot be read") from fault
    lines: dict[Place, int] = {}
    waiting: list[tuple[Place, yaml.Node | None]] = [((), root)]
    while waiting:
        place, node = waiting.pop()
        if node is None:
            continue
        lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    inner = (*place, key.value)
                    # A block of text or a list starts below its name: the name is what a person looks for.
                    lines[inner] = key.start_mark.line + 1
                    waiting.append((inner, value))
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(((*place, i), value) for i, value in enumerate(node.value))
    return Page(path, document, lines)
