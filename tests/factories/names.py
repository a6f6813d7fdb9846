"""How does a test get a real name server? A small one on loopback that answers in the DNS's own format, over UDP."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class _Asked(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        content, line = self.request
        question = dns.message.from_wire(content)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        (wanted,) = question.question
        self.server.asked.append((wanted.name.to_text(omit_final_dot=True), wanted.rdtype.name))
        rows = self.server.rows.get(self.server.asked[-1])
        if rows:
            answer.answer.append(dns.rrset.from_text(wanted.name, 60, "IN", wanted.rdtype, *rows))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        line.sendto(answer.to_wire(), self.client_address)


@contextmanager
def server(rows: dict[tuple[str, str], list[str]]) -> Iterator[tuple[tuple[str, int], list[tuple[str, str]]]]:
    """Answer questions (name, type) until the end of the block; give its address, and the list of what it was asked."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Asked) as running:
        running.rows, running.asked = rows, []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        try:
            yield running.server_address, running.asked
        finally:
            running.shutdown()
