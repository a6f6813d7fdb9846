"""How is a gate decided: by whom, on how many reviews, with which reasons in whose language, and who hears of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.enums import AssessmentState, LetterKind, Outcome, Stage, StepKind
from grappe.apps.ideas.models import Assessment, Decision, Idea, Step
from grappe.apps.ideas.operations.assessments import closed, locked_assessment
from grappe.apps.ideas.operations.ideas import plain, step
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.operations.ready import check
from grappe.apps.ideas.permissions import check_can_decide_gate, check_can_steer_idea
from grappe.apps.ideas.queries.judging import Panel, panel
from grappe.apps.ideas.queries.told import languages_of, to_be_told
from grappe.ui import moments
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_REASONS = 5_000


@transaction.atomic
def decide(
    *,
    assessment: Assessment,
    outcome: str,
    reasons: Mapping[str, str],
    until: date | None = None,
    version: str,
    by: User,
    at: datetime,
) -> Decision:
    """Decide a gate with reasons in the language of each author; the idea moves, and its authors and watchers hear of it.

    `until`: when a parked idea is looked at again; `version`: that of the `Panel` which the decider saw. Raises
    PermissionDenied (authors and who has a conflict of interest do not decide), Stale where the gate was closed, a review
    came or the idea was changed since, and BadInput where reviews or reasons are missing, nobody but the decider has
    reviewed, the idea is not ready for the next stage, or is no longer at the stage of this gate.
    """
    current = locked_assessment(assessment)
    if current.state != AssessmentState.OPEN:
        check_can_steer_idea(by, current.idea)
        raise Stale(_("This gate was decided or called off meanwhile. Below stands what you typed."), current)
    check_can_decide_gate(by, current)
    idea = current.idea
    if idea.stage != current.gate.from_stage:
        raise BadInput(_("The idea is no longer at the stage of this gate: call the gate off."))
    if outcome not in Outcome.values:
        raise BadInput(_("Say what is decided."))
    said = _reasons(reasons, idea)
    found = panel(current)
    if version != found.version:
        raise Stale(
            _(
                "Since you opened this page a review came or went, or the idea was changed. Look at it again, then decide."
            ),
            current,
        )
    _check_reviewed(found, current, by)
    _check_until(outcome, until, at)
    moved = _moved(idea, current, Outcome(outcome), said, until, by, at)
    made = Decision.objects.create(
        assessment=current, outcome=outcome, reasons=said, until=until, figures=found.figures(), step=moved,
        decided_at=at, decided_by=by,
    )  # fmt: skip
    closed(current, AssessmentState.DECIDED, by=by, at=at)
    told = [each for each in to_be_told(idea) if each.user_id != by.pk]
    write(contributors=told, kind=LetterKind.DECIDED, about=f"assessment {current.pk}", at=at)
    return made


def _reasons(reasons: Mapping[str, str], idea: Idea) -> dict[str, str]:
    said = {code: words for code in Language.values if (words := plain(str(reasons.get(code, ""))))}
    missing = [Language(code).label for code in languages_of(idea) if code not in said]
    if missing:
        raise BadInput(
            _("Give the reasons in the language of each author too: %(languages)s.")
            % {"languages": ", ".join(str(label) for label in missing)}
        )
    if not said:
        raise BadInput(_("Give the reasons."))
    if any(len(words) > MOST_REASONS for words in said.values()):
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": MOST_REASONS})
    return said


def _check_reviewed(found: Panel, assessment: Assessment, by: User) -> None:
    if len(found.counted) < assessment.reviewers_needed:
        raise BadInput(
            _("This gate needs %(needed)d reviews; %(given)d count so far.")
            % {"needed": assessment.reviewers_needed, "given": len(found.counted)}
        )
    if all(each.contributor.user_id == by.pk for each in found.counted):
        raise BadInput(_("Nobody decides alone: somebody else has to review the idea too."))


def _check_until(outcome: str, until: date | None, at: datetime) -> None:
    if until is not None and (outcome != Outcome.PARK or until <= moments.local_date(at)):
        raise BadInput(
            _("Only a parked idea has a day on which it is looked at again, and it is still to come.")
        )


def _moved(
    idea: Idea,
    assessment: Assessment,
    outcome: Outcome,
    why: Mapping[str, str],
    until: date | None,
    by: User,
    at: datetime,
) -> Step | None:
    """Bring the idea to where the decision sends it; None where it stays."""
    if outcome == Outcome.REWORK:
        return None
    if outcome == Outcome.PASS:
        to = Stage(assessment.gate.to_stage)
        check(idea, to)
        return step(idea=idea, kind=StepKind.GATE, to=to, why=why, by=by, at=at)
    if outcome == Outcome.PARK:
        idea.parked_until = until
        return step(idea=idea, kind=StepKind.PARK, to=Stage.PARKED, why=why, by=by, at=at)
    return step(idea=idea, kind=StepKind.REJECT, to=Stage.REJECTED, why=why, by=by, at=at)
