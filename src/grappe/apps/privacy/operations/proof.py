"""Where does the proof of an erasure stand outside the database, so that a restored backup can be erased again by it?

One line of JSON an erasure: its number, the marks (nobody reads a name from them), and which passages were chosen.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from grappe.apps.privacy.enums import ErasureState
from grappe.apps.privacy.models import Erasure


@dataclass(frozen=True)
class Entry:
    """One erasure as the log has it."""

    uid: str
    ground: str
    language: str
    marks: frozenset[str]
    chosen: list[list[str]]
    done_at: str
    wanted: dict[str, list[int]]  # of retention: these rows alone
    kept_out: tuple[tuple[str, str], ...] = ()  # marks by which nobody brings them back unseen: kind, mark


def append_to_log() -> int:
    """Write the erasures down that are not in the log yet; return how many. The disk has them when this returns."""
    known = {each.uid for each in read_log()}
    missing = [
        each
        for each in Erasure.objects.filter(state=ErasureState.DONE).order_by("pk")
        if str(each.uid) not in known
    ]
    if not missing:
        return 0
    path = Path(settings.ERASURE_LOG)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        for each in missing:
            log.write(json.dumps(_line(each), ensure_ascii=False) + "\n")
        log.flush()
        os.fsync(log.fileno())
    return len(missing)


def _line(erasure: Erasure) -> dict[str, Any]:
    assert erasure.done_at is not None
    return {
        "uid": str(erasure.uid), "ground": erasure.ground, "language": erasure.language, "marks": erasure.marks,
        "chosen": erasure.chosen, "done_at": erasure.done_at.isoformat(), "wanted": erasure.wanted,
        "kept_out": erasure.report.get("kept_out", []),
    }  # fmt: skip


def read_log() -> list[Entry]:
    """Return the erasures of the log, the oldest first; a line that was cut off by a dying machine is left out."""
    path = Path(settings.ERASURE_LOG)
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            continue
        entry = Entry(
            said["uid"], said["ground"], said["language"], frozenset(said["marks"]), said["chosen"], said["done_at"],
            said.get("wanted", {}), tuple((kind, mark) for kind, mark in said.get("kept_out", [])),
        )  # fmt: skip
        found.append(entry)
    return found
