"""How is an invitation to an event begun, and how does somebody invited decline? The rest is the campaign's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns.enums import AnswerKind, Audience, CampaignState, Purpose
from grappe.apps.campaigns.queries import Segment
from grappe.apps.events.models import Event, Invitation
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.invitations import companies_that_came, key_of, topic_of, words_for
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

EVERYBODY, CAME, CAME_THEME, AGAIN = "everybody", "came", "came_theme", "again"
LONGEST_REASON = 1_000


@transaction.atomic
def begin(*, event: Event, whom: str, with_need: bool = False, by: User, at: datetime) -> Any:
    """Begin the campaign that invites to an event, with words in three languages; return it, a draft.

    `whom`: everybody in reach; the companies that came to another event, or to another of its theme; or those invited
    who have not answered. `with_need` leaves those with an open need of the event's theme. Raises PermissionDenied,
    BadInput where the event is over or called off, or nobody is meant.
    """
    check_can_manage_event(by, event)
    if closed := topic_of(event).closed_at(at):
        raise BadInput(closed)
    again = whom == AGAIN
    subjects, texts = words_for(again=again)
    kind = _("Reminder: %(event)s") if again else _("Invitation: %(event)s")
    draft = campaigns.Draft(
        title=(kind % {"event": event})[:200],
        segment=_segment(event, whom, with_need, by),
        purpose=Purpose.EVENTS,
        audience=Audience.HEADS,
        subjects=subjects,
        texts=texts,
        topic=key_of(event),
    )
    campaign = campaigns.begin(draft=draft, by=by, at=at)
    Invitation.objects.create(event=event, campaign=campaign, created_at=at)
    return campaign


def _segment(event: Event, whom: str, with_need: bool, by: User) -> Segment:
    if whom == AGAIN:
        gone = event.invitations.filter(campaign__started_at__isnull=False)
        if not gone.exclude(campaign__state=CampaignState.DRAFT).exists():
            raise BadInput(_("Nobody was invited yet who could be reminded."))
        return Segment(again=True)
    if with_need and event.theme is None:
        raise BadInput(_("The event has no theme of which there could be a need."))
    companies: list[int] = []
    if whom in (CAME, CAME_THEME):
        if whom == CAME_THEME and event.theme is None:
            raise BadInput(_("The event has no theme of which there could have been another event."))
        theme = event.theme_id if whom == CAME_THEME else None
        companies = companies_that_came(for_user=by, without=event, theme=theme)
        if not companies:
            raise BadInput(_("No company is on file as having come to such an event."))
    elif whom != EVERYBODY:
        raise BadInput(_("Say whom you mean to invite."))
    clusters = () if companies else tuple(event.clusters.order_by("slug").values_list("slug", flat=True))
    need = event.theme.slug if with_need and event.theme is not None else ""
    return Segment(clusters=clusters, companies=tuple(companies), need_theme=need)


@transaction.atomic
def decline(*, recipient: Any, reason: str = "", at: datetime) -> None:
    """Note down that somebody invited cannot come, by their link; they are reminded no more, and may think again."""
    text = reason.strip()[:LONGEST_REASON] or _("Cannot come.")
    campaigns.answer(recipient=recipient, kind=AnswerKind.NOT_FOR_US, text=text, at=at)
