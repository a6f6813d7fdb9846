"""Where does a text name somebody who is not to be named, however it is written? Plain values in, plain values out.

Case, accents, spaces, hyphens and a genitive's ending do not matter: "BLAUE-EULE", "Blaue Eules", "b 123.456" are found
as "Blaue Eule S.à r.l." and "B123456" are. What may as well be an ordinary word (a family name by itself, an acronym) is
found and marked as not sure: a person looks at it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

SHORT = 4  # so short a name is often a word as well: it counts only where it is written with capitals as in the name
_UMLAUTS = {"ae": "a", "oe": "o", "ue": "u"}  # "Mueller" is "Müller"
_ENDINGS = frozenset({"s", "es", "n", "en", "e"})
_LEGAL = frozenset(
    [
        "sa",
        "sarl",
        "sarls",
        "sas",
        "sca",
        "scs",
        "snc",
        "se",
        "asbl",
        "gie",
        "gmbh",
        "ag",
        "kg",
        "ltd",
        "inc",
        "bv",
        "nv",
    ]
    + ["spa", "srl", "sprl", "plc", "llc", "coop", "cooperative", "sc"]
)
_WIDE = frozenset(
    [
        "luxembourg",
        "luxemburg",
        "letzebuerg",
        "lux",
        "europe",
        "european",
        "international",
        "group",
        "groupe",
        "gruppe",
    ]
    + [
        "holding",
        "holdings",
        "company",
        "compagnie",
        "societe",
        "et",
        "cie",
        "and",
        "und",
        "the",
        "de",
        "la",
        "le",
        "du",
    ]
)
_PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "du", "la", "le", "di", "da", "dos", "zu", "zum", "ten"]
)
_SHARED_HOSTS = frozenset(
    [
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "live.com",
    ]
    + ["pt.lu", "internet.lu", "vo.lu", "linkedin.com", "facebook.com"]
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """Somebody who is not to be named: a company with its people. `key` tells them apart."""

    key: int
    name: str
    brand: str = ""
    numbers: tuple[str, ...] = ()  # RCS, VAT
    website: str = ""
    address: str = ""  # street and number
    people: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a text, from `start` to `end`, that name somebody: `whose` is the company, `name` what was recognised."""

    start: int
    end: int
    words: str
    name: str
    whose: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Needle:
    letters: str
    name: str
    whose: int
    sure: bool
    fits: Callable[[str], bool]


def names_in(text: str, hidden: Sequence[Hidden]) -> list[Named]:
    """Return every place of a text that names one of them, in order, the longest where several begin together."""
    letters, places, begins, ends = _folded(text)
    found: list[Named] = []
    for needle in (each for one in hidden for each in _needles(one)):
        at = letters.find(needle.letters)
        while at >= 0:
            end = _end(at + len(needle.letters), needle, letters, ends) if at in begins else None
            if end is not None:
                start, stop = places[at], places[end - 1] + 1
                if needle.fits(text[start:stop]):
                    found.append(Named(start, stop, text[start:stop], needle.name, needle.whose, needle.sure))
            at = letters.find(needle.letters, at + 1)
    return _apart(found)


def replaced(text: str, named: Sequence[Named], by: Callable[[Named], str]) -> str:
    """Return a text in which each place of `named` says what `by` says instead."""
    for each in sorted(named, key=lambda one: -one.start):
        text = text[: each.start] + by(each) + text[each.end :]
    return text


