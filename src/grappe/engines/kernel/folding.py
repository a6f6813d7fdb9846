"""Which words does a text have, and when are two words the same whatever their accents, case and endings?"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache

import snowballstemmer

from grappe.engines.kernel.stopwords import STOP_WORDS

_STEMMERS = {"en": "english", "fr": "french", "de": "german", "lb": "german"}
_WORD = re.compile(r"[^\W_]+(?:[.&-][^\W_]+)*", re.UNICODE)
_ELISION = re.compile(r"\b(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)['’](?=\w)")

# Letters that are no letter with an accent to Unicode; as PostgreSQL's `unaccent` writes them, by which names are kept.
_WHOLE = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŧ": "t",
        "þ": "th",
        "ŋ": "n",
        "ŀ": "l",
    }
)


def fold(text: str) -> str:
    """Return the text in lower case without accents ("Énergie" and "energie" are one)."""
    text = text.casefold()
    if text.isascii():
        return text
    text = text.translate(_WHOLE)
    return unicodedata.normalize("NFKD", text).translate(_marks())


@cache
def _marks() -> dict[int, None]:
    """Everything that stands above or below a letter, to be taken out: looked up once, not for each letter."""
    return {code: None for code in range(sys.maxunicode + 1) if unicodedata.combining(chr(code))}


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_STEMMERS[language])


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the folded Snowball stem of one word in EN, FR, DE or LB (German rules)."""
    return fold(_stemmer(language).stemWord(word.casefold()))


@cache
def folded_stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language, accents folded."""
    return frozenset(fold(word) for word in STOP_WORDS[language])


def written_words(text: str) -> list[str]:
    """Return the words of a text as written; French elisions (l', d', qu') are cut off."""
    return _WORD.findall(_ELISION.sub(" ", text))
