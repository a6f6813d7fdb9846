"""How is a report begun and changed, while it is composed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.clusters import queries as clusters
from grappe.apps.reporting.enums import REPORT_DIMENSIONS, Chapter
from grappe.apps.reporting.models import Indicator, Report
from grappe.apps.reporting.permissions import check_can_compose
from grappe.apps.reporting.queries.report_drafts import version_of
from grappe.apps.reporting.queries.years import MOST
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import one_line, words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"titles": 250, "introductions": 6_000, "words": 4_000}
FIRST_YEAR, LAST_YEAR, MOST_YEARS = 2000, 2100, MOST


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a report; texts by language, `words` by chapter first. `clusters` empty is all of them."""

    titles: Mapping[str, str]
    first_year: int
    last_year: int
    indicators: Sequence[str]  # slugs, in order
    dimensions: Sequence[str] = ()
    clusters: Sequence[str] = ()
    introductions: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def begin(*, draft: Draft, by: User, at: datetime, invented: bool = False) -> Report:
    """Begin a report. Raises PermissionDenied, BadInput."""
    check_can_compose(by)
    report = Report(created_at=at, created_by=by, invented=invented)
    _write(report, draft)
    report.slug = free_slug(Report, report.titles, fallback="report")
    with pghistory.context(user=by.pk):
        report.save()
    return report


@transaction.atomic
def change(
    *, report: Report, draft: Draft, version: str, offered: Sequence[str], by: User, at: datetime
) -> Report:
    """Change a report; what is frozen of it stays. `offered` are the indicators that the form had.

    Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`.
    """
    check_can_compose(by)
    current = locked(report)
    if version != version_of(current, list(offered)):
        raise Stale(_("Somebody else changed this report meanwhile. Look at it again first."), current)
    _write(current, draft)
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
    return current


def locked(report: Report) -> Report:
    """Return the report as it stands, kept from others until the transaction ends."""
    return Report.objects.select_for_update().get(pk=report.pk)


def _write(report: Report, draft: Draft) -> None:
    report.titles = one_line(draft.titles, LONGEST["titles"])
    if not report.titles:
        raise BadInput(_("A report needs a title in at least one language."))
    report.introductions = words(draft.introductions, LONGEST["introductions"])
    written = {key: words(draft.words[key], LONGEST["words"]) for key in Chapter.values if key in draft.words}
    report.words = {key: texts for key, texts in written.items() if texts}
    _years(report, draft)
    report.indicators = _known(draft.indicators, set(Indicator.objects.values_list("slug", flat=True)))
    if not report.indicators:
        raise BadInput(_("A report has one indicator at least: give one its place."))
    report.dimensions = _known(draft.dimensions, set(REPORT_DIMENSIONS))
    report.clusters = _known(draft.clusters, {each.slug for each in clusters.clusters()})


def _years(report: Report, draft: Draft) -> None:
    if not FIRST_YEAR <= draft.first_year <= LAST_YEAR or not FIRST_YEAR <= draft.last_year <= LAST_YEAR:
        raise BadInput(_("A year of the report lies too far away."))
    if draft.last_year < draft.first_year:
        raise BadInput(_("The report would end before it begins."))
    if draft.last_year - draft.first_year >= MOST_YEARS:
        raise BadInput(_("A report has at most %(most)d years.") % {"most": MOST_YEARS})
    report.first_year, report.last_year = draft.first_year, draft.last_year


def _known(asked: Sequence[str], known: set[str]) -> list[str]:
    found = list(dict.fromkeys(str(each) for each in asked))
    if not set(found) <= {str(each) for each in known}:
        raise BadInput(_("This request cannot be read."))
    return found
