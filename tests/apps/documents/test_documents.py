"""Is a file kept whole, under a harmless name, and only where it is what its ending says?"""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from grappe.apps.documents import operations, queries
from grappe.apps.documents.models import Document
from grappe.ui.errors import BadInput
from grappe.ui.files import attachment

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def xlsx() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def keep(name: str, content: bytes, **how):
    return operations.keep(upload=SimpleUploadedFile(name, content), by=None, uploader="Anna", at=AT, **how)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", PDF),
        ("Plan.PNG", PNG),
        ("table.xlsx", xlsx()),
        ("été.csv", "a;b\né;2".encode()),
        ("a.bib", b"@book{a}"),
    ],
)
def test_a_file_is_kept_whole(name, content):
    kept = keep(name, content)
    assert (kept.name, kept.size, kept.uploader) == (name, len(content), "Anna")
    assert queries.content_of(kept) == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.pdf", b"", "is empty"),
        ("page.html", b"<script>alert(1)</script>", "kind that is not taken"),
        ("drawing.svg", b"<svg/>", "kind that is not taken"),
        ("noending", b"x", "kind that is not taken"),
        ("report.pdf", b"MZ\x90\0 a program", "not what its ending says"),
        ("table.xlsx", PDF, "not what its ending says"),
        ("text.csv", b"a\0b", "not what its ending says"),
    ],
)
def test_what_is_refused_is_told_and_not_kept(name, content, told):
    with pytest.raises(BadInput, match=told):
        keep(name, content)
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_file_of_60_mb_is_refused_in_words():
    upload = SimpleUploadedFile("film.pdf", PDF)
    upload.size = 60_000_000  # what the request said; nothing of it is read
    with pytest.raises(BadInput, match="60 MB; at most 25 MB"):
        operations.keep(upload=upload, by=None, at=AT)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("C:\\temp\\a.pdf", "a.pdf"), ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("  spaced   name .pdf ", "spaced name .pdf"), ('"q"<x>.pdf', "qx.pdf"), ("...", "file"), ("", "file"),
    ],
)  # fmt: skip
def test_a_name_is_made_harmless(name, clean):
    assert operations.clean_name(name) == clean


def test_a_long_name_keeps_its_ending():
    assert operations.clean_name("x" * 400 + ".pdf").endswith(".pdf")
    assert len(operations.clean_name("x" * 400 + ".pdf")) == 255


def test_a_file_goes_out_as_an_attachment_that_no_browser_runs():
    answer = attachment(PDF, 'Étude "finale".pdf', "application/pdf")
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"_tude _finale_.pdf\"; filename*=UTF-8''%C3%89tude%20%22finale%22.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_lists_do_not_read_the_files(django_assert_num_queries):
    keep("a.pdf", PDF)
    with django_assert_num_queries(1) as asked:
        assert [each.name for each in Document.objects.all()] == ["a.pdf"]
    assert '"content"' not in asked[0]["sql"]
