"""Which words of a text are somebody who was erased? Each run of a few words is compared by its one-way mark."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from grappe.apps.privacy.queries.declared import tables
from grappe.apps.privacy.queries.subjects import plain
from grappe.ui.marks import mark_of

if TYPE_CHECKING:
    from django.db.models import Model

LONGEST_NAME = 6  # words
BETWEEN = re.compile(r"[^\s,;:!?()\[\]\"«»“”]+")


def passages(chosen: Collection[Sequence[str]]) -> Iterator[tuple[type[Model], str, str, Any]]:
    """Yield model, column, key and what stands there of places that are there still. One query each."""
    labels = {model._meta.label_lower: model for model in tables()}
    for place, column, key in chosen:
        model = labels.get(place)
        if model is None or column not in {field.name for field in model._meta.concrete_fields}:
            continue
        for (value,) in model._base_manager.filter(pk=key).values_list(column):
            yield model, column, key, value


def names_in_passages(chosen: Collection[Sequence[str]], marks: Collection[str]) -> set[str]:
    """Return the names and addresses in some places that have one of some marks."""
    found: set[str] = set()
    for _model, _column, _key, value in passages(chosen):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        words = BETWEEN.findall(text)
        for start in range(len(words)):
            for length in range(1, LONGEST_NAME + 1):
                said = " ".join(words[start : start + length]).strip(".")
                if mark_of(said) in marks:
                    found.add(plain(said))
    return found
