"""What does the letter say that carries nothing but somebody's link?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import LetterKind
from grappe.apps.ideas.models import Letter
from grappe.apps.ideas.queries.links import link_of
from grappe.ui.letters import Parts, Written, put_together


def _link(letter: Letter, at: datetime) -> Written:
    person = letter.contributor
    parts = Parts(
        greeting=_("Hello %(name)s,") % {"name": person.name},
        opening=_(
            "This is the link to your page: your ideas, what became of them, and what is asked of you."
        ),
        title=_("Your ideas"),
        action=_("Open your page"),
        link=link_of(person),
        why=_("You get this letter because you have an idea with us, or were asked about one."),
    )
    return put_together(parts, subject=_("Your page for ideas"), language=person.language)


# Kind -> what the letter says, called in the reader's language.
WORDS = {LetterKind.LINK: _link}
# Kind -> why it would say nothing true any more; empty where it is right to send it.
OVERTAKEN = {LetterKind.LINK: lambda letter, at: ""}
