"""Is a chart made of what can be one, shown with its table, and refused with words where it cannot be?"""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import studies as make
from grappe.apps.studies.models import Chart
from grappe.apps.studies.operations import charts, tables
from grappe.apps.studies.operations.charts import ChartDraft
from grappe.apps.studies.queries.written import chart_as_written
from grappe.ui import conflicts
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT


def column(name, kind="number", unit=""):
    return {
        "name": name,
        "labels": {},
        "kind": kind,
        "unit": unit,
        "period": "",
        "territory": "",
        "source": None,
    }


@pytest.fixture
def table(people):
    columns = [column("Year", "text"), column("Waste", unit="t"), column("Burnt", unit="t"), column("Cost", unit="EUR"),
               column("Empty", unit="t")]  # fmt: skip
    rows = [["2021", "120", "60", "900", None], ["2022", "130", None, "950", None]]
    return make.table(make.study(people.manager), columns=columns, rows=rows, row_count=2)


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


def add(table, by, *series, kind="bar", along=0):
    return charts.add_chart(table=table, draft=ChartDraft(kind, along, series), by=by, at=AT)


@pytest.mark.parametrize(
    ("series", "along", "said"),
    [
        ((1, 3), 0, "Waste (t); Cost (EUR)"),
        ((), 0, "at least one column"),
        ((0,), 1, "holds no numbers"),
        ((1,), 1, "along the axis"),
        ((1, 1), 0, "along the axis"),
        ((9,), 0, "cannot be read"),
        ((4,), 0, "no number"),
    ],
)
def test_what_is_no_chart_is_refused_with_words(table, people, series, along, said):
    with pytest.raises(BadInput) as fault:
        add(table, people.manager, *series, along=along)
    assert said in str(fault.value) and not Chart.objects.exists()


def test_more_rows_than_one_can_see_are_refused(people):
    study = make.study(people.manager)
    long = make.table(study, rows=[[str(n), str(n)] for n in range(61)], row_count=61)
    with pytest.raises(BadInput, match="61 rows"):
        add(long, people.manager, 1)
    assert add(long, people.manager, 1, kind="line").kind == "line"


def test_charts_change_places_and_go_with_their_table(table, people):
    first, second = add(table, people.manager, 1), add(table, people.manager, 3)
    charts.move_chart(chart=second, up=True, by=people.manager, at=AT)
    assert list(table.charts.all()) == [second, first]
    charts.move_chart(chart=second, up=True, by=people.manager, at=AT)
    assert list(table.charts.all()) == [second, first]
    seen, stacked = conflicts.version_of(chart_as_written(first)), ChartDraft("stacked", 0, (1, 2))
    charts.change_chart(chart=first, draft=stacked, version=seen, by=people.manager, at=AT)
    with pytest.raises(Stale):
        charts.change_chart(
            chart=first, draft=ChartDraft("line", 0, (1,)), version=seen, by=people.manager, at=AT
        )
    first.refresh_from_db()
    assert (first.kind, first.series) == ("stacked", [1, 2])
    charts.remove_chart(chart=second, by=people.manager, at=AT)
    assert list(table.charts.all()) == [first]
    tables.remove_table(table=table, by=people.manager, at=AT)
    assert not Chart.objects.exists()


def test_only_the_team_draws(table, people):
    chart = add(table, people.manager, 1)
    for user in (people.analyst, people.other_manager, people.ministry):
        with pytest.raises(PermissionDenied):
            add(table, user, 1)
        with pytest.raises(PermissionDenied):
            charts.remove_chart(chart=chart, by=user, at=AT)


def test_the_page_makes_a_chart_and_shows_it_with_its_table(inside, table):
    url = reverse("studies:chart_add", args=[table.pk])
    refused = inside.post(url, {"kind": "bar", "along": 0, "series": [1, 3], "titles_en": "Both"})
    assert (
        refused.status_code == 422
        and "one unit" in refused.content.decode()
        and "Both" in refused.content.decode()
    )
    made = inside.post(url, {"kind": "bar", "along": 0, "series": [1, 2], "titles_en": "Waste grows"})
    chart = Chart.objects.get()
    assert made.url == reverse("studies:table", args=[table.pk]) + f"#chart-{chart.pk}"
    page = inside.get(made.url).content.decode()
    assert "Waste grows" in page and f"drawn-{chart.pk}-option" in page and "Highest" not in page
    assert "Waste: highest 130 (2022)" in page and "<table" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_table_in_a_constant_number_of_queries(
    inside, table, people, number, django_assert_num_queries
):
    for _n in range(number):
        add(table, people.manager, 1)
    inside.get(reverse("studies:table", args=[table.pk]))
    with django_assert_num_queries(7):
        inside.get(reverse("studies:table", args=[table.pk]))
