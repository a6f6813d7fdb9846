"""What may be written about aids? One module for each thing that is done."""

from grappe.apps.aids.operations.awards import (
    AwardValues,
    change_award,
    record_award,
    restore_award,
    withdraw_award,
)
from grappe.apps.aids.operations.programmes import (
    Loaded,
    encode_waiting,
    load_programmes,
    order_encoding,
)

__all__ = [
    "AwardValues",
    "Loaded",
    "change_award",
    "encode_waiting",
    "load_programmes",
    "order_encoding",
    "record_award",
    "restore_award",
    "withdraw_award",
]
