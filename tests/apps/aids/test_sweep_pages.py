"""Do the sweep's pages answer: overview, a programme's companies, map, workbook, runs, start and resume?"""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import transaction
from django.test import TestCase
from django.urls import reverse

from factories import sweeps
from factories.companies import reference_data
from factories.jobs import work
from factories.sweeps import AT, DAY
from grappe.apps.aids import operations
from grappe.apps.aids.models import SweepExport, SweepRun
from grappe.apps.aids.operations import sweep_exports
from grappe.apps.aids.queries import sweep_lists
from grappe.apps.aids.queries.sweep_lists import result_page
from grappe.apps.aids.queries.sweep_maps import commune_map, scale_of
from grappe.apps.aids.queries.sweep_overview import overview
from grappe.apps.aids.queries.sweeps import SweepFilters, swept_programme
from grappe.apps.companies.models import Commune
from grappe.ui import pages, workbook
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
PROGRAMME = "fit4-digital"


@pytest.fixture
def loaded(clusters):
    sweeps.catalogue()


def page_of(client, name, *arguments, **query):
    return client.get(reverse(f"aids:{name}", args=arguments), query)


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_as_many_queries_for_one_as_for_three(
    loaded, manager, clusters, django_assert_num_queries, count
):
    for number in range(count):
        sweeps.company([clusters["wood"], clusters["digital"]], commune=f"Place {number}")
    sweeps.sweep(at=AT - DAY)
    sweeps.sweep()
    for name, arguments, queries in (
        ("sweep", (), 10),
        ("sweep_programme", (PROGRAMME,), 13),
        ("sweep_map", (PROGRAMME,), 11),
        ("sweep_export", (PROGRAMME,), 14),  # one for the audit
        ("sweep_runs", (), 5),
    ):
        page_of(manager, name, *arguments)
        with django_assert_num_queries(queries):
            assert page_of(manager, name, *arguments).status_code == 200


def test_nothing_swept_yet_says_so(loaded, manager):
    assert "Nothing was swept yet" in page_of(manager, "sweep").content.decode()
    assert page_of(manager, "sweep_programme", PROGRAMME).status_code == 404
    assert page_of(manager, "sweep_map", PROGRAMME).status_code == 404


def test_a_programme_that_nobody_swept_is_not_found(loaded, manager, clusters):
    sweeps.company([clusters["wood"]])
    sweeps.sweep()
    assert page_of(manager, "sweep_programme", "fit4-resilience").status_code == 404  # closed since 2021
    assert page_of(manager, "sweep_programme", "no-such-thing").status_code == 404


def test_nonsense_in_the_address_is_left_aside(loaded, manager, clusters):
    sweeps.company([clusters["wood"]])
    sweeps.sweep()
    query = {
        "verdict": "perhaps", "newly": "x", "size": "-1", "place": "canton:'", "unknown": "999", "manager": "a",
        "after": "9" * 40, "before": "²", "section": "\x00", "q": "\x00%",
    }  # fmt: skip
    for name in ("sweep_programme", "sweep_map", "sweep_export"):
        assert page_of(manager, name, PROGRAMME, **query).status_code == 200
    assert page_of(manager, "sweep", cluster="x", within="y", catalogue="z").status_code == 200


def test_start_watch_and_the_page_afterwards(loaded, manager, clusters, people):
    sweeps.company([clusters["wood"]])
    answer = manager.post(reverse("aids:sweep_start"))
    assert answer["Location"] == reverse("aids:sweep")
    run = SweepRun.objects.get()
    assert (run.state, run.ordered_by) == ("waiting", people.manager)
    page = page_of(manager, "sweep").content.decode()
    assert reverse("aids:sweep_progress", args=[run.pk]) in page and "Sweep now" not in page
    assert manager.post(reverse("aids:sweep_start")).status_code == 400  # one at a time
    watched = page_of(manager, "sweep_progress", run.pk)
    assert "Waiting for the worker" in watched.content.decode() and "HX-Refresh" not in watched
    operations.perform_sweep(run_id=run.pk, at=AT)
    assert page_of(manager, "sweep_progress", run.pk)["HX-Refresh"] == "true"
    assert "Companies by programme" in page_of(manager, "sweep").content.decode()


