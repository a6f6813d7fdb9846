"""What do the letters say by which somebody hears that an idea arrived, was parked, rejected, reopened, joined or discussed?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.ideas.enums import LetterKind, StepKind
from grappe.apps.ideas.models import Comment, Contributor, Idea, Letter, Merge, Step
from grappe.apps.ideas.permissions import can_view_idea, had_it
from grappe.apps.ideas.queries.links import link_of
from grappe.apps.ideas.queries.occasions import key_of, number_of
from grappe.engines.kernel import Text
from grappe.ui.letters import LetterState, Parts, Written, put_together

MOST_QUOTED = 12
PUT_OFF = timedelta(hours=1)  # longer than that nobody waits for a discussion to pause


def idea_link(contributor: Contributor, idea: Idea) -> str:
    """Return where somebody reads an idea: colleagues inside, others on their own page."""
    if contributor.user_id is not None:
        return f"{settings.SITE_URL}{reverse('ideas:detail', args=[idea.pk])}"
    return link_of(contributor, "ideas:own_idea", idea.pk)


def why_they(letter: Letter, idea: Idea) -> str:
    """Return why somebody gets a letter about an idea."""
    if had_it(letter.contributor, idea):
        return _("You get this letter because it is your idea, or one that was joined with it.")
    return _("You get this letter because you watch this idea.")


def _idea_of(letter: Letter) -> Idea | None:
    return Idea.objects.select_related("merged_into").filter(pk=key_of(letter, "idea")).first()


def _told(
    letter: Letter, idea: Idea, opening: str, subject: str, facts: list[tuple[str, str]], more: list[str]
) -> Written:
    person = letter.contributor
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=opening,
        title=idea.title,
        facts=facts,
        more=more,
        action=_("Open the idea"),
        link=idea_link(person, idea),
        why=why_they(letter, idea),
    )
    return put_together(parts, subject=subject, language=person.language)


def _captured(letter: Letter, at: datetime) -> Written:
    idea = Idea.objects.get(pk=key_of(letter, "idea"))
    if letter.contributor.user_id is not None:
        opening = _(
            "An idea was noted here as yours. On its page you see how far it has come, and you can write more about it. "
            "Whatever is decided, we write to you with the reasons."
        )
        subject = _("Noted as your idea: %(title)s")
    else:
        opening = _(
            "Thank you, your idea has arrived. On your page you see how far it has come, and you can write more about it. "
            "Whatever is decided, you read it there with the reasons, and we write to you."
        )
        subject = _("Your idea has arrived: %(title)s")
    return _told(letter, idea, opening, subject % {"title": idea.title}, [], [])


def _moved(letter: Letter, at: datetime) -> Written:
    done = Step.objects.select_related("idea", "by").get(pk=key_of(letter, "step"))
    idea = done.idea
    openings = {
        StepKind.PARK: _("This idea was parked: it rests, and nothing of it is lost."),
        StepKind.REJECT: _("This idea is not followed up."),
        StepKind.REOPEN: _("This idea was taken up again."),
    }
    facts = [(_("Now"), str(done.get_came_to_display()))]
    if done.kind == StepKind.PARK and idea.parked_until:
        facts.append((_("Parked until"), date_format(idea.parked_until, "SHORT_DATE_FORMAT")))
    if done.by:
        facts.append((_("By"), done.by.name))
    why = Text.of(done.why).in_language(letter.contributor.language)
    subject = _("%(title)s: %(stage)s") % {"title": idea.title, "stage": done.get_came_to_display()}
    return _told(
        letter, idea, openings[StepKind(done.kind)], subject, facts, [_("Why: %(why)s") % {"why": why}]
    )


def _merged(letter: Letter, at: datetime) -> Written:
    done = Merge.objects.select_related("kept", "absorbed", "by", "undone_by").get(pk=key_of(letter, "merge"))
    undone = bool(number_of(letter, "undone"))
    if not _knows_both(letter, done):
        return _merged_with_a_secret(letter, done, undone)
    if undone:
        opening = _("These two ideas stand for themselves again: “%(first)s” and “%(second)s”.")
        idea, by, why = _own_of(letter, done), done.undone_by, done.undone_why
    else:
        opening = _(
            "“%(first)s” was joined with “%(second)s”. The authors and comments of both stay, and are read together."
        )
        idea, by, why = done.kept, done.by, done.why
    told = opening % {"first": done.absorbed.title, "second": done.kept.title}
    said = Text.of(why).in_language(letter.contributor.language)
    more = [_("Why: %(why)s") % {"why": said}] if said else []
    facts = [(_("By"), by.name)] if by else []
    return _told(letter, idea, told, _("Two ideas: %(title)s") % {"title": idea.title}, facts, more)


def _knows_both(letter: Letter, done: Merge) -> bool:
    """Whether a reader may know with which idea theirs was joined: authors do, a colleague who only watches perhaps not."""
    person = letter.contributor
    return person.user is None or can_view_idea(person.user, done.kept) or had_it(person.user, done.absorbed)


def _merged_with_a_secret(letter: Letter, done: Merge, undone: bool) -> Written:
    """Return what a colleague hears who watches an idea that was joined with one that they may not see."""
    idea = done.absorbed
    opening = (
        _("This idea stands for itself again.")
        if undone
        else _("This idea was joined with another, which is confidential, and goes on there.")
    )
    return _told(letter, idea, opening, _("Two ideas: %(title)s") % {"title": idea.title}, [], [])


def _own_of(letter: Letter, done: Merge) -> Idea:
    """Return the one of two parted ideas that is the reader's; the one that stayed where neither or both are."""
    mine = done.absorbed.authors.filter(contributor_id=letter.contributor_id).exists()
    return done.absorbed if mine else done.kept


