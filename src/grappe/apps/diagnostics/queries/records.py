"""Which diagnostics were finished, and how far did companies come between them, as records of ADR 14?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language

from grappe.apps.companies.queries import of_visible
from grappe.apps.diagnostics.models import Run
from grappe.apps.diagnostics.permissions import check_can_view_diagnostics
from grappe.engines.indicators import Record
from grappe.engines.kernel import Text
from grappe.ui import moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def records(*, on: date) -> Iterator[Record]:
    """Yield each finished diagnostic (`value`: its score, `state`: T0, T1 …) and, of a later one, its progress since T0.

    The state of a progress is the later one's place; a diagnostic without a score at either end has none.
    """
    first: dict[tuple[int, int], float | None] = {}
    rows = Run.objects.filter(finished_at__isnull=False).order_by(
        "company_id", "version__questionnaire_id", "ordinal", "pk"
    )
    values = rows.values_list(
        "pk", "company_id", "version__questionnaire_id", "ordinal", "overall", "finished_at", "finished_by_id"
    )
    for pk, company, questionnaire, ordinal, overall, finished, by in values.iterator(2_000):
        if finished is None:
            continue
        day, place = moments.local_date(finished), f"T{ordinal}"
        score = None if overall is None else round(overall, 4)
        yield Record("diagnostic", str(pk), company, day, value=score, state=place, person_id=by)
        start = first.setdefault((company, questionnaire), overall if ordinal == 0 else None)
        if ordinal and start is not None and overall is not None:
            gained = round(overall - start, 4)
            yield Record("progress", str(pk), company, day, value=gained, state=place, person_id=by)


def shown(kind: str, ids: Collection[str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return label and address of those diagnostics that somebody may open, by their key."""
    check_can_view_diagnostics(for_user)
    rows = Run.objects.filter(of_visible(for_user), pk__in=list(ids)).values_list(
        "pk", "ordinal", "version__content__title"
    )
    language = get_language() or "en"
    return {
        str(pk): (
            f"{Text.of(title).in_language(language)} (T{ordinal})",
            reverse("diagnostics:result", args=[pk]),
        )
        for pk, ordinal, title in rows
    }
