"""Do the pages of the catalogues show what was imported, to whom they may, and take a file in or refuse it?"""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories import shipped
from factories.jobs import work
from factories.programmes import french
from grappe.apps.aids.models import Catalogue, Programme, ProgrammeImport
from grappe.apps.aids.operations import About, store_catalogue

AT = timezone.datetime(2026, 9, 1, 12, tzinfo=timezone.get_default_timezone())


def file_of(*rows, name="programmes.jsonl"):
    return SimpleUploadedFile(name, "\n".join(json.dumps(row) for row in rows).encode())


@pytest.fixture
def home(clusters):
    shipped.programmes(at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_catalogues_takes_a_constant_number_of_queries(
    home, client, people, django_assert_num_queries, count
):
    for number in range(1, count):
        store_catalogue(
            about=About(f"c{number}", {"en": f"C{number}"}), fields={}, communes={}, documents={}, at=AT
        )
    client.force_login(people.ministry)
    client.get(reverse("aids:catalogues"))
    with django_assert_num_queries(3):
        page = client.get(reverse("aids:catalogues")).content.decode()
    assert page.count('<section class="card mb-3"') == count


@pytest.mark.django_db
def test_only_administrators_see_the_buttons(home, client, people):
    store_catalogue(about=About("other", {"en": "Other"}), fields={}, communes={}, documents={}, at=AT)
    for role, user in people.by_role().items():
        client.force_login(user)
        page = client.get(reverse("aids:catalogues")).content.decode()
        assert ("other/withdraw/" in page) is (role == "administrator")
        assert "luxembourg/withdraw/" not in page


@pytest.mark.django_db
def test_a_catalogue_is_withdrawn_on_the_page_after_a_question(home, client, people):
    store_catalogue(about=About("other", {"en": "Other"}), fields={}, communes={}, documents={}, at=AT)
    client.force_login(people.administrator)
    url = reverse("aids:catalogue_withdraw", args=["other"])
    assert "Decisions already made" in client.get(url).content.decode()
    assert not Catalogue.objects.get(slug="other").withdrawn
    assert client.post(url).status_code == 302
    assert Catalogue.objects.get(slug="other").withdrawn
    assert client.get(url).status_code == 404
    client.post(reverse("aids:catalogue_withdraw", args=["luxembourg"]))
    assert not Catalogue.objects.get(slug="luxembourg").withdrawn


@pytest.mark.django_db(transaction=True)
def test_a_file_is_looked_at_then_imported(home, client, people):
    client.force_login(people.administrator)
    sent = client.post(reverse("aids:programmes_import"), {"file": file_of(french(), french("x", title=""))})
    run = ProgrammeImport.objects.get()
    assert sent.url == reverse("aids:programme_import", args=[run.pk])
    assert "<progress" in client.get(sent.url).content.decode()
    work()
    page = client.get(sent.url).content.decode()
    assert "Dry run" in page and "Import now: 1 new" in page and "Refused rows" in page
    assert not Programme.objects.filter(slug__startswith="fr-").exists()
    progress = client.get(reverse("aids:programme_import_progress", args=[run.pk]))
    assert progress["HX-Refresh"] == "true"
    client.post(reverse("aids:programme_import_apply", args=[run.pk]))
    work()
    assert "See the programmes" in client.get(sent.url).content.decode()
    assert Programme.objects.filter(slug="fr-aide-inventee").exists()
    refused = client.get(reverse("aids:programme_import_refused", args=[run.pk])).content.decode("utf-8-sig")
    assert refused.splitlines() == ["row,name,field,reason", "2,x,title,is empty"]
    again = client.post(reverse("aids:programme_import_apply", args=[run.pk]), follow=True).content.decode()
    assert "dry run is done" in again


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "told"),
    [(b"name;country\n", "no form that is known"), (b"\xff\xfe", "UTF-8"), (b"[", "not JSON")],
)
def test_a_file_of_no_known_form_is_told_on_the_page(home, client, people, content, told):
    client.force_login(people.administrator)
    answer = client.post(reverse("aids:programmes_import"), {"file": SimpleUploadedFile("a.json", content)})
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not ProgrammeImport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_import_that_cannot_be_ends_with_a_reason(home, client, people):
    client.force_login(people.administrator)
    values = {"file": file_of(french("une")), "catalogue": "first"}
    client.post(reverse("aids:programmes_import"), values)
    work()
    client.post(reverse("aids:programme_import_apply", args=[ProgrammeImport.objects.get().pk]))
    work()
    sent = client.post(
        reverse("aids:programmes_import"), {"file": file_of(french("une")), "catalogue": "second"}
    )
    work()
    assert "is a programme of the catalogue" in client.get(sent.url).content.decode()
    assert ProgrammeImport.objects.first().state == "failed"
