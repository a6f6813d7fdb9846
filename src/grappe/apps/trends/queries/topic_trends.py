"""How does each topic go, counted for one reader? Drawn from what the job prepared, of the texts that this reader may read only.

So no figure of somebody depends on a text that is closed to them, and none can be worked out from two figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q, QuerySet

from grappe.apps.trends.enums import RunState, TextKind
from grappe.apps.trends.models import Near, Sentence, TopicRun
from grappe.apps.trends.permissions import check_can_view_trends, sees_few
from grappe.apps.trends.queries.sources import readable, readable_texts
from grappe.engines.disclosure import LEAST
from grappe.engines.signals import Mention, Trend, trends

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

WEEKS = timedelta(weeks=53)
NOT_NEWS = ~Q(text__kind=TextKind.ENTRY)


@dataclass(frozen=True, slots=True)
class Age:
    """The latest run, and as of which day and moment the figures are; None where there are none yet."""

    run: TopicRun | None
    on: date | None
    at: datetime | None


def age(*, for_user: User) -> Age:
    """Return how old the figures are. Raises PermissionDenied. Two queries."""
    check_can_view_trends(for_user)
    done = TopicRun.objects.filter(state=RunState.DONE).order_by("-pk").first()
    return Age(
        TopicRun.objects.order_by("-pk").first(),
        done.on if done else None,
        done.finished_at if done else None,
    )


def trends_for(user: User, on: date, cluster: str = "") -> dict[int, Trend]:
    """Return how each topic goes on a day, counted over what somebody may read of what companies said. Three queries.

    With `cluster`, over what its companies said: beside all that these said. News of sources outside counts on neither
    side: a busy journal would make everything else look as if it faded. Of what is older than the weeks that are compared
    only the first day of each topic is read: it tells what is new.
    """
    near = near_texts(user, on, cluster)
    mentions = [
        Mention(topic, text, day, str(company or ""))
        for topic, text, day, company in near.filter(text__on__gte=on - WEEKS).values_list(
            "topic_id", "text_id", "text__on", "text__company_id"
        )
    ]
    older = near.filter(text__on__lt=on - WEEKS).values("topic_id").annotate(first=Min("text__on"))
    mentions += [Mention(row["topic_id"], 0, row["first"]) for row in older]
    texts = readable_texts(user).filter(on__lte=on, on__gte=on - WEEKS).exclude(kind=TextKind.ENTRY)
    if cluster:
        texts = texts.filter(clusters__contains=[cluster])
    voices = [
        (day, Mention(0, pk, day, str(company or "")).voice)
        for pk, day, company in texts.values_list("pk", "on", "company_id")
    ]
    return trends(mentions, voices, on) if mentions else {}


def near_texts(user: User, on: date, cluster: str = "") -> QuerySet[Near]:
    """Return which texts, up to a day, come near living topics, of those that somebody may read; news left out."""
    near = Near.objects.filter(readable(user, "text__"), topic__into=None, text__on__lte=on).order_by()
    if cluster:
        near = near.filter(text__clusters__contains=[cluster])
    return near.exclude(text__kind=TextKind.ENTRY)


def readable_sentences(user: User) -> QuerySet[Sentence]:
    """Return the sentences of living topics that somebody may read."""
    return Sentence.objects.filter(readable(user, "text__"), topic__isnull=False, topic__into=None).order_by()


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a topic was said, among what somebody may read; `notes` without the news of sources outside."""

    notes: int
    companies: int
    first: date
    last: date


def counts_for(user: User, narrowed: Q | None = None) -> dict[int, Counted]:
    """Return the topics that somebody may see, with their counts. One query.

    The ministry sees those of which three companies at least spoke.
    """
    rows = readable_sentences(user).filter(narrowed or Q()).values("topic_id")
    rows = rows.annotate(
        notes=Count("text", distinct=True, filter=NOT_NEWS), companies=Count("text__company", distinct=True),
        first=Min("text__on"), last=Max("text__on"),
    )  # fmt: skip
    if not sees_few(user):
        rows = rows.filter(companies__gte=LEAST)
    return {
        row["topic_id"]: Counted(row["notes"], row["companies"], row["first"], row["last"]) for row in rows
    }
