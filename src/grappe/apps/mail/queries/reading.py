"""What does a mail say, however ill it is written? Bytes in, values out: nothing of it is run, and nothing is fetched for it."""

from __future__ import annotations

import email
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from grappe.apps.mail.enums import Note, Role
from grappe.apps.mail.queries.addresses import is_address
from grappe.apps.mail.queries.forwarded import forwarded
from grappe.apps.mail.queries.texts import clean, plain_of_html, text_of

MOST_TEXT = 200_000  # characters
MOST_PARTS = 60
MOST_PART = 25_000_000  # bytes, as any file that is kept
MOST_ADDRESSES = 200
DEEPEST = 12
_ID = re.compile(r"<[^<>\s]{1,498}>")
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+\.[A-Za-z]{2,}")
_ANSWERS = re.compile(rb"METHOD\s*:\s*(?:REPLY|COUNTER)\b", re.IGNORECASE)
_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|ref|rif|r|fwd?|wg|tr|i|doorst|réf|rép)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr|i|doorst)\s*:", re.IGNORECASE)
_HEADERS = {Role.FROM: "from", Role.TO: "to", Role.CC: "cc", Role.BCC: "bcc"}


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody who wrote a mail or whom it was sent to; the address in small letters."""

    role: Role
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came with a mail."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a mail says: enough to know whether it is taken in."""

    message_id: str
    references: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    addresses: tuple[Address, ...]

    @property
    def bare_subject(self) -> str:
        """The subject without Re, AW, Fwd and what else says that it is an answer, in small letters."""
        return bare(self.subject)

    @property
    def is_answer(self) -> bool:
        """Whether it says of itself that it is one."""
        return bool(self.references) or _PREFIX.match(self.subject) is not None

    @property
    def is_forwarded(self) -> bool:
        """Whether its subject says that it is passed on."""
        return _FORWARDED.match(self.subject) is not None


@dataclass(frozen=True, slots=True)
class Read:
    """A whole mail. `inner`: who wrote what was passed on in it. `replies`: answers to invitations (RFC 5546)."""

    head: Head
    text: str
    parts: tuple[Part, ...]
    inner: tuple[Address, ...]
    replies: tuple[bytes, ...]
    notes: tuple[Note, ...]
    digest: str


@dataclass
class _Found:
    """What was come across on the way through the parts."""

    texts: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    inner: list[Address] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def bare(subject: str) -> str:
    """Return a subject without what says that it is an answer or passed on, in small letters."""
    return " ".join(_PREFIX.sub("", subject).split()).casefold()[:500]


def head_of(raw: bytes) -> Head:
    """Return what the head of a mail says; any bytes have one."""
    return _head(email.message_from_bytes(raw, policy=policy.default))


def read(raw: bytes, *, cut: bool = False) -> Read:
    """Return what a mail says. `cut`: only its beginning was fetched, its last part is not whole."""
    message = email.message_from_bytes(raw, policy=policy.default)
    found = _Found()
    _walk(message, found, 0)
    if cut:
        found.notes.append(Note.TOO_LARGE)
        found.parts = []
    head = _head(message)
    text = "\n\n".join(each.strip() for each in found.texts if each.strip())
    if len(text) > MOST_TEXT:
        text, found.notes = text[:MOST_TEXT], [*found.notes, Note.TEXT_CUT]
    if not found.inner and (head.is_forwarded or forwarded(text).marked):
        found.inner = [Address(Role.INNER, name, address) for name, address in forwarded(text).people]
    return Read(
        head, text, tuple(found.parts), tuple(found.inner), tuple(found.replies), tuple(dict.fromkeys(found.notes)),
        _digest(head, text, found.parts, raw),
    )  # fmt: skip


def unreadable(raw: bytes) -> Read:
    """Return a mail of which nothing could be made: its bytes as a file, so that nothing is lost."""
    try:
        head = head_of(raw)
    except Exception:  # whatever a library makes of it, the bytes are kept
        head = Head("", (), "", None, ())
    part = Part("mail.eml", raw[:MOST_PART], "message/rfc822")
    return Read(head, "", (part,), (), (), (Note.BROKEN,), hashlib.sha256(raw).hexdigest())


