"""Do the pages of a company's file show, take and refuse what they should?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from factories.companies import (
    WHEN,
    CompanyFactory,
    FiguresFactory,
    OwnershipFactory,
    PersonFactory,
    reference_data,
)
from grappe.apps.companies import operations
from grappe.apps.companies.forms.lists import order_names
from grappe.apps.companies.models import Company, NaceCode
from grappe.apps.companies.queries.lists import ORDERS

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def company(clusters):
    return CompanyFactory(name="Renard Bleu S.A.", clusters=[clusters["healthtech"]])


def identity(known, /, **changes):
    return {
        "name": "Igel GmbH", "country": "LU", "language": "fr", "version": "0", "clusters": [str(known["digital"].pk)],
    } | changes  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


# --- List ---


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(manager, clusters, django_assert_num_queries, rows):
    reference_data()
    for position in range(rows):
        company = CompanyFactory(
            clusters=list(clusters.values()), nace=NaceCode.objects.get(code="62.10"), brand="B"
        )
        FiguresFactory(company=company, headcount=Decimal(position))
    # Session, user; filters: clusters, sections, communes; whether the text is found; count; rows; their clusters.
    with django_assert_num_queries(9):
        answer = manager.get(reverse("companies:list"), {"q": "company", "sort": "-headcount"})
    assert text(answer).count('class="company-name"') == rows


def test_the_list_as_a_fragment(manager, company):
    answer = manager.get(reverse("companies:list"), headers=HTMX)
    assert (
        "<html" not in text(answer)
        and company.name in text(answer)
        and 'hx-swap-oob="innerHTML"' in text(answer)
    )
    assert "HX-Request" in answer["Vary"]


def test_the_list_labels_invented_companies_and_escapes_names(manager, clusters):
    CompanyFactory(name="<script>alert(1)</script>", invented=True)
    page = text(manager.get(reverse("companies:list")))
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "invented" in page


@pytest.mark.parametrize(
    "query", ["after=x", "after=99999999999999999999", "before=0", "sort=drop", "place=canton:%27", "place=9x", "page=-1",
              "cluster=none", "q=%00", "after=&before="],
)  # fmt: skip
def test_an_address_written_by_hand_breaks_nothing(manager, company, query):
    assert manager.get(f"{reverse('companies:list')}?{query}").status_code == 200


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_the_list_offers_what_one_may_do(client, people, company, role):
    client.force_login(people.by_role()[role])
    page = text(client.get(reverse("companies:list")))
    assert company.name in page
    assert (reverse("companies:create") in page) == (role in {"administrator", "manager", "other_manager"})
    assert (reverse("companies:import") in page) == (role == "administrator")


# --- Suggestions ---


def test_suggestions(manager, company):
    reference_data()
    page = text(manager.get(reverse("companies:nace"), {"q": "culture du riz"}))
    assert 'data-text="01.12' in page and 'role="option"' in page
    assert "Käerjeng" in text(manager.get(reverse("companies:communes"), {"q": "kaerj"}))
    assert f'data-id="{company.pk}"' in text(manager.get(reverse("companies:lookup"), {"q": "renard"}))
    assert 'aria-disabled="true"' in text(manager.get(reverse("companies:lookup"), {"q": "<b>zzz"}))


# --- Create and edit ---


def test_create_leads_to_the_file(manager, clusters, people):
    reference_data()
    answer = manager.post(
        reverse("companies:create"),
        identity(clusters, nace="62.10 Computer programming activities", commune="esch-sur-alzette", founded="2019-03-31",
                 business_permit="false", rcs_number="b 12", website="igel.example"),
    )  # fmt: skip
    company = Company.objects.get()
    assert answer["Location"] == company.get_absolute_url()
    assert (company.nace.code, company.commune.name, company.founded) == (
        "62.10",
        "Esch-sur-Alzette",
        date(2019, 3, 31),
    )
    assert (company.business_permit, company.rcs_number, company.website) == (
        False,
        "B12",
        "https://igel.example",
    )
    assert (company.created_by, company.invented) == (people.manager, False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"rcs_number": "Z9"}, "no RCS number"),
        ({"vat_number": "LU12345678"}, "check digits"),
        ({"vat_number": "12345678", "country": "LU"}, "check digits"),
        ({"nace": "99.99"}, "no NACE code"),
        ({"commune": "Atlantis"}, "no commune"),
        ({"founded": "2999-01-01"}, "future"),
        ({"website": "javascript:alert(1)"}, "valid URL"),
        ({"clusters": []}, "at least one cluster"),
        ({"country": "XX"}, "not one of the available choices"),
    ],
)
def test_create_says_what_is_wrong_and_writes_nothing(manager, clusters, changes, said):
    answer = manager.post(reverse("companies:create"), identity(clusters, **changes))
    assert answer.status_code == 422 and said in text(answer).replace("&#x27;", "'")
    assert not Company.objects.exists()


def test_a_number_on_file_leads_to_the_other_company(manager, clusters, company):
    Company.objects.update(rcs_number="B7")
    answer = manager.post(reverse("companies:create"), identity(clusters, rcs_number="B7"))
    assert answer.status_code == 422
    assert "Renard Bleu S.A." in text(answer) and f'href="{company.get_absolute_url()}"' in text(answer)
    assert Company.objects.count() == 1


def test_a_very_similar_name_is_a_warning_that_can_be_overridden(manager, clusters, company):
    sent = identity(clusters, name="Renard bleu Sàrl")
    answer = manager.post(reverse("companies:create"), sent)
    assert answer.status_code == 422 and "very similar name" in text(answer) and company.name in text(answer)
    assert manager.post(reverse("companies:create"), sent | {"distinct": "on"}).status_code == 302
    assert Company.objects.count() == 2


def test_who_types_is_told_what_may_be_on_file(manager, company):
    address = reverse("companies:alike")
    answer = manager.get(address, {"name": "Renard bleu Sàrl", "vat_number": "no number", "country": "LU"})
    assert company.name in text(answer) and "Perhaps on file already" in text(answer)
    assert text(manager.get(address, {"name": "Moulin"})).strip() == ""
    assert text(manager.get(address, {"name": "x" * 400})).strip() == ""


def test_an_unchanged_name_is_not_asked_about_again(manager, clusters, company):
    CompanyFactory(name="Renard Bleu S.à r.l.")
    answer = manager.post(
        reverse("companies:edit", args=[company.pk]),
        identity(clusters, name=company.name, version="1", brand="New"),
    )
    assert answer.status_code == 302
    company.refresh_from_db()
    assert (company.brand, company.version) == ("New", 2)


def test_the_form_shows_what_is_on_file(manager, company):
    reference_data()
    Company.objects.update(nace=NaceCode.objects.get(code="62.10"), business_permit=True)
    page = text(manager.get(reverse("companies:edit", args=[company.pk])))
    assert 'value="62.10 Computer programming activities"' in page
    assert '<option value="true" selected>' in page and 'name="version" value="1"' in page


def test_who_saves_second_sees_the_first_and_keeps_either(manager, clusters, people, company):
    url = reverse("companies:edit", args=[company.pk])
    operations.change_company(
        company=company, values={"brand": "Theirs", "street": "rue A"}, clusters=list(company.clusters.all()),
        version=1, by=people.administrator, at=WHEN,
    )  # fmt: skip
    mine = identity(
        clusters, name=company.name, version="1", brand="Mine", clusters=[str(clusters["healthtech"].pk)]
    )
    answer = manager.post(url, mine)
    page = text(answer)
    assert answer.status_code == 409 and "Administrator changed this file" in page
    assert 'name="version" value="2"' in page
    # What only they touched is proposed as theirs; what both touched is proposed as mine.
    assert '<input class="form-check-input" type="radio" name="keep_street" value="theirs" checked>' in page
    assert '<input class="form-check-input" type="radio" name="keep_brand" value="mine" checked>' in page
    assert "keep_city" not in page and "keep_version" not in page
    company.refresh_from_db()
    assert (company.brand, company.version) == ("Theirs", 2)
    answer = manager.post(url, mine | {"version": "2", "keep_brand": "mine", "keep_street": "theirs"})
    assert answer.status_code == 302
    company.refresh_from_db()
    assert (company.brand, company.street, company.version) == ("Mine", "rue A", 3)


def test_archive_and_back(manager, company):
    answer = manager.post(reverse("companies:archive", args=[company.pk]), follow=True)
    assert "archived" in text(answer)
    assert company.name not in text(manager.get(reverse("companies:list")))
    assert company.name in text(manager.get(reverse("companies:list"), {"archived": "on"}))
    manager.post(reverse("companies:restore", args=[company.pk]))
    assert company.name in text(manager.get(reverse("companies:list")))


# --- Sections ---


def test_figures_in_place(manager, company):
    url = reverse("companies:figures_add", args=[company.pk])
    assert 'hx-target="#company-figures"' in text(manager.get(url, headers=HTMX))
    sent = {
        "year": "2024",
        "headcount": "12,5",
        "turnover_eur": "1 200 000",
        "balance_sheet_eur": "",
        "source": "told",
    }
    answer = manager.post(url, sent, headers=HTMX)
    assert answer.status_code == 200 and "1,200,000 €" in text(answer) and "Saved." in answer["HX-Trigger"]
    figures = company.figures.get()
    assert (figures.headcount, figures.balance_sheet_eur) == (Decimal("12.5"), None)
    edit = reverse("companies:figures_edit", args=[figures.pk])
    assert 'value="1,200,000"' in text(manager.get(edit, headers=HTMX))
    answer = manager.post(edit, sent | {"headcount": "-3"}, headers=HTMX)
    assert answer.status_code == 422 and "less than zero" in text(answer)
    answer = manager.post(url, sent, headers=HTMX)
    assert answer.status_code == 422 and "2024 are on file already" in text(answer)
    answer = manager.post(reverse("companies:figures_remove", args=[figures.pk]), headers=HTMX)
    assert "off the file" in answer["HX-Trigger"] and not company.figures.exists()


def test_the_same_without_javascript(manager, company):
    url = reverse("companies:person_add", args=[company.pk])
    assert "<html" in text(manager.get(url))
    answer = manager.post(
        url, {"name": "Ada", "language": "de", "is_head": "on", "email": "ada@renard.example"}
    )
    assert answer["Location"] == f"{company.get_absolute_url()}#company-people"
    person = company.people.get()
    answer = manager.post(
        reverse("companies:person_edit", args=[person.pk]),
        {"name": "Ada", "language": "de", "left_on": "2020-01-01"},
    )
    person.refresh_from_db()
    assert (person.left_on, person.is_head) == (date(2020, 1, 1), False)
    answer = manager.post(reverse("companies:person_edit", args=[person.pk]), {"name": "", "language": "de"})
    assert answer.status_code == 422


def test_owners_on_file_by_name_and_both_ways(manager, company):
    mother = CompanyFactory(name="Mother S.A.")
    url = reverse("companies:owner_add", args=[company.pk])
    sent = {
        "owner_name": "Mother S.A.",
        "owner_id": str(mother.pk),
        "owner_kind": "enterprise",
        "capital_pct": "60",
    }
    assert manager.post(url, sent, headers=HTMX).status_code == 200
    # A name typed over the choice means that name.
    answer = manager.post(url, sent | {"owner_name": "Father", "capital_pct": "50,5"}, headers=HTMX)
    assert "capital add up to 110.5 %" in text(answer) and "votes add up" not in text(answer)
    assert {(link.owner, link.owner_name) for link in company.owners.all()} == {
        (mother, ""),
        (None, "Father"),
    }
    other_way = text(manager.get(reverse("companies:section", args=[mother.pk, "ownership"]), headers=HTMX))
    assert "What this company owns" in other_way and company.name in other_way
    answer = manager.post(url, sent | {"owner_name": "X", "capital_pct": "101"}, headers=HTMX)
    assert answer.status_code == 422
    link = company.owners.get(owner=mother)
    assert 'value="Mother S.A."' in text(
        manager.get(reverse("companies:owner_edit", args=[link.pk]), headers=HTMX)
    )
    manager.post(reverse("companies:owner_remove", args=[link.pk]))
    assert company.owners.count() == 1


@pytest.mark.parametrize("name", ["identity", "figures", "people", "ownership"])
def test_sections_show_without_offering_what_one_may_not(client, people, company, name):
    FiguresFactory(company=company, headcount=Decimal(1))
    PersonFactory(company=company)
    OwnershipFactory(owned=company, owner_name="X")
    url = reverse("companies:section", args=[company.pk, name])
    for role, may in {"manager": True, "other_manager": False, "analyst": False, "ministry": False}.items():
        client.force_login(people.by_role()[role])
        page = text(client.get(url, headers=HTMX))
        assert ("pencil" in page) is may, role
        assert "<form" not in page or may
    assert client.get(url)["Location"] == f"{company.get_absolute_url()}#company-{name}"


def test_what_is_not_there_is_not_found(manager, company):
    assert manager.get(reverse("companies:section", args=[company.pk, "secrets"])).status_code == 404
    for name in ("edit", "changes", "figures_add"):
        assert manager.get(reverse(f"companies:{name}", args=[company.pk + 99_999])).status_code == 404
    for name in ("figures_edit", "person_edit", "owner_edit"):
        assert manager.get(reverse(f"companies:{name}", args=[99_999_999])).status_code == 404


def test_the_changes_page_reads(manager, company, people, django_assert_max_num_queries):
    operations.save_figures(
        company=company, year=2024, values={"headcount": Decimal(3)}, by=people.manager, at=WHEN
    )
    operations.change_company(
        company=company, values={"brand": "<b>New</b>"}, clusters=list(company.clusters.all()), version=1,
        by=people.manager, at=WHEN,
    )  # fmt: skip
    with django_assert_max_num_queries(10):
        page = text(manager.get(reverse("companies:changes", args=[company.pk])))
    assert "Figures 2024" in page and "&lt;b&gt;New&lt;/b&gt;" in page and "Manager" in page


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Entreprises"), ("de", "Unternehmen"), ("en", "Companies")]
)
def test_pages_speak_three_languages(client, people, company, language, word):
    people.manager.language = language
    people.manager.save()
    client.force_login(people.manager)
    assert word in text(client.get(reverse("companies:list")))


def test_every_order_offered_is_known():
    assert {name.removeprefix("-") for name, _word in order_names()} == set(ORDERS)
