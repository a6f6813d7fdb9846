"""What is to be told of a file's cells: what stops an import, and what one should know? With addresses, in every language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from grappe.apps.studies.queries.wording import in_all

SHOWN = 6  # addresses named of each problem; the rest is counted
SENTENCES: dict[str, tuple[bool, Any]] = {
    # code: (whether it stops the import, what is said)
    "unvalued": (
        True,
        _(
            "Column “%(column)s”: formulas whose result is not in the file: %(cells)s. Open the file in its "
            "program, save it there and upload it again."
        ),
    ),
    "error": (
        True,
        _(
            "Column “%(column)s”: errors of the spreadsheet: %(cells)s. Mend them in the file, or leave the "
            "column out."
        ),
    ),
    "unreadable": (
        True,
        _("Column “%(column)s”: these are no numbers: %(cells)s. Mend the file, or take the column as text."),
    ),
    "undated": (
        True,
        _("Column “%(column)s”: these are no days: %(cells)s. Mend the file, or take the column as text."),
    ),
    "mixed": (
        True,
        _(
            "Column “%(column)s” mixes units; in another one than the rest: %(cells)s. Choose one unit below,"
            " or make a column of each."
        ),
    ),
    "disagree": (
        True,
        _(
            "Column “%(column)s”: decimal marks disagree; these do not fit the others: %(cells)s. Mend the "
            "file, or take the column as text."
        ),
    ),
    "undecided": (
        True,
        _(
            "Column “%(column)s”: %(cells)s may be thousands or decimals. Say below how its numbers are "
            "written."
        ),
    ),
    "broken": (
        True,
        _("Column “%(column)s”: letters that cannot be read: %(cells)s. Choose another encoding above."),
    ),
    "formula": (
        False,
        _("Column “%(column)s”: values that formulas gave when the file was last saved: %(cells)s."),
    ),
    "nothing": (
        False,
        _("Column “%(column)s”: taken as blank: %(cells)s."),
    ),
    "left_blank": (
        False,
        _("Column “%(column)s”: left blank, because they are in another unit: %(cells)s."),
    ),
    "days": (
        False,
        _("Column “%(column)s”: days are read with the day first: %(cells)s."),
    ),
    "merged": (
        False,
        _("Merged cells: the value stands in the first one only, the others are blank: %(cells)s."),
    ),
    "unnamed": (
        False,
        _("These columns have no heading in the file: %(cells)s."),
    ),
    "twice": (
        False,
        _("These headings stand twice and were numbered: %(cells)s."),
    ),
    "blank_rows": (
        False,
        _("Blank rows between the others are left out: %(cells)s."),
    ),
    "totals": (
        False,
        _(
            "The last row looks like a total: %(cells)s. In a chart it would stand beside what it sums up; it"
            " can be left out below."
        ),
    ),
    "encoding": (
        False,
        _("The file is not in UTF-8 and was read as Windows-1252. Look at the accents below."),
    ),
    "one_column": (
        False,
        _("There is one column only. If there should be more, choose another delimiter above."),
    ),
}


@dataclass
class Cells:
    """Addresses with their values: the first few, and how many there are."""

    count: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)

    def add(self, address: str, value: object = "") -> None:
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append((address, str(value)[:60]))

    def named(self) -> str:
        """Return “B4 “12 kg”, B7 “x”, … (12)”: the same in every language."""
        text = ", ".join(f"{cell} “{value}”" if value else cell for cell, value in self.first)
        return f"{text}, … ({self.count})" if self.count > len(self.first) else text


def told(
    code: str, cells: Cells | str = "", *, column: str = "", position: int | None = None
) -> dict[str, Any]:
    """Return a problem as an upload keeps it: first cell and value, the sentence by language, whether it stops."""
    stops, sentence = SENTENCES[code]
    named = cells if isinstance(cells, str) else cells.named()
    first = ("", "") if isinstance(cells, str) or not cells.first else cells.first[0]
    texts = in_all(sentence, column=column, cells=named)
    return {"code": code, "column": position, "stops": stops, "cell": first[0], "value": first[1], **texts}


def stopping(problems: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that stop an import."""
    return [each for each in problems if each["stops"]]
