"""Where are the calendars of somebody who gives only a mail address? Their domain says so in the DNS (RFC 6764).

What the DNS says is not proved: a server outside the domain of the address gets no password before its owner has said yes
(RFC 6764, 8). Nothing is connected to here; `dav.Server` does so, at addresses that it checks.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.nameserver
import dns.resolver
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SECONDS = 6.0  # for all that is asked
MOST = 4  # servers of a domain
_ADDRESS = re.compile(r"^[^\s@/:]{1,64}@([^\s@/:]{1,253})$")
_HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A calendar server that a domain names; `own`: it lies in that domain, or names nothing else."""

    url: str
    own: bool


def domain_in(text: str) -> str:
    """Return the domain of a text that is a mail address and no address of a server, in letters of the DNS; else nothing."""
    found = _ADDRESS.match(text.strip())
    if found is None:
        return ""
    try:
        domain = found[1].encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        return ""
    return domain if _HOST.match(domain) else ""


def places(domain: str, *, resolver: dns.resolver.Resolver | None = None) -> list[Place]:
    """Return where the calendars of a domain are, in the order in which to try: as it says (SRV, TXT), else its own name.

    Without TLS (`_caldav`) only at hosts that the settings name as inner ones. None where it says that it has no calendars.
    """
    asked = resolver or configured()
    found: list[Place] = []
    for service, scheme in (("_caldavs", "https"), ("_caldav", "http")):
        name = f"{service}._tcp.{domain}"
        for host, port in _servers(asked, name):
            if not host:
                return found  # ".": RFC 2782, decidedly not there
            if scheme == "https" or host in settings.CALDAV_INNER:
                own = host == domain or host.endswith(f".{domain}")
                found.append(Place(f"{scheme}://{host}:{port}{_path(asked, name)}", own))
    if not found:
        found = [Place(f"https://{domain}/", True)]  # then `/.well-known/caldav` there
    return list(dict.fromkeys(found))[:MOST]


def configured() -> dns.resolver.Resolver:
    """Return who is asked: the servers of the settings, or those of the machine."""
    made = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
    if settings.DNS_SERVERS:
        made.nameservers = [_name_server(each) for each in settings.DNS_SERVERS]
    made.lifetime = SECONDS
    return made


def _name_server(text: str) -> dns.nameserver.Do53Nameserver:
    host, _sep, port = text.strip().partition("#")
    try:
        return dns.nameserver.Do53Nameserver(str(ipaddress.ip_address(host)), int(port or 53))
    except ValueError as fault:
        raise ImproperlyConfigured(f"GRAPPE_DNS: {text!r} is no address, with or without #port") from fault


def _servers(resolver: dns.resolver.Resolver, name: str) -> Iterator[tuple[str, int]]:
    """Yield host and port of each server of a service, by priority and, of one priority, by chance and weight."""
    for row in _rows(resolver, name, "SRV"):
        host = row.target.to_text(omit_final_dot=True).lower()
        if host in ("", "."):
            yield "", 0
        elif _HOST.match(host) and row.port:
            yield host, row.port


def _path(resolver: dns.resolver.Resolver, name: str) -> str:
    """Return the path that a service names (`path=/…`), else the root: from there the server leads on."""
    for row in _rows(resolver, name, "TXT"):
        said = b"".join(row.strings).decode("utf-8", "replace")
        key, _sep, value = said.partition("=")
        if key.strip().lower() == "path" and re.fullmatch(r"/[^\s\\?#]{0,400}", value.strip()):
            return value.strip()
    return "/"


def _rows(resolver: dns.resolver.Resolver, name: str, kind: str) -> list[Any]:
    try:
        answer = resolver.resolve(name, kind, search=False)
    except (dns.exception.DNSException, OSError):  # none, no such name, nobody answers: its own name is tried
        return []
    return list(answer.rrset.processing_order()) if answer.rrset is not None else []
