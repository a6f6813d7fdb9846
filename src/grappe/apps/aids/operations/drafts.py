"""How is a draft of a programme begun, written, reviewed by a second pair of eyes, and put in force?

Nothing typed is lost: every text is kept with its writer; a text that comes after somebody else's is set aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.aids.enums import DraftStart, DraftState, DraftStep
from grappe.apps.aids.models import Draft, DraftEvent, DraftText, Programme, Publication
from grappe.apps.aids.operations.publications import keep_what_stands
from grappe.apps.aids.permissions import check_can_edit_rules
from grappe.apps.aids.queries.draft_texts import text_in_force
from grappe.apps.aids.queries.drafts import reading_of
from grappe.apps.aids.queries.yaml_pages import read_text_page
from grappe.apps.aids.queries.yaml_writing import rewritten, whole
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_BYTES = 500_000
ONE_SITTING = timedelta(minutes=10)  # saves of one open page within it are one text
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a new programme where its draft begins: texts by language, slugs of themes and clusters."""

    names: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, str] = field(default_factory=dict)
    themes: Sequence[str] = ()
    clusters: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save led to: the draft as it stands and, in a conflict, the number of the text that was set aside."""

    draft: Draft
    aside: int | None = None


@transaction.atomic
def start_draft(
    *,
    programme: Programme | None,
    start: str,
    slug: str = "",
    day: date | None = None,
    begun: Begun | None = None,
    by: User,
    at: datetime,
) -> Draft:
    """Begin a draft: from the programme in force, with a new version of it from a day on, or a new programme.

    `begun` is what is known of a new one already.
    """
    check_can_edit_rules(by)
    if programme is None:
        return _make(None, _free(slug), _blank(slug, begun or Begun()), DraftStart.NEW, by, at)
    keep_what_stands(programme)
    text = text_in_force(programme)
    if start == DraftStart.VERSION:
        if day is None:
            raise BadInput(_("From which day on does the new version hold?"))
        text = _with_version(text, day)
    return _make(
        programme,
        programme.slug,
        text,
        DraftStart(start) if start == "version" else DraftStart.CHANGE,
        by,
        at,
    )


@transaction.atomic
def restore(*, publication: Publication, by: User, at: datetime) -> Draft:
    """Begin a draft with an earlier text of a programme; what is in force stays until it is published."""
    check_can_edit_rules(by)
    programme = publication.programme
    return _make(programme, programme.slug, publication.text, DraftStart.RESTORED, by, at)


def _make(
    programme: Programme | None, slug: str, text: str, start: DraftStart, by: User, at: datetime
) -> Draft:
    draft = Draft.objects.create(
        programme=programme, slug=slug, start=start, text=text,
        base_text=text_in_force(programme) if programme else "",
        base_digest=programme.digest if programme else "",
        created_at=at, created_by=by, changed_at=at, changed_by=by,
    )  # fmt: skip
    DraftText.objects.create(draft=draft, number=1, text=text, written_at=at, written_by=by)
    return draft


def _free(slug: str) -> str:
    if not _SLUG.fullmatch(slug) or len(slug) > 80:
        raise BadInput(
            _("The id of a programme is made of small letters, digits and hyphens: sme-green-loan.")
        )
    if Programme.objects.filter(slug=slug).exists():
        raise BadInput(_("There is already a programme with this id."))
    return slug


def _blank(slug: str, begun: Begun) -> str:
    names = begun.names or {"en": slug.replace("-", " ").capitalize()}
    return whole(
        {
            "id": slug,
            "name": {code: names.get(code) or None for code in ("en", "fr", "de")},
            "summary": {code: begun.summaries.get(code) or None for code in ("en", "fr", "de")},
            "kind": "grant", "themes": list(begun.themes), "clusters": list(begun.clusters),
            "status": "unknown", "confidence": "unverified",
            "sources": [],
            "versions": [
                {"id": "current", "valid_from": None, "valid_to": None, "window": {"kind": "unknown"}, "eligibility": {}}
            ],
        }
    )  # fmt: skip


def _with_version(text: str, day: date) -> str:
    """Return a text with a copy of its last version from a day on; the one before ends the day before."""
    document = read_text_page(text).document
    versions = list(document.get("versions") or []) if isinstance(document, dict) else []
    if not versions:
        raise BadInput(_("The text in force cannot be read: begin with a change of it."))
    last = dict(versions[-1])
    begins = last.get("valid_from")
    if isinstance(begins, date) and begins >= day:
        raise BadInput(_("The last version begins on %(day)s: a new one begins later.") % {"day": begins})
    names = {str(version.get("id")) for version in versions}
    name = next(one for one in (str(day.year), day.isoformat(), f"{day.isoformat()}-2") if one not in names)
    ends = last.get("valid_to")
    closed = last if isinstance(ends, date) and ends < day else {**last, "valid_to": day - timedelta(days=1)}
    fresh = {**last, "id": name, "valid_from": day, "valid_to": None}
    for side in ("valid_from", "valid_to"):
        for bound in ("earliest", "latest"):
            fresh.pop(f"{side}_{bound}", None)
            if side == "valid_to" and closed is not last:
                closed.pop(f"{side}_{bound}", None)
    return rewritten(text, {**document, "versions": [*versions[:-1], closed, fresh]}).text


# --- Writing ---


@transaction.atomic
def save_draft(
    *, draft: Draft, text: str, version: int, page: str = "", overwrite: bool = False, by: User, at: datetime
) -> Saved:
    """Save a draft's text, or set it aside when somebody else saved since `version`.

    `page` names the open page that writes: it is not in conflict with itself when an answer got lost. `overwrite`
    is the writer's decision after a conflict: what stood before is among the draft's texts.
    """
    check_can_edit_rules(by)
    draft = locked(draft)
    text = _clean(text)
    if text == draft.text:
        return Saved(draft)
    _check_open(draft)
    newest = draft.texts.order_by("-number").first()
    number = (newest.number if newest else 0) + 1
    kept = draft.texts.filter(aside=False).order_by("-number").first()
    own = bool(page and kept and kept.page == page and kept.written_by_id == by.pk)
    if version != draft.version and not own and not overwrite:
        same = draft.texts.filter(aside=True, text=text, written_by=by).first()
        if same is None:
            same = DraftText.objects.create(
                draft=draft, number=number, text=text, aside=True, page=page, written_at=at, written_by=by
            )
        return Saved(draft, aside=same.number)
    if own and kept and kept == newest and at - kept.written_at < ONE_SITTING:
        DraftText.objects.filter(pk=kept.pk).update(text=text)
    else:
        DraftText.objects.create(
            draft=draft, number=number, text=text, page=page, written_at=at, written_by=by
        )
    draft.text = text
    _touch(draft, by, at)
    return Saved(draft)


# --- On its way ---


@transaction.atomic
def ask_review(*, draft: Draft, version: int, comment: str = "", by: User, at: datetime) -> Draft:
    """Ask another administrator to look at a draft; nobody writes at it meanwhile."""
    check_can_edit_rules(by)
    draft = locked(draft)
    _check_open(draft)
    check_version(draft, version)
    reading = reading_of(draft, on=at.date())
    if reading.errors:
        first = reading.errors[0]
        raise BadInput(
            _("Mend the errors first. Line %(line)d: %(message)s")
            % {"line": first.line, "message": first.message}
        )
    if draft.programme is not None and draft.text == draft.base_text:
        raise BadInput(_("The draft says what is in force: there is nothing to review."))
    draft.comment = comment.strip()[:2000] or draft.comment
    return take_step(draft, DraftState.REVIEW, DraftStep.ASKED, draft.comment, by, at)


@transaction.atomic
def take_back(*, draft: Draft, by: User, at: datetime) -> Draft:
    """Take a draft back from review to write on."""
    check_can_edit_rules(by)
    draft = locked(draft)
    if draft.state != DraftState.REVIEW:
        raise BadInput(_("This draft does not wait for review."))
    return take_step(draft, DraftState.OPEN, DraftStep.TAKEN_BACK, "", by, at)


@transaction.atomic
def send_back(*, draft: Draft, comment: str, by: User, at: datetime) -> Draft:
    """Send a draft back to its author, with what is to be changed."""
    check_can_edit_rules(by)
    draft = locked(draft)
    if draft.state != DraftState.REVIEW:
        raise BadInput(_("This draft does not wait for review."))
    if not comment.strip():
        raise BadInput(_("Say what is to be changed."))
    return take_step(draft, DraftState.OPEN, DraftStep.SENT_BACK, comment.strip()[:2000], by, at)


@transaction.atomic
def carry_over(*, draft: Draft, digest: str, by: User, at: datetime) -> Draft:
    """Say that a draft takes account of the programme as it is in force now, after both texts were looked at."""
    check_can_edit_rules(by)
    draft = locked(draft)
    _check_open(draft)
    if draft.programme is None or digest != draft.programme.digest:
        raise Stale(_("The programme in force has changed again. Look at both texts once more."))
    draft.base_text, draft.base_digest = text_in_force(draft.programme), draft.programme.digest
    draft.save(update_fields=["base_text", "base_digest"])
    return take_step(draft, DraftState.OPEN, DraftStep.CARRIED_OVER, "", by, at)


@transaction.atomic
def discard(*, draft: Draft, by: User, at: datetime) -> Draft:
    """Put a draft aside; its texts stay."""
    check_can_edit_rules(by)
    draft = locked(draft)
    if draft.state not in (DraftState.OPEN, DraftState.REVIEW):
        raise BadInput(_("This draft is done with."))
    return take_step(draft, DraftState.DISCARDED, DraftStep.DISCARDED, "", by, at)


def take_step(
    draft: Draft, state: DraftState, step: DraftStep, comment: str, by: User, at: datetime
) -> Draft:
    """Write down a step of a draft and bring it into its new state."""
    DraftEvent.objects.create(draft=draft, step=step, comment=comment, at=at, by=by)
    draft.state = state
    draft.version += 1
    draft.save(update_fields=["state", "version", "comment"])
    return draft


def _touch(draft: Draft, by: User, at: datetime) -> None:
    draft.version += 1
    draft.changed_at, draft.changed_by = at, by
    draft.save(update_fields=["text", "version", "changed_at", "changed_by"])


def locked(draft: Draft) -> Draft:
    """Return a draft, locked until the transaction ends."""
    return (
        Draft.objects.select_for_update(of=("self",)).select_related("programme__catalogue").get(pk=draft.pk)
    )


def _check_open(draft: Draft) -> None:
    if draft.state == DraftState.REVIEW:
        raise BadInput(_("This draft waits for review: take it back to write on."))
    if draft.state != DraftState.OPEN:
        raise BadInput(_("This draft is done with."))


def check_version(draft: Draft, version: int) -> None:
    """Raise Stale where a draft has moved on from the version somebody looked at."""
    if version != draft.version:
        raise Stale(_("Somebody changed this draft meanwhile. Look at it again."), draft)


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise BadInput(_("The text is too long: at most 500 kB. Nothing was saved."))
    return text if not text or text.endswith("\n") else f"{text}\n"
