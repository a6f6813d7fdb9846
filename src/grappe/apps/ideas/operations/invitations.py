"""How does somebody of a company get a link to send ideas, another one, or none any more?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.ideas.enums import LetterKind
from grappe.apps.ideas.models import Contributor
from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.operations.contributors import new_salt, of_person
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person


@transaction.atomic
def invite(*, person: Person, by: User, at: datetime) -> Contributor:
    """Send somebody of a company on file the link to their own page. Raises PermissionDenied, BadInput without an address."""
    check_can_edit_company(by, person.company)
    found = of_person(person=person, by=by, at=at)
    if found.blocked_at is not None:
        return renew(contributor=found, by=by, at=at)
    _send(found, at)
    return found


@transaction.atomic
def renew(*, contributor: Contributor, by: User, at: datetime) -> Contributor:
    """Give somebody another link and send it: whoever has the old one opens nothing any more. Raises PermissionDenied."""
    current = _of_company(contributor, by)
    current.salt, current.blocked_at = new_salt(), None
    with pghistory.context(user=by.pk):
        current.save()
    _send(current, at)
    return current


@transaction.atomic
def withdraw(*, contributor: Contributor, by: User, at: datetime) -> Contributor:
    """Close somebody's page: their link opens nothing, and they get no letters. Their ideas stay. Raises PermissionDenied."""
    current = _of_company(contributor, by)
    if current.blocked_at is None:
        current.blocked_at = at
        with pghistory.context(user=by.pk):
            current.save()
    return current


def _of_company(contributor: Contributor, by: User) -> Contributor:
    current = (
        Contributor.objects.select_for_update(of=("self",)).select_related("company").get(pk=contributor.pk)
    )
    if current.company is None or current.user_id is not None:
        raise BadInput(_("Only somebody of a company on file has a link that is renewed here."))
    check_can_edit_company(by, current.company)
    return current


def _send(contributor: Contributor, at: datetime) -> None:
    """Put the letter with the link: once a minute, so that two presses are one."""
    about = f"sent {at:%Y%m%d%H%M}"
    letters.write(contributors=[contributor], kind=LetterKind.LINK, about=about, at=at)
