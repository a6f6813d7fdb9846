"""What does the letter say by which a partner of a flagship project is asked for its letter of intent?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import LetterKind
from grappe.apps.ideas.models import Letter, Partner
from grappe.apps.ideas.queries.links import link_of
from grappe.ui.letters import Parts, Written, put_together


def _partner(letter: Letter) -> Partner | None:
    words = letter.about.split()
    pairs = dict(zip(words[::2], words[1::2], strict=False))
    known = Partner.objects.select_related("flagship__lead")
    return known.filter(pk=int(pairs.get("partner", "0")), contact=letter.contributor).first()


def _intent(letter: Letter, at: datetime) -> Written:
    person, partner = letter.contributor, _partner(letter)
    assert partner is not None, "such a letter is overtaken"
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=_(
            "%(organisation)s takes part in the flagship project “%(project)s”. Please put the signed letter of intent on "
            "your page; only those who run the project read it."
        )
        % {"organisation": partner.name, "project": partner.flagship},
        title=str(partner.flagship),
        action=_("Put the letter of intent"),
        link=link_of(person, "ideas:own_partner", partner.pk),
        why=_(
            "You get this letter because you were named as the contact of a partner. %(name)s runs the project."
        )
        % {"name": partner.flagship.lead.name},
    )
    return put_together(
        parts,
        subject=_("Letter of intent: %(project)s") % {"project": partner.flagship},
        language=person.language,
    )


def _intent_overtaken(letter: Letter, at: datetime) -> str:
    partner = _partner(letter)
    if partner is None:
        return _("They are no longer the contact of a partner.")
    return _("The letter of intent is there.") if partner.letter_id is not None else ""


# Kind -> what the letter says, called in the reader's language.
WORDS = {LetterKind.INTENT: _intent}
# Kind -> why it would say nothing true any more; empty where it is right to send it.
OVERTAKEN = {LetterKind.INTENT: _intent_overtaken}
