"""What does it cost to look at a file with figures and to import it exactly, beside merely reading it?

A workbook and a CSV file of 20,000 rows with a text, a day, a year and five numbers with decimal comma and units.
Grappe reads twice: once to find headings, kinds and units, once as a person has confirmed them, every number exact and
every cell that does not fit told. Beside it: openpyxl and the csv module, which only read, and Polars, which guesses.
"""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Callable
from typing import Any

ROWS = 20_000
NAMES = ["Firma", "Tag", "Jahr", "Menge (t)", "Umsatz (EUR)", "Strom (kWh)", "Anteil (%)", "Personal"]


def main() -> int:
    """Read the two files in each way, print processor seconds and ratios; return 1 where a figure is not exact."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    import django

    django.setup()
    rows = [_row(number) for number in range(ROWS)]
    as_csv, as_xlsx = _csv(rows), _xlsx(rows)
    print(
        f"{ROWS:,} rows of {len(NAMES)} columns: CSV {len(as_csv) / 1e6:.1f} MB, XLSX {len(as_xlsx) / 1e6:.1f} MB"
    )
    failed = 0
    for kind, content, ways in (
        ("csv", as_csv, {"the csv module, texts only": _bare_csv, "Polars, kinds guessed": _polars}),
        ("xlsx", as_xlsx, {"openpyxl, read only": _bare_xlsx}),
    ):
        spent, made = _timed(lambda kind=kind, content=content: _ours(kind, content))
        print(f"{kind:5} Grappe, looked at and imported exactly {spent:8.2f} processor s")
        failed |= int(made != _expected(rows))
        for name, way in ways.items():
            other, count = _timed(lambda way=way, content=content: way(content))
            print(f"{kind:5} {name:40}{other:8.2f} processor s, ratio {spent / other:.1f}")
            failed |= int(count != ROWS)
    return failed


def _row(number: int) -> list[str]:
    day = f"{number % 28 + 1:02}.{number % 12 + 1:02}.2025"
    figures = [f"{number * 37 % 9973},{number % 100:02}", f"{number * 1013 % 999983},{number % 100:02}"]
    return [
        f"Firma {number}",
        day,
        str(2020 + number % 6),
        *figures,
        f"{number},5",
        f"{number % 100},25",
        str(number % 400),
    ]


def _expected(rows: list[list[str]]) -> list[str | None]:
    from decimal import Decimal

    return [str(Decimal(row[3].replace(",", ".")).normalize() + 0) for row in rows]


def _csv(rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows([NAMES, *rows])
    return target.getvalue().encode()


def _xlsx(rows: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [NAMES, *rows]:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ours(kind: str, content: bytes) -> list[str | None]:
    from decimal import Decimal

    from grappe.apps.studies.queries.conversion import convert
    from grappe.apps.studies.queries.guesses import look
    from grappe.apps.studies.queries.sheets import open_file

    delimiter = ";" if kind == "csv" else ""
    looked = look(open_file(content, kind=kind).rows(), delimiter=delimiter)
    made = convert(open_file(content, kind=kind).rows(), looked.columns, header_row=looked.header_row)
    place = [column["name"] for column in looked.columns].index("Menge")
    return [str(Decimal(row[place]).normalize() + 0) if row[place] else None for row in made.rows]


def _bare_csv(content: bytes) -> int:
    return sum(1 for _row in csv.reader(io.StringIO(content.decode()), delimiter=";")) - 1


def _polars(content: bytes) -> int:
    import polars

    return polars.read_csv(content, separator=";").height


def _bare_xlsx(content: bytes) -> int:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(values_only=True)) - 1


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    processor = time.process_time()
    found = act()
    return time.process_time() - processor, found


if __name__ == "__main__":
    raise SystemExit(main())
