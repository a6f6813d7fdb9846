"""Which companies does somebody mean by a few letters? Without accents, and with a slip of the pen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from rapidfuzz import fuzz, utils

from grappe.apps.companies.models import Company, Plain
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.columns import plain
from grappe.apps.companies.queries.files import companies
from grappe.apps.companies.queries.policy import visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = 200  # characters of a search that are looked at
MOST_WORDS = 8
ALIKE = 88  # of 100: names above this are shown as perhaps the same company
_LEGAL_FORMS = re.compile(
    r"\b(s ?a ?r ?l( ?s)?|s ?a ?s?|s ?c ?[as]|s ?e|gmbh|ag|a ?s ?b ?l|ltd|inc|luxembourg|holding|group|groupe)\b"
)


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


def like_named(name: str, *, for_user: User, but: int | None = None) -> list[Company]:
    """Return up to five companies whose name or brand reads almost the same, legal forms left aside.

    `but` is the company itself. One query.
    """
    check_can_view_companies(for_user)
    core = _core(name)
    if len(core) < 3:
        return []
    near = Company.objects.filter(visible(for_user), search_text__trigram_word_similar=core)
    if but is not None:
        near = near.exclude(pk=but)
    scored: list[tuple[float, Company]] = [
        (max(fuzz.ratio(core, _core(called)) for called in (row.name, row.brand) if called), row)
        for row in near.order_by(nearness(core, "search_text").desc(), "id")[:50]
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].sort_name))
    return [row for score, row in scored if score >= ALIKE][:5]


def _core(name: str) -> str:
    bare = " ".join(utils.default_process(plain(name)).split())
    return " ".join(_LEGAL_FORMS.sub(" ", bare).split()) or bare
