"""Does a merge of two companies move all that hangs on the one, and does taking it back restore every row?

On the world with one of everything: each table that leads to companies is in it, found by the registry.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from architecture.world import PERSON_EMAIL
from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.aids.models import Difference, DifferenceRow
from grappe.apps.companies.models import Company, CompanyFact, Person
from grappe.apps.duplicates.models import Merge, MergedRow
from grappe.apps.duplicates.operations import merging, moving
from grappe.apps.duplicates.operations.merging_people import merge_people
from grappe.apps.duplicates.queries import merges
from grappe.apps.ideas.models import Idea, IdeaLink

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
# Derived, of the machine, or the history itself, which goes on.
ASIDE = ("pghistory_", "search_", "duplicates_", "procrastinate_", "django_", "accounts_session", "pg_")


def filled(loser: Company) -> None:
    """Let a row of each table lead to the loser, where the world has one that leads elsewhere or nowhere."""
    _filled_by_hand(loser)
    _led_to(loser, Company)


def _filled_by_hand(loser: Company) -> None:
    CompanyFact.objects.get_or_create(
        company=loser, field="in_difficulty", defaults={"value": False, "stated_at": NOW}
    )
    IdeaLink.objects.create(idea=Idea.objects.first(), kind="company", company=loser, linked_at=NOW)
    if (difference := Difference.objects.first()) is not None:
        DifferenceRow.objects.create(difference=difference, company=loser, kind="gain", after="eligible")


def _led_to(loser: Company | Person, model: type) -> None:
    for relation in moving.relations_to(model):
        rows = relation.model._base_manager
        if not rows.filter(**{relation.field.attname: loser.pk}).exists():
            for row in rows.order_by("pk")[:5]:
                try:
                    with transaction.atomic():
                        rows.filter(pk=row.pk).update(**{relation.field.attname: loser.pk})
                    break
                except DatabaseError:
                    continue


def snapshot() -> dict[str, list[str]]:
    """Return every row of every table as the database keeps it, but for versions and history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '%%event' "
            "AND tablename NOT LIKE '%%events' OR tablename = 'events_event'"
        )
        tables = sorted(name for (name,) in cursor.fetchall() if not name.startswith(ASIDE))
        found = {}
        for table in tables:
            cursor.execute(f"SELECT to_jsonb(t) - 'version' FROM \"{table}\" t")
            rows = [row if isinstance(row, dict) else json.loads(row) for (row,) in cursor.fetchall()]
            found[table] = sorted(json.dumps(row, sort_keys=True) for row in rows)
    return found


def index() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, record_id, company_id, words::text FROM search_entry ORDER BY kind, record_id"
        )
        return cursor.fetchall()


def leading_to(pk: int, model: type = Company) -> dict[str, int]:
    """Return how many rows of each table lead to a company, or to a person."""
    found: dict[str, int] = {}
    for relation in moving.relations_to(model):
        rows = relation.model._base_manager.filter(**{relation.field.attname: pk})
        found[relation.label] = found.get(relation.label, 0) + rows.count()
    return found


def copied(loser: Company | Person, winner: Company | Person, model: type = Company) -> int:
    """Give the winner a copy of each row of the loser that the tables allow; return how many."""
    made = 0
    for relation in moving.relations_to(model):
        own = relation.keys[0] if relation.is_single else ""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
                "AND attgenerated = '' AND NOT attisdropped",
                [relation.table],
            )
            columns = [connection.ops.quote_name(name.strip('"')) for (name,) in cursor.fetchall()]
            columns = [name for name in columns if name != own]
            values = [str(winner.pk) if name == relation.column else name for name in columns]
            cursor.execute(
                f"SELECT {relation.key_of('t')} FROM {relation.table} t WHERE {relation.column} = %s",
                [loser.pk],
            )
            for (key,) in cursor.fetchall():
                try:
                    with transaction.atomic():
                        cursor.execute(
                            f"INSERT INTO {relation.table} ({', '.join(columns)}) SELECT {', '.join(values)} "
                            f"FROM {relation.table} t WHERE {relation.is_key('t', '%s')} AND {relation.column} = %s",
                            [key, loser.pk],
                        )
                        made += cursor.rowcount
                except DatabaseError:
                    continue
    return made


