"""Which invented companies work with each other? Pairs of trades that do so in life, begun over the two years before."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from grappe.apps.desk.operations.demo_stage import Cast, Stage, workday
from grappe.apps.events.enums import CooperationState
from grappe.apps.events.operations import cooperations

USUAL = 120  # companies, for which each pair stands so often
OFTEN = 2
SETTLED = timedelta(days=30)
# Divisions of NACE of the two, and what they do together.
PAIRS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("25", "29", {"en": "Brackets for axles", "fr": "Supports d’essieu", "de": "Achshalter"}),
    ("25", "28", {"en": "Frames for machines", "fr": "Bâtis de machines", "de": "Maschinengestelle"}),
    ("22", "29", {"en": "Recycled plastics in the car", "fr": "Plastique recyclé dans l’auto", "de": "Rezyklat im Auto"}),
    ("22", "32", {"en": "Housings for devices", "fr": "Boîtiers d’appareils médicaux", "de": "Gehäuse für Medizingeräte"}),
    ("22", "38", {"en": "Offcuts taken back", "fr": "Reprise des chutes", "de": "Rücknahme von Verschnitt"}),
    ("38", "25", {"en": "Metal chips melted again", "fr": "Copeaux refondus", "de": "Späne eingeschmolzen"}),
    ("16", "43", {"en": "Prefabricated roofs", "fr": "Toitures préfabriquées", "de": "Vorgefertigte Dächer"}),
    ("16", "71", {"en": "Timber halls", "fr": "Halles en bois", "de": "Holzhallen"}),
    ("16", "31", {"en": "Beech for furniture", "fr": "Hêtre pour meubles", "de": "Buche für Möbel"}),
    ("62", "28", {"en": "Data from machines", "fr": "Données de machines", "de": "Daten aus Maschinen"}),
    ("62", "25", {"en": "Quotes by software", "fr": "Devis par logiciel", "de": "Angebote per Software"}),
    ("62", "74", {"en": "A catalogue in 3D", "fr": "Un catalogue en 3D", "de": "Ein Katalog in 3D"}),
    ("32", "26", {"en": "Sensors for the ward", "fr": "Capteurs pour l’hôpital", "de": "Sensoren für die Station"}),
    ("35", "43", {"en": "Heat pumps from one hand", "fr": "Pompes à chaleur clés en main", "de": "Wärmepumpen aus einer Hand"}),
    ("35", "16", {"en": "Heat from wood waste", "fr": "Chaleur des déchets de bois", "de": "Wärme aus Restholz"}),
    ("74", "31", {"en": "A chair to take apart", "fr": "Une chaise démontable", "de": "Ein zerlegbarer Stuhl"}),
)  # fmt: skip


def tell_cooperations(stage: Stage) -> None:
    """Tell cooperations of two companies each, from two years ago until the spring of this year; some have ended."""
    stage = replace(stage, chance=random.Random("cooperations"))  # what else is told stays as it is
    times = max(1, round(OFTEN * len(stage.cast) / USUAL))
    told: set[tuple[int, int]] = set()
    for number in range(times):
        for place, (one, other, title) in enumerate(PAIRS):
            year = stage.today.year - (2, 1, 1)[place % 3] + number // 2
            day = min(date(year, 3 + place % 8, 4), stage.today - SETTLED)
            _begun(stage, (one, other), title, day, told)


def _begun(
    stage: Stage, divisions: tuple[str, str], title: dict[str, str], day: date, told: set[tuple[int, int]]
) -> None:
    firsts, seconds = (_able(stage, division, day) for division in divisions)
    pairs = [(one, two) for one in firsts for two in seconds if (one.company.pk, two.company.pk) not in told]
    if not pairs:
        return
    first, second = stage.chance.choice(pairs)
    told.add((first.company.pk, second.company.pk))
    day = workday(max(day, *((cast.company.created_at + SETTLED).date() for cast in (first, second))))
    if day >= stage.today:
        return
    fields: dict[str, Any] = {"first": first.company, "second": second.company, "by": first.manager}
    made = cooperations.begin(
        title=title[first.manager.language], state=CooperationState.RUNNING, began_on=day,
        value_eur=Decimal(5_000 * stage.chance.randint(2, 60)), at=stage.moment(day, 15), **fields,
    )  # fmt: skip
    if day < stage.today - timedelta(days=500) and stage.chance.random() < 0.3:
        cooperations.move(
            cooperation=made, to=CooperationState.ENDED, version=made.version, by=first.manager,
            at=stage.moment(workday(day + timedelta(days=420)), 15),
        )  # fmt: skip


def _able(stage: Stage, division: str, day: date) -> list[Cast]:
    """Return the companies of a division of NACE, those that were looked after already on a day if there are any."""
    found = [cast for cast in stage.cast if cast.invention.nace.startswith(division)]
    return [cast for cast in found if (cast.company.created_at + SETTLED).date() <= day] or found
