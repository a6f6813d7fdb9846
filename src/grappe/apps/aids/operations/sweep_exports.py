"""How does a filtered list of companies become a workbook: at once when it is short, else by the worker?"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.aids.enums import SweepState
from grappe.apps.aids.models import SweepExport, SweepResult, SweptProgramme
from grappe.apps.aids.permissions import check_can_view_sweeps
from grappe.apps.aids.queries.sweep_lists import UNKNOWN, why
from grappe.apps.aids.queries.sweeps import SweepFilters, filtered
from grappe.engines.kernel import Text
from grappe.ui import jobs
from grappe.ui.errors import BadInput
from grappe.ui.workbook import write_workbook

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

AT_ONCE = 1_000  # rows that a request writes itself, in about a second
READ = 2_000  # rows read together
KEPT = timedelta(days=7)  # how long a prepared workbook stays
WIDTHS = (36, 14, 10, 44, 22, 18, 12, 28, 16, 16, 14, 60, 60)


def headers() -> list[str]:
    """Return the columns in the reader's language."""
    return [
        _("Company"), _("RCS number"), _("NACE"), _("Activity"), _("Commune"), _("Canton"), _("Size"), _("Clusters"),
        _("Verdict"), _("Newly eligible"), _("Eligible since"), _("Criteria not known"), _("Criteria not met"),
    ]  # fmt: skip


def write_now(programme: SweptProgramme, asked: SweepFilters, target: IO[bytes], *, for_user: User) -> int:
    """Write a short list as a workbook in the reader's language. Raises BadInput where it is longer than AT_ONCE."""
    check_can_view_sweeps(for_user)
    found = filtered(programme, asked, for_user=for_user)
    if found.order_by()[: AT_ONCE + 1].count() > AT_ONCE:
        raise BadInput(_("This list is long: have its file prepared instead."))
    return write_workbook(target, programme.slug, headers(), _rows(programme, asked, for_user), widths=WIDTHS)


@transaction.atomic
def order_export(
    *, programme: SweptProgramme, asked: SweepFilters, language: str, by: User, at: datetime
) -> SweepExport:
    """Order the workbook of a list of any length and return what can be watched. Old workbooks go."""
    check_can_view_sweeps(by)
    _forget_old(at)
    export = SweepExport.objects.create(
        programme=programme, filters=_stored(asked), language=language[:2], ordered_by=by, ordered_at=at,
        rows_total=filtered(programme, asked, for_user=by).order_by().count(),
    )  # fmt: skip
    jobs.order("aids.write_sweep_export", export_id=export.pk)
    return export


def write_export(*, export_id: int) -> None:
    """Write what was ordered; end in DONE, or in FAILED. Done again from the start where it was cut off."""
    export = SweepExport.objects.select_related("programme", "ordered_by").filter(pk=export_id).first()
    if export is None or export.state == SweepState.DONE:
        return
    check_can_view_sweeps(export.ordered_by)
    export.state, export.stored_as = SweepState.RUNNING, f"{uuid.uuid4()}.xlsx"
    export.save()

    def told(done: int) -> None:
        SweepExport.objects.filter(pk=export.pk).update(rows_done=done)

    try:
        with translation.override(export.language):
            asked = _read(export.filters)
            rows = _rows(export.programme, asked, export.ordered_by)
            export.rows_done = write_workbook(
                path_of(export), export.programme.slug, headers(), rows, widths=WIDTHS, progress=told
            )
    except Exception:
        path_of(export).unlink(missing_ok=True)
        export.state = SweepState.FAILED
        export.save()
        raise
    export.state = SweepState.DONE
    export.save()


def path_of(export: SweepExport) -> Path:
    """Return where an export's workbook lies."""
    folder = Path(settings.MEDIA_ROOT) / "sweeps"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / export.stored_as


def _forget_old(at: datetime) -> None:
    """Forget old exports; what lies on the disk goes once it is sure that nothing leads there."""
    for export in SweepExport.objects.filter(ordered_at__lt=at - KEPT):
        if export.stored_as:
            transaction.on_commit(partial(path_of(export).unlink, missing_ok=True))
        export.delete()


def _stored(asked: SweepFilters) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(asked).items()
    }


def _read(stored: dict[str, Any]) -> SweepFilters:
    since = stored.get("since")
    return SweepFilters(**{**stored, "since": date.fromisoformat(since) if since else None})


def _rows(programme: SweptProgramme, asked: SweepFilters, user: User) -> Iterator[list[Any]]:
    """Yield the list in the order of company ids, read in parts: four queries for 2,000 rows."""
    found = filtered(programme, asked, for_user=user).order_by("company_id")
    read = found.select_related("company__commune", "company__nace").prefetch_related("company__clusters")
    last = 0
    while part := list(read.filter(company_id__gt=last)[:READ]):
        for result in part:
            yield _row(programme, result)
        last = part[-1].company_id


def _row(programme: SweptProgramme, result: SweepResult) -> list[Any]:
    company = result.company
    reasons = why(programme, result)
    return [
        company.name,
        company.rcs_number,
        company.nace.code if company.nace else "",
        company.nace.label if company.nace else "",
        company.commune.name if company.commune else "",
        company.commune.canton if company.commune else "",
        str(result.get_size_display()),
        ", ".join(str(cluster) for cluster in company.clusters.all()),
        str(result.get_verdict_display()),
        _("yes") if result.newly else "",
        result.since,
        _joined(one.label for one in reasons if one.verdict == UNKNOWN),
        _joined(one.label for one in reasons if one.verdict == "not_met"),
    ]


def _joined(labels: Iterator[dict[str, str]]) -> str:
    language = translation.get_language() or "en"
    return "; ".join(Text.of(label).in_language(language) for label in labels)
