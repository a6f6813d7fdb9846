"""How do comparable companies stand? Same sector and size, at least five of them, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grappe.apps.diagnostics.enums import SizeClass
from grappe.apps.diagnostics.models import QuestionnaireVersion, Run
from grappe.apps.diagnostics.queries.questionnaires import questionnaire_of
from grappe.engines.diagnosis import Quartiles, Questionnaire, benchmark
from grappe.engines.diagnosis.change import scoring_of

if TYPE_CHECKING:
    from collections.abc import Iterable

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Peers:
    """The peers' quartiles by dimension (and `total`); `size` is None when the group itself is not known."""

    section: str
    size: SizeClass | None
    quartiles: dict[str, Quartiles | None]

    @property
    def are_enough(self) -> bool:
        return any(found is not None for found in self.quartiles.values())


def peers_of(run: Run) -> Peers:
    """Return how the peers of a run's company stand: others of its NACE section and size class.

    One run a company, its last finished one, of this version or of one that scores the same.
    """
    questionnaire = questionnaire_of(run.version)
    section = run.company.nace.section if run.company.nace else ""
    size = _size_classes([run.company_id]).get(run.company_id)
    if not section or size is None:
        return Peers(section, None, {})
    last = Run.objects.filter(
        version__in=_versions_that_score_alike(run, questionnaire),
        finished_at__isnull=False,
        company__nace__section=section,
    ).exclude(company_id=run.company_id)
    rows = list(
        last.order_by("company_id", "-finished_at", "-pk")
        .distinct("company_id")
        .values_list("company_id", "overall", "scores")
    )
    sizes = _size_classes([company_id for company_id, _overall, _scores in rows])
    alike = [
        {**scores, TOTAL: overall} for company_id, overall, scores in rows if sizes.get(company_id) == size
    ]
    names = [dimension.id for dimension in questionnaire.dimensions if dimension.weight]
    return Peers(section, size, benchmark(alike, [*names, TOTAL]))


def _size_classes(company_ids: Iterable[int]) -> dict[int, SizeClass]:
    """Return the size class by the last year's known headcount; unknown companies have no key."""
    rows = (
        Run.objects.filter(company_id__in=company_ids, company__figures__headcount__isnull=False)
        .order_by("company_id", "-company__figures__year")
        .distinct("company_id")
        .values_list("company_id", "company__figures__headcount")
    )
    return {company_id: SizeClass.of(headcount) for company_id, headcount in rows if headcount is not None}


def _versions_that_score_alike(run: Run, questionnaire: Questionnaire) -> list[int]:
    versions = QuestionnaireVersion.objects.filter(questionnaire_id=run.version.questionnaire_id)
    mine = _scoring(questionnaire)
    return [version.pk for version in versions if _scoring(questionnaire_of(version)) == mine]


def _scoring(questionnaire: Questionnaire) -> tuple[object, ...]:
    return (
        questionnaire.aggregation,
        questionnaire.levels,
        tuple((d.id, d.weight, d.aggregation, d.levels) for d in questionnaire.dimensions),
        tuple((q.id, q.weight, scoring_of(q)) for q in questionnaire.questions if q.is_scored),
    )
