"""How are an event's sessions, speakers and questions written?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.events.enums import EventState, QuestionKind, Stage
from grappe.apps.events.models import Event, Question, Registration, Session, Speaker
from grappe.apps.events.operations import seats
from grappe.apps.events.permissions import check_can_manage_event
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST = 200  # of each
_WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.CHOICES)


@transaction.atomic
def save_session(
    *,
    event: Event,
    session: Session | None = None,
    titles: Mapping[str, str],
    abstracts: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime,
    room: str = "",
    speakers: Sequence[Speaker] = (),
    by: User,
) -> Session:
    """Write a session of the programme, a new one without `session`. Raises PermissionDenied, BadInput."""
    current = opened(event, by)
    words = _words(titles, 200)
    if not words:
        raise BadInput(_("A session needs a title in at least one language."))
    if not current.starts_at <= starts_at < ends_at <= current.ends_at:
        raise BadInput(_("A session lies within the event, and ends after it begins."))
    if any(speaker.event_id != current.pk for speaker in speakers):
        raise BadInput(_("A speaker of another event cannot be chosen."))
    made = session or Session(event=_room_for_more(current, current.sessions))
    made.titles, made.abstracts = words, _words(abstracts, 4_000)
    made.starts_at, made.ends_at, made.room = starts_at, ends_at, " ".join(room.split())[:120]
    with pghistory.context(user=by.pk):
        made.save()
        made.speakers.set(speakers)
        changed(current)
    return made


@transaction.atomic
def save_speaker(
    *,
    event: Event,
    speaker: Speaker | None = None,
    name: str,
    function: str = "",
    organisation: str = "",
    about: Mapping[str, str],
    by: User,
) -> Speaker:
    """Write a speaker, a new one without `speaker`. Raises PermissionDenied, BadInput."""
    current = opened(event, by)
    words = " ".join(name.split())
    if not words or len(words) > 200:
        raise BadInput(_("A speaker needs a name of at most 200 characters."))
    made = speaker or Speaker(
        event=_room_for_more(current, current.speakers), position=_last(current.speakers)
    )
    made.name, made.function = words, " ".join(function.split())[:200]
    made.organisation, made.about = " ".join(organisation.split())[:200], _words(about, 2_000)
    with pghistory.context(user=by.pk):
        made.save()
        changed(current)
    return made


@transaction.atomic
def save_question(
    *,
    event: Event,
    question: Question | None = None,
    labels: Mapping[str, str],
    kind: str,
    choices: Sequence[Mapping[str, str]] = (),
    required: bool = False,
    by: User,
) -> Question:
    """Write a question that is asked at the registration.

    Once somebody has answered it, its kind stays, and of its choices none goes or changes places: an answer is a
    position in the list. Raises PermissionDenied, BadInput.
    """
    current = opened(event, by)
    words = _words(labels, 300)
    if not words:
        raise BadInput(_("A question needs words in at least one language."))
    if kind not in QuestionKind.values:
        raise BadInput(_("Choose how the question is answered."))
    listed = [found for each in choices if (found := _words(each, 200))] if kind in _WITH_CHOICES else []
    if kind in _WITH_CHOICES and not 2 <= len(listed) <= 50:
        raise BadInput(_("Give between 2 and 50 choices, one a line."))
    if question is not None and answered(question) and _other_answers(question, kind, listed):
        raise BadInput(
            _(
                "Somebody has answered this question: its kind stays, and choices may only be added at the end."
            )
        )
    made = question or Question(
        event=_room_for_more(current, current.questions), stage=Stage.REGISTRATION,
        position=_last(current.questions),
    )  # fmt: skip
    made.labels, made.kind, made.choices, made.required = words, kind, listed, required
    with pghistory.context(user=by.pk):
        made.save()
        changed(current)
    return made


@transaction.atomic
def remove(*, part: Session | Speaker | Question, by: User) -> None:
    """Take a session, a speaker or a question out; a question that somebody has answered stays. Raises BadInput."""
    current = opened(part.event, by)
    if isinstance(part, Question) and answered(part):
        raise BadInput(_("Somebody has answered this question: it stays, or the answers would be lost."))
    with pghistory.context(user=by.pk):
        part.delete()
        changed(current)


def answered(question: Question) -> bool:
    """Return whether anybody registered has answered a question. One query."""
    return Registration.objects.filter(event_id=question.event_id, answers__has_key=str(question.pk)).exists()


def _other_answers(question: Question, kind: str, choices: Sequence[Mapping[str, str]]) -> bool:
    """Return whether what was answered could mean something else: another kind, or choices fewer than there were."""
    return kind != question.kind or len(choices) < len(question.choices)


def opened(event: Event, by: User) -> Event:
    """Return the event, locked, for whoever may prepare it and while it can be prepared."""
    current = seats.locked(event.pk)
    check_can_manage_event(by, current)
    if current.state == EventState.CANCELLED:
        raise BadInput(_("The event is called off: it can be taken as a pattern for another one."))
    return current


def changed(event: Event) -> None:
    """Note that the event's page is another one: what caches keep of it is no longer right."""
    event.version += 1
    event.save(update_fields=["version"])


def _room_for_more(event: Event, there: Any) -> Event:
    if there.count() >= MOST:
        raise BadInput(_("An event has at most %(most)d of these.") % {"most": MOST})
    return event


def _last(there: Any) -> int:
    return min(there.count(), 30_000)


def _words(words: Mapping[str, str], most: int) -> dict[str, str]:
    found = {each: words.get(each, "").replace("\r\n", "\n").strip() for each in Language.values}
    if any(len(text) > most for text in found.values()):
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": most})
    return {language: text for language, text in found.items() if text}
