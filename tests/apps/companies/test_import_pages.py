"""Does the import work from the page: upload, dry run by the worker, other columns, import, refused rows?"""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.companies.models import Company, ImportRun
from grappe.apps.duplicates.operations.deciding import set_thresholds
from grappe.apps.fields import operations as fields
from grappe.apps.fields.operations import Choice
from grappe.ui import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def administrator(client, people):
    client.force_login(people.administrator)
    return client


def upload(client, text: str, name: str = "liste.csv"):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return client.post(reverse("companies:import"), {"file": file})


def test_upload_look_correct_import(administrator):
    answer = upload(administrator, "Firma;Größe;Mitarbeiter\nA;x;5\nB;y;viele\n")
    run = ImportRun.objects.get()
    assert answer["Location"] == reverse("companies:import_run", args=[run.pk])
    assert "hx-get" in administrator.get(answer["Location"]).content.decode()
    work()
    run.refresh_from_db()
    assert (run.state, run.created, run.rejected, run.rows_total) == ("checked", 1, 1, 2)
    assert not Company.objects.exists()
    page = administrator.get(answer["Location"]).content.decode()
    assert "viele" in page
    # The headcount's column is left out: the second row is good then.
    administrator.post(
        answer["Location"], {"column_0": "name", "column_1": "city", "column_2": "", "clusters": ["wood"]}
    )
    work()
    administrator.post(reverse("companies:import_apply", args=[run.pk]))
    work()
    run.refresh_from_db()
    assert (run.state, run.created, run.rejected) == ("done", 2, 0)
    assert set(Company.objects.values_list("name", "city", "clusters__slug")) == {
        ("A", "x", "wood"),
        ("B", "y", "wood"),
    }


def test_a_dry_run_proposes_companies_on_file_and_each_row_is_chosen(administrator, clusters):
    where = {"street": "12, rue du Fort", "postcode": "2160", "city": "Luxembourg"}
    known = CompanyFactory(name="Atelier Wampach S.à r.l.", clusters=[clusters["wood"]], **where)
    other = CompanyFactory(name="Moulin de Berg S.A.", clusters=[clusters["wood"]], **where)
    third = CompanyFactory(name="Garage Thill", clusters=[clusters["wood"]], **where)
    rows = [f'"{name}","12 rue du Fort",2160,Luxembourg,{act}' for name, act in (
        ("Atelier Wampach SARL", "Stairs"), ("Moulin de Berg", "Flour"), ("Garage Thill SARL", "Cars"), ("Neu AG", "New"),
    )]  # fmt: skip
    upload(administrator, "name,street,postcode,city,activity\n" + "\n".join(rows))
    work()
    run = ImportRun.objects.get()
    assert (run.created, [each["company"] for each in sorted(run.proposals, key=lambda each: each["row"])]) == (
        4, [known.pk, other.pk, third.pk],
    )  # fmt: skip
    page = administrator.get(reverse("companies:import_run", args=[run.pk])).content.decode()
    assert "3 new rows may be companies on file" in page and "Address: the same" in page
    assert (
        "Import now: 1 new, 0 changed, 3 probably on file" in page
        and 'href="#proposals-title">First say below what 3 rows are' in page
    )
    first, second, _third = sorted(each["row"] for each in run.proposals)
    sent = {f"row_{first}": "same", f"row_{second}": "skip"}
    apply = reverse("companies:import_apply", args=[run.pk])
    assert administrator.post(apply, {f"row_{first}": "perhaps"}).status_code == 400
    administrator.post(apply, sent)
    work()
    run.refresh_from_db()
    assert (run.state, run.created, run.updated, run.left_out) == ("done", 2, 1, 1)
    known.refresh_from_db()
    assert (known.activity, known.name) == ("Stairs", "Atelier Wampach SARL")
    assert set(Company.objects.exclude(pk__in=[known.pk, other.pk, third.pk]).values_list("name", flat=True)) == {
        "Garage Thill SARL", "Neu AG",
    }  # fmt: skip


def choices_of(page: str, row: int) -> list[str]:
    """The values offered for a row, the one that is proposed first."""
    chosen = page.split(f'name="row_{row}"')[1].split("</select>")[0]
    return re.findall(r'value="(\w+)"', chosen)


