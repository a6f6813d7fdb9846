"""How is a mailbox on somebody's own server read (RFC 3501), without marking or deleting anything there?

The connection goes to the very address that was checked, so that our server is not used against its own network; the
password goes only over an encrypted connection with a certificate that is valid for the name, but for hosts of the house
that the settings name. Mails are fetched with BODY.PEEK, which leaves them unread, from folders opened for reading alone.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import imapclient
from django.conf import settings
from imapclient import exceptions as faults
from imapclient import imap4, tls

from grappe.apps.mail.enums import Security, Trouble
from grappe.apps.trends.operations.fetching import is_public

SECONDS = 20.0
MOST_BYTES = 40_000_000  # of one mail; of a larger one its beginning
BEGINNING = 2_000_000
_HOST = re.compile(r"^(?!-)[A-Za-z0-9.-]{1,253}$|^[0-9a-fA-F:.]+$")
_FIELDS = "MESSAGE-ID REFERENCES IN-REPLY-TO SUBJECT DATE FROM TO CC BCC"
_HEAD = f"BODY.PEEK[HEADER.FIELDS ({_FIELDS})]"


class MailTrouble(Exception):
    """A server did not do what it was asked; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble.label))
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class FolderThere:
    """A folder on the server; `use`: what it is for, where the server says so (RFC 6154)."""

    name: str
    use: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as it stands: which numbering is in force."""

    uidvalidity: int


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a mail, its size, and when the server got it."""

    uid: int
    head: bytes
    size: int
    received: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """A mail; `cut`: only its beginning, since it is too large."""

    content: bytes
    cut: bool


class Server:
    """Somebody's mailbox, by name, port, kind of security, user name and password; to be used in a `with`.

    `bearer`: what is given instead of a password is a right of access of a provider (RFC 6750).
    """

    def __init__(
        self, host: str, port: int, security: str, username: str, password: str, *, bearer: bool = False
    ) -> None:
        self._host, self._port, self._security = host.strip().lower(), port, security
        self._username, self._password, self._bearer = username, password, bearer
        self._client: Any = None

    def __enter__(self) -> Server:
        self._reach(self._sign_in)
        return self

    def takes_access(self) -> bool:
        """Whether the server takes a right of access; nobody is signed in for that. Raises MailTrouble."""
        said: list[bool] = []
        self._reach(lambda: said.append(bool(self._mechanism())))
        self._leave()
        return said[0]

    def _reach(self, then: Callable[[], None]) -> None:
        """Connect, with TLS where that is wanted, and do the first thing there. Raises MailTrouble."""
        address = _checked(self._host, self._port, self._security)
        context = ssl.create_default_context()
        try:
            self._client = _Client(self._host, self._port, address, self._security, context)
            if self._security == Security.STARTTLS:
                if not self._client.has_capability("STARTTLS"):
                    raise MailTrouble(Trouble.NO_TLS)
                self._client.starttls(context)
            then()
        except MailTrouble:
            self._leave()
            raise
        except Exception as fault:
            self._leave()
            raise MailTrouble(_trouble(fault)) from fault

    def _sign_in(self) -> None:
        """Sign in by password, or as the server takes a right of access: by RFC 7628, else as it was done before it."""
        if not self._bearer:
            self._client.login(self._username, self._password)
            return
        mechanism = self._mechanism()
        if not mechanism:
            raise MailTrouble(Trouble.NO_ACCESS)
        try:
            getattr(self._client, mechanism)(self._username, self._password)
        except faults.LoginError as fault:
            raise MailTrouble(Trouble.ACCESS) from fault

    def _mechanism(self) -> str:
        """Return by which method of the library a right of access is given; empty where the server takes none."""
        known = {"AUTH=OAUTHBEARER": "oauthbearer_login", "AUTH=XOAUTH2": "oauth2_login"}
        return next((name for said, name in known.items() if self._client.has_capability(said)), "")

    def __exit__(self, *_fault: object) -> None:
        self._leave()

    def _leave(self) -> None:
        if self._client is not None:
            try:
                self._client.logout()
            except Exception:  # it is gone already
                pass

    def folders(self) -> list[FolderThere]:
        """Return the folders in which mails can lie, the inbox first."""
        found = []
        for flags, _delimiter, name in self._ask("list_folders"):
            said = {_word(each).lower() for each in flags}
            if "\\noselect" in said or "\\nonexistent" in said:
                continue
            uses = {"\\sent", "\\drafts", "\\trash", "\\junk", "\\archive", "\\all", "\\flagged"}
            use = (
                "inbox" if str(name).upper() == "INBOX" else next(iter(sorted(said & uses)), "").lstrip("\\")
            )
            found.append(FolderThere(str(name)[:500], use))
        return sorted(found, key=lambda each: (each.use != "inbox", each.name.lower()))

    def open(self, folder: str) -> Opened:
        """Open a folder for reading alone."""
        try:
            said = self._client.select_folder(folder, readonly=True)
        except (faults.IMAPClientError, imaplib.IMAP4.error) as fault:
            if isinstance(fault, imaplib.IMAP4.abort):
                raise MailTrouble(Trouble.NOT_REACHED) from fault
            raise MailTrouble(Trouble.FOLDER) from fault
        except OSError as fault:
            raise MailTrouble(_trouble(fault)) from fault
        return Opened(int(said.get(b"UIDVALIDITY", 0)))

    def after(self, uid: int, since: date | None) -> list[int]:
        """Return the numbers of the mails after one in the open folder, the lowest first."""
        asked: list[Any] = ["UID", f"{uid + 1}:*"]
        if since is not None:
            asked += ["SINCE", since]
        return sorted(each for each in self._ask("search", asked) if each > uid)

    def heads(self, uids: Sequence[int]) -> Iterator[Header]:
        """Return the heads of mails, many at once, the lowest first; what is gone meanwhile is left out."""
        found = self._ask("fetch", list(uids), [_HEAD, "RFC822.SIZE", "INTERNALDATE"])
        for uid in sorted(found):
            row = found[uid]
            head = next((value for key, value in row.items() if key.startswith(b"BODY[HEADER")), b"")
            received = row.get(b"INTERNALDATE")
            if received is not None and uid in uids:
                yield Header(uid, head or b"", int(row.get(b"RFC822.SIZE", 0)), _utc(received))

    def whole(self, header: Header) -> Whole | None:
        """Return a mail, of one too large its beginning; None where it is gone meanwhile."""
        cut = header.size > MOST_BYTES
        asked = f"BODY.PEEK[]<0.{BEGINNING if cut else MOST_BYTES}>"
        row = self._ask("fetch", [header.uid], [asked]).get(header.uid)
        if row is None:
            return None
        content = next((value for key, value in row.items() if key.startswith(b"BODY[]")), None)
        return Whole(content, cut) if isinstance(content, bytes) else None

    def _ask(self, method: str, *arguments: Any) -> Any:
        try:
            return getattr(self._client, method)(*arguments)
        except Exception as fault:
            raise MailTrouble(_trouble(fault)) from fault


