# ruff: noqa: E501  # sentences are as long as they are
"""Do French sentences become exactly the rules that they say, and nothing that they do not?"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grappe.engines.eligibility import Catalogue, company_of, explain, parse_programme, parse_tree
from grappe.engines.eligibility.imports.conditions import (
    age_of,
    condition_of,
    free_of_condition,
    says_any_age,
)
from grappe.engines.eligibility.imports.french import MONEY, euros, plain
from grappe.engines.eligibility.imports.french_programmes import read_row, slug_of
from grappe.engines.eligibility.imports.model import name_once
from grappe.engines.eligibility.imports.naf import ALL, SECTIONS, code_of, of_sections
from grappe.engines.eligibility.imports.places import DEPARTMENTS, EVERYWHERE, REGIONS, area_of, named
from grappe.engines.eligibility.imports.sectors import said_of, sectors_of
from grappe.engines.eligibility.imports.sizes import size_nodes, staff_of, turnover_node
from grappe.engines.eligibility.reading import Fault

SME = ["micro", "small", "medium"]


@pytest.mark.parametrize(
    ("sentence", "bounds"),
    [
        ("Moins de 250 salariés", ("lt", 250)),
        ("moins de 20 salariés.", ("lt", 20)),
        ("Entreprises de moins de 250 salariés", ("lt", 250)),
        ("TPE de moins de 20 salariés", ("lt", 20)),
        ("Plus de 50 salariés", ("gt", 50)),
        ("Plus de 1 000 salariés", ("gt", 1000)),
        ("Moins de 5 000 salariés", ("lt", 5000)),
        ("Au moins 10 salariés", ("gte", 10)),
        ("10 salariés et plus", ("gte", 10)),
        ("À partir de 3 salariés", ("gte", 3)),
        ("Jusqu’à 500 salariés", ("lte", 500)),
        ("50 salariés maximum", ("lte", 50)),
        ("Entreprises de 10 à 49 salariés", ("between", [10, 49])),
        ("Entre 20 et 500 salariés", ("between", [20, 500])),
        ("250-499 salariés", ("between", [250, 499])),
        ("Effectif de 11 à 50 ETP", ("between", [11, 50])),
        # Nothing of the following speaks of the company's staff, or not of that alone.
        ("Entre 50 et 20 salariés", None),
        ("Dispositif prioritairement destiné aux entreprises de moins de 50 salariés.", None),
        ("Éligible pour les sites de moins de 250 salariés des grandes entreprises", None),
        ("Flotte entre 10 et 100 véhicules", None),
        ("Moins de 250 salariés, sauf dérogation", None),
        ("Communes de moins de 40 000 habitants", None),
        ("", None),
    ],
)
def test_staff_is_read_with_its_bounds(sentence, bounds):
    assert staff_of(sentence) == bounds


@pytest.mark.parametrize(
    ("sentence", "classes"),
    [("TPE et PME", SME), ("PME", SME), ("tpe", ["micro"]), ("Petites et moyennes entreprises", SME)],
)
def test_size_classes(sentence, classes):
    nodes, whole = size_nodes(sentence)
    assert whole and [(node["field"], node["value"]) for node in nodes] == [("company_size", classes)]


def test_a_class_with_a_turnover_is_both_and_others_besides_stay_open():
    nodes, whole = size_nodes("PME avec un CA supérieur à 5M€.")
    assert whole
    assert [(n["field"], n["op"], n["value"]) for n in nodes] == [
        ("company_size", "in", SME), ("turnover_eur", "gt", 5_000_000),
    ]  # fmt: skip
    (node,), whole = size_nodes("TPE, PME, entrepreneurs salariés")
    assert not whole and "unknown" in node["any"][1]
    assert size_nodes("ETI") is None and size_nodes("Toute entreprise innovante") is None


@pytest.mark.parametrize(
    ("written", "eur"),
    [
        ("10 M€", 10_000_000), ("5 milliards d'euros", 5_000_000_000), ("750 000 €", 750_000), ("200 K€", 200_000),
        ("1,5 M€", 1_500_000), ("50 millions d’euros", 50_000_000), ("43M€", 43_000_000), ("1.500 €", 1_500),
        ("300\u202f000 €", 300_000), ("2 millions d'euros", 2_000_000),
    ],
)  # fmt: skip
def test_euros(written, eur):
    said = plain(written)
    assert re.fullmatch(MONEY, said) and euros(said) == eur


def bounds_of(node):
    if "all" in node or "any" in node:
        return {key: [bounds_of(inner) for inner in inner_nodes] for key, inner_nodes in node.items()}
    return "unknown" if "unknown" in node else (node["field"], node["op"], node["value"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Réaliser un chiffre d’affaires supérieur à 10 M€ et inférieur à 5 milliards d'euros",
            {"all": [("turnover_eur", "gt", 10_000_000), ("turnover_eur", "lt", 5_000_000_000)]},
        ),
        (
            "Réaliser un chiffre d’affaires inférieur ou égal à 5 millions d’euros (attesté par les derniers comptes).",
            ("turnover_eur", "lte", 5_000_000),
        ),
        (
            "Avoir réalisé moins de 50M€ de CA ou moins de 43M€ de bilan total",
            {"any": [("turnover_eur", "lt", 50_000_000), ("balance_sheet_eur", "lt", 43_000_000)]},
        ),
        (
            "Avoir un chiffre d’affaires ou un bilan n’excédant pas 10 millions d’euros.",
            {"any": [("turnover_eur", "lte", 10_000_000), ("balance_sheet_eur", "lte", 10_000_000)]},
        ),
        (
            "Avoir un chiffre d'affaires annuel inférieur à 50 M€ ou un bilan annuel inférieur à 43 M€",
            {"any": [("turnover_eur", "lt", 50_000_000), ("balance_sheet_eur", "lt", 43_000_000)]},
        ),
    ],
)
def test_turnover_and_balance_sheet(sentence, expected):
    assert bounds_of(turnover_node(sentence, sentence)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected", "whole"),
    [
        ("Au moins 3 ans d’activité", ("age_years", "gte", 3), True),
        ("Au moins un an d'activité", ("age_years", "gte", 1), True),
        (
            "Au moins 3 ans d'activité ou deux bilans couvrant une durée minimum de 24 mois",
            {"any": [("age_years", "gte", 3), ("fr_two_balance_sheets", "eq", True)]},
            True,
        ),
        (
            "Au moins un an avant la date de la demande (sauf en cas de reprise d’entreprise).",
            {"any": [("age_years", "gte", 1), "unknown"]},
            False,
        ),
    ],
)
def test_ages(sentence, expected, whole):
    node, all_of_it = age_of(sentence)
    assert (bounds_of(node), all_of_it) == (expected, whole)


def test_an_age_that_is_not_understood_is_not_guessed():
    assert says_any_age("Éligible à toutes les entreprises")
    for sentence in ("Jeunes entreprises", "Au moins 3 ans d'activité en France", "3 ans"):
        assert age_of(sentence) is None and not says_any_age(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Être un artisan", ("fr_craft", "eq", True)),
        ("ne pas être coté en bourse.", ("listed", "eq", False)),
        ("Sont exclues les entreprises en difficulté au sens de la définition européenne", ("undertaking_in_difficulty", "eq", False)),
        ("À jour de ses obligations fiscales et sociales,", ("fr_taxes_and_dues_paid", "eq", True)),
        ("Ayant perçu moins de 300 000 € d’aides dites « de minimis » sur 3 exercices fiscaux.", ("de_minimis_headroom", "gt", 0)),
        (
            "Ne pas avoir bénéficié de plus de 200 000 € d’aide publique relevant du règlement de minimis sur les 3 dernières années.",
            ("de_minimis_headroom", "gte", 100_000),
        ),
        ("Les coûts des projets soumis à ce dispositif doivent être supérieurs à 1,5 M€.", ("project_cost_eur_excl_vat", "gt", 1_500_000)),
        (
            "Les coûts des projets soumis à ce dispositif doivent être compris entre 300 k€ et 1,5 M€.",
            ("project_cost_eur_excl_vat", "between", [300_000, 1_500_000]),
        ),
        ("Le capital social de votre entreprise devra être de 5 000 € minimum.", ("paid_up_share_capital_eur", "gte", 5_000)),
        ("Donc l'effectif est supérieur à 5 personnes.", ("headcount", "gt", 5)),
        (
            "L'opération pour laquelle vous sollicitez une aide financière ne doit pas avoir commencé ou ne doit pas avoir donné "
            "lieu à des engagements fermes (sous quelque forme que ce soit : marché signé, commande signée, devis accepté…)",
            ("application_before_start_of_works", "eq", True),
        ),
    ],
)  # fmt: skip
def test_other_conditions(sentence, expected):
    node, whole = condition_of(sentence)
    assert whole and bounds_of(node) == expected
    assert node["note"]["fr"] == sentence  # the rule keeps the sentence it came from


@pytest.mark.parametrize(
    "sentence",
    [
        # "Not finished" is less than "not begun": a firm that has begun must not be refused.
        "L'investissement pour lequel vous sollicitez une aide financière ne doit pas avoir été déjà réalisé.",
        "Avoir réalisé un bilan carbone datant de moins de 2 ans",
        "Mobili’Pro cible les structures qui disposent d’une flotte entre 10 et 100 véhicules.",
        "Le coût total des opérations doit être compris entre 100 k€ (25 k€ en Corse et Outre-mer) et 3 M€.",
        "Les projets doivent présenter une assiette minimale de dépenses de 400 000 €(excepté Corse et Outre-Mer)",
        "Votre hôtel est situé dans une commune de moins de 40 000 habitants,",
        "Réaliser ou maintenir au moins 3 emplois et 200 K€ de CA à 3 ans",
        "Ce dispositif est à destination des entreprises de : Ile-de-France (Paris et proche couronne), Lille, Nantes",
    ],
)
def test_what_is_not_read_whole_is_not_read(sentence):
    assert condition_of(sentence) is None and not free_of_condition(sentence)


# --- Places ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Départements 59 et 62", {"Nord", "Pas-de-Calais"}),
        ("Vosges", {"Vosges"}),
        ("Hautes-Pyrénées", {"Hautes-Pyrénées"}),
        ("hautes pyrenees", {"Hautes-Pyrénées"}),
        ("Jura, Seine-et-Marne", {"Jura", "Seine-et-Marne"}),
        ("Bouches-du-Rhône, Corse", {"Bouches-du-Rhône", "Corse-du-Sud", "Haute-Corse"}),
        ("2A", {"Corse-du-Sud"}),
        ("Loire", {"Loire"}),
        ("Pays de la Loire", set(REGIONS["Pays de la Loire"])),
        ("région PACA", set(REGIONS["Provence-Alpes-Côte d'Azur"])),
        ("Landes, Occitanie", {"Landes", *REGIONS["Occitanie"]}),
        ("Saint-Pierre-Et-Miquelon", {"Saint-Pierre-et-Miquelon"}),
        ("Wallis et Futuna", {"Wallis-et-Futuna"}),
        ("Ardennes et Aube", {"Ardennes", "Aube"}),
        ("France et territoires d'outre-mer", set(EVERYWHERE)),
    ],
)
def test_places(text, expected):
    area = area_of(text)
    assert area.departments == expected and not area.left_over


def test_what_is_no_place_is_left_over():
    assert area_of("agglomération de Reims, Marne").left_over == ("agglomération de Reims",)
    assert area_of("sud de l'Aisne").left_over


def test_the_table_of_departments_is_whole():
    assert len(DEPARTMENTS) == 108 and len(set(DEPARTMENTS.values())) == 108
    metropolis = [code for code in DEPARTMENTS if len(code) == 2]
    assert len(metropolis) == 96 and "20" not in metropolis
    assert sum(len(names) for names in REGIONS.values()) == 108
    assert (DEPARTMENTS["62"], DEPARTMENTS["2B"], DEPARTMENTS["988"]) == (
        "Pas-de-Calais", "Haute-Corse", "Nouvelle-Calédonie",
    )  # fmt: skip


@given(st.sets(st.sampled_from(sorted(DEPARTMENTS.values())), min_size=1))
def test_departments_named_are_read_back(departments):
    assert area_of(named(frozenset(departments))).departments == departments


def test_part_of_a_department_is_asked():
    node, whole = condition_of("Être située dans le 08, 10, 51, 52, 55 ou sud de l'Aisne.")
    assert not whole
    sure, perhaps = node["any"]
    assert sure["value"] == ["Ardennes", "Aube", "Marne", "Haute-Marne", "Meuse"]
    assert perhaps["all"][0]["value"] == ["Aisne"] and "unknown" in perhaps["all"][1]
    node, whole = condition_of(
        "Être implanté dans les Alpes-Maritimes, le Var, les Bouches du Rhône (hors Pays d'Arles) ;"
    )
    assert [one["value"] for one in (node["any"][0], node["any"][1]["all"][0])] == [
        ["Alpes-Maritimes", "Var"], ["Bouches-du-Rhône"],
    ]  # fmt: skip


# --- Activities ---


@pytest.mark.parametrize(
    ("letters", "inside", "outside"),
    [
        ("J", {"62.10", "58.29", "60.10"}, {"64.11", "70.20"}),
        ("K", {"64.19", "65.12", "66.19"}, {"61.10", "62.10", "68.20"}),
        ("L", {"68.20", "68.31"}, {"64.19", "68.12"}),
        ("M", {"69.10", "71.12", "75.00"}, {"68.20", "78.10"}),
        ("F", {"41.00", "43.21", "68.12"}, {"68.20"}),
        ("G", {"46.71", "47.11", "95.31"}, {"95.10"}),
        ("S", {"95.10", "96.21", "94.11"}, {"95.31", "93.11"}),
        ("FL", {"68.12", "68.20", "41.00"}, {"69.10"}),
        ("GS", {"95.31", "95.10", "47.11"}, {"90.11"}),
    ],
)
def test_sections_of_naf_rev_2_lie_where_nace_rev_2_1_has_them(letters, inside, outside):
    codes = of_sections(frozenset(letters))
    tree = {"field": "nace", "op": "nace", "value": list(codes.prefixes)}
    if codes.exceptions:
        tree["except"] = list(codes.exceptions)
    programme = parse_programme(
        {"id": "p", "name": {"en": "P"}, "versions": [{"id": "1", "eligibility": tree}]}
    )
    catalogue = Catalogue([programme])
    for code in inside | outside:
        company, _ = company_of({"nace": code}, {}, {"nace"})
        (decision,) = explain(catalogue, company, date(2026, 1, 1)).decisions
        assert decision.verdict.value == ("yes" if code in inside else "no"), code


def test_every_division_belongs_to_one_section():
    held = [prefix for prefixes, _ in SECTIONS.values() for prefix in prefixes if len(prefix) == 2]
    assert len(held) == len(set(held)) == 87  # Rev. 2.1 has 87 divisions
    assert set(SECTIONS) == ALL


@pytest.mark.parametrize(
    ("code", "prefixes", "exact"),
    [
        ("47.30Z", ("47.30",), True), ("4638A", ("46.38",), False), ("L68-1", ("68.1",), True), ("F41-1", ("68.12",), True),
        ("38", ("38",), True), ("A01", ("01",), True), ("64-2", ("64.2",), True), ("0321Z", ("03.21",), True),
    ],
)  # fmt: skip
def test_codes(code, prefixes, exact):
    found = code_of(code)
    assert (found.prefixes, found.exact) == (prefixes, exact)


@pytest.mark.parametrize("code", ["4949C", "45", "47.91", "45.40Z", "99.99", "34", "abc"])
def test_a_code_that_means_something_else_now_is_not_placed(code):
    assert code_of(code) is None


def test_every_sector_is_a_clear_word_and_goes_before_a_narrower_structure():
    found = sectors_of(["Tous secteurs d’activité"], frozenset("BC"))
    assert found.nodes == () and found.conflict
    assert not sectors_of(["Tous secteurs d’activité"], ALL - set("OTU")).conflict


def test_what_nobody_can_read_leaves_the_structure_and_a_question():
    found = sectors_of(["Entreprises dotées d'une flotte de véhicules lourds"], frozenset("ABCDEFGH"))
    assert "unknown" in found.nodes[0] and found.nodes[1]["field"] == "nace"


def test_a_wide_word_that_the_structure_reads_otherwise_is_asked_only_where_they_differ():
    (node,) = name_once(said_of("Industrie", frozenset("BCM")).nodes)
    assert parse_tree(node)
    programme = parse_programme(
        {"id": "p", "name": {"en": "P"}, "versions": [{"id": "1", "eligibility": node}]}
    )
    verdicts = {}
    for code in ("25.11", "35.11", "71.12", "01.11"):
        company, _ = company_of({"nace": code}, {}, {"nace"})
        (decision,) = explain(Catalogue([programme]), company, date(2026, 1, 1)).decisions
        verdicts[code] = decision.verdict.value
    assert verdicts == {"25.11": "yes", "35.11": "unknown", "71.12": "unknown", "01.11": "no"}
    assert len(said_of("Industrie", frozenset("BCDE")).nodes) == 1


def verdict_of(nodes, nace):
    tree = {"all": name_once(nodes)}
    programme = parse_programme(
        {"id": "p", "name": {"en": "P"}, "versions": [{"id": "1", "eligibility": tree}]}
    )
    company, _ = company_of({"nace": nace}, {}, {"nace"})
    (decision,) = explain(Catalogue([programme]), company, date(2026, 1, 1)).decisions
    return decision.verdict.value


def test_excluded_codes_refuse_inside_and_ask_where_more_is_said():
    sentence = (
        "Sont exclus : les activités d’intermédiation financière (NAF : section K64 sauf 64-2 pour les achats "
        "d’entreprises) ; les activités de promotion immobilière (NAF : section L68-1, L68-2 et F41-1) ; les entreprises des "
        "secteurs agricoles identifiées par les code NAF section A01, et section A02 dont le chiffre d’affaires est inférieur "
        "à 750 000 €, à l’exception des codes NAF 02.20Z et 02.40Z (entreprises forestières) "
    )
    said = said_of(sentence, ALL)
    assert not said.whole
    assert verdict_of(said.nodes, "25.11") == "yes"
    assert verdict_of(said.nodes, "68.20") == "no"
    assert verdict_of(said.nodes, "68.12") == "no"
    for code in ("64.19", "64.21", "01.11", "02.10"):
        assert verdict_of(said.nodes, code) == "unknown", code


def test_excluded_activities_without_a_code_keep_everybody_asked():
    sentence = "Sont exclus les entreprises d'intermédiation financière, les SCI et les entreprises ayant un code NAF section A01"
    assert verdict_of(said_of(sentence, ALL).nodes, "25.11") == "unknown"


# --- Whole rows ---


def row(**changed):
    texts = {
        "size": ["Toutes tailles"],
        "area": ["France"],
        "sector": ["Tous secteurs d'activité"],
        "age": [],
        "other": None,
    }
    structure = {
        "min_employees": None, "max_employees": None, "exclude_microentrepreneur": False, "naf_sections": sorted(ALL),
        "regions": [],
    }  # fmt: skip
    base = {
        "id": "aide", "title": "Une aide", "promise": "Promesse", "description": "Texte", "nature": "financement",
        "contact_operator": "Agence inventée", "valid_from": None, "valid_to": None, "url": "https://exemple.example/",
    }  # fmt: skip
    texts |= changed.pop("texts", {})
    structure |= changed.pop("structure", {})
    return base | changed | {"eligibility_text": texts, "eligibility": structure}


def judged(imported, document, on=date(2026, 3, 1)):
    programme = parse_programme(dict(imported.document))
    names = {"fr_departments", "established_in_FR", "fr_micro_entrepreneur", "headcount", "nace", "age_years"}
    company, _ = company_of(document, {}, names)
    (decision,) = explain(Catalogue([programme], home="fr"), company, on).decisions
    return decision


IN_FRANCE = {"established_in_FR": True, "fr_micro_entrepreneur": False}


@pytest.mark.parametrize(("staff", "verdict"), [(50, "no"), (51, "yes"), (None, "unknown")])
def test_more_than_fifty_leaves_fifty_out_though_the_structure_admits_it(staff, verdict):
    imported = read_row(row(texts={"size": ["Plus de 50 salariés"]}, structure={"min_employees": 50}))
    assert judged(imported, {"headcount": staff, "facts": IN_FRANCE}).verdict.value == verdict
    (conflict,) = imported.document["conflicts"]
    assert (
        "at least 50 staff" in conflict["en"] and "Plus de 50 salariés" in conflict["fr"] and conflict["de"]
    )


def test_a_firm_of_300_does_not_stand_in_for_another_class():
    imported = read_row(row(texts={"size": ["Moins de 250 salariés"]}))
    assert judged(imported, {"headcount": 300, "facts": IN_FRANCE}).verdict.value == "no"
    assert judged(imported, {"headcount": 249.5, "facts": IN_FRANCE}).verdict.value == "yes"
    assert judged(imported, {"headcount": 250, "facts": IN_FRANCE}).verdict.value == "no"
    assert "any number of staff" in imported.document["conflicts"][0]["en"]


def test_what_says_the_same_is_no_conflict():
    assert not read_row(
        row(texts={"size": ["Moins de 250 salariés"]}, structure={"max_employees": 249})
    ).document["conflicts"]
    assert not read_row(row(texts={"size": ["Entre 1 et 19 salariés"]}, structure={"min_employees": 1, "max_employees": 19})).document["conflicts"]  # fmt: skip


def test_a_department_is_not_widened_to_its_region():
    imported = read_row(
        row(texts={"area": ["Bouches-du-Rhône"]}, structure={"regions": ["Provence-Alpes-Côte d'Azur"]})
    )
    facts = {**IN_FRANCE, "fr_departments": ["Var"]}
    assert judged(imported, {"facts": facts}).verdict.value == "no"
    facts["fr_departments"] = ["Var", "Bouches-du-Rhône"]
    assert judged(imported, {"facts": facts}).verdict.value == "yes"
    assert judged(imported, {"facts": IN_FRANCE}).verdict.value == "unknown"
    assert "Provence-Alpes-Côte d'Azur" in imported.document["conflicts"][0]["en"]


def test_an_unknown_is_never_a_pass():
    imported = read_row(row(texts={"other": ["Avoir réalisé un bilan carbone datant de moins de 2 ans"]}))
    decision = judged(imported, {"headcount": 10, "nace": "25.11", "facts": IN_FRANCE})
    assert decision.verdict.value == "unknown"
    assert judged(imported, {"facts": {"established_in_FR": False}}).verdict.value == "no"
    assert [f.criterion.label.fr for f in decision.findings if f.verdict.value == "unknown"] == [
        "Avoir réalisé un bilan carbone datant de moins de 2 ans"
    ]


@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(0, 400))
def test_the_last_day_counts_and_the_day_after_does_not(first, days):
    last = first + timedelta(days=days)
    imported = read_row(row(valid_from=first.isoformat(), valid_to=last.isoformat()))
    assert judged(imported, {}, first).open is True
    assert judged(imported, {}, last).open is True
    assert judged(imported, {}, last + timedelta(days=1)).open is False
    assert judged(imported, {}, first - timedelta(days=1)).open is False


@given(
    st.integers(2, 5000),
    st.integers(0, 6000),
    st.sampled_from(["Moins de", "Plus de", "Au moins", "Jusqu'à"]),
)
def test_strict_bounds_are_strict(limit, staff, words):
    imported = read_row(row(texts={"size": [f"{words} {limit} salariés"]}))
    expected = {
        "Moins de": staff < limit, "Plus de": staff > limit, "Au moins": staff >= limit, "Jusqu'à": staff <= limit,
    }[words]  # fmt: skip
    assert (judged(imported, {"headcount": staff, "facts": IN_FRANCE}).verdict.value == "yes") is expected


def test_a_programme_without_a_day_is_not_said_to_be_open():
    assert judged(read_row(row()), {}).open is None


def test_texts_of_no_condition_make_no_rule():
    imported = read_row(row(texts={"age": ["Éligible à toutes les entreprises"]}))
    nodes = imported.document["versions"][0]["eligibility"]["all"]
    assert [node["field"] for node in nodes] == ["established_in_FR"]


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"title": ""}, "title"),
        ({"id": None}, "id"),
        ({"valid_to": "31/12/2026"}, "valid_to"),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-30"}, "valid_to"),
        ({"structure": {"max_employees": "many"}}, "eligibility.max_employees"),
        ({"structure": {"naf_sections": ["Z"]}}, "eligibility.naf_sections"),
        ({"texts": {"size": [12]}}, "eligibility_text.size[0]"),
        ({"texts": {"area": "France"}}, "eligibility_text.area"),
    ],
)
def test_a_bad_row_names_its_field(changed, place):
    with pytest.raises(Fault) as caught:
        read_row(row(**changed))
    assert caught.value.place == place


def test_slugs_fit_and_stay_apart():
    long = "une-tres-longue-" * 8
    assert len(slug_of("fr-", long)) <= 80 and slug_of("fr-", long) != slug_of("fr-", long + "x")
    assert slug_of("fr-", "aide à l'eau") == "fr-aide-l-eau"
