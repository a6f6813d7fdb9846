"""How are the words and the frame of an idea changed, without one person's words undoing another's?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.models import Contributor, Idea, family_ids
from grappe.apps.ideas.operations.encoding import index
from grappe.apps.ideas.operations.ideas import Draft, locked, write_words
from grappe.apps.ideas.permissions import can_steer_idea, check_can_edit_idea
from grappe.apps.ideas.queries.written import version_of
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def change(*, idea: Idea, draft: Draft, version: str, by: User | Contributor, at: datetime) -> Idea:
    """Change an idea: its words and canvas; theme, clusters, company, lead and whether it is confidential too by who steers it.

    Raises PermissionDenied, BadInput (also where what a confidential idea says would be read by all), and Stale where
    `version_of` says another `version` than then.
    """
    current = locked(idea)
    check_can_edit_idea(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this idea meanwhile. Look at it again first."), current)
    # What is not asked any more keeps its answer.
    write_words(current, replace(draft, canvas={**current.canvas, **draft.canvas}))
    steers = not isinstance(by, Contributor) and can_steer_idea(by, current)
    if steers:
        _check_stays_confidential(current, draft)
        for name in ("theme", "company", "confidential", "lead"):
            setattr(current, name, getattr(draft, name))
    current.version += 1
    user = by.user_id if isinstance(by, Contributor) else by.pk
    with pghistory.context(user=user):
        current.save()
        if steers:
            current.clusters.set(draft.clusters)
    index(current)
    return locked(current)


def _check_stays_confidential(idea: Idea, draft: Draft) -> None:
    """Raise BadInput where an idea would be read by more people together with a confidential one that it took up."""
    if draft.confidential or not idea.confidential:
        return
    secret = Idea.objects.filter(pk__in=family_ids(idea)[1:], confidential=True).first()
    if secret is not None:
        raise BadInput(
            _("“%(title)s” was joined with this idea and is confidential: part the two first.")
            % {"title": secret.title}
        )
