"""How does an import run from a page: upload, dry run, import, each followed while it goes?"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import ImportState
from grappe.apps.companies.models import ImportRun
from grappe.apps.companies.operations import import_erased
from grappe.apps.companies.operations.import_needed import told
from grappe.apps.companies.operations.import_proposals import proposals
from grappe.apps.companies.operations.imports import Outcome, Rejection, import_companies
from grappe.apps.companies.operations.kept_out import note_back
from grappe.apps.companies.permissions import check_can_import_companies
from grappe.apps.companies.queries.columns import guess, override, require_name
from grappe.apps.companies.queries.imports import custom_columns_on_file
from grappe.apps.companies.queries.tables import Formula, open_table
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grappe.apps.accounts.models import User

MOST_REJECTIONS_KEPT = 5_000  # of a run; the rest is counted
CLUSTERS, FILL = "__clusters__", "__fill__"  # beside the columns in a run's mapping
CHOICES = ("same", "new", "skip")
LONGEST_REASON = 300
_SUFFIXES = {".csv", ".txt", ".tsv", ".xlsx"}


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def path_of(run: ImportRun) -> Path:
    """Return where a run's file lies."""
    return _folder() / run.stored_as


def receive_file(*, upload: UploadedFile, by: User, at: datetime) -> ImportRun:
    """Keep an uploaded file, guess its columns, and order a dry run; raise BadInput when it is no table."""
    check_can_import_companies(by)
    name = Path(upload.name or "file").name[:255]
    suffix = Path(name).suffix.lower()
    stored = f"{uuid.uuid4()}{suffix if suffix in _SUFFIXES else '.csv'}"
    path = _folder() / stored
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    try:
        headers = open_table(path).headers
    except BadInput as fault:
        path.unlink()
        raise BadInput(str(fault).replace(stored, name)) from fault
    with transaction.atomic():
        run = ImportRun.objects.create(
            file_name=name, stored_as=stored, mapping=guess(headers, custom_columns_on_file()), state=ImportState.CHECKING,
            started_at=at, started_by=by,
        )  # fmt: skip
        _order(run, dry_run=True)
    return run


@transaction.atomic
def check_again(
    *,
    run: ImportRun,
    changes: Mapping[str, str],
    clusters: list[str],
    fill: Mapping[str, Any] | None = None,
    by: User,
) -> None:
    """Order another dry run with other columns; raise BadInput while one is under way.

    `fill` is what new records get in custom fields that have to be filled in, by the field's name in a mapping.
    """
    check_can_import_companies(by)
    _not_while_running(run)
    table = open_table(path_of(run))
    chosen = {header: field for header, field in changes.items() if field}
    run.mapping = override(table.headers, {}, chosen, custom_columns_on_file())
    require_name(run.mapping, table.headers)
    run.mapping[CLUSTERS], run.mapping[FILL] = clusters, dict(fill or {})
    run.state = ImportState.CHECKING
    run.save()
    _order(run, dry_run=True)


@transaction.atomic
def apply(
    *, run: ImportRun, by: User, at: datetime, choices: Mapping[int, str] | None = None,
    reasons: Mapping[int, str] | None = None,
) -> None:  # fmt: skip
    """Order the import itself; only after a dry run, and once.

    `choices` says of rows that may be companies on file, by number: same, new or skip; new where nothing is said.
    `reasons` says of rows that name somebody who was erased, by number, why they come back all the same: written down in the
    audit. Raises BadInput, for a reason of more than 300 characters too.
    """
    check_can_import_companies(by)
    _not_while_running(run)
    if run.state != ImportState.CHECKED:
        raise BadInput(_("Only a file whose dry run is done can be imported."))
    for each in run.proposals:
        said = (choices or {}).get(each["row"], "new")
        if said not in CHOICES:
            raise BadInput(_("Say of each row whether it is the same company, a new one, or left out."))
        each["choice"] = said
    _bring_back(run, reasons or {}, by, at)
    run.state = ImportState.RUNNING
    run.rows_done = 0
    run.save()
    _order(run, dry_run=False)


