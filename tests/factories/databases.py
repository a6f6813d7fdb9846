"""How does a test get a database without waiting for it? Migrated once and copied; emptied where there are rows."""

from __future__ import annotations

import hashlib
import os
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

BASE = f"{os.environ.get('GRAPPE_TEST_DB', 'test_grappe')}_template"
# What migrating puts there and every test finds.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
LOCK = 7_103_552  # any number: the same for all runs of the tests on one server


def fingerprint() -> str:
    """Return a mark of all migrations as they stand, letter by letter: another letter, another database."""
    mark = hashlib.sha256(django.__version__.encode())
    for config in sorted(apps.get_app_configs(), key=lambda app: app.label):
        try:
            found = import_module(f"{config.name}.migrations")
        except ModuleNotFoundError:
            continue
        folders = [Path(folder) for folder in getattr(found, "__path__", [])]  # pgtrigger's is a module
        files = [path for folder in folders for path in folder.rglob("*")] or [Path(found.__file__)]
        for path in sorted(path for path in files if path.suffix in {".py", ".sql"}):
            mark.update(f"{config.label}/{path.name}\0".encode() + path.read_bytes())
    return mark.hexdigest()[:12]


def template() -> str:
    """Return the name of a migrated database without rows, to be copied; make it where there is none yet.

    Migrating is a quarter of a minute of work, copying less than a second. Runs side by side wait for the one that makes it;
    one that was broken off leaves a database under another name, and the next makes it anew.
    """
    name, unfinished = f"{BASE}_{fingerprint()}", f"{BASE}_unfinished"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # held as long as this connection
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{BASE}_"])
        found = {row[0] for row in cursor.fetchall()}
        if name not in found:
            for old in sorted(found):
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            _migrate(unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def main() -> None:
    """Make the template ahead of the tests (`python -m factories.databases`): make test does it beside the types."""
    lease = None
    if not os.environ.get("DATABASE_URL"):
        from grappe.config import postgres

        lease = postgres.start()
    django.setup()
    template()
    if lease is not None:
        connection.close()
        lease.release()


class Connections:
    """The connections that other threads open: the worker's, the live server's. They end without closing theirs."""

    def __init__(self) -> None:
        self.opened: list[tuple[threading.Thread, BaseDatabaseWrapper]] = []

    def note(self, connection: BaseDatabaseWrapper, **_signal: object) -> None:
        """Keep in mind who opened a connection (a receiver of `connection_created`)."""
        thread = threading.current_thread()
        if thread is not threading.main_thread():
            self.opened.append((thread, connection))

    def close(self, all_of_them: bool = False) -> None:
        """Close those whose thread has ended, or all of them."""
        over = [pair for pair in self.opened if all_of_them or not pair[0].is_alive()]
        self.opened = [pair for pair in self.opened if pair not in over]
        for _thread, opened in over:
            opened.inc_thread_sharing()
            opened.close()


elsewhere = Connections()


def _migrate(name: str) -> None:
    real = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = real


ATTEMPTS = 5


def empty() -> None:
    """Take every row away that a test with real transactions wrote, in the tables that are not Django's as well.

    `flush` truncates all hundred tables and makes the permissions anew, each time; most tests wrote to ten of them.
    A page that was closed may have sent a last request that is still writing: where the two wait for each other, one is
    turned away, and if it is this one it begins anew.
    """
    elsewhere.close()
    for left in reversed(range(ATTEMPTS)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                _take_away(cursor, written(cursor))
        except OperationalError:
            if not left:
                raise
        else:
            return


def written(cursor: Any) -> list[str]:
    """Return the tables that have rows."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    )
    tables = [row[0] for row in cursor.fetchall() if row[0] not in KEPT]
    cursor.execute(
        " UNION ALL ".join(f"(SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\"))" for table in tables)
    )
    return [row[0] for row in cursor.fetchall()]


def _take_away(cursor: Any, tables: list[str]) -> None:
    if not tables:
        return
    if may_set_rules_aside(cursor):
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)
        cursor.execute(f"SET LOCAL session_replication_role = replica; {deletes}")
    else:
        names = ", ".join(f'"{table}"' for table in tables)
        cursor.execute(f"TRUNCATE {names} CASCADE")


def may_set_rules_aside(cursor: Any) -> bool:
    """Return whether foreign keys and triggers may be left out: rows are deleted ten times faster than truncated."""
    cursor.execute("SHOW is_superuser")
    return cursor.fetchone()[0] == "on"


if __name__ == "__main__":
    main()
