"""Does one box find companies, people, needs, solutions and aids, quickly and whatever is typed?"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from factories import flagships, groups, matches
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.ideas import challenge
from factories.reference import theme
from grappe.apps.companies.models import Commune
from grappe.apps.needs.models import Need

pytestmark = pytest.mark.django_db
URL = "/search/"


@pytest.fixture
def find(client, people):
    def _find(text: str, **headers: str) -> str:
        client.force_login(people.analyst)
        answer = client.get(URL, {"q": text}, headers=headers)
        assert answer.status_code == 200
        return answer.content.decode().replace("<mark>", "").replace("</mark>", "")

    return _find


@pytest.fixture
def world(company, people):
    from apps.desk.conftest import NOW

    matches.catalogue(vectors=False)
    found = company(name="Zéphyrine Biotech S.A.", vat_number="LU98765432")
    PersonFactory(company=found, name="Quirin Wällenborn", function="Head of production")
    Need.objects.create(
        company=found, title="Sterile Abfüllung", language="de", theme=theme(), created_at=NOW
    )
    return found


@pytest.mark.parametrize(
    ("text", "words", "group"),
    [
        ("zephyrine", "Zéphyrine Biotech S.A.", "Companies"),
        ("biotech zeph", "Zéphyrine Biotech S.A.", "Companies"),
        ("LU 987 654", "Zéphyrine Biotech S.A.", "Companies"),
        ("76543", "Zéphyrine Biotech S.A.", "Companies"),
        ("wallenborn", "Quirin Wällenborn", "People"),
        ("abfullung", "Sterile Abfüllung", "Needs"),
        ("cybersecurity", "ybersecurity", "Solutions"),
        ("fit 4 digital", "Fit 4 Digital", "Aids"),
    ],
)
def test_it_finds(find, world, text, words, group):
    html = find(text)
    assert words in html
    assert f"{group}</h2>" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_number_of_queries(client, people, world, company, django_assert_num_queries, rows):
    from apps.desk.conftest import NOW

    for number in range(rows):
        extra = company(name=f"Digitalis {number}")  # found by the beginning of its name
        PersonFactory(company=extra, name=f"Digital Person {number}")
        Need.objects.create(
            company=extra, title=f"Digital need {number}", language="en", theme=theme(), created_at=NOW
        )
    client.force_login(people.analyst)
    with django_assert_num_queries(18):  # “digital” is a cluster too: what that would narrow to is looked for
        html = client.get(URL, {"q": "digital"}).content.decode()
    html = html.replace("<mark>", "").replace("</mark>", "")
    assert all(f"Digitalis {number}" in html and f"Digital Person {number}" in html for number in range(rows))


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("entreprises du bois à Kopstal", 'type:company cluster:wood commune:"Kopstal"', "Companies · Wood · Kopstal (1)"),
        ("Unternehmen Holz Zéphyrine", "type:company cluster:wood Zéphyrine", "Companies · Wood · “Zéphyrine” (1)"),
        ("Förderungen Fit", "type:programme Fit", "Aids · “Fit” ("),
        ("aides", "type:programme", "Aids ("),
        ("companies wood kop stal", None, ""),
        ("entreprises wood esch sur alzette", 'type:company cluster:wood commune:"Esch-sur-Alzette"', "Companies · Wood · Esch-"),
        ("Documents offre", "type:Documents offre", "Documents · “offre” (1)"),
        ("biotech esch", "commune:esch biotech", "Esch · “biotech” (1)"),
        ("wood companies companies", "cluster:wood type:company companies", None),
        ("zephyrine", None, ""),
        ('"entreprises du bois"', None, ""),
        ("entreprises -bois", None, ""),
        ("bois after:2026", None, ""),
    ],
)  # fmt: skip
def test_plain_words_are_offered_as_filters_where_something_is_found(
    find, clusters, world, company, text, line, told, people
):
    towns = [Commune.objects.get_or_create(name=name, defaults={"canton": "Capellen"})[0]
             for name in ("Kopstal", "Esch-sur-Alzette", "Esch-sur-Sûre")]  # fmt: skip
    for town, name in zip(towns, ("Zéphyrine Bois S.A.", "Biotech Esch S.A.", "Moulin S.A."), strict=True):
        company(name=name, commune=town, clusters=[clusters["wood"]])
    groups.paper(groups.group(people.manager), "Offre de prix", inside=False)
    html = find(text)
    found = re.search(r'class="search-offer">(.*?)</p>', html, re.S)
    if line is None or told is None:
        assert found is None
        return
    assert found is not None
    (href,) = re.findall(r'href="([^"]+)"', found[1])
    assert parse_qs(urlsplit(unescape(href)).query)["q"] == [line]
    assert told in " ".join(re.sub("<[^>]+>", "", found[1]).split())
    # What is offered is understood, finds something, and nothing more is offered then.
    page = find(line)
    assert "search-offer" not in page and "alert-warning" not in page and "Nothing was found" not in page


def test_companies_of_one_name_are_told_apart(find, company):
    for town, number in (("Wiltz", "B100001"), ("Remich", "B100002")):
        company(name="Holzwerk S.A.", commune=None, city=town, rcs_number=number)
    html = find("holzwerk")
    assert "Wiltz · B100001" in html and "Remich · B100002" in html


def test_flagship_projects_and_ideation_campaigns_lead_to_their_pages(find, people):
    made = flagships.whole(people.manager)
    asked = challenge(people.manager, questions={"fr": "Que faire des chutes de composites ?"})
    html = find("composites")
    assert "Flagship projects</h2>" in html and f'href="/ideas/flagships/{made.pk}/"' in html
    assert "Ideation campaigns</h2>" in html and f'href="/ideas/campaigns/{asked.pk}/"' in html


@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_what_is_not_theirs_is_not_found(client, people, role):
    """A confidential flagship project, and the draft of a campaign: for who runs them and administrators."""
    made = flagships.whole(people.manager)
    type(made.idea).objects.update(confidential=True)
    challenge(
        people.manager,
        published_at=None,
        published_by=None,
        state="draft",
        questions={"en": "Composites, but how?"},
    )
    client.force_login(getattr(people, role))
    html = client.get(URL, {"q": "composites"}).content.decode()
    found = {
        name
        for name in ("/ideas/flagships/", "/ideas/campaigns/")
        if f'href="{name}' in html.split("<main")[1]
    }
    assert found == (
        {"/ideas/flagships/", "/ideas/campaigns/"} if role in ("administrator", "manager") else set()
    )


def test_typing_gets_the_hits_only(find, world):
    assert "<html" not in find("zephyrine", **{"HX-Request": "true"})
    assert "<html" in find("zephyrine")


@pytest.mark.parametrize("text", ["", " ", "z", " z "])
def test_too_little_says_so(find, world, text):
    assert "Type at least two letters" in find(text)


HOSTILE = (
    "zz%%", "'; drop table companies_company; --", "\x00\x00zz", "x" * 5000, "(((", "\\",
    "<script>alert(1)</script>", "a & b | !c",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_only_text(find, world, text):
    html = find(text)
    assert "<script>alert" not in html
    assert "Zéphyrine" not in html


def test_what_is_in_confidence_is_found_without_a_word_of_it(client, people, clusters):
    """Reading it is written down on its own page: here nobody reads it piece by piece."""
    company = CompanyFactory(name="Alpha", clusters=[clusters["wood"]])
    said = "Quibbleworth will sell the plant."
    ContactFactory(
        company=company, subject="A visit", notes=said, audience="confidence", created_by=people.analyst
    )
    client.force_login(people.analyst)
    html = client.get(URL, {"q": "quibbleworth"}).content.decode()
    assert "A visit" in html and "In confidence" in html
    assert "sell the plant" not in html


def test_where_nothing_is_found_the_page_says_what_may_help(find, client):
    page = find("zzqqxxyyff")
    assert "What may help:" in page and "Narrow no more" not in page
    narrowed = client.get(URL, {"q": "zzqqxxyyff", "type": "company"}).content.decode()
    assert 'href="/search/?q=zzqqxxyyff">Narrow no more' in narrowed.split("What may help:")[1]
    alone = client.get(URL, {"type": "challenge"}).content.decode()
    assert "Nothing is like that." in alone and "What may help:" in alone


def test_filters_are_offered_when_they_are_asked_for(find, client):
    assert 'name="commune"' not in find("zephyrine"), "the answer does not wait for a hundred communes"
    part = client.get(f"{URL}filters/", {"q": "zephyrine"}, headers={"HX-Request": "true"}).content.decode()
    page = client.get(f"{URL}filters/", {"q": "zephyrine"}).content.decode()
    for html in (part, page):
        assert 'name="commune"' in html and 'name="q" value="zephyrine"' in html
    assert "<html" not in part and "<html" in page
    narrowed = client.get(URL, {"q": "zephyrine", "type": "company"}).content.decode()
    assert 'name="commune"' in narrowed and '<option value="company" selected' in narrowed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("type:company after:2026", True), ("art:unternehmen nach:2026", True), ("type:aid before:2020 solar", True),
        ("type:note after:2026", False), ("type:company", False), ("after:2026", False),
    ],
)  # fmt: skip
def test_what_has_no_date_is_not_looked_for_by_one(find, text, told):
    assert ("have no date here" in find(text)) is told


def test_it_is_said_in_each_language_that_there_is_no_date(client, people):
    for language, words in (("fr", "n’ont pas de date ici"), ("de", "haben hier kein Datum")):
        people.analyst.language = language
        people.analyst.save()
        client.force_login(people.analyst)
        assert words in client.get(URL, {"type": "person", "after": "2026-01-01"}).content.decode()
