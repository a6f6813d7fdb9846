"""What does every page know? The demo flag, the menu, today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from grappe.ui import clock
from grappe.ui.navigation import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs beside its own context."""
    return {
        "demo": settings.DEMO,
        "menu": menu(request),
        "today": clock.today(),
    }
