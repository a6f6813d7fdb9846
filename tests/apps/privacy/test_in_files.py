"""Is somebody found and erased in files too, whatever their kind, and is said which files nobody could read?"""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import groups
from factories.companies import CompanyFactory
from factories.files import NAME, docx, locked, pdf, xlsx
from factories.jobs import work
from factories.looks import looked
from grappe.apps.companies.models import Person
from grappe.apps.documents.models import Document, ExtractedText
from grappe.apps.documents.operations import keep_received
from grappe.apps.documents.queries import content_of
from grappe.apps.groups.operations import papers
from grappe.apps.mail.models import Attachment, Message
from grappe.apps.privacy.models import Case, Erasure
from grappe.apps.privacy.operations import cases
from grappe.apps.privacy.operations import looks as looking
from grappe.apps.privacy.operations.proof import append_to_log
from grappe.apps.privacy.operations.replay import replay
from grappe.ui import clock

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "xaver@quitte.example"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ERASURE_LOG = tmp_path / "media", tmp_path / "erasures.jsonl"
    return settings.MEDIA_ROOT


@pytest.fixture
def person(clusters):
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    return Person.objects.create(company=company, name=NAME, email=EMAIL)


def opened(by) -> Case:
    said = {"name": NAME, "email": EMAIL, "spellings": [], "language": "en", "asked_on": clock.today()}
    return cases.open_case(**said, by=by, at=clock.now())


def paper(by, name: str, content: bytes):
    upload = SimpleUploadedFile(name, content)
    return papers.put(group=groups.group(by), upload=upload, title=name, by=by, at=clock.now())


def attached(name: str, content: bytes, audience: str) -> Document:
    document = keep_received(name=name, content=content, uploader="Somebody", at=clock.now())
    now = clock.now()
    message = Message.objects.create(
        digest=name, thread=name, subject="Hello", sent_at=now, taken_at=now, audience=audience
    )
    Attachment.objects.create(message=message, document=document)
    return document


def test_from_the_page_a_name_in_a_file_is_found_quoted_and_goes_with_the_files_words(client, people, person):
    letter = paper(people.manager, "letter.docx", docx("Signed: Xaver Quit", "tenbaum, CTO"))
    report = paper(people.manager, "report.pdf", pdf(f"Present: {NAME}"))
    kept = paper(people.manager, "list.xlsx", xlsx())  # a namesake: left out
    case = opened(people.administrator)
    client.force_login(people.administrator)
    client.post(reverse("privacy:look", args=[case.pk]), {"back": "erase"})
    work()
    page = client.get(reverse("privacy:erase", args=[case.pk])).content.decode()
    assert f"Signed: {NAME}, CTO" in page and f"Present: {NAME}" in page
    chosen = [f"documents.extractedtext|text|{each.document_id}" for each in (letter, report)]
    assert all(f'value="{each}"' in page for each in chosen)
    said = {"ground": "withdrawn", "reason": "By letter", "sure": "on", "passage": chosen}
    answer = client.post(reverse("privacy:erase_order", args=[case.pk]), said)
    assert answer.status_code == 302, answer.content.decode()
    work()
    assert Erasure.objects.get().state == "done"
    for each in (letter, report):
        assert content_of(each.document) == b"This file named somebody who is erased."
    assert NAME in ExtractedText.objects.get(document=kept.document_id).text
    assert content_of(kept.document).startswith(b"PK")
    assert not ExtractedText.objects.filter(
        document__in=[letter.document_id, report.document_id], text__contains="Quitten"
    ).exists()
    assert ["documents_extractedtext", "text", 1] in Erasure.objects.get().report["left"]


def test_files_that_came_before_are_read_by_the_look_itself(people, person):
    made = paper(people.manager, "report.pdf", pdf(f"Present: {NAME}"))
    assert not ExtractedText.objects.exists()
    assert ["documents.extractedtext", "text", str(made.document_id)] in looked(
        opened(people.administrator)
    ).places


