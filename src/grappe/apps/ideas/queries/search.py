"""Which ideas are there, narrowed by words, stage, theme, cluster, people?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from grappe.apps.companies.queries import of_visible
from grappe.apps.ideas.enums import Stage
from grappe.apps.ideas.models import Author, Comment, Idea, Support
from grappe.apps.ideas.queries.ideas import visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_WORDS = 8
# How a list may be ordered: what stands first.
ORDERS: dict[str, tuple[str, ...]] = {
    "new": ("-captured_at", "-pk"),
    "waiting": ("stage_since", "pk"),
    "support": ("-supports_count", "-captured_at", "-pk"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; blank for all. `mine`: what the reader looks after, had or watches."""

    text: str = ""
    stage: str = ""
    theme: str = ""
    cluster: str = ""
    mine: bool = False
    order: str = "new"


def with_words(ideas: QuerySet[Idea], text: str, *, for_user: User) -> QuerySet[Idea]:
    """Return the ideas in which every word stands: in title, text, company or the name of an author whom they see."""
    for word in text.replace("\x00", " ").split()[:MOST_WORDS]:
        named = Author.objects.filter(
            of_visible(for_user, "contributor__company"), contributor__name__unaccent__icontains=word
        )
        ideas = ideas.filter(
            Q(title__unaccent__icontains=word)
            | Q(text__unaccent__icontains=word)
            | Q(company__name__unaccent__icontains=word)
            | Q(pk__in=named.values("idea_id"))
        )
    return ideas


def listed(filters: Filters, *, for_user: User) -> QuerySet[Idea]:
    """Return the ideas of a list with their counts of support and comments; merged ones stand with what took them up."""
    found = narrowed(visible(for_user=for_user).filter(merged_into=None), filters, for_user=for_user)
    found = found.annotate(
        supports_count=_count(Support.objects.all()),
        comments_count=_count(Comment.objects.filter(taken_back_at=None, inside=False)),
    )
    return found.select_related("theme", "company", "lead").order_by(
        *ORDERS.get(filters.order, ORDERS["new"])
    )


def narrowed(found: QuerySet[Idea], filters: Filters, *, for_user: User) -> QuerySet[Idea]:
    """Return those of some ideas that fit the filters."""
    found = with_words(found, filters.text, for_user=for_user)
    if filters.stage in Stage.values:
        found = found.filter(stage=filters.stage)
    if filters.theme:
        found = found.filter(theme__slug=filters.theme)
    if filters.cluster:
        found = found.filter(clusters__slug=filters.cluster)
    if filters.mine:
        mine = Idea.objects.filter(
            Q(lead=for_user) | Q(authors__contributor__user=for_user) | Q(watches__contributor__user=for_user)
        )
        found = found.filter(pk__in=mine.values("pk"))
    return found


def _count(rows: QuerySet[Support] | QuerySet[Comment]) -> Coalesce:
    counted = rows.filter(idea=OuterRef("pk")).order_by().values("idea").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)
