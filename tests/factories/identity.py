"""How does a test get a provider that gives access to mailboxes and calendars? A small authorization server, by real HTTP.

It knows RFC 6749 (code, refresh tokens that are good once), 7636 (S256 only), 7009, 7662 and 8414. It shares no code with
Grappe. Whoever is asked for (`login_hint`) is who signs in; `answers` says what comes of it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

CLIENT, SECRET = "grappe", "a secret: of the client"


@dataclass
class Identity:
    """The provider: what it gave, and what it was asked."""

    url: str = ""
    lasts: int = 3600  # seconds that a right of access is good for
    answer: str = ""  # an error to come back with instead of a code
    page: bool = False  # a person presses a button there
    busy: bool = False  # the token endpoint answers 503
    deaf: int = 0  # with which status it refuses to hear that an access is given up
    slow: float = 0.0  # seconds that it takes to renew
    without_refresh: bool = False
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    access: dict[str, tuple[str, float]] = field(default_factory=dict)  # token: whose, until when
    refresh: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)  # refresh tokens that came, in their order
    revoked: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)  # what came to the token endpoint
    lock: threading.Lock = field(default_factory=threading.Lock)

    def who(self, token: str) -> str:
        """Return whose right of access it is, nothing for one that is not good."""
        whose, until = self.access.get(token, ("", 0.0))
        return whose if until > time.time() else ""

    def give(self, whose: str) -> dict[str, Any]:
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.access[access], self.refresh[refresh] = (whose, time.time() + self.lasts), whose
        said = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.lasts,
            "refresh_token": refresh,
        }
        if self.without_refresh:
            del said["refresh_token"]
        return said

    def end_access(self) -> None:
        """Void all rights of access, and leave by what they are made anew."""
        self.access.clear()

    def end_all(self) -> None:
        """Void everything, as an administrator there does."""
        self.access.clear()
        self.refresh.clear()


@contextmanager
def server() -> Iterator[Identity]:
    """Run a provider until the end of the block."""
    identity = Identity()

    class Handler(_Handler):
        provider = identity

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    identity.url = f"http://127.0.0.1:{running.server_address[1]}"
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield identity
    finally:
        running.shutdown()
        running.server_close()


class _Handler(BaseHTTPRequestHandler):
    provider: Identity

    def log_message(self, *_arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        place, asked = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
        if place == "/.well-known/openid-configuration":
            url = self.provider.url
            names = {"authorization": "authorize", "token": "token", "revocation": "revoke"}
            self._json(
                200, {"issuer": url, **{f"{name}_endpoint": f"{url}/{at}" for name, at in names.items()}}
            )
        elif place == "/authorize":
            self._authorize(asked)
        else:
            self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        place = urlsplit(self.path).path
        if place == "/introspect":  # Dovecot asks: RFC 7662
            whose = self.provider.who(asked.get("token", ""))
            self._json(200, {"active": bool(whose), "username": whose} if whose else {"active": False})
        elif not self._is_client():
            self._json(401, {"error": "invalid_client"})
        elif place == "/revoke" and self.provider.deaf:
            self._json(self.provider.deaf, {})
        elif place == "/revoke":
            self.provider.revoked.append(asked["token"])
            self.provider.refresh.pop(asked["token"], None)
            self._json(200, {})
        elif place == "/token":
            self._token(asked)
        else:
            self._json(404, {})

    def _is_client(self) -> bool:
        kind, _sep, said = self.headers.get("Authorization", "").partition(" ")
        name, _sep, secret = (
            base64.b64decode(said).decode().partition(":") if kind == "Basic" else ("", "", "")
        )
        return (unquote_plus(name), secret) == (CLIENT, SECRET)

    def _authorize(self, asked: dict[str, str]) -> None:
        right = asked.get("response_type") == "code" and asked.get("client_id") == CLIENT
        if not right or asked.get("code_challenge_method") != "S256" or not asked.get("state"):
            self._json(400, {"error": "invalid_request", "asked": asked})
        elif self.provider.page and "pressed" not in asked:
            there = urlencode({**asked, "pressed": "yes"})
            text = f'<!doctype html><html lang="en"><title>Provider</title><h1>{asked["login_hint"]}</h1>'
            self._send(200, "text/html", f'{text}<a href="/authorize?{there}">Allow</a></html>'.encode())
        else:
            code = secrets.token_urlsafe(12)
            self.provider.codes[code] = asked
            said = {"error": self.provider.answer} if self.provider.answer else {"code": code}
            back = urlencode({**said, "state": asked["state"], "iss": self.provider.url})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()

    def _token(self, asked: dict[str, str]) -> None:
        provider = self.provider
        with provider.lock:
            provider.asked.append(asked)
            if provider.busy:
                self._json(503, {"error": "temporarily_unavailable"})
            elif asked.get("grant_type") == "authorization_code":
                begun = provider.codes.pop(asked.get("code", ""), None)
                digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                proved = {"code_challenge": challenge, "redirect_uri": asked["redirect_uri"]}
                if begun is None or not proved.items() <= begun.items():
                    self._json(400, {"error": "invalid_grant"})
                else:
                    self._json(200, provider.give(begun["login_hint"]))
            elif asked.get("grant_type") == "refresh_token":
                provider.used.append(asked["refresh_token"])
                whose = provider.refresh.pop(asked["refresh_token"], None)  # good once
                time.sleep(provider.slow)
                self._json(200, provider.give(whose)) if whose else self._json(
                    400, {"error": "invalid_grant"}
                )
            else:
                self._json(400, {"error": "unsupported_grant_type"})

    def _json(self, status: int, said: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
