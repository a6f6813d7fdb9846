"""What may be written about aids? One module for each thing that is done."""

from grappe.apps.aids.operations.programmes import (
    Loaded,
    encode_waiting,
    load_programmes,
    order_encoding,
)

__all__ = ["Loaded", "encode_waiting", "load_programmes", "order_encoding"]
