"""How does a changed value go back into a YAML text, leaving every other line and comment as it was written?

Only the lines of what changed are written anew; what merely moved keeps its own lines. The result is read again and
must say exactly the new document, else the whole text is written anew and the answer says that comments were lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

from grappe.apps.aids.queries.yaml_pages import read_text_page
from grappe.ui.commands import BadFile

WIDTH = 110


@dataclass(frozen=True, slots=True)
class Written:
    """The new text; `kept` is whether comments and lay-out of the rest are as they were."""

    text: str
    kept: bool


class PlainDumper(yaml.SafeDumper):
    """YAML without references: each rule stands on its own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Odd(Exception):
    """The text is laid out in a way that cannot be patched line by line."""


def rewritten(text: str, document: Any) -> Written:
    """Return `text` changed so that it says `document`; plain values as YAML reads them."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    if text and not text.endswith("\n"):
        text += "\n"
    try:
        patched = _Patch(text).to(document)
        if read_text_page(patched).document == document:
            return Written(patched, kept=True)
    except (_Odd, BadFile, yaml.YAMLError):
        pass
    return Written(whole(document), kept=False)


def whole(document: Any) -> str:
    """Return a document as a YAML text of its own."""
    return "\n".join(_lines(document, {})) + "\n"


def _flow(value: Any) -> str:
    made = yaml.dump(
        value, Dumper=PlainDumper, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**9
    )
    return str(made).removesuffix("\n").removesuffix("\n...").strip()


def _is_block(value: Any) -> bool:
    if isinstance(value, dict):
        return bool(value)
    return isinstance(value, list) and any(isinstance(item, dict | list) for item in value)


def _lines(value: Any, kept: dict[str, list[str]]) -> list[str]:
    """Return the lines of a value in block style, not indented; parts in `kept` keep the lines they had."""
    if (known := kept.get(repr(value))) is not None:
        return known
    if isinstance(value, dict) and value:
        return [line for key, inner in value.items() for line in _entry(key, inner, kept)]
    if _is_block(value):
        return [line for item in value for line in _item(item, kept)]
    return [_flow(value)]


def _entry(key: Any, value: Any, kept: dict[str, list[str]]) -> list[str]:
    if _is_block(value):
        return [f"{_flow(key)}:", *_indented(_lines(value, kept), 2)]
    if isinstance(value, str):
        made = yaml.dump({key: value}, Dumper=PlainDumper, allow_unicode=True, width=WIDTH)
        return str(made).rstrip("\n").split("\n")
    return [f"{_flow(key)}: {_flow(value)}"]


def _item(value: Any, kept: dict[str, list[str]]) -> list[str]:
    first, *rest = _lines(value, kept)
    return [f"- {first}", *_indented(rest, 2)]


def _indented(lines: list[str], by: int) -> list[str]:
    return [" " * by + line if line.strip() else line for line in lines]


class _Patch:
    """The changes that turn one text into another that says a new document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rows = text.split("\n")
        self.starts = [0]
        for row in self.rows:
            self.starts.append(self.starts[-1] + len(row) + 1)
        self.root = yaml.compose(text, Loader=yaml.CSafeLoader)
        self.old = read_text_page(text).document
        self.edits: list[tuple[int, int, str]] = []
        self.kept: dict[str, list[str]] = {}

    def to(self, document: Any) -> str:
        if self.root is None or not isinstance(document, dict) or not isinstance(self.old, dict):
            raise _Odd
        for node, value in self._blocks(self.root, self.old):
            self.kept.setdefault(repr(value), self._own_lines(node))
        self._value(self.root, self.old, document)
        text = self.text
        ordered = sorted((start, end, i, put) for i, (start, end, put) in enumerate(self.edits))
        for start, end, _i, put in reversed(ordered):  # of two that stand in one place the first comes first
            text = text[:start] + put + text[end:]
        return text

    # --- What stands where ---

    def _blocks(self, node: yaml.Node, value: Any) -> Iterator[tuple[yaml.Node, Any]]:
        """Yield the block maps inside the text with their values, the whole document excepted."""
        if isinstance(node, yaml.MappingNode):
            if node is not self.root and not node.flow_style and value:
                yield node, value
            for key, inner in node.value:
                if key.value in value:
                    yield from self._blocks(inner, value[key.value])
        elif isinstance(node, yaml.SequenceNode) and isinstance(value, list):
            for inner, one in zip(node.value, value, strict=True):
                yield from self._blocks(inner, one)

    def _own_lines(self, node: yaml.Node) -> list[str]:
        start, end, column = node.start_mark.index, self._end(node), node.start_mark.column
        first, *rest = self.text[start:end].split("\n")
        return [first, *(row[column:] if row[:column].isspace() else row.lstrip() for row in rest)]

    def _end(self, node: yaml.Node) -> int:
        """Return where the last sign of a node's content stands (a block's own mark lies behind comments)."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        while end > node.start_mark.index and self.text[end - 1] in " \n":
            end -= 1
        return end

    def _below(self, node: yaml.Node) -> int:
        """Return where the line after a node begins: behind a remark on its last line."""
        end = self._end(node)
        found = self.text.find("\n", end)
        return len(self.text) if found < 0 else found + 1

    def _line_start(self, node: yaml.Node) -> int:
        return self.starts[node.start_mark.line]

    def _alone(self, node: yaml.Node) -> bool:
        """Whether nothing stands before a node on its line."""
        return not self.text[self._line_start(node) : node.start_mark.index].strip()

    # --- Changes ---

    def _value(self, node: yaml.Node, old: Any, new: Any) -> bool:
        """Patch inside a node where its lay-out allows it; return whether that was possible."""
        if old == new and type(old) is type(new):
            return True
        if getattr(node, "flow_style", True):
            return False
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict) and set(old) & set(new):
            return self._mapping(node, old, new)
        if isinstance(node, yaml.SequenceNode) and isinstance(new, list) and _is_block(new):
            return self._sequence(node, old, new)
        return False

    def _replace(self, start: int, node: yaml.Node, lines: list[str], column: int) -> None:
        first, *rest = lines
        self.edits.append((start, self._end(node), "\n".join([first, *_indented(rest, column)])))

    def _mapping(self, node: yaml.MappingNode, old: dict[str, Any], new: dict[str, Any]) -> bool:
        nodes = {key.value: (key, value) for key, value in node.value}
        if set(nodes) != {str(key) for key in old} or "<<" in nodes:
            raise _Odd
        gone = [key for key in old if key not in new]
        if any(not self._alone(nodes[key][0]) for key in gone):
            return False  # the first name behind a dash: the whole entry is written anew
        column = node.start_mark.column
        for key in gone:
            self.edits.append((self._line_start(nodes[key][0]), self._below(nodes[key][1]), ""))
        before = None
        for key, value in new.items():
            if key not in old:
                self._insert_entry(nodes[before] if before else node.value[-1], key, value, column)
                continue
            before = key
            name, inner = nodes[key]
            if not self._value(inner, old[key], value):
                self._replace(name.start_mark.index, inner, _entry(key, value, self.kept), column)
        return True

    def _insert_entry(self, after: tuple[yaml.Node, yaml.Node], key: str, value: Any, column: int) -> None:
        at = self._below(after[1])
        self.edits.append((at, at, "\n".join(_indented(_entry(key, value, self.kept), column)) + "\n"))

    def _sequence(self, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> bool:
        column = node.start_mark.column
        for item in node.value:
            if self.rows[item.start_mark.line][: column + 1].strip() != "-":
                return False
        matcher = SequenceMatcher(None, [repr(item) for item in old], [repr(item) for item in new], False)
        for kind, first, last, low, high in matcher.get_opcodes():
            if kind == "equal":
                continue
            pairs = min(last - first, high - low)
            for i in range(pairs):
                item = node.value[first + i]
                if not self._value(item, old[first + i], new[low + i]):
                    lines = _lines(new[low + i], self.kept)
                    self._replace(item.start_mark.index, item, lines, item.start_mark.column)
            for i in range(first + pairs, last):
                item = node.value[i]
                self.edits.append((self._line_start(item), self._below(item), ""))
            if high - low > pairs:
                self._insert_items(node, last, new[low + pairs : high], column)
        return True

    def _insert_items(self, node: yaml.SequenceNode, place: int, items: list[Any], column: int) -> None:
        at = self._below(node.value[place - 1]) if place else self._line_start(node.value[0])
        lines = [line for item in items for line in _item(item, self.kept)]
        self.edits.append((at, at, "\n".join(_indented(lines, column)) + "\n"))
