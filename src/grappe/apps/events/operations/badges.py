"""How do the badges of many people become one file: written by the worker, kept for a day?"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from grappe.apps.events.enums import FileState
from grappe.apps.events.models import BadgeFile, Event
from grappe.apps.events.operations import seats
from grappe.apps.events.permissions import check_can_check_in
from grappe.apps.events.queries import badges as queries
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

KEPT = timedelta(days=1)  # names of people: as long as one needs to print them
AT_WORK = (FileState.ORDERED, FileState.RUNNING)


@transaction.atomic
def order(*, event: Event, language: str, by: User, at: datetime) -> BadgeFile:
    """Order all badges of an event as one file; while one is under way, that one is returned.

    Raises PermissionDenied, and BadInput where there is nobody to print for.
    """
    check_can_check_in(by)
    locked = seats.locked(event.pk)  # two at once: one after the other
    for file in BadgeFile.objects.filter(event=locked, state__in=AT_WORK):
        if queries.is_busy(file, at=at):
            return file
        _remove(file)
    total = queries.badges(locked, for_user=by).count()
    if not total:
        raise BadInput(_("There is nobody to print a badge for."))
    file = BadgeFile.objects.create(
        event=locked, language=language[:2], total=total, ordered_by=by, ordered_at=at
    )
    jobs.order("events.write_badges", file_id=file.pk)
    return file


def write(*, file_id: int) -> None:
    """Write what was ordered; end in DONE, or in FAILED. Done again from the start where it was cut off.

    Earlier files of the event go once this one is there; it goes itself where its row went meanwhile (the list was
    made anonymous).
    """
    file = BadgeFile.objects.select_related("event", "ordered_by").filter(pk=file_id).first()
    if file is None or file.state not in AT_WORK or file.ordered_by is None:
        return
    row = BadgeFile.objects.filter(pk=file.pk)
    file.stored_as = f"{uuid.uuid4()}.pdf"
    row.update(state=FileState.RUNNING, stored_as=file.stored_as)
    path = path_of(file)

    def made(number: int) -> None:
        row.update(done=number, total=max(number, file.total))

    try:
        content = queries.sheet_pdf(file.event, for_user=file.ordered_by, language=file.language, made=made)
        path.write_bytes(content)
    except Exception:
        path.unlink(missing_ok=True)
        row.update(state=FileState.FAILED)
        raise
    _finish(file, path)


@transaction.atomic
def _finish(file: BadgeFile, path: Path) -> None:
    # As many as were made: somebody may have registered or cancelled since it was ordered.
    if not BadgeFile.objects.filter(pk=file.pk).update(state=FileState.DONE, total=F("done")):
        transaction.on_commit(partial(path.unlink, missing_ok=True))
        return
    for earlier in BadgeFile.objects.filter(event=file.event_id, pk__lt=file.pk):
        _remove(earlier)


def path_of(file: BadgeFile) -> Path:
    """Return where a file of badges lies."""
    return _folder() / file.stored_as


@transaction.atomic
def remove_of(*, event: Event) -> None:
    """Remove what files of badges an event has: its list is made anonymous. Under the event's lock."""
    for file in BadgeFile.objects.filter(event=event):
        _remove(file)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Remove the files whose day is over, and those whose row is gone; return how many rows went."""
    found = list(BadgeFile.objects.filter(ordered_at__lte=at - KEPT))
    for file in found:
        _remove(file)
    lying = list(_folder().glob("*.pdf"))  # looked at first: a row names its file before that is written
    known = set(BadgeFile.objects.values_list("stored_as", flat=True))
    for path in lying:
        if path.name not in known:  # of rows that go here too: a rollback brings these back
            transaction.on_commit(partial(path.unlink, missing_ok=True))
    return len(found)


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT) / "badges"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _remove(file: BadgeFile) -> None:
    if file.stored_as:
        transaction.on_commit(partial(path_of(file).unlink, missing_ok=True))
    file.delete()
