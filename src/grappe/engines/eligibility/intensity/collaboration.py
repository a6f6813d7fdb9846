"""Does a project's collaboration count for the bonus? Between firms, and with a research organisation.

Source: Regulation (EU) 651/2014, article 25(6)(b) and article 2(90) (http://data.europa.eu/eli/reg/2014/651/oj).
That the partners are independent of each other is for a person to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grappe.engines.eligibility.intensity.project import Partner
from grappe.engines.eligibility.phrases import joined, percent, say
from grappe.engines.kernel import Text, Verdict

MOST_BY_ONE_PCT = 70  # no single firm bears more of the eligible costs
LEAST_BY_RESEARCH_PCT = 10


def between_firms(partners: Sequence[Partner]) -> tuple[Verdict, Text]:
    """Return whether firms collaborate effectively, and why: at least two; one an SME or in two states of the EEA;
    none bears more than 70 % of the project's eligible costs.
    """
    firms = [one for one in partners if not one.research]
    total = _total(partners)
    if len(firms) < 2 or not total:
        return Verdict.NO, Text("one firm alone: no collaboration", "une seule entreprise : pas de "
        "collaboration", "nur ein Unternehmen: keine Zusammenarbeit")  # fmt: skip
    sme = Verdict.any(Verdict.of(None if one.size is None else one.size != "large") for one in firms)
    states = {one.country for one in firms if one.country}
    two_states = Verdict.of(len(states) >= 2 or (None if any(not one.country for one in firms) else False))
    most = max(firms, key=lambda one: (one.total, one.id))
    share = most.total * 100 / total
    verdict = (sme | two_states) & Verdict.of(share <= MOST_BY_ONE_PCT)
    return verdict, say(
        "{n} firms, {sme}, {states}; {most} bears {share} of the costs (at most {limit}; art. 25(6)(b)(i)): {verdict}",
        "{n} entreprises, {sme}, {states} ; {most} supporte {share} des coûts (au plus {limit} ; art. 25(6)(b)(i)) : {verdict}",
        "{n} Unternehmen, {sme}, {states}; {most} trägt {share} der Kosten (höchstens {limit}; Art. 25(6)(b)(i)): {verdict}",
        n=len(firms), sme=_SME[sme], states=_states(states), most=most.id, share=percent(share),
        limit=percent(MOST_BY_ONE_PCT), verdict=_COUNTS[verdict],
    )  # fmt: skip


def with_research(partners: Sequence[Partner]) -> tuple[Verdict, Text]:
    """Return whether collaboration with research organisations counts, and why: together they bear at least 10 % of
    the eligible costs and may publish their own results.
    """
    research = [one for one in partners if one.research]
    total = _total(partners)
    if not research or len(research) == len(partners) or not total:
        return Verdict.NO, Text("no research organisation beside a firm", "pas d’organisme de recherche à côté d’une "
        "entreprise", "keine Forschungseinrichtung neben einem Unternehmen")  # fmt: skip
    share = sum((one.total for one in research), Fraction(0)) * 100 / total
    publish = Verdict.all(Verdict.of(one.may_publish) for one in research)
    verdict = Verdict.of(share >= LEAST_BY_RESEARCH_PCT) & publish
    return verdict, say(
        "{who}: {share} of the costs (at least {least}), {publish} (art. 25(6)(b)(i)): {verdict}",
        "{who} : {share} des coûts (au moins {least}), {publish} (art. 25(6)(b)(i)) : {verdict}",
        "{who}: {share} der Kosten (mindestens {least}), {publish} (Art. 25(6)(b)(i)): {verdict}",
        who=joined([Text.of(one.id) for one in research]), share=percent(share), least=percent(LEAST_BY_RESEARCH_PCT),
        publish=_PUBLISH[publish], verdict=_COUNTS[verdict],
    )  # fmt: skip


def _total(partners: Sequence[Partner]) -> Fraction:
    return sum((one.total for one in partners), Fraction(0))


def _states(states: set[str]) -> Text:
    if not states:
        return Text("states not known", "États non connus", "Staaten nicht bekannt")
    return Text.of(", ".join(sorted(states)))


_COUNTS = {
    Verdict.YES: Text("counts", "compte", "zählt"),
    Verdict.NO: Text("does not count", "ne compte pas", "zählt nicht"),
    Verdict.UNKNOWN: Text("not known", "non connu", "nicht bekannt"),
}
_SME = {
    Verdict.YES: Text("at least one an SME", "dont au moins une PME", "mindestens ein KMU"),
    Verdict.NO: Text("no SME", "aucune PME", "kein KMU"),
    Verdict.UNKNOWN: Text("whether one is an SME is not known", "présence d’une PME non connue", "ob ein KMU darunter "
    "ist, ist nicht bekannt"),
}  # fmt: skip
_PUBLISH = {
    Verdict.YES: Text("may publish its results", "peut publier ses résultats", "darf ihre Ergebnisse veröffentlichen"),
    Verdict.NO: Text("may not publish its results", "ne peut publier ses résultats", "darf ihre Ergebnisse nicht "
    "veröffentlichen"),
    Verdict.UNKNOWN: Text("right to publish not known", "droit de publier non connu", "Veröffentlichungsrecht nicht bekannt"),
}  # fmt: skip
