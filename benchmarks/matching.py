"""How good is the ranking of solutions for needs? nDCG@10 of words, meaning, plain rank fusion and ours.

Needs and labels are ours (tests/engines/matching/labelled.jsonl), written after reading the programmes and graded
1 to 3. The needs of a topic are all in one half: weights are set on "tune", "held-out" is only looked at. The same
hand wrote needs, labels and glossary, so the glossary flatters: see the rows without it, and with half of it.
"""

from __future__ import annotations

import json
import math
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import numpy as np

from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import Matcher, Need, Solution, glossary, ranking, retrieval
from grappe.engines.matching import meaning as engine_meaning

ROOT = Path(__file__).parents[1]
LABELLED = ROOT / "tests" / "engines" / "matching" / "labelled.jsonl"
DATA = Path(os.environ.get("GRAPPE_SHARED_DATA", ROOT.parent / "shared" / "data"))
CUT = 10

Measured = dict[str, dict[tuple[str, str], float]]


def ndcg(order: list[str], grades: dict[str, int]) -> float:
    """Return the normalised discounted cumulative gain at 10 (gain 2^grade - 1)."""
    gain = sum((2 ** grades.get(key, 0) - 1) / math.log2(place + 2) for place, key in enumerate(order[:CUT]))
    best = sorted(grades.values(), reverse=True)[:CUT]
    return gain / sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))


def solutions(programmes: Path) -> list[Solution]:
    """Return the programmes as solutions."""
    rows = [json.loads(line) for line in programmes.open(encoding="utf-8")]
    return [Solution(row["id"], row["title"], row["description"], row["promise"]) for row in rows]


def table(orders: list[np.ndarray], keys: list[str], rows: list[dict]) -> dict[tuple[str, str], float]:
    """Return the mean for each half and kind of need ("same" and "across" languages, and each language)."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for order, row in zip(orders, rows, strict=True):
        value = ndcg([keys[place] for place in order[:CUT]], row["relevant"])
        found[row["split"], "same" if row["language"] == "fr" else "across"].append(value)
        found[row["split"], row["language"]].append(value)
    return {kind: float(np.mean(values)) for kind, values in found.items()}


def by_value(values: np.ndarray) -> np.ndarray:
    return np.argsort(-values, kind="stable")


def fused(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the order of plain reciprocal-rank fusion (k = 60)."""
    places = [np.argsort(by_value(values)) for values in (one, other)]
    return by_value(sum(1 / (60 + place + 1) for place in places))


def without(share: float) -> Callable[[str, str], list[glossary.Span]]:
    """Return a reading of concepts that knows only a part of the glossary."""
    lot = random.Random(1)
    gone = {concept.name for concept in glossary.concepts() if lot.random() < share}
    read = glossary.spans
    return lambda text, code: [span for span in read(text, code) if span.concept.name not in gone]


def measure(programmes: Path) -> Measured:
    """Return nDCG@10 by method, half and kind of need."""
    rows = [json.loads(line) for line in LABELLED.open(encoding="utf-8")]
    found = solutions(programmes)
    keys = [solution.id for solution in found]
    needs = [Need(row["id"], row["text"]) for row in rows]
    vectors = engine_meaning.vectors_of(found)
    asked = encode([need.text for need in needs])
    measured: Measured = {}
    for name, share in (("ours", 0.0), ("ours, half the glossary", 0.5), ("ours, no glossary", 1.0)):
        with mock.patch.object(retrieval.glossary, "spans", without(share)):
            matcher = Matcher(found, vectors)
            evidence = [matcher.candidates(need, vector) for need, vector in zip(needs, asked, strict=True)]
        scored = [
            np.array(
                [
                    ranking.weigh(need, c, retrieval.spoken(need.text, None), matcher.weights).value
                    for c in row
                ]
            )
            for need, row in zip(needs, evidence, strict=True)
        ]
        measured[name] = table([by_value(values) for values in scored], keys, rows)
    words = [np.array([c.words.value for c in row]) for row in evidence]  # the last reading: no glossary
    meaning = [np.array([c.meaning.value for c in row]) for row in evidence]
    measured["words alone"] = table([by_value(values) for values in words], keys, rows)
    measured["meaning alone"] = table([by_value(values) for values in meaning], keys, rows)
    measured["plain rank fusion"] = table(
        [fused(w, m) for w, m in zip(words, meaning, strict=True)], keys, rows
    )
    return measured


def main() -> None:
    programmes = DATA / "fr_green_transition_programmes.jsonl"
    if not programmes.exists():
        print(f"matching: {programmes.name} is not there (set GRAPPE_SHARED_DATA to its folder): skipped")
        return
    measured = measure(programmes)
    columns = [(half, kind) for half in ("tune", "held-out") for kind in ("same", "across", "en", "de", "lb")]
    print("nDCG@10, 260 French programmes; same: need in French, across: in English, German or Luxembourgish")
    print(f"{'':26}" + " ".join(f"{half[:4] + ' ' + kind:>11}" for half, kind in columns))
    for name in (
        "words alone",
        "meaning alone",
        "plain rank fusion",
        "ours, no glossary",
        "ours, half the glossary",
        "ours",
    ):
        print(f"{name:26}" + " ".join(f"{measured[name][column]:11.3f}" for column in columns))
    found = solutions(programmes)
    start = time.perf_counter()
    matcher = Matcher(found)
    read = time.perf_counter()
    texts = [json.loads(line)["text"] for line in LABELLED.open(encoding="utf-8")]
    matcher.match([Need(str(number), text) for number, text in enumerate(texts)])
    done = time.perf_counter()
    each = 1000 * (done - read) / len(texts)
    print(f"reading {len(found)} programmes {read - start:.2f} s; {len(texts)} needs {each:.1f} ms each")


if __name__ == "__main__":
    main()
