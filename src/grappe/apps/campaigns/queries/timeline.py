"""What did a company hear of us by campaigns, and what did it answer?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import RecipientState
from grappe.apps.campaigns.models import Answer, Recipient
from grappe.apps.campaigns.permissions import can_view_recipients, check_can_view_campaigns
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

ICONS = {
    "interested": "thumb-up",
    "call": "phone",
    "not_for_us": "thumb-down",
    "wrong_person": "user-question",
}


def timeline_rows(company: Any) -> tuple[QuerySet[Any, Any], ...]:
    """Return what the timeline's entries are made of, of a company or of an outer query's, whoever may see it."""
    return (Recipient.objects.filter(company=company),)


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return the mails of campaigns that a company got and its answers, before a moment, the latest first.

    Who was written to is not for the ministry: it gets none.
    """
    check_can_view_campaigns(for_user)
    if not can_view_recipients(for_user):
        return []
    mails = Recipient.objects.filter(company_id=company_id, state=RecipientState.SENT)
    answers = Answer.objects.filter(recipient__company_id=company_id)
    if before is not None:
        mails, answers = mails.filter(sent_at__lt=before), answers.filter(answered_at__lt=before)
    mails = mails.select_related("campaign").order_by("-sent_at", "-pk")
    answers = answers.select_related("recipient__campaign").order_by("-answered_at", "-pk")
    found = [_of_mail(mail) for mail in mails[:limit]] + [_of_answer(answer) for answer in answers[:limit]]
    return sorted(found, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _of_mail(recipient: Recipient) -> Entry:
    assert recipient.sent_at is not None
    return Entry(
        at=recipient.sent_at,
        key=f"campaign-mail-{recipient.pk:09d}",
        icon="speakerphone",
        label=_("Mail of a campaign"),
        title=recipient.campaign.title,
        url=reverse("campaigns:detail", args=[recipient.campaign_id]),
        by=recipient.name,
    )


def _of_answer(answer: Answer) -> Entry:
    return Entry(
        at=answer.answered_at,
        key=f"campaign-answer-{answer.pk:09d}",
        icon=ICONS.get(answer.kind, "message"),
        label=_("Answer to a campaign: %(kind)s") % {"kind": answer.get_kind_display()},
        title=answer.recipient.campaign.title,
        text=answer.text,
        url=reverse("campaigns:answers", args=[answer.recipient.campaign_id]),
        by=answer.recipient.name,
    )
