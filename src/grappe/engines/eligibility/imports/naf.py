"""Which NACE Rev. 2.1 codes are a section or a code of the French NAF rev. 2?

A company of ours has a code of NACE Rev. 2.1; the NAF rev. 2 is NACE Rev. 2 with a letter for its own subclasses. In
Rev. 2.1 the sections J and K were drawn anew, so that from there on each section of Rev. 2 has another letter; division
45 was dissolved (trade in vehicles into 46 and 47, their repair into 95.3); the development of buildings moved from 41.1
to 68.12. Source: Commission Delegated Regulation (EU) 2023/137 and the labels of both tables (Eurostat); the few moves of
single classes into the new classes of intermediation are not followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Section of NAF rev. 2: its prefixes in NACE Rev. 2.1, and what lies under them and belongs elsewhere.
SECTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "A": (("01", "02", "03"), ()),
    "B": (("05", "06", "07", "08", "09"), ()),
    "C": (tuple(str(n) for n in range(10, 34)), ()),
    "D": (("35",), ()),
    "E": (("36", "37", "38", "39"), ()),
    "F": (("41", "42", "43", "68.12"), ()),
    "G": (("46", "47", "95.3"), ()),
    "H": (("49", "50", "51", "52", "53"), ()),
    "I": (("55", "56"), ()),
    "J": (("58", "59", "60", "61", "62", "63"), ()),
    "K": (("64", "65", "66"), ()),
    "L": (("68",), ("68.12",)),
    "M": (("69", "70", "71", "72", "73", "74", "75"), ()),
    "N": (("77", "78", "79", "80", "81", "82"), ()),
    "O": (("84",), ()),
    "P": (("85",), ()),
    "Q": (("86", "87", "88"), ()),
    "R": (("90", "91", "92", "93"), ()),
    "S": (("94", "95", "96"), ("95.3",)),
    "T": (("97", "98"), ()),
    "U": (("99",), ()),
}
ALL = frozenset(SECTIONS)
NO_ENTERPRISES = frozenset("OTU")  # public administration, households, extraterritorial bodies
# Codes of Rev. 2 whose number means something else in Rev. 2.1, or nothing: by their beginning, the longest first.
_MOVED: dict[str, tuple[str, ...] | None] = {
    "41.1": ("68.12",), "41.2": ("41.0",), "41": ("41", "68.12"),
    "45.2": ("95.31",), "45.4": None, "45": None,
    "47.8": None, "47.9": None,  # markets, mail order and the internet: dispersed over what is sold
    "56.1": ("56.1",), "64.2": ("64.2",), "68.1": ("68.1",), "68.2": ("68.2",),
}  # fmt: skip
# Three-digit groups of NACE Rev. 2 that Rev. 2.1 keeps with the same content; others are answered by nobody.
_KEPT = frozenset(
    {f"01.{n}" for n in range(1, 8)}
    | {
        "02.1",
        "02.2",
        "02.3",
        "02.4",
        "03.1",
        "03.2",
        "17.1",
        "17.2",
        "18.1",
        "18.2",
        "46.3",
        "47.3",
        "51.1",
        "51.2",
    }
    | {"55.1", "55.2", "55.3", "55.9", "56.1", "56.2", "56.3", "64.2", "68.1", "68.2"}
)
_CODE = re.compile(r"(?<![\w.])(?:naf\s*)?([A-U])?\s?(\d{2})(?:[.-]?(\d{1,2}))?([A-Z])?(?![\w])")


@dataclass(frozen=True, slots=True)
class Codes:
    """Prefixes of NACE Rev. 2.1 with exceptions. `exact`: nothing else is meant, and all of it is."""

    prefixes: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    exact: bool = True


def of_sections(letters: frozenset[str]) -> Codes:
    """Return the codes of sections of NAF rev. 2, given by their letters."""
    prefixes = [prefix for letter in sorted(letters) for prefix in SECTIONS[letter][0]]
    held = set(prefixes)
    exceptions = [
        exception for letter in sorted(letters) for exception in SECTIONS[letter][1] if exception not in held
    ]
    # An inner prefix (68.12) beside its own division, which excepts it no longer, says nothing more.
    covered = [p for p in prefixes if not any(p != q and p.startswith(f"{q}.") for q in prefixes)]
    inner = [p for p in prefixes if p not in covered]
    return Codes(tuple(covered), tuple(e for e in exceptions if e not in inner))


def code_of(text: str) -> Codes | None:
    """Return the NACE Rev. 2.1 codes of one code of NAF rev. 2 (`47.30Z`, `4638A`, `L68-1`, `38`); None if unclear.

    A subclass of France (`46.38A`) is only a part of its class: `exact` is false.
    """
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    division, digits, letter = found[2], found[3] or "", found[4] or ""
    if division not in {p for prefixes, _ in SECTIONS.values() for p in prefixes} | {"45"}:
        return None
    code = f"{division}.{digits}" if digits else division
    exact = letter in ("", "Z")
    for start in sorted(_MOVED, key=len, reverse=True):
        if code.startswith(start):
            moved = _MOVED[start]
            if moved is None:
                return None
            kept = moved if len(code) <= len(start) or start in ("41",) else (code,)
            return Codes(kept, (), exact)
    if not digits:
        return Codes((division,))
    return Codes((code,), (), exact) if f"{division}.{digits[0]}" in _KEPT else None


def codes_in(text: str) -> tuple[list[Codes], list[str]]:
    """Return what the codes of a list mean, and those of them that nobody can place."""
    known: list[Codes] = []
    unplaced: list[str] = []
    for found in _CODE.finditer(text):
        codes = code_of(found[0])
        if codes is None:
            unplaced.append(found[0].strip())
        else:
            known.append(codes)
    return known, unplaced
