"""How do companies come in from a file: looked at first, then written, each row whole or not at all?

Running the same file again changes nothing: a row finds its company by identifier, RCS or VAT number, else by
name and country; blank cells never erase what is known; a row that says nothing new is counted as unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db import Error, transaction
from django.utils.translation import gettext as _

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.companies.models import Commune, Company, NaceCode, Person, YearFigures
from grappe.apps.companies.operations.import_changes import (
    IDENTITY,
    RELATIONS,
    changed_columns,
    new_clusters,
    new_figures,
    new_person,
    says_something_new,
)
from grappe.apps.companies.operations.import_erased import Erased, without_erased
from grappe.apps.companies.operations.import_needed import Lacking, Needed, needed
from grappe.apps.companies.operations.import_proposals import LOOKED_AT, NewRow, said_of
from grappe.apps.companies.permissions import check_can_import_companies
from grappe.apps.companies.queries import rows as reading
from grappe.apps.companies.queries.columns import HEADERS, plain, require_name
from grappe.apps.companies.queries.imports import custom_columns_on_file
from grappe.apps.companies.queries.rows import Fault, Known, Row
from grappe.apps.companies.queries.tables import Table
from grappe.engines.kernel import Text
from grappe.ui.custom import PREFIX, CustomField
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

BLOCK = 500  # rows read, compared and written together
KEYS = ("external_id", "rcs_number", "vat_number")
Progress = Callable[["Outcome"], None]
Plan = tuple[Row, tuple[Any, ...], Company | None, bool]
NOTHING: Mapping[int, int | None] = {}


@dataclass
class Rejection:
    """A row that was refused: its number in the file, its cells, and every fault in it."""

    row: int
    cells: tuple[Any, ...]
    faults: tuple[Fault, ...]


@dataclass
class Outcome:
    """What an import did, or (dry run) would do."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left_out: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    lacking: dict[str, Lacking] = field(default_factory=dict)  # by the field that has to be filled in
    erased: list[Erased] = field(default_factory=list)  # who was erased and is not taken over
    new: list[NewRow] = field(default_factory=list)  # of a dry run: rows that no company on file answers

    @property
    def rejected(self) -> int:
        return len(self.rejections)


def import_companies(
    *,
    table: Table,
    mapping: Mapping[str, str],
    by: User | None,
    at: datetime,
    dry_run: bool,
    clusters: Sequence[str] = (),
    progress: Progress | None = None,
    chosen: Mapping[int, int | None] = NOTHING,
    fill: Mapping[str, Any] = MappingProxyType({}),
    brought_back: Mapping[int, str] = MappingProxyType({}),
) -> Outcome:
    """Import a table of companies and return what was done; with `dry_run` nothing is written.

    `chosen` says of rows, by number, which company on file they are (its id), or None to leave them out.
    `fill` is what new records get in custom fields that have to be filled in where their row says nothing.
    `brought_back` says of rows, by number, why somebody who was erased comes back with them; others who were erased do not.
    `mapping` is `{header: field}`; `clusters` (slugs) are given to every new company that names none; `by` None is
    the command line on the server itself. Raises BadInput when the table cannot be read or has no name column.
    Blocks of rows are written in one transaction each; where the database refuses a block, its rows are written
    one by one, so that a row that breaks is refused alone and never half-written.
    """
    if by is not None:
        check_can_import_companies(by)
    require_name(mapping, table.headers)
    known = _known(at)
    check_columns(mapping, known.custom)
    fallback = _cluster_ids(clusters, known)
    codes = {pk: code for code, pk in known.nace.items()}
    outcome = Outcome()
    asked = needed(known.custom, fill, mapping, outcome.lacking)
    seen: dict[tuple[str, str], int] = {}
    for block in _blocks(table.rows(), BLOCK):
        read = [
            (reading.read(number, cells, table.headers, mapping, known), cells) for number, cells in block
        ]
        good: list[tuple[Row, tuple[Any, ...]]] = []
        for row, cells in read:
            faults = row.faults or _repeated(row, seen, mapping)
            if faults:
                outcome.rejections.append(Rejection(row.number, cells, tuple(faults)))
            elif chosen.get(row.number, 0) is None:
                outcome.left_out += 1
            else:
                good.append((row, cells))
        plans = without_erased(_plans(good, chosen, outcome), brought_back, outcome.erased)
        plans = _filled_in(plans, asked, outcome)
        _take(plans, fallback, by, at, dry_run, outcome)
        if dry_run and len(outcome.new) < LOOKED_AT:
            outcome.new += [
                NewRow(row.number, said_of(row.values, codes))
                for row, _, company, _ in plans
                if company is None
            ]
        outcome.rows += len(read)
        if progress is not None:
            progress(outcome)
    return outcome


