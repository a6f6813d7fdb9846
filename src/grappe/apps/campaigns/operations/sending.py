"""How do the mails of a campaign go out: in batches, to be paused and resumed, and never twice?

Each mail is claimed by a row that says "being handed over", written and committed *before* it is handed over. Whatever
happens then, a process that dies, a line that breaks, that row is never taken up again by itself: it becomes
"uncertain", and a person decides. So nobody gets two, and nobody is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import CampaignState, LeftOut, RecipientState
from grappe.apps.campaigns.models import Campaign, Recipient
from grappe.apps.campaigns.operations import review
from grappe.apps.campaigns.operations.consents import note_bounce
from grappe.apps.campaigns.operations.delivery import Outcome, Post, compose
from grappe.apps.campaigns.permissions import check_can_write
from grappe.apps.campaigns.queries import topics
from grappe.apps.campaigns.queries.consents import standing_of
from grappe.apps.campaigns.queries.messages import preview
from grappe.ui import jobs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_ATTEMPTS = 4
WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)  # after the first, second, third try
MINUTE = timedelta(minutes=1)
LONGEST_REST = timedelta(minutes=5)
LOST_AFTER = timedelta(minutes=10)  # far beyond EMAIL_TIMEOUT: whoever claimed it is gone
Clock = Callable[[], datetime]


def send(*, campaign_id: int, now: Clock) -> int:
    """Send what is due of a campaign, as much as its rate allows, and order the rest; return how many were sent.

    Any number of workers may do this at once. Ends at once where the campaign is paused or cancelled meanwhile.
    """
    sent = 0
    post = Post()
    try:
        while (claimed := _claim(campaign_id, now())) is not None:
            if isinstance(claimed, timedelta):
                _order(campaign_id, after=claimed)
                break
            outcome = _hand_over(post, claimed, now)
            sent += outcome.state == RecipientState.SENT
            if outcome.rest:
                _order(campaign_id, after=outcome.rest)
                break
    finally:
        post.close()
    return sent


def _hand_over(post: Post, claimed: Recipient, now: Clock) -> Outcome:
    """Try once, and write down what became of it; a fault that nobody thought of is kept as uncertain, and raised."""
    try:
        outcome = post.hand_over(claimed.campaign, claimed)
    except Exception as fault:
        _settle(claimed, Outcome(RecipientState.UNCERTAIN, f"{type(fault).__name__}: {fault}"[:300]), now())
        raise
    _settle(claimed, outcome, now())
    return outcome


def _order(campaign_id: int, after: timedelta = timedelta()) -> None:
    """Order the next batch; one waits at most, and not for long, so that going on after a pause never waits for it."""
    jobs.order(
        "campaigns.send",
        lock=f"campaigns.send.{campaign_id}",
        after=min(after, LONGEST_REST),
        campaign_id=campaign_id,
    )


@transaction.atomic
def _claim(campaign_id: int, at: datetime) -> Recipient | timedelta | None:
    """Claim the next recipient; or return how long to wait for the rate or a retry, or None when there is no more to do.

    The campaign's lock puts the claims of several workers in a row, so that the rate holds over all of them.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign_id).first()
    if campaign is None or campaign.state != CampaignState.SENDING:
        return None
    # The mail that has to be a minute old before the next one may go.
    lately = campaign.recipients.filter(claimed_at__gt=at - MINUTE).order_by("-claimed_at")
    earlier = lately.values_list("claimed_at", flat=True)[campaign.per_minute - 1 : campaign.per_minute]
    for moment in earlier:
        return max((moment or at) + MINUTE - at, timedelta(seconds=1))
    waiting = campaign.recipients.filter(state=RecipientState.WAITING)
    while True:
        due = waiting.exclude(try_at__gt=at).select_for_update(skip_locked=True, of=("self",))
        recipient = due.select_related("address", "person", "company").order_by("pk").first()
        if recipient is None:
            return _rest(campaign, at)
        reason = _speaks_against(campaign, recipient, at)
        if not reason:
            break
        recipient.state, recipient.reason = RecipientState.LEFT_OUT, reason
        recipient.save(update_fields=["state", "reason"])
    recipient.campaign = campaign
    recipient.state, recipient.claimed_at = RecipientState.SENDING, at
    recipient.attempts += 1
    recipient.message_id = recipient.message_id or _new_message_id(campaign, recipient)
    recipient.save(update_fields=["state", "claimed_at", "attempts", "message_id"])
    return recipient


def _rest(campaign: Campaign, at: datetime) -> timedelta | None:
    """Return how long until the next retry; None, and the campaign sent, when nobody waits any more."""
    left = campaign.recipients.filter(state__in=[RecipientState.WAITING, RecipientState.SENDING])
    later = (
        left.filter(state=RecipientState.WAITING).order_by("try_at").values_list("try_at", flat=True).first()
    )
    if later is not None:
        return max(later - at, timedelta(seconds=1))
    if not left.exists():
        review.finish(campaign=campaign, at=at)
    return None


