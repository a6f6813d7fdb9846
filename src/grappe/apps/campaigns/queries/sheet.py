"""How are a campaign's answers given as a workbook, every cell a text or a date, never a formula?"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.campaigns.models import Campaign
from grappe.apps.campaigns.queries.campaigns import recipients, unseen_recipients

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def answers_sheet(campaign: Campaign, *, for_user: User) -> bytes:
    """Return an XLSX file: one row for each recipient, with state, answer and what came of it.

    Texts from outside are written as strings whatever they begin with (CSV injection, CWE-1236), without the control
    characters that XML has no place for.
    """
    import openpyxl  # 0.3 s to import: only when a workbook is asked for

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Answers")[:31]
    headers = (
        _("Company"), _("Person"), _("E-mail"), _("Language"), _("State"), _("Why left out"), _("Sent"), _("Answer"),
        _("Text"), _("Answered"), _("Need"), _("Contact"),
    )  # fmt: skip
    for place, words in enumerate(headers, start=1):
        cell = sheet.cell(row=1, column=place, value=words)
        cell.font = openpyxl.styles.Font(bold=True)
    rows = recipients(campaign, for_user=for_user).select_related("answer__need", "answer__contact")
    for number, recipient in enumerate(rows.iterator(chunk_size=500), start=2):
        for place, value in enumerate(_row(recipient), start=1):
            _put(sheet, number, place, value)
    if missing := unseen_recipients(campaign, for_user=for_user):
        _put(sheet, sheet.max_row + 1, 1, missing)
    for place, width in enumerate((32, 24, 30, 10, 18, 24, 17, 18, 50, 17, 32, 32), start=1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _row(recipient: Any) -> tuple[Any, ...]:
    given = getattr(recipient, "answer", None)
    zone = timezone.get_current_timezone()

    def moment(value: Any) -> Any:
        return value.astimezone(zone).replace(tzinfo=None, microsecond=0) if value is not None else None

    return (
        recipient.company_name,
        recipient.name,
        recipient.address.email if recipient.address else "",
        recipient.language,
        recipient.get_state_display(),
        recipient.get_reason_display() if recipient.reason else "",
        moment(recipient.sent_at),
        given.get_kind_display() if given else "",
        given.text if given else "",
        moment(given.answered_at) if given else None,
        given.need.title if given and given.need else "",
        given.contact.told_subject if given and given.contact else "",
    )


def _put(sheet: Any, row: int, column: int, value: Any) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if value is None or value == "":
        return
    if not isinstance(value, str):
        sheet.cell(row=row, column=column, value=value).number_format = "yyyy-mm-dd hh:mm"
        return
    cell = sheet.cell(row=row, column=column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
    cell.data_type = "s"  # "=1+1" typed by somebody outside stays a text
    cell.quotePrefix = value[:1] in "=+-@"
