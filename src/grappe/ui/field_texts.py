"""What was said or written on a day? One text from which topics are found, the same whichever app it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FieldText:
    """One text. `confidential` says that not everybody inside may read it; who may, its own app's query says."""

    kind: str  # one of trends.enums.TextKind
    source_id: int  # its key in its own app
    company_id: int | None
    clusters: tuple[str, ...]  # slugs
    on: date  # local
    text: str
    language: str
    confidential: bool = False
