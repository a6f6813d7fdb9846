"""`grappe latest_rebuild`: the latest figures of all companies anew; triggers keep them, so this is after a repair by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from grappe.apps.companies import operations


class Command(BaseCommand):
    help = "Makes the latest figures and last contacts of all companies anew; changes nothing where they are as they should be."

    def handle(self, *args: Any, **options: Any) -> None:
        operations.rebuild_latest()
