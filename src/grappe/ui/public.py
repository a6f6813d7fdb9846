"""How does a page for strangers speak? Its language is part of its address, so that caches may share it; no cookie says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.http import urlencode

from grappe.ui.requests import Request


def speak(request: Request, languages: Sequence[str]) -> str:
    """Speak the language that the address asks for, else the first that there is; return it."""
    asked = request.GET.get("language", "")
    language = asked if asked in languages else languages[0]
    translation.activate(language)
    return language


def switch(request: Request, languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return the page's own address in each language, for `ui/public.html`."""
    names = dict(settings.LANGUAGES)
    return [
        {
            "code": code, "name": names[code], "current": code == translation.get_language(),
            "url": f"{request.path}?{urlencode({'language': code})}",
            "whole": f"{settings.SITE_URL}{request.path}?{urlencode({'language': code})}",
        }
        for code in languages
    ]  # fmt: skip
