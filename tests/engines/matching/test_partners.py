"""Are the right partners proposed at an event, both ways, across languages, and is it said why?"""

from __future__ import annotations

import pytest

from grappe.engines.kernel import Text
from grappe.engines.matching.partners import Partner, complete_one_another, lines_of, propose

# What one seeks and another offers, the same thing in two languages each, and three that nobody here seeks.
PAIRS = (
    ("Surface coating for aluminium parts", "Revêtement de surface pour pièces en aluminium"),
    ("Partenaire pour l’impression 3D métal", "Additive Fertigung von Metallteilen"),
    ("Software zur Produktionsplanung", "Production planning software"),
    ("Recycled carbon fibre", "Carbonfasern aus Recycling"),
    ("Cybersecurity audit", "Audit de sécurité informatique"),
    ("Salle blanche pour dispositifs médicaux", "Clean rooms for medical devices"),
    ("Financement d’un prototype", "Venture capital for prototypes"),
    ("Energy monitoring of our machines", "Energiemonitoring für Maschinen"),
)
OTHERS = ("Übersetzungen und Dolmetschen", "Restauration lors d’événements", "Legal advice on patents")


@pytest.fixture(scope="module")
def hall():
    """One who seeks each thing, one who offers it, and three more."""
    people = [Partner(f"seeks {place}", seeks=sought) for place, (sought, _offered) in enumerate(PAIRS)]
    people += [Partner(f"offers {place}", offers=offered) for place, (_sought, offered) in enumerate(PAIRS)]
    people += [Partner(f"other {place}", offers=offered) for place, offered in enumerate(OTHERS)]
    return propose(people)


@pytest.mark.parametrize("place", range(len(PAIRS)), ids=[sought for sought, _offered in PAIRS])
def test_who_offers_what_one_seeks_comes_first_whatever_the_language(hall, place):
    assert [each.partner for each in hall[f"seeks {place}"]] == [f"offers {place}"]
    assert [each.partner for each in hall[f"offers {place}"]] == [f"seeks {place}"]


def test_what_nobody_seeks_is_proposed_to_nobody(hall):
    assert [hall[f"other {place}"] for place in range(len(OTHERS))] == [()] * len(OTHERS)


def test_the_reasons_name_the_lines_that_meet_both_ways():
    baker = Partner("baker", offers="Bread for canteens\nCatering for events", seeks="Refrigerated transport")
    carrier = Partner("carrier", offers="Transport frigorifique", seeks="Catering for events")
    (found,) = propose([baker, carrier])["baker"]
    assert {reason.en for reason in found.reasons} == {
        "You seek “Refrigerated transport” – they offer “Transport frigorifique”",
        "They seek “Catering for events” – you offer “Catering for events”",
    }
    assert all(reason.fr and reason.de and reason.fr != reason.en for reason in found.reasons)
    (back,) = propose([baker, carrier])["carrier"]
    assert "They seek “Refrigerated transport” – you offer “Transport frigorifique”" in {
        reason.en for reason in back.reasons
    }


def test_to_seek_weighs_more_than_to_be_sought():
    me = Partner("me", offers="Laser cutting", seeks="Powder coating")
    supplier = Partner("supplier", offers="Powder coating")
    customer = Partner("customer", seeks="Laser cutting")
    both = Partner("both", offers="Powder coating", seeks="Laser cutting")
    assert [each.partner for each in propose([me, customer, supplier, both])["me"]] == [
        "both", "supplier", "customer",
    ]  # fmt: skip


def test_what_both_share_is_told_and_decides_between_equals():
    names = {"wood": Text("Wood", "Bois", "Holz")}
    called = {
        "16.10": Text("Sawmilling", "Sciage", "Sägewerke"),
        "62.10": Text("Programming", "Programmation"),
    }
    me = Partner("me", seeks="Grading of boards", clusters=frozenset({"wood"}), nace="16.10")
    near = Partner("near", offers="Grading of boards", clusters=frozenset({"wood"}), nace="62.10")
    far = Partner("far", offers="Grading of boards")
    found = propose([me, far, near], clusters=names, activities=called)["me"]
    assert [each.partner for each in found] == ["near", "far"]
    told = [reason.in_language("fr") for reason in found[0].reasons]
    assert told[1:] == [
        "Même cluster : Bois", "Activités qui peuvent se compléter : Programmation (la vôtre : Sciage)",
    ]  # fmt: skip


def test_a_shared_cluster_alone_is_no_reason_to_meet():
    both = [Partner(name, offers="Bread", clusters=frozenset({"wood"})) for name in "ab"]
    assert propose([*both, Partner("c", seeks="Reactor safety")])["a"] == ()


def test_neither_colleagues_nor_the_hidden_are_proposed():
    me = Partner("me", seeks="Powder coating", group="company 1")
    colleague = Partner("colleague", offers="Powder coating", group="company 1")
    hidden = Partner("hidden", offers="Powder coating", shown=False)
    found = propose([me, colleague, hidden])
    assert found["me"] == ()
    assert [each.partner for each in found["hidden"]] == ["me"], "who hides still gets proposals"


def test_at_most_so_many_and_nobody_at_all():
    many = [Partner(f"{place:02}", offers="Powder coating") for place in range(30)]
    assert len(propose([Partner("me", seeks="Powder coating"), *many], top=5)["me"]) == 5
    assert propose([]) == {}
    assert propose([Partner("mute")]) == {"mute": ()}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Bread\n\n  Cakes ;  tarts", ("Bread", "Cakes", "tarts")),
        ("We bake. We deliver!", ("We bake", "We deliver!")),
        ("• a thing\n- another\n* a third", ("a thing", "another", "a third")),
        ("Bread\nBread", ("Bread",)),
        ("", ()),
        ("x" * 500, ("x" * 200,)),
    ],
)
def test_how_a_text_is_cut_into_lines(text, lines):
    assert lines_of(text) == lines


@pytest.mark.parametrize(
    ("mine", "theirs", "complete"),
    [("25.11", "62.10", True), ("25.11", "25.62", False), (None, "25.11", False), ("25.11", None, False)],
)
def test_activities_of_one_division_do_not_complete_one_another(mine, theirs, complete):
    assert complete_one_another(mine, theirs) is complete
