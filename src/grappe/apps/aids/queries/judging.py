"""Which aids may a company have, why, what should be asked next, and what would change a refusal?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from grappe.apps.aids.queries.catalogues import catalogues_in_order, loaded_catalogue
from grappe.engines import eligibility as engine
from grappe.engines.eligibility.figures import YEAR_FIGURES
from grappe.engines.kernel import Text, Verdict

_OF_A_YEAR = re.compile(rf"({'|'.join(YEAR_FIGURES)})-([0-9]{{4}})")  # as an address names a figure of a year


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that settles an unknown criterion: which fact, in which form, with which choices."""

    field: str
    type: str
    label: Text
    question: Text
    unit: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    minimum: float | None = None
    year: int | None = None  # of a figure of a closed year, as `turnover_eur-2019`

    @property
    def fact(self) -> str:
        """The fact that the answer states; the year is told apart."""
        return self.field if self.year is None else self.field.removesuffix(f"-{self.year}")


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of a programme for one company: met, not met or unknown, and why."""

    id: str
    label: Text
    verdict: str  # met, not_met, unknown
    actual: Any
    expected: Text
    note: Text
    source: str
    checked_on: date | None
    confidence: str
    decides: bool
    about: Text = Text()  # the fact that is looked at
    here: Text = Text()  # what was found, in words
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the catalogue says of one programme for one company on one day."""

    slug: str
    name: Text
    verdict: str  # eligible, not_eligible, undetermined
    open: bool | None
    in_force: bool
    version: str
    status: str
    valid_from: date | None
    valid_to: date | None
    opens: date | None
    closes: date | None
    window_note: Text
    confidence: str
    criteria: tuple[CriterionRow, ...]
    unknowns: tuple[Text, ...] = ()
    min_eur: int | None = None
    max_eur: int | None = None
    steps: tuple[Text, ...] = field(default=())
    decision_confidence: str = ""  # of the weakest criterion that decides
    expected_eur: int | None = None
    ways: engine.Ways | None = None  # what would change it, where it is refused

    def stored(self) -> dict[str, Any]:
        """Return the judgement as it is kept with a match, to be explained a year later."""
        return {
            "programme": self.slug, "verdict": self.verdict, "open": self.open, "version": self.version,
            "confidence": self.confidence, "decision_confidence": self.decision_confidence,
            "criteria": [
                {
                    "id": row.id, "label": row.label.as_dict(), "verdict": row.verdict, "actual": row.actual,
                    "here": row.here.as_dict(), "expected": row.expected.as_dict(), "source": row.source,
                    "confidence": row.confidence,
                    "checked_on": row.checked_on.isoformat() if row.checked_on else None, "decides": row.decides,
                }
                for row in self.criteria
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A fact worth asking for: how many programmes wait for it, and what an answer settles on average."""

    ask: Ask
    programmes: int
    settles: float
    settles_eur: float


@dataclass(frozen=True, slots=True)
class Judgements:
    """All judgements on a company, and the facts worth asking for, the one that settles most first.

    Programmes that take no applications on the day ask for nothing.
    """

    on: date
    by_slug: Mapping[str, Judgement]
    questions: tuple[NextQuestion, ...]

    def by_euros(self) -> tuple[NextQuestion, ...]:
        """Return the questions with the one that settles most expected euros first."""
        return tuple(sorted(self.questions, key=lambda one: (-one.settles_eur, -one.settles, one.ask.field)))


def ask_for(name: str, catalogue: str = "") -> Ask | None:
    """Return how a fact is asked for, None where no catalogue knows it.

    The catalogue named, else the home one, is asked first, then the others: a fact means the same in all of them.
    `turnover_eur-2019` is the figure of a year.
    """
    figure = _OF_A_YEAR.fullmatch(name)
    if figure is not None:
        return _ask_of_a_year(loaded_catalogue(catalogue).fields, figure[1], int(figure[2]))
    for slug in catalogues_in_order(catalogue):
        described = loaded_catalogue(slug).fields.get(name)
        if described is not None:
            return _ask(described)
    return None


def _ask(described: engine.Field) -> Ask:
    choices = tuple((choice, described.choice_label(choice)) for choice in described.choices)
    return Ask(
        described.id,
        described.type,
        described.label,
        described.question,
        described.unit,
        choices,
        described.minimum,
    )


def _asked(fields: Mapping[str, engine.Field], fact: str) -> Ask | None:
    """Return how the engine's fact is asked for: a field, or `figures.2019.turnover_eur`; None for a list."""
    if fact.startswith("figures."):
        _, year, name = fact.split(".")
        return _ask_of_a_year(fields, name, int(year))
    described = fields.get(fact)
    return _ask(described) if described is not None else None


def _ask_of_a_year(fields: Mapping[str, engine.Field], name: str, year: int) -> Ask | None:
    described = fields.get(name)
    if described is None:
        return None
    label = described.label
    return replace(
        _ask(described),
        field=f"{name}-{year}",
        year=year,
        label=Text(f"{label.en} {year}", f"{label.fr} {year}", f"{label.de} {year}"),
        question=Text(
            f"{label.en}: how much was it in {year}?",
            f"{label.fr} : combien en {year} ?",
            f"{label.de}: wie viel war es im Jahr {year}?",
        ),
    )


def eligibility_of(
    facts: Mapping[str, Any],
    *,
    on: date,
    slugs: Collection[str] | None = None,
    catalogue: str = "",
    ways: bool = False,
) -> Judgements:
    """Return the judgement on each programme (or those named) for the company of a `company_facts` document.

    `catalogue` names the catalogue; empty is the home catalogue. Three-valued: what is not known is a question,
    never a pass or a refusal. With `ways`, what would change it is told of each refusal. One query at most.
    """
    compiled = loaded_catalogue(catalogue)
    company, _remarks = engine.company_of(facts, compiled.fields, compiled.field_names())
    explanation = engine.explain(compiled, company, on)
    rate_levels = engine.rate_levels_of(explanation)
    worth = engine.euros_of(explanation, rate_levels)
    judged = {
        decision.programme.id: _judgement(
            explanation, decision, rate_levels, worth.get(decision.programme.id), ways
        )
        for decision in explanation.decisions
        if slugs is None or decision.programme.id in slugs
    }
    euros = {slug: one.expected for slug, one in worth.items()}
    waiting = []
    for question in engine.next_questions(explanation, only_open=True, euros=euros):
        asked = _asked(compiled.fields, question.ask)
        concerned = sum(slug in judged for slug in question.programmes)
        if asked is not None and concerned:
            waiting.append(NextQuestion(asked, concerned, question.settles, question.settles_eur))
    return Judgements(on, judged, tuple(waiting))


def judgements_with(
    compiled: engine.Catalogue, facts: Mapping[str, Any], *, on: date
) -> dict[str, Judgement]:
    """Return what the programmes of a catalogue that need not be the loaded one (a draft's) say of a company."""
    company, _remarks = engine.company_of(facts, compiled.fields, compiled.field_names())
    explanation = engine.explain(compiled, company, on)
    rate_levels = engine.rate_levels_of(explanation)
    return {
        decision.programme.id: _judgement(explanation, decision, rate_levels, None, False)
        for decision in explanation.decisions
    }


def _judgement(
    explanation: engine.Explanation,
    decision: engine.Decision,
    rate_levels: list[int],
    worth: engine.Worth | None,
    with_ways: bool,
) -> Judgement:
    programme, version = decision.programme, decision.version
    deciding = {criterion.id for criterion in decision.deciding_criteria()}
    estimate = engine.aid_of(explanation, decision, rate_levels)
    return Judgement(
        slug=programme.id,
        name=programme.name,
        verdict=engine.VERDICT_WORDS[decision.verdict],
        open=decision.open,
        in_force=decision.in_force,
        version=version.id,
        status=programme.status,
        valid_from=version.validity.first,
        valid_to=version.validity.last,
        opens=version.window.period.first,
        closes=version.window.period.last,
        window_note=version.window.note,
        confidence=programme.confidence,
        criteria=tuple(_row(explanation, finding, finding.id in deciding) for finding in decision.findings),
        unknowns=programme.unknowns,
        min_eur=int(estimate.low.in_eur) if estimate else None,
        max_eur=int(estimate.high.in_eur) if estimate else None,
        steps=tuple(estimate.steps) if estimate else (),
        decision_confidence=decision.confidence,
        expected_eur=round(worth.expected) if worth else None,
        ways=engine.what_would_change(explanation, decision) if with_ways else None,
    )


def _row(explanation: engine.Explanation, finding: engine.Finding, decides: bool) -> CriterionRow:
    criterion = finding.criterion
    ask = None
    looked_at = explanation.catalogue.fields.get(criterion.condition.term.field)
    about = looked_at.label if looked_at is not None else Text()
    if finding.verdict is Verdict.UNKNOWN and criterion.condition.term.field:
        ask = _asked(explanation.catalogue.fields, engine.facts_to_ask(explanation, finding)[0])
    return CriterionRow(
        id=criterion.id, label=criterion.label, verdict=engine.FINDING_WORDS[finding.verdict], actual=finding.shown,
        expected=finding.expected, note=criterion.note, source=criterion.source or "", checked_on=criterion.checked_on,
        confidence=criterion.confidence, decides=decides, about=about, here=finding.said(explanation.catalogue.fields),
        ask=ask,
    )  # fmt: skip
