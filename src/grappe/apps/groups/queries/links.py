"""Whose personal link to a working group is this? Members from outside have no account: one signed link is theirs."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.groups.enums import MemberState
from grappe.apps.groups.models import Member

SALT = "grappe.groups.member"
GONE = (MemberState.DECLINED, MemberState.LEFT)


class LinkExpired(Exception):
    """The link was ours, but it was withdrawn, or its owner is not a member any more."""


def token_of(member: Member) -> str:
    """Return what the signed link of a member carries."""
    return signing.Signer(salt=SALT).sign_object([member.pk, member.salt])


def link_of(member: Member, name: str = "groups:own", *more: int) -> str:
    """Return the whole address of one of somebody's own pages, by default that of their membership.

    `more` is what the address says behind the token, such as the number of a session.
    """
    return f"{settings.SITE_URL}{reverse(name, args=[token_of(member), *more])}"


def member_by_token(token: str) -> Member:
    """Return the member that a signed link belongs to, with the group.

    Raises LinkExpired when it was withdrawn or they have left, Member.DoesNotExist for a link that is not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Member.DoesNotExist from forged
    member = Member.objects.select_related("group__lead", "company", "person", "user").get(pk=pk)
    if not word or not constant_time_compare(member.salt, str(word)) or member.state in GONE:
        raise LinkExpired
    if member.user is not None and not member.user.is_active:  # a colleague who has left
        raise LinkExpired
    return member
