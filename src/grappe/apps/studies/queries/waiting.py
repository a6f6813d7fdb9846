"""Which studies has nobody used for a year, and which fit a few words?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from grappe.apps.studies.models import Finding
from grappe.apps.studies.queries.studies import studies
from grappe.ui.trilingual_search import words_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study


def unused(*, for_user: User, at: datetime, of_everybody: bool) -> QuerySet[Study]:
    """Return the studies nobody has used for a year, of somebody's or of everybody's; the longest published first.

    The list of studies shows the same ones under "not used for a year".
    """
    found = studies(for_user=for_user, unused_at=at)
    if not of_everybody:
        found = found.filter(lead=for_user)
    return found.order_by("published_at", "pk")


def search(text: str, *, for_user: User, limit: int = 10) -> list[Study]:
    """Return the studies the user may see whose title, question or a finding holds every word, accents aside. One query."""
    found = studies(for_user=for_user).alias(words=words_in("titles", "questions", "summaries"))
    for word in text.replace("\x00", " ").split()[:8]:
        states_it = Finding.objects.alias(words=words_in("statements")).filter(
            study=OuterRef("pk"), words__unaccent__icontains=word
        )
        found = found.filter(Q(words__unaccent__icontains=word) | Exists(states_it))
    return list(found.order_by("-created_at", "-pk")[:limit])
