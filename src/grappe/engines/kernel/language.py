"""In which language is a text written: English, French, German, Luxembourgish, or can it not be told?

A small, honest method: it counts function words, telling letters and telling endings. A text that gives no
evidence, or as much for two languages, has no language ("unknown"), and is then read in all of them.
"""

from __future__ import annotations

import re
from functools import cache

from grappe.engines.kernel.stopwords import STOP_WORDS

CANDIDATES = ("en", "fr", "de", "lb")
_LETTERS = {
    "fr": re.compile(r"[çœêàèùîûô]|\b[ldnscjm]['’]|\bqu['’]", re.IGNORECASE),
    "de": re.compile(r"[ßüö]|sch", re.IGNORECASE),
    "lb": re.compile(r"ë|éi|\béi|\bd['’][A-ZÀ-Ý]|uerg|tioun"),
    "en": re.compile(r"\b\w+['’]s\b"),
}
_ENDINGS = {
    "fr": re.compile(r"(?:tion|ements?|euses?|eurs?|ques?|ères?|ées?|és|aux|ées|ité|ités|oire|ais|ons|ez)$"),
    "en": re.compile(r"(?:ing|ness|ship|ful|ies|ity|ities|ally|able|ment|ments|ture|tion|ers|ed|sh|ght)$"),
    "de": re.compile(r"(?:ung|ungen|keit|heit|lich|lichen|isch|ische|schaft|ieren|stoff|werk|zeug|en|er)$"),
    "lb": re.compile(r"(?:éieren|éiert|éierung|tioun|tiounen|keet|heet|lech|esch|schaft|eren)$"),
}


@cache
def _function_words() -> dict[str, frozenset[str]]:
    # Cased and accented as written, because accents tell ("à", "für").
    return {code: STOP_WORDS[code] for code in CANDIDATES}


def scores(text: str) -> dict[str, float]:
    """Return the evidence for each language: function words weigh most, then letters, then endings."""
    found = [word.casefold() for word in re.findall(r"[^\W\d_]+", text)]
    evidence = dict.fromkeys(CANDIDATES, 0.0)
    for code, function in _function_words().items():
        for word in found:
            if word in function:
                sharers = sum(word in other for other in _function_words().values())
                evidence[code] += 2.0 / sharers
            elif len(word) > 4 and _ENDINGS[code].search(word):
                evidence[code] += 0.4
        evidence[code] += 0.7 * len(_LETTERS[code].findall(text))
    return evidence


def detect(text: str) -> str:
    """Return "en", "fr", "de" or "lb", or "unknown" where the evidence is missing or even."""
    ranked = sorted(scores(text[:4000]).items(), key=lambda pair: -pair[1])
    (best, most), (_, second) = ranked[0], ranked[1]
    return best if most > 0 and most > second else "unknown"
