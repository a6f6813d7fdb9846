"""Do several catalogues stand side by side, each with its own words, without one drowning the other?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from factories import shipped
from factories.companies import CompanyFactory
from grappe.apps.aids import permissions, queries
from grappe.apps.aids.models import Catalogue, Programme
from grappe.apps.aids.operations import About, drafts, load_programmes, store_catalogue, withdraw_catalogue
from grappe.apps.companies.queries.facts import company_facts
from grappe.ui.commands import BadFile
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 12, tzinfo=UTC)
ON = AT.date()
ABOUT = About(
    slug="sampleland", name={"en": "Sampleland", "fr": "Exemplie"}, country="xx",
    publisher="Office of samples", attribution={"en": "Invented for the tests"},
)  # fmt: skip
FIELDS = {
    "sample_permit": {
        "type": "boolean", "label": {"en": "Permit", "fr": "Permis"}, "question": {"en": "A permit?", "fr": "Un permis ?"},
    },
    "business_permit": {"type": "boolean", "label": {"en": "Another word for the same"}},
}  # fmt: skip


def programme(slug: str, **changed):
    document = {
        "id": slug, "name": {"en": slug.title()}, "status": "open",
        "versions": [{
            "id": "1", "window": {"kind": "continuous"},
            "eligibility": {"all": [
                {"field": "sample_permit", "op": "eq", "value": True},
                {"field": "headcount", "op": "lt", "value": 250},
            ]},
        }],
    }  # fmt: skip
    return document | changed


def beside(slugs=("xx-one", "xx-two"), at=AT, **changed):
    documents = {slug: programme(slug) for slug in slugs}
    return store_catalogue(about=ABOUT, fields=FIELDS, communes={}, documents=documents, at=at, **changed)


@pytest.fixture
def both(clusters):
    shipped.programmes(at=AT)
    return beside()


def test_a_second_catalogue_stands_beside_the_home_one(both, people):
    assert (both.created, both.withdrawn) == (2, 0)
    assert [(one.slug, one.home) for one in queries.catalogues(for_user=people.ministry)] == [
        ("luxembourg", True), ("sampleland", False),
    ]  # fmt: skip
    home = {found.slug for found in queries.programmes(for_user=people.ministry)}
    assert len(home) == 45 and "xx-one" not in home
    found = queries.programmes(for_user=people.ministry, catalogue="sampleland")
    assert [one.slug for one in found] == ["xx-one", "xx-two"]
    assert queries.programmes(for_user=people.ministry, catalogue=queries.EVERY).count() == 47


def test_each_load_withdraws_in_its_own_catalogue_only(both, clusters):
    again = beside(slugs=("xx-one",), at=LATER)
    assert (again.unchanged, again.withdrawn) == (1, 1)
    assert Programme.objects.filter(withdrawn=True).get().slug == "xx-two"
    assert load_programmes(folder=settings.CATALOGUE, at=LATER).withdrawn == 0
    assert not Programme.objects.get(slug="xx-one").withdrawn


def test_loading_the_same_again_writes_nothing(both):
    before = list(Catalogue.objects.values())
    assert beside(at=LATER).unchanged == 2
    assert load_programmes(folder=settings.CATALOGUE, at=LATER).unchanged == 45
    assert list(Catalogue.objects.values()) == before


def test_each_catalogue_judges_by_its_own_rules_and_words(both):
    company = CompanyFactory(country="LU")
    facts = company_facts(company, on=ON)
    home = queries.eligibility_of(facts, on=ON)
    other = queries.eligibility_of(facts, on=ON, catalogue="sampleland")
    assert len(home.by_slug) == 45 and set(other.by_slug) == {"xx-one", "xx-two"}
    assert other.by_slug["xx-one"].verdict == "undetermined"
    facts["facts"] = {"sample_permit": True}
    facts["headcount"] = 249
    assert (
        queries.eligibility_of(facts, on=ON, catalogue="sampleland").by_slug["xx-one"].verdict == "eligible"
    )
    facts["headcount"] = 250
    assert (
        queries.eligibility_of(facts, on=ON, catalogue="sampleland").by_slug["xx-one"].verdict
        == "not_eligible"
    )


def test_a_fact_is_asked_for_in_the_words_of_the_catalogue_that_asks(both):
    assert queries.ask_for("sample_permit").question.fr == "Un permis ?"
    assert queries.ask_for("business_permit").label.en != "Another word for the same"
    assert queries.ask_for("business_permit", "sampleland").label.en == "Another word for the same"
    assert queries.ask_for("nobody_asks_this") is None
    assert queries.details("xx-one").name.en == "Xx-One"
    assert queries.details("nothing") is None


def test_a_changed_catalogue_is_compiled_anew_and_the_other_kept(both):
    home, before = queries.loaded_catalogue(), queries.loaded_catalogue("sampleland")
    beside(slugs=("xx-one",), at=LATER)
    assert queries.loaded_catalogue() is home
    after = queries.loaded_catalogue("sampleland")
    assert after is not before and len(after.programmes) == 1


def test_a_programme_belongs_to_one_catalogue_only(both):
    with pytest.raises(BadInput, match="fit4-digital"):
        beside(slugs=("fit4-digital", "xx-three"))
    assert not Programme.objects.filter(slug="xx-three").exists()
    with pytest.raises(BadFile, match="catalogue Luxembourg already"):
        load_programmes(folder=settings.CATALOGUE, at=AT, catalogue="copy")
    assert not Catalogue.objects.filter(slug="copy").exists()


def test_there_is_one_home_catalogue(both):
    with pytest.raises(IntegrityError), transaction.atomic():
        Catalogue.objects.filter(slug="sampleland").update(home=True)
    with pytest.raises(BadInput, match="home catalogue already"):
        store_catalogue(
            about=About(slug="third", name={"en": "Third"}, home=True), fields={}, communes={}, documents={}, at=AT
        )  # fmt: skip


def test_another_catalogue_never_takes_the_home_ones_place(both):
    home = Catalogue.objects.get(home=True)
    with pytest.raises(BadInput, match="is the home catalogue: give this one another name"):
        store_catalogue(
            about=About(slug=home.slug, name={"en": "Third"}), fields={}, communes={}, documents={}, at=LATER
        )
    home.refresh_from_db()
    assert home.home and home.loaded_at == AT
    assert not home.programmes.filter(withdrawn=True).exists()


def test_a_draft_of_another_catalogue_reads_and_offers_its_own_facts(both, client, people):
    client.force_login(people.administrator)
    made = drafts.start_draft(
        programme=Programme.objects.get(slug="xx-one"), start="change", by=people.administrator, at=AT
    )
    tree = client.get(reverse("aids:draft_tree", args=[made.pk])).text
    assert "sample_permit" in tree and "cannot be read" not in tree
    offered = client.get(reverse("aids:draft_fields", args=[made.pk]), {"q": "permit"}).text
    assert "sample_permit" in offered
    place = "versions[0].eligibility.all[0]"
    form = client.get(reverse("aids:draft_node", args=[made.pk]), {"place": place}).text
    assert "A permit?" in form
    crooked = client.get(reverse("aids:draft_node", args=[made.pk]), {"place": place.removesuffix("[0]")})
    assert crooked.status_code == 400


def test_a_folder_is_loaded_beside_under_a_name_of_its_own(clusters, tmp_path):
    folder = tmp_path / "somewhere"
    (folder / "programmes").mkdir(parents=True)
    (folder / "fields.yaml").write_text("sample_permit: {type: boolean}\n", encoding="utf-8")
    (folder / "programmes" / "yy-aid.yaml").write_text(
        "id: yy-aid\nname: {en: Aid}\nversions: [{id: '1', open_to_all: true}]\n", encoding="utf-8"
    )
    load_programmes(folder=settings.CATALOGUE, at=AT)
    load_programmes(folder=folder, at=AT, catalogue="neighbour")
    assert Programme.objects.get(slug="yy-aid").catalogue.slug == "neighbour"
    assert not Catalogue.objects.get(slug="neighbour").home
    with pytest.raises(BadFile, match="no name for a catalogue"):
        load_programmes(folder=folder, at=AT, catalogue="No Name")
    (folder / "catalogue.yaml").write_text("hom: true\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"catalogue\.yaml.*nothing else"):
        load_programmes(folder=folder, at=AT)


def test_only_administrators_take_a_catalogue_away_and_never_the_home_one(both, people):
    for role, user in people.by_role().items():
        assert permissions.can_manage_catalogues(user) is (role == "administrator")
        if role != "administrator":
            with pytest.raises(PermissionDenied):
                withdraw_catalogue(slug="sampleland", by=user, at=AT)
    with pytest.raises(BadInput, match="home catalogue"):
        withdraw_catalogue(slug="luxembourg", by=people.administrator, at=AT)
    assert withdraw_catalogue(slug="sampleland", by=people.administrator, at=AT) == 2
    assert queries.loaded_catalogue("sampleland").programmes == ()
    assert queries.details("xx-one") is None
    assert beside(at=LATER).updated == 2
    assert queries.loaded_catalogue("sampleland").programmes


def test_the_list_shows_the_home_catalogue_and_others_on_request(both, client, people):
    client.force_login(people.ministry)
    page = client.get(reverse("aids:list")).content.decode()
    assert "Fit 4 Digital" in page and "Xx-One" not in page
    page = client.get(reverse("aids:list"), {"catalogue": "sampleland"}).content.decode()
    assert "Xx-One" in page and "Fit 4 Digital" not in page
    detail = client.get(reverse("aids:detail", args=["xx-one"])).content.decode()
    assert "Sampleland" in detail and "Invented for the tests" in detail


def test_a_company_is_shown_one_catalogue_at_a_time(both, client, people):
    company = CompanyFactory(clusters=[people.manager.memberships.first().cluster])
    client.force_login(people.manager)
    page = client.get(reverse("aids:company", args=[company.pk])).content.decode()
    assert "Xx-One" not in page and "catalogue=sampleland" in page
    page = client.get(
        reverse("aids:company", args=[company.pk]), {"catalogue": "sampleland"}
    ).content.decode()
    assert "Xx-One" in page and "Permit" in page
    page = client.get(reverse("aids:company", args=[company.pk]), {"catalogue": "nonsense"}).content.decode()
    assert "Xx-One" not in page


def test_a_table_of_regions_comes_with_its_catalogue(both):
    """Companies of a commune are in its NUTS region; storing the same table again writes nothing."""
    rule = {"field": "nuts", "op": "prefix", "value": ["XX1"]}
    documents = {"xx-one": programme("xx-one", versions=[{"id": "1", "eligibility": rule}])}
    table = {"sampleville": "XX12"}

    def store():
        store_catalogue(about=ABOUT, fields=FIELDS, communes={}, nuts=table, documents=documents, at=LATER)
        return Catalogue.objects.get(slug="sampleland").digest

    digest = store()
    for commune, verdict in (("Sampleville", "eligible"), ("Elsewhere", "undetermined")):
        facts = {"country": "XX", "commune": commune}
        judged = queries.eligibility_of(facts, on=ON, catalogue="sampleland").by_slug["xx-one"]
        assert judged.verdict == verdict
    assert store() == digest
    table["sampleville"] = "XX22"
    assert store() != digest
    facts = {"country": "XX", "commune": "Sampleville"}
    refused = queries.eligibility_of(facts, on=ON, catalogue="sampleland", ways=True).by_slug["xx-one"]
    assert refused.verdict == "not_eligible" and refused.ways.in_reach
