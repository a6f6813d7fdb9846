"""What is kept of a programme for good: its criteria in words, how many companies, and what should be asked?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from grappe.apps.aids.enums import SweptVerdict
from grappe.apps.aids.models import SweepResult, SweepRun, SweptProgramme
from grappe.apps.aids.queries.sweeping import Judge
from grappe.engines import eligibility as engine
from grappe.engines.eligibility.crowd import crowd_questions
from grappe.engines.eligibility.model import Criterion, Version
from grappe.engines.kernel import Text

UNPUBLISHED = "unpublished"  # what nobody can answer: the condition itself is not known
MOST_QUESTIONS = 12
MASK = (1 << 64) - 1
_ELIGIBLE, _OPEN = SweptVerdict.ELIGIBLE, SweptVerdict.UNDETERMINED


def described(run: SweepRun, judge: Judge) -> list[SweptProgramme]:
    """Return the programmes of a run, not saved yet, in the judge's order."""
    return [_described(run, judge, place) for place in range(len(judge.programmes))]


def _described(run: SweepRun, judge: Judge, place: int) -> SweptProgramme:
    programme, version, is_open = judge.programmes[place]
    return SweptProgramme(
        run=run,
        slug=programme.id,
        name=words(programme.name),
        version=version.id,
        open=is_open,
        closes=closes(version),
        criteria=[_criterion(judge.catalogue, criterion) for criterion in judge.criteria(place)],
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
        "label": words(criterion.label),
        "field": criterion.condition.term.field,
        "asked": asked if criterion.condition.term.field and answerable else UNPUBLISHED,
        "source": criterion.source or "",
        "checked_on": criterion.checked_on.isoformat() if criterion.checked_on else None,
        "confidence": criterion.confidence,
    }


def words(text: Text) -> dict[str, str]:
    """Return a text as it is kept with a run, by language code."""
    return {"en": text.en, "fr": text.fr, "de": text.de}


def count_programmes(run: SweepRun, programmes: Sequence[SweptProgramme], judge: Judge) -> None:
    """Count what the run's rows say and write it beside the programmes. Four queries however many rows."""
    rows = SweepResult.objects.filter(programme__run=run)
    counted = {
        pk: counts
        for pk, *counts in rows.values_list("programme_id").annotate(
            eligible=Count("company_id", filter=Q(verdict=_ELIGIBLE)),
            undetermined=Count("company_id", filter=Q(verdict=_OPEN)),
            new=Count("company_id", filter=Q(newly=True)),
        )
    }
    patterns: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    found = rows.filter(verdict=_OPEN).values_list("programme_id", "not_met", "unknown")
    for pk, not_met, unknown, count in found.annotate(count=Count("company_id")):
        patterns[pk][(not_met & MASK, unknown & MASK)] = count
    by_cluster = _by_cluster(run)
    judged = run.companies_done - run.companies_unread
    for place, programme in enumerate(programmes):
        counts = counted.get(programme.pk, (0, 0, 0))
        programme.eligible, programme.undetermined, programme.newly = counts
        programme.not_eligible = judged - programme.eligible - programme.undetermined
        programme.by_cluster = by_cluster.get(programme.pk, {})
        programme.company_fits = sum(
            count
            for (_, unknown), count in patterns[programme.pk].items()
            if not unknown & programme.company_bits
        )
        programme.questions = _questions(judge, place, patterns[programme.pk])
    names = ["eligible", "undetermined", "newly", "not_eligible", "by_cluster", "company_fits", "questions"]
    SweptProgramme.objects.bulk_update(programmes, names)


def _by_cluster(run: SweepRun) -> dict[int, dict[str, list[int]]]:
    rows = SweepResult.objects.filter(programme__run=run, company__clusters__isnull=False)
    counted = rows.values_list("programme_id", "company__clusters__slug").annotate(
        eligible=Count("company_id", filter=Q(verdict=_ELIGIBLE)),
        undetermined=Count("company_id", filter=Q(verdict=_OPEN)),
        new=Count("company_id", filter=Q(newly=True)),
    )
    found: dict[int, dict[str, list[int]]] = defaultdict(dict)
    for pk, slug, eligible, undetermined, newly in counted:
        found[pk][slug] = [eligible, undetermined, newly]
    return dict(found)


def _questions(judge: Judge, place: int, patterns: dict[tuple[int, int], int]) -> list[dict[str, Any]]:
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
                "question": words(asked if asked.in_language("en") else Text(en=question.field)),
                "asked": field.asked if field is not None else "company",
                "waiting": question.waiting,
                "if_met": question.if_met,
                "if_not": question.if_not,
            }
        )
    return found
