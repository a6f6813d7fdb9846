"""What does an indicator read? The columns of records and standings, by which apps, databases and files agree (ADR 14)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Record(NamedTuple):
    """One thing that happened with a company on a day; a thing of several companies is a row for each of them."""

    kind: str
    source_id: str  # the row's key in its own app, as text; with the kind it is unique
    company_id: int | None
    on: date
    ended_on: date | None = None
    value: Decimal | float | None = None
    amount: Decimal | float | None = None  # euros
    state: str = ""
    theme: str = ""
    person_id: int | None = None
    group_key: str = ""  # what several companies share
    confidential: bool = False


class Standing(NamedTuple):
    """What a company was in a year."""

    company_id: int
    year: int
    size: str = ""  # by the EU definition; empty: not settled
    commune: str = ""
    nace: str = ""  # division
    manager_id: int | None = None
    looked_after: bool = False


class Membership(NamedTuple):
    """A company belonged to a cluster in a year."""

    company_id: int
    year: int
    cluster: str


TEXT, NUMBER, YES_NO, WHOLE = "text", "number", "yes_no", "whole"
# What conditions may name, and of which type it is. `days` are those from `on` to `ended_on`.
RECORD_COLUMNS = {
    "state": TEXT,
    "theme": TEXT,
    "value": NUMBER,
    "amount": NUMBER,
    "days": WHOLE,
    "confidential": YES_NO,
}
STANDING_COLUMNS = {"size": TEXT, "commune": TEXT, "nace": TEXT, "looked_after": YES_NO}
MEASURED = ("value", "amount", "days")  # what may be added up or averaged
DIMENSIONS = ("cluster", "theme", "size", "commune", "manager", "state")
ALL = "all"  # the dimension of a figure that is not taken apart; its key is empty
