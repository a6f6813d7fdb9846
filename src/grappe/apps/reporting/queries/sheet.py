"""How is an indicator's series written as a table to keep?"""

from __future__ import annotations

import csv
import io

from grappe.apps.reporting.queries.outlook import Outlook
from grappe.apps.reporting.queries.series import Series
from grappe.apps.surveys.queries.response import FEW


def series_csv(series: Series, outlook: Outlook | None = None) -> str:
    """Return a row for each version and year: what it says, whether it counts, the target. What is left out is empty.

    Years to come stand at the end, with `forecast` where others say whether they count, and their interval.
    """
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        ["indicator", "unit", "definition_from", "definition_until", "year", "counts", "value", "left_out", "records",
         "companies", "target", "computed_at", "forecast_lower", "forecast_upper", "survey_answered", "survey_asked"]
    )  # fmt: skip
    for line in series.lines:
        version = line.version
        for year in series.years:
            figure = line.figures[year]
            rows.writerow(
                [
                    series.indicator.slug, series.indicator.unit, version.valid_from.isoformat(),
                    version.valid_until.isoformat() if version.valid_until else "", year,
                    "yes" if year in line.counts else "no", "" if figure.shown is None else figure.shown,
                    "yes" if figure.hidden else "",
                    figure.records if figure.counted else "", figure.companies if figure.counted else "",
                    series.targets.get(year, ""), version.computed_at.isoformat() if version.computed_at else "", "", "",
                    *_answered(series, year),
                ]
            )  # fmt: skip
    if outlook and outlook.line:
        version = outlook.line.version
        for each in outlook.years:
            rows.writerow(
                [
                    series.indicator.slug, series.indicator.unit, version.valid_from.isoformat(), "", each.year,
                    "forecast", round(each.value, 4), "", "", "", series.targets.get(each.year, ""),
                    version.computed_at.isoformat() if version.computed_at else "", round(each.lower, 4),
                    round(each.upper, 4), "", "",
                ]
            )  # fmt: skip
    return out.getvalue()


def _answered(series: Series, year: int) -> list[object]:
    response = series.answered.get(year)
    if response is None:
        return ["", ""]
    return [f"<{FEW}" if response.given is None else response.given, response.asked]
