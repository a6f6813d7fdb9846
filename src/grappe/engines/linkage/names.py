"""Who is a company by its name, whatever the legal form, accents, abbreviations and order of words?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from grappe.engines.kernel.folding import fold
from grappe.engines.linkage.forms import (
    ABBREVIATIONS,
    AFTER_FORMS,
    CONNECTING,
    CONNECTING_LETTERS,
    FORM,
    PARTS_OF_GROUPS,
    PLACES,
    class_of,
)  # fmt: skip

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ROMAN = re.compile(r"^(?=[ivx])x{0,2}(?:ix|iv|v?i{0,3})$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_NUMBER = re.compile(r"\d")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_REAL_ESTATE = re.compile(r"\breal estate\b")
_ELISION = re.compile(r"\b[dl]['’]\s?(?=[aeiouyh])")
_LUXEMBOURG = re.compile(r"\bl['’]\s?bourg\b")
LONG_FORM = 3  # letters: a form so long is one in the middle of a name too


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart: the words that name it in their order, the class of legal form, what tells groups apart."""

    words: tuple[str, ...]
    form: str = ""
    marks: frozenset[str] = frozenset()  # numbers, single letters, words such as "holding"
    glued: str = ""  # the words as written, without the spaces between them
    key: str = ""  # the words in the order of the alphabet: the same for a name with its words turned around


def company_name(written: str) -> CompanyName:
    """Take a name apart. A name of nothing but a legal form ("AG") keeps it as its word."""
    plain = _ELISION.sub("", _LUXEMBOURG.sub("lbourg", fold(written)))
    plain = _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", plain.replace("'", " "))
    plain = _REAL_ESTATE.sub("realestate", " ".join(_NOT_WORD.sub(" ", plain).split()))
    form, bare = _without_form(plain)
    words = _joined(_naming([ABBREVIATIONS.get(word, word) for word in bare.split()]))
    words = [_number(word) if place else word for place, word in enumerate(words)]
    if not words:
        words = plain.split()
    marks = frozenset(word for word in words[1:] if is_mark(word)) | _numbers(words)
    return CompanyName(tuple(words), form, marks, bare.replace(" ", ""), " ".join(sorted(words)))


def _without_form(plain: str) -> tuple[str, str]:
    form = ""
    found = [match for match in FORM.finditer(plain) if match.start() > 0 or match.end() < len(plain)]
    for match in reversed(found):
        if not _is_form(match[0], match.start(), plain[match.end() :], form):
            continue
        rest = f"{plain[: match.start()]} {plain[match.end() :]}"
        if not rest.split():
            break
        form, plain = form or class_of(match[0]), rest
    return form, plain


def _is_form(written: str, start: int, after: str, form: str) -> bool:
    """Return whether what reads like a form is one: at the end of a name; elsewhere only where the end has none."""
    if all(ABBREVIATIONS.get(word, word) in AFTER_FORMS for word in after.split()):
        # "SA" as the first word of "SA Luxembourg S.A." may be the form or the name: the end of a name goes first.
        return start > 0 or not form
    return not form and (start == 0 or len(written.replace(" ", "")) >= LONG_FORM)


def _naming(words: list[str]) -> list[str]:
    """Return the words without those that only connect. A letter connects two words; beside "Fund" or "2" it is a name."""
    named = [*("" for _ in words[:1]), *words, ""]
    return [
        word
        for before, word, after in zip(named, words, named[2:], strict=False)
        if word not in CONNECTING and not (word in CONNECTING_LETTERS and _connects(before, word, after))
    ]


def _connects(before: str, word: str, after: str) -> bool:
    if any(is_mark(beside) or beside in PLACES for beside in (before, after)) or not after:
        return False
    # "L Oréal" and "Société d Énergie" lost their apostrophes; "Alpha D Kitchens" has none to lose.
    return after[0] in "aeiouyh" if word in "dl" else bool(before)


def _joined(words: list[str]) -> list[str]:
    """Join letters that stand alone side by side: "b g l" is "bgl"."""
    found: list[str] = []
    run = ""
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            found.append(run)
            run = ""
        if word:
            found.append(word)
    return found


def _number(word: str) -> str:
    if not _ROMAN.match(word):
        return word.lstrip("0") or "0" if word.isdigit() else word
    values = [_ROMAN_VALUES[letter] for letter in word]
    following = [*values[1:], 0]
    return str(sum(-one if one < other else one for one, other in zip(values, following, strict=True)))


def is_mark(word: str) -> bool:
    """Return whether a word tells the companies of one group apart."""
    return word in PARTS_OF_GROUPS or bool(_NUMBER.search(word)) or len(word) == 1


def _numbers(words: list[str]) -> frozenset[str]:
    return frozenset(word for word in words if _NUMBER.search(word))


# How two names stand to one another; the greater, the likelier the same company.
OTHER, APART, PLACE, PART, NEAR, SAME = 1, 2, 3, 4, 5, 6


@lru_cache(maxsize=200_000)
def _near_words(one: str, other: str) -> bool:
    """Return whether two words may be one: a slip of the pen, or one cut short."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter) and len(longer) - len(shorter) >= 2:
        return True
    if _NUMBER.search(one) or _NUMBER.search(other) or len(shorter) < 4:
        return False
    slips = 1 if len(longer) < 8 else 2
    return OSA.distance(one, other, score_cutoff=slips) <= slips


def stand(one: CompanyName, other: CompanyName) -> int:
    """Return how two names stand to one another; the same either way round."""
    if one.key == other.key:
        return SAME
    if one.glued == other.glued:
        return NEAR
    mine, theirs = set(one.words) - set(other.words), set(other.words) - set(one.words)
    met = len(set(one.words)) - len(mine)
    slips = _paired(mine, theirs) if mine and theirs else 0
    if _are_glued(mine, theirs):
        mine, theirs, slips = set(), set(), slips + 1
    if not met and not slips:
        return OTHER
    if any(is_mark(word) for word in mine | theirs):
        return APART
    if not mine and not theirs:
        return NEAR
    if mine and theirs:
        return APART if met else OTHER
    if one.form and other.form and one.form != other.form:
        # "X S.A." and "X Biotech S.à r.l.": a company and one of its daughters, or its branch abroad.
        return APART
    # "X" and "X Luxembourg": one company called two ways, or two.
    return PLACE if (mine | theirs) <= PLACES else PART


def _paired(mine: set[str], theirs: set[str]) -> int:
    """Take out of both sets the words that may be one, the likest first; return how many pairs."""
    near = [(OSA.distance(a, b), *sorted((a, b)), a, b) for a in mine for b in theirs if _near_words(a, b)]
    near.sort()
    paired = 0
    for _slips, _first, _second, a, b in near:
        if a in mine and b in theirs:
            mine.discard(a)
            theirs.discard(b)
            paired += 1
    return paired


def _are_glued(mine: set[str], theirs: set[str]) -> bool:
    """Return whether one word of one side is the words left of the other, written together."""
    for few, many in ((mine, theirs), (theirs, mine)):
        if len(few) == 1 and 2 <= len(many) <= 3:
            word = next(iter(few))
            if sum(map(len, many)) == len(word) and all(part in word for part in many):
                return True
    return False


def apart_by(one: CompanyName, other: CompanyName) -> tuple[list[str], list[str]]:
    """Return the words that each has and the other has not, for telling why two names are not one."""
    mine, theirs = set(one.words) - set(other.words), set(other.words) - set(one.words)
    _paired(mine, theirs)
    return sorted(mine), sorted(theirs)
