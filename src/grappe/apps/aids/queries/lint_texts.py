"""Do the texts of a catalogue say it in every language, and do they say what the rules say?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grappe.apps.aids.queries.figures import Figure, figures
from grappe.apps.aids.queries.yaml_pages import Page, Place
from grappe.engines.kernel.text import LANGUAGES

Remark = tuple[str, Place, str | Promise]
_TEXTS = frozenset({"label", "question", "note", "summary", "instrument", "condition", "cost_category"})
_LISTS = frozenset({"process", "unknowns", "conflicts", "eligible_costs", "terms"})
# What is not known, and where sources disagree, names figures that no rule has: that is what they are for.
_FREE = frozenset({"unknowns", "conflicts", "name"})
_NUMBERS = frozenset({"value", "max_rate", "cap_eur", "eur", "times"})


def translation_findings(page: Page) -> Iterator[Remark]:
    """Yield each text that is not there in every language.

    An official name may have no translation: `name` is complete when every language is written, if only as null.
    """
    for place, value in page.walk():
        if isinstance(value, dict) and value and set(value) <= set(LANGUAGES):
            named = place == ("name",)
            missing = [code for code in LANGUAGES if not (code in value if named else value.get(code))]
            if missing:
                message = _("%(what)s: no text in %(languages)s") % {
                    "what": _called(place),
                    "languages": ", ".join(missing),
                }
                yield "missing-translation", place, message
        elif isinstance(value, str) and _is_text(place):
            yield "missing-translation", place, _("%s: one text for all languages") % _called(place)


def _is_text(place: Place) -> bool:
    if place[-1:] and place[-1] in _TEXTS:
        # The limits of an amount name a cost category; only a rate translates it.
        return place[-1] != "cost_category" or "amounts" not in place
    return len(place) > 1 and isinstance(place[-1], int) and place[-2] in _LISTS


def _called(place: Place) -> str:
    names = [step for step in place if isinstance(step, str)]
    return names[-1] if names else "text"


def figure_findings(page: Page) -> Iterator[Remark]:
    """Yield each sum, percentage or number of staff that a text names and no rule, rate or amount has.

    A figure that a text names alike in every language is told once.
    """
    known = set(_numbers(page))
    told: set[tuple[Place, str, Decimal]] = set()
    for place, value in page.walk():
        if not isinstance(value, str) or not place or place[0] in _FREE:
            continue
        translated = place[-1] in LANGUAGES
        if not translated and not _is_text(place):
            continue
        for figure in figures(value):
            mark = (place[:-1] if translated else place, figure.unit, figure.value)
            if mark not in told and not _has(known, figure):
                told.add(mark)
                yield "figure", place, _("the text names %s, which no rule has") % f"“{figure.words}”"


def _has(known: set[Decimal], figure: Figure) -> bool:
    # A share of 0.15 is the 15 % of the text.
    return figure.value in known or (figure.unit == "%" and figure.value / 100 in known)


def _numbers(page: Page) -> Iterator[Decimal]:
    for place, value in page.walk():
        named = place[-1:] and (
            place[-1] in _NUMBERS or (isinstance(place[-1], int) and "value" in place[-2:])
        )
        if named and isinstance(value, int | float) and not isinstance(value, bool):
            yield _decimal(value)


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value)).normalize() + 0
