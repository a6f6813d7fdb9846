"""What is matched with what? A need with the profile of who has it, and a solution with its facets."""

from __future__ import annotations

from dataclasses import dataclass, field

from grappe.engines.kernel import Score

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Facets:
    """For whom a solution is meant; an empty facet is open to all.

    `nace` holds prefixes of NACE codes ("C", "25", "25.1"), `sizes` micro, small, medium, large, `languages`
    the codes in which it is offered, `regions` names of places.
    """

    themes: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    nace: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """Who has the need; what is empty or None is not known and decides nothing.

    `nace` is one code with its section letter known to the caller ("C25.11" or "25.11"), `language` the code
    in which the company is addressed.
    """

    theme: str | None = None
    clusters: frozenset[str] = frozenset()
    nace: str | None = None
    size: str | None = None
    language: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A need in the words of whoever has it; `language` is detected where it is not given."""

    id: str
    text: str
    language: str | None = None
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True)
class Solution:
    """One thing that may answer a need: title, one-sentence promise, text, and for whom it is."""

    id: str
    title: str
    text: str = ""
    promise: str = ""
    language: str | None = None
    facets: Facets = Facets()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A word or concept that stands in the need and in the solution, as written in each."""

    asked: str
    found: str
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class WordScore:
    """How far the words of the need are found in a solution, 0 to 1, and which."""

    value: float
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class MeaningScore:
    """How near a solution is in meaning, 0 to 1 (the cosine, negative ones as 0), and its nearest passage."""

    value: float
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A solution with the evidence for it, however the evidence was found (in memory or by a database)."""

    id: str
    words: WordScore = WordScore(0.0)
    meaning: MeaningScore = MeaningScore(0.0)
    facets: Facets = field(default_factory=Facets)
    language: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Ranked:
    """A solution in its place, with a score whose reasons add up to it."""

    id: str
    score: Score
