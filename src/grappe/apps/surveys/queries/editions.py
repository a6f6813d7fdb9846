"""Which questions are asked about a year?"""

from __future__ import annotations

from grappe.apps.surveys.models import Edition
from grappe.engines.diagnosis import Questionnaire, parse_questionnaire

# Editions never change, so a parsed one stays good for as long as the process lives.
_PARSED: dict[str, Questionnaire] = {}


def questionnaire_of(edition: Edition) -> Questionnaire:
    """Return the questions of an edition."""
    found = _PARSED.get(edition.digest)
    if found is None:
        found = _PARSED[edition.digest] = parse_questionnaire(edition.content, scored=False)
    return found


def edition_for(year: int) -> Edition | None:
    """Return the edition about a year that was loaded last; None where nothing is asked about it."""
    return Edition.objects.filter(year=year).order_by("-loaded_at", "-pk").first()


def years() -> list[int]:
    """Return the years that can be asked about, the latest first."""
    return list(Edition.objects.order_by("-year").values_list("year", flat=True).distinct())
