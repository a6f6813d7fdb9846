"""Are the tests' databases copies of what the migrations say, and empty after each test that really writes?"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from factories import databases, reference
from grappe.apps.accounts.models import User
from grappe.apps.clusters.models import Membership


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


@pytest.mark.django_db
def test_a_commit_of_the_tests_does_not_wait_for_the_disk():
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone()[0] == "off"
