"""Which ideas are read together? One that took up others, and through them others still: what was joined moved nowhere."""

from __future__ import annotations

from grappe.apps.ideas.models.ideas import Idea

_FAMILY = """
    WITH RECURSIVE family (id) AS (
        SELECT %s::bigint UNION SELECT i.id FROM ideas_idea i JOIN family f ON i.merged_into_id = f.id
    ) SELECT id FROM family
"""


def family_ids(idea: Idea) -> list[int]:
    """Return an idea's number and those of all that were joined with it, through others too. One query."""
    found = Idea.objects.raw(_FAMILY, [idea.pk])
    return [idea.pk, *(each.pk for each in found if each.pk != idea.pk)]
