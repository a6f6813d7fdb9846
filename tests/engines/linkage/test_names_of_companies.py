"""Which names are one, and which are two companies of one group?"""

from __future__ import annotations

import itertools
import string

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
        ("Zorvex S.A.", "Zorvex Biotech S.à r.l.", APART),
        ("Zorvex SA", "Zorvex Biotech S.A.", PART),
        ("Alpha A Holding S.A.", "Alpha E Holding S.A.", APART),
        ("Alpha Fund D Invest SCSp", "Alpha Fund L Invest SCSp", APART),
        ("Alpha Fund L LP", "Alpha Fund LP", APART),
        ("Alpha S.A. SICAV-RAIF", "Alpha SICAV-RAIF", SAME),
        ("Studio SE Design S.A.", "Studio Design S.A.", PART),
        ("SARL Dupont", "Dupont S.à r.l.", SAME),
        ("Alpha GmbH & Co. KG", "Alpha KG", SAME),
        ("L’Oréal S.A.", "L OREAL SA", SAME),
        ("Oréal", "L'Oréal", SAME),
        ("Société d’Énergie S.A.", "SOCIETE D ENERGIE SA", SAME),
        ("Prêt à Porter S.A.", "Prêt Porter SA", SAME),
        ("M & A Partners", "MA Partners S.à r.l.", SAME),
        ("Alpha L’bourg S.A.", "Alpha Luxembourg SA", SAME),
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


LETTERS = [
    letter for letter in string.ascii_lowercase if letter not in "ivx"
]  # these three are figures of Rome
ENDINGS = ("", "S.A.", "SA", "S.à r.l.", "S. à r.l.", "Sàrl", "SCSp", "S.C.A.", "LP", "L.P.", "GmbH",
            "AG", "SE", "SAS", "S.A.S.")  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_any_letter_tells_two_funds_apart_whatever_form_follows(ending):
    for letter in LETTERS:
        taken = company_name(f"Alpha Fund {letter.upper()} {ending}")
        assert taken.words == ("alpha", "fund", letter)
        assert taken.form == company_name(f"Alpha {ending}").form
        assert how(f"Alpha Fund {letter.upper()} {ending}", f"Alpha Fund {ending}") == APART
    for one, other in itertools.pairwise(LETTERS):
        assert how(f"Alpha Fund {one.upper()} {ending}", f"Alpha Fund {other.upper()} {ending}") == APART


def test_a_name_of_nothing_but_a_form_keeps_it():
    assert company_name("AG").words == ("ag",)
    assert company_name("S.A.").words
