"""How is a campaign begun and written?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.campaigns.enums import Audience, CampaignState, Purpose
from grappe.apps.campaigns.models import MOST_A_MINUTE, Campaign, CampaignChange
from grappe.apps.campaigns.permissions import check_can_add_campaign, check_can_write
from grappe.apps.campaigns.queries import messages
from grappe.apps.campaigns.queries.campaigns import closes_on
from grappe.apps.campaigns.queries.segments import Segment
from grappe.apps.campaigns.queries.topics import topic_of
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_TITLE, LONGEST_SUBJECT, LONGEST_TEXT = 200, 150, 8_000


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes in a campaign."""

    title: str
    segment: Segment
    purpose: str = Purpose.AIDS
    audience: str = Audience.HEADS
    opt_in_only: bool = False
    programme: Any = None  # aids.Programme
    subjects: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fallback: str = ""
    per_minute: int = 60
    booking: int | None = None  # which kind of times {booking} leads to
    topic: str = (
        ""  # given once, by the app that knows what it means (queries.topics); writing never changes it
    )


@transaction.atomic
def begin(*, draft: Draft, by: User, at: datetime) -> Campaign:
    """Begin a campaign; raise BadInput for what cannot be kept. Its segment reaches no further than `by` may write."""
    check_can_add_campaign(by)
    if draft.topic and topic_of(draft.topic) is None:
        raise BadInput(_("What this campaign is about is not there any more."))
    campaign = Campaign(created_at=at, created_by=by, changed_by=by, topic=draft.topic)
    _write(campaign, draft, at)
    with pghistory.context(user=by.pk):
        campaign.save()
    CampaignChange.objects.create(campaign=campaign, to_state=CampaignState.DRAFT, changed_at=at, by_user=by)
    return campaign


@transaction.atomic
def change(*, campaign: Campaign, draft: Draft, version: int, by: User, at: datetime) -> Campaign:
    """Write in a campaign that is a draft.

    Raises PermissionDenied, Stale where somebody else wrote meanwhile, BadInput once it is given to review: it is then
    taken back first, and needs a new review.
    """
    current = Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_can_write(by, current)
    if current.state != CampaignState.DRAFT:
        raise BadInput(_("Take the campaign back first: what was given to review stands as it is."))
    if version != current.version:
        raise Stale(_("Somebody else changed this campaign meanwhile. Look at it again first."), current)
    _write(current, draft, at)
    current.version += 1
    current.changed_by = by
    with pghistory.context(user=by.pk):
        current.save()
    return current


def _write(campaign: Campaign, draft: Draft, at: datetime) -> None:
    title = " ".join(draft.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise BadInput(_("A campaign needs a name of at most 200 characters."))
    if draft.purpose not in Purpose.values or draft.audience not in Audience.values:
        raise BadInput(_("Say for which purpose and to whom you write."))
    if not 1 <= draft.per_minute <= MOST_A_MINUTE:
        raise BadInput(_("Between 1 and 600 mails a minute are sent."))
    subjects, texts = _words(draft.subjects), _words(draft.texts)
    _check_lengths(subjects, texts)
    segment = draft.segment
    if segment.again and not campaign.topic:
        raise BadInput(
            _("Only a campaign that is about something can be sent to those who have not answered.")
        )
    if segment.verdict and draft.programme is None:
        raise BadInput(_("Choose the programme whose sweep you mean."))
    written = messages.written_in(subjects, texts)
    if draft.fallback and draft.fallback not in written:
        raise BadInput(_("There is no text in the language that stands in for missing ones."))
    campaign.title, campaign.purpose, campaign.audience = title, draft.purpose, draft.audience
    campaign.opt_in_only, campaign.fallback, campaign.per_minute = (
        draft.opt_in_only,
        draft.fallback,
        draft.per_minute,
    )
    if draft.booking is not None and draft.booking not in dict(
        messages.booking_kinds(campaign.created_by_id)
    ):
        raise BadInput(_("The kind of times to book is not offered any more: choose another one."))
    campaign.booking = draft.booking
    campaign.programme, campaign.segment = draft.programme, segment.document()
    campaign.subjects, campaign.texts = subjects, texts
    campaign.facts = messages.facts_of(campaign, draft.programme, closes_on(draft.programme, on=at.date()))
    faults = messages.faults_in(subjects, texts, campaign.facts)
    if faults:
        raise BadInput(" ".join(f"{fault.language.upper()}: {fault.message}" for fault in faults))


def _words(words: Mapping[str, str]) -> dict[str, str]:
    found = {each: words.get(each, "").replace("\r\n", "\n").strip() for each in Language.values}
    return {language: text for language, text in found.items() if text}


def _check_lengths(subjects: Mapping[str, str], texts: Mapping[str, str]) -> None:
    if any(len(subject) > LONGEST_SUBJECT or "\n" in subject for subject in subjects.values()):
        raise BadInput(_("A subject is one line of at most 150 characters."))
    if any(len(text) > LONGEST_TEXT for text in texts.values()):
        raise BadInput(_("A text is at most 8,000 characters long."))
