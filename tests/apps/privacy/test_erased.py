"""Is somebody gone from every table after they were erased, and do all figures stay? One world with them in every column."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from django.db.models import AutoField, Model

from apps.privacy.test_everywhere import columns, places_of
from architecture import world as worlds
from architecture.world import PERSON, PERSON_EMAIL
from factories.looks import looked
from factories.reporting import indicators
from grappe.apps.accounts.models import AuditEntry
from grappe.apps.accounts.operations.audit import note
from grappe.apps.companies.models import Person
from grappe.apps.privacy.enums import ErasureState, Ground
from grappe.apps.privacy.models import Case, Erasure
from grappe.apps.privacy.operations import erasing, proof
from grappe.apps.privacy.operations.replay import replay
from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.plan import plan_for, value_of
from grappe.apps.privacy.queries.subjects import Subject, plain
from grappe.apps.privacy.queries.traces import traces_of
from grappe.apps.reporting.models import Value
from grappe.apps.reporting.operations.figures import compute_values
from grappe.apps.reporting.operations.refresh import refresh_records
from grappe.ui import clock
from grappe.ui.marks import mark_of

TEXTS = ("character varying", "text", "jsonb", "bytea")
SAID = f"{PERSON} ({PERSON_EMAIL})"


@dataclass
class Planted:
    """Which columns somebody was written into, and of which tables there was no row to write into."""

    columns: set[str]
    empty: set[str]


def fill(person_rows: dict[type[Model], list[Any]]) -> set[str]:
    """Give each table of ours that is empty in this world a row, theirs where rows are somebody's; return those that refuse."""
    refused = set()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in tables().values():
            model, said = table.model, table.said - set(table.plain)
            if not said or model._meta.managed is False or model._base_manager.exists():
                continue
            values = {
                field.column: _value(field, person_rows, theirs=field.name in table.own)
                for field in model._meta.concrete_fields
                if not isinstance(field, AutoField)
            }
            try:
                with transaction.atomic():
                    names = ", ".join(f'"{name}"' for name in values)
                    cursor.execute(
                        f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(values))})',
                        list(values.values()),
                    )
            except DatabaseError:
                refused.add(model._meta.label)
        cursor.execute("SET session_replication_role = DEFAULT")
    return refused


def _value(field: Any, person_rows: dict[type[Model], list[Any]], *, theirs: bool) -> Any:
    if field.is_relation:
        mine = person_rows.get(field.related_model) if theirs else None
        first = field.related_model._base_manager.values_list("pk", flat=True).first()
        return mine[0] if mine else (None if field.null else first)
    if field.choices:
        return field.choices[0][0]
    kind = field.get_internal_type()
    if kind in ("CharField", "TextField", "EmailField", "URLField", "SlugField"):
        return "x"
    if kind == "BinaryField":
        return b"x"
    known = {
        "GenericIPAddressField": "127.0.0.1", "JSONField": "{}",
        "DateTimeField": clock.now(), "DateField": clock.today(), "BooleanField": False,
        "UUIDField": "6f0c7a52-0000-4000-8000-000000000001", "DurationField": timedelta(1),
    }  # fmt: skip
    return known.get(kind, None if field.null else 1)


def plant() -> Planted:
    """Write somebody into one row of each text column of each table of ours, in its earlier versions as well.

    As nothing in the application could: by SQL, without triggers. A column that refuses words (codes, states) keeps its own.
    """
    done, empty = set(), set()
    said = {model._meta.db_table: table for model, table in tables().items()}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, column, kind in columns():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            if not cursor.fetchone()[0]:
                empty.add(table)
                continue
            if kind not in TEXTS or table not in said or not _may_hold(said[table].model, column):
                continue
            value = f"'{json.dumps({'text': SAID})}'::jsonb" if kind == "jsonb" else f"'{SAID}'"
            value = f"convert_to({value}, 'UTF8')" if kind == "bytea" else value
            try:
                with transaction.atomic():
                    cursor.execute(
                        f'UPDATE "{table}" SET "{column}" = {value} WHERE ctid = (SELECT max(ctid) FROM "{table}")'
                    )
                    done.add(f"{table}.{column}")
            except DatabaseError:
                pass
        cursor.execute("SET session_replication_role = DEFAULT")
    return Planted(done, empty)


