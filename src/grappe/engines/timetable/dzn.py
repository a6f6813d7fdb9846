"""What does a MiniZinc data file say? Names and values, each with its line; what they mean is for `reading`.

Only what a .dzn file is made of: whole numbers, sets ({1,3} and 1..3), lists, lists of rows ([|1,2|3,4|]), the
casts array1d and array2d, comments. Other values (texts, numbers with a point, names) are read and kept as text,
so that a file with more in it than we ask for can be used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grappe.engines.timetable.problem import ProblemFault

TOKEN = re.compile(
    r"(?P<space>\s+|%[^\n]*|/\*.*?\*/)|(?P<other>-?\d+\.\d+(?:[eE][-+]?\d+)?|\"[^\"\n]*\"|[A-Za-z_]\w*)"
    r"|(?P<number>-?\d+)|(?P<mark>\.\.|\[\||\|\]|[\[\]{}|,;=()])",
    re.DOTALL,
)
LONGEST_NUMBER = 9  # digits: a longer one is no slot, table or person, and would only fill the memory
LARGEST_RANGE = 100_000


@dataclass(frozen=True, slots=True)
class Item:
    """A value and its line: a whole number, a set of whole numbers, a list of items, or a text."""

    line: int
    value: int | frozenset[int] | list[Item] | str


def read(text: str) -> dict[str, Item]:
    """Return what each name stands for. Raises ProblemFault with the line of the first fault."""
    return _Reader(_tokens(text)).assignments()


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    place, line = 0, 1
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise ProblemFault(f"{text[place]!r} cannot be read here", f"line {line}")
        kind, token = str(match.lastgroup), match.group()
        if kind == "number" and len(token.lstrip("-")) > LONGEST_NUMBER:
            raise ProblemFault("this number is too large", f"line {line}")
        if kind != "space":
            found.append((kind, token, line))
        line += token.count("\n")
        place = match.end()
    found.append(("end", "the end of the file", line))
    return found


class _Reader:
    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens, self.place = tokens, 0

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.place]

    def take(self, wanted: str = "") -> tuple[str, str, int]:
        kind, token, line = self.peek()
        if (wanted and token != wanted) or (not wanted and kind == "end"):
            raise ProblemFault(f"{_said(wanted) or 'a value'} is wanted, not {_said(token)}", f"line {line}")
        self.place += 1
        return kind, token, line

    def found(self, token: str) -> bool:
        """Take the mark if it stands here; say whether it did."""
        if self.peek()[1] == token and self.peek()[0] == "mark":
            self.place += 1
            return True
        return False

    def assignments(self) -> dict[str, Item]:
        items: dict[str, Item] = {}
        while self.peek()[0] != "end":
            kind, name, line = self.take()
            if kind != "other" or not name[0].isalpha():
                raise ProblemFault(f"a name is wanted, not {_said(name)}", f"line {line}")
            if name in items:
                raise ProblemFault(f"{name} stands here a second time", f"line {line}")
            self.take("=")
            items[name] = self.value()
            if self.peek()[0] != "end":
                self.take(";")
        return items

    def value(self) -> Item:
        kind, token, line = self.take()
        if kind == "number":
            if self.found(".."):
                return Item(line, self.range_from(int(token), line))
            return Item(line, int(token))
        if token == "{":
            return Item(line, self.numbers_until("}"))
        if token == "[":
            return Item(line, self.items_until("]"))
        if token == "[|":
            return Item(line, self.rows())
        if token in ("array1d", "array2d") and self.found("("):
            return self.cast(token, line)
        if kind == "other":
            return Item(line, token)
        raise ProblemFault(f"a value is wanted, not {_said(token)}", f"line {line}")

    def range_from(self, low: int, line: int) -> frozenset[int]:
        kind, token, _ = self.take()
        if kind != "number":
            raise ProblemFault(f"a number is wanted after .., not {_said(token)}", f"line {line}")
        if int(token) - low > LARGEST_RANGE:
            raise ProblemFault(f"the range {low}..{token} is too long", f"line {line}")
        return frozenset(range(low, int(token) + 1))

    def numbers_until(self, end: str) -> frozenset[int]:
        numbers: set[int] = set()
        for item in self.items_until(end):
            if not isinstance(item.value, int):
                raise ProblemFault("a set holds whole numbers only", f"line {item.line}")
            numbers.add(item.value)
        return frozenset(numbers)

    def items_until(self, end: str) -> list[Item]:
        items: list[Item] = []
        while not self.found(end):
            if items:
                self.take(",")
                if self.found(end):  # a comma after the last one is allowed
                    break
            items.append(self.flat_value())
        return items

    def flat_value(self) -> Item:
        """Return a value that is no list: nothing here is nested deeper, and a hostile file stops at once."""
        if self.peek()[1] in ("[", "[|", "array1d", "array2d"):
            raise ProblemFault("a list in a list cannot be read", f"line {self.peek()[2]}")
        return self.value()

    def rows(self) -> list[Item]:
        rows: list[Item] = []
        while not self.found("|]"):
            line, row = self.peek()[2], []
            while self.peek()[1] not in ("|", "|]"):
                row.append(self.flat_value())
                if not self.found(","):
                    break
            if self.peek()[1] not in ("|", "|]"):
                raise ProblemFault(
                    f"a comma or | is wanted, not {_said(self.peek()[1])}", f"line {self.peek()[2]}"
                )
            self.found("|")
            if row:
                rows.append(Item(line, list(row)))
        return rows

    def cast(self, name: str, line: int) -> Item:
        ranges = []
        for _ in range(1 if name == "array1d" else 2):
            index = self.flat_value()
            if not isinstance(index.value, frozenset):
                raise ProblemFault(f"{name} is given by ranges such as 1..3", f"line {index.line}")
            ranges.append(len(index.value))
            self.take(",")
        inner = self.value()
        self.take(")")
        if not isinstance(inner.value, list) or name == "array1d":
            return inner
        items, width = inner.value, ranges[1]
        if width * ranges[0] != len(items):
            raise ProblemFault(f"array2d of {ranges[0]} by {width} holds {len(items)} values", f"line {line}")
        rows = [items[at : at + width] for at in range(0, len(items), max(width, 1))]
        return Item(line, [Item(row[0].line, row) for row in rows])


def _said(token: str) -> str:
    return token if not token or token == "the end of the file" else repr(token[:40])
