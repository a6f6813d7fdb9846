"""How do the architecture tests read the source? Modules and their imports, without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "grappe"


@dataclass(frozen=True)
class Import:
    """One import at run time: the module that is named, and the line."""

    module: str
    line: int


def modules(below: Path = PACKAGE) -> list[Path]:
    return [path for path in sorted(below.rglob("*.py")) if "migrations" not in path.parts]


def _is_type_checking(node: ast.AST) -> bool:
    if not isinstance(node, ast.If):
        return False
    test = node.test
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


@lru_cache(maxsize=2)
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return all that stands in a module, as `ast.walk`: many rules look through one tree, one after the other."""
    return tuple(ast.walk(tree))


def _stepped(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a module that run, those inside functions and classes as well."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.expr) or _is_type_checking(node):
            continue  # an import is a statement, and no expression holds one
        yield node
        yield from _stepped(node)


@lru_cache(maxsize=2)
def imports(tree: ast.AST) -> tuple[Import, ...]:
    """Return the imports of a module that happen at run time; `from a import b` gives both a and a.b."""
    found = []
    for node in _stepped(tree):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.append(Import(node.module, node.lineno))
            found += [Import(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
    return tuple(found)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
