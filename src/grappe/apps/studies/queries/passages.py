"""How could a passage stand in print, and where does a text still name somebody?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.studies.queries.anonymity import CODES, names_in, without_names
from grappe.apps.studies.queries.name_finding import Named

if TYPE_CHECKING:
    from grappe.apps.studies.models import Passage, Study


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `named` where it names somebody who is not to be named."""

    text: str
    named: Named | None = None


def proposed(passage: Passage) -> dict[str, str]:
    """Return how a passage could stand in print: in the language it was said in, without names; a translation is made by hand.

    What was said in Luxembourgish has no place of its own: nothing is proposed. Three queries at most.
    """
    language = passage.interview.language
    if language not in CODES:
        return {}
    return {language: without_names(passage.interview.study, passage.words, language)}


def named_places(study: Study, text: str) -> list[Piece]:
    """Return a text cut where it names somebody; joined again it is the text."""
    found, at = [], 0
    for each in names_in(study, text):
        if each.start > at:
            found.append(Piece(text[at : each.start]))
        found.append(Piece(text[each.start : each.end], each))
        at = each.end
    return [*found, Piece(text[at:])] if at < len(text) else found
