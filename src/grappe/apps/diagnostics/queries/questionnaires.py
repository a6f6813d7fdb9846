"""Which questionnaires can be answered now, and what does a version of one say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from grappe.apps.diagnostics.models import QuestionnaireVersion
from grappe.engines.diagnosis import Questionnaire, parse_questionnaire

# Versions never change, so a parsed one stays good for as long as the process lives.
_PARSED: dict[str, Questionnaire] = {}


@dataclass(frozen=True, slots=True)
class Card:
    """A questionnaire as it is offered; texts are `{"en", "fr", "de"}`."""

    slug: str
    version: str
    title: Any
    description: Any
    attribution: Any


def questionnaire_of(version: QuestionnaireVersion) -> Questionnaire:
    """Return the questionnaire of a stored version."""
    found = _PARSED.get(version.digest)
    if found is None:
        found = _PARSED[version.digest] = parse_questionnaire(version.content)
    return found


def current_versions() -> QuerySet[QuestionnaireVersion]:
    """Return the version loaded last of each questionnaire, without its content."""
    versions = QuestionnaireVersion.objects.select_related("questionnaire").defer("content")
    return versions.order_by("questionnaire_id", "-loaded_at", "-pk").distinct("questionnaire_id")


def current() -> list[Card]:
    """Return the questionnaires that can be answered now, in their current version."""
    titled = current_versions().annotate(
        title=F("content__title"),
        description=F("content__description"),
        attribution=F("content__attribution"),
    )
    return [Card(v.questionnaire.slug, v.version, v.title, v.description, v.attribution) for v in titled]
