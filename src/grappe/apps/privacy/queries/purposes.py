"""For what, on which legal basis and how long are data of each kind of people kept? As the catalogue says."""

from __future__ import annotations

from dataclasses import dataclass

from grappe.apps.privacy.queries import catalogue
from grappe.ui.personal import Category


@dataclass(frozen=True)
class Purpose:
    """What is said of one kind of people, texts in three languages (Regulation (EU) 2016/679, Article 30(1))."""

    category: Category
    purpose: dict[str, str]
    basis: str  # the letter of Article 6(1)
    source: dict[str, str]  # where the data come from
    data: dict[str, str] | None  # which data; None: nobody said so yet, here and below
    recipients: dict[str, str] | None
    keep: dict[str, str] | None
    keep_months: int | None
    transfers: (
        tuple[dict[str, dict[str, str]], ...] | None
    )  # to third countries, with safeguards; empty: there are none


def purposes() -> dict[Category, Purpose]:
    """Return what the catalogue says of every kind of people."""
    document = catalogue.said()
    everywhere = document.get("transfers")
    found = {}
    for name, each in document["categories"].items():
        texts = {key: each.get(key) for key in ("data", "recipients", "keep", "keep_months")}
        transfers = each.get("transfers", everywhere)
        found[Category(name)] = Purpose(
            Category(name), purpose=each["purpose"], basis=each["basis"], source=each["source"], **texts,
            transfers=() if transfers == catalogue.NONE else transfers and tuple(transfers),
        )  # fmt: skip
    return found
