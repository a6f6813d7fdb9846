"""How does a flagship project come of an idea, how is it changed, started and ended?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import FLAGSHIP_STEPS, FlagshipState
from grappe.apps.ideas.models import Flagship
from grappe.apps.ideas.operations.ideas import locked as locked_idea
from grappe.apps.ideas.operations.ideas import plain
from grappe.apps.ideas.permissions import check_can_open_flagship, check_can_run_flagship
from grappe.apps.ideas.queries.flagship_ready import missing_to_start
from grappe.apps.ideas.queries.flagships import BONUSES, PLAIN, version_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Idea

LONGEST = {"names": 200, "summaries": 4_000, "governance": 8_000, "place": 200}
MOST_YEARS = 15


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a flagship project; texts by language. `lead` None is whoever writes."""

    names: Mapping[str, str]
    summaries: Mapping[str, str] = field(default_factory=dict)
    governance: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    begins_on: date | None = None
    ends_on: date | None = None
    applied_on: date | None = None
    granted_on: date | None = None
    bonuses: Mapping[str, bool | None] = field(default_factory=dict)
    public: bool = False
    lead: Any = None
    team: Sequence[Any] = ()


@transaction.atomic
def begin(*, idea: Idea, draft: Draft, by: User, at: datetime, invented: bool = False) -> Flagship:
    """Make a flagship project of an idea that is a candidate or a flagship. Raises PermissionDenied, BadInput."""
    current = locked_idea(idea)
    check_can_open_flagship(by, current)
    if Flagship.objects.filter(idea=current).exists():
        raise BadInput(_("This idea has its flagship project already."))
    flagship = Flagship(
        idea=current, created_at=at, created_by=by, lead=draft.lead or current.lead or by, invented=invented
    )
    _write(flagship, draft)
    flagship.slug = free_slug(Flagship, flagship.names, fallback="flagship")
    with pghistory.context(user=by.pk):
        flagship.save()
        flagship.team.set([each for each in draft.team if each.pk != flagship.lead_id])
    return flagship


@transaction.atomic
def change(*, flagship: Flagship, draft: Draft, version: str, by: User, at: datetime) -> Flagship:
    """Change a flagship project. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version`."""
    current = locked(flagship)
    check_can_run_flagship(by, current)
    if version != version_of(current):
        raise Stale(
            _("Somebody else changed this flagship project meanwhile. Look at it again first."), current
        )
    _write(current, draft)
    current.lead = draft.lead or current.lead
    kept = _kept(current, by)
    kept.team.set([each for each in draft.team if each.pk != kept.lead_id])
    return kept


@transaction.atomic
def start(*, flagship: Flagship, by: User, at: datetime) -> Flagship:
    """Start a flagship project, or take one up again that was completed.

    Raises PermissionDenied, and BadInput that says all that is missing: two organisations with letters, a coordinator, a
    budget whose totals agree, the period, and the decision at the gate.
    """
    current = locked(flagship)
    check_can_run_flagship(by, current)
    lacks = missing_to_start(current)
    if lacks:
        raise BadInput(_("It cannot start yet.") + " " + " ".join(lacks))
    _step(current, FlagshipState.RUNNING)
    current.started_at, current.started_by = current.started_at or at, current.started_by or by
    current.ended_at, current.ended_why = None, ""
    return _kept(current, by)


@transaction.atomic
def end(*, flagship: Flagship, to: str, why: str, by: User, at: datetime) -> Flagship:
    """Complete or stop a flagship project, with what came of it or why. Raises PermissionDenied, BadInput."""
    current = locked(flagship)
    check_can_run_flagship(by, current)
    words = " ".join(plain(why).split())
    if to not in (FlagshipState.COMPLETED, FlagshipState.STOPPED):
        raise BadInput(_("This request cannot be read."))
    if not words or len(words) > 500:
        raise BadInput(_("Say in at most 500 characters what came of it, or why it was stopped."))
    _step(current, to)
    current.ended_at, current.ended_why = at, words
    return _kept(current, by)


@transaction.atomic
def prepare_again(*, flagship: Flagship, by: User, at: datetime) -> Flagship:
    """Take up the preparation of a flagship project that was stopped, or whose budget is planned anew while it runs.

    Raises PermissionDenied, BadInput.
    """
    current = locked(flagship)
    check_can_run_flagship(by, current)
    _step(current, FlagshipState.PREPARING)
    current.ended_at, current.ended_why = None, ""
    return _kept(current, by)


def locked(flagship: Flagship) -> Flagship:
    """Return the flagship project as it stands, kept from others until the transaction ends."""
    found = Flagship.objects.select_for_update(of=("self",)).select_related("lead", "idea")
    return found.prefetch_related("team", "partners", "idea__clusters").get(pk=flagship.pk)


def words_of(name: str, texts: Mapping[str, str], longest: int) -> dict[str, str]:
    """Return a text by language as it is kept, without the languages in which nothing is said. Raises BadInput."""
    found = words(texts, longest)
    if name == "names" and any("\n" in text for text in found.values()):
        raise BadInput(_("A name is one line."))
    return found


def _kept(flagship: Flagship, by: User) -> Flagship:
    flagship.version += 1
    with pghistory.context(user=by.pk):
        flagship.save()
    return flagship


def _step(flagship: Flagship, to: str) -> None:
    if to not in FLAGSHIP_STEPS[flagship.state]:
        raise BadInput(
            _("A flagship project that is “%(state)s” cannot become “%(to)s”.")
            % {"state": flagship.get_state_display(), "to": FlagshipState(to).label}
        )
    flagship.state = to


def _write(flagship: Flagship, draft: Draft) -> None:
    for name in ("names", "summaries", "governance"):
        setattr(flagship, name, words_of(name, getattr(draft, name), LONGEST[name]))
    if not flagship.names:
        raise BadInput(_("A flagship project needs a name in at least one language."))
    for name in PLAIN:
        setattr(flagship, name, getattr(draft, name))
    if set(draft.bonuses) - set(BONUSES):
        raise BadInput(_("This request cannot be read."))
    flagship.bonuses = {code: bool(value) for code, value in draft.bonuses.items() if value is not None}
    flagship.place = " ".join(plain(draft.place).split())
    if len(flagship.place) > LONGEST["place"]:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST["place"]})
    if draft.begins_on and draft.ends_on:
        if draft.ends_on < draft.begins_on:
            raise BadInput(_("It ends before it begins."))
        if draft.ends_on.year - draft.begins_on.year >= MOST_YEARS:
            raise BadInput(_("A flagship project runs for at most %(years)d years.") % {"years": MOST_YEARS})
    elif flagship.state in (FlagshipState.RUNNING, FlagshipState.COMPLETED):
        raise BadInput(_("A project that has started keeps its period: say when it begins and ends."))
