"""Which ideas are read together? One that took up others keeps its own; of all of them are its authors, words and support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from grappe.apps.companies.queries import of_visible
from grappe.apps.ideas.models import Author, Comment, Contributor, Idea, Merge, Support, Watch, family_ids
from grappe.apps.ideas.permissions import can_take_back
from grappe.apps.ideas.queries.ideas import idea_for
from grappe.apps.ideas.queries.told import authors_of
from grappe.apps.ideas.queries.veils import veil_people

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as one reader sees it; `idea` is the one below which it was written, where that was another."""

    comment: Comment
    mine: bool
    may_take_back: bool
    elsewhere: Idea | None


@dataclass(frozen=True, slots=True)
class Family:
    """An idea with those it took up: whose it is, what was said, who supports and watches it."""

    ids: Sequence[int]
    absorbed: Sequence[Merge]  # what was joined with it and still is, in the order in which it was
    authors: Sequence[Contributor]
    said: Sequence[Said]
    supporters: Sequence[Contributor]
    watchers: int
    supports: bool  # the reader does
    watches: bool


def family_of(idea: Idea, *, reader: User | Contributor) -> Family:
    """Return an idea with those it took up, as one reader sees it. A constant number of queries.

    The caller has asked whether the reader may see the idea. What colleagues say among themselves is for them only.
    """
    me = None if isinstance(reader, Contributor) else reader
    ids = family_ids(idea)
    own = reader.pk if isinstance(reader, Contributor) else contributor_of(reader)
    supporters = list(people_in(Support.objects.filter(idea_id__in=ids), "given_at"))
    watching = set(Watch.objects.filter(idea_id__in=ids).values_list("contributor_id", flat=True))
    merges = Merge.objects.filter(absorbed_id__in=ids[1:], undone_at=None)
    if me is not None:
        merges = merges.filter(of_visible(me, "absorbed__company"))
    authors, said = authors_of(idea), _said(ids, idea, own, me)
    if me is not None:
        veil_people([*supporters, *authors, *(each.comment.contributor for each in said)], for_user=me)
    return Family(
        ids=ids,
        absorbed=list(merges.select_related("absorbed", "kept", "by").order_by("at", "pk"))
        if ids[1:]
        else [],
        authors=authors,
        said=said,
        supporters=supporters,
        watchers=len(watching),
        supports=any(each.pk == own for each in supporters),
        watches=own in watching,
    )


def people_in(rows: QuerySet[Support], when: str) -> list[Contributor]:
    """Return the people of some rows, each once, in the order of a moment."""
    found = rows.select_related("contributor__user", "contributor__company").order_by(when, "pk")
    return list({each.contributor_id: each.contributor for each in found}.values())


def _said(ids: Sequence[int], idea: Idea, own: int | None, user: User | None) -> list[Said]:
    comments = Comment.objects.filter(idea_id__in=ids).select_related("contributor__company", "idea")
    if user is None:
        comments = comments.filter(inside=False)
    elif len(ids) > 1:
        comments = comments.filter(of_visible(user, "idea__company"))
    return [
        Said(
            comment=each,
            mine=each.contributor_id == own,
            may_take_back=can_take_back(own, user, each, idea),
            elsewhere=None if each.idea_id == idea.pk else each.idea,
        )
        for each in comments.order_by("written_at", "pk")
    ]


def contributor_of(user: User) -> int | None:
    """Return the number of a colleague as a contributor; None for one who did nothing around ideas yet. One query."""
    return Contributor.objects.filter(user=user).values_list("pk", flat=True).first()


def comment_for(pk: int, *, for_user: User) -> Comment:
    """Return a comment with its idea. Raises Comment.DoesNotExist, PermissionDenied for an idea that is not theirs to see."""
    comment = Comment.objects.select_related("contributor").get(pk=pk)
    comment.idea = idea_for(comment.idea_id, for_user=for_user)
    return comment


def author_for(pk: int, *, for_user: User) -> Author:
    """Return an author with their idea. Raises Author.DoesNotExist, PermissionDenied for an idea that is not theirs to see."""
    author = Author.objects.select_related("contributor").get(pk=pk)
    author.idea = idea_for(author.idea_id, for_user=for_user)
    return author
