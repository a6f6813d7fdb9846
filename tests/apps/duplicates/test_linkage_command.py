"""`grappe linkage`: files in, JSON Lines out, one clear line where a file cannot be used."""

from __future__ import annotations

import json

import pytest

from factories.commands import grappe, grappe_here

HEAD = "id;Nom;Code postal;Ville;N° TVA\n"
ROWS = (
    "1;Alpha Kitchens S.à r.l.;L-1234;Luxembourg;LU12345678\n2;ALPHA KITCHENS SARL;1234;Luxembourg;\n"
    "3;Alpha Holding S.A.;1234;Luxembourg;\n4;Garage Weber;8008;Strassen;\n"
)


def lines(done):
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_pairs_of_one_file_and_of_two(tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(HEAD + ROWS)
    two.write_text('id,company name,postcode\n"x","Alpha Kitchens","1234"\ny,Omega,9999\n')
    found = lines(grappe("linkage", str(one)))
    assert [(line["a"], line["b"]) for line in found] == [("1", "2")]
    assert 0.9 < found[0]["probability"] <= 1
    assert "Name: the same (Alpha Kitchens S.à r.l. / ALPHA KITCHENS SARL)" in found[0]["why"]
    found = lines(grappe("linkage", str(one), "--against", str(two), "--language", "fr"))
    assert {(line["a"], line["b"]) for line in found} == {("1", "x"), ("2", "x")}
    assert all(line["why"][0].startswith("Nom :") for line in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("Nom;Ville\nAlpha;Esch\n", 'line 1: there is no column "id"'),
        ("id;Ville\n1;Esch\n", "line 1: no column is the company's name"),
        (HEAD + "1;Alpha;;;\n1;Beta;;;\n", 'row 3: the id "1" stands twice'),
        (HEAD + "1;Alpha;;;\n;Beta;;;\n", "row 3: the id is missing"),
        (HEAD, "there is no company in it"),
        ("\0\1", "binary"),
        (None, "there is no such file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_in_one_line(tmp_path, text, said):
    path = tmp_path / "companies.csv"
    if text is not None:
        path.write_text(text)
    done = grappe_here("linkage", str(path))
    assert (done.returncode, done.stdout) == (2, b"")
    told = done.stderr.decode().strip().splitlines()
    assert len(told) == 1
    assert "companies.csv" in told[0]
    assert said in told[0]


def test_a_wrong_option_is_told_in_one_line(tmp_path):
    done = grappe_here("linkage", "x.csv", "--least", "two")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "a number from 0 to 1" in done.stderr.decode()
