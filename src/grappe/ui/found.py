"""What does an address mean: which thing, which number? What is not there is a 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from grappe.ui.requests import Request

Thing = TypeVar("Thing")


def found_or_404(ask: Callable[..., Thing], key: int | str, request: Request, **more: Any) -> Thing:
    """Return what a query finds by a key for the user; Http404 where there is nothing."""
    try:
        return ask(key, for_user=request.user, **more)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def number_in(request: Request, name: str) -> int | None:
    """Return a whole number of the query string, None where it is none that a column can hold."""
    return _number(request.GET.get(name, ""))


def moments_in(request: Request) -> dict[str, int | None]:
    """Return which two moments of a text are to be compared, and which page of its history is shown."""
    return {name: number_in(request, name) for name in ("older", "newer", "page")}


def number_sent(request: Request, name: str) -> int | None:
    """Return a whole number that a form sends, None where it is none that a column can hold."""
    return _number(request.POST.get(name, ""))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def words_in(request: Request, name: str, most: int = 100) -> str:
    """Return what was typed into a search of the query string, without what no text in the database can hold."""
    return request.GET.get(name, "").replace("\x00", " ").strip()[:most]
