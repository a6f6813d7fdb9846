"""How does a need come to be, and how is it decided on? The names that other apps may rely on."""

from grappe.apps.needs.operations.needs import (
    add_need,
    confirm_need,
    dismiss_need,
    edit_need,
    meet_need,
    propose_from_run,
    put_back,
)

__all__ = [
    "add_need",
    "confirm_need",
    "dismiss_need",
    "edit_need",
    "meet_need",
    "propose_from_run",
    "put_back",
]
