"""What is a letter around ideas about?"""

from __future__ import annotations

from grappe.apps.ideas.models import Challenge, Letter


def number_of(letter: Letter, name: str) -> int | None:
    """Return the number behind a word of `about`: 12 for "idea" in "idea 12 step 3"."""
    words = letter.about.split()
    pairs = dict(zip(words[::2], words[1::2], strict=False))
    value = pairs.get(name, "")
    return int(value) if value.isdigit() else None


def key_of(letter: Letter, name: str) -> int:
    """Return the number behind a word of `about`, 0 (which no row has) where there is none."""
    return number_of(letter, name) or 0


def conclusion_of(challenge: Challenge) -> str:
    """Return what the letters of a campaign's conclusion are about; of another conclusion of the same campaign, another."""
    moment = challenge.concluded_at
    return f"challenge {challenge.pk} at {int(moment.timestamp()) if moment is not None else 0}"