def test_a_run_that_died_is_said_and_can_be_gone_on_with(loaded, manager, client, clusters, people):
    sweeps.company([clusters["wood"]])
    run = operations.start_sweep(by=people.manager, at=AT)
    SweepRun.objects.filter(pk=run.pk).update(state="running", companies_total=7, companies_done=3)
    page = page_of(manager, "sweep").content.decode()
    assert "stopped on the way" in page and "3 of 7 companies were done" in page
    assert manager.post(reverse("aids:sweep_resume", args=[run.pk])).status_code == 302
    operations.perform_sweep(run_id=run.pk, at=AT)
    assert SweepRun.objects.get().state == "done"
    SweepRun.objects.filter(pk=run.pk).update(state="running")
    client.force_login(people.ministry)
    page = page_of(client, "sweep").content.decode()
    assert "stopped on the way" in page and "Start anew" not in page
    assert client.post(reverse("aids:sweep_start")).status_code == 403
    client.force_login(people.manager)
    assert client.post(reverse("aids:sweep_start")).status_code == 302
    assert list(SweepRun.objects.values_list("state", flat=True)) == ["waiting", "given_up"]


def test_pages_follow_one_another_by_name_both_ways(loaded, clusters, people, monkeypatch):
    monkeypatch.setattr(sweep_lists, "PAGE", 2)
    names = ["Élan", "Abeille", "Zinc", "Mur", "Mur"]
    for name in names:
        sweeps.company([clusters["wood"]], name=name)
    programme = swept_programme(PROGRAMME, for_user=people.manager, run=sweeps.sweep())
    seen, after = [], None
    while True:
        page = result_page(programme, SweepFilters(), for_user=people.manager, after=after)
        seen += [row.result.company for row in page.rows]
        assert page.count == 5
        if page.after is None:
            break
        after = page.after
    assert [company.name for company in seen] == ["Abeille", "Élan", "Mur", "Mur", "Zinc"]
    back = result_page(programme, SweepFilters(), for_user=people.manager, before=seen[4].pk)
    assert [row.result.company for row in back.rows] == seen[2:4] and back.before and back.after
    first = result_page(programme, SweepFilters(), for_user=people.manager, before=back.before)
    assert [row.result.company for row in first.rows] == seen[:2] and first.before is None


def test_the_list_is_counted_no_further_than_needed(loaded, clusters, people, monkeypatch):
    monkeypatch.setattr(pages, "COUNTED", 2)
    for _number in range(4):
        sweeps.company([clusters["wood"]])
    programme = swept_programme(PROGRAMME, for_user=people.manager, run=sweeps.sweep())
    page = result_page(programme, SweepFilters(), for_user=people.manager)
    assert (page.count, page.more_than) == (3, 2)


def test_the_reasons_are_those_of_the_companys_own_page(loaded, clusters, people):
    company = sweeps.company([clusters["wood"]], heads=14)
    programme = swept_programme(PROGRAMME, for_user=people.manager, run=sweeps.sweep())
    (row,) = result_page(programme, SweepFilters(), for_user=people.manager).rows
    from grappe.apps.aids.queries import eligibility_of
    from grappe.apps.companies.queries.facts import company_facts

    judged = eligibility_of(company_facts(company, on=sweeps.ON), on=sweeps.ON).by_slug[PROGRAMME]
    told = sorted((one.label["en"], one.verdict) for one in row.why)
    assert told == sorted((one.label.en, one.verdict) for one in judged.criteria)
    states = [one.verdict for one in row.why]
    assert states == sorted(states, key=["unknown", "not_met", "met"].index)


def test_filters_by_manager_branch_unknown_and_words(loaded, clusters, people):
    wood = sweeps.company([clusters["wood"]], name="Holz", section="C")
    both = sweeps.company([clusters["healthtech"], clusters["digital"]], name="Puce", section="J", heads=None)
    run = sweeps.sweep()
    programme = swept_programme(PROGRAMME, for_user=people.manager, run=run)

    def found(**asked):
        page = result_page(programme, SweepFilters(**asked), for_user=people.manager)
        assert page.count == len(page.rows)
        return [row.result.company_id for row in page.rows]

    assert found() == [wood.pk, both.pk]
    assert found(manager=people.manager.pk) == [both.pk]  # once, though two of its clusters are the manager's
    assert found(manager=people.other_manager.pk) == [wood.pk]
    assert found(section="J") == [both.pk]
    assert found(text="holz") == [wood.pk]
    for bit, criterion in enumerate(programme.criteria):
        unknown = [
            row.company_id
            for row in programme.results.order_by("company__sort_name")
            if row.unknown >> bit & 1
        ]
        assert found(unknown=bit) == unknown, criterion["id"]
    fits = [
        r.company_id
        for r in programme.results.all()
        if r.verdict == 1 and not r.unknown & programme.company_bits
    ]
    assert sorted(found(verdict="company_fits")) == sorted(fits)


