"""How are all texts looked through for somebody, by the worker, and how is it forgotten what was found?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from grappe.apps.documents.operations import read_waiting
from grappe.apps.privacy.enums import LookState
from grappe.apps.privacy.models import Case, Look
from grappe.apps.privacy.permissions import check_can_answer_requests, check_can_see_own_data
from grappe.apps.privacy.queries.files import Found, files_naming
from grappe.apps.privacy.queries.looks import AGAIN, KEPT, is_busy
from grappe.apps.privacy.queries.mentions import needles_of
from grappe.apps.privacy.queries.places import patterns, pieces, places_in
from grappe.apps.privacy.queries.subjects import subject_of, subject_of_user
from grappe.apps.privacy.queries.traces import traces_of
from grappe.ui.jobs import order

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def look_for_case(*, case: Case, by: User | None, at: datetime) -> Look:
    """Order that all texts are looked through for whoever asked; `by` None: they themselves, by their link.

    One that is under way, or was done a moment ago, is returned as it is. Raises PermissionDenied.
    """
    if by is not None:
        check_can_answer_requests(by)
    Case.objects.select_for_update().get(pk=case.pk)
    return _order({"case_id": case.pk}, at)


@transaction.atomic
def look_for_oneself(*, by: User, at: datetime) -> Look:
    """Order that all texts are looked through for a colleague. Raises PermissionDenied."""
    check_can_see_own_data(by)
    accounts = Look._meta.get_field("user").related_model
    accounts._base_manager.select_for_update().get(pk=by.pk)
    return _order({"user_id": by.pk}, at)


def _order(whose: dict[str, Any], at: datetime) -> Look:
    last = Look.objects.filter(**whose, until__gt=at).first()
    if last is not None and (
        is_busy(last, at=at) or (last.state == LookState.DONE and last.asked_at > at - AGAIN)
    ):
        return last
    Look.objects.filter(**whose).delete()
    look = Look.objects.create(**whose, asked_at=at, until=at + KEPT)
    order("privacy.look", look_id=look.pk)
    return look


def perform(*, look_id: int, at: datetime) -> None:
    """Look through all texts and files as it was ordered; end in DONE, or in FAILED.

    Files whose words no job has read are read first. Done again from the start where it was cut off.
    """
    look = Look.objects.select_related("case", "user").filter(pk=look_id).first()
    if look is None or look.state == LookState.DONE:
        return
    row = Look.objects.filter(pk=look.pk)
    try:
        subject = subject_of(look.case) if look.case is not None else subject_of_user(look.user)  # type: ignore[arg-type]
        needles = needles_of(traces_of(subject))
        row.update(state=LookState.RUNNING)
        read_waiting(at=at)
        todo, places = pieces() if needles else [], []
        row.update(step=0, steps=len(todo) + 1)
        looked_for = patterns(needles)
        for done, piece in enumerate(todo, start=1):
            places += places_in(piece, looked_for)
            row.update(step=done)
        files = list(files_naming(needles)) if look.case_id is not None else []
    except Exception:
        row.update(state=LookState.FAILED)
        raise
    row.update(state=LookState.DONE, step=len(todo) + 1, places=places, looked_at=at, **_told(files))


def _told(files: list[Found]) -> dict[str, list[list[Any]]]:
    """Files of the store by whether somebody stands in them for sure."""
    return {
        name: [[each.path, each.size] for each in files if each.unsure is unsure]
        for name, unsure in (("files", False), ("unsure", True))
    }


def forget_old(*, at: datetime) -> int:
    """Forget what was found for whom when its time is over; return how many."""
    return Look.objects.filter(until__lte=at).delete()[0]
