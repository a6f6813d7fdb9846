"""How is it noted what came of a finding, and how is that taken back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.aids import queries as aids
from grappe.apps.events.queries.events import event_for
from grappe.apps.needs.queries import need_for
from grappe.apps.studies.enums import StudyState, UseKind
from grappe.apps.studies.models import Finding, Use
from grappe.apps.studies.permissions import check_can_note_use, check_can_remove_use, check_can_view_study
from grappe.apps.studies.queries.uses import FIELDS
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_TEXT, LONGEST_NOTE = 2_000, 500


@dataclass(frozen=True, slots=True)
class UseDraft:
    """What came of a finding: the id of a need, programme or event, or the text of an idea or a measure."""

    kind: str
    thing: int | None = None
    text: str = ""
    note: str = ""


@transaction.atomic
def note_use(*, finding: Finding, draft: UseDraft, by: User, at: datetime) -> Use:
    """Note what came of a finding. Raises PermissionDenied, and BadInput for what is not there or noted already."""
    check_can_note_use(by)
    current = Finding.objects.select_for_update(of=("self",)).select_related("study").get(pk=finding.pk)
    check_can_view_study(by, current.study)
    if current.study.state == StudyState.DROPPED:
        raise BadInput(_("This study was given up: nothing comes of its findings."))
    if draft.kind not in UseKind.values:
        raise BadInput(_("This request cannot be read."))
    use = Use(finding=current, kind=draft.kind, used_at=at, used_by=by)
    use.note = " ".join(draft.note.replace("\x00", "").split())
    if len(use.note) > LONGEST_NOTE:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_NOTE})
    _of_thing(use, draft, by) if draft.kind in FIELDS else _of_words(use, draft)
    with pghistory.context(user=by.pk):
        use.save()
    return use


@transaction.atomic
def remove_use(*, use: Use, by: User, at: datetime) -> None:
    """Take back that something came of a finding. Raises PermissionDenied."""
    check_can_remove_use(by, use)
    with pghistory.context(user=by.pk):
        Use.objects.filter(pk=use.pk).delete()


def _of_words(use: Use, draft: UseDraft) -> None:
    use.text = draft.text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not use.text:
        raise BadInput(_("Say in a few words what came of it."))
    if len(use.text) > LONGEST_TEXT:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_TEXT})
    if Use.objects.filter(finding=use.finding, kind=use.kind, text=use.text).exists():
        raise BadInput(_("This is noted already."))


def _of_thing(use: Use, draft: UseDraft, by: User) -> None:
    name = FIELDS[UseKind(draft.kind)]
    thing = _thing(draft, by)
    if thing is None:
        raise BadInput(_("Choose what came of it."))
    if Use.objects.filter(finding=use.finding, **{name: thing}).exists():
        raise BadInput(_("This is noted already."))
    setattr(use, name, thing)


def _thing(draft: UseDraft, by: User) -> Any:
    """Return the need, programme or event that is meant, None where there is none that this user may see."""
    if draft.thing is None:
        return None
    ask: dict[str, Any] = {UseKind.NEED: need_for, UseKind.AID: aids.programme_of, UseKind.EVENT: event_for}
    try:
        return ask[draft.kind](draft.thing, for_user=by)
    except ObjectDoesNotExist:
        return None