@pytest.mark.parametrize(("merge_from", "sure"), [(None, True), (0.9, True), (1.0, False)])
def test_who_is_sure_by_the_teams_threshold_is_proposed_first(
    administrator, people, clusters, merge_from, sure
):
    known = CompanyFactory(
        name="Atelier Wampach S.à r.l.", street="12, rue du Fort", postcode="2160", city="Luxembourg",
        website="https://wampach.example", clusters=[clusters["wood"]],
    )  # fmt: skip
    if merge_from is not None:
        set_thresholds(show_from=0.5, merge_from=merge_from, by=people.administrator, at=clock.now())
    where = '"12 rue du Fort",2160,Luxembourg,'
    upload(
        administrator,
        "name,street,postcode,city,website,activity\n"
        f"Atelier Wampach SARL,{where}https://wampach.example,Stairs\nAteliers Wampach,{where},Doors\n",
    )
    work()
    run = ImportRun.objects.get()
    assert {each["company"] for each in run.proposals} == {known.pk} and len(run.proposals) == 2
    assert run.proposals[0]["probability"] >= 0.9
    assert [each["sure"] for each in run.proposals] == [sure, False]  # one row alone is one company
    first, second = (each["row"] for each in run.proposals)
    page = administrator.get(reverse("companies:import_run", args=[run.pk])).content.decode()
    assert choices_of(page, first) == (["same", "new", "skip"] if sure else ["new", "same", "skip"])
    assert choices_of(page, second) == ["new", "same", "skip"]
    assert ("Probably this one: check" in page) is sure
    assert ("Import now: 1 new, 0 changed, 1 probably on file" in page) is sure
    shown = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page))
    assert (shown["New"], shown.get("Probably on file")) == (("1", "1") if sure else ("2", None))
    # Nothing is taken for the same by itself: what is not sent is new.
    administrator.post(reverse("companies:import_apply", args=[run.pk]), {f"row_{second}": "skip"})
    work()
    known.refresh_from_db()
    assert (known.activity, Company.objects.count()) == ("", 2)


def test_the_number_of_a_merged_file_means_the_file_that_goes_on(administrator):
    into = CompanyFactory(name="Fuchs AG")
    CompanyFactory(name="Renard SA", vat_number="LU12345613", merged_into=into, archived_at=into.created_at)
    upload(administrator, "name,vat,city\nRenard,LU12345613,Esch\n")
    work()
    run = ImportRun.objects.get()
    assert (run.created, run.updated, run.proposals) == (0, 1, [])
    administrator.post(reverse("companies:import_apply", args=[run.pk]))
    work()
    into.refresh_from_db()
    assert (into.name, into.city, into.vat_number) == ("Renard", "Esch", "LU12345613")


def test_refused_rows_can_be_downloaded(administrator):
    upload(administrator, "name,headcount\nA,many\n")
    work()
    answer = administrator.get(reverse("companies:import_rejected", args=[ImportRun.objects.get().pk]))
    assert "many" in answer.content.decode("utf-8-sig")
    assert "attachment" in answer["Content-Disposition"]


def test_what_is_no_table_is_said_in_the_form_and_leaves_nothing(administrator, settings):
    answer = upload(administrator, "", "leer.csv")
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()
    answer = upload(administrator, "PK\x03\x04zip", "mappe.xlsx")
    assert "mappe.xlsx is a damaged workbook" in answer.content.decode()
    assert not list((settings.MEDIA_ROOT / "imports").iterdir())


def test_it_is_imported_once(administrator):
    upload(administrator, "name\nA\n")
    run = ImportRun.objects.get()
    apply = reverse("companies:import_apply", args=[run.pk])
    assert administrator.post(apply).status_code == 400  # the dry run is not done yet
    work()
    assert administrator.post(apply).status_code == 302
    assert administrator.post(apply).status_code == 400
    work()
    assert Company.objects.count() == 1


def test_progress_reloads_the_page_when_the_work_is_done(administrator):
    upload(administrator, "name\nA\n")
    progress = reverse("companies:import_progress", args=[ImportRun.objects.get().pk])
    assert "HX-Refresh" not in administrator.get(progress)
    work()
    assert administrator.get(progress)["HX-Refresh"] == "true"


def test_nobody_else_may(client, people):
    for role, user in people.by_role().items():
        client.force_login(user)
        assert (client.get(reverse("companies:import")).status_code == 200) == (role == "administrator")


def test_reasons_are_in_the_language_of_the_person_who_imports(administrator, people):
    people.administrator.language = "fr"
    people.administrator.save()
    upload(administrator, "name,headcount\nA,many\n")
    work()
    assert ImportRun.objects.get().rejections[0]["faults"][0]["reason"] == "pas un nombre"


def test_what_has_to_be_filled_in_is_asked_on_the_page(administrator, people):
    fields.define_field(
        record="company", kind="choice", label={"en": "Source"}, required=True,
        choices=[Choice({"en": "Fair"}), Choice({"en": "Web"})], by=people.administrator, at=clock.now(),
    )  # fmt: skip
    address = upload(administrator, "Name;Source\nAlpha;fair\nBeta;\nGamma;\n")["Location"]
    work()
    page = administrator.get(address).content.decode()
    assert "Has to be filled in" in page and "2 rows say nothing here: 3, 4." in page
    columns = {"column_0": "name", "column_1": "custom_source"}
    assert administrator.post(address, columns | {"fill_custom_source": "mail"}).status_code == 422
    administrator.post(address, columns | {"fill_custom_source": "web"})
    work()
    page = administrator.get(address).content.decode()
    assert "Given to all rows that say nothing here." in page and "Refused rows" not in page
    run = ImportRun.objects.get()
    assert (run.state, run.created, run.rejected, run.lacking) == ("checked", 3, 0, [])
    administrator.post(reverse("companies:import_apply", args=[run.pk]))
    work()
    assert dict(Company.objects.values_list("name", "custom__source")) == {
        "Alpha": "fair", "Beta": "web", "Gamma": "web",
    }  # fmt: skip
