"""How do words go from a query to a page and keep the language they are in?"""

from __future__ import annotations

from collections.abc import Mapping

from grappe.engines.kernel import Text


class Said(str):
    """Words of a page in one language; `language` is theirs where it is not the page's, else empty (WCAG 3.1.2).

    The filter `spoken` shows both.
    """

    language: str = ""

    @classmethod
    def of(cls, words: str, language: str) -> Said:
        """Return words with their language, empty for the page's."""
        found = cls(words)
        found.language = language
        return found


def said(texts: Mapping[str, str], language: str) -> Said:
    """Return a text in a language, else in the first one there is."""
    text = Text.of(dict(texts))
    words = text.in_language(language)
    written = text.language_for(language) if words else language
    return Said.of(words, "" if written == language else written)
