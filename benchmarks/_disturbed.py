"""Where do companies come from that stand twice, written differently, beside others of their group that are not they?

The names are those of listed companies (financedatabase_companies_lu_neighbours.csv); streets, copies and sisters are made here.
"""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

from grappe.engines.kernel.folding import fold

Record = dict[str, str]
COLUMNS = ("name", "street", "postcode", "city", "country", "website", "founded")
_FORMS = {
    "sa": ("S.A.", "SA", "s.a.", "Société Anonyme", ""),
    "sarl": ("S.à r.l.", "Sàrl", "SARL", "S.a.r.l.", "GmbH", ""),
    "ag": ("AG", "A.G.", "Aktiengesellschaft", ""),
    "gmbh": ("GmbH", "G.m.b.H.", "S.à r.l.", "Gesellschaft mit beschränkter Haftung", ""),
    "se": ("SE", "S.E.", "Societas Europaea", ""),
    "nv": ("N.V.", "NV", "n.v.", ""),
}
_FORM = re.compile(
    r"\s*\b(S\.?\s?A\.?|Soci[eé]t[eé] Anonyme|AG|A\.G\.|Aktiengesellschaft|GmbH|SE|S\.E\.|N\.?V\.?|S\.?[àa]\.?\s?r\.?l\.?)\s*$",
    re.IGNORECASE,
)
_SHORT = {
    "international": "Intl", "technologies": "Tech.", "technology": "Tech.", "systems": "Sys.", "services": "Svcs",
    "management": "Mgmt", "group": "Grp", "groupe": "Grp", "holding": "Hldg", "industries": "Ind.", "development": "Dev.",
    "engineering": "Eng.", "pharmaceuticals": "Pharma", "laboratories": "Labs", "compagnie": "Cie", "company": "Co",
    "saint": "St", "luxembourg": "Lux", "immobilien": "Immo", "and": "&", "et": "&", "und": "&",
}  # fmt: skip
_ROADS = ("rue de la Gare", "boulevard Royal", "avenue de la Liberté", "rue des Prés", "Bahnhofstraße", "Hauptstraße",
          "rue du Fossé", "place d’Armes", "Lindenweg", "route d’Arlon", "rue de l’Industrie", "Ringstraße")  # fmt: skip
_SISTERS = ("{} Luxembourg", "{} Holding", "{} Immobilière", "{} Participations", "{} Services", "{} Finance", "{} 2",
            "{} III", "{} Deutschland", "{} France", "{} Real Estate", "{} Invest")  # fmt: skip


def companies(path: Path, half: int) -> list[Record]:
    """Return every second company of the file (half 0 or 1), with streets and days of foundation that are invented."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for place, row in enumerate(csv.DictReader(file)) if place % 2 == half]
    lot, found = random.Random(100 + half), []
    for row in rows:
        record = {
            "name": row["name"],
            "postcode": row["zipcode"],
            "city": row["city"],
            "country": row["country"],
        }
        record |= {"website": row["website"], "street": f"{lot.randint(1, 180)}, {lot.choice(_ROADS)}"}
        record["founded"] = f"{lot.randint(1950, 2022)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"
        found.append(record)
    return found


def disturbed(path: Path, half: int, seed: int) -> tuple[list[Record], set[tuple[int, int]]]:
    """Return companies with sisters and copies in any order, and the pairs of places that are one."""
    lot = random.Random(seed)
    made: list[tuple[int, Record]] = []
    for number, record in enumerate(companies(path, half)):
        made.append((number, record))
        if lot.random() < 0.4:
            made.extend((number, copy_of(record, lot)) for _ in range(1 if lot.random() < 0.8 else 2))
        if lot.random() < 0.35:
            for place, sister in enumerate(lot.sample(_SISTERS, lot.randint(1, 3))):
                made.append(((number + 1) * 100_000 + place, sister_of(record, sister, lot)))
    lot.shuffle(made)
    places: dict[int, list[int]] = {}
    for place, (number, _record) in enumerate(made):
        places.setdefault(number, []).append(place)
    same = {(a, b) for many in places.values() for a in many for b in many if a < b}
    return [record for _number, record in made], same


def sister_of(record: Record, sister: str, lot: random.Random) -> Record:
    """Return another company of the group: the same website and nearly always the same door."""
    bare = _FORM.sub("", record["name"])
    form = lot.choice(("S.A.", "S.à r.l.", "SA", "GmbH", "SE"))
    found = record | {"name": f"{sister.format(bare)} {form}"}
    if lot.random() < 0.5:
        found["founded"] = f"{lot.randint(1950, 2022)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"
    return moved(found, lot) if lot.random() < 0.3 else found


def moved(record: Record, lot: random.Random) -> Record:
    town = lot.choice(
        (("1855", "Luxembourg"), ("4362", "Esch-sur-Alzette"), ("10115", "Berlin"), ("75008", "Paris"))
    )
    return record | {
        "street": f"{lot.randint(1, 90)}, {lot.choice(_ROADS)}",
        "postcode": town[0],
        "city": town[1],
    }


def copy_of(record: Record, lot: random.Random) -> Record:
    """Return the same company as somebody else wrote it down."""
    found = record | {"name": _form(record["name"], lot)}
    for how, often in ((_plain, 0.4), (_shortened, 0.4), (_cut, 0.15), (_slip, 0.35), (_capitals, 0.25)):
        if lot.random() < often:
            found["name"] = how(found["name"], lot)
    if lot.random() < 0.35:
        found = moved(found, lot)
    elif lot.random() < 0.5:
        found["street"] = (
            fold(found["street"]).replace("rue ", "r. ").replace("boulevard", "bd").replace("avenue", "av.")
        )
    for name, often in (("website", 0.5), ("street", 0.2), ("founded", 0.5), ("postcode", 0.15)):
        if lot.random() < often:
            found[name] = ""
    if found["website"] and lot.random() < 0.5:
        found["website"] = re.sub(r"^https?://(www\.)?", "", found["website"])
    return found


def _form(name: str, lot: random.Random) -> str:
    written = _FORM.search(name)
    if written is None:
        return name
    key = re.sub(r"[^a-z]", "", fold(written[1]))
    forms = _FORMS.get({"societeanonyme": "sa", "aktiengesellschaft": "ag"}.get(key, key), ("",))
    return f"{name[: written.start()]} {lot.choice(forms)}".strip()


def _plain(name: str, _lot: random.Random) -> str:
    return "".join(fold(letter).upper() if letter.isupper() else fold(letter) for letter in name)


def _shortened(name: str, _lot: random.Random) -> str:
    return " ".join(_SHORT.get(word.lower(), word) for word in name.split())


def _cut(name: str, lot: random.Random) -> str:
    """Cut a long word short, as lists with narrow columns do."""
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) > 8]
    if long:
        place = lot.choice(long)
        words[place] = words[place][: lot.randint(5, 7)] + "."
    return " ".join(words)


def _slip(name: str, lot: random.Random) -> str:
    place = lot.randrange(len(name) - 1) if len(name) > 4 else 0
    how = lot.randrange(4)
    if how == 0:
        return name[:place] + name[place + 1 :]
    if how == 1:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    letter = lot.choice("abcdefghijklmnopqrstuvwxyz")
    return name[:place] + letter + name[place + (1 if how == 2 else 0) :]


def _capitals(name: str, _lot: random.Random) -> str:
    return name.upper()
