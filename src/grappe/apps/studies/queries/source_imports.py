"""What would a file with sources bring in? Everything is looked at before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.studies.queries import bibtex, csl
from grappe.apps.studies.queries.csl import Entry, Fault, Item, Parsed, alike, lacks_day, same_as
from grappe.apps.studies.queries.source_fields import kind_label
from grappe.apps.studies.queries.sources import in_words, named
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.studies.models import Source, Study

MOST_BYTES = 1_000_000
MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a file beside what is on file: `state` is new, changed, same (on file as it is) or twice (in the file)."""

    number: int  # from 0
    entry: Entry
    state: str
    kind: str
    people: str
    year: str
    source: Source | None = None
    changes: tuple[tuple[Any, str, str], ...] = ()  # label, as on file, as in the file
    lacks_day: bool = False

    @property
    def comes_in(self) -> bool:
        return self.state in ("new", "changed")


def decoded(content: bytes) -> str:
    """Return a file's text: UTF-8 or UTF-16 by their marks, else UTF-8, else the Windows code page of Western Europe.

    Raises BadInput for a file that is no text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadInput(_("This file is no text: a BibTeX file ends with .bib, CSL-JSON with .json."))
    return text


def parsed(text: str) -> Parsed:
    """Return what a text holds, BibTeX or CSL-JSON as it begins; raises BadInput for one that is too long or holds nothing."""
    if len(text.encode()) > MOST_BYTES:
        raise BadInput(_("This is too long: at most %(most)d MB.") % {"most": MOST_BYTES // 1_000_000})
    found = csl.read(text) if text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{") else bibtex.read(text)
    if len(found.entries) > MOST_ENTRIES:
        raise BadInput(
            _("There are %(n)d sources in it; at most %(most)d come in at once. Divide it.")
            % {"n": len(found.entries), "most": MOST_ENTRIES}
        )
    if not found.entries and not found.faults:
        raise BadInput(
            _("No source was found in it. A BibTeX entry begins with @article, @book or the like.")
        )
    return found


def looked_at(study: Study, entries: Sequence[Entry]) -> list[Row]:
    """Return each entry beside what the study has on file by DOI, else by title and year. One query."""
    known: dict[str, list[Source]] = defaultdict(list)
    for source in study.sources.all():
        for name in same_as(source.item):
            known[name].append(source)
    seen: dict[str, list[Item]] = defaultdict(list)
    rows = []
    for number, entry in enumerate(entries):
        item, names = entry.item, same_as(entry.item)
        on_file = (each for name in names for each in known[name] if alike(each.item, item))
        twice = any(alike(each, item) for name in names for each in seen[name])
        rows.append(_row(number, entry, next(on_file, None), twice=twice))
        for name in names:
            seen[name].append(item)
    return rows


def _row(number: int, entry: Entry, source: Source | None, *, twice: bool) -> Row:
    item = entry.item
    changes: tuple[tuple[Any, str, str], ...] = ()
    if twice:
        state = "twice"
    elif source is None:
        state = "new"
    else:
        changes = _changes(source.item, item)
        state = "changed" if changes else "same"
    people = in_words("author", item.get("author") or item.get("editor") or [])
    whole = merged(source.item, item) if source else item
    return Row(
        number, entry, state, kind_label(item["type"]), people, in_words("issued", item.get("issued")), source, changes,
        lacks_day=state in ("new", "changed") and lacks_day(whole),
    )  # fmt: skip


def merged(before: Item, after: Item) -> Item:
    """Return what stays when a file says more or something else: what it does not speak of is kept."""
    return before | after


def _changes(before: Item, after: Item) -> tuple[tuple[Any, str, str], ...]:
    return tuple(
        (named(after["type"], name), _value(name, before), _value(name, after))
        for name in after
        if before.get(name) != after[name]
    )


def _value(name: str, item: Item) -> str:
    value = item.get(name)
    return kind_label(value) if name == "type" and value else in_words(name, value)


def faults_of(found: Parsed) -> list[Fault]:
    """Return what cannot come in, as it stands in the file."""
    return sorted(found.faults, key=lambda fault: fault.line)
