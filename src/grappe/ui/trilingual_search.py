"""How is a text in three languages, kept as JSON, looked through in the database?"""

from __future__ import annotations

from typing import Any

from django.db.models import TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat

from grappe.ui.trilingual import CODES


def words_in(*fields: str) -> Any:
    """Return an expression: all words of fields like `{"en": …, "fr": …, "de": …}`, without the languages' codes.

    To be used as `.alias(words=words_in("titles")).filter(words__unaccent__icontains=word)`.
    """
    parts: list[Any] = [Cast(KT(f"{field}__{code}"), TextField()) for field in fields for code in CODES]
    apart = [each for part in parts for each in (part, Value("\n"))]
    return Concat(*apart, output_field=TextField())  # a language that is missing counts as nothing
