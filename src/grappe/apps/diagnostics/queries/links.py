"""Whose signed link is this? The company answers alone, without an account, for a limited time.

The link carries the run's number and a word that the run keeps; withdrawing the link takes that word away, so that
an old link is worth nothing even before it expires.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing

from grappe.apps.diagnostics.models import Run
from grappe.apps.diagnostics.queries.runs import detailed

SALT = "grappe.diagnostics.run"
VALID_FOR = timedelta(days=30)


class LinkExpired(Exception):
    """The link was ours, but its time is over."""


def link_token(run: Run) -> str:
    """Return the token of a run's current link; empty where there is none."""
    if not run.link_salt:
        return ""
    return signing.dumps([run.pk, run.link_salt], salt=SALT)


def run_by_token(token: str) -> Run:
    """Return the run that a link opens.

    Raises LinkExpired when its time is over or it was withdrawn, `Run.DoesNotExist` for a link that is not ours.
    """
    try:
        pk, word = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.SignatureExpired as late:
        raise LinkExpired from late
    except (signing.BadSignature, ValueError, TypeError) as forged:
        raise Run.DoesNotExist from forged
    run = detailed().get(pk=pk)
    if not word or run.link_salt != word:
        raise LinkExpired
    return run
