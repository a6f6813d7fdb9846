"""Must an award be published in the transparency register, and in which columns?

Source: Regulation (EU) 651/2014, article 9(1)(c) and Annex III (http://data.europa.eu/eli/reg/2014/651/oj): awards of
more than EUR 100,000 since the amendment by Regulation (EU) 2023/1315 (10,000 in primary agriculture, fishery and
aquaculture), more than 500,000 before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from grappe.engines.eligibility.phrases import Number, day, eur, exact, plain, say
from grappe.engines.kernel import Text, Verdict

AMENDED = date(2023, 7, 1)
ABOVE_EUR, ABOVE_PRIMARY_EUR, ABOVE_BEFORE_EUR = 100_000, 10_000, 500_000
SOURCE = "Regulation (EU) 651/2014, art. 9(1)(c)"
# A range may stand for the amount in fiscal and risk finance schemes (article 9(2)): these, in millions of euros.
RANGES_M = ((0.1, 0.5), (0.5, 1), (1, 2), (2, 5), (5, 10), (10, 30))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the register (Annex III): its name in a file, and its words."""

    name: str
    label: Text
    required: bool = True


COLUMNS = (
    Column("beneficiary_name", Text("Name of the beneficiary", "Nom du bénéficiaire", "Name des Empfängers")),
    Column("beneficiary_id", Text("Beneficiary’s identifier", "Identifiant du bénéficiaire", "Identifikator des Empfängers")),
    Column("undertaking_type", Text("Type of undertaking (SME, large)", "Type d’entreprise (PME, grande)", "Art des "
    "Unternehmens (KMU, groß)")),
    Column("region", Text("Region (NUTS II)", "Région (NUTS II)", "Region (NUTS II)")),
    Column("sector", Text("Sector (NACE group)", "Secteur (groupe NACE)", "Wirtschaftszweig (NACE-Gruppe)")),
    Column("aid_element_eur", Text("Aid element, in full (EUR)", "Élément d’aide, montant total "
    "(EUR)", "Beihilfeelement, in voller Höhe (EUR)")),
    Column("instrument", Text("Aid instrument", "Instrument d’aide", "Beihilfeinstrument")),
    Column("granted_on", Text("Date of granting", "Date d’octroi", "Tag der Gewährung")),
    Column("objective", Text("Objective of the aid", "Objectif de l’aide", "Ziel der Beihilfe")),
    Column("authority", Text("Granting authority", "Autorité d’octroi", "Bewilligungsbehörde")),
    Column("entrusted_entity", Text("Entrusted entity (art. 16, 21)", "Entité chargée (art. 16, 21)", "Betraute "
    "Einrichtung (Art. 16, 21)"), required=False),
    Column("measure", Text("Reference of the aid measure", "Référence de la mesure d’aide", "Nummer der Beihilfemaßnahme")),
)  # fmt: skip
_SME, _LARGE = Text("SME", "PME", "KMU"), Text("large", "grande", "groß")
INSTRUMENTS: Mapping[str, Text] = {
    "grant": Text("Grant / interest rate subsidy", "Subvention / bonification d’intérêts", "Zuschuss / Zinszuschuss"),
    "loan": Text("Loan / repayable advance / reimbursable grant", "Prêt / avance récupérable / subvention "
    "remboursable", "Kredit / rückzahlbarer Vorschuss / rückzahlbarer Zuschuss"),
    "guarantee": Text("Guarantee", "Garantie", "Garantie"),
    "tax": Text("Tax advantage or exemption", "Avantage ou exonération fiscale", "Steuerermäßigung oder Steuerbefreiung"),
    "risk_finance": Text("Risk finance", "Financement des risques", "Risikofinanzierung"),
    "other": Text("Other", "Autre", "Sonstiges"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Award:
    """An award as the register asks for it; empty or None where not known. `nace` is a code of any level."""

    beneficiary_name: str = ""
    beneficiary_id: str = ""
    size_class: str | None = None
    region: str = ""
    nace: str = ""
    aid_element_eur: Number | None = None
    instrument: str = ""
    granted_on: date | None = None
    objective: str = ""
    authority: str = ""
    measure: str = ""
    entrusted_entity: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether an award must be published (UNKNOWN where amount or day are not known), its row by column name, the
    columns that are still empty though the register asks for them, and why.
    """

    verdict: Verdict
    row: Mapping[str, str]
    missing: tuple[str, ...]
    why: Text
    source: str = SOURCE
    shown: Mapping[str, Text] = field(default_factory=dict)  # what a page says in other words than the row


def publication(award: Award) -> Publication:
    """Return whether an award has to be published, and the row that is."""
    return replace(_judged(award), shown=shown(award))


def _judged(award: Award) -> Publication:
    row = _row(award)
    missing = tuple(column.name for column in COLUMNS if column.required and not row[column.name])
    if award.aid_element_eur is None:
        why = Text("The amount is not known", "Le montant n’est pas connu", "Der Betrag ist nicht bekannt")
        return Publication(Verdict.UNKNOWN, row, missing, why)
    amount = exact(award.aid_element_eur)
    limits = _limits(award)
    verdict = Verdict.of(True if amount > max(limits) else False if amount <= min(limits) else None)
    above = amount > max(limits)
    values = {"amount": eur(amount), "limit": eur(max(limits) if above else min(limits))}
    if verdict is Verdict.UNKNOWN:
        why = say(
            "{amount}: the day of granting decides the limit and is not known ({limit} and more)",
            "{amount} : le jour d’octroi décide du seuil et n’est pas connu ({limit} et plus)",
            "{amount}: der Tag der Gewährung entscheidet über die Schwelle und ist nicht bekannt ({limit} und mehr)",
            **values,
        )
    elif above:
        why = say(
            "{amount} > {limit}: to be published (art. 9(1)(c))", "{amount} > {limit} : à publier (art. 9(1)(c))",
            "{amount} > {limit}: zu veröffentlichen (Art. 9(1)(c))", **values,
        )  # fmt: skip
    else:
        why = say(
            "{amount} ≤ {limit}: need not be published (art. 9(1)(c))", "{amount} ≤ {limit} : publication non requise "
            "(art. 9(1)(c))",
            "{amount} ≤ {limit}: keine Veröffentlichung nötig (Art. 9(1)(c))", **values,
        )  # fmt: skip
    return Publication(verdict, row, missing, why)


def shown(award: Award) -> dict[str, Text]:
    """Return the cells of the row that a page says in the reader's language; the row itself keeps the register's words."""
    size, instrument = award.size_class, INSTRUMENTS.get(award.instrument)
    found = {
        "undertaking_type": None if size is None else _LARGE if size == "large" else _SME,
        "aid_element_eur": None if award.aid_element_eur is None else eur(award.aid_element_eur),
        "instrument": instrument,
        "granted_on": None if award.granted_on is None else day(award.granted_on),
    }
    return {name: text for name, text in found.items() if text is not None}


def _limits(award: Award) -> tuple[int, ...]:
    """Return the amounts above which it may have to be published: one where the day is known."""
    now = ABOVE_PRIMARY_EUR if _division(award.nace) in ("01", "03") else ABOVE_EUR
    if award.granted_on is None:
        return (now, ABOVE_BEFORE_EUR)
    return (now,) if award.granted_on >= AMENDED else (ABOVE_BEFORE_EUR,)


def _row(award: Award) -> dict[str, str]:
    size = award.size_class
    amount = plain(award.aid_element_eur)
    instrument = INSTRUMENTS.get(award.instrument)
    return {
        "beneficiary_name": award.beneficiary_name,
        "beneficiary_id": award.beneficiary_id,
        "undertaking_type": "" if size is None else "large" if size == "large" else "SME",
        "region": award.region,
        "sector": nace_group(award.nace),
        "aid_element_eur": _plain(amount),
        "instrument": award.instrument if instrument is None else instrument.en,
        "granted_on": "" if award.granted_on is None else award.granted_on.isoformat(),
        "objective": award.objective,
        "authority": award.authority,
        "entrusted_entity": award.entrusted_entity,
        "measure": award.measure,
    }


def _plain(amount: float | None) -> str:
    """Return an amount for a file: whole where it is whole, else with cents; empty where not known."""
    if amount is None:
        return ""
    return str(int(amount)) if amount == int(amount) else f"{amount:.2f}"


def nace_group(code: str) -> str:
    """Return the group (three digits, `62.1`) of a NACE code; the code itself where it is less exact."""
    letters = code.strip().lstrip("ABCDEFGHIJKLMNOPQRSTUV").strip()
    digits = letters.replace(".", "")
    return f"{digits[:2]}.{digits[2]}" if len(digits) >= 3 and digits.isdecimal() else letters


def _division(code: str) -> str:
    return nace_group(code)[:2]
