"""How does a whole catalogue come into the database? All of its parts in one go, or none."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.aids import operations as aids
from grappe.apps.clusters import operations as clusters
from grappe.apps.companies import operations as companies
from grappe.apps.diagnostics import operations as diagnostics
from grappe.apps.ideas.operations import catalogue as ideas
from grappe.apps.reporting.operations import catalogue as reporting
from grappe.apps.solutions import operations as solutions
from grappe.apps.surveys.operations import editions as surveys
from grappe.ui.commands import BadFile
from grappe.ui.errors import BadInput


@dataclass(frozen=True, slots=True)
class Part:
    """What loading one part of the catalogue did, in words."""

    name: str
    done: str


@transaction.atomic
def load_catalogue(folder: Path, *, at: datetime, beside: str = "") -> list[Part]:
    """Load a catalogue folder: reference tables, clusters and themes, questionnaires, solutions, programmes.

    `beside` names a catalogue of aids beside the home one: then only the programmes are loaded. Loading
    it again changes nothing. Raises BadFile naming the file, and nothing is loaded, when any part of it
    cannot be read or used.
    """
    if not folder.is_dir():
        raise BadFile(folder, _("there is no such folder"))
    if beside:
        return [_programmes(folder, at, beside)]
    return [
        _reference(folder / "reference"),
        _clusters(folder),
        _questionnaires(folder / "questionnaires", at),
        _solutions(folder / "solutions", at),
        _programmes(folder, at),
        *_ideas(folder),
        *_surveys(folder / "surveys", at),
        *_indicators(folder, at),
    ]


def _reference(folder: Path) -> Part:
    nace, communes = _table(folder / "nace_rev2_1.csv"), _table(folder / "communes.csv")
    tiles = folder / "commune_tiles.csv"  # a country without a tile map has none
    placed = _table(tiles) if tiles.exists() else []
    counts = _named(folder, lambda: companies.load_reference(nace=nace, communes=communes, tiles=placed))
    done = _("%(nace)d NACE codes, %(communes)d communes") % {"nace": counts[0], "communes": counts[1]}
    return Part(_("Reference tables"), done)


def _clusters(folder: Path) -> Part:
    read = {name: _entries(folder / f"{name}.yaml") for name in ("clusters", "themes")}
    counts = _named(folder, lambda: clusters.load(**read))
    done = _("%(clusters)d clusters, %(themes)d themes") % {"clusters": counts[0], "themes": counts[1]}
    return Part(_("Clusters and themes"), done)


def _questionnaires(folder: Path, at: datetime) -> Part:
    entries = [_yaml(path) for path in _yaml_files(folder)]
    new, known = _named(folder, lambda: diagnostics.load_questionnaires(entries, at=at))
    return Part(_("Questionnaires"), _("%(new)d new, %(known)d as before") % {"new": new, "known": known})


def _solutions(folder: Path, at: datetime) -> Part:
    entries = [entry for path in _yaml_files(folder) for entry in _entries(path)]
    return Part(_("Solutions"), _told(_named(folder, lambda: solutions.load_solutions(entries, at=at))))


def _programmes(folder: Path, at: datetime, catalogue: str = "") -> Part:
    loaded = aids.load_programmes(folder=folder, at=at, catalogue=catalogue)
    done = _told(loaded)
    if loaded.kept:
        told = _("%(count)d kept as published on the page, not as in the folder: %(names)s")
        done = f"{done}; {told % {'count': len(loaded.kept), 'names': ', '.join(loaded.kept)}}"
    return Part(_("Aids and programmes"), done)


def _ideas(folder: Path) -> list[Part]:
    """Load the gates and the canvas of ideas; a catalogue without this file has none."""
    path = folder / "ideas.yaml"
    if not path.exists():
        return []
    read = _yaml(path)
    if not isinstance(read, dict):
        raise BadFile(path, _("“gates” and “canvas” are wanted"))
    gates, questions = _named(path, lambda: ideas.load(catalogue=read))
    done = _("%(gates)d gates, %(questions)d questions") % {"gates": gates, "questions": questions}
    return [Part(_("Gates of ideas"), done)]


def _surveys(folder: Path, at: datetime) -> list[Part]:
    """Load the questions of the yearly survey; a catalogue without them has none."""
    path = folder / "yearly.yaml"
    if not path.exists():
        return []
    read = _yaml(path)
    new, known = _named(path, lambda: surveys.load(read, at=at))
    return [Part(_("Yearly survey"), _("%(new)d new, %(known)d as before") % {"new": new, "known": known})]


def _indicators(folder: Path, at: datetime) -> list[Part]:
    """Load what the initiative answers for; a catalogue without this file has no indicators."""
    path = folder / "indicators.yaml"
    if not path.exists():
        return []
    read = _yaml(path)
    if not isinstance(read, dict):
        raise BadFile(path, _("“indicators” is wanted"))
    return [Part(_("Indicators"), _told(_named(path, lambda: reporting.load(catalogue=read, at=at))))]


def _told(counts: Any) -> str:
    """Return what an operation counted (a dataclass of numbers) in words."""
    words = {
        "created": _("%(count)d new"),
        "changed": _("%(count)d changed"),
        "updated": _("%(count)d changed"),
        "unchanged": _("%(count)d as before"),
        "withdrawn": _("%(count)d withdrawn"),
    }
    numbers = {name: getattr(counts, name, 0) for name in words}
    told = [word % {"count": numbers[name]} for name, word in words.items() if numbers[name]]
    return ", ".join(told) or _("nothing")


def _named(folder: Path, load: Any) -> Any:
    """Run one part's load; what is wrong with its content is told with the folder it came from."""
    try:
        return load()
    except BadInput as fault:
        raise BadFile(folder, str(fault)) from fault
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BadFile(
            folder, _("an entry is not of the expected form (%(fault)s)") % {"fault": repr(fault)}
        ) from fault


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise BadFile(path, _("this file is missing")) from fault
    except UnicodeDecodeError as fault:
        raise BadFile(path, _("this is not text in UTF-8")) from fault
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise BadFile(path, fault.problem or _("this is not YAML"), place) from fault
    except yaml.YAMLError as fault:
        raise BadFile(path, str(fault)) from fault


def _entries(path: Path) -> list[Any]:
    read = _yaml(path)
    if not isinstance(read, list) or not all(isinstance(entry, dict) for entry in read):
        raise BadFile(path, _("a list of entries is wanted"))
    return read


def _table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a reference table."""
    try:
        return list(_rows(path))
    except FileNotFoundError as fault:
        raise BadFile(path, _("this file is missing")) from fault
    except (UnicodeDecodeError, csv.Error) as fault:
        raise BadFile(path, str(fault)) from fault


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
