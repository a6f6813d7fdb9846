"""Who wrote what somebody passes on in the text of a mail, as the usual programs write it in our languages?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import getaddresses

from grappe.apps.mail.queries.addresses import is_address

_MARK = re.compile(
    r"^[>\s]*(?:-{2,}\s*)?(?:forwarded message|begin forwarded message|weitergeleitete nachricht|"
    r"(?:anfang der )?weitergeleitete[n]? (?:nachricht|e-mail)|message (?:transféré|réexpédié)|"
    r"début du message (?:réexpédié|transféré)|doorgestuurd bericht)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_FROM = re.compile(r"^[>\s*]*(?:from|de|von|van|expéditeur|absender)\s*:\**\s*(.+)$", re.IGNORECASE)
_OTHERS = re.compile(r"^[>\s*]*(?:to|à|an|cc|aan|kopie|copie à|pour)\s*:\**\s*(.+)$", re.IGNORECASE)
_HEADER = re.compile(r"^[>\s*]*[^\s:][^:\n]{0,24}\s*:\**\s*\S")
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]+@[^\s<>()\[\]\"',;:]+\.[A-Za-z]{2,}")
_LINES = 10  # of the head of what is passed on


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Whether a text says that it passes something on, and who wrote that, as (name, address), the writer first."""

    marked: bool
    people: tuple[tuple[str, str], ...]


def forwarded(text: str) -> Forwarded:
    """Return who stands in the head of the first mail that is passed on in a text."""
    mark = _MARK.search(text)
    lines = text[mark.end() if mark else 0 :].splitlines()[:400]
    for number, line in enumerate(lines):
        said = _FROM.match(line)
        if said is None:
            continue
        block = lines[number + 1 : number + _LINES]
        people = _people(said[1])
        heads = sum(1 for each in block[:5] if _HEADER.match(each))
        if not people or heads < 2:  # a line of the letter itself
            continue
        for each in block:
            if others := _OTHERS.match(each):
                people += _people(others[1])
        return Forwarded(mark is not None, tuple(dict.fromkeys(people)))
    return Forwarded(mark is not None, ())


def _people(line: str) -> list[tuple[str, str]]:
    """Return who is named in a line: `Name <address>`, `Name [mailto:address]`, or an address alone."""
    plain = line.replace("[mailto:", "<").replace("]", ">").replace(";", ",")
    found = [
        (" ".join(name.strip("\"'* ").split())[:200], address.strip("<>").casefold())
        for name, address in getaddresses([plain])
        if is_address(address.strip("<>"))
    ]
    return found or [("", each.casefold()) for each in _ADDRESS.findall(line)]
