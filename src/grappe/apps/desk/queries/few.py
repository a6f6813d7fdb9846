"""How is a list shown that may be long? The first few at once, the rest unfolds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

SHOWN = 6  # of each list at first sight; the rest unfolds
MOST = 60  # of each list altogether

T = TypeVar("T")


@dataclass(frozen=True)
class Few(Generic[T]):
    """A list of which the first few are seen at once; `total` counts those that are not even unfolded too."""

    first: tuple[T, ...]
    rest: tuple[T, ...]
    total: int

    @classmethod
    def of(cls, items: Iterable[T]) -> Few[T]:
        every = list(items)
        return cls(tuple(every[:SHOWN]), tuple(every[SHOWN:MOST]), len(every))
