"""What lies on the board of an ideation campaign, who changed it last, and which groups would likeness propose?"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from grappe.apps.ideas.models import Answer, AnswerGroup, BoardStep, Challenge
from grappe.apps.ideas.permissions import check_can_facilitate, check_can_view_answers
from grappe.apps.ideas.queries.answers import shown, vectors_of
from grappe.apps.ideas.queries.veils import veil_people
from grappe.engines.matching.grouping import groups, middle

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LOOSEST, STRICTEST = (
    0.2,
    0.7,
)  # cosines between which the slider goes; measured on the thirty of the demonstration
USUAL = 30  # where the slider stands at first (cosine 0.35): no pair of the thirty is wrongly together, three of four are
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Column:
    """A group with its cards, in their order; `group` None for the cards that are in none."""

    group: AnswerGroup | None
    cards: list[Answer] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The number of the group, as a form says it; empty for none."""
        return str(self.group.pk) if self.group is not None else ""


@dataclass(frozen=True)
class Board:
    """All that lies on a board. `last` is the change that can be undone now."""

    challenge: Challenge
    free: Column
    columns: list[Column]
    hidden: list[Answer]
    last: BoardStep | None

    @property
    def version(self) -> int:
        return self.challenge.board_version


@dataclass(frozen=True)
class Proposed:
    """A group as it would be: one that there is (`group`), or a new one called after its middle card."""

    group: AnswerGroup | None
    titles: dict[str, str]
    comes: list[Answer]  # cards that would come into it
    stays: list[Answer]


@dataclass(frozen=True)
class Proposal:
    """What a proposal would change, on the board as it was at `version`."""

    fine: int
    anew: bool
    version: int
    groups: list[Proposed]
    alone: list[Answer]  # cards that would be in no group
    cards: str  # fingerprint of the cards that it was made of
    freed: list[Answer]  # of these, those that are in one now
    gone: list[AnswerGroup]  # groups that there would not be any more

    @property
    def changes(self) -> bool:
        return bool(self.freed or self.gone or any(each.comes for each in self.groups))


def board(challenge: Challenge, *, for_user: User) -> Board:
    """Return the board as it stands. Four queries. Raises PermissionDenied."""
    check_can_view_answers(for_user)
    cards = list(shown(challenge).select_related("group", "placed_by").order_by("position", "pk"))
    columns = {each.pk: Column(each) for each in AnswerGroup.objects.filter(challenge=challenge)}
    free = Column(None)
    for card in cards:
        column = columns.get(card.group_id, free) if card.group_id is not None else free
        column.cards.append(card)
    hidden = Answer.objects.filter(participant__challenge=challenge, hidden_at__isnull=False)
    put_away = list(
        hidden.select_related("participant__contributor__company", "hidden_by").order_by("hidden_at")
    )
    veil_people((each.participant.contributor for each in (*cards, *put_away)), for_user=for_user)
    return Board(
        challenge,
        free,
        list(columns.values()),
        put_away,
        last_step(challenge),
    )


def last_step(challenge: Challenge) -> BoardStep | None:
    """Return the last change that is not undone. One query."""
    return BoardStep.objects.filter(challenge=challenge, undone_at=None).select_related("by").first()


def group_in(pk: int, *, challenge: Challenge) -> AnswerGroup:
    """Return a group of a campaign. Raises AnswerGroup.DoesNotExist."""
    return AnswerGroup.objects.get(pk=pk, challenge=challenge)


def propose(challenge: Challenge, *, fine: int, anew: bool, for_user: User) -> Proposal:
    """Return which groups likeness of meaning would make, and what that would change. Nothing is written.

    `fine` 0 to 100: the higher, the more alike cards must be. With `anew` the groups that there are do not count;
    else they stay as they are and may take cards in that are in none. Raises PermissionDenied.
    """
    check_can_facilitate(for_user, challenge)
    found = board(challenge, for_user=for_user)
    # In the order in which they were given: where cards lie on the board plays no part in what is alike.
    cards = sorted(
        (card for column in (found.free, *found.columns) for card in column.cards), key=lambda c: c.pk
    )
    places = {card.pk: place for place, card in enumerate(cards)}
    kept = [] if anew else [each for each in found.columns if each.cards]
    fixed = [[places[card.pk] for card in column.cards] for column in kept]
    vectors = vectors_of(cards)
    at_least = LOOSEST + (STRICTEST - LOOSEST) * max(0, min(100, fine)) / 100
    made = groups(vectors, at_least=at_least, fixed=fixed)
    owners = {place: column.group for column, members in zip(kept, fixed, strict=True) for place in members}
    proposed, alone = [], []
    for members in made:
        owner = next((owners[place] for place in members if place in owners), None)
        inside = [cards[place] for place in members]
        if owner is None and len(members) == 1:
            alone += inside
        else:
            titles = owner.titles if owner is not None else title_of(cards[middle(vectors, members)])
            proposed.append(_proposed(owner, titles, inside))
    gone = [each.group for each in found.columns if anew and each.group is not None]
    freed = [card for card in alone if card.group_id is not None]
    order = sorted(proposed, key=lambda each: -len(each.comes) - len(each.stays))
    return Proposal(fine, anew, found.version, order, alone, _fingerprint(cards), freed, gone)


def _fingerprint(cards: list[Answer]) -> str:
    """Return the same for the same answers with the same words."""
    said = repr([(card.pk, card.text) for card in cards])
    return sha256(said.encode()).hexdigest()[:16]


def _proposed(owner: AnswerGroup | None, titles: dict[str, str], cards: list[Answer]) -> Proposed:
    stays = [card for card in cards if owner is not None and card.group_id == owner.pk]
    comes = [card for card in cards if card not in stays]
    return Proposed(owner, titles, comes, stays)


def title_of(card: Answer) -> dict[str, str]:
    """Return what a group is called after a card: its first words, in its language."""
    words = " ".join(card.text.split())
    if len(words) > LONGEST_TITLE:
        words = words[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return {card.language: words}
