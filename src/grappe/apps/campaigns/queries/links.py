"""Whose personal link to an answer is this?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.campaigns.enums import RecipientState
from grappe.apps.campaigns.models import Recipient

SALT = "grappe.campaigns.answer"
LASTS = timedelta(days=90)  # from the sending on
# What was maybe sent may be answered: the answer is the proof that it came.
_OPEN = {RecipientState.SENDING, RecipientState.SENT, RecipientState.UNCERTAIN}


class LinkExpired(Exception):
    """The link was ours, but its time is over or it was withdrawn."""


def token_of(recipient: Recipient) -> str:
    """Return what the signed link of a recipient carries."""
    return signing.Signer(salt=SALT).sign_object([recipient.pk, recipient.link_salt])


def link_of(recipient: Recipient) -> str:
    """Return the whole address at which somebody answers."""
    return f"{settings.SITE_URL}{reverse('campaigns:answer', args=[token_of(recipient)])}"


def expires_at(recipient: Recipient) -> datetime | None:
    """Return until when the link opens; None while nothing was sent."""
    since = recipient.sent_at or recipient.claimed_at
    return since + LASTS if since is not None else None


def recipient_by_token(token: str, *, at: datetime) -> Recipient:
    """Return the recipient whom a signed link belongs to.

    Raises LinkExpired when its time is over or it was withdrawn, Recipient.DoesNotExist for a link that is not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Recipient.DoesNotExist from forged
    found = Recipient.objects.select_related("campaign__created_by", "company", "person", "address", "answer")
    recipient = found.get(pk=pk)
    if not word or not constant_time_compare(recipient.link_salt, str(word)):
        raise LinkExpired
    until = expires_at(recipient)
    if until is None or until <= at or recipient.state not in _OPEN:
        raise LinkExpired
    return recipient
