"""What does one row of an imported file say, and what in it cannot be right?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import LegalForm
from grappe.apps.companies.queries.columns import OF_PERSON, plain
from grappe.apps.companies.queries.identifiers import rcs_number, vat_number
from grappe.apps.companies.queries.tables import Formula
from grappe.ui.custom import PREFIX, CustomField, FieldKind, kept_value
from grappe.ui.custom import read as read_text
from grappe.ui.errors import BadInput
from grappe.ui.numbers import number_of

LONGEST = {"name": 300, "brand": 300, "street": 200, "postcode": 12, "city": 120, "external_id": 60,
           "person_name": 200, "person_phone": 40, "website": 300, "activity": 20_000}  # fmt: skip
CUSTOM_OF_PERSON = "custom of person"  # what the row says of the contact person in custom fields
FIGURES = ("headcount", "turnover_eur", "balance_sheet_eur")
MOST = {"headcount": Decimal(10**7), "turnover_eur": Decimal(10**13), "balance_sheet_eur": Decimal(10**13)}


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row: the column's header, the value as it stands, and the reason in words."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Known:
    """The reference data a row may name, by its plain spelling."""

    nace: Mapping[str, int]  # code -> id
    communes: Mapping[str, int]  # plain name -> id
    clusters: Mapping[str, int]  # plain slug or name in any language -> id
    today: date
    custom: Mapping[str, CustomField] = field(default_factory=dict)  # by the name in a mapping


@dataclass(frozen=True)
class Row:
    """One row as it will be written: known fields only; what was blank is not there."""

    number: int
    values: dict[str, Any]
    faults: tuple[Fault, ...] = field(default=())


def read(
    number: int, cells: tuple[Any, ...], headers: tuple[str, ...], mapping: Mapping[str, str], known: Known
) -> Row:
    """Read a row's cells by the mapping `{header: field}`; every fault is found, not only the first."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    if len([cell for cell in cells if cell not in (None, "")]) and len(cells) > len(headers):
        extra = [str(cell) for cell in cells[len(headers) :] if cell not in (None, "")]
        if extra:
            faults.append(Fault("", " | ".join(extra)[:200], _("more cells than the first row has columns")))
    raw = {
        mapping[header]: (header, cells[position] if position < len(cells) else None)
        for position, header in enumerate(headers)
        if header in mapping
    }
    # The country decides how a VAT number without prefix is read.
    for name in sorted(raw, key=lambda name: name != "country"):
        header, cell = raw[name]
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        try:
            value = _value(name, cell, values, known)
        except BadInput as fault:
            faults.append(
                Fault(header, str(cell.text if isinstance(cell, Formula) else cell)[:200], str(fault))
            )
            continue
        if value not in (None, "", ()):
            _keep(values, name, value, known)
    if "name" not in values and not any(fault.column == _header_of(mapping, "name") for fault in faults):
        faults.append(Fault(_header_of(mapping, "name"), "", _("the company's name is missing")))
    if CUSTOM_OF_PERSON in values and not any(
        f"{OF_PERSON}{each}" in values for each in ("name", "email", "phone")
    ):
        header = next(
            header for header in headers if mapping.get(header, "").startswith(f"{OF_PERSON}{PREFIX}")
        )
        faults.append(Fault(header, "", _("the row names no contact person of whom this is said")))
    if any(name in values for name in FIGURES) and "year" not in values:
        values["year"] = known.today.year - 1  # the last closed year
    return Row(number, values, tuple(faults))


def _keep(values: dict[str, Any], name: str, value: Any, known: Known) -> None:
    """Put a value with the others; those of custom fields stand together, by the fields' own names."""
    if name in known.custom:
        group = CUSTOM_OF_PERSON if name.startswith(OF_PERSON) else "custom"
        values.setdefault(group, {})[known.custom[name].name] = value
    else:
        values[name] = value


def _header_of(mapping: Mapping[str, str], name: str) -> str:
    return next((header for header, known in mapping.items() if known == name), name)


def _value(name: str, cell: Any, values: Mapping[str, Any], known: Known) -> Any:
    if isinstance(cell, Formula):
        raise BadInput(
            _("a formula whose result is not in the file: open and save it in the spreadsheet program")
        )
    if (
        isinstance(cell, str)
        and cell.startswith("#")
        and cell.rstrip("!?/A0").isupper()
        and cell.endswith(("!", "?", "A"))
    ):
        raise BadInput(_("an error value of the spreadsheet"))
    if name in known.custom:
        return _custom(known.custom[name], cell)
    if name in FIGURES:
        return _number(name, cell)
    reader = _READERS.get(name)
    return reader(cell, values, known) if reader else _text(name, cell)


