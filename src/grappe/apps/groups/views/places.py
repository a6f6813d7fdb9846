"""Where does somebody write the minutes of a session: on our page, or on their own behind a signed link?

Chair and secretary may be from outside. What they may do is the same, at other addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse

from grappe.apps.groups import permissions
from grappe.apps.groups.queries import own
from grappe.apps.groups.queries.sessions import is_open, session_of_member
from grappe.apps.groups.views.found import session_or_404
from grappe.ui.requests import Request


@dataclass(frozen=True)
class Place:
    """A session and who writes there; `token` is empty inside."""

    session: Any
    who: Any
    token: str = ""

    @property
    def may_write(self) -> bool:
        return permissions.can_write_minutes(self.who, self.session.group) and is_open(self.session)

    @property
    def user(self) -> Any:
        """Somebody with an account, or None."""
        return None if self.token else self.who

    @property
    def key(self) -> str:
        """Whose drafts lie in this browser."""
        return f"m{self.who.pk}" if self.token else f"u{self.who.pk}"

    @property
    def page(self) -> str:
        """The address of the minutes."""
        return self.url("minutes")

    def url(self, name: str, *more: Any) -> str:
        """Return the address of one of the pages on which minutes are written."""
        if self.token:
            return reverse(f"groups:own_{name}", args=[self.token, self.session.pk, *more])
        return reverse(f"groups:{name}", args=[self.session.pk, *more])

    def check_may_write(self) -> None:
        permissions.check_can_write_minutes(self.who, self.session.group)


def inside(request: Request, pk: int) -> Place:
    """Return the place of somebody with an account; what is not there is a 404."""
    return Place(session_or_404(request, pk), request.user)


def outside(member: Any, token: str, pk: int) -> Place:
    """Return the place of chair or secretary behind their signed link; PermissionDenied for other members, else a 404."""
    session = session_of_member(pk, member)
    if session is None:
        raise Http404
    place = Place(session, member, token)
    place.check_may_write()
    return place


def reading(member: Any, token: str, pk: int) -> Place:
    """Return the place of any member who sees a session, behind their signed link; else a 404."""
    try:
        found = own.session_for(pk, member=member)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return Place(found.session, member, token)
