"""What do the letters of an ideation campaign say, and when would they say nothing true any more?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.ideas.enums import ChallengeState, LetterKind
from grappe.apps.ideas.models import Answer, Challenge, Letter, Participant, Undoing
from grappe.apps.ideas.queries.answers import answers_of
from grappe.apps.ideas.queries.links import link_of
from grappe.apps.ideas.queries.occasions import conclusion_of, number_of
from grappe.engines.kernel import Text
from grappe.ui import moments
from grappe.ui.letters import Parts, Written, put_together

SHORT = 160  # characters of an answer that a letter quotes
LISTED = 20  # ideas that a letter names


def _challenge(letter: Letter) -> Challenge | None:
    """Return the campaign that a letter is about; None where it is gone."""
    found = Challenge.objects.select_related("lead").filter(pk=number_of(letter, "challenge") or 0)
    return found.first()


def _seat(letter: Letter) -> Participant | None:
    seats = Participant.objects.filter(challenge_id=number_of(letter, "challenge") or 0)
    return seats.filter(contributor_id=letter.contributor_id).select_related("challenge").first()


# --- What they say ---


def _put(
    letter: Letter, subject: str, opening: str, action: str, *, more: Sequence[str] = (), dates: bool = True
) -> Written:
    challenge = Challenge.objects.select_related("lead").get(pk=number_of(letter, "challenge") or 0)
    person = letter.contributor
    question = Text.of(challenge.questions).in_language(person.language)
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name}, opening=opening, title=question, action=action,
        link=link_of(person, "ideas:own_challenge", challenge.pk),
        why=_("You get this letter because you were invited to this ideation campaign or take part in it. Questions: %(email)s.")
        % {"email": challenge.lead.email},
        facts=_dates(challenge) if dates else [], more=list(more),
    )  # fmt: skip
    return put_together(parts, subject=f"{subject}: {question}"[:200], language=person.language)


def _dates(challenge: Challenge) -> list[tuple[str, str]]:
    day = moments.local_date
    return [
        (_("Answers until"), moments.full_date(day(challenge.answers_until))),
        (_("Vote"), f"{moments.full_date(day(challenge.votes_from))} – {moments.full_date(day(challenge.votes_until))}"),
        (_("Facilitated by"), challenge.lead.name),
    ]  # fmt: skip


def _asked(letter: Letter, at: datetime) -> Written:
    opening = _(
        "We look for ideas, and ask you. Your answer may be one sentence; you see what others answered, and later you "
        "vote on it together. You can change your answers until the last day."
    )
    return _put(letter, _("Your ideas, please"), opening, _("Answer the question"))


def _confirm(letter: Letter, at: datetime) -> Written:
    opening = _(
        "Please confirm your address; only then do you take part in this ideation campaign. If it was not you who "
        "asked, do nothing: the entry is deleted by itself."
    )
    return _put(letter, _("Please confirm"), opening, _("Confirm my address"))


def _reminder(letter: Letter, at: datetime) -> Written:
    opening = _(
        "This ideation campaign takes answers for a short time only, and yours is missing. One sentence is enough."
    )
    return _put(letter, _("Closes soon"), opening, _("Answer the question"))


def _voting(letter: Letter, at: datetime) -> Written:
    challenge = Challenge.objects.get(pk=number_of(letter, "challenge") or 0)
    opening = ngettext(
        "The answers are in and grouped. You have %(votes)d vote: which idea should be followed up?",
        "The answers are in and grouped. You have %(votes)d votes: which ideas should be followed up?",
        challenge.votes_each,
    ) % {"votes": challenge.votes_each}
    return _put(letter, _("Your votes, please"), opening, _("Vote"))


def _result(letter: Letter, at: datetime) -> Written:
    seat = _seat(letter)
    mine = answers_of(seat) if seat is not None else []
    told = [_became(each) for each in mine]
    ideas = _ideas_of(number_of(letter, "challenge") or 0)
    lines = [f"– {title}" for title in ideas[:LISTED]]
    if lines:
        told.append("\n".join([_("These ideas came of the campaign:"), *lines]))
    opening = _("The ideation campaign is over. Thank you for taking part: this is what became of it.")
    return _put(letter, _("What came of it"), opening, _("See the result"), more=told, dates=False)


def _quoted(answer: Answer) -> str:
    return f"“{answer.text if len(answer.text) <= SHORT else answer.text[: SHORT - 1] + '…'}”"


def _became(answer: Answer) -> str:
    """Return what became of an answer, in the language that is active."""
    said = _quoted(answer)
    link = next(iter(answer.links.all()), None)
    if link is not None:
        return _(
            "Your answer %(said)s is part of the idea “%(idea)s” now. You are one of its authors and hear how it goes on."
        ) % {"said": said, "idea": link.idea.title}
    if answer.hidden_at is not None:
        return _("Your answer %(said)s was not shown to others: %(why)s") % {
            "said": said,
            "why": answer.hidden_why,
        }
    return _("Your answer %(said)s was not taken up this time. It stays with the campaign, and is there for the next one.") % {
        "said": said
    }  # fmt: skip


def _ideas_of(challenge: int) -> list[str]:
    """The titles of the ideas that came of a campaign; what has become confidential since is not named."""
    rows = Answer.objects.filter(participant__challenge_id=challenge, links__idea__confidential=False)
    titles = rows.order_by("links__idea_id").values_list("links__idea_id", "links__idea__title").distinct()
    return [title for _pk, title in titles]


def _undone(letter: Letter, at: datetime) -> Written:
    undoing = Undoing.objects.get(pk=number_of(letter, "undoing") or 0)
    seat = _seat(letter)
    told = [_("Why: %(why)s") % {"why": undoing.why}]
    told += [_stays(each) for each in answers_of(seat) if each.links.all()] if seat is not None else []
    opening = _(
        "We wrote to you about what came of this ideation campaign. That was undone and does not hold any more. Your answers and "
        "votes are kept; when the campaign is concluded anew, we write to you again."
    )
    return _put(letter, _("Undone: what came of it"), opening, _("Open the campaign"), more=told, dates=False)


def _stays(answer: Answer) -> str:
    link = answer.links.all()[0]
    return _(
        "One thing stays: your answer %(said)s is part of the idea “%(idea)s”, on which somebody has worked since."
    ) % {"said": _quoted(answer), "idea": link.idea.title}


WORDS = {
    LetterKind.ASKED: _asked,
    LetterKind.CONFIRM: _confirm,
    LetterKind.REMINDER: _reminder,
    LetterKind.VOTING: _voting,
    LetterKind.RESULT: _result,
    LetterKind.UNDONE: _undone,
}

# --- When they would say nothing true any more ---


def _not(letter: Letter, at: datetime, *phases: ChallengeState) -> str:
    seat = _seat(letter)
    if seat is None:
        return _("They do not take part any more.")
    phase = seat.challenge.phase_at(at)
    return "" if phase in phases else _("The campaign has gone on: %(state)s.") % {"state": phase.label}


def _asked_no_more(letter: Letter, at: datetime) -> str:
    said = _not(letter, at, ChallengeState.COMING, ChallengeState.OPEN)
    return said or _answered(letter)


def _answered(letter: Letter) -> str:
    seat = _seat(letter)
    return _("They have answered already.") if seat is not None and seat.answers.exists() else ""


def _confirmed(letter: Letter, at: datetime) -> str:
    return _not(letter, at, ChallengeState.COMING, ChallengeState.OPEN, ChallengeState.VOTING)


def _reminded(letter: Letter, at: datetime) -> str:
    return _not(letter, at, ChallengeState.OPEN) or _answered(letter)


def _voted(letter: Letter, at: datetime) -> str:
    said = _not(letter, at, ChallengeState.VOTING)
    seat = _seat(letter)
    if said or seat is None:
        return said
    all_given = seat.votes.count() >= seat.challenge.votes_each
    return _("They have given all their votes.") if all_given else ""


def _concluded(letter: Letter, at: datetime) -> str:
    challenge = _challenge(letter)
    if challenge is None or challenge.concluded_at is None:
        return _("The campaign is not concluded.")
    if letter.about != conclusion_of(challenge):
        return _("The campaign was concluded anew meanwhile; another letter tells it.")
    return ""


def _undone_no_more(letter: Letter, at: datetime) -> str:
    challenge = _challenge(letter)
    if challenge is None or _seat(letter) is None:
        return _("They do not take part any more.")
    if challenge.concluded_at is not None:
        return _("The campaign was concluded anew meanwhile; another letter tells it.")
    return ""


OVERTAKEN = {
    LetterKind.ASKED: _asked_no_more,
    LetterKind.CONFIRM: _confirmed,
    LetterKind.REMINDER: _reminded,
    LetterKind.VOTING: _voted,
    LetterKind.RESULT: _concluded,
    LetterKind.UNDONE: _undone_no_more,
}
