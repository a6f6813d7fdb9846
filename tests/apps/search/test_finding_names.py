"""Is the company that was meant found first: by its legal form, with a slip in it, with a word that nothing has?"""

from __future__ import annotations

from datetime import date

import pytest

from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.companies.models import Company
from grappe.apps.companies.queries.readers import reader_words
from grappe.apps.search.queries import Scope, asked, find, looks

TODAY = date(2026, 11, 27)
FORMS = ("S.A.", "S.à r.l.", "GmbH", "A.s.b.l.", "SARL-S", "SE")


@pytest.fixture
def look(people):
    scope = Scope(reader_words(people.analyst))

    def _look(text: str, **how: object):
        return find(asked(text), scope, today=TODAY, limit=25, **how)

    return _look


@pytest.fixture
def alikes(transactional_db, clusters):
    for form in FORMS:
        CompanyFactory(name=f"Brialan Acier {form}", clusters=[clusters["healthtech"]])
    CompanyFactory(name="Dumont Toiture S.A.", clusters=[clusters["healthtech"]])


def names(found) -> list[str]:
    return [title for shown in found.shown for title in shown.titles.values()]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("s.a.", "sa"), ("S.à r.l.", "sarl"), ("S.à", "sarl"), ("Sàrl", "sarl"), ("SARL-S", "sarls"),
        ("GmbH & Co. KG", "gmbhcokg"), ("", ""), ("Luxembourg", ""),
    ],
)  # fmt: skip
def test_which_form_was_typed(text, form):
    line = asked(f"Brialan {text}")
    assert line.form == form
    assert line.tokens[0] == "brialan"


@pytest.mark.parametrize("text", ["S.A.", "la pompe et sa cuve", "SA Brialan"])
def test_a_form_stands_behind_a_name(text):
    assert asked(text).form == ""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["Brialan Acier", "Brialn Acier", "Brialan Aceir"])
def test_of_one_name_that_of_the_form_is_first(look, alikes, name, form):
    found = names(look(f"{name} {form}", meant=False))
    assert found[0] == f"Brialan Acier {form}"
    assert len(found) == len(FORMS)


def test_of_the_same_class_before_others(look, alikes):
    found = names(look("Brialan Acier Ltd", meant=False))
    assert set(found[:2]) == {"Brialan Acier S.à r.l.", "Brialan Acier GmbH"}


@pytest.mark.parametrize(
    "text",
    [
        "Brialan Acier A.s.bb.l.",
        "Brialan Acier SrRL-S",
        "Brialan Acier Wolkenkuckuck",
        "Brialn Aceir Wolkenkuckuck",
    ],
)
def test_a_word_that_nothing_has_hides_nothing(look, alikes, text):
    found = look(text, meant=False)
    assert found.most and not found.corrected
    assert len(found.shown) == len(FORMS) and all(name.startswith("Brialan Acier") for name in names(found))


def test_a_slip_in_the_form_still_leads_to_it(look, alikes):
    assert names(look("Brialan Acier A.s.bb.l.", meant=False))[0] == "Brialan Acier A.s.b.l."


@pytest.mark.parametrize(
    "text",
    ["Brialan", "Brialan Acier", "Brialan Toiture OR Acier", '"Brialan Wolkenkuckuck"', "Wolkenkuckuck"],
)
def test_most_of_the_words_only_where_nothing_has_all(look, alikes, text):
    assert not look(text, meant=False).most


def test_the_page_says_it(client, people, alikes):
    client.force_login(people.analyst)
    for address in ("/search/", "/search/suggestions/"):
        assert (
            "Nothing has all of these words"
            in client.get(address, {"q": "Dumont Wolkenkuckuck"}).content.decode()
        )
        assert "Nothing has all of these words" not in client.get(address, {"q": "Dumont"}).content.decode()


def test_filters_alone_give_the_companies_first(people, alikes, monkeypatch):
    """Whatever has a day is later than a company, which has none."""
    monkeypatch.setattr(looks, "MOST", 2)
    for company in Company.objects.all()[:3]:
        ContactFactory(company=company)
    scope = Scope(reader_words(people.analyst), facets=((f"c:{company.clusters.get().pk}",),))
    found = find(asked("cluster:healthtech"), scope, today=TODAY, limit=25)
    kinds = [shown.kind for shown in found.shown]
    assert kinds == ["company", "company", "contact", "contact"]
