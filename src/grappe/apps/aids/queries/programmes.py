"""Which aids are there, and which may a company have?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from grappe.apps.aids.models import Programme
from grappe.apps.aids.permissions import check_can_view_programmes
from grappe.apps.aids.queries.catalogues import EVERY, catalogues_in_order, loaded_catalogue
from grappe.engines import eligibility as engine
from grappe.engines.kernel import Text, Verdict

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


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

    def stored(self) -> dict[str, Any]:
        """Return the judgement as it is kept with a match, to be explained a year later."""
        return {
            "programme": self.slug, "verdict": self.verdict, "open": self.open, "version": self.version,
            "confidence": self.confidence,
            "criteria": [
                {
                    "id": row.id, "label": _words(row.label), "verdict": row.verdict, "actual": row.actual,
                    "expected": _words(row.expected), "source": row.source, "confidence": row.confidence,
                    "checked_on": row.checked_on.isoformat() if row.checked_on else None, "decides": row.decides,
                }
                for row in self.criteria
            ],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgements:
    """All judgements on a company, and the facts worth asking for, the one that settles most first."""

    on: date
    by_slug: Mapping[str, Judgement]
    questions: tuple[tuple[Ask, int], ...]  # with how many programmes wait for it


def programmes(
    *, for_user: User, catalogue: str = "", theme: str = "", kind: str = "", status: str = "", text: str = ""
) -> QuerySet[Programme]:
    """Return the programmes of a catalogue, filtered; all of them belong to everybody inside.

    `catalogue` names it; empty is the home catalogue, EVERY all of them together.
    """
    check_can_view_programmes(for_user)
    found = Programme.objects.filter(withdrawn=False).prefetch_related("themes", "clusters")
    if catalogue != EVERY:
        found = found.filter(**({"catalogue__slug": catalogue} if catalogue else {"catalogue__home": True}))
    if theme:
        found = found.filter(themes__slug=theme)
    if kind:
        found = found.filter(kind=kind)
    if status:
        found = found.filter(status=status)
    for word in text.split()[:8]:
        found = found.filter(content__icontains=word) if len(word) > 2 else found
    return found.order_by("slug").defer("content")


def programme_for(slug: str, *, for_user: User) -> Programme:
    """Return one programme, also a withdrawn one. Raises Programme.DoesNotExist."""
    check_can_view_programmes(for_user)
    known = Programme.objects.select_related("catalogue").prefetch_related("themes", "clusters")
    return known.get(slug=slug)


def details(slug: str, catalogue: str | None = None) -> engine.Programme | None:
    """Return a programme as the engine reads it, None when it is not in force any more.

    `catalogue` is the one that it belongs to, where the caller knows it.
    """
    if catalogue is None:
        found = Programme.objects.filter(slug=slug).values_list("catalogue__slug", flat=True).first()
        if found is None:
            return None
        catalogue = found
    return next((found for found in loaded_catalogue(catalogue).programmes if found.id == slug), None)


def ask_for(name: str, catalogue: str = "") -> Ask | None:
    """Return how a fact is asked for, None where no catalogue knows it.

    The catalogue named, else the home one, is asked first, then the others: a fact means the same in all of them.
    """
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


def eligibility_of(
    facts: Mapping[str, Any], *, on: date, slugs: Collection[str] | None = None, catalogue: str = ""
) -> Judgements:
    """Return the judgement on each programme (or those named) for the company of a `company_facts` document.

    `catalogue` names the catalogue; empty is the home catalogue. Three-valued: what is not known is a question,
    never a pass or a refusal. One query at most.
    """
    compiled = loaded_catalogue(catalogue)
    company, _remarks = engine.company_of(facts, compiled.fields, compiled.field_names())
    explanation = engine.explain(compiled, company, on)
    wanted = [found for found in explanation.decisions if slugs is None or found.programme.id in slugs]
    judged = {found.programme.id: _judgement(explanation, found) for found in wanted}
    waiting: list[tuple[Ask, int]] = []
    for question in engine.next_questions(explanation):
        asked = compiled.fields.get(question.ask)
        concerned = [slug for slug in question.programmes if slug in judged]
        if asked is not None and concerned:
            waiting.append((_ask(asked), len(concerned)))
    return Judgements(on, judged, tuple(waiting))


def _judgement(explanation: engine.Explanation, decision: engine.Decision) -> Judgement:
    programme, version = decision.programme, decision.version
    deciding = {finding.id for finding in decision.deciding()}
    estimate = engine.aid_of(explanation, decision)
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
    )


def _row(explanation: engine.Explanation, finding: engine.Finding, decides: bool) -> CriterionRow:
    criterion = finding.criterion
    ask = None
    looked_at = explanation.catalogue.fields.get(criterion.condition.term.field)
    about = looked_at.label if looked_at is not None else Text()
    if finding.verdict is Verdict.UNKNOWN and criterion.condition.term.field:
        compiled = explanation.catalogue
        term = criterion.condition.term
        name = engine.to_ask(explanation.situation, term, compiled.derivation(term))[0]
        described = compiled.fields.get(name)
        ask = _ask(described) if described is not None else None
    return CriterionRow(
        id=criterion.id, label=criterion.label, verdict=engine.FINDING_WORDS[finding.verdict], actual=finding.shown,
        expected=finding.expected, note=criterion.note, source=criterion.source or "", checked_on=criterion.checked_on,
        confidence=criterion.confidence, decides=decides, about=about, ask=ask,
    )  # fmt: skip


def _words(text: Text) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr, "de": text.de}
