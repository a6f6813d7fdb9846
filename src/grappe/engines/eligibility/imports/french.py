"""How do French texts write a number, an amount of money, a sentence? Facts of writing, no judgement."""

from __future__ import annotations

import re
import unicodedata

_WORDS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "dix": 10}
_SCALE = {"k": 1_000, "m": 1_000_000, "million": 1_000_000, "milliard": 1_000_000_000}
# 1 000 (or 1.000) in groups of three, or plain digits with a decimal comma.
_DIGITS = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
NUMBER = rf"(?:{_DIGITS})"
COUNT = rf"(?:{_DIGITS}|{'|'.join(_WORDS)})"
MONEY = rf"(?:{NUMBER}\s*(?:k€|m€|€|(?:millions?|milliards?)(?:\s*d'euros|\s*€)?|euros|k\s*euros))"
_MONEY_PARTS = re.compile(rf"({NUMBER})\s*(k|m(?!illi)|millions?|milliards?)?")


def plain(text: str) -> str:
    """Return a sentence as it is compared: small letters, one kind of apostrophe and space, no final stop."""
    text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u02bc", "'")
    text = re.sub(r"[\u2010-\u2013\u2212]", "-", text)
    return " ".join(text.split()).casefold().rstrip(" .;,")


def bare(text: str) -> str:
    """Return a name as it is looked up: plain, without accents, hyphens and apostrophes."""
    text = unicodedata.normalize("NFKD", plain(text).replace("œ", "oe"))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.sub(r"[-'.()]", " ", text).split())


def number(text: str) -> int | float:
    """Return the number that a match of NUMBER or COUNT writes: `1 500` and `1.500` are 1500, `1,5` is 1.5."""
    if text in _WORDS:
        return _WORDS[text]
    value = float(re.sub(r"[ .]", "", text).replace(",", "."))
    return int(value) if value.is_integer() else value


def euros(text: str) -> int | float:
    """Return the euros that a match of MONEY writes: `10 M€`, `5 milliards d'euros`, `750 000 €`, `200 K€`."""
    found = _MONEY_PARTS.match(text.strip())
    if found is None:
        raise ValueError(text)
    scale = _SCALE.get((found[2] or "").rstrip("s"), 1)
    value = number(found[1]) * scale
    return int(value) if float(value).is_integer() else round(float(value), 2)
