"""How is a request about personal data opened, answered and told by whom?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from grappe.apps.privacy.enums import CaseState, Handed
from grappe.apps.privacy.models import Case, Handing
from grappe.apps.privacy.permissions import check_can_answer_requests, check_can_see_own_data
from grappe.apps.privacy.queries.links import LASTS
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def open_case(
    *,
    name: str,
    email: str,
    spellings: list[str],
    language: str,
    asked_on: date,
    by: User,
    at: datetime,
    person_id: int | None = None,
    user_id: int | None = None,
) -> Case:
    """Open the request of somebody; one that is open for the same name and address is returned as it is.

    Raises PermissionDenied, BadInput where neither a name nor an address is given.
    """
    check_can_answer_requests(by)
    name, email = " ".join(name.split()), email.strip().lower()
    if not name and not email:
        raise BadInput(_("Give a name or an e-mail address."))
    if any(key and not _there(field, key) for field, key in (("person", person_id), ("user", user_id))):
        raise BadInput(_("This person is not on file any more."))
    same = Case.objects.filter(name=name, email=email, state=CaseState.OPEN).first()
    if same is not None:
        return same
    return Case.objects.create(
        name=name, email=email, spellings=spellings, language=language, asked_on=asked_on, person_id=person_id,
        user_id=user_id, opened_by=by, opened_at=at,
    )  # fmt: skip


def _there(field: str, key: int) -> bool:
    model = Case._meta.get_field(field).related_model
    return bool(model._default_manager.filter(pk=key).exists())  # type: ignore[union-attr]


@transaction.atomic
def hand_over(*, case: Case, how: str, by: User | None, at: datetime) -> Handing:
    """Write down that somebody's data are handed over now, by whom: an export leaves a record before its file exists.

    Raises PermissionDenied.
    """
    if by is not None:
        check_can_answer_requests(by)
    current = Case.objects.select_for_update().get(pk=case.pk)
    if current.state == CaseState.OPEN:
        current.state = CaseState.ANSWERED
        current.save(update_fields=["state"])
    return Handing.objects.create(case=current, how=how, by=by, at=at)


@transaction.atomic
def hand_over_own(*, by: User, at: datetime) -> Handing:
    """Write down that a colleague fetched what is known of themselves. Raises PermissionDenied."""
    check_can_see_own_data(by)
    return Handing.objects.create(case=None, how=Handed.OWN, by=by, at=at)


@transaction.atomic
def make_link(*, case: Case, by: User, at: datetime) -> Case:
    """Make the link by which somebody fetches what is known of them; an earlier one opens nothing any more.

    Raises PermissionDenied.
    """
    hand_over(case=case, how=Handed.LINK, by=by, at=at)
    current = Case.objects.select_for_update().get(pk=case.pk)
    current.salt, current.link_until = get_random_string(32), at + LASTS
    current.save(update_fields=["salt", "link_until"])
    return current


@transaction.atomic
def withdraw_link(*, case: Case, by: User) -> Case:
    """Let the link open nothing any more. Raises PermissionDenied."""
    check_can_answer_requests(by)
    current = Case.objects.select_for_update().get(pk=case.pk)
    current.salt, current.link_until = "", None
    current.save(update_fields=["salt", "link_until"])
    return current
