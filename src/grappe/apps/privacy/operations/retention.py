"""How is erasure proposed when a time is over, postponed with a reason, or carried out for many at once?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.privacy.enums import ErasureState, Ground, ProposalState
from grappe.apps.privacy.models import Erasure, Proposal
from grappe.apps.privacy.permissions import check_can_erase
from grappe.apps.privacy.queries import held
from grappe.apps.privacy.queries import retention as queries
from grappe.apps.privacy.queries.rules import rules
from grappe.engines.planning import add_months
from grappe.ui.errors import BadInput
from grappe.ui.jobs import order
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_AT_ONCE = 500
LONGEST = 24  # months that a decision can be put off


@transaction.atomic
def propose(*, at: datetime) -> int:
    """Propose the rows whose time is over, and take back what is not due any more; return how many are new.

    Nothing is erased. What was decided about stays decided.
    """
    on = local_date(at)
    new = sum(
        _kept_in_step(rule.key, {(rule.table, each.key): each for each in queries.due_rows(rule, on=on)}, at)
        for rule in rules().values()
    )
    return new + _kept_in_step(held.RULE, {(each.table, each.key): each for each in held.released(on=on)}, at)


def _kept_in_step(rule: str, due: dict[tuple[str, int], queries.Due | held.Released], at: datetime) -> int:
    known = {
        (table, key): pk
        for pk, table, key in Proposal.objects.filter(rule=rule).values_list("pk", "table", "key")
    }
    rows = [
        Proposal(rule=rule, table=table, key=key, since=each.since, due_on=each.due_on, found_at=at)
        for (table, key), each in due.items()
        if (table, key) not in known
    ]
    waiting = Proposal.objects.filter(rule=rule, state__in=[ProposalState.PROPOSED, ProposalState.POSTPONED])
    waiting.exclude(pk__in=[known[each] for each in due if each in known]).delete()
    return len(Proposal.objects.bulk_create(rows, batch_size=1_000))


@transaction.atomic
def postpone(*, proposals: Collection[int], until: date, reason: str, by: User, at: datetime) -> int:
    """Put a decision off with a reason; return for how many. Raises PermissionDenied, BadInput."""
    check_can_erase(by)
    on, reason = local_date(at), " ".join(reason.split())
    if not reason:
        raise BadInput(_("Say why it is kept longer."))
    if not on < until <= add_months(on, LONGEST):
        raise BadInput(_("Choose a day within the next two years."))
    found = queries.waiting(proposals, for_user=by)
    if not found:
        raise BadInput(_("Choose at least one."))
    return Proposal.objects.filter(pk__in=[each.pk for each in found]).update(
        state=ProposalState.POSTPONED,
        postponed_until=until,
        reason=reason[:300],
        decided_by=by,
        decided_at=at,
    )


@transaction.atomic
def erase_chosen(*, proposals: Collection[int], by: User, at: datetime) -> Erasure:
    """Order that the rows of some proposals are erased, all in one piece. Raises PermissionDenied, BadInput."""
    check_can_erase(by)
    found = queries.waiting(proposals, for_user=by)
    if not found:
        raise BadInput(_("Choose at least one."))
    if len(found) > MOST_AT_ONCE:
        raise BadInput(_("At most %(most)s at once.") % {"most": MOST_AT_ONCE})
    plan = queries.plan_of_proposals(found, on=local_date(at), for_user=by)
    if plan.refusal:
        raise BadInput(plan.refusal)
    wanted: dict[str, list[int]] = {}
    for each in found:
        wanted.setdefault(each.table, []).append(each.key)
    reason = ", ".join(sorted({each.rule for each in found}))
    erasure = Erasure.objects.create(
        chosen=held.passages_of(wanted)[0], ground=Ground.NOT_NEEDED, reason=reason[:300], wanted=wanted, language=by.language,
        asked_by=by, asked_at=at, state=ErasureState.WAITING,
    )  # fmt: skip
    Proposal.objects.filter(pk__in=[each.pk for each in found]).update(
        state=ProposalState.ORDERED, erasure=erasure, decided_by=by, decided_at=at
    )
    order("privacy.erase", erasure_id=erasure.pk)
    return erasure
