"""What is a file, by its bytes, and who reads that kind? What is packed into another is read with it."""

from __future__ import annotations

import contextlib
import csv
import email
import email.policy
import io
import json
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any

import filetype

from grappe.ui.extraction import LONGEST, Extract, State
from grappe.ui.extraction.office import office_words
from grappe.ui.extraction.packed import Packed, TooLarge
from grappe.ui.extraction.pdf import pdf_words

DEEPEST = 3  # a file in a mail in an archive
HEAD = 64 * 1024  # bytes of a picture in which its maker's name may stand
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files, and new ones under a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SEPARATORS = str.maketrans(dict.fromkeys(';,\t|"', " "))
_WORDS = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]|\xc2[\x80-\xbf]|\xc3[\x80-\xbf]){5,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00){5,}")
_TOLD = re.compile(r"@|[^\W\d_]{3,}[ .,]+[^\W\d_]{3,}")  # of a picture: what reads like a name or an address
_SOFT = re.compile(r"\u00ad\s*")
_CUT = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
# What of a file could not be read makes the whole a part.
_WHOLE = (State.READ, State.PICTURE, State.EMPTY)


def read(content: bytes, name: str, *, depth: int = 0, longest: int = LONGEST) -> Extract:
    """Return the words of a file. Raises whatever a library raises for what is broken."""
    state, text = _read(content, name, depth)
    text = _tidy(text)
    if len(text) > longest:
        state, text = State.PART, text[:longest]
    if not text.strip() and state in (State.READ, State.PART):
        state = State.EMPTY if state == State.READ else State.BROKEN
    return Extract(state, text)


def _read(content: bytes, name: str, depth: int) -> tuple[State, str]:
    suffix = PurePosixPath(name).suffix.lower()
    if b"%PDF-" in content[:1024]:
        return _joined(*pdf_words(content), depth)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(content, depth)
    if content.startswith(_OLE):
        return (State.LOCKED, "") if _ENCRYPTED in content else (State.RAW, _strings(content))
    found = filetype.guess(content[:8192])
    if found is not None and found.mime.split("/")[0] in ("image", "video", "audio"):
        return State.PICTURE, "\n".join(filter(_TOLD.search, _strings(content[:HEAD]).splitlines()))
    if found is None and _is_text(content):
        return _of_text(content, suffix, depth)
    return State.RAW, _strings(content)


def _zipped(content: bytes, depth: int) -> tuple[State, str]:
    try:
        packed = Packed(content)
    except (zipfile.BadZipFile, TooLarge):
        return State.BROKEN, ""
    with packed:
        if packed.locked:
            return State.LOCKED, ""
        try:
            state, text, within = office_words(packed, content)
        except TooLarge:
            return State.BROKEN, ""
        return _joined(state, text, within, depth)


def _joined(state: State, text: str, within: list[tuple[str, bytes]], depth: int) -> tuple[State, str]:
    """A file's own words, and those of the files within it."""
    parts = [text]
    for name, content in within:
        parts.append(name)
        found = Extract(State.BROKEN)
        if depth < DEEPEST:
            with contextlib.suppress(Exception):  # one broken file hides no other: the whole is read in part
                found = read(content, name, depth=depth + 1)
        parts.append(found.text)
        if found.state not in _WHOLE and state in (State.READ, State.EMPTY):
            state = State.PART
    return state, "\n".join(parts)


def _of_text(content: bytes, suffix: str, depth: int) -> tuple[State, str]:
    if suffix == ".eml":
        return _mail(content, depth)
    text = _decoded(content)
    if suffix in (".html", ".htm") or text.lstrip()[:15].lower().startswith(("<!doctype html", "<html")):
        from inscriptis import get_text  # slow to import, and seldom wanted

        return State.READ, str(get_text(text))
    if suffix == ".json":
        with contextlib.suppress(ValueError, RecursionError):
            return State.READ, "\n".join(_said(json.loads(text)))
    if suffix in (".csv", ".tsv"):
        return State.READ, _rows(text)
    return State.READ, text


def _rows(text: str) -> str:
    """Cells of a row beside one another: a first name and a last name stand in two of them."""
    with contextlib.suppress(csv.Error):
        dialect = csv.Sniffer().sniff(text[:8192], ";,\t|")
        return "\n".join(" ".join(row) for row in csv.reader(io.StringIO(text), dialect))
    return text.translate(_SEPARATORS)


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _said(each)
    elif isinstance(value, list):
        for each in value:
            yield from _said(each)


def _mail(content: bytes, depth: int) -> tuple[State, str]:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    heads = [str(message.get(each, "")) for each in ("From", "To", "Cc", "Subject")]
    body = message.get_body(("plain", "html"))
    words = _body(body) if isinstance(body, EmailMessage) else ""
    within = [
        (part.get_filename("") or "part.eml", _bytes_of(part))
        for part in message.iter_attachments()
        if isinstance(part, EmailMessage)
    ]
    return _joined(State.READ, "\n".join([*filter(None, heads), words]), within, depth)


def _body(part: EmailMessage) -> str:
    said = str(part.get_content())
    if part.get_content_subtype() != "html":
        return said
    from inscriptis import get_text

    return str(get_text(said))


def _bytes_of(part: EmailMessage) -> bytes:
    inner = part.get_content()
    if isinstance(inner, EmailMessage):
        return inner.as_bytes()
    return inner.encode() if isinstance(inner, str) else bytes(inner)


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:HEAD] or content[:2] in (b"\xff\xfe", b"\xfe\xff")


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode(
        "cp1252", "replace"
    )  # of few words nothing better is guessed: it writes all our languages


def _strings(content: bytes) -> str:
    """What looks like words among bytes, of one byte a letter and of two."""
    narrow = [_plainly(each.group()) for each in _WORDS.finditer(content)]
    wide = [each.group().decode("utf-16-le") for each in _WIDE.finditer(content)]
    return "\n".join([*narrow, *wide])


def _plainly(said: bytes) -> str:
    with contextlib.suppress(UnicodeDecodeError):
        return said.decode()
    return said.decode("cp1252", "replace")


def _tidy(text: str) -> str:
    """Words that a line cuts are whole again; what PostgreSQL takes for no text is gone."""
    text = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return _CUT.sub(_hyphen, _SOFT.sub("", text))


def _hyphen(match: re.Match[str]) -> str:
    """Jean-/Paul keeps its hyphen, indus-/trie loses it."""
    return "-" if match.string[match.end()].isupper() else ""
