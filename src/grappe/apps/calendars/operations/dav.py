"""How are calendars on somebody's own server read and written (RFC 4791, RFC 6578, RFC 6764)?

Each request goes to the address that was checked, follows no redirect but that of `/.well-known/caldav` on the same
host, and sends the password to that host only. What comes back is other people's text: limited in size and time, and
without a document type, so that nothing in it can grow.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from django.conf import settings

from grappe.apps.calendars.enums import Trouble
from grappe.apps.trends.enums import Trouble as Reached
from grappe.apps.trends.operations.fetching import Answer, NotFetched, is_public, send

DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
HEAD = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
SECONDS = 20.0
MOST_BYTES = 16 * 1024 * 1024  # the first look at a large calendar
AT_ONCE = 50  # entries that one request asks for
_TROUBLES = {
    Reached.ADDRESS: Trouble.ADDRESS,
    Reached.TOO_LARGE: Trouble.TOO_LARGE,
    Reached.TOO_SLOW: Trouble.TOO_SLOW,
    Reached.NOT_REACHED: Trouble.NOT_REACHED,
}


class DavTrouble(Exception):
    """A server did not do what it was asked; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble.label))
        self.trouble = trouble


class TokenGone(Exception):
    """The server does not know up to where we had read: everything is read anew."""


