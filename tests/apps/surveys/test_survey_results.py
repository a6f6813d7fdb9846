"""What do results show, what do they leave out, and does nothing stand in for those who said nothing?"""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied

from factories import surveys
from grappe.apps.surveys.models import Wave
from grappe.apps.surveys.queries import results
from grappe.apps.surveys.queries.export import code_book, columns_of, csv_of, xlsx_of
from grappe.apps.surveys.queries.response import FEW
from grappe.apps.surveys.queries.results import results_of
from grappe.engines.disclosure import shown_together

pytestmark = pytest.mark.django_db
JOBS = (3, 5, 7, 11, 13, 112)
TURNOVER = (100_000, 200_000, 333_333, 400_000, 500_000, 9_000_000)


def told(wave, user):
    return {
        each.question.id: each
        for section in results_of(wave, for_user=user).sections
        for each in section.results
    }


def answered(people, clusters, wave, companies, jobs=JOBS, **more):
    for number, company in enumerate(companies):
        surveys.answers(
            surveys.part_of(wave, company), jobs=jobs[number], turnover=TURNOVER[number],
            satisfaction=number % 5, send=True, **more,
        )  # fmt: skip


@pytest.fixture
def companies(clusters):
    return [surveys.firm(clusters["wood"], f"Firm {number}") for number in range(8)]


def test_sums_are_over_those_who_answered_and_say_so(people, clusters, companies):
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[:6], investment="refused")
    surveys.answers(
        surveys.part_of(wave, companies[6]), jobs="unknown", turnover="refused", satisfaction=4, send=True
    )
    surveys.answers(surveys.part_of(wave, companies[7]), jobs=1_000)  # begun, not sent off
    jobs = told(wave, people.analyst)["jobs"]
    assert (jobs.asked, jobs.answered, jobs.unknown, jobs.refused, jobs.blank) == (7, 6, 1, 0, 0)
    assert jobs.total == sum(JOBS) == 151
    assert (jobs.lower, jobs.median, jobs.upper) == (5.5, 9, 12.5)
    turnover = told(wave, people.analyst)["turnover"]
    assert (turnover.answered, turnover.refused, turnover.total) == (6, 1, sum(TURNOVER))
    assert (
        told(wave, people.analyst)["investment"].answered,
        told(wave, people.analyst)["investment"].enough,
    ) == (0, False)


def test_below_five_answers_only_their_number_is_shown_even_to_those_who_read_all(
    people, clusters, companies
):
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[: FEW - 1])
    jobs = told(wave, people.administrator)["jobs"]
    assert (jobs.answered, jobs.enough, jobs.median, jobs.total) == (4, False, None, None)
    surveys.answers(surveys.part_of(wave, companies[4]), jobs=9, turnover=1, satisfaction=1, send=True)
    assert told(wave, people.administrator)["jobs"].enough


def test_the_ministry_gets_rounded_figures_and_no_count_of_few(people, clusters, companies):
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[:6], outlook="growth", wish="A crane")
    for_analyst, for_ministry = told(wave, people.analyst), told(wave, people.ministry)
    assert for_analyst["turnover"].total == 10_533_333
    assert for_ministry["turnover"].total == 11_000_000
    assert for_ministry["turnover"].median == 370_000 != for_analyst["turnover"].median
    # 2 1 1 1 1: all are of fewer than three.
    assert [each.number for each in for_ministry["satisfaction"].tallies] == [None] * 5
    assert [each.number for each in for_analyst["satisfaction"].tallies] == [2, 1, 1, 1, 1]
    assert [each.number for each in for_ministry["outlook"].tallies] == [6, 0, 0]
    assert for_analyst["wish"].texts == ("A crane",) * 6
    assert for_ministry["wish"].texts == () and told(wave, people.manager)["wish"].texts == ()


