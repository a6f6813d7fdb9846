"""Why are two records thought to be one? In English, French and German, with what stands on either side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from grappe.engines.kernel import Reason, Text
from grappe.engines.linkage import names
from grappe.engines.linkage.columns import Floats
from grappe.engines.linkage.model import UNKNOWN, Field, Kind, Profile

FIELDS = {
    "name": Text("Name", "Nom", "Name"),
    "legal_form": Text("Legal form", "Forme juridique", "Rechtsform"),
    "rcs_number": Text("RCS number", "Numéro RCS", "RCS-Nummer"),
    "vat_number": Text("VAT number", "Numéro de TVA", "MwSt.-Nummer"),
    "external_id": Text("Identifier elsewhere", "Identifiant ailleurs", "Kennung anderswo"),
    "address": Text("Address", "Adresse", "Adresse"),
    "website": Text("Website", "Site web", "Website"),
    "person_email": Text("E-mail", "E-mail", "E-Mail"),
    "person_phone": Text("Phone", "Téléphone", "Telefon"),
    "email": Text("E-mail", "E-mail", "E-Mail"),
    "phone": Text("Phone", "Téléphone", "Telefon"),
    "founded": Text("Founded on", "Date de création", "Gegründet am"),
    "country": Text("Country", "Pays", "Land"),
    "nace": Text("Activity (NACE)", "Activité (NACE)", "Tätigkeit (NACE)"),
    "function": Text("Function", "Fonction", "Funktion"),
    "company": Text("Company", "Entreprise", "Unternehmen"),
}
LEVELS = {
    "same": Text("the same", "identique", "gleich"),
    "near": Text("nearly the same", "presque identique", "fast gleich"),
    "slip": Text(
        "one slip of the pen apart", "à une faute de frappe près", "bis auf einen Tippfehler gleich"
    ),
    "some": Text("a little alike", "un peu semblable", "etwas ähnlich"),
    "year": Text("the same year", "la même année", "dasselbe Jahr"),
    "place": Text(
        "the same but for the name of a country or region",
        "identique au nom d’un pays ou d’une région près",
        "bis auf den Namen eines Landes oder einer Region gleich",
    ),
    "part": Text("one holds the other", "l’un contient l’autre", "einer enthält den anderen"),
    "apart": Text(
        "alike, but told apart by a word or a number",
        "semblables, mais distingués par un mot ou un nombre",
        "ähnlich, aber durch ein Wort oder eine Zahl unterschieden",
    ),
    "town": Text("the same town", "la même localité", "derselbe Ort"),
    "road": Text("the same street", "la même rue", "dieselbe Straße"),
    "division": Text("the same division", "la même division", "dieselbe Abteilung"),
    "other": Text("different", "ne concorde pas", "verschieden"),
}
LONGEST = 120


def of(
    profile: Profile,
    one: Mapping[str, str],
    two: Mapping[str, str],
    levels: np.ndarray[tuple[int], np.dtype[np.int8]],
    told: Floats,
) -> list[Reason]:
    """Return a reason for each field that both records have, those that speak for one record first."""
    found = list(_each(profile, one, two, levels, told))
    return sorted(found, key=lambda reason: -reason.weight)


def _each(
    profile: Profile,
    one: Mapping[str, str],
    two: Mapping[str, str],
    levels: np.ndarray[tuple[int], np.dtype[np.int8]],
    told: Floats,
) -> Iterator[Reason]:
    for place, field in enumerate(profile.fields):
        level = int(levels[place])
        if level == UNKNOWN:
            continue
        code = field.levels[level - 1].code
        mine, theirs = _shown(field, one), _shown(field, two)
        text = _text(field, code, mine, theirs)
        yield Reason(
            f"linkage.{field.name}.{code}",
            text,
            actual=mine,
            expected=theirs,
            weight=round(float(told[place]), 2),
        )


def _text(field: Field, code: str, mine: str, theirs: str) -> Text:
    what = FIELDS.get(field.name) or Text.of(field.name.replace("_", " ").capitalize())
    how = LEVELS[code]
    words = _words_apart(mine, theirs) if code == "apart" else ""
    values = mine if mine == theirs else " / ".join(value for value in (mine, theirs) if value)
    shown = words or values
    return Text(
        *(
            f"{what.in_language(c)}{' :' if c == 'fr' else ':'} {how.in_language(c)} ({shown})"
            for c in ("en", "fr", "de")
        )
    )


def _words_apart(mine: str, theirs: str) -> str:
    left, right = names.apart_by(names.company_name(mine), names.company_name(theirs))
    return f"{' '.join(left) or '–'} / {' '.join(right) or '–'}"


def _shown(field: Field, record: Mapping[str, str]) -> str:
    if field.kind is Kind.COMPANY_NAME:
        return record.get("name", "")[:LONGEST]
    if field.name == "legal_form":
        return (record.get("legal_form") or record.get("name", ""))[:LONGEST]
    if field.kind is Kind.KEY:
        return record.get(field.columns[-1], "")[:LONGEST]
    parts = [record.get(name, "") for name in field.columns]
    return ", ".join(part for part in parts if part)[:LONGEST]
