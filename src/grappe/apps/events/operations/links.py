"""What came of an event: how is a need, a contact, a cooperation or an idea linked to it, and how is that taken back?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.enums import EventState, LinkKind
from grappe.apps.events.models import EventLink
from grappe.apps.events.permissions import check_can_link, check_can_manage_event
from grappe.apps.needs import operations as needs
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Contact
    from grappe.apps.events.models import Cooperation, Event
    from grappe.apps.needs.models import Need

LONGEST_IDEA = 2_000


@transaction.atomic
def link_need(*, event: Event, need: Need, by: User, at: datetime) -> EventLink:
    """Count a need among what came of an event; once, whoever says it again. Raises PermissionDenied, BadInput."""
    check_can_link(by, event, need.company)
    return _once(event, LinkKind.NEED, {"need": need}, by, at)


@transaction.atomic
def link_contact(*, event: Event, contact: Contact, by: User, at: datetime) -> EventLink:
    """Count a contact among what came of an event; once. Raises PermissionDenied, BadInput."""
    check_can_link(by, event, contact.company)
    return _once(event, LinkKind.CONTACT, {"contact": contact}, by, at)


@transaction.atomic
def link_cooperation(*, event: Event, cooperation: Cooperation, by: User, at: datetime) -> EventLink:
    """Count a cooperation among what came of an event; once. The event where the two met is kept with it, if none is.

    Whoever looks after one of the two companies may, and whoever manages the event.
    """
    check_can_link(by, event, cooperation.first, cooperation.second)
    link = _once(event, LinkKind.COOPERATION, {"cooperation": cooperation}, by, at)
    if cooperation.event_id is None:
        cooperation.event = event
        cooperation.save(update_fields=["event"])
    return link


@transaction.atomic
def link_idea(
    *, event: Event, idea: str, company: Company | None = None, by: User, at: datetime
) -> EventLink:
    """Keep an idea that came up at an event, in words; `company` says whose. Raises PermissionDenied, BadInput.

    An idea of nobody in particular is noted by whoever manages the event.
    """
    check_can_link(by, event, *([company] if company is not None else []))
    _check_open(event)
    words = idea.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise BadInput(_("Write the idea in a sentence or two."))
    if len(words) > LONGEST_IDEA:
        raise BadInput(_("The idea is longer than %(most)d characters.") % {"most": LONGEST_IDEA})
    if EventLink.objects.filter(event=event, kind=LinkKind.IDEA, idea=words, company=company).exists():
        raise BadInput(_("This idea is noted already."))
    return EventLink.objects.create(
        event=event, kind=LinkKind.IDEA, idea=words, company=company, linked_at=at, linked_by=by
    )


@transaction.atomic
def add_need(*, event: Event, company: Company, values: Mapping[str, Any], by: User, at: datetime) -> Need:
    """Add a need that came up at an event to a company, confirmed, and link it: both or neither.

    `values`: title, description, language, theme, urgency. Raises PermissionDenied, BadInput.
    """
    _check_open(event)
    made = needs.add_need(company=company, **values, by=by, at=at)
    link_need(event=event, need=made, by=by, at=at)
    return made


@transaction.atomic
def unlink(*, link: EventLink, by: User, at: datetime) -> None:
    """Take a link back: the need, contact or cooperation stays, it only no longer counts; an idea goes.

    Whoever made the link, and whoever manages the event.
    """
    if link.linked_by_id != by.pk:
        check_can_manage_event(by, link.event)
    else:
        check_can_link(by, link.event, *companies_of(link))
    if link.cooperation is not None and link.cooperation.event_id == link.event_id:
        link.cooperation.event = None
        link.cooperation.save(update_fields=["event"])
    EventLink.objects.filter(pk=link.pk).delete()


def companies_of(link: EventLink) -> list[Any]:
    """Return the companies that a link is about; an idea may be nobody's."""
    if link.cooperation is not None:
        return [link.cooperation.first, link.cooperation.second]
    thing = link.need or link.contact or link
    return [thing.company] if thing.company is not None else []


def _once(event: Event, kind: str, what: dict[str, Any], by: User, at: datetime) -> EventLink:
    _check_open(event)
    link, _made = EventLink.objects.get_or_create(
        event=event, **what, defaults={"kind": kind, "linked_at": at, "linked_by": by}
    )
    return link


def _check_open(event: Event) -> None:
    if event.state == EventState.DRAFT:
        raise BadInput(_("Nothing can have come of an event that is still being prepared."))
