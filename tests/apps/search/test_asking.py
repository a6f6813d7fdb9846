"""Is what is typed understood, whatever it is, and is enough of the index read for it and no more?"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.companies.models import Company, NaceCode
from grappe.apps.companies.queries.readers import reader_words
from grappe.apps.search.models import Entry
from grappe.apps.search.queries import Scope, asked, candidates, days, find, looks
from grappe.engines.kernel.folding import fold
from grappe.ui import clock

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("12/2025", date(2025, 12, 1), date(2025, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        ("1.3.2025", date(2025, 3, 1), date(2025, 3, 1)),
    ],
)
def test_days(text, first, last):
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["3000000000", "2025-13", "0", "31.2.2025", "-", "2025-3-2-1", "99999999999999999999-1"]
)
def test_what_is_no_day_is_none(text):
    assert days(text) is None


def test_a_line_that_is_all_hyphens_asks_for_no_more_than_any_other():
    line = asked("-".join("abcdefghijklmnopqrstuvwxyz" * 3))
    assert len(line.tokens) == 12
    assert candidates._name(line.tokens, True).sql.count("::tsquery") < 200


def test_an_operator_may_be_left_out():
    line = asked("bois -type:company cluster:wood")
    assert (line.operators, line.not_operators) == ((("cluster", "wood"),), (("type", "company"),))
    assert line.without == ()


@pytest.mark.django_db
def test_names_are_folded_as_the_database_folds_them():
    """Each letter of the Latin blocks: what is typed and what is kept have to meet."""
    letters = [
        chr(code) for code in range(0xC0, 0x180) if chr(code).isalpha() and chr(code) not in "ĸŉ"
    ]  # of no language here
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ordinality, search_plain(letter) FROM unnest(%s::text[]) WITH ORDINALITY AS t(letter)",
            [letters],
        )
        kept = [plain for _place, plain in sorted(cursor.fetchall())]
    other = {
        letter: (plain, fold(letter))
        for letter, plain in zip(letters, kept, strict=True)
        if plain != fold(letter)
    }
    assert not other


@pytest.mark.django_db
def test_slips_are_those_of_the_index():
    words = ["arcelor", "mittal", "holz", "ab", "x" * 31, "b2b", "poste"]
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute("SELECT search_slips(%s)", [word])
            assert set(cursor.fetchone()[0]) == set(candidates.slips(word)), word


def found(text: str, people, who: str = "analyst", **how) -> list[tuple[str, int]]:
    scope = Scope(reader_words(getattr(people, who)), **how)
    return [
        (one.kind, one.record) for one in find(asked(text), scope, today=TODAY, limit=50, meant=False).shown
    ]


@pytest.mark.django_db
def test_of_a_word_that_stands_everywhere_a_part_is_read_and_who_is_called_so_is_found(
    people, clusters, monkeypatch
):
    """As if ten were too many: a slice is read, and the one that is called exactly so is found all the same."""
    rows = [
        CompanyFactory(name=f"Bois Scierie {number}", clusters=[clusters["wood"]]) for number in range(30)
    ]
    whole = CompanyFactory(name="Bois S.A.", clusters=[clusters["wood"]])
    while whole.pk % 4 == 0:  # in no slice
        whole = CompanyFactory(name="Bois S.A.", clusters=[clusters["wood"]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_entry")
    monkeypatch.setattr(looks, "ENOUGH", 10)
    monkeypatch.setattr(looks, "ENOUGH_WORDS", 10)
    monkeypatch.setattr(looks, "FULL", 3)
    records = [record for kind, record in found("bois", people) if kind == "company"]
    assert records[0] == whole.pk
    assert 3 <= len(records) < 20, "a part of them"
    assert all(
        pk
        in {row.pk for row in rows}
        | set(Company.objects.filter(name="Bois S.A.").values_list("pk", flat=True))
        for pk in records
    )
    monkeypatch.setattr(looks, "FULL", 1_000)
    assert len([kind for kind, _record in found("bois", people) if kind == "company"]) > 30, (
        "too little found: all is read"
    )


@pytest.mark.django_db
def test_filters_alone_give_the_latest_first_and_may_leave_a_kind_out(people, clusters):
    company = CompanyFactory(name="Alpha", clusters=[clusters["wood"]])
    made = [
        ContactFactory(company=company, starts_at=clock.now().replace(year=2020 + number, month=3))
        for number in range(4)
    ]
    shown = found("", people, facets=(("k:contact",),))
    assert shown == [("contact", each.pk) for each in reversed(made)]
    assert found("alpha", people, without=(("k:contact",),)) == [("company", company.pk)]


@pytest.mark.django_db
def test_who_has_left_comes_last(people, clusters):
    company = CompanyFactory(name="Alpha", clusters=[clusters["wood"]])
    left = PersonFactory(company=company, name="Maria Kiefer", left_on=date(2025, 1, 1))
    here = PersonFactory(company=company, name="Maria Kiefer")
    assert found("maria kiefer", people) == [("person", here.pk), ("person", left.pk)]


@pytest.mark.django_db
def test_a_path_in_a_web_address_is_no_name(clusters):
    company = CompanyFactory(
        name="Alpha", website="https://alpha.example/contact", clusters=[clusters["wood"]]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words @@ '/contact', words @@ 'contact' FROM search_entry WHERE record_id = %s",
            [company.pk],
        )
        assert cursor.fetchone() == (False, True)


@pytest.mark.django_db
def test_a_catalogue_that_is_loaded_anew_has_nothing_looked_at(clusters):
    """Each code is written as it was: the entries of the companies that have it are not touched."""
    nace = NaceCode.objects.create(code="16.11", level=4, section="C", label_en="Sawmilling")
    company = CompanyFactory(name="Alpha", nace=nace, clusters=[clusters["wood"]])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_entry SET beside = 'not touched' WHERE record_id = %s", [company.pk])
        cursor.execute("UPDATE companies_nacecode SET code = code")
        assert Entry.objects.get(kind="company", record_id=company.pk).beside == "not touched"
        cursor.execute("UPDATE companies_nacecode SET code = code || '9' WHERE id = %s", [nace.pk])
        assert Entry.objects.get(kind="company", record_id=company.pk).beside != "not touched"
