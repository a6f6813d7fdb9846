"""Which solutions answer a need, in which order, why, and may this company have the aids among them?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from grappe.apps.aids import queries as aids
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies import queries as companies
from grappe.apps.matches.models import Match
from grappe.apps.matches.permissions import can_match_for, check_can_view_matches
from grappe.apps.matches.queries.matches import decisions_of_need
from grappe.apps.needs import queries as needs
from grappe.apps.solutions import queries as solutions
from grappe.engines.eligibility.sizes import possible_sizes
from grappe.engines.kernel import Reason, Text
from grappe.engines.kernel.meaning import encode
from grappe.engines.matching import Candidate, MeaningScore, Need, Profile, Solution, WordScore, rank
from grappe.engines.matching.evidence import asked_of, holders_of, score_of
from grappe.engines.matching.meaning import likeness
from grappe.engines.matching.retrieval import spoken, words_that_meet

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.queries import Judgement

PROGRAMME = "programme"
RULE = "rule"  # de minimis and the like limit other aids; nobody applies for them
KINDS = ("service", "provider", "partner", PROGRAMME)
_LETTERS = {"lb": "de"}


@dataclass(frozen=True, slots=True)
class Found:
    """One solution or programme in its place: how well it fits, why, and what was decided on it."""

    kind: str
    pk: int
    thing: Any  # the solution or programme, for its words on the page
    score: float
    reasons: tuple[Reason, ...]
    judgement: Judgement | None
    match: Match | None

    @property
    def key(self) -> str:
        """What names it on the page and in forms: "service-12"."""
        return f"{self.kind}-{self.pk}"

    @property
    def percent(self) -> int:
        return round(self.score * 100)

    @property
    def possible(self) -> bool:
        """Whether nothing known speaks against it on the day."""
        return is_possible(self.judgement)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalogue says of a programme, without its place and reasons."""

    key: str
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """The solutions for a need as of a day, those that are possible first, best first."""

    need: Any
    company: Any
    on: date
    found: tuple[Found, ...]
    total: int  # how many there are of the kind asked for
    counts: Mapping[str, int]
    may_decide: bool
    standings: tuple[Standing, ...] = ()  # of the other programmes, where one row was asked for


@dataclass(frozen=True, slots=True)
class _Question:
    """A need as the engine and the database are asked for it."""

    need: Need
    asked: tuple[Any, ...]
    vector: Any
    language: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """One thing on offer with the evidence for it, before its reasons are put into words."""

    kind: str
    thing: Any
    candidate: Candidate
    score: float
    judgement: Judgement | None

    @property
    def possible(self) -> bool:
        return is_possible(self.judgement)


@dataclass(frozen=True, slots=True)
class _State:
    """A need and all that is known beside it, read once."""

    need: Any
    company: Any
    question: _Question
    judged: Mapping[str, Judgement]
    decided: Mapping[tuple[bool, int | None], Match]
    words: Mapping[str, Text]  # what clusters and themes are called


def is_possible(judgement: Judgement | None) -> bool:
    """Return whether a programme is neither closed nor refused by a criterion (what is unknown refuses nothing)."""
    return judgement is None or (judgement.open is not False and judgement.verdict != "not_eligible")


def ranked_for(
    need_id: int, *, on: date, for_user: User, kind: str = "", limit: int | None = None
) -> Ranking:
    """Return the solutions and programmes ranked for a need, with reasons, as of a day; at most `limit` of a kind.

    Raises Need.DoesNotExist. A constant number of queries, whatever the catalogue and the company's history.
    """
    state, placed = _placed(need_id, on, for_user)
    counts = {name: sum(one.kind == name for one in placed) for name in KINDS}
    chosen = [one for one in placed if not kind or one.kind == kind]
    found = tuple(_told(state, one) for one in chosen[:limit])
    return Ranking(
        state.need, state.company, on, found, len(chosen), counts, can_match_for(for_user, state.company)
    )


def one_for(need_id: int, *, kind: str, target: int, on: date, for_user: User) -> tuple[Ranking, Found]:
    """Return one solution or programme in its place, and the ranking with the standing of the other programmes.

    Raises Need.DoesNotExist, and LookupError when the thing is not on offer.
    """
    state, placed = _placed(need_id, on, for_user)
    for one in placed:
        if (one.kind, one.thing.pk) == (kind, target):
            may_decide = can_match_for(for_user, state.company)
            standings = tuple(
                Standing(f"{other.kind}-{other.thing.pk}", other.judgement)
                for other in placed
                if other.judgement is not None and other is not one
            )
            ranking = Ranking(state.need, state.company, on, (), len(placed), {}, may_decide, standings)
            return ranking, _told(state, one)
    raise LookupError(f"{kind} {target}")


def _placed(need_id: int, on: date, user: User) -> tuple[_State, list[_Placed]]:
    """Return everything on offer in its place, not yet told."""
    check_can_view_matches(user)
    need = needs.need_for(need_id, for_user=user)
    company = companies.company_for(need.company_id, for_user=user)
    facts = aids.known_facts(company, on=on, for_user=user)
    question = _question(need, _profile(need, company, facts))
    decided = {
        (match.programme_id is not None, match.programme_id or match.solution_id): match
        for match in decisions_of_need(need.pk, for_user=user)
    }
    named = [*clusters.themes(), *clusters.clusters()]
    words = {thing.slug: Text.of(thing.name) for thing in named}
    state = _State(need, company, question, aids.eligibility_of(facts, on=on).by_slug, decided, words)
    placed = [*_solutions_in_place(question, user), *_programmes_in_place(question, state.judged, user)]
    placed.sort(key=lambda one: (not one.possible, -one.score))
    return state, placed


