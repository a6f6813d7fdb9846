"""What does a date of a source say? CSL-JSON writes it as numbers, people and BibTeX write it in many ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from grappe.ui.errors import BadInput

MONTHS = {
    "jan": 1, "feb": 2, "fev": 2, "fév": 2, "mar": 3, "mär": 3, "mae": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5,
    "jun": 6, "juin": 6, "jul": 7, "juil": 7, "aug": 8, "aou": 8, "aoû": 8, "sep": 9, "oct": 10, "okt": 10,
    "nov": 11, "dec": 12, "déc": 12, "dez": 12,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T.*)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})")


def month_of(text: str) -> int | None:
    """Return a month by number or by its name in English, French or German; None for anything else."""
    bare = text.strip().strip(".").lower()
    if bare.isascii() and bare.isdigit():
        return int(bare) if len(bare) < 3 and 1 <= int(bare) <= 12 else None
    return MONTHS.get(bare[:4]) or MONTHS.get(bare[:3])


def parts_of(text: str) -> list[int] | None:
    """Return year, month and day of `2021`, `2021-03`, `2021-03-02`, `03/2021` or `2.3.2021`; None where it is none."""
    bare = text.strip()
    if found := _ISO.fullmatch(bare):
        given = [int(each) for each in found.groups() if each]
    elif found := _DAY_FIRST.fullmatch(bare):
        given = [int(each) for each in reversed(found.groups()) if each]
    else:
        return None
    return given if _is_date(given) else None


def _is_date(parts: list[int]) -> bool:
    try:
        date(*(parts + [1, 1])[:3])
    except (ValueError, TypeError, OverflowError):
        return False
    return 1 <= len(parts) <= 3


def spoken_date(value: Any) -> dict[str, Any]:
    """Return a date as CSL holds it: {"date-parts": [[2021, 3, 2]]}, two of them for a span, or {"literal": "ca. 1900"}.

    Takes what CSL-JSON allows and a text; nothing is {}. Raises BadInput for a date that is none.
    """
    if isinstance(value, Mapping):
        if value.get("date-parts"):
            return {"date-parts": _numbers(value["date-parts"])}
        value = value.get("raw") or value.get("literal") or ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise BadInput(_("This is no date."))
    text = " ".join("".join(char if char.isprintable() else " " for char in value).split())[:100]
    span = [parts_of(each) for each in text.split("/")] if re.fullmatch(r"[\d-]+/[\d-]+", text) else []
    if len(span) == 2 and all(span) and len(text.split("/")[0]) >= 4:
        return {"date-parts": span}
    single = parts_of(text)
    return {"date-parts": [single]} if single else {"literal": text} if text else {}


def _numbers(given: Any) -> list[list[int]]:
    try:
        dates = [[int(each) for each in part if each not in (None, "")] for part in given]
    except (TypeError, ValueError, OverflowError) as fault:
        raise BadInput(_("This is no date.")) from fault
    if not 1 <= len(dates) <= 2 or not all(_is_date(each) for each in dates):
        raise BadInput(_("There is no such day."))
    return dates


def iso(when: Mapping[str, Any] | None) -> str:
    """Return a date as it is written: `2021-03-02`, `2021/2022`, or the words it consists of."""
    if not when:
        return ""
    if "literal" in when:
        return str(when["literal"])
    written = [f"{each[0]:04d}" + "".join(f"-{part:02d}" for part in each[1:]) for each in when["date-parts"]]
    return "/".join(written)


def year_of(when: Mapping[str, Any] | None) -> int | None:
    """Return the year of a date; of words the first number of four digits in them."""
    if not when:
        return None
    if "date-parts" in when:
        return int(when["date-parts"][0][0])
    found = re.search(r"(?<!\d)\d{4}(?!\d)", str(when.get("literal", "")))
    return int(found.group()) if found else None


def day_of(when: Mapping[str, Any] | None) -> date | None:
    """Return a date that is a whole day, else None."""
    parts = when.get("date-parts") if when else None
    return date(*parts[0]) if parts and len(parts[0]) == 3 else None
