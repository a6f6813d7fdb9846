"""What did companies answer in their own words, as texts in which topics are found?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.companies.enums import Visibility
from grappe.apps.companies.permissions import check_can_view_company
from grappe.apps.companies.queries import of_visible
from grappe.apps.companies.queries.texts import clusters_of
from grappe.apps.diagnostics.models import Answer, QuestionnaireVersion, Run
from grappe.apps.diagnostics.permissions import check_can_view_diagnostics
from grappe.apps.diagnostics.queries.questionnaires import questionnaire_of
from grappe.apps.diagnostics.queries.records import shown as shown_runs
from grappe.engines.diagnosis import QuestionType
from grappe.ui import moments
from grappe.ui.field_texts import FieldText

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def texts(*, ids: Collection[int] | None = None) -> Iterator[FieldText]:
    """Yield each free answer of a finished diagnostic, or some of them. For machines: no person asks."""
    asked = _free_questions()
    rows = Answer.objects.filter(
        run__finished_at__isnull=False, question__in={question for _version, question in asked}
    )
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    seats = clusters_of(None)
    values = rows.order_by("pk").values_list(
        "pk",
        "run__company_id",
        "run__version_id",
        "run__finished_at",
        "question",
        "value",
        "run__company__visibility",
    )
    for pk, company, version, finished, question, value, visibility in values.iterator(1_000):
        if (version, question) in asked and isinstance(value, str) and finished is not None and value.strip():
            yield FieldText(
                "diagnostic",
                pk,
                company,
                seats.get(company, ()),
                moments.local_date(finished),
                value,
                "fr",
                visibility != Visibility.EVERYONE,
            )


def _free_questions() -> set[tuple[int, str]]:
    """Return which questions of which versions are answered in one's own words. One query."""
    return {
        (version.pk, question.id)
        for version in QuestionnaireVersion.objects.all()
        for question in questionnaire_of(version).questions
        if question.type is QuestionType.TEXT
    }


def readable_ids(*, for_user: User) -> QuerySet[Answer, int]:
    """Return the ids of the answers that somebody reads: those of companies they see. Raises PermissionDenied."""
    check_can_view_diagnostics(for_user)
    found = Answer.objects.filter(of_visible(for_user, "run__company"), run__finished_at__isnull=False)
    return found.values_list("pk", flat=True)


def shown(kind: str, ids: Collection[int | str], *, for_user: User) -> dict[str, tuple[str, str]]:
    """Return the diagnostic and its address of those answers that somebody may open, by the answer's key."""
    runs = {
        str(pk): str(run) for pk, run in Answer.objects.filter(pk__in=list(ids)).values_list("pk", "run_id")
    }
    found = shown_runs("diagnostic", set(runs.values()), for_user=for_user)
    return {answer: found[run] for answer, run in runs.items() if run in found}


def run_of(answer: int, *, for_user: User) -> Run:
    """Return the diagnostic of an answer. Raises Run.DoesNotExist, PermissionDenied."""
    check_can_view_diagnostics(for_user)
    found = Run.objects.select_related("company").get(answers=answer)
    check_can_view_company(for_user, found.company)
    return found
