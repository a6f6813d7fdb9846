"""How does a company look to somebody who does not see it, where something else has to stand beside it?

A cooperation, a group of owners or a list of what came of an event may hold several companies: the others are shown, and
of this one that there is one, so that sums add up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from grappe.apps.companies.models import Company
from grappe.apps.companies.queries.policy import visible

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