def _digest(head: Head, text: str, parts: list[Part], raw: bytes) -> str:
    """Return a mark of what a mail says, whichever way it came: not of what servers wrote on it.

    A mail that says nothing by which it could be known again is known by its bytes.
    """
    addresses = sorted(f"{each.role} {each.email}" for each in head.addresses if each.role != Role.BCC)
    said = [
        head.subject, head.sent_at.isoformat() if head.sent_at else "", addresses, " ".join(text.split()),
        sorted(hashlib.sha256(each.content).hexdigest() for each in parts),
        "" if head.message_id or head.sent_at else hashlib.sha256(raw).hexdigest(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def _head(message: Message) -> Head:
    own = _ID.findall(_header(message, "message-id"))
    before = [*_ID.findall(_header(message, "references")), *_ID.findall(_header(message, "in-reply-to"))]
    addresses = [each for role in _HEADERS for each in _addresses(message, role)]
    return Head(
        message_id=own[0] if own else "",
        references=tuple(dict.fromkeys(before))[-50:],
        subject=" ".join(_header(message, "subject").split())[:500],
        sent_at=_moment(_header(message, "date")),
        addresses=tuple(addresses[:MOST_ADDRESSES]),
    )


def _header(message: Message, name: str) -> str:
    """Return a header's words; Python's own reader stumbles over some that mail programs write."""
    try:
        return clean(str(message.get(name, "") or ""))
    except Exception:
        pass
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    try:
        return clean(str(make_header(decode_header(str(raw)))))
    except Exception:
        return clean(str(raw))


def _addresses(message: Message, role: Role) -> Iterator[Address]:
    try:
        values = [str(each) for each in message.get_all(_HEADERS[role], [])]
    except Exception:
        values = [_header(message, _HEADERS[role])]
    said = [clean(each) for each in values]
    known = [(name, plain) for name, address in getaddresses(said) if is_address(plain := _plain(address))]
    for name, plain in known or [("", each.casefold()) for each in _ADDRESS.findall(" ".join(said))]:
        yield Address(role, " ".join(name.replace('"', "").split())[:200], plain)


def _plain(address: str) -> str:
    return address.strip().strip("<>'\"").casefold()


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return found if 1990 <= found.year <= 2100 else None


def _walk(part: Message, found: _Found, depth: int) -> None:
    """Go through the parts: the best of alternatives, the rest one after the other."""
    kind = part.get_content_type()
    payload = part.get_payload()
    if kind == "message/rfc822":
        _passed_on(part, found)
    elif isinstance(payload, list):
        if depth > DEEPEST:
            found.notes.append(Note.PARTS_LEFT)
            return
        parts: list[Any] = payload
        for each in _best(parts) if kind == "multipart/alternative" else parts:
            _walk(each, found, depth + 1)
    else:
        _leaf(part, kind, found)


def _best(parts: list[Any]) -> list[Any]:
    """Return of parts that say the same the plain one, else the last that can be read; and all that is no text."""
    texts = [each for each in parts if _is_text(each)]
    plain = [each for each in texts if each.get_content_type() == "text/plain" and text_of(each).strip()]
    others = [each for each in parts if each not in texts]
    nested = [each for each in others if each.is_multipart() and each.get_content_type() != "message/rfc822"]
    if plain:
        return [*plain[:1], *others] if not nested else [*plain[:1], *(_files(others))]
    return [*(texts[-1:] if not nested else []), *others]


def _files(parts: list[Any]) -> list[Any]:
    """Return what is no text in parts of which the text stands elsewhere already."""
    found = []
    for each in parts:
        inner = each.walk() if each.get_content_type() != "message/rfc822" else [each]
        found += [part for part in inner if not part.is_multipart() and not _is_text(part)]
    return found


def _is_text(part: Message) -> bool:
    if part.is_multipart() or part.get_content_type() not in {"text/plain", "text/html"}:
        return False
    return part.get_content_disposition() != "attachment" and not _name(part)


def _leaf(part: Message, kind: str, found: _Found) -> None:
    if _is_text(part):
        said = text_of(part)
        found.texts.append(plain_of_html(said) if kind == "text/html" else said)
        return
    content = _bytes(part)
    if kind == "text/calendar" and _ANSWERS.search(content):
        found.replies.append(content)
    _keep(Part(_name(part) or _usual(kind), content, kind), found)


def _passed_on(part: Message, found: _Found) -> None:
    """Keep a mail that was passed on as a file; who wrote it counts as who writes."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        _keep(Part(_name(part) or "mail.eml", _bytes(part), "message/rfc822"), found)
        return
    head = _head(inner)
    found.inner += [Address(Role.INNER, each.name, each.email) for each in head.addresses]
    try:
        content = inner.as_bytes()
    except Exception:  # of broken headers: written anew without them
        content = EmailMessage().as_bytes() + _bytes(inner)
    _keep(Part(f"{head.subject[:80] or 'mail'}.eml", content, "message/rfc822"), found)
    deeper = _Found()
    _walk(inner, deeper, 1)
    found.texts += [f"---------- {head.subject} ----------", *deeper.texts]
    found.replies += deeper.replies


def _keep(part: Part, found: _Found) -> None:
    if not part.content:
        return
    if len(part.content) > MOST_PART or len(found.parts) >= MOST_PARTS:
        found.notes.append(Note.PARTS_LEFT)
        return
    found.parts.append(part)


def _bytes(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except Exception:
        found = None
    return found if isinstance(found, bytes) else str(part.get_payload()).encode("utf-8", "replace")


def _name(part: Message) -> str:
    try:
        return clean(part.get_filename() or "")
    except Exception:
        return "file"


def _usual(kind: str) -> str:
    names = {"text/calendar": "invite.ics", "application/ms-tnef": "winmail.dat", "text/html": "text.html"}
    main, _slash, sub = kind.partition("/")
    ending = "".join(char for char in sub if char.isalnum())[:5] or "bin"
    return names.get(kind, f"{main}.{ending}")
