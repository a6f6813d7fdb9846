"""How do documents of companies become a table? One row a company, one column a fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from grappe.engines.eligibility.catalogue import Catalogue
from grappe.engines.eligibility.facts import GRANTS, Company, company_of
from grappe.engines.eligibility.figures import YEAR_FIGURES
from grappe.engines.eligibility.judge import kind
from grappe.engines.eligibility.reading import Fault
from grappe.engines.eligibility.sweep.packed import PACKED, pack

NAME = "name"
TYPES: Mapping[str, Any] = {
    "number": pl.Float64,
    "truth": pl.Boolean,
    "text": pl.String,
    "date": pl.Date,
    "set": pl.List(pl.String),
    "grants": pl.List(pl.Struct({"date": pl.Date, "gge_eur": pl.Float64})),
}


def frame_of(documents: Iterable[Mapping[str, Any]], catalogue: Catalogue) -> pl.DataFrame:
    """Return the table of companies' documents (the form of `grappe eligible`), in their order.

    A column for each fact that some company states, in the form that is compared; `turnover_eur_2019` for the
    figures of a year. Raises Fault naming the document and the place.
    """
    fields, names = catalogue.fields, catalogue.field_names()
    columns: dict[str, dict[int, Any]] = {}
    labels = []
    for row, document in enumerate(documents):
        try:
            company, _ = company_of(document, fields, names)
        except Fault as fault:
            raise Fault(
                f"documents[{row}]" + (f".{fault.place}" if fault.place else ""), fault.message
            ) from fault
        labels.append(company.name)
        for column, value in _stated(company):
            columns.setdefault(column, {})[row] = value
    table = {NAME: pl.Series(NAME, labels, pl.String)}
    for column, found in columns.items():
        table |= columns_of(column, found, len(labels))
    return pl.DataFrame(table)


def _stated(company: Company) -> Iterable[tuple[str, Any]]:
    yield from company.facts.items()
    for year, figures in company.figures.items():
        for name in YEAR_FIGURES:
            if (value := getattr(figures, name)) is not None:
                yield f"{name}_{year}", value
    for name in sorted(PACKED):
        if listed := getattr(company, name):
            yield name, pack(listed)
    if company.grants is not None:
        yield GRANTS, [{"date": grant.date, "gge_eur": grant.gge_eur} for grant in company.grants]


def columns_of(column: str, found: Mapping[int, Any], rows: int) -> dict[str, pl.Series]:
    """Return the column of a fact; the kinds that only some companies state it in get columns of their own."""
    kinds: dict[str, list[Any]] = {}
    for row, value in found.items():
        of = "grants" if column == GRANTS else "set" if isinstance(value, frozenset) else kind(value)
        cells = kinds.setdefault(of, [None] * rows)
        cells[row] = sorted(value) if of == "set" else float(value) if of == "number" else value
    names = [column] if len(kinds) == 1 else [f"{column}[{of}]" for of in kinds]
    return {
        name: pl.Series(name, cells, TYPES[of])
        for name, (of, cells) in zip(names, kinds.items(), strict=True)
    }
