"""Which studies are there, and what stands on the page of one?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from grappe.apps.studies.enums import StudyState
from grappe.apps.studies.models import Evidence, Finding, Interview, Study, Use
from grappe.apps.studies.permissions import AUTHORS, check_can_view_studies, check_can_view_study
from grappe.ui import conflicts
from grappe.ui.trilingual import CODES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

PAGE = 25
UNUSED_AFTER = timedelta(days=365)  # a published study that nobody has used for so long is listed
TEXTS = ("titles", "questions", "summaries", "methods")
PLAIN = ("authors", "starts_on", "due_on", "licence", "named_companies")


def studies(
    *, for_user: User, state: str = "", theme: str = "", cluster: str = "", unused_at: datetime | None = None
) -> QuerySet[Study]:
    """Return the studies, the latest first, with counts; the ministry gets the published ones.

    `theme` and `cluster` are slugs; `unused_at` keeps those published a year before that moment of which nothing came
    in the year before it. Raises PermissionDenied.
    """
    check_can_view_studies(for_user)
    found = Study.objects.select_related("lead", "theme").prefetch_related("clusters")
    if for_user.role not in AUTHORS:
        found = found.filter(state=StudyState.PUBLISHED)
    bare = Finding.objects.filter(~Exists(Evidence.objects.filter(finding=OuterRef("pk"))))
    found = found.annotate(
        finding_count=_count(Finding.objects.all()),
        bare_count=_count(bare),
        interview_count=_count(Interview.objects.all()),
        use_count=Subquery(
            Use.objects.filter(finding__study=OuterRef("pk")).order_by().values("finding__study")
            .annotate(n=Count("pk")).values("n")
        ),
    )  # fmt: skip
    if state:
        found = found.filter(state=state)
    if theme:
        found = found.filter(theme__slug=theme)
    if cluster:
        found = found.filter(clusters__slug=cluster)
    return found if unused_at is None else found.filter(is_unused(unused_at))


def is_unused(at: datetime) -> Q:
    """Return the condition of a study that was published more than a year ago and not used for a year."""
    recent = Use.objects.filter(finding__study=OuterRef("pk"), used_at__gt=at - UNUSED_AFTER)
    return Q(state=StudyState.PUBLISHED, published_at__lte=at - UNUSED_AFTER) & ~Q(Exists(recent))


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.filter(study=OuterRef("pk")).order_by().values("study").annotate(n=Count("pk")).values("n")
    return Subquery(counted)


def study_for(pk: int, *, for_user: User) -> Study:
    """Return a study with its team and scope; raises Study.DoesNotExist, PermissionDenied."""
    check_can_view_studies(for_user)
    found = Study.objects.select_related("lead", "theme").prefetch_related("team", "clusters", "nace")
    study = found.get(pk=pk)
    check_can_view_study(for_user, study)
    return study


def as_written(study: Study) -> dict[str, Any]:
    """Return a study as its form shows it, by field; theme and clusters by slug, people by id, activities by code."""
    words = {f"{name}_{code}": getattr(study, name).get(code, "") for name in TEXTS for code in CODES}
    return words | {name: getattr(study, name) for name in PLAIN} | {
        "theme": study.theme.slug if study.theme else "",
        "clusters": [each.slug for each in study.clusters.all()],
        "nace": ", ".join(sorted(each.code for each in study.nace.all())),
        "lead": str(study.lead_id),
        "team": [str(each.pk) for each in study.team.all()],
    }  # fmt: skip


def version_of(study: Study) -> str:
    """Return the fingerprints of all that the form shows of a study: the same as long as nobody changes any of it."""
    return conflicts.version_of(as_written(study))
