"""What do the catalogue files say? Reads a folder of YAML into the compiled catalogue, or names file, place and fault."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from grappe.apps.aids.queries.file_faults import faults_of
from grappe.engines.eligibility import Catalogue, Field, Programme, parse_fields, parse_programme
from grappe.engines.eligibility.reading import fold
from grappe.ui.commands import BadFile, read_text

LARGEST_FILE = 2 * 1024 * 1024
MOST_VALUES = 50_000  # what one file may hold, references to anchors counted each time


class _Loader(yaml.CSafeLoader):
    """Safe YAML in which a name may stand once in a map: the second would silently hide the first."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.value in seen and key_node.value != "<<":
                    mark = key_node.start_mark
                    raise yaml.MarkedYAMLError(problem=f'"{key_node.value}" stands twice', problem_mark=mark)
                seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """Return the document of a YAML file. Raises BadFile naming the line."""
    return read_yaml_text(read_text(path, LARGEST_FILE), path)


def read_yaml_text(text: str, path: Path) -> Any:
    """Return the document of a YAML text under the name of a file. Raises BadFile naming the line."""
    try:
        document = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadFile(path, f"is not YAML: {fault.problem or fault.context}", where) from fault
    except (yaml.YAMLError, ValueError, TypeError) as fault:  # a date such as 2024-13-40, an unhashable name
        raise BadFile(path, f"is not YAML: {fault}") from fault
    except RecursionError as fault:
        raise BadFile(path, "is nested too deep") from fault
    _count(document, path)
    return document


def _count(document: Any, path: Path) -> None:
    """Raise BadFile for a document that unfolds to more values than a person can have written."""
    waiting, count = [document], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            raise BadFile(path, f"holds more than {MOST_VALUES} values")
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def read_fields(folder: Path) -> dict[str, Field]:
    """Return the fields that rules of a catalogue may ask for. Raises BadFile."""
    path = folder / "fields.yaml"
    with faults_of(path):
        return parse_fields(read_yaml(path))


def read_programme(path: Path, fields: Mapping[str, Field]) -> Programme:
    """Return the programme of one file. Raises BadFile."""
    try:
        with faults_of(path):
            programme = parse_programme(read_yaml(path), fields)
    except RecursionError as fault:
        raise BadFile(path, "is nested too deep") from fault
    if programme.id != path.stem:
        raise BadFile(path, f'must be "{path.stem}" as the file is called, not "{programme.id}"', "id")
    return programme


def read_catalogue(folder: Path) -> Catalogue:
    """Return a catalogue folder compiled and ready to be asked, its programmes by id. Raises BadFile."""
    if not folder.is_dir():
        raise BadFile(folder, "is not a folder" if folder.exists() else "No such folder")
    fields = read_fields(folder)
    paths = sorted((folder / "programmes").glob("*.yaml"))
    if not paths:
        raise BadFile(folder / "programmes", "holds no programme (*.yaml)")
    programmes = [read_programme(path, fields) for path in paths]
    return Catalogue(programmes, fields, read_communes(folder), read_country(folder), read_nuts(folder))


def read_country(folder: Path) -> str:
    """Return the country whose catalogue a folder is, in small letters; Luxembourg where it does not say."""
    path = folder / "catalogue.yaml"
    said = read_yaml(path) if path.exists() else {}
    if not isinstance(said, dict):
        raise BadFile(path, "must be a map of names to values")
    return str(said.get("country") or ("" if said else "lu")).lower()


def read_communes(folder: Path) -> dict[str, str]:
    """Return the communes of the country with their canton, by folded name; empty where no table is shipped."""
    rows = read_table(folder / "reference" / "communes.csv", ("commune", "canton")) or []
    return {fold(row["commune"]): row["canton"] for row in rows if row["commune"]}


def read_nuts(folder: Path) -> dict[str, str]:
    """Return the NUTS code of each commune, by folded name; empty where no table is shipped. Raises BadFile."""
    rows = read_table(folder / "reference" / "nuts.csv", ("commune", "nuts")) or []
    return {fold(row["commune"]): row["nuts"].strip() for row in rows if row["commune"] and row["nuts"]}


def read_table(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]] | None:
    """Return the rows of a reference table with these columns at least; None where there is no such file.

    Raises BadFile.
    """
    if not path.exists():
        return None
    rows = csv.DictReader(read_text(path, LARGEST_FILE).splitlines())
    if not set(columns) <= set(rows.fieldnames or ()):
        raise BadFile(path, f"must have the columns {' and '.join(columns)}", "line 1")
    return list(rows)
