"""How is a place in the ranking told, in English, French and German?"""

from __future__ import annotations

from collections.abc import Mapping

from grappe.engines.kernel import Reason, Text
from grappe.engines.matching.facets import MEETS, MISSES, NAMES, Compared
from grappe.engines.matching.model import MeaningScore, Meeting, WordScore
from grappe.engines.matching.words import fold

MOST_WORDS = 5
LONGEST_PASSAGE = 160

VALUES = {
    "size": {
        "micro": Text("micro", "micro", "Kleinstunternehmen"),
        "small": Text("small", "petite", "klein"),
        "medium": Text("medium", "moyenne", "mittel"),
        "large": Text("large", "grande", "groß"),
    },
    "language": {
        "en": Text("English", "anglais", "Englisch"),
        "fr": Text("French", "français", "Französisch"),
        "de": Text("German", "allemand", "Deutsch"),
        "lb": Text("Luxembourgish", "luxembourgeois", "Luxemburgisch"),
    },
}
# Below this likeness the nearest passage is not near, and that is said.
NEAR = 0.35


def of_words(words: WordScore, weight: float) -> Reason:
    """Return the reason that tells which words met, as written on both sides."""
    if not words.meetings:
        text = Text("No words in common", "Aucun mot en commun", "Keine gemeinsamen Wörter")
        return Reason("matching.words", text, weight=weight)
    told = ", ".join(_pair(meeting) for meeting in words.meetings[:MOST_WORDS])
    text = Text(f"Words that meet: {told}", f"Mots en commun : {told}", f"Gemeinsame Wörter: {told}")
    asked = ", ".join(meeting.asked for meeting in words.meetings[:MOST_WORDS])
    found = ", ".join(meeting.found for meeting in words.meetings[:MOST_WORDS])
    return Reason("matching.words", text, actual=asked, expected=found, weight=weight)


def _pair(meeting: Meeting) -> str:
    alike = fold(meeting.asked) == fold(meeting.found)
    return meeting.asked if alike else f"{meeting.asked} – {meeting.found}"


def of_meaning(meaning: MeaningScore, weight: float) -> Reason:
    """Return the reason that shows the passage nearest in meaning, and how near it is."""
    percent = round(meaning.value * 100)
    if not meaning.passage:
        text = Text(
            f"Likeness in meaning {percent} %",
            f"Proximité de sens {percent} %",
            f"Sinnähnlichkeit {percent} %",
        )
        return Reason("matching.meaning", text, actual=f"{meaning.value:.2f}", weight=weight)
    passage = shortened(meaning.passage)
    if meaning.value < NEAR:
        text = Text(
            f"Little likeness in meaning ({percent} %); nearest passage: “{passage}”",
            f"Peu de proximité de sens ({percent} %) ; passage le plus proche : « {passage} »",
            f"Geringe Sinnähnlichkeit ({percent} %); nächste Stelle: „{passage}“",
        )
    else:
        text = Text(
            f"Near in meaning ({percent} %): “{passage}”",
            f"Proche par le sens ({percent} %) : « {passage} »",
            f"Ähnlicher Sinn ({percent} %): „{passage}“",
        )
    return Reason("matching.meaning", text, actual=f"{meaning.value:.2f}", expected=passage, weight=weight)


def of_facet(found: Compared, weight: float, words: Mapping[str, Text] | None = None) -> Reason:
    """Return the reason of one facet: it meets, it does not, it is open to all, or it is not known.

    `words` say what the values of themes, clusters and sectors are called; sizes and languages are known here.
    """
    name = NAMES[found.facet]
    known = {**VALUES.get(found.facet, {}), **(words or {})}
    actual, expected = in_words(found.actual, known), in_words(found.expected, known)
    if not found.expected:
        text = Text(f"{name.en}: open to all", f"{name.fr} : ouvert à tous", f"{name.de}: für alle offen")
    elif not found.actual:
        text = Text(
            f"{name.en}: not known of the company (wanted: {expected.en})",
            f"{name.fr} : inconnu pour l'entreprise (attendu : {expected.fr})",
            f"{name.de}: beim Unternehmen nicht bekannt (erwartet: {expected.de})",
        )
    elif found.fit == MEETS:
        text = Text(
            f"{name.en} fits: {actual.en}",
            f"{name.fr} : convient ({actual.fr})",
            f"{name.de} passt: {actual.de}",
        )
    else:
        assert found.fit == MISSES
        text = Text(
            f"{name.en} does not fit: {actual.en}, meant for {expected.en}",
            f"{name.fr} : ne convient pas ({actual.fr}, prévu pour {expected.fr})",
            f"{name.de} passt nicht: {actual.de}, gedacht für {expected.de}",
        )
    return Reason(f"matching.{found.facet}", text, found.actual, found.expected, weight=weight)


def in_words(values: str | None, known: Mapping[str, Text]) -> Text:
    """Return a list of values ("micro, small") in words, a value that has none as it is."""
    parts = [known.get(part, Text(part, part, part)) for part in (values or "").split(", ")]
    return Text(*(", ".join(part.in_language(code) for part in parts) for code in ("en", "fr", "de")))


def shortened(passage: str) -> str:
    """Return a passage of at most 160 characters, cut between words."""
    if len(passage) <= LONGEST_PASSAGE:
        return passage
    return passage[:LONGEST_PASSAGE].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
