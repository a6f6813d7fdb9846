"""Is an act on many rows whose worker was killed gone on with, or given up, and is nothing done twice?"""

from __future__ import annotations

import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.companies.models import Company
from grappe.apps.lists import operations
from grappe.apps.lists.models import BulkAct, BulkRow
from grappe.apps.lists.operations import acting
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.acts import LOCK, broke_off
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running(people, clusters, monkeypatch):
    """An act on five companies, of which two were written when the worker died five minutes ago."""
    monkeypatch.setattr(acting, "AT_ONCE", 2)
    companies = [CompanyFactory(clusters=[clusters["healthtech"]]) for _ in range(5)]
    catalogue = Catalogue(people.manager, clock.today())
    act = operations.prepare_act(
        definition=definitions.read(catalogue, "companies", {}), name="cluster_add", value="digital", language="en",
        keys=[each.pk for each in companies], by=people.manager, at=clock.now(),
    )  # fmt: skip
    work()
    act.refresh_from_db()
    assert act.state == "preview"
    operations.do_act(act=act, by=people.manager, at=clock.now() - timedelta(minutes=5))
    died_after(2, act, monkeypatch)
    act.refresh_from_db()
    return act


def died_after(rows: int, act: BulkAct, monkeypatch) -> None:
    """Have the worker die by what no operation catches, after so many rows."""
    told = []

    class Killed(BaseException):
        """As a process that is killed: no `except Exception` sees it."""

    def count(made, more):
        told.append(more)
        if len(told) == rows:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(acting, "_tell", count)
        with pytest.raises(Killed):
            acting.go_on(act_id=act.pk, at=clock.now())


def digital() -> int:
    return Company.objects.filter(clusters__slug="digital").count()


def changes(row: BulkRow) -> int:
    return Company.objects.get(pk=row.key).version


def test_it_goes_on_where_it_stopped_and_does_nothing_twice(manager, running):
    assert (digital(), running.rows.filter(state="done").count()) == (2, 2)
    running.refresh_from_db()
    assert running.state == "running" and broke_off(running, clock.now())
    address = reverse("lists:act", args=[running.pk])
    page = manager.get(address).content.decode()
    assert "Nobody is at this any more" in page and "2 of 5 rows" in page
    assert "Stopped on the way" in manager.get(reverse("lists:acts")).content.decode()
    progress = manager.get(reverse("lists:act_progress", args=[running.pk]))
    assert progress["HX-Refresh"] == "true"
    versions = {row.key: changes(row) for row in running.rows.filter(state="done")}
    manager.post(reverse("lists:act_resume", args=[running.pk]))
    work()
    running.refresh_from_db()
    assert (running.state, digital()) == ("done", 5)
    assert {key: Company.objects.get(pk=key).version for key in versions} == versions
    assert "5 rows were changed." in manager.get(address).content.decode()
    assert Company.objects.filter(clusters__slug="digital").distinct().count() == 5


def test_the_rest_is_given_up_and_what_is_done_is_taken_back(manager, running):
    manager.post(reverse("lists:act_give_up", args=[running.pk]))
    running.refresh_from_db()
    assert running.state == "done" and digital() == 2
    assert set(running.rows.filter(state="left").values_list("why", flat=True)) == {
        "It was given up before it came to this row."
    }
    manager.post(reverse("lists:act_undo", args=[running.pk]))
    assert digital() == 0


def test_what_somebody_is_at_is_left_to_them(people, running):
    """Another connection holds the act's lock, as a worker does: it has not broken off, and a second worker does nothing."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, running.pk])
        assert not broke_off(running, clock.now())
        with pytest.raises(BadInput):
            operations.resume_act(act=running, by=people.manager, at=clock.now())
        with pytest.raises(BadInput):
            operations.give_up_act(act=running, by=people.manager, at=clock.now())
        acting.go_on(act_id=running.pk, at=clock.now())
        assert digital() == 2
    for _ in range(100):  # the server lets go of the lock in a moment, once the connection is gone
        if broke_off(running, clock.now()):
            return
        time.sleep(0.1)
    pytest.fail("the lock did not go with its connection")


def test_a_preview_that_broke_off_is_looked_at_again_or_gone(manager, people, clusters, monkeypatch):
    monkeypatch.setattr(acting, "AT_ONCE", 0)
    CompanyFactory(clusters=[clusters["healthtech"]])
    for way in ("resume", "give_up"):
        catalogue = Catalogue(people.manager, clock.today())
        act = operations.prepare_act(
            definition=definitions.read(catalogue, "companies", {}), name="cluster_add", value="digital", keys=None,
            language="en", by=people.manager, at=clock.now() - timedelta(minutes=5),
        )  # fmt: skip
        assert broke_off(act, clock.now())
        manager.post(reverse(f"lists:act_{way}", args=[act.pk]))
        work()
        assert list(BulkAct.objects.filter(pk=act.pk).values_list("state", flat=True)) == (
            ["preview"] if way == "resume" else []
        )


def test_who_goes_on_with_what_broke_off(client, people, running):
    for role, allowed in (("analyst", 403), ("other_manager", 403), ("administrator", 403), ("manager", 302)):
        client.force_login(people.by_role()[role])
        answer = client.post(reverse("lists:act_resume", args=[running.pk]))
        assert answer.status_code == allowed, role