def test_the_overview_counts_a_cluster_and_what_closes_soon(loaded, clusters, people):
    sweeps.company([clusters["wood"]], heads=14)
    sweeps.company([clusters["digital"]], heads=14)
    run = sweeps.sweep()
    said = {"for_user": people.ministry, "today": sweeps.ON}
    every = {line.programme.slug: line for line in overview(run, **said).lines}
    wood = {line.programme.slug: line for line in overview(run, cluster="wood", **said).lines}
    assert every.keys() == wood.keys()
    for slug, line in every.items():
        assert line.eligible + line.undetermined in (0, 2)
        assert wood[slug].eligible + wood[slug].undetermined == (line.eligible + line.undetermined) / 2
    run.programmes.filter(slug=PROGRAMME).update(closes=sweeps.ON + timedelta(days=30))
    run.programmes.filter(slug="sme-packages-digital").update(closes=sweeps.ON - DAY)
    soon = overview(run, within=30, **said).lines
    assert [(line.programme.slug, line.closes_in) for line in soon] == [(PROGRAMME, 30)]
    assert overview(run, within=29, **said).lines == ()
    assert overview(run, newly=True, **said).lines == ()
    questions = overview(run, **said).questions
    assert questions and all(one.settles >= 1 for one in questions)
    assert [one.settles for one in questions] == sorted((one.settles for one in questions), reverse=True)


# --- The map ---


def test_every_commune_has_a_tile_of_its_own(db):
    reference_data()
    places = list(Commune.objects.values_list("tile_row", "tile_column"))
    assert len(set(places)) == len(places) == 100
    labels = set(Commune.objects.values_list("tile_label", flat=True))
    assert len(labels) == 100 and "" not in labels


def test_the_map_counts_the_filtered_list(loaded, clusters, people):
    reference_data()
    for commune, heads in (("Wiltz", 14), ("Wiltz", 3), ("Esch-sur-Alzette", 14)):
        sweeps.company([clusters["wood"]], commune=commune, heads=heads)
    sweeps.company([clusters["wood"]], heads=14)  # no commune on file
    programme = swept_programme(PROGRAMME, for_user=people.manager, run=sweeps.sweep())
    found = commune_map(programme, SweepFilters(), for_user=people.manager)
    assert (found.total, found.elsewhere, len(found.tiles)) == (4, 1, 100)
    assert [(place.name, place.count) for place in found.ranked] == [("Wiltz", 2), ("Esch-sur-Alzette", 1)]
    small = commune_map(programme, SweepFilters(size="small", commune="Wiltz"), for_user=people.manager)
    assert [(place.name, place.count) for place in small.ranked] == [("Esch-sur-Alzette", 1), ("Wiltz", 1)]
    assert len({(place.x, place.y) for place in found.tiles}) == 100


@pytest.mark.parametrize("most", [0, 1, 2, 3, 5, 6, 7, 99, 100, 1234])
def test_the_scale_covers_every_count_once(most):
    scale = scale_of(most)
    covered = [number for step in scale for number in range(step.low, step.high + 1)]
    assert covered == list(range(1, most + 1))
    assert len(scale) == min(5, most)
    assert [step.shade for step in scale] == sorted({step.shade for step in scale})


def test_a_country_without_tiles_has_a_list(loaded, manager, clusters):
    sweeps.company([clusters["wood"]], commune="Somewhere")
    sweeps.sweep()
    page = page_of(manager, "sweep_map", PROGRAMME).content.decode()
    assert "No map is shipped" in page and "<svg" not in page and "Somewhere" in page


# --- Workbooks ---


