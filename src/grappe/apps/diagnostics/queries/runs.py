"""Which diagnostics has a company, and how did they end?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.apps.diagnostics.models import Finding, Run
from grappe.apps.diagnostics.permissions import check_can_view_diagnostics
from grappe.engines.kernel import Text
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person


@dataclass(frozen=True, slots=True)
class LatestScore:
    """The last finished run of one questionnaire: overall and per dimension, 0 to 100, None where unanswered."""

    run: int
    slug: str
    title: Any
    stage: str
    finished_at: datetime
    overall: float | None
    coverage: float
    scores: dict[str, float | None]


def stage(ordinal: int) -> str:
    """Return a run's name in the series: T0 before support, then T1, T2 …"""
    return f"T{ordinal}"


def run_for(pk: int, *, for_user: User) -> Run:
    """Return one run with its company and version; `Run.DoesNotExist` where there is none."""
    check_can_view_diagnostics(for_user)
    found = detailed().get(pk=pk)
    check_can_view_company(for_user, found.company)
    return found


def detailed() -> QuerySet[Run]:
    """Return runs with all that a page of one run needs."""
    runs = Run.objects.select_related("company__nace", "version__questionnaire", "started_by", "finished_by")
    return runs.prefetch_related("company__clusters")


def runs_of(company_id: int, *, for_user: User) -> QuerySet[Run]:
    """Return a company's runs, latest first, with `title` and the number of `answered` questions."""
    check_can_view_diagnostics(for_user)
    runs = Run.objects.filter(of_visible(for_user), company_id=company_id).select_related(
        "version__questionnaire", "started_by"
    )
    return runs.defer("version__content").annotate(
        title=F("version__content__title"), answered=Count("answers")
    )


def latest_scores(company_id: int, *, for_user: User) -> list[LatestScore]:
    """Return the last finished run of each questionnaire for a company."""
    check_can_view_diagnostics(for_user)
    runs = Run.objects.filter(of_visible(for_user), company_id=company_id, finished_at__isnull=False)
    runs = runs.select_related("version__questionnaire").defer("version__content")
    last = runs.order_by("version__questionnaire_id", "-finished_at", "-pk").distinct(
        "version__questionnaire_id"
    )
    return [
        LatestScore(
            run.pk,
            run.version.questionnaire.slug,
            run.title,
            stage(run.ordinal),
            run.finished_at,  # type: ignore[arg-type]  # filtered: it is finished
            run.overall,
            run.coverage,
            run.scores,
        )
        for run in last.annotate(title=F("version__content__title"))
    ]


def findings_of(run: Run) -> list[Finding]:
    """Return what a run found, the gravest first."""
    return list(run.findings.select_related("theme").order_by("-severity", "pk"))


def findings_to_propose(run_id: int) -> tuple[Run, list[Finding]]:
    """Return a run and those of its findings that propose a need under a theme; for the app that keeps needs."""
    run = Run.objects.select_related("company", "version__questionnaire").get(pk=run_id)
    return run, [found for found in findings_of(run) if found.need and found.theme_id]


def people_to_ask(run: Run) -> QuerySet[Person]:
    """Return who at the company can be sent the link: those with an address who have not left."""
    return run.company.people.filter(left_on__isnull=True).exclude(email="")


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Run.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return a company's diagnostics as entries of its timeline, latest first."""
    check_can_view_diagnostics(for_user)
    runs = runs_of(company_id, for_user=for_user).annotate(moment=Coalesce("finished_at", "started_at"))
    if before is not None:
        runs = runs.filter(moment__lt=before)
    return [_entry(run) for run in runs.order_by("-moment", "-pk")[:limit]]


def _entry(run: Any) -> Entry:
    title = Text.of(run.title).in_language(get_language() or "en")
    if run.finished_at is None:
        text = ""  # whoever only reads may not open it: the company's diagnostics lead on
        url = reverse("diagnostics:list", args=[run.company_id])
    else:
        text = _("Nothing was answered.")
        if run.overall is not None:
            text = _("Overall %(points)d of 100; %(coverage)d %% answered.") % {
                "points": round(run.overall),
                "coverage": int(run.coverage * 100),
            }
        url = reverse("diagnostics:result", args=[run.pk])
    return Entry(
        at=run.moment,
        key=f"diagnostic-{run.pk}",
        icon="clipboard-check",
        label=_("Diagnostic"),
        title=f"{title} · {stage(run.ordinal)}",
        text=text,
        url=url,
        by=run.started_by.name if run.started_by else "",
        badges=() if run.finished_at else (_("Under way"),),
    )
