"""What do strangers see of working groups, and when is it still the same page as before?

Members, sessions and minutes are never public: what it is for, who runs it and how one joins are.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.templatetags.static import static

from grappe.apps.groups.enums import GroupState, Joining
from grappe.apps.groups.models import Group

MOST = 200
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Shown:
    """A working group as strangers see it."""

    group: Group
    languages: tuple[str, ...]

    @property
    def takes_requests(self) -> bool:
        """Whether somebody may ask to join."""
        return self.group.joining != Joining.INVITED

    def tag(self, language: str) -> str:
        """Return what is the same as long as the page is (an ETag's value)."""
        group = self.group
        parts = [
            group.pk, group.version, group.state, language, group.lead.name, group.lead.email, str(group.theme),
            [str(each) for each in group.clusters.all()], settings.DEMO, static("grappe/dist/grappe.css"),
        ]  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def public_group(slug: str) -> Shown:
    """Return a running group that is on the public list. Two queries.

    Raises Group.DoesNotExist for what strangers may not see.
    """
    return _shown(_public().get(slug=slug))


def public_groups() -> list[Shown]:
    """Return the running groups that are on the public list, the latest first, 200 at most. Two queries."""
    return [_shown(group) for group in _public()[:MOST]]


def _public() -> QuerySet[Group]:
    found = Group.objects.filter(listed=True, state=GroupState.RUNNING)
    return found.select_related("lead", "theme").prefetch_related("clusters")


def _shown(group: Group) -> Shown:
    return Shown(group, tuple(code for code in LANGUAGES if group.names.get(code)) or LANGUAGES[:1])
