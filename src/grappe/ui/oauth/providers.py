"""Which providers let people connect a mailbox or a calendar by signing in there? Read from a file, once, as Grappe starts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.core.exceptions import ImproperlyConfigured

FILE = "GRAPPE_CONNECT_FILE"
KNOWN = {
    "id", "name", "issuer", "authorization_endpoint", "token_endpoint", "revocation_endpoint", "client_id", "secret",
    "secret_env", "client_auth", "authorize", "domains", "mail", "calendar",
}  # fmt: skip
OURS = {  # what the protocol sets in a request for authorization: nobody's to set otherwise
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
}  # fmt: skip
CLIENT_AUTH = ("client_secret_basic", "client_secret_post", "none")
SECURITY = ("tls", "starttls", "none")
LOOPBACK = ("localhost", "127.0.0.1")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class MailPlace:
    """Where the provider's mailboxes are read (IMAP), and what is asked for."""

    scopes: tuple[str, ...]
    host: str
    port: int = 993
    security: str = "tls"


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """Where the provider's calendars are (CalDAV; `{address}` stands for the mail address), and what is asked for."""

    scopes: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it was set up. Without an issuer, the endpoints are given; `secret` empty: a public client."""

    ident: str
    name: str
    client_id: str
    secret: str = ""
    client_auth: str = ""
    issuer: str = ""
    authorization: str = ""
    token: str = ""
    revocation: str = ""
    authorize: tuple[tuple[str, str], ...] = ()
    domains: tuple[str, ...] = ()
    mail: MailPlace | None = None
    calendar: CalendarPlace | None = None

    def offered_for(self, address: str) -> bool:
        """Whether it is offered to who has a mail address: one of its domains, where it names some."""
        return not self.domains or address.rpartition("@")[2].strip().lower() in self.domains


@dataclass(frozen=True, slots=True)
class Providers:
    """All providers that were set up, in their order."""

    all: tuple[Provider, ...] = ()

    def by_ident(self, ident: str) -> Provider | None:
        return next((each for each in self.all if each.ident == ident), None)


def read(environment: dict[str, str] | None = None) -> Providers:
    """Return the providers that the file of GRAPPE_CONNECT_FILE says. Raises ImproperlyConfigured, naming the fault."""
    env = dict(os.environ) if environment is None else environment
    if not env.get(FILE):
        return Providers()
    try:
        found = yaml.safe_load(Path(env[FILE]).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise ImproperlyConfigured(f"{FILE} cannot be read: {fault}") from fault
    entries = found.get("providers") if isinstance(found, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ImproperlyConfigured(f"{FILE} needs a list of `providers`.")
    made = tuple(provider(entry, env) for entry in entries)
    twice = {each.ident for each in made if [one.ident for one in made].count(each.ident) > 1}
    if twice:
        raise ImproperlyConfigured(f"{FILE}: two providers have the id {', '.join(sorted(twice))}.")
    return Providers(made)


def provider(entry: Any, env: dict[str, str]) -> Provider:
    """Return a provider as an entry of the file says it. Raises ImproperlyConfigured."""
    if not isinstance(entry, dict):
        raise ImproperlyConfigured(f"{FILE}: a provider is a list of names and values: {entry!r}")
    ident = str(entry.get("id", ""))
    if not _ID.fullmatch(ident):
        raise ImproperlyConfigured(f"{FILE}: a provider needs an `id` of small letters and digits: {ident!r}")
    _only(ident, entry, KNOWN)
    if not entry.get("mail") and not entry.get("calendar"):
        raise ImproperlyConfigured(f"{ident}: neither `mail` nor `calendar`: there is nothing to connect.")
    given = [name for name in ("authorization_endpoint", "token_endpoint") if entry.get(name)]
    if not entry.get("issuer") and len(given) < 2:
        raise ImproperlyConfigured(
            f"{ident}: needs an `issuer`, or both `authorization_endpoint` and `token_endpoint`."
        )
    secret, auth = _secret(ident, entry, env), str(entry.get("client_auth") or "")
    if auth and auth not in CLIENT_AUTH:
        raise ImproperlyConfigured(f"{ident}: `client_auth` is one of {', '.join(CLIENT_AUTH)}: {auth!r}")
    return Provider(
        ident, str(entry.get("name") or ident), _text(ident, entry, "client_id"), secret, auth,
        issuer=_address(ident, entry, "issuer"), authorization=_address(ident, entry, "authorization_endpoint"),
        token=_address(ident, entry, "token_endpoint"), revocation=_address(ident, entry, "revocation_endpoint"),
        authorize=_authorize(ident, entry), domains=_domains(ident, entry),
        mail=_mail(ident, entry["mail"]) if entry.get("mail") else None,
        calendar=_calendar(ident, entry["calendar"]) if entry.get("calendar") else None,
    )  # fmt: skip


def _only(ident: str, entry: dict[Any, Any], known: set[str], where: str = "") -> None:
    unknown = sorted(set(map(str, entry)) - known)
    if unknown:
        raise ImproperlyConfigured(f"{ident}: {where}what we do not know: {', '.join(unknown)}")


def _text(ident: str, entry: dict[Any, Any], name: str, where: str = "") -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ImproperlyConfigured(f"{ident}: {where}needs `{name}`.")
    return value.strip()


def _secret(ident: str, entry: dict[Any, Any], env: dict[str, str]) -> str:
    name = entry.get("secret_env")
    if not name:
        return str(entry.get("secret") or "")
    if not env.get(str(name)):
        raise ImproperlyConfigured(f"{ident}: the variable {name}, which `secret_env` names, is empty.")
    return env[str(name)]


def _address(ident: str, entry: dict[Any, Any], name: str) -> str:
    value = str(entry.get(name) or "").strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        _port = parts.port
    except ValueError as fault:
        raise ImproperlyConfigured(f"{ident}: `{name}` is no address: {value}") from fault
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    ):
        raise ImproperlyConfigured(f"{ident}: `{name}` needs an https address: {value}")
    return value


def _authorize(ident: str, entry: dict[Any, Any]) -> tuple[tuple[str, str], ...]:
    value = entry.get("authorize") or {}
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise ImproperlyConfigured(
            f"{ident}: `authorize` is names and texts, for example access_type: offline"
        )
    if taken := sorted(OURS & set(map(str, value))):
        raise ImproperlyConfigured(f"{ident}: `authorize` cannot set {', '.join(taken)}.")
    return tuple((str(name), text) for name, text in value.items())


def _list(ident: str, entry: dict[Any, Any], name: str, where: str = "") -> tuple[str, ...]:
    value = entry.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise ImproperlyConfigured(f"{ident}: {where}`{name}` is a list of texts: {value!r}")
    return tuple(each.strip() for each in value)


def _domains(ident: str, entry: dict[Any, Any]) -> tuple[str, ...]:
    return tuple(each.lower().removeprefix("@") for each in _list(ident, entry, "domains"))


def _part(ident: str, entry: Any, name: str, known: set[str]) -> tuple[str, ...]:
    """Check one of `mail` and `calendar`, and return its scopes."""
    where = f"`{name}`: "
    if not isinstance(entry, dict):
        raise ImproperlyConfigured(f"{ident}: {where}names and values are wanted: {entry!r}")
    _only(ident, entry, known, where)
    scopes = _list(ident, entry, "scopes", where)
    if not scopes:
        raise ImproperlyConfigured(f"{ident}: {where}needs `scopes`.")
    return scopes


def _mail(ident: str, entry: Any) -> MailPlace:
    scopes = _part(ident, entry, "mail", {"host", "port", "security", "scopes"})
    port, security = entry.get("port", 993), entry.get("security", "tls")
    if not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65535:
        raise ImproperlyConfigured(f"{ident}: `mail`: `port` is a number up to 65535: {port!r}")
    if security not in SECURITY:
        raise ImproperlyConfigured(
            f"{ident}: `mail`: `security` is one of {', '.join(SECURITY)}: {security!r}"
        )
    return MailPlace(scopes, _text(ident, entry, "host", "`mail`: "), port, security)


def _calendar(ident: str, entry: Any) -> CalendarPlace:
    scopes = _part(ident, entry, "calendar", {"url", "scopes"})
    _text(ident, entry, "url", "`calendar`: ")
    url = str(entry["url"]).strip()
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or "{" in parts.netloc or not parts.hostname:
        raise ImproperlyConfigured(
            f"{ident}: `calendar`: `url` needs a whole address, `{{address}}` in its path only: {url}"
        )
    return CalendarPlace(scopes, url)
