"""How are partners proposed? By the matching engine, in a job, with reasons; and dismissed by whom they were made for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.queries.reference import nace_labels
from grappe.apps.events.models import MeetingPlan, Participant, Proposal
from grappe.apps.events.queries.partners import profiles_of
from grappe.engines.kernel import Text
from grappe.engines.matching import partners as engine

MOST = 12


def propose(*, plan_id: int, at: datetime) -> int:
    """Make the proposals of all participants of a plan anew; return how many there are. Meant for a job.

    What somebody dismissed stays dismissed. The reading and encoding is done before anything is locked; what somebody
    changes meanwhile orders the next job.
    """
    plan = MeetingPlan.objects.filter(pk=plan_id).first()
    if plan is None:
        return 0
    profiles = profiles_of(plan)
    codes = {profile["nace"] for profile in profiles} - {None}
    found = engine.propose(
        [engine.Partner(**profile) for profile in profiles],
        top=MOST,
        clusters={each.slug: Text.of(each.name) for each in clusters.clusters()},
        activities=nace_labels(codes),
    )
    return _keep(plan, found, at)


@transaction.atomic
def _keep(plan: MeetingPlan, found: dict[str, tuple[engine.Proposed, ...]], at: datetime) -> int:
    MeetingPlan.objects.select_for_update().get(pk=plan.pk)
    # Whoever left or was erased while the engine read has no row to hang a proposal on.
    there = set(Participant.objects.filter(plan=plan).values_list("pk", flat=True))
    dismissed = set(
        Proposal.objects.filter(participant__plan=plan, dismissed_at__isnull=False).values_list(
            "participant_id", "partner_id"
        )
    )
    Proposal.objects.filter(participant__plan=plan, dismissed_at=None).delete()
    rows = [
        Proposal(
            participant_id=int(whom), partner_id=int(each.partner), score=each.score, made_at=at,
            reasons=[reason.as_dict() for reason in each.reasons],
        )
        for whom, proposals in found.items()
        for each in proposals
        if {int(whom), int(each.partner)} <= there and (int(whom), int(each.partner)) not in dismissed
    ]  # fmt: skip
    Proposal.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def dismiss(*, proposal: Proposal, at: datetime) -> None:
    """Take a proposal off the list of whom it was made for; the partner stays in the directory and learns nothing."""
    Proposal.objects.filter(pk=proposal.pk, dismissed_at=None).update(dismissed_at=at)
