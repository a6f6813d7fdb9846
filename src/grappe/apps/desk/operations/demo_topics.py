"""What has the analyst of the demonstration said of the topics that were found? Some are named, small talk is hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
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
    about = _subjects(field)
    for topic, sentences in said_by_topic(for_user=analyst):
        what = _subject([about(said) for said in sentences])
        if what == SMALL_TALK:
            correcting.hide(topic=topic, version=topic.version, by=analyst, at=stage.at)
        elif what and what not in named:
            named.add(what)
            names = field["subjects"][what]["demo"]["subject"]
            topic = correcting.name(topic=topic, names=names, version=topic.version, by=analyst, at=stage.at)
            correcting.confirm(topic=topic, version=topic.version, by=analyst, at=stage.at)


def _subject(about: list[str]) -> str:
    """Return what two thirds of a topic's sentences are about; "" where nothing of the file is, or they are few."""
    if len(about) < FEWEST:
        return ""
    what, number = Counter(about).most_common(1)[0]
    return what if 3 * number >= 2 * len(about) else ""


def _subjects(field: dict[str, Any]) -> Callable[[str], str]:
    """Return what tells the subject of a sentence: one of the file's, small talk, or "" for another."""
    own = [
        (words, name)
        for name, subject in field["subjects"].items() if "demo" in subject
        for language in ("en", "fr", "de", "lb") for words in subject[language]
    ]  # fmt: skip
    asides = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(each)))
        for each in sum(field["chatter"].values(), [])
    ]

    def about(said: str) -> str:
        name = next((name for words, name in own if words in said), "")
        return name or (SMALL_TALK if any(each.search(said) for each in asides) else "")

    return about
