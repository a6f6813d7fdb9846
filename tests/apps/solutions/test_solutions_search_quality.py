"""Is PostgreSQL's evidence (full text and vectors) as good as the engine's own, on the labelled needs?"""

from __future__ import annotations

import json

import pytest

from benchmarks import matching as benchmark
from grappe.apps.solutions.models import Solution, SolutionVector
from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import Candidate, MeaningScore, Need, rank
from grappe.engines.matching.evidence import asked_of, holders_of, score_of
from grappe.engines.matching.meaning import likeness, plain
from grappe.engines.matching.retrieval import spoken
from grappe.ui import passages
from grappe.ui.passages import Texts

PROGRAMMES = benchmark.DATA / "fr_green_transition_programmes.jsonl"
pytestmark = pytest.mark.skipif(
    not PROGRAMMES.exists(), reason=f"{PROGRAMMES.name} is not there: set GRAPPE_SHARED_DATA to its folder"
)


@pytest.fixture
def catalogue(db):
    """Return the French programmes as solutions: id of the database by id of the file."""
    found = {}
    for line in PROGRAMMES.open(encoding="utf-8"):
        row = json.loads(line)
        solution = Solution.objects.create(
            slug=row["id"][:80], kind="service", name=row["title"], title={"fr": row["title"]}
        )
        texts = Texts(row["title"], row["promise"], plain(row["description"]))
        passages.store(SolutionVector, "solution", solution.pk, {"fr": texts})
        found[solution.pk] = row["id"]
    while passages.encode_waiting(SolutionVector):
        pass
    return found


def ranked(need: Need, vector, catalogue: dict[int, str]) -> list[str]:
    asked = asked_of(need)
    language = spoken(need.text, need.language)
    found = passages.find(SolutionVector, "solution", asked, vector, language)
    holders = holders_of({pk: evidence.ranks for pk, evidence in found.items()})
    candidates = []
    for pk, key in catalogue.items():
        evidence = found[pk]
        words = score_of(asked, "fr", evidence.ranks.get("fr", {}), holders, len(catalogue))
        meaning = MeaningScore(
            likeness(evidence.near.head or 0.0, evidence.near.passage), evidence.near.words
        )
        candidates.append(Candidate(key, words, meaning, language="fr"))
    return [r.id for r in rank(need, candidates)]


def test_held_out_needs_find_their_programmes_through_the_database(catalogue):
    rows = [json.loads(line) for line in benchmark.LABELLED.open(encoding="utf-8")]
    held_out = [row for row in rows if row["split"] == "held-out"]
    needs = [Need(row["id"], row["text"]) for row in held_out]
    values = {"same": [], "across": []}
    for row, need, vector in zip(held_out, needs, encode([need.text for need in needs]), strict=True):
        kind = "same" if row["language"] == "fr" else "across"
        values[kind].append(benchmark.ndcg(ranked(need, vector, catalogue), row["relevant"]))
    means = {kind: sum(found) / len(found) for kind, found in values.items()}
    assert means["same"] >= 0.65 and means["across"] >= 0.65, means
