"""How are the results of all events given as a workbook? One row an event, counts only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.events.queries.results import Results
from grappe.ui.workbook import write_workbook


def results_sheet(found: Results) -> bytes:
    """Return an XLSX file with a row for each event and one for their total."""
    output = io.BytesIO()
    headers = (
        _("Event"), _("Kind"), _("When"), _("Registered"), _("Came"), _("Checked in"), _("Companies"), _("Answers"),
        _("Satisfaction (1 to 5)"), _("Net promoter score"), _("Net cost (€)"), _("Cost complete"), _("Needs"), _("Ideas"),
        _("Contacts"), _("Cooperations"),
    )  # fmt: skip
    widths = (50, 18, 12, *(12 for _header in headers[3:]))
    write_workbook(output, _("Results"), headers, _rows(found), widths=widths)
    return output.getvalue()


def _rows(found: Results) -> Iterator[tuple[Any, ...]]:
    for line in found.lines:
        yield (
            line.title,
            line.event.get_kind_display(),
            line.event.starts_at.date(),
            line.registered,
            line.came,
            _("yes") if line.came_known else _("no"),
            line.companies,
            line.answers,
            round(line.satisfaction, 2) if line.satisfaction is not None else None,
            line.score.value if line.score else None,
            float(line.cost) if line.cost is not None else None,
            (_("no") if line.cost_incomplete else _("yes")) if line.cost is not None else None,
            line.needs,
            line.ideas,
            line.contacts,
            line.cooperations,
        )
    total = found.total
    yield (
        _("Together"), None, None, None, total.came, None, total.companies, total.answers, None,
        total.score.value if total.score else None, float(total.cost) if total.cost is not None else None, None,
        total.needs, total.ideas, total.contacts, total.cooperations,
    )  # fmt: skip
