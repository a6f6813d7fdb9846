"""Which departments of France does a text name? Its departments, regions and overseas lands, by their codes.

Codes and names: Code officiel géographique (INSEE), departments as of 2021, regions of the law of 16 January 2015;
the overseas collectivities by their numbers 975 to 988. General knowledge, not checked at the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grappe.engines.eligibility.imports.french import bare

_TABLE = """
Auvergne-Rhône-Alpes: 01 Ain, 03 Allier, 07 Ardèche, 15 Cantal, 26 Drôme, 38 Isère, 42 Loire, 43 Haute-Loire, 63
  Puy-de-Dôme, 69 Rhône, 73 Savoie, 74 Haute-Savoie
Bourgogne-Franche-Comté: 21 Côte-d'Or, 25 Doubs, 39 Jura, 58 Nièvre, 70 Haute-Saône, 71 Saône-et-Loire, 89
  Yonne, 90 Territoire de Belfort
Bretagne: 22 Côtes-d'Armor, 29 Finistère, 35 Ille-et-Vilaine, 56 Morbihan
Centre-Val de Loire: 18 Cher, 28 Eure-et-Loir, 36 Indre, 37 Indre-et-Loire, 41 Loir-et-Cher, 45 Loiret
Corse: 2A Corse-du-Sud, 2B Haute-Corse
Grand Est: 08 Ardennes, 10 Aube, 51 Marne, 52 Haute-Marne, 54 Meurthe-et-Moselle, 55 Meuse, 57 Moselle, 67
  Bas-Rhin, 68 Haut-Rhin, 88 Vosges
Hauts-de-France: 02 Aisne, 59 Nord, 60 Oise, 62 Pas-de-Calais, 80 Somme
Île-de-France: 75 Paris, 77 Seine-et-Marne, 78 Yvelines, 91 Essonne, 92 Hauts-de-Seine, 93 Seine-Saint-Denis, 94
  Val-de-Marne, 95 Val-d'Oise
Normandie: 14 Calvados, 27 Eure, 50 Manche, 61 Orne, 76 Seine-Maritime
Nouvelle-Aquitaine: 16 Charente, 17 Charente-Maritime, 19 Corrèze, 23 Creuse, 24 Dordogne, 33 Gironde, 40
  Landes, 47 Lot-et-Garonne, 64 Pyrénées-Atlantiques, 79 Deux-Sèvres, 86 Vienne, 87 Haute-Vienne
Occitanie: 09 Ariège, 11 Aude, 12 Aveyron, 30 Gard, 31 Haute-Garonne, 32 Gers, 34 Hérault, 46 Lot, 48 Lozère, 65
  Hautes-Pyrénées, 66 Pyrénées-Orientales, 81 Tarn, 82 Tarn-et-Garonne
Pays de la Loire: 44 Loire-Atlantique, 49 Maine-et-Loire, 53 Mayenne, 72 Sarthe, 85 Vendée
Provence-Alpes-Côte d'Azur: 04 Alpes-de-Haute-Provence, 05 Hautes-Alpes, 06 Alpes-Maritimes, 13
  Bouches-du-Rhône, 83 Var, 84 Vaucluse
Guadeloupe: 971 Guadeloupe
Martinique: 972 Martinique
Guyane: 973 Guyane
La Réunion: 974 La Réunion
Saint-Pierre-et-Miquelon: 975 Saint-Pierre-et-Miquelon
Mayotte: 976 Mayotte
Saint-Barthélemy: 977 Saint-Barthélemy
Saint-Martin: 978 Saint-Martin
Terres australes et antarctiques françaises: 984 Terres australes et antarctiques françaises
Wallis-et-Futuna: 986 Wallis-et-Futuna
Polynésie française: 987 Polynésie française
Nouvelle-Calédonie: 988 Nouvelle-Calédonie
"""
REGIONS: dict[str, tuple[str, ...]] = {}  # region: the names of its departments
DEPARTMENTS: dict[str, str] = {}  # code: name, in the order of the codes
for _line in _TABLE.replace("\n  ", " ").strip().splitlines():
    _region, _listed = _line.split(": ")
    _pairs = [entry.split(" ", 1) for entry in _listed.split(", ")]
    REGIONS[_region] = tuple(name for _code, name in _pairs)
    DEPARTMENTS.update({code: name for code, name in _pairs})
DEPARTMENTS = dict(sorted(DEPARTMENTS.items()))
METROPOLIS = frozenset(name for code, name in DEPARTMENTS.items() if len(code) == 2)
OVERSEAS = frozenset(DEPARTMENTS.values()) - METROPOLIS
EVERYWHERE = frozenset(DEPARTMENTS.values())

_NAMES: dict[str, frozenset[str]] = {
    **{bare(name): frozenset({name}) for name in DEPARTMENTS.values()},
    **{code.lower(): frozenset({name}) for code, name in DEPARTMENTS.items()},
    **{bare(region): frozenset(names) for region, names in REGIONS.items()},
    "paca": frozenset(REGIONS["Provence-Alpes-Côte d'Azur"]),
    "reunion": frozenset({"La Réunion"}),
    "wallis et futuna": frozenset({"Wallis-et-Futuna"}),
    **dict.fromkeys(("outre mer", "dom tom", "territoires d outre mer"), OVERSEAS),
    **dict.fromkeys(("france metropolitaine", "metropole"), METROPOLIS),
    **dict.fromkeys(
        ("france", "france entiere", "toute la france", "france et territoires d outre mer", "territoire national"),
        EVERYWHERE,
    ),
}  # fmt: skip
_LEADING = re.compile(
    r"^(?:(?:departements?|regions?|dans|en|de|du|des|le|la|les|l|d|et|ou)\s+|(?:departement|region)\s*:\s*)+"
)


@dataclass(frozen=True, slots=True)
class Area:
    """The departments that a text names. `left_over`: what else it says and nobody has understood."""

    departments: frozenset[str]
    left_over: tuple[str, ...] = ()

    @property
    def everywhere(self) -> bool:
        return self.departments == EVERYWHERE


def area_of(text: str) -> Area:
    """Return the departments named by a list of departments, regions, codes or lands, in any mixture.

    A department stands for itself, never for its region.
    """
    found: set[str] = set()
    left: list[str] = []
    for part in re.split(r"[,;/|\n]", text):
        names = _place(part)
        # "59 et 62" is two, "Meurthe-et-Moselle" and "Wallis et Futuna" are one.
        pieces = (
            [names] if names is not None else [_place(piece) for piece in re.split(r"\s(?:et|ou)\s", part)]
        )
        if any(piece is None for piece in pieces):
            left.append(part.strip())
        found.update(name for piece in pieces if piece for name in piece)
    return Area(frozenset(found), tuple(part for part in left if part))


def _place(text: str) -> frozenset[str] | None:
    name = bare(text)
    if not name:
        return frozenset()
    return _NAMES.get(name) or _NAMES.get(_LEADING.sub("", name))


def in_order(departments: frozenset[str]) -> list[str]:
    """Return departments in the order of their codes."""
    return [name for name in DEPARTMENTS.values() if name in departments]


def named(departments: frozenset[str]) -> str:
    """Return departments as a person would list them: whole regions by their names."""
    if departments == EVERYWHERE:
        return "France"
    said: list[str] = []
    rest = set(departments)
    for region, names in REGIONS.items():
        if rest.issuperset(names):
            said.append(region)
            rest.difference_update(names)
    return ", ".join([*said, *(name for name in DEPARTMENTS.values() if name in rest)])
