"""How is somebody erased from every table, their earlier versions and the words of others, so that figures stay as they are?

In one transaction: rows that only serve somebody go, rows that are counted stay under a name that is nobody's, rows that a law
keeps stay until its day, addresses are cut wherever they stand, and names in texts where a human decided so. What is sealed
stays and is said. Afterwards every text column of the database is looked at: what is left is reported.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import AuditKind
from grappe.apps.accounts.operations.audit import forget_places, note
from grappe.apps.accounts.operations.people import deactivate
from grappe.apps.campaigns.operations.consents import forget
from grappe.apps.companies.operations.kept_out import keep_out
from grappe.apps.documents.operations import empty, read_waiting
from grappe.apps.privacy.enums import CaseState, ErasureState, Ground, ProposalState
from grappe.apps.privacy.models import Case, Erasure, Look
from grappe.apps.privacy.operations.proof import append_to_log
from grappe.apps.privacy.operations.rows import blank, drop, drop_keyed
from grappe.apps.privacy.operations.words import IN_FILE, Cut, chosen_of, cut_everywhere, cut_passages
from grappe.apps.privacy.permissions import check_can_erase
from grappe.apps.privacy.queries.files import Found, named_for_sure
from grappe.apps.privacy.queries.held import passages_of
from grappe.apps.privacy.queries.left import left_of
from grappe.apps.privacy.queries.looks import is_done, look_of_case
from grappe.apps.privacy.queries.marked import names_in_passages
from grappe.apps.privacy.queries.mentions import needles_of
from grappe.apps.privacy.queries.plan import Plan, plan_for, plan_of, refusal_of, value_of
from grappe.apps.privacy.queries.subjects import subject_of
from grappe.apps.privacy.queries.traces import Traces, traces_of, traces_of_rows
from grappe.apps.texts.operations import rewrite
from grappe.ui.erasing import keep_merges_out
from grappe.ui.errors import BadInput
from grappe.ui.jobs import order
from grappe.ui.marks import mark_of
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

log = logging.getLogger(__name__)
LOOKING, WRITING = 1, 2  # the steps that are shown


@transaction.atomic
def order_erasure(
    *, case: Case, ground: str, reason: str, chosen: Collection[str], by: User, at: datetime
) -> Erasure:
    """Order that somebody is erased for good; `chosen` are the passages (plan.value_of) out of which their name goes.

    Raises PermissionDenied, and BadInput for one's own account, the last administrator, a ground that is none, and where
    an erasure is under way or texts were not looked through within a day.
    """
    check_can_erase(by)
    current = Case.objects.select_for_update().get(pk=case.pk)
    reason = " ".join(reason.split())
    if ground not in Ground.values:
        raise BadInput(_("Say on which ground they are erased."))
    if not reason:
        raise BadInput(_("Say why: who asked for it, when and how."))
    if current.erasures.filter(state__in=[ErasureState.WAITING, ErasureState.RUNNING]).exists():
        raise BadInput(_("They are being erased already."))
    look = look_of_case(current, at=at)
    if not is_done(look):
        raise BadInput(_("Have all texts looked through first: a human decides on each passage."))
    plan = plan_for(current, look=look, on=local_date(at), for_user=by)
    if plan.refusal:
        raise BadInput(plan.refusal)
    known = {value_of(each): [each.place, each.column, str(each.key)] for each in plan.chosen}
    erasure = Erasure.objects.create(
        case=current, ground=ground, reason=reason[:300], chosen=[known[each] for each in chosen if each in known],
        language=current.language, asked_by=by, asked_at=at,
    )  # fmt: skip
    order("privacy.erase", erasure_id=erasure.pk)
    return erasure


def perform(*, erasure_id: int, at: datetime) -> None:
    """Erase as it was ordered: all of it or nothing. What went wrong is said in the record."""
    erasure = Erasure.objects.select_related("case", "asked_by").get(pk=erasure_id)
    if erasure.state not in (
        ErasureState.WAITING,
        ErasureState.RUNNING,
    ):  # under way: its worker died, or waits for us
        return
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.RUNNING, step=LOOKING)
    try:
        files = _files(erasure, at)
        Erasure.objects.filter(pk=erasure.pk).update(step=WRITING)
        with transaction.atomic():
            keep_merges_out()
            erase(erasure=erasure, traces=_traces(erasure), by=erasure.asked_by, at=at, files=files)
    except Exception as fault:
        said = (
            str(fault)
            if isinstance(fault, BadInput)
            else _("Something went wrong; the server’s log says what.")
        )
        Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.FAILED, message=said[:300])
        erasure.proposals.update(
            state=ProposalState.PROPOSED, erasure=None
        )  # nothing was erased: it is due still
        if not isinstance(fault, BadInput):
            log.exception("erasure %s failed", erasure.pk)


def _traces(erasure: Erasure) -> Traces:
    case = erasure.case
    return traces_of(subject_of(case)) if case is not None else traces_of_rows(erasure.wanted)


def _files(erasure: Erasure, at: datetime) -> tuple[Found, ...]:
    """In which files of the store they stand: read before the transaction, in which nobody shall wait for files."""
    if erasure.wanted:
        return ()
    read_waiting(at=at)
    return named_for_sure(needles_of(_traces(erasure)))


@transaction.atomic
def erase(
    *, erasure: Erasure, traces: Traces, by: User | None, at: datetime, files: tuple[Found, ...] | None = None
) -> Erasure:
    """Erase whoever left these traces, in one transaction, and keep the proof of it without them. `by` None: replayed.

    `files` of the store in which they stand; None: looked for here.

    Where certain rows alone are `wanted`, the words of others stay: they may be about somebody who is still with us.
    """
    if by is not None:
        check_can_erase(by)
    current = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if current.state == ErasureState.DONE:  # by another worker, for whom we waited
        return current
    words = not current.wanted
    released = _released(current, traces)
    refusal = refusal_of(traces, by=by)
    if refusal:
        raise BadInput(refusal)
    plan = plan_of(traces, on=local_date(at), for_user=by, words=words, files=files)
    with translation.override(current.language):
        nobody = _("Former contact %(number)s") % {"number": current.pk}
        gone = _("This file named somebody who is erased.")
    cut = Cut(
        tuple(sorted(traces.emails)),
        tuple(needles_of(traces)),
        nobody,
        chosen_of([*current.chosen, ("privacy.erasure", "reason", str(current.pk))]),
    )
    with pghistory.context(user=by.pk if by else None), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('grappe.erasing', %s, true)", [str(current.uid)])
        report = _erase(plan, cut, gone, by, at)
        report["words"] += cut_passages(replace(cut, needles=tuple(sorted(released)))) if released else 0
        kept_out = _keep_out(traces, at) if words else []
        current.refresh_from_db()  # its own reason lost the name as well
        cursor.execute("SELECT set_config('grappe.erasing', '', true)")
    left = [[each.table, each.column, each.count] for each in left_of(cut.needles)]
    current.marks = sorted(mark_of(each) for each in {*traces.emails, *traces.names, *released})
    current.report = report | {"left": left, "kept_out": kept_out}
    current.kept_until, current.state, current.done_at = plan.kept_until, ErasureState.DONE, at
    current.save()
    if current.case_id is not None:
        Case.objects.filter(pk=current.case_id).update(state=CaseState.ANSWERED, salt="", link_until=None)
        Look.objects.filter(case=current.case_id).delete()
    note(AuditKind.PERSON_ERASED, at=at, user=by, what="privacy.erasure", record=str(current.pk))
    paths = [each.path for each in plan.files]
    transaction.on_commit(lambda: _settle(paths))
    return current


def _keep_out(traces: Traces, at: datetime) -> list[list[str]]:
    """Keep marks of who they were, so that no file brings them back unseen; kind and mark of each.

    Of whoever is erased on request, whatever the ground: an erasure that the next file undoes is none (Article 17(1)). Not of
    rows whose time is over: nobody asked for that, and a new contact is lawful.
    """
    names: dict[int, set[str]] = {}
    for model, rows in traces.rows.items():
        if model._meta.label == "companies.Person":
            for row in rows:
                names.setdefault(row.company_id, set()).update(traces.names)
    marks = keep_out(emails=traces.emails, names=names, on=local_date(at))
    return [list(each) for each in marks]


def _released(erasure: Erasure, traces: Traces) -> set[str]:
    """Who is named in words that a law kept until now: found by the marks of whoever was erased, for nobody knows the name."""
    if not erasure.wanted or not erasure.chosen:
        return set()
    _places, marks = passages_of(erasure.wanted)
    return names_in_passages(erasure.chosen, marks | set(erasure.marks))


def _erase(plan: Plan, cut: Cut, gone: str, by: User | None, at: datetime) -> dict[str, Any]:
    _close_account(plan, by, at)
    _texts(plan, cut, gone, at)
    words = cut_everywhere(cut)
    _unplace(plan, cut)
    keyed = drop_keyed(plan.traces)
    nobodys: dict[str, int] = {}
    dropped: dict[str, int] = {}
    kept: dict[str, list[Any]] = {}
    rows: dict[str, list[Any]] = {}
    for part in reversed(plan.parts):
        name = part.table.model._meta.label_lower
        held = {each.key for each in part.kept}
        keys = [key for key in plan.traces.keys(part.table.model) if key not in held]
        if name == "campaigns.address":
            forget(addresses=keys, at=at)
        if part.kept:
            kept[name] = [part.kept[0].law.key, len(held), part.until.isoformat() if part.until else ""]
        if keys and not _sealed_whole(part.table):
            done, rows[name] = dropped if part.goes else nobodys, keys
            done[name] = drop(part.table, keys) if part.goes else blank(part.table, keys, cut.nobody)
    for each in plan.told:
        law = each.kept.law.key if each.kept else "sealed"
        kept.setdefault(each.mention.place, [law, 0, each.kept.until.isoformat() if each.kept else ""])[
            1
        ] += 1
    return {
        "nobodys": nobodys,
        "dropped": dropped | keyed,
        "words": words,
        "kept": kept,
        "files": len(plan.files),
        "rows": rows,
        "held": _held(plan),
    }


def _held(plan: Plan) -> list[list[str]]:
    """What a law keeps, by table, column and key: proposed for erasure when its time is over. No column: the row is theirs."""
    rows = [
        [part.table.model._meta.label_lower, "", str(each.key)] for part in plan.parts for each in part.kept
    ]
    words = [
        [each.mention.place, each.mention.column, str(each.mention.key)] for each in plan.told if each.kept
    ]
    return [*rows, *words]


def _unplace(plan: Plan, cut: Cut) -> None:
    """Take away from where and on what they did what the audit says they did."""
    users = [
        row.pk
        for model, rows in plan.traces.rows.items()
        if model._meta.label == "accounts.User"
        for row in rows
    ]
    forget_places(users=users, emails=[f"erased:{mark_of(each)}" for each in cut.emails])


def _sealed_whole(table: Any) -> bool:
    """Whether rows are theirs without a word that could be taken away (the audit: a mark stands there already)."""
    return not (table.emails or table.names or table.details or table.drops)


def _close_account(plan: Plan, by: User | None, at: datetime) -> None:
    """An account is closed as always: its sessions, feeds and links end by the same hooks."""
    for model, rows in plan.traces.rows.items():
        if model._meta.label != "accounts.User":
            continue
        for user in rows:
            if by is not None:
                deactivate(user=user, by=by, at=at)
            model._base_manager.filter(pk=user.pk).update(is_active=False)


def _texts(plan: Plan, cut: Cut, gone: str, at: datetime) -> None:
    """Texts written together and files, where a human said so."""
    texts: set[int] = set()
    for each in plan.chosen:
        if (each.place, each.column, str(each.key)) not in cut.chosen:
            continue
        if each.place == "texts.sharedtext":
            texts.add(int(each.key))
        elif each.place == "texts.textupdate" and each.column == "data":
            texts.add(each.model._base_manager.values_list("text_id", flat=True).get(pk=each.key))
        elif (each.place, each.column) == IN_FILE:
            empty(document_id=int(each.key), words=gone)
    for key in sorted(texts):
        rewrite(text_id=key, words=cut.name, at=at)


def _settle(paths: list[str]) -> None:
    """After the transaction stands: files of the store go, and the proof is written outside the database too."""
    for path in paths:
        (Path(settings.MEDIA_ROOT) / path).unlink(missing_ok=True)
    append_to_log()
