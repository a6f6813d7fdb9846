"""Whose personal link to a review is this? Reviewers from outside have no account: one signed link is theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from grappe.apps.studies.enums import ReviewState
from grappe.apps.studies.models import Review

SALT = "grappe.studies.review"
OPEN_AFTER = timedelta(days=90)  # how long a finished review can still be read by whoever wrote it


class LinkExpired(Exception):
    """The link was ours, but it was withdrawn, declined, or its time is over."""


def token_of(review: Review) -> str:
    """Return what the signed link of a review carries."""
    return signing.Signer(salt=SALT).sign_object([review.pk, review.salt])


def link_of(review: Review) -> str:
    """Return the whole address of a reviewer's own page; for one of us the page inside."""
    if review.user_id is not None:
        return f"{settings.SITE_URL}{reverse('studies:my_review', args=[review.pk])}"
    return f"{settings.SITE_URL}{reverse('studies:own_review', args=[token_of(review)])}"


def review_by_token(token: str, *, at: datetime) -> Review:
    """Return the review that a signed link belongs to, with its study.

    Raises LinkExpired when it was withdrawn, declined or finished long ago, Review.DoesNotExist for a link not ours.
    """
    try:
        pk, word = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Review.DoesNotExist from forged
    review = Review.objects.select_related("study__lead", "study__theme", "user").get(pk=pk)
    if not word or not constant_time_compare(review.salt, str(word)):
        raise LinkExpired
    if review.user is not None and not review.user.is_active:  # a colleague who has left
        raise LinkExpired
    over = review.finished_at is not None and review.finished_at + OPEN_AFTER <= at
    if review.state == ReviewState.DECLINED or over:
        raise LinkExpired
    return review