def _bring_back(run: ImportRun, reasons: Mapping[int, str], by: User, at: datetime) -> None:
    for each in run.erased:
        reason = " ".join(reasons.get(each["row"], "").replace("\x00", "").split())
        if len(reason) > LONGEST_REASON:
            told = _("Row %(row)d: the reason is longer than %(n)d characters.")
            raise BadInput(told % {"row": each["row"], "n": LONGEST_REASON})
        each["reason"] = reason
        if reason:
            note_back(
                what="companies.importrun", record=str(run.pk), erased_on=each["erased_on"], reason=reason, by=by, at=at,
                row=each["row"],
            )  # fmt: skip


def _not_while_running(run: ImportRun) -> None:
    if run.state in (ImportState.CHECKING, ImportState.RUNNING):
        raise BadInput(_("This import is under way."))


def _order(run: ImportRun, *, dry_run: bool) -> None:
    jobs.order("companies.import_file", run_id=run.pk, dry_run=dry_run)


def perform(*, run_id: int, dry_run: bool, at: datetime) -> None:
    """Do what was ordered, keep the counts as it goes, and end in CHECKED, DONE or FAILED with a message."""
    run = ImportRun.objects.select_related("started_by").get(pk=run_id)
    # The reasons are kept as text: in the language of the person who will read them.
    with translation.override(run.started_by.language if run.started_by else None):
        _perform(run, dry_run, at)


def _perform(run: ImportRun, dry_run: bool, at: datetime) -> None:

    def keep(outcome: Outcome) -> None:
        _count(run, outcome)
        run.save()

    try:
        table = open_table(path_of(run))
        if run.rows_total is None:
            run.rows_total = sum(1 for _row in table.rows())
            run.save()
        mapping = {header: field for header, field in run.mapping.items() if header not in (CLUSTERS, FILL)}
        outcome = import_companies(
            table=table, mapping=mapping, by=run.started_by, at=at, dry_run=dry_run,
            clusters=run.mapping.get(CLUSTERS, []), progress=keep, chosen={} if dry_run else _chosen(run),
            fill=run.mapping.get(FILL, {}), brought_back={} if dry_run else _brought_back(run),
        )  # fmt: skip
        run.erased = import_erased.told(outcome.erased, [] if dry_run else run.erased)
        if dry_run:
            run.proposals, run.lacking = proposals(outcome.new), told(outcome.lacking)
    except BadInput as fault:
        run.state, run.message = ImportState.FAILED, str(fault).replace(run.stored_as, run.file_name)
    except Exception:
        run.state, run.message = ImportState.FAILED, _("Something broke on our side.")
        run.save()
        raise
    else:
        _count(run, outcome)
        run.rejections = [_kept(rejection) for rejection in outcome.rejections[:MOST_REJECTIONS_KEPT]]
        run.state, run.message = (ImportState.CHECKED if dry_run else ImportState.DONE), ""
    run.finished_at = at
    run.save()


def _count(run: ImportRun, outcome: Outcome) -> None:
    run.rows_done = outcome.rows
    run.created, run.updated = outcome.created, outcome.updated
    run.left_out, run.erased_rows = outcome.left_out, len(outcome.erased)
    run.unchanged, run.rejected = outcome.unchanged, outcome.rejected


def _chosen(run: ImportRun) -> dict[int, int | None]:
    """Return which company on file rows are, None for those that are left out; rows that stay new are not named."""
    said = [each for each in run.proposals if each["choice"] != "new"]
    return {each["row"]: each["company"] if each["choice"] == "same" else None for each in said}


def _brought_back(run: ImportRun) -> dict[int, str]:
    return {each["row"]: each["reason"] for each in run.erased if each["reason"]}


def _kept(rejection: Rejection) -> dict[str, Any]:
    return {
        "row": rejection.row,
        "cells": [
            str(cell.text if isinstance(cell, Formula) else cell or "")[:2000] for cell in rejection.cells
        ],
        "faults": [{"column": f.column, "value": f.value, "reason": f.reason} for f in rejection.faults],
    }
