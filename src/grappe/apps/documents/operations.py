"""How does a file come in: its size, kind and name looked at, and kept whole or not at all?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import filetype
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.documents.enums import KINDS, MOST_BYTES, MOST_MB, SEARCHED, Extraction
from grappe.apps.documents.models import Document, ExtractedText
from grappe.apps.documents.queries import without_words
from grappe.engines.signals.sentences import language_of
from grappe.ui.errors import BadInput
from grappe.ui.extraction import extract
from grappe.ui.jobs import order

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from grappe.apps.accounts.models import User

LONGEST_NAME = 255


@transaction.atomic
def keep(
    *,
    upload: UploadedFile,
    by: User | None,
    uploader: str = "",
    at: datetime,
    kinds: frozenset[str] = frozenset(KINDS),
    most: int = MOST_BYTES,
) -> Document:
    """Keep an uploaded file and return it; `kinds` narrows which endings are taken, `most` how many bytes.

    Raises BadInput, with nothing kept, for a file that is empty, too large, of a kind that is not taken, or whose
    first bytes are not those of its ending.
    """
    name = clean_name(upload.name or "")
    size = upload.size or 0
    check_size(size, name=name, most=most)
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    if suffix not in kinds:
        raise BadInput(
            _("“%(name)s” is of a kind that is not taken here. Taken are: %(kinds)s.")
            % {"name": name, "kinds": ", ".join(sorted(kinds))}
        )
    content = b"".join(upload.chunks())
    _check_content(content, suffix, name)
    return _kept(
        name=name, content_type=KINDS[suffix].content_type, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, uploaded_at=at, uploaded_by=by,
        uploader=uploader or (by.name if by else ""),
    )  # fmt: skip


@transaction.atomic
def keep_received(*, name: str, content: bytes, uploader: str, at: datetime) -> Document:
    """Keep a file that somebody sent in a mail, of whatever kind: what it is, its first bytes say, not its sender.

    It goes out again as a file to be kept (`ui.files.attachment`), never as a page.
    """
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    found = filetype.guess(content[:8192]) if content else None
    kind = KINDS.get(suffix)
    fits = found is not None and kind is not None and found.extension in kind.extensions
    if fits and kind is not None:
        content_type = kind.content_type
    elif found is not None:
        content_type = found.mime
    else:
        content_type = "application/octet-stream"
    return _kept(
        name=clean_name(name), content_type=content_type[:120], size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), content=content, uploaded_at=at, uploaded_by=None, uploader=uploader[:200],
    )  # fmt: skip


def _kept(**columns: Any) -> Document:
    document = Document.objects.create(**columns)
    order("documents.read", document_id=document.pk)
    return document


def read(*, document_id: int, at: datetime) -> None:
    """Read the words of a file and keep them; of one that is gone, or was read already, nothing.

    The file is read outside any transaction: it may take a minute. What was put in its place meanwhile is read by its own job.
    """
    found = without_words().filter(pk=document_id).values_list("name", "sha256", "content").first()
    if found is None:
        return
    name, sha256, content = found
    read_of = extract(bytes(content), name)
    language = language_of(read_of.text) if Extraction(read_of.state) in SEARCHED and read_of.text else ""
    with transaction.atomic():
        if not Document.objects.select_for_update(no_key=True).filter(pk=document_id, sha256=sha256).exists():
            return
        ExtractedText.objects.update_or_create(
            document_id=document_id,
            defaults={
                "sha256": sha256, "state": read_of.state, "text": read_of.text, "read_at": at,
                "language": language if language in Language.values else "",
            },
        )  # fmt: skip


def read_waiting(*, at: datetime, at_most: int | None = None) -> int:
    """Read the words of files that no job has read: of before Grappe read them, or whose job died. Return how many."""
    waiting = list(without_words().order_by("-pk").values_list("pk", flat=True)[:at_most])
    for document_id in waiting:
        read(document_id=document_id, at=at)
    return len(waiting)


def check_size(size: int, *, name: str, most: int = MOST_BYTES) -> None:
    """Raise BadInput for a file that is empty or too large, in words that say how large it may be."""
    if size == 0:
        raise BadInput(_("“%(name)s” is empty.") % {"name": name})
    if size > most:
        raise BadInput(
            _(
                "“%(name)s” has %(size)d MB; at most %(most)d MB are taken. Nothing was kept: send a smaller file."
            )
            % {"name": name, "size": -(-size // 1_000_000), "most": most // 1_000_000 or MOST_MB}
        )


def clean_name(name: str) -> str:
    """Return a file's own name without folders, control characters and signs that turn the direction of writing."""
    bare = PureWindowsPath(PurePosixPath(name).name).name
    bare = "".join(char for char in bare if char.isprintable() and char not in '"<>|:*?\\/')
    bare = " ".join(bare.split()).strip(". ") or "file"
    if len(bare) > LONGEST_NAME:
        suffix = PurePosixPath(bare).suffix[:12]
        bare = bare[: LONGEST_NAME - len(suffix)] + suffix
    return bare


def _check_content(content: bytes, suffix: str, name: str) -> None:
    kind = KINDS[suffix]
    if kind.extensions:
        found = filetype.guess(content[:8192])
        fits = found is not None and found.extension in kind.extensions
    else:  # a text has no signature: it is one if it has no zero byte
        fits = b"\0" not in content[:8192] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not fits:
        raise BadInput(
            _("“%(name)s” is not what its ending says: save it again in the program it comes from.")
            % {"name": name}
        )


@transaction.atomic
def rename_uploader(*, documents: Collection[int], to: str) -> int:
    """Write another name beside who uploaded some files (ids), in their history too. Return how many files.

    For whoever asks to be forgotten (Regulation (EU) 2016/679, Article 17).
    """
    events: Any = Document.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    changed = Document.objects.filter(pk__in=documents).update(uploader=to, uploaded_by=None)
    events.objects.filter(pgh_obj_id__in=documents).update(uploader=to, uploaded_by=None)
    return changed


@transaction.atomic
def remove(*, document: Document) -> None:
    """Remove a file; its row of history stays."""
    document.delete()


@transaction.atomic
def empty(*, document_id: int, words: str) -> None:
    """Put a few words in the place of a file's content: it named somebody who is erased. What it was called stays."""
    content = words.encode()
    ExtractedText.objects.filter(document=document_id).delete()
    Document.objects.filter(pk=document_id).update(
        content=content,
        content_type="text/plain; charset=utf-8",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    order("documents.read", document_id=document_id)
