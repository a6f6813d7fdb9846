"""Which answers do views of many apps give alike: how far work has come, a file to keep?"""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from grappe.ui.requests import Request


def progress(request: Request, template: str, context: dict[str, Any], *, busy: bool) -> HttpResponse:
    """Answer the fragment that says how far work has come; when it is over, HTMX loads the page anew."""
    answer = render(request, template, context)
    if not busy:
        answer["HX-Refresh"] = "true"
    return answer


def download(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """Answer a file of a content type, to be kept under a name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def csv_download(text: str, name: str) -> HttpResponse:
    """Answer a table as a CSV file; the mark in front tells spreadsheet programs that it is UTF-8."""
    return download("\ufeff" + text, name, "text/csv; charset=utf-8")


def shared(answer: HttpResponse, tag: str, *, seconds: int = 60) -> HttpResponse:
    """Let every cache keep an answer that is the same for everybody at this address.

    `tag` is the same as long as the answer is (ETag). SharedPageMiddleware sees to it that no cookie travels with it.
    """
    patch_cache_control(answer, public=True, max_age=seconds)
    answer["ETag"] = quote_etag(tag)
    answer.is_shared = True  # type: ignore[attr-defined]  # ours, on the answer
    return answer


def unchanged(request: Request, tag: str, *, seconds: int = 60) -> HttpResponse | None:
    """Answer 304 without making the page when the reader has it already; None where it has to be made."""
    answer = get_conditional_response(request, etag=quote_etag(tag))
    return shared(answer, tag, seconds=seconds) if isinstance(answer, HttpResponse) else None


def network_address(request: HttpRequest) -> str:
    """Return where a request comes from, as an address that is one; behind our own proxy what that one says.

    What is none (a port stands behind it, a proxy says nothing) is made one, or is where the proxy itself is; else empty.
    """
    said = ""
    if settings.BEHIND_PROXY:
        said = _address(request.headers.get("X-Forwarded-For", "").split(",")[-1])
    return said or _address(str(request.META.get("REMOTE_ADDR", "")))


def _address(text: str) -> str:
    text = text.strip()
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
