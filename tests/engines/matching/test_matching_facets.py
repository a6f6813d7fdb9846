"""Is each facet compared on its own, and is what is not known neither praise nor blame?"""

import pytest

from grappe.engines.kernel import Text
from grappe.engines.matching import Candidate, Facets, MeaningScore, Need, Profile, WordScore, facets, rank


@pytest.mark.parametrize(
    ("code", "prefix", "inside"),
    [
        ("25.11", "C", True),
        ("C25.11", "C", True),
        ("25.11", "25", True),
        ("25.11", "25.1", True),
        ("25.11", "25.2", False),
        ("62.01", "C", False),
        ("C25.11", "J25", False),
        ("01.1", "A", True),
        ("", "C", False),
        ("99.00", "U", True),
    ],
)
def test_a_sector_is_a_section_division_group_or_class(code, prefix, inside):
    assert facets.in_sector(code, prefix) is inside


def candidate(**facet: frozenset[str]) -> Candidate:
    return Candidate("s", WordScore(0.5), MeaningScore(0.5), Facets(**facet), "en")


def scored(profile: Profile, found: Candidate) -> float:
    return rank(Need("n", "text", "en", profile), [found])[0].score.value


@pytest.mark.parametrize(
    ("profile", "meets", "misses"),
    [
        (
            Profile(theme="digital"),
            {"themes": frozenset({"digital"})},
            {"themes": frozenset({"sustainability"})},
        ),
        (
            Profile(clusters=frozenset({"wood", "materials"})),
            {"clusters": frozenset({"wood"})},
            {"clusters": frozenset({"healthtech"})},
        ),
        (Profile(nace="25.11"), {"nace": frozenset({"C"})}, {"nace": frozenset({"J"})}),
        (Profile(size="small"), {"sizes": frozenset({"micro", "small"})}, {"sizes": frozenset({"large"})}),
        (Profile(language="fr"), {"languages": frozenset({"fr", "de"})}, {"languages": frozenset({"de"})}),
        (
            Profile(region="Luxembourg"),
            {"regions": frozenset({"Luxembourg"})},
            {"regions": frozenset({"Esch"})},
        ),
    ],
)
def test_what_meets_stands_above_open_above_what_misses(profile, meets, misses):
    above, between, below = (
        scored(profile, candidate(**meets)),
        scored(profile, candidate()),
        scored(profile, candidate(**misses)),
    )
    assert above > between > below


def test_what_is_not_known_of_the_company_changes_nothing_but_is_said():
    need = Need("n", "text", "en", Profile(theme="digital"))
    wanting = rank(need, [candidate(sizes=frozenset({"large"}))])[0].score
    open_to_all = rank(need, [candidate()])[0].score
    assert wanting.value == open_to_all.value
    reason = next(reason for reason in wanting.reasons if reason.code == "matching.size")
    assert reason.actual is None and reason.expected == "large" and reason.weight == 0
    assert "inconnu" in reason.text.fr


def test_each_facet_says_both_sides_in_three_languages():
    need = Need("n", "text", "en", Profile(nace="25.11"))
    reason = rank(need, [candidate(nace=frozenset({"J"}))])[0].score.reasons[2]
    assert (reason.actual, reason.expected) == ("25.11", "J")
    assert (
        "does not fit" in reason.text.en
        and "ne convient pas" in reason.text.fr
        and "passt nicht" in reason.text.de
    )


def test_values_are_told_in_words_where_they_have_some():
    need = Need("n", "text", "en", Profile(theme="digital", size="small", language="lb"))
    found = candidate(
        themes=frozenset({"digital"}), sizes=frozenset({"micro", "small"}), languages=frozenset({"fr", "de"})
    )
    words = {"digital": Text("Digital", "Numérique", "Digitalisierung")}
    told = {reason.code: reason.text for reason in rank(need, [found], words=words)[0].score.reasons}
    assert told["matching.theme"].fr == "Thème : convient (Numérique)"
    assert told["matching.size"].de == "Größe passt: klein"
    assert "luxembourgeois, prévu pour allemand, français" in told["matching.language"].fr
