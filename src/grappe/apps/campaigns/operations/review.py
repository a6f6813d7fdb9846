"""How does a campaign go from a draft to approved and on, and what exactly was approved?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.campaigns.enums import (
    TRANSITIONS,
    Actor,
    CampaignState,
    LeftOut,
    RecipientState,
)
from grappe.apps.campaigns.models import Campaign, CampaignChange, Recipient
from grappe.apps.campaigns.operations.consents import addresses_of, new_salt
from grappe.apps.campaigns.permissions import actors_of
from grappe.apps.campaigns.queries import messages, segments
from grappe.apps.campaigns.queries.campaigns import closes_on
from grappe.apps.campaigns.queries.topics import topic_of
from grappe.ui import jobs
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_COMMENT = 4_000
TOPIC_LOCK = 0x70B1C  # the first half of the advisory lock on a topic


@transaction.atomic
def move(
    *,
    campaign: Campaign,
    to_state: str,
    comment: str = "",
    seen_state: str,
    seen_version: int,
    by: User,
    at: datetime,
) -> Campaign:
    """Bring a campaign into another state (TRANSITIONS). `seen_…` is what the person had before them.

    Raises PermissionDenied where one may neither write nor review, Stale when it moved on meanwhile, BadInput when it
    cannot follow, says nothing to anybody, or is sent back without a comment.
    """
    current = Campaign.objects.select_for_update().get(pk=campaign.pk)
    mine = actors_of(by, current)
    if not mine:
        raise PermissionDenied(_("Your role may not write campaigns."))
    if (seen_state, seen_version) != (current.state, current.version):
        raise Stale(_("This campaign moved on meanwhile; look at how it stands now."), current)
    allowed = TRANSITIONS.get((current.state, to_state), frozenset()) & mine
    if not allowed:
        raise BadInput(_("You cannot bring this campaign there from its present state."))
    comment = comment.strip()
    if len(comment) > LONGEST_COMMENT:
        raise BadInput(_("The comment is longer than 4,000 characters."))
    sent_back = (current.state, to_state) == (CampaignState.REVIEW, CampaignState.DRAFT)
    if sent_back and Actor.REVIEWER in mine and not comment:
        raise BadInput(_("Say what should be changed."))
    with pghistory.context(user=by.pk):
        _enter(current, CampaignState(to_state), at)
        _settle(current, CampaignState(to_state), comment, by, at)
    return current


def _enter(campaign: Campaign, to_state: CampaignState, at: datetime) -> None:
    """Do what belongs to a state before it holds."""
    if to_state == CampaignState.REVIEW:
        _freeze(campaign, at)
    elif to_state == CampaignState.APPROVED:
        _check_digest(campaign)
        _check_topic(campaign, at)
        campaign.approved_digest = campaign.digest
    elif to_state == CampaignState.DRAFT:
        campaign.recipients.all().delete()
        campaign.digest = campaign.approved_digest = ""
    elif to_state == CampaignState.SENDING:
        _check_digest(campaign)
        if campaign.started_at is None:  # what is half sent is not held up: the link leads to what holds now
            _check_topic(campaign, at)
        campaign.started_at = campaign.started_at or at
        jobs.order("campaigns.send", lock=f"campaigns.send.{campaign.pk}", campaign_id=campaign.pk)
    elif to_state == CampaignState.CANCELLED:
        # What is just being handed over ends as it ends; nothing new begins.
        waiting = campaign.recipients.filter(state=RecipientState.WAITING)
        waiting.update(state=RecipientState.LEFT_OUT, reason=LeftOut.CANCELLED)
        campaign.finished_at = at


def _settle(campaign: Campaign, to_state: CampaignState, comment: str, by: User | None, at: datetime) -> None:
    before, campaign.state = campaign.state, to_state
    campaign.save()
    CampaignChange.objects.create(
        campaign=campaign, from_state=before, to_state=to_state, comment=comment, digest=campaign.digest,
        changed_at=at, by_user=by,
    )  # fmt: skip


def finish(*, campaign: Campaign, at: datetime) -> None:
    """Note that a campaign whose lock is held has nothing left to send."""
    campaign.finished_at = at
    _settle(campaign, CampaignState.SENT, "", None, at)


def _freeze(campaign: Campaign, at: datetime) -> None:
    """Fix who gets what; raise BadInput where there is nobody or nothing to send, or a language is missing."""
    programme = campaign.programme
    campaign.facts = messages.facts_of(campaign, programme, closes_on(programme, on=at.date()))
    faults = messages.faults_in(campaign.subjects, campaign.texts, campaign.facts)
    if faults:
        raise BadInput(" ".join(f"{fault.language.upper()}: {fault.message}" for fault in faults))
    _hold_topic(campaign)
    _check_topic(campaign, at)
    selection = segments.selection_of(campaign, on=at.date())
    written = messages.written_in(campaign.subjects, campaign.texts)
    if not written:
        raise BadInput(_("There is no text yet: write subject and text in one language at least."))
    if not selection.written_to:
        raise BadInput(_("Nobody of this segment can be written to; look at who is left out, and why."))
    missing = [language for language in selection.languages if language not in written]
    if missing and not campaign.fallback:
        names = ", ".join(str(Language(language).label) for language in sorted(missing))
        raise BadInput(
            _("There is no text in %(languages)s. Write one, or choose which language stands in for it.")
            % {"languages": names}
        )
    campaign.recipients.all().delete()
    _put(campaign, selection.addressees)
    campaign.digest, campaign.approved_digest = digest_of(campaign), ""


def _hold_topic(campaign: Campaign) -> None:
    """Let one campaign at a time fix its recipients for a topic, so that no two choose the same person."""
    if campaign.topic:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [TOPIC_LOCK, campaign.topic])


def _check_topic(campaign: Campaign, at: datetime) -> None:
    """Raise BadInput where what the campaign is about is over, or is not any more what the review saw."""
    if not campaign.topic:
        return
    topic = topic_of(campaign.topic)
    if topic is None:
        raise BadInput(_("What this campaign is about is not there any more."))
    if closed := topic.closed_at(at):
        raise BadInput(closed)
    if topic.document() != campaign.facts.get("topic"):
        raise BadInput(
            _(
                "What this campaign is about has changed since the review. Take it back and ask for a new review."
            )
        )


def _put(campaign: Campaign, addressees: Sequence[segments.Addressee]) -> None:
    addresses = addresses_of(each.email for each in addressees if not each.reason)
    Recipient.objects.bulk_create(
        [
            Recipient(
                campaign=campaign, company_id=each.company_id, person_id=each.person_id,
                address=addresses[each.email] if not each.reason else None,
                company_name=each.company_name, name=each.name, language=each.language, basis=each.basis,
                state=RecipientState.LEFT_OUT if each.reason else RecipientState.WAITING,
                reason=each.reason, link_salt="" if each.reason else new_salt(),
            )
            for each in addressees
        ],
        batch_size=1_000,
    )  # fmt: skip


def digest_of(campaign: Campaign) -> str:
    """Return the digest (SHA-256) of all that a recipient gets and of who gets it, as it stands in the database."""
    people = campaign.recipients.exclude(address=None).order_by("pk")
    content: dict[str, Any] = {
        "purpose": campaign.purpose, "subjects": campaign.subjects, "texts": campaign.texts,
        "fallback": campaign.fallback, "facts": campaign.facts,
        "recipients": [list(row) for row in people.values_list("address__email", "language", "name", "company_name")],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _check_digest(campaign: Campaign) -> None:
    if campaign.digest != digest_of(campaign):
        raise BadInput(
            _("The campaign is not what was given to review. Take it back and ask for a new review.")
        )