@pytest.fixture
def pair(house):
    """Return a fresh file and that of the world's company, on which everything hangs."""
    loser = Company.objects.get(pk=house.world["company"])
    filled(loser)
    winner = CompanyFactory(name=loser.name + " SA", clusters=list(loser.clusters.all()))
    return Company.objects.get(pk=winner.pk), loser


def merged(pair, house) -> Merge:
    winner, loser = pair
    return merging.merge(
        winner=winner, loser=loser, chosen={"website", "activity"}, versions=(winner.version, loser.version),
        by=house.people.administrator, at=NOW,
    )  # fmt: skip


def test_each_table_that_leads_to_companies_has_a_name_and_a_row_in_the_world(pair):
    labels = {relation.label for relation in moving.relations_to(Company)}
    assert labels <= set(merges.NAMES), "say in duplicates.queries.merges how people call these"
    empty = {label for label, count in leading_to(pair[1].pk).items() if not count}
    assert not empty, "the world has none of these, so that nothing is proved of them"


def test_everything_that_hangs_on_the_loser_moves_and_comes_back(pair, house):
    winner, loser = pair
    before, found = snapshot(), index()
    hung = leading_to(loser.pk)
    done = merged(pair, house)
    assert done.left == []
    assert not {label: count for label, count in leading_to(loser.pk).items() if count}
    now = leading_to(winner.pk)
    # The clusters are those that the winner had: each stands once.
    assert {k: v for k, v in now.items() if k != "companies.Company_clusters"} == {
        k: v + (k == "companies.Company") for k, v in hung.items() if k != "companies.Company_clusters"
    }
    merging.undo(merge=done, by=house.people.administrator, at=NOW)
    done.refresh_from_db()
    assert done.told == []
    assert {k: v for k, v in snapshot().items() if v != before[k]} == {}
    assert index() == found


def test_what_may_stand_once_is_taken_together_and_comes_back(pair, house):
    winner, loser = pair
    copied(loser, winner)
    before = snapshot()
    done = merged(pair, house)
    dropped = set(done.rows.filter(what="dropped").values_list("model", flat=True))
    assert {"companies.YearFigures", "companies.Company_clusters", "surveys.Participation"} <= dropped
    left = {each["model"] for each in done.left}
    assert not {k: v for k, v in leading_to(loser.pk).items() if v and k not in left}
    merging.undo(merge=done, by=house.people.administrator, at=NOW)
    done.refresh_from_db()
    assert done.told == []
    changed = {k: [set(v) ^ set(before[k])] for k, v in snapshot().items() if v != before[k]}
    assert changed == {}


@pytest.fixture
def twins(house):
    """Return a fresh entry and that of a person of the world, to whom something of each table leads."""
    loser = Person.objects.get(email=PERSON_EMAIL)
    MergedRow.objects.filter(merge=house.world["merged_files"]).update(person=None)
    _led_to(loser, Person)
    winner = PersonFactory(company=loser.company, name=loser.name.upper(), email=loser.email)
    return Person.objects.get(pk=winner.pk), loser


def test_each_table_that_leads_to_people_has_a_name_and_a_row_in_the_world(twins):
    labels = {relation.label for relation in moving.relations_to(Person)}
    assert labels <= set(merges.NAMES), "say in duplicates.queries.merges how people call these"
    empty = {label for label, count in leading_to(twins[1].pk, Person).items() if not count}
    assert not empty, "nothing is proved of these"


@pytest.mark.parametrize("doubled", [False, True])
def test_everything_that_hangs_on_a_person_moves_and_comes_back(twins, house, doubled):
    winner, loser = twins
    if doubled:
        assert copied(loser, winner, Person)
    before, found = snapshot(), index()
    hung = leading_to(loser.pk, Person)
    done = merge_people(
        winner=winner, loser=loser, chosen={"phone", "function"}, versions=(winner.version, loser.version),
        by=house.people.administrator, at=NOW,
    )  # fmt: skip
    assert not any(leading_to(loser.pk, Person).values())
    if not doubled:
        now = leading_to(winner.pk, Person)
        assert {k: v for k, v in now.items() if k != "duplicates.MergedRow"} == {
            k: v for k, v in hung.items() if k != "duplicates.MergedRow"
        }
    assert not Person.objects.filter(pk=loser.pk).exists()
    merging.undo(merge=done, by=house.people.administrator, at=NOW)
    done.refresh_from_db()
    assert done.told == []
    assert {k: set(v) ^ set(before[k]) for k, v in snapshot().items() if v != before[k]} == {}
    assert index() == found
