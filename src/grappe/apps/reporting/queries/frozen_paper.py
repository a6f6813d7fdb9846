"""How does a frozen report get onto paper? PDF/UA-1 in EN, FR or DE, from what it holds and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grappe.apps.reporting.enums import ActKind
from grappe.apps.reporting.queries.frozen import Read
from grappe.apps.reporting.queries.frozen_charts import on_paper
from grappe.apps.reporting.queries.frozen_shown import Cell, Shown, ShownIndicator, notes, shown, speaks
from grappe.ui import paper
from grappe.ui.moments import local_date
from grappe.ui.templatetags.ui import colon

_SOURCE = Path(__file__).with_name("report.typ")


def report_pdf(read: Read, *, language: str) -> bytes:
    """Return a frozen report as PDF/UA-1; the compiler checks the standard while it writes."""
    with translation.override(language):
        data = _data(read, shown(read.content, language), language)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def checking(read: Read) -> str:
    """Return how anybody finds out that nothing was changed, in words."""
    return _(
        "The file “content” (JSON, canonical by RFC 8785) is what was frozen, byte for byte. Its SHA-256 is %(digest)s. "
        "Compute it with any tool, for instance “sha256sum %(name)s.json”: the same digits, the same report."
    ) % {"digest": read.digest, "name": read.name}


def _data(read: Read, found: Shown, language: str) -> dict[str, Any]:
    day = local_date(found.frozen_at)
    number = _("Report no. %(number)d, frozen on %(day)s") % {
        "number": read.frozen.number, "day": date_format(day, "DATE_FORMAT"),
    }  # fmt: skip
    withdrawn, replaced = read.frozen.act(ActKind.WITHDRAWN), read.frozen.act(ActKind.REPLACED)
    return {
        "language": language, "title": found.title, "author": found.initiative, "date": [day.year, day.month, day.day],
        "kind": _("Report on indicators"), "line": " · ".join([found.initiative, found.period, number]),
        "footer": f"{found.title[:80]} · {read.frozen.number}", "checksum": f"SHA-256 {read.digest}",
        "invented": _("Demonstration: all companies and people here are invented.") if found.invented else "",
        "withdrawn": speaks(withdrawn.reason, language) if withdrawn else "",
        "replaced": replaced_words(replaced.newer.number) if replaced and replaced.newer else "",
        "introduction": found.introduction,
        "chapters": [
            {
                "name": chapter.name, "words": chapter.words,
                "indicators": [_indicator(one, found, language) for one in chapter.indicators],
            }
            for chapter in found.chapters
        ],
        "definitions": [_definitions(one) for one in found.indicators],
        "notes": notes(found), "legend": [[flag, words] for flag, words in found.legend],
        "checking": checking(read), "words": _words(),
    }  # fmt: skip


def replaced_words(number: int) -> str:
    """Return that a newer one takes a report's place, in words."""
    return _("Report no. %(number)d takes the place of this one.") % {"number": number}


def breaks_words(one: ShownIndicator) -> str:
    """Return from which years on another definition counts; empty where none does."""
    if not one.breaks:
        return ""
    years = ", ".join(map(str, one.breaks))
    return _("From %(years)s on another definition counts: figures before and after are not of the same thing.") % {
        "years": years
    }  # fmt: skip


def _indicator(one: ShownIndicator, found: Shown, language: str) -> dict[str, Any]:
    line = [one.unit_label]
    if one.answerable:
        line.append(_("%(name)s answers for it") % {"name": one.answerable})
    tables = [_over_years(one), *(_parts(each.label, each.years, each.rows) for each in one.parts)]
    return {
        "name": f"{one.number}. {one.name}", "line": " · ".join(line), "breaks": breaks_words(one),
        "chart": on_paper(one, language), "tables": tables,
    }  # fmt: skip


def heads_of(one: ShownIndicator) -> list[str]:
    """Return what stands above the table over the years: the year, each definition, the target."""
    several = len(one.versions) > 1
    names = [
        _("Definition %(number)d") % {"number": each.number} if several else _("Figure")
        for each in one.versions
    ]
    return [_("Year"), *names, _("Target")]


def _over_years(one: ShownIndicator) -> dict[str, Any]:
    several = len(one.versions) > 1
    rows = [
        [str(row.year), *(_cell(cell, several and counts) for cell, counts in row.cells), row.target_text or "–"]
        for row in one.years
    ]  # fmt: skip
    return {"heads": heads_of(one), "widths": ["auto"] + ["1fr"] * (len(one.versions) + 1), "rows": rows}


def _parts(label: str, years: Sequence[int], rows: Any) -> dict[str, Any]:
    return {
        "heads": [label, *map(str, years)],
        "widths": ["1fr"] + ["auto"] * len(years),
        "rows": [[name or "–", *(_cell(cell) for cell in cells)] for _key, name, cells in rows],
    }


def _cell(cell: Cell, counts: bool = False) -> str:
    marks = f" ({cell.marks})" if cell.marks else ""
    return f"{cell.text}{marks}{' *' if counts else ''}"


def _definitions(one: ShownIndicator) -> dict[str, Any]:
    several = len(one.versions) > 1
    return {
        "name": f"{one.number}. {one.name}",
        "versions": [
            [(_("Definition %(number)d") % {"number": each.number} if several else each.span) + colon(),
             f"{each.span}. {each.words}" if several else each.words]
            for each in one.versions
        ],
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "contents": _("Contents"),
        "definitions": _("What is counted"),
        "notes": pgettext("report", "Notes"),
        "checking": _("Is it unchanged?"),
        "withdrawn": _("This report is withdrawn."),
    }