class ChangedThere(Exception):
    """The entry is another one by now than the one that we know."""


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar on the server."""

    href: str
    name: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One entry as it stands on the server."""

    href: str
    etag: str
    data: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other than it was: entries by address with their etag, addresses that are gone, and up to where we read."""

    etags: dict[str, str]
    gone: frozenset[str]
    token: str


class Server:
    """Somebody's calendars, by address, name and password.

    `bearer`: what is given instead of a password is a right of access of a provider (RFC 6750); `renew` then makes another
    one of one that is refused, once.
    """

    def __init__(
        self, url: str, username: str, password: str, *, bearer: bool = False,
        renew: Callable[[str], str] | None = None,
    ) -> None:  # fmt: skip
        self.url = checked_address(url)
        self._password, self._bearer, self._renew = password, bearer, renew
        said = base64.b64encode(f"{username}:{password}".encode()).decode("ascii")
        self._headers = {"Authorization": f"Bearer {password}" if bearer else f"Basic {said}"}

    def calendars(self) -> list[Found]:
        """Return the calendars for appointments: from the address itself, or from what it says of its owner."""
        home = self._home()
        asked = "<d:resourcetype/><d:displayname/><d:current-user-privilege-set/><c:supported-calendar-component-set/>"
        found = []
        for href, props in self._propfind(home, 1, asked):
            kind = props.find(f"{DAV}resourcetype")
            if kind is None or kind.find(f"{CAL}calendar") is None:
                continue
            parts = [each.get("name", "") for each in props.iter(f"{CAL}comp")]
            if parts and "VEVENT" not in parts:
                continue
            name = (props.findtext(f"{DAV}displayname") or "").strip() or unquote(
                href.rstrip("/").split("/")[-1]
            )
            found.append(Found(href, name[:200], _may_write(props)))
        return found

    def changes(self, calendar: str, token: str) -> Changes:
        """Return what changed in a calendar since a token; all that there is for an empty one. Raises TokenGone."""
        body = (
            f"<d:sync-collection {HEAD}><d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
            "<d:prop><d:getetag/></d:prop></d:sync-collection>"
        )
        answer = self._ask("REPORT", calendar, body, depth="0")
        if answer.status in {403, 409, 410, 412} and token:
            raise TokenGone
        if answer.status in {400, 403, 405, 415, 501}:
            return self._listed(calendar)  # no RFC 6578 there: all etags, and the caller compares
        tree = _tree(_of(answer, 207))
        etags, gone = {}, set()
        for href, status, props in _responses(tree, self.url):
            if href.rstrip("/") == self._absolute(calendar).rstrip("/"):
                continue
            if " 404" in status or props is None:
                gone.add(href)
            else:
                etags[href] = props.findtext(f"{DAV}getetag") or ""
        return Changes(etags, frozenset(gone), tree.findtext(f"{DAV}sync-token") or "")

    def items(self, calendar: str, hrefs: Iterable[str]) -> Iterator[Item]:
        """Return entries of a calendar, many at once; what is gone meanwhile is left out."""
        wanted = list(hrefs)
        for start in range(0, len(wanted), AT_ONCE):
            part = "".join(
                f"<d:href>{escape(urlsplit(each).path)}</d:href>" for each in wanted[start : start + AT_ONCE]
            )
            body = f"<c:calendar-multiget {HEAD}><d:prop><d:getetag/><c:calendar-data/></d:prop>{part}</c:calendar-multiget>"
            yield from self._items(self._ask("REPORT", calendar, body, depth="1"))

    def between(self, calendar: str, since: datetime, until: datetime) -> Iterator[Item]:
        """Return the entries of a time; what repeats comes as it is written."""
        body = (
            f"<c:calendar-query {HEAD}><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>"
            '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{_stamp(since)}" end="{_stamp(until)}"/>'
            "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
        )
        yield from self._items(self._ask("REPORT", calendar, body, depth="1"))

    def item(self, href: str) -> Item | None:
        """Return one entry, None where there is none."""
        answer = self._ask("GET", href)
        if answer.status in {404, 410}:
            return None
        body = _of(answer, 200)
        return Item(self._absolute(href), answer.headers.get("ETag", ""), body.decode("utf-8", "replace"))

    def put(self, href: str, data: bytes, etag: str) -> Item:
        """Write an entry: a new one without an etag, else the one that we know; return it as it stands. Raises ChangedThere."""
        only = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        answer = self._ask("PUT", href, data, more={"Content-Type": "text/calendar; charset=utf-8", **only})
        if answer.status in {409, 412}:
            raise ChangedThere
        _of(answer, 200, 201, 204)
        tag = answer.headers.get("ETag", "")
        if tag:
            return Item(self._absolute(href), tag, data.decode())
        stands = self.item(href)  # the server changed what it was given, RFC 4791, 5.3.4
        if stands is None:
            raise ChangedThere
        return stands

    def delete(self, href: str, etag: str) -> None:
        """Take an entry away that is still the one that we know. Raises ChangedThere; what is gone already is gone."""
        answer = self._ask("DELETE", href, more={"If-Match": etag} if etag else {})
        if answer.status == 412:
            raise ChangedThere
        if answer.status not in {404, 410}:
            _of(answer, 200, 202, 204)

    def _home(self) -> str:
        """Return where somebody's calendars lie: the address itself may be that, its owner's, or the server's."""
        for start in (self.url, self._well_known()):
            asked = "<d:current-user-principal/><c:calendar-home-set/><d:resourcetype/>"
            try:
                (first, *_rest) = self._propfind(start, 0, asked)
            except (DavTrouble, ValueError) as fault:
                if isinstance(fault, DavTrouble) and fault.trouble != Trouble.NO_CALENDARS:
                    raise
                continue
            href, props = first
            if props.find(f"{DAV}resourcetype/{CAL}calendar") is not None:
                return href
            home = props.findtext(f"{CAL}calendar-home-set/{DAV}href")
            owner = props.findtext(f"{DAV}current-user-principal/{DAV}href")
            if not home and owner:
                for _href, own in self._propfind(owner, 0, "<c:calendar-home-set/>"):
                    home = own.findtext(f"{CAL}calendar-home-set/{DAV}href")
            if home:
                return self._absolute(home)
        raise DavTrouble(Trouble.NO_CALENDARS)

    def _well_known(self) -> str:
        """Return where the server's own name leads (RFC 6764, 5), if that is on the same host."""
        start = urljoin(self.url, "/.well-known/caldav")
        answer = self._ask("PROPFIND", start, _props("<d:current-user-principal/>"), depth="0")
        place = answer.headers.get("Location", "") if answer.status in {301, 302, 303, 307, 308} else ""
        return self._absolute(urljoin(start, place)) if place else start

    def _listed(self, calendar: str) -> Changes:
        found = {
            href: props.findtext(f"{DAV}getetag") or ""
            for href, props in self._propfind(calendar, 1, "<d:getetag/><d:resourcetype/>")
            if props.find(f"{DAV}resourcetype/{DAV}collection") is None
        }
        return Changes(found, frozenset(), "")

    def _propfind(self, where: str, depth: int, asked: str) -> list[tuple[str, ElementTree.Element]]:
        answer = self._ask("PROPFIND", where, _props(asked), depth=str(depth))
        tree = _tree(_of(answer, 207))
        return [(href, props) for href, _status, props in _responses(tree, self.url) if props is not None]

    def _items(self, answer: Answer) -> Iterator[Item]:
        for href, _status, props in _responses(_tree(_of(answer, 207)), self.url):
            data = props.findtext(f"{CAL}calendar-data") if props is not None else None
            if data and props is not None:
                yield Item(href, props.findtext(f"{DAV}getetag") or "", data)

    def _absolute(self, href: str) -> str:
        """Return the whole address of what the server names; the password goes to no other host."""
        whole = urljoin(self.url, href)
        if _origin(whole) != _origin(self.url):
            raise DavTrouble(Trouble.ELSEWHERE)
        return whole

    def _ask(
        self,
        method: str,
        where: str,
        body: str | bytes = b"",
        *,
        depth: str = "",
        more: dict[str, str] | None = None,
    ) -> Answer:
        sent = dict(self._headers) | (more or {})
        if depth:
            sent |= {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"}
        if isinstance(body, str):
            body = f'<?xml version="1.0" encoding="utf-8"?>{body}'.encode()
        whole = self._absolute(where)
        try:
            answer = send(
                method,
                whole,
                headers=sent,
                body=body or None,
                allowed=_allowed(whole),
                ports=None,
                seconds=SECONDS,
                most=MOST_BYTES,
            )
        except NotFetched as fault:
            raise DavTrouble(_TROUBLES.get(fault.trouble, Trouble.NOT_REACHED)) from fault
        if answer.status == 401 and self._renew is not None:
            renewed, self._renew = self._renew(self._password), None
            self._headers = {"Authorization": f"Bearer {renewed}"}
            return self._ask(method, where, body, depth=depth, more=more)
        if answer.status == 401:
            raise DavTrouble(Trouble.ACCESS if self._bearer else Trouble.PASSWORD)
        return answer


def checked_address(url: str) -> str:
    """Return the address of a server; only https leaves the house, http only to hosts that the settings name."""
    try:
        parts = urlsplit(url.strip())
        _port = parts.port
    except ValueError as fault:  # brackets or a port that are none
        raise DavTrouble(Trouble.ADDRESS) from fault
    inner = parts.hostname in settings.CALDAV_INNER
    if (
        parts.scheme not in ({"https", "http"} if inner else {"https"})
        or not parts.hostname
        or parts.username
    ):
        raise DavTrouble(Trouble.ADDRESS)
    path = quote(unquote(parts.path or "/"), safe="/@:~!$&'()*+,;=-._")
    return f"{parts.scheme}://{parts.netloc}{path}"


def _allowed(url: str) -> Callable[[str], bool]:
    return (lambda _address: True) if urlsplit(url).hostname in settings.CALDAV_INNER else is_public


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _props(asked: str) -> str:
    return f"<d:propfind {HEAD}><d:prop>{asked}</d:prop></d:propfind>"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _of(answer: Answer, *statuses: int) -> bytes:
    if answer.status in statuses:
        return answer.body
    if answer.status == 403:
        raise DavTrouble(Trouble.FORBIDDEN)
    if answer.status in {404, 405, 301, 302, 307, 308}:
        raise DavTrouble(Trouble.NO_CALENDARS)
    raise DavTrouble(Trouble.SERVER)


def _tree(body: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise DavTrouble(Trouble.SERVER)
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as fault:
        raise DavTrouble(Trouble.SERVER) from fault


def _responses(tree: ElementTree.Element, base: str) -> Iterator[tuple[str, str, ElementTree.Element | None]]:
    """Yield address, status and the properties that there are, of each answer."""
    for each in tree.findall(f"{DAV}response"):
        href = urljoin(base, (each.findtext(f"{DAV}href") or "").strip())
        found = None
        for stat in each.findall(f"{DAV}propstat"):
            if " 200" in (stat.findtext(f"{DAV}status") or ""):
                found = stat.find(f"{DAV}prop")
        yield href, each.findtext(f"{DAV}status") or "", found


def _may_write(props: ElementTree.Element) -> bool:
    """Whether one may put entries there; a server that says nothing of rights is asked when it comes to it."""
    said = props.find(f"{DAV}current-user-privilege-set")
    if said is None:
        return True
    names = {each.tag for privilege in said.findall(f"{DAV}privilege") for each in privilege}
    return bool(names & {f"{DAV}all", f"{DAV}write", f"{DAV}write-content"})
