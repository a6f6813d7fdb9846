"""Which companies may have which aid, by the last sweep? What pages and campaigns may ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from grappe.apps.aids.enums import SizeClass, SweepState, SweptVerdict
from grappe.apps.aids.models import Catalogue, Programme, SweepExport, SweepResult, SweepRun, SweptProgramme
from grappe.apps.aids.models.sweeps import ACTIVE
from grappe.apps.aids.permissions import check_can_view_export, check_can_view_sweeps
from grappe.apps.companies.queries import of_visible
from grappe.apps.companies.queries.files import companies
from grappe.apps.companies.queries.search import matching

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LOCK = 0x5EEE9  # the first half of the advisory lock that the worker on a run holds
SIGN = 1 << 63
SIZES = {size.name.lower(): size.value for size in SizeClass}
VERDICTS = {"eligible": SweptVerdict.ELIGIBLE, "undetermined": SweptVerdict.UNDETERMINED}
FITS = "company_fits"  # undetermined, and no question about the company itself is open


@dataclass(frozen=True)
class SweepFilters:
    """What somebody asks the results of one programme for; empty means no restriction.

    `verdict`: eligible, undetermined, company_fits, or empty for both. `newly`: eligible now and not in the run
    before; `since`: eligible only since that day. `unknown`: the number of a criterion that must be unknown.
    """

    verdict: str = ""
    newly: bool = False
    since: date | None = None
    cluster: str = ""  # a slug
    size: str = ""  # micro, small, medium, large, unknown
    commune: str = ""  # its name, or its id in figures
    canton: str = ""
    section: str = ""  # a section of NACE, A to V
    manager: int | None = None  # the id of somebody who looks after one of the company's clusters
    unknown: int | None = None
    text: str = ""

    @property
    def any(self) -> bool:
        return self != SweepFilters()

    def with_(self, **changes: Any) -> SweepFilters:
        return replace(self, **changes)


def catalogue_digest(catalogue: str = "") -> str:
    """Return the digest of the catalogue as it is loaded now; empty where none is."""
    wanted = {"slug": catalogue} if catalogue else {"home": True}
    return Catalogue.objects.filter(withdrawn=False, **wanted).values_list("digest", flat=True).first() or ""


def catalogue_of(programme: str) -> str:
    """Return the catalogue of a programme (by slug) as a run names it: empty for the home catalogue."""
    found = Programme.objects.filter(slug=programme, catalogue__home=False)
    return found.values_list("catalogue__slug", flat=True).first() or ""


def sweep_runs(*, for_user: User, catalogue: str = "") -> QuerySet[SweepRun]:
    """Return every run, the newest first."""
    check_can_view_sweeps(for_user)
    return SweepRun.objects.filter(catalogue=catalogue).select_related("ordered_by").order_by("-pk")


def latest_sweep(*, for_user: User, catalogue: str = "") -> SweepRun | None:
    """Return the last run that is done, None where none is."""
    done = sweep_runs(for_user=for_user, catalogue=catalogue).filter(state=SweepState.DONE, has_rows=True)
    return done.first()


def nightly_sweeps(*, for_user: User) -> list[SweepRun]:
    """Return the last run that is done of each catalogue that is swept by night, the home catalogue first. One query."""
    check_can_view_sweeps(for_user)
    others = Catalogue.objects.filter(nightly=True, home=False, withdrawn=False).values("slug")
    done = SweepRun.objects.filter(state=SweepState.DONE, has_rows=True)
    wanted = done.filter(Q(catalogue="") | Q(catalogue__in=others))
    return list(wanted.order_by("catalogue", "-pk").distinct("catalogue"))


def active_sweep(*, for_user: User, catalogue: str = "") -> SweepRun | None:
    """Return the run that is ordered, under way, or died on the way; None where there is none."""
    return sweep_runs(for_user=for_user, catalogue=catalogue).filter(state__in=ACTIVE).first()


def run_for(pk: int, *, for_user: User) -> SweepRun:
    """Return one run. Raises SweepRun.DoesNotExist."""
    check_can_view_sweeps(for_user)
    return SweepRun.objects.select_related("ordered_by").get(pk=pk)


def export_for(pk: int, *, for_user: User) -> SweepExport:
    """Return a workbook that this user ordered, with its programme. Raises SweepExport.DoesNotExist."""
    export = SweepExport.objects.select_related("programme").get(pk=pk)
    check_can_view_export(for_user, export)
    return export


def being_worked_on(run: SweepRun) -> bool:
    """Return whether a worker holds the run's lock: a run that says it is under way and is not, has died."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s"
            " AND objsubid = 2 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [LOCK, run.pk],
        )
        return bool(cursor.fetchone()[0])


