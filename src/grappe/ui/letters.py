"""What does a row of a letter to somebody without an account have, whatever it is about?

Claimed by a row that is committed before the mail is handed over: what a dying process leaves becomes "uncertain".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNCERTAIN = "uncertain", _("Uncertain: maybe sent")
    LEFT_OUT = "left_out", _("Not sent: overtaken, or nobody to write to")


class LetterBase(models.Model):
    """One mail; the app adds whom it is for and which kind it is of."""

    about = models.CharField(max_length=80, blank=True)  # which one of its kind: "7 days", "sequence 3"
    state = models.CharField(max_length=9, choices=LetterState.choices, default=LetterState.WAITING)
    message_id = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    trail = models.JSONField(default=list)  # what the mail server said: {"at", "text"}

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many letters of a kind are in which state."""

    kind: str
    label: str
    sent: int
    waiting: int
    stuck: int  # failed, or maybe sent: a person decides
    left_out: int


def counted(letters: models.QuerySet[Any], kinds: type[models.TextChoices]) -> list[Counted]:
    """Return how letters fared, kind by kind in the order of `kinds`; a kind without any has no row. One query."""
    states: dict[str, dict[str, int]] = {}
    rows = letters.order_by().values_list("kind", "state").annotate(number=models.Count("pk"))
    for kind, state, number in rows:
        states.setdefault(kind, {})[state] = number
    return [
        Counted(
            kind=kind.value,
            label=str(kind.label),
            sent=found.get(LetterState.SENT, 0),
            waiting=found.get(LetterState.WAITING, 0) + found.get(LetterState.SENDING, 0),
            stuck=found.get(LetterState.FAILED, 0) + found.get(LetterState.UNCERTAIN, 0),
            left_out=found.get(LetterState.LEFT_OUT, 0),
        )
        for kind in kinds
        if (found := states.get(kind)) is not None
    ]


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as its reader gets it."""

    language: str
    subject: str
    body: str
    html: str
    method: str = ""  # REQUEST or CANCEL where a calendar file goes with it (RFC 5546)
    calendar: bytes = b""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a letter is put together of, the same for text and HTML, in its reader's language."""

    greeting: str
    opening: str
    title: str
    action: str  # what the personal link is called
    link: str  # empty where nothing opens for them
    why: str  # why they get it
    facts: list[tuple[str, str]] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    shared: bool = False  # the link is a company's: whoever answers for it may get it from a colleague


def put_together(
    parts: Parts, *, subject: str, language: str, method: str = "", calendar: bytes = b""
) -> Written:
    """Return a letter as text and as HTML (ui/letter.html), in the language that is active."""
    context = {"letter": parts, "subject": subject, "language": language}
    html = render_to_string("ui/letter.html", context)
    return Written(language, subject, _body(parts), html, method, calendar)


def _body(parts: Parts) -> str:
    facts = [f"{label}: {value}" for label, value in parts.facts]
    shared = gettext("%(what)s (the link of your company; you may pass it on to a colleague):")
    own = gettext("%(what)s (your personal link, please do not pass it on):")
    way = (shared if parts.shared else own) % {"what": parts.action}
    paragraphs = [
        parts.greeting,
        parts.opening,
        "\n".join([parts.title, *facts]),
        *parts.more,
        *([f"{way}\n{parts.link}"] if parts.link else []),
        f"-- \n{parts.why}",
    ]
    return "\n\n".join(paragraphs) + "\n"
