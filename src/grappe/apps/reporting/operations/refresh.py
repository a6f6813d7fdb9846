"""How are records and standings brought up to date? Set by set, and only what changed is written.

The rows of every app stream into a table of this transaction by COPY; one statement then adds and changes what differs,
and one removes what is gone. So `changed_at` says when a row last changed, and the columnar copy copies only that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction

from grappe.apps.aids.queries.records import sizes_on
from grappe.apps.companies.queries.records import Known, clusters_by_company, known_companies
from grappe.apps.reporting.models.records import STANDINGS
from grappe.apps.reporting.queries.sources import SOURCES
from grappe.apps.roadmaps.queries.records import standings as followed
from grappe.engines.indicators import Membership, Record, Standing
from grappe.ui import moments

BLOCK = 5_000  # rows
OLDEST = 10  # years back for which standings are kept
_KEYS = {
    "reporting_record": ("kind", "source_id", "company_id"),
    "reporting_standing": ("company_id", "year"),
    "reporting_standingcluster": ("company_id", "year", "cluster"),
}
_COLUMNS = {
    "reporting_record": Record._fields,
    "reporting_standing": Standing._fields,
    "reporting_standingcluster": Membership._fields,
}


@dataclass
class Changes:
    """How many rows were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


@dataclass
class _Years:
    """From which year on is each company known: when it was put on file, or when something first happened with it."""

    first: dict[int, int] = field(default_factory=dict)

    def note(self, record: Record) -> None:
        if record.company_id is not None:
            known = self.first.get(record.company_id, record.on.year)
            self.first[record.company_id] = min(known, record.on.year)


def refresh_records(*, at: datetime, say: Callable[[str], None] = lambda text: None) -> Changes:
    """Bring records and standings up to date with what the apps hold at a moment; return what changed.

    `say` is told which source is being read. Each source is brought in one transaction of its own, so that progress is
    seen; two refreshes at once wait for one another there.
    """
    on, years, changes = moments.local_date(at), _Years(), Changes()
    for source in SOURCES:
        say(",".join(kind.value for kind in source.kinds))
        found = _checked(source.records(on), {kind.value for kind in source.kinds}, years)
        kinds = [kind.value for kind in source.kinds]
        changes += _bring("reporting_record", found, at, "kind = ANY(%s)", [kinds])
    say(STANDINGS)
    return changes + _standings(on, years, at)


def _checked(records: Iterable[Record], kinds: set[str], years: _Years) -> Iterator[Record]:
    for record in records:
        if record.kind not in kinds:
            raise ValueError(f"a record of kind {record.kind} comes from a source of {sorted(kinds)}")
        years.note(record)
        yield record


@transaction.atomic
def _standings(on: date, years: _Years, at: datetime) -> Changes:
    """Write what companies were: this year as it is now, years that are over only where nothing is kept yet, but their size.

    In one transaction: a past year with standings and without clusters would stay so. The companies are read once: one
    that is entered meanwhile waits for the next time.
    """
    companies = list(known_companies())
    spans = dict(_spans(on, years, companies))
    earliest = min((first for first, _last in spans.values()), default=on.year)
    days = [min(date(year, 12, 31), on) for year in range(earliest, on.year + 1)]
    sizes = {(pk, day.year): size for pk, day, size in sizes_on(days)}
    kept = _kept()
    changes = _bring("reporting_standing", _standing_rows(on, companies, spans, sizes, kept), at)
    return changes + _bring("reporting_standingcluster", _cluster_rows(on, spans, set(kept)), at)


def _spans(on: date, years: _Years, companies: Iterable[Known]) -> Iterator[tuple[int, tuple[int, int]]]:
    for company in companies:
        first = min(company.first_year, years.first.get(company.pk, company.first_year))
        yield company.pk, (max(first, on.year - OLDEST), min(company.last_year or on.year, on.year))


def _kept() -> dict[tuple[int, int], tuple[str, str, int | None, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company_id, year, commune, nace, manager_id, looked_after FROM reporting_standing"
        )
        return {(row[0], row[1]): row[2:] for row in cursor.fetchall()}


def _standing_rows(
    on: date,
    companies: Iterable[Known],
    spans: dict[int, tuple[int, int]],
    sizes: dict[tuple[int, int], str],
    kept: dict[tuple[int, int], tuple[str, str, int | None, bool]],
) -> Iterator[Standing]:
    owners = followed()
    for company in companies:
        owner, since = owners.get(company.pk, (None, on.year + 1))
        first, last = spans[company.pk]
        for year in range(first, last + 1):
            as_now = (company.commune, company.nace, owner if year >= since else None, year >= since)
            before = kept.get((company.pk, year)) if year < on.year else None
            yield Standing(company.pk, year, sizes.get((company.pk, year), ""), *(before or as_now))


def _cluster_rows(
    on: date, spans: dict[int, tuple[int, int]], kept: set[tuple[int, int]]
) -> Iterator[Membership]:
    now: dict[int, list[str]] = defaultdict(list)
    for company, cluster in clusters_by_company():
        now[company].append(cluster)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT company_id, year, cluster FROM reporting_standingcluster WHERE year < %s", [on.year]
        )
        for company, year, cluster in cursor.fetchall():
            first, last = spans.get(company, (on.year, on.year))
            if first <= year <= last:
                yield Membership(company, year, cluster)
    for company, (first, last) in spans.items():
        for year in range(first, last + 1):
            if year == on.year or (company, year) not in kept:
                for cluster in now[company]:
                    yield Membership(company, year, cluster)


@transaction.atomic
def _bring(
    table: str,
    rows: Iterable[tuple[object, ...]],
    at: datetime,
    among: str = "true",
    values: Sequence[Any] = (),
) -> Changes:
    """Make a table hold exactly some rows (of those `among`); names come from this module only, never from outside."""
    columns, keys = _COLUMNS[table], _KEYS[table]
    quoted = ", ".join(f'"{name}"' for name in columns)
    others = [name for name in columns if name not in keys]
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {quoted} FROM {table} WITH NO DATA"  # noqa: S608
        )
        left = iter(rows)
        while block := list(
            islice(left, BLOCK)
        ):  # rows are read over the same connection: never while it copies
            with cursor.copy(f"COPY incoming ({quoted}) FROM STDIN") as copy:
                for row in block:
                    copy.write_row(row)
        update = ", ".join(f'"{name}" = excluded."{name}"' for name in [*others, "changed_at"])
        differs = (
            " OR ".join(f'kept."{name}" IS DISTINCT FROM excluded."{name}"' for name in others) or "false"
        )
        names = ", ".join(f'"{name}"' for name in keys)
        cursor.execute(
            f"INSERT INTO {table} AS kept ({quoted}, changed_at) SELECT {quoted}, %s FROM incoming "  # noqa: S608
            f"ON CONFLICT ({names}) DO UPDATE SET {update} WHERE {differs} RETURNING (xmax = 0)",
            [at],
        )
        written = [row[0] for row in cursor.fetchall()]
        same = " AND ".join(f'i."{name}" IS NOT DISTINCT FROM t."{name}"' for name in keys)
        cursor.execute(
            f"DELETE FROM {table} t WHERE {among} AND NOT EXISTS (SELECT FROM incoming i WHERE {same})",  # noqa: S608
            values,
        )
        removed = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    return Changes(sum(written), len(written) - sum(written), removed)
