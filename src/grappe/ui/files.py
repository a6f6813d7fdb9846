"""How does somebody's file go out again, so that no browser ever runs it?"""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer a file to be kept under its own name (RFC 6266, 4.3), never shown in the page or guessed at.

    Whoever calls has asked whether this reader may have it.
    """
    answer = HttpResponse(content, content_type=content_type)
    plain = "".join(char if char.isascii() and char not in '"\\%' else "_" for char in name)
    answer["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