def _speaks_against(campaign: Campaign, recipient: Recipient, at: datetime) -> str:
    """Return why somebody is not written to after all: what has changed since the review."""
    if recipient.address is None:
        return LeftOut.NO_EMAIL
    standing = standing_of(recipient.address, campaign.purpose)
    if standing.stopped:
        return LeftOut.UNSUBSCRIBED
    if standing.bounced:
        return LeftOut.BOUNCED
    if not standing.basis:
        return LeftOut.NO_CONSENT
    if recipient.company.archived_at is not None:
        return LeftOut.ARCHIVED
    if recipient.person is not None and recipient.person.left_on is not None:
        return LeftOut.LEFT_COMPANY
    return topics.speaks_against(campaign, recipient.address.email, at=at) if campaign.topic else ""


def _new_message_id(campaign: Campaign, recipient: Recipient) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "grappe.invalid"
    return make_msgid(idstring=f"campaign-{campaign.pk}-{recipient.pk}", domain=host)


@transaction.atomic
def _settle(claimed: Recipient, outcome: Outcome, at: datetime) -> None:
    """Write down what became of a claimed mail."""
    recipient = Recipient.objects.select_for_update().get(pk=claimed.pk)
    if recipient.state not in (RecipientState.SENDING, RecipientState.UNCERTAIN):
        return  # somebody has decided meanwhile
    state = outcome.state
    if state == RecipientState.WAITING and not outcome.unreachable and recipient.attempts >= MOST_ATTEMPTS:
        state = RecipientState.FAILED
    if outcome.unreachable:
        recipient.attempts -= 1  # the server was not there: that is no try of this address
    if outcome.said:
        recipient.trail = [*recipient.trail, {"at": at.isoformat(), "text": outcome.said}]
    if state == RecipientState.WAITING and not outcome.unreachable:
        recipient.try_at = at + WAITS[recipient.attempts - 1]
    elif state == RecipientState.SENT:
        recipient.sent_at = at
    elif state == RecipientState.REFUSED and claimed.address is not None:
        note_bounce(address=claimed.address, reason=outcome.said, at=at)
    recipient.state = state
    recipient.save(update_fields=["state", "trail", "attempts", "try_at", "sent_at"])


def resume(*, now: Clock) -> int:
    """Take up the campaigns under way: what was claimed by somebody who is gone becomes uncertain, the rest goes on.

    Returns for how many campaigns a job was ordered.
    """
    at = now()
    lost = Recipient.objects.filter(state=RecipientState.SENDING, claimed_at__lt=at - LOST_AFTER)
    lost.update(state=RecipientState.UNCERTAIN)
    ordered = 0
    for pk in (
        Campaign.objects.filter(state=CampaignState.SENDING).order_by("pk").values_list("pk", flat=True)
    ):
        _order(pk)
        ordered += 1
    return ordered


@transaction.atomic
def decide(*, recipient: Recipient, arrived: bool, again: bool = False, by: User, at: datetime) -> Recipient:
    """Let a person decide on a mail that was maybe sent: it arrived, it did not (and is left so), or send it again.

    Raises BadInput where it is not uncertain any more.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=recipient.campaign_id)
    check_can_write(by, campaign)
    current = Recipient.objects.select_for_update().get(pk=recipient.pk)
    if current.state != RecipientState.UNCERTAIN:
        raise BadInput(_("This mail is not uncertain any more."))
    words = _("counted as sent") if arrived else _("sent again") if again else _("counted as not sent")
    current.trail = [*current.trail, {"at": at.isoformat(), "text": f"{by.name}: {words}"}]
    if arrived:
        current.state, current.sent_at = RecipientState.SENT, current.claimed_at or at
    elif again:
        if campaign.state not in (CampaignState.SENDING, CampaignState.PAUSED, CampaignState.SENT):
            raise BadInput(_("This campaign sends nothing any more."))
        current.state, current.try_at, current.attempts = RecipientState.WAITING, None, 0
        if campaign.state == CampaignState.SENT:  # one more to send: it is under way again
            campaign.state, campaign.finished_at = CampaignState.SENDING, None
            campaign.save(update_fields=["state", "finished_at"])
        _order(campaign.pk)
    else:
        current.state = RecipientState.FAILED
    current.save()
    return current


@transaction.atomic
def came_back(*, recipient: Recipient, reason: str, by: User, at: datetime) -> Recipient:
    """Note down that a mail that was sent came back to us: the address is written to no more."""
    check_can_write(by, recipient.campaign)
    current = Recipient.objects.select_for_update(of=("self",)).select_related("address").get(pk=recipient.pk)
    if current.state != RecipientState.SENT or current.address is None:
        raise BadInput(_("Only a mail that was sent can have come back."))
    said = " ".join(reason.split())[:200]
    current.state = RecipientState.REFUSED
    current.trail = [*current.trail, {"at": at.isoformat(), "text": f"{by.name}: {said}"}]
    current.save()
    note_bounce(address=current.address, reason=said or _("came back"), at=at)
    return current


def send_test(*, campaign: Campaign, language: str, recipient: Recipient | None, by: User) -> None:
    """Send the campaign's mail to oneself as a recipient would get it; its links open nothing.

    Raises BadInput where there is no text in the language and none stands in for it.
    """
    check_can_write(by, campaign)
    mail = preview(campaign, recipient, language=language)
    if not mail.subject:
        raise BadInput(_("There is no text in this language, and none stands in for it."))
    test = replace(mail, subject=_("[Test] %(subject)s") % {"subject": mail.subject})
    compose(test, by.email, campaign, {"Content-Language": mail.language}).send()
