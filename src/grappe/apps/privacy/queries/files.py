"""In which files of the store does somebody stand? Their words are read as those of files in the database are (ui.extraction)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from grappe.apps.documents.queries import Unsure, unsure
from grappe.apps.mail.queries.policy import files_of_hidden
from grappe.apps.privacy.permissions import check_can_answer_requests
from grappe.apps.privacy.queries.looks import is_done
from grappe.apps.privacy.queries.mentions import pattern_of
from grappe.ui.extraction import State, extract

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.privacy.models import Look

LARGEST = 64 * 1024 * 1024  # bytes of a file that are looked at, and characters that are read of it
# Folders of the store: the copy from which indicators are computed holds keys and figures alone.
NOBODY = ("columns",)
SURE = (State.READ, State.EMPTY, State.PICTURE)


@dataclass(frozen=True)
class Found:
    """One file in which somebody stands, or of which nobody can say, by its path in the store."""

    path: str
    size: int
    unsure: bool = False


def files_naming(needles: Collection[str]) -> Iterator[Found]:
    """Yield the files of the store in which any of some names and addresses stands, and those that cannot be read for sure.

    For a worker: each takes a tenth of a second and more.
    """
    root = Path(settings.MEDIA_ROOT)
    if not needles or not root.is_dir():
        return
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        its = path.relative_to(root)
        if its.parts[0] in NOBODY:
            continue
        size = path.stat().st_size
        if size > LARGEST:
            yield Found(str(its), size, unsure=True)
            continue
        found = names_any(path.read_bytes(), path.name, needles)
        if found is not False:
            yield Found(str(its), size, unsure=found is None)


def named_for_sure(needles: Collection[str]) -> tuple[Found, ...]:
    """Return the files of the store in which somebody stands; for a worker."""
    return tuple(each for each in files_naming(needles) if not each.unsure)


@dataclass(frozen=True)
class NotSure:
    """Files in which somebody may stand unseen: of the database by why they could not be read, and of the store."""

    kept: tuple[Unsure, ...]
    store: tuple[Found, ...]

    def __bool__(self) -> bool:
        return bool(self.kept or self.store)


def not_sure(look: Look | None, *, for_user: User) -> NotSure | None:
    """Return the files that a human has to look at, after all texts were looked through. Two queries. Raises PermissionDenied."""
    check_can_answer_requests(for_user)
    if look is None or not is_done(look):
        return None
    return NotSure(
        tuple(unsure(unnamed=files_of_hidden(for_user))),
        tuple(Found(path, size, unsure=True) for path, size in look.unsure),
    )


def names_any(content: bytes, name: str, needles: Collection[str]) -> bool | None:
    """Whether any of some names and addresses stands in a file, in any case; None where nobody can say."""
    plain = content.decode("utf-8", "replace").casefold()
    if any(each.casefold() in plain for each in needles):
        return True
    read = extract(content, name, longest=LARGEST)
    if pattern_of(needles).search(read.text):
        return True
    return False if read.state in SURE else None
