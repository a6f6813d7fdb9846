"""How does a frozen report leave as open data: its figures as long CSV, and a dictionary of the columns and codes?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.reporting.enums import Flag
from grappe.apps.reporting.queries.frozen import Read
from grappe.apps.reporting.queries.frozen_shown import speaks
from grappe.ui.trilingual import CODES
from grappe.ui.workbook import safe

CODES_IN_ORDER = ("en", "fr", "de")
COLUMNS = (
    ("report", gettext_lazy("The report: its address and the number under which it was frozen")),
    ("sha256", gettext_lazy("The checksum (SHA-256) of the frozen content from which this row comes")),
    ("indicator", gettext_lazy("The indicator, by its key (see below)")),
    ("version", gettext_lazy("Which definition of the indicator, by its number (see below)")),
    ("counts", gettext_lazy("Whether this definition is the one that counts in the year (true or false)")),
    ("year", gettext_lazy("The calendar year")),
    ("dimension", gettext_lazy("By what the figure is taken apart; “all” is the whole")),
    ("key", gettext_lazy("The part, by its key; empty is the whole, or what is not known")),
    ("label_en", gettext_lazy("What the part is called, in English")),
    ("label_fr", gettext_lazy("What the part is called, in French")),
    ("label_de", gettext_lazy("What the part is called, in German")),
    ("value", gettext_lazy("The figure, with a decimal point; empty where it is left out or there is none")),
    ("unit", gettext_lazy("In what it is counted; a per cent is a share between 0 and 1")),
    ("flag", gettext_lazy("What is to be known of the figure: letters of Eurostat, several possible")),
)  # fmt: skip
SDMX = {Flag.BREAK: "OBS_STATUS=B", Flag.CONFIDENTIAL: "CONF_STATUS=C", Flag.PROVISIONAL: "OBS_STATUS=P",
        Flag.NOT_APPLICABLE: "OBS_STATUS=M"}  # fmt: skip


def figures_csv(read: Read) -> str:
    """Return all figures, a row each, the same in every language: UTF-8, RFC 4180, a point before decimals."""
    content, out = read.content, io.StringIO()
    rows = csv.writer(out)
    rows.writerow([name for name, _words in COLUMNS])
    units = {one["slug"]: one["unit"] for one in content["indicators"]}
    for row in content["figures"]:
        keys = content["labels"].get(row["dimension"], {}).get("keys", {})
        labels = [safe(speaks(keys.get(row["key"], ""), code)) for code in CODES_IN_ORDER]
        rows.writerow(
            [
                read.name, read.digest, row["indicator"], row["version"], "true" if row["counts"] else "false", row["year"],
                row["dimension"], safe(row["key"]), *labels, number(row["value"]), units[row["indicator"]], row["flags"],
            ]
        )  # fmt: skip
    return out.getvalue()


def number(value: float | None) -> str:
    """Return a figure as the file writes it: whole numbers without a point, others as exact as they were computed."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def dictionary(read: Read, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield what each column, flag, unit, indicator and definition means, in the active language: (kind, code, words)."""
    content = read.content
    for name, words in COLUMNS:
        yield _("column"), name, str(words)
    for flag in Flag:
        yield _("flag"), flag.value, f"{flag.label} (SDMX {SDMX[flag]})"
    for dimension, found in content["labels"].items():
        yield _("dimension"), dimension, speaks(found["names"], language)
    for unit, words in {one["unit"]: one["units"] for one in content["indicators"]}.items():
        yield _("unit"), unit, speaks(words, language)
    for one in content["indicators"]:
        yield _("indicator"), one["slug"], speaks(one["names"], language)
        for each in one["versions"]:
            days = f"{each['valid_from']}/{each['valid_until'] or '..'}"
            told = f"{days} {speaks(each['definitions'], language)}"
            yield _("definition"), f"{one['slug']} {each['number']}", told


def dictionary_csv(read: Read) -> str:
    """Return the dictionary in three languages, a row for each code."""
    told: dict[str, Sequence[tuple[str, str, str]]] = {}
    for code in CODES:
        with translation.override(code):
            told[code] = list(dictionary(read, code))
    with translation.override("en"):
        kinds = [kind for kind, _code, _words in dictionary(read, "en")]
    out = io.StringIO()
    rows: Any = csv.writer(out)
    rows.writerow(["kind", "code", *(f"description_{code}" for code in CODES_IN_ORDER)])
    for place, kind in enumerate(kinds):
        words = [safe(told[code][place][2]) for code in CODES_IN_ORDER]
        rows.writerow([kind, told["en"][place][1], *words])
    rows.writerow(["checksum", "sha256", *[read.digest] * 3])
    return out.getvalue()
