"""What is a campaign about that only a higher app knows, and who is not to be written to about it (again)?

A campaign may have a topic: a key that a higher app gave it and alone can read ("event:12"). HOOKS["campaigns.topic"]
in the settings names who answers for keys; this app never names them (ADR 9).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from grappe.apps.campaigns.enums import LeftOut, RecipientState
from grappe.apps.campaigns.models import Campaign, Recipient

# Whoever is in one of these was written to, may have been, or is about to be.
WRITTEN_TO = (RecipientState.WAITING, RecipientState.SENDING, RecipientState.SENT, RecipientState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a higher app hands over: words for the texts, a personal link in place of ours, and who has said all."""

    key: str
    title: str  # in the page's language
    url: str  # its page, inside
    placeholders: Mapping[str, Any]  # name -> what it stands for, in the page's language
    facts: Mapping[str, Mapping[str, str]]  # name -> language -> words
    link: str  # the whole address, with {token} for the recipient's token (links.token_of)
    link_words: Mapping[str, str]  # what the link is called, in each language
    settled: Callable[
        [Collection[str]], Set[str]
    ]  # of some e-mails (lower case), those there is nothing to ask any more
    closed: str = ""  # why nobody is written to about it, in the page's language: it is called off
    over_at: datetime | None = None  # from then on it is in the past
    over: str = ""  # in words that it is

    def closed_at(self, at: datetime) -> str:
        """Return why nobody is written to about it at a moment; empty where somebody may be."""
        return self.closed or (self.over if self.over_at is not None and self.over_at <= at else "")

    def document(self) -> dict[str, Any]:
        """Return what is kept with the review: all that the texts are filled in with."""
        return {
            "facts": {name: dict(words) for name, words in self.facts.items()},
            "link": self.link,
            "link_words": dict(self.link_words),
        }


def topic_of(key: str) -> Topic | None:
    """Return the topic of a key, as whoever gave it knows it now; None for no key, and for one nobody knows any more."""
    if not key:
        return None
    for path in settings.HOOKS.get("campaigns.topic", ()):
        found: Topic | None = import_string(path)(key=key)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class Said:
    """Who was written to about a topic, by which kind of campaign, and who has answered or settled it."""

    before: frozenset[str] = frozenset()  # by any campaign
    again: frozenset[str] = frozenset()  # by one to those who had not answered
    settled: frozenset[str] = frozenset()

    def reason(self, email: str, *, again: bool) -> str:
        """Return why somebody is not written to about it; empty where nothing speaks against it."""
        if email in self.settled:
            return LeftOut.SETTLED
        return LeftOut.ALREADY if email in (self.again if again else self.before) else ""


def said_about(key: str, emails: Collection[str], *, without: int | None = None) -> Said:
    """Return what was said about a topic with some addresses (lower case), by campaigns other than `without`.

    One query, and what the topic's own app needs.
    """
    if not key:
        return Said()
    found = Recipient.objects.filter(campaign__topic=key, state__in=WRITTEN_TO, address__email__in=emails)
    rows = found.values_list(
        "campaign_id", "address__email", "campaign__segment__again", "answer__pk"
    ).order_by()
    topic = topic_of(key)
    settled = set(topic.settled(emails)) if topic is not None else set()
    before, again = set(), set()
    for campaign_id, email, reminds, answered in rows:
        if answered is not None:
            settled.add(email)
        if campaign_id != without:
            before.add(email)
            if reminds:
                again.add(email)
    return Said(frozenset(before), frozenset(again), frozenset(settled))


def speaks_against(campaign: Campaign, email: str, *, at: datetime) -> str:
    """Return why a mail of a campaign with a topic does not go out after all; empty where it goes."""
    topic = topic_of(campaign.topic)
    if topic is None or topic.closed_at(at):
        return LeftOut.OVER
    said = said_about(campaign.topic, [email], without=campaign.pk)
    if email in said.settled:
        return LeftOut.SETTLED
    gone = Recipient.objects.filter(campaign__topic=campaign.topic, address__email=email).exclude(
        campaign=campaign
    )
    gone = gone.filter(state__in=[RecipientState.SENDING, RecipientState.SENT, RecipientState.UNCERTAIN])
    if campaign.segment.get("again"):
        gone = gone.filter(campaign__segment__again=True)
    return LeftOut.ALREADY if gone.exists() else ""


def companies_written_to(key: str) -> Any:
    """Return a query of the ids of the companies that were written to about a topic."""
    return Recipient.objects.filter(campaign__topic=key, state__in=WRITTEN_TO).values("company_id")
