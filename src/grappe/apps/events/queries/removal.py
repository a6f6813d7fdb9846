"""May an event be deleted, and what would go with it?"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.events.enums import EventState
from grappe.apps.events.models import Event, Invitation, MeetingPlan, Registration


def why_it_stays(event: Event) -> str:
    """Return why an event cannot be deleted, in words; empty where it can. Two queries at most."""
    if event.state == EventState.CANCELLED:
        return _("An event that is called off stays: those who were told can still read so.")
    if event.state != EventState.DRAFT:
        return _(
            "Only a draft can be deleted. A published event is called off, so that those registered are told."
        )
    if Registration.objects.filter(event=event).exists():
        return _("People are registered for this event: it cannot be deleted.")
    if Invitation.objects.filter(event=event).exists():
        return _("A campaign invites to this event: it cannot be deleted.")
    return ""


def goes_with(event: Event) -> list[str]:
    """Return what hangs on an event and would go with it, counted, in words. Six queries."""
    sessions, speakers = event.sessions.count(), event.speakers.count()
    questions, costs, links = event.questions.count(), event.costs.count(), event.links.count()
    counted = (
        (sessions, ngettext("%(n)d session of the programme", "%(n)d sessions of the programme", sessions)),
        (speakers, ngettext("%(n)d speaker", "%(n)d speakers", speakers)),
        (questions, ngettext("%(n)d question", "%(n)d questions", questions)),
        (costs, ngettext("%(n)d line of costs", "%(n)d lines of costs", costs)),
        (links, ngettext("%(n)d link to what came of it", "%(n)d links to what came of it", links)),
    )
    said = [words % {"n": number} for number, words in counted if number]
    if MeetingPlan.objects.filter(event=event).exists():
        said.append(_("the preparation of the business meetings, with slots and tables"))
    return said
