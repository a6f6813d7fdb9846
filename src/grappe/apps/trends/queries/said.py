"""What was said of each topic, word for word?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.trends.models import Sentence, Topic
from grappe.apps.trends.queries.sources import readable_texts

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def said_by_topic(*, for_user: User) -> list[tuple[Topic, list[str]]]:
    """Return the living topics with the sentences that somebody may read, the most said first."""
    found: dict[int, list[str]] = {}
    rows = Sentence.objects.filter(text__in=readable_texts(for_user), topic__into=None).exclude(topic=None)
    for topic, words in rows.order_by("pk").values_list("topic_id", "words"):
        found.setdefault(topic, []).append(words)
    topics = Topic.objects.in_bulk(list(found))
    return [(topics[pk], found[pk]) for pk in sorted(found, key=lambda each: (-len(found[each]), each))]
