"""Does `grappe catalogue check` find each kind of fault? One planted at a time in a small sound catalogue."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from grappe.apps.aids.queries.figures import figures
from grappe.apps.aids.queries.lint import lint
from grappe.ui.commands import BadFile

OURS = Path(__file__).resolve().parents[3] / "catalogues" / "luxembourg"
ON = date(2026, 3, 1)

FIELDS = """\
headcount:
  type: number
  label: {en: Staff, fr: Effectif, de: Personal}
  question: {en: How many?, fr: Combien ?, de: Wie viele?}
activity:
  type: nace
  label: {en: Activity, fr: Activité, de: Tätigkeit}
  question: {en: Which?, fr: Laquelle ?, de: Welche?}
seat:
  type: commune
  label: {en: Seat, fr: Siège, de: Sitz}
  question: {en: Where?, fr: Où ?, de: Wo?}
permit:
  type: boolean
  label: {en: Permit, fr: Autorisation, de: Genehmigung}
  question: {en: Held?, fr: Détenue ?, de: Vorhanden?}
size:
  type: choice
  choices: [micro, small]
  label: {en: Size, fr: Taille, de: Größe}
  question: {en: Which?, fr: Laquelle ?, de: Welche?}
"""
PROGRAMME = """\
id: sample
name: {en: Sample, fr: null, de: null}
summary:
  en: Pays EUR 5,000 to a company with fewer than 10 staff.
  fr: Verse 5 000 EUR à une entreprise de moins de 10 personnes.
  de: Zahlt 5.000 EUR an ein Unternehmen mit weniger als 10 Beschäftigten.
kind: grant
themes: [digital]
clusters: [wood]
status: open
confidence: sourced
sources:
  - {url: "https://aid.example/sample", checked_on: 2026-01-15}
versions:
  - id: "1"
    valid_from: 2024-01-01
    valid_to: 2024-12-31
    window: {kind: continuous}
    eligibility:
      all:
        - {field: headcount, op: lt, value: 10, confidence: sourced}
        - {field: activity, op: nace, value: ["62"], except: ["62.20"], confidence: sourced}
        - {field: seat, op: eq, value: Beaufort, confidence: sourced}
        - {field: permit, op: eq, value: true, confidence: sourced}
        - {field: size, op: in, value: [micro, small], confidence: sourced}
    amounts:
      - {id: flat, eur: 5000, kind: flat, label: {en: Sum, fr: Somme, de: Betrag}}
  - id: "2"
    valid_from: 2025-01-01
    window: {kind: continuous}
    eligibility:
      any:
        - {field: permit, op: eq, value: true, confidence: sourced}