def swept_programme(slug: str, *, for_user: User, run: SweepRun) -> SweptProgramme:
    """Return what a run found of a programme. Raises SweptProgramme.DoesNotExist."""
    check_can_view_sweeps(for_user)
    return SweptProgramme.objects.select_related("run").get(run=run, slug=slug)


def sweep_companies(
    *,
    for_user: User,
    programme: str,
    verdict: str = "eligible",
    cluster: str = "",
    size: str = "",
    commune: str = "",
    canton: str = "",
    newly: bool = False,
    run: SweepRun | None = None,
) -> QuerySet[SweepResult]:
    """Return the rows of a programme (by slug) that fit, each with its `company_id`, in the order of company ids.

    Of the last run of the programme's catalogue that is done, or of `run`; none where there is no such run or
    programme. `verdict` is eligible, undetermined, company_fits, or empty for all that are not refused.
    `commune` is a name or an id.
    Each company stands once.
    """
    check_can_view_sweeps(for_user)
    run = run or latest_sweep(for_user=for_user, catalogue=catalogue_of(programme))
    swept = SweptProgramme.objects.filter(run=run, slug=programme).first() if run else None
    if swept is None:
        return SweepResult.objects.none()
    asked = SweepFilters(
        verdict=verdict, cluster=cluster, size=size, commune=commune, canton=canton, newly=newly
    )
    return filtered(swept, asked, for_user=for_user).order_by("company_id")


def filtered(
    where: SweptProgramme | Sequence[SweepRun], asked: SweepFilters, *, for_user: User
) -> QuerySet[SweepResult]:
    """Return the rows of a swept programme (or of whole runs) that fit the filters, in no order yet.

    Each company stands once a programme.
    """
    of = Q(programme=where) if isinstance(where, SweptProgramme) else Q(programme__run__in=where)
    found = SweepResult.objects.filter(of_visible(for_user), of, company__archived_at=None)
    if asked.verdict == FITS:
        found = found.filter(verdict=SweptVerdict.UNDETERMINED).annotate(
            of_company=F("unknown").bitand(F("programme__company_bits"))  # type: ignore[arg-type]  # a column will do
        )
        found = found.filter(of_company=0)
    elif asked.verdict:
        found = found.filter(verdict=VERDICTS.get(asked.verdict, -1))
    if asked.newly:
        found = found.filter(newly=True)
    if asked.since:
        found = found.filter(since__gte=asked.since)
    if asked.unknown is not None:
        found = found.annotate(bit=F("unknown").bitand(signed(1 << asked.unknown))).exclude(bit=0)
    return found.filter(_of_company(asked, for_user))


def _of_company(asked: SweepFilters, for_user: User) -> Q:
    """Return the conditions on the company itself; every one of them names a company at most once."""
    which = Q()
    if asked.manager or asked.text:
        known = companies(for_user=for_user)
        if asked.manager:
            known = known.filter(clusters__memberships__user_id=asked.manager)
        which &= Q(company_id__in=matching(known, asked.text).values("pk"))
    if asked.size:
        which &= Q(size=SIZES.get(asked.size, -1))
    if asked.cluster:
        which &= Q(company__clusters__slug=asked.cluster)
    if asked.commune:
        by_id = asked.commune.isdecimal()
        which &= (
            Q(company__commune_id=int(asked.commune)) if by_id else Q(company__commune__name=asked.commune)
        )
    if asked.canton:
        which &= Q(company__commune__canton=asked.canton)
    if asked.section:
        which &= Q(company__nace__section=asked.section)
    return which


def signed(mask: int) -> int:
    """Return an unsigned mask of 64 bits as PostgreSQL holds it."""
    return (mask ^ SIGN) - SIGN if mask & SIGN else mask
