"""What do the notes of a contact say, which states did they have, and which passages are marked?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Length

from grappe.apps.companies.models import Contact, Mark, NoteRevision
from grappe.apps.companies.permissions import check_can_read_contact

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

RUN = timedelta(minutes=10)  # saves of one writer within a run show as one state
MOST_LISTED = 5_000


@dataclass(frozen=True, slots=True)
class Standing:
    """The notes as they stand: text, version, and who saved that version when (nobody, never: not yet)."""

    version: int
    text: str
    language: str
    writer: str
    writer_id: int | None
    written_at: datetime | None


def standing(contact: Contact) -> Standing:
    """Return the notes as they stand."""
    last = contact.revisions.filter(version=contact.notes_version).select_related("written_by").first()
    writer = last.written_by if last else None
    return Standing(
        version=contact.notes_version,
        text=contact.notes,
        language=contact.notes_language,
        writer=writer.name if writer else "",
        writer_id=writer.pk if writer else None,
        written_at=last.written_at if last else None,
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """One state of the notes in the list of states; `saves` is how many saves of the same run it stands for."""

    version: int
    writer: str
    written_at: datetime
    characters: int
    conflict: bool
    open: bool
    current: bool
    saves: int


def revisions_of(contact: Contact, *, for_user: User, each: bool = False) -> list[Listed]:
    """Return the states of the notes, latest first, without their texts.

    Autosave makes many: saves of one writer within ten minutes show as their last one, unless `each`. Texts set
    aside by a conflict and the current text always show.
    """
    check_can_read_contact(for_user, contact)
    rows = (
        NoteRevision.objects.filter(contact=contact)
        .order_by("-version")
        .annotate(characters=Length("text"))
        .values_list("version", "written_by__name", "written_at", "characters", "conflict", "settled_at")[
            :MOST_LISTED
        ]
    )
    found: list[Listed] = []
    for version, writer, written_at, characters, conflict, settled_at in rows:
        last = found[-1] if found else None
        in_run = (
            last is not None
            and not (each or conflict or last.conflict)
            and last.writer == (writer or "")
            and last.written_at - written_at <= RUN
        )
        if in_run and last is not None:
            found[-1] = replace(last, saves=last.saves + 1)
            continue
        waiting = conflict and settled_at is None
        current = version == contact.notes_version
        found.append(Listed(version, writer or "", written_at, characters, conflict, waiting, current, 1))
    return found


def revision(contact: Contact, version: int, *, for_user: User) -> NoteRevision:
    """Return one state with its text; `NoteRevision.DoesNotExist` where there is none."""
    check_can_read_contact(for_user, contact)
    return NoteRevision.objects.select_related("written_by").get(contact=contact, version=version)


def set_aside(contact: Contact) -> list[NoteRevision]:
    """Return the texts that a conflict set aside and nobody has settled yet, without their texts."""
    waiting = contact.revisions.filter(conflict=True, settled_at__isnull=True)
    return list(waiting.defer("text").select_related("written_by"))


def marks_of(contact: Contact) -> list[Mark]:
    """Return the marked passages in the order they were marked."""
    return list(contact.marks.select_related("marked_by").order_by("pk"))


def mark_for(pk: int, *, for_user: User) -> Mark:
    """Return one marked passage with its contact and company.

    Raises `Mark.DoesNotExist`, and PermissionDenied for a passage of a contact in confidence that they may not read.
    """
    marks = Mark.objects.select_related("contact__company", "marked_by")
    found = marks.prefetch_related("contact__company__clusters", "contact__team").get(pk=pk)
    check_can_read_contact(for_user, found.contact)
    return found


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the notes; `kind` is that of its mark, empty where it has none."""

    text: str
    kind: str


def passages(text: str, marks: Iterable[Mark]) -> list[Passage]:
    """Cut the notes at their marked passages; joined again they are the text.

    Of overlapping marks the one that begins first counts, then the longer one.
    """
    kinds = {mark.passage: mark.kind for mark in marks}
    if not kinds:
        return [Passage(text, "")] if text else []
    longest_first = sorted(kinds, key=len, reverse=True)
    pattern = re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")
    return [
        Passage(piece, kinds.get(piece, "") if odd else "") for piece, odd in _cut(pattern, text) if piece
    ]


def _cut(pattern: re.Pattern[str], text: str) -> Sequence[tuple[str, bool]]:
    return [(piece, number % 2 == 1) for number, piece in enumerate(pattern.split(text))]