def _blocks(
    source: Iterator[tuple[int, tuple[Any, ...]]], size: int
) -> Iterator[list[tuple[int, tuple[Any, ...]]]]:
    while block := list(islice(source, size)):
        yield block


def _known(at: datetime) -> Known:
    clusters: dict[str, int] = {}
    for cluster in cluster_queries.clusters():
        name = Text.of(cluster.name)
        clusters |= {plain(word): cluster.pk for word in (cluster.slug, name.en, name.fr, name.de) if word}
    return Known(
        nace=dict(NaceCode.objects.values_list("code", "pk")),
        communes={plain(name): pk for name, pk in Commune.objects.values_list("name", "pk")},
        clusters=clusters,
        today=at.date(),
        custom=custom_columns_on_file(),
    )


def check_columns(mapping: Mapping[str, str], custom: Mapping[str, CustomField]) -> None:
    """Raise BadInput where a column is a custom field that was put away since the columns were chosen."""
    for header, name in mapping.items():
        if PREFIX in name and name not in HEADERS and name not in custom:
            told = _("The column “%(name)s” is a custom field that is no more. Choose the columns again.")
            raise BadInput(told % {"name": header})


def _cluster_ids(slugs: Iterable[str], known: Known) -> tuple[int, ...]:
    for slug in slugs:
        if plain(slug) not in known.clusters:
            raise BadInput(_("“%(name)s” is no cluster") % {"name": slug})
    return tuple(known.clusters[plain(slug)] for slug in slugs)


def _identity(row: Row) -> list[tuple[str, str]]:
    """Return the keys by which a row's company is known, strongest first."""
    keys = [(name, str(row.values[name])) for name in KEYS if name in row.values]
    return keys or [("name", f"{plain(row.values['name'])}|{row.values.get('country', 'LU')}")]


def _repeated(row: Row, seen: dict[tuple[str, str], int], mapping: Mapping[str, str]) -> list[Fault]:
    """Return a fault when an earlier row of this file was the same company; remember this row otherwise."""
    for key in _identity(row):
        if key in seen:
            header = next((header for header, name in mapping.items() if name == key[0]), key[0])
            reason = _("the same company as row %(row)d") % {"row": seen[key]}
            return [Fault(header, str(row.values.get(key[0], "")), reason)]
    for key in _identity(row):
        seen[key] = row.number
    return []


_READ = ("clusters", "figures", "people")


def _existing(rows: Sequence[Row]) -> dict[tuple[str, str], list[Company]]:
    """Return the companies that these rows may mean, by key; one query a kind of key.

    A number or name of a file that was merged means the file that goes on.
    """
    found: dict[tuple[str, str], list[Company]] = {}
    related = Company.objects.prefetch_related(*_READ, *(f"merged_into__{each}" for each in _READ))
    for name in KEYS:
        wanted = [row.values[name] for row in rows if name in row.values]
        if wanted:
            for company in related.filter(**{f"{name}__in": wanted}):
                found.setdefault((name, getattr(company, name)), []).append(company.merged_into or company)
    names = [row.values["name"] for row in rows]
    for company in related.filter(name__in=names):
        key = ("name", f"{plain(company.name)}|{company.country}")
        found.setdefault(key, []).append(company.merged_into or company)
    return found


def _plans(
    good: Sequence[tuple[Row, tuple[Any, ...]]], chosen: Mapping[int, int | None], outcome: Outcome
) -> list[Plan]:
    """Return for each row its company, None for a new one, and whether it says something new; refuse what fits several."""
    existing = _existing([row for row, _cells in good])
    told = _told([pk for row, _cells in good if (pk := chosen.get(row.number))])
    plans: list[Plan] = []
    for row, cells in good:
        company, fault = _company_of(row, existing)
        if company is None and fault is None:
            company = told.get(chosen.get(row.number) or 0)
        if fault is not None:
            outcome.rejections.append(Rejection(row.number, cells, (fault,)))
        else:
            plans.append((row, cells, company, company is None or says_something_new(row, company)))
    return plans


