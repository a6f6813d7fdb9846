"""How do people and partners of a company look to somebody who does not see it, where an idea or a project is of several?

What others did beside them stays shown, and that somebody took part: not who, nor of which company. What is veiled is
never saved.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from grappe.apps.companies.queries import hidden_among

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Contributor, Partner


def veil_people(found: Iterable[Contributor], *, for_user: User) -> None:
    """Take from people what tells who they are, where somebody does not see their company. One query, and mostly none."""
    if for_user.is_administrator:
        return
    known = [each for each in found if each.company_id is not None]
    prefetch_related_objects([each for each in known if "company" not in each._state.fields_cache], "company")
    hidden = hidden_among((each.company for each in known if each.company), for_user=for_user)
    for each in known:
        if each.company_id in hidden:
            each.name, each.organisation, each.email = _("somebody not shown to you"), "", ""


def veil_partners(found: Iterable[Partner], *, for_user: User) -> None:
    """The same for partners of a flagship project, whose numbers tell them apart. One query, and mostly none."""
    every = list(found)
    hidden = hidden_among((each.company for each in every if each.company), for_user=for_user)
    for number, each in enumerate(every, start=1):
        if each.company_id is not None and each.company_id in hidden:
            each.name = _("partner %(number)d, not shown to you") % {"number": number}
            each.tasks = {}
            if each.contact is not None:
                each.contact.name, each.contact.organisation = _("somebody not shown to you"), ""
                each.contact.email = ""
