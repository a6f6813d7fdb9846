"""Whose personal link to an answer is this?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.campaigns.enums import RecipientState
from grappe.apps.campaigns.models import Recipient
from grappe.apps.campaigns.queries.consents import standing_of

SALT = "grappe.campaigns.answer"
BOOK_SALT = "grappe.campaigns.book"
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


def booking_token_of(recipient: Recipient) -> str:
    """Return what the link carries by which a recipient books a time; it opens nothing else."""
    return signing.Signer(salt=BOOK_SALT).sign_object([recipient.pk, recipient.link_salt])


def expires_at(recipient: Recipient) -> datetime | None:
    """Return until when the link opens; None while nothing was sent."""
    since = recipient.sent_at or recipient.claimed_at
    return since + LASTS if since is not None else None


def recipient_by_token(token: str, *, at: datetime) -> Recipient:
    """Return the recipient whom a signed link belongs to.

    Raises LinkExpired when its time is over or it was withdrawn, Recipient.DoesNotExist for a link that is not ours.
    """
    return _opened(token, SALT, at)


def recipient_to_book(token: str, *, at: datetime) -> Recipient:
    """Return the recipient whose link to book a time this is; not of an address that wants no mails any more.

    Raises LinkExpired, Recipient.DoesNotExist.
    """
    recipient = _opened(token, BOOK_SALT, at)
    address = recipient.address
    if address is None or standing_of(address, recipient.campaign.purpose).stopped:
        raise LinkExpired
    return recipient


def _opened(token: str, salt: str, at: datetime) -> Recipient:
    try:
        pk, word = signing.Signer(salt=salt).unsign_object(token)
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
