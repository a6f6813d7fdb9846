"""Is a solution meant for such a company: theme, cluster, sector, size, language, region?

Each facet is compared on its own and gives one reason. What is not known of the company, and a solution that
is open to all, count half: neither praise nor blame.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grappe.engines.kernel import Text
from grappe.engines.matching.model import Facets, Profile

WEIGHTS = {"theme": 3.0, "cluster": 2.0, "sector": 2.0, "size": 1.5, "language": 0.75, "region": 0.75}
MEETS, OPEN, MISSES = 1.0, 0.5, 0.0

NAMES = {
    "theme": Text("Theme", "Thème", "Thema"),
    "cluster": Text("Cluster", "Cluster", "Cluster"),
    "sector": Text("Sector", "Secteur", "Branche"),
    "size": Text("Size", "Taille", "Größe"),
    "language": Text("Language", "Langue", "Sprache"),
    "region": Text("Region", "Région", "Region"),
}

# The letter of each NACE division (Regulation (EC) 1893/2006, Annex I, as amended by (EU) 2023/137): first
# division, section. A code such as "25.11" lies in section C.
_SECTIONS_REV2 = (
    (1, "A"), (5, "B"), (10, "C"), (35, "D"), (36, "E"), (41, "F"), (45, "G"), (49, "H"), (55, "I"),
    (58, "J"), (64, "K"), (68, "L"), (69, "M"), (77, "N"), (84, "O"), (85, "P"), (86, "Q"), (90, "R"),
    (94, "S"), (97, "T"), (99, "U"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One facet compared: how well it fits (1 meets, 0.5 open or unknown, 0 misses) and the two sides."""

    facet: str
    fit: float
    actual: str | None
    expected: str | None

    @property
    def decided(self) -> bool:
        """Whether both sides were known."""
        return self.actual is not None and self.expected is not None


def section_of(code: str) -> str:
    """Return the section letter of a NACE code ("25.11" is in "C"), or "" where there is none."""
    if code[:1].isalpha():
        return code[0].upper()
    digits = code.split(".")[0]
    if not digits.isdigit():
        return ""
    return next((letter for first, letter in reversed(_SECTIONS_REV2) if int(digits) >= first), "")


def in_sector(code: str, prefix: str) -> bool:
    """Return whether a NACE code lies under a prefix: a section letter, a division, a group or a class."""
    prefix = prefix.strip().upper()
    if len(prefix) == 1 and prefix.isalpha():
        return section_of(code) == prefix
    if prefix[:1].isalpha() and section_of(code) != prefix[0]:
        return False
    bare, wanted = (text.lstrip("ABCDEFGHIJKLMNOPQRSTUV").replace(".", "") for text in (code.upper(), prefix))
    return bool(wanted) and bare.startswith(wanted)


def compare(profile: Profile, facets: Facets) -> tuple[Compared, ...]:
    """Return every facet that at least one side speaks of, in a fixed order."""
    return tuple(found for found in _all(profile, facets) if found.actual or found.expected)


def _all(profile: Profile, facets: Facets) -> Iterator[Compared]:
    themes = {profile.theme} if profile.theme else set()
    sizes = {profile.size} if profile.size else set()
    languages = {profile.language} if profile.language else set()
    regions = {profile.region} if profile.region else set()
    yield _sets("theme", themes, facets.themes)
    yield _sets("cluster", profile.clusters, facets.clusters)
    yield _sector(profile.nace, facets.nace)
    yield _sets("size", sizes, facets.sizes)
    yield _sets("language", languages, facets.languages)
    yield _sets("region", regions, facets.regions)


def _sets(facet: str, have: set[str] | frozenset[str], wanted: frozenset[str]) -> Compared:
    fit = OPEN if not have or not wanted else (MEETS if have & wanted else MISSES)
    return Compared(facet, fit, _listed(have), _listed(wanted))


def _sector(code: str | None, prefixes: frozenset[str]) -> Compared:
    if not code or not prefixes:
        return Compared("sector", OPEN, code or None, _listed(prefixes))
    meets = any(in_sector(code, prefix) for prefix in prefixes)
    return Compared("sector", MEETS if meets else MISSES, code, _listed(prefixes))


def _listed(values: set[str] | frozenset[str]) -> str | None:
    return ", ".join(sorted(values)) or None
