"""Which ideas are like what somebody is writing, in whatever language? By words and by meaning, with the matching engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from grappe.apps.ideas.models import Contributor, Idea, IdeaVector
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.ideas.queries.own import ideas_of
from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import Candidate, MeaningScore, Need, WordScore, rank
from grappe.engines.matching.evidence import Asked, asked_of, holders_of, score_of
from grappe.engines.matching.meaning import likeness
from grappe.engines.matching.retrieval import spoken
from grappe.ui import passages

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHORTEST = 12  # characters: one word says too little
LONGEST = 2_000  # of what is written, the beginning says what it is about
MOST = 5
LEAST = 0.3  # below it, ideas on other subjects were proposed (tests/apps/ideas/test_idea_similar.py)
_LETTERS = {"lb": "de"}


@dataclass(frozen=True, slots=True)
class Similar:
    """An idea that is like what is written: how near (0 to 1), and the passage of it that is nearest."""

    idea: Idea
    score: float
    passage: str
    joined: Idea | None = None  # the idea with which it was joined, where the reader may know it

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def similar_to(
    *, title: str, text: str, language: str, reader: User | Contributor, but: int | None = None
) -> list[Similar]:
    """Return the ideas most like what is written, best first, among those that the reader may see; none for a few letters.

    Parked, rejected and merged ones are among them: what became of them is worth knowing. `but` is the idea that is
    being written itself. Four queries.
    """
    said = f"{title}. {text}".replace("\x00", " ").strip(". \n")[:LONGEST]
    if len(said) < SHORTEST:
        return []
    theirs = set(_seen_by(reader).order_by().values_list("pk", flat=True)) - {but}
    if not theirs:
        return []
    code = spoken(said, language or None)
    need = Need("idea", said, code)
    asked, tongue = asked_of(need), _LETTERS.get(code, code)
    evidence = passages.find(IdeaVector, "idea", asked, _vector(said), tongue)
    candidates = _candidates(theirs, evidence, asked, tongue)
    found = [each for each in rank(need, candidates.values(), top=MOST) if each.score.value >= LEAST]
    rows = Idea.objects.select_related("merged_into").in_bulk([int(each.id) for each in found])
    return [
        Similar(
            rows[int(each.id)], each.score.value, candidates[each.id].meaning.passage,
            _joined(rows[int(each.id)], reader, theirs, but),
        )
        for each in found
    ]  # fmt: skip


def _seen_by(reader: User | Contributor) -> QuerySet[Idea]:
    return ideas_of(reader) if isinstance(reader, Contributor) else visible(for_user=reader)


def _joined(idea: Idea, reader: User | Contributor, theirs: Collection[int], but: int | None) -> Idea | None:
    """Return what took an idea up, where the reader may know it: whoever had an idea knows with which it was joined."""
    known = isinstance(reader, Contributor) or idea.merged_into_id in (*theirs, but)
    return idea.merged_into if known else None


@lru_cache(maxsize=256)
def _vector(text: str) -> Any:
    vector = encode([text])[0]
    vector.setflags(write=False)
    return vector


def _candidates(
    theirs: Collection[int], evidence: Mapping[int, Any], asked: tuple[Asked, ...], tongue: str
) -> dict[str, Candidate]:
    """Return the ideas with what PostgreSQL found for each, by their number as text."""
    holders = holders_of({pk: found.ranks for pk, found in evidence.items() if pk in theirs})
    candidates = {}
    for pk in theirs:
        found = evidence.get(pk)
        if found is None:
            continue
        words, language = WordScore(0.0), tongue
        if found.ranks:
            scored = {
                code: score_of(asked, code, ranks, holders, len(theirs))
                for code, ranks in found.ranks.items()
            }
            language = (
                tongue if tongue in scored else max(scored, key=lambda code: (scored[code].value, code))
            )
            words = scored[language]
        meaning = MeaningScore(0.0)
        if found.near is not None:
            head = found.near.passage if found.near.head is None else found.near.head
            meaning = MeaningScore(likeness(head or 0.0, found.near.passage), found.near.words)
            language = found.near.language if not words.value else language
        candidates[str(pk)] = Candidate(str(pk), words, meaning, language=language)
    return candidates
