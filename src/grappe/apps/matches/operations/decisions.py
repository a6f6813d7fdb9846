"""How is a solution for a need accepted or dismissed, with the reasons of that day?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.operations import say_more
from grappe.apps.matches.enums import MatchState
from grappe.apps.matches.models import Introduction, Match
from grappe.apps.matches.permissions import check_can_match_for
from grappe.apps.matches.queries.ranking import PROGRAMME, one_for
from grappe.engines.kernel import Reason
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def decide(*, need_id: int, kind: str, pk: int, state: str, as_of: date, by: User, at: datetime) -> Match:
    """Accept or dismiss a solution or programme for a need; keep score, reasons and eligibility of that day.

    Deciding again replaces the decision (the history keeps the old one). Raises PermissionDenied, BadInput when the
    thing is no longer on offer or an introduction stands in the way of a dismissal.
    """
    try:
        ranking, found = one_for(need_id, kind=kind, target=pk, on=as_of, for_user=by)
    except LookupError as gone:
        raise BadInput(_("This solution is no longer on offer.")) from gone
    check_can_match_for(by, ranking.company)
    if state not in MatchState.values:
        raise BadInput(_("A solution is either accepted or dismissed."))
    target = {"programme_id": pk} if kind == PROGRAMME else {"solution_id": pk}
    before = Match.objects.select_for_update().filter(need_id=need_id, **target).first()
    if before is not None and state == MatchState.DISMISSED:
        _no_introduction_under_way(before)
    match = before or Match(need_id=need_id, **target)
    match.state = state
    match.score = found.score
    match.reasons = [stored(reason) for reason in found.reasons]
    match.eligibility = found.judgement.stored() if found.judgement is not None else None
    match.as_of, match.decided_at, match.decided_by = as_of, at, by
    match.save()
    return match


def stored(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is kept with a match: readable in each language without the engine or the catalogue."""
    return {
        "code": reason.code,
        "text": reason.text.as_dict(),
        "actual": reason.actual,
        "expected": reason.expected,
        "source": reason.source,
        "weight": round(reason.weight, 6),
    }


@transaction.atomic
def take_back(*, match: Match, by: User, at: datetime) -> None:
    """Take a decision back, as if nobody had decided; the history keeps it.

    Raises PermissionDenied, BadInput when somebody was introduced on the strength of it.
    """
    check_can_match_for(by, match.need.company)
    if Introduction.objects.filter(match=match).exists():
        raise BadInput(_("Somebody was introduced because of this decision; it stays on file."))
    match.delete()


@transaction.atomic
def fill_in(*, match: Match, values: Mapping[str, Any], based_on: str, by: User, at: datetime) -> None:
    """Keep what is said of a match in custom fields. Raises PermissionDenied, Stale, BadInput."""
    check_can_match_for(by, match.need.company)
    current = Match.objects.select_for_update().get(pk=match.pk)
    say_more(row=current, record=RecordType.MATCH, values=values, based_on=based_on)


def _no_introduction_under_way(match: Match) -> None:
    if Introduction.objects.filter(match=match, state__in=["sent", "accepted"]).exists():
        raise BadInput(_("An introduction is under way; withdraw it first."))
