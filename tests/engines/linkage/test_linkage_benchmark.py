"""Is the comparison with Splink a fair one: the same fields, sisters that no list of ours knows, all of it run?"""

from __future__ import annotations

import json
import random
import subprocess
import sys

import pytest

from benchmarks import _disturbed as made
from benchmarks import _splink
from benchmarks import linkage as benchmark
from grappe.engines.linkage import CITIZEN, COMPANY, company_name
from grappe.engines.linkage.names import is_mark

HEAD = "name,country,city,zipcode,sector,website\n"
NAMES = ("Zorvex Biotech S.A.", "Kelmora Biotech AG", "Siemens AG", "Siemens Energy AG", "Siemens Wind GmbH", "Alba Wind SE",
         "Alba Holding", "Beta Holding", "Beta 2", "Alba 2", "Zorvex S.A.", "Bollore SE", "Bolloré S.E.")  # fmt: skip


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "companies.csv"
    rows = [
        f"{name},Luxembourg,Esch,{1000 + place},x,https://www.w{place}.lu\n"
        for place, name in enumerate(NAMES)
    ]
    path.write_text(
        HEAD + "".join(rows) + "Bolloré Old SE,France,Paris,75008,x,http://w12.lu\n", encoding="utf-8"
    )
    return path


def test_each_company_of_the_file_is_taken_once_and_groups_of_names_stay_together(file):
    halves = [{record["name"] for record in made.companies(file, half)} for half in (0, 1)]
    assert not halves[0] & halves[1]
    assert halves[0] | halves[1] == {*NAMES} - {"Bolloré S.E."} | {"Bolloré Old SE"}
    siemens = {name for name in NAMES if name.startswith("Siemens")}
    assert siemens <= halves[0] or siemens <= halves[1]


def test_sisters_have_words_that_no_list_of_ours_knows(file):
    records = [{"name": name} for name in NAMES]
    words = made.words_of_sisters(records)
    assert words == ["biotech", "wind"]
    for word in words:
        assert not is_mark(word)
        assert company_name(f"Alpha {word}").words == ("alpha", word)
    named = {name for name, *_ in (company_name(record["name"]).words[-1:] for record in _many(file))}
    assert named & {"biotech", "wind"}


def _many(file):
    return [record for half in (0, 1) for seed in range(6) for record in made.disturbed(file, half, seed)[0]]


@pytest.mark.parametrize(("kind", "profile"), [("citizen", CITIZEN), ("company", COMPANY)])
@pytest.mark.parametrize("clean", [False, True])
def test_splink_compares_every_field_that_ours_compares(kind, profile, clean):
    library = pytest.importorskip("splink.comparison_library", reason="make bench installs Splink")
    assert library
    columns = benchmark.FIELDS[kind]
    ours = {name for field in profile.fields for name in field.columns} & {*columns}
    compared = (_splink._citizen if kind == "citizen" else _splink._company)(clean)[0]
    said = [str(each.get_comparison("duckdb").as_dict()) for each in compared]
    theirs = {name for name in columns if any(f'"{name}_l"' in each for each in said)}
    assert ours <= theirs
    assert theirs <= ours | {"country"}


def test_cleaning_gives_splink_what_our_engine_sees():
    record = {"name": "Café Zénith S.à r.l.", "street": "12A, r. de la Gare", "postcode": "L-1234", "city": "Esch",
              "country": "LU", "website": "https://www.zenith.lu/x", "founded": "31.12.2001"}  # fmt: skip
    assert _splink.cleaned("company", record) == {
        "name": "cafe zenith", "form": "limited", "street": "rue de la gare", "house": "12a", "postcode": "1234",
        "city": "esch", "country": "lu", "website": "zenith.lu", "founded": "20011231",
    }  # fmt: skip


def test_a_way_runs_in_a_process_of_its_own_over_as_many_rows_as_asked(tmp_path):
    path = tmp_path / "many.csv"
    pairs = benchmark.million(path, 600)
    assert pairs > 5
    command = [sys.executable, "-m", "benchmarks.linkage", "--large", "ours", str(path)]
    done = subprocess.run(
        command, cwd=benchmark.ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    told = json.loads(done.stdout)
    assert told["rows"] == 600
    assert told["precision"] > 0.9
    assert 0 < told["recall"] <= 1
    assert told["cpu"] > 0


def test_a_copy_may_lose_a_word_but_never_its_first():
    lot = random.Random(1)
    lost = {made._left_out("Groupe Pizzorno Environnement SA", lot) for _ in range(40)}
    assert lost == {"Groupe Environnement SA", "Groupe Pizzorno SA"}
    assert made._left_out("Alpha SA", lot) == "Alpha SA"
