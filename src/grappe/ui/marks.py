"""What stays of a name or an address when nobody shall read it any more: a one-way mark that says only whether it is the same."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings


def mark_of(text: str) -> str:
    """Return the mark of a name or an address, the same in any case and over any blanks; made with `ERASURE_KEY`."""
    same = " ".join(text.casefold().split())
    return hmac.new(settings.ERASURE_KEY.encode(), same.encode(), hashlib.sha256).hexdigest()[:40]
