"""Does an activity code lie under another one? NACE prefixes at any level, three-valued.

Divisions by section follow NACE Rev. 2.1 (Delegated Regulation (EU) 2023/137, annex;
http://data.europa.eu/eli/reg_del/2023/137/oj, read in Eurostat's table of the classification).
"""

from __future__ import annotations

import re

from grappe.engines.eligibility.reading import Fault, said
from grappe.engines.kernel import Verdict

_FORM = re.compile(r"([A-V])?(?:(\d{2})(?:\.?(\d{1,2})(?:\.?\d{0,2})?)?)?")

# section: first and last division, inclusive
SECTIONS: dict[str, tuple[int, int]] = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (46, 47),
    "H": (49, 53), "I": (55, 56), "J": (58, 60), "K": (61, 63), "L": (64, 66), "M": (68, 68), "N": (69, 75),
    "O": (77, 82), "P": (84, 84), "Q": (85, 85), "R": (86, 88), "S": (90, 93), "T": (94, 96), "U": (97, 98),
    "V": (99, 99),
}  # fmt: skip
_SECTION_OF = {f"{division:02d}": section for section, (first, last) in SECTIONS.items()
               for division in range(first, last + 1)} | {"45": "G"}  # fmt: skip  # 45: as in Rev. 2


def normal(code: str, place: str = "") -> str:
    """Return a code as it is compared: a section letter, or digits without dots. Raises Fault.

    `C`, `62`, `62.1`, `62.10`, `6210`, `K62.10` are read; the section before digits is dropped.
    """
    plain = code.strip().upper().replace(" ", "")
    match = _FORM.fullmatch(plain)
    if not plain or match is None:
        raise Fault(place, f"must be a NACE code such as C, 62 or 62.10, not {said(code)}")
    digits = re.sub(r"[^0-9]", "", plain)
    return digits or plain


def lies_under(code: str, prefix: str) -> Verdict:
    """Return whether normal `code` lies under normal `prefix`; UNKNOWN where `code` is less exact than it."""
    if code.startswith(prefix):
        return Verdict.YES
    if prefix.isalpha():
        section = code if code.isalpha() else _SECTION_OF.get(code[:2])
        return Verdict.UNKNOWN if section is None else Verdict.of(section == prefix)
    if code.isalpha():
        return Verdict.UNKNOWN if _SECTION_OF.get(prefix[:2]) == code else Verdict.NO
    return Verdict.UNKNOWN if prefix.startswith(code) else Verdict.NO
