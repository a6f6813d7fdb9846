"""The words of a big invented country: notes in three languages and names of companies, skewed as words are.

Sentences come from the catalogues (field notes, programmes, solutions, questionnaires, NACE), drawn by Zipf's law; names are
made of syllables, trades and family names, so that many companies share a word and most have one of their own.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
HOME = ROOT / "catalogues" / "luxembourg"
LANGUAGES = ("fr", "de", "en")
SHARES = (0.5, 0.25, 0.25)
_SYLLABLES = """
al an ar ba bel ber bi bo bri ca cel cer co cu da del di do dra e el en er fa fer fi flo for ga gen
gi gra ha hel i il in ka kel ki kor la lan le li lo lu lux ma mar mel mi mo na nel ni no nor o or pa
pel pi por qua ra ren ri ro sa sel si sol spa sta stel su ta tec tel ter ti to tra tri u ul va vel
ver vi vo wa wel wi xa xe za zel zi zo
""".split()  # noqa: SIM905, a list of a hundred words reads better so
_TRADES = """
services solutions consulting invest construction bâtiment transports immobilière technologies
energie bois holz bau technik logistik santé pharma metal acier digital software systems media design
food restauration hôtel garage électricité chauffage toiture menuiserie gartenbau finance assurances
ingenieurs architectes industries trading international europe lux group partners labs studio sport
textile plastics recycling environnement water
""".split()  # noqa: SIM905, a list of a hundred words reads better so
_FAMILIES = """
Weber Schmit Muller Hoffmann Wagner Thill Schneider Kieffer Reuter Becker Klein Ferreira Da Silva
Santos Pereira Martin Dupont Lambert Simon Laurent Weis Faber Welter Kremer Theis Majerus Schroeder
Hansen Meyer Braun Steffen Koch Bertrand Dumont Leroy Gillen Lentz Origer Pütz Löwen Küpper Brücher
Chaussée Hélary Béchet
""".split()  # noqa: SIM905, a list of a hundred words reads better so
_FORMS = ("S.à r.l.", "S.à r.l.", "S.à r.l.", "SARL", "S.A.", "S.A.", "GmbH", "AG", "SARL-S", "A.s.b.l.")


def _strings(value: Any, language: str) -> Iterator[tuple[str, str]]:
    """Every text of a catalogue with its language."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _strings(each, key if key in {*LANGUAGES, "lb"} else language)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, language)
    elif isinstance(value, str) and language:
        yield language, value


@cache
def sentences() -> dict[str, list[str]]:
    """Return all sentences of the catalogues by language, in an order that is always the same."""
    found: dict[str, dict[str, None]] = {language: {} for language in LANGUAGES}
    for path in sorted(HOME.rglob("*.yaml")):
        for language, text in _strings(yaml.safe_load(path.read_text(encoding="utf-8")), ""):
            for each in text.replace("\n", " ").split(". "):
                if language in found and 20 < len(each) < 260:
                    found[language][each.strip(" .")] = None
    with (HOME / "reference" / "nace_rev2_1.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for language in LANGUAGES:
                label = next((v for k, v in row.items() if k.endswith(language) and v), "")
                if len(label) > 8:
                    found[language][label] = None
    shuffled = {language: list(each) for language, each in found.items()}
    for each in shuffled.values():
        random.Random(8).shuffle(each)
    return shuffled


def _zipf(lot: random.Random, count: int) -> int:
    """Draw a place, the first ones far oftener than the last."""
    return min(count - 1, int(count ** lot.random()) - 1)


def notes(count: int, seed: int = 8) -> list[tuple[str, str]]:
    """Return invented notes: language and text of two to five sentences, one of which names a made-up thing."""
    lot, pool = random.Random(seed), sentences()
    made = []
    for _number in range(count):
        language = lot.choices(LANGUAGES, SHARES)[0]
        said = [pool[language][_zipf(lot, len(pool[language]))] for _ in range(lot.randint(2, 5))]
        said.insert(
            lot.randint(0, len(said)), f"{_made(lot)} {lot.choice(_TRADES)} {_made(lot)}".capitalize()
        )
        made.append((language, ". ".join(said) + "."))
    return made


def _made(lot: random.Random) -> str:
    return "".join(_SYLLABLES[_zipf(lot, len(_SYLLABLES))] for _ in range(lot.randint(2, 4)))


def company_names(count: int, seed: int = 9) -> Iterator[tuple[str, str]]:
    """Return names of companies with a name or two of their own, a trade or a family, and a legal form."""
    lot = random.Random(seed)
    for _number in range(count):
        parts = []
        if lot.random() < 0.75:
            parts.append(_made(lot).capitalize())
        if lot.random() < 0.35:
            parts.append(_FAMILIES[_zipf(lot, len(_FAMILIES))])
        if lot.random() < 0.6 or not parts:
            parts.append(_TRADES[_zipf(lot, len(_TRADES))].capitalize())
        if lot.random() < 0.2 or len(parts) < 2:
            parts.append(_made(lot).capitalize())
        form = lot.choice(_FORMS)
        yield f"{' '.join(parts)} {form}", form
