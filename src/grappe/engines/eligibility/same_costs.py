"""May a company have a new aid beside those it had for the same costs? How much of it, and what is missing to say so?

Source: Regulation (EU) 651/2014, article 8(3)(b) and 8(5) (http://data.europa.eu/eli/reg/2014/651/oj), and article 5(2)
of Regulation (EU) 2023/2831 for de minimis aid; the sum and the ceiling are worked out in `cumulation`. What was
decided where the texts are silent: docs/reference/state-aid.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grappe.engines.eligibility import cumulation
from grappe.engines.eligibility.phrases import eur, exact, joined, percent, plain, say
from grappe.engines.kernel import Text, Verdict

ZERO = Fraction(0)
HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Line:
    """Eligible costs of the new aid in euros, with its own ceiling for them in percent: for certain, and at best."""

    eur: Fraction
    low_pct: Fraction
    high_pct: Fraction


@dataclass(frozen=True, slots=True)
class Asked:
    """The new aid: between `low_eur` and `high_eur`, as what is not known turns out. `kind` as in `cumulation.KINDS`."""

    lines: tuple[Line, ...]
    low_eur: Fraction
    high_eur: Fraction
    kind: str = "gber"

    @property
    def total(self) -> Fraction:
        return sum((line.eur for line in self.lines), ZERO)

    @property
    def limited(self) -> bool:
        """Whether something else than its rates bounds it, so that amount and rates do not rise together."""
        return self.high_eur < sum((line.eur * line.high_pct / 100 for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True)
class Held:
    """An aid had for the same costs, in euros; None is not known. `ceiling_pct` and `ceiling_eur`: the most that its
    scheme allows for its own eligible costs `costs_eur`; `law`: under which text, as it is to be said.
    """

    id: str
    name: str
    kind: str
    eur: Fraction | None = None
    costs_eur: Fraction | None = None
    ceiling_pct: Fraction | None = None
    ceiling_eur: Fraction | None = None
    law: Text | str = ""

    @property
    def has_ceiling(self) -> bool:
        return self.ceiling_pct is not None or self.ceiling_eur is not None

    @property
    def rate_pct(self) -> Fraction | None:
        """Its ceiling in percent of its costs; an amount beside it may make it lower."""
        if self.ceiling_pct is None or not self.costs_eur or self.ceiling_eur is None:
            return self.ceiling_pct
        return min(self.ceiling_pct, self.ceiling_eur * 100 / self.costs_eur)


@dataclass(frozen=True, slots=True)
class Answer:
    """YES: all of the new aid may be had beside the others, whatever is not known; NO: not even its least amount.

    `had_eur`: what was had, None where an amount is not known; `room_eur`: what may be had beside it for certain;
    `most_eur`: what may be had beside it at best, None where an amount or costs are not known.
    `missing`: (id of the aid had, what: `amount`, `costs` or `ceiling`), where knowing it may settle the answer.
    """

    verdict: Verdict
    had_eur: float | None
    room_eur: float | None
    steps: tuple[Text, ...]
    missing: tuple[tuple[str, str], ...] = ()
    most_eur: float | None = None


def beside(asked: Asked, held: Sequence[Held], costs: str) -> Answer:
    """Return whether a new aid fits beside those had for the same costs, which people call `costs`.

    The smaller of two amounts of eligible costs is taken to lie within the greater: they carry the same name.
    """
    worst = cumulation.check(_case(asked, held, costs, at_worst=True))
    best = cumulation.check(_case(asked, held, costs, at_worst=False))
    no_costs = any(one.costs_eur is None for one in held)
    verdict = Verdict.UNKNOWN
    if worst.verdict is Verdict.YES:
        verdict = Verdict.YES
    elif best.verdict is Verdict.NO and not no_costs:
        verdict = Verdict.NO
    had = None if any(one.eur is None for one in held) else sum((one.eur or ZERO for one in held), ZERO)
    room = _room(asked, held, costs, at_worst=True)
    most = None if no_costs else _room(asked, held, costs, at_worst=False)
    steps = [_ceiling_of(one) for one in held]
    if any(one.costs_eur is not None and one.costs_eur != asked.total for one in held):
        steps.append(_within(asked, held))
    steps += [_no_costs(one) for one in held if one.costs_eur is None]
    steps += _judged(verdict, worst, best, no_costs)
    if verdict is not Verdict.YES and room:
        steps.append(_part(min(exact(room), asked.low_eur)))
    missing = _missing(held) if verdict is Verdict.UNKNOWN else ()
    return Answer(verdict, plain(had), plain(room), tuple(dict.fromkeys(steps)), missing, plain(most))


def _room(asked: Asked, held: Sequence[Held], costs: str, *, at_worst: bool) -> float | None:
    """Return what is left for a new aid with the ceilings that are certain, or with the highest; None if not known."""
    rates = [(line.eur, line.low_pct if at_worst else line.high_pct) for line in asked.lines]
    nothing = Asked(tuple(Line(eur, pct, pct) for eur, pct in rates), ZERO, ZERO, asked.kind)
    return cumulation.check(_case(nothing, held, costs, at_worst=at_worst)).overlaps[0].room_eur


def _case(asked: Asked, held: Sequence[Held], costs: str, *, at_worst: bool) -> cumulation.Case:
    """Return the case that fits least (the most asked, the lowest ceilings) or best, of all that may be so.

    The costs are laid end to end from nought, each aid's from the start, and cut wherever one begins or ends. Lines
    with a high rate lie where earlier aids are at worst (their rates add least there), at the end at best. A higher
    rate of the new aid raises its amount by as much as the ceiling, or by more; unless something else limits it.
    """
    at_high = at_worst != asked.limited
    rated = sorted(
        ((line.high_pct if at_high else line.low_pct, line.eur) for line in asked.lines), reverse=at_worst
    )
    ends, reached = [], ZERO
    for pct, size in rated:
        reached += size
        ends.append((reached, pct))
    spans = {one.id: _span(one, asked, at_worst) for one in held}
    cuts = sorted({end for end, _ in ends} | set(spans.values()))
    parts: dict[str, Fraction] = {}
    start = ZERO
    rates: dict[str, Fraction] = {}
    for end in cuts:
        if end > start:
            parts[str(len(parts))] = end - start
            rate = next((pct for until, pct in ends if end <= until), None)
            if rate is not None:
                rates[str(len(parts) - 1)] = rate
            start = end
    own = rates if asked.kind != "de_minimis" else {}
    most = asked.high_eur if at_worst else asked.low_eur
    new = cumulation.Given("+", asked.kind, frozenset(rates), most, rates=own, name=_NEW)
    given = [_given(one, _covered(parts, spans[one.id]), at_worst) for one in held]
    return cumulation.Case(parts, (new, *given), name=costs)


def _span(one: Held, asked: Asked, at_worst: bool) -> Fraction:
    """Return how far an aid's costs reach; those of de minimis aid beyond the new aid's give room at best only."""
    own = one.costs_eur or asked.total
    return min(own, asked.total) if at_worst and one.kind == "de_minimis" else own


def _covered(parts: dict[str, Fraction], span: Fraction) -> frozenset[str]:
    reached, found = ZERO, []
    for name, size in parts.items():
        reached += size
        if reached <= span:
            found.append(name)
    return frozenset(found)


def _given(one: Held, costs: frozenset[str], at_worst: bool) -> cumulation.Given:
    """Return an aid had, with its ceiling; one that is not known is at least what was granted, at best all costs."""
    pct, amount = one.rate_pct if one.costs_eur is not None else None, one.ceiling_eur
    if one.kind == "de_minimis":
        pct = amount = None
    elif pct is not None:
        amount = None
    elif amount is None:
        pct, amount = (None, one.eur) if at_worst else (HUNDRED, None)
    return cumulation.Given(one.name, one.kind, costs, one.eur, pct, amount)


def _judged(
    verdict: Verdict, worst: cumulation.Cumulation, best: cumulation.Cumulation, no_costs: bool
) -> Iterable[Text]:
    """Return the steps of the case that decides; of both where neither does, but none that leaves costs out."""
    if verdict is Verdict.YES or worst.steps == best.steps:
        return worst.steps
    if verdict is Verdict.NO:
        return best.steps
    return (_AT_WORST, *worst.steps, *(() if no_costs else (_AT_BEST, *best.steps)))


_NEW = Text("new aid", "nouvelle aide", "neue Beihilfe")
_AT_WORST = Text(
    "With the lowest ceilings that what is not known allows:",
    "Avec les plafonds les plus bas que permet ce qui n’est pas connu :",
    "Mit den niedrigsten Obergrenzen, die das Unbekannte zulässt:",
)
_AT_BEST = Text("With the highest:", "Avec les plus élevés :", "Mit den höchsten:")


def _ceiling_of(one: Held) -> Text:
    """Say the ceiling of an aid had, as it is on file, with its text."""
    law = one.law
    if one.kind == "de_minimis":
        return say(
            "{name}: de minimis aid, no ceiling of its own; it counts against that of the other aid ({law})",
            "{name} : aide de minimis, sans plafond propre ; elle compte dans celui de l’autre aide ({law})",
            "{name}: De-minimis-Beihilfe ohne eigene Obergrenze; sie zählt zu jener der anderen Beihilfe ({law})",
            name=one.name, law=law,
        )  # fmt: skip
    if not one.has_ceiling:
        return say(
            "{name} ({law}): its ceiling is not on file; it is at least what was granted",
            "{name} ({law}) : son plafond n’est pas au registre ; il est au moins de ce qui a été octroyé",
            "{name} ({law}): ihre Obergrenze ist nicht erfasst; sie ist mindestens so hoch wie die Bewilligung",
            name=one.name, law=law,
        )  # fmt: skip
    if one.ceiling_pct is None or one.costs_eur is None:
        bounds = [percent(one.ceiling_pct)] if one.ceiling_pct is not None else []
        bounds += [eur(one.ceiling_eur)] if one.ceiling_eur is not None else []
        return say(
            "{name} ({law}): at most {most}", "{name} ({law}) : au plus {most}", "{name} ({law}): höchstens {most}",
            name=one.name, law=law, most=joined(bounds),
        )  # fmt: skip
    full = one.costs_eur * one.ceiling_pct / 100
    capped = one.ceiling_eur is not None and one.ceiling_eur < full
    bound = say(", at most {a}", ", au plus {a}", ", höchstens {a}", a=eur(one.ceiling_eur or ZERO))
    return say(
        "{name} ({law}): {pct} × {costs} = {full}{bound}", "{name} ({law}) : {pct} × {costs} = {full}{bound}",
        "{name} ({law}): {pct} × {costs} = {full}{bound}", name=one.name, law=law, pct=percent(one.ceiling_pct),
        costs=eur(one.costs_eur), full=eur(full), bound=bound if capped else Text(),
    )  # fmt: skip


def _no_costs(one: Held) -> Text:
    return say(
        "{name}: its eligible costs are not on file; the ceiling for all costs together may be higher",
        "{name} : ses coûts éligibles ne sont pas au registre ; le plafond de tous les coûts peut être plus élevé",
        "{name}: ihre förderfähigen Kosten sind nicht erfasst; die Obergrenze aller Kosten kann höher sein",
        name=one.name,
    )


def _within(asked: Asked, held: Sequence[Held]) -> Text:
    greatest = max((one.costs_eur or ZERO for one in held), default=ZERO)
    less, more = sorted((asked.total, greatest))
    return say(
        "The eligible costs differ ({less}, {more}): the smaller are taken to lie within the greater; for each euro of "
        "costs the highest rate holds (art. 8(3)(b))",
        "Les coûts éligibles diffèrent ({less}, {more}) : les plus petits sont supposés compris dans les plus grands ; pour "
        "chaque euro de coûts vaut le taux le plus élevé (art. 8(3)(b))",
        "Die förderfähigen Kosten sind verschieden ({less}, {more}): die kleineren gelten als Teil der größeren; für jeden "
        "Euro Kosten gilt der höchste Satz (Art. 8(3)(b))",
        less=eur(less), more=eur(more),
    )  # fmt: skip


def _part(room: Fraction) -> Text:
    return say(
        "Of the new aid, {room} may be had for certain",
        "De la nouvelle aide, {room} peuvent être obtenus de façon certaine",
        "Von der neuen Beihilfe sind {room} sicher zulässig",
        room=eur(room),
    )


def _missing(held: Sequence[Held]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in held:
        if one.eur is None:
            found.append((one.id, "amount"))
        if one.costs_eur is None:
            found.append((one.id, "costs"))
        if one.kind != "de_minimis" and not one.has_ceiling:
            found.append((one.id, "ceiling"))
    return tuple(found)
