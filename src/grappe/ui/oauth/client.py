"""How do we speak with a provider (RFC 6749, 7009, 7636, 8414)? Authlib writes and reads the requests.

The addresses are those that whoever runs Grappe set up, or that the document of the issuer names; no person types one.
Nothing that a provider answers is shown: what went wrong is told in our words, and its code stands in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2 import rfc8414
from authlib.oidc import discovery

from grappe.ui.oauth.providers import LOOPBACK, Provider
from grappe.ui.oauth.tokens import Token

log = structlog.get_logger(__name__)
SECONDS = 10.0
MOST_TEXT = 16_000  # characters of one token: providers that pack claims into it stay below
# By these a provider says that the person has to sign in there anew (RFC 6749, 5.2; OpenID Connect Core, 3.1.2.6).
GONE = frozenset({"invalid_grant", "interaction_required", "login_required", "consent_required"})
NOT_GIVEN = frozenset({"access_denied", "consent_required", "interaction_required", "login_required"})


class Why(StrEnum):
    """Why there is no access."""

    REFUSED = "refused"  # who it is of has to sign in anew
    UNREACHED = "unreached"  # it is tried again
    SETUP = "setup"  # whoever runs Grappe has to look at what was set up


class AccessTrouble(Exception):
    """A provider gives no access; `why` says whose turn it is, `detail` what it said, for logs and for the check alone."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(detail or str(why))
        self.why, self.detail = why, detail


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is spoken to; `revocation` empty: it has none. `auth`: how we say who we are."""

    authorization: str
    token: str
    revocation: str
    auth: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The address to which somebody is sent, and what proves later that the answer is one to this question."""

    url: str
    state: str
    verifier: str


def endpoints(provider: Provider) -> Endpoints:
    """Return where a provider is spoken to, by the document of its issuer where it has one. Raises AccessTrouble."""
    said = _document(provider.issuer) if provider.issuer else {}
    auth = provider.client_auth or ("none" if not provider.secret else "client_secret_basic")
    offered = said.get("token_endpoint_auth_methods_supported")
    if auth == "client_secret_basic" and not provider.client_auth and isinstance(offered, list):
        auth = "client_secret_post" if auth not in offered and "client_secret_post" in offered else auth
    return Endpoints(
        provider.authorization or _named(said, "authorization_endpoint"),
        provider.token or _named(said, "token_endpoint"),
        provider.revocation or (_named(said, "revocation_endpoint") if "revocation_endpoint" in said else ""),
        auth,
    )


def faults_of(provider: Provider) -> list[str]:
    """Say what is wrong with how a provider was set up, as far as it shows without a person who signs in."""
    try:
        where = endpoints(provider)
        with _session(
            provider, where
        ) as session:  # a refresh token of nobody's: whoever knows us refuses only that
            _spoken(
                provider, lambda: session.refresh_token(where.token, refresh_token="grappe-check", **PLAIN)
            )
    except AccessTrouble as fault:
        return (
            []
            if fault.detail in {"invalid_grant", "invalid_request"}
            else [f"{provider.ident}: {fault.detail}"]
        )
    return []


