"""How are notes written so that none is ever lost, and how are passages marked?

Every save is a `NoteRevision`. A save says which version it is based on; when somebody else saved meanwhile it
becomes a text set aside, not the notes, until somebody chooses: keep both, mine or theirs.
"""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import MarkKind, NoteLanguage
from grappe.apps.companies.models import Contact, Mark, NoteRevision
from grappe.apps.companies.operations.contacts import locked
from grappe.apps.companies.queries.notes import Standing, standing
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_BYTES = 1_000_000  # of notes, in UTF-8
LONGEST_PASSAGE = 5_000  # characters
CHOICES = ("both", "mine", "theirs")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a save led to: the notes as they stand now and, in a conflict, the version that keeps the text."""

    stands: Standing
    set_aside: int | None = None

    @property
    def conflict(self) -> bool:
        return self.set_aside is not None


@transaction.atomic
def save_notes(
    *,
    contact: Contact,
    text: str,
    based_on: int,
    language: str | None = None,
    page: str = "",
    turn: int = 0,
    by: User,
    at: datetime,
) -> Outcome:
    """Save the notes, or set the text aside when somebody else saved since version `based_on`.

    `page` names the open page that writes and `turn` counts its saves: a page whose answer got lost on the way is
    not in conflict with itself, and a save that comes late does not undo a later one.
    """
    text = _clean(text)
    contact = locked(contact, by=by)
    if language is not None:
        _set_language(contact, language)
    if text == contact.notes:
        return Outcome(standing(contact))
    _keep_first(contact)
    if page and contact.revisions.filter(page=page, turn__gt=turn).exists():
        return Outcome(standing(contact))  # a later save of the same page has overtaken this one
    if based_on != contact.notes_version and not _only_own_since(contact, based_on, page, by):
        return _put_aside(contact, text, based_on=based_on, page=page, turn=turn, by=by, at=at)
    _write(contact, text, based_on=based_on, page=page, turn=turn, by=by, at=at)
    return Outcome(standing(contact))


@transaction.atomic
def settle_notes(
    *,
    contact: Contact,
    choice: str,
    text: str | None = None,
    set_aside: int | None = None,
    based_on: int,
    page: str = "",
    turn: int = 0,
    by: User,
    at: datetime,
) -> Outcome:
    """Choose after a conflict: `both` appends mine to theirs, `mine` replaces theirs, `theirs` leaves mine aside.

    Mine is `text`, or the text set aside as version `set_aside`. Whatever is chosen, both texts stay among the
    revisions. `mine` is itself a conflict when the notes moved on after `based_on`.
    """
    if choice not in CHOICES:
        raise BadInput(_("Choose which text to keep."))
    contact = locked(contact, by=by)
    _keep_first(contact)
    kept = _set_aside(contact, set_aside)
    if text is None and kept is None:
        raise BadInput(_("There is no text to choose."))
    mine = _clean(text) if text is not None else kept.text  # type: ignore[union-attr]  # one of the two is there
    if (
        choice == "mine"
        and based_on != contact.notes_version
        and not _only_own_since(contact, based_on, page, by)
    ):
        return _put_aside(contact, mine, based_on=based_on, page=page, turn=turn, by=by, at=at)
    if choice == "theirs" and not _is_kept(contact, mine):
        _put_aside(contact, mine, based_on=based_on, page=page, turn=turn, by=by, at=at)
    if choice == "both":
        writer = kept.written_by.name if kept and kept.written_by else by.name
        whole = keep_both(contact.notes, mine, writer=writer, at=kept.written_at if kept else at)
        if whole != contact.notes:
            _write(contact, _clean(whole), based_on=contact.notes_version, page=page, turn=turn, by=by, at=at)
    elif choice == "mine" and mine != contact.notes:
        _write(contact, mine, based_on=based_on, page=page, turn=turn, by=by, at=at)
    mine_aside = Q(text=mine) | Q(version=set_aside or -1) | (Q(page=page, written_by=by) if page else Q())
    contact.revisions.filter(mine_aside, conflict=True, settled_at__isnull=True).update(settled_at=at)
    return Outcome(standing(contact))


@transaction.atomic
def restore_notes(*, contact: Contact, version: int, based_on: int, by: User, at: datetime) -> Outcome:
    """Make an earlier state the notes again; `Stale` when somebody saved since version `based_on`."""
    contact = locked(contact, by=by)
    wanted = contact.revisions.filter(version=version).first()
    if wanted is None:
        raise BadInput(_("There is no such earlier text."))
    if based_on != contact.notes_version:
        raise Stale(
            _("Somebody saved the notes meanwhile. Look at them again before you restore an earlier text.")
        )
    if wanted.text != contact.notes:
        _keep_first(contact)
        _write(contact, wanted.text, based_on=based_on, page="", turn=0, by=by, at=at)
    contact.revisions.filter(text=wanted.text, conflict=True, settled_at__isnull=True).update(settled_at=at)
    return Outcome(standing(contact))


@transaction.atomic
def mark_passage(*, contact: Contact, kind: str, passage: str, by: User, at: datetime) -> Mark:
    """Mark a passage of the notes as a need or an idea; the passage is kept with the mark, whatever becomes of the notes."""
    contact = locked(contact, by=by)
    if kind not in MarkKind.values:
        raise BadInput(_("Mark a passage as a need or as an idea."))
    passage = _clean(passage).strip()
    if not passage:
        raise BadInput(_("Select the passage to mark, or put the cursor into its line."))
    if len(passage) > LONGEST_PASSAGE:
        raise BadInput(_("A marked passage has at most 5,000 characters. Select less."))
    if contact.marks.filter(kind=kind, passage=passage).exists():
        raise BadInput(_("This passage is already marked."))
    return Mark.objects.create(contact=contact, kind=kind, passage=passage, marked_at=at, marked_by=by)


@transaction.atomic
def unmark(*, contact: Contact, mark: int, by: User, at: datetime) -> None:
    """Take a mark away; nothing happens where it is already gone. What was made from it stays."""
    contact = locked(contact, by=by)
    contact.marks.filter(pk=mark).delete()


def keep_both(theirs: str, mine: str, *, writer: str, at: datetime) -> str:
    """Return their text with mine appended below a line that names who wrote it and when.

    The lines with which both begin are not repeated: they stand in theirs already. Where nothing is left of mine,
    theirs is all there is.
    """
    ours, own = theirs.split("\n"), mine.split("\n")
    same = len(os.path.commonprefix([ours, own]))  # works on lists too
    rest = "\n".join(own[same:])
    if not rest.strip():
        return theirs
    local = at.astimezone(timezone.get_default_timezone())
    head = theirs.rstrip("\n")
    gap = "\n\n" if head else ""
    return f"{head}{gap}--- {writer}, {local:%d.%m.%Y %H:%M} ---\n{rest}"


def _clean(text: str) -> str:
    """Line ends as one sign, no NUL, which the database refuses; too long is told before anything is written."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    size = len(text.encode("utf-8", "replace"))
    if size > MOST_BYTES:
        raise BadInput(
            _("The notes are too long: %(size)d kB of at most %(most)d kB. Nothing was saved; shorten them.")
            % {"size": -(-size // 1000), "most": MOST_BYTES // 1000}
        )
    return text


def _set_language(contact: Contact, language: str) -> None:
    if language not in NoteLanguage.values:
        raise BadInput(_("Choose the language of the notes."))
    if language != contact.notes_language:
        contact.notes_language = language
        contact.save(update_fields=["notes_language"])


def _keep_first(contact: Contact) -> None:
    """Notes that came in without a revision (an import, an older release) get theirs before anything replaces them."""
    if contact.notes and not contact.revisions.filter(version=contact.notes_version).exists():
        NoteRevision.objects.create(
            contact=contact, version=contact.notes_version, based_on=contact.notes_version, text=contact.notes,
            written_at=contact.created_at, written_by=contact.created_by,
        )  # fmt: skip


def _next_version(contact: Contact) -> int:
    last: int | None = contact.revisions.aggregate(last=Max("version"))["last"]
    return max(last or 0, contact.notes_version) + 1


def _only_own_since(contact: Contact, based_on: int, page: str, by: User) -> bool:
    """Return whether every version after `based_on` came from the same open page of the same person."""
    if not page or based_on > contact.notes_version:
        return False
    since = contact.revisions.filter(version__gt=based_on, version__lte=contact.notes_version, conflict=False)
    return not since.exclude(page=page, written_by=by).exists()


def _write(
    contact: Contact, text: str, *, based_on: int, page: str, turn: int, by: User, at: datetime
) -> None:
    version = _next_version(contact)
    NoteRevision.objects.create(
        contact=contact,
        version=version,
        based_on=based_on,
        text=text,
        page=page,
        turn=turn,
        written_at=at,
        written_by=by,
    )
    contact.notes, contact.notes_version = text, version
    contact.save(update_fields=["notes", "notes_version"])


def _put_aside(
    contact: Contact, text: str, *, based_on: int, page: str, turn: int, by: User, at: datetime
) -> Outcome:
    """Keep a conflicting text as a revision of its own; it replaces what the same page had set aside before."""
    waiting = contact.revisions.filter(conflict=True, settled_at__isnull=True)
    same = waiting.filter(text=text, written_by=by).first()
    if same is None:
        if page:
            waiting.filter(page=page, written_by=by).update(settled_at=at)
        same = NoteRevision.objects.create(
            contact=contact, version=_next_version(contact), based_on=based_on, text=text, conflict=True,
            page=page, turn=turn, written_at=at, written_by=by,
        )  # fmt: skip
    return Outcome(standing(contact), set_aside=same.version)


def _set_aside(contact: Contact, version: int | None) -> NoteRevision | None:
    if version is None:
        return None
    return contact.revisions.filter(version=version, conflict=True).select_related("written_by").first()


def _is_kept(contact: Contact, text: str) -> bool:
    return text == contact.notes or contact.revisions.filter(text=text).exists()
