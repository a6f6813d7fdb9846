"""How is a report frozen for ever, published, withdrawn, or replaced by a newer one?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import ActKind
from grappe.apps.reporting.models import FrozenAct, FrozenReport, Indicator, Record, Refresh, Report, Version
from grappe.apps.reporting.operations.figures import hold_figures
from grappe.apps.reporting.operations.reports import locked
from grappe.apps.reporting.operations.runs import is_busy
from grappe.apps.reporting.permissions import check_can_compose, check_can_publish, check_can_withdraw
from grappe.apps.reporting.queries.report_content import canonical, content_of, digest_of
from grappe.apps.reporting.queries.years import reported_years
from grappe.ui.errors import BadInput
from grappe.ui.moments import local_date
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = 2_000  # characters of a reason


@transaction.atomic
def freeze(*, report: Report, replaces: FrozenReport | None = None, by: User, at: datetime) -> FrozenReport:
    """Freeze a report with the figures as they are; from then on nothing alters it.

    `replaces` is an earlier frozen one of the same report whose place it takes. Raises PermissionDenied, and BadInput for a
    report whose last year has not begun, whose figures were not computed yet, are being computed or no longer are, and
    where `replaces` is none of its own.
    """
    check_can_compose(by)
    current = locked(report)
    if current.last_year > local_date(at).year:
        raise BadInput(_("The last year of the report has not begun yet."))
    if is_busy(Refresh.objects.first(), at=at):
        raise BadInput(_("The figures are being computed anew just now: freeze the report when they are."))
    hold_figures()  # what is checked here, and left out, belongs to the very figures that are frozen
    _check_figures(current, local_date(at))
    last = current.frozen.order_by("-number").values_list("number", flat=True).first() or 0
    text = canonical(content_of(current, number=last + 1, at=at))
    frozen = FrozenReport.objects.create(
        report=current, number=last + 1, titles=current.titles, first_year=current.first_year,
        last_year=current.last_year, canonical=text, digest=digest_of(text), frozen_at=at, frozen_by=by,
    )  # fmt: skip
    if replaces is not None:
        replace(frozen=replaces, newer=frozen, by=by, at=at)
    return frozen


def _check_figures(report: Report, on: date) -> None:
    """Raise BadInput where some figures of a report were not computed yet, or are computed no longer."""
    first = reported_years(on)[0]
    if report.first_year < first and Record.objects.filter(on__lt=date(first, 1, 1)).exists():
        raise BadInput(
            _("Figures are kept from %(year)d on: let the report begin there, or it would say that nothing was counted before.")
            % {"year": first}
        )  # fmt: skip
    old = Indicator.objects.filter(slug__in=report.indicators, active=False).first()
    if old is not None:
        raise BadInput(_("“%(name)s” is no longer computed: take it out of the report.") % {"name": old})
    if Version.objects.filter(indicator__slug__in=report.indicators, computed_at=None).exists():
        raise BadInput(_("Not every figure of this report was computed yet: compute the figures first."))


@transaction.atomic
def replace(*, frozen: FrozenReport, newer: FrozenReport, by: User, at: datetime) -> FrozenAct:
    """Say that a newer frozen report takes the place of one; both stay as they are. Raises PermissionDenied, BadInput."""
    check_can_withdraw(by, frozen)
    if newer.report_id != frozen.report_id or newer.number <= frozen.number:
        raise BadInput(_("Only a newer one of the same report takes its place."))
    return _act(frozen, ActKind.REPLACED, by, at, newer=newer)


@transaction.atomic
def publish(*, frozen: FrozenReport, by: User, at: datetime) -> FrozenAct:
    """Give a frozen report to everybody, at an address of its own. Raises PermissionDenied, BadInput."""
    check_can_publish(by)
    return _act(frozen, ActKind.PUBLISHED, by, at)


@transaction.atomic
def withdraw(*, frozen: FrozenReport, reason: Mapping[str, str], by: User, at: datetime) -> FrozenAct:
    """Withdraw a frozen report with a reason; inside it stays as it is. Raises PermissionDenied, BadInput."""
    check_can_withdraw(by, frozen)
    why = words(reason, LONGEST)
    if not why:
        raise BadInput(_("Say why the report is withdrawn: those who cite it read it."))
    return _act(frozen, ActKind.WITHDRAWN, by, at, reason=why)


def _act(
    frozen: FrozenReport,
    kind: ActKind,
    by: User,
    at: datetime,
    *,
    newer: FrozenReport | None = None,
    reason: Mapping[str, str] | None = None,
) -> FrozenAct:
    """Keep what is done, once; a report that is withdrawn is neither published nor replaced any more."""
    locked(frozen.report)
    done = set(FrozenAct.objects.filter(frozen=frozen).values_list("kind", flat=True))
    if kind in done or ActKind.WITHDRAWN in done or (kind == ActKind.PUBLISHED and ActKind.REPLACED in done):
        raise BadInput(_("This step does not follow here. Load the page again."))
    return FrozenAct.objects.create(
        frozen=frozen, kind=kind, at=at, by=by, newer=newer, reason=dict(reason or {})
    )
