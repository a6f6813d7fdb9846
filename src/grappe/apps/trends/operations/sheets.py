"""How is a trend sheet begun, changed, published and archived, and what does it rest on?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.trends.enums import SHEET_STEPS, Direction, EvidenceKind, Horizon, Impact, SheetState
from grappe.apps.trends.models import Evidence, Sheet
from grappe.apps.trends.permissions import can_read_evidence, check_can_add_sheet, check_can_edit_sheet
from grappe.apps.trends.queries.written import version_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import one_line, words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"titles": 200, "what": 4_000, "so_what": 4_000}
LONGEST_WORDS = 1_000
MOST_EVIDENCE = 100
_KINDS = {
    "contact": EvidenceKind.CONTACT, "need": EvidenceKind.NEED, "entry": EvidenceKind.ENTRY, "idea": EvidenceKind.IDEA,
    "run": EvidenceKind.DIAGNOSTIC,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a sheet; texts by language. `lead` None is whoever writes."""

    titles: Mapping[str, str]
    theme: Any
    horizon: str
    impact: int
    direction: str
    what: Mapping[str, str] = field(default_factory=dict)
    so_what: Mapping[str, str] = field(default_factory=dict)
    review_on: date | None = None
    clusters: Sequence[Any] = ()
    lead: Any = None
    team: Sequence[Any] = ()


@transaction.atomic
def begin(*, draft: Draft, by: User, at: datetime, invented: bool = False) -> Sheet:
    """Begin a sheet, as a draft. Raises PermissionDenied, BadInput."""
    check_can_add_sheet(by)
    sheet = Sheet(lead=draft.lead or by, created_at=at, created_by=by, invented=invented)
    _write(sheet, draft)
    sheet.slug = free_slug(Sheet, sheet.titles, fallback="trend")
    with pghistory.context(user=by.pk):
        sheet.save()
    _link(sheet, draft)
    return sheet


@transaction.atomic
def change(*, sheet: Sheet, draft: Draft, version: str, by: User, at: datetime) -> Sheet:
    """Change a sheet. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`."""
    current = locked(sheet)
    check_can_edit_sheet(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this trend sheet meanwhile. Look at it again first."), current)
    _write(current, draft)
    if current.state == SheetState.PUBLISHED:
        _check_complete(current)
    current.lead = draft.lead or current.lead
    _kept(current, by)
    _link(current, draft)
    return current


@transaction.atomic
def move(*, sheet: Sheet, to: str, why: str = "", by: User, at: datetime) -> Sheet:
    """Publish a sheet, take it back to write on, or archive it with the reason.

    Raises PermissionDenied, and BadInput for a step that does not follow, a sheet that says too little or rests on
    nothing, and one that is archived without a reason.
    """
    current = locked(sheet)
    check_can_edit_sheet(by, current)
    if to not in SHEET_STEPS[current.state]:
        raise BadInput(_("This step does not follow here. Load the page again."))
    if to == SheetState.PUBLISHED:
        _check_complete(current)
        if not current.evidence.exists():
            raise BadInput(
                _("A trend rests on something: put the words or sources first by which one knows of it.")
            )
        current.published_at = at
    if to == SheetState.ARCHIVED:
        current.archived_reason = " ".join(why.split())[:500]
        if not current.archived_reason:
            raise BadInput(_("Say why the trend is not followed any more."))
    current.state = to
    return _kept(current, by)


@transaction.atomic
def add_evidence(
    *, sheet: Sheet, words: str, by: User, at: datetime, contact: Any = None, need: Any = None, entry: Any = None,
    idea: Any = None, run: Any = None, source: str = "", url: str = "", language: str = "",
) -> Evidence:  # fmt: skip
    """Put words that a sheet rests on, of a contact, a need, an idea, a diagnostic, a source outside or noted by hand.

    Twice they stand once. Raises PermissionDenied, also for words that one may not read, and BadInput.
    """
    current = locked(sheet)
    check_can_edit_sheet(by, current)
    said = " ".join(words.replace("\x00", "").split())[:LONGEST_WORDS]
    of = {"contact": contact, "need": need, "entry": entry, "idea": idea, "run": run}
    kind = next((_KINDS[name] for name, thing in of.items() if thing is not None), EvidenceKind.WORDS)
    where = " ".join(source.split())[:300]
    if not said:
        raise BadInput(_("Put the words that the trend rests on."))
    if kind == EvidenceKind.WORDS and not where:
        raise BadInput(_("Say where that is from."))
    if current.evidence.count() >= MOST_EVIDENCE:
        raise BadInput(_("A trend sheet has at most %(most)d pieces of evidence.") % {"most": MOST_EVIDENCE})
    row = Evidence(
        sheet=current, kind=kind, words=said, language=language or by.language or "fr", source=where, url=url,
        noted_at=at, noted_by=by, **of,
    )  # fmt: skip
    if not can_read_evidence(by, row):
        raise PermissionDenied(_("You may not read what this is from."))
    same = current.evidence.filter(kind=kind, words=said, **of).first()
    if same is not None:
        return same
    with pghistory.context(user=by.pk):
        row.save()
    return row


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User, at: datetime) -> None:
    """Take a piece of evidence off a sheet; the last one of a published sheet stays. Raises PermissionDenied, BadInput."""
    current = locked(evidence.sheet)
    check_can_edit_sheet(by, current)
    if current.state == SheetState.PUBLISHED and current.evidence.count() <= 1:
        raise BadInput(_("A published trend rests on one piece of evidence at least."))
    with pghistory.context(user=by.pk):
        current.evidence.filter(pk=evidence.pk).delete()


def locked(sheet: Sheet) -> Sheet:
    """Return the sheet as it stands, kept from others until the transaction ends."""
    found = Sheet.objects.select_for_update(of=("self",)).select_related("lead", "theme")
    return found.prefetch_related("team", "clusters").get(pk=sheet.pk)


def _kept(sheet: Sheet, by: User) -> Sheet:
    sheet.version += 1
    with pghistory.context(user=by.pk):
        sheet.save()
    return sheet


def _check_complete(sheet: Sheet) -> None:
    if not sheet.what or not sheet.so_what:
        raise BadInput(
            _("A published trend says what happens and what follows from it, in one language at least.")
        )


def _write(sheet: Sheet, draft: Draft) -> None:
    sheet.titles = one_line(draft.titles, LONGEST["titles"])
    sheet.what, sheet.so_what = words(draft.what, LONGEST["what"]), words(draft.so_what, LONGEST["so_what"])
    if not sheet.titles:
        raise BadInput(_("A trend sheet needs a title in at least one language."))
    if draft.theme is None:
        raise BadInput(_("Say which theme the trend belongs to."))
    known = (
        draft.horizon in Horizon.values
        and draft.impact in Impact.values
        and draft.direction in Direction.values
    )
    if not known:
        raise BadInput(_("Horizon, impact and direction are chosen from the list."))
    sheet.theme, sheet.horizon, sheet.impact = draft.theme, draft.horizon, draft.impact
    sheet.direction, sheet.review_on = draft.direction, draft.review_on


def _link(sheet: Sheet, draft: Draft) -> None:
    sheet.clusters.set(draft.clusters)
    sheet.team.set([each for each in draft.team if each.pk != sheet.lead_id])
