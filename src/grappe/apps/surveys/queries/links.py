"""Whose signed link to a survey is this? One link a company: whoever it is forwarded to answers for that company."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.surveys.models import Participation
from grappe.apps.surveys.queries.waves import detailed
from grappe.ui import moments

SALT = "grappe.surveys.participation"
READABLE = timedelta(days=60)  # after the last day a company still reads what it answered


class LinkExpired(Exception):
    """The link was ours, but it was withdrawn or its time is over."""


def token_of(participation: Participation) -> str:
    """Return what the signed link of a company carries."""
    return signing.Signer(salt=SALT).sign_object([participation.pk, participation.salt])


def link_of(participation: Participation) -> str:
    """Return the whole address at which a company answers, in the language of its letter."""
    path = reverse("surveys:own", args=[token_of(participation)])
    return f"{settings.SITE_URL}{path}?language={participation.language}"


def participation_by_token(token: str, *, at: datetime) -> Participation:
    """Return what a signed link opens.

    Raises LinkExpired when it was withdrawn or the wave closed long ago, Participation.DoesNotExist for one not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Participation.DoesNotExist from forged
    found = detailed().get(pk=pk)
    if not word or not constant_time_compare(found.salt, str(word)):
        raise LinkExpired
    if moments.local_date(at) > found.wave.closes_on + READABLE:
        raise LinkExpired
    return found