class _Client(imapclient.IMAPClient):
    """IMAPClient that connects to an address that was checked, and asks for the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, security: str, context: ssl.SSLContext) -> None:
        self._address = address
        secured = security == Security.TLS
        timeout = imapclient.SocketTimeout(connect=SECONDS, read=SECONDS)
        super().__init__(host, port, ssl=secured, ssl_context=context if secured else None, timeout=timeout)
        self.normalise_times = False  # moments with their zone

    def _create_IMAP4(self) -> Any:  # noqa: N802  # the library's name
        if self.ssl:
            return _Secured(self.host, self.port, self.ssl_context, SECONDS, address=self._address)
        return _Plain(self.host, self.port, SECONDS, address=self._address)


class _Limited:
    """A server that says that a mail is small and sends a large one is hung up on."""

    def read(self, size: int) -> bytes:
        if size > MOST_BYTES + BEGINNING:
            raise imaplib.IMAP4.abort("too large")
        return bytes(super().read(size))  # type: ignore[misc]  # of imaplib


class _Secured(_Limited, tls.IMAP4_TLS):
    def __init__(self, *arguments: Any, address: str) -> None:
        self._address = address
        super().__init__(*arguments)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        line = socket.create_connection((self._address, self.port), timeout or SECONDS)
        return tls.wrap_socket(line, self.ssl_context, self.host)


class _Plain(_Limited, imap4.IMAP4WithTimeout):
    def __init__(self, *arguments: Any, address: str) -> None:
        self._address = address
        super().__init__(*arguments)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return socket.create_connection((self._address, self.port), timeout or SECONDS)


def _checked(host: str, port: int, security: str) -> str:
    """Return the first address of a server, once all of them are found to be public ones, or the server one of the house."""
    inner = host in settings.IMAP_INNER
    if not _HOST.match(host) or not 1 <= port <= 65535 or (security == Security.NONE and not inner):
        raise MailTrouble(Trouble.ADDRESS)
    try:
        found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as fault:
        raise MailTrouble(Trouble.NOT_REACHED) from fault
    if not found or not (inner or all(is_public(each) for each in found)):
        raise MailTrouble(Trouble.ADDRESS)
    return found[0]


def _trouble(fault: BaseException) -> Trouble:
    """Return what went wrong, in our words."""
    if isinstance(fault, faults.LoginError):
        return Trouble.PASSWORD
    if isinstance(fault, ssl.SSLCertVerificationError):
        return Trouble.CERTIFICATE
    if isinstance(fault, ssl.SSLError | faults.CapabilityError):
        return Trouble.NO_TLS
    if isinstance(fault, TimeoutError):
        return Trouble.TOO_SLOW
    if isinstance(fault, OSError | imaplib.IMAP4.abort):
        return Trouble.NOT_REACHED
    return Trouble.SERVER


def _word(flag: Any) -> str:
    return flag.decode("ascii", "replace") if isinstance(flag, bytes) else str(flag)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
