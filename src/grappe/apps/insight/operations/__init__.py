"""What is written of action plans? The names that other apps may rely on."""

from grappe.apps.insight.operations.plans import Draft, begin, change, close, move

__all__ = ["Draft", "begin", "change", "close", "move"]
