"""Which number, unit or day does a text in a cell mean, as English, French and German write them?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Written where there is no figure (":" is Eurostat's).
NOTHING = frozenset(
    {"", "-", "–", "—", ".", "..", "...", "…", ":", "n/a", "n.a.", "na", "#n/a", "nd", "n.d.", "nc", "n.c.", "k.a.",
     "k. a.", "s.o.", "s. o.", "null", "none"}
)  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]+")
_CURRENCY = r"[€$£¥]|EUR|USD|CHF|GBP|Mio\.? ?€|k€|M€"
_UNIT = r"[A-Za-zÀ-ÖØ-öø-ÿ%‰€$£¥°µμΩ][A-Za-zÀ-ÖØ-öø-ÿ0-9%‰€$£¥°µμΩ²³/·.,_ ^*()-]{0,23}"
_NUMBER = re.compile(
    rf"(?P<sign>[+−–-]?)\s*(?:(?P<before>{_CURRENCY})\s*)?(?P<minus>[−–-]?)"
    rf"(?P<digits>\d(?:[\d.,'’\s\u00a0\u2009\u202f]*\d)?|[.,]\d+)(?P<power>[eE][+-]?\d{{1,2}}(?![A-Za-z\d]))?"
    rf"\s*(?P<unit>{_UNIT})?"
)
_GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_WRITTEN = {
    ".": re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?"),
    ",": re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d+)?"),
}
_OTHER = {".": ",", ",": "."}
MOST_DIGITS = 30
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written: sign, digits with their separators, power of ten, and the unit beside it."""

    negative: bool
    digits: str
    power: str
    unit: str

    @property
    def mark(self) -> str:
        """Return the decimal mark that the digits prove ("." or ","), "?" where they can mean two numbers, else ""."""
        digits = _SPACES.sub("", self.digits)
        points, commas = digits.count("."), digits.count(",")
        if points and commas:
            return "." if digits.rfind(".") > digits.rfind(",") else ","
        if not points and not commas:
            return ""
        sign = "." if points else ","
        if points + commas > 1:
            return _OTHER[sign]
        head, tail = digits.split(sign)
        could_group = len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" and not self.power
        if could_group and not _SPACES.search(self.digits):
            return "?"
        return sign

    def value(self, mark: str) -> Decimal | None:
        """Return the exact number where `mark` is the decimal mark; None where it cannot be written so."""
        digits = _SPACES.sub(" ", self.digits)
        if " " in digits:
            if not _GROUPED.fullmatch(digits):
                return None
            digits = digits.replace(" ", "")
        if not _WRITTEN[mark].fullmatch(digits) or len(digits) > MOST_DIGITS:
            return None
        plain = digits.replace(_OTHER[mark], "").replace(mark, ".")
        found = Decimal(plain + self.power)
        return -found if self.negative else found


def written(text: str) -> Written | None:
    """Return a text as a number with the unit beside it (`12 t`, `€ 1.200`, `13,5 %`, `(120)`); None where it is none."""
    bare = text.strip()
    parentheses = bare.startswith("(") and bare.endswith(")")  # accountants' minus
    if parentheses:
        bare = bare[1:-1].strip()
    found = _NUMBER.fullmatch(bare)
    if found is None or (found["before"] and found["unit"]) or (found["sign"] and found["minus"]):
        return None
    unit = canonical(found["before"] or found["unit"] or "")
    minus = (found["sign"] or found["minus"] or "+") != "+"
    return Written(minus or parentheses, found["digits"], found["power"] or "", unit)


def canonical(unit: str) -> str:
    """Return a unit in one spelling: one space between words, € for EUR."""
    unit = " ".join(unit.split()).strip(" .") if not unit.endswith(".") else " ".join(unit.split())
    return re.sub(r"\b(EUR|euros?|Euro)\b", "€", unit)


def is_nothing(text: str) -> bool:
    """Return whether a text says that there is no figure."""
    return text.strip().casefold() in NOTHING


def day_of(text: str, *, month_first: bool = False) -> date | None:
    """Return the day a text means: 2024-03-31, 31.03.2024, 31/03/2024, or 03/31/2024 where months come first."""
    iso = _ISO.fullmatch(text.strip())
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    return _date(year, first, second) if month_first else _date(year, second, first)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plain(number: Decimal) -> str:
    """Return a number as it is kept: exact, no exponent, no zeros that say nothing before the mark."""
    text = format(number, "f")
    if "." in text and number == number.to_integral_value():
        text = text.split(".")[0]
    return "0" if text in ("-0", "") else text
