"""How does what was chosen in an ideation campaign become ideas, and how does everybody hear what became of their answer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import ChallengeState, LetterKind, LinkKind
from grappe.apps.ideas.models import Challenge, Contributor, Idea, Letter, Undoing
from grappe.apps.ideas.operations.challenges import locked
from grappe.apps.ideas.operations.ideas import LONGEST_TITLE, Draft, Origin, capture, plain
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.permissions import check_can_facilitate
from grappe.apps.ideas.queries.conclusion import Fate, fates, ideas_of
from grappe.apps.ideas.queries.occasions import conclusion_of
from grappe.apps.ideas.queries.votes import Candidate, candidates
from grappe.ui.errors import BadInput
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_WHY = 500
ARRIVED = (LetterState.SENDING, LetterState.SENT, LetterState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of each idea of a conclusion that was undone, and how many people hear of it."""

    gone: tuple[Fate, ...]
    stays: tuple[Fate, ...]
    told: int


@transaction.atomic
def conclude(
    *, challenge: Challenge, chosen: Mapping[str, str], by: User, at: datetime, invented: bool = False
) -> list[Idea]:
    """Make an idea of each chosen candidate in one step, conclude the campaign, and tell everybody what became of it.

    `chosen` is the idea's title by the candidate's key ("g12", "a7"). Whoever gave an answer of it is an author of
    the idea; the answers are its origin. With nothing chosen the campaign is concluded without ideas. Raises
    PermissionDenied, BadInput before the vote is over, the second time, for a title that is missing or too long, and for
    what is an idea already (it stayed when an earlier conclusion was undone).
    """
    current = locked(challenge)
    check_can_facilitate(by, current)
    if current.phase_at(at) != ChallengeState.CLOSED:
        raise BadInput(_("The vote is not over yet."))
    if current.concluded_at is not None:
        raise BadInput(_("This campaign is concluded already."))
    found = {each.key: each for each in candidates(current)}
    unknown = [key for key in chosen if key not in found]
    if unknown:
        raise BadInput(_("This is not voted on."))
    taken = [found[key].idea for key in chosen if found[key].idea is not None]
    if taken:
        raise BadInput(_("This is an idea already: “%(title)s”.") % {"title": taken[0]})
    ideas = [
        _idea(current, each, chosen[key], by, at, invented=invented)
        for key, each in found.items()
        if key in chosen
    ]
    current.concluded_at, current.concluded_by = at, by
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
    _tell(current, at)
    return ideas


@transaction.atomic
def undo(*, challenge: Challenge, why: str, by: User, at: datetime) -> Undone:
    """Undo the conclusion of a campaign: it can be concluded anew, answers and votes are what they were.

    An idea made of it on which nobody has worked since goes back: it is deleted, and its answers are free. What somebody has
    worked on stays, with its answers. Whoever was told of the conclusion hears why it was undone; letters that wait
    are not sent. Raises PermissionDenied, and BadInput where it is not concluded, or without a reason.
    """
    current = locked(challenge)
    check_can_facilitate(by, current)
    if current.concluded_at is None:
        raise BadInput(_("This campaign is not concluded."))
    said = " ".join(plain(why).split())
    if not said or len(said) > LONGEST_WHY:
        raise BadInput(
            _("Say why, in at most %(most)d characters: everybody who was told reads it.")
            % {"most": LONGEST_WHY}
        )
    # Held until the end: nobody begins to work on an idea while it is looked at.
    list(
        Idea.objects.filter(pk__in=ideas_of(current).values("pk"))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    found = fates(current, for_user=by)
    gone = tuple(each for each in found if not each.why)
    undoing = Undoing.objects.create(
        challenge=current, concluded_at=current.concluded_at, at=at, by=by, why=said,
        gone=[each.idea.title for each in gone], stayed=len(found) - len(gone),
    )  # fmt: skip
    told = _told(current)
    current.concluded_at, current.concluded_by = None, None
    current.version += 1
    with pghistory.context(user=by.pk):
        for each in gone:
            each.idea.delete()
        current.save()
    about = f"challenge {current.pk} undoing {undoing.pk}"
    count = write(contributors=told, kind=LetterKind.UNDONE, about=about, at=at)
    return Undone(gone, tuple(each for each in found if each.why), count)


def _told(challenge: Challenge) -> list[Contributor]:
    """Return who has got the letter of the conclusion, or maybe; those that wait are held, so that none goes out meanwhile."""
    letters = Letter.objects.filter(kind=LetterKind.RESULT, about=conclusion_of(challenge))
    held = letters.select_for_update(of=("self",)).select_related("contributor").order_by("pk")
    return [each.contributor for each in held if each.state in ARRIVED]


def _idea(
    challenge: Challenge, chosen: Candidate, title: str, by: User, at: datetime, *, invented: bool
) -> Idea:
    title = " ".join(plain(title).split())
    if not title or len(title) > LONGEST_TITLE:
        raise BadInput(
            _("“%(title)s”: an idea needs a title of at most %(most)d characters.")
            % {"title": title[:60], "most": LONGEST_TITLE}
        )
    languages = Counter(each.language for each in chosen.answers)
    draft = Draft(
        title=title,
        text="\n\n".join(each.text for each in chosen.answers),
        language=languages.most_common(1)[0][0],
        theme=challenge.theme,
        clusters=list(challenge.clusters.all()),
        lead=challenge.lead,
    )
    authors = list(
        {each.participant.contributor_id: each.participant.contributor for each in chosen.answers}.values()
    )
    origins = [Origin(LinkKind.ANSWER, each, each.text) for each in chosen.answers]
    idea = capture(draft=draft, authors=authors, origins=origins, by=by, at=at, invented=invented)
    if chosen.group is not None:
        chosen.group.idea = idea
        chosen.group.save(update_fields=["idea"])
    return idea


def _tell(challenge: Challenge, at: datetime) -> None:
    """Everybody who said something hears what became of it, and so does who voted."""
    people = Contributor.objects.filter(
        Q(participations__answers__isnull=False) | Q(participations__votes__isnull=False),
        participations__challenge=challenge,
    ).distinct()
    write(contributors=people, kind=LetterKind.RESULT, about=conclusion_of(challenge), at=at)
