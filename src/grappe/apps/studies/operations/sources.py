"""How does a source come onto a study's list, one by hand or many from a file, change, and leave it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.studies.models import Source
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.csl import (
    Entry,
    Item,
    alike,
    clean,
    columns_of,
    key_for,
    lacks_day,
    same_as,
    with_day,
)
from grappe.apps.studies.queries.csl_dates import day_of
from grappe.apps.studies.queries.source_imports import Row, looked_at, merged
from grappe.apps.studies.queries.sources import cited_by, version_of
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file brought: how many sources are new, changed, and were there already."""

    added: int
    changed: int
    already: int


@transaction.atomic
def add(
    *, study: Study, raw: Mapping[str, Any], key: str = "", note: str = "", by: User, at: datetime
) -> Source:
    """Put a source on a study's list; `raw` is a CSL-JSON item as it was typed, `key` the wish for a citation key.

    Raises PermissionDenied, and BadInput for an item with anything wrong, or one that is on the list by its DOI, or by
    its title and year.
    """
    current = locked(study)
    check_can_work_on(by, current)
    item = _whole(raw, at)
    _check_new(current, item, None)
    taken = {*current.sources.values_list("key", flat=True)}
    source = Source(study=current, added_at=at, added_by=by, key=key_for(item, taken, key))
    return _kept(source, item, note, by)


@transaction.atomic
def change(
    *, source: Source, raw: Mapping[str, Any], key: str, note: str, version: str, by: User, at: datetime
) -> Source:
    """Change a source. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`."""
    study = locked(source.study)
    check_can_work_on(by, study)
    current = Source.objects.select_for_update(of=("self",)).select_related("study").get(pk=source.pk)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this source meanwhile. Look at it again first."), current)
    item = _whole(raw, at)
    _check_new(study, item, current)
    taken = {*study.sources.exclude(pk=current.pk).values_list("key", flat=True)}
    new = key_for(item, set(taken), key)
    if key and new != key:
        raise BadInput(_("The key “%(key)s” is taken or has signs that no key can have.") % {"key": key[:80]})
    current.key = new
    current.version += 1
    return _kept(current, item, note, by)


@transaction.atomic
def remove(*, source: Source, by: User, at: datetime) -> None:
    """Take a source off the list. Raises PermissionDenied, and BadInput where a finding or a table rests on it."""
    study = locked(source.study)
    check_can_work_on(by, study)
    findings, tables = cited_by(source)
    count = len(findings) + len(tables)
    if count:
        raise BadInput(
            ngettext(
                "%(n)d finding or table rests on this source: it stays until that says something else.",
                "%(n)d findings or tables rest on this source: it stays until they say something else.",
                count,
            ) % {"n": count}
        )  # fmt: skip
    with pghistory.context(user=by.pk):
        Source.objects.filter(pk=source.pk).delete()


@transaction.atomic
def take_in(
    *,
    study: Study,
    entries: Sequence[Entry],
    chosen: Collection[int],
    read_on: date | None = None,
    by: User,
    at: datetime,
) -> Taken:
    """Take in the entries of a file whose numbers (from 0) were chosen; all of them, or none where one cannot be.

    What stands on the list meanwhile is looked at again. `read_on` is the day read of pages that do not say one.
    Raises PermissionDenied, and BadInput for a page without a day read.
    """
    current = locked(study)
    check_can_work_on(by, current)
    taken = {*current.sources.values_list("key", flat=True)}
    added = changed = already = 0
    with pghistory.context(user=by.pk):
        for row in looked_at(current, entries):
            if row.number not in chosen:
                continue
            if not row.comes_in:
                already += 1
                continue
            source, item = _source_of(row, current, taken, by, at)
            if lacks_day(item):
                item = _with_day(item, read_on, at)
            _fill(source, item)
            source.save()
            added, changed = added + (row.source is None), changed + (row.source is not None)
    return Taken(added, changed, already)


def _source_of(row: Row, study: Study, taken: set[str], by: User, at: datetime) -> tuple[Source, Item]:
    if row.source is not None:
        row.source.version += 1
        return row.source, merged(row.source.item, row.entry.item)
    key = key_for(row.entry.item, taken, row.entry.key)
    return Source(study=study, key=key, added_at=at, added_by=by), row.entry.item


def _with_day(item: Item, read_on: date | None, at: datetime) -> Item:
    if read_on is None:
        raise BadInput(
            _("“%(title)s” is a page of the web: say on which day it was read.")
            % {"title": item["title"][:100]}
        )
    _check_read(read_on, at)
    return with_day(item, read_on)


def _check_read(day: date, at: datetime) -> None:
    if day > at.date():
        raise BadInput(_("The day on which it was read is still to come."))


def _whole(raw: Mapping[str, Any], at: datetime) -> Item:
    """Return a typed item, clean; where a file may leave something out, a person is told."""
    item, notes = clean(raw)
    if notes:
        raise BadInput(" ".join(notes))
    if lacks_day(item):
        raise BadInput(_("A page of the web changes: say on which day it was read."))
    if day := day_of(item.get("accessed")):
        _check_read(day, at)
    return item


def _check_new(study: Study, item: Item, but: Source | None) -> None:
    names = set(same_as(item))
    for other in study.sources.all():
        if other != but and names & set(same_as(other.item)) and alike(other.item, item):
            raise BadInput(
                _("This source is on the list already, by the key “%(key)s”: %(title)s")
                % {"key": other.key, "title": other.title[:100]}
            )


def _fill(source: Source, item: Item) -> None:
    source.item = item
    for name, value in columns_of(item).items():
        setattr(source, name, value)


def _kept(source: Source, item: Item, note: str, by: User) -> Source:
    source.note = note.replace("\x00", "").strip()
    if len(source.note) > LONGEST_NOTE:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_NOTE})
    _fill(source, item)
    with pghistory.context(user=by.pk):
        source.save()
    return source
