"""Which phrases of one to three words in a sentence could name what it is about?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from grappe.engines.kernel.folding import fold, folded_stop_words, stem

LONGEST = 3
_PIECE = re.compile(r"[,;:!?()\[\]\"«»“”„/]|[.](?=\s|$)|\s[–—-]\s")
_TOKEN = re.compile(r"(?!(?:[cdjlmnst]|qu)['’])[^\W_]+(?:-d['’][^\W_]+|[-&.][^\W_]+)*", re.IGNORECASE)
_BEFORE_NOUNS = {
    "en": "a an the of for with in on by from their our its his her about against into this these between new more no",
    "fr": "le la les un une des du de d au aux en par sur sans leur leurs son sa ses notre nos ce cette pour contre",
    "de": "",
    "lb": "",
}
# Said of anything; beside the stop words, which the search of solutions needs too.
_EMPTY = {
    "en": "company companies firm manager director customer customers client clients question questions problem problems "
    "interest interested support look looking ask asks asked say says said think thinks find part parts thing things "
    "way lot yes no one two three year years month months week weeks day days today tomorrow monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november "
    "december mr mrs ms phone visit mail point since instead themselves itself yet already still whether nobody somebody "
    "anything everything nothing exactly almost often always never soon later four five six seven eight nine ten twenty "
    "thirty forty fifty hundred percent told tell takes take took comes come came went goes going arrive arrives arrived "
    "left set stood moved sent send seen showed show shown looked worried urgent",
    "fr": "entreprise entreprises société client clients cliente question questions problème problèmes intéressé "
    "cherche cherchent cherchons demande demandent dit disent pense pensent trouve trouvent part chose choses façon "
    "oui non deux trois an ans année années mois semaine semaines jour jours aujourd hui demain lundi mardi mercredi "
    "jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre monsieur madame téléphone visite courriel point besoin déjà encore vraiment plutôt toujours jamais souvent "
    "quatre cinq six sept huit neuf dix vingt trente quarante pourrait pourraient peut peuvent veut veulent arrive arrivent "
    "va vont prend prennent fait font met mettent vient viennent urgent",
    "de": "firma betrieb betriebe unternehmen kunde kunden frage fragen problem probleme interesse sucht suchen gesucht "
    "fragt sagt denkt denken findet finden teil teile sache zwei drei jahr jahre jahren monat monate woche wochen tag "
    "tage tagen heute morgen montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai "
    "juni juli august september oktober november dezember herr frau telefon besuch mail punkt",
    "lb": "firma betrib entreprise client clienten cliente fro froen problem problemer interessi sicht sichen freet seet "
    "denken fannen deel deeler saach zwee zwou dräi joer joren mount méint woch wochen dag deeg haut muer méindeg "
    "dënschdeg mëttwoch donneschdeg freideg samschdeg sonndeg januar februar mäerz abrëll mee juni juli august "
    "september oktober november dezember här madamm telefon visite mail punkt",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as written, the stems it is counted by, and how much it looks like a noun (0 to 1)."""

    written: str
    stems: tuple[str, ...]
    noun: float


@cache
def _empty(language: str) -> frozenset[str]:
    codes = (language,) if language in _EMPTY else tuple(_EMPTY)
    return frozenset().union(
        *(folded_stop_words(code) for code in codes),
        (fold(w) for code in codes for w in _EMPTY[code].split()),
    )


@cache
def _before(language: str) -> frozenset[str]:
    codes = (language,) if language in _BEFORE_NOUNS else tuple(_BEFORE_NOUNS)
    return frozenset(fold(word) for code in codes for word in _BEFORE_NOUNS[code].split())


def phrases_of(text: str, language: str) -> Iterator[Phrase]:
    """Yield the phrases of a sentence: no empty word at either end, none that crosses a comma."""
    stemmed = language if language in ("en", "fr", "de", "lb") else "en"
    empty, first = _empty(language), True
    for piece in _PIECE.split(text):
        tokens = [(found.group(), _cut_before(piece, found.start())) for found in _TOKEN.finditer(piece)]
        plain = [fold(token) for token, _ in tokens]
        full = [len(word) > 2 and word not in empty and not word[0].isdigit() for word in plain]
        for start in range(len(tokens)):
            if not full[start]:
                continue
            for end in range(start + 1, min(len(tokens), start + LONGEST) + 1):
                if full[end - 1]:
                    yield _phrase(piece, tokens, plain, full, start, end, language, stemmed, first)
        first = first and not tokens


def _cut_before(piece: str, place: int) -> str:
    """Return the elided article before a word ("l'eau": "l"), as part of what stands before it."""
    found = re.search(r"([cdjlmnst]|qu)['’]$", piece[:place], re.IGNORECASE)
    return found.group(1).lower() if found else ""


def _phrase(
    piece: str,
    tokens: list[tuple[str, str]],
    plain: list[str],
    full: list[bool],
    start: int,
    end: int,
    language: str,
    stemmed: str,
    first: bool,
) -> Phrase:
    inside = [place for place in range(start, end) if full[place]]
    stems = tuple(stem(tokens[place][0], stemmed) for place in inside)
    written = _written(piece, tokens, start, end, language, first)
    return Phrase(written, stems, _noun(tokens, plain, full, start, end, language, first))


def _written(
    piece: str, tokens: list[tuple[str, str]], start: int, end: int, language: str, first: bool
) -> str:
    words = []
    for place in range(start, end):
        token, elided = tokens[place]
        capital = token[:1].isupper() and token[1:].islower()
        # In English and French a capital at the beginning of a sentence is none of the word's own.
        if capital and language in ("en", "fr") and first and place == 0:
            token = token.lower()
        words.append(f"{elided}’{token}" if elided and place > start else token)
    return " ".join(words)


def _noun(
    tokens: list[tuple[str, str]],
    plain: list[str],
    full: list[bool],
    start: int,
    end: int,
    language: str,
    first: bool,
) -> float:
    last = tokens[end - 1][0]
    if last.isupper() and len(last) > 1:
        return 1.0
    if language in ("en", "fr") and any(
        tokens[p][0][:1].isupper() for p in range(max(start, int(first)), end)
    ):
        return 0.15  # a name of a person or place: what is said matters, not who
    if language in ("de", "lb"):
        if any(full[p] and not tokens[p][0][:1].isupper() for p in range(start, end - 1)):
            return 0.5 if last[:1].isupper() else 0.0
        if end - start > 1 and not all(full[start:end]):
            return 0.2
        return (0.5 if first and end == 1 else 1.0) if last[:1].isupper() else 0.0
    if language == "fr" and not all(full[start:end]):
        # "pompe à chaleur", "eau de refroidissement": only these little words make one name of two nouns.
        joined = all(full[p] or plain[p] in ("a", "de", "d", "en") for p in range(start, end))
        return (1.0 if joined else 0.1) * _after_article(tokens, plain, start, language)
    if not all(full[start:end]):
        return 0.1
    return _after_article(tokens, plain, start, language)


def _after_article(tokens: list[tuple[str, str]], plain: list[str], start: int, language: str) -> float:
    if tokens[start][1] in ("l", "d"):
        return 1.0
    if not start:
        return 0.35
    return 1.0 if plain[start - 1] in _before(language) else 0.2
