"""How is a part of an event moved up or down among its like, and how is that said?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from grappe.apps.events import operations, permissions
from grappe.apps.events.queries.order import Place
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request


def moved(request: Request, part: Any) -> None:
    """Move a part the way that the button says. Raises PermissionDenied, BadInput for another way."""
    permissions.check_can_manage_event(request.user, part.event)
    way = request.POST.get("way", "")
    if way not in ("up", "down"):
        raise BadInput(_("Say whether it moves up or down."))
    operations.move(part=part, up=way == "up", by=request.user)


def said_of(label: str, place: Place) -> str:
    """Return which place a part has now, for eyes and ears."""
    words = {"label": label, "number": place.number, "of": place.of}
    return _("“%(label)s” is number %(number)s of %(of)s now.") % words
