"""How much de minimis aid may a single undertaking still have on a day, and when does room come back?

Source: Regulation (EU) 2023/2831, article 3 (http://data.europa.eu/eli/reg/2023/2831/oj); the rules before it in
`ceilings`. `headroom = ceiling - sum of the gross grant equivalents that count`; new aid is allowed only if all
of it fits (article 3(7): not even a part of it may use the regulation if it does not).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from grappe.engines.eligibility.de_minimis import sectors
from grappe.engines.eligibility.de_minimis.ceilings import (
    IN_FORCE,
    TRANSITION_UNTIL,
    Regime,
    frees_on,
    regime,
)
from grappe.engines.eligibility.de_minimis.ledger import Entry, Ledger
from grappe.engines.eligibility.phrases import Number, day, eur, exact, joined, plain, say
from grappe.engines.kernel import Text

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a single undertaking stands on a day, in euros; None where it is not known.

    `used_eur` is what counts; `at_least_eur` the part of it that is known when some entries are not.
    `allowed`: whether the amount asked about fits (None: nothing asked, or not known). `frees_on`: the days after
    this one on which room comes back, with how much.
    """

    on: date
    ceiling_eur: float | None
    used_eur: float | None
    headroom_eur: float | None
    allowed: bool | None
    frees_on: tuple[tuple[date, float], ...]
    steps: tuple[Text, ...]
    at_least_eur: float = 0.0
    counts_from: date | None = None
    source: str | None = None


def position(ledger: Ledger, on: date, amount: Number | None = None) -> Position:
    """Return where a ledger stands on a day, and whether an amount of new aid (euros) would fit."""
    law = regime(on, ledger.fiscal_year_begins, ledger.road_freight)
    if law is None:
        return Position(on, None, None, None, None, (), (_no_law(on),))
    counting, unsure = _counting(ledger, law.counts_from, on)
    known = sum((entry.gge_eur or ZERO for entry in counting), ZERO)
    complete = not unsure and all(entry.gge_eur is not None for entry in counting)
    headroom = max(ZERO, law.ceiling_eur - known)
    asked = None if amount is None else exact(amount)
    excluded = sectors.excluded(ledger.nace, ledger.separate_accounts)
    allowed = None if asked is None else _allowed(asked, headroom, complete and excluded is None)
    steps = [_rule(law, ledger)]
    for entry in counting:
        steps += [*entry.worked, _counted(entry)]
    steps += _left_out(ledger, law, on)
    steps += [_open(entry) for entry in unsure]
    steps.append(_sum(law, counting, known, headroom, complete))
    if asked is not None:
        steps.append(_answer(asked, headroom, allowed))
    if excluded is not None:
        steps.append(excluded)
    return Position(
        on,
        law.ceiling_eur,
        plain(known) if complete else None,
        plain(headroom) if complete else None,
        allowed,
        _frees(ledger, counting),
        tuple(steps),
        plain(known) or 0,
        law.counts_from,
        law.source,
    )


def curve(ledger: Ledger, first: date, last: date) -> tuple[tuple[date, float | None, float | None], ...]:
    """Return the days from `first` to `last` on which something changes, with what is used and what is left
    from that day on, in euros (None where not known). `first` is always among them.
    """
    starts = [IN_FORCE.first, IN_FORCE.last and date(IN_FORCE.last.year + 1, 1, 1), date(2014, 1, 1)]
    days = {first, *(one for one in starts if one is not None)}
    for entry in ledger.entries:
        if entry.date is not None and entry.enterprise in ledger.members:
            days |= {entry.date, frees_on(entry.date, ledger.fiscal_year_begins)}
    month, begin = ledger.fiscal_year_begins
    days |= {date(year, month, begin) for year in range(first.year, min(last.year, 2024) + 1)}
    points: list[tuple[date, float | None, float | None]] = []
    for one in sorted(found for found in days if first <= found <= last):
        at = position(ledger, one)
        if not points or points[-1][1:] != (at.used_eur, at.headroom_eur):
            points.append((one, at.used_eur, at.headroom_eur))
    return tuple(points)


