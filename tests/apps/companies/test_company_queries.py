"""Is a company found, shown and told as it stands: search, list, file, facts, history, timeline?"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.companies import (
    WHEN,
    CompanyFactory,
    FiguresFactory,
    OwnershipFactory,
    PersonFactory,
    reference_data,
)
from grappe.apps.companies import operations, queries
from grappe.apps.companies.models import Commune, Company, CompanyFact, NaceCode
from grappe.apps.companies.queries.history import before_version, changes_of
from grappe.apps.companies.queries.linking import alike as alike_on_file
from grappe.apps.companies.queries.lists import Filters, company_page
from grappe.apps.companies.queries.reference import commune_of, nace_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(people):
    return people.manager


def names(rows):
    return [row.name for row in rows]


# --- Search ---


@pytest.mark.parametrize(
    "text", ["ecureuil", "ÉCUREUIL", "dore ecu", "b123456", "B123", "LU15027442", "noisette", "ecureil dore"]
)
def test_search_forgives_accents_case_order_and_a_slip(user, text):
    CompanyFactory(
        name="Écureuil Doré S.à r.l.", brand="Noisette", rcs_number="B123456", vat_number="LU15027442"
    )
    CompanyFactory(name="Hérisson S.A.")
    assert names(queries.search(text, for_user=user)) == ["Écureuil Doré S.à r.l."]


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "'; drop table x; --", "zzzzqqq", "\x00"])
def test_search_finds_nothing_in_signs(user, text):
    CompanyFactory(name="Renard")
    assert queries.search(text, for_user=user) == []


def test_a_percent_sign_is_a_letter_like_others(user):
    CompanyFactory(name="100 % Bois")
    CompanyFactory(name="100 Arbres")
    assert names(queries.search("100 %", for_user=user)) == ["100 % Bois"]


def test_search_puts_beginnings_first_and_archived_last(user):
    CompanyFactory(name="Alpha Renard", archived_at=WHEN)
    CompanyFactory(name="Le Renard")
    CompanyFactory(name="Renard & fils")
    assert names(queries.search("renard", for_user=user)) == ["Renard & fils", "Le Renard", "Alpha Renard"]


@given(text=st.text(max_size=300))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_never_breaks_whatever_is_typed(user, text):
    assert queries.search(text, for_user=user) == []
    assert isinstance(queries.nace_codes(text), list) and isinstance(queries.communes(text), list)
    nace_of(text), commune_of(text)


@pytest.mark.parametrize(
    ("name", "alike"),
    [
        ("Renard Bleu S.à r.l.", True),
        ("RENARD BLEU", True),
        ("Renart Bleu SA", True),
        ("Renard Vert S.A.", False),
        ("Bleu", False),
        ("S.A.", False),
    ],
)
def test_names_that_read_almost_the_same(user, name, alike):
    other = CompanyFactory(name="Renard Bleu S.A.")
    found = alike_on_file({"name": name}, for_user=user)
    assert [each.company for each in found] == ([other] if alike else [])
    assert alike_on_file({"name": name}, for_user=user, but=other.pk) == []


def test_a_number_or_a_door_makes_likely_what_the_name_alone_does_not(user):
    where = {"street": "12, rue du Fort", "postcode": "2160", "city": "Luxembourg"}
    other = CompanyFactory(name="Menuiserie Renard Bleu", vat_number="LU12345613", **where)
    assert alike_on_file({"name": "Menuiserie R. Bleu"}, for_user=user) == []
    [found] = alike_on_file({"name": "Fuchs AG", "vat_number": "LU12345613"}, for_user=user)
    assert found.company == other and any("LU12345613" in reason.en for reason in found.reasons)
    [found] = alike_on_file({"name": "Menuiserie Renard Bleue", **where}, for_user=user)
    assert found.company == other and 90 <= found.percent <= 99


def test_a_company_that_one_may_not_see_is_said_to_be_there_and_not_named(people):
    CompanyFactory(name="Renard Bleu S.A.", visibility="clusters")
    [found] = alike_on_file({"name": "Renard Bleu"}, for_user=people.other_manager)
    assert (found.company, found.reasons) == (None, ())


def test_the_name_of_a_merged_file_means_the_one_that_goes_on(user):
    into = CompanyFactory(name="Fuchs AG")
    CompanyFactory(name="Renard Bleu S.A.", merged_into=into, archived_at=into.created_at)
    assert [each.company for each in alike_on_file({"name": "Renard Bleu"}, for_user=user)] == [into]


def test_what_is_written_is_compared_with_a_constant_number_of_queries(user, django_assert_num_queries):
    for count in (1, 3):
        while Company.objects.count() < count:
            CompanyFactory(name=f"Renard Bleu {'AB'[Company.objects.count() % 2]}")
        with django_assert_num_queries(4):
            alike_on_file(
                {"name": "Renard Bleu", "vat_number": "LU12345613", "person_email": "a@b.example"},
                for_user=user,
            )


# --- Reference data ---


def test_reference_data_is_loaded_once_and_brought_up_to_date(db):
    reference_data()
    assert (NaceCode.objects.count(), Commune.objects.count()) == (1047, 100)
    NaceCode.objects.filter(code="62.10").update(label_en="old")
    reference_data()
    assert NaceCode.objects.count() == 1047
    assert NaceCode.objects.get(code="62.10").label_en != "old"


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "growing of rice", "01.12"),
        ("fr", "culture du riz", "01.12"),
        ("de", "anbau von reis", "01.12"),
        ("fr", "peche en mer", "03.11"),
        ("de", "MEERESFISCHEREI", "03.11"),
        ("en", "sea fishing", "03.11"),
        ("de", "culture du riz", "01.12"),  # any language on any page
        ("en", "01.12", "01.12"),
        ("en", "0112", "01.12"),
        ("en", "A01.12", "01.12"),
        ("fr", "culture du ris", "01.12"),  # a slip
    ],
)
def test_nace_is_found_by_code_or_label_in_three_languages(db, language, text, code):
    reference_data()
    with translation.override(language):
        assert code in [row.code for row in queries.nace_codes(text)][:3]


def test_nothing_typed_offers_the_sections(db):
    reference_data()
    assert [row.code for row in queries.nace_codes("")] == list("ABCDEFGHIJKLMNOPQRSTUV")


@pytest.mark.parametrize(
    ("text", "code"),
    [("62.10", "62.10"), ("62.10 Computer programming activities", "62.10"), ("6210", "62.10"), ("c", "C"), ("62", "62"),
     ("Culture du riz", "01.12"), ("99.99", None), ("computers", None), ("", None)],
)  # fmt: skip
def test_a_typed_activity_is_read(db, text, code):
    reference_data()
    found = nace_of(text)
    assert (found.code if found else None) == code


def test_communes_by_name_canton_and_slip(db):
    reference_data()
    assert queries.communes("esch-sur-alz")[0].name == "Esch-sur-Alzette"
    assert queries.communes("rumelange")[0].name == "Rumelange"
    assert queries.communes("rumlange")[0].name == "Rumelange"
    assert {row.canton for row in queries.communes("vianden")} == {"Vianden"}
    assert commune_of("kaerjeng").name == "Käerjeng"
    assert commune_of("Atlantis") is None


# --- List ---


@pytest.fixture
def some(clusters, user):
    reference_data()
    rice, sea = NaceCode.objects.get(code="01.12"), NaceCode.objects.get(code="62.10")
    esch, wiltz = Commune.objects.get(name="Esch-sur-Alzette"), Commune.objects.get(name="Wiltz")
    one = CompanyFactory(
        name="Émile", nace=rice, commune=esch, clusters=[clusters["healthtech"], clusters["digital"]]
    )
    two = CompanyFactory(
        name="Zora", nace=sea, commune=wiltz, clusters=[clusters["wood"]], founded=date(2001, 1, 1)
    )
    three = CompanyFactory(name="anton", archived_at=WHEN, clusters=[clusters["healthtech"]])
    FiguresFactory(company=one, year=2023, headcount=Decimal(50))
    FiguresFactory(company=one, year=2024, headcount=None)
    FiguresFactory(company=two, year=2024, headcount=Decimal(5))
    return one, two, three


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Émile", "Zora"]),
        ({"archived": True}, ["anton"]),
        ({"mine": True}, ["Émile"]),
        ({"cluster": "wood"}, ["Zora"]),
        ({"canton": "Esch-sur-Alzette"}, ["Émile"]),
        ({"section": "K"}, ["Zora"]),
        ({"text": "emile"}, ["Émile"]),
        ({"text": "emile", "cluster": "wood"}, []),
    ],
)
def test_filters(some, user, filters, found):
    page = company_page(Filters(**filters), for_user=user)
    assert (names(page.rows), page.count) == (found, len(found))


def test_filter_by_commune(some, user):
    assert names(company_page(Filters(commune=some[1].commune_id), for_user=user).rows) == ["Zora"]


@pytest.mark.parametrize(
    ("order", "first"),
    [("name", "Émile"), ("-name", "Zora"), ("headcount", "Zora"), ("-headcount", "Émile"), ("founded", "Émile"),
     ("activity", "Émile"), ("-commune", "Zora"), ("nonsense", "Émile")],
)  # fmt: skip
def test_orders(some, user, order, first):
    assert company_page(Filters(), for_user=user, order=order).rows[0].name == first


def test_the_latest_known_headcount_is_shown(some, user):
    rows = company_page(Filters(), for_user=user).rows
    assert [row.headcount for row in rows] == [Decimal(50), Decimal(5)]


@given(
    keys=st.lists(st.sampled_from(["a", "B", "é", "z", ""]), min_size=1, max_size=12),
    order=st.sampled_from(["name", "-name", "founded", "-founded", "headcount", "added"]),
    size=st.integers(1, 5),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_forth_and_back_show_each_company_once(people, keys, order, size):
    Company.objects.all().delete()
    for position, key in enumerate(keys):
        CompanyFactory(name=f"x{key}", founded=date(2000, 1, 1 + position % 3) if key else None)

    def page(**where):
        return company_page(Filters(), for_user=people.manager, order=order, size=size, **where)

    forth = [page()]
    while forth[-1].after is not None:
        forth.append(page(after=forth[-1].after))
    seen = [row.pk for one in forth for row in one.rows]
    assert len(seen) == len(set(seen)) == len(keys)
    back = forth[-1]
    for earlier in reversed(forth[:-1]):
        back = page(before=back.rows[0].pk)
        assert [row.pk for row in back.rows] == [row.pk for row in earlier.rows]
        assert back.after == back.rows[-1].pk
    assert back.before is None


# --- File ---


def test_the_file_asks_a_constant_number_of_queries(people, clusters, django_assert_num_queries):
    reference_data()
    small = CompanyFactory(clusters=[clusters["wood"]], nace=NaceCode.objects.get(code="62.10"))
    large = CompanyFactory(clusters=list(clusters.values()), nace=NaceCode.objects.get(code="62.10"))
    for year in range(2010, 2025):
        FiguresFactory(company=large, year=year, headcount=Decimal(1))
        PersonFactory(company=large)
        OwnershipFactory(owned=large, owner=CompanyFactory())
        OwnershipFactory(owner=large)
    for company in (small, large):
        with django_assert_num_queries(8):
            file = queries.company_file(company.pk, for_user=people.administrator)
            [link.owner.name for link in file.owners.links], [link.owned.name for link in file.holdings.links]
            (
                [str(cluster) for cluster in file.company.clusters.all()],
                file.figures.chart,
                file.company.nace.label,
            )
    assert (
        len(file.figures.rows) == len(file.people) == len(file.owners.links) == len(file.holdings.links) == 15
    )
    with pytest.raises(Company.DoesNotExist):
        queries.company_file(large.pk + 1_000_000, for_user=people.administrator)


def test_the_file_parts_those_who_left_and_sums_shares(user):
    company = CompanyFactory()
    PersonFactory(company=company, name="There")
    PersonFactory(company=company, name="Gone", left_on=date(2020, 1, 1))
    OwnershipFactory(owned=company, owner_name="A", capital_pct=Decimal(60), votes_pct=None)
    OwnershipFactory(owned=company, owner_name="B", capital_pct=Decimal("40.01"))
    file = queries.company_file(company.pk, for_user=user)
    assert ([p.name for p in file.people], [p.name for p in file.former_people]) == (["There"], ["Gone"])
    assert (file.owners.capital_pct, file.owners.votes_pct, file.owners.too_much) == (
        Decimal("100.01"),
        0,
        True,
    )
    assert file.may_edit is False


def test_the_chart_leaves_gaps_where_nothing_is_known(user):
    company = CompanyFactory()
    FiguresFactory(company=company, year=2020, headcount=Decimal(4))
    assert queries.company_file(company.pk, for_user=user).figures.chart is None
    FiguresFactory(company=company, year=2022, headcount=Decimal(0), turnover_eur=Decimal(1_500_000))
    FiguresFactory(company=company, year=2023)
    chart = queries.company_file(company.pk, for_user=user).figures.chart
    assert chart["xAxis"]["data"] == ["2020", "2021", "2022"]
    assert [series["data"] for series in chart["series"]] == [[4.0, None, 0.0], [None, None, 1.5]]


# --- Facts for the eligibility engine ---


def test_facts_are_the_document_of_the_engine(clusters):
    reference_data()
    company = CompanyFactory(
        name="Renard", legal_form="SARL", founded=date(2019, 3, 31), business_permit=True,
        nace=NaceCode.objects.get(code="62.10"), commune=Commune.objects.get(name="Wiltz"), clusters=[clusters["wood"]],
    )  # fmt: skip
    FiguresFactory(company=company, year=2023, headcount=Decimal("7.5"), turnover_eur=Decimal(1_000_000))
    FiguresFactory(company=company, year=2024, headcount=Decimal(9))
    FiguresFactory(company=company, year=2025, headcount=Decimal(99))
    CompanyFact.objects.create(
        company=company, field="undertaking_in_difficulty", value=False, stated_at=WHEN
    )
    CompanyFact.objects.create(company=company, field="asked", value=None, stated_at=WHEN)
    facts = queries.company_facts(
        queries.company_for(company.pk, for_user=None) if False else company, on=date(2025, 6, 1)
    )
    assert facts["facts"] == {"undertaking_in_difficulty": False, "business_permit": True}
    assert {name: facts[name] for name in ("name", "country", "commune", "nace", "legal_form", "founded", "clusters")} == {
        "name": "Renard", "country": "LU", "commune": "Wiltz", "nace": "62.10", "legal_form": "SARL",
        "founded": "2019-03-31", "clusters": ["wood"],
    }  # fmt: skip
    # The latest closed year as a whole: what it does not say is not known.
    assert (facts["headcount"], facts["turnover_eur"], facts["balance_sheet_eur"]) == (9, None, None)


def test_the_engine_reads_the_document(clusters):
    from grappe.engines.eligibility.facts import company_of

    company = CompanyFactory(clusters=[clusters["wood"]], business_permit=False)
    FiguresFactory(company=company, year=2024, headcount=Decimal("7.5"))
    read, remarks = company_of(queries.company_facts(company, on=date(2026, 1, 1)), {}, ["business_permit"])
    assert read.facts["headcount"] == 7.5 and read.facts["business_permit"] is False and not remarks


# --- History ---


def test_history_says_who_changed_what(people, clusters, django_assert_max_num_queries):
    reference_data()
    by, at = people.manager, datetime(2026, 5, 1, 8, tzinfo=UTC)
    company = operations.create_company(
        values={"name": "Renard", "brand": "Old"}, clusters=[clusters["digital"]], by=by, at=at
    )
    operations.change_company(
        company=company, values={"brand": "New", "nace": NaceCode.objects.get(code="62.10"), "business_permit": True},
        clusters=[clusters["digital"], clusters["wood"]], version=1, by=people.administrator, at=at,
    )  # fmt: skip
    figures = operations.save_figures(
        company=company, year=2024, values={"headcount": Decimal("12.50")}, by=by, at=at
    )
    operations.remove_figures(figures=figures, by=by, at=at)
    operations.save_person(company=company, values={"name": "Ada"}, by=by, at=at)
    link = operations.save_ownership(owned=company, values={"owner_name": "Zeus"}, by=by, at=at)
    operations.remove_ownership(link=link, by=by, at=at)
    operations.state_fact(company=company, field="undertaking_in_difficulty", value=False, by=by, at=at)
    with django_assert_max_num_queries(7):
        page = changes_of(company, for_user=people.ministry)
    told = [(change.by, part.kind, part.thing) for change in page.changes for part in change.parts]
    assert set(told) >= {
        ("Manager", "added", "Identity"),
        ("Administrator", "changed", "Identity"),
        ("Administrator", "added", "Cluster Wood"),
        ("Manager", "added", "Figures 2024"),
        ("Manager", "removed", "Figures 2024"),
        ("Manager", "added", "Person Ada"),
        ("Manager", "removed", "Owner Zeus"),
        ("Manager", "added", "Answer “undertaking in difficulty”"),
    }
    changed = next(p for c in page.changes for p in c.parts if (p.kind, p.thing) == ("changed", "Identity"))
    assert {(field.label, field.before, field.after) for field in changed.fields} == {
        ("Brand", "Old", "New"),
        ("Activity (NACE)", "", "62.10 Computer programming activities"),
        ("Business permit", "", "yes"),
    }
    assert before_version(company, 1)["brand"] == "Old"
    assert before_version(company, 99) is None


def test_history_is_read_page_by_page(people, clusters):
    company = CompanyFactory(clusters=[clusters["digital"]])
    for position in range(45):
        Company.objects.filter(pk=company.pk).update(brand=f"Brand {position}")
    first, second = (changes_of(company, for_user=people.manager, page=number) for number in (1, 2))
    assert (first.more, second.more) == (True, False)
    fields = [
        f.after
        for page in (first, second)
        for c in page.changes
        for p in c.parts
        for f in p.fields
        if f.label == "Brand"
    ]
    assert fields == [f"Brand {position}" for position in reversed(range(45))]


# --- Timeline ---


def test_the_timeline_tells_the_files_life(people, clusters):
    by, at = people.manager, datetime(2026, 5, 1, 8, tzinfo=UTC)
    company = operations.create_company(
        values={"name": "Renard"}, clusters=[clusters["digital"]], by=by, at=at
    )
    operations.save_figures(
        company=company,
        year=2024,
        values={"headcount": Decimal(12), "turnover_eur": Decimal(1_500_000)},
        by=by,
        at=at,
    )
    for field in ("one", "two"):
        operations.state_fact(company=company, field=field, value=True, by=by, at=at)
    operations.set_archived(company=company, archived=True, by=by, at=datetime(2026, 6, 1, tzinfo=UTC))
    entries = queries.timeline_entries(company_id=company.pk, for_user=people.ministry)
    assert entries == sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)
    titles = {entry.title: entry for entry in entries}
    assert set(titles) == {
        "File opened", "File archived", "Figures for 2024 put on file", "2 questions about aids answered",
    }  # fmt: skip
    assert titles["Figures for 2024 put on file"].text == "headcount 12, turnover 1,500,000 €"
    assert titles["Figures for 2024 put on file"].by == titles["File opened"].by == "Manager"
    earlier = queries.timeline_entries(company_id=company.pk, for_user=people.ministry, before=at)
    assert all(entry.at < at for entry in earlier)


def test_search_people(user):
    PersonFactory(name="Amélie Février", company=CompanyFactory())
    PersonFactory(name="Gone Février", left_on=date(2020, 1, 1))
    assert names(queries.search_people("fevrier", for_user=user)) == ["Amélie Février", "Gone Février"]
    assert names(queries.search_people("amelie fev", for_user=user)) == ["Amélie Février"]
