"""How is a diagnostic started, answered bit by bit, and finished?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.clusters import queries as cluster_queries
from grappe.apps.diagnostics.enums import Severity
from grappe.apps.diagnostics.models import Answer, Finding, Questionnaire, Run
from grappe.apps.diagnostics.permissions import check_can_answer_run, check_can_start_run
from grappe.apps.diagnostics.queries.pages import answers_of
from grappe.apps.diagnostics.queries.questionnaires import current_versions, questionnaire_of
from grappe.engines import diagnosis
from grappe.engines.kernel import Text
from grappe.engines.kernel.text import LANGUAGES
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

SEVERITIES = {
    diagnosis.Severity.LOW: Severity.MINOR,
    diagnosis.Severity.MEDIUM: Severity.NOTABLE,
    diagnosis.Severity.HIGH: Severity.SERIOUS,
}


@transaction.atomic
def start_run(*, company: Company, slug: str, by: User, at: datetime) -> Run:
    """Start a run of a questionnaire in its current version, or return the one that is still under way.

    The first run of a company is T0, the next T1. Raises BadInput for an unknown questionnaire or an archived company.
    """
    check_can_start_run(by, company)
    if company.archived_at is not None:
        raise BadInput(_("This company is archived: no diagnostic can be started."))
    # Two clicks at once wait for each other here, so that they do not make two runs.
    questionnaire = Questionnaire.objects.select_for_update().filter(slug=slug).first()
    version = current_versions().filter(questionnaire=questionnaire).first() if questionnaire else None
    if version is None:
        raise BadInput(_("There is no questionnaire “%(slug)s”.") % {"slug": slug[:60]})
    runs = Run.objects.filter(company=company, version__questionnaire=questionnaire)
    under_way = runs.filter(finished_at__isnull=True).order_by("-pk").first()
    if under_way is not None:
        return under_way
    return Run.objects.create(
        company=company, version=version, ordinal=runs.count(), started_at=at, started_by=by
    )


@transaction.atomic
def save_answer(*, run: Run, question: str, value: object, by: User | None, at: datetime) -> None:
    """Store one answer, or take it away when it is blank (None); `by` None is the company by its signed link.

    Raises BadInput for an answer that does not fit its question, and when the run is finished.
    """
    if by is not None:
        check_can_answer_run(by, run)
    locked = _open_run(run)
    questionnaire = questionnaire_of(run.version)
    try:
        cleaned = diagnosis.clean_answers(questionnaire, {question: value}).get(question)
    except diagnosis.AnswerError as fault:
        raise BadInput(fault.text.in_language(get_language() or "en")) from fault
    answers = Answer.objects.filter(run=locked, question=question)
    if cleaned is None:
        answers.delete()
    else:
        Answer.objects.update_or_create(
            run=locked,
            question=question,
            defaults={"value": cleaned, "answered_at": at, "answered_by": by},
        )


@transaction.atomic
def finish_run(*, run: Run, by: User | None, at: datetime) -> Run:
    """Close a run: score it, keep its findings with the answers that led to them, and tell whoever waits for it.

    Raises BadInput when nothing was answered and when it is finished already.
    """
    if by is not None:
        check_can_answer_run(by, run)
    locked = _open_run(run)
    questionnaire = questionnaire_of(run.version)
    answers = answers_of(locked)
    scored = diagnosis.score(questionnaire, answers)
    if scored.answered == 0:
        raise BadInput(_("Nothing is answered yet: answer at least one question first."))
    locked.overall, locked.coverage = scored.total, scored.coverage
    locked.scores = {dimension.id: dimension.points for dimension in scored.dimensions}
    locked.finished_at, locked.finished_by = at, by
    locked.save(update_fields=["overall", "coverage", "scores", "finished_at", "finished_by"])
    themes = {theme.slug: theme for theme in cluster_queries.themes()}
    Finding.objects.bulk_create(
        Finding(
            run=locked,
            code=found.id,
            severity=SEVERITIES[found.severity],
            theme=themes.get(found.theme.value),
            text=_plain(found.text),
            need=_need(found.need),
            evidence=[_evidence(piece) for piece in found.evidence],
        )
        for found in diagnosis.findings(questionnaire, answers)
    )
    for path in settings.HOOKS.get("diagnostics.run_finished", ()):
        import_string(path)(run_id=locked.pk, by=by, at=at)
    return locked


def _open_run(run: Run) -> Run:
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.finished_at is not None:
        raise BadInput(_("This diagnostic is finished: its answers no longer change. Start a new one."))
    return locked


def _plain(text: Text) -> dict[str, str]:
    return {language: getattr(text, language) for language in LANGUAGES if getattr(text, language)}


def _need(need: diagnosis.ProposedNeed | None) -> dict[str, dict[str, str]] | None:
    if need is None:
        return None
    return {"title": _plain(need.title), "description": _plain(need.description)}


def _evidence(piece: diagnosis.Evidence) -> dict[str, object]:
    return {
        "question": piece.code,
        "label": _plain(piece.asked),
        "answer": _plain(piece.answered),
    }
