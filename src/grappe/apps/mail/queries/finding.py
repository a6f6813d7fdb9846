"""Which of somebody's mails say what they look for? The one index of the search, asked for what came to them alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.mail.models import Message
from grappe.apps.mail.permissions import check_can_have_mail
from grappe.apps.mail.queries.inbox import PAGE, SHELVES, Line, lines_of
from grappe.apps.mail.queries.policy import held
from grappe.apps.search import queries as index
from grappe.apps.search.enums import Kind
from grappe.apps.search.queries.asked import Term
from grappe.ui.pages import Page

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of the mails that fit best. `corrected`: the words that were looked for instead of what was typed."""

    page: Page[Line]
    corrected: str = ""


def find(*, for_user: User, state: str, text: str, after: str = "", today: date) -> Answer:
    """Return which mails in one state say something, the likeliest first: with accents or not, misspelt, in other words.

    `after`: the key of the last one seen. The index reads a bounded part of itself (ADR 15, 3), of this reader's mails only.
    """
    check_can_have_mail(for_user)
    shelf = state if state in SHELVES else SHELVES[0]
    scope = index.Scope(
        reader=frozenset({"every", f"m{for_user.pk}"}), facets=((f"k:{Kind.LETTER}",), (f"mail:{shelf}",))
    )
    what, scope = _asked(text, scope)
    hits = index.find(what, scope, today=today, limit=PAGE, after=after)
    wanted = [shown.record for shown in hits.shown]
    rows = Message.objects.filter(held(for_user), state=shelf, pk__in=wanted)
    lines = {line.row.pk: line for line in lines_of(rows, shelf, for_user=for_user)}
    page = Page(tuple(lines[pk] for pk in wanted if pk in lines), hits.following or None, None)
    return Answer(page, hits.corrected)


def _asked(text: str, scope: index.Scope) -> tuple[index.Asked, index.Scope]:
    """Read a line; of the operators of the search the days bound it, what others name is looked for as words."""
    asked = index.asked(text)
    terms = list(asked.every)
    for name, value in asked.operators:
        span = index.days(value) if name in ("after", "before") else None
        if span and name == "after":
            scope = replace(scope, after=span[0])
        elif span:
            scope = replace(scope, before=span[1])
        elif (term := Term(value)).tokens:
            terms.append((term,))
    return replace(asked, every=tuple(terms)), scope
