"""How does a test stand on the programmes and gates that are shipped?"""

from __future__ import annotations

from datetime import datetime

import yaml
from django.conf import settings
from django.db import transaction

from factories import kept
from grappe.apps.aids import operations
from grappe.apps.ideas.operations import catalogue


def programmes(*, at: datetime) -> None:
    """Load the shipped programmes as `load_programmes` does; each moment is really loaded once a session."""
    key = ("programmes", settings.CATALOGUE, at)
    if kept.rows(key, ("aids",), lambda: operations.load_programmes(folder=settings.CATALOGUE, at=at)):
        transaction.on_commit(operations.order_encoding)


def ideas() -> None:
    """Load the shipped gates of ideas and the questions of their canvas."""
    catalogue.load(catalogue=yaml.safe_load((settings.CATALOGUE / "ideas.yaml").read_text(encoding="utf-8")))
