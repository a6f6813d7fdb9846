"""Which topic does one stand for that went into another one, by an analyst or by the engine?"""

from __future__ import annotations

from grappe.apps.trends.models import Topic


def merged_into() -> dict[int, int]:
    """Return for each topic that went into another one the living one in which it ended. One query."""
    next_of = dict(Topic.objects.exclude(into=None).order_by().values_list("pk", "into_id"))
    found = {}
    for pk in next_of:
        at, steps = pk, 0
        while at in next_of and steps <= len(next_of):
            at, steps = next_of[at], steps + 1
        found[pk] = at
    return found


def with_merged(topic: Topic) -> list[int]:
    """Return a topic's key and those of all that went into it. One query."""
    return [topic.pk, *(pk for pk, into in merged_into().items() if into == topic.pk)]
