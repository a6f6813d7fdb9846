"""How does a test get a calendar server that takes rights of access? A real proxy before Radicale, which takes passwords only.

It asks the provider whose a token is (RFC 6750), and passes the request on in that person's name; without one it answers 401.
"""

from __future__ import annotations

import base64
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from factories.identity import Identity

HOP = {"connection", "transfer-encoding", "content-length", "host", "authorization", "accept-encoding"}


@contextmanager
def proxy(provider: Identity, radicale: str, *, name: str, password: str) -> Iterator[str]:
    """Run the proxy until the end of the block; whoever has a right of access is `name` behind it."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kind, _sep, token = self.headers.get("Authorization", "").partition(" ")
            if kind != "Bearer" or not provider.who(token):
                self._answer(401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}, b"")
                return
            said = base64.b64encode(f"{name}:{password}".encode()).decode()
            sent = {key: value for key, value in self.headers.items() if key.lower() not in HOP}
            line = http.client.HTTPConnection(urlsplit(radicale).netloc, timeout=20)
            line.request(self.command, self.path, body, {**sent, "Authorization": f"Basic {said}"})
            came = line.getresponse()
            found = {key: value for key, value in came.getheaders() if key.lower() not in HOP}
            self._answer(came.status, found, came.read())
            line.close()

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(body)

    for method in ("GET", "PUT", "DELETE", "PROPFIND", "REPORT", "OPTIONS"):
        setattr(Handler, f"do_{method}", Handler._pass_on)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{running.server_address[1]}/"
    finally:
        running.shutdown()
        running.server_close()
