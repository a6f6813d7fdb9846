"""Which column of a file is which field of a company? Guessed from headers in English, French and German."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from grappe.ui.custom import CustomField
from grappe.ui.errors import BadInput

# Field -> how its column is called, in any of the three languages; the first is the field's own name.
HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("name", "company", "company name", "registered name", "nom", "entreprise", "raison sociale",
             "dénomination", "dénomination sociale", "société", "firma", "firmenname", "unternehmen", "bezeichnung"),
    "brand": ("brand", "trade name", "trading name", "enseigne", "marque", "nom commercial", "marke", "handelsname"),
    "legal_form": ("legal form", "forme juridique", "forme légale", "rechtsform"),
    "rcs_number": ("rcs", "rcs number", "trade register", "register number", "numéro rcs", "no rcs", "n° rcs",
                   "registre de commerce", "handelsregister", "handelsregisternummer", "rcs nummer"),
    "vat_number": ("vat", "vat number", "vat no", "tva", "numéro tva", "no tva", "n° tva", "numéro de tva",
                   "ust id", "ust idnr", "umsatzsteuer id", "mwst nummer", "vatnumber"),
    "nace": ("nace", "nace code", "code nace", "nace rev 2 1", "activity code", "code activité", "naf", "wz code"),
    "activity": ("activity", "summary", "description", "business", "activité", "objet", "tätigkeit", "beschreibung"),
    "country": ("country", "pays", "land", "country code", "code pays", "ländercode"),
    "commune": ("commune", "municipality", "gemeinde"),
    "street": ("street", "address", "adresse", "rue", "straße", "strasse", "anschrift"),
    "postcode": ("postcode", "zip", "zipcode", "zip code", "postal code", "code postal", "cp", "plz", "postleitzahl"),
    "city": ("city", "town", "locality", "ville", "localité", "ort", "stadt"),
    "website": ("website", "web", "url", "homepage", "site", "site web", "site internet", "webseite"),
    "founded": ("founded", "founded on", "incorporated", "date of incorporation", "date de création", "créée le",
                "date de constitution", "gegründet", "gründungsdatum", "gründung"),
    "business_permit": ("business permit", "autorisation d'établissement", "autorisation", "niederlassungsgenehmigung",
                        "betriebsgenehmigung"),
    "language": ("language", "langue", "sprache"),
    "clusters": ("cluster", "clusters"),
    "external_id": ("external id", "identifier", "id", "isin", "identifiant", "kennung", "lei"),
    "year": ("year", "figures year", "fiscal year", "année", "exercice", "jahr", "geschäftsjahr"),
    "headcount": ("headcount", "employees", "staff", "fte", "number of employees", "effectif", "effectifs",
                  "nombre de salariés", "salariés", "mitarbeiter", "mitarbeiterzahl", "beschäftigte"),
    "turnover_eur": ("turnover", "turnover eur", "revenue", "sales", "chiffre d'affaires", "ca", "umsatz", "umsatz eur"),
    "balance_sheet_eur": ("balance sheet", "balance sheet total", "total assets", "total du bilan", "bilan",
                          "bilanzsumme"),
    "person_name": ("contact", "contact name", "head", "manager", "ceo", "dirigeant", "gérant", "personne de contact",
                    "ansprechpartner", "geschäftsführer", "kontakt"),
    "person_email": ("email", "e mail", "contact email", "courriel", "mail", "e mail adresse"),
    "person_phone": ("phone", "telephone", "tel", "téléphone", "telefon", "telefonnummer"),
}  # fmt: skip
OF_PERSON = "person_"  # before the name of a custom field of the contact person
NO_FIELDS: Mapping[str, CustomField] = {}
SURE = 90  # rapidfuzz ratio from which a near spelling counts


def plain(text: str) -> str:
    """Return a header in lower case without accents and punctuation, words parted by one space."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.replace("ß", "ss")))


_KNOWN = {
    plain(word): field for field, words in HEADERS.items() for word in (field.replace("_", " "), *words)
}


def custom_columns(companies: Iterable[CustomField], people: Iterable[CustomField]) -> dict[str, CustomField]:
    """Return the custom fields that a column may be, of the company and of its contact person, by their names in a mapping."""
    return {each.input_name: each for each in companies} | {
        f"{OF_PERSON}{each.input_name}": each for each in people
    }


def _called(custom: Mapping[str, CustomField]) -> dict[str, str]:
    """Custom fields by their labels in each language; what a file of companies always says goes first."""
    found: dict[str, str] = {}
    for name, each in custom.items():
        for word in map(plain, (*each.label.values(), name)):
            if word and word not in _KNOWN:
                found.setdefault(word, name)
    return found


def guess(headers: Sequence[str], custom: Mapping[str, CustomField] = NO_FIELDS) -> dict[str, str]:
    """Return `{header: field}` for the headers that are recognised; a field is given to one column only.

    Exact names go first, then near spellings (one or two letters off); of two columns for one field the left
    one wins, so that nothing is overwritten in silence.
    """
    mapping: dict[str, str] = {}
    called = _called(custom)
    for sure in (True, False):
        for header in headers:
            word = plain(header)
            if not word or header in mapping:
                continue
            field = (_KNOWN.get(word) or called.get(word)) if sure else _near(word)
            if field and field not in mapping.values():
                mapping[header] = field
    return mapping


def _near(word: str) -> str | None:
    if len(word) < 5:
        return None  # short words are near to too many others
    found = process.extractOne(word, _KNOWN.keys(), scorer=fuzz.ratio, score_cutoff=SURE)
    return _KNOWN[found[0]] if found else None


def override(
    headers: Sequence[str],
    mapping: Mapping[str, str],
    changes: Mapping[str, str],
    custom: Mapping[str, CustomField] = NO_FIELDS,
) -> dict[str, str]:
    """Return the mapping with `{header: field}` changes applied; an empty field takes a column out.

    Raises BadInput for a header the file does not have, a field there is not, or a field given twice.
    """
    for header, field in changes.items():
        if header not in headers:
            raise BadInput(
                _("There is no column “%(name)s”. The file has: %(all)s.")
                % {"name": header, "all": ", ".join(headers)}
            )
        if field and field not in HEADERS and field not in custom:
            raise BadInput(
                _("There is no field “%(name)s”. There are: %(all)s.")
                % {"name": field, "all": ", ".join([*HEADERS, *custom])}
            )
    given = [field for field in changes.values() if field]
    for field in given:
        if given.count(field) > 1:
            raise BadInput(_("The field “%(name)s” was given to two columns.") % {"name": field})
    kept = {
        header: field for header, field in mapping.items() if header not in changes and field not in given
    }
    return kept | {header: field for header, field in changes.items() if field}


def require_name(mapping: Mapping[str, str], headers: Sequence[str]) -> None:
    """Raise BadInput unless one column is the company's name."""
    if "name" not in mapping.values():
        raise BadInput(
            _("No column is the company's name. The file has: %(all)s. Say which one it is.")
            % {"all": ", ".join(header for header in headers if header)}
        )
