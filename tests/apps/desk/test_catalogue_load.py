"""Does a catalogue come in whole or not at all, and only once?"""

from __future__ import annotations

import io
import shutil
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.management import call_command

from grappe.apps.aids.models import Programme
from grappe.apps.clusters.models import Cluster, Theme
from grappe.apps.companies.models import Commune, NaceCode
from grappe.apps.desk import operations
from grappe.apps.diagnostics.models import QuestionnaireVersion
from grappe.apps.reporting.models import Indicator
from grappe.apps.solutions.models import Solution
from grappe.ui.commands import BadFile

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TABLES = (NaceCode, Commune, Cluster, Theme, QuestionnaireVersion, Solution, Programme, Indicator)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the shipped catalogue that a test may break."""
    return shutil.copytree(settings.CATALOGUE, tmp_path / "catalogue")


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_it_comes_in_whole_and_a_second_time_changes_nothing():
    first = operations.load_catalogue(settings.CATALOGUE, at=AT)
    loaded = counts()
    assert loaded[:4] == [1047, 100, 7, 5]
    assert all(loaded)
    again = operations.load_catalogue(settings.CATALOGUE, at=AT)
    assert counts() == loaded
    assert [part.name for part in again] == [part.name for part in first]
    assert [part.done for part in again[2:]] == [
        "0 new, 2 as before",
        f"{loaded[5]} as before",
        f"{loaded[6]} as before",
        "5 gates, 8 questions",
        "0 new, 5 as before",
        f"{loaded[7]} as before",
    ]


def test_what_changed_is_brought_up_to_date(folder):
    operations.load_catalogue(folder, at=AT)
    (folder / "programmes" / "fit4-digital.yaml").unlink()
    path = folder / "solutions" / "providers.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('contact_name: "', 'contact_name: "Dr. ', 1), encoding="utf-8")
    parts = operations.load_catalogue(folder, at=AT)
    assert "1 changed" in parts[3].done
    assert "1 withdrawn" in parts[4].done


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("clusters.yaml", "- {id: wood, name: [", "clusters.yaml, 1:21"),
        ("themes.yaml", "just words", "themes.yaml: a list of entries is wanted"),
        ("clusters.yaml", "- {name: {en: No id}}", "KeyError('id')"),
        ("solutions/services.yaml", "- {id: x}", "Solution “x”: without"),
        ("questionnaires/dma.yaml", "id: dma\nquestions: 7\n", "questionnaires"),
        ("programmes/fit4-digital.yaml", "id: [", "fit4-digital.yaml"),
        ("reference/communes.csv", None, "communes.csv: this file is missing"),
        ("themes.yaml", b"\xff\xfe\x00", "themes.yaml: this is not text in UTF-8"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_loaded(folder, file, content, words):
    path = folder / file
    if content is None:
        path.unlink()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as fault:
        operations.load_catalogue(folder, at=AT)
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)
    assert not any(counts())


def test_the_command_says_what_each_part_did():
    out = io.StringIO()
    call_command("catalogue", "load", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 8
    assert "Reference tables: 1047 NACE codes, 100 communes" in lines[0]


def test_the_command_tells_a_broken_file_in_one_line(folder, capsys):
    (folder / "clusters.yaml").write_text("- [", encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as code:
        call_command("catalogue", "load", str(folder), stdout=out, stderr=err)
    assert code.value.code == 2
    assert out.getvalue() == ""
    assert err.getvalue().count("\n") == 1
    assert "clusters.yaml" in err.getvalue()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadFile, match="there is no such folder"):
        operations.load_catalogue(tmp_path / "missing", at=AT)
