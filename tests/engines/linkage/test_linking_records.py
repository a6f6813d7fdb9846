"""Which records are one, how probably, and why? Small tables whose truth is plain."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.engines.linkage import CITIZEN, COMPANY, PERSON, Link, Linker, columns, compare, linking
from grappe.engines.linkage.blocking import NEIGHBOURS, keys_of, pairs_of
from grappe.engines.linkage.comparing import Comparer
from grappe.engines.linkage.weighing import probability as probability_of
from grappe.engines.linkage.weighing import starting

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


def test_a_word_more_at_the_same_door_is_for_people_to_say():
    shared = {key: value for key, value in ALPHA.items() if key not in ("name", "rcs_number")}
    short, long = shared | {"name": "Zorvex"}, shared | {"name": "Zorvex Biotech"}
    assert probability(short, shared | {"name": "Zorvex Holding"}) < probability(short, long) < 0.5
    assert probability(short | {"name": "Zorvex S.A."}, shared | {"name": "Zorvex Biotech S.à r.l."}) < 0.001
    assert probability(short | {"vat_number": "LU12345678"}, long | {"vat_number": "LU12345678"}) > 0.9


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
    # Door, website and day of foundation together say more than two alike names allow: what is told is what counted.
    for other in (ALPHA, ALPHA | {"name": "Alpha Kitchens Holding", "rcs_number": "", "city": "Esch"}):
        link = compare(COMPANY, ALPHA, [other])[0]
        told = sum(reason.weight for reason in link.reasons)
        again = probability_of(COMPANY, starting(COMPANY, 1, 20_000), np.array([told], np.float32))[0]
        assert abs(np.log2(again / (1 - again)) - np.log2(link.probability / (1 - link.probability))) < 0.1


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
def test_the_order_of_few_rows_does_not_matter(records, lot):
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


def crowd(lot):
    """Return 480 companies, many of them twice, with 60 of one name at as many doors: enough to learn, and a large block."""
    found = []
    for number in range(300):
        name = f"{lot.choice('BCDFGK')}{lot.choice('aeiou')}{lot.choice('lmnrst')}{number}x S.A."
        found.append({"name": name, "street": f"{number}, rue X", "postcode": str(1000 + lot.randrange(900)),
                      "city": lot.choice(("Esch", "Wiltz")), "website": f"w{number}.lu" if lot.random() < 0.5 else "",
                      "founded": f"{lot.randint(1950, 2020)}-0{lot.randint(1, 9)}-1{lot.randint(0, 9)}"})  # fmt: skip
    for number in range(60):
        found.append(
            found[number] | {"name": "Café de la Place", "website": "", "street": f"{number % 45}, rue Y"}
        )
    for record in lot.sample(found, 120):
        found.append(
            record | {"name": record["name"].upper().replace("S.A.", "SA"), "website": "", "city": "ESCH"}
        )
    lot.shuffle(found)
    return found


def columns_of(records):
    return {name: [record[name] for record in records] for name in records[0]}


def told_by(linker, keys):
    return {frozenset((keys[link.a], keys[link.b])): link.probability for link in linker.links(0.05)}


def assert_alike(one, other):
    assert len(one) > 60
    assert one.keys() == other.keys()
    assert all(abs(one[pair] - other[pair]) < 1e-3 for pair in one)


def test_the_order_of_many_rows_does_not_matter():
    records = crowd(random.Random(5))
    as_given = Linker(COMPANY, columns_of(records))
    expected = told_by(as_given, range(len(records)))
    assert as_given.weights.rounds > 0
    for seed in (1, 2):
        order = random.Random(seed).sample(range(len(records)), len(records))
        turned = Linker(COMPANY, columns_of([records[place] for place in order]))
        assert_alike(told_by(turned, order), expected)


def test_it_does_not_matter_which_of_two_files_comes_first():
    records = crowd(random.Random(6))
    half = len(records) // 2
    first, second = columns_of(records[:half]), columns_of(records[half:])
    keys = range(len(records))
    found = told_by(Linker(COMPANY, first, second), keys)
    assert_alike(told_by(Linker(COMPANY, second, first), [*keys[half:], *keys[:half]]), found)


def test_what_is_learned_is_drawn_alike_in_any_order(monkeypatch):
    monkeypatch.setattr(linking, "SAMPLE", 500)
    records = crowd(random.Random(7))
    order = random.Random(1).sample(range(len(records)), len(records))
    one = Linker(COMPANY, columns_of(records))
    other = Linker(COMPANY, columns_of([records[place] for place in order]))
    assert len(one.candidates()) > 500
    assert_alike(told_by(other, order), told_by(one, range(len(records))))


def test_a_number_that_most_have_says_little_however_many_have_none():
    rows = 10_000
    numbers = ["LU99999999"] * 50 + [f"LU1000{place:04}" for place in range(10)] + [""] * (rows - 60)
    comparer = Comparer(
        COMPANY, {"name": [f"N{place}" for place in range(rows)], "vat_number": numbers}, rows
    )
    place = [field.name for field in COMPANY.fields].index("vat_number")
    _levels, bits = comparer.compare(np.array([0, 1]), np.array([2, 49]))
    assert (bits[:, place] < 1.0).all()
    rare, _again = comparer.compare(np.array([50]), np.array([50]))
    assert rare[0, place] == 3


def test_a_brand_that_most_have_says_little_however_many_have_none():
    brands = ["Kiosk"] * 50 + [f"Brand{place}" for place in range(10)] + [""] * 9_940
    assert columns.names(brands).bits[0] < 1.0


def test_few_that_were_chosen_for_sharing_a_number_do_not_make_it_common():
    record = {"name": "Alpha Kitchens", "vat_number": "LU12345678"}
    alone = compare(COMPANY, record, [record])[0].probability
    among = compare(
        COMPANY, record, [record, *({"name": f"B{n}", "vat_number": "LU12345678"} for n in range(8))]
    )
    assert abs(among[0].probability - alone) < 0.01


def test_a_pair_without_evidence_is_as_probable_as_any_pair():
    weights = starting(COMPANY, 1_000_000)
    nothing = probability_of(COMPANY, weights, np.array([0.0], np.float32))[0]
    assert abs(nothing / (weights.matches / weights.pairs) - 1) < 0.01


def of_address(*texts):
    """Return level and bits of the address of the first two rows, either way round."""
    given_ = dict(zip(("street", "postcode", "city"), map(list, zip(*texts, strict=True)), strict=True))
    comparer = Comparer(COMPANY, given_ | {"name": [""] * len(texts)}, len(texts))
    place = [field.name for field in COMPANY.fields].index("address")
    levels, bits = comparer.compare(np.array([0, 1]), np.array([1, 0]))
    assert levels[0, place] == levels[1, place]
    assert bits[0, place] == bits[1, place]
    return levels[0, place], float(bits[0, place])


def test_a_door_says_what_its_commoner_way_of_writing_says_whichever_stands_first():
    common = ("1, rue de la Gare", "1234", "Esch")
    level, bits = of_address(common, ("1, rue de la Garre", "1234", "Esch"), *[common] * 200)
    assert level == 4
    assert bits < 0.5


def test_a_street_without_a_number_is_no_door():
    street, door = ("rue de la Gare", "1234", "Esch"), ("1, rue de la Gare", "1234", "Esch")
    assert of_address(street, street) == of_address(street, door) == (3, 0.0)
    assert of_address(door, door)[0] == 4


@pytest.mark.parametrize(("mine", "theirs"), [(15, 15), (30, 3), (200, 40)])
def test_rows_of_one_name_in_two_files_all_meet_some_of_the_other(mine, theirs):
    def rows(count, start):
        return {"name": ["Café de la Place"] * count, "street": [f"{start + n}, rue X" for n in range(count)]}

    linker = Linker(COMPANY, rows(mine, 0), rows(theirs, 1_000))
    key = next(key for key in keys_of(linker.comparer) if key.name == "name")
    pairs = np.unique(np.concatenate(list(pairs_of(key, linker.rows, linker.sides))))
    one, two = pairs // linker.rows, pairs % linker.rows
    assert (one < mine).all()
    assert (two >= mine).all()
    met = np.bincount(np.r_[one, two], minlength=mine + theirs)
    assert (met[:mine] >= min(NEIGHBOURS, theirs)).all()
    assert (met[mine:] >= min(NEIGHBOURS, mine)).all()
    assert len(pairs) <= 2 * NEIGHBOURS * linker.rows


class Untouched(list):
    def __iter__(self):
        raise AssertionError("all values are gone through again")


def test_explaining_a_link_does_not_read_every_day_anew():
    given_ = table(50) | {"founded": [f"20{n % 20 + 10}-01-{n % 28 + 1:02}" for n in range(50)]}
    linker = Linker(COMPANY, given_)
    days = next(each.data for each in linker.comparer.fields if each.field.name == "founded")
    object.__setattr__(days, "values", Untouched(days.values))
    told = linker.explained(Link(3, 4, 0.5))
    assert "linkage.founded.other" in {reason.code for reason in told.reasons}


def test_a_day_in_figures_of_another_script_is_none():
    assert probability(ALPHA | {"founded": "٢٠١١-٠٣-٠٤"}, ALPHA) > 0.9


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


@pytest.mark.parametrize(
    ("one", "two", "twice"),
    [
        (("Tess Wampach", "t@w.lu", "", "1"), ("T. Wampach", "t@w.lu", "", "2"), True),
        (("Marie Müller", "", "", "1"), ("Muller Marie", "", "", "1"), True),
        (("Marie Müller", "", "", "1"), ("Marie Müller", "", "", "2"), False),
        (("Jean Weber", "", "123456", "1"), ("Paul Weber", "", "123456", "1"), False),  # a switchboard
        (("Jean Weber", "", "123456", "1"), ("Anna Schmit", "", "123456", "1"), False),
    ],
)
def test_what_a_house_shares_makes_no_two_people_one(one, two, twice):
    names = ("name", "email", "phone", "company_id")
    given, other = (
        {**dict(zip(names, row, strict=True)), "company": f"House {row[3]}"} for row in (one, two)
    )
    link = compare(PERSON, given, [other], 20_000)[0]
    assert (link.probability > 0.7) == twice
    assert any("House" in reason.text.en for reason in link.reasons), (
        "the company by its name, not its number"
    )
