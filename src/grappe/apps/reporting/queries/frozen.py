"""Which reports are composed, and which are frozen; is each what it was, and how does one read it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import ActKind
from grappe.apps.reporting.models import FrozenAct, FrozenReport, Report
from grappe.apps.reporting.permissions import check_can_compose, check_can_read_reports
from grappe.apps.reporting.queries.report_content import digest_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

PAGE = 25
PUBLIC_MOST = 200  # on the public list


class Broken(BadInput):
    """What a frozen report says is not what was frozen: its checksum does not hold."""


@dataclass(frozen=True, slots=True)
class Read:
    """A frozen report whose checksum was found to hold, with its content."""

    frozen: FrozenReport
    content: dict[str, Any]

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.content['report']['slug']}-{self.frozen.number}"

    @property
    def digest(self) -> str:
        return self.frozen.digest


def reports(*, for_user: User) -> QuerySet[Report]:
    """Return the reports that are composed: those that were never frozen first, then by their years. One query."""
    check_can_compose(for_user)
    found = Report.objects.select_related("created_by")
    was_frozen = Exists(FrozenReport.objects.filter(report=OuterRef("pk")))
    return found.annotate(was_frozen=was_frozen).order_by("was_frozen", "-last_year", "-pk")


def report_for(pk: int, *, for_user: User) -> Report:
    """Return one report as it is composed; Report.DoesNotExist where there is none."""
    return reports(for_user=for_user).get(pk=pk)


def frozen_reports(*, for_user: User) -> QuerySet[FrozenReport]:
    """Return the frozen reports, without what they say, the latest first; with what was done with them. Two queries."""
    check_can_read_reports(for_user)
    return _plain()


def _plain() -> QuerySet[FrozenReport]:
    found = FrozenReport.objects.defer("canonical").select_related("report", "frozen_by")
    return found.prefetch_related("acts__by", "acts__newer")


def frozen_for(pk: int, *, for_user: User) -> FrozenReport:
    """Return one frozen report without its content; FrozenReport.DoesNotExist where there is none."""
    return frozen_reports(for_user=for_user).get(pk=pk)


def read_for(pk: int, *, for_user: User) -> Read:
    """Return one frozen report, read and checked. Raises FrozenReport.DoesNotExist, and Broken where it is not what it was."""
    check_can_read_reports(for_user)
    return read(_whole().get(pk=pk))


def _whole() -> QuerySet[FrozenReport]:
    return _plain().defer(None)


def read(frozen: FrozenReport) -> Read:
    """Return a frozen report with its content; Broken where its checksum does not hold."""
    if digest_of(frozen.canonical) != frozen.digest:
        raise Broken(
            _("The checksum of this report does not hold: what is stored is not what was frozen. Tell an administrator.")
        )  # fmt: skip
    return Read(frozen, json.loads(frozen.canonical))


def public_reports() -> list[FrozenReport]:
    """Return the published reports that are neither withdrawn nor replaced, the latest first. Two queries."""
    over = FrozenAct.objects.filter(frozen=OuterRef("pk"), kind__in=[ActKind.WITHDRAWN, ActKind.REPLACED])
    found = _plain().filter(~Exists(over), acts__kind=ActKind.PUBLISHED)
    return list(found[:PUBLIC_MOST])


def public_contents() -> Iterator[Read]:
    """Yield the published reports with their content, for the public catalogue."""
    keys = [one.pk for one in public_reports()]
    for frozen in _whole().filter(pk__in=keys):
        yield read(frozen)


def public_by(slug: str, number: int) -> FrozenReport:
    """Return a report that was published, also one that is withdrawn or replaced by now; its page says so."""
    return _plain().get(report__slug=slug, number=number, acts__kind=ActKind.PUBLISHED)


def public_read(slug: str, number: int) -> Read:
    """Return a published report, read and checked; FrozenReport.DoesNotExist for one that is withdrawn."""
    frozen = _whole().get(report__slug=slug, number=number, acts__kind=ActKind.PUBLISHED)
    if frozen.is_withdrawn:
        raise FrozenReport.DoesNotExist
    return read(frozen)


def address(frozen: FrozenReport, *, slug: str = "") -> str:
    """Return the whole public address of a report's page, which stays."""
    return f"{settings.SITE_URL}/reporting/reports/p/{slug or frozen.report.slug}/{frozen.number}/"


def verified() -> Iterator[tuple[FrozenReport, bool]]:
    """Yield every frozen report, the oldest first, and whether its checksum holds; one at a time in memory."""
    for frozen in FrozenReport.objects.select_related("report").order_by("pk").iterator(chunk_size=10):
        yield frozen, digest_of(frozen.canonical) == frozen.digest
