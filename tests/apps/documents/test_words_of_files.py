"""Are the words of a file read by the worker, kept up to date with it, and found by who may read the file alone?"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from factories import groups, studies
from factories.files import docx, locked, odt, pdf, xlsx
from factories.jobs import perform
from grappe.apps.documents import operations, queries
from grappe.apps.documents.enums import Extraction
from grappe.apps.documents.models import Document, ExtractedText
from grappe.apps.groups.operations import papers
from grappe.apps.studies.models import Material
from grappe.ui import clock
from grappe.ui.extraction import State

pytestmark = pytest.mark.django_db
FRENCH = "Le compresseur centrifuge de la ligne pilote demande une révision complète avant la fin de l’année."


def keep(name: str, content: bytes) -> Document:
    return operations.keep(upload=SimpleUploadedFile(name, content), by=None, uploader="Anna", at=clock.now())


def read() -> int:
    return perform("documents.read")


def found(client, words: str) -> str:
    return client.get(reverse("desk:search"), {"q": words}).content.decode()


def test_what_a_file_says_is_read_by_the_worker():
    kept = keep("letter.docx", docx("Le compresseur centri", "fuge", FRENCH))
    assert list(queries.without_words()) == [kept]
    assert read() == 1
    assert "centrifuge" in kept.extracted.text
    assert (kept.extracted.state, kept.extracted.language) == ("read", "fr")
    assert not queries.without_words().exists()
    assert keep("other.pdf", pdf("Nothing")) in queries.without_words()


def test_the_states_are_those_that_are_told():
    assert {each.value for each in State} == set(Extraction.values)


def test_what_came_before_files_were_read_or_whose_job_died_is_read_later():
    kept = [keep("a.txt", b"first words"), keep("b.txt", b"other words")]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert operations.read_waiting(at=clock.now(), at_most=1) == 1
    assert operations.read_waiting(at=clock.now()) == 1
    assert operations.read_waiting(at=clock.now()) == 0
    assert sorted(ExtractedText.objects.values_list("document", "text")) == [
        (kept[0].pk, "first words"), (kept[1].pk, "other words"),
    ]  # fmt: skip


def test_another_content_is_read_anew_and_what_is_gone_is_passed_over():
    kept, gone = keep("a.docx", docx("Xaver")), keep("b.docx", docx("Xaver"))
    operations.remove(document=gone)
    read()
    operations.empty(document_id=kept.pk, words="This file named somebody.")
    assert not ExtractedText.objects.exists()
    read()
    assert ExtractedText.objects.get().text == "This file named somebody."


def test_files_that_cannot_be_read_are_told_by_why_and_named_where_one_may():
    mine, theirs = keep("mine.pdf", locked(pdf("a"))), keep("theirs.pdf", locked(pdf("b")))
    keep("cut.docx", docx("Xaver")[:300])
    keep("fine.xlsx", xlsx())
    read()
    hidden = Document.objects.filter(pk=theirs.pk).values("pk")
    told = {each.state: each for each in queries.unsure(unnamed=hidden)}
    assert set(told) == {"locked", "broken"}
    assert (told["locked"].count, told["locked"].names, told["locked"].more) == (2, (mine.name,), 1)
    (one,) = (each for each in queries.unsure(unnamed=hidden, shown=0) if each.state == "broken")
    assert (one.count, one.names) == (1, ())


class TestSearch:
    def test_a_paper_of_a_group_is_found_by_what_stands_in_it_and_by_who_may_read_it(self, client, people):
        group, other = groups.group(people.manager), groups.group(people.manager)
        upload = SimpleUploadedFile("annexe.odt", odt(FRENCH))
        paper = papers.put(group=group, upload=upload, title="Annex 3", by=people.manager, at=clock.now())
        groups.paper(other, "Price list")
        client.force_login(people.manager)
        assert "Annex 3" not in found(client, "compresseurs centrifuges")
        read()
        page = found(client, "compresseurs centrifuges")  # in the plural: by the stems of its language
        assert "Annex 3" in page and "Price list" not in page
        assert "ligne pilote" not in page  # not for everybody: found by its words, which are not shown
        client.force_login(people.ministry)
        assert "Annex 3" not in found(client, "compresseurs centrifuges")
        client.force_login(people.analyst)
        assert "Annex 3" in found(client, "compresseurs centrifuges")
        type(paper).objects.filter(pk=paper.pk).update(inside=True)
        assert "Annex 3" not in found(client, "compresseurs centrifuges")

    def test_a_study_s_document_is_found_by_what_stands_in_it(self, client, people):
        study = studies.study(people.manager)
        document = keep("source.pdf", pdf(FRENCH))
        Material.objects.create(study=study, document=document, title="Source 7", added_at=clock.now())
        read()
        client.force_login(people.manager)
        assert "Source 7" in found(client, "compresseur centrifuge")
        client.force_login(people.other_manager)
        assert "Source 7" not in found(client, "compresseur centrifuge")

    def test_what_could_not_be_read_for_sure_is_no_word_of_the_search(self, client, people):
        old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0\1" + "compresseur centrifuge".encode("utf-16-le")
        document = operations.keep_received(name="old.doc", content=old, uploader="Anna", at=clock.now())
        paper = groups.paper(groups.group(people.manager), "Old letter")
        type(paper).objects.filter(pk=paper.pk).update(document=document)
        read()
        assert "centrifuge" in document.extracted.text
        client.force_login(people.manager)
        assert "Old letter" not in found(client, "compresseur centrifuge")
