"""How is a column of texts made ready to be compared a million times: each value once, by its number?"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from grappe.engines.kernel.folding import fold
from grappe.engines.linkage.forms import GENERAL, UNKNOWN_WORD, class_of
from grappe.engines.linkage.names import CompanyName, company_name

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Levels = npt.NDArray[np.int8]
NONE = -1
HELD = 20  # so many values more are thought to be there, all others: of a few rows nothing is learned
MOST_BITS = 30.0  # of a name: whatever it says, two companies may bear it


@dataclass(frozen=True)
class Column:
    """A column: the number of each row's value (-1: unknown), the values, and how often each stands there."""

    codes: Ints
    values: list[str]
    counts: npt.NDArray[np.int64]
    figures: Levels | None = None  # of a column of days: the eight figures of each value

    def known(self) -> npt.NDArray[np.bool_]:
        return self.codes >= 0


def column(texts: Iterable[str | None], clean: Callable[[str], str]) -> Column:
    """Return a column of cleaned values; each text as written is cleaned once."""
    numbers: dict[str, int] = {}
    seen: dict[str | None, int] = {None: NONE, "": NONE}
    codes: list[int] = []
    for text in texts:
        code = seen.get(text)
        if code is None:
            assert text is not None
            cleaned = clean(text)
            code = numbers.setdefault(cleaned, len(numbers)) if cleaned else NONE
            seen[text] = code
        codes.append(code)
    made = np.array(codes, np.int32)
    counts = np.bincount(made[made >= 0], minlength=len(numbers))
    return Column(made, list(numbers), counts)


def with_figures(made: Column) -> Column:
    """Return a column of days with the figures of each, which are compared one by one."""
    figures = np.frombuffer("".join(made.values).encode("ascii"), np.uint8).reshape(-1, 8) - ord("0")
    return replace(made, figures=figures.astype(np.int8))


@dataclass(frozen=True)
class Names:
    """A column of names of companies: taken apart once each, with how much each says (bits)."""

    keys: Column  # of the words in the order of the alphabet
    raw: Column  # as taken apart: the number of an entry of `parsed`
    parsed: list[CompanyName]
    bits: Floats  # by entry of `parsed`: what its words say
    whole: Floats  # by value of `keys`: what it says that two bear the very same name
    forms: Column
    words: Mapping[str, int]  # in how many names each word stands


def names(
    texts: Sequence[str | None], forms: Sequence[str | None] | None = None, population: int = 0
) -> Names:
    """Take names apart. `forms`: a column that says the legal form, where the name does not.

    `population`: among how many at least the rows were chosen, where they were chosen for being alike.
    """
    parsed: list[CompanyName] = []
    numbers: dict[CompanyName, int] = {}
    seen: dict[str | None, int] = {None: NONE, "": NONE}
    codes: list[int] = []
    for text in texts:
        code = seen.get(text)
        if code is None:
            assert text is not None
            name = company_name(text)
            code = NONE
            if name.words:
                code = numbers.setdefault(name, len(numbers))
                if code == len(parsed):
                    parsed.append(name)
            seen[text] = code
        codes.append(code)
    made = np.array(codes, np.int32)
    counts = np.bincount(made[made >= 0], minlength=len(parsed))
    raw = Column(made, [" ".join(name.words) for name in parsed], counts)
    words: Counter[str] = Counter()
    for name, count in zip(parsed, counts.tolist(), strict=True):
        for word in set(name.words):
            words[word] += count
    among = max(int(counts.sum()), population)
    bits = np.array([_bits(name, words, among) for name in parsed] or [0.0], np.float32)
    keys = column((parsed[code].key if code >= 0 else None for code in codes), str)
    told = column(_forms_of(codes, parsed, forms), str)
    often = np.maximum((keys.counts - 2) / (among + HELD), 2.0**-MOST_BITS)
    rarest = np.array([_rarest(key) for key in keys.values] or [0.0])
    whole = np.minimum(-np.log2(often) if len(often) else rarest, rarest).astype(np.float32)
    return Names(keys, raw, parsed, bits, whole, told, words)


