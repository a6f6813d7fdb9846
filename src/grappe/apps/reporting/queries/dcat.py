"""How are published reports described to data catalogues? DCAT-AP 3 as JSON-LD, in the words of the EU's vocabularies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.reporting.queries.frozen import Read, address
from grappe.apps.reporting.queries.frozen_open import dictionary_csv, figures_csv
from grappe.ui.moments import local_date
from grappe.ui.trilingual import CODES

KIND = "application/ld+json"
EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
LANGUAGES = {"en": "ENG", "fr": "FRA", "de": "DEU"}
LICENCES = {"CC-BY-4.0": "CC_BY_4_0", "CC0-1.0": "CC0"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#", "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "owl": "http://www.w3.org/2002/07/owl#",
    "dcatap": "http://data.europa.eu/r5r/", "adms": "http://www.w3.org/ns/adms#",
}  # fmt: skip
# What one may fetch: name of the file, format and media type; those with a checksum are the same bytes whenever they are made.
FILES: tuple[tuple[str, str, str], ...] = (
    ("figures.csv", "CSV", "text/csv"),
    ("dictionary.csv", "CSV", "text/csv"),
    ("content.json", "JSON", "application/json"),
    ("report.pdf", "PDF", "application/pdf"),
    ("report.xlsx", "XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
Node = dict[str, Any]


def dataset_document(read: Read) -> str:
    """Return the description of one published report."""
    return _written([_dataset(read)])


def catalogue_document(found: Sequence[Read]) -> str:
    """Return the catalogue of all published reports, each whole."""
    home = f"{settings.SITE_URL}/reporting/reports/p/"
    node: Node = {
        "@id": f"{home}#catalogue", "@type": "dcat:Catalog", "dct:title": _in_each(lambda: _("Reports on indicators")),
        "dct:description": _in_each(lambda: _("Published reports on what the initiative answers for, frozen as they were.")),
        "dct:publisher": _publisher(settings.INITIATIVE_NAME), "foaf:homepage": {"@id": home},
        "dct:language": [_eu("language", LANGUAGES[code]) for code in CODES],
        "dcat:themeTaxonomy": {"@id": EU + "data-theme"}, "dcat:dataset": [_dataset(each) for each in found],
    }  # fmt: skip
    if found:
        first, last = min(found, key=_when), max(found, key=_when)
        node |= {
            "dct:issued": _day(first), "dct:modified": _day(last),
            "dct:license": _eu("licence", LICENCES[last.content["open_data"]["licence"]]),
        }  # fmt: skip
        if last.content["open_data"]["country"]:
            node["dct:spatial"] = _eu("country", last.content["open_data"]["country"])
    return _written([node])


def _written(nodes: list[Node]) -> str:
    return json.dumps({"@context": CONTEXT, "@graph": nodes}, ensure_ascii=False, indent=1)


def _when(read: Read) -> str:
    return str(read.content["frozen"]["at"])


def _dataset(read: Read) -> Node:
    content, page = read.content, address(read.frozen)
    head, terms = content["report"], content["open_data"]
    node: Node = {
        "@id": f"{page}#dataset", "@type": "dcat:Dataset", "dct:identifier": page,
        "dct:title": _texts(head["titles"]), "dct:description": _description(content),
        "dct:publisher": _publisher(content["frozen"]["initiative"]), "dct:issued": _day(read),
        "dcat:version": str(read.frozen.number), "dcat:landingPage": {"@id": page},
        "dct:language": [_eu("language", LANGUAGES[code]) for code in CODES],
        "dcat:theme": [_eu("data-theme", code) for code in terms["themes"]],
        "dct:accessRights": _eu("access-right", "PUBLIC"), "dct:accrualPeriodicity": _eu("frequency", "ANNUAL"),
        "dcat:keyword": [
            {"@value": text, "@language": code}
            for one in content["indicators"] for code, text in one["names"].items() if text
        ],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime", "dcat:startDate": _date(f"{head['years'][0]}-01-01"),
            "dcat:endDate": _date(f"{head['years'][-1]}-12-31"),
        },
        "dcat:contactPoint": _contact(content), "dcat:distribution": _distributions(read),
    }  # fmt: skip
    if terms["country"]:
        node["dct:spatial"] = _eu("country", terms["country"])
    return node


def _description(content: Node) -> list[Node]:
    """Return the introduction where there is one, else what the report is; no language is without words."""
    written = content["report"]["introductions"]
    plain = _in_each(
        lambda: _("Indicators of a cluster initiative with their definitions, as they were on the day.")
    )
    return [{**each, "@value": written.get(each["@language"]) or each["@value"]} for each in plain]


def _contact(content: Node) -> Node:
    contact = content["open_data"]["contact"]
    node: Node = {
        "@type": "vcard:Organization",
        "vcard:fn": contact.get("name") or content["frozen"]["initiative"],
    }
    if contact.get("email"):
        node["vcard:hasEmail"] = {"@id": f"mailto:{contact['email']}"}
    else:
        node["vcard:hasURL"] = {"@id": contact.get("url") or settings.SITE_URL}
    return node


def _distributions(read: Read) -> list[Node]:
    fixed = {
        "figures.csv": figures_csv(read), "dictionary.csv": dictionary_csv(read), "content.json": read.frozen.canonical,
    }  # fmt: skip
    licence = LICENCES[read.content["open_data"]["licence"]]
    return [_distribution(read, *each, licence, fixed.get(each[0])) for each in FILES]


def _distribution(read: Read, name: str, form: str, kind: str, licence: str, text: str | None) -> Node:
    page = address(read.frozen)
    node: Node = {
        "@id": f"{page}{name}", "@type": "dcat:Distribution", "dcat:accessURL": {"@id": page},
        "dcat:downloadURL": {"@id": f"{page}{name}"}, "dct:title": _in_each(lambda: file_titles()[name]),
        "dct:description": _in_each(lambda: file_titles()[name]), "dct:format": _eu("file-type", form),
        "dcat:mediaType": {"@id": IANA + kind}, "dct:license": _eu("licence", licence), "dct:issued": _day(read),
        "dcatap:availability": _eu("planned-availability", "STABLE"),
    }  # fmt: skip
    if text is not None:
        raw = text.encode()
        node |= {
            "dcat:byteSize": {"@value": str(len(raw)), "@type": "xsd:nonNegativeInteger"},
            "spdx:checksum": {
                "@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": {"@value": hashlib.sha256(raw).hexdigest(), "@type": "xsd:hexBinary"},
            },
        }  # fmt: skip
    return node


def file_titles() -> dict[str, str]:
    """Return what each file is, by its name at the address, in the active language."""
    return {
        "figures.csv": _("All figures (CSV)"),
        "dictionary.csv": _("What columns and codes mean (CSV)"),
        "content.json": _("The frozen content, byte for byte (JSON)"),
        "report.pdf": _("The report on paper (PDF)"),
        "report.xlsx": _("The report as a workbook (XLSX)"),
    }


def described() -> str:
    """Return what the description itself is, in the active language."""
    return _("Description for data catalogues (DCAT-AP 3, JSON-LD)")


def _publisher(name: str) -> Node:
    return {"@id": f"{settings.SITE_URL}/#publisher", "@type": "foaf:Agent", "foaf:name": name}


def _eu(table: str, code: str) -> Node:
    return {"@id": f"{EU}{table}/{code}"}


def _day(read: Read) -> Node:
    return _date(local_date(read.frozen.frozen_at).isoformat())


def _date(text: str) -> Node:
    return {"@value": text, "@type": "xsd:date"}


def _texts(texts: dict[str, str]) -> list[Node]:
    return [{"@value": texts[code], "@language": code} for code in CODES if texts.get(code)]


def _in_each(say: Any) -> list[Node]:
    found = []
    for code in CODES:
        with translation.override(code):
            found.append({"@value": say(), "@language": code})
    return found
