"""Do `grappe sme-status` and `grappe de-minimis` read a file, answer in one JSON document, and refuse a bad one with
one clear line?
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grappe.config.cli import WITHOUT_DATABASE

ROOT = Path(__file__).parents[3]
GROUP = {
    "subject": "a",
    "enterprises": [
        {
            "id": "a",
            "headcount": 100,
            "turnover_eur": 5_000_000,
            "balance_sheet_eur": 4_000_000,
            "kind": "enterprise",
        },
        {
            "id": "c",
            "headcount": 400,
            "turnover_eur": 5_000_000,
            "balance_sheet_eur": 4_000_000,
            "kind": "enterprise",
        },
    ],
    "holdings": [{"owner": "c", "owned": "a", "capital_pct": 40, "votes_pct": 35, "control": False}],
    "last_year": None,
}
LEDGER = {
    "members": ["a", "b"],
    "grants": [
        {"enterprise": "a", "date": "2024-05-02", "gge_eur": 120_000},
        {"enterprise": "b", "date": "2025-01-10", "gge_eur": 100_000},
    ],
}


@pytest.fixture
def run(tmp_path, capsys):
    """Run a command on a document; returns exit code, standard output and standard error."""

    def run(command: str, document: object, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "file.json"
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        option = {"sme-status": "--group", "de-minimis": "--ledger"}[command]
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command(command, option, str(file), *options, stdout=out, stderr=err)
            code = 0
        except SystemExit as left:
            code = int(left.code or 0)
        return code, out.getvalue(), err.getvalue()

    return run


def test_sme_status_answers_in_one_document(run):
    code, out, err = run("sme-status", GROUP)
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["class"], answer["relation"], answer["totals"]["headcount"]) == ("large", "partner", 260)
    assert any("40% × c 400" in reason for reason in answer["reasons"])


def test_de_minimis_answers_in_one_document(run):
    code, out, err = run("de-minimis", LEDGER, "--on", "2026-11-01", "--amount", "80000")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert {key: answer[key] for key in ("ceiling_eur", "used_eur", "headroom_eur", "allowed")} == {
        "ceiling_eur": 300_000, "used_eur": 220_000, "headroom_eur": 80_000, "allowed": True,
    }  # fmt: skip
    assert answer["frees_on"] == [
        {"date": "2027-05-02", "eur": 120_000},
        {"date": "2028-01-10", "eur": 100_000},
    ]


def test_without_an_amount_nothing_is_allowed_or_refused(run):
    assert json.loads(run("de-minimis", LEDGER, "--on", "2026-11-01")[1])["allowed"] is None


def test_the_sentences_come_in_the_language_asked_for(run):
    assert "Partnerunternehmen" in run("sme-status", GROUP, "--language", "de")[1]
    assert "entreprise unique" in run("de-minimis", LEDGER, "--on", "2026-11-01", "--language", "fr")[1]


def test_a_name_nobody_knows_is_told_and_left_aside(run):
    code, out, err = run("sme-status", GROUP | {"colour": "red"})
    assert code == 0 and json.loads(out)["class"] == "large"
    assert "colour" in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "document", "options", "said"),
    [
        ("sme-status", GROUP | {"subject": "z"}, (), "subject"),
        ("sme-status", GROUP | {"holdings": [{"owner": "q", "owned": "a"}]}, (), "holdings[0].owner"),
        ("sme-status", [], (), "a map"),
        ("sme-status", "{", (), "JSON"),
        ("de-minimis", LEDGER | {"members": []}, ("--on", "2026-11-01"), "members"),
        (
            "de-minimis",
            {"members": ["a"], "grants": [{"enterprise": "a", "date": "soon"}]},
            ("--on", "2026-11-01"),
            "grants[0].date",
        ),
    ],
)
def test_a_bad_file_is_refused_in_one_line(run, command, document, options, said):
    code, out, err = run(command, document, *options)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and said in err and "file.json" in err


@pytest.mark.parametrize(
    "options",
    [
        ("--on", "yesterday"),
        ("--on", "2026-11-01", "--amount", "-1"),
        ("--on", "2026-11-01", "--amount", "NaN"),
        (),
    ],
)
def test_a_bad_option_is_refused(run, options):
    with pytest.raises(CommandError):
        run("de-minimis", LEDGER, *options)


@pytest.mark.parametrize(
    "words",
    [("sme-status", "--group", GROUP), ("de-minimis", "--on", "2026-11-01", "--ledger", LEDGER)],
    ids=["sme-status", "de-minimis"],
)
def test_no_database_is_needed(tmp_path, words):
    """The console script answers where no database can be had."""
    assert words[0] in WITHOUT_DATABASE
    file = tmp_path / "file.json"
    file.write_text(json.dumps(words[-1]))
    grappe = Path(sys.executable).with_name("grappe")
    done = subprocess.run(
        [str(grappe), *words[:-1], str(file)], capture_output=True, text=True, cwd=ROOT, timeout=120,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)
