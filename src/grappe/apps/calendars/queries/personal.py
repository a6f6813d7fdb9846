"""What do people's own calendars hold of people? Only whose they are."""

from __future__ import annotations

from grappe.apps.calendars.models import Feed
from grappe.ui.personal import Why, nobody

TABLES = (nobody(Feed, Why.KEYS, "salt"),)
