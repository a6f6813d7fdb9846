"""Are the words of a file found whole, wherever in it they stand, and does a bad file harm nobody but its own process?"""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.files import NAME, PNG, W, docx, locked, mail, odt, pdf, with_file, xlsx, zipped
from grappe.ui import extraction
from grappe.ui.extraction import State, extract, packed
from grappe.ui.extraction.kinds import read


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (lambda: pdf(f"Present: {NAME}."), "minutes.pdf", [NAME]),
        (lambda: pdf("Nothing to say", author=NAME), "by.pdf", [NAME, "Nothing to say"]),
        (lambda: pdf('#link("mailto:xaver@quitte.example")[Write]'), "link.pdf", ["xaver@quitte.example"]),
        (lambda: with_file(pdf("See the list"), "list.xlsx", xlsx()), "two.pdf", ["See the list", NAME, "list.xlsx"]),
        (lambda: docx("Xav", "er Quit", "tenbaum"), "letter.docx", [NAME]),
        (
            lambda: docx("Hello", **{"word/comments.xml": f'<w:c xmlns:w="{W}"><w:comment w:author="{NAME}"/></w:c>'}),
            "remark.docx", [NAME],
        ),
        (
            lambda: docx("Hello", **{"word/_rels/document.xml.rels": '<R><R Target="mailto:xaver@quitte.example"/></R>'}),
            "link.docx", ["xaver@quitte.example"],
        ),
        (lambda: docx("Hello", **{"word/embeddings/a.xlsx": xlsx()}), "sheet.docx", ["Hello", NAME]),
        (xlsx, "people.xlsx", [f"{NAME} 2019", "ask Orsolya", "Zuzana Brombeer"]),
        (lambda: odt("Xaver <t:s/>Quitten<t:span>baum</t:span>"), "letter.odt", [NAME]),
        (lambda: 'First;Last\nXaver;Quittenbaum\n'.encode("cp1252"), "people.csv", [NAME]),
        (lambda: f"{NAME} à Esch, où l’été".encode("cp1252", "replace"), "note.txt", [NAME, "à Esch"]),
        (lambda: NAME.encode("utf-16"), "wide.txt", [NAME]),
        (lambda: json.dumps({"who": "Zoé Müller"}).encode(), "a.json", ["Zoé Müller"]),
        (lambda: b"<html><body><p>Xaver <b>Quitten</b>baum</p></body></html>", "a.html", [NAME]),
        (lambda: mail(docx(NAME), "letter.docx"), "old.eml", [NAME, "zb@x.example", "Find the offer"]),
        (lambda: zipped(**{"in/letter.docx": docx(NAME), "b.txt": "Zuzana"}), "all.zip", [NAME, "Zuzana"]),
    ],
)  # fmt: skip
def test_words_are_found_wherever_they_stand(content, name, words):
    found = extract(content(), name)
    assert found.state == State.READ
    for each in words:
        assert each in found.text


@pytest.mark.parametrize(
    ("content", "name", "state"),
    [
        (lambda: locked(pdf(NAME)), "locked.pdf", State.LOCKED),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked.xlsx", State.LOCKED),
        (lambda: pdf("#rect()"), "scan.pdf", State.EMPTY),
        (lambda: pdf(NAME)[:600], "cut.pdf", State.BROKEN),
        (lambda: docx(NAME)[:200], "cut.docx", State.BROKEN),
        (lambda: PNG, "photo.png", State.PICTURE),
        (lambda: b"", "nothing.txt", State.EMPTY),
        (lambda: docx(NAME, **{"word/footnotes.xml": "<w:broken"}), "half.docx", State.PART),
        (lambda: zipped(**{"a.txt": NAME, "b.pdf": locked(pdf("Secret"))}), "some.zip", State.PART),
        (
            lambda: docx(NAME, **{"word/header1.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "bomb.docx", State.PART,
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(content, name, state):
    assert extract(content(), name).state == state


def test_of_an_unknown_kind_what_looks_like_words_is_found():
    old = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0\1" * 40
        + NAME.encode("utf-16-le")
        + b"\0\2"
        + b"Zo\xe9 M\xfcller"
        + b"\0"
    )
    found = extract(old, "old.doc")
    assert found.state == State.RAW
    assert NAME in found.text
    assert "Zoé Müller" in found.text


def test_a_picture_says_who_made_it():
    assert NAME in extract(PNG + b"Artist\0" + NAME.encode() + b"\0", "photo.png").text


def test_no_more_is_unpacked_than_fits(monkeypatch):
    monkeypatch.setattr(packed, "LARGEST", 1_000)
    assert read(zipped(**{"a.txt": "a" * 900}), "a.zip").state == State.READ
    assert read(zipped(**{"a.txt": "a" * 1_100}), "a.zip").state == State.BROKEN
    assert read(zipped(**{"a.txt": "a" * 600, "b.txt": "b" * 600}), "a.zip").state == State.BROKEN


def test_archives_within_archives_end():
    content = zipped(**{"a.txt": NAME})
    for _deeper in range(6):
        content = zipped(**{"inner.zip": content})
    found = extract(content, "deep.zip")
    assert (found.state, NAME in found.text) == (State.PART, False)


def test_what_is_longer_than_is_kept_is_said():
    found = extract(b"word " * 500_000, "long.txt")
    assert (found.state, len(found.text)) == (State.PART, extraction.LONGEST)


def test_what_takes_too_long_ends(monkeypatch):
    monkeypatch.setattr(extraction, "SECONDS", 0.001)
    assert extract(pdf(NAME), "slow.pdf") == extraction.Extract(State.BROKEN)


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=30), st.data())
def test_words_cut_into_runs_are_whole(words, data):
    places = sorted(data.draw(st.lists(st.integers(0, len(words)), max_size=5)))
    runs = [words[start:end] for start, end in zip([0, *places], [*places, len(words)], strict=True)]
    assert words in read(docx(*runs), "letter.docx").text


@given(
    st.binary(max_size=2_000), st.sampled_from(["a.pdf", "a.txt", "a.csv", "a.json", "a.eml", "a.html", "a"])
)
def test_whatever_comes_in_is_text_for_the_database(content, name):
    try:
        found = read(content, name)
    except Exception:  # ends the child: told as broken
        return
    assert "\0" not in found.text
    found.text.encode()


@pytest.mark.parametrize(
    ("cut", "whole"),
    [("indus-\ntrie", "industrie"), ("Jean-\nPaul", "Jean-Paul"), ("Quit\u00adten", "Quitten")],
)
def test_words_that_a_line_cuts_are_whole(cut, whole):
    assert read(cut.encode(), "a.txt").text == whole


def test_the_process_that_reads_knows_no_secret_and_not_what_the_file_is_called(monkeypatch):
    started = {}

    def run(asked, **how):
        started.update(how, asked=asked)
        raise subprocess.TimeoutExpired(asked, 1)

    monkeypatch.setenv("GRAPPE_SECRET_KEY", "hush")
    monkeypatch.setattr(subprocess, "run", run)
    assert extract(b"words", "Offer of Xaver.txt").state == State.BROKEN
    assert "GRAPPE_SECRET_KEY" not in started["env"] and "DATABASE_URL" not in started["env"]
    assert "Xaver" not in str(started["asked"]) and "file.txt" in started["asked"]
