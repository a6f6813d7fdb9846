"""Which e-mails did the demonstration send? Read from the files that Django's file-based e-mail backend writes.

A mail is untrusted: it is shown as text, its links are live only where they lead to this site, and its
attachments are handed out as downloads. Files are found by listing the folder, never by a name from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import cast
from urllib.parse import urlsplit

LARGEST_FILE = 5 * 1024 * 1024
NEWEST_FILES = 300
_BETWEEN = b"-" * 79  # what the backend writes after each mail
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”]+")
_TRAILING = ".,;:!?)]}»"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a mail's text; with a `url` it is a link to this site."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail. `number` is its place among the mail's attachments."""

    number: int
    name: str
    size: int
    content: bytes

    @property
    def content_type(self) -> str:
        """The type to serve it as: a calendar file is one, everything else is only bytes."""
        return "text/calendar; charset=utf-8" if self.name.endswith(".ics") else "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail as the mailbox shows it. `file` and `number` are its address in the folder."""

    file: str
    number: int
    subject: str
    sender: str
    to: str
    date: datetime | None
    pieces: tuple[Piece, ...]
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks into the mailbox. `hidden`: words that tell of companies which they do not see, in small letters."""

    email: str = ""
    hidden: frozenset[str] = frozenset()

    def may_read(self, mail: Mail) -> bool:
        """Whether a letter is to them, or tells of no company that they do not see."""
        if self.email and self.email.casefold() in mail.to.casefold():
            return True
        said = " ".join(
            (mail.subject, mail.sender, mail.to, *(piece.text for piece in mail.pieces))
        ).casefold()
        return not any(word in said for word in self.hidden)


ANYBODY = Reader()


def mails(folder: Path, *, site_url: str, reader: Reader = ANYBODY, limit: int = 200) -> list[Mail]:
    """Return the newest e-mails in a folder that somebody may read, the newest first; a missing folder holds none."""
    found: list[Mail] = []
    for path in _files(folder):
        found += (each for each in reversed(list(_read(path, site_url))) if reader.may_read(each))
        if len(found) >= limit:
            break
    return found[:limit]


def mail(folder: Path, *, file: str, number: int, site_url: str) -> Mail | None:
    """Return one e-mail by its address in the folder; None where there is none."""
    for path in _files(folder):
        if path.name == file:
            return next((each for each in _read(path, site_url) if each.number == number), None)
    return None


def _files(folder: Path) -> list[Path]:
    """Return the regular mail files in a folder, the newest first; links and large files are passed over."""
    try:
        listed = [path for path in folder.iterdir() if path.suffix in (".log", ".eml")]
    except OSError:
        return []
    usable = [
        path
        for path in listed
        if not path.is_symlink() and path.is_file() and path.stat().st_size <= LARGEST_FILE
    ]
    return sorted(usable, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)[:NEWEST_FILES]


def _read(path: Path, site_url: str) -> Iterator[Mail]:
    try:
        content = path.read_bytes()
    except OSError:
        return
    for number, raw in enumerate(_parts(content)):
        yield _mail(path.name, number, raw, site_url)


def _parts(content: bytes) -> list[bytes]:
    lines: list[bytes] = []
    parts: list[bytes] = []
    for line in content.splitlines(keepends=True):
        if line.rstrip(b"\r\n") == _BETWEEN:
            parts.append(b"".join(lines))
            lines = []
        else:
            lines.append(line)
    parts.append(b"".join(lines))
    return [part for part in parts if part.strip()]


def _mail(file: str, number: int, raw: bytes, site_url: str) -> Mail:
    message = message_from_bytes(raw, policy=SMTP)
    return Mail(
        file=file,
        number=number,
        subject=_header(message, "subject"),
        sender=_header(message, "from"),
        to=_header(message, "to"),
        date=_date(message),
        pieces=tuple(pieces(_text(message), site_url)),
        attachments=tuple(_attachments(message)),
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())[:500]
    except (
        ValueError,
        LookupError,
        AttributeError,
        IndexError,
    ):  # what the parser raises for hostile headers
        return ""


def _date(message: EmailMessage) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "date"))
        return found if found.tzinfo else found.replace(tzinfo=UTC)  # "-0000" says no more than UTC
    except (ValueError, TypeError, OverflowError):
        return None


def _text(message: EmailMessage) -> str:
    """Return the plain text of a mail; empty where it has none."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            return _decoded(cast(MIMEPart, part))
    return ""


def _decoded(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:  # a charset that does not exist
        text = content.decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    number = 0
    for part in message.walk():
        name = part.get_filename()
        if part.is_multipart() or not name:
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield Attachment(number, _file_name(name), len(content), content)
            number += 1


def _file_name(name: str) -> str:
    """Return a name without folders and control characters, at most 100 characters long."""
    bare = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(each for each in bare if each.isprintable()).strip(". ")
    return kept[-100:] or "attachment"


def pieces(text: str, site_url: str) -> Iterator[Piece]:
    """Yield a text piece by piece; an address on this site is a piece with a link, any other is only text."""
    home = urlsplit(site_url)
    start = 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_TRAILING)
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            continue
        if match.start() > start:
            yield Piece(text[start : match.start()])
        yield Piece(address, address)
        start = match.start() + len(address)
    if start < len(text):
        yield Piece(text[start:])
