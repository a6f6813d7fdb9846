"""What do the companies of the demonstration say in the yearly survey? Three waves, the last of them open; all invented."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.surveys.operations.invented import Said, invent
from grappe.apps.surveys.operations.waves import Plan
from grappe.apps.surveys.queries.audience import Audience, Meant
from grappe.apps.surveys.queries.editions import edition_for

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

ANALYST = "analyst@demo.example"
SEED = 14
# How many of a hundred answer: larger companies more often, so that those who answered do not quite stand for all.
ANSWER = {"micro": 42, "small": 58, "medium": 74, "large": 82, "unknown": 45}
WISHES = (
    "More visits to one another’s workshops.",
    "Un atelier sur les aides à l’énergie, le soir.",
    "Kontakte zu Zulieferern in der Großregion.",
    "Short letters, please: one page, one subject.",
    "Aider les petites entreprises à recruter ensemble.",
)
HARD = ("Energy prices and wages.", "Le recrutement.", "Fehlende Fachkräfte.")


def tell_surveys(stage: Stage) -> None:
    """Tell two waves that are closed and one that is open; a year without questions in the catalogue is left out."""
    analyst, known = stage.team[ANALYST], {cast.company.pk: cast for cast in stage.cast}
    for back in (3, 2, 1):
        year = stage.today.year - back
        if edition_for(year) is None:
            continue
        opens = stage.today - timedelta(days=12) if back == 1 else date(year + 1, 3, 3)
        if opens > stage.today or opens.year == year:
            continue
        plan = Plan(year, opens, opens + timedelta(days=42), (14, 28), Audience())
        chance = random.Random(SEED + year)
        at = stage.moment(opens, 9, 0)
        teller = _Teller(
            stage, known, year, chance, at, share=0.5 if back == 1 else 0.92 + 0.08 * (back == 2)
        )
        invent(plan=plan, say=teller.say, by=analyst, at=at)


class _Teller:
    """What each company does in one wave."""

    def __init__(
        self,
        stage: Stage,
        known: dict[int, Cast],
        year: int,
        chance: random.Random,
        at: datetime,
        share: float,
    ) -> None:
        self.known, self.year, self.chance, self.at, self.share = known, year, chance, at, share
        self.days = min(40, max(1, (stage.at - at).days))

    def say(self, meant: Meant) -> Said:
        chance, cast = self.chance, self.known.get(meant.company_id)
        drawn = chance.random() * 100
        likely = ANSWER[meant.size] * self.share
        then = self.at + timedelta(days=chance.randrange(self.days), minutes=chance.randrange(20, 480))
        if cast is None or (meant.left_out and drawn >= 25):
            return Said()
        if drawn < likely or meant.left_out:
            by: User | None = cast.manager if meant.left_out or chance.random() < 0.06 else None
            return Said(then, then, then + timedelta(minutes=9), by=by, answers=self._answers(cast))
        if drawn < likely + 5:
            return Said(then, declined_at=then)
        if drawn < likely + 11:
            return Said(then, then, answers={"jobs": self._jobs(cast)})
        return Said(then) if drawn < likely + 20 else Said()

    def _jobs(self, cast: Cast) -> int:
        figures = {each.year: each for each in cast.invention.figures}
        near = figures.get(self.year) or figures[max(figures)] if figures else None
        return max(1, round(float(near.headcount if near else cast.invention.headcount)))

    def _answers(self, cast: Cast) -> dict[str, object]:
        chance, jobs = self.chance, self._jobs(cast)
        figures = {each.year: each for each in cast.invention.figures}.get(self.year)
        turnover = float(figures.turnover_eur) if figures else jobs * chance.randint(90_000, 210_000)
        outlook = chance.choices(("growth", "same", "decline"), (45, 38, 17))[0]
        # Satisfaction rises a little from wave to wave.
        satisfied = chance.choices(range(5), (3, 7, 26, 42, 14 + 3 * (self.year % 3)))[0]
        said: dict[str, object] = {
            "jobs": jobs,
            "hires": round(jobs * chance.uniform(0, 0.2)),
            "turnover": self._or_not(round(turnover, -3), 8, 12),
            "exports": self._or_not(chance.randrange(0, 101, 5), 10, 4),
            "outlook": outlook,
            "investment": self._or_not(round(turnover * chance.choice((0, 0, 0.01, 0.03, 0.08)), -3), 9, 7),
            "research": self._or_not(round(turnover * chance.choice((0, 0, 0, 0.02, 0.06)), -3), 14, 7),
            "new": sorted(chance.sample(("product", "process", "market", "partner"), chance.randint(1, 2)))
            if chance.random() < 0.7
            else ["none"],
            "satisfaction": satisfied,
            "recommend": min(10, max(0, 2 * satisfied + chance.randint(0, 3))),
        }
        if outlook == "decline" and chance.random() < 0.6:
            said["why_decline"] = chance.choice(HARD)
        if chance.random() < 0.3:
            said["wish"] = chance.choice(WISHES)
        return said

    def _or_not(self, value: object, unknown: int, refused: int) -> object:
        drawn = self.chance.random() * 100
        return "unknown" if drawn < unknown else "refused" if drawn < unknown + refused else value
