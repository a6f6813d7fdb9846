"""How are passwords and names of private appointments kept? As all secrets of people are (`ui.sealing`)."""

from grappe.ui.sealing import Unopened, opened, seal

__all__ = ["Unopened", "opened", "seal"]
