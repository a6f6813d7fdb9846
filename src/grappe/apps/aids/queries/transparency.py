"""Which awards must be published, and how do they stand in the columns of the transparency register?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from grappe.apps.aids.enums import AwardState, Instrument, LegalBasis
from grappe.apps.aids.models import Award
from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.companies.queries import of_visible
from grappe.engines.eligibility import transparency as engine
from grappe.engines.kernel import Text, Verdict
from grappe.ui.workbook import FORMULA, safe

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# De minimis aid has a register of its own; what is no State aid has none.
BASES = (LegalBasis.GBER, LegalBasis.NOTIFIED)
REGIONS = {"LU": "LU00"}  # NUTS II: Luxembourg is one region
INSTRUMENTS = {
    Instrument.GRANT.value: "grant",
    Instrument.SUBSIDY.value: "grant",
    Instrument.LOAN.value: "loan",
    Instrument.GUARANTEE.value: "guarantee",
    Instrument.TAX.value: "tax",
}
MOST = 5_000  # rows of one export


@dataclass(frozen=True)
class RegisterRow:
    """An award with its row of the register, and the columns that are still empty."""

    award: Award
    publication: engine.Publication

    @property
    def cells(self) -> list[tuple[engine.Column, str]]:
        return [(column, self.publication.row[column.name]) for column in engine.COLUMNS]

    @property
    def shown(self) -> list[tuple[engine.Column, Text | str]]:
        """The cells as a page says them: amounts and days as the reader writes them."""
        return [(column, self.publication.shown.get(column.name, value)) for column, value in self.cells]

    @property
    def missing(self) -> list[engine.Column]:
        return [column for column in engine.COLUMNS if column.name in self.publication.missing]


def publication_of(award: Award) -> engine.Publication | None:
    """Return whether an award must be published; None for one that has no place in this register."""
    if award.basis not in BASES or not award.counts:
        return None
    company = award.company
    return engine.publication(
        engine.Award(
            beneficiary_name=company.name,
            beneficiary_id=company.rcs_number or company.vat_number or company.external_id,
            size_class=award.size_class or None,
            region=REGIONS.get(company.country, ""),
            nace=company.nace.code if company.nace else "",
            aid_element_eur=award.gge_eur,
            instrument=INSTRUMENTS.get(award.instrument, "other"),
            granted_on=award.granted_on,
            objective=award.objective,
            authority=award.authority,
            measure=award.reference,
        )
    )


def register(*, for_user: User, year: int | None = None) -> list[RegisterRow]:
    """Return the awards that must be published, or may have to (amount not known), the latest first. One query."""
    check_can_view_awards(for_user)
    found = Award.objects.filter(of_visible(for_user), basis__in=BASES).exclude(state=AwardState.WITHDRAWN)
    if year:
        found = found.filter(granted_on__year=year)
    rows = found.select_related("company", "company__nace").order_by("-granted_on", "-id")[:MOST]
    return list(_published(rows))


def _published(rows: Iterable[Award]) -> Iterator[RegisterRow]:
    for award in rows:
        publication = publication_of(award)
        if publication is not None and publication.verdict is not Verdict.NO:
            yield RegisterRow(award, publication)


def years(*, for_user: User) -> list[int]:
    """Return the years in which awards of the register were granted, the latest first."""
    check_can_view_awards(for_user)
    found = Award.objects.filter(of_visible(for_user), basis__in=BASES).exclude(state=AwardState.WITHDRAWN)
    return [day.year for day in found.dates("granted_on", "year", order="DESC")]


def as_csv(rows: Sequence[RegisterRow]) -> bytes:
    """Return the register as CSV (UTF-8 with a mark for spreadsheets); no cell can be taken for a formula."""
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow(_headers())
    for row in rows:
        writer.writerow([safe(value) for _column, value in row.cells])
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def as_xlsx(rows: Sequence[RegisterRow]) -> bytes:
    """Return the register as a workbook; amounts are numbers, days are days, everything else is text."""
    import openpyxl  # 0.3 s to import: only when a workbook is asked for

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Register"
    sheet.append(_headers())
    for cell in sheet[1]:
        cell.font = openpyxl.styles.Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for place, (column, value) in enumerate(row.cells, start=1):
            _put(sheet, number, place, column.name, value)
    for place in range(1, len(engine.COLUMNS) + 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = 26
    sheet.freeze_panes = "A2"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _headers() -> list[str]:
    language = get_language() or "en"
    return [column.label.in_language(language) for column in engine.COLUMNS]


def _put(sheet: Any, row: int, place: int, name: str, value: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if not value:
        return
    cell = sheet.cell(row=row, column=place)
    if name == "aid_element_eur":
        cell.value, cell.number_format = float(value), "#,##0.00"
    elif name == "granted_on":
        cell.value, cell.number_format = date.fromisoformat(value), "yyyy-mm-dd"
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
        cell.data_type = "s"  # "=1+1" stays a text
        cell.quotePrefix = value[:1] in FORMULA