def _rarest(key: str) -> float:
    """Return what a name's words say where nothing is known of how often they stand in this file."""
    words = set(key.split())
    # Registers see to it that no two companies bear quite the same name: that is worth five bits more.
    once = 0.0 if words <= GENERAL.keys() else 5.0
    return min(once - sum(math.log2(GENERAL.get(word, UNKNOWN_WORD)) for word in words), MOST_BITS)


def _bits(name: CompanyName, words: Mapping[str, int], among: int) -> float:
    """Return how much a name says: the rarer its words, the more. A word's own two records do not make it common."""
    told = 0.0
    for word in set(name.words):
        often = max(GENERAL.get(word, UNKNOWN_WORD), (words[word] - 2) / (among + HELD))
        told -= math.log2(min(often, 1.0))
    return min(told, MOST_BITS)


def _forms_of(
    codes: list[int], parsed: list[CompanyName], forms: Sequence[str | None] | None
) -> Iterable[str | None]:
    for place, code in enumerate(codes):
        said = parsed[code].form if code >= 0 else ""
        if not said and forms is not None and forms[place]:
            said = class_of(fold(str(forms[place])))
        yield said or None


# --- How each kind of value is cleaned ---

_LETTERS = re.compile(r"[^a-z0-9]+")
_ROADS = {
    "r": "rue", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "boul": "boulevard", "str": "strasse", "pl": "place", "rte": "route", "ch": "chemin", "chem": "chemin",
    "imp": "impasse", "all": "allee", "sq": "square", "st": "saint", "ste": "sainte", "rd": "road", "zi": "zone",
    "dr": "drive", "crt": "court", "ct": "court", "cl": "close", "cres": "crescent", "pde": "parade", "tce": "terrace",
}  # fmt: skip


def clean_text(text: str) -> str:
    """Return a text in small letters without accents and marks."""
    return " ".join(_LETTERS.sub(" ", fold(text)).split())


def clean_number(text: str) -> str:
    """Return a number without spaces, dots, zeros in front of its figures; an address of e-mail in small letters."""
    if "@" in text:
        return text.strip().casefold()
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    return re.sub(r"^([A-Z]*)0+(?=\d)", r"\1", bare)


def clean_register(text: str) -> str:
    """Return a register number without what stands before it: `R.C.S. Luxembourg B 123.456` is `B123456`."""
    return clean_number(re.sub(r"^\s*R\.?\s*C\.?\s*S\.?\s*(Luxembourg)?\s*:?", "", text, flags=re.IGNORECASE))


def clean_phone(text: str) -> str:
    """Return the last eight figures: countries and exchanges are written in many ways."""
    figures = re.sub(r"\D", "", text)
    return figures[-8:] if len(figures) >= 6 else ""


def clean_domain(text: str) -> str:
    """Return the domain of an address of the web: no scheme, no `www`, no path."""
    host = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("?")[0].split(":")[0]
    host = host.rsplit("@", 1)[-1].removeprefix("www.")
    return host if "." in host else ""


def clean_street(text: str) -> str:
    """Return a street with the usual short forms written out, its words without figures first, then the figures."""
    words = re.sub(r"(?<=[a-z])str\b", " strasse", re.sub(r"strasse\b", " strasse", clean_text(text))).split()
    roads = [_ROADS.get(word, word) for word in words if not word[0].isdigit()]
    return " ".join(roads)


def house_number(text: str) -> str:
    """Return the number of a house: the first figures with their letter."""
    found = re.search(r"\b(\d+)\s?([a-z])?\b", fold(text))
    return f"{found[1].lstrip('0')}{found[2] or ''}" if found else ""


def clean_postcode(text: str) -> str:
    """Return a postcode without the letters of its country."""
    return re.sub(r"^[A-Z]{1,2}-?(?=\d)", "", re.sub(r"\s", "", text.upper()))


def clean_date(text: str) -> str:
    """Return a day as eight figures where it can be one: 2019-03-31 and 20190331 are one."""
    figures = re.sub(r"[^0-9]", "", text)
    if re.match(r"^[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}$", text.strip()):
        day, month, year = re.split(r"[./]", text.strip())
        return f"{year}{month.zfill(2)}{day.zfill(2)}"
    return figures if len(figures) == 8 else ""


def clean_code(text: str) -> str:
    """Return a code of a classification as its figures: 62.01 is 6201."""
    return re.sub(r"\D", "", text)
