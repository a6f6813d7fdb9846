"""Notes of contacts in several languages about a few subjects, from which real topics are found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pgvector import HalfVector

from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.trends.models import Near, Sentence, SentenceVector, SourceText, Topic, TopicRun
from grappe.apps.trends.operations.topic_runs import find_now
from grappe.ui.moments import local_date

AT = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
_WORDS = Path(__file__).parents[2] / "catalogues" / "luxembourg" / "demo" / "field.yaml"


def words(subject: str) -> list[tuple[str, str]]:
    """Return what is said of a subject: (language, sentence), the languages in turn."""
    said = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))["subjects"][subject]
    return [(code, line) for lines in zip(*(said[code] for code in ("en", "fr", "de", "lb")), strict=True)
            for code, line in zip(("en", "fr", "de", "lb"), lines, strict=True)]  # fmt: skip


def told(
    subject: str, *, companies: list[Any], times: int, at: datetime = AT, every: int = 7, **values: Any
) -> list[Any]:
    """Return contacts in whose notes companies speak of a subject, one after the other, the last a day before `at`."""
    lines = words(subject)
    return [
        ContactFactory(
            company=companies[n % len(companies)], state="held", notes=lines[n % len(lines)][1],
            notes_language=lines[n % len(lines)][0], starts_at=at - timedelta(days=1 + every * n), **values,
        )
        for n in range(times)
    ]  # fmt: skip


def companies(cluster: Any, *names: str) -> list[Any]:
    """Return companies of a cluster."""
    return [CompanyFactory(name=name, clusters=[cluster]) for name in names]


def find(at: datetime = AT) -> TopicRun:
    """Bring topics up to date."""
    return find_now(at=at)


def ready(contacts: list[Any], *, at: datetime = AT) -> Topic:
    """Return a topic that was found in contacts before, without the encoder: its vectors are chance."""
    topic = Topic.objects.create(
        id=1, born=at.date(), found_at=at,
        labels={code: {"terms": ["heat pump"], "language": "en"} for code in ("en", "fr", "de")},
    )  # fmt: skip
    lot = np.random.default_rng(7)
    for contact in contacts:
        text = SourceText.objects.create(
            kind="contact", source_id=contact.pk, company=contact.company, on=local_date(contact.starts_at),
            clusters=[each.slug for each in contact.company.clusters.all()], language="en", digest="x",
            confidential=contact.confidential, taken_at=at,
        )  # fmt: skip
        sentence = Sentence.objects.create(
            text=text, place=0, words=contact.notes, language="en", mark=contact.pk, topic=topic, placed=True
        )
        SentenceVector.objects.create(sentence=sentence, vector=HalfVector(lot.normal(size=512)))
        Near.objects.create(topic=topic, text=text)
    TopicRun.objects.create(state="done", ordered_at=at, finished_at=at, on=local_date(at))
    return topic


def topic_of(contact: Any) -> Topic:
    """Return the topic of the first sentence of a contact's notes."""
    return Topic.objects.get(
        sentences__text__kind="contact", sentences__text__source_id=contact.pk, sentences__place=0
    )
