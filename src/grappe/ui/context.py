"""What does every page know? The demo flag, the menu's sections, today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from grappe.ui import clock
from grappe.ui.navigation import sections


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs beside its own context."""
    return {
        "demo": settings.DEMO,
        "sections": sections(request),
        "today": clock.today(),
    }
