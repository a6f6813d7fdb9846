"""How is an idea captured, and how does it come from one stage to another?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.ideas.enums import RESTING, TRANSITIONS, LetterKind, LinkKind, Stage, StepKind
from grappe.apps.ideas.models import Author, Contributor, Idea, IdeaLink, Step, Watch
from grappe.apps.ideas.operations import letters
from grappe.apps.ideas.operations.encoding import index
from grappe.apps.ideas.permissions import can_view_idea, check_can_capture
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
# Of these one idea is made, not two.
ONCE = frozenset({LinkKind.MARK, LinkKind.EVENT_WORDS, LinkKind.GROUP_WORDS, LinkKind.USE})


@dataclass(frozen=True, slots=True)
class Origin:
    """What an idea came from: `kind` of LinkKind and the row of it; `passage` is the sentence where there is one."""

    kind: str
    thing: Any = None
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes when an idea is captured."""

    title: str
    text: str = ""
    language: str = Language.FRENCH
    theme: Any = None
    clusters: Sequence[Any] = ()
    company: Any = None
    confidential: bool = False
    lead: Any = None
    canvas: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def capture(
    *,
    draft: Draft,
    authors: Sequence[Contributor] = (),
    origins: Sequence[Origin] = (),
    by: User | None,
    at: datetime,
    invented: bool = False,
) -> Idea:
    """Capture an idea. `by` is the colleague who notes it, None where its first author does so by their link.

    Authors watch their idea, and hear by letter that it has arrived unless they note it themselves. Raises PermissionDenied, and
    BadInput for texts that are missing, too long or in no language of ours, where nobody would be its author or have
    noted it, and for words that are an idea already.
    """
    if by is not None:
        check_can_capture(by)
    elif not authors:
        raise BadInput(_("An idea has somebody who had it."))
    idea = Idea(captured_at=at, stage_since=at, captured_by=by, invented=invented)
    write_words(idea, draft)
    for name in ("theme", "company", "confidential", "lead"):
        setattr(idea, name, getattr(draft, name))
    with pghistory.context(user=by.pk if by else None):
        idea.save()
        idea.clusters.set(draft.clusters)
        for each in authors:
            Author.objects.create(idea=idea, contributor=each, added_at=at)
            Watch.objects.create(idea=idea, contributor=each, since=at)
        for origin in origins:
            link(idea=idea, origin=origin, is_origin=True, by=by, at=at)
    Step.objects.create(idea=idea, kind=StepKind.CAPTURE, came_to=Stage.CAPTURED, at=at, by=by)
    index(idea)
    _tell(idea, authors, origins, at)
    return idea


def _tell(idea: Idea, authors: Sequence[Contributor], origins: Sequence[Origin], at: datetime) -> None:
    """Tell authors that their idea has arrived, but not who notes it themselves with an account.

    Those who answered an ideation campaign hear of it there.
    """
    if any(origin.kind == "answer" for origin in origins):
        return
    own = idea.captured_by_id
    readers = [each for each in authors if (own is None or each.user_id != own) and each.blocked_at is None]
    letters.write(contributors=readers, kind=LetterKind.CAPTURED, about=f"idea {idea.pk}", at=at)


def write_words(idea: Idea, draft: Draft) -> None:
    """Put the words of a draft into an idea that is not saved yet. Raises BadInput."""
    title, text = " ".join(plain(draft.title).split()), plain(draft.text)
    if not title:
        raise BadInput(_("An idea needs a title: what is it, in one line?"))
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
        raise BadInput(
            _("A text is too long: at most %(most)d characters.")
            % {"most": LONGEST_TITLE if len(title) > LONGEST_TITLE else LONGEST_TEXT}
        )
    if draft.language not in Language.values:
        raise BadInput(_("This request cannot be read."))
    idea.title, idea.text, idea.language = title, text, draft.language
    idea.canvas = {str(slug): plain(words) for slug, words in draft.canvas.items() if plain(words)}
    if any(len(words) > LONGEST_TEXT for words in idea.canvas.values()):
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_TEXT})


def plain(words: str) -> str:
    """Return a text as it is kept: lines end in one way, nothing a database refuses, no space around it."""
    return words.replace("\r\n", "\n").replace("\x00", "").strip()


def link(*, idea: Idea, origin: Origin, is_origin: bool, by: User | None, at: datetime) -> IdeaLink:
    """Say what an idea came from or has to do with, inside the caller's transaction. Raises BadInput for what is none."""
    if origin.kind not in LinkKind.values:
        raise BadInput(_("This request cannot be read."))
    values = {origin.kind: origin.thing} if origin.thing is not None else {}
    if origin.kind in ONCE and origin.thing is not None:
        _check_free(origin, idea, by)
    row, made = IdeaLink.objects.get_or_create(
        idea=idea, kind=origin.kind, **values,
        defaults={"origin": is_origin, "passage": plain(origin.passage), "linked_at": at, "linked_by": by},
    )  # fmt: skip
    return row


def _check_free(origin: Origin, idea: Idea, by: User | None) -> None:
    """Raise BadInput where words are an idea already; two who make one of them at once wait for one another.

    Its title is told to who may see that idea only.
    """
    type(origin.thing)._default_manager.select_for_update(of=("self",)).filter(pk=origin.thing.pk).first()
    taken = (
        IdeaLink.objects.filter(**{origin.kind: origin.thing})
        .exclude(idea=idea)
        .select_related("idea")
        .first()
    )
    if taken is not None and by is not None and can_view_idea(by, taken.idea):
        raise BadInput(_("These words are an idea already: “%(title)s”.") % {"title": taken.idea.title})
    if taken is not None:
        raise BadInput(_("These words are an idea already."))


def locked(idea: Idea) -> Idea:
    """Return the idea as it stands, kept from others until the transaction ends."""
    found = Idea.objects.select_for_update(of=("self",)).select_related("theme", "company", "lead")
    return found.prefetch_related("clusters", "authors__contributor").get(pk=idea.pk)


def step(
    *, idea: Idea, kind: StepKind, to: Stage, why: Mapping[str, str], by: User | None, at: datetime
) -> Step:
    """Bring a locked idea to another stage by the one table of transitions; the caller has asked the permission.

    Raises BadInput where the table does not allow it, or the idea was merged into another.
    """
    came_from = Stage(idea.stage)
    allowed = any((each.kind, each.to) == (kind, to) for each in TRANSITIONS[came_from])
    if kind == StepKind.REOPEN and idea.rested_from != to:
        allowed = False
    if not allowed or idea.merged_into_id is not None:
        raise BadInput(
            _("An idea that is “%(stage)s” cannot become “%(to)s”.")
            % {"stage": idea.get_stage_display(), "to": Stage(to).label}
        )
    if to in RESTING:
        idea.rested_from = idea.rested_from or came_from
    else:
        idea.rested_from, idea.parked_until = "", None
    idea.stage, idea.stage_since = to, at
    idea.version += 1
    with pghistory.context(user=by.pk if by else None):
        idea.save()
    return Step.objects.create(
        idea=idea, kind=kind, came_from=came_from, came_to=to, why=dict(why), at=at, by=by
    )