"""


@pytest.fixture
def catalogue(tmp_path):
    """Return a small catalogue in which there is nothing to find."""
    (tmp_path / "programmes").mkdir()
    (tmp_path / "reference").mkdir()
    (tmp_path / "fields.yaml").write_text(FIELDS)
    (tmp_path / "themes.yaml").write_text("- {id: digital}\n")
    (tmp_path / "clusters.yaml").write_text("- {id: wood}\n")
    (tmp_path / "reference" / "nace_rev2_1.csv").write_text("code,level\nK,1\n62,2\n62.2,3\n62.20,4\n")
    (tmp_path / "reference" / "communes.csv").write_text("commune,canton\nBeaufort,Echternach\n")
    (tmp_path / "programmes" / "sample.yaml").write_text(PROGRAMME)
    return tmp_path


def plant(catalogue, old, new, file="programmes/sample.yaml"):
    """Change one passage of a file; it must be there exactly once."""
    path = catalogue / file
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def found(catalogue, on=ON):
    return [(f.file.name, f.line, f.severity, f.code) for f in lint(catalogue, on=on)]


def line_of(text, passage):
    return next(i for i, line in enumerate(text.splitlines(), 1) if passage in line)


def test_a_sound_catalogue_has_no_findings(catalogue):
    assert found(catalogue) == []


FAULTS = [
    # what is written, what is planted there, code, severity, the line it is told at (a passage of it)
    ("field: headcount", "field: head_count", "unknown-field", "error", "head_count"),
    ("op: lt", "op: below", "unknown-operator", "error", "op: below"),
    ("op: lt, value: 10", "op: lt, value: ten", "wrong-type", "error", "value: ten"),
    ("op: lt, value: 10", "op: contains, value: [10]", "wrong-type", "error", "op: contains"),
    ("value: [micro, small]", "value: [micro, tiny]", "wrong-type", "error", "tiny"),
    ('value: ["62"]', 'value: ["62.99"]', "unknown-nace", "error", "62.99"),
    ('except: ["62.20"]', 'except: ["62.21"]', "unknown-nace", "error", "62.21"),
    ("value: Beaufort", "value: Beaufortin", "unknown-commune", "error", "Beaufortin"),
    ("themes: [digital]", "themes: [digitalis]", "unknown-theme", "error", "digitalis"),
    ("clusters: [wood]", "clusters: [woods]", "unknown-cluster", "error", "woods"),
    ("id: sample", "id: example", "file-name", "error", "id: example"),
    (
        "field: seat, op",
        "id: headcount, field: seat, op",
        "duplicate-id",
        "error",
        "id: headcount, field: seat",
    ),
    ('id: "2"', 'id: "1"', "duplicate-id", "error", None),
    ("valid_from: 2025-01-01", "valid_from: 2024-12-31", "overlap", "error", '- id: "2"'),
    ("valid_from: 2025-01-01", "valid_from: null", "overlap", "error", '- id: "1"'),
    ("valid_from: 2025-01-01", "valid_from: 2025-01-03", "gap", "warning", '- id: "2"'),
    ("valid_to: 2024-12-31", "valid_to: 2023-12-31", "dates", "error", '- id: "1"'),
    ("moins de 10 personnes", "moins de 12 personnes", "figure", "warning", "moins de 12"),
    ("en: Pays EUR 5,000", "en: Pays EUR 6,000", "figure", "warning", "EUR 6,000"),
    ("fewer than 10 staff", "less than 15% of staff", "figure", "warning", "15%"),
    ("checked_on: 2026-01-15", "checked_on: 2025-02-28", "source-old", "warning", "https://aid.example"),
    ("checked_on: 2026-01-15", "checked_on: null", "source-undated", "warning", "https://aid.example"),
    ("checked_on: 2026-01-15", "checked_on: 2026-03-02", "dates", "error", "https://aid.example"),
    ("fr: Somme, ", "", "missing-translation", "warning", "eur: 5000"),
    ("{en: Sum, fr: Somme, de: Betrag}", "Sum", "missing-translation", "warning", "eur: 5000"),
    ("fr: null, ", "", "missing-translation", "warning", "name:"),
    ("status: open", "staus: open", "unreadable", "error", "staus"),
    ("kind: flat", "kind: round", "unreadable", "error", "kind: round"),
]


@pytest.mark.parametrize(("old", "new", "code", "severity", "passage"), FAULTS)
def test_each_planted_fault_is_found_at_its_line(catalogue, old, new, code, severity, passage):
    plant(catalogue, old, new)
    findings = [one for one in found(catalogue) if one[3] == code]
    assert [one[2] for one in findings] == [severity]
    if passage:
        text = (catalogue / "programmes" / "sample.yaml").read_text()
        assert findings[0][1] == line_of(text, passage)


def test_missing_sources_are_an_error_where_the_entry_claims_to_be_sourced(catalogue):
    plant(catalogue, '\n  - {url: "https://aid.example/sample", checked_on: 2026-01-15}', " []")
    codes = {(severity, code) for _, _, severity, code in found(catalogue)}
    assert codes == {("error", "source-missing")}
    path = catalogue / "programmes" / "sample.yaml"
    path.write_text(path.read_text().replace("confidence: sourced", "confidence: unverified"))
    assert {(severity, code) for _, _, severity, code in found(catalogue)} == {("warning", "source-missing")}


def test_two_files_with_one_id(catalogue):
    (catalogue / "programmes" / "second.yaml").write_text(PROGRAMME)
    codes = {(file, severity, code) for file, _, severity, code in found(catalogue)}
    assert codes == {
        ("second.yaml", "error", "file-name"),
        ("second.yaml", "error", "duplicate-id"),
    } or codes == {
        ("second.yaml", "error", "file-name"),
        ("sample.yaml", "error", "duplicate-id"),
    }


def test_a_field_that_no_rule_asks_for(catalogue):
    plant(
        catalogue, "size:\n", "colour:\n  type: text\n  label: {en: C, fr: C, de: F}\nsize:\n", "fields.yaml"
    )
    assert found(catalogue) == [("fields.yaml", 17, "warning", "unused-field")]


def test_a_field_without_a_question_in_german(catalogue):
    plant(catalogue, ", de: Wo?}", "}", "fields.yaml")
    assert found(catalogue) == [("fields.yaml", line_of(FIELDS, "Où"), "warning", "missing-translation")]


def test_days_known_to_the_month_only_neither_overlap_nor_leave_a_gap(catalogue):
    plant(
        catalogue,
        "valid_from: 2025-01-01",
        "valid_from_earliest: 2024-12-15\n    valid_from_latest: 2025-01-31",
    )
    assert found(catalogue) == []


def test_a_source_grows_old_on_the_day_after_its_year(catalogue):
    assert found(catalogue, date(2027, 1, 15)) == []
    assert [one[3] for one in found(catalogue, date(2027, 1, 16))] == ["source-old"]
    plant(catalogue, "2026-01-15", "2027-02-28")
    assert found(catalogue, date(2028, 2, 29)) == []
    assert [one[3] for one in found(catalogue, date(2028, 3, 1))] == ["source-old"]


def test_the_same_wrong_figure_in_three_languages_is_told_once(catalogue):
    text = (catalogue / "programmes" / "sample.yaml").read_text()
    for old, new in (
        ("EUR 5,000 to", "EUR 7,000 to"),
        ("5 000 EUR", "7 000 EUR"),
        ("5.000 EUR", "7.000 EUR"),
    ):
        text = text.replace(old, new)
    (catalogue / "programmes" / "sample.yaml").write_text(text)
    assert [one[1:] for one in found(catalogue)] == [(4, "warning", "figure")]


def test_without_reference_tables_what_they_would_tell_is_not_checked(catalogue):
    for name in ("nace_rev2_1.csv", "communes.csv"):
        (catalogue / "reference" / name).unlink()
    plant(catalogue, 'value: ["62"]', 'value: ["99"]')
    assert found(catalogue) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR 3,000 to 25,000", {("EUR", 3000), ("EUR", 25000)}),
        ("de 3 000 à 25 000 EUR", {("EUR", 3000), ("EUR", 25000)}),
        ("3\u202f000 € et 1,5 million d'euros", {("EUR", 3000), ("EUR", 1_500_000)}),
        ("höchstens 50 Millionen EUR", {("EUR", 50_000_000)}),
        ("mindestens 7,5 % oder 12.500 EUR", {("%", 7.5), ("EUR", 12500)}),
        ("10 to 20 staff, law of 9 August 2018, 5 to 25 days", {("staff", 10), ("staff", 20)}),
        ("between 50 and 60%", {("%", 50), ("%", 60)}),
        ("€5,000 and 50 million people", {("EUR", 5000)}),
        ("Article 2(18) of Regulation 651/2014", set()),
    ],
)
def test_figures_of_a_text(text, expected):
    assert {(figure.unit, float(figure.value)) for figure in figures(text)} == expected


# --- The command ---


def run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("catalogue", "check", *arguments, stdout=out, stderr=err)
    except SystemExit as left:
        return left.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_prints_one_line_for_each_finding_and_fails_for_errors_only(catalogue):
    plant(catalogue, "checked_on: 2026-01-15", "checked_on: 2025-02-28")
    code, out, err = run(str(catalogue), "--on", "2026-03-01")
    assert code == 0
    file = catalogue / "programmes" / "sample.yaml"
    assert out == (
        f"{file}:13: warning: source-old: checked on 2025-02-28, more than a year before 2026-03-01\n"
    )
    assert "0 errors, 1 warning" in err
    plant(catalogue, "op: lt", "op: below")
    code, out, err = run(str(catalogue), "--on", "2026-03-01")
    assert code == 1
    assert [line.split(": ")[1:3] for line in out.splitlines()] == [
        ["warning", "source-old"],
        ["error", "unknown-operator"],
    ]


def test_findings_are_told_in_the_language_of_the_reader(catalogue):
    plant(catalogue, "field: headcount", "field: head_count")
    with translation.override("fr"):
        assert "n’est pas un champ" in run(str(catalogue))[1]
    with translation.override("de"):
        assert "kein Feld" in run(str(catalogue))[1]


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / "programmes" / "sample.yaml").unlink(), "holds no programme"),
        (lambda folder: (folder / "fields.yaml").unlink(), "fields.yaml: No such file"),
        (lambda folder: plant(folder, "kind: grant", "kind: [grant"), "sample.yaml, line"),
        (lambda folder: plant(folder, "status: open", "id: sample"), '"id" stands twice'),
        (lambda folder: plant(folder, "status: open", "status: &a [*a]"), "holds more than"),
        (
            lambda folder: plant(folder, "type: boolean", "type: truth", "fields.yaml"),
            "fields.yaml, permit.type",
        ),
        (lambda folder: (folder / "programmes" / "sample.yaml").write_bytes(b"\xff\xfe"), "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_bad_input_in_one_line(catalogue, break_it, said):
    break_it(catalogue)
    with pytest.raises(BadFile):
        lint(catalogue, on=ON)
    code, out, err = run(str(catalogue))
    assert (code, out) == (2, "")
    assert said in err and err.count("\n") == 1


def test_a_folder_that_is_not_there(tmp_path):
    code, out, err = run(str(tmp_path / "nowhere"))
    assert (code, out) == (2, "") and "No such folder" in err


@pytest.mark.parametrize(
    "document", ["[]", "just words", "7", "id: [1]\nversions: {}", "versions: [1, {id: 1, eligibility: [x]}]",
                 "id: sample\nthemes: [{a: 1}]\nsources: [3]\nversions: [{eligibility: {all: [{field: [1], op: {}}]}}]"]
)  # fmt: skip
def test_documents_of_the_wrong_shape_are_findings_not_crashes(catalogue, document):
    (catalogue / "programmes" / "sample.yaml").write_text(document)
    assert any(severity == "error" for _, _, severity, _ in found(catalogue))


def test_our_own_catalogue_has_no_errors_and_only_warnings_that_are_meant():
    findings = lint(OURS, on=ON)
    assert [str(finding) for finding in findings if finding.severity == "error"] == []
    assert {finding.code for finding in findings} == {"figure", "source-missing", "source-undated"}


def test_a_rule_on_aids_held_names_programmes_that_there_are(catalogue):
    rule = "{field: aids_held, op: contains, value: [NAME], within_months: 36, confidence: sourced}"
    path = catalogue / "programmes" / "sample.yaml"
    text = path.read_text()
    path.write_text(text + "        - " + rule.replace("NAME", "sample") + "\n")
    assert found(catalogue) == []
    path.write_text(text + "        - " + rule.replace("NAME", "simple") + "\n")
    assert [one[1:] for one in found(catalogue)] == [
        (len(text.splitlines()) + 1, "error", "unknown-programme")
    ]
    path.write_text(
        text + "        - " + rule.replace("[NAME]", "[sample]").replace("aids_held", "permit") + "\n"
    )
    assert {one[2] for one in found(catalogue)} == {"error"}


def test_an_open_programme_says_since_when_its_version_holds(catalogue):
    plant(catalogue, "    valid_from: 2025-01-01\n", "")
    assert ("sample.yaml", "warning", "undated") in {(one[0], one[2], one[3]) for one in found(catalogue)}
    text = (catalogue / "programmes" / "sample.yaml").read_text()
    (catalogue / "programmes" / "sample.yaml").write_text(
        text.replace('- id: "2"\n', '- id: "2"\n    known_from: 2025-06-01\n')
    )
    assert "undated" not in {one[3] for one in found(catalogue)}
