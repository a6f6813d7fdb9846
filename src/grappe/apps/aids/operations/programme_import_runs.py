"""How does an import of programmes run from a page: upload, dry run, import, each followed while it goes?"""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.aids.enums import ProgrammeImportState
from grappe.apps.aids.models import ProgrammeImport
from grappe.apps.aids.operations.programme_imports import Outcome, import_programmes, refusal
from grappe.apps.aids.permissions import check_can_manage_catalogues
from grappe.apps.aids.queries.programme_files import form_of, rows_of
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grappe.apps.accounts.models import User

MOST_REFUSALS_KEPT = 5_000


def _path(run: ProgrammeImport) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / run.stored_as


def receive_programmes(
    *, upload: UploadedFile, by: User, at: datetime, catalogue: str = ""
) -> ProgrammeImport:
    """Keep an uploaded file and order a dry run. Raises BadInput where it is no file of programmes."""
    check_can_manage_catalogues(by)
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid.uuid4()}.json"
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    try:
        rows = rows_of(path)
        form_of(rows)
    except BadInput:
        path.unlink()
        raise
    with transaction.atomic():
        run = ProgrammeImport.objects.create(
            file_name=Path(upload.name or "file").name[:255], stored_as=path.name, catalogue=catalogue,
            state=ProgrammeImportState.CHECKING, rows_total=len(rows), started_at=at, started_by=by,
        )  # fmt: skip
        jobs.order("aids.import_programmes", run_id=run.pk, dry_run=True)
    return run


@transaction.atomic
def apply_programme_import(*, pk: int, by: User) -> None:
    """Order the import itself; only after a dry run, and once. Raises ProgrammeImport.DoesNotExist, BadInput."""
    check_can_manage_catalogues(by)
    run = ProgrammeImport.objects.select_for_update().get(pk=pk)
    if run.state != ProgrammeImportState.CHECKED:
        raise BadInput(_("Only a file whose dry run is done can be imported."))
    run.state, run.rows_done = ProgrammeImportState.RUNNING, 0
    run.save()
    jobs.order("aids.import_programmes", run_id=run.pk, dry_run=False)


def perform_programme_import(*, run_id: int, dry_run: bool, at: datetime) -> None:
    """Do what was ordered, tell how far it is, and end in CHECKED, DONE or FAILED with a message."""
    run = ProgrammeImport.objects.select_related("started_by").get(pk=run_id)

    def progress(done: int, total: int) -> None:
        run.rows_done, run.rows_total = done, total
        run.save(update_fields=["rows_done", "rows_total"])

    # The reasons are kept as text: in the language of the person who will read them.
    with translation.override(run.started_by.language if run.started_by else None):
        try:
            outcome = import_programmes(
                path=_path(run), at=at, catalogue=run.catalogue, dry_run=dry_run, name=run.file_name, progress=progress
            )  # fmt: skip
        except BadInput as fault:
            run.state, run.message = ProgrammeImportState.FAILED, str(fault)
        except Exception:
            run.state, run.message = ProgrammeImportState.FAILED, _("Something broke on our side.")
            run.save()
            raise
        else:
            _keep(run, outcome)
            run.state = ProgrammeImportState.CHECKED if dry_run else ProgrammeImportState.DONE
    run.finished_at = at
    run.save()


def _keep(run: ProgrammeImport, outcome: Outcome) -> None:
    loaded = outcome.loaded
    run.catalogue, run.report, run.message = outcome.catalogue, dict(outcome.report), ""
    run.created, run.updated = loaded.created, loaded.updated
    run.unchanged, run.withdrawn = loaded.unchanged, loaded.withdrawn
    run.refusals = [refusal(one) for one in outcome.refused[:MOST_REFUSALS_KEPT]]
