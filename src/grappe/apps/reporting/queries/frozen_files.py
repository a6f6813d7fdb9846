"""Which files is a frozen report handed out as?"""

from __future__ import annotations

from collections.abc import Callable

from grappe.apps.reporting.queries import dcat
from grappe.apps.reporting.queries.frozen import Read
from grappe.apps.reporting.queries.frozen_open import dictionary_csv, figures_csv
from grappe.apps.reporting.queries.frozen_paper import report_pdf
from grappe.apps.reporting.queries.frozen_workbook import report_workbook
from grappe.ui.workbook import CONTENT_TYPE

_CSV = "text/csv; charset=utf-8"
# Name at the address -> how its name ends, content type, and how it is made in a language.
_MADE: dict[str, tuple[str, str, Callable[[Read, str], str | bytes]]] = {
    "report.pdf": ("-{language}.pdf", "application/pdf", lambda read, language: report_pdf(read, language=language)),
    "report.xlsx": ("-{language}.xlsx", CONTENT_TYPE, lambda read, language: report_workbook(read, language=language)),
    "figures.csv": (".csv", _CSV, lambda read, language: figures_csv(read)),
    "dictionary.csv": ("-dictionary.csv", _CSV, lambda read, language: dictionary_csv(read)),
    "content.json": (".json", "application/json", lambda read, language: read.frozen.canonical),
    "dcat.jsonld": (".jsonld", dcat.KIND, lambda read, language: dcat.dataset_document(read)),
}  # fmt: skip


def made(read: Read, name: str, language: str) -> tuple[str | bytes, str, str] | None:
    """Return a file by its name at the address: its content, what it is kept as, its type; None for a name that is none."""
    if name not in _MADE:
        return None
    ending, kind, make = _MADE[name]
    return make(read, language), read.name + ending.format(language=language), kind


def titles() -> list[tuple[str, str]]:
    """Return the names of the files with what each is, in the active language."""
    return [*dcat.file_titles().items(), ("dcat.jsonld", dcat.described())]
