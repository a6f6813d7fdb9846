"""What does somebody ask for? A line of the search box as terms and operators; nothing of it is looked up here.

"exact words"  -without  one OR other  type:company  cluster:healthtech  nace:26.1  commune:Esch  size:small
after:2025-03  before:2026  by:me
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from grappe.engines.kernel.folding import fold, folded_stop_words
from grappe.engines.linkage.forms import class_of

LONGEST = 200  # characters that are looked at
MOST_TERMS = 12
# What an operator is called in each language; the first one is ours.
OPERATORS = {
    "type": ("type", "art"),
    "cluster": ("cluster", "grappe"),
    "nace": ("nace",),
    "commune": ("commune", "gemeinde"),
    "size": ("size", "taille", "grosse"),
    "after": ("after", "apres", "nach", "depuis"),
    "before": ("before", "avant", "vor"),
    "by": ("by", "par", "von"),
}
_NAMES = {name: operator for operator, names in OPERATORS.items() for name in names}
_OR = {"OR", "OU", "ODER", "|"}
_PIECE = re.compile(r'(-?)(?:([^\W\d_]+):)?(?:"([^"]*)"?|(\S+))')
_TOKEN = re.compile(r"[^\W_]+")
_STOPS = frozenset().union(*(folded_stop_words(code) for code in ("fr", "de", "en")))
_FORMS = frozenset(
    {
        "sa",
        "sarl",
        "sarls",
        "rl",
        "rls",
        "gmbh",
        "ag",
        "asbl",
        "se",
        "sca",
        "scs",
        "scsp",
        "sas",
        "ltd",
        "inc",
        "kg",
        "co",
    }
    | {"plc", "bv", "nv", "srl"}
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that stand together."""

    text: str
    exact: bool = False

    @property
    def tokens(self) -> tuple[str, ...]:
        """Its words in plain letters, as names are kept: without dots, and cut where anything else stands."""
        return tuple(_TOKEN.findall(fold(self.text).replace(".", "")))[:MOST_TERMS]


@dataclass(frozen=True, slots=True)
class Asked:
    """All of `every` (each group: any of its terms), nothing of `without`, and what the operators say, or say not."""

    text: str
    every: tuple[tuple[Term, ...], ...] = ()
    without: tuple[Term, ...] = ()
    operators: tuple[tuple[str, str], ...] = ()
    not_operators: tuple[tuple[str, str], ...] = ()
    form: str = ""  # the legal form that was typed behind a name, in plain letters without dots

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words that are asked for, in plain letters; of a line that is all hyphens no more than of any other."""
        return tuple(token for group in self.every for term in group for token in term.tokens)[:MOST_TERMS]

    @property
    def words(self) -> str:
        """What is asked in words, without operators: what is spelt, and what is meant."""
        return " ".join(term.text for group in self.every for term in group)

    @property
    def simple(self) -> bool:
        """Whether it is words as one types them, without quotes or alternatives."""
        return all(len(group) == 1 and not group[0].exact for group in self.every)


def asked(text: str) -> Asked:
    """Read a line as it was typed; anything that is no operator is a word."""
    text = " ".join(text.replace("\x00", " ")[:LONGEST].split())
    every: list[list[Term]] = []
    without: list[Term] = []
    operators: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    joined = False
    for minus, name, quoted, word in _PIECE.findall(text):
        operator = _NAMES.get(fold(name)) if name else None
        if operator:
            operators[bool(minus)].append((operator, (quoted or word).strip()))
            continue
        if word in _OR and not minus and not name:
            joined = bool(every)
            continue
        said = quoted or (f"{name}:{word}" if name else word)
        term = Term(said, exact=bool(quoted))
        if not term.tokens:
            continue
        if minus:
            without.append(term)
        elif joined:
            every[-1].append(term)
        else:
            every.append([term])
        joined = False
    telling = [group for group in every if not all(map(_is_quiet, group))]
    terms = tuple(tuple(group) for group in (telling or every)[:MOST_TERMS])
    form = (
        _form([group[0] for group in takewhile(lambda group: group not in telling, reversed(every))])
        if telling
        else ""
    )
    return Asked(text, terms, tuple(without), tuple(operators[False]), tuple(operators[True]), form)


def _is_quiet(term: Term) -> bool:
    """Whether a word says nothing of what is meant, as "the" and "GmbH"."""
    if term.exact:
        return False
    return set(term.tokens) <= _STOPS | _FORMS or "".join(term.tokens) in _FORMS  # SARL-S


def _form(last: list[Term]) -> str:
    """Return the legal form that the last words make, read from the end: "S.à" alone begins a S.à r.l."""
    written = "".join(token for term in reversed(last) for token in term.tokens)
    if written == "sa" and any("à" in term.text.lower() for term in last):
        return "sarl"
    return written if class_of(written) else ""


def days(text: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, month or day as it is written: 2025, 2025-03, 03/2025, 1.3.2025."""
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    if not re.fullmatch(r"\s*\d{1,4}([-/.]\d{1,4}){0,2}\s*", text):
        return None
    if numbers[0] < 100 and len(numbers) > 1:
        numbers.reverse()
    try:
        year = numbers[0]
        if len(numbers) == 1:
            return date(year, 1, 1), date(year, 12, 31)
        if len(numbers) == 2:
            first = date(year, numbers[1], 1)
            return first, date(year, numbers[1], monthrange(year, numbers[1])[1])
        return date(*numbers), date(*numbers)
    except ValueError:
        return None
