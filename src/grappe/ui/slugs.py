"""Which address does a thing with a title in several languages get, that nothing else of its kind has?"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.text import slugify

LONGEST = 70  # the column holds 80: room for a number behind it


def free_slug(model: type[models.Model], texts: Mapping[str, str], *, fallback: str) -> str:
    """Return a slug made of the first text that is not blank (of `fallback` where nothing of it is left), free in `model`.

    Of two that are equal the later one gets a number: "composites", "composites-2". One query.
    """
    words = next((text for text in texts.values() if text.strip()), "")
    base = slugify(words)[:LONGEST].strip("-") or fallback
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, 10_000) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
