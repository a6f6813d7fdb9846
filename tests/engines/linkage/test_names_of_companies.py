"""Which names are one, and which are two companies of one group?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.linkage import company_name
from grappe.engines.linkage.names import APART, NEAR, OTHER, PART, PLACE, SAME, stand

WORDS = st.sampled_from(
    [
        "Alpha",
        "Béton",
        "Müller",
        "Holding",
        "Luxembourg",
        "2",
        "S.A.",
        "S.à r.l.",
        "GmbH",
        "&",
        "Tech",
        "I",
        "de la",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def how(one: str, other: str) -> int:
    return stand(company_name(one), company_name(other))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Alpha S.A.", "ALPHA SA", SAME),
        ("Boulangerie Fischer S.à r.l.", "Boulangerie Fischer Sàrl", SAME),
        ("Boulangerie Fischer S.à r.l.", "Fischer Boulangerie GmbH", SAME),
        ("Société de l’Énergie Société Anonyme", "Societe de l'Energie", SAME),
        ("Arendt & Medernach S.A.", "Arendt et Medernach", SAME),
        ("Cargolux Airlines International S.A.", "Cargolux Airlines Intl SA", SAME),
        ("Alpha I S.à r.l.", "Alpha 1 S.à r.l.", SAME),
        ("S.E.S. SA", "SES", SAME),
        ("Boulangerie Fischer", "Boulangerie Ficsher SARL", NEAR),
        ("Müller Bau", "Mueller Bau GmbH", NEAR),
        ("Euro Tech", "Eurotech S.A.", NEAR),
        ("Eurofins Scientific SE", "Eurofins", PART),
        ("Vivendi", "Vivendi Luxembourg S.A.", PLACE),
        ("Vivendi SE", "Vivendi Luxembourg S.à r.l.", APART),
        ("X Luxembourg S.A.", "X Holding S.A.", APART),
        ("Alpha 1 S.à r.l.", "Alpha 2 S.à r.l.", APART),
        ("Alpha S.à r.l.", "Alpha 2 S.à r.l.", APART),
        ("Alpha Fund A", "Alpha Fund B", APART),
        ("Alpha S.A.", "Alpha Real Estate S.A.", APART),
        ("Alpha S.A.", "Zeta S.A.", OTHER),
    ],
)
def test_how_two_names_stand(one, other, expected):
    assert how(one, other) == expected


@given(NAMES, NAMES)
def test_it_is_the_same_either_way_round(one, other):
    assert how(one, other) == how(other, one)


@given(NAMES)
def test_a_name_is_itself_in_capitals_and_without_accents(name):
    assert how(name, name) == SAME
    assert how(name, name.upper()) == SAME


@given(st.text(max_size=80))
def test_any_text_is_taken_apart(text):
    assert stand(company_name(text), company_name(text)) == SAME
    assert isinstance(company_name(text).words, tuple)


def test_a_name_of_nothing_but_a_form_keeps_it():
    assert company_name("AG").words == ("ag",)
    assert company_name("S.A.").words
