"""What is read of records, indicators and figures? The names that other apps may rely on."""

from grappe.apps.reporting.queries.series import (
    all_series,
    indicator_for,
    indicators,
    last_refresh,
    series_of,
)

__all__ = ["all_series", "indicator_for", "indicators", "last_refresh", "series_of"]
