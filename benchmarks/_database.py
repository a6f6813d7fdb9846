"""A database of its own for a benchmark, made from the migrations and dropped again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_database() -> Iterator[None]:
    """Set Django up on an empty database with all tables; what is written there goes with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    lease = None
    if not os.environ.get("DATABASE_URL"):
        from grappe.config import postgres

        lease = postgres.start()
    import django

    django.setup()
    from django.db import connection

    kept = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)
        if lease is not None:
            lease.release()
