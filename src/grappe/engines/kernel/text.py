"""What is it called, in each language? A text in EN, FR and DE, any of which may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "fr", "de")


@dataclass(frozen=True, slots=True)
class Text:
    """A text by language code; empty where not translated."""

    en: str = ""
    fr: str = ""
    de: str = ""

    @classmethod
    def of(cls, value: str | Mapping[str, str | None] | None) -> Text:
        """Return the text of a catalogue value: a plain string is English."""
        if value is None:
            return cls()
        if isinstance(value, str):
            return cls(en=value)
        return cls(**{code: str(value.get(code) or "") for code in LANGUAGES})

    def as_dict(self) -> dict[str, str]:
        """Return the text by language code, as documents and the database keep it; `of` reads it back."""
        return {code: getattr(self, code) for code in LANGUAGES}

    def in_language(self, code: str) -> str:
        """Return the text in `code` (EN, FR, DE; LB reads DE), else the first one there is."""
        return getattr(self, self.language_for(code), "")

    def language_for(self, code: str) -> str:
        """Return the language of what `in_language` gives for `code`; that of the page where there is no text."""
        wanted = {"lb": "de"}.get(code[:2].lower(), code[:2].lower())
        return next((one for one in (wanted, *LANGUAGES) if getattr(self, one, "")), wanted)
