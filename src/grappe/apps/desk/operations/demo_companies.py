"""Which companies does the demonstration invent? Drawn from the word lists and the real tables, the same every time."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from grappe.apps.desk.operations.demo_words import Words

LANGUAGES = ("fr", "fr", "fr", "de", "de", "en")  # of letters, as companies of the country choose them
# (share of the companies, smallest and largest headcount)
SIZES = ((0.38, 1, 9), (0.36, 10, 49), (0.20, 50, 240), (0.06, 260, 900))
YEARS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """One closed year of an invented company; None is not known."""

    year: int
    headcount: float
    turnover_eur: int
    balance_sheet_eur: int
    export_share_pct: int | None
    rd_spending_eur: int | None


@dataclass(frozen=True, slots=True)
class Individual:
    """Somebody who works at an invented company."""

    name: str
    function: str
    email: str
    phone: str
    language: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class Invention:
    """An invented company as it would stand on file."""

    name: str
    brand: str
    legal_form: str
    rcs_number: str
    vat_number: str
    nace: str
    activity: str
    commune: str
    street: str
    website: str
    founded: date
    business_permit: bool | None
    language: str
    clusters: tuple[str, ...]
    figures: tuple[Figures, ...]
    people: tuple[Individual, ...]
    facts: dict[str, Any]

    @property
    def headcount(self) -> float:
        return self.figures[0].headcount


def invent(words: Words, *, communes: Sequence[str], size: int, today: date, seed: int) -> list[Invention]:
    """Return `size` invented companies; the same seed, day and tables give the same companies."""
    chance = random.Random(seed)
    names = _names(words, chance)
    sectors = [sector for sector in words.sectors for _ in range(sector["weight"])]
    chance.shuffle(sectors)
    return [
        _company(words, sectors[number % len(sectors)], next(names), communes, number, today, chance)
        for number in range(size)
    ]


def _names(words: Words, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (language, colour and animal), no pair twice, in a mixed order."""
    pairs = []
    for language, kind in words.names["companies"].items():
        for colour in kind["colours"]:
            for animal in kind["animals"]:
                pair = (colour, animal) if kind["order"].startswith("colour") else (animal, colour)
                pairs.append((language, " ".join(pair)))
    chance.shuffle(pairs)
    yield from pairs


def slug(text: str) -> str:
    """Return a text as it stands in an address: lower case, no accents, words joined by hyphens."""
    bare = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(each if each.isalnum() else " " for each in bare).split())


def _company(
    words: Words,
    sector: dict[str, Any],
    named: tuple[str, str],
    communes: Sequence[str],
    number: int,
    today: date,
    chance: random.Random,
) -> Invention:
    name_language, brand = named
    language = name_language if name_language in ("fr", "de") else chance.choice(LANGUAGES)
    headcount = _headcount(chance)
    form = _legal_form(headcount, chance)
    domain = f"{slug(brand)}.example"
    founded = today - timedelta(days=chance.randint(200, 365 * 45))
    figures = _figures(sector, headcount, founded, today, chance)
    return Invention(
        name=f"{brand} {sector['word'][name_language]} {form[1]}",
        brand=brand,
        legal_form=form[0],
        rcs_number=f"B{9_000_001 + number}",  # far above the register's present numbers
        vat_number=_vat(990_001 + number),
        nace=chance.choice(sector["nace"]),
        activity=sector["activity"][language],
        commune=chance.choice(communes),
        street=f"{chance.randint(1, 120)}, {chance.choice(words.names['streets'])}",
        website=f"https://{domain}",
        founded=founded,
        business_permit=chance.choices((True, False, None), (80, 3, 17))[0],
        language=language,
        clusters=_clusters(sector["cluster"], chance),
        figures=figures,
        people=_people(words, language, domain, headcount, number, chance),
        facts=_facts(headcount, chance),
    )


def _headcount(chance: random.Random) -> int:
    _share, low, high = chance.choices(SIZES, [share for share, _low, _high in SIZES])[0]
    return min(chance.randint(low, high), chance.randint(low, high))  # small ones are the more frequent


def _legal_form(headcount: int, chance: random.Random) -> tuple[str, str]:
    if headcount <= 3 and chance.random() < 0.4:
        return "SARLS", "S.à r.l.-S"
    if headcount >= 60 or chance.random() < 0.15:
        return "SA", "S.A."
    return "SARL", "S.à r.l."


def _vat(six: int) -> str:
    """Return a Luxembourg VAT number with its check digits (the first six modulo 89)."""
    return f"LU{six:06d}{six % 89:02d}"


def _figures(
    sector: dict[str, Any], headcount: int, founded: date, today: date, chance: random.Random
) -> tuple[Figures, ...]:
    """Return up to three closed years, the latest first; a young company has fewer."""
    per_head = chance.uniform(*sector["per_head"])
    growth = chance.gauss(0.03, 0.09)
    rd_share = chance.uniform(*sector["rd"])
    export = chance.randint(*sector["export"])
    found = []
    for back in range(YEARS):
        year = today.year - 1 - back
        if year < founded.year:
            break
        heads = max(0.5, round(headcount / (1 + growth) ** back * 2) / 2)
        turnover = heads * per_head / (1 + growth / 2) ** back * chance.uniform(0.93, 1.07)
        found.append(
            Figures(
                year=year,
                headcount=heads,
                turnover_eur=int(round(turnover, -3)),
                balance_sheet_eur=int(round(turnover * chance.uniform(0.35, 0.9), -3)),
                export_share_pct=export if chance.random() < 0.8 else None,
                rd_spending_eur=int(round(turnover * rd_share, -3)) if chance.random() < 0.75 else None,
            )
        )
    heads = float(headcount)
    return tuple(found) or (Figures(today.year, heads, int(round(heads * per_head, -3)), 50_000, None, None),)


def _clusters(first: str, chance: random.Random) -> tuple[str, ...]:
    """Return the sector's cluster, now and then with digital, which runs across all."""
    return (first, "digital") if first != "digital" and chance.random() < 0.18 else (first,)


def _people(
    words: Words, language: str, domain: str, headcount: int, number: int, chance: random.Random
) -> tuple[Individual, ...]:
    functions = [words.names["functions"]["head"]]
    functions += chance.sample(words.names["functions"]["others"], min(3, headcount // 12))
    found = []
    for place, function in enumerate(functions):
        first = chance.choice(words.names["people"]["first"][language])
        last = chance.choice(words.names["people"]["last"][language])
        name = f"{first} {last}"
        found.append(
            Individual(
                name=name,
                function=function[language],
                email=f"{slug(first)}.{slug(last)}@{domain}",
                phone=f"+352 99 {number:03d} {place:03d}",
                language=language,
                is_head=place == 0,
            )
        )
    return tuple(found)


def _facts(headcount: int, chance: random.Random) -> dict[str, Any]:
    """Return a few answers to criteria; most questions stay open, as with real companies."""
    facts: dict[str, Any] = {}
    if chance.random() < 0.55:
        facts["undertaking_in_difficulty"] = chance.random() < 0.04
    if chance.random() < 0.35:
        facts["activity_excluded"] = False
    if chance.random() < 0.30:
        facts["outstanding_recovery_order"] = False
    return facts
