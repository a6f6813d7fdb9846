"""What do the definitions of custom fields hold of people? Nothing: the values stand in the records themselves."""

from __future__ import annotations

from grappe.apps.fields.models import Definition
from grappe.ui.personal import Why, nobody

TABLES = (nobody(Definition, Why.REFERENCE, "record name kind label help options unit default needed_when"),)
