"""Which files of published reports were made already? Anybody may ask for them, as often as they like; what is frozen stays."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from grappe.apps.reporting.queries.frozen import Read
from grappe.apps.reporting.queries.frozen_files import made

MOST = 48 * 2**20  # bytes that one process keeps
File = tuple[str | bytes, str, str]
Made = TypeVar("Made")

_FILES: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
_LOCK = Lock()


def file_of(read: Read, name: str, language: str) -> File | None:
    """Return a file of a report as `frozen_files.made` does, made once a process as long as there is room."""
    acts = tuple((act.kind, act.newer_id) for act in read.frozen.acts.all())
    return kept((read.digest, acts, name, language), lambda: made(read, name, language))


def kept(key: Hashable, make: Callable[[], Made]) -> Made:
    """Return what was made for a key, or make it; what was asked for longest ago goes first."""
    with _LOCK:
        if key in _FILES:
            _FILES.move_to_end(key)
            return _FILES[key][1]  # type: ignore[return-value]  # what this key's `make` gave
    found = make()
    with _LOCK:
        _FILES[key] = (_size(found), found)
        while len(_FILES) > 1 and sum(size for size, _found in _FILES.values()) > MOST:
            _FILES.popitem(last=False)
    return found


def _size(found: object) -> int:
    first = found[0] if isinstance(found, tuple) else found
    return len(first) if isinstance(first, str | bytes) else 1