@cache
def _document(issuer: str) -> dict[str, Any]:
    """Return what an issuer says of itself (RFC 8414; OpenID Connect Discovery), asked once. Raises AccessTrouble."""
    places = [discovery.get_well_known_url(issuer, external=True), rfc8414.get_well_known_url(issuer, external=True)]  # fmt: skip
    status = 0
    for place in places:
        try:
            answer = requests.get(place, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException as fault:
            raise AccessTrouble(Why.UNREACHED, f"{place}: {type(fault).__name__}") from fault
        status = answer.status_code
        if status != 200:
            continue
        try:
            said = answer.json()
        except ValueError as fault:
            raise AccessTrouble(Why.SETUP, f"{place}: this is no JSON") from fault
        if not isinstance(said, dict) or str(said.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
            named = said.get("issuer") if isinstance(said, dict) else None
            raise AccessTrouble(
                Why.SETUP, f"{place}: it is of the issuer {named}, not {issuer} (RFC 8414, 3.3)"
            )
        return said
    why = Why.UNREACHED if status >= 500 else Why.SETUP
    raise AccessTrouble(why, f"{places[0]}: no document there (HTTP {status})")


def _named(said: dict[str, Any], name: str) -> str:
    """Return an address of the document: it is spoken to with our secret, so it has to be an https one."""
    value = said.get(name)
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise AccessTrouble(Why.SETUP, f"the issuer's document names no https address as {name}: {value!r}")
    return str(value)


def ask(provider: Provider, *, scopes: tuple[str, ...], back: str, hint: str) -> Asked:
    """Return where to send somebody, with a state and a PKCE challenge of this question alone. Raises AccessTrouble."""
    where, verifier = endpoints(provider), generate_token(64)
    with _session(provider, where, scopes=scopes, redirect_uri=back) as session:
        url, state = session.create_authorization_url(
            where.authorization, code_verifier=verifier, login_hint=hint, **dict(provider.authorize)
        )
    return Asked(url, state, verifier)


def take(
    provider: Provider, *, scopes: tuple[str, ...], back: str, code: str, verifier: str, at: datetime
) -> Token:
    """Return the right of access that a code stands for (RFC 6749, 4.1.3). Raises AccessTrouble."""
    where = endpoints(provider)
    with _session(provider, where, scopes=scopes, redirect_uri=back) as session:
        said = _spoken(
            provider,
            lambda: session.fetch_token(
                where.token, grant_type="authorization_code", code=code, code_verifier=verifier, **PLAIN
            ),
        )
    token = _token(provider, said, "", at)
    if not token.refresh:
        raise AccessTrouble(
            Why.SETUP, "no refresh token: a scope (offline_access) or a word in `authorize` is missing"
        )
    return token


def renew(provider: Provider, token: Token, *, scopes: tuple[str, ...], at: datetime) -> Token:
    """Return a new right of access; with it the old refresh token may be void (RFC 6749, 6). Raises AccessTrouble."""
    where = endpoints(provider)
    with _session(provider, where, scopes=scopes) as session:
        said = _spoken(
            provider, lambda: session.refresh_token(where.token, refresh_token=token.refresh, **PLAIN)
        )
    return _token(provider, said, token.refresh, at)


def revoke(provider: Provider, token: Token) -> None:
    """Tell a provider that a right of access is given up (RFC 7009); nothing where it cannot be told.

    Raises AccessTrouble where it is worth trying again (UNREACHED: 503 asks for it, 2.2.1), or is never heard as things are.
    """
    try:
        where = endpoints(provider)
        if not where.revocation:
            return
        with _session(provider, where) as session:
            answer = session.revoke_token(
                where.revocation, token=token.refresh or token.access, token_type_hint="refresh_token", **PLAIN
            )  # fmt: skip
    except (AuthlibBaseError, requests.RequestException) as fault:
        raise AccessTrouble(Why.UNREACHED, type(fault).__name__) from fault
    if answer.status_code != 200:
        busy = answer.status_code >= 500 or answer.status_code == 429
        raise AccessTrouble(Why.UNREACHED if busy else Why.SETUP, f"HTTP {answer.status_code}")


PLAIN: dict[str, Any] = {"timeout": SECONDS, "allow_redirects": False}


def _session(
    provider: Provider, where: Endpoints, *, scopes: tuple[str, ...] = (), redirect_uri: str | None = None
) -> Any:
    return OAuth2Session(
        provider.client_id, provider.secret or None, token_endpoint_auth_method=where.auth,
        revocation_endpoint_auth_method=where.auth, scope=" ".join(scopes) or None, redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )  # fmt: skip


def _spoken(provider: Provider, speak: Any) -> dict[str, Any]:
    """Return what the token endpoint answers; its faults in three kinds."""
    try:
        return dict(speak())
    except AuthlibBaseError as fault:
        log.warning("no access", provider=provider.ident, error=fault.error)
        if fault.error in GONE:
            raise AccessTrouble(Why.REFUSED, str(fault.error)) from fault
        busy = fault.error in {"temporarily_unavailable", "server_error"}
        raise AccessTrouble(Why.UNREACHED if busy else Why.SETUP, str(fault.error)) from fault
    except requests.HTTPError as fault:
        status = fault.response.status_code if fault.response is not None else 0
        log.warning("no access", provider=provider.ident, status=status)
        busy = status >= 500 or status == 429
        raise AccessTrouble(Why.UNREACHED if busy else Why.SETUP, f"HTTP {status}") from fault
    except requests.RequestException as fault:
        log.warning("no access", provider=provider.ident, fault=type(fault).__name__)
        raise AccessTrouble(Why.UNREACHED, type(fault).__name__) from fault
    except ValueError as fault:
        log.warning("no access", provider=provider.ident, fault="no JSON")
        raise AccessTrouble(Why.SETUP, "the token endpoint answers no JSON") from fault


def _token(provider: Provider, said: dict[str, Any], refresh: str, at: datetime) -> Token:
    access, kind = said.get("access_token"), str(said.get("token_type", "bearer"))
    again, lasts = said.get("refresh_token") or refresh, said.get("expires_in")
    texts = isinstance(access, str) and isinstance(again, str) and len(access) + len(again) <= MOST_TEXT
    # What stands in a line of IMAP and in a header is a b64token (RFC 6750, 2.1), and nothing that ends the line.
    if not texts or not access or not str(access).isascii() or not str(access).isprintable() or " " in access:
        log.warning("no access", provider=provider.ident, fault="no token in the answer")
        raise AccessTrouble(Why.SETUP, "no token in the answer of the token endpoint")
    if kind.lower() != "bearer":
        raise AccessTrouble(Why.SETUP, f"a token of the kind {kind[:40]!r}, not Bearer")
    try:
        ends = at.astimezone(UTC) + timedelta(seconds=int(lasts)) if lasts is not None else None
    except (ValueError, TypeError, OverflowError):
        ends = None
    return Token(str(access), str(again), ends)
