"""What is a catalogue's document as the database holds it, and by which digest is it known?"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any


def plain(value: Any) -> Any:
    """Return a YAML document as JSON can hold it: dates become ISO text, which the engine reads as well."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def digest_of(value: Any) -> str:
    """Return the digest of a plain document; the order of names makes no difference."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
