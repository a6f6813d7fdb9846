"""What came of an event: which needs, ideas, contacts and cooperations, and what else may be linked to it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from grappe.apps.companies.queries import contacts as contact_queries
from grappe.apps.events.enums import LinkKind
from grappe.apps.events.models import EventLink
from grappe.apps.events.permissions import can_link, can_manage_event, check_can_view_events
from grappe.apps.events.queries.came import companies_that_came
from grappe.apps.events.queries.cooperations import CooperationFilters, Worth, cooperations, worth_of
from grappe.apps.events.queries.link_veils import veil_links
from grappe.apps.needs import queries as needs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.events.models import Event

MOST_OFFERED = 200  # needs and contacts to choose from


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that came of an event, with what its reader may do."""

    link: EventLink
    may_unlink: bool
    withheld: bool = False  # a need made of words said in confidence, which are not for this reader

    @property
    def need_title(self) -> str:
        """Return what a need is called for this reader."""
        if self.link.need is None:
            return ""
        return _("In confidence") if self.withheld else self.link.need.title


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All that came of an event, by kind; `worth` is that of the cooperations."""

    needs: tuple[Outcome, ...]
    ideas: tuple[Outcome, ...]
    contacts: tuple[Outcome, ...]
    cooperations: tuple[Outcome, ...]
    worth: Worth

    @property
    def total(self) -> int:
        return len(self.needs) + len(self.ideas) + len(self.contacts) + len(self.cooperations)


def outcomes_of(event: Event, *, for_user: User) -> Outcomes:
    """Return what came of an event, the latest first. Three queries at most, however much it is."""
    check_can_view_events(for_user)
    manages = can_manage_event(for_user, event)
    found: dict[str, list[Outcome]] = {kind: [] for kind in LinkKind}
    links = list(_detailed().filter(event=event))
    closed = needs.closed([link.need for link in links], for_user=for_user)
    veil_links(links, for_user=for_user)
    for link in links:
        may_unlink = manages or link.linked_by_id == for_user.pk
        found[link.kind].append(Outcome(link, may_unlink, link.need_id in closed))
    worth = worth_of(cooperations(for_user=for_user, filters=CooperationFilters(event=event.pk)))
    return Outcomes(
        needs=tuple(found[LinkKind.NEED]),
        ideas=tuple(found[LinkKind.IDEA]),
        contacts=tuple(found[LinkKind.CONTACT]),
        cooperations=tuple(found[LinkKind.COOPERATION]),
        worth=worth,
    )


def _detailed() -> QuerySet[EventLink]:
    return EventLink.objects.select_related(
        "need__company", "need__theme", "contact__company", "cooperation__first", "cooperation__second", "company",
        "linked_by",
    ).defer("contact__notes")  # fmt: skip


def link_for(pk: int, *, for_user: User) -> EventLink:
    """Return one link with its event and what it is about; raises EventLink.DoesNotExist, PermissionDenied."""
    check_can_view_events(for_user)
    found = EventLink.objects.select_related(
        "event__organiser", "need__company", "contact__company", "company", "cooperation__first",
        "cooperation__second", "cooperation__event",
    )  # fmt: skip
    return found.get(pk=pk)


def companies_to_add_for(event: Event, *, for_user: User) -> list[Company]:
    """Return the companies that came, of those for which somebody may say what came of the event."""
    return [each for each in companies_that_came(event, for_user=for_user) if can_link(for_user, event, each)]


def needs_to_link(event: Event, companies: Sequence[Company], *, for_user: User) -> list[Any]:
    """Return the needs of companies that are not linked to the event yet, the latest first."""
    found = needs.needs(for_user=for_user, filters=needs.Filters(state="all"))
    linked = EventLink.objects.filter(event=event, kind=LinkKind.NEED).values("need_id")
    found = found.filter(company__in=companies).exclude(pk__in=linked)
    return list(found.order_by("-created_at", "-pk")[:MOST_OFFERED])


def cooperations_to_link(event: Event, companies: Sequence[Company], *, for_user: User) -> list[Any]:
    """Return the cooperations of companies that came, not linked to the event yet, the latest first."""
    linked = EventLink.objects.filter(event=event, kind=LinkKind.COOPERATION).values("cooperation_id")
    found = cooperations(for_user=for_user).exclude(pk__in=linked)
    found = found.filter(Q(first__in=companies) | Q(second__in=companies))
    return [
        each for each in found.order_by("-pk")[:MOST_OFFERED] if can_link(for_user, event, each.first, each.second)
    ]  # fmt: skip


def contacts_to_link(event: Event, companies: Sequence[Company], *, for_user: User) -> list[Any]:
    """Return the contacts since the event began with companies that came, not linked yet, the latest first."""
    linked = set(
        EventLink.objects.filter(event=event, kind=LinkKind.CONTACT).values_list("contact", flat=True)
    )
    found = contact_queries.contacts_with(
        [each.pk for each in companies], for_user=for_user, since=event.starts_at, limit=MOST_OFFERED
    )
    return [each for each in found if each.pk not in linked]
