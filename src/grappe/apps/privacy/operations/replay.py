"""How is a backup that was restored erased again?

It knows neither the erasures since nor their records; by the log outside the database and the key of its marks it is found who
has to go again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from grappe.apps.companies.operations.kept_out import restore
from grappe.apps.documents.operations import read_waiting
from grappe.apps.privacy.enums import ErasureState
from grappe.apps.privacy.models import Erasure
from grappe.apps.privacy.operations.erasing import erase
from grappe.apps.privacy.operations.proof import Entry, read_log
from grappe.apps.privacy.queries.declared import held_tables
from grappe.apps.privacy.queries.marked import names_in_passages
from grappe.apps.privacy.queries.subjects import Subject, plain
from grappe.apps.privacy.queries.traces import Traces, traces_of, traces_of_rows
from grappe.ui.marks import mark_of
from grappe.ui.moments import local_date

KEYED = {"companies.Person": "person_id", "accounts.User": "user_id"}


def replay(*, at: datetime, dry_run: bool = False) -> Iterator[tuple[str, int]]:
    """Erase again whoever the log says was erased and stands here still; yield each number and how many names were found.

    In the database of a backup that is older than an erasure, its record is made anew.
    """
    if not dry_run:
        read_waiting(at=at)  # the backup may be of before the words of its files were read
    for entry in read_log():
        with transaction.atomic():
            if entry.kept_out and not dry_run:  # the backup lacks them even where it never had the person
                restore(marks=entry.kept_out, on=local_date(datetime.fromisoformat(entry.done_at)))
            found = _wanted(entry) if entry.wanted else _people(entry)
            for traces in found if not dry_run else []:
                known = Erasure.objects.filter(uid=entry.uid).exists()
                erasure = Erasure.objects.create(
                    **({} if known else {"uid": entry.uid}), ground=entry.ground, language=entry.language,
                    chosen=entry.chosen, wanted=entry.wanted, state=ErasureState.RUNNING, asked_at=at,
                    reason="privacy_replay", marks=sorted(entry.marks),
                )  # fmt: skip
                erase(erasure=erasure, traces=traces, by=None, at=at)
        if found:
            yield entry.uid, sum(len(each.names) + len(each.emails) for each in found)


def _wanted(entry: Entry) -> list[Traces]:
    """What of certain rows stands here still: the rows, or a name in the passages that a law had kept."""
    rows = _rows(entry)
    return [traces_of_rows(rows)] if rows or names_in_passages(entry.chosen, entry.marks) else []


def _people(entry: Entry) -> list[Traces]:
    return [traces_of(subject) for subject in _subjects(entry)]


def _rows(entry: Entry) -> dict[str, list[Any]]:
    """Which of the rows that were erased stand here still: by key and by mark, for a key may be somebody else's by now."""
    found: dict[str, list[Any]] = {}
    for table in held_tables():
        name, columns = table.model._meta.label_lower, [*table.emails, *table.names]
        for row in table.model._base_manager.filter(pk__in=entry.wanted.get(name, [])).values_list(
            "pk", *columns
        ):
            if any(value and mark_of(value) in entry.marks for value in row[1:]):
                found.setdefault(name, []).append(row[0])
    return found


def _subjects(entry: Entry) -> list[Subject]:
    """Who of those that stand here has these marks: each person on file and account by key, and whoever is left by name."""
    emails: set[str] = set()
    names: set[str] = set()
    keys: dict[str, set[int]] = {name: set() for name in KEYED.values()}
    for table in held_tables():
        columns = [*table.emails, *table.names]
        for row in table.model._base_manager.values_list("pk", *columns) if columns else ():
            said = dict(zip(columns, row[1:], strict=True))
            mine = {name for name, value in said.items() if value and mark_of(value) in entry.marks}
            theirs = [name for name in table.names if said[name]] or list(table.emails)
            if not mine.intersection(theirs):  # an address alone may be shared with somebody else
                continue
            emails |= {plain(said[name]) for name in mine.intersection(table.emails)}
            names |= {plain(said[name]) for name in mine.intersection(table.names)}
            if table.model._meta.label in KEYED and (
                mine.intersection(table.emails) or not any(said[e] for e in table.emails)
            ):
                keys[KEYED[table.model._meta.label]].add(row[0])
    names |= names_in_passages(entry.chosen, entry.marks)
    if not names and not emails:
        return []
    people: list[Any] = sorted(keys["person_id"]) or [None]
    users: list[Any] = sorted(keys["user_id"]) or [None]
    return [
        Subject(frozenset(emails), frozenset(names), person, user, entry.language)
        for person, user in _pairs(people, users)
    ]


def _pairs(people: list[Any], users: list[Any]) -> Iterator[tuple[Any, Any]]:
    for place in range(max(len(people), len(users))):
        yield (
            people[place] if place < len(people) else None,
            users[place] if place < len(users) else None,
        )
