"""What did a study find, what speaks for it and against it, does that bear it, and what came of it?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.companies.queries import veil
from grappe.apps.needs import queries as needs
from grappe.apps.studies.enums import Bearing, EvidenceKind
from grappe.apps.studies.models import Evidence, Finding, Passage
from grappe.apps.studies.permissions import can_work_on, check_can_view_study, check_can_work_on
from grappe.apps.studies.queries.citations import cited
from grappe.apps.studies.queries.content import quoted_as
from grappe.apps.studies.queries.nameable import nameable
from grappe.apps.studies.queries.printed import COLOURS
from grappe.apps.studies.queries.strengths import warnings
from grappe.apps.studies.queries.uses import ShownUse, shown_use
from grappe.engines.kernel import Text

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """One thing that speaks for or against a finding. `words` is what it is; empty where its reader may not see it."""

    pk: int
    kind: str
    label: str
    contradicts: bool
    words: str
    who: str
    where: str
    note: str
    table: int | None  # its id
    source: int | None
    printed: bool  # whether it stands in what is published


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in a language; `bare`: no evidence at all, `bare_in_print`: none that may be published."""

    pk: int
    number: int
    statement: str
    explanation: str
    strength: str
    strength_label: str
    colour: str
    hypothesis: str
    evidence: tuple[ShownEvidence, ...]
    warnings: tuple[str, ...]
    uses: tuple[ShownUse, ...]

    @property
    def bare(self) -> bool:
        return not self.evidence

    @property
    def bare_in_print(self) -> bool:
        return bool(self.evidence) and not any(each.printed for each in self.evidence)


def shown_findings(study: Study, language: str, *, for_user: User | None = None) -> tuple[ShownFinding, ...]:
    """Return a study's findings in their order and in a language, with evidence, warnings and uses.

    Passages are read in the words that may be printed; those who work on the study (`for_user`) read them as they were
    said. A constant number of queries.
    """
    inside = for_user is not None and can_work_on(for_user, study)
    rows = study.findings.select_related("hypothesis").prefetch_related(
        "evidence__passage__interview__person", "evidence__passage__interview__contact__company",
        "evidence__table", "evidence__source", "uses__need__company", "uses__programme", "uses__event", "uses__used_by",
    )  # fmt: skip
    with translation.override(language):
        cites = cited([(each.key, each.item) for each in study.sources.all()], language)
        named = nameable(study)
        closed = _closed([use.need for row in rows for use in row.uses.all()], for_user)
        return tuple(
            _shown(each, n, named, language, cites, inside, closed) for n, each in enumerate(rows, start=1)
        )


def _closed(found: list[Any], user: User | None) -> set[int]:
    """Return the needs among some that a reader may not read; for somebody unknown those are all that stem from notes."""
    if user is not None:
        closed = needs.closed(found, for_user=user)
        veil([each.company for each in found if each is not None and each.pk in closed], for_user=user)
        return closed
    return {need.pk for need in found if need is not None and need.contact_id is not None}


def finding_for(pk: int, *, for_user: User) -> Finding:
    """Return a finding with its study; raises Finding.DoesNotExist, PermissionDenied."""
    found = Finding.objects.select_related("study__lead", "study__theme", "hypothesis")
    finding = found.prefetch_related("study__team", "study__clusters").get(pk=pk)
    check_can_view_study(for_user, finding.study)
    return finding


def evidence_for(pk: int, *, for_user: User) -> Evidence:
    """Return a piece of evidence, for those who work on its study; raises Evidence.DoesNotExist, PermissionDenied."""
    found = Evidence.objects.select_related("finding__study__lead").prefetch_related("finding__study__team")
    evidence = found.get(pk=pk)
    check_can_work_on(for_user, evidence.finding.study)
    return evidence


def things_of(study: Study, language: str) -> dict[str, list[tuple[int, str]]]:
    """Return what can be evidence in a study, by kind, as choices: passages, tables, sources."""
    passages = (
        Passage.objects.filter(interview__study=study)
        .select_related("interview")
        .order_by("interview__code", "pk")
    )
    return {
        EvidenceKind.PASSAGE: [(each.pk, f"{each.interview.code}: {each.words[:120]}") for each in passages],
        EvidenceKind.FIGURES: [
            (each.pk, Text.of(each.titles).in_language(language)) for each in study.tables.defer("rows")
        ],
        EvidenceKind.SOURCE: [
            (
                each.pk,
                " ".join(part for part in (each.author, str(each.year or ""), each.title[:100]) if part),
            )
            for each in study.sources.all()
        ],
    }


def hypotheses_of(study: Study) -> list[tuple[int, str]]:
    """Return a study's hypotheses as choices."""
    return [(each.pk, str(each)) for each in study.hypotheses.all()]


def _shown(
    finding: Finding,
    number: int,
    named: Collection[int],
    language: str,
    cites: Any,
    inside: bool,
    closed: Collection[int],
) -> ShownFinding:
    evidence = list(finding.evidence.all())
    return ShownFinding(
        pk=finding.pk,
        number=number,
        statement=_in(finding.statements, language),
        explanation=_in(finding.explanations, language),
        strength=finding.strength,
        strength_label=finding.get_strength_display(),
        colour=COLOURS[finding.strength],
        hypothesis=_in(finding.hypothesis.statements, language) if finding.hypothesis else "",
        evidence=tuple(_evidence(each, named, language, cites, inside) for each in evidence),
        warnings=warnings(finding.strength, [(each.kind, each.bearing) for each in evidence]),
        uses=tuple(shown_use(each, language, closed) for each in finding.uses.all()),
    )


def _evidence(
    evidence: Evidence, named: Collection[int], language: str, cites: Any, inside: bool
) -> ShownEvidence:
    words, who, printed = "", "", True
    if evidence.passage is not None:
        quoted = quoted_as(evidence.passage, named)
        printed = quoted is not None
        if quoted is not None:
            words = _in(quoted["words"], language)
            who = ", ".join(part for part in (quoted["code"], _in(quoted["who"], language)) if part)
        if inside:
            words, who = evidence.passage.words, evidence.passage.interview.code
    elif evidence.table is not None:
        words = _in(evidence.table.titles, language) or _("Table")
    elif evidence.source is not None:
        words = cites[evidence.source.key].in_text
    return ShownEvidence(
        pk=evidence.pk, kind=evidence.kind, label=evidence.get_kind_display(),
        contradicts=evidence.bearing == Bearing.CONTRADICTS, words=words, who=who, where=evidence.where,
        note=_in(evidence.notes, language), table=evidence.table_id, source=evidence.source_id, printed=printed,
    )  # fmt: skip


def _in(texts: Any, language: str) -> str:
    return Text.of(dict(texts)).in_language(language) if texts else ""
