"""What do the letters around a gate say: a review is asked for, is due, is no longer needed; it is decided, or called off?"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.ideas.enums import AssessmentState, LetterKind, Outcome
from grappe.apps.ideas.models import Assessment, Contributor, Decision, Letter, Reviewer
from grappe.apps.ideas.permissions import hands_in, has_given
from grappe.apps.ideas.queries.links import link_of
from grappe.apps.ideas.queries.occasions import number_of
from grappe.engines.kernel import Text
from grappe.ui import moments
from grappe.ui.letters import LetterState, Parts, Written, put_together

REMINDED = (-3, 0, 7)  # days from the last day at which somebody is reminded who has not answered


def _review(letter: Letter, at: datetime) -> Written:
    reviewer, assessment = _asked(letter)
    parts = _parts(
        reviewer,
        assessment,
        opening=_(
            "You are asked to review an idea: to score it on each criterion and to say what you advise. Nobody else sees "
            "your review before it is given; its author never learns what you in particular said."
        ),
        action=_("Review the idea"),
    )
    return _put(parts, letter, _("Please review by %(day)s: %(title)s"), assessment)


def _due(letter: Letter, at: datetime) -> Written:
    reviewer, assessment = _asked(letter)
    left = (assessment.due_on - moments.local_date(at)).days
    if left > 0:
        opening = ngettext(
            "Your review of this idea is due in %(days)d day.",
            "Your review of this idea is due in %(days)d days.",
            left,
        ) % {"days": left}
    elif left == 0:
        opening = _("Your review of this idea is due today.")
    else:
        opening = _("Your review of this idea is overdue; the gate is decided when the reviews are there.")
    parts = _parts(reviewer, assessment, opening=opening, action=_("Review the idea, or decline"))
    return _put(parts, letter, _("Review due by %(day)s: %(title)s"), assessment)


def _released(letter: Letter, at: datetime) -> Written:
    """No review is needed: somebody is asked no longer (then their row is gone), or the gate is closed."""
    assessment, person = _assessment(letter), letter.contributor
    facts, more = [(_("Gate"), str(assessment.gate))], []
    kept = _("What you wrote, if anything, is kept on your page. Thank you for your time.")
    if number_of(letter, "out"):
        opening, kept = (
            _("You are no longer asked to review this idea. Thank you for having been ready to."),
            "",
        )
    elif assessment.state == AssessmentState.WITHDRAWN:
        opening = _("The gate of this idea was called off, without a decision: no review is needed any more.")
        facts += _closed_by(assessment)
        more = [_("The reasons:"), Text.of(assessment.called_off_why).in_language(person.language)]
    else:
        opening = _(
            "The gate of this idea is decided on the reviews that were there: yours is no longer needed."
        )
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=opening,
        title=assessment.idea.title,
        facts=facts,
        more=[*more, *([kept] if kept else [])],
        action=_("Your page"),
        link=f"{settings.SITE_URL}{reverse('ideas:list')}" if person.user_id else link_of(person),
        why=_("You get this letter because you were asked to review an idea."),
    )
    subject = _("No review needed any more: %(title)s") % {"title": assessment.idea.title}
    return put_together(parts, subject=subject, language=person.language)


def _called_off(letter: Letter, at: datetime) -> Written:
    assessment, person = _assessment(letter), letter.contributor
    idea = assessment.idea
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=_(
            "This idea was taken from its gate without a decision. It stays where it is and can come back."
        ),
        title=idea.title,
        facts=[
            (_("Gate"), str(assessment.gate)),
            (_("Stage now"), idea.get_stage_display()),
            *_closed_by(assessment),
        ],
        more=[_("The reasons:"), Text.of(assessment.called_off_why).in_language(person.language)],
        action=_("See your idea"),
        link=_page(person, "ideas:detail", idea.pk) if person.user_id else link_of(person),
        why=_(
            "You get this letter because it is your idea, or because you wanted to hear what becomes of it."
        ),
    )
    subject = _("Gate called off: %(title)s") % {"title": idea.title}
    return put_together(parts, subject=subject, language=person.language)


def _closed_by(assessment: Assessment) -> list[tuple[str, str]]:
    return [(_("Called off by"), assessment.closed_by.name)] if assessment.closed_by is not None else []


def _decided(letter: Letter, at: datetime) -> Written:
    decision = _decision(letter)
    person, idea = letter.contributor, decision.assessment.idea
    said = Text.of(decision.reasons)
    facts = [
        (_("Gate"), str(decision.assessment.gate)),
        (_("Decision"), decision.get_outcome_display()),
        (_("Stage now"), idea.get_stage_display()),
    ]
    if decision.until is not None:
        facts.append((_("Looked at again"), moments.full_date(decision.until)))
    if decision.decided_by is not None:
        facts.append((_("Decided by"), decision.decided_by.name))
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=_OPENINGS[Outcome(decision.outcome)](),
        title=idea.title,
        facts=facts,
        more=[_("The reasons:"), said.in_language(person.language)],
        action=_("See your idea"),
        link=_page(person, "ideas:detail", idea.pk) if person.user_id else link_of(person),
        why=_(
            "You get this letter because it is your idea, or because you wanted to hear what becomes of it."
        ),
    )
    return put_together(
        parts, subject=_("Decided: %(title)s") % {"title": idea.title}, language=person.language
    )


_OPENINGS = {
    Outcome.PASS: lambda: _("Good news: this idea goes on to its next stage."),
    Outcome.REWORK: lambda: _(
        "This idea stays at its stage for now: it is to be reworked and then looked at once more."
    ),
    Outcome.PARK: lambda: _("This idea is parked for now. It is not lost: it can be taken up again."),
    Outcome.REJECT: lambda: _("This idea is not pursued. Thank you for it; here is why."),
}


def _parts(reviewer: Reviewer, assessment: Assessment, *, opening: str, action: str) -> Parts:
    person = reviewer.contributor
    asked_by = reviewer.asked_by
    facts = [(_("Gate"), str(assessment.gate)), (_("Reviews until"), moments.full_date(assessment.due_on))]
    if asked_by is not None:
        facts.append((_("Asked by"), asked_by.name))
    link = (
        _page(person, "ideas:review", reviewer.pk)
        if person.user_id
        else link_of(person, "ideas:own_review", reviewer.pk)
    )
    return Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=opening,
        title=assessment.idea.title,
        facts=facts,
        more=[
            _(
                "If you have a conflict of interest, or no time, say so on the same page: somebody else is asked then."
            )
        ],
        action=action,
        link=link,
        why=_("You get this letter because you were asked to review an idea."),
    )


def _put(parts: Parts, letter: Letter, subject: str, assessment: Assessment) -> Written:
    words = {"day": moments.short_date(assessment.due_on), "title": assessment.idea.title}
    return put_together(parts, subject=subject % words, language=letter.contributor.language)


def _page(person: Contributor, name: str, pk: int) -> str:
    """Return the address inside, for who has an account."""
    return f"{settings.SITE_URL}{reverse(name, args=[pk])}"


def _asked(letter: Letter) -> tuple[Reviewer, Assessment]:
    reviewer = _reviewer(letter)
    if reviewer is None:
        raise Reviewer.DoesNotExist
    return reviewer, reviewer.assessment


def _reviewer(letter: Letter) -> Reviewer | None:
    found = Reviewer.objects.select_related(
        "contributor", "asked_by", "review", "assessment__gate", "assessment__idea"
    )
    return found.filter(pk=number_of(letter, "reviewer") or 0).first()


def _assessment(letter: Letter) -> Assessment:
    found = Assessment.objects.select_related("gate", "idea", "closed_by")
    return found.get(pk=number_of(letter, "assessment") or 0)


def _decision(letter: Letter) -> Decision:
    found = Decision.objects.select_related("decided_by", "assessment__gate", "assessment__idea")
    return found.get(assessment=number_of(letter, "assessment") or 0)


def _review_overtaken(letter: Letter, at: datetime) -> str:
    """A review is asked for, and reminded of, as long as it can still be given."""
    reviewer = _reviewer(letter)
    if reviewer is None:
        return _("They are no longer asked.")
    if reviewer.assessment.state != AssessmentState.OPEN:
        return _("The gate is closed.")
    if has_given(reviewer) or reviewer.conflict or reviewer.declined_at is not None:
        return _("They have answered.")
    if reviewer.contributor_id in hands_in(reviewer.assessment.idea):
        return _("It is their own idea now.")
    day = number_of(letter, "day")
    if day is not None and (_date(day) - reviewer.assessment.due_on).days not in REMINDED:
        return _("The last day was changed.")
    return ""


def _never(letter: Letter, at: datetime) -> str:
    """What was decided, or called off, is told, whatever happened since."""
    return ""


def _released_overtaken(letter: Letter, at: datetime) -> str:
    """Who was never written to, or is asked once more, needs not hear that they are asked no longer."""
    asked = Letter.objects.filter(contributor=letter.contributor_id, kind=LetterKind.REVIEW)
    about = f"assessment {number_of(letter, 'assessment')} reviewer {number_of(letter, 'reviewer')}"
    if not asked.filter(about=about).exclude(state__in=(LetterState.WAITING, LetterState.LEFT_OUT)).exists():
        return _("They were not written to before.")
    again = Reviewer.objects.filter(
        assessment=number_of(letter, "assessment"), contributor=letter.contributor_id
    )
    return _("They are asked once more.") if number_of(letter, "out") and again.exists() else ""


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


# Kind -> what the letter says, called in the reader's language.
WORDS = {
    LetterKind.REVIEW: _review,
    LetterKind.REVIEW_DUE: _due,
    LetterKind.RELEASED: _released,
    LetterKind.DECIDED: _decided,
    LetterKind.CALLED_OFF: _called_off,
}
# Kind -> why it would say nothing true any more; empty where it is right to send it.
OVERTAKEN = {
    LetterKind.REVIEW: _review_overtaken,
    LetterKind.REVIEW_DUE: _review_overtaken,
    LetterKind.RELEASED: _released_overtaken,
    LetterKind.DECIDED: _never,
    LetterKind.CALLED_OFF: _never,
}
