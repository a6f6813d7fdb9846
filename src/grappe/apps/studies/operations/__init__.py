"""What is written of studies? The names that other apps may rely on."""

from grappe.apps.studies.operations.studies import Draft, begin, change, move

__all__ = ["Draft", "begin", "change", "move"]
