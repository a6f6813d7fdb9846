"""How is a hypothesis written, settled with its reasons, moved and removed?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.studies.enums import Outcome
from grappe.apps.studies.models import Hypothesis
from grappe.apps.studies.operations.studies import locked
from grappe.apps.studies.permissions import check_can_work_on
from grappe.apps.studies.queries.written import hypothesis_as_written
from grappe.ui import conflicts, order
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.studies.models import Study

LONGEST, LONGEST_REASONS, MOST = 500, 2_000, 30


@transaction.atomic
def save(
    *,
    study: Study,
    hypothesis: Hypothesis | None = None,
    statements: Mapping[str, str],
    outcome: str = Outcome.OPEN,
    reasons: Mapping[str, str] | None = None,
    version: str | None = None,
    by: User,
    at: datetime,
) -> Hypothesis:
    """Write a hypothesis, or what became of it. Raises PermissionDenied, and BadInput for an outcome without reasons.

    With a `version` (of `hypothesis_as_written`), Stale where what stands has another.
    """
    current = locked(study)
    check_can_work_on(by, current)
    if outcome not in Outcome.values:
        raise BadInput(_("This request cannot be read."))
    if hypothesis is None:
        positions = list(current.hypotheses.values_list("position", flat=True))
        if len(positions) >= MOST:
            raise BadInput(_("A study has at most %(most)d hypotheses.") % {"most": MOST})
        hypothesis = Hypothesis(study=current, position=max(positions, default=-1) + 1)
    else:
        hypothesis = current.hypotheses.get(pk=hypothesis.pk)  # as it is now that the study is locked
        if version not in (None, conflicts.version_of(hypothesis_as_written(hypothesis))):
            raise Stale(
                _("Somebody else changed this hypothesis meanwhile. Look at it again first."), hypothesis
            )
    hypothesis.statements, hypothesis.outcome = words(statements, LONGEST), outcome
    hypothesis.reasons = words(reasons or {}, LONGEST_REASONS)
    if not hypothesis.statements:
        raise BadInput(_("Write the hypothesis in at least one language."))
    if outcome != Outcome.OPEN and not hypothesis.reasons:
        raise BadInput(_("Say why: what became of a hypothesis is believed for its reasons only."))
    with pghistory.context(user=by.pk):
        hypothesis.save()
    return hypothesis


@transaction.atomic
def move(*, hypothesis: Hypothesis, up: bool, by: User, at: datetime) -> int:
    """Let a hypothesis change places with the one before or after it; return its place from 1. Raises PermissionDenied."""
    study = locked(hypothesis.study)
    check_can_work_on(by, study)
    with pghistory.context(user=by.pk):
        return order.exchange(study.hypotheses.all(), hypothesis, up=up).place


@transaction.atomic
def remove(*, hypothesis: Hypothesis, by: User, at: datetime) -> None:
    """Take a hypothesis out. Raises PermissionDenied, BadInput where a finding is about it."""
    study = locked(hypothesis.study)
    check_can_work_on(by, study)
    if hypothesis.findings.exists():
        raise BadInput(_("A finding is about this hypothesis: it stays. Say what became of it instead."))
    with pghistory.context(user=by.pk):
        hypothesis.delete()
