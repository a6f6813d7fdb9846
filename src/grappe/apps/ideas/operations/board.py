"""How is the board of an ideation campaign changed by two at once, without what either did being lost, and undone?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import BoardChange, ChallengeState
from grappe.apps.ideas.models import Answer, AnswerGroup, BoardStep, Challenge
from grappe.apps.ideas.operations.challenges import locked
from grappe.apps.ideas.permissions import check_can_facilitate
from grappe.apps.ideas.queries.challenge_board import LONGEST_TITLE, last_step, propose
from grappe.ui.errors import BadInput, Stale
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User

MOST_GROUPS, KEPT_STEPS = 100, 50


@transaction.atomic
def new_group(*, challenge: Challenge, titles: Mapping[str, str], by: User, at: datetime) -> AnswerGroup:
    """Make a group without cards, at the end. Raises PermissionDenied, BadInput without a title or once the vote began."""
    with _changing(challenge, BoardChange.GROUP, by, at) as current:
        if current.groups.count() >= MOST_GROUPS:
            raise BadInput(_("At most %(most)d groups.") % {"most": MOST_GROUPS})
        return AnswerGroup.objects.create(
            challenge=current, titles=_titles(titles), position=_next_position(current)
        )


@transaction.atomic
def rename(
    *, group: AnswerGroup, titles: Mapping[str, str], version: int, by: User, at: datetime
) -> AnswerGroup:
    """Rename a group. Raises PermissionDenied, BadInput, and Stale where somebody else renamed it since `version`."""
    with _changing(group.challenge, BoardChange.RENAME, by, at) as current:
        found = _group(group.pk, current)
        named = _titles(titles)
        if found.version != version and named != found.titles:
            raise Stale(_("Somebody else renamed this group meanwhile."), found)
        found.titles = named
        found.version += 1
        found.save()
        return found


@transaction.atomic
def take_apart(*, group: AnswerGroup, by: User, at: datetime) -> None:
    """Take a group away; its cards are in none again. Raises PermissionDenied, BadInput."""
    with _changing(group.challenge, BoardChange.REMOVE, by, at) as current:
        found = _group(group.pk, current)
        for card in found.answers.order_by("position", "pk"):
            _put(card, None, _end_of(current, None), by)
        found.delete()


@transaction.atomic
def move(*, answer: Answer, to: int | None, place: int | None, seen: int, by: User, at: datetime) -> Answer:
    """Put a card into a group (`to`, None for none) at a place from 1, by default at its end.

    `seen` is how often the card had been moved when whoever moves it looked. Where somebody else has put it into
    another group since, Stale is raised with the card as it lies now; what others did with other cards stays.
    """
    with _changing(answer.participant.challenge, BoardChange.MOVE, by, at) as current:
        card = Answer.objects.select_related("group", "placed_by").filter(pk=answer.pk).first()
        if card is None:
            raise BadInput(_("Whoever wrote this answer has taken it back. Look at the board again."))
        if card.hidden_at is not None:
            raise BadInput(_("This answer is hidden: show it again first."))
        target = _group(to, current) if to is not None else None
        if card.placed != seen and card.group_id != to:
            raise Stale(_("Somebody else moved this card meanwhile."), card)
        end = _cards_in(current, to).exclude(pk=card.pk).count()
        wanted = end if place is None else max(0, min(end, place - 1))
        _put(card, target, wanted, by)
        _close_ranks(current, card, to, wanted)
        return card


@transaction.atomic
def take_proposal(
    *, challenge: Challenge, fine: int, anew: bool, version: int, cards: str, by: User, at: datetime
) -> int:
    """Lay the board as a proposal says; return how many cards it moved.

    Raises PermissionDenied, BadInput, and Stale where the board was changed since the `version` it was made for, or
    its `cards` are not those any more: then it would change something else than what was shown.
    """
    with _changing(challenge, BoardChange.PROPOSAL, by, at) as current:
        wanted = propose(current, fine=fine, anew=anew, for_user=by)
        if current.board_version != version:
            raise Stale(_("Somebody changed the board meanwhile: look at the proposal again."), current)
        if wanted.cards != cards:
            raise Stale(_("Answers came or changed meanwhile: look at the proposal again."), current)
        moved = 0
        for each in wanted.groups:
            group = each.group or AnswerGroup.objects.create(
                challenge=current, titles=each.titles, position=_next_position(current)
            )
            for card in each.comes:
                _put(card, group, _end_of(current, group.pk), by)
                moved += 1
        for card in wanted.freed:
            _put(card, None, _end_of(current, None), by)
            moved += 1
        AnswerGroup.objects.filter(pk__in=[group.pk for group in wanted.gone]).delete()
        return moved


@transaction.atomic
def undo(*, challenge: Challenge, step: int, by: User, at: datetime) -> BoardStep:
    """Lay the board as it was before its last change; answers given or hidden since stay what they are.

    Raises PermissionDenied, and BadInput where `step` is not the last change any more.
    """
    current = _open_board(challenge, by, at)
    last = last_step(current)
    if last is None or last.pk != step:
        raise BadInput(_("Somebody changed the board meanwhile: look at it again before you undo."))
    with pghistory.context(user=by.pk):
        _restore(current, last.before, by)
        _bump(current)
    last.undone_at = at
    last.save(update_fields=["undone_at"])
    return last


@contextmanager
def _changing(challenge: Challenge, kind: BoardChange, by: User, at: datetime) -> Iterator[Challenge]:
    """Hold the board, keep it as it was before, and count the change."""
    current = _open_board(challenge, by, at)
    before = _as_it_lies(current)
    with pghistory.context(user=by.pk):
        yield current
        _bump(current)
    BoardStep.objects.create(
        challenge=current, kind=kind, version=current.board_version, before=before, at=at, by=by
    )
    steps = BoardStep.objects.filter(challenge=current).values_list("pk", flat=True)
    BoardStep.objects.filter(pk__in=list(steps[KEPT_STEPS:])).delete()


def _open_board(challenge: Challenge, by: User, at: datetime) -> Challenge:
    current = locked(challenge)
    check_can_facilitate(by, current)
    if current.phase_at(at) in (ChallengeState.VOTING, ChallengeState.CLOSED):
        raise BadInput(_("The vote has begun: what is voted on stays as it is."))
    # Held until the end: nobody takes an answer back while its card is moved.
    list(_cards(current).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return current


def _cards(current: Challenge) -> QuerySet[Answer]:
    return Answer.objects.filter(participant__challenge=current, hidden_at=None)


def _cards_in(current: Challenge, group: int | None) -> QuerySet[Answer]:
    return _cards(current).filter(group_id=group)


def _bump(current: Challenge) -> None:
    current.board_version += 1
    current.save(update_fields=["board_version"])


def _as_it_lies(current: Challenge) -> dict[str, Any]:
    return {
        "groups": list(current.groups.values("pk", "titles", "position", "version")),
        "cards": [list(row) for row in _cards(current).values_list("pk", "group_id", "position")],
    }


def _restore(current: Challenge, before: Mapping[str, Any], by: User) -> None:
    """Bring back groups and places; a group that was taken away comes back as the same one."""
    wanted = {row["pk"]: row for row in before["groups"]}
    there = {each.pk: each for each in current.groups.all()}
    for pk, row in wanted.items():
        group = there.get(pk) or AnswerGroup(pk=pk, challenge=current)
        if (group.titles, group.position) != (row["titles"], row["position"]):
            group.titles, group.position, group.version = row["titles"], row["position"], group.version + 1
            group.save()
    places = {pk: (group, position) for pk, group, position in before["cards"]}
    for card in _cards(current).filter(pk__in=places):
        group, position = places[card.pk]
        if (card.group_id, card.position) != (group, position):
            card.group_id, card.position, card.placed_by = group, position, by
            card.placed += 1
            card.save()
    current.groups.exclude(pk__in=wanted).delete()


def _group(pk: int, current: Challenge) -> AnswerGroup:
    found = current.groups.filter(pk=pk).first()
    if found is None:
        raise BadInput(
            _("This group is not there any more: somebody took it apart. Look at the board again.")
        )
    return found


def _titles(titles: Mapping[str, str]) -> dict[str, str]:
    found = {code: " ".join(text.split()) for code, text in words(titles, LONGEST_TITLE).items()}
    if not found:
        raise BadInput(_("A group needs a title in one language at least."))
    return found


def _next_position(current: Challenge) -> int:
    last = current.groups.order_by("position").values_list("position", flat=True).last()
    return 0 if last is None else last + 1


def _end_of(current: Challenge, group: int | None) -> int:
    """Return the place behind the last card of a group; where cards were taken out, places are free between."""
    last = _cards_in(current, group).order_by("position").values_list("position", flat=True).last()
    return 0 if last is None else last + 1


def _put(card: Answer, group: AnswerGroup | None, position: int, by: User) -> None:
    card.group, card.position, card.placed_by = group, position, by
    card.placed += 1
    card.save(update_fields=["group", "position", "placed", "placed_by"])


def _close_ranks(current: Challenge, card: Answer, group: int | None, wanted: int) -> None:
    """Number the other cards of a group around the one that was put in; only what gets another number is written."""
    order = list(_cards_in(current, group).exclude(pk=card.pk).order_by("position", "pk"))
    order.insert(wanted, card)
    for number, each in enumerate(order):
        if each.position != number:
            each.position = number
            each.save(update_fields=["position"])
