"""What may be written about lists?"""

from grappe.apps.lists.operations.acting import do_act, go_back, go_on, look, prepare_act, undo_act
from grappe.apps.lists.operations.boards import move_card
from grappe.apps.lists.operations.breaking_off import give_up_act, resume_act
from grappe.apps.lists.operations.files import forget_old, order_file, path_of, write_file, write_now
from grappe.apps.lists.operations.kinds import acts_of, board_of
from grappe.apps.lists.operations.views import (
    change_view,
    delete_view,
    keep_definition,
    open_first,
    save_view,
)

__all__ = [
    "acts_of",
    "board_of",
    "change_view",
    "delete_view",
    "do_act",
    "forget_old",
    "give_up_act",
    "go_back",
    "go_on",
    "keep_definition",
    "look",
    "move_card",
    "open_first",
    "order_file",
    "path_of",
    "prepare_act",
    "resume_act",
    "save_view",
    "undo_act",
    "write_file",
    "write_now",
]
