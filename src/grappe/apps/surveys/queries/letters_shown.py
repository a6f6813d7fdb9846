"""What would the letters of a wave say? A sample in each language, before anything is sent; its link opens nothing."""

from __future__ import annotations

from grappe.apps.surveys.enums import LetterKind
from grappe.apps.surveys.models import Letter, Participation, Wave
from grappe.apps.surveys.queries.audience import Selection
from grappe.apps.surveys.queries.letters import written
from grappe.ui.letters import Written


def samples(wave: Wave, selection: Selection) -> list[tuple[str, Written]]:
    """Return for each language the first company that gets a letter in it, and the letter. Nothing is written."""
    found = []
    for language, _number in selection.languages:
        meant = next(each for each in selection.written_to if each.language == language)
        part = Participation(
            wave=wave,
            company_id=meant.company_id,
            name=meant.name,
            email=meant.email,
            language=language,
            salt="",
        )
        letter = Letter(participation=part, kind=LetterKind.INVITATION)
        found.append((meant.company, written(letter, company=meant.company)))
    return found
