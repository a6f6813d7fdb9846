"""Where did an idea come from, and what has it to do with? As far as this reader may see those things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Q
from django.urls import reverse

from grappe.apps.accounts.enums import Role
from grappe.apps.ideas.enums import LinkKind
from grappe.apps.ideas.models import Idea, IdeaLink
from grappe.apps.ideas.permissions import check_can_view_ideas
from grappe.apps.ideas.queries.ideas import visible
from grappe.apps.ideas.queries.origins import source_of

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

# What was said to us in confidence: the ministry reads the idea, not the sentence from which it came.
_SAID_TO_US = frozenset(
    {LinkKind.MARK, LinkKind.SESSION, LinkKind.GROUP_WORDS, LinkKind.EVENT_WORDS, LinkKind.ANSWER}
)
MOST = 100


@dataclass(frozen=True, slots=True)
class Linked:
    """One thing that an idea came from or has to do with; without title and passage where the reader may not see it."""

    link: IdeaLink
    title: str = ""
    url: str = ""
    passage: str = ""


def linked_to(idea: Idea, *, for_user: User) -> list[Linked]:
    """Return what an idea came from first, then what it has to do with."""
    links = idea.links.select_related("answer__participant__challenge")
    return [shown(each, for_user) for each in links[:MOST]]


def shown(link: IdeaLink, user: User) -> Linked:
    """Return a link as somebody may see it. A few queries, as its source has it."""
    if user.role == Role.MINISTRY and link.kind in _SAID_TO_US:
        return Linked(link)
    if link.kind == LinkKind.ANSWER and link.answer is not None:
        challenge = link.answer.participant.challenge
        return Linked(link, str(challenge), reverse("ideas:challenge", args=[challenge.pk]), link.passage)
    pk = getattr(link, f"{link.kind}_id", None)
    if pk is None:  # its source is gone, or it never was on file: the sentence stays
        return Linked(link, passage=link.passage)
    try:
        source = source_of(link.kind, pk, for_user=user)
    except (ObjectDoesNotExist, PermissionDenied, LookupError):
        return Linked(link)
    return Linked(link, source.label, source.url, link.passage)


def ideas_of(kind: str, pk: int, *, for_user: User) -> list[IdeaLink]:
    """Return the links of ideas that came of a thing or have to do with it, the latest first; of ideas the reader may see."""
    check_can_view_ideas(for_user)
    found = IdeaLink.objects.filter(**{kind: pk}, idea__in=visible(for_user=for_user))
    return list(found.select_related("idea__merged_into").order_by("-linked_at", "-pk")[:MOST])


def ideas_of_study(pk: int, *, for_user: User) -> list[IdeaLink]:
    """Return the links of ideas that came of a study's findings, the latest first; of ideas the reader may see."""
    found = IdeaLink.objects.filter(
        Q(finding__study=pk) | Q(use__finding__study=pk), idea__in=visible(for_user=for_user)
    )
    return list(found.select_related("idea__merged_into").order_by("-linked_at", "-pk")[:MOST])
