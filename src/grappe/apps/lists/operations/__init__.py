"""What may be written about lists?"""

from grappe.apps.lists.operations.files import order_file, path_of, write_file, write_now
from grappe.apps.lists.operations.views import (
    change_view,
    delete_view,
    keep_definition,
    open_first,
    save_view,
)

__all__ = [
    "change_view",
    "delete_view",
    "keep_definition",
    "open_first",
    "order_file",
    "path_of",
    "save_view",
    "write_file",
    "write_now",
]
