"""What may be written about aids? One module for each thing that is done."""

from grappe.apps.aids.operations.awards import (
    AwardValues,
    change_award,
    record_award,
    restore_award,
    withdraw_award,
)
from grappe.apps.aids.operations.catalogues import (
    About,
    Loaded,
    encode_waiting,
    order_encoding,
    seal,
    set_nightly,
    store_catalogue,
    withdraw_catalogue,
)
from grappe.apps.aids.operations.programme_import_runs import (
    apply_programme_import,
    perform_programme_import,
    receive_programmes,
)
from grappe.apps.aids.operations.programme_imports import (
    Outcome,
    import_programmes,
    write_catalogue,
    write_refusals,
)
from grappe.apps.aids.operations.programmes import load_programmes
from grappe.apps.aids.operations.sweep_exports import order_export, write_export
from grappe.apps.aids.operations.sweeps import (
    forget_old_rows,
    perform_sweep,
    resume_sweep,
    start_sweep,
    sweep_nightly,
)

__all__ = [
    "write_refusals",
    "write_catalogue",
    "import_programmes",
    "Outcome",
    "receive_programmes",
    "perform_programme_import",
    "apply_programme_import",
    "About",
    "AwardValues",
    "Loaded",
    "change_award",
    "encode_waiting",
    "forget_old_rows",
    "load_programmes",
    "order_export",
    "write_export",
    "order_encoding",
    "perform_sweep",
    "record_award",
    "restore_award",
    "resume_sweep",
    "seal",
    "start_sweep",
    "store_catalogue",
    "set_nightly",
    "sweep_nightly",
    "withdraw_award",
    "withdraw_catalogue",
]
