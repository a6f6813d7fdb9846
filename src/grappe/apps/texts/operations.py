"""How do several people write one text at the same time without losing a word?

Each page holds the text as a Yjs document (a CRDT) and sends what changed; the server keeps every update and hands it
to the other pages. Updates may come late, twice or in any order: the text comes out the same everywhere, with every
word that anybody typed and nobody deleted. Nobody's text is ever replaced by somebody else's.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from grappe.apps.texts.models import Presence, SharedText, TextUpdate
from grappe.apps.texts.queries import ROOT, Corrupt, document, merged, text_at, words_of
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_CHARACTERS = 200_000  # of one text: a book chapter
MOST_BYTES = 400_000  # of what one page sends at once
MOST_STATE = 8_000_000  # bytes of all updates merged: deleted words stay in it
GONE_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sends: its `turn`-th update."""

    turn: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page says of one text: up to which update it has it, what is new, and whether somebody types."""

    text_id: int
    after: int
    sent: tuple[Sent, ...]
    typing: bool


def begin(*, words: str = "", at: datetime) -> SharedText:
    """Return a new text that begins with these words."""
    text = SharedText.objects.create(created_at=at)
    if words:
        set_words(text=text, words=words, by=None, writer="", at=at)
    return text


@transaction.atomic
def receive(
    *, text: SharedText, sent: Sequence[Sent], page: str, by: User | None, writer: str, at: datetime
) -> SharedText:
    """Take the updates of a page and return the text as it stands; what has come before is taken once.

    Raises BadInput, with nothing written, for a closed text, an update that cannot be read, or a text that would
    become too long.
    """
    current = SharedText.objects.select_for_update().get(pk=text.pk)
    known = set(current.updates.filter(page=page).values_list("turn", flat=True))
    new = [each for each in sent if each.turn not in known]
    if not new:
        return current
    if current.closed_at is not None:
        raise BadInput(_("This text is closed: it can be read, not changed."))
    state, plain = _merge(bytes(current.state), [each.data for each in new])
    rows = []
    for each in new:
        current.number += 1
        rows.append(
            TextUpdate(
                text=current, number=current.number, data=each.data, page=page, turn=each.turn, user=by,
                writer=writer[:200], written_at=at,
            )
        )  # fmt: skip
    TextUpdate.objects.bulk_create(rows)
    current.state, current.plain = state, plain
    current.save(update_fields=["state", "plain", "number"])
    return current


def _merge(state: bytes, updates: list[bytes]) -> tuple[bytes, str]:
    try:
        state = merged(state, updates)
        plain = words_of(state)
    except Corrupt as fault:
        raise BadInput(_("What the page sent cannot be read. Load the page again.")) from fault
    if len(plain) > MOST_CHARACTERS or len(state) > MOST_STATE:
        raise BadInput(
            _(
                "The text is too long: at most %(most)s characters. Shorten it; nothing of it is lost meanwhile."
            )
            % {"most": f"{MOST_CHARACTERS:,}".replace(",", "\u202f")}
        )
    return state, plain


@transaction.atomic
def set_words(*, text: SharedText, words: str, by: User | None, writer: str, at: datetime) -> SharedText:
    """Replace the whole text by these words, as one more update: pages that are open follow."""
    current = SharedText.objects.select_for_update().get(pk=text.pk)
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if words == current.plain:
        return current
    made = document(bytes(current.state))
    before = made.get_state()
    root = made[ROOT]
    with made.transaction():
        del root[:]
        root += words
    update = made.get_update(before)
    turn = current.updates.filter(page="").aggregate(last=Max("turn"))["last"] or 0
    return receive(text=current, sent=[Sent(turn + 1, update)], page="", by=by, writer=writer, at=at)


@transaction.atomic
def restore(*, text: SharedText, number: int, by: User | None, writer: str, at: datetime) -> SharedText:
    """Make the text again what it was after its `number`-th update. Raises BadInput where there is no such update."""
    if not 0 < number <= text.number:
        raise BadInput(_("There is no such earlier text."))
    return set_words(text=text, words=text_at(text, number), by=by, writer=writer, at=at)


def discard(*, text: SharedText) -> None:
    """Let a text go on which nothing stands, once nothing points to it. Raises BadInput where something does."""
    if text.plain.strip():
        raise BadInput(_("Something is written here: it stays."))
    SharedText.objects.filter(pk=text.pk).delete()


@transaction.atomic
def rename_writer(*, texts: Collection[int], name: str, to: str) -> int:
    """Write another name beside what somebody wrote in some texts (ids): who asks to be forgotten is. Return how many."""
    Presence.objects.filter(text_id__in=texts, name=name).delete()
    return TextUpdate.objects.filter(text_id__in=texts, writer=name).update(writer=to, user=None)


@transaction.atomic
def rewrite(*, text_id: int, words: Callable[[str], str], at: datetime) -> None:
    """Make a text anew from its words as `words` changes them; its earlier states go, since what is taken out stands in them.

    Raises BadInput while a page has it open: that page would bring the words back.
    """
    current = SharedText.objects.select_for_update().get(pk=text_id)
    if current.present.filter(seen_at__gt=at - GONE_AFTER).exists():
        raise BadInput(
            _("Somebody is writing in a text in which they are named. Try again when its page is closed.")
        )
    made = document(b"")
    root = made[ROOT]
    root += words(current.plain)
    current.state, current.plain = made.get_update(), str(root)
    current.number += 1
    current.updates.all().delete()
    TextUpdate.objects.create(
        text=current,
        number=current.number,
        data=current.state,
        page="",
        turn=1,
        user=None,
        writer="",
        written_at=at,
    )
    current.save(update_fields=["state", "plain", "number"])


def close(*, texts: Collection[SharedText], at: datetime) -> None:
    """Let nobody change these texts any more."""
    SharedText.objects.filter(pk__in=[each.pk for each in texts], closed_at=None).update(closed_at=at)


def reopen(*, texts: Collection[SharedText]) -> None:
    """Let people change these texts again."""
    SharedText.objects.filter(pk__in=[each.pk for each in texts]).update(closed_at=None)


def exchange(
    *, asked: object, allowed: Collection[int], may_write: bool, by: User | None, writer: str, at: datetime
) -> dict[str, Any]:
    """Take what a page sends for its texts, and return what it lacks: the body of one request and of its answer.

    `asked` is the decoded JSON of ui/assets/together.js: {"page": …, "texts": {"12": {"after": 3, "sent": [[turn,
    base64], …], "typing": true}}}. `allowed` are the texts that this page shows; others raise BadInput. Of each text
    the answer says {"number", "updates": [base64, …], "closed", "fault"?}, and of the page {"present": [{"name",
    "typing"}, …]} without this page itself. A text that cannot take an update says why and keeps what it had.
    """
    page, wanted = _read(asked)
    if not {each.text_id for each in wanted} <= set(allowed):
        raise BadInput(_("This request cannot be read."))
    # A page asks every few seconds: what a text says is read only where the page lacks it.
    texts = SharedText.objects.only("number", "closed_at").in_bulk([each.text_id for each in wanted])
    answer: dict[str, Any] = {}
    for each in wanted:
        text, fault = texts[each.text_id], ""
        if each.sent:
            try:
                if not may_write:
                    raise BadInput(_("You may read this text, not change it."))
                text = receive(text=text, sent=each.sent, page=page, by=by, writer=writer, at=at)
            except BadInput as refused:
                fault = str(refused)
        answer[str(text.pk)] = _news(text, each.after) | ({"fault": fault} if fault else {})
    return {"texts": answer, "present": _present(wanted, page, writer, at)}


def _news(text: SharedText, after: int) -> dict[str, Any]:
    """Return what a page lacks: everything in one piece where it has nothing yet."""
    if after <= 0:
        updates = [bytes(text.state)] if text.number else []
    else:
        rows = text.updates.filter(number__gt=after, number__lte=text.number)
        updates = [bytes(each) for each in rows.values_list("data", flat=True)]
    return {
        "number": text.number,
        "updates": [base64.b64encode(each).decode() for each in updates],
        "closed": text.closed_at is not None,
    }


def _present(wanted: Sequence[Asked], page: str, writer: str, at: datetime) -> list[dict[str, Any]]:
    ids = [each.text_id for each in wanted]
    rows = [
        Presence(
            text_id=each.text_id,
            page=page,
            name=writer[:200],
            seen_at=at,
            typed_at=at if each.typing else None,
        )
        for each in wanted
    ]
    Presence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["text", "page"],
        update_fields=["name", "seen_at", "typed_at"],
    )
    there: dict[str, dict[str, Any]] = {}
    others = Presence.objects.filter(text_id__in=ids, seen_at__gt=at - GONE_AFTER).exclude(page=page)
    for each in others:
        known = there.setdefault(each.page, {"name": each.name, "typing": False})
        recent = each.typed_at is not None and each.typed_at > at - timedelta(seconds=6)
        known["typing"] = known["typing"] or recent
    return sorted(there.values(), key=lambda one: str(one["name"]))


def forget_presence(*, at: datetime) -> int:
    """Forget who was on a page that has not been heard of for a while; return how many rows went."""
    return Presence.objects.filter(seen_at__lt=at - GONE_AFTER).delete()[0]


def _read(asked: object) -> tuple[str, list[Asked]]:
    try:
        assert isinstance(asked, dict)
        page, texts = asked["page"], asked["texts"]
        assert (
            isinstance(page, str) and 8 <= len(page) <= 40 and isinstance(texts, dict) and len(texts) <= 200
        )
        return page, [_one(int(key), value) for key, value in texts.items()]
    except (AssertionError, KeyError, TypeError, ValueError, binascii.Error) as fault:
        raise BadInput(_("This request cannot be read.")) from fault


def _one(text_id: int, value: Any) -> Asked:
    sent = tuple(Sent(int(turn), base64.b64decode(data, validate=True)) for turn, data in value["sent"])
    assert all(0 <= each.turn < 2**31 for each in sent) and 0 <= int(value["after"]) < 2**31
    assert sum(len(each.data) for each in sent) <= MOST_BYTES
    return Asked(text_id, int(value["after"]), sent, bool(value.get("typing")))
