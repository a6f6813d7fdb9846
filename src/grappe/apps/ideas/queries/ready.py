"""What does an idea still lack before a gate may let it pass? Each part of the app adds what it asks."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import WAY, Stage
from grappe.apps.ideas.models import CanvasQuestion, Idea
from grappe.apps.ideas.queries.flagship_ready import ready_for
from grappe.engines.kernel import Text


def canvas_lacks(idea: Idea, to: str) -> list[str]:
    """Return the questions of the canvas that have to be answered before an idea reaches a stage, and are not."""
    passed = WAY[: WAY.index(Stage(to))]
    asked = CanvasQuestion.objects.filter(active=True, from_stage__in=passed)
    open_ones = [each for each in asked if not str(idea.canvas.get(each.slug, "")).strip()]
    language = get_language() or "en"
    return [
        _("The canvas does not answer “%(question)s” yet.")
        % {"question": Text.of(each.names).in_language(language)}
        for each in open_ones
    ]


# Each takes the idea and the stage that it would reach, and returns sentences about what is missing.
CHECKS: tuple[Callable[[Idea, str], list[str]], ...] = (canvas_lacks, ready_for)


def lacks(idea: Idea, to: str) -> list[str]:
    """Return, in the reader's language, everything that keeps an idea from reaching a stage; empty where nothing does."""
    return [words for check in CHECKS for words in check(idea, to)]
