"""Who changes a roadmap now? One at a time, and only who has seen its latest version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.roadmaps import permissions
from grappe.apps.roadmaps.models import Roadmap
from grappe.engines.planning import PlanningError
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

YEARS = range(2000, 2100)


def day_of(at: datetime) -> date:
    """Return the day a moment falls on here."""
    return at.astimezone(timezone.get_current_timezone()).date()


def take(roadmap_id: int, *, version: int | None, by: User, closed: bool = False) -> Roadmap:
    """Lock a roadmap for a change and count its version up, or refuse.

    Call it inside a transaction. `version` is the one that the person saw (None: a change that cannot clash).
    Raises PermissionDenied, Stale when somebody else changed the roadmap meanwhile, BadInput when it is
    closed (or open, for `closed`).
    """
    roadmap = Roadmap.objects.select_for_update(of=("self",)).select_related("company").get(pk=roadmap_id)
    permissions.check_can_edit_roadmap(by, roadmap)
    if version is not None and version != roadmap.version:
        raise Stale(
            _(
                "Somebody else changed this roadmap meanwhile; your change was not saved. This is how it is now."
            ),
            current=roadmap,
        )
    if roadmap.closed_on is not None and not closed:
        raise BadInput(_("This roadmap is closed; reopen it to change it."))
    if roadmap.closed_on is None and closed:
        raise BadInput(_("This roadmap is open already."))
    roadmap.version += 1
    roadmap.save(update_fields=["version"])
    return roadmap


def in_reach(*days: date) -> None:
    """Raise BadInput for a day outside the years that a roadmap may speak of (a slip of the finger, mostly)."""
    for day in days:
        if day.year not in YEARS:
            raise BadInput(
                _("The year %(year)s is out of reach; roadmaps run from %(first)s to %(last)s.")
                % {"year": day.year, "first": YEARS.start, "last": YEARS.stop - 1}
            )


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn what the plan refuses into a message in the reader's language."""
    try:
        yield
    except PlanningError as error:
        raise BadInput(error.reason.text.in_language(get_language() or "en")) from error
    except OverflowError as error:
        raise BadInput(_("These dates would push other steps beyond the calendar.")) from error


def not_in_the_future(day: date, today: date, what: str) -> None:
    """Raise BadInput when something is said to have happened on a day that has not come yet."""
    if day > today:
        raise BadInput(
            _("%(what)s: %(day)s has not come yet.")
            % {"what": what, "day": date_format(day, "SHORT_DATE_FORMAT")}
        )
