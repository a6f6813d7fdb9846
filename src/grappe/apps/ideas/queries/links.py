"""Whose personal link is this? Authors, reviewers and voters from outside have no account: one signed link is theirs."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.ideas.models import Contributor

SALT = "grappe.ideas.contributor"


class LinkExpired(Exception):
    """The link was ours, but it was withdrawn."""


def token_of(contributor: Contributor) -> str:
    """Return what the signed link of a contributor carries."""
    return signing.Signer(salt=SALT).sign_object([contributor.pk, contributor.salt])


def link_of(contributor: Contributor, name: str = "ideas:own", *more: int) -> str:
    """Return the whole address of one of somebody's own pages, by default their ideas; `more` stands behind the token."""
    return f"{settings.SITE_URL}{reverse(name, args=[token_of(contributor), *more])}"


def contributor_by_token(token: str) -> Contributor:
    """Return whose signed link it is.

    Raises LinkExpired when it was withdrawn, Contributor.DoesNotExist for a link that is not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Contributor.DoesNotExist from forged
    found = Contributor.objects.select_related("company", "person", "user").get(pk=pk)
    if not word or not constant_time_compare(found.salt, str(word)) or found.blocked_at is not None:
        raise LinkExpired
    if found.user is not None and not found.user.is_active:  # a colleague who has left
        raise LinkExpired
    return found
