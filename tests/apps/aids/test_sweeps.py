"""Does a stored sweep say what the engine says of each company, newly or not, and survive a death on the way?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import sweeps
from factories.companies import FiguresFactory, OwnershipFactory
from factories.sweeps import AT, ON
from grappe.apps.aids import operations, permissions, queries
from grappe.apps.aids.enums import SizeClass, SweepState
from grappe.apps.aids.models import SweepResult, SweepRun, SweptProgramme
from grappe.apps.aids.operations import sweeps as under_test
from grappe.apps.aids.queries import sweep_companies
from grappe.apps.aids.queries.known import known_facts
from grappe.apps.aids.queries.sweeps import LOCK, being_worked_on, latest_sweep
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def loaded(clusters):
    sweeps.catalogue()


@pytest.fixture
def three(loaded, clusters):
    """A small firm with answers, a large one, and one of which next to nothing is known."""
    known = {"business_permit": True, "undertaking_in_difficulty": False, "activity_excluded": False}
    return (
        sweeps.company([clusters["wood"]], heads=12, commune="Wiltz", facts=known),
        sweeps.company([clusters["wood"], clusters["digital"]], heads=400, commune="Clervaux", section="J"),
        sweeps.company([clusters["digital"]], heads=None),
    )


@pytest.fixture
def group(clusters):
    """A small firm that a large one holds, and one that grew out of its class two years ago."""
    small, large = sweeps.company([clusters["wood"]], heads=12), sweeps.company(heads=900)
    OwnershipFactory(owned=small, owner=large, capital_pct=100, votes_pct=100)
    grown = sweeps.company(heads=300)
    for year in (2023, 2024):
        FiguresFactory(company=grown, year=year, headcount=30, turnover_eur=1e6, balance_sheet_eur=1e6)
    return small, large, grown


def as_the_page_reads(company, user):
    return known_facts(company, on=ON, for_user=user)


def test_every_row_is_what_the_page_says_of_the_company(three, group, people):
    run = sweeps.sweep()
    assert run.state == SweepState.DONE and run.companies_done == 6 and run.companies_unread == 0
    swept = {programme.slug: programme for programme in run.programmes.all()}
    rows = {(row.programme_id, row.company_id): row for row in SweepResult.objects.all()}
    rules = {found.id for found in queries.loaded_catalogue().programmes if found.kind == "rule"}
    seen = set()
    for company in (*three, *group):
        judged = queries.eligibility_of(as_the_page_reads(company, people.ministry), on=ON).by_slug
        for slug, verdict in judged.items():
            if verdict.open is False or slug in rules:
                assert slug not in swept  # closed on the day, or nothing to apply for
                continue
            programme = swept[slug]
            row = rows.get((programme.pk, company.pk))
            seen.add(verdict.verdict)
            if verdict.verdict == "not_eligible":
                assert row is None
                continue
            assert row is not None and row.get_verdict_display().lower() == verdict.verdict
            assert programme.version == verdict.version and programme.open == verdict.open
            assert [entry["id"] for entry in programme.criteria] == [entry.id for entry in verdict.criteria]
            for bit, criterion in enumerate(verdict.criteria):
                mask = (row.not_met >> bit & 1, row.unknown >> bit & 1)
                assert mask == {"met": (0, 0), "not_met": (1, 0), "unknown": (0, 1)}[criterion.verdict]
    assert seen == {"eligible", "undetermined", "not_eligible"}


def test_counts_are_those_of_the_rows_and_refusals_are_counted_too(three):
    run = sweeps.sweep()
    for programme in run.programmes.all():
        rows = list(programme.results.all())
        assert programme.eligible == sum(row.verdict == 2 for row in rows)
        assert programme.undetermined == sum(row.verdict == 1 for row in rows)
        assert programme.eligible + programme.undetermined + programme.not_eligible == 3
        wood = [row for row in rows if row.company_id in {three[0].pk, three[1].pk}]
        counted = programme.by_cluster.get("wood", [0, 0, 0])
        assert counted[:2] == [sum(r.verdict == 2 for r in wood), sum(r.verdict == 1 for r in wood)]


def undetermined_by_one_answer(run: SweepRun):
    """Return a programme, a company and a field whose favourable answer alone makes the company eligible."""
    for programme in run.programmes.all():
        for row in programme.results.filter(verdict=1):
            fields = {
                entry["field"] for bit, entry in enumerate(programme.criteria) if row.unknown >> bit & 1
            }
            if len(fields) == 1:
                return programme, row.company_id, fields.pop()
    raise AssertionError("the shipped catalogue has no such programme any more")


def test_newly_eligible_is_told_against_the_run_before(three):
    first = sweeps.sweep()
    assert not SweepResult.objects.filter(newly=True).exists()  # nothing to compare with
    before = {row.company_id for row in sweep_companies_all(first, "fit4-digital", "eligible")}
    waiting = [c for c in three if c.pk not in before]
    new = sweeps.company(heads=12, facts={"business_permit": True})
    second = sweeps.sweep(at=AT + DAY)
    assert second.previous == first
    rows = SweepResult.objects.filter(programme__run=second, verdict=2)
    assert rows.exists() and waiting
    for row in rows:
        was = SweepResult.objects.filter(
            programme__run=first, programme__slug=row.programme.slug, company_id=row.company_id, verdict=2
        ).exists()
        assert row.newly is not was
        assert row.since == (None if was else ON + DAY)
    assert any(row.company_id == new.pk for row in rows)
    third = sweeps.sweep(at=AT + 2 * DAY)
    kept = SweepResult.objects.filter(programme__run=third, company=new, verdict=2)
    assert kept.exists() and all(not row.newly and row.since == ON + DAY for row in kept)


def sweep_companies_all(run, programme, verdict):
    return SweepResult.objects.filter(
        programme__run=run, programme__slug=programme, verdict={"eligible": 2, "undetermined": 1}[verdict]
    )


def test_the_answer_to_the_open_question_makes_newly_eligible_or_refused(three, people):
    first = sweeps.sweep()
    programme, company, field = undetermined_by_one_answer(first)
    question = next(entry for entry in programme.questions if entry["field"] == field)
    assert question["waiting"] >= 1 and question["if_met"] >= 1


def test_a_run_that_died_goes_on_after_its_last_block(three, monkeypatch, people):
    monkeypatch.setattr(under_test, "BLOCK", 1)
    whole = sweeps.sweep()
    told = [(p.slug, p.eligible, p.undetermined, p.not_eligible, p.questions) for p in whole.programmes.all()]
    run = operations.start_sweep(by=people.manager, at=AT)
    real, calls = under_test.write_block, []

    def dies(*arguments, **named):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        return real(*arguments, **named)

    monkeypatch.setattr(under_test, "write_block", dies)
    with pytest.raises(RuntimeError):
        operations.perform_sweep(run_id=run.pk, at=AT)
    run.refresh_from_db()
    assert (run.state, run.companies_done) == (SweepState.FAILED, 2) and run.message
    assert latest_sweep(for_user=people.analyst) == whole  # pages show the run before
    operations.resume_sweep(run=run, by=people.manager, at=AT)
    operations.perform_sweep(run_id=run.pk, at=AT)
    run.refresh_from_db()
    assert (run.state, run.companies_done, len(calls)) == (SweepState.DONE, 3, 4)
    again = [(p.slug, p.eligible, p.undetermined, p.not_eligible, p.questions) for p in run.programmes.all()]
    assert again == told


def test_a_second_run_is_refused_while_one_is_under_way(three, people):
    run = operations.start_sweep(by=people.manager, at=AT)
    with pytest.raises(BadInput, match="under way"):
        operations.start_sweep(by=people.manager, at=AT + timedelta(minutes=1))
    assert operations.sweep_nightly(at=AT) == []
    run.state = SweepState.RUNNING  # a worker took it and died: nobody holds the lock
    run.save()
    assert not being_worked_on(run)
    new = operations.start_sweep(by=people.manager, at=AT + timedelta(minutes=2))
    run.refresh_from_db()
    assert run.state == SweepState.GIVEN_UP and new.state == SweepState.WAITING
    with pytest.raises(BadInput):
        operations.resume_sweep(run=run, by=people.manager, at=AT)


def test_a_run_with_a_worker_at_it_is_seen_and_left_alone(three, people):
    run = operations.start_sweep(by=None, at=AT)
    SweepRun.objects.filter(pk=run.pk).update(state=SweepState.RUNNING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, run.pk])
        try:
            run.refresh_from_db()
            assert being_worked_on(run)
            with pytest.raises(BadInput):
                operations.start_sweep(by=people.manager, at=AT + DAY)
            with pytest.raises(BadInput):
                operations.resume_sweep(run=run, by=people.manager, at=AT)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run.pk])
    assert not being_worked_on(run)


def test_a_block_takes_as_many_queries_for_one_company_as_for_three(loaded, clusters, monkeypatch):
    sweeps.company([clusters["wood"]], commune="Wiltz")
    sweeps.sweep()
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sweeps.sweep()
        counts.append(len(captured))
        sweeps.company([clusters["wood"]], commune="Wiltz")
        sweeps.company([clusters["digital"]], heads=None)
    assert counts[0] == counts[1]


def test_no_catalogue_no_sweep(clusters, people):
    with pytest.raises(BadInput, match="Load a catalogue"):
        operations.start_sweep(by=people.manager, at=AT)


def test_a_company_in_the_archive_is_not_swept_and_one_archived_since_not_shown(three, people):
    three[0].archived_at = AT
    three[0].save()
    run = sweeps.sweep()
    assert run.companies_done == 2
    slug = run.programmes.filter(undetermined__gt=0).first().slug
    rows = sweep_companies(for_user=people.manager, programme=slug, verdict="")
    company = rows.first().company
    company.archived_at = AT
    company.save()
    assert company.pk not in set(rows.values_list("company_id", flat=True))


def test_facts_that_cannot_be_read_leave_the_company_out_and_are_counted(three):
    sweeps.state(three[2], business_permit="perhaps")
    run = sweeps.sweep()
    assert (run.companies_done, run.companies_unread) == (3, 1)
    assert not SweepResult.objects.filter(company=three[2]).exists()
    for programme in run.programmes.all():
        assert programme.eligible + programme.undetermined + programme.not_eligible == 2


def test_rows_of_old_runs_go_and_their_counts_stay(three, monkeypatch):
    monkeypatch.setattr(under_test, "KEPT", 2)
    runs = [sweeps.sweep(at=AT + number * DAY) for number in range(3)]
    assert SweepResult.objects.filter(programme__run=runs[0]).count() == 0
    assert SweepResult.objects.filter(programme__run=runs[1]).exists()
    assert SweptProgramme.objects.filter(run=runs[0], undetermined__gt=0).exists()
    runs[0].refresh_from_db()
    assert not runs[0].has_rows


def ids(people, **asked):
    return set(sweep_companies(for_user=people.manager, **asked).values_list("company_id", flat=True))


def test_filters(three, people):
    run = sweeps.sweep()
    slug = next(p.slug for p in run.programmes.all() if p.results.count() == 3)
    small, large, blank = (company.pk for company in three)
    both = {"programme": slug, "verdict": ""}
    assert ids(people, **both) == {small, large, blank}
    assert ids(people, **both, cluster="wood") == {small, large}
    assert ids(people, **both, cluster="digital") == {large, blank}
    assert ids(people, **both, size="small") == {small}
    assert ids(people, **both, size="large") == {large}
    assert ids(people, **both, size="unknown") == {blank}
    assert ids(people, **both, commune="Wiltz") == {small}
    assert ids(people, **both, commune=str(three[1].commune_id)) == {large}
    assert ids(people, **both, canton="Wiltz") == {small, large}
    assert ids(people, **both, cluster="nowhere") == ids(people, **both, size="huge") == set()
    assert ids(people, programme=slug) | ids(people, programme=slug, verdict="undetermined") == {
        small, large, blank,
    }  # fmt: skip
    assert ids(people, programme="no-such-programme") == set()
    assert ids(people, **both, newly=True) == set()


def test_without_a_run_there_is_nothing(loaded, people):
    assert latest_sweep(for_user=people.ministry) is None
    assert not sweep_companies(for_user=people.ministry, programme="fit4-digital").exists()


@pytest.mark.parametrize(
    ("role", "runs"),
    [
        ("administrator", True),
        ("manager", True),
        ("other_manager", True),
        ("analyst", False),
        ("ministry", False),
    ],
)
def test_who_may_run_and_who_may_look(three, people, role, runs):
    user = people.by_role()[role]
    assert permissions.can_view_sweeps(user)
    assert permissions.can_run_sweep(user) is runs
    if not runs:
        with pytest.raises(PermissionDenied):
            operations.start_sweep(by=user, at=AT)
        return
    run = sweeps.sweep(user)
    assert run.ordered_by == user
    user.is_active = False
    with pytest.raises(PermissionDenied):
        sweep_companies(for_user=user, programme="fit4-digital")
    with pytest.raises(PermissionDenied):
        operations.start_sweep(by=user, at=AT)


def test_the_command_sweeps_at_once(three, capsys):
    call_command("sweep_now")
    run = SweepRun.objects.get()
    assert (run.state, run.companies_done, run.ordered_by) == ("done", 3, None)
    assert capsys.readouterr().out.startswith("3 companies, ")
    operations.start_sweep(by=None, at=clock.now())
    with pytest.raises(CommandError, match="under way"):
        call_command("sweep_now")


def test_a_small_firm_of_a_large_group_is_swept_as_large(three, group):
    sweeps.sweep()
    assert set(SweepResult.objects.filter(company=group[0]).values_list("size", flat=True)) <= {
        SizeClass.LARGE
    }
    assert set(SweepResult.objects.filter(company=three[0]).values_list("size", flat=True)) == {
        SizeClass.SMALL
    }
