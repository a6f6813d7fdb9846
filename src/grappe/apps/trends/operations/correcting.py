"""How do analysts confirm, name, merge, split and hide topics, and undo that?

Each is kept with what stood before. Later runs read topics from the same tables, so what an analyst said holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from grappe.apps.trends.enums import CorrectionKind, TopicState
from grappe.apps.trends.models import Correction, Sentence, Topic
from grappe.apps.trends.operations.texts import lock_topics
from grappe.apps.trends.operations.topic_runs import ordered
from grappe.apps.trends.permissions import check_can_correct_topics
from grappe.apps.trends.queries.halves import cut_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import one_line

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_NAME = 120
_KEPT = (
    "state",
    "names",
    "kept",
    "apart",
)  # what a correction may change of a topic, and an undo brings back


@transaction.atomic
def confirm(*, topic: Topic, version: int, by: User, at: datetime) -> Topic:
    """Say that a topic is one: it is never merged away nor split by itself. Raises PermissionDenied, BadInput, Stale."""
    return _set(topic, version, CorrectionKind.CONFIRM, {"state": TopicState.CONFIRMED, "kept": True}, by, at)


@transaction.atomic
def hide(*, topic: Topic, version: int, by: User, at: datetime) -> Topic:
    """Hide a topic that is talk and nothing more; it goes on collecting. Raises PermissionDenied, BadInput, Stale."""
    return _set(topic, version, CorrectionKind.HIDE, {"state": TopicState.HIDDEN}, by, at)


@transaction.atomic
def show(*, topic: Topic, version: int, by: User, at: datetime) -> Topic:
    """Show a hidden topic again. Raises PermissionDenied, BadInput, Stale."""
    state = TopicState.CONFIRMED if topic.kept else TopicState.SUGGESTED
    return _set(topic, version, CorrectionKind.SHOW, {"state": state}, by, at)


@transaction.atomic
def name(*, topic: Topic, names: Mapping[str, str], version: int, by: User, at: datetime) -> Topic:
    """Name a topic in one to three languages, or let it be called by its terms again; a named one is never merged away.

    Raises PermissionDenied, BadInput, Stale.
    """
    clean = one_line(names, LONGEST_NAME)
    return _set(
        topic, version, CorrectionKind.NAME, {"names": clean, "kept": bool(clean) or topic.kept}, by, at
    )


def _set(topic: Topic, version: int, kind: str, values: Mapping[str, Any], by: User, at: datetime) -> Topic:
    current = _locked(topic, version, by)
    if all(getattr(current, field) == value for field, value in values.items()):
        return current
    before = {"topic": _as_it_stands(current)}
    for field, value in values.items():
        setattr(current, field, value)
    _saved(current, by)
    Correction.objects.create(kind=kind, topic=current, before=before, made_at=at, made_by=by)
    return current


@transaction.atomic
def merge(*, topic: Topic, into: Topic, version: int, by: User, at: datetime) -> Topic:
    """Let all that a topic has count for another from now on; return that one. Raises PermissionDenied, BadInput, Stale."""
    gone = _locked(topic, version, by)
    if gone.pk == into.pk:
        raise BadInput(_("Choose another topic."))
    stays = _locked(into, None, by)
    before = {"topic": _as_it_stands(stays), "other": _as_it_stands(gone)}
    moved = list(Sentence.objects.filter(topic=gone).values_list("pk", flat=True))
    Sentence.objects.filter(pk__in=moved).update(topic=stays)
    stays.names, stays.kept = stays.names or gone.names, True
    stays.apart = sorted({*stays.apart, *gone.apart} - {stays.pk, gone.pk})
    gone.into = stays
    _saved(stays, by)
    _saved(gone, by)
    Correction.objects.create(
        kind=CorrectionKind.MERGE, topic=stays, other=gone, before=before, moved=moved, made_at=at, made_by=by
    )
    ordered(by=by, at=at)
    return stays


@transaction.atomic
def split(*, topic: Topic, seal: str, version: int, by: User, at: datetime) -> Topic:
    """Split a topic into the two parts that were shown; return the new one. They are never put together again by themselves.

    Raises PermissionDenied, BadInput, and Stale where the topic has other sentences than when the parts were shown.
    """
    current = _locked(topic, version, by)
    cut = cut_of(current)
    if cut is None:
        raise BadInput(_("This topic does not fall into two parts."))
    if cut.seal != seal:
        raise Stale(_("The topic has other sentences by now. Look at the two parts again first."), current)
    before = {"topic": _as_it_stands(current)}
    born = Topic(
        id=(Topic.objects.aggregate(last=Max("pk"))["last"] or 0) + 1, state=current.state, parents=[current.pk],
        apart=sorted({*current.apart, current.pk}), born=current.born, looked=len(cut.goes), found_at=at,
    )  # fmt: skip
    with pghistory.context(user=by.pk):
        born.save(force_insert=True)
    Sentence.objects.filter(pk__in=cut.goes).update(topic=born)
    current.apart, current.looked = sorted({*current.apart, born.pk}), len(cut.stays)
    _saved(current, by)
    Correction.objects.create(
        kind=CorrectionKind.SPLIT, topic=current, other=born, before=before, moved=list(cut.goes), made_at=at,
        made_by=by,
    )  # fmt: skip
    ordered(by=by, at=at)
    return born


@transaction.atomic
def undo(*, correction: Correction, by: User, at: datetime) -> Topic:
    """Bring back what stood before a correction; return the topic. Of several, the last is undone first.

    Raises PermissionDenied, BadInput.
    """
    check_can_correct_topics(by)
    lock_topics()
    row = Correction.objects.select_for_update().get(pk=correction.pk)
    if row.undone_at is not None:
        raise BadInput(_("This was undone already."))
    both = [pk for pk in (row.topic_id, row.other_id) if pk is not None]
    later = Correction.objects.filter(Q(topic__in=both) | Q(other__in=both), pk__gt=row.pk, undone_at=None)
    if later.exists():
        raise BadInput(_("Something was done to this topic since. Undo that first."))
    topic = Topic.objects.select_for_update().get(pk=row.topic_id)
    if topic.into_id is not None:
        raise BadInput(_("This topic went into another one since."))
    _brought_back(topic, row.before["topic"])
    if row.kind in (CorrectionKind.MERGE, CorrectionKind.SPLIT):
        _parted_or_joined(row, topic, by)
        ordered(by=by, at=at)
    _saved(topic, by)
    row.undone_at, row.undone_by = at, by
    row.save(update_fields=["undone_at", "undone_by"])
    return topic


def _parted_or_joined(row: Correction, topic: Topic, by: User) -> None:
    """Undo a merge: what came from the other topic goes back. Undo a split: all that the new topic has goes back."""
    other = Topic.objects.select_for_update().get(pk=row.other_id or 0)
    if row.kind == CorrectionKind.MERGE:
        Sentence.objects.filter(pk__in=row.moved, topic=topic).update(topic=other)
        _brought_back(other, row.before["other"])
        other.into = None
        topic.apart, other.apart = sorted({*topic.apart, other.pk}), sorted({*other.apart, topic.pk})
    else:
        if other.into_id is not None:
            raise BadInput(_("This topic went into another one since."))
        Sentence.objects.filter(topic=other).update(topic=topic)
        other.into = topic
    _saved(other, by)


def _as_it_stands(topic: Topic) -> dict[str, Any]:
    return {field: getattr(topic, field) for field in _KEPT}


def _brought_back(topic: Topic, before: Mapping[str, Any]) -> None:
    for field in _KEPT:
        setattr(topic, field, before[field])


def _locked(topic: Topic, version: int | None, by: User) -> Topic:
    """Return the topic as it stands, kept from runs and other analysts. Raises PermissionDenied, Stale."""
    check_can_correct_topics(by)
    lock_topics()
    current = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    if current.into_id is not None or (version is not None and current.version != version):
        raise Stale(_("Somebody else changed this topic meanwhile. Look at it again first."), current)
    return current


def _saved(topic: Topic, by: User) -> None:
    topic.version += 1
    with pghistory.context(user=by.pk):
        topic.save()
