"""What do sentences mean, read from the database as numbers? In its own binary form: text would be ten times slower."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from django.db import connection

from grappe.engines.kernel.meaning import DIMENSIONS

_HEAD = 4  # bytes before the numbers: how many there are
BLOCK = 8_192


def vectors_of(ids: Sequence[int]) -> np.ndarray:
    """Return the vectors of sentences, in the order of their ids (float32)."""
    if not ids:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sentence_id, halfvec_send(vector) FROM trends_sentencevector WHERE sentence_id = ANY(%s)", [list(ids)]
        )  # fmt: skip
        found = dict(cursor.fetchall())
    return _halves([found[pk] for pk in ids])


def by_text() -> Iterator[tuple[list[int], np.ndarray]]:
    """Yield all sentences in blocks: the id of the text of each, and the vectors."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT s.id, s.text_id, halfvec_send(v.vector) FROM trends_sentence s"
                " JOIN trends_sentencevector v ON v.sentence_id = s.id WHERE s.id > %s ORDER BY s.id LIMIT %s",
                [last, BLOCK],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [row[1] for row in rows], _halves([row[2] for row in rows])


def sums_by_topic() -> dict[int, tuple[int, np.ndarray]]:
    """Return how many sentences each topic has, and the sum of their vectors (float64)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.topic_id, count(*), vector_send(sum(v.vector::vector)) FROM trends_sentence s"
            " JOIN trends_sentencevector v ON v.sentence_id = s.id WHERE s.topic_id IS NOT NULL GROUP BY s.topic_id"
        )
        return {
            topic: (count, np.frombuffer(bytes(sent), dtype=">f4", offset=_HEAD).astype(np.float64))
            for topic, count, sent in cursor.fetchall()
        }


def samples(size: int) -> dict[int, list[tuple[int, int]]]:
    """Return a fair sample of the sentences of each topic: (mark, id), those with the lowest marks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT topic_id, mark, id FROM (SELECT topic_id, mark, id, row_number() OVER"
            " (PARTITION BY topic_id ORDER BY mark, id) AS place FROM trends_sentence WHERE topic_id IS NOT NULL) AS ranked"
            " WHERE place <= %s ORDER BY topic_id, place",
            [size],
        )
        found: dict[int, list[tuple[int, int]]] = {}
        for topic, mark, pk in cursor.fetchall():
            found.setdefault(topic, []).append((mark, pk))
    return found


def _halves(sent: Sequence[bytes]) -> np.ndarray:
    joined = b"".join(bytes(each)[_HEAD:] for each in sent)
    return np.frombuffer(joined, dtype=">f2").reshape(len(sent), DIMENSIONS).astype(np.float32)
