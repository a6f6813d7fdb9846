"""Does a need find what answers it in another language, and is it told why?"""

import pytest

from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import Matcher, Need, Solution
from grappe.engines.matching.meaning import passages
from grappe.engines.matching.retrieval import words_that_meet

SOLUTIONS = [
    Solution(
        "heat",
        "Pompe à chaleur",
        "Une prime pour remplacer votre ancienne chaudière au fioul.",
        language="fr",
    ),
    Solution(
        "cyber", "Cybersecurity check", "Two days with an expert: how safe are your servers?", language="en"
    ),
    Solution(
        "patent",
        "Schutzrechtsberatung",
        "Wie schützen Sie Ihre Erfindung? Patente und Marken.",
        language="de",
    ),
    Solution(
        "waste", "Diagnostic déchets", "Réduire et valoriser les déchets de votre entreprise.", language="fr"
    ),
    Solution(
        "money", "Innovation financing", "Which investor or public aid pays for your project?", language="en"
    ),
]


@pytest.fixture(scope="module")
def matcher():
    return Matcher(SOLUTIONS)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("Wir möchten unsere Ölheizung durch eine Wärmepumpe ersetzen", "heat"),
        ("Replace our old boiler with a heat pump", "heat"),
        ("Mir wëllen eng Wärmepompel", "heat"),
        ("Nous craignons une cyberattaque sur nos serveurs", "cyber"),
        ("Unsere Server sind nicht sicher genug", "cyber"),
        ("Comment protéger notre invention par un brevet ?", "patent"),
        ("How do we protect our invention?", "patent"),
        ("Unsere Abfälle kosten zu viel", "waste"),
        ("Qui peut financer notre projet innovant ?", "money"),
    ],
)
def test_the_best_answer_is_found_in_another_language(matcher, text, best):
    (ranked,) = matcher.match([Need("n", text)], 1)
    assert ranked[0].id == best


def test_the_words_that_met_are_shown_in_both_languages(matcher):
    need = Need("n", "Wir möchten eine Wärmepumpe")
    (ranked,) = matcher.match([need], 1)
    words = ranked[0].score.reasons[0]
    assert "Wärmepumpe – Pompe à chaleur" in words.text.de.replace("Pompe chaleur", "Pompe à chaleur")
    assert words_that_meet(need, SOLUTIONS[0])[0].asked == "Wärmepumpe"


def test_the_nearest_passage_is_shown(matcher):
    (ranked,) = matcher.match([Need("n", "Comment protéger notre invention ?")], 1)
    meaning = ranked[0].score.reasons[1]
    assert meaning.code == "matching.meaning"
    assert "Erfindung" in meaning.expected and "Erfindung" in meaning.text.fr


def test_a_need_without_any_answer_scores_low_and_says_so(matcher):
    (ranked,) = matcher.match([Need("n", "Zebra xylophone")], 5)
    assert all(r.score.value < 0.15 for r in ranked)
    assert ranked[0].score.reasons[0].text.fr == "Aucun mot en commun"


def test_a_batch_gives_what_each_need_gives_alone(matcher):
    needs = [
        Need(str(i), text) for i, text in enumerate(["Patent", "une pompe à chaleur pour l'usine", "x" * 500])
    ]
    together = matcher.match(needs)
    for need, ranked in zip(needs, together, strict=True):
        (alone,) = matcher.match([need])
        assert [r.id for r in alone] == [r.id for r in ranked]
        for one, other in zip(alone, ranked, strict=True):
            assert one.score.value == pytest.approx(other.score.value, abs=1e-4)


def test_an_empty_text_has_no_meaning_and_breaks_nothing():
    assert not encode([""]).any()
    assert passages("") == ()
    assert Matcher([]).match([Need("n", "anything")]) == [[]]


def test_a_long_text_is_cut_at_sentence_ends():
    cut = passages("One two three. " * 60)
    assert len(cut) == 3 and all(part.endswith(".") for part in cut)
