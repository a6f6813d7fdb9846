"""What bounds the aid of a project besides its rates? Notification, incentive effect, minimum, maximum, periods.

Source: Regulation (EU) 651/2014, articles 4, 6 and 28(4) (http://data.europa.eu/eli/reg/2014/651/oj).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from grappe.engines.eligibility.intensity.project import Partner, Project
from grappe.engines.eligibility.intensity.terms import CATEGORIES, RDI, Terms
from grappe.engines.eligibility.phrases import day, eur, exact, percent, plain, say
from grappe.engines.kernel import Text, Verdict

if TYPE_CHECKING:
    from grappe.engines.eligibility.intensity.aid import Line

ZERO = Fraction(0)
LAW = "Regulation (EU) 651/2014, "


@dataclass(frozen=True, slots=True)
class ToNotify:
    """What passes a limit of notification (partner, aid in euros, limit), and the sentences on all limits."""

    over: tuple[tuple[str, float, int], ...]
    steps: tuple[tuple[Text, str], ...]


def to_notify(project: Project, lines: Sequence[Line], on: date) -> ToNotify:
    """Return which partner's aid passes the limit above which it must be notified (article 4(1)).

    The categories of research and development have one limit together: that of what the project is mostly.
    """
    mostly = _mostly(project)
    sums: dict[tuple[str, str], Fraction] = {}
    for line in lines:
        group = mostly if line.category in RDI else line.category
        sums[line.partner, group] = sums.get((line.partner, group), ZERO) + exact(line.high_eur)
    over, steps = [], []
    for (who, group), amount in sums.items():
        terms = CATEGORIES[group].on(on)
        limit = terms.limit_eur if terms is not None else None
        if limit is not None and amount > limit:
            over.append((who, plain(amount) or 0, limit))
            steps.append((_over(who, group, amount, limit), f"{LAW}art. 4(1)"))
    return ToNotify(tuple(over), tuple(steps))


def _mostly(project: Project) -> str:
    """Return what a research project is mostly: fundamental, else industrial (with fundamental), else development;
    more than half of its eligible costs (article 4(1)(i)).
    """
    sums = dict.fromkeys(RDI, ZERO)
    for partner in project.partners:
        for cost in partner.costs:
            if cost.category in sums:
                sums[cost.category] += cost.eur
    total = sum(sums.values(), ZERO)
    if sums["fundamental_research"] * 2 > total:
        return "fundamental_research"
    if (sums["fundamental_research"] + sums["industrial_research"]) * 2 > total:
        return "industrial_research"
    return "experimental_development"


def _over(who: str, group: str, amount: Fraction, limit: int) -> Text:
    return say(
        "{who}: {amount} is above the limit of {limit} for {what}: it must be notified to the Commission first (art. 4(1))",
        "{who} : {amount} dépasse le seuil de {limit} pour {what} : notification préalable à la Commission (art. 4(1))",
        "{who}: {amount} liegt über der Schwelle von {limit} für {what}: vorher bei der Kommission anzumelden (Art. 4(1))",
        who=who, amount=eur(amount), limit=eur(limit), what=CATEGORIES[group].label,
    )  # fmt: skip


def incentive(project: Project) -> tuple[Verdict, tuple[Text, str]]:
    """Return whether the written application came before work started (article 6(2)), and why.

    Work starts with the first binding order; buying land and studies beforehand are no start (article 2(23)).
    """
    applied, starts = project.applied_on, project.works_start_on
    if applied is None or starts is None:
        said = Text(
            "Incentive effect: the days of the application and of the start of work are not both known (art. 6(2))",
            "Effet incitatif : les jours de la demande et du début des travaux ne sont pas tous deux connus (art. 6(2))",
            "Anreizeffekt: der Tag des Antrags und der Beginn der Arbeiten sind nicht beide bekannt (Art. 6(2))",
        )
        return Verdict.UNKNOWN, (said, f"{LAW}art. 6(2)")
    met = applied < starts
    values = {"applied": day(applied), "starts": day(starts)}
    if met:
        said = say(
            "Incentive effect: application of {applied}, work starts on {starts}: before (art. 6(2))",
            "Effet incitatif : demande du {applied}, début des travaux le {starts} : avant (art. 6(2))",
            "Anreizeffekt: Antrag vom {applied}, Beginn der Arbeiten am {starts}: davor (Art. 6(2))",
            **values,
        )
    else:
        said = say(
            "Incentive effect: application of {applied}, work started on {starts}: not before, so no aid (art. 6(2))",
            "Effet incitatif : demande du {applied}, travaux commencés le {starts} : pas avant, donc aucune aide (art. 6(2))",
            "Anreizeffekt: Antrag vom {applied}, Arbeiten begonnen am {starts}: nicht davor, also keine Beihilfe (Art. 6(2))",
            **values,
        )
    return Verdict.of(met), (said, f"{LAW}art. 6(2)")


def advice(
    partner: Partner, cost: Fraction, low: Fraction, high: Fraction, terms: Terms
) -> tuple[Fraction, Fraction, Text]:
    """Return the aid for innovation advice: up to 100 % as long as all such aid of three years stays within the
    amount of article 28(4), else the ordinary rate; whichever is more. Not knowing the aid of three years counts
    towards the high amount only.
    """
    most = Fraction(terms.period_eur or 0)
    used = partner.advice_used_eur
    room = max(ZERO, most - (used or ZERO))
    whole = min(cost * terms.period_pct / 100, room)
    note = say(
        "{base}, or up to {whole} within {most} over three years ({used} had already; {article})",
        "{base}, ou jusqu’à {whole} dans la limite de {most} sur trois ans ({used} déjà reçus ; {article})",
        "{base}, oder bis {whole} im Rahmen von {most} in drei Jahren (bereits erhalten: {used}; {article})",
        base=percent(terms.base), whole=percent(terms.period_pct), most=eur(most),
        used=eur(used) if used is not None else Text("not known", "non connu", "nicht bekannt"), article=terms.article,
    )  # fmt: skip
    return low if used is None else max(low, whole) if low else low, max(high, whole), note


def limited(
    project: Project, low: Fraction, high: Fraction
) -> tuple[Fraction, Fraction, tuple[tuple[Text, str], ...]]:
    """Return the amounts after the scheme's own maximum, its ceiling over a period, and its minimum (no aid below)."""
    steps: list[tuple[Text, str]] = []
    bounds = [] if project.maximum_eur is None else [(project.maximum_eur, _at_most(project.maximum_eur))]
    if project.period is not None:
        room = max(ZERO, project.period.eur - project.period.used_eur)
        bounds.append((room, _period(project, room)))
    for bound, said in bounds:
        if high > bound:
            low, high = min(low, bound), bound
            steps.append((said, ""))
    least = project.minimum_eur
    if least is not None and (ZERO < low < least or ZERO < high < least):
        low, high = ZERO if low < least else low, ZERO if high < least else high
        steps.append(
            (
                say(
                    "No aid below {m}",
                    "Pas d’aide en dessous de {m}",
                    "Keine Beihilfe unter {m}",
                    m=eur(least),
                ),
                "",
            )
        )
    return low, high, tuple(steps)


def _at_most(bound: Fraction) -> Text:
    return say("At most {m}", "Au plus {m}", "Höchstens {m}", m=eur(bound))


def _period(project: Project, room: Fraction) -> Text:
    period = project.period
    if period is None:
        return Text()
    return say(
        "Ceiling {label}: {most} − {used} had already = {room}", "Plafond {label} : {most} − {used} déjà reçus = {room}",
        "Höchstbetrag {label}: {most} − bereits erhalten {used} = {room}", label=period.label, most=eur(period.eur),
        used=eur(period.used_eur), room=eur(room),
    )  # fmt: skip
