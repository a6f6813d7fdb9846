"""What happened, when? One entry of a timeline, the same whichever app it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, what sort (a Tabler icon's name and a translated word), and where to read on.

    `key` is unique within its app and makes the order stable where two entries share a moment.
    """

    at: datetime
    key: str
    icon: str
    label: str
    title: str
    text: str = ""
    url: str = ""
    by: str = ""
    badges: tuple[str, ...] = field(default=())
