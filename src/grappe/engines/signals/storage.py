"""How is a state kept as bytes, where no database keeps it? A zip of arrays and one JSON text, nothing executable."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import numpy as np

from grappe.engines.signals.model import State, Topic, Waiting

FORM = 1  # of the bytes; another one is refused


def to_bytes(state: State) -> bytes:
    """Return a state as bytes; the same state gives the same bytes."""
    facts = {
        "form": FORM,
        "next_id": state.next_id,
        "day": state.day.isoformat() if state.day else None,
        "topics": [_facts(topic) for topic in state.topics],
        "waiting": [[row.note, row.index, row.on.isoformat()] for row in state.waiting],
    }
    samples = [topic.sample_vectors for topic in state.topics if len(topic.sample)]
    kept = io.BytesIO()
    np.savez(
        kept,
        facts=np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8),
        totals=np.stack([topic.total for topic in state.topics]) if state.topics else np.zeros((0, 0)),
        samples=np.concatenate(samples).astype(np.float32) if samples else np.zeros((0, 0), dtype=np.float32),
        waiting=state.waiting_vectors.astype(np.float16),
    )
    return kept.getvalue()


def from_bytes(kept: bytes) -> State:
    """Return the state that was kept. Raises ValueError for bytes of another form."""
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
            facts = json.loads(arrays["facts"].tobytes())
            totals, samples, waiting = arrays["totals"], arrays["samples"], arrays["waiting"]
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as fault:
        raise ValueError("these bytes are no state of signals") from fault
    if facts.get("form") != FORM:
        raise ValueError(f"a state of form {facts.get('form')}, not {FORM}")
    topics, start = [], 0
    for told, total in zip(facts["topics"], totals, strict=True):
        end = start + len(told["sample"])
        topics.append(_topic(told, total, samples[start:end]))
        start = end
    rows = tuple(Waiting(note, index, date.fromisoformat(on)) for note, index, on in facts["waiting"])
    day = date.fromisoformat(facts["day"]) if facts["day"] else None
    return State(tuple(topics), rows, waiting, facts["next_id"], day)


def _facts(topic: Topic) -> dict[str, Any]:
    return {
        "id": topic.id,
        "weight": topic.weight,
        "born": topic.born.isoformat(),
        "last": topic.last.isoformat(),
        "parents": topic.parents,
        "into": topic.into,
        "confirmed": topic.confirmed,
        "hidden": topic.hidden,
        "apart": sorted(topic.apart),
        "sample": [mark for mark, _ in topic.sample],
        "looked": topic.looked,
    }


def _topic(told: dict[str, Any], total: np.ndarray, samples: np.ndarray) -> Topic:
    return Topic(
        id=told["id"],
        total=total,
        weight=told["weight"],
        born=date.fromisoformat(told["born"]),
        last=date.fromisoformat(told["last"]),
        parents=tuple(told["parents"]),
        into=told["into"],
        confirmed=told["confirmed"],
        hidden=told["hidden"],
        apart=frozenset(told["apart"]),
        sample=tuple((mark, place) for place, mark in enumerate(told["sample"])),
        sample_vectors=samples if told["sample"] else np.zeros((0, len(total)), dtype=np.float32),
        looked=told["looked"],
    )