def sheet_of(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_a_workbook_in_the_readers_language_with_text_as_text(loaded, manager, clusters, people):
    people.manager.language = "fr"
    people.manager.save()
    sweeps.company([clusters["wood"]], name='=HYPERLINK("https://evil.example","Gift")', commune="Wiltz")
    sweeps.sweep()
    answer = page_of(manager, "sweep_export", PROGRAMME)
    assert answer["Content-Type"] == workbook.CONTENT_TYPE and ".xlsx" in answer["Content-Disposition"]
    sheet = sheet_of(answer.content)
    assert [cell.value for cell in sheet[1]][:5] == [
        "Entreprise",
        "Numéro RCS",
        "NACE",
        "Activité",
        "Commune",
    ]
    cell = sheet["A2"]
    assert cell.data_type == "s" and cell.value.startswith("=HYPERLINK")
    assert (sheet["E2"].value, sheet["G2"].value) == ("Wiltz", "Petite")


def test_a_long_list_is_refused_at_once_and_written_by_the_worker(
    loaded, manager, clusters, people, monkeypatch
):
    monkeypatch.setattr(sweep_exports, "AT_ONCE", 2)
    monkeypatch.setattr(sweep_exports, "READ", 2)
    for number in range(5):
        sweeps.company([clusters["wood"]], heads=14 if number else 3)
    sweeps.sweep()
    assert page_of(manager, "sweep_export", PROGRAMME).status_code == 400
    answer = manager.post(reverse("aids:sweep_prepare", args=[PROGRAMME]) + "?size=small")
    export = SweepExport.objects.get()
    assert answer["Location"] == reverse("aids:sweep_file", args=[export.pk])
    assert (export.rows_total, export.ordered_by) == (4, people.manager)
    assert page_of(manager, "sweep_download", export.pk).status_code == 404
    operations.write_export(export_id=export.pk)
    assert page_of(manager, "sweep_file_progress", export.pk)["HX-Refresh"] == "true"
    content = b"".join(page_of(manager, "sweep_download", export.pk).streaming_content)
    assert sheet_of(content).max_row == 5
    manager.force_login(people.administrator)
    assert page_of(manager, "sweep_download", export.pk).status_code == 403
    export.refresh_from_db()
    kept = sweep_exports.path_of(export)
    assert kept.is_file()
    asked = {"programme": export.programme, "asked": SweepFilters(), "language": "de", "at": AT + 400 * DAY}
    with pytest.raises(RuntimeError), transaction.atomic():
        operations.order_export(**asked, by=people.analyst)
        raise RuntimeError
    assert kept.is_file() and SweepExport.objects.get() == export  # a rollback loses nothing
    with TestCase.captureOnCommitCallbacks(execute=True):
        operations.order_export(**asked, by=people.analyst)
    assert not kept.exists() and SweepExport.objects.count() == 1


def test_write_now_refuses_a_long_list_before_anything_is_written(loaded, clusters, people, monkeypatch):
    monkeypatch.setattr(sweep_exports, "AT_ONCE", 0)
    sweeps.company([clusters["wood"]])
    programme = swept_programme(PROGRAMME, for_user=people.manager, run=sweeps.sweep())
    book = io.BytesIO()
    with pytest.raises(BadInput):
        sweep_exports.write_now(programme, SweepFilters(), book, for_user=people.manager)
    assert book.getvalue() == b""


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "\x07bell", "x" * 40_000, "1 000"])
def test_a_text_stays_a_text(text):
    book = io.BytesIO()
    workbook.write_workbook(book, "a/b:c", ["=h"], [[text], [3], [None]])
    sheet = sheet_of(book.getvalue())
    assert (sheet["A1"].data_type, sheet["A2"].data_type, sheet["A3"].value) == ("s", "s", 3)
    assert sheet["A2"].value == text.replace("\x07", "")[: workbook.LONGEST]
    assert sheet.title == "a b c"


@pytest.mark.django_db(transaction=True)
def test_the_worker_sweeps_by_night_and_on_order(people, clusters):
    sweeps.catalogue()
    sweeps.company([clusters["wood"]])
    (run,) = operations.sweep_nightly(at=AT)
    work()
    run.refresh_from_db()
    assert (run.state, run.companies_done, run.ordered_by) == ("done", 1, None)
