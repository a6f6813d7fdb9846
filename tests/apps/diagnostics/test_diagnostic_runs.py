"""Is a diagnostic started once, answered bit by bit, resumed, finished, and then left alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from factories import diagnostics as made
from factories.companies import WHEN, CompanyFactory
from grappe.apps.diagnostics import operations, queries
from grappe.apps.diagnostics.enums import Severity
from grappe.apps.diagnostics.models import Answer, Run
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(clusters):
    made.load()
    return CompanyFactory(clusters=[clusters["digital"]])


def save(run, question, value, by):
    operations.save_answer(run=run, question=question, value=value, by=by, at=WHEN)


def test_a_run_under_way_is_resumed_and_the_next_one_is_t1(company, people):
    first = made.start(company, people.manager)
    assert made.start(company, people.administrator, days=3) == first
    save(first, "q2", ["i1"], people.manager)
    operations.finish_run(run=first, by=people.manager, at=WHEN)
    second = made.start(company, people.manager, days=300)
    other = made.start(company, people.manager, slug="resilience")
    assert (first.ordinal, second.ordinal, other.ordinal) == (0, 1, 0)


def test_the_database_refuses_two_open_runs_of_a_version(company, people):
    run = made.start(company, people.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(company=company, version=run.version, started_at=WHEN)


def test_answers_are_saved_changed_and_left_blank(company, people):
    run = made.start(company, people.manager)
    save(run, "q2", ["i3", "i1"], people.manager)
    assert run.answers.get().value == ["i1", "i3"]
    save(run, "q2", [], people.manager)
    assert run.answers.get().value == []
    assert queries.answer_page(run).answered == 1
    save(run, "q2", None, people.manager)
    assert not run.answers.exists()
    assert queries.answer_page(run).coverage == 0


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("q2", ["i99"]),
        ("q7", ["i2", "i3"]),
        ("q4", {"i1": 6}),
        ("q4", "x"),
        ("nothing", ["i1"]),
        ("q2", {"a": 1}),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_nothing_is_written(company, people, question, value):
    run = made.start(company, people.manager)
    with pytest.raises(BadInput):
        save(run, question, value, people.manager)
    assert not Answer.objects.exists()


def test_finishing_keeps_scores_findings_and_their_answers(company, people):
    run = made.finish(company, people.manager, {"q8": ["i1"], "q7": ["i2"]})
    assert run.scores["d4"] == 50 * (1 / 6)
    assert run.scores["d1"] is None
    assert run.overall == run.scores["d4"]
    assert round(run.coverage, 3) == round(1 / 6, 3)
    findings = {finding.code: finding for finding in queries.findings_of(run)}
    assert findings["no_backup"].severity == Severity.SERIOUS
    assert [piece["question"] for piece in findings["no_backup"].evidence] == ["q8.i5"]
    assert findings["no_backup"].evidence[0]["answer"]["fr"] == "non coché"
    assert findings["data_on_paper"].theme.slug == "digital"
    assert "needs_not_aligned" not in findings  # q2 was left blank


def test_a_finished_run_never_changes(company, people):
    run = made.finish(company, people.manager, {"q8": ["i1"]})
    with pytest.raises(BadInput, match="finished"):
        save(run, "q8", ["i2"], people.manager)
    with pytest.raises(BadInput, match="finished"):
        operations.finish_run(run=run, by=people.manager, at=WHEN)
    answer = run.answers.get()
    answer.value = ["i2"]
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        answer.save()


def test_nothing_answered_cannot_be_finished(company, people):
    run = made.start(company, people.manager)
    with pytest.raises(BadInput, match="at least one"):
        operations.finish_run(run=run, by=people.manager, at=WHEN)


def test_an_archived_company_starts_nothing(company, people):
    company.archived_at = WHEN
    company.save()
    with pytest.raises(BadInput, match="archived"):
        made.start(company, people.manager)


def test_an_unknown_questionnaire_is_named(company, people):
    with pytest.raises(BadInput, match="“nothing”"):
        made.start(company, people.manager, slug="nothing")


@pytest.mark.parametrize("role", ["other_manager", "analyst", "ministry"])
def test_who_may_not_edit_the_company_writes_nothing(company, people, role):
    stranger = people.by_role()[role]
    run = made.start(company, people.manager)
    with pytest.raises(PermissionDenied):
        made.start(company, stranger)
    with pytest.raises(PermissionDenied):
        save(run, "q2", ["i1"], stranger)
    with pytest.raises(PermissionDenied):
        operations.finish_run(run=run, by=stranger, at=WHEN)
    with pytest.raises(PermissionDenied):
        operations.open_link(run=run, by=stranger, at=WHEN)
    assert not Answer.objects.exists()


def test_latest_scores_and_timeline(company, people):
    made.finish(company, people.manager, {"q8": ["i1"]})
    second = made.finish(company, people.manager, {"q8": ["i1", "i2"]}, days=300)
    made.start(company, people.manager, slug="resilience", days=301)
    (latest,) = queries.latest_scores(company.pk, for_user=people.analyst)
    assert (latest.run, latest.stage, latest.slug) == (second.pk, "T1", "dma")
    entries = queries.timeline_entries(company_id=company.pk, for_user=people.analyst)
    assert [entry.title.split(" · ")[1] for entry in entries] == ["T0", "T1", "T0"]
    assert entries[0].badges and not entries[1].badges
    older = queries.timeline_entries(
        company_id=company.pk, for_user=people.analyst, before=entries[0].at, limit=1
    )
    assert [entry.key for entry in older] == [entries[1].key]


def test_queries_refuse_nobody_inside_and_everybody_without_a_role(company, people):
    assert queries.runs_of(company.pk, for_user=people.ministry).count() == 0
    people.ministry.is_active = False
    with pytest.raises(PermissionDenied):
        queries.runs_of(company.pk, for_user=people.ministry)


def test_t0_t1_t2_stand_side_by_side(company, people):
    for days, ticks in ((0, 1), (300, 3), (700, 6)):
        run = made.finish(company, people.manager, {"q8": [f"i{n + 1}" for n in range(ticks)]}, days=days)
    result = queries.result_of(queries.run_for(run.pk, for_user=people.manager))
    d4 = next(row for row in result.rows if row.id == "d4")
    assert [round(points) for points in d4.before] == [17, 50]
    assert (round(d4.points), round(d4.change)) == (100, 50)
    assert [past.stage for past in result.past] == ["T0", "T1"]


def test_the_radar_never_draws_a_blank_as_zero(company, people):
    answers = {"q2": ["i1"], "q5": ["i1"], "q8": ["i1"]}
    made.finish(company, people.manager, {"q2": ["i1"]})
    run = made.finish(company, people.manager, answers, days=300)
    radar = queries.result_of(queries.run_for(run.pk, for_user=people.manager)).radar
    assert len(radar["radar"]["indicator"]) == 3
    assert [series["name"] for series in radar["series"][0]["data"]] == ["T1"]  # T0 lacks two dimensions
    few = made.finish(company, people.manager, {"q2": ["i1"]}, days=600)
    assert "radar" not in queries.result_of(queries.run_for(few.pk, for_user=people.manager)).radar


def test_finished_runs_stand_in_the_history(company, people):
    run = made.finish(company, people.manager, {"q8": ["i1"]})
    assert run.events.count() == 2
    assert run.started_at + timedelta(minutes=20) == run.finished_at
