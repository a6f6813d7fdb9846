"""Which indicators does the demonstration show? The shipped ones, with targets, and one whose definition changed at New Year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from grappe.apps.reporting import queries as reporting
from grappe.apps.reporting.operations import definitions, runs

if TYPE_CHECKING:
    from grappe.apps.desk.operations.demo_stage import Stage

# In the demonstration only: an initiative sets its own.
TARGETS = {
    "contacts-held": 250,
    "active-members": 30,
    "needs-met": 25,
    "contacts-overdue": 10,
    "aid-obtained": 400_000,
}
CHANGED = "active-members"
WORDS = {
    "en": (
        "Different companies that were in a collaboration at some time of the year (a cooperation agreed or under way, or a "
        "flagship project that has begun), or took part in at least two events of the year. A cooperation that has ended no "
        "longer counts."
    ),
    "fr": (
        "Entreprises distinctes qui, à un moment de l’année, étaient dans une collaboration (coopération convenue ou en "
        "cours, ou projet phare commencé), ou ont participé à au moins deux événements de l’année. Une coopération terminée "
        "ne compte plus."
    ),
    "de": (
        "Verschiedene Unternehmen, die irgendwann im Jahr in einer Zusammenarbeit standen (vereinbarte oder laufende "
        "Kooperation oder begonnenes Leuchtturmprojekt) oder an mindestens zwei Veranstaltungen des Jahres teilnahmen. Eine "
        "beendete Kooperation zählt nicht mehr."
    ),
}
QUERY = """companies:
  any:
    - {records: cooperation, where: {state: [agreed, running]}, when: running}
    - {records: flagship_partner, when: running}
    - {records: participation, at_least: 2}
"""


def tell_figures(stage: Stage) -> None:
    """Set targets, change one definition at New Year, and bring records and figures up to date."""
    boss = next(user for user in stage.team.values() if user.is_administrator)
    year = stage.today.year
    known = {one.slug: one for one in reporting.indicators(for_user=boss)}
    for slug in TARGETS.keys() & known.keys():
        value = float(TARGETS[slug])
        targets = {year - 1: value * 0.9, year: value, year + 1: value * 1.1}
        definitions.set_targets(indicator=known[slug], targets=targets, by=boss, at=stage.at)
    if CHANGED in known:
        draft, last = definitions.Draft(date(year, 1, 1), WORDS, QUERY), known[CHANGED].versions.all()[0]
        definitions.change_definition(
            indicator=known[CHANGED], draft=draft, version=last.pk, by=boss, at=stage.at
        )
    runs.refresh_now(at=stage.at)
