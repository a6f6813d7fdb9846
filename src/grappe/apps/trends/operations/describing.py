"""What are topics called, under which theme do they stand, where is their centre, and which texts come near it?

Names are made of what everybody inside may read, wherever a topic has such sentences; a page looks again for its reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from pgvector import HalfVector

from grappe.apps.clusters import queries as clusters
from grappe.apps.insight.queries.theme_words import read_themes
from grappe.apps.trends.models import Near, Sentence, Topic
from grappe.apps.trends.operations.placing import SETTINGS
from grappe.apps.trends.operations.texts import lock_topics
from grappe.apps.trends.queries.vectors import by_text, sums_by_topic
from grappe.engines import signals
from grappe.ui.trilingual import CODES

NAMED_BY = 400  # sentences of a topic, the latest, that name it
LOOSE = 8_000  # sentences of no topic, that tell what is common talk


def describe() -> None:
    """Bring centres, names, themes and what comes near up to date; what costs is done before anything is kept from others."""
    centres = {key: _in_length_one(total) for key, (_weight, total) in sums_by_topic().items()}
    living = set(Topic.objects.filter(into=None).values_list("pk", flat=True))
    centres = {key: centre for key, centre in centres.items() if key in living}
    near = near_texts(centres)
    named = _labels(centres)
    themed = signals.Themes(read_themes(settings.CATALOGUE / "themes.yaml"))
    themes = {each.slug: each.pk for each in clusters.themes()}
    with transaction.atomic():
        lock_topics()
        rows = list(Topic.objects.filter(into=None, pk__in=list(centres)))
        for row in rows:
            row.centre = HalfVector(centres[row.pk])
            row.labels = named.get(row.pk, {})
            row.theme_id = themes.get(themed.nearest(centres[row.pk]) or "")
        Topic.objects.bulk_update(rows, ["centre", "labels", "theme"], batch_size=200)
        bare = Topic.objects.exclude(
            pk__in=list(centres)
        )  # of one erased sentence, the centre was that sentence
        bare.exclude(labels={}, centre=None).update(labels={}, centre=None)
        _near_written(near)


def _in_length_one(total: np.ndarray) -> np.ndarray:
    found: np.ndarray = (total / (float(np.linalg.norm(total)) or 1.0)).astype(np.float32)
    return found


def near_texts(centres: Mapping[int, np.ndarray]) -> set[tuple[int, int]]:
    """Return which texts come near which topics; of a topic that none comes near, those that went to it."""
    keys, found = list(centres), set()
    if not keys:
        return set()
    stacked = np.stack([centres[key] for key in keys])
    for texts, vectors in by_text():
        for place, row in signals.near_centres(stacked, vectors, SETTINGS.near):
            found.add((keys[place], texts[row]))
    far = set(keys) - {topic for topic, _text in found}
    return found | set(Sentence.objects.filter(topic__in=far).values_list("topic_id", "text_id"))


def _near_written(pairs: set[tuple[int, int]]) -> None:
    """Replace what comes near; a text that went meanwhile is left out."""
    Near.objects.all().delete()
    ordered = sorted(pairs)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trends_near (topic_id, text_id) SELECT said.topic, said.text"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS said(topic, text)"
            " JOIN trends_sourcetext t ON t.id = said.text JOIN trends_topic p ON p.id = said.topic",
            [[topic for topic, _text in ordered], [text for _topic, text in ordered]],
        )


def _labels(topics: Mapping[int, np.ndarray]) -> dict[int, dict[str, object]]:
    """Return the terms of each topic by the reader's language, with the language that most of them are in."""
    everywhere = _said(confidential=False)
    only_in_confidence = set(topics) - set(everywhere)
    grouped: dict[int, list[signals.Sentence]] = {key: everywhere[key] for key in topics if key in everywhere}
    if only_in_confidence:
        closed = _said(confidential=True)
        grouped |= {key: closed[key] for key in only_in_confidence if key in closed}
    loose = Sentence.objects.filter(topic=None, text__confidential=False).order_by("-text__on", "-pk")
    others = [
        _sentence(row)
        for row in loose.values_list("text_id", "place", "words", "language", "text__on")[:LOOSE]
    ]
    found = signals.labels_in(grouped, CODES, others)
    return {
        key: {
            code: {"terms": list(found[code][key].terms), "language": found[code][key].language}
            for code in CODES
        }
        for key in grouped
    }


def _said(*, confidential: bool) -> dict[int, list[signals.Sentence]]:
    """Return the latest sentences of each topic."""
    rows = Sentence.objects.filter(topic__isnull=False, text__confidential=confidential).order_by(
        "-text__on", "-pk"
    )
    found: dict[int, list[signals.Sentence]] = defaultdict(list)
    for topic, *row in rows.values_list(
        "topic_id", "text_id", "place", "words", "language", "text__on"
    ).iterator(5_000):
        if len(found[topic]) < NAMED_BY:
            found[topic].append(_sentence(row))
    return dict(found)


def _sentence(row: Sequence[object]) -> signals.Sentence:
    note, index, words, language, on = row
    assert isinstance(note, int) and isinstance(index, int) and isinstance(on, date)
    return signals.Sentence(note, index, str(words), str(language), on)
