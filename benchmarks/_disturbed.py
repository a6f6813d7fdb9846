"""Where do companies come from that stand twice, written differently, beside others of their group that are not they?

The names are those of listed companies (financedatabase_companies_lu_neighbours.csv); streets, copies and sisters are made here.
A sister's name has a word more: one that other names of that file have and that stands in none of the engine's lists
(`THEIRS`), or, to see what these lists are worth, one of ours (`OURS`).
"""

from __future__ import annotations

import csv
import random
import re
import zlib
from collections import Counter
from pathlib import Path

from grappe.engines.kernel.folding import fold
from grappe.engines.linkage import columns, forms

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
THEIRS, OURS = "theirs", "ours"
_OURS = ("{} Luxembourg", "{} Holding", "{} Immobilière", "{} Participations", "{} Services", "{} Finance", "{} 2",
            "{} III", "{} Deutschland", "{} France", "{} Real Estate", "{} Invest")  # fmt: skip


def companies(path: Path, half: int) -> list[Record]:
    """Return half of the companies of the file, groups of one first word whole, with invented streets and days of foundation.

    The file has some companies twice, under an old and a new name: of one website or one bare name only the first is kept.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lot, found = random.Random(100 + half), []
    seen: set[str] = set()
    doors: dict[str, Record] = {}
    for row in rows:
        words = _bare(row["name"])
        marks = {" ".join(words), columns.clean_domain(row["website"])} - {""}
        if marks & seen or not words or zlib.crc32(words[0].encode()) % 2 != half:
            continue
        seen |= marks
        record = {
            "name": row["name"],
            "postcode": row["zipcode"],
            "city": row["city"],
            "country": row["country"],
        }
        record |= {"website": row["website"], "street": f"{lot.randint(1, 180)}, {lot.choice(_ROADS)}"}
        record["founded"] = f"{lot.randint(1950, 2022)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"
        # Half of those of one first word ("Siemens Energy AG") sit at the door of the first: real names, not one company.
        door = doors.setdefault(words[0], record)
        if door is not record and lot.random() < 0.5:
            record |= {name: door[name] for name in ("street", "postcode", "city", "country")}
        found.append(record)
    return found


def _bare(name: str) -> list[str]:
    return columns.clean_text(_FORM.sub("", name)).split()


def words_of_sisters(records: list[Record]) -> list[str]:
    """Return the words that stand in several of these names behind the first, and in none of the engine's lists."""
    often = Counter(word for record in records for word in set(_bare(record["name"])[1:]))
    ours = {*forms.PARTS_OF_GROUPS, *forms.PLACES, *forms.GENERAL, *forms.CONNECTING}
    ours |= {*forms.ABBREVIATIONS, *forms.ABBREVIATIONS.values()}
    ours |= {word for written in forms.WRITTEN for word in written.split()}
    return sorted(
        w for w, count in often.items() if count > 1 and len(w) > 3 and w.isalpha() and w not in ours
    )


def disturbed(
    path: Path, half: int, seed: int, sisters: str = THEIRS
) -> tuple[list[Record], set[tuple[int, int]]]:
    """Return companies with sisters and copies in any order, and the pairs of places that are one."""
    lot = random.Random(seed)
    made: list[tuple[int, Record]] = []
    records = companies(path, half)
    more = list(_OURS) if sisters == OURS else [f"{{}} {w.capitalize()}" for w in words_of_sisters(records)]
    for number, record in enumerate(records):
        made.append((number, record))
        if lot.random() < 0.4:
            made.extend((number, copy_of(record, lot)) for _ in range(1 if lot.random() < 0.8 else 2))
        if lot.random() < 0.35:
            for place, sister in enumerate(lot.sample(more, min(lot.randint(1, 3), len(more)))):
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
    for how, often in (
        (_plain, 0.4),
        (_shortened, 0.4),
        (_cut, 0.15),
        (_slip, 0.35),
        (_capitals, 0.25),
        (_left_out, 0.1),
    ):
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


def _left_out(name: str, lot: random.Random) -> str:
    """Leave a word out that is not the first, where three or more are left: the company's name among those who know it."""
    words = name.split()
    return (
        " ".join(words[:place] + words[place + 1 :])
        if (place := lot.randrange(1, 3)) and len(words) > 3
        else name
    )


def _capitals(name: str, _lot: random.Random) -> str:
    return name.upper()
