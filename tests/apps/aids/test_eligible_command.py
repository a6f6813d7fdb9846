"""Does `grappe eligible` read files, answer in one JSON document, and refuse bad files with one clear line?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from factories.commands import grappe, grappe_here
from factories.programmes import catalogue_folder
from grappe.ui import clock

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "catalogues" / "luxembourg"
KEYS = {"programme", "verdict", "open", "reasons", "questions", "amount"}
COMPANY = {
    "name": "Invented Sàrl", "country": "LU", "commune": "Esch-sur-Alzette", "nace": "62.10", "legal_form": "SARL",
    "founded": "2019-03-01", "headcount": 12, "turnover_eur": 1_800_000, "balance_sheet_eur": None,
    "clusters": ["digital"], "facts": {"business_permit": True, "undertaking_in_difficulty": False},
}  # fmt: skip
FIELDS = """
business_permit: {type: boolean, label: {en: Business permit}, question: {en: Is there a permit?}}
company_size: {type: choice, choices: [micro, small, medium, large]}
drop: {type: percent, min: 0, max: 100}
undertaking_in_difficulty: {type: boolean}
"""
PROGRAMME = """
id: aid
name: {en: Aid}
status: open
versions:
  - id: "2020"
    valid_from: 2020-01-01
    valid_to: 2020-12-31
    window: {kind: continuous}
    eligibility: {field: business_permit, op: eq, value: true, source: article 1, checked_on: 2026-01-02}
  - id: "2021"
    valid_from: 2021-01-01
    window: {kind: continuous}
    eligibility:
      all:
        - {id: permit, field: business_permit, op: eq, value: true, source: article 2}
        - {id: size, field: company_size, op: in, value: [micro, small], source: article 3}
    intensity:
      - {cost_category: study, size: all, max_rate: 50}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small catalogue of our own."""
    return catalogue_folder(tmp_path / "book", FIELDS, PROGRAMME)


@pytest.fixture
def ask(tmp_path, capsys):
    """Run the command on a company; return the document and what was said on standard error."""

    def run(company: Any = COMPANY, *options: str, project: Any = None) -> tuple[Any, list[str]]:
        file = tmp_path / "company.json"
        file.write_text(company if isinstance(company, str) else json.dumps(company), encoding="utf-8")
        extra = list(options)
        if project is not None:
            (tmp_path / "project.json").write_text(json.dumps(project))
            extra += ["--project", str(tmp_path / "project.json")]
        call_command("eligible", "--company", str(file), *extra)
        shown = capsys.readouterr()
        return json.loads(shown.out), shown.err.splitlines()

    return run


@pytest.fixture
def refused(tmp_path, capsys):
    """Run the command on something bad; return its one line."""

    def run(company: Any, *options: str) -> str:
        file = tmp_path / "company.json"
        if isinstance(company, bytes):
            file.write_bytes(company)
        else:
            file.write_text(company if isinstance(company, str) else json.dumps(company), encoding="utf-8")
        with pytest.raises(SystemExit) as stop:
            call_command("eligible", "--company", str(file), *options)
        shown = capsys.readouterr()
        assert stop.value.code == 2
        assert shown.out == ""
        (line,) = shown.err.splitlines()
        return line

    return run


def of(document: Any, programme: str) -> Any:
    (found,) = [result for result in document["results"] if result["programme"] == programme]
    return found


def test_the_document_has_the_fixed_form(ask, folder) -> None:
    document, said = ask(COMPANY, "--catalogue", str(folder), "--on", "2026-11-01")
    assert (document["on"], document["company"], said) == ("2026-11-01", "Invented Sàrl", [])
    (result,) = document["results"]
    assert result.keys() >= KEYS
    assert (result["verdict"], result["open"], result["version"]) == ("eligible", True, "2021")
    assert [
        (r["criterion"], r["verdict"], r["actual"], r["expected"], r["source"]) for r in result["reasons"]
    ] == [
        ("permit", "met", True, "yes", "article 2"),
        ("size", "met", "small", "micro or small", "article 3"),
    ]
    assert (result["questions"], result["amount"]) == ([], None)


def test_an_unknown_fact_is_a_question(ask, folder) -> None:
    document, _ = ask({"headcount": 12, "turnover_eur": 1}, "--catalogue", str(folder), "--on", "2026-11-01")
    (result,) = document["results"]
    assert (result["verdict"], result["questions"]) == ("undetermined", ["permit"])
    assert result["ask"][0]["question"]["en"] == "Is there a permit?"
    assert [question["fact"] for question in document["next_questions"]] == ["business_permit"]
    assert {r["criterion"]: r["verdict"] for r in result["reasons"]} == {"permit": "unknown", "size": "met"}


@pytest.mark.parametrize(
    ("on", "version", "verdict", "is_open"),
    [
        ("2019-12-31", "2020", "eligible", False),
        ("2020-12-31", "2020", "eligible", True),
        ("2021-01-01", "2021", "not_eligible", True),
    ],
)
def test_as_of_a_date(ask, folder, on: str, version: str, verdict: str, is_open: bool) -> None:
    large = COMPANY | {"headcount": 300}
    result = of(ask(large, "--catalogue", str(folder), "--on", on)[0], "aid")
    assert (result["version"], result["verdict"], result["open"]) == (version, verdict, is_open)


def test_amount_of_a_project(ask, folder) -> None:
    project = {"costs": [{"category": "study", "eur": 20001}]}
    document, _ = ask(COMPANY, "--catalogue", str(folder), "--on", "2026-11-01", project=project)
    assert of(document, "aid")["amount"] == {
        "min_eur": 10001, "max_eur": 10001, "steps": ["study: 50 % × EUR 20,001 = EUR 10,000.50"],
    }  # fmt: skip


def test_what_was_left_aside_is_told(ask, folder) -> None:
    company = COMPANY | {
        "colour": "red",
        "facts": {"\x1b[31mflavour": 1, "drop": 0.5},
        "founded": "2027-01-01",
    }
    _, said = ask(company, "--catalogue", str(folder), "--on", "2026-11-01")
    assert len(said) == 4
    assert all(line.startswith("grappe eligible: ") for line in said)
    assert "\x1b" not in "".join(said)
    many = {"facts": {f"name{i}": i for i in range(100)}}
    _, said = ask(many, "--catalogue", str(folder))
    assert len(said) == 21
    assert said[-1].endswith("80 more remarks")


@pytest.mark.parametrize(
    ("company", "words"),
    [
        ("", "is empty"),
        ("{", "line 1, column 2: is not JSON"),
        ('{"headcount": NaN}', "NaN is not a number"),
        ('{"headcount": -Infinity}', "-Infinity is not a number"),
        ('{"headcount": 1, "headcount": 2}', '"headcount" stands twice'),
        ([], "must be a map"),
        ({"headcount": "many"}, 'headcount: must be a number, not the text "many"'),
        ({"headcount": -1}, "headcount: must be at least 0"),
        ({"founded": "01/02/2020"}, "founded: must be a date"),
        ({"facts": {"business_permit": "maybe"}}, "facts.business_permit: must be true or false"),
        ({"facts": {"drop": 101}}, "facts.drop: must be at most 100"),
        ("[" * 200_000, "nested too deep"),
        ('{"facts": ' * 5_000 + "1" + "}" * 5_000, "company.json"),
        (b"\xff\xfe{}", "is not UTF-8 text"),
        (b'{"name": "caf\xe9"}', "line 1: is not UTF-8 text"),
        ('{"headcount": ' + "9" * 5_000 + "}", "company.json"),
    ],
)
def test_bad_companies(refused, folder, company: Any, words: str) -> None:
    line = refused(company, "--catalogue", str(folder))
    assert line.startswith("grappe eligible: ")
    assert "company.json" in line
    assert words in line


def test_a_byte_order_mark_is_no_fault(ask, folder) -> None:
    assert ask("\ufeff{}", "--catalogue", str(folder))[0]["company"] == ""


def test_bad_projects(refused, folder, tmp_path) -> None:
    (tmp_path / "project.json").write_text('{"costs": [{"category": "x", "eur": "much"}]}')
    line = refused({}, "--catalogue", str(folder), "--project", str(tmp_path / "project.json"))
    assert "project.json, costs[0].eur: must be a number" in line
    assert "No such file" in refused({}, "--catalogue", str(folder), "--project", str(tmp_path / "none.json"))
    assert "Is a directory" in refused({}, "--catalogue", str(folder), "--project", str(tmp_path))


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("programmes/aid.yaml", "id: [", "aid.yaml, line 2, column 1: is not YAML"),
        ("programmes/aid.yaml", "id: aid\nid: aid", 'aid.yaml, line 2, column 1: is not YAML: "id" stands twice'),
        ("programmes/aid.yaml", "- 1", "aid.yaml: must be a map"),
        ("programmes/aid.yaml", PROGRAMME.replace("op: in", "op: inn"),
         "aid.yaml, versions[1].eligibility.all[1].op: must be one of"),
        ("programmes/aid.yaml", PROGRAMME.replace("company_size", "size"),
         'aid.yaml, versions[1].eligibility.all[1].field: unknown field "size"'),
        ("programmes/aid.yaml", PROGRAMME.replace("id: aid", "id: help"), 'must be "aid" as the file is called'),
        ("programmes/aid.yaml", PROGRAMME.replace("2020-12-31", "2020-13-31"), "aid.yaml"),
        ("programmes/aid.yaml", "a: &a [x, x, x]\nb: &b [*a, *a, *a]\n" + "".join(
            f"c{i}: &c{i} [*{'b' if i == 0 else f'c{i - 1}'}, *b, *{'b' if i == 0 else f'c{i - 1}'}]\n"
            for i in range(30)), "holds more than 50000 values"),
        ("programmes/aid.yaml", "!!python/object/apply:os.system ['true']", "is not YAML"),
        ("fields.yaml", "a: {type: colour}", "fields.yaml, a.type: must be one of"),
        ("fields.yaml", "", "fields.yaml: is empty"),
    ],
)  # fmt: skip
def test_bad_catalogues(refused, folder, file: str, text: str, words: str) -> None:
    (folder / file).write_text(text)
    line = refused(COMPANY, "--catalogue", str(folder))
    assert words in line


def test_missing_catalogues(refused, folder, tmp_path) -> None:
    assert "No such folder" in refused(COMPANY, "--catalogue", str(tmp_path / "none"))
    assert "is not a folder" in refused(COMPANY, "--catalogue", str(folder / "fields.yaml"))
    (folder / "programmes" / "aid.yaml").unlink()
    assert "holds no programme" in refused(COMPANY, "--catalogue", str(folder))


def test_bad_options() -> None:
    with pytest.raises(CommandError, match="a date written YYYY-MM-DD is wanted"):
        call_command("eligible", "--company", "x.json", "--on", "tomorrow")


def test_the_real_command_needs_no_database(tmp_path) -> None:
    file = tmp_path / "company.json"
    file.write_text(json.dumps(COMPANY), encoding="utf-8")
    done = grappe("eligible", "--company", str(file), "--on", "2026-11-01")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["company"] == "Invented Sàrl"
    latin = grappe("eligible", "--company", str(file), "--on", "2026-11-01", PYTHONIOENCODING="ascii")
    assert (latin.returncode, json.loads(latin.stdout)) == (0, json.loads(done.stdout))


@pytest.mark.parametrize(
    "arguments",
    [("--company", "gone.json"), ("--company",), (), ("--company", "x", "--on", "1"), ("--colour", "red")],
)
def test_the_real_command_refuses_in_one_line(arguments: tuple[str, ...]) -> None:
    done = grappe_here("eligible", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(b"grappe eligible: ")


# --- The shipped catalogue ---


def test_every_programme_answers_with_its_sources(ask) -> None:
    document, said = ask(COMPANY, "--on", "2026-11-01")
    assert said == []
    assert len(document["results"]) == len(list((SHIPPED / "programmes").glob("*.yaml"))) == 45
    for result in document["results"]:
        assert result.keys() >= KEYS
        assert result["verdict"] in {"eligible", "not_eligible", "undetermined"}
        assert result["reasons"], result["programme"]
        for reason in result["reasons"]:
            assert reason["verdict"] in {"met", "not_met", "unknown"}
            assert all(reason["label"][language] for language in ("en", "fr", "de")), result["programme"]
            assert reason["source"] or result["confidence"] != "sourced"
        names = [reason["criterion"] for reason in result["reasons"]]
        assert set(result["questions"]) <= set(names)
        assert bool(result["questions"]) == (result["verdict"] == "undetermined")
        assert all(asked["question"]["de"] for asked in result["ask"])


def test_a_company_nobody_knows_is_refused_nothing_and_given_nothing(ask) -> None:
    document, _ = ask({}, "--on", "2026-11-01")
    assert {result["verdict"] for result in document["results"]} == {"undetermined"}
    assert all(
        reason["verdict"] == "unknown" and reason["actual"] is None
        for result in document["results"]
        for reason in result["reasons"]
    )


def test_a_large_company_gets_no_sme_aid_whatever_else_is_unknown(ask) -> None:
    document, _ = ask({"headcount": 300}, "--on", "2026-11-01")
    result = of(document, "fit4-digital")
    assert result["verdict"] == "not_eligible"
    (size,) = [reason for reason in result["reasons"] if reason["decides"]]
    assert (size["field"], size["actual"], size["verdict"]) == ("company_size", "large", "not_met")
    assert of(document, "rdi-project")["verdict"] == "undetermined"


@pytest.mark.parametrize(
    ("programme", "on", "version"),
    [
        ("rdi-project", "2025-06-05", "law-2017"),
        ("rdi-project", "2025-06-06", "law-2025"),
        ("rdi-young-innovative", "2020-01-01", "law-2017"),
        ("env-investment", "2025-12-07", "law-2017"),
        ("env-investment", "2025-12-08", "law-2025"),
        ("rule-de-minimis", "2023-12-31", "2014"),
        ("rule-de-minimis", "2024-01-01", "2024"),
    ],
)
def test_a_decision_names_the_version_of_the_day(ask, programme: str, on: str, version: str) -> None:
    assert of(ask(COMPANY, "--on", on)[0], programme)["version"] == version


@pytest.mark.parametrize(
    ("programme", "on", "is_open"),
    [
        ("fit4-resilience", "2020-05-27", False),
        ("fit4-resilience", "2020-05-28", True),
        ("fit4-resilience", "2021-12-31", True),
        ("fit4-resilience", "2022-01-01", False),
        ("covid-invest", "2020-12-31", True),
        ("covid-invest", "2021-01-01", True),
        ("covid-invest", "2021-12-31", True),
        ("covid-invest", "2022-01-01", False),
        ("covid-flat-small", "2020-07-15", True),
        ("covid-flat-small", "2020-07-16", False),
        ("covid-repayable-advance", "2020-12-01", True),
        ("neistart-recovery-fund", "2020-10-01", True),
        ("neistart-recovery-fund", "2020-11-15", None),
        ("neistart-recovery-fund", "2020-12-01", False),
        ("fit4-digital", "2026-11-01", True),
        ("rdi-call", "2026-11-01", None),
        ("fit4-service", "2026-11-01", None),
        ("fit4-digital", "2018-08-08", False),  # the day before the law
        ("fit4-innovation", "1990-01-01", None),  # nobody knows since when
        ("rdi-project", "2017-05-16", False),
        ("rdi-project", "2017-05-17", True),
        ("rdi-project", "2025-06-06", True),
        ("env-investment", "2017-12-14", False),
        ("rule-de-minimis", "2013-12-31", False),
    ],
)
def test_windows_as_of_a_date(ask, programme: str, on: str, is_open: bool | None) -> None:
    assert of(ask(COMPANY, "--on", on)[0], programme)["open"] is is_open


def test_the_mixed_research_project_of_the_data_sheet(ask) -> None:
    """Small firm, 100k industrial and 200k experimental, with collaboration: 0.80 × 100k + 0.60 × 200k = 200k."""
    costs = [
        {"category": "industrial research", "eur": 100_000},
        {"category": "experimental development", "eur": 200_000},
    ]
    document, _ = ask(COMPANY, "--on", "2026-11-01", project={"costs": costs, "collaboration": True})
    amount = of(document, "rdi-project")["amount"]
    assert (amount["min_eur"], amount["max_eur"]) == (200_000, 200_000)
    unsure, _ = ask(COMPANY, "--on", "2026-11-01", project={"costs": costs})
    amount = of(unsure, "rdi-project")["amount"]
    assert (amount["min_eur"], amount["max_eur"]) == (160_000, 200_000)


def test_fit4_digital_settles_as_answers_come_in(ask) -> None:
    facts = COMPANY["facts"] | {"activity_excluded": False}
    before = of(ask(COMPANY | {"facts": facts}, "--on", "2026-11-01")[0], "fit4-digital")
    assert before["verdict"] == "undetermined"
    assert before["questions"] == ["years_since_last_fit4_digital"]
    for years, verdict in ((2, "eligible"), (1.9, "not_eligible")):
        more = {"facts": facts | {"years_since_last_fit4_digital": years}}
        assert of(ask(COMPANY | more, "--on", "2026-11-01")[0], "fit4-digital")["verdict"] == verdict


def test_today_is_the_day_when_none_is_given(folder, tmp_path) -> None:
    (tmp_path / "company.json").write_text("{}")
    out = io.StringIO()
    before = clock.today()
    call_command(
        "eligible", "--company", str(tmp_path / "company.json"), "--catalogue", str(folder), stdout=out
    )
    assert before.isoformat() <= json.loads(out.getvalue())["on"] <= clock.today().isoformat()
