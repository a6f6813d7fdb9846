"""How is a finding written, changed, put in its place and removed, and how does something become its evidence?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import Bearing, EvidenceKind, Strength
from grappe.apps.studies.models import Evidence, Finding, Hypothesis, Passage, Source, Study, Table
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.written import finding_as_written
from grappe.ui import conflicts, order
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_STATEMENT, LONGEST_EXPLANATION, LONGEST_NOTE, LONGEST_WHERE = 500, 6_000, 1_000, 200
_FIELDS = {EvidenceKind.PASSAGE: "passage", EvidenceKind.FIGURES: "table", EvidenceKind.SOURCE: "source"}


@dataclass(frozen=True, slots=True)
class FindingDraft:
    """All that one writes of a finding; texts by language, `hypothesis` the id of one of the study's."""

    statements: Mapping[str, str]
    explanations: Mapping[str, str] = field(default_factory=dict)
    strength: str = Strength.WEAK
    hypothesis: int | None = None


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """What speaks for or against a finding: the id of a passage, table or source, and where in it one has to look."""

    kind: str
    thing: int
    bearing: str = Bearing.SUPPORTS
    where: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def add_finding(*, study: Study, draft: FindingDraft, by: User, at: datetime) -> Finding:
    """Add a finding after the others, without evidence yet. Raises PermissionDenied, BadInput."""
    check_can_work_on(by, study)
    Study.objects.select_for_update().get(pk=study.pk)
    last = study.findings.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else min(last + 1, 32_000)
    finding = Finding(study=study, position=position, created_at=at, created_by=by)
    _write(finding, draft)
    return _saved(finding, by)


@transaction.atomic
def change_finding(*, finding: Finding, draft: FindingDraft, version: str, by: User, at: datetime) -> Finding:
    """Change a finding's words and strength.

    Raises PermissionDenied, BadInput, and Stale where what stands has another `version` (of `finding_as_written`).
    """
    current = _locked(finding, by)
    if version != conflicts.version_of(finding_as_written(current)):
        raise Stale(_("Somebody else changed this finding meanwhile. Look at it again first."), current)
    _write(current, draft)
    current.version += 1
    return _saved(current, by)


@transaction.atomic
def move_finding(*, finding: Finding, up: bool, by: User, at: datetime) -> None:
    """Let a finding change places with its neighbour; at an end nothing happens. Raises PermissionDenied."""
    current = _locked(finding, by)
    rows = Finding.objects.select_for_update().filter(study=current.study_id)
    with pghistory.context(user=by.pk):
        order.exchange(rows, finding, up=up)


@transaction.atomic
def remove_finding(*, finding: Finding, by: User, at: datetime) -> None:
    """Remove a finding with its evidence. Raises PermissionDenied, and BadInput once something came of it."""
    current = _locked(finding, by)
    if current.uses.exists():
        raise BadInput(
            _("Something came of this finding: it stays. Remove its uses first where they are wrong.")
        )
    with pghistory.context(user=by.pk):
        current.delete()


@transaction.atomic
def add_evidence(*, finding: Finding, draft: EvidenceDraft, by: User, at: datetime) -> Evidence:
    """Add what speaks for or against a finding. Raises PermissionDenied, and BadInput for what is not of its study."""
    current = _locked(finding, by)
    where = " ".join(draft.where.replace("\x00", "").split())
    if draft.bearing not in Bearing.values or len(where) > LONGEST_WHERE:
        raise BadInput(_("This request cannot be read."))
    thing = {_FIELDS[EvidenceKind(draft.kind)]: _thing(draft, current.study)}
    same = Evidence.objects.filter(finding=current, **thing)
    if draft.kind != EvidenceKind.PASSAGE:  # other places in the same table or source may count, too
        same = same.filter(where=where)
    if same.exists():
        raise BadInput(_("This is evidence of the finding already."))
    last = current.evidence.aggregate(last=Max("position"))["last"]
    evidence = Evidence(
        finding=current, kind=draft.kind, bearing=draft.bearing, where=where, notes=words(draft.notes, LONGEST_NOTE),
        position=0 if last is None else min(last + 1, 32_000), **thing,
    )  # fmt: skip
    with pghistory.context(user=by.pk):
        evidence.save()
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a piece of evidence from its finding; passage, table or source stay. Raises PermissionDenied."""
    current = _locked(evidence.finding, by)
    with pghistory.context(user=by.pk):
        current.evidence.get(pk=evidence.pk).delete()


def _thing(draft: EvidenceDraft, study: Study) -> Any:
    known: dict[str, Any] = {
        EvidenceKind.PASSAGE: Passage.objects.filter(interview__study=study),
        EvidenceKind.FIGURES: Table.objects.filter(study=study).defer("rows"),
        EvidenceKind.SOURCE: Source.objects.filter(study=study),
    }
    thing = known[draft.kind].filter(pk=draft.thing).first() if draft.kind in known else None
    if thing is None:
        raise BadInput(_("This passage, table or source is not in this study."))
    return thing


def _write(finding: Finding, draft: FindingDraft) -> None:
    finding.statements = words(draft.statements, LONGEST_STATEMENT)
    finding.explanations = words(draft.explanations, LONGEST_EXPLANATION)
    if not finding.statements:
        raise BadInput(_("A finding needs a sentence in at least one language."))
    if draft.strength not in Strength.values:
        raise BadInput(_("This request cannot be read."))
    finding.strength = draft.strength
    finding.hypothesis = None
    if draft.hypothesis is not None:
        finding.hypothesis = Hypothesis.objects.filter(study=finding.study_id, pk=draft.hypothesis).first()
        if finding.hypothesis is None:
            raise BadInput(_("This hypothesis is not in this study."))


def _locked(finding: Finding, by: User) -> Finding:
    current = Finding.objects.select_for_update(of=("self",)).select_related("study").get(pk=finding.pk)
    check_can_work_on(by, current.study)
    return current


def _saved(finding: Finding, by: User) -> Finding:
    with pghistory.context(user=by.pk):
        finding.save()
    return finding
