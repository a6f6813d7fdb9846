"""Does each import-linter contract see its fault? One fault a case, planted in a copy of the source."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from architecture.source import PACKAGE, ROOT

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}
NAMES = {" ".join(contract["name"].split()): id for id, contract in CONTRACTS.items()}
VERDICT = re.compile(r"^(.+?) (KEPT|BROKEN)$", re.M)


@dataclass(frozen=True)
class Fault:
    """A line in a module (made where it is not there), the contract that must break, and what must be said of it."""

    contract: str
    module: str
    line: str
    said: str


FAULTS = [
    Fault(
        "house",
        "ui/clock.py",
        "import grappe.apps.accounts.enums",
        "grappe.ui.clock -> grappe.apps.accounts.enums",
    ),
    Fault(
        "house",
        "apps/needs/queries/__init__.py",
        "import grappe.config.paths",
        "grappe.apps.needs.queries -> grappe.config",
    ),
    Fault(
        "house",
        "engines/kernel/money.py",
        "import grappe.ui.clock",
        "grappe.engines.kernel.money -> grappe.ui.clock",
    ),
    Fault("house", "extra.py", "", "grappe.extra"),
    Fault(
        "story",
        "apps/clusters/queries.py",
        "import grappe.apps.needs.enums",
        "clusters.queries -> grappe.apps.needs",
    ),
    Fault(
        "story",
        "apps/aids/enums/__init__.py",
        "import grappe.apps.solutions.enums",
        "aids.enums -> grappe.apps.solutions",
    ),
    Fault("story", "apps/extra/__init__.py", "", "grappe.apps.extra"),
    Fault(
        "engines-independent",
        "engines/planning/order.py",
        "import grappe.engines.diagnosis",
        "grappe.engines.planning.order -> grappe.engines.diagnosis",
    ),
    Fault(
        "engines-independent",
        "engines/kernel/money.py",
        "import grappe.engines.planning",
        "grappe.engines.kernel.money -> grappe.engines.planning",
    ),
    Fault(
        "engines-pure", "engines/kernel/money.py", "import django", "grappe.engines.kernel.money -> django"
    ),
    Fault("engines-pure", "engines/eligibility/language.py", "import yaml", "eligibility.language -> yaml"),
    Fault(
        "words-point-down",
        "apps/needs/queries.py",
        "import grappe.apps.needs.operations",
        "grappe.apps.needs.queries -> grappe.apps.needs.operations",
    ),
    Fault(
        "words-point-down",
        "apps/solutions/operations.py",
        "import grappe.apps.solutions.tasks",
        "grappe.apps.solutions.operations -> grappe.apps.solutions.tasks",
    ),
    Fault(
        "words-point-down",
        "apps/clusters/models.py",
        "import grappe.apps.clusters.queries",
        "grappe.apps.clusters.models -> grappe.apps.clusters.queries",
    ),
    Fault(
        "doors-never-touch-models",
        "apps/needs/views.py",
        "import grappe.apps.needs.models",
        "grappe.apps.needs.views -> grappe.apps.needs.models",
    ),
    Fault(
        "doors-never-touch-models",
        "apps/aids/tasks.py",
        "import grappe.apps.companies.models",
        "grappe.apps.aids.tasks -> grappe.apps.companies.models",
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Copy the Python source and the contracts to a folder of the test's own."""
    folder = tmp_path_factory.mktemp("house")
    for path in PACKAGE.rglob("*.py"):
        target = folder / "grappe" / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def verdicts(folder: Path) -> tuple[set[str], str]:
    """Return the ids of the broken contracts, and what import-linter said."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"],
        cwd=folder, capture_output=True, text=True, env=os.environ | {"COLUMNS": "300"},
    )  # fmt: skip
    found = {NAMES[name]: verdict for name, verdict in VERDICT.findall(done.stdout) if name in NAMES}
    assert set(found) == set(CONTRACTS), done.stdout + done.stderr
    broken = {id for id, verdict in found.items() if verdict == "BROKEN"}
    assert bool(broken) == (done.returncode != 0)
    return broken, done.stdout


def test_the_copy_is_sound(copy):
    broken, said = verdicts(copy)
    assert not broken, said


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.contract}-{fault.module}")
def test_a_planted_fault_breaks_exactly_its_contract(copy, fault):
    path = copy / "grappe" / fault.module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{fault.line}\n", encoding="utf-8")
    try:
        broken, said = verdicts(copy)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
        if before is None and path.name == "__init__.py":
            path.parent.rmdir()
    assert broken == {fault.contract}, said
    assert fault.said in said, said


def test_every_contract_has_a_planted_fault():
    assert {fault.contract for fault in FAULTS} == set(CONTRACTS)


def test_every_app_stands_in_the_contract_of_words():
    """The layers inside an app are held for the apps that are listed, so every app must be."""
    apps = {path.parent.name for path in (PACKAGE / "apps").glob("*/__init__.py")}
    assert set(CONTRACTS["words-point-down"]["containers"]) == {f"grappe.apps.{name}" for name in apps}
