"""Whose personal link to a registration is this? Outsiders have no account: one signed link opens all that is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.events.models import Registration

SALT = "grappe.events.registration"


class LinkExpired(Exception):
    """The link was ours, but its time is over or it was withdrawn."""


def token_of(registration: Registration) -> str:
    """Return what the signed link of a registration carries."""
    return signing.Signer(salt=SALT).sign_object([registration.pk, registration.salt])


def link_of(registration: Registration, name: str = "events:own") -> str:
    """Return the whole address of one of somebody's own pages, by default that of their registration."""
    return f"{settings.SITE_URL}{reverse(name, args=[token_of(registration)])}"


def expires_at(registration: Registration) -> datetime:
    """Return until when the link opens: as long as the attendance list is kept."""
    event = registration.event
    return event.ends_at + timedelta(days=event.keep_days)


def registration_by_token(token: str, *, at: datetime) -> Registration:
    """Return the registration that a signed link belongs to, with its event.

    Raises LinkExpired when its time is over or it was withdrawn, Registration.DoesNotExist for a link that is not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Registration.DoesNotExist from forged
    found = Registration.objects.select_related("event__organiser", "company", "person")
    registration = found.get(pk=pk)
    if not word or not constant_time_compare(registration.salt, str(word)):
        raise LinkExpired
    if registration.erased_at is not None or expires_at(registration) <= at:
        raise LinkExpired
    return registration
