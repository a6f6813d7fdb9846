"""Which reports does the demonstration show? One of the year before, published, and one of this year, frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grappe.apps.reporting import queries as reporting
from grappe.apps.reporting.operations import freezing, reports

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.desk.operations.demo_stage import Stage
    from grappe.apps.reporting.models import Report

INDICATORS = (
    "active-members",
    "companies-reached",
    "contacts-held",
    "diagnostics",
    "needs-met",
    "aid-obtained",
    "collaborations",
    "ideas-by-stage",
)
TITLES = {
    "en": "What the clusters reached in {year}",
    "fr": "Ce que les clusters ont atteint en {year}",
    "de": "Was die Cluster {year} erreicht haben",
}
INTRODUCTION = {
    "en": (
        "Each figure says what it counts, and was frozen on the day of this report. "
        "Where another definition counts from a year on, both are shown."
    ),
    "fr": (
        "Chaque chiffre dit ce qu’il compte et a été figé le jour de ce rapport. "
        "Là où une autre définition compte à partir d’une année, les deux sont montrées."
    ),
    "de": (
        "Jede Zahl sagt, was sie zählt, und wurde am Tag dieses Berichts eingefroren. "
        "Wo ab einem Jahr eine andere Definition zählt, stehen beide."
    ),
}
REACH = {
    "en": "More companies were reached by events than by visits; visits led to more needs.",
    "fr": "Les événements ont touché plus d’entreprises que les visites ; les visites ont fait naître plus de besoins.",
    "de": "Veranstaltungen erreichten mehr Unternehmen als Besuche; Besuche führten zu mehr Bedarfen.",
}


def tell_reports(stage: Stage) -> None:
    """Freeze a report on the year before, which everybody may read, and one that goes into this year."""
    boss = next(user for user in stage.team.values() if user.is_administrator)
    known = {one.slug for one in reporting.indicators(for_user=boss)}
    chosen = [slug for slug in INDICATORS if slug in known]
    if not chosen:
        return
    year = stage.today.year
    before = freezing.freeze(report=_report(stage, year - 1, chosen, boss), by=boss, at=stage.at)
    freezing.publish(frozen=before, by=boss, at=stage.at)
    freezing.freeze(report=_report(stage, year, chosen, boss), by=boss, at=stage.at)


def _report(stage: Stage, year: int, chosen: list[str], boss: User) -> Report:
    draft = reports.Draft(
        titles={code: text.format(year=year) for code, text in TITLES.items()}, introductions=INTRODUCTION,
        words={"reach": REACH}, first_year=year - 2, last_year=year, indicators=chosen,
        dimensions=["cluster", "size"],
    )  # fmt: skip
    return reports.begin(draft=draft, by=boss, at=stage.at, invented=True)
