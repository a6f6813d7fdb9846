"""What does somebody answer by the link in their mail, and what comes of it?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import WHY_NEEDED, AnswerKind, RecipientState
from grappe.apps.campaigns.models import Answer, Recipient
from grappe.apps.companies import operations as companies
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.needs import operations as needs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Contact
    from grappe.apps.needs.models import Need

LONGEST_TEXT = 2_000


@transaction.atomic
def answer(*, recipient: Recipient, kind: str, text: str, at: datetime) -> Answer:
    """Keep what a recipient answers; a second answer takes the place of the first, which its history keeps.

    An answer to a mail that was maybe sent proves that it came. Raises BadInput without a reason where one is needed.
    """
    text = text.replace("\r\n", "\n").strip()
    if kind not in AnswerKind.values:
        raise BadInput(_("Choose one of the answers."))
    if len(text) > LONGEST_TEXT:
        raise BadInput(_("The text is longer than 2,000 characters."))
    if kind in WHY_NEEDED and not text:
        raise BadInput(
            _("Please say briefly why it is not for you: it helps us to write to the right companies.")
        )
    current = Recipient.objects.select_for_update().get(pk=recipient.pk)
    if current.state in (RecipientState.UNCERTAIN, RecipientState.SENDING):
        current.state, current.sent_at = RecipientState.SENT, current.claimed_at or at
        current.save(update_fields=["state", "sent_at"])
    values = {"kind": kind, "text": text, "answered_at": at}
    with pghistory.context(by="the recipient"):
        saved, _made = Answer.objects.update_or_create(recipient=current, defaults=values)
    return saved


@transaction.atomic
def to_need(*, given: Answer, theme: str, by: User, at: datetime) -> Need:
    """Make an answer a need of the company, confirmed, under a theme (slug); once.

    Raises PermissionDenied, BadInput where it is a need already.
    """
    recipient = given.recipient
    check_can_edit_company(by, recipient.company)
    current = Answer.objects.select_for_update().get(pk=given.pk)
    if current.need_id is not None:
        raise BadInput(_("This answer is a need already."))
    campaign = recipient.campaign
    title = str(campaign.programme) if campaign.programme is not None else campaign.title
    made = needs.add_need(
        company=recipient.company, title=(_("Interest: %(title)s") % {"title": title})[:200],
        description=current.text, language=recipient.language, theme=theme, by=by, at=at,
    )  # fmt: skip
    current.need = made
    with pghistory.context(user=by.pk):
        current.save()
    return made


@transaction.atomic
def to_contact(*, given: Answer, starts_at: datetime, by: User, at: datetime) -> Contact:
    """Plan a phone call with whoever answered, at a moment; nobody is invited before one has looked at it. Once."""
    recipient = given.recipient
    check_can_edit_company(by, recipient.company)
    current = Answer.objects.select_for_update().get(pk=given.pk)
    if current.contact_id is not None:
        raise BadInput(_("A contact is planned for this answer already."))
    people = [recipient.person] if recipient.person is not None else []
    planned = companies.plan_contact(
        company=recipient.company, kind="phone", subject=recipient.campaign.title, starts_at=starts_at, minutes=30,
        people=people, team=[by], invite=False, by=by, at=at,
    )  # fmt: skip
    current.contact = planned
    with pghistory.context(user=by.pk):
        current.save()
    return planned
