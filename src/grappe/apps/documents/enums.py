"""Which kinds of files are taken, and how large may they be?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_MB = 25
MOST_BYTES = MOST_MB * 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its content type, and what its first bytes are guessed to be (empty: it is a text)."""

    content_type: str
    extensions: frozenset[str] = frozenset()


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ZIP = {"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"}
# By ending. No kind that a browser would run or draw as a page (HTML, SVG), no macros.
KINDS = {
    "pdf": Kind("application/pdf", frozenset({"pdf"})),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", frozenset(_ZIP)),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", frozenset(_ZIP)),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", frozenset(_ZIP)),
    "odt": Kind(f"{_OPEN}text", frozenset(_ZIP)),
    "ods": Kind(f"{_OPEN}spreadsheet", frozenset(_ZIP)),
    "odp": Kind(f"{_OPEN}presentation", frozenset(_ZIP)),
    "png": Kind("image/png", frozenset({"png"})),
    "jpg": Kind("image/jpeg", frozenset({"jpg"})),
    "jpeg": Kind("image/jpeg", frozenset({"jpg"})),
    "webp": Kind("image/webp", frozenset({"webp"})),
    "zip": Kind("application/zip", frozenset(_ZIP)),
    "csv": Kind("text/csv"),
    "txt": Kind("text/plain"),
    "md": Kind("text/plain"),
    "bib": Kind("text/plain"),
    "json": Kind("application/json"),
}


class Extraction(TextChoices):
    """How well the words of a file could be read: the states of `ui.extraction`, told to people."""

    READ = "read", _("read")
    PART = "part", _("read in part")
    EMPTY = "empty", _("pages without words: a scan")
    PICTURE = "picture", _("a picture, film or recording")
    LOCKED = "locked", _("locked by a password")
    BROKEN = "broken", _("broken, too large or too slow to read")
    RAW = "raw", _("of a kind that Grappe does not read: only what looks like words was looked at")


# What a human has to look at: a name may stand there unseen.
UNSURE = (
    Extraction.LOCKED,
    Extraction.BROKEN,
    Extraction.PART,
    Extraction.RAW,
    Extraction.EMPTY,
    Extraction.PICTURE,
)

# What the search finds by its words.
SEARCHED = (Extraction.READ, Extraction.PART)
