"""Are the tests' databases copies of what the migrations say, and empty after each test that really writes?"""

from __future__ import annotations

import contextlib
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from factories import databases, kept, reference
from grappe.apps.accounts.models import User
from grappe.apps.aids.models import Catalogue, Programme
from grappe.apps.aids.operations import load_programmes
from grappe.apps.clusters.models import Membership, Theme

WHEN = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_database_is_migrated_to_the_end(db):
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_another_letter_in_a_migration_is_another_database(monkeypatch):
    before, read = databases.fingerprint(), Path.read_bytes
    assert databases.fingerprint() == before
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: read(path) + b"#" * (path.name.startswith("0001_") and "clusters" in str(path)),
    )
    assert databases.fingerprint() != before


@pytest.mark.parametrize("superuser", ["on", "off"])
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_what_was_really_written(monkeypatch, superuser):
    people = reference.people(reference.clusters())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('a.task', 'default')")
        cursor.execute("SELECT count(*) FROM auth_permission")
        permissions = cursor.fetchone()[0]
    assert people.manager.memberships.count() == 2
    monkeypatch.setattr(databases, "may_set_rules_aside", lambda _cursor: superuser == "on")
    databases.empty()
    assert not User.objects.exists() and not Membership.objects.exists()
    with connection.cursor() as cursor:
        for table in ("procrastinate_jobs", "procrastinate_events", "clusters_membershipevent"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0, table
        cursor.execute("SELECT count(*) FROM auth_permission")
        assert cursor.fetchone()[0] == permissions > 0


@pytest.mark.django_db(transaction=True)
def test_a_last_request_that_still_writes_does_not_break_the_tests_after_it():
    """Somebody holds a row of the last table and then wants one of the first, for which emptying waits meanwhile."""
    reference.people(reference.clusters())
    with connection.cursor() as cursor:
        first, *_others, last = databases.written(cursor)
    held, done = threading.Event(), []

    def late_request():
        with closing(connection.copy()) as own, contextlib.suppress(OperationalError), own.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f'SELECT FROM "{last}" FOR UPDATE')
            held.set()
            cursor.execute("SET LOCAL deadlock_timeout = '20s'")  # it is not the one that gives way
            deadline = time.monotonic() + 60
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            while time.monotonic() < deadline:
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(waits)
                if cursor.fetchone()[0]:
                    break
                time.sleep(0.02)
            cursor.execute(f'SELECT FROM "{first}" FOR UPDATE')
            cursor.execute("COMMIT")
            done.append(True)

    thread = threading.Thread(target=late_request)
    thread.start()
    assert held.wait(60)
    databases.empty()
    thread.join(60)
    assert done
    with connection.cursor() as cursor:
        assert not databases.written(cursor)


@pytest.mark.django_db
def test_a_commit_of_the_tests_does_not_wait_for_the_disk():
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone()[0] == "off"


def everything_of(*apps: str) -> dict[str, list[tuple]]:
    """Return every row of the tables of some apps, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in kept._tables(cursor, apps):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


@pytest.mark.django_db
def test_rows_that_are_copied_are_those_that_were_loaded(clusters, monkeypatch):
    monkeypatch.setattr(kept, "_KEPT", {})
    loads = []

    def load() -> None:
        loads.append(load_programmes(folder=settings.CATALOGUE, at=WHEN))

    with transaction.atomic():
        assert not kept.rows("here", ("aids",), load)
        loaded = everything_of("aids")
        transaction.set_rollback(True)
    assert kept.rows("here", ("aids",), load)
    assert everything_of("aids") == loaded
    assert len(loads) == 1 and len(loaded["aids_programme"]) == len(loaded["aids_programmeevent"]) == 45
    # Triggers are at work again, keys do not collide, and loading sees what stands there.
    Programme.objects.filter(slug="fit4-start").update(confidence="low")
    assert len(everything_of("aids")["aids_programmeevent"]) == 46
    assert load_programmes(folder=settings.CATALOGUE, at=WHEN).unchanged == 45
    Programme.objects.create(
        slug="another", name={"en": "Another"}, kind="grant", status="open", confidence="low", content={}, digest="",
        loaded_at=WHEN, catalogue=Catalogue.objects.get(),
    )  # fmt: skip


@pytest.mark.django_db
def test_rows_are_loaded_where_they_would_point_elsewhere_or_others_are_there(clusters, monkeypatch):
    monkeypatch.setattr(kept, "_KEPT", {})

    def load() -> None:
        load_programmes(folder=settings.CATALOGUE, at=WHEN)

    for change in (lambda: None, lambda: Theme.objects.create(slug="another", name={"en": "Another"})):
        with transaction.atomic():
            change()
            assert not kept.rows("here", ("aids",), load)
            assert not kept.rows("here", ("aids",), load), "they are there"
            transaction.set_rollback(True)
