"""What is a topic called for one reader? An analyst's name, else the engine's terms that stand in what this reader may read.

A term that occurs only in sentences which somebody may not open is not told to them, on no page and in no search.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import get_language

from grappe.apps.trends.models import Sentence, Topic
from grappe.apps.trends.queries.sources import readable
from grappe.ui.said import Said, said

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

IN_NAME = 3  # terms
LOOKED_FOR = 6
LONGEST = 90  # characters of a sentence that stands for a name


@dataclass(frozen=True, slots=True)
class Name:
    """A topic's name, whether an analyst gave it, and the terms that this reader may see."""

    title: Said
    given: bool
    terms: tuple[str, ...]


def names_of(topics: Collection[Topic], *, for_user: User) -> dict[int, Name]:
    """Return what topics are called. At most two queries."""
    language = get_language() or "en"
    asked = {topic.pk: _asked(topic, language) for topic in topics}
    told = _told(asked, for_user)
    found: dict[int, Name] = {}
    for topic in topics:
        terms = tuple(term for term in asked[topic.pk] if (topic.pk, term) in told)
        if topic.names:
            found[topic.pk] = Name(said(topic.names, language), True, terms)
        elif terms:
            text = ", ".join(terms[:IN_NAME])
            of = topic.labels[language]["language"]
            found[topic.pk] = Name(
                Said.of(text[:1].upper() + text[1:], "" if of == language else of), False, terms
            )
    nameless = [topic.pk for topic in topics if topic.pk not in found]
    return found | (_by_sentence(nameless, for_user, language) if nameless else {})


def _asked(topic: Topic, language: str) -> list[str]:
    return list(topic.labels.get(language, {}).get("terms", ()))[:LOOKED_FOR]


def _told(asked: dict[int, list[str]], user: User) -> set[tuple[int, str]]:
    """Return which terms occur in a sentence of their topic that somebody may read. One query."""
    pairs = [(topic, term) for topic, terms in asked.items() for term in terms]
    if not pairs:
        return set()
    rows = Sentence.objects.filter(readable(user, "text__"), topic__in=list(asked)).order_by()
    inner, values = rows.values("topic_id", "words").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT asked.topic, asked.term FROM unnest(%s::bigint[], %s::text[]) AS asked(topic, term)"  # noqa: S608
            f" JOIN ({inner}) AS said ON said.topic_id = asked.topic"
            " AND position(lower(replace(asked.term, '''', '’')) in lower(replace(said.words, '''', '’'))) > 0",
            [[topic for topic, _term in pairs], [term for _topic, term in pairs], *values],
        )
        return set(cursor.fetchall())


def _by_sentence(topics: Sequence[int], user: User, language: str) -> dict[int, Name]:
    """Return the sentence nearest to the centre for each topic without a name, of those somebody may read. One query."""
    rows = Sentence.objects.filter(readable(user, "text__"), topic__in=list(topics))
    found = {}
    for topic, text, of in (
        rows.order_by("topic_id", "-similarity", "pk")
        .distinct("topic_id")
        .values_list("topic_id", "words", "language")
    ):
        shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rsplit(' ', 1)[0]} …"
        found[topic] = Name(Said.of(f"“{shown}”", "" if of in (language, "unknown") else of), False, ())
    return found