def _counting(ledger: Ledger, first: date, on: date) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that count on a day, by date, and those that may (their day is not known)."""
    members = [entry for entry in ledger.entries if entry.enterprise in ledger.members]
    counting = [entry for entry in members if entry.date is not None and first <= entry.date <= on]
    return sorted(counting, key=_order), [entry for entry in members if entry.date is None]


def _order(entry: Entry) -> tuple[date, str, Fraction]:
    return entry.date or date.min, entry.enterprise, entry.gge_eur or ZERO


def _allowed(asked: Fraction, headroom: Fraction, complete: bool) -> bool | None:
    """Return whether aid fits. What is not known can only take room away: it never lets aid pass."""
    if asked > headroom:
        return False
    return True if complete else None


def _frees(ledger: Ledger, counting: Iterable[Entry]) -> tuple[tuple[date, float], ...]:
    sums: dict[date, Fraction] = {}
    for entry in counting:
        if entry.date is not None and entry.gge_eur:
            free = frees_on(entry.date, ledger.fiscal_year_begins)
            sums[free] = sums.get(free, ZERO) + entry.gge_eur
    return tuple((free, plain(amount) or 0) for free, amount in sorted(sums.items()))


def _no_law(on: date) -> Text:
    if IN_FORCE.last is not None and IN_FORCE.last < on <= TRANSITION_UNTIL:
        return say(
            "Regulation (EU) 2023/2831 ended on {last}; schemes under it may run until {until} (art. 7(3)); what holds for new "
            "ones is not known",
            "Le règlement (UE) 2023/2831 a expiré le {last} ; ses régimes peuvent continuer jusqu’au {until} (art. 7(3)) ; "
            "ce qui vaut pour de nouveaux régimes n’est pas connu",
            "Die Verordnung (EU) 2023/2831 endete am {last}; Regelungen danach dürfen bis {until} laufen (Art. 7(3)); "
            "was für neue "
            "gilt, ist nicht bekannt",
            last=day(IN_FORCE.last), until=day(TRANSITION_UNTIL),
        )  # fmt: skip
    return say(
        "Which ceiling holds on {on} is not known here: Regulations (EU) 1407/2013 and 2023/2831 cover 2014 to 2030",
        "Le plafond applicable le {on} n’est pas connu ici : les règlements (UE) 1407/2013 et 2023/2831 couvrent 2014 à 2030",
        "Welcher Höchstbetrag am {on} gilt, ist hier nicht bekannt: die Verordnungen (EU) 1407/2013 und 2023/2831 gelten "
        "von 2014 bis 2030",
        on=day(on),
    )


def _rule(law: Regime, ledger: Ledger) -> Text:
    members = ", ".join(sorted(ledger.members))
    if law.rolling:
        return say(
            "{members}: one single undertaking, at most {ceiling} over any three years; what was granted from {first} on "
            "counts (Regulation (EU) 2023/2831, art. 3(2))",
            "{members} : une entreprise unique, {ceiling} au plus sur trois ans ; compte ce qui est octroyé depuis le {first} "
            "(règlement (UE) 2023/2831, art. 3(2))",
            "{members}: ein einziges Unternehmen, höchstens {ceiling} in drei Jahren; es zählt, was ab {first} gewährt wurde "
            "(Verordnung (EU) 2023/2831, Art. 3(2))",
            members=members, ceiling=eur(law.ceiling_eur), first=day(law.counts_from),
        )  # fmt: skip
    return say(
        "{members}: one single undertaking, at most {ceiling} over three fiscal years, the running one and the two before; "
        "what was granted from {first} on counts (Regulation (EU) 1407/2013, art. 3(2), (5))",
        "{members} : une entreprise unique, {ceiling} au plus sur trois exercices fiscaux, celui en cours et les deux "
        "précédents ; compte ce qui est octroyé depuis le {first} (règlement (UE) 1407/2013, art. 3(2), (5))",
        "{members}: ein einziges Unternehmen, höchstens {ceiling} in drei Steuerjahren, dem laufenden und den beiden davor; "
        "es zählt, was ab {first} gewährt wurde (Verordnung (EU) Nr. 1407/2013, Art. 3(2), (5))",
        members=members, ceiling=eur(law.ceiling_eur), first=day(law.counts_from),
    )  # fmt: skip


def _counted(entry: Entry) -> Text:
    granted = day(entry.date) if entry.date else Text()
    if entry.gge_eur is None:
        return say(
            "{granted}, {who}: amount not known", "{granted}, {who} : montant non connu",
            "{granted}, {who}: Betrag nicht bekannt", granted=granted, who=entry.enterprise,
        )  # fmt: skip
    return say(
        "{granted}, {who}: {amount}", "{granted}, {who} : {amount}", "{granted}, {who}: {amount}",
        granted=granted, who=entry.enterprise, amount=eur(entry.gge_eur),
    )  # fmt: skip


def _open(entry: Entry) -> Text:
    return say(
        "{who}: an award whose day is not known may count",
        "{who} : une aide dont le jour n’est pas connu peut compter",
        "{who}: eine Beihilfe, deren Tag nicht bekannt ist, kann zählen",
        who=entry.enterprise,
    )


def _left_out(ledger: Ledger, law: Regime, on: date) -> list[Text]:
    """Say which awards of the ledger do not count, and why."""
    said = []
    for entry in sorted(ledger.entries, key=_order):
        if entry.enterprise not in ledger.members:
            said.append(
                say(
                    "{who} does not belong to the single undertaking: not counted (art. 2(2))",
                    "{who} n’appartient pas à l’entreprise unique : pas compté (art. 2(2))",
                    "{who} gehört nicht zum einzigen Unternehmen: nicht gezählt (Art. 2(2))",
                    who=entry.enterprise,
                )
            )
        elif entry.date is not None and entry.date > on:
            said.append(
                say(
                    "{granted}, {who}: later than the day asked about, not counted",
                    "{granted}, {who} : postérieur au jour demandé, pas compté",
                    "{granted}, {who}: später als der gefragte Tag, nicht gezählt",
                    granted=day(entry.date), who=entry.enterprise,
                )
            )  # fmt: skip
        elif entry.date is not None and entry.date < law.counts_from:
            said.append(
                say(
                    "{granted}, {who}: outside the period, free again",
                    "{granted}, {who} : hors de la période, de nouveau libre",
                    "{granted}, {who}: außerhalb des Zeitraums, wieder frei",
                    granted=day(entry.date), who=entry.enterprise,
                )
            )  # fmt: skip
    return list(dict.fromkeys(said))


def _sum(law: Regime, counting: list[Entry], known: Fraction, headroom: Fraction, complete: bool) -> Text:
    terms = joined([eur(entry.gge_eur) for entry in counting if entry.gge_eur is not None] or [eur(0)], " + ")
    values = {"ceiling": eur(law.ceiling_eur), "terms": terms, "headroom": eur(headroom)}
    if not complete:
        return say(
            "Headroom: at most {ceiling} − ({terms}) = {headroom}; what is not known may leave less",
            "Marge : au plus {ceiling} − ({terms}) = {headroom} ; ce qui n’est pas connu peut en laisser moins",
            "Spielraum: höchstens {ceiling} − ({terms}) = {headroom}; was nicht bekannt ist, kann ihn verringern",
            **values,
        )
    if known > law.ceiling_eur:
        return say(
            "Used: {terms} = {known}, above the ceiling of {ceiling}: no headroom; what was granted lawfully stays lawful",
            "Utilisé : {terms} = {known}, au-dessus du plafond de {ceiling} : aucune marge ; ce qui a été octroyé "
            "légalement le reste",
            "Genutzt: {terms} = {known}, über dem Höchstbetrag von {ceiling}: kein Spielraum; rechtmäßig Gewährtes "
            "bleibt rechtmäßig",
            known=eur(known), **values,
        )  # fmt: skip
    return say(
        "Headroom: {ceiling} − ({terms}) = {headroom}", "Marge : {ceiling} − ({terms}) = {headroom}",
        "Spielraum: {ceiling} − ({terms}) = {headroom}", **values,
    )  # fmt: skip


def _answer(asked: Fraction, headroom: Fraction, allowed: bool | None) -> Text:
    values = {"asked": eur(asked), "headroom": eur(headroom)}
    if allowed:
        return say(
            "{asked} ≤ {headroom}: allowed",
            "{asked} ≤ {headroom} : autorisé",
            "{asked} ≤ {headroom}: zulässig",
            **values,
        )
    if allowed is None:
        return say(
            "{asked}: not settled by what is known", "{asked} : pas tranché par ce qui est connu",
            "{asked}: durch das Bekannte nicht entschieden", **values,
        )  # fmt: skip
    return say(
        "{asked} > {headroom}: none of it may be granted as de minimis aid (art. 3(7)); the grantor may lower it",
        "{asked} > {headroom} : rien n’en peut être octroyé au titre de minimis (art. 3(7)) ; l’autorité peut réduire l’aide",
        "{asked} > {headroom}: nichts davon darf als De-minimis-Beihilfe gewährt werden (Art. 3(7)); die Stelle kann "
        "sie kürzen",
        **values,
    )


def document_of(at: Position, language: str = "en") -> dict[str, Any]:
    """Return the position as the document of `grappe de-minimis`, with sentences in one language."""
    return {
        "ceiling_eur": at.ceiling_eur,
        "used_eur": at.used_eur,
        "headroom_eur": at.headroom_eur,
        "allowed": at.allowed,
        "frees_on": [{"date": free.isoformat(), "eur": amount} for free, amount in at.frees_on],
        "on": at.on.isoformat(),
        "counts_from": at.counts_from.isoformat() if at.counts_from else None,
        "used_at_least_eur": at.at_least_eur,
        "source": at.source,
        "steps": [step.in_language(language) for step in at.steps],
    }