def _folded(text: str) -> tuple[str, list[int], set[int], set[int]]:
    """Return the letters and digits of a text, bare; where each stood; and where a word begins and ends among them."""
    letters: list[str] = []
    places: list[int] = []
    begins, ends = set(), set()
    for word in re.finditer(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*", text):
        begins.add(len(letters))
        for place, letter in _bare(word.group()):
            letters.append(letter)
            places.append(word.start() + place)
        ends.add(len(letters))
    return "".join(letters), places, begins, ends


def _bare(word: str) -> Iterator[tuple[int, str]]:
    """Yield the letters of a word without case and accents, each with its place; "ue" is one letter, as "ü" is."""
    found: list[tuple[int, str]] = []
    for place, char in enumerate(word):
        for part in unicodedata.normalize("NFKD", char.casefold()):
            if not unicodedata.combining(part) and part.isalnum():
                found.extend((place, each) for each in {"æ": "a", "œ": "o", "ø": "o"}.get(part, part))
    at = 0
    while at < len(found):
        yield (found[at][0], _UMLAUTS.get("".join(each for _p, each in found[at : at + 2]), found[at][1]))
        at += 2 if "".join(each for _p, each in found[at : at + 2]) in _UMLAUTS else 1


@lru_cache(maxsize=8192)  # the same names are looked for in each of the texts of a study
def folded(text: str) -> str:
    """Return a name as it is looked for: its letters and digits, bare."""
    return _folded(text)[0]


def _end(at: int, needle: _Needle, letters: str, ends: set[int]) -> int | None:
    """Return where the match that ends at a letter really ends: there, or after a genitive's ending; None inside a word."""
    if at in ends:
        return at
    if len(needle.letters) <= SHORT or needle.letters[-1:].isdigit():
        return None
    for length in (1, 2):
        if at + length in ends and letters[at : at + length] in _ENDINGS:
            return at + length
    return None


def _apart(found: Sequence[Named]) -> list[Named]:
    """Return the longest ones that do not overlap, the sure before the others."""
    kept: list[Named] = []
    for each in sorted(found, key=lambda one: (not one.sure, one.start - one.end, one.start)):
        if all(each.end <= other.start or each.start >= other.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)


def _needles(one: Hidden) -> Iterator[_Needle]:
    for name in filter(None, (one.name, one.brand)):
        yield from _of_company(name, one.key)
    for number in one.numbers:
        yield from _plain(number, one.key, least=5)
    yield from _plain(one.address if any(map(str.isdigit, one.address)) else "", one.key, least=6)
    for email in one.emails:
        yield from _plain(email, one.key, least=5)
    for host in {_host(one.website), *(each.rpartition("@")[2].lower() for each in one.emails)}:
        if host and host not in _SHARED_HOSTS:
            yield from _plain(host, one.key, least=5)
    for phone in one.phones:
        digits = re.sub(r"^(\+|00)\d{1,3}[\s./-]", "", phone.strip())
        yield from _plain(digits, one.key, least=6)
    for person in one.people:
        yield from _of_person(person, one.key)


def _plain(name: str, whose: int, *, least: int, sure: bool = True) -> Iterator[_Needle]:
    letters = folded(name)
    if len(letters) >= least:
        yield _Needle(letters, name, whose, sure, lambda words: True)


def _of_company(name: str, whose: int) -> Iterator[_Needle]:
    """A company by its name without its legal form, without what many names say, and by its initials."""
    bare = re.sub(r"\b([A-Za-zÀ-ÿ])\.\s?(?=[A-Za-zÀ-ÿ]\.?(?:\W|$))", r"\1", name)  # "S.A." is one word
    bare = re.sub(r"(?i)\bs\.?\s?(?:à|a)\.?\s?r\.?\s?l\.?(?:[\s-]*s\b)?", " ", bare)
    words = [word for word in re.findall(r"[^\W_]+", bare) if folded(word) not in _LEGAL]
    core = [word for word in words if folded(word) not in _WIDE]
    for some in (words, core):
        letters = folded(" ".join(some))
        if len(letters) >= 2 and core:
            yield _Needle(
                letters, name, whose, True, _capital if len(letters) <= SHORT else lambda said: True
            )
    initials = "".join(word[0] for word in words).upper()
    if len(words) >= 3:
        yield _Needle(folded(initials), name, whose, False, lambda said: said == initials)


def _of_person(name: str, whose: int) -> Iterator[_Needle]:
    """A person by the whole name in either order, and by the family name alone, which is not sure."""
    words = re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", name)
    if not words:
        return
    first = next((at for at, word in enumerate(words) if at and word.lower() in _PARTICLES), len(words) - 1)
    family = words[first:]
    if first:
        for order in (words, [*family, *words[:first]]):
            yield from _plain(" ".join(order), whose, least=4)
    if len(folded(" ".join(family))) >= 3:
        yield _Needle(folded(" ".join(family)), name, whose, False, _capital)


def _capital(said: str) -> bool:
    return said[:1].isupper() or any(map(str.isupper, said))


def _host(website: str) -> str:
    return re.sub(r"^(?:\w+://)?(?:www\.)?", "", website.strip().lower()).partition("/")[0].partition(":")[0]