def _may_hold(model: type[Model], name: str) -> bool:
    """Whether a column can name anybody: what was said to be a text of people, not what holds a key or a state."""
    said = tables()[model]
    field = next(each for each in model._meta.concrete_fields if each.column == name)
    return field.name in {*said.words, *said.beside, *said.sealed} and not field.choices


def figures() -> list[tuple[Any, ...]]:
    """All figures of all indicators, counted anew."""
    refresh_records(at=clock.now())
    compute_values(at=clock.now())
    names = [
        field.name
        for field in Value._meta.concrete_fields
        if field.name not in ("id", "computed_at", "refreshed_at")
    ]
    return sorted(map(str, Value.objects.values_list(*names)))


def shipped_indicators() -> list[dict[str, Any]]:
    text = (django_settings.CATALOGUE / "indicators.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text)["indicators"])


def forget_the_erasure(erasure: Erasure) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM privacy_erasure WHERE id = %s", [erasure.pk])
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def world(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    people = worlds.people()
    return people, worlds.build(people)


def test_nothing_is_left_of_somebody_in_any_table_and_every_figure_stays(world, settings):
    people, made = world
    subject = Subject(frozenset({PERSON_EMAIL}), frozenset({plain(PERSON)}))
    rows = {model: [row.pk for row in found] for model, found in traces_of(subject).rows.items()}
    assert fill(rows) == {"ideas.Decision"}  # its columns belong to its state
    planted = plant()
    assert len(planted.columns) > 200, len(planted.columns)
    indicators(*[each["id"] for each in shipped_indicators()], at=clock.now())
    kept_file = Path(settings.MEDIA_ROOT) / "imports" / "people.csv"
    kept_file.parent.mkdir(parents=True, exist_ok=True)
    kept_file.write_text(f"name;mail\n{PERSON};{PERSON_EMAIL}\n", encoding="utf-8")
    note("sign_in_failed", at=clock.now(), email=PERSON_EMAIL.upper())
    before = figures()
    assert len(before) > 40
    case = Case.objects.get(pk=made["privacy_case"])
    person = Person.objects.get(email=PERSON_EMAIL)
    plan = plan_for(case, look=looked(case), on=clock.today(), for_user=people.administrator)
    assert not plan.refusal
    erasure = erasing.order_erasure(
        case=case, ground=Ground.WITHDRAWN, reason=f"{PERSON} wrote on Monday",
        chosen=[value_of(each) for each in plan.chosen], by=people.administrator, at=clock.now(),
    )  # fmt: skip
    erasing.perform(erasure_id=erasure.pk, at=clock.now())
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE, erasure.message
    last = PERSON.split()[-1]
    left = places_of(PERSON, PERSON_EMAIL, f"{last} {PERSON.split()[0]}")
    sealed = {
        f"{table.model._meta.db_table}.{column}" for table in tables().values() for column in table.sealed
    } - {f"accounts_auditentry.{name}" for name in ("email", "title", "record", "detail")}
    assert sorted(set(left) - sealed) == []
    assert figures() == before
    assert not kept_file.exists()
    its_address = f"erased:{mark_of(PERSON_EMAIL)}"
    assert {each.email for each in AuditEntry.objects.exclude(email="")} >= {its_address}
    assert AuditEntry.objects.get(kind="person_erased").record == str(erasure.pk)
    line = proof.read_log()[0]
    assert mark_of(PERSON_EMAIL) in line.marks
    assert PERSON not in settings.ERASURE_LOG.read_text(encoding="utf-8")

    # A backup from before: it knows neither the erasure nor its record.
    forget_the_erasure(erasure)
    plant()
    Person.objects.filter(pk=person.pk).update(name=PERSON, email=PERSON_EMAIL)
    assert len(list(replay(at=clock.now(), dry_run=True))) == 1
    assert Person.objects.get(pk=person.pk).name == PERSON
    ((uid, _names),) = replay(at=clock.now())
    assert uid == str(erasure.uid)
    assert Person.objects.get(pk=person.pk).email == ""
    assert sorted(set(places_of(PERSON_EMAIL)) - sealed) == []
    assert list(replay(at=clock.now())) == []
