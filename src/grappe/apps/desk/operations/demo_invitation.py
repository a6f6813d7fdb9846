"""Whom did the demonstration invite to its past event? A campaign that was reviewed, sent and answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import translation

from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns import queries as campaign_queries
from grappe.apps.campaigns.enums import Basis, CampaignState, Purpose, RecipientState
from grappe.apps.desk.operations import demo_event_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.desk.operations.demo_team import TEAM
from grappe.apps.events.operations import invitations

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.campaigns.models import Campaign, Recipient
    from grappe.apps.events.models import Event

DECLINES, SILENT = 6, 4  # every so many of those invited


def invite(
    stage: Stage, event: Event, own: list[Cast], organiser: User, at: datetime
) -> dict[int, Recipient]:
    """Invite the companies of the event's clusters; some decline, some say nothing. Return who registers, by company."""
    for place, cast in enumerate(own):
        if place % 7 == 6:
            continue  # never asked whether we may write
        person = cast.people[0]
        campaigns.record(
            company=cast.company, email=person.email, purpose=Purpose.EVENTS,
            basis=Basis.OPT_IN if place % 2 else Basis.RELATIONSHIP, evidence=words.EVIDENCE[organiser.language],
            by=cast.manager, at=at - timedelta(days=10),
        )  # fmt: skip
    with translation.override(organiser.language):  # the campaign's title is in its writer's language
        campaign = invitations.begin(event=event, whom=invitations.EVERYBODY, by=organiser, at=at)
    campaign = _move(campaign, CampaignState.REVIEW, organiser, at + timedelta(minutes=40))
    reviewer = stage.team[TEAM[0].email]
    campaign = _move(campaign, CampaignState.APPROVED, reviewer, at + timedelta(hours=3))
    sent_at = at + timedelta(hours=5)
    campaign = _move(campaign, CampaignState.SENDING, organiser, sent_at)
    campaigns.send(campaign_id=campaign.pk, now=lambda: sent_at)
    sent = campaign_queries.recipients(campaign, for_user=organiser, state=RecipientState.SENT).order_by("pk")
    coming = {}
    for place, recipient in enumerate(sent.select_related("person", "address")):
        if place % DECLINES == DECLINES - 1:
            reason = words.CANNOT.get(recipient.language, words.CANNOT["en"])
            invitations.decline(
                recipient=recipient, reason=reason, at=sent_at + timedelta(hours=2 + 3 * place)
            )
        elif place % SILENT != SILENT - 1 and recipient.company_id is not None:
            coming[recipient.company_id] = recipient
    return coming


def _move(campaign: Campaign, to: str, by: User, at: datetime) -> Campaign:
    return campaigns.move(
        campaign=campaign, to_state=to, comment="", seen_state=campaign.state, seen_version=campaign.version, by=by,
        at=at,
    )  # fmt: skip
