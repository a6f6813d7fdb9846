"""Does the aid of a project go together with the awards that its company has on the same costs?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from grappe.apps.aids.enums import AwardState, LegalBasis
from grappe.apps.aids.models import Award
from grappe.apps.aids.permissions import check_can_view_awards
from grappe.engines.eligibility import intensity
from grappe.engines.eligibility import same_costs as engine
from grappe.engines.eligibility.phrases import exact, say
from grappe.engines.kernel import Text, Verdict

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

KINDS = {
    LegalBasis.GBER.value: "gber",
    LegalBasis.DE_MINIMIS.value: "de_minimis",
    LegalBasis.DE_MINIMIS_SGEI.value: "de_minimis",
    LegalBasis.NOTIFIED.value: "other",
    LegalBasis.OTHER.value: "other",
}
WORDS = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.UNKNOWN: "unknown"}
LAWS = {
    LegalBasis.GBER.value: Text(
        "Regulation (EU) 651/2014", "règlement (UE) 651/2014", "Verordnung (EU) Nr. 651/2014"
    ),
    LegalBasis.DE_MINIMIS.value: Text(
        "Regulation (EU) 2023/2831, art. 5(2)", "règlement (UE) 2023/2831, art. 5(2)", "Verordnung (EU) 2023/2831, "
        "Art. 5(2)"
    ),
    LegalBasis.DE_MINIMIS_SGEI.value: Text(
        "Regulation (EU) 2023/2832", "règlement (UE) 2023/2832", "Verordnung (EU) 2023/2832"
    ),
    LegalBasis.NOTIFIED.value: Text(
        "decision of the Commission", "décision de la Commission", "Beschluss der Kommission"
    ),
    LegalBasis.OTHER.value: Text("other basis", "autre base", "andere Grundlage"),
}  # fmt: skip


def same_costs(company: int, reference: str, found: intensity.Aid, *, as_de_minimis: bool) -> dict[str, Any]:
    """Return whether an aid may be had beside a company's awards on costs of the same name. One query.

    `{"reference", "awards": [{"label", "eur"}], "had_eur", "room_eur", "verdict", "steps": [text],
    "missing": [{"award", "label", "what": "amount" | "costs" | "ceiling"}]}`; the texts name their articles.
    """
    same = Award.objects.filter(company_id=company, costs_reference__iexact=reference)
    held = list(same.exclude(state=AwardState.WITHDRAWN).order_by("granted_on", "pk"))
    answer = answer_beside(held, reference, found, as_de_minimis=as_de_minimis)
    labels = {str(award.pk): award.label for award in held}
    return {
        "reference": reference,
        "awards": [{"label": award.label, "eur": None if award.gge_eur is None else float(award.gge_eur)}
                   for award in held],
        "had_eur": answer.had_eur,
        "room_eur": answer.room_eur,
        "verdict": WORDS[answer.verdict],
        "steps": [step.as_dict() for step in answer.steps],
        "missing": [{"award": int(pk), "label": labels[pk], "what": what} for pk, what in answer.missing],
    }  # fmt: skip


def answer_beside(
    held: Sequence[Award],
    reference: str,
    found: intensity.Aid,
    *,
    as_de_minimis: bool,
    eur: Decimal | None = None,
) -> engine.Answer:
    """Return whether an aid may be had beside awards on the same costs; `eur` where just so much is asked for. No query."""
    asked = _asked(found, as_de_minimis)
    if eur is not None:
        asked = engine.Asked(asked.lines, Fraction(eur), Fraction(eur), asked.kind)
    return engine.beside(asked, [_held(award) for award in held], reference)


def awards_on(
    references: Collection[str], companies: Collection[int], *, for_user: User
) -> Mapping[int, list[Award]]:
    """Return the standing awards of companies (ids) on costs of one of these names, the earliest first. One query."""
    check_can_view_awards(for_user)
    found: dict[int, list[Award]] = defaultdict(list)
    if not references or not companies:
        return found
    named = reduce(or_, (Q(costs_reference__iexact=each) for each in references))
    rows = Award.objects.filter(named, company_id__in=companies).exclude(state=AwardState.WITHDRAWN)
    for award in rows.order_by("granted_on", "pk"):
        found[award.company_id].append(award)
    return found


def law_of(award: Award) -> Text:
    """Return under which text an award was given, as it is to be said."""
    law = LAWS[award.basis]
    if not award.article:
        return law
    return say("{law}, art. {a}", "{law}, art. {a}", "{law}, Art. {a}", law=law, a=award.article)


def _asked(found: intensity.Aid, as_de_minimis: bool) -> engine.Asked:
    lines = [
        engine.Line(
            exact(line.cost_eur), *(_pct(line.cost_eur, eur) for eur in (line.low_eur, line.high_eur))
        )
        for line in found.lines
        if line.cost_eur
    ]
    kind = "de_minimis" if as_de_minimis else "gber"
    return engine.Asked(tuple(lines), exact(found.eur or 0), exact(found.high_eur or 0), kind)


def _pct(cost: float, eur: float) -> Fraction:
    """Return the rate as the amount has it: an amount of article 28(4) is more than the percentage says."""
    return min(exact(eur) * 100 / exact(cost), Fraction(100))


def _held(award: Award) -> engine.Held:
    return engine.Held(
        str(award.pk),
        award.label,
        KINDS[award.basis],
        _exact(award.gge_eur),
        _exact(award.costs_eur),
        _exact(award.ceiling_pct),
        _exact(award.ceiling_eur),
        law_of(award),
    )


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)
