"""What happened between a company and its solutions, when?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.matches.enums import IntroductionState, MatchState
from grappe.apps.matches.models import IntroductionChange, Match
from grappe.apps.matches.permissions import check_can_view_matches
from grappe.apps.needs.queries.texts import readable
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

ICONS = {
    "sent": "send",
    "accepted": "thumb-up",
    "declined": "thumb-down",
    "done": "flag",
    "withdrawn": "arrow-back-up",
}


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Match.objects.filter(need__company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what was decided and what became of introductions before a moment, the latest first."""
    check_can_view_matches(for_user)
    decided = Match.objects.filter(readable(for_user, "need__"), need__company_id=company_id)
    changes = IntroductionChange.objects.filter(
        readable(for_user, "introduction__match__need__"),
        introduction__match__need__company_id=company_id,
    )
    if before is not None:
        decided, changes = decided.filter(decided_at__lt=before), changes.filter(changed_at__lt=before)
    decided = decided.select_related("need", "solution", "programme", "decided_by").defer(
        "programme__content"
    )
    changes = changes.select_related("introduction", "by_user")
    found = [_of_match(match) for match in decided.order_by("-decided_at", "-id")[:limit]]
    found += [_of_change(change) for change in changes.order_by("-changed_at", "-id")[:limit]]
    return sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _of_match(match: Match) -> Entry:
    accepted = match.state == MatchState.ACCEPTED
    return Entry(
        at=match.decided_at,
        key=f"match-{match.pk}",
        icon="circle-check" if accepted else "circle-x",
        label=_("Solution accepted") if accepted else _("Solution dismissed"),
        title=str(match.solution or match.programme),
        text=match.need.title,
        url=reverse("matches:match", args=[match.pk]),
        by=match.decided_by.name if match.decided_by else "",
    )


def _of_change(change: IntroductionChange) -> Entry:
    words = {
        IntroductionState.SENT: _("Introduction sent"),
        IntroductionState.ACCEPTED: _("Introduction accepted"),
        IntroductionState.DECLINED: _("Introduction declined"),
        IntroductionState.DONE: _("Outcome of an introduction"),
        IntroductionState.WITHDRAWN: _("Introduction withdrawn"),
    }
    return Entry(
        at=change.changed_at,
        key=f"introduction-{change.pk:09d}",
        icon=ICONS.get(change.to_state, "send"),
        label=words[IntroductionState(change.to_state)],
        title=change.introduction.recipient_name,
        text=change.note,
        url=reverse("matches:introduction", args=[change.introduction_id]),
        by=change.by_user.name if change.by_user else change.introduction.recipient_name,
    )
