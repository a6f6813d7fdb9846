"""By which link does somebody fetch what is known of them? Signed, for a few days, withdrawn with its salt."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.privacy.models import Case

SALT = "grappe.privacy.case"
LASTS = timedelta(days=7)


class LinkExpired(Exception):
    """The link was ours, but its time is over, or it was withdrawn."""


def token_of(case: Case) -> str:
    """Return what the signed link of a request carries."""
    return signing.Signer(salt=SALT).sign_object([case.pk, case.salt])


def link_of(case: Case) -> str:
    """Return the whole address under which somebody fetches what is known of them."""
    return f"{settings.SITE_URL}{reverse('privacy:own', args=[token_of(case)])}"


def case_by_token(token: str, *, at: datetime) -> Case:
    """Return the request that a signed link belongs to.

    Raises LinkExpired when its time is over or it was withdrawn, Case.DoesNotExist for a link that is not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Case.DoesNotExist from forged
    case = Case.objects.get(pk=pk)
    live = case.link_until is not None and case.link_until > at
    if not live or not word or not constant_time_compare(case.salt, str(word)):
        raise LinkExpired
    return case
