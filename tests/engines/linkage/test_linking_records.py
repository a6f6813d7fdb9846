"""Which records are one, how probably, and why? Small tables whose truth is plain."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.engines.linkage import CITIZEN, COMPANY, PERSON, Linker, compare
from grappe.engines.linkage.blocking import NEIGHBOURS, keys_of, pairs_of

ALPHA = {
    "name": "Alpha Kitchens S.à r.l.", "street": "12, rue de la Gare", "postcode": "L-1234", "city": "Luxembourg",
    "country": "LU", "website": "https://www.alpha-kitchens.lu", "rcs_number": "B123456", "founded": "2011-03-04",
}  # fmt: skip


def probability(one, other, profile=COMPANY):
    return compare(profile, one, [other])[0].probability


def test_the_same_record_is_surely_one():
    assert probability(ALPHA, ALPHA) > 0.99


def test_a_move_leaves_it_the_same_company():
    moved = ALPHA | {
        "street": "3, route d’Arlon",
        "postcode": "8008",
        "city": "Strassen",
        "name": "Alpha Kitchens Sàrl",
    }
    assert probability(ALPHA | {"rcs_number": ""}, moved) > 0.9


def test_a_register_number_outweighs_another_name():
    assert (
        probability(ALPHA, ALPHA | {"name": "Omega Küchen GmbH", "street": "", "postcode": "", "city": ""})
        > 0.5
    )


def test_companies_of_a_group_are_not_one_though_they_share_door_and_website():
    shared = {key: value for key, value in ALPHA.items() if key not in ("name", "rcs_number")}
    for one, other in (("X Luxembourg S.A.", "X Holding S.A."), ("Alpha 1 S.à r.l.", "Alpha 2 S.à r.l.")):
        assert probability(shared | {"name": one}, shared | {"name": other}) < 0.01


def test_numbers_that_differ_speak_against_it():
    other = {"name": ALPHA["name"], "rcs_number": "B987650", "founded": "1999-01-01"}
    assert probability(ALPHA, other) < 0.05 < 0.5 < probability(ALPHA, other | {"rcs_number": ""})


def test_neighbours_at_one_address_are_not_one():
    assert (
        probability(ALPHA, ALPHA | {"name": "Garage Weber", "rcs_number": "", "website": "", "founded": ""})
        < 0.01
    )


def test_reasons_name_both_values_in_three_languages_and_add_up():
    link = compare(COMPANY, ALPHA, [ALPHA | {"name": "ALPHA KITCHENS SARL", "postcode": "1234"}])[0]
    told = {reason.code: reason for reason in link.reasons}
    assert told["linkage.rcs_number.same"].text.fr == "Numéro RCS : identique (B123456)"
    assert told["linkage.name.same"].actual == "Alpha Kitchens S.à r.l."
    assert told["linkage.name.same"].text.de.startswith("Name: gleich (")
    assert [reason.weight for reason in link.reasons] == sorted(
        (r.weight for r in link.reasons), reverse=True
    )


RECORDS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Alpha S.A.", "Alpha Kitchens", "Alpha 2", "Zeta Bau GmbH", "", "Béta"]),
        "postcode": st.sampled_from(["", "1234", "L-1234", "8008"]), "street": st.sampled_from(["", "1, rue X", "2 r. X"]),
        "rcs_number": st.sampled_from(["", "B1234567", "B 123.4567", "B999999"]), "brand": st.sampled_from(["", "Alpha"]),
        "founded": st.sampled_from(["", "2001-02-03", "2001-03-02"]), "website": st.sampled_from(["", "alpha.lu"]),
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(RECORDS, RECORDS)
def test_either_way_round_gives_the_same_probability(one, other):
    assert abs(probability(one, other) - probability(other, one)) < 1e-9


@settings(max_examples=25, deadline=None)
@given(st.lists(RECORDS, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(records, lot):
    order = list(range(len(records)))
    lot.shuffle(order)
    as_given = linked([(str(place), record) for place, record in enumerate(records)])
    assert linked([(str(place), records[place]) for place in order]) == as_given


def linked(named):
    linker = Linker(COMPANY, {key: [record[key] for _, record in named] for key in named[0][1]})
    return {
        (frozenset((named[link.a][0], named[link.b][0])), round(link.probability, 6))
        for link in linker.links(0.3)
    }


def table(count, seed=4):
    lot = random.Random(seed)
    names = [
        f"{lot.choice('BCDFGK')}{lot.choice('aeiou')}{lot.choice('lmnrst')}{lot.choice('aeiou')}{n}x S.A."
        for n in range(count)
    ]
    return {
        "name": names,
        "postcode": [str(1000 + lot.randrange(900)) for _ in names],
        "city": ["Luxembourg"] * count,
    }


def test_a_table_teaches_its_own_weights_and_finds_its_copies():
    given_ = table(500)
    for place in range(0, 100, 10):
        given_["name"].append(given_["name"][place].replace("S.A.", "SA").upper())
        given_["postcode"].append(given_["postcode"][place])
        given_["city"].append("Luxembourg")
    linker = Linker(COMPANY, given_)
    found = {(link.a, link.b) for link in linker.links()}
    assert found == {(place, 500 + place // 10) for place in range(0, 100, 10)}
    assert linker.weights.rounds > 0
    assert 5 < linker.weights.matches < 20


def test_two_files_are_linked_across_and_never_within():
    first, second = table(40), table(40)
    found = {(link.a, link.b) for link in Linker(COMPANY, first, second).links()}
    assert found == {(place, 40 + place) for place in range(40)}


def test_only_what_is_new_is_looked_at():
    given_ = {key: values * 2 for key, values in table(20).items()}
    only = np.zeros(40, bool)
    only[[3, 25]] = True
    assert {(link.a, link.b) for link in Linker(COMPANY, given_, only=only).links()} == {(3, 23), (5, 25)}


def test_a_thousand_of_one_name_are_not_a_million_pairs():
    linker = Linker(
        COMPANY, {"name": ["Alpha S.A."] * 1_000, "street": ["1, rue X"] * 1_000, "city": ["Esch"] * 1_000}
    )
    for key in keys_of(linker.comparer):
        assert sum(map(len, pairs_of(key, 1_000, None))) <= 1_000 * NEIGHBOURS


def test_persons_by_their_own_fields():
    one = {"given_name": "Marie", "surname": "Dupont", "date_of_birth": "19800102", "soc_sec_id": "1234567"}
    assert probability(one, one | {"surname": "Dupond", "date_of_birth": "19800201"}, CITIZEN) > 0.9
    assert (
        probability(one, {"given_name": "Marie", "surname": "Weber", "date_of_birth": "19770505"}, CITIZEN)
        < 0.01
    )
    mine = {"name": "Marie Dupont", "email": "marie@alpha.lu"}
    assert probability(mine, {"name": "Dupont Marie", "email": "marie@alpha.lu"}, PERSON) > 0.9


def test_nothing_comes_of_nothing():
    assert compare(COMPANY, ALPHA, []) == []
    assert list(Linker(COMPANY, {"name": []}).links()) == []
    assert list(Linker(COMPANY, {"name": ["", ""]}).links()) == []
