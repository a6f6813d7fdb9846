"""What is written of working groups? The names that other apps may rely on."""

from grappe.apps.groups.operations.groups import Draft, change, close, decide, pause, propose, resume

__all__ = ["Draft", "change", "close", "decide", "pause", "propose", "resume"]