def _comment(letter: Letter, at: datetime) -> Written:
    idea = Idea.objects.get(pk=key_of(letter, "idea"))
    said = [f"{each.contributor.name}: {each.text}" for each in _untold(letter, idea)]
    more = len(said) - MOST_QUOTED
    if more > 0:
        before = ngettext(
            "%(n)d comment before these stands on the page.",
            "%(n)d comments before these stand on the page.",
            more,
        )
        said = [before % {"n": more}, *said[-MOST_QUOTED:]]
    subject = _("New comments: %(title)s") if len(said) > 1 else _("A new comment: %(title)s")
    opening = _("This was said of an idea that concerns you.")
    return _told(letter, idea, opening, subject % {"title": idea.title}, [], said)


def _untold(letter: Letter, idea: Idea) -> list[Comment]:
    """Return the comments that this letter tells: its own, and those whose letters it overtook since the last that was sent."""
    numbers: dict[bool, list[int]] = {True: [], False: []}
    for each in _of_comments(letter, idea):
        numbers[each.state == LetterState.SENT].append(key_of(each, "comment"))
    upto, after = key_of(letter, "comment"), max(numbers[True], default=0)
    wanted = [number for number in {*numbers[False], upto} if after < number <= upto]
    found = Comment.objects.filter(pk__in=wanted, taken_back_at=None).select_related("contributor")
    if letter.contributor.user_id is None:  # also of one who was a colleague when it was said
        found = found.filter(inside=False)
    return list(found.order_by("written_at", "pk"))


def _of_comments(letter: Letter, idea: Idea) -> QuerySet[Letter]:
    mine = Letter.objects.filter(contributor=letter.contributor_id, kind=LetterKind.COMMENT)
    # The blank behind the number: idea 1 is not idea 12.
    return mine.filter(about__startswith=f"idea {idea.pk} ")


# --- When would they say nothing true any more? ---


def _of_idea(letter: Letter, at: datetime) -> str:
    idea = _idea_of(letter)
    if idea is None:
        return _("This idea is not there any more.")
    person = letter.contributor
    # Colleagues lose sight of an idea that becomes confidential; authors from outside keep theirs.
    if not can_view_idea(person.user or person, idea):
        return _("They may not see this idea any more.")
    return ""


def _moved_on(letter: Letter, at: datetime) -> str:
    done = Step.objects.filter(pk=key_of(letter, "step")).first()
    if done is None:
        return _("This idea is not there any more.")
    if Step.objects.filter(idea=done.idea_id, pk__gt=done.pk).exists():
        return _("The idea has moved on meanwhile; another letter tells it.")
    return _of_idea(letter, at)


def _parted(letter: Letter, at: datetime) -> str:
    done = Merge.objects.select_related("kept", "absorbed").filter(pk=key_of(letter, "merge")).first()
    if done is None:
        return _("This idea is not there any more.")
    if done.undone_at is not None and not number_of(letter, "undone"):
        return _("The two ideas were parted again.")
    who = letter.contributor.user or letter.contributor
    if can_view_idea(who, done.absorbed) or can_view_idea(who, done.kept):
        return ""
    return _("They may not see this idea any more.")


def _said(letter: Letter, at: datetime) -> str:
    told = _of_idea(letter, at)
    if told:
        return told
    idea = Idea.objects.get(pk=key_of(letter, "idea"))
    later = _of_comments(letter, idea).filter(state=LetterState.WAITING, pk__gt=letter.pk or 0)
    untold = _untold(letter, idea)
    if not untold:
        return _("The comment was taken back, or another letter told it.")
    if letter.pk is not None and at - untold[0].written_at < PUT_OFF and later.exists():
        return _("A later letter tells of this comment too.")
    return ""


# Kind -> what the letter says, called in the reader's language.
WORDS: dict[str, Callable[[Letter, datetime], Written]] = {
    LetterKind.CAPTURED: _captured,
    LetterKind.MOVED: _moved,
    LetterKind.MERGED: _merged,
    LetterKind.COMMENT: _comment,
}
# Kind -> why it would say nothing true any more; empty where it is right to send it.
OVERTAKEN: dict[str, Callable[[Letter, datetime], str]] = {
    LetterKind.CAPTURED: _of_idea,
    LetterKind.MOVED: _moved_on,
    LetterKind.MERGED: _parted,
    LetterKind.COMMENT: _said,
}
