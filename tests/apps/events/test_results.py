"""Are the results of events counted right, one by one and together, and does the report tell them on one page?"""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from factories import events as make
from factories import reference
from factories.companies import CompanyFactory
from grappe.apps.events.models import SurveyAnswer
from grappe.apps.events.operations import cooperations, costs, links
from grappe.apps.events.queries import results as queries
from grappe.apps.events.queries.event_report import report_pdf
from grappe.ui import clock

pytestmark = pytest.mark.django_db
AT = make.AT


def held(people, title="Looked back on", in_days=-3, scores=(), cost=None, companies=(), **more):
    """An event that took place, with people checked in, answers and one line of costs."""
    event = make.event(people.manager, in_days=in_days, titles={"en": title}, **more)
    for company in companies:
        make.registration(event, company=company, checked_in_at=event.starts_at)
    make.registration(event, "Did not come")
    for score in scores:
        SurveyAnswer.objects.create(
            event=event, satisfaction=4, recommend=score, language="fr", answered_at=event.ends_at
        )
    if cost is not None:
        costs.save_cost(
            event=event,
            kind="venue",
            label="Hall",
            planned_eur=None,
            actual_eur=Decimal(cost),
            by=people.manager,
            at=AT,
        )
    return event


def test_each_and_together(people, clusters):
    alpha, beta, gamma = (CompanyFactory(clusters=[clusters["healthtech"]]) for _ in range(3))
    first = held(people, companies=[alpha, beta], scores=[10, 10, 9, 7, 0], cost=1000)
    second = held(
        people, "Another", in_days=-20, companies=[beta, gamma, None], scores=[10, 0, 0, 0], cost=500
    )
    costs.save_cost(
        event=second,
        kind="income",
        label="Fee",
        planned_eur=None,
        actual_eur=Decimal(100),
        by=people.manager,
        at=AT,
    )
    costs.save_cost(
        event=second,
        kind="other",
        label="Taxi",
        planned_eur=Decimal(9),
        actual_eur=None,
        by=people.manager,
        at=AT,
    )
    make.event(people.manager, in_days=-9, state="cancelled")
    make.event(people.manager, in_days=9)
    links.link_idea(event=first, idea="Dry together", by=people.manager, at=AT)
    cooperations.begin(first=alpha, second=beta, title="A line", event=first, by=people.manager, at=AT)
    found = queries.results(for_user=people.ministry, at=AT)
    one, two = found.lines
    assert (one.event, two.event) == (first, second)
    assert (one.registered, one.came, one.companies, one.answers) == (3, 2, 2, 5)
    assert (one.score.value, one.cost, one.cost_each, one.ideas, one.cooperations) == (40, 1000, 500, 1, 1)
    assert (two.came, two.companies, two.score, two.cost, two.cost_incomplete) == (3, 2, None, 400, True)
    total = found.total
    assert (total.events, total.came, total.companies, total.answers) == (2, 5, 3, 9)
    assert (total.score.number, total.score.value) == (
        5,
        40,
    )  # the four answers of the other are in no figure
    assert (total.cost, total.costed, total.incomplete, total.ideas, total.cooperations) == (1400, 2, 1, 1, 1)
    assert [each["data"] for each in found.chart["series"]] == [[0, 0], [0, 1], [0, 0], [0, 1]]


def test_seats_where_nobody_was_checked_in(people):
    event = held(people, companies=[])
    line = queries.lines_of([event])[0]
    assert (line.came, line.came_known, line.registered) == (1, False, 1)


def test_filters(people, clusters):
    theme = reference.theme("digital")
    old = held(people, "Old", in_days=-400, theme=theme)
    new = held(people, "New")
    new.clusters.set([clusters["wood"], clusters["digital"]])

    def titles(**wanted):
        found = queries.results(for_user=people.analyst, at=AT, filters=queries.Filters(**wanted))
        return [line.title for line in found.lines]

    assert titles() == ["New", "Old"]
    assert titles(year=2026) == ["New"]
    assert titles(theme=theme.pk) == ["Old"]
    assert titles(cluster=clusters["wood"].pk) == ["New"]
    assert titles(cluster=clusters["healthtech"].pk) == []
    assert queries.years(for_user=people.analyst, at=AT) == [2026, old.starts_at.year]


def test_compared_with_earlier_ones_of_the_same_kind(people):
    event = held(people)
    held(people, "Same kind", in_days=-30)
    held(people, "A visit", in_days=-30, kind="visit")
    held(people, "Later", in_days=-1)
    line, earlier = queries.compared(event, for_user=people.ministry)
    assert line.event == event
    assert [each.title for each in earlier] == ["Same kind"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_in_a_constant_number_of_queries(manager, people, rows, django_assert_num_queries):
    for number in range(rows):
        held(
            people,
            f"Round {number}",
            in_days=-3 - number,
            companies=[CompanyFactory()],
            scores=[9] * 5,
            cost=10,
        )
    with django_assert_num_queries(11):
        page = manager.get(reverse("events:results")).content.decode()
    assert page.count(">Round ") == rows


def test_filters_that_make_no_sense_narrow_nothing(manager, people):
    held(people, "Held")
    page = manager.get(reverse("events:results"), {"year": "x", "cluster": "-1", "theme": "999"})
    assert page.status_code == 200 and "Held" in page.content.decode()


def test_the_workbook_says_the_same(client, people):
    held(people, "=1+1", companies=[CompanyFactory()], scores=[9] * 5, cost=10)
    client.force_login(people.ministry)
    answer = client.get(reverse("events:results_sheet"))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][0] == "=1+1" and rows[1][9] == 100 and rows[1][10] == 10
    assert rows[2][0] == "Together" and rows[2][6] == 1


def paper(event, user, language):
    content = report_pdf(event, for_user=user, today=clock.today(), language=language)
    return PdfReader(io.BytesIO(content))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "What came of it"), ("fr", "Ce qui en est issu"), ("de", "Was daraus entstand")],
)
def test_the_report_is_one_page_and_accessible(people, language, words):
    company, other = CompanyFactory(), CompanyFactory()
    for number in range(6):
        held(people, f"Earlier {number}", in_days=-40 - number, companies=[company], scores=[9] * 5, cost=10)
    event = held(people, companies=[company, other], scores=[10, 9, 8, 7, 0, 3], cost=1234, invented=True)
    for kind in ("catering", "speakers", "communication", "staff", "other", "income"):
        costs.save_cost(
            event=event,
            kind=kind,
            label="x",
            planned_eur=Decimal(50),
            actual_eur=None,
            by=people.manager,
            at=AT,
        )
    costs.write_results(event=event, text="Long words #[ ] " * 200, based_on="", by=people.manager, at=AT)
    event.refresh_from_db()
    found = paper(event, people.ministry, language)
    assert len(found.pages) == 1
    text = found.pages[0].extract_text()
    assert words in text and "1,234" in text.replace(".", ",").replace("\u202f", ",").replace(
        "\xa0", ","
    ).replace(" ", ",")
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(found.trailer["/Root"]["/Lang"]).startswith(language)


def test_the_report_of_an_event_of_which_nothing_is_known(people):
    event = make.event(people.manager, at=AT + timedelta(days=400))
    assert "Nobody answered" in paper(event, people.analyst, "en").pages[0].extract_text()