def test_one_count_left_out_takes_another_with_it_so_that_it_cannot_be_worked_out(
    people, clusters, companies
):
    wave = surveys.started(people.analyst)
    for number, company in enumerate(companies):
        surveys.answers(
            surveys.part_of(wave, company), jobs=1, turnover=1, satisfaction=0,
            outlook="growth" if number < 4 else "same" if number < 7 else "decline", send=True,
        )  # fmt: skip
    assert [each.number for each in told(wave, people.analyst)["outlook"].tallies] == [4, 3, 1]
    shown = [each.number for each in told(wave, people.ministry)["outlook"].tallies]
    assert shown[2] is None and shown.count(None) == 2


def test_no_mean_beside_counts_that_are_left_out(people, clusters, companies):
    """Five times the first step, twice the second, once the third: with the mean the counts could be solved for."""
    wave = surveys.started(people.analyst)
    for number, company in enumerate(companies):
        step = 0 if number < 5 else 1 if number < 7 else 2
        surveys.answers(surveys.part_of(wave, company), jobs=1, turnover=1, satisfaction=step, send=True)
    assert told(wave, people.analyst)["satisfaction"].mean is not None
    for_ministry = told(wave, people.ministry)["satisfaction"]
    assert None in [each.number for each in for_ministry.tallies] and for_ministry.mean is None


def test_change_is_over_those_who_answered_both_years(people, clusters, companies):
    before = surveys.started(people.analyst, year=2024)
    answered(people, clusters, before, companies[:5])
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[:5], jobs=[2 * each for each in JOBS])
    surveys.answers(surveys.part_of(wave, companies[6]), jobs=60, turnover=1, satisfaction=0, send=True)
    panel = told(wave, people.analyst)["jobs"].panel
    assert (panel.companies, panel.before, panel.after, panel.change) == (5, 7, 14, 100.0)
    assert (panel.sum_before, panel.sum_after) == (39, 78)
    # One company more in the whole than in the panel: with both sums its figure would be told.
    hidden = told(wave, people.ministry)["jobs"].panel
    # So would the change: last year's sum is that of the same five.
    assert (hidden.change, hidden.sum_before, hidden.sum_after) == (None, None, None)
    assert told(wave, people.ministry)["jobs"].total == 140
    satisfaction = told(wave, people.analyst)["satisfaction"].panel
    assert (satisfaction.before, satisfaction.after, satisfaction.change) == (3, 3, None)


def test_a_sum_in_which_one_company_has_nearly_all_is_left_out(people, clusters, companies):
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[:6], jobs=(1, 2, 1, 2, 1, 1_000))
    assert told(wave, people.analyst)["jobs"].total == 1_007
    assert told(wave, people.ministry)["jobs"].total is None


def test_sums_of_the_years_beside_are_looked_at_together(people, clusters, companies):
    """Seven answered in 2024, six of them in 2023 and five in 2025: two pages tell sums of 2024 that differ by one company."""
    for year, many in ((2023, 6), (2024, 7), (2025, 5)):
        wave = surveys.started(people.analyst, year=year)
        for number, company in enumerate(companies[:many]):
            surveys.answers(
                surveys.part_of(wave, company), jobs=10 + number, turnover=1, satisfaction=1, send=True
            )
    middle = told(Wave.objects.get(year=2024), people.ministry)["jobs"]
    last = told(Wave.objects.get(year=2025), people.ministry)["jobs"]
    assert middle.total == 91
    assert (middle.panel.sum_after, last.panel.sum_before, last.panel.change) == (None, None, None)
    assert told(Wave.objects.get(year=2025), people.analyst)["jobs"].panel.sum_before == 60


def test_too_few_in_both_years_tell_no_change(people, clusters, companies):
    before = surveys.started(people.analyst, year=2024)
    answered(people, clusters, before, companies[:2])
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[:6])
    panel = told(wave, people.analyst)["jobs"].panel
    assert (panel.companies, panel.enough, panel.change) == (2, False, None)