def _told(state: _State, one: _Placed) -> Found:
    """Return one thing with the reasons of its place in words."""
    told = Candidate(
        one.candidate.id,
        WordScore(
            one.candidate.words.value, _meetings(state.question.need, one.thing, one.candidate.language)
        ),
        one.candidate.meaning,
        one.candidate.facets,
        one.candidate.language,
    )
    score = rank(state.question.need, [told], words=state.words)[0].score
    match = state.decided.get((one.kind == PROGRAMME, one.thing.pk))
    return Found(one.kind, one.thing.pk, one.thing, score.value, score.reasons, one.judgement, match)


def _question(need: Any, profile: Profile) -> _Question:
    text = f"{need.title}. {need.description}".strip(". ")
    code = spoken(text, need.language or None)
    engine_need = Need(str(need.pk), text, code, profile)
    return _Question(engine_need, asked_of(engine_need), _vector(text), _LETTERS.get(code, code))


@lru_cache(maxsize=256)
def _vector(text: str) -> Any:
    """Return the meaning of a need's text; kept, since a need is looked at and decided on many times."""
    vector = encode([text])[0]
    vector.setflags(write=False)
    return vector


def _profile(need: Any, company: Any, facts: Mapping[str, Any]) -> Profile:
    """Return what is known of who has the need; a size that the figures leave open is not known."""
    sizes = facts.get("possible_sizes") or possible_sizes(
        facts["headcount"], facts["turnover_eur"], facts["balance_sheet_eur"]
    )
    return Profile(
        theme=need.theme.slug,
        clusters=frozenset(facts["clusters"]),
        nace=facts["nace"],
        size=next(iter(sizes)) if len(sizes) == 1 else None,
        language=company.language or None,
    )


def _solutions_in_place(question: _Question, user: User) -> Iterable[_Placed]:
    offered = {solution.pk: solution for solution in solutions.solutions(for_user=user)}
    evidence = solutions.evidence(question.asked, question.vector, question.language, for_user=user)
    facets = {pk: solutions.facets_of(solution) for pk, solution in offered.items()}
    candidates = {candidate.id: candidate for candidate in _candidates(question, offered, evidence, facets)}
    for ranked in rank(question.need, candidates.values()):
        solution = offered[int(ranked.id)]
        yield _Placed(solution.kind, solution, candidates[ranked.id], ranked.score.value, None)


def _programmes_in_place(
    question: _Question, judged: Mapping[str, Judgement], user: User
) -> Iterable[_Placed]:
    offered = {found.pk: found for found in aids.programmes(for_user=user) if found.kind != RULE}
    evidence = aids.evidence(question.asked, question.vector, question.language, for_user=user)
    facets = {pk: aids.facets_of(programme) for pk, programme in offered.items()}
    candidates = {candidate.id: candidate for candidate in _candidates(question, offered, evidence, facets)}
    for ranked in rank(question.need, candidates.values()):
        programme = offered[int(ranked.id)]
        judgement = judged.get(programme.slug)
        yield _Placed(PROGRAMME, programme, candidates[ranked.id], ranked.score.value, judgement)


def _candidates(
    question: _Question, things: Mapping[int, Any], evidence: Mapping[int, Any], facets: Mapping[int, Any]
) -> list[Candidate]:
    """Return the things with the evidence that PostgreSQL found for each."""
    holders = holders_of({pk: found.ranks for pk, found in evidence.items() if pk in things})
    candidates = []
    for pk in things:
        found = evidence.get(pk)
        words, language = WordScore(0.0), question.language
        if found is not None and found.ranks:
            scored = {
                code: score_of(question.asked, code, ranks, holders, len(things))
                for code, ranks in found.ranks.items()
            }
            # In its own language a need is met by its words; elsewhere by concepts only, where there is no other way.
            if question.language not in scored:
                language = max(scored, key=lambda code: (scored[code].value, code))
            words = scored[language]
        near = found.near if found is not None else None
        meaning = MeaningScore(0.0)
        if near is not None:
            head = near.passage if near.head is None else near.head
            meaning = MeaningScore(likeness(head or 0.0, near.passage), near.words)
            language = near.language if not words.value else language
        candidates.append(Candidate(str(pk), words, meaning, facets[pk], language))
    return candidates


def _meetings(need: Need, thing: Any, language: str) -> Any:
    promise = getattr(thing, "promise", None) or {}
    text = getattr(thing, "text", None) or getattr(thing, "summary", None) or {}
    title = getattr(thing, "title", None) or thing.name
    return words_that_meet(
        need,
        Solution(
            str(thing.pk),
            title.get(language) or "",
            text.get(language) or "",
            promise.get(language) or "",
            language,
        ),
    )


def name_of(thing: Any) -> Text:
    """Return what a solution or a programme is called, in each language."""
    title = getattr(thing, "title", None)
    return Text.of(title) if title else Text.of(thing.name)
