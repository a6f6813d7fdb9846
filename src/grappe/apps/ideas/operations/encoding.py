"""How does an idea become findable by its words, and by its meaning in other languages?"""

from __future__ import annotations

from django.db import transaction

from grappe.apps.ideas.models import Idea, IdeaVector
from grappe.ui import jobs, passages
from grappe.ui.passages import Texts


def index(idea: Idea) -> None:
    """Bring the passages of an idea up to date inside the caller's transaction; the worker encodes what is new."""
    language = idea.language if idea.language in passages.LANGUAGES else passages.LANGUAGES[0]
    answers = "\n".join(str(words) for words in idea.canvas.values())
    texts = {language: Texts(idea.title, "", f"{idea.text}\n{answers}".strip())}
    if passages.store(IdeaVector, "idea", idea.pk, texts):
        transaction.on_commit(order_encoding)


def order_encoding() -> None:
    """Order the job that encodes what waits; once is enough however often it is ordered."""
    jobs.order("ideas.encode_passages")


def encode_waiting() -> int:
    """Encode the passages of ideas that wait for it; return how many."""
    done = 0
    while True:
        with transaction.atomic():
            batch = passages.encode_waiting(IdeaVector)
        done += batch
        if not batch:
            return done
