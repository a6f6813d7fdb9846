"""What does a letter to a reviewer say: in their language, with their own link, and why they get it?"""

from __future__ import annotations

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grappe.apps.studies.enums import LetterKind, ReviewState, StudyState
from grappe.apps.studies.models import Letter, Review
from grappe.apps.studies.queries.review_links import link_of
from grappe.engines.kernel import Text
from grappe.ui.letters import Parts, Written, put_together

_WAITING = (ReviewState.ASKED, ReviewState.READING)
# Kind -> subject, opening, and what the link is called.
WORDS = {
    LetterKind.ASKED: (
        _lazy("Would you review this study? %(title)s"),
        _lazy(
            "%(name)s asks you to review a study before it is published. You read it on a page, comment on its parts, "
            "and recommend at the end whether it is published. The study is confidential until then."
        ),
        _lazy("Read and comment on the study"),
    ),
    LetterKind.REMINDER: (
        _lazy("Reminder: review of %(title)s"),
        _lazy("Your review of this study is still open. If you cannot write it, say so on its page."),
        _lazy("Read and comment on the study"),
    ),
    LetterKind.ANSWERED: (
        _lazy("Your comments were answered: %(title)s"),
        _lazy("The authors have answered your comments on this study."),
        _lazy("Read the answers"),
    ),
    LetterKind.PUBLISHED: (
        _lazy("Published: %(title)s"),
        _lazy("The study that you reviewed is published. Thank you for your work."),
        _lazy("See your review and the answers"),
    ),
}


def overtaken(letter: Letter) -> str:
    """Return why a letter would say nothing true any more, in words; empty where it is right to send it."""
    review, kind = letter.review, LetterKind(letter.kind)
    if review.state == ReviewState.DECLINED:
        return _("The review is not waited for any more.")
    if kind in (LetterKind.ASKED, LetterKind.REMINDER):
        if review.state not in _WAITING:
            return _("The review is finished.")
        if review.study.state != StudyState.REVIEW:
            return _("The study is not being reviewed any more.")
    if kind == LetterKind.PUBLISHED and review.study.state != StudyState.PUBLISHED:
        return _("The study is being worked on again.")
    return ""


def written(letter: Letter) -> Written:
    """Return what a letter says as things stand now, in the reviewer's language."""
    review = letter.review
    lead = review.study.lead
    with translation.override(review.language):
        title = " ".join(Text.of(review.study.titles).in_language(review.language).split())
        subject, opening, action = (str(words) for words in WORDS[LetterKind(letter.kind)])
        parts = Parts(
            greeting=_("Hello %(name)s,") % {"name": review.name},
            opening=opening % {"name": lead.name} if "%(name)s" in opening else opening,
            title=title,
            action=action,
            link=link_of(review),
            why=_("You get this mail because you were asked to review this study.")
            + " "
            + _("Your answer goes to %(name)s.") % {"name": lead.name},
            facts=_facts(letter.kind, review),
        )
        return put_together(parts, subject=subject % {"title": title}, language=review.language)


def _facts(kind: str, review: Review) -> list[tuple[str, str]]:
    facts = []
    question = Text.of(review.study.questions).in_language(review.language).strip()
    if kind == LetterKind.ASKED and question:
        facts.append((_("Question that it answers"), " ".join(question.split())[:300]))
    if kind in (LetterKind.ASKED, LetterKind.REMINDER) and review.due_on:
        facts.append((_("Wanted by"), date_format(review.due_on, "DATE_FORMAT")))
    return facts
