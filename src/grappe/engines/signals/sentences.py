"""Which sentences does a note have, and in which language is each?"""

from __future__ import annotations

import re
from functools import lru_cache

from grappe.engines.kernel.language import detect
from grappe.engines.signals.model import Note, Sentence

MOST_SENTENCES = 200  # of one note: what is longer is a document, not a note
LONGEST = 600  # characters of one sentence that are read
FEWEST_WORDS = 3
MOST_READ = 100_000  # characters of a note: a pasted archive does not hold the night's job up
_SHORT = (
    "Mr|Mrs|Ms|Dr|Prof|St|No|Nr|vs|approx|e\\.g|i\\.e|etc|M|Mme|Mlle|env|p\\.ex|cf|art|tél|z\\.B|z\\.b|d\\.h|bzw|ca|"
    "Hr|Fr|Tel|Str|usw|evtl|u\\.a|inkl|zzgl|asw|w\\.e\\.g"
)
_END = re.compile(
    r"(?<=[.!?…;])[\"'”»)]*\s+(?=[\"'“«(]*(?![a-zß-öø-ÿœ])[^\W\d_]|[\"'“«(]*\d)|\n+|\s[•–]\s|^[^\S\n]*[-*•]\s+",
    re.MULTILINE,
)
_CUT_TOO_SOON = re.compile(rf"(?:^|[\s(])(?:{_SHORT})\.$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def sentences_of(note: Note) -> tuple[Sentence, ...]:
    """Return the sentences of a note that say something: at least three words."""
    parts = cut(note.text)
    whole = language_of(note.text)
    found = []
    for index, text in enumerate(parts[:MOST_SENTENCES]):
        if len(_WORD.findall(text)) >= FEWEST_WORDS:
            own = language_of(text)
            found.append(
                Sentence(note.id, index, text[:LONGEST], whole if own == "unknown" else own, note.on)
            )
    return tuple(found)


@lru_cache(maxsize=50_000)
def language_of(text: str) -> str:
    """Return the language of a text, "unknown" where it cannot be told."""
    return detect(text[:1_000])


def cut(text: str) -> list[str]:
    """Return a text cut at the ends of its sentences; "Mr." and "z.B." are no ends."""
    found: list[str] = []
    for part in _END.split(text[:MOST_READ]):
        piece = " ".join((part or "").split())
        if not piece:
            continue
        if found and _CUT_TOO_SOON.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found
