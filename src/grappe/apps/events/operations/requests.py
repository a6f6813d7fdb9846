"""How does one ask another for a meeting, and how is it accepted, declined, changed or taken back?"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.events.enums import HalfDay, PlanState, RequestState, Wish, WithdrawnWhy
from grappe.apps.events.models import MeetingPlan, Participant, Request
from grappe.apps.events.operations import standing
from grappe.apps.events.operations.request_letters import tell
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.participants import is_open
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_WORDS = 500
LIVE = (RequestState.ASKED, RequestState.ACCEPTED)
_LINK = {"door": "signed link"}


@transaction.atomic
def ask(
    *,
    asker: Participant,
    asked: Participant,
    wish: int = Wish.WANT,
    message: str = "",
    session: int = HalfDay.ANY,
    at: datetime,
) -> Request:
    """Ask another for a meeting, or, where they asked already, accept theirs: two who want it need no answer.

    Both rows are locked in the order of their ids, so that of two who ask each other at the same moment the second
    finds the first. Raises BadInput: too late, too many, oneself, somebody who left or declined, asked already.
    """
    mine, theirs = _two(asker, asked)
    plan = mine.plan
    if not is_open(plan, at):
        raise BadInput(_("Requests for meetings are not taken at present."))
    _check_both(mine, theirs)
    _check_words(wish, session, message)
    before = _between(mine, theirs)
    if before is not None and before.state == RequestState.ACCEPTED:
        raise BadInput(_("You two have agreed to meet already."))
    if before is not None and before.state == RequestState.ASKED:
        if before.asker_id == mine.pk:
            raise BadInput(_("You have asked for this meeting already; they have not answered yet."))
        return _accept(before, wish, message, at)
    if not theirs.shown:
        raise BadInput(_("This participant is not to be asked."))
    if Request.objects.filter(asker=mine, asked=theirs, state=RequestState.DECLINED).exists():
        raise BadInput(_("They declined this meeting. They may still ask you."))
    if Request.objects.filter(asker=mine, state__in=LIVE).count() >= plan.most_requests:
        raise BadInput(
            ngettext(
                "You may ask for %(most)d meeting at most. Withdraw one to ask for another.",
                "You may ask for %(most)d meetings at most. Withdraw one to ask for another.",
                plan.most_requests,
            )
            % {"most": plan.most_requests}
        )
    made = _create(plan, mine, theirs, wish, session, message, at)
    tell(theirs, at=at)
    return made


def _create(
    plan: MeetingPlan, mine: Participant, theirs: Participant, wish: int, session: int, message: str,
    at: datetime,
) -> Request:  # fmt: skip
    try:
        with transaction.atomic(), pghistory.context(**_LINK):
            return Request.objects.create(
                plan=plan, asker=mine, asked=theirs, wish=wish, session=session,
                message=_plain(message), made_at=at,
            )  # fmt: skip
    except IntegrityError as twice:  # the database's own word: one meeting for two, whoever asked
        raise BadInput(_("Between you two a request is open already.")) from twice


@transaction.atomic
def answer(
    *,
    request: Request,
    participant: Participant,
    accept: bool,
    wish: int | None = None,
    words: str = "",
    at: datetime,
) -> Request:
    """Accept or decline a request, as the one who was asked; `wish` says how important it is to them.

    Answers are taken until the organiser begins to plan, also after the last day for asking. Raises PermissionDenied
    for anybody else, Stale when it was answered or withdrawn meanwhile, BadInput.
    """
    current = _locked(request)
    if current.asked_id != participant.pk:
        raise PermissionDenied(_("Only the one who was asked may answer."))
    if current.state != RequestState.ASKED:
        raise Stale(_("This request was answered or withdrawn meanwhile."), current=current)
    if current.plan.state != PlanState.REQUESTS:
        raise BadInput(_("The timetable is being made; requests are not answered any more."))
    if accept:
        _check_both(current.asked, current.asker)
        return _accept(current, Wish.WANT if wish is None else wish, words, at)
    _check_words(Wish.WANT, HalfDay.ANY, words)
    current.state, current.answer, current.answered_at = RequestState.DECLINED, _plain(words), at
    with pghistory.context(**_LINK):
        current.save(update_fields=["state", "answer", "answered_at"])
    tell(current.asker, at=at)
    return current


def _accept(current: Request, wish: int, words: str, at: datetime) -> Request:
    _check_words(wish, HalfDay.ANY, words)
    current.state, current.answer_wish, current.answered_at = RequestState.ACCEPTED, wish, at
    current.answer = _plain(words)
    with pghistory.context(**_LINK):
        current.save(update_fields=["state", "answer_wish", "answer", "answered_at"])
    tell(current.asker, at=at)
    return current


@transaction.atomic
def withdraw(*, request: Request, participant: Participant, at: datetime) -> Request:
    """Take a request back, or call an agreed meeting off: the asker at any time, the other once it is agreed.

    A published timetable keeps the meeting, marked as called off, until it is repaired; the other side is told.
    Raises PermissionDenied for anybody else, Stale when it is over already.
    """
    current = _locked(request)
    mine = current.asker_id == participant.pk
    if not mine and (current.asked_id != participant.pk or current.state == RequestState.ASKED):
        raise PermissionDenied(_("Only the two whom a meeting is for may call it off."))
    if current.state not in LIVE:
        raise Stale(_("This request was answered or withdrawn meanwhile."), current=current)
    if current.plan.state == PlanState.CLOSED:
        raise BadInput(_("The business meetings of this event are over."))
    with pghistory.context(**_LINK):
        standing.withdraw(current, why=WithdrawnWhy.TAKEN_BACK, gone=current.asker if mine else current.asked)
    tell(current.asked if mine else current.asker, at=at)
    return current


@transaction.atomic
def wish_otherwise(*, request: Request, participant: Participant, wish: int, at: datetime) -> Request:
    """Change how important a meeting is to one of the two, while requests are taken."""
    current = _locked(request)
    if participant.pk not in (current.asker_id, current.asked_id):
        raise PermissionDenied(_("Only the two whom a meeting is for may say how important it is."))
    if current.state not in LIVE or current.plan.state != PlanState.REQUESTS:
        raise BadInput(_("How important it is cannot be changed any more."))
    _check_words(wish, HalfDay.ANY, "")
    name = "wish" if current.asker_id == participant.pk else "answer_wish"
    if name == "answer_wish" and current.state == RequestState.ASKED:
        raise BadInput(_("Answer the request first."))
    setattr(current, name, wish)
    with pghistory.context(**_LINK):
        current.save(update_fields=[name])
    return current


@transaction.atomic
def arrange(
    *,
    first: Participant,
    second: Participant,
    wish: int = Wish.WANT,
    must: bool = False,
    by: User,
    at: datetime,
) -> Request:
    """Agree a meeting for two, as the organiser, at any time before the meetings are over: a late request too.

    What one asked the other becomes accepted. Raises PermissionDenied, BadInput.
    """
    one, other = _two(first, second)
    check_can_manage_event(by, one.plan.event)
    if one.plan.state == PlanState.CLOSED:
        raise BadInput(_("The business meetings of this event are over."))
    _check_both(one, other)
    _check_words(wish, HalfDay.ANY, "")
    before = _between(one, other)
    if before is not None and before.state == RequestState.ACCEPTED:
        raise BadInput(_("These two have agreed to meet already."))
    made = before or Request(plan=one.plan, asker=one, asked=other, wish=wish, made_at=at)
    made.state, made.must, made.answered_at = RequestState.ACCEPTED, must, at
    made.answer_wish = wish
    with pghistory.context(user=by.pk):
        made.save()
    tell(one, at=at)
    tell(other, at=at)
    return made


def _two(first: Participant, second: Participant) -> tuple[Participant, Participant]:
    """Return both, locked in the order of their ids; raises BadInput for two who cannot meet at all."""
    if first.pk == second.pk:
        raise BadInput(_("Nobody meets themselves."))
    found = Participant.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk])
    rows = {row.pk: row for row in found.select_related("plan__event", "registration").order_by("pk")}
    if len(rows) != 2 or rows[first.pk].plan_id != rows[second.pk].plan_id:
        raise BadInput(_("These two do not take part in the same event."))
    return rows[first.pk], rows[second.pk]


def _between(mine: Participant, theirs: Participant) -> Request | None:
    both = Q(asker=mine, asked=theirs) | Q(asker=theirs, asked=mine)
    return _rows().filter(both, state__in=LIVE).first()


def _rows() -> QuerySet[Request]:
    found = Request.objects.select_for_update(of=("self",))
    return found.select_related("plan", "asker__registration", "asked__registration")


def _locked(request: Request) -> Request:
    return _rows().get(pk=request.pk)


def _check_both(mine: Participant, theirs: Participant) -> None:
    if mine.withdrawn_at is not None:
        raise BadInput(_("You do not take part in the business meetings any more."))
    if theirs.withdrawn_at is not None:
        raise BadInput(_("They do not take part in the business meetings any more."))


def _check_words(wish: int, session: int, words: str) -> None:
    if wish not in Wish.values or session not in HalfDay.values:
        raise BadInput(_("Say how important the meeting is by one of the three choices."))
    if len(words) > LONGEST_WORDS:
        raise BadInput(_("A message takes 500 characters at most."))


def _plain(words: str) -> str:
    return words.replace("\x00", "").strip()