def _filled_in(plans: Sequence[Plan], asked: Needed, outcome: Outcome) -> list[Plan]:
    """Return the rows whose new company and new person have all that has to be filled in; refuse the others."""
    found = []
    for row, cells, company, changes in plans:
        if faults := asked.of_row(row, company is None, "name" in new_person(row, company)):
            outcome.rejections.append(Rejection(row.number, cells, tuple(faults)))
        else:
            found.append((row, cells, company, changes))
    return found


def _told(ids: Sequence[int]) -> dict[int, Company]:
    """Return the companies that somebody says rows are, by id; one that was merged since means the file that goes on."""
    if not ids:
        return {}
    rows = Company.objects.prefetch_related(*_READ, *(f"merged_into__{each}" for each in _READ))
    return {each.pk: each.merged_into or each for each in rows.filter(pk__in=ids)}


def _take(
    plans: Sequence[Plan],
    fallback: tuple[int, ...],
    by: User | None,
    at: datetime,
    dry_run: bool,
    outcome: Outcome,
) -> None:
    done = plans if dry_run else _write_block(plans, fallback, by, at, outcome)
    for _row, _cells, company, changes in done:
        if company is None:
            outcome.created += 1
        elif changes:
            outcome.updated += 1
        else:
            outcome.unchanged += 1


def _company_of(
    row: Row, existing: Mapping[tuple[str, str], list[Company]]
) -> tuple[Company | None, Fault | None]:
    """Return the company a row means, None for a new one; a fault where its keys point to two."""
    matches: dict[int, Company] = {}
    for key in _identity(row):
        matches |= {company.pk: company for company in existing.get(key, [])}
    if not matches and any(name in row.values for name in KEYS):
        # A company on file under the same name that has none of these numbers yet.
        same_name = existing.get(
            ("name", f"{plain(row.values['name'])}|{row.values.get('country', 'LU')}"), []
        )
        free = [c for c in same_name if not any(getattr(c, name) for name in KEYS if name in row.values)]
        matches = {company.pk: company for company in free}
    if len(matches) > 1:
        names = ", ".join(f"{company.name} (№ {company.pk})" for company in matches.values())
        return None, Fault(
            "", row.values["name"], _("several companies on file fit: %(names)s") % {"names": names}
        )
    return next(iter(matches.values()), None), None


def _write_block(
    plans: Sequence[Plan], fallback: tuple[int, ...], by: User | None, at: datetime, outcome: Outcome
) -> list[Plan]:
    try:
        with transaction.atomic():
            for row, _cells, company, changes in plans:
                if changes:
                    _write(row, company, fallback, by, at)
        return list(plans)
    except Error:
        pass  # somebody refused: find out which row, alone
    done = []
    for plan in plans:
        row, cells, company, changes = plan
        try:
            with transaction.atomic():
                if changes:
                    _write(row, company, fallback, by, at)
            done.append(plan)
        except Error as error:
            reason = _("the database refused it: %(fault)s") % {"fault": str(error).strip().split("\n")[0]}
            outcome.rejections.append(Rejection(row.number, cells, (Fault("", row.values["name"], reason),)))
    return done


def _write(
    row: Row, company: Company | None, fallback: tuple[int, ...], by: User | None, at: datetime
) -> None:
    figures, person, clusters = (
        new_figures(row, company),
        new_person(row, company),
        new_clusters(row, company),
    )
    if company is None:
        values = {name: row.values[name] for name in IDENTITY if name in row.values}
        values |= {column: row.values[name] for name, column in RELATIONS.items() if name in row.values}
        values["custom"] = row.values.get("custom", {})
        company = Company.objects.create(**values, created_at=at, created_by=by)
        clusters = clusters or set(fallback)
    elif changed := changed_columns(row, company):
        for name, value in changed.items():
            setattr(company, name, value)
        company.version += 1
        company.save(update_fields=[*changed, "version"])
    if clusters:
        company.clusters.add(*clusters)
    if figures:
        YearFigures.objects.update_or_create(company=company, year=row.values["year"], defaults=figures)
    if "pk" in person:
        Person.objects.filter(pk=person["pk"]).update(custom=person["custom"])
    elif person:
        Person.objects.create(company=company, language=company.language, is_head=True, **person)
