"""How does a file with figures come in: kept, looked at by a job, given its columns by a person, imported whole or not at all?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.documents import operations as documents
from grappe.apps.documents.queries import content_of
from grappe.apps.studies.enums import Origin, UploadState
from grappe.apps.studies.models import Table, Upload
from grappe.apps.studies.operations.tables import LONGEST_NOTE, LONGEST_TITLE, checked_columns, next_position
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.conversion import Converted, convert
from grappe.apps.studies.queries.figures import digest_of
from grappe.apps.studies.queries.guesses import Looked, look
from grappe.apps.studies.queries.problems import stopping, told
from grappe.apps.studies.queries.sheets import FigureFile, Row, open_file
from grappe.apps.studies.queries.wording import Fault, in_all
from grappe.ui import jobs
from grappe.ui.errors import BadInput
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

KINDS = frozenset({"csv", "txt", "xlsx"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones under a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
STEP = 2_000  # rows between two tellings of how far it is
BUSY = (UploadState.LOOKING, UploadState.IMPORTING)


@dataclass(frozen=True, slots=True)
class How:
    """How a file is to be read; empty is found out, row 0 too."""

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of an upload: each column's words, and the table's."""

    columns: Sequence[Mapping[str, Any]]
    titles: Mapping[str, str]
    notes: Mapping[str, str]
    drop_last: bool = False


@transaction.atomic
def receive(*, study: Study, upload: UploadedFile, by: User, at: datetime) -> Upload:
    """Keep a file with figures and order that it is looked at. Raises PermissionDenied, BadInput with nothing kept."""
    check_can_work_on(by, study)
    name = documents.clean_name(upload.name or "")
    documents.check_size(upload.size or 0, name=name)
    _check_container(upload, name)
    document = documents.keep(upload=upload, by=by, at=at, kinds=KINDS)
    kept = Upload.objects.create(study=study, document=document, header_row=0, started_at=at, started_by=by)
    jobs.order("studies.look_at_upload", upload_id=kept.pk)
    return kept


def _check_container(upload: UploadedFile, name: str) -> None:
    """Say of a workbook under a password, and of one of the old kind, what it is."""
    upload.seek(0)
    head = upload.read(len(_OLE))
    upload.seek(0)
    if head != _OLE:
        return
    if any(_ENCRYPTED in chunk for chunk in upload.chunks(1 << 26)):
        raise BadInput(
            _("“%(name)s” is protected by a password: nobody can read it here. Save it without one.")
            % {"name": name}
        )
    raise BadInput(_("“%(name)s” is an old .xls workbook: save it as .xlsx or CSV.") % {"name": name})


@transaction.atomic
def read_again(*, upload: Upload, how: How, by: User) -> Upload:
    """Order that a file is looked at again, another sheet or otherwise read. Raises PermissionDenied, BadInput."""
    current = _free(upload, by)
    if how.sheet and how.sheet not in current.sheets:
        raise BadInput(_("The workbook has no such sheet."))
    current.sheet, current.header_row, current.columns = how.sheet, how.header_row, []
    current.options |= {"encoding": how.encoding, "delimiter": how.delimiter}
    _go(current, UploadState.LOOKING)
    jobs.order("studies.look_at_upload", upload_id=current.pk)
    return current


@transaction.atomic
def give_columns(*, upload: Upload, given: Given, look_only: bool, by: User) -> Upload:
    """Keep what a person says of each column and order the import; `look_only`: only whether it could be done.

    Raises PermissionDenied, and BadInput where no column is kept, two have one name, or the table has no title.
    """
    current = _free(upload, by)
    if current.state != UploadState.LOOKED or len(given.columns) != len(current.columns):
        raise BadInput(_("This request cannot be read."))
    current.columns = [dict(old) | dict(new) for old, new in zip(current.columns, given.columns, strict=True)]
    kept = [each for each in current.columns if each["keep"]]
    if not kept:
        raise BadInput(_("Keep at least one column."))
    checked_columns(kept, current.study)
    titles, notes = words(given.titles, LONGEST_TITLE), words(given.notes, LONGEST_NOTE)
    current.options |= {"titles": titles, "notes": notes, "drop_last": given.drop_last}
    if not titles and not look_only:
        raise BadInput(_("A table needs a title in at least one language."))
    _go(current, UploadState.IMPORTING)
    jobs.order("studies.import_figures", upload_id=current.pk, look_only=look_only)
    return current


@transaction.atomic
def discard(*, upload: Upload, by: User) -> None:
    """Remove an upload that became no table, with its file. Raises PermissionDenied, BadInput."""
    current = _free(upload, by)
    document = current.document
    current.delete()
    documents.remove(document=document)


def _free(upload: Upload, by: User) -> Upload:
    current = (
        Upload.objects.select_for_update(of=("self",)).select_related("study", "document").get(pk=upload.pk)
    )
    check_can_work_on(by, current.study)
    if current.state in BUSY:
        raise BadInput(_("This file is being read. Wait until that is done."))
    if current.state == UploadState.DONE:
        raise BadInput(_("This file was imported already."))
    return current


