"""How are the results of a survey given as a workbook? What the page shows, and no more: no row is a person."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grappe.apps.events.queries.survey import FEW, survey_results
from grappe.ui.workbook import write_workbook

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event

Row = tuple[str, str, int | float | None, float | None]


def survey_sheet(event: Event, *, for_user: User) -> bytes:
    """Return an XLSX file with a row for each answer that could be given, and for each text somebody may read."""
    output = io.BytesIO()
    headers = (_("Question"), _("Answer"), _("How many"), _("Share (%)"))
    write_workbook(output, _("Survey"), headers, _rows(event, for_user), widths=(60, 60, 12, 12))
    return output.getvalue()


def _rows(event: Event, user: User) -> Iterator[Row]:
    found = survey_results(event, for_user=user)
    yield _("Survey"), _("asked"), found.asked, None
    yield _("Survey"), _("answered"), found.number, _percent(found.rate)
    if not found.enough:
        yield _("Nothing more is shown below %(few)d answers.") % {"few": FEW}, "", None, None
        return
    if found.mean is not None:
        yield _("Satisfaction (1 to 5)"), _("mean"), round(found.mean, 2), None
    for each in found.satisfaction:
        yield _("Satisfaction (1 to 5)"), each.label, each.number, _percent(each.share)
    if found.score is not None:
        yield (
            _("Net promoter score"),
            _("± %(margin)d") % {"margin": found.score.margin},
            found.score.value,
            None,
        )
    for each in found.recommend:
        yield _("Recommendation (0 to 10)"), each.label, each.number, _percent(each.share)
    for question in found.questions:
        if question.hidden:
            yield (
                question.label,
                _("too few answers to be shown, or not for your role"),
                question.number,
                None,
            )
        for each in question.tallies:
            yield question.label, each.label, each.number, _percent(each.share)
        for text in question.texts:
            yield question.label, text, None, None
    for text in found.comments:
        yield _("Comments"), text, None, None


def _percent(share: float | None) -> float | None:
    return None if share is None else round(share, 1)
