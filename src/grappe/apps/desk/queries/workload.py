"""What waits for somebody, and how late is it? The same lists as on My day, so that the numbers are the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grappe.apps.desk.queries.boards import MOST, Cell, Line, Panel, bars_of
from grappe.apps.matches import queries as matches
from grappe.apps.needs import queries as needs
from grappe.apps.roadmaps import queries as roadmaps
from grappe.apps.roadmaps.queries.portfolio import steps_due
from grappe.ui.moments import local_date

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHOWN = 3  # of each kind, the latest first


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: of which company, whose it is beside that, and for how many days it is late (below 0: not yet)."""

    kind: str
    label: str
    url: str
    company: int
    persons: frozenset[int]
    days: int


def kinds() -> dict[str, str]:
    """Return the kinds of things that wait, in words."""
    return {
        "follow_ups": _("Follow-ups due"),
        "needs": _("Needs waiting"),
        "introductions": _("Introductions unanswered"),
        "steps": _("Roadmap steps due"),
    }


def waiting_for(user: User, today: date) -> list[Waits]:
    """Return all that waits: a cluster manager's own, everybody's for others. A constant number of queries."""
    found = [
        Waits("follow_ups", str(each.company), each.company.get_absolute_url(), each.company.pk,
              _persons(each.owner_id), each.overdue_days)
        for each in roadmaps.follow_ups_due(for_user=user, today=today, language=get_language() or "en")
    ]  # fmt: skip
    found += [
        Waits("needs", need.title, reverse("needs:detail", args=[need.pk]), need.company_id, frozenset(),
              (today - local_date(need.created_at)).days)
        for need in needs.needs_waiting(for_user=user)
    ]  # fmt: skip
    for row in matches.introductions_waiting(for_user=user, today=today):
        need = row.introduction.match.need
        url = reverse("matches:introduction", args=[row.introduction.pk])
        sender = _persons(row.introduction.sent_by_id)
        found.append(Waits("introductions", need.title, url, need.company_id, sender, row.days))
    found += [
        Waits("steps", f"{step.title} · {step.company_name}", reverse("roadmaps:detail", args=[step.roadmap]),
              step.company, _persons(step.owner), (today - step.end).days)
        for step in steps_due(for_user=user, today=today)
    ]  # fmt: skip
    return found


def _persons(*keys: int | None) -> frozenset[int]:
    return frozenset(key for key in keys if key is not None)


def of_manager(waits: Collection[Waits], manager: int, companies: Collection[int]) -> list[Waits]:
    """Return what of everybody's waits for one manager: of their clusters' companies, or theirs by name."""
    return [each for each in waits if each.company in companies or manager in each.persons]


def workload_panel(waits: Collection[Waits], *, here: str) -> Panel:
    """Return how much waits of each kind, and how late the latest is; each number opens to its things on this page."""
    lines = []
    for kind, label in kinds().items():
        rows = [each for each in waits if each.kind == kind]
        late = [each.days for each in rows if each.days > 0]
        days = _("%(days)d days") % {"days": max(late)} if late else "–"
        url = f"{here}?waits={kind}#latest" if rows else ""
        lines.append(Line(label, (Cell(str(len(rows)), url), Cell(str(len(late))), Cell(days))))
    note = _(
        "Needs and introductions are late from the day they came; steps count from 14 days before they end."
    )
    return Panel(
        "workload", _("What waits"), "clock-exclamation", _("Kind"),
        (_("Waiting"), _("of them late"), _("the latest by")), tuple(lines),
        bars_of((line.label, int(line.cells[0].text)) for line in lines), (note,),
    )  # fmt: skip


def latest_panel(waits: Collection[Waits], kind: str) -> Panel:
    """Return the latest few of each kind, or all of the one that was asked for."""
    names, lines = kinds(), []
    notes: tuple[str, ...] = ()
    for each_kind in [kind] if kind in names else names:
        rows = sorted((each for each in waits if each.kind == each_kind), key=lambda each: -each.days)
        lines += [
            Line(each.label, (Cell(names[each_kind], number=False), Cell(_days(each.days))), each.url)
            for each in rows[: MOST if kind in names else SHOWN]
        ]
        if kind in names and len(rows) > MOST:
            notes = (_("The first %(number)d are listed.") % {"number": MOST},)
    title = names[kind] if kind in names else _("The latest of each kind")
    return Panel(
        "latest", title, "alert-triangle", _("What"), (_("Kind"), _("Late by")), tuple(lines), notes=notes,
        nothing=_("Nothing waits."), number_columns=False,
    )  # fmt: skip


def _days(days: int) -> str:
    return _("%(days)d days") % {"days": days} if days > 0 else _("not late")
