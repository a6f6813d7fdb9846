"""What is kept of a programme for good: its criteria in words, how many companies, and what should be asked?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q

from grappe.apps.aids.enums import SweptVerdict
from grappe.apps.aids.models import SweepResult, SweepRun, SweptProgramme
from grappe.apps.aids.queries.sweeping import IN_A_MASK, Judge
from grappe.apps.aids.queries.sweeps import signed
from grappe.engines import eligibility as engine
from grappe.engines.eligibility.crowd import crowd_questions
from grappe.engines.eligibility.model import Criterion, Version
from grappe.engines.kernel import Text

UNPUBLISHED = "unpublished"  # what nobody can answer: the condition itself is not known
MOST_QUESTIONS = 12
MASK = (1 << 64) - 1
_ELIGIBLE, _OPEN = SweptVerdict.ELIGIBLE, SweptVerdict.UNDETERMINED
_COUNTS = {
    "n_eligible": Count("company_id", filter=Q(verdict=_ELIGIBLE)),
    "n_undetermined": Count("company_id", filter=Q(verdict=_OPEN)),
    "n_newly": Count("company_id", filter=Q(newly=True)),
    "n_fits": Count("company_id", filter=Q(verdict=_OPEN, of_company=0)),
}


def described(run: SweepRun, judge: Judge) -> list[SweptProgramme]:
    """Return the programmes of a run, not saved yet, in the judge's order."""
    return [_described(run, judge, place) for place in range(len(judge.programmes))]


def _described(run: SweepRun, judge: Judge, place: int) -> SweptProgramme:
    programme, version, is_open = judge.programmes[place]
    of_rule = judge.criteria(place)
    criteria = [_criterion(judge.catalogue, criterion) for criterion in of_rule[:IN_A_MASK]]
    about_company = sum(1 << bit for bit, entry in enumerate(criteria) if entry["asked"] == "company")
    return SweptProgramme(
        run=run,
        slug=programme.id,
        name=programme.name.as_dict(),
        version=version.id,
        open=is_open,
        closes=closes(version),
        criteria=criteria,
        # A rule too long for a mask: that nothing about the company is open can never be said of it.
        company_bits=signed(about_company) if len(of_rule) <= IN_A_MASK else -1,
    )


def closes(version: Version) -> Any:
    """Return the last day on which applications are taken, None where it is not known."""
    return version.window.period.last or version.validity.last


def _criterion(catalogue: engine.Catalogue, criterion: Criterion) -> dict[str, Any]:
    field = catalogue.fields.get(criterion.condition.term.field)
    answerable = criterion.condition.op == "known" or criterion.condition.value is not None
    asked = field.asked if field is not None else "company"
    return {
        "id": criterion.id,
        "label": criterion.label.as_dict(),
        "field": criterion.condition.term.field,
        "asked": asked if criterion.condition.term.field and answerable else UNPUBLISHED,
        "source": criterion.source or "",
        "checked_on": criterion.checked_on.isoformat() if criterion.checked_on else None,
        "confidence": criterion.confidence,
    }


def count_programmes(run: SweepRun, programmes: Sequence[SweptProgramme], judge: Judge) -> None:
    """Count what the run's rows say and write it beside the programmes. Seven queries however many rows."""
    rows = SweepResult.objects.filter(programme__run=run).annotate(
        of_company=F("unknown").bitand(F("programme__company_bits"))  # type: ignore[arg-type]  # a column will do
    )
    counted = {pk: counts for pk, *counts in rows.values_list("programme_id").annotate(**_COUNTS)}
    patterns: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    found = rows.filter(verdict=_OPEN).values_list("programme_id", "not_met", "unknown")
    for pk, not_met, unknown, count in found.annotate(count=Count("company_id")):
        patterns[pk][(not_met & MASK, unknown & MASK)] = count
    by_cluster: dict[int, dict[str, list[int]]] = defaultdict(dict)
    clusters = rows.filter(company__clusters__isnull=False).values_list(
        "programme_id", "company__clusters__slug"
    )
    for pk, slug, *counts in clusters.annotate(**_COUNTS):
        by_cluster[pk][slug] = counts
    judged = run.companies_done - run.companies_unread
    for place, programme in enumerate(programmes):
        counts = counted.get(programme.pk, [0, 0, 0, 0])
        programme.eligible, programme.undetermined, programme.newly, programme.company_fits = counts
        programme.not_eligible = judged - programme.eligible - programme.undetermined
        programme.by_cluster = by_cluster.get(programme.pk, {})
        programme.questions = _questions(judge, place, patterns[programme.pk])
    names = ["eligible", "undetermined", "newly", "company_fits", "not_eligible", "by_cluster", "questions"]
    SweptProgramme.objects.bulk_update(programmes, names)
    run.companies_eligible = rows.filter(verdict=_ELIGIBLE).values("company_id").distinct().count()
    run.companies_newly = rows.filter(newly=True).values("company_id").distinct().count()


def _questions(judge: Judge, place: int, patterns: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
    if len(judge.criteria(place)) > IN_A_MASK:
        return []
    tree = judge.programmes[place][1].eligibility
    found = []
    for question in crowd_questions(tree, patterns)[:MOST_QUESTIONS]:
        field = judge.catalogue.fields.get(question.field)
        asked = (
            Text() if field is None else field.question if field.question.in_language("en") else field.label
        )
        found.append(
            {
                "field": question.field,
                "question": (asked if asked.in_language("en") else Text(en=question.field)).as_dict(),
                "asked": field.asked if field is not None else "company",
                "waiting": question.waiting,
                "if_met": question.if_met,
                "if_not": question.if_not,
            }
        )
    return found
