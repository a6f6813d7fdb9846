"""What does a letter about ideas say, and when would it say nothing true any more?

Each part of the app says so for its own kinds, in a module of its own with `WORDS` and `OVERTAKEN`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.ideas.models import Idea, Letter
from grappe.apps.ideas.queries import (
    letters_challenges,
    letters_flagships,
    letters_gates,
    letters_ideas,
    letters_people,
)
from grappe.apps.ideas.queries.occasions import key_of
from grappe.ui.letters import Written

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_PARTS = (letters_people, letters_ideas, letters_gates, letters_flagships, letters_challenges)
WORDS: Mapping[str, Callable[[Letter, datetime], Written]] = {
    kind: words for part in _PARTS for kind, words in part.WORDS.items()
}
OVERTAKEN: Mapping[str, Callable[[Letter, datetime], str]] = {
    kind: asked for part in _PARTS for kind, asked in part.OVERTAKEN.items()
}


def written(letter: Letter, *, at: datetime) -> Written:
    """Return what a letter says as things stand now, in its reader's language."""
    letter.contributor.language = letter.contributor.reads  # as it stands today, for all that follows
    with translation.override(letter.contributor.language):
        return WORDS[letter.kind](letter, at)


def overtaken(letter: Letter, *, at: datetime) -> str:
    """Return in words why a letter would say nothing true any more; empty where it is right to send it."""
    if letter.contributor.blocked_at is not None:
        return _("Their link was withdrawn.")
    return OVERTAKEN[letter.kind](letter, at)


def lead_of(letter: Letter) -> User | None:
    """Return who looks after the idea that a letter is about; None where it is about none, or nobody does. One query."""
    named = Q(pk=key_of(letter, "idea")) | Q(assessments=key_of(letter, "assessment"))
    idea = Idea.objects.filter(named).select_related("lead").order_by("pk").first()
    return idea.lead if idea is not None else None
