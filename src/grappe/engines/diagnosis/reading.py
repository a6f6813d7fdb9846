"""Where exactly is the fault in a questionnaire? A reader of plain data that knows its path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TypeVar

from grappe.engines.kernel import Text
from grappe.engines.kernel.text import LANGUAGES

E = TypeVar("E", bound=Enum)


class QuestionnaireError(ValueError):
    """The questionnaire cannot be read: `path` says where, `fault` says what."""

    def __init__(self, path: str, fault: str) -> None:
        super().__init__(f"{path}: {fault}" if path else fault)
        self.path = path
        self.fault = fault


class Node:
    """A mapping at a path; a key that nobody asked for is a fault (`finish`)."""

    def __init__(self, value: object, path: str = "") -> None:
        if not isinstance(value, Mapping):
            raise QuestionnaireError(path, f"a mapping is expected here, not {_kind(value)}")
        self.values: dict[str, object] = {str(key): item for key, item in value.items()}
        self.path = path
        self._asked: set[str] = set()

    def at(self, key: str) -> str:
        """Return the path of one of its keys."""
        return f"{self.path}.{key}" if self.path else key

    def fault(self, key: str, fault: str) -> QuestionnaireError:
        """Return the error to raise for one of its keys (the mapping itself where the key is empty)."""
        return QuestionnaireError(self.at(key) if key else self.path, fault)

    def has(self, key: str) -> bool:
        return self.values.get(key) is not None

    def get(self, key: str) -> object:
        self._asked.add(key)
        return self.values.get(key)

    def need(self, key: str) -> object:
        value = self.get(key)
        if value is None:
            raise self.fault(key, "is missing")
        return value

    def word(self, key: str, default: str | None = None) -> str:
        """Return a short text; a number is read as its digits (version: 1)."""
        value = self.get(key) if default is not None else self.need(key)
        if value is None:
            return default or ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise self.fault(key, f"a word is expected here, not {_kind(value)}")
        text = str(value).strip()
        if not text and default is None:
            raise self.fault(key, "is empty")
        return text

    def text(self, key: str, required: bool = True) -> Text:
        """Return a text by language: a plain string, or a mapping with en, fr, de."""
        value = self.need(key) if required else self.get(key)
        if value is None:
            return Text()
        if isinstance(value, str):
            return Text(en=value.strip())
        if not isinstance(value, Mapping):
            raise self.fault(key, f"a text in en, fr, de is expected here, not {_kind(value)}")
        for language, words in value.items():
            if language not in LANGUAGES:
                raise self.fault(f"{key}.{language}", "is not one of en, fr, de")
            if not isinstance(words, str) or not words.strip():
                raise self.fault(f"{key}.{language}", "is not a text")
        return Text(**{str(language): " ".join(words.split()) for language, words in value.items()})

    def number(self, key: str, default: float | None = None) -> float | None:
        """Return a number, or the default where the key is missing."""
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise self.fault(key, f"a number is expected here, not {_kind(value)}")
        return float(value)

    def number_between(self, key: str, low: float, high: float, default: float) -> float:
        value = self.number(key, default)
        if value is None or not low <= value <= high:
            raise self.fault(key, f"lies between {low:g} and {high:g}, not at {value}")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        value = self.number(key, default)
        if value is None:
            raise self.fault(key, "is missing")
        if value != int(value):
            raise self.fault(key, f"a whole number is expected here, not {value}")
        return int(value)

    def truth(self, key: str) -> bool:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.fault(key, f"true or false is expected here, not {_kind(value)}")
        return bool(value)

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Return a member of an enumeration by its value."""
        value = self.get(key) if default is not None else self.need(key)
        if value is None and default is not None:
            return default
        for member in kind:
            if member.value == value:
                return member
        allowed = ", ".join(str(member.value) for member in kind)
        raise self.fault(key, f"is {value!r}, not one of {allowed}")

    def list(self, key: str, required: bool = False) -> Iterator[tuple[object, str]]:
        """Yield each value of a list with its path."""
        value = self.need(key) if required else self.get(key)
        if value is None:
            return
        if not isinstance(value, list | tuple):
            raise self.fault(key, f"a list is expected here, not {_kind(value)}")
        if required and not value:
            raise self.fault(key, "is empty")
        for index, item in enumerate(value):
            yield item, f"{self.at(key)}[{index}]"

    def nodes(self, key: str, required: bool = False) -> Iterator[Node]:
        """Yield each mapping of a list."""
        for item, path in self.list(key, required):
            yield Node(item, path)

    def words(self, key: str) -> tuple[str, ...]:
        """Return one word or a list of words."""
        value = self.need(key)
        many = value if isinstance(value, list | tuple) else [value]
        if not many or not all(isinstance(item, str) and item for item in many):
            raise self.fault(key, "an id or a list of ids is expected here")
        return tuple(many)

    def finish(self) -> None:
        """Raise for the first key that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                raise self.fault(key, "is not a known field")


def _kind(value: object) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"
