"""Which programmes speak to a need, by their words and by their meaning?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grappe.apps.aids.models import Programme, ProgrammeVector
from grappe.apps.aids.permissions import check_can_view_programmes
from grappe.engines.matching import Facets
from grappe.ui import passages
from grappe.ui.passages import Evidence, Texts

if TYPE_CHECKING:
    import numpy as np

    from grappe.apps.accounts.models import User
    from grappe.engines.matching.evidence import Asked


def evidence(
    asked: Sequence[Asked], vector: np.ndarray, language: str, *, for_user: User
) -> dict[int, Evidence]:
    """Return what speaks for each programme, by words and by meaning, by its id. Two queries."""
    check_can_view_programmes(for_user)
    return passages.find(ProgrammeVector, "programme", asked, vector, language)


def facets_of(programme: Programme) -> Facets:
    """Return for whom a programme is, as the matching engine reads it; who may have it its criteria decide."""
    return Facets(
        themes=frozenset(theme.slug for theme in programme.themes.all()),
        clusters=frozenset(cluster.slug for cluster in programme.clusters.all()),
    )


def texts_of(programme: Programme) -> dict[str, Texts]:
    """Return what is said of a programme in each language in which it has a name or a summary."""
    names, summaries = programme.name or {}, programme.summary or {}
    name = names.get("en") or names.get("fr") or names.get("de") or programme.slug
    return {
        code: Texts(names.get(code) or name, "", summaries.get(code) or "")
        for code in passages.LANGUAGES
        if names.get(code) or summaries.get(code)
    }
