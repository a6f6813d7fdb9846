"""How is a card of a board brought into another state?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.lists.operations.kinds import board_of
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui import moments
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def move_card(*, kind: str, key: int, to: str, seen: str, note: str = "", by: User, at: datetime) -> Any:
    """Bring a record into a state by its app's operation; return it as it stands then. `seen` is the state that somebody saw.

    Raises DoesNotExist, PermissionDenied, Stale where it is in another state by now, BadInput for what the operation refuses.
    """
    catalogue = Catalogue(by, moments.local_date(at))
    board = board_of(kind, catalogue.asked)
    rows = catalogue.kind(kind).rows()
    row = rows.get(pk=key)
    if board is None or to not in dict(board.states):
        raise BadInput(_("There is no such state."))
    if board.state(row) != seen:
        raise Stale(_("Somebody else moved it meanwhile. Look at the board again."), row)
    with pghistory.context(user=by.pk):
        board.move(row, to, note=note, by=by, at=at)
    return rows.get(pk=key)
