"""What is packed into a file, and how much of it is unpacked? Never more than fits, whatever the file says of itself."""

from __future__ import annotations

import io
import zipfile
from types import TracebackType

LARGEST = 128 * 1024 * 1024  # bytes that are unpacked of one file
MOST = 20_000  # files in it


class TooLarge(Exception):
    """More is packed into a file than is unpacked."""


class Packed:
    """A ZIP file, read one part at a time. Raises zipfile.BadZipFile, TooLarge."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        parts = [each for each in self._zip.infolist() if not each.is_dir()]
        if len(parts) > MOST:
            raise TooLarge
        self._parts = {each.filename: each for each in parts}
        self.left = LARGEST

    def __enter__(self) -> Packed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """The names of its parts."""
        return list(self._parts)

    @property
    def locked(self) -> bool:
        """Whether a password is asked for."""
        return any(each.flag_bits & 0x1 for each in self._parts.values())

    def part(self, name: str) -> bytes:
        """Return one part. What it says of its size is not believed. Raises TooLarge, zipfile.BadZipFile."""
        with self._zip.open(self._parts[name]) as opened:
            found = opened.read(self.left + 1)
        self.left -= len(found)
        if self.left < 0:
            raise TooLarge
        return found
