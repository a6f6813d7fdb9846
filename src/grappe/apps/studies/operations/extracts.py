"""How does an extract of the initiative's own records become a table that never changes?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.clusters.queries import clusters
from grappe.apps.studies.enums import Origin
from grappe.apps.studies.models import Study, Table
from grappe.apps.studies.operations.tables import next_position
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.extracts import KINDS, Drawn, Scope, draw
from grappe.apps.studies.queries.figures import digest_of
from grappe.apps.studies.queries.wording import in_all
from grappe.engines.disclosure import LEAST
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

_AS_OF = gettext_lazy("The initiative’s own records as of %(date)s, not all companies of the country.")
_day: Any = lazy(lambda day: date_format(day, "DATE_FORMAT"), str)


@transaction.atomic
def draw_extract(
    *, study: Study, kind: str, since: date | None = None, until: date | None = None, by: User, at: datetime
) -> Table:
    """Draw a table from the records as they are now, within the study's clusters and activities; it never changes again.

    `kind` is one of KINDS; the days narrow needs to those noted from one to the other. Raises PermissionDenied, and
    BadInput where fewer than three companies would stand behind the whole.
    """
    check_can_work_on(by, study)
    if kind not in KINDS:
        raise BadInput(_("This request cannot be read."))
    if since and until and until < since:
        raise BadInput(_("The period would end before it begins."))
    scope = Scope(
        tuple(study.clusters.order_by("slug").values_list("slug", flat=True)),
        tuple(study.nace.order_by("code").values_list("code", flat=True)), since, until,
    )  # fmt: skip
    drawn = draw(kind, scope, for_user=by, at=at)
    if drawn.companies < LEAST:
        raise BadInput(
            _("Fewer than three companies are within the study’s scope: nothing could be shown of them.")
        )
    Study.objects.select_for_update().get(pk=study.pk)
    asked = {"kind": kind, "clusters": list(scope.clusters), "nace": list(scope.nace),
             "since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}  # fmt: skip
    table = Table(
        study=study, titles=in_all(KINDS[kind]), notes=_notes(drawn, scope, at), origin=Origin.OWN,
        columns=drawn.columns, rows=drawn.rows, row_count=len(drawn.rows), extract=drawn.extract, asked=asked,
        digest=digest_of(drawn.columns, drawn.rows), suppressed=drawn.suppressed, drawn_at=at, drawn_by=by,
        position=next_position(study),
    )  # fmt: skip
    with pghistory.context(user=by.pk):
        table.save()
    return table


def _scope(scope: Scope) -> Any:
    """Return clusters and activities in words of the language that is active when they are read."""
    named = [each for each in clusters() if each.slug in scope.clusters]
    return lazy(lambda: ", ".join([*map(str, named), *(f"NACE {code}" for code in scope.nace)]), str)()


def _notes(drawn: Drawn, scope: Scope, at: datetime) -> dict[str, str]:
    """Return what one must know to read the table, in each language: as of when, of whom, and what is left out."""
    lines: list[tuple[Any, dict[str, Any]]] = [
        (_AS_OF, {"date": _day(at.date())}),
    ]
    if scope.clusters or scope.nace:
        lines.append((gettext_lazy("Only of: %(scope)s."), {"scope": _scope(scope)}))
    if scope.since:
        lines.append((gettext_lazy("Noted from %(date)s on."), {"date": _day(scope.since)}))
    if scope.until:
        lines.append((gettext_lazy("Noted until %(date)s."), {"date": _day(scope.until)}))
    if drawn.extract == "companies":
        lines.append(
            (gettext_lazy("Size by the company’s own latest figures (Recommendation 2003/361/EC)."), {})
        )
    if drawn.suppressed:
        lines.append((
            gettext_lazy(
                "c: left out, because fewer than three companies stand behind it, or because such a figure could be "
                "computed from it."
            ), {},
        ))  # fmt: skip
    said = [in_all(template, **params) for template, params in lines]
    return {code: " ".join(each[code] for each in said) for code in said[0]}
