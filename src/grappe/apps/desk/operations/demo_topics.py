"""What has the analyst of the demonstration said of the topics that were found? Some are named, small talk is hidden."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from grappe.apps.desk.operations.demo_stage import Stage
from grappe.apps.trends.operations import correcting
from grappe.apps.trends.queries.said import said_by_topic

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SMALL_TALK = "small talk"
FEWEST = 6  # sentences of a topic that is looked at


def correct_topics(stage: Stage, analyst: User) -> None:
    """Name the topics that stand for a subject of `field.yaml`, each once, and hide those of small talk; others wait."""
    field, named = stage.words.field, set()
    for topic, sentences in said_by_topic(for_user=analyst):
        what = _subject(sentences, field)
        if what == SMALL_TALK:
            correcting.hide(topic=topic, version=topic.version, by=analyst, at=stage.at)
        elif what and what not in named:
            named.add(what)
            names = field["subjects"][what]["demo"]["subject"]
            topic = correcting.name(topic=topic, names=names, version=topic.version, by=analyst, at=stage.at)
            correcting.confirm(topic=topic, version=topic.version, by=analyst, at=stage.at)


def _subject(sentences: list[str], field: dict[str, Any]) -> str:
    """Return what two thirds of some sentences are about; "" where nothing of the file is."""
    if len(sentences) < FEWEST:
        return ""
    own = [
        (words, name)
        for name, subject in field["subjects"].items() if "demo" in subject
        for language in ("en", "fr", "de", "lb") for words in subject[language]
    ]  # fmt: skip
    asides = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(each)))
        for each in sum(field["chatter"].values(), [])
    ]
    found = Counter(
        next((name for words, name in own if words in said), "")
        or (SMALL_TALK if any(each.search(said) for each in asides) else "")
        for said in sentences
    )
    what, number = found.most_common(1)[0]
    return what if 3 * number >= 2 * len(sentences) else ""
