"""Are words, languages and concepts read rightly?"""

import json
from pathlib import Path

import pytest

from grappe.engines.kernel import language
from grappe.engines.matching import glossary, words

LABELLED = [json.loads(line) for line in (Path(__file__).parent / "labelled.jsonl").open(encoding="utf-8")]


def stems(text: str, code: str) -> list[str]:
    return words.stems(words.words(text, code, glossary.german_parts()))


def test_accents_case_and_endings_do_not_matter():
    assert stems("ISOLATION THERMIQUE", "fr") == stems("isolations thermiques", "fr")
    assert words.fold("Énergie Œuvre Straße") == "energie oeuvre strasse"


def test_french_elisions_and_empty_words_are_set_aside():
    assert [w.written for w in words.words("L'énergie que nous n'avons qu'en hiver", "fr")] == [
        "énergie",
        "hiver",
    ]


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("olkessel", ("kessel",)),
        ("abfallkosten", ("abfall", "kosten")),
        ("energieaudit", ("energie", "audit")),
        ("wasserstoff", ()),  # hydrogen is not about water
        ("kessel", ()),
    ],
)
def test_german_compounds_are_taken_apart(compound, parts):
    assert words.compound_parts(compound, glossary.german_parts()) == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wir möchten unsere Abfälle verringern", "de"),
        ("Nous cherchons un partenaire pour tester un capteur", "fr"),
        ("We look for a partner to test a sensor", "en"),
        ("Mir sichen e Partner fir e Sensor ze testen", "lb"),
        ("", "unknown"),
        ("12345", "unknown"),
        ("CO2", "unknown"),
    ],
)
def test_the_language_is_told_or_admitted_unknown(text, code):
    assert language.detect(text) == code


def test_the_language_of_our_own_needs_is_told_almost_always():
    right = sum(language.detect(row["text"]) == row["language"] for row in LABELLED)
    assert right / len(LABELLED) > 0.98


def test_every_concept_has_a_term_in_every_language_and_a_name_of_its_own():
    names = [concept.name for concept in glossary.concepts()]
    assert len(names) == len(set(names))
    for concept in glossary.concepts():
        assert all(concept.terms[code] for code in glossary.COLUMNS), concept.name


def test_a_concept_is_met_in_every_language_by_its_own_terms():
    for concept in glossary.concepts():
        for code in ("en", "fr", "de"):
            term = concept.terms[code][0]
            met = {span.concept.name for span in glossary.spans(term, code)}
            assert concept.name in met, (code, term)


def test_a_shorter_term_inside_a_longer_one_is_nested():
    spans = {span.concept.name: span.nested for span in glossary.spans("une pompe à chaleur", "fr")}
    assert spans["heat pump"] is False
    assert spans["heat"] is True


def test_a_need_is_put_into_the_words_of_another_language():
    assert "pompe à chaleur" in glossary.expand("Wir wollen eine Wärmepumpe", "de", "fr")
    assert glossary.expand("xyzzy", "en", "fr") == ()
