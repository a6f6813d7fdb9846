"""Who was erased comes back by no file unseen: marks without a name, honoured by imports, vCards, mails, forms and by hand."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from factories import events
from factories.companies import CompanyFactory
from factories.jobs import work
from factories.looks import looked
from grappe.apps.accounts.models import AuditEntry
from grappe.apps.companies.models import Company, ImportRun, KeptOut, Person
from grappe.apps.companies.operations.imports import import_companies
from grappe.apps.companies.operations.kept_out import keep_out
from grappe.apps.companies.queries.columns import guess
from grappe.apps.companies.queries.kept_out import Comer, erased_among, erased_on
from grappe.apps.companies.queries.tables import open_table
from grappe.apps.mail.operations.cards import bring_in
from grappe.apps.mail.queries.cards import cards_in, dry_run
from grappe.apps.privacy.enums import Ground
from grappe.apps.privacy.models import Erasure
from grappe.apps.privacy.operations import cases, erasing
from grappe.apps.privacy.operations import retention as retaining
from grappe.apps.privacy.operations.replay import replay
from grappe.apps.privacy.queries import register
from grappe.engines.planning import add_months
from grappe.ui import clock

pytestmark = pytest.mark.django_db(transaction=True)
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"
FILE = f"Firma;Contact;Courriel\nQuitte S.A.;{NAME};{EMAIL}\nBirne S.A.;Ada Birne;ada@birne.example\n"


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ERASURE_LOG = tmp_path / "media", tmp_path / "erasures.jsonl"


@pytest.fixture
def quitte(people, clusters):
    """A company whose one person was erased on request."""
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    Person.objects.create(company=company, name=NAME, email=EMAIL, language="de")
    said = {"name": NAME, "email": EMAIL, "spellings": [], "language": "en", "asked_on": clock.today()}
    case = cases.open_case(**said, by=people.administrator, at=clock.now())
    looked(case)
    erasure = erasing.order_erasure(
        case=case,
        ground=Ground.OBJECTION,
        reason="Letter",
        chosen=[],
        by=people.administrator,
        at=clock.now(),
    )
    erasing.perform(erasure_id=erasure.pk, at=clock.now())
    return company


def upload(client, text=FILE):
    client.post(reverse("companies:import"), {"file": SimpleUploadedFile("liste.csv", text.encode())})
    work()
    run = ImportRun.objects.latest("pk")
    assert run.state == "checked", run.message
    return run


def applied(client, run, **said):
    assert client.post(reverse("companies:import_apply", args=[run.pk]), said).status_code == 302
    work()
    run.refresh_from_db()
    assert run.state == "done", run.message
    return run


def names_at(company) -> set[str]:
    return set(Person.objects.filter(company__name=company).values_list("name", flat=True))


def back() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(kind="erased_back").order_by("pk"))


def test_marks_are_kept_without_a_name_and_know_other_spellings(quitte):
    kept = list(KeptOut.objects.values_list("mark", "of", "erased_on"))
    assert sorted(kind for _mark, kind, _day in kept) == ["email", "name", "name"]
    assert all(len(mark) == 40 and "quitte" not in mark and day == clock.today() for mark, _kind, day in kept)
    today = clock.today()
    asked = {
        ("Somebody Else", " XAVER@Quitte.example", None): today,
        ("QUITTENBAUM  Xavér", "", quitte): today,
        (NAME, "x@private.example", quitte): today,
        (NAME, "", CompanyFactory(name="Elsewhere S.A.")): None,  # the same name elsewhere may be another
        ("Ada", "ada@quitte.example", quitte): None,
    }
    for (name, email, company), day in asked.items():
        assert erased_on(name=name, email=email, company=company) == day, name
    twin = CompanyFactory(name="QUITTE s.a.")  # put on file anew, or not yet
    assert erased_on(name=NAME, email="", company=twin) == today
    merged = CompanyFactory(name="Obst Holding")
    Company.objects.filter(pk=quitte.pk).update(merged_into=merged, archived_at=clock.now())
    assert erased_on(name=NAME, email="", company=merged) == today


def test_an_address_that_somebody_else_has_too_is_not_kept(people):
    company = CompanyFactory(name="Quitte S.A.")
    Person.objects.create(company=company, name="Ada", email="Info@quitte.example")
    marks = keep_out(emails=["info@quitte.example", EMAIL], names={}, on=clock.today())
    assert [kind for kind, _mark in marks] == ["email"]
    assert erased_on(name="New", email="info@quitte.example", company=company) is None
    assert erased_on(name="New", email=EMAIL, company=company) == clock.today()


def test_nothing_is_asked_where_nobody_was_ever_erased(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert erased_among([Comer("Ada"), Comer("Bob")]) == [None, None]


def test_an_import_says_who_was_erased_and_does_not_take_them_over(client, people, quitte):
    client.force_login(people.administrator)
    run = upload(client)
    assert [(each["row"], each["company"]) for each in run.erased] == [(2, "Quitte S.A.")]
    assert NAME not in str(run.erased)
    page = client.get(reverse("companies:import_run", args=[run.pk])).content.decode()
    assert "1 row names somebody who was erased" in page
    assert 'name="back_2"' in page
    applied(client, run)
    assert (run.erased_rows, run.unchanged, run.created) == (1, 1, 1)
    assert NAME not in names_at("Quitte S.A.")
    assert names_at("Birne S.A.") == {"Ada Birne"}
    assert back() == []
    assert "not taken over" in client.get(reverse("companies:import_run", args=[run.pk])).content.decode()


def test_a_reason_brings_one_person_back_and_stands_in_the_audit(client, people, quitte):
    client.force_login(people.administrator)
    run = upload(client)
    assert (
        client.post(reverse("companies:import_apply", args=[run.pk]), {"back_2": "x" * 301}).status_code
        == 400
    )
    run.refresh_from_db()
    assert (run.state, back()) == ("checked", [])
    applied(client, run, back_2="Asked by letter\x00 of 1 December")
    assert NAME in names_at("Quitte S.A.")
    (entry,) = back()
    assert (entry.user, entry.what, entry.record) == (
        people.administrator,
        "companies.importrun",
        str(run.pk),
    )
    assert entry.detail == {
        "erased_on": clock.today().isoformat(), "reason": "Asked by letter of 1 December", "row": 2,
    }  # fmt: skip
    assert NAME not in f"{entry.title}{entry.detail}"
    again = upload(client)  # they are on file by now: nothing is asked
    assert (again.erased, again.unchanged) == ([], 2)


def test_a_company_that_comes_anew_keeps_its_other_columns(tmp_path, people, quitte):
    path = tmp_path / "f.csv"
    path.write_text(f"Firma;Contact;Courriel;Ville\nNeu S.A.;Xaver Q.;{EMAIL};Mersch\n", encoding="utf-8")
    table = open_table(path)
    said = {"table": table, "mapping": guess(table.headers, {}), "by": None, "at": clock.now()}
    outcome = import_companies(**said, dry_run=False)
    assert [each.row for each in outcome.erased] == [2]
    assert (outcome.created, Company.objects.get(name="Neu S.A.").city, names_at("Neu S.A.")) == (
        1,
        "Mersch",
        set(),
    )


def test_vcards_leave_them_out_unless_somebody_adds_them(client, people, quitte):
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{NAME}\nEMAIL:{EMAIL}\nEND:VCARD\n"
    cards, _unread = cards_in(card.encode())
    (row,) = dry_run(cards, quitte, for_user=people.manager)
    assert (row.usual, row.erased_on) == ("leave", clock.today())
    client.force_login(people.manager)
    address = reverse("mail:cards", args=[quitte.pk])
    page = client.post(address, {"file": SimpleUploadedFile("a.vcf", card.encode())}).content.decode()
    assert 'name="why-0"' in page
    said = {"cards": cards, "company": quitte, "by": people.manager, "at": clock.now()}
    bring_in(**said, choices={0: "leave"})
    assert (names_at("Quitte S.A.") & {NAME}, back()) == (set(), [])
    bring_in(**said, choices={0: "add"}, reasons={0: "Met again"})
    assert NAME in names_at("Quitte S.A.")
    assert [each.detail["reason"] for each in back()] == ["Met again"]


def test_the_form_of_a_person_tells_once_and_saves_then(client, people, quitte):
    client.force_login(people.manager)
    address = reverse("companies:person_add", args=[quitte.pk])
    said = {"name": NAME, "email": EMAIL, "language": "de"}
    told = client.post(address, said)
    assert told.status_code == 422
    assert "The same person was erased on" in told.content.decode()
    assert 'name="why_back"' in told.content.decode()
    assert NAME not in names_at("Quitte S.A.")
    assert client.post(address, said | {"why_back": "Called us"}).status_code == 302
    assert NAME in names_at("Quitte S.A.")
    (entry,) = back()
    assert (entry.record, entry.detail["reason"]) == (str(Person.objects.get(name=NAME).pk), "Called us")


def test_who_is_entered_by_hand_is_told_of_and_written_down(client, people, quitte):
    event = events.event(people.manager, at=clock.now())
    client.force_login(people.administrator)
    said = {"name": NAME, "email": EMAIL, "language": "de", "attendance": "on_site"}
    answer = client.post(reverse("events:registration_add", args=[event.pk]), said, follow=True)
    assert "keep them only if they agreed" in answer.content.decode()
    assert [each.what for each in back()] == ["events.registration"]


def test_a_restored_backup_knows_whom_to_keep_out_though_it_never_had_them(people, quitte):
    KeptOut.objects.all().delete()
    assert list(replay(at=clock.now(), dry_run=True)) == []
    assert not KeptOut.objects.exists()
    list(replay(at=clock.now()))
    assert erased_on(name=NAME, email=EMAIL, company=quitte) == clock.today()


def test_whose_time_is_over_leaves_no_mark_and_marks_have_their_own_time(people, clusters, quitte):
    before = KeptOut.objects.count()
    left = add_months(clock.today(), -30)
    Person.objects.create(company=quitte, name="Old Timer", email="old@quitte.example", left_on=left)
    KeptOut.objects.filter(of="email").update(erased_on=add_months(clock.today(), -121))
    retaining.propose(at=clock.now())
    proposals = {each.rule: each.pk for each in retaining.Proposal.objects.all()}
    assert set(proposals) == {"contact_left", "kept_out"}
    erasure = retaining.erase_chosen(
        proposals=list(proposals.values()), by=people.administrator, at=clock.now()
    )
    erasing.perform(erasure_id=erasure.pk, at=clock.now())
    assert not Person.objects.filter(name="Old Timer").exists()
    assert KeptOut.objects.count() == before - 1
    assert erased_on(name="Old Timer", email="old@quitte.example", company=quitte) is None


def test_the_register_names_the_marks(people):
    found = [
        each
        for each in register.register(for_user=people.administrator)
        if "Marks of people who were erased" in each.tables
    ]
    assert len(found) == 1
    assert any("comes back unseen" in text for each in found for text in each.stays)


def test_who_asks_is_told_that_marks_are_kept(client, people, quitte):
    client.force_login(people.administrator)
    (erasure,) = Erasure.objects.all()
    proof = client.get(reverse("privacy:erasure", args=[erasure.pk])).content.decode()
    assert "3 marks stay" in proof
    said = {"name": NAME, "email": EMAIL, "spellings": [], "language": "de", "asked_on": clock.today()}
    case = cases.open_case(**said, by=people.administrator, at=clock.now())
    page = client.get(reverse("privacy:case", args=[case.pk])).content.decode()
    assert "Marks of an erasure" in page and "Nothing is known" not in page
    told = client.post(reverse("privacy:export", args=[case.pk]), {"how": "json"}).json()["kept_out"]
    until = add_months(clock.today(), 120).isoformat()
    assert told == [
        {"of": "email", "label": "E-Mail-Adresse", "erased_on": clock.today().isoformat(), "until": until}
    ]
    paper = client.post(reverse("privacy:export", args=[case.pk]), {"how": "pdf"}).content
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "Kennzeichen Ihrer Löschung" in words
    # Back on file at the same company, the name is compared as well.
    Person.objects.create(company=quitte, name=NAME, email=EMAIL)
    told = client.post(reverse("privacy:export", args=[case.pk]), {"how": "json"}).json()["kept_out"]
    assert [each["of"] for each in told] == ["email", "name", "name"]
    other = cases.open_case(
        **said | {"name": "Ada", "email": "ada@birne.example"}, by=people.administrator, at=clock.now()
    )
    assert "Marks of an erasure" not in client.get(reverse("privacy:case", args=[other.pk])).content.decode()
