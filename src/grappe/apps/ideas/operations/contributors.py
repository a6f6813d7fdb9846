"""How does somebody become a contributor: a colleague, a person on file, or somebody from outside?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.models import Contributor
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Person

SEEN_EVERY = timedelta(minutes=30)


def new_salt() -> str:
    """Return the word that signs a contributor's link; another one withdraws it."""
    return get_random_string(32)


@transaction.atomic
def of_user(*, user: User, at: datetime) -> Contributor:
    """Return the contributor who is a colleague; made the first time. An address already known becomes theirs."""
    found = Contributor.objects.filter(user=user).first()
    if found is not None:
        return found
    return _kept(
        email=user.email, name=user.name, language=user.language, at=at, by=user, user=user, confirmed_at=at
    )


@transaction.atomic
def of_person(*, person: Person, by: User | None, at: datetime) -> Contributor:
    """Return the contributor who is somebody of a company on file. Raises BadInput where we have no address of theirs."""
    if not person.email:
        raise BadInput(_("%(name)s has no e-mail address on file.") % {"name": person.name})
    found = Contributor.objects.filter(person=person, user=None).order_by("pk").first()
    if found is not None:  # perhaps by an address that they had before: letters go to the one on file
        return found
    return _kept(
        email=person.email, name=person.name, language=person.language, at=at, by=by, person=person,
        company=person.company, organisation=person.company.name, confirmed_at=at,
    )  # fmt: skip


@transaction.atomic
def from_outside(
    *,
    name: str,
    email: str,
    language: str,
    organisation: str = "",
    confirmed: bool,
    by: User | None,
    at: datetime,
) -> Contributor:
    """Return the contributor with this address; made where there is none. Whoever is known keeps name and language.

    Raises BadInput for no name, an address that is none, and a language in which there are no letters.
    """
    name, email = " ".join(name.split())[:200], email.strip()
    if not name:
        raise BadInput(_("Say the name."))
    try:
        validate_email(email)
    except ValidationError as fault:
        raise BadInput(_("“%(email)s” is not an e-mail address.") % {"email": email}) from fault
    if language not in Language.values:
        raise BadInput(_("This request cannot be read."))
    return _kept(
        email=email, name=name, language=language, at=at, by=by, organisation=organisation.strip()[:300],
        confirmed_at=at if confirmed else None,
    )  # fmt: skip


def _kept(*, email: str, at: datetime, by: User | None, **known: Any) -> Contributor:
    """Return the row of an address; what is newly known of who they are is written, what was known stays."""
    with pghistory.context(user=by.pk if by else None):
        found = Contributor.objects.select_for_update().filter(email__iexact=email).first()
        if found is None:
            return Contributor.objects.create(email=email, salt=new_salt(), added_at=at, added_by=by, **known)
        missing = {
            key: value
            for key, value in known.items()
            if value and key not in ("name", "language") and not getattr(found, key)
        }
        if missing:
            for key, value in missing.items():
                setattr(found, key, value)
            found.save(update_fields=list(missing))
        return found


@transaction.atomic
def note_seen(*, contributor: Contributor, at: datetime) -> None:
    """Note that somebody has opened their page; again after half an hour at the earliest. One statement, or none.

    Who opens a link that was mailed to them has confirmed the address.
    """
    if contributor.seen_at is None or at - contributor.seen_at >= SEEN_EVERY:
        confirmed = contributor.confirmed_at or at
        Contributor.objects.filter(pk=contributor.pk).update(seen_at=at, confirmed_at=confirmed)
