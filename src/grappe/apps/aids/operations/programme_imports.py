"""How does somebody else's file of programmes become a catalogue beside the home one?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grappe.apps.aids.operations.catalogues import About, Loaded, store_catalogue
from grappe.apps.aids.queries.documents import plain
from grappe.apps.aids.queries.programme_files import Reading, read_programmes
from grappe.apps.aids.queries.yaml_writing import PlainDumper
from grappe.engines.eligibility.imports import Refused
from grappe.ui.errors import BadInput
from grappe.ui.workbook import safe

_COLUMNS = ("row", "name", "field", "reason")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do: the programmes, the report of the conditions, the refused rows."""

    catalogue: str
    loaded: Loaded
    report: Mapping[str, Any]
    refused: tuple[Refused, ...]


def import_programmes(
    *,
    path: Path,
    at: datetime,
    catalogue: str = "",
    dry_run: bool = False,
    name: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Import a file of programmes as a catalogue of its own, all of its readable rows at once.

    `catalogue` names it, else its form does; `name` is what the file was called. Running it again changes nothing; a
    programme whose row is refused stays as it was. Raises BadInput for a file or a name that cannot be used.
    """
    reading = read_programmes(path, name=name, progress=progress)
    about = about_of(reading, catalogue)
    report = reading.tally.document()
    with transaction.atomic():
        loaded = store_catalogue(
            about=about,
            fields=plain(reading.fields),
            communes={},
            documents={slug: plain(dict(one.document)) for slug, one in reading.programmes.items()},
            at=at,
            report=report,
            keep=reading.keep,
        )
        if dry_run:
            transaction.set_rollback(True)
    return Outcome(about.slug, loaded, report, tuple(reading.refused))


def about_of(reading: Reading, named: str = "") -> About:
    """Return what the catalogue of a file says of itself, under the name it was given. Raises BadInput."""
    said = reading.about
    slug = named or str(said["id"])
    if slug != slugify(slug) or len(slug) > 40:
        raise BadInput(
            _("“%(slug)s” is no name for a catalogue: small letters, digits, hyphens") % {"slug": slug}
        )
    return About(
        slug=slug, name=said["name"], country=said["country"], publisher=said["publisher"], licence=said["licence"],
        attribution=said["attribution"],
    )  # fmt: skip


def write_catalogue(*, path: Path, folder: Path, name: str = "") -> Outcome:
    """Write what a file of programmes becomes as a catalogue folder, to be read, checked and changed by hand.

    No database is needed. Raises BadInput where the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(_("%(folder)s is not empty.") % {"folder": folder})
    reading = read_programmes(path, name=name)
    (folder / "programmes").mkdir(parents=True, exist_ok=True)
    _write(folder / "catalogue.yaml", reading.about)
    _write(folder / "fields.yaml", reading.fields)
    for slug, one in reading.programmes.items():
        _write(folder / "programmes" / f"{slug}.yaml", dict(one.document))
    loaded = Loaded(len(reading.programmes), 0, 0, 0)
    return Outcome(str(reading.about["id"]), loaded, reading.tally.document(), tuple(reading.refused))


def _write(path: Path, document: Any) -> None:
    text = yaml.dump(document, Dumper=PlainDumper, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, encoding="utf-8")


def refusals_text(refused: Iterable[Mapping[str, Any]]) -> str:
    """Return refused rows as CSV with row, name, field and reason; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in refused:
        writer.writerow([safe(str(one[column])) for column in _COLUMNS])
    return out.getvalue()


def refusal(one: Refused) -> dict[str, Any]:
    """Return a refused row as it is kept."""
    return {"row": one.row, "name": one.name, "field": one.field, "reason": one.reason}


def write_refusals(*, refused: Iterable[Refused], target: Path) -> None:
    """Write refused rows to a CSV file."""
    target.write_text(refusals_text(refusal(one) for one in refused), encoding="utf-8-sig")