def test_words_of_a_file_are_quoted_to_who_answers_requests_and_of_a_mail_for_others_not(
    client, people, person
):
    paper(people.manager, "report.pdf", pdf(f"Present: {NAME}, early"))
    attached("secret.pdf", pdf(f"{NAME} is ill"), "named")
    attached("locked-away.pdf", locked(pdf("x")), "named")
    attached("locked-open.pdf", locked(pdf("x")), "everyone")
    case = opened(people.administrator)
    looked(case)
    client.force_login(people.administrator)
    for name in ("privacy:case", "privacy:erase"):
        page = client.get(reverse(name, args=[case.pk])).content.decode()
        assert f"Present: {NAME}, early" in page and "is ill" not in page
        assert "locked by a password" in page and "locked-away" not in page and "secret.pdf" not in page
        assert "report.pdf" in page
    # The file is nobody's on the page of a colleague who is named in it.
    people.analyst.name = NAME
    people.analyst.save()
    looked(people.analyst)
    client.force_login(people.analyst)
    page = client.get(reverse("privacy:mine")).content.decode()
    assert "In files" in page and "early" not in page


def test_files_of_the_store_are_read_and_those_that_cannot_be_are_said(client, people, person, media):
    (media / "imports").mkdir(parents=True)
    (media / "imports" / "people.xlsx").write_bytes(xlsx())
    (media / "imports" / "raw.json").write_text(json.dumps({"who": "Xaver Quittenbaum"}))
    (media / "imports" / "fine.csv").write_text("a;b\n1;2")
    (media / "imports" / "broken.xlsx").write_bytes(xlsx()[:400])
    (media / "columns").mkdir()
    (media / "columns" / "facts.parquet").write_bytes(b"PAR1\0\1PAR1")
    case = opened(people.administrator)
    look = looked(case)
    assert [path for path, _size in look.files] == ["imports/people.xlsx", "imports/raw.json"]
    assert [path for path, _size in look.unsure] == ["imports/broken.xlsx"]
    client.force_login(people.administrator)
    page = client.get(reverse("privacy:erase", args=[case.pk])).content.decode()
    assert "imports/broken.xlsx" in page and "looked at by hand" in page


def test_too_large_files_of_the_store_are_said(people, person, media, monkeypatch):
    media.mkdir()
    (media / "big.csv").write_text("a" * 200)
    monkeypatch.setattr("grappe.apps.privacy.queries.files.LARGEST", 100)
    assert looked(opened(people.administrator)).unsure == [["big.csv", 200]]


def test_a_backup_of_before_files_were_read_is_erased_again(people, person):
    made = paper(people.manager, "report.pdf", pdf(f"Present: {NAME}"))
    case = opened(people.administrator)
    looking.look_for_case(case=case, by=people.administrator, at=clock.now())
    work()
    from grappe.apps.privacy.operations import erasing

    erasing.order_erasure(
        case=case, ground="withdrawn", reason="x", by=people.administrator, at=clock.now(),
        chosen=[f"documents.extractedtext|text|{made.document_id}"],
    )  # fmt: skip
    work()
    append_to_log()
    again = pdf(f"Present: {NAME}")  # the backup is restored: person and file are there again, unread
    Document.objects.filter(pk=made.document_id).update(content=again, sha256="0" * 64)
    ExtractedText.objects.all().delete()
    Person.objects.filter(pk=person.pk).update(name=NAME, email=EMAIL)
    assert list(replay(at=clock.now()))
    assert content_of(made.document) == b"This file named somebody who is erased."


def test_an_entry_of_the_log_of_before_names_the_file_itself():
    from grappe.apps.privacy.operations.words import chosen_of

    assert chosen_of([["documents.document", "content", "7"], ["a.b", "c", "1"]]) == {
        ("documents.extractedtext", "text", "7"), ("a.b", "c", "1"),
    }  # fmt: skip
