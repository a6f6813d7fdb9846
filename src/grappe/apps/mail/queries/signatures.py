"""What does somebody say of themselves below a mail: name, function, telephone? For a form that is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PHONE = re.compile(r"(?:\+|00)\d[\d\s()./-]{6,20}\d")
_MARK = re.compile(r"^\s*(?:--\s?|_{4,}|-{4,})\s*$", re.MULTILINE)
_QUOTED = re.compile(
    r"^\s*(?:>|On .+ wrote:|Le .+ a écrit|Am .+ schrieb|-{3,}\s*(?:Original|Forwarded|Urspr|Message))", re.M
)
_FUNCTION = re.compile(
    r"\b(?:director|directeur|directrice|manager|engineer|ingénieure?|ingenieur(?:in)?|head of|responsable|leiter(?:in)?|"
    r"gérante?|geschäftsführer(?:in)?|ceo|cto|cfo|coo|founder|fondat(?:eur|rice)|assistante?|consultante?|président(?:e)?|"
    r"project|projet|sales|marketing|chef(?:fe)?|officer|partner)\b",
    re.IGNORECASE,
)
_LINES = 14


@dataclass(frozen=True, slots=True)
class Signature:
    """What a form for a new person begins with."""

    name: str
    email: str
    function: str
    phone: str


def signature_of(text: str, name: str, email: str) -> Signature:
    """Return what stands below a mail, as far as that is plain; the name of its head counts, else the address's."""
    quoted = _QUOTED.search(text)
    own = text[: quoted.start()] if quoted and quoted.start() > 0 else text
    marks = list(_MARK.finditer(own))
    lines = (own[marks[-1].end() :] if marks else own).strip().splitlines()
    tail = [line.strip(" *|\t") for line in (lines[:_LINES] if marks else lines[-_LINES:])]
    phone = next((found.group() for line in tail if (found := _PHONE.search(line))), "")
    called = name or _of_address(email)
    function = next(
        (line for line in tail if _FUNCTION.search(line) and len(line) <= 80 and line != called), ""
    )
    return Signature(called, email, function.removeprefix(called).strip(" ,–-|"), " ".join(phone.split()))


def _of_address(email: str) -> str:
    local = email.partition("@")[0]
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", local) if part.isalpha())
