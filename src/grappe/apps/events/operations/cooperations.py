"""How do two companies come to work together, and how does that go on?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grappe.apps.events.enums import COOPERATION_STEPS, CooperationState, LinkKind
from grappe.apps.events.models import Cooperation, EventLink
from grappe.apps.events.permissions import check_can_add_cooperation, check_can_edit_cooperation
from grappe.ui import moments
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from datetime import date

    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.events.models import Event

LONGEST_TITLE = 200
LONGEST_NOTES = 10_000
MOST_EUR = Decimal("999999999999.99")


@transaction.atomic
def begin(
    *,
    first: Company,
    second: Company,
    title: str,
    event: Event | None = None,
    state: str = CooperationState.TALKING,
    value_eur: Decimal | None = None,
    notes: str = "",
    began_on: date | None = None,
    by: User,
    at: datetime,
) -> Cooperation:
    """Note that two companies work together, or mean to; with `event` it counts among what came of it.

    `began_on` is the day of `at` unless said. Raises PermissionDenied; BadInput for a company with itself, an empty
    title, a day that has not been yet, a value that cannot be, and where the same two have the same under way already.
    """
    check_can_add_cooperation(by, first, second, event)
    if first.pk == second.pk:
        raise BadInput(_("A cooperation is between two different companies."))
    today = at.astimezone(timezone.get_current_timezone()).date()
    words = _title(title)
    _check_not_twice(first, second, words)
    made = Cooperation(
        event=event, first=first, second=second, title=words, state=_state(state), value_eur=_value(value_eur),
        notes=_notes(notes), began_on=_day(began_on or today, today), created_at=at, created_by=by,
    )  # fmt: skip
    with pghistory.context(user=by.pk):
        made.save()
    if event is not None:
        EventLink.objects.create(
            event=event, kind=LinkKind.COOPERATION, cooperation=made, linked_at=at, linked_by=by
        )
    return made


@transaction.atomic
def change(
    *, cooperation: Cooperation, version: int, values: Mapping[str, Any], by: User, at: datetime
) -> Cooperation:
    """Change `title`, `value_eur`, `notes` and `began_on`; what is not given stays. Raises Stale, BadInput."""
    check_can_edit_cooperation(by, cooperation)
    locked = _locked(cooperation, version)
    if "title" in values:
        locked.title = _title(str(values["title"]))
    if "value_eur" in values:
        locked.value_eur = _value(values["value_eur"])
    if "notes" in values:
        locked.notes = _notes(str(values["notes"]))
    if values.get("began_on") is not None:
        locked.began_on = _day(values["began_on"], at.astimezone(timezone.get_current_timezone()).date())
    return _save(locked, by)


@transaction.atomic
def move(*, cooperation: Cooperation, to: str, version: int, by: User, at: datetime) -> Cooperation:
    """Say how a cooperation stands now; COOPERATION_STEPS has what may follow what. Raises Stale, BadInput."""
    check_can_edit_cooperation(by, cooperation)
    locked = _locked(cooperation, version)
    if locked.state == to:
        return locked  # somebody else said the same: nothing to do
    wanted = _state(to)
    if wanted not in COOPERATION_STEPS[locked.state]:
        raise BadInput(
            _("A cooperation that is “%(now)s” cannot become “%(then)s”.")
            % {"now": locked.get_state_display(), "then": CooperationState(wanted).label}
        )
    locked.state = wanted
    over = wanted in (CooperationState.ENDED, CooperationState.BROKEN_OFF)
    locked.ended_on = max(locked.began_on, moments.local_date(at)) if over else None
    return _save(locked, by)


def _locked(cooperation: Cooperation, version: int) -> Cooperation:
    locked = Cooperation.objects.select_for_update(of=("self",)).get(pk=cooperation.pk)
    if locked.version != version:
        raise Stale(_("Somebody else changed this cooperation meanwhile. Look at it again."), locked)
    return locked


def _save(cooperation: Cooperation, by: User) -> Cooperation:
    cooperation.version += 1
    with pghistory.context(user=by.pk):
        cooperation.save()
    return cooperation


def _check_not_twice(first: Company, second: Company, title: str) -> None:
    """Two who look after the two companies note the same thing: once is enough. The companies' rows are the lock."""
    pair = {first.pk, second.pk}
    companies = type(first)._default_manager.select_for_update(of=("self",))
    list(companies.filter(pk__in=pair).order_by("pk").values_list("pk"))
    same = Cooperation.objects.filter(first__in=pair, second__in=pair, title__iexact=title)
    if same.exclude(state__in=(CooperationState.ENDED, CooperationState.BROKEN_OFF)).exists():
        raise BadInput(_("The same cooperation of these two companies is on file already."))


def _title(title: str) -> str:
    words = " ".join(title.replace("\x00", " ").split())
    if not words:
        raise BadInput(_("Say in a few words what the cooperation is about."))
    if len(words) > LONGEST_TITLE:
        raise BadInput(_("The title is longer than %(most)d characters.") % {"most": LONGEST_TITLE})
    return words


def _notes(notes: str) -> str:
    text = notes.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_NOTES:
        raise BadInput(_("The notes are longer than %(most)d characters.") % {"most": LONGEST_NOTES})
    return text


def _value(value: Decimal | None) -> Decimal | None:
    if value is not None and not 0 <= value <= MOST_EUR:
        raise BadInput(_("The value is zero or more, and less than a thousand billion euros."))
    return value


def _day(day: date, today: date) -> date:
    if day > today:
        raise BadInput(_("The day on which it began has not been yet."))
    return day


def _state(state: str) -> str:
    if state not in CooperationState.values:
        raise BadInput(_("“%(state)s” is no state of a cooperation.") % {"state": str(state)[:40]})
    return state
