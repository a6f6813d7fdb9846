"""How does a company look to somebody who does not see it, where something else has to stand beside it?

A cooperation, a group of owners or a list of what came of an event may hold several companies: the others are shown, and
of this one that there is one, so that sums add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.companies.models import Company
from grappe.apps.companies.queries.policy import of_visible, visible

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def veil(found: Iterable[Company | None], *, for_user: User) -> frozenset[int]:
    """Take from companies that somebody does not see what tells which they are; return the ids of these.

    What is veiled is never saved. One query, and none where everybody sees all of them.
    """
    known = [company for company in found if company is not None]
    hidden = hidden_among(known, for_user=for_user)
    for company in known:
        if company.pk in hidden:
            company.name, company.brand = _("a company not shown to you"), ""
            company.rcs_number = company.vat_number = company.external_id = company.website = ""
            company.activity = company.street = company.postcode = company.city = ""
    return hidden


def words_of_hidden(*, for_user: User) -> frozenset[str]:
    """Return what companies that somebody does not see are called, and the names and addresses of their people. One query.

    For what nobody can ask whose it is, such as the letters of the demonstration.
    """
    if for_user.is_administrator:
        return frozenset()
    hidden = Company.objects.exclude(pk__in=Company.objects.filter(visible(for_user)).values("pk"))
    rows = hidden.order_by().values_list("name", "brand", "people__name", "people__email")
    return frozenset(word.casefold() for row in rows for word in row if word and len(word) > 2)


def hidden_among(found: Iterable[Company], *, for_user: User) -> frozenset[int]:
    """Return which of some companies somebody does not see, by id. One query, and none where everybody sees all of them."""
    if for_user.is_administrator:
        return frozenset()
    asked = {company.pk for company in found if company.is_restricted or not for_user.sees_all}
    if not asked:
        return frozenset()
    seen = Company.objects.filter(visible(for_user), pk__in=asked).order_by().values_list("pk", flat=True)
    return frozenset(asked) - frozenset(seen)


def told_left_out(found: QuerySet[Any], *, for_user: User, columns: Iterable[str] = ("company",)) -> str:
    """Return in words how many of some rows a list does not show, since a company they hang on is not shown; "" for none.

    `found` are all of them, before the reader's filters: a number that followed what is typed would tell of whom it is.
    One query, and none for administrators.
    """
    if for_user.is_administrator:
        return ""
    seen = Q()
    for column in columns:
        seen &= of_visible(for_user, column)
    number = found.filter(~seen).order_by().count()
    if not number:
        return ""
    return ngettext(
        "%(n)d entry is left out: its company is not shown to you.",
        "%(n)d entries are left out: their companies are not shown to you.",
        number,
    ) % {"n": number}
