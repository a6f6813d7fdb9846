"""How does a list become a file: at once when it is short, else by the worker, who tells how far it is?"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.lists.enums import FileState, Format
from grappe.apps.lists.models import ListFile
from grappe.apps.lists.queries.conditions import rows_of
from grappe.apps.lists.queries.definitions import Definition, read
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.lists.queries.pages import columns_of, every_row, plain
from grappe.ui import jobs
from grappe.ui.errors import BadInput
from grappe.ui.workbook import TOLD, safe, write_workbook

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

AT_ONCE = 1_000  # rows that a request writes itself
KEPT = timedelta(days=7)  # how long a file stays
Told = Callable[[int], None]


def write_now(catalogue: Catalogue, definition: Definition, form: str) -> bytes:
    """Return a short list as a file. Raises BadInput where it is longer than AT_ONCE."""
    if rows_of(catalogue, definition)[: AT_ONCE + 1].count() > AT_ONCE:
        raise BadInput(_("This list is long: have its file prepared instead."))
    target = io.BytesIO()
    _write(catalogue, definition, form, target, lambda _done: None)
    return target.getvalue()


@transaction.atomic
def order_file(*, definition: Definition, form: str, language: str, by: User, at: datetime) -> ListFile:
    """Order the file of a list of any length and return what can be watched. Old files go."""
    definition.kind.rows()  # says no to whoever sees no such rows
    if form not in Format.values:
        raise BadInput(_("Choose CSV or XLSX."))
    forget_old(at=at)
    file = ListFile.objects.create(
        kind=definition.kind.name, definition=definition.raw, form=form, language=language[:2], ordered_by=by,
        ordered_at=at,
    )  # fmt: skip
    jobs.order("lists.write_file", file_id=file.pk)
    return file


def write_file(*, file_id: int, on: date) -> None:
    """Write what was ordered; end in DONE, or in FAILED. Done again from the start where it was cut off."""
    file = ListFile.objects.select_related("ordered_by").filter(pk=file_id).first()
    if file is None or file.state == FileState.DONE:
        return
    file.state, file.stored_as = FileState.RUNNING, f"{uuid.uuid4()}.{file.form}"
    file.save()

    def told(done: int) -> None:
        ListFile.objects.filter(pk=file.pk).update(rows_done=done)

    try:
        with translation.override(file.language), path_of(file).open("wb") as target:
            catalogue = Catalogue(file.ordered_by, on)
            definition = read(catalogue, file.kind, file.definition)
            file.rows_done = _write(catalogue, definition, file.form, target, told)
    except Exception:
        path_of(file).unlink(missing_ok=True)
        file.state = FileState.FAILED
        file.save()
        raise
    file.state = FileState.DONE
    file.save()


def path_of(file: ListFile) -> Path:
    """Return where a file lies."""
    folder = Path(settings.MEDIA_ROOT) / "lists"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / file.stored_as


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Forget old files, people may stand in them; what lies on the disk goes once nothing leads there. Return how many."""
    old = list(ListFile.objects.filter(ordered_at__lt=at - KEPT))
    paths = [path_of(file) for file in old if file.stored_as]
    ListFile.objects.filter(pk__in=[file.pk for file in old]).delete()
    for path in paths:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
    return len(old)


def _write(catalogue: Catalogue, definition: Definition, form: str, target: IO[bytes], told: Told) -> int:
    headers = [str(column.label) for column in columns_of(definition)]
    rows = ([plain(cell) for cell in row.cells] for row in every_row(catalogue, definition))
    if form == Format.XLSX:
        widths = [24] * len(headers)
        return write_workbook(target, str(definition.kind.label), headers, rows, widths=widths, progress=told)
    return _write_csv(headers, rows, target, told)


def _write_csv(headers: list[str], rows: Iterator[list[Any]], target: IO[bytes], told: Told) -> int:
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    out = csv.writer(text)
    out.writerow([safe(header) for header in headers])
    done = 0
    for row in rows:
        out.writerow([_text(value) for value in row])
        done += 1
        if done % TOLD == 0:
            told(done)
    text.flush()
    text.detach()
    return done


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return safe(value) if isinstance(value, str) else str(value)