def _text(name: str, cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a postcode that the spreadsheet took for a number
    if isinstance(cell, datetime | date):
        raise BadInput(_("a date stands where a text is expected"))
    text = " ".join(str(cell).split()) if name != "activity" else str(cell).strip()
    if "\x00" in text:
        raise BadInput(_("unreadable characters"))
    if len(text) > LONGEST.get(name, 200):
        raise BadInput(_("longer than %(most)d characters") % {"most": LONGEST.get(name, 200)})
    return text


def _number(name: str, cell: Any) -> Decimal:
    if isinstance(cell, bool | date | datetime) or (isinstance(cell, float) and not math.isfinite(cell)):
        raise BadInput(_("not a number"))
    value = Decimal(str(cell)) if isinstance(cell, int | float) else number_of(str(cell))
    if value < 0:
        raise BadInput(_("less than zero"))
    if value > MOST[name]:
        raise BadInput(_("larger than can be"))
    return value.quantize(Decimal("0.1") if name == "headcount" else Decimal("0.01"))


def _custom(each: CustomField, cell: Any) -> Any:
    """Read a cell of a custom field as JSON keeps it; spreadsheets give numbers, days and yes or no as such."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if each.kind == FieldKind.DAY:
        return kept_value(each, _day(cell))
    if isinstance(cell, bool | int | float | date) and not (isinstance(cell, float) and math.isnan(cell)):
        if each.kind == FieldKind.NUMBER or (each.kind == FieldKind.YES_NO and isinstance(cell, bool)):
            return kept_value(each, cell)
        cell = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    return read_text(each, str(cell))


def _year(cell: Any, _values: Mapping[str, Any], known: Known) -> int:
    if isinstance(cell, datetime | date):
        return cell.year
    value = number_of(str(cell))
    # The bounds go first: int() of 1e999999999 would fill the memory.
    if not 1900 <= value <= known.today.year or value != int(value):
        raise BadInput(_("not a year that has been"))
    return int(value)


_DATE_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d")


def _date(cell: Any, _values: Mapping[str, Any], known: Known) -> date:
    found = _day(cell)
    if not date(1600, 1, 1) <= found <= known.today:
        raise BadInput(_("a day that has not been"))
    return found


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        found: date | None = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        found = None
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if re.fullmatch(r"\d{4}", text):
            text = f"{text}-01-01"
        for form in _DATE_FORMS:
            try:
                found = datetime.strptime(text, form).date()
                break
            except ValueError:
                continue
    if found is None:
        raise BadInput(_("not a date; write it as 2019-03-31, 31.03.2019 or 31/03/2019"))
    return found


@cache
def _countries() -> dict[str, str]:
    """Return plain country names in EN, FR and DE and the codes themselves, each with its ISO code."""
    found: dict[str, str] = {}
    for language in ("en", "fr", "de"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[plain(name)] = code
                found[code.lower()] = code
    return found


def _country(cell: Any, _values: Mapping[str, Any], _known: Known) -> str:
    code = _countries().get(plain(str(cell)))
    if code is None:
        raise BadInput(_("not a country: a name or a two-letter code"))
    return code


def _nace(cell: Any, _values: Mapping[str, Any], known: Known) -> int:
    text = str(cell).strip().upper()
    match = re.match(r"^[A-V]?\s*(\d{1,2})(?:\.?(\d{1,2}))?\b", text)
    if match:
        division = match[1].zfill(2)
        text = f"{division}.{match[2]}" if match[2] else division
    if text not in known.nace:
        raise BadInput(_("not a code of NACE Rev. 2.1"))
    return known.nace[text]


def _commune(cell: Any, _values: Mapping[str, Any], known: Known) -> int:
    if (name := plain(str(cell))) not in known.communes:
        raise BadInput(_("not a commune of Luxembourg"))
    return known.communes[name]


def _clusters(cell: Any, _values: Mapping[str, Any], known: Known) -> tuple[int, ...]:
    found = []
    for part in re.split(r"[;,|/]", str(cell)):
        if not part.strip():
            continue
        if (name := plain(part)) not in known.clusters:
            raise BadInput(_("“%(name)s” is no cluster") % {"name": part.strip()})
        found.append(known.clusters[name])
    return tuple(dict.fromkeys(found))


_YES = {"yes", "y", "true", "1", "oui", "o", "vrai", "ja", "j", "wahr", "x"}
_NO = {"no", "n", "false", "0", "non", "faux", "nein", "falsch"}


def _yes_no(cell: Any, _values: Mapping[str, Any], _known: Known) -> bool | None:
    word = plain(str(cell))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadInput(_("neither yes nor no"))


def _legal_form(cell: Any, _values: Mapping[str, Any], _known: Known) -> str:
    word = re.sub(r"[^a-z]", "", plain(str(cell)))
    known = {value.lower(): value for value in LegalForm.values} | {
        "sarl": "SARL", "sarls": "SARLS", "gmbh": "SARL", "ag": "SA", "societeanonyme": "SA",
        "societearesponsabilitelimitee": "SARL", "cooperative": "COOP", "solotrader": "SOLE", "soletrader": "SOLE",
    }  # fmt: skip
    return known.get(word, LegalForm.OTHER)


def _language(cell: Any, _values: Mapping[str, Any], _known: Known) -> str:
    word = plain(str(cell))
    for code, words in {"fr": ("fr", "french", "francais", "franzosisch"), "de": ("de", "german", "allemand", "deutsch"),
                        "en": ("en", "english", "anglais", "englisch")}.items():  # fmt: skip
        if word in words:
            return code
    raise BadInput(_("not one of fr, de, en"))


def _website(cell: Any, _values: Mapping[str, Any], _known: Known) -> str:
    text = _text("website", cell)
    address = text if re.match(r"^https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise BadInput(_("not a web address")) from error
    return address


def _email(cell: Any, _values: Mapping[str, Any], _known: Known) -> str:
    text = str(cell).strip().lower()
    try:
        validate_email(text)
    except ValidationError as error:
        raise BadInput(_("not an e-mail address")) from error
    return text


_READERS: dict[str, Callable[[Any, Mapping[str, Any], Known], Any]] = {
    "year": _year,
    "founded": _date,
    "country": _country,
    "nace": _nace,
    "commune": _commune,
    "clusters": _clusters,
    "business_permit": _yes_no,
    "legal_form": _legal_form,
    "language": _language,
    "website": _website,
    "person_email": _email,
    "rcs_number": lambda cell, values, known: rcs_number(str(cell)),
    "vat_number": lambda cell, values, known: vat_number(str(cell), values.get("country", "LU")),
}
