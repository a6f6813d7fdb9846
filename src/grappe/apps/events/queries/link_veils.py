"""What is shown of what came of an event or a working group, where a company of it is not shown to everybody?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.companies.queries import veil

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def veil_links(links: Iterable[Any], *, for_user: User) -> None:
    """Take from links what tells of companies that somebody does not see: that something came of it is shown, not what.

    One query, and none where everybody sees all of them. What is veiled is never saved.
    """
    given = list(links)
    hidden = veil((company for link in given for company in _companies(link)), for_user=for_user)
    for link in given:
        named = {company.pk for company in _companies(link)}
        if not named & hidden:
            continue
        for said in ("text", "idea"):  # an idea's words
            if isinstance(getattr(link, said, None), str) and getattr(link, said):
                setattr(link, said, _("In confidence"))
        for thing, field in (("cooperation", "title"), ("contact", "subject"), ("need", "title")):
            if getattr(link, f"{thing}_id", None) is not None:
                setattr(getattr(link, thing), field, _("In confidence"))


def _companies(link: Any) -> list[Any]:
    found = [getattr(link, "company", None)]
    found += [
        thing.company for name in ("need", "contact") if (thing := getattr(link, name, None)) is not None
    ]
    if link.cooperation is not None:
        found += [link.cooperation.first, link.cooperation.second]
    return [company for company in found if company is not None]