def _go(upload: Upload, state: str) -> None:
    upload.state, upload.rows_done, upload.message, upload.warnings = state, 0, {}, []
    upload.save()


def look_at(*, upload_id: int, at: datetime) -> None:
    """The job: find sheets, headings and columns of a file; ends LOOKED, or FAILED with a message."""
    _perform(upload_id, UploadState.LOOKING, lambda upload: _look_at(upload))


def import_figures(*, upload_id: int, look_only: bool, at: datetime) -> None:
    """The job: make the table, whole, in one transaction; what stops it leaves the upload LOOKED and nothing imported."""
    _perform(upload_id, UploadState.IMPORTING, lambda upload: _import(upload, look_only, at))


def _perform(upload_id: int, state: str, do: Any) -> None:
    upload = Upload.objects.select_related("study", "document", "started_by").get(pk=upload_id)
    if upload.state != state:  # a job that was given out twice
        return
    try:
        do(upload)
    except Fault as fault:
        _end(upload, UploadState.FAILED, message=fault.texts)
    except Exception:
        _end(upload, UploadState.FAILED, message=in_all(gettext_lazy("Something broke on our side.")))
        raise


def _end(upload: Upload, state: str, **values: Any) -> None:
    Upload.objects.filter(pk=upload.pk).update(state=state, **values)


def _open(upload: Upload) -> FigureFile:
    kind = "xlsx" if PurePosixPath(upload.document.name).suffix.lower() == ".xlsx" else "csv"
    return open_file(
        content_of(upload.document), kind=kind, sheet=upload.sheet,
        encoding=upload.options.get("encoding", ""), delimiter=upload.options.get("delimiter", ""),
    )  # fmt: skip


def _told(upload: Upload, rows: Iterator[Row], *, passed: int = 0) -> Iterator[Row]:
    """Let rows pass, and tell now and then how many came by."""
    for number, row in enumerate(rows, start=1):
        if number % STEP == 0:
            Upload.objects.filter(pk=upload.pk).update(rows_done=passed + number)
        yield row


def _look_at(upload: Upload) -> None:
    file = _open(upload)
    Upload.objects.filter(pk=upload.pk).update(
        sheets=list(file.sheets), sheet=file.sheet, rows_total=2 * file.expected_rows or None
    )
    upload.sheet = file.sheet
    found = look(_told(upload, file.rows()), header_row=upload.header_row, delimiter=file.delimiter)
    if not found.columns or not found.rows:
        raise Fault(
            gettext_lazy("There are no figures below a row of headings. Choose another sheet or row.")
        )
    again = convert(
        _told(upload, file.rows(), passed=found.rows), found.columns, header_row=found.header_row, keep=False
    )
    _end(
        upload, UploadState.LOOKED, columns=found.columns, preview=found.preview, header_row=found.header_row,
        rows_total=found.rows, rows_done=found.rows, warnings=_warnings(upload, file, found, again),
        options=upload.options | {"encoding": file.encoding, "delimiter": file.delimiter, "has_total": again.has_total},
    )  # fmt: skip


def _warnings(upload: Upload, file: FigureFile, found: Looked, again: Converted) -> list[dict[str, Any]]:
    problems = [*again.problems, *found.problems]
    if file.merged():
        problems.append(told("merged", ", ".join(file.merged()[:12])))
    if file.encoding == "cp1252" and not upload.options.get("encoding"):
        problems.append(told("encoding"))
    if len(found.columns) == 1 and file.delimiter:
        problems.append(told("one_column"))
    return problems


def _import(upload: Upload, look_only: bool, at: datetime) -> None:
    file = _open(upload)
    drop_last = bool(upload.options.get("drop_last"))

    def progress(done: int) -> None:
        Upload.objects.filter(pk=upload.pk).update(rows_done=done)

    made = convert(
        file.rows(), upload.columns, header_row=upload.header_row, drop_last=drop_last,
        keep=not look_only, progress=progress,
    )  # fmt: skip
    stops = stopping(made.problems)
    if look_only or stops:
        message = in_all(gettext_lazy("Nothing was imported: look at what is marked below.")) if stops else {}
        options = upload.options | {"has_total": made.has_total}
        _end(upload, UploadState.LOOKED, warnings=made.problems, message=message, options=options)
        return
    _keep(upload, made, at)


@transaction.atomic
def _keep(upload: Upload, made: Converted, at: datetime) -> None:
    with pghistory.context(user=upload.started_by_id):
        table = Table.objects.create(
            study=upload.study, titles=upload.options["titles"], notes=upload.options.get("notes", {}),
            origin=Origin.FILE, columns=made.columns, rows=made.rows, row_count=len(made.rows),
            file_name=upload.document.name, sheet=upload.sheet, digest=digest_of(made.columns, made.rows),
            drawn_at=at, drawn_by=upload.started_by, position=next_position(upload.study),
        )  # fmt: skip
    _end(
        upload,
        UploadState.DONE,
        table=table,
        warnings=made.problems,
        rows_total=made.count,
        rows_done=made.count,
    )