def test_the_export_has_a_row_for_everybody_and_tells_blank_from_not_knowing(people, clusters, companies):
    wave = surveys.started(people.analyst)
    surveys.answers(
        surveys.part_of(wave, companies[0]), jobs=31, turnover="unknown", investment="refused", satisfaction=3,
        new=["product", "market"], wish="=1+1", send=True,
    )  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(csv_of(wave, for_user=people.analyst))))
    assert len(rows) == 8
    first = rows[0]
    assert (first["jobs"], first["turnover"], first["investment"], first["research"]) == (
        "31",
        "#unknown",
        "#refused",
        "",
    )
    assert (first["satisfaction"], first["new.product"], first["new.process"], first["wish"]) == (
        "4",
        "1",
        "0",
        "'=1+1",
    )
    assert (first["standing"], rows[1]["standing"], rows[1]["jobs"]) == ("answered", "waiting", "")
    assert xlsx_of(wave, for_user=people.analyst)[:2] == b"PK"
    book = list(csv.reader(io.StringIO(code_book(wave, for_user=people.analyst))))
    assert [row[0] for row in book[1:]] == columns_of(wave)
    assert "4 = 4 – rather yes" in next(row for row in book if row[0] == "satisfaction")[4]


def test_only_those_who_keep_the_survey_export_it(people, clusters, companies):
    wave = surveys.started(people.analyst)
    for user in (people.manager, people.ministry):
        for export in (csv_of, xlsx_of, code_book):
            with pytest.raises(PermissionDenied):
                export(wave, for_user=user)


def test_how_many_were_asked_does_not_tell_what_is_left_out_at_the_question_before(
    people, clusters, companies
):
    """Of a question that hangs on an answer as many are asked as gave that answer."""
    wave = surveys.started(people.analyst)
    for number, company in enumerate(companies):
        more = {"outlook": "growth" if number < 6 else "decline"}
        if number > 5:
            more["why_decline"] = "Wages"
        surveys.answers(surveys.part_of(wave, company), jobs=1, turnover=1, satisfaction=0, **more, send=True)
    for_analyst, for_ministry = told(wave, people.analyst), told(wave, people.ministry)
    assert (for_analyst["why_decline"].asked, for_analyst["why_decline"].left_out) == (2, False)
    assert None in [each.number for each in for_ministry["outlook"].tallies]
    hidden = for_ministry["why_decline"]
    assert (hidden.left_out, hidden.asked, hidden.answered, hidden.blank) == (True, 0, 0, 0)


def test_how_many_were_asked_is_told_where_all_counts_are(people, clusters, companies):
    wave = surveys.started(people.analyst)
    for number, company in enumerate(companies):
        surveys.answers(
            surveys.part_of(wave, company), jobs=1, turnover=1, satisfaction=0,
            outlook="growth" if number < 5 else "decline", send=True,
        )  # fmt: skip
    shown = told(wave, people.ministry)["why_decline"]
    assert (shown.left_out, shown.asked, shown.answered) == (False, 3, 0)


def test_what_was_reckoned_is_reckoned_anew_only_when_the_answers_changed(
    people, clusters, companies, monkeypatch
):
    calls = []
    monkeypatch.setattr(results, "shown_together", lambda *rest: calls.append(rest) or shown_together(*rest))
    wave = surveys.started(people.analyst)
    answered(people, clusters, wave, companies[:6], jobs=(21, 22, 23, 24, 25, 26))
    first = told(wave, people.ministry)["jobs"].total
    reckoned = len(calls)
    assert reckoned and told(wave, people.manager)["jobs"].total == first and len(calls) == reckoned
    # Of percentages and steps of a scale no sum is shown: nothing is reckoned for them.
    assert {len(call[0]) for call in calls} == {3} and reckoned <= 2 * 5
    surveys.answers(surveys.part_of(wave, companies[0]), jobs=121)
    assert told(wave, people.ministry)["jobs"].total is not None and len(calls) == reckoned + 1
