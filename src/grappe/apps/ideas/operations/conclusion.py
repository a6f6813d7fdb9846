"""How does what was chosen in an ideation campaign become ideas, and how does everybody hear what became of their answer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pghistory
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import ChallengeState, LetterKind, LinkKind
from grappe.apps.ideas.models import Challenge, Contributor, Idea
from grappe.apps.ideas.operations.challenges import locked
from grappe.apps.ideas.operations.ideas import LONGEST_TITLE, Draft, Origin, capture, plain
from grappe.apps.ideas.operations.letters import write
from grappe.apps.ideas.permissions import check_can_facilitate
from grappe.apps.ideas.queries.votes import Candidate, candidates
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


@transaction.atomic
def conclude(
    *, challenge: Challenge, chosen: Mapping[str, str], by: User, at: datetime, invented: bool = False
) -> list[Idea]:
    """Make an idea of each chosen candidate in one step, conclude the campaign, and tell everybody what became of it.

    `chosen` is the idea's title by the candidate's key ("g12", "a7"). Whoever gave an answer of it is an author of
    the idea; the answers are its origin. With nothing chosen the campaign is concluded without ideas. Raises
    PermissionDenied, BadInput before the vote is over, the second time, and for a title that is missing or too long.
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
    write(contributors=people, kind=LetterKind.RESULT, about=f"challenge {challenge.pk}", at=at)
