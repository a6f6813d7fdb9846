"""What does a letter about ideas say, and when would it say nothing true any more?

Each part of the app says so for its own kinds, in a module of its own with `WORDS` and `OVERTAKEN`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.ideas.models import Letter
from grappe.apps.ideas.queries import (
    letters_challenges,
    letters_flagships,
    letters_gates,
    letters_ideas,
    letters_people,
)
from grappe.ui.letters import Written

_PARTS = (letters_people, letters_ideas, letters_gates, letters_flagships, letters_challenges)
WORDS: Mapping[str, Callable[[Letter, datetime], Written]] = {
    kind: words for part in _PARTS for kind, words in part.WORDS.items()
}
OVERTAKEN: Mapping[str, Callable[[Letter, datetime], str]] = {
    kind: asked for part in _PARTS for kind, asked in part.OVERTAKEN.items()
}


def written(letter: Letter, *, at: datetime) -> Written:
    """Return what a letter says as things stand now, in its reader's language."""
    with translation.override(letter.contributor.language):
        return WORDS[letter.kind](letter, at)


def overtaken(letter: Letter, *, at: datetime) -> str:
    """Return in words why a letter would say nothing true any more; empty where it is right to send it."""
    if letter.contributor.blocked_at is not None:
        return _("Their link was withdrawn.")
    return OVERTAKEN[letter.kind](letter, at)
