"""What is a part of a figure called: a cluster, a size, a commune, a manager, a state?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db import models
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from grappe.apps.accounts import queries as accounts
from grappe.apps.aids.enums import AwardState
from grappe.apps.clusters import queries as clusters
from grappe.apps.companies.enums import ContactState
from grappe.apps.events.enums import CooperationState, EventKind
from grappe.apps.ideas.enums import FlagshipState, Stage
from grappe.apps.matches.enums import IntroductionState
from grappe.apps.needs.enums import NeedState
from grappe.apps.reporting.enums import Dimension
from grappe.apps.reporting.enums import RecordKind as Kind
from grappe.apps.roadmaps.enums import AidState
from grappe.apps.surveys.queries import editions
from grappe.engines.kernel import Text

# What stands in the column `state` of a kind of records; kinds that are not here have words of their own, or none.
STATES: dict[str, type[models.TextChoices]] = {
    Kind.CONTACT: ContactState,
    Kind.PARTICIPATION: EventKind,
    Kind.COOPERATION: CooperationState,
    Kind.NEED: NeedState,
    Kind.INTRODUCTION: IntroductionState,
    Kind.AID_REQUESTED: AidState,
    Kind.AID_OBTAINED: AidState,
    Kind.AID_PAID: AidState,
    Kind.AWARD: AwardState,
    Kind.IDEA: Stage,
    Kind.IDEA_STAGE: Stage,
    Kind.FLAGSHIP_PARTNER: FlagshipState,
    Kind.FLAGSHIP_COST: FlagshipState,
}


def labels(
    dimension: str, *, kinds: Collection[str] = (), keys: Collection[str] = ()
) -> Callable[[str], str]:
    """Return what names a key of a dimension, in the page's language: of `keys`, as records of `kinds` have them.

    A state that two kinds call by other words has both. One query at most, and one for each year with a survey.
    """
    unknown = _("not known")
    names: dict[str, str] = {}
    if dimension in {Dimension.CLUSTER, Dimension.THEME}:
        things = clusters.clusters() if dimension == Dimension.CLUSTER else clusters.themes()
        names = {one.slug: Text.of(one.name).in_language(get_language() or "en") for one in things}
    elif dimension == Dimension.MANAGER:
        people = accounts.names_of([int(key) for key in keys if key.isdigit() and len(key) < 19])
        left, nobody = _("somebody who left"), _("nobody by name")
        return lambda key: people.get(int(key), left) if key.isdigit() and len(key) < 19 else nobody
    elif dimension == Dimension.SIZE:
        names = {"micro": _("micro"), "small": _("small"), "medium": _("medium-sized"), "large": _("large")}
        unknown = pgettext("size of a company", "not settled")
    elif dimension == Dimension.STATE:
        names = _states(kinds)
    return lambda key: names.get(key, key) or unknown


def _states(kinds: Iterable[str]) -> dict[str, str]:
    """Return the words of states of some kinds of records."""
    words: dict[str, dict[str, None]] = {}
    for kind in kinds:
        for value, label in _of_kind(kind).items():
            words.setdefault(value, {})[label] = None
    return {value: " / ".join(found) for value, found in words.items()}


def _of_kind(kind: str) -> dict[str, str]:
    if kind in STATES:
        return {str(value): str(label) for value, label in STATES[kind].choices}
    if kind == Kind.OVERDUE:
        return {"due": pgettext("contact", "due")}
    return _questions() if kind == Kind.SURVEY_ANSWER else {}


def _questions() -> dict[str, str]:
    """Return the questions of the yearly survey, as it asked them last."""
    language, found = get_language() or "en", {}
    for year in reversed(editions.years()):
        edition = editions.edition_for(year)
        for question in editions.questionnaire_of(edition).questions if edition else ():
            found[question.id] = question.label.in_language(language)
    return found
