"""How does an edition of a study get onto paper? PDF/UA-1 in EN, FR or DE, from what the edition holds and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.studies.queries.chart_paper import alt_text, drawing
from grappe.apps.studies.queries.content import speaks
from grappe.apps.studies.queries.editions import address, cited_as, published_on
from grappe.apps.studies.queries.printed import Printed, ShownEvidence, ShownFinding, ShownTable, printed
from grappe.ui import paper
from grappe.ui.templatetags.ui import colon

if TYPE_CHECKING:
    from grappe.apps.studies.models import Edition

_SOURCE = Path(__file__).with_name("edition.typ")


def edition_pdf(edition: Edition, *, language: str) -> bytes:
    """Return an edition as PDF/UA-1; the compiler checks the standard while it writes."""
    with translation.override(language):
        data = _data(edition, printed(edition.content, language), language)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _data(edition: Edition, shown: Printed, language: str) -> dict[str, Any]:
    day = date_format(published_on(edition), "DATE_FORMAT")
    number = _("Edition %(n)d") % {"n": edition.number}
    names = [
        each.get("literal") or f"{each['given']} {each['family']}" for each in edition.citation["author"]
    ]
    return {
        "language": language,
        "kind": _("Techno-economic study"),
        "title": shown.title,
        "authors": ", ".join(names),
        "author_names": names or ["Grappe"],
        "line": " · ".join([number, day, *shown.scope]),
        "footer": f"{shown.title[:80]} · {number}",
        "invented": shown.invented,
        "withdrawn": speaks(edition.withdrawn_reason, language) if edition.withdrawn_at else "",
        "question": shown.question,
        "summary": shown.summary,
        "method": shown.method,
        "interviews": interviews_line(shown),
        "findings": [_finding(each) for each in shown.findings],
        "hypotheses": [
            {"statement": each.statement, "outcome": each.outcome, "reason": each.reason} for each in shown.hypotheses
        ],
        "chapters": [
            {"heading": each.heading, "language": each.language, "blocks": [_block(one) for one in each.blocks]}
            for each in shown.chapters
        ],
        "tables": [_table(each, language) for each in shown.tables],
        "bibliography": [{"plain": each.plain, "url": each.url} for each in shown.bibliography],
        "imprint": _imprint(edition, shown, language),
        "words": _words(),
    }  # fmt: skip


def interviews_line(shown: Printed) -> str:
    """Return how many interviews there were; empty where none."""
    held = shown.interviews["held"]
    if not held:
        return ""
    said = ngettext("%(n)d interview was held.", "%(n)d interviews were held.", held) % {"n": held}
    return said + " " + _("Nobody is named who did not agree to it.")


def _block(block: Any) -> dict[str, Any]:
    return {"kind": block.kind, "lines": ["".join(part.words for part in line) for line in block.lines]}


def _finding(finding: ShownFinding) -> dict[str, Any]:
    return {
        "heading": f"{finding.number}. {finding.statement}",
        "strength": finding.strength_label,
        "explanation": finding.explanation,
        "evidence": [_evidence(each) for each in finding.evidence],
    }


def _evidence(evidence: ShownEvidence) -> dict[str, str]:
    label = evidence.label + (f" ({evidence.bearing.lower()})" if evidence.contradicts else "") + colon()
    if evidence.words:
        words = _("“%(words)s”") % {"words": evidence.words} + (f" ({evidence.who})" if evidence.who else "")
    elif evidence.table:
        words = _("Table %(n)d") % {"n": evidence.table}
    else:
        words = evidence.source
    return {
        "label": label,
        "words": words,
        "more": ", ".join(part for part in (evidence.where, evidence.note) if part),
    }


def _table(table: ShownTable, language: str) -> dict[str, Any]:
    more = ""
    if table.more:
        words = ngettext(
            "%(n)d more row is in the file of this table.",
            "%(n)d more rows are in the file of this table.",
            table.more,
        )
        more = words % {"n": table.more}
    return {
        "heading": _("Table %(n)d") % {"n": table.number} + f"{colon()} {table.title}",
        "note": table.note,
        "origin": table.origin + ".",
        "columns": [{"label": each.label, "unit": each.unit, "about": each.about} for each in table.columns],
        "widths": _widths(table),
        "aligns": ["right" if each.is_number else "left" for each in table.columns],
        "rows": [list(row) for row in table.rows],
        "more": more,
        "charts": [
            {
                "title": each["title"],
                "alt": alt_text(each, table.raw, language),
                "svg": drawing(each, table.raw, language).decode(),
            }
            for each in table.charts
        ],
    }


def _widths(table: ShownTable) -> list[str]:
    """Return how wide columns are: of many, texts get twice what numbers get, or their words would break to letters."""
    if len(table.columns) > 5:
        return ["1fr" if each.is_number else "2fr" for each in table.columns]
    return ["auto" if each.is_number else "1fr" for each in table.columns]


def _imprint(edition: Edition, shown: Printed, language: str) -> list[list[str]]:
    rows = [
        [_("Published by"), settings.INITIATIVE_NAME],
        [_("Edition"), f"{edition.number}, {date_format(published_on(edition), 'DATE_FORMAT')}"],
        [_("Address"), address(edition)],
        [_("Licence"), shown.licence],
        [_("How to cite"), cited_as(edition, language)],
    ]
    reviewers = [
        f"{each['name']} ({each['organisation']})" if each["organisation"] else each["name"]
        for each in edition.content.get("reviewers", [])
    ]
    if reviewers:
        rows.append([_("Reviewed by"), ", ".join(reviewers)])
    if changes := speaks(edition.changes, language) if edition.changes else "":
        rows.append([_("What is new"), changes])
    return [[f"{label}{colon()}", value] for label, value in rows]


def _words() -> dict[str, str]:
    return {
        "question": _("Question that it answers"),
        "summary": _("Summary"),
        "findings": _("Findings"),
        "bare": _("Without evidence"),
        "hypotheses": _("Hypotheses"),
        "hypothesis": _("Hypothesis"),
        "outcome": _("What became of it"),
        "method": _("Method"),
        "sources": _("Sources"),
        "open": _("Open the source"),
        "imprint": _("Imprint"),
        "withdrawn": _("This edition is withdrawn."),
        "invented": _("Demonstration: all companies and people here are invented."),
    }
