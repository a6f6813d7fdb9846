"""Does somebody else's file of programmes become a catalogue of its own, whole or row by row refused, once and again?"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from factories import shipped
from factories.companies import CompanyFactory
from factories.programmes import EU_FILE, FRENCH_FILE, eu_call, eu_file, french, french_file
from grappe.apps.aids import queries
from grappe.apps.aids.models import Catalogue, Programme
from grappe.apps.aids.operations import import_programmes, load_programmes
from grappe.apps.aids.queries.lint import ERROR, lint
from grappe.apps.aids.queries.programme_files import read_programmes, rows_of, state_of
from grappe.apps.companies.queries.facts import company_facts
from grappe.engines.eligibility.imports.places import DEPARTMENTS
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 9, 2, 12, tzinfo=UTC)
ON = AT.date()


def run(path, **options):
    return import_programmes(path=path, at=options.pop("at", AT), **options)


def command(*words):
    out, err = StringIO(), StringIO()
    call_command("import", *map(str, words), stdout=out, stderr=err)
    return out.getvalue()


@pytest.fixture
def home(clusters):
    shipped.programmes(at=AT)


def test_a_french_file_becomes_a_catalogue_beside_the_home_one(home, tmp_path, people):
    outcome = run(french_file(tmp_path, french("une"), french("deux")))
    assert (outcome.catalogue, outcome.loaded.created, outcome.refused) == ("france", 2, ())
    assert {one.slug for one in queries.programmes(for_user=people.ministry, catalogue="france")} == {
        "fr-une",
        "fr-deux",
    }
    assert queries.programmes(for_user=people.ministry).count() == 45
    catalogue = queries.catalogue_for("france", for_user=people.ministry)
    assert catalogue.report["programmes"] == 2 and "Mission Transition" in catalogue.attribution["fr"]
    assert not catalogue.home
    programme = queries.details("fr-une")
    assert "Grand Est" in programme.conflicts[0].en and "Vosges" in programme.conflicts[0].en


def test_an_import_before_the_home_catalogue_does_not_take_its_place(clusters, tmp_path):
    run(french_file(tmp_path, french()))
    load_programmes(folder=settings.CATALOGUE, at=AT)
    assert Catalogue.objects.get(home=True).slug == "luxembourg"


def test_running_it_again_changes_nothing(home, tmp_path):
    path = french_file(tmp_path, french("une"), french("deux"))
    run(path)
    before = list(Catalogue.objects.values()), list(Programme.objects.values())
    again = run(path, at=LATER)
    assert (again.loaded.unchanged, again.loaded.created, again.loaded.updated) == (2, 0, 0)
    assert (list(Catalogue.objects.values()), list(Programme.objects.values())) == before


def test_a_dry_run_writes_nothing_and_tells_the_same(home, tmp_path):
    path = eu_file(tmp_path, eu_call("A"), eu_call("B"))
    dry = run(path, dry_run=True)
    assert not Catalogue.objects.filter(slug="european-union").exists()
    assert not Programme.objects.filter(slug__startswith="eu-").exists()
    assert run(path) == dry


def test_a_bad_row_is_refused_with_row_field_and_reason_and_the_others_come(home, tmp_path):
    path = french_file(
        tmp_path, french("gut"), "{no json", french("alt", valid_to="gestern"), french("gut"), eu_call(),
        french("klasse", structure={"naf_sections": ["Z"]}),
    )  # fmt: skip
    outcome = run(path)
    assert [(one.row, one.name, one.field) for one in outcome.refused] == [
        (2, "", ""), (3, "alt", "valid_to"), (4, "gut", "id"), (5, "", ""), (6, "klasse", "eligibility.naf_sections"),
    ]  # fmt: skip
    assert all(one.reason for one in outcome.refused)
    assert set(Programme.objects.filter(catalogue__slug="france").values_list("slug", flat=True)) == {
        "fr-gut"
    }


def test_a_row_that_is_refused_later_leaves_its_programme_as_it_was(home, tmp_path):
    run(french_file(tmp_path, french("une"), french("deux"), french("trois")))
    outcome = run(french_file(tmp_path, french("une"), french("deux", valid_to="demain")), at=LATER)
    assert (len(outcome.refused), outcome.loaded.withdrawn) == (1, 1)
    assert not Programme.objects.get(slug="fr-deux").withdrawn
    assert Programme.objects.get(slug="fr-trois").withdrawn


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"), (b"\xff\xfe\x00", "UTF-8"), (b"[1, 2", "not JSON"), (b'{"id": 1}\n', "no form that is known"),
        (b"[]", "empty"), (b"name;country\nA;LU\n", "no form that is known"),
    ],
)  # fmt: skip
def test_a_file_of_no_known_form_is_refused(home, tmp_path, content, told):
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=told):
        run(path)
    assert Catalogue.objects.count() == 1


def test_a_catalogue_may_be_called_otherwise(home, tmp_path):
    assert run(french_file(tmp_path, french()), catalogue="grand-est").catalogue == "grand-est"
    with pytest.raises(BadInput, match="no name for a catalogue"):
        run(french_file(tmp_path, french("x")), catalogue="Grand Est")
    with pytest.raises(BadInput, match="already"):
        run(french_file(tmp_path, french()))


def test_the_command_reports_and_writes_only_with_apply(home, tmp_path):
    path = french_file(tmp_path, french("une"), french("deux", title=""))
    told = command("programmes", path)
    assert "nothing was written" in told and "1 new" in told and "1 refused" in told
    assert "conditions:" in told and "area" in told
    assert not Programme.objects.filter(slug="fr-une").exists()
    rows = list(
        csv.DictReader((tmp_path / "programmes.jsonl.rejected.csv").read_text("utf-8-sig").splitlines())
    )
    assert rows == [{"row": "2", "name": "deux", "field": "title", "reason": "is empty"}]
    assert "1 new" in command("programmes", path, "--apply")
    assert Programme.objects.filter(slug="fr-une").exists()


def test_the_command_says_in_one_line_what_is_wrong(home, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("import", "programmes", str(tmp_path / "missing.json"))
    assert stopped.value.code == 2 and "missing.json" in capsys.readouterr().err


def test_a_folder_written_from_a_file_passes_the_check(home, tmp_path):
    for path in (french_file(tmp_path, french()), eu_file(tmp_path, eu_call())):
        folder = tmp_path / path.stem
        command("programmes", path, "--to", folder)
        assert [found for found in lint(folder, on=ON) if found.severity == ERROR] == []
        load_programmes(folder=folder, at=AT)  # and loads as the import would
        with pytest.raises(SystemExit):
            call_command("import", "programmes", str(path), "--to", str(folder))


def test_the_name_of_a_file_tells_its_month():
    assert state_of("eu_open_calls_2026-08.json") == date(2026, 8, 31)
    assert state_of("calls_2026-08-12.json") == date(2026, 8, 12)
    assert state_of("calls_2026-02-31.json") == date(2026, 2, 28)
    assert state_of("calls.json") is None and state_of("calls_2026-13.json") is None


def test_departments_may_be_chosen_by_name(home, tmp_path):
    run(french_file(tmp_path, french()))
    choices = queries.ask_for("fr_departments").choices
    assert [value for value, _label in choices] == [*DEPARTMENTS.values(), "none"]


def test_the_company_is_judged_by_both_catalogues(home, tmp_path):
    run(french_file(tmp_path, french()))
    facts = company_facts(CompanyFactory(country="FR", founded=date(2010, 1, 1)), on=ON)
    facts |= {"headcount": 300, "turnover_eur": 9_000_000, "balance_sheet_eur": 9_000_000}
    facts["facts"] = {"fr_departments": ["Vosges"]}
    refused = queries.eligibility_of(facts, on=ON, catalogue="france").by_slug["fr-aide-inventee"]
    assert refused.verdict == "not_eligible"
    assert [row.id for row in refused.criteria if row.decides] == ["staff"]
    facts["headcount"] = 30
    asked = queries.eligibility_of(facts, on=ON, catalogue="france").by_slug["fr-aide-inventee"]
    assert asked.verdict == "undetermined"  # a text that nobody could read is no pass
    assert [row.label.fr for row in asked.criteria if row.verdict == "unknown"] == [
        "Avoir réalisé un bilan carbone inventé"
    ]
    assert asked.open
    after = queries.eligibility_of(facts, on=date(2027, 1, 1), catalogue="france")
    assert after.by_slug["fr-aide-inventee"].open is False
    assert (
        queries.eligibility_of(facts, on=date(2026, 12, 31), catalogue="france")
        .by_slug["fr-aide-inventee"]
        .open
    )
    assert len(queries.eligibility_of(facts, on=ON).by_slug) == 45


# --- The real files, where they are ---

real_french = pytest.mark.skipif(
    not FRENCH_FILE.exists(), reason=f"{FRENCH_FILE} is not here: it may not be shipped"
)
real_eu = pytest.mark.skipif(not EU_FILE.exists(), reason=f"{EU_FILE} is not here: it may not be shipped")


@real_french
def test_the_french_file_is_read_whole_and_most_conditions_become_rules():
    reading = read_programmes(FRENCH_FILE)
    report = reading.tally.document()
    assert len(reading.programmes) == len(rows_of(FRENCH_FILE)) == 260 and not reading.refused
    assert report["conditions"] == report["rules"] + report["partly"] + report["unknowns"]
    assert report["rules"] >= 500 and report["rules"] + report["partly"] >= 0.75 * report["conditions"]
    assert report["by_kind"]["area"]["rule"] == 260 and report["by_kind"]["area"]["conflicts"] >= 4
    assert report["by_kind"]["size"]["unknown"] == 0 and report["by_kind"]["age"]["unknown"] == 0


@real_french
def test_no_sentence_of_the_french_file_is_passed_over():
    """Each sentence is a rule that quotes it, a visible unknown, or one that says that there is no condition."""
    import json

    rows = {row["id"]: row for _number, row in rows_of(FRENCH_FILE)}
    for imported in read_programmes(FRENCH_FILE).programmes.values():
        written = json.dumps(imported.document["versions"], ensure_ascii=False)
        for read in imported.reads:
            if read.outcome == "free" or read.text.startswith("eligibility"):
                continue
            assert read.nodes, (imported.slug, read.text)
            quoted = json.dumps(read.text, ensure_ascii=False)[1:-1]
            assert quoted in written or read.outcome in ("rule", "partly"), (imported.slug, read.text)
    sentences = sum(
        len([text for text in texts or [] if text.strip()])
        for row in rows.values()
        for texts in row["eligibility_text"].values()
    )
    reads = [read for imported in read_programmes(FRENCH_FILE).programmes.values() for read in imported.reads]
    assert len([read for read in reads if not read.text.startswith("eligibility")]) == sentences


@real_french
def test_the_four_faults_are_not_made_on_the_real_programmes(home):
    run(FRENCH_FILE)
    base = {
        "country": "FR",
        "nace": "25.11",
        "founded": "2010-01-01",
        "facts": {"fr_departments": ["Gironde"]},
    }
    on = date(2025, 12, 31)
    fifty = queries.eligibility_of(base | {"headcount": 50}, on=on, catalogue="france").by_slug
    # The last day counts, and the day after does not.
    assert fifty["fr-accelerateur-decarbonation"].open is True
    after = queries.eligibility_of(base, on=date(2026, 1, 1), catalogue="france").by_slug
    assert after["fr-accelerateur-decarbonation"].open is False
    # "Plus de 50 salariés" leaves 50 out, and 51 without the other facts is not a pass either.
    assert fifty["fr-accelerateur-decarbonation"].verdict == "not_eligible"
    more = queries.eligibility_of(base | {"headcount": 51}, on=on, catalogue="france").by_slug
    assert more["fr-accelerateur-decarbonation"].verdict == "undetermined"
    # A firm of 300 is refused by every programme for fewer than 250, whatever else is unknown.
    large = queries.eligibility_of(base | {"headcount": 300}, on=on, catalogue="france").by_slug
    small = [
        found for found in large.values() if any(row.expected.en == "less than 250" for row in found.criteria)
    ]
    assert len(small) > 20 and {found.verdict for found in small} == {"not_eligible"}
    # A company of which nothing is known passes nowhere; and conditions of the texts are looked at.
    nothing = queries.eligibility_of({}, on=on, catalogue="france").by_slug
    assert {found.verdict for found in nothing.values()} == {"undetermined"}
    with_texts = [
        found
        for found in large.values()
        if any(not row.expected.en or row.ask is None for row in found.criteria)
    ]
    assert len(with_texts) > 100


@real_eu
def test_the_union_s_calls_are_read_whole(home):
    outcome = run(EU_FILE)
    assert (outcome.loaded.created, outcome.refused) == (629, ())
    assert outcome.report["by_kind"]["consortium"]["rule"] > 300
    judged = queries.eligibility_of(
        {"country": "LU"}, on=date(2026, 10, 8), catalogue="european-union"
    ).by_slug
    assert judged["eu-horizon-cl5-2026-10-d6-10"].open is True
    assert {found.verdict for found in judged.values()} == {"undetermined"}
    refused = {"country": "LU", "facts": {"eu_consortium_of_three": False}}
    verdicts = queries.eligibility_of(refused, on=date(2026, 10, 8), catalogue="european-union").by_slug
    assert verdicts["eu-horizon-cl5-2026-10-d6-10"].verdict == "not_eligible"
    refusals = [verdict.verdict for verdict in verdicts.values()].count("not_eligible")
    assert refusals == outcome.report["by_kind"]["consortium"]["rule"]


@real_french
@real_eu
def test_what_the_real_files_become_passes_the_check(tmp_path):
    for path in (FRENCH_FILE, EU_FILE):
        command("programmes", path, "--to", tmp_path / path.stem)
        assert [found for found in lint(tmp_path / path.stem, on=ON) if found.severity == ERROR] == []
