"""Which figures does a text name? Sums in euros, percentages and numbers of staff, in EN, FR and DE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_SPACE = "[ \u00a0\u202f]"
_NUMBER = rf"\d{{1,3}}(?:[.,]\d{{3}}|{_SPACE}\d{{3}}(?!\d))+|\d+(?:[.,]\d+)?"
_MILLION = r"(?:millions?|Millionen|Mio\.?)"
_TO = r"(?:to|à|bis|-|–)"
_OR = r"(?:to|and|or|à|et|ou|bis|und|oder|-|–)"
_STAFF = (
    "staff|employees|people|persons|workers|full-time equivalents|FTE|"
    "personnes|salariés|employés|équivalents temps plein|ETP|"
    "Beschäftigten?|Mitarbeiter|Personen|Vollzeitäquivalenten?|VZÄ"
)
_EUROS = "EUR|€|euros?"
_FORMS = (
    # EUR 3,000 to 25,000; EUR 50 million
    ("EUR", rf"(?:EUR|€){_SPACE}?({_NUMBER})(?:\s+{_TO}\s+({_NUMBER}))?(\s+{_MILLION})?"),
    # 3 000 à 25 000 EUR; 50 millions d'euros
    (
        "EUR",
        rf"(?:({_NUMBER})\s+{_TO}\s+)?({_NUMBER}){_SPACE}?({_MILLION}(?:\s+d'|\s+|(?=€)))?(?:{_EUROS})(?!\w)",
    ),
    (
        "%",
        rf"(?:({_NUMBER})\s+{_OR}\s+)?({_NUMBER}){_SPACE}?(?:%|percent\b|per cent\b|pour cent\b|Prozent\b)",
    ),
    ("staff", rf"(?:({_NUMBER})\s+{_TO}\s+)?({_NUMBER})\s+(?:{_STAFF})\b"),
)
_PATTERNS = tuple((unit, re.compile(rf"(?<![\d.,]){form}", re.IGNORECASE)) for unit, form in _FORMS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit (`EUR`, `%` or `staff`), and the words in which a text names it."""

    unit: str
    value: Decimal
    words: str


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures that a text names, each once, in no particular order."""
    return tuple({(figure.unit, figure.value): figure for figure in _found(text)}.values())


def _found(text: str) -> Iterator[Figure]:
    for unit, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            groups = match.groups()
            times = 1_000_000 if len(groups) > 2 and groups[2] else 1
            for number in groups[:2]:
                if number:
                    yield Figure(unit, _value(number) * times, " ".join(match[0].split()))


def _value(number: str) -> Decimal:
    plain = re.sub(_SPACE, "", number)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        return Decimal(re.sub("[.,]", "", plain))
    return Decimal(plain.replace(",", "."))
