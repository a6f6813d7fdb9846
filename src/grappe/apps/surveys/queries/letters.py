"""What does a letter of the survey say: in the company's language, with its link, and why it comes?"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grappe.apps.campaigns.enums import Purpose
from grappe.apps.campaigns.queries.consents import Standing, standings
from grappe.apps.surveys.enums import LetterKind, WaveState
from grappe.apps.surveys.models import Letter
from grappe.apps.surveys.queries.editions import questionnaire_of
from grappe.apps.surveys.queries.links import link_of
from grappe.ui import moments
from grappe.ui.letters import Parts, Written, put_together

# Kind -> subject, opening, and what the link is called.
WORDS = {
    LetterKind.INVITATION: (
        _lazy("Survey of %(year)s: %(company)s"),
        _lazy(
            "Once a year we ask the companies of our clusters a few questions: jobs, turnover, investment, and how "
            "satisfied they are. It takes about ten minutes, without an account; you can stop and go on later."
        ),
        _lazy("Answer for our company"),
    ),
    LetterKind.REMINDER: (
        _lazy("Reminder: survey of %(year)s, %(company)s"),
        _lazy(
            "Your answers to our yearly survey are still missing. “We do not know” and “we would rather not say” are "
            "answers too; and if you do not want to take part, one click on the page says so."
        ),
        _lazy("Answer for our company"),
    ),
    LetterKind.RECEIPT: (
        _lazy("Received: survey of %(year)s, %(company)s"),
        _lazy(
            "Thank you: your answers have arrived. You can read them, and change them until the survey closes."
        ),
        _lazy("Read or change our answers"),
    ),
}


def overtaken(letter: Letter, *, at: datetime) -> str:
    """Return why a letter would say nothing true any more, in words; empty where it is right to send it."""
    participation = letter.participation
    email = participation.email.strip().lower()
    if standings([email], Purpose.CLUSTER).get(email, Standing()).stopped:
        return _("They objected to our mails.")
    if letter.kind == LetterKind.RECEIPT:
        return "" if participation.answered_at is not None else _("The answers were taken back.")
    if participation.answered_at is not None:
        return _("The company has answered.")
    if participation.declined_at is not None:
        return _("The company does not take part.")
    if participation.wave.state_on(moments.local_date(at)) != WaveState.OPEN:
        return _("The survey is closed.")
    return ""


def written(letter: Letter, *, company: str = "") -> Written:
    """Return what a letter says as things stand now, in the language of whoever gets it; `company` names a sample's."""
    participation = letter.participation
    wave = participation.wave
    with translation.override(participation.language):
        subject, opening, action = (str(words) for words in WORDS[LetterKind(letter.kind)])
        said = {"year": wave.year, "company": " ".join((company or str(participation.company)).split())}
        title = questionnaire_of(wave.edition).title.in_language(participation.language)
        parts = Parts(
            greeting=_("Hello %(name)s,") % {"name": participation.name},
            opening=opening,
            title=f"{title} {wave.year} · {said['company']}",
            action=action,
            link=link_of(participation),
            why=_(
                "You get this mail because we work with your company. On the page you can say that you want no more of them."
            ),
            facts=[(_("Open until"), moments.full_date(wave.closes_on))],
            more=[
                _(
                    "Single answers are read only by those who look after your company and by our analysts. What is "
                    "published are figures over many companies."
                )
            ],
            shared=True,
        )
        return put_together(parts, subject=subject % said, language=participation.language)
