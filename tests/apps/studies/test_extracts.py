"""Is an extract of our own records frozen, dated, within the study's scope, and does it give no company away?"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import studies as make
from factories.companies import CompanyFactory, FiguresFactory
from grappe.apps.clusters.models import Cluster, Theme
from grappe.apps.companies.models import NaceCode
from grappe.apps.needs.models import Need
from grappe.apps.studies.models import Table
from grappe.apps.studies.operations.charts import ChartDraft, add_chart
from grappe.apps.studies.operations.extracts import draw_extract
from grappe.apps.studies.queries.charts import shown_charts
from grappe.apps.studies.queries.content import content_of
from grappe.apps.studies.queries.figures import digest_of, shown_table
from grappe.apps.studies.queries.printed import printed
from grappe.apps.studies.queries.table_files import as_csv
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT
MICRO, SMALL = {"headcount": 5, "turnover_eur": 1_000_000}, {"headcount": 30, "turnover_eur": 5_000_000}


def nace(code, section):
    level = {1: 1, 2: 2}.get(len(code), 4)
    words = {
        "level": level,
        "section": section,
        "label_en": f"Words of {code}",
        "label_fr": f"Mots de {code}",
    }
    return NaceCode.objects.get_or_create(code=code, defaults=words)[0]


def companies(number, code, section, figures=None, **more):
    made = [CompanyFactory(nace=nace(code, section) if code else None, **more) for _n in range(number)]
    for each in made if figures else ():
        FiguresFactory(**({"company": each, "year": 2025, "balance_sheet_eur": 900_000} | figures))
    return made


@pytest.fixture
def study(people):
    for code in ("C", "F"):
        nace(code, code)
    nace("25", "C")
    return make.study(people.manager)


@pytest.fixture
def filed(study):
    """Section C: 5 micro, 4 small, 3 of unknown size; F: 6 micro, 2 small; 4 without an activity or figures."""
    return [
        *companies(5, "25.11", "C", MICRO), *companies(4, "25.11", "C", SMALL), *companies(3, "25.11", "C"),
        *companies(6, "43.21", "F", MICRO), *companies(2, "43.21", "F", SMALL), *companies(4, "", ""),
    ]  # fmt: skip


def draw(study, by, kind="section_size", **more):
    return draw_extract(study=study, kind=kind, by=by, at=AT, **more)


def test_companies_by_section_and_size_with_what_is_not_known(study, filed, people):
    table = draw(study, people.manager)
    assert [column["name"] for column in table.columns] == [
        "key", "micro", "small", "medium", "large", "unknown", "total",
    ]  # fmt: skip
    rows = {row[0]: row[1:] for row in table.rows}
    assert list(rows) == ["C", "F", "?", "total"]
    # two small companies of F are left out, and one more cell of F and two of another row, so that no total tells them
    assert rows["F"][1] is None and table.suppressed == 4
    assert rows["total"][5] == "24" and rows["?"] == ["0", "0", "0", "0", "4", "4"]
    for row in rows.values():
        assert all(value is None or value == "0" or int(value) >= 3 for value in row)
        assert sum(value is None for value in row) in (0, 2)


def test_by_division(study, filed, people):
    table = draw(study, people.manager, "division_size")
    assert [row[0] for row in table.rows] == ["25", "43", "?", "total"]
    assert shown_table(table, "en").rows[0][0] == "25 Words of 25"


def test_it_is_read_in_the_language_with_signs_for_what_is_left_out(study, filed, people):
    table = draw(study, people.manager)
    shown = shown_table(table, "fr")
    assert shown.rows[0][0] == "C Mots de C" and shown.rows[1][2] == "c"
    assert shown.columns[1].label == "Micro" and shown.columns[1].unit == "entreprises"
    assert "c" in as_csv(table, "en").splitlines()[2].split(",") and "C Words of C" in as_csv(table, "en")
    content = printed(content_of(study), "en").tables[0]
    assert content.rows[1][2] == "c" and content.rows[0][0] == "C Words of C"
    assert "left out" in content.note and "left out" not in content.origin, "it is said once"
    kept = content_of(study)
    kept["tables"][0]["notes"] = {"en": "Somebody wrote another note."}
    assert "left out" in printed(kept, "en").tables[0].origin
    assert "2 March 2026" in table.notes["en"] and "c : omis" in table.notes["fr"]
    add_chart(table=table, draft=ChartDraft("stacked", 0, (1, 2)), by=people.manager, at=AT)
    (chart,) = shown_charts(Table.objects.get(pk=table.pk), "en")
    assert "In all" not in str(chart.option) and "companies" in str(chart.option)


def test_it_never_changes_when_the_records_do(study, filed, people):
    table = draw(study, people.manager)
    before = (table.rows, table.columns, table.digest)
    for each in filed:
        each.archived_at = AT
        each.save()
    companies(9, "25.11", "C", MICRO)
    NaceCode.objects.filter(code="C").update(label_en="Other words")
    table.refresh_from_db()
    assert (
        (table.rows, table.columns, table.digest)
        == before
        == (*before[:2], digest_of(table.columns, table.rows))
    )
    assert table.drawn_at == AT and table.drawn_by == people.manager and table.origin == "own"
    assert draw(study, people.manager).rows != table.rows


def test_the_scope_of_the_study_narrows_it(study, filed, people):
    study.nace.set([nace("F", "F")])
    assert [row[0] for row in draw(study, people.manager).rows] == ["F", "total"]
    study.nace.set([nace("25", "C")])
    assert [row[0] for row in draw(study, people.manager).rows] == ["C", "total"]
    study.nace.clear()
    cluster = Cluster.objects.first()
    assert cluster is not None
    inside = companies(3, "25.11", "C", MICRO)
    for each in inside:
        each.clusters.set([cluster])
    study.clusters.set([cluster])
    table = draw(study, people.manager)
    assert table.rows[-1][-1] == str(3 + sum(each.clusters.filter(pk=cluster.pk).exists() for each in filed))
    assert table.asked["clusters"] == [cluster.slug]
    assert str(cluster.name["fr"]) in table.notes["fr"] and str(cluster.name["en"]) in table.notes["en"]


def test_needs_count_but_companies_decide(study, filed, people):
    theme, _made = Theme.objects.get_or_create(slug="energy", defaults={"name": {"en": "Energy"}})
    other, _made = Theme.objects.get_or_create(slug="talents", defaults={"name": {"en": "Talents"}})
    one = filed[0]
    for _n in range(5):  # five needs of one company are those of one company
        Need.objects.create(company=one, title="x", theme=theme, urgency=3, created_at=AT)
    for company in filed[:4]:
        Need.objects.create(company=company, title="x", theme=theme, urgency=2, created_at=AT)
        Need.objects.create(company=company, title="x", theme=other, urgency=2, state="met", created_at=AT)
        Need.objects.create(company=company, title="x", theme=other, urgency=1, created_at=AT)
    rows = {row[0]: row[1:] for row in draw(study, people.manager, "theme_urgency").rows}
    assert rows["energy"][2] is None and rows["total"][3] == "17"
    states = draw(study, people.manager, "theme_state")
    assert [column["name"] for column in states.columns][1:] == [
        "proposed",
        "confirmed",
        "met",
        "dismissed",
        "total",
    ]
    with pytest.raises(BadInput, match="Fewer than three"):
        draw(study, people.manager, "theme_state", since=date(2026, 3, 3))
    with pytest.raises(BadInput, match="ends? before"):
        draw(study, people.manager, "theme_state", since=date(2026, 3, 3), until=date(2026, 3, 1))


def test_what_is_left_out_of_a_row_is_never_one_companys_alone(study, filed, people):
    """Two needs of one company met, another one open, five of five others open elsewhere: 8 - 5 would be its own."""
    energy, _made = Theme.objects.get_or_create(slug="energy", defaults={"name": {"en": "Energy"}})
    other, _made = Theme.objects.get_or_create(slug="talents", defaults={"name": {"en": "Talents"}})
    one, *others = filed[:8]
    for theme, state, company in [
        (energy, "met", one), (energy, "met", one), (energy, "dismissed", one),
        *((energy, "proposed", each) for each in others[:5]),
        *((other, state, each) for state in ("met", "dismissed", "proposed") for each in others),
    ]:  # fmt: skip
        Need.objects.create(company=company, title="x", theme=theme, urgency=2, state=state, created_at=AT)
    table = draw(study, people.manager, "theme_state")
    names = [column["name"] for column in table.columns][1:]
    row = dict(zip(names, next(row[1:] for row in table.rows if row[0] == "energy"), strict=True))
    known = [row[name] for name in ("proposed", "total")]
    assert row["met"] is None and row["dismissed"] is None and None in known, (
        "eight less five are one company's"
    )


def test_of_fewer_than_three_companies_nothing_is_drawn(study, people):
    companies(2, "25.11", "C", MICRO)
    with pytest.raises(BadInput, match="Fewer than three"):
        draw(study, people.manager)
    assert not Table.objects.exists()


def test_only_the_team_draws_and_the_page_does(study, filed, people, client):
    for user in (people.analyst, people.other_manager, people.ministry):
        with pytest.raises(PermissionDenied):
            draw(study, user)
    client.force_login(people.manager)
    url = reverse("studies:extract", args=[study.pk])
    assert client.post(url, {"extract": "nonsense"}).status_code == 422
    page = client.post(url, {"extract": "section_size"}, follow=True).content.decode()
    assert "4 figures are left out (c)" in page and Table.objects.get().digest in page
