"""How good is it, and why? A number between 0 and 1 with the reasons that add up to it."""

from __future__ import annotations

from dataclasses import dataclass

from grappe.engines.kernel.reason import Reason


@dataclass(frozen=True, slots=True)
class Score:
    """A value from 0 to 1 with its reasons. Raises ValueError outside that range."""

    value: float
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"a score lies between 0 and 1, not at {self.value}")
