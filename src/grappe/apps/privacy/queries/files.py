"""In which files of the store does somebody stand? Words are seen in plain files and inside zipped ones (XLSX, DOCX)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LARGEST = 64 * 1024 * 1024  # bytes that are looked at, of a file or of what is unpacked of it


@dataclass(frozen=True)
class Found:
    """One file in which somebody stands, by its path in the store."""

    path: str
    size: int


def files_naming(needles: Collection[str]) -> Iterator[Found]:
    """Yield the files of the store in which any of some names and addresses stands."""
    root = Path(settings.MEDIA_ROOT)
    if not needles or not root.is_dir():
        return
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        size = path.stat().st_size
        if size <= LARGEST and names_any(path.read_bytes(), needles):
            yield Found(str(path.relative_to(root)), size)


def names_any(content: bytes, needles: Collection[str]) -> bool:
    """Whether any of some names and addresses stands in a file, in any case."""
    return any(needle.encode(code) in lowered for code, lowered in _read(content) for needle in needles)


def _read(content: bytes) -> Iterator[tuple[str, bytes]]:
    for part in (content, *_unpacked(content)):
        yield "utf-8", part.decode("utf-8", "replace").casefold().encode()
        yield "utf-16-le", part.lower()


def _unpacked(content: bytes) -> Iterator[bytes]:
    if not content.startswith(b"PK"):
        return
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for each in packed.infolist():
                left -= each.file_size
                if left < 0:
                    return
                yield packed.read(each)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return
