"""Who is invited to an event, with which words, and what came of it? The campaign does not know the event (ADR 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.campaigns import queries as campaigns
from grappe.apps.events.enums import EventMode, EventState, RegistrationState
from grappe.apps.events.models import Event, Invitation, Registration
from grappe.apps.events.permissions import check_can_view_events
from grappe.engines.kernel import Text
from grappe.ui import charts, moments

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

KEY = "event:"
TOKEN = "TOKEN"


def key_of(event: Event) -> str:
    """Return the key by which a campaign is about an event."""
    return f"{KEY}{event.pk}"


def topic(*, key: str) -> campaigns.Topic | None:
    """Answer for the keys of events (HOOKS["campaigns.topic"]): what is said in an invitation, and to whom no more."""
    number = key.removeprefix(KEY)
    if not key.startswith(KEY) or not number.isdecimal():
        return None
    event = Event.objects.filter(pk=int(number)).first()
    return topic_of(event) if event is not None else None


def topic_of(event: Event) -> campaigns.Topic:
    """Return an event as what a campaign is about."""
    link = reverse("events:invited", args=[TOKEN]).replace(TOKEN, "{token}")
    return campaigns.Topic(
        key=key_of(event),
        title=str(event),
        url=reverse("events:invitations", args=[event.pk]),
        placeholders={
            "event": _("the event's title"),
            "date": _("when it is"),
            "place": _("where it is"),
            "summary": _("the event in a few words"),
        },
        facts=_facts(event),
        link=f"{settings.SITE_URL}{link}",
        link_words=_in_each(lambda: _("Register, or tell us that you cannot come")),
        settled=lambda emails: settled(event, emails),
        closed=_closed(event),
        over_at=event.ends_at,
        over=_("The event is over."),
    )


def settled(event: Event, emails: Collection[str]) -> set[str]:
    """Return which of some addresses (in lower case) are registered for an event, or were and cancelled. One query."""
    found = Registration.objects.filter(event=event).annotate(plain=Lower("email"))
    found = found.filter(Q(plain__in=emails) | Q(recipient__address__email__in=emails))
    rows = found.order_by().values_list("plain", "recipient__address__email")
    return {email for row in rows for email in row if email} & set(emails)


def _closed(event: Event) -> str:
    if event.state == EventState.CANCELLED:
        return _("The event is called off.")
    if event.state != EventState.PUBLISHED:
        return _("The event is not published yet: whoever is invited could not register.")
    return ""


def _in_each(words: Any) -> dict[str, str]:
    """Return words in each language."""
    found = {}
    for language in Language.values:
        with translation.override(language):
            found[language] = str(words())
    return found


def _facts(event: Event) -> dict[str, Mapping[str, str]]:
    places = ", ".join(part for part in (event.place, event.address) if part)
    online = event.mode == EventMode.ONLINE

    def place() -> str:
        both = _("%(place)s, or online") % {"place": places}
        return _("Online") if online or not places else both if event.mode == EventMode.HYBRID else places

    def spoken(texts: Mapping[str, str]) -> dict[str, str]:
        text = Text.of(texts)
        return {each: text.in_language(each) for each in Language.values}

    return {
        "event": spoken(event.titles),
        "date": _in_each(lambda: moments.span(event.starts_at, event.ends_at)),
        "place": _in_each(place),
        "summary": spoken(event.summaries) if event.summaries else dict.fromkeys(Language.values, ""),
    }


def words_for(*, again: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Return subjects and texts of an invitation, or of a reminder of it, to begin with, in each language."""
    if again:
        subject = _in_each(lambda: _("Will you come? {event}"))
        opening = _in_each(lambda: _("we wrote to you about this event, and have not heard from you yet:"))
    else:
        subject = _in_each(lambda: _("Invitation: {event}"))
        opening = _in_each(lambda: _("we invite you, and {company}, to our event:"))
    hello = _in_each(lambda: _("Dear {person},"))
    facts = _in_each(lambda: _("{event}\nWhen: {date}\nWhere: {place}"))
    link = _in_each(lambda: _("Your personal link to register, or to tell us that you cannot come:\n{link}"))
    closing = _in_each(lambda: _("We look forward to meeting you.\n{manager}"))
    parts = [hello, opening, facts, dict.fromkeys(Language.values, "{summary}"), link, closing]
    return subject, {each: "\n\n".join(part[each] for part in parts) for each in Language.values}


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign of invitations, and what came of it."""

    invitation: Invitation
    again: bool  # to those who had not answered
    figures: campaigns.Figures
    registered: int
    declined: int
    came: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """What came of all invitations to an event; each person counts once."""

    written_to: int
    registered: int
    waiting: int
    declined: int
    came: int

    @property
    def open(self) -> int:
        """Who has neither registered nor declined."""
        return max(0, self.written_to - self.registered - self.waiting - self.declined)

    @property
    def chart(self) -> dict[str, Any] | None:
        """The figures as bars (ECharts); None while nobody was written to. The table has the same figures."""
        if not self.written_to:
            return None
        bars = [
            (_("Written to"), self.written_to, "#5b6b7f"),
            (_("Registered"), self.registered, "#1d6fdc"),
            (_("Waiting list"), self.waiting, "#d9a400"),
            (_("Declined"), self.declined, "#8a93a0"),
            (_("Came"), self.came, "#2f9e5b"),
        ]
        return charts.lying_bars(bars)


def invitations(event: Event, *, for_user: User) -> list[Row]:
    """Return the campaigns that invite to an event, the latest first, with what came of each. Five queries."""
    check_can_view_events(for_user)
    found = list(event.invitations.select_related("campaign__created_by"))
    figures = campaigns.figures_of([each.campaign_id for each in found], for_user=for_user)
    counts = _registered(event)
    back = _registered_addresses(event)
    return [
        Row(
            invitation=each,
            again=bool(each.campaign.segment.get("again")),
            figures=figures[each.campaign_id],
            registered=counts.get(each.campaign_id, (0, 0))[0],
            declined=len(figures[each.campaign_id].refused - back),
            came=counts.get(each.campaign_id, (0, 0))[1],
        )
        for each in found
    ]


def funnel(event: Event, rows: Collection[Row]) -> Funnel:
    """Return what came of all invitations (`rows` of `invitations`), each person once. Three queries."""
    by_link = Registration.objects.filter(event=event, recipient__isnull=False)
    states = by_link.aggregate(
        registered=Count("pk", filter=Q(state=RegistrationState.CONFIRMED)),
        waiting=Count("pk", filter=Q(state=RegistrationState.WAITING)),
        came=Count("pk", filter=Q(checked_in_at__isnull=False)),
    )
    refused = {address for row in rows for address in row.figures.refused}
    return Funnel(
        written_to=campaigns.people_written_to(key_of(event)),
        declined=len(refused - _registered_addresses(event)),
        **states,
    )


def _registered(event: Event) -> dict[int, tuple[int, int]]:
    """Return by campaign how many hold a seat or wait, and how many came."""
    rows = Registration.objects.filter(event=event, recipient__isnull=False).order_by()
    stands = Q(state__in=[RegistrationState.CONFIRMED, RegistrationState.WAITING])
    counted = rows.values_list("recipient__campaign_id").annotate(
        stands=Count("pk", filter=stands), came=Count("pk", filter=Q(checked_in_at__isnull=False))
    )
    return {campaign: (stand, came) for campaign, stand, came in counted}


def _registered_addresses(event: Event) -> set[int]:
    """Return the addresses (ids) that thought again after they had declined."""
    rows = Registration.objects.filter(event=event, recipient__isnull=False)
    rows = rows.exclude(state=RegistrationState.CANCELLED)
    return {pk for pk in rows.values_list("recipient__address_id", flat=True) if pk is not None}


def companies_that_came(*, for_user: User, without: Event, theme: int | None = None) -> list[int]:
    """Return the ids of companies somebody of which came to another event (of a theme), in order. One query."""
    check_can_view_events(for_user)
    came = Registration.objects.filter(checked_in_at__isnull=False, company__isnull=False).exclude(
        event=without
    )
    if theme is not None:
        came = came.filter(event__theme_id=theme)
    return sorted(set(came.order_by().values_list("company_id", flat=True)))


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a personal link of an invitation belongs to, and where they stand."""

    event: Event
    recipient: Any  # campaigns.Recipient
    registration: Registration | None  # the latest made by this link, unless it was cancelled
    declined: bool


def invited_by(token: str, *, at: datetime) -> Invited:
    """Return whom an invitation's link belongs to.

    Raises campaigns.LinkExpired when its time is over, ObjectDoesNotExist for a link that is not ours or invites to no
    event.
    """
    recipient = campaigns.recipient_by_token(token, at=at)
    event = Event.objects.select_related("organiser").get(invitations__campaign=recipient.campaign_id)
    found = Registration.objects.filter(event=event).exclude(state=RegistrationState.CANCELLED)
    mine = Q(recipient=recipient)
    if recipient.address is not None:
        mine |= Q(email__iexact=recipient.address.email)
    answer = getattr(recipient, "answer", None)
    return Invited(
        event=event,
        recipient=recipient,
        registration=found.filter(mine).order_by("-pk").first(),
        declined=answer is not None and answer.kind == "not_for_us",
    )
