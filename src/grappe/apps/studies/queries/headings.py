"""What does a column's heading say beside its name: the unit, the period? "Waste (t)", "Umsatz 2023 [Mio. €]"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grappe.apps.studies.queries.cells import canonical

_YEAR = r"(?:1[89]|20)\d\d"
PERIOD = re.compile(rf"\b{_YEAR}(?:\s?[–/-]\s?(?:{_YEAR}|\d\d))?\b")
_BRACKETS = re.compile(r"^(?P<name>.*?)\s*[(\[](?P<inside>[^()\[\]]{1,30})[)\]]\s*$")
_KNOWN = (
    r"%|‰|€|k€|M€|Mio\.? ?€|Mrd\.? ?€|EUR|USD|CHF|\$|t|kt|Mt|kg|g|mg|l|hl|m|km|m²|m2|m³|m3|km²|ha|h|kW|MW|GW|kWh|MWh|GWh|"
    r"TWh|J|GJ|PJ|°C|t CO2(?:e|eq)?|tonnes?|Tonnen|persons?|personnes|Personen|FTE|ETP|VZÄ"
)
_WITH_WORD = re.compile(rf"^(?P<name>.+?)[\s,]+(?:in|en)\s+(?P<unit>{_KNOWN})\s*$", re.IGNORECASE)
_AT_END = re.compile(r"^(?P<name>.+?)[\s,]+(?P<unit>%|‰|€|k€|M€)\s*$")
YEARS = re.compile(
    r"^(?:year|years|année|annee|années|an|exercice|jahr|jahre|geschäftsjahr|time|time_period|temps|zeit)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    name: str
    unit: str
    period: str


def heading_of(text: str) -> Heading:
    """Return the name, unit and period of a column's heading; what is not there is empty."""
    name, unit = " ".join(text.split()), ""
    found = _BRACKETS.match(name)
    if found and found["name"] and _is_unit(found["inside"]):
        name, unit = found["name"], re.sub(r"^(?:in|en)\s+", "", found["inside"])
    else:
        found = _WITH_WORD.match(name) or _AT_END.match(name)
        if found:
            name, unit = found["name"], found["unit"]
    period = PERIOD.search(text)
    bare = name if name and name != (period[0] if period else "") else " ".join(text.split())
    return Heading(bare.rstrip(" ,"), canonical(unit), period[0] if period else "")


def _is_unit(inside: str) -> bool:
    """A year is no unit; nor is a remark of several long words ("without agriculture")."""
    words = inside.split()
    if PERIOD.fullmatch(inside.strip()):
        return False
    return len(words) <= 3 and all(len(word) <= 12 for word in words) and len(inside) <= 24
