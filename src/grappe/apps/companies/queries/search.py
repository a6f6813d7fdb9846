"""Which companies does somebody mean by a few letters? Without accents, and with a slip of the pen."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from grappe.apps.companies.models import Company, Plain
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.files import companies
from grappe.apps.companies.queries.policy import visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = 200  # characters of a search that are looked at
MOST_WORDS = 8


def typed(text: str) -> str:
    """Return what somebody typed, cut to a length that can be looked for, with single spaces."""
    return " ".join(text.replace("\x00", " ")[:LONGEST].split())


def words_in(column: str, text: str) -> Q:
    """Return the condition that every word of `text` stands somewhere in a column of plain letters."""
    found = Q()
    for word in typed(text).split()[:MOST_WORDS]:
        found &= Q(**{f"{column}__contains": Plain(Value(word))})
    return found


def matching(rows: QuerySet[Company], text: str) -> QuerySet[Company]:
    """Keep the companies whose name, brand, RCS or VAT number hold every word; failing that, those that come near.

    One query more than the list itself, and only where there is something to look for.
    """
    wanted = typed(text)
    if not wanted:
        return rows
    exact = rows.filter(words_in("search_text", wanted))
    if exact.order_by().exists():
        return exact
    return rows.filter(search_text__trigram_word_similar=Plain(Value(wanted)))


def told_beside(ids: Collection[int], *, for_user: User) -> dict[int, str]:
    """Return what tells companies of one name apart, by key: where each is, and its RCS number; "" for one that says neither.

    One query. Left out are companies that somebody does not see.
    """
    check_can_view_companies(for_user)
    rows = Company.objects.filter(visible(for_user), pk__in=list(ids)).order_by()
    return {
        pk: " · ".join(filter(None, (commune or city, rcs)))
        for pk, commune, city, rcs in rows.values_list("pk", "commune__name", "city", "rcs_number")
    }


def search(text: str, *, for_user: User, limit: int = 10) -> list[Company]:
    """Return the companies meant by a few letters, the likeliest first, archived ones last. Three queries at most."""
    wanted = typed(text)
    if not wanted:
        return []
    found = matching(companies(for_user=for_user), wanted)
    starts = _first_where(Q(sort_name__startswith=Plain(Value(wanted))))
    near = nearness(wanted, "search_text")
    return list(
        found.order_by(_first_where(Q(archived_at=None)), starts, near.desc(), "sort_name", "id")[:limit]
    )


def nearness(text: str, column: Any) -> TrigramWordSimilarity:
    """Return how near a typed text comes to the likest part of a plain column, 0 to 1."""
    plain_text: Any = Plain(Value(text))
    return TrigramWordSimilarity(plain_text, column)


def _first_where(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())
