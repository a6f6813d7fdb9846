"""Why does this enterprise count, or not? One sentence with its article, in EN, FR and DE."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from grappe.engines.eligibility.holdings import PERSON
from grappe.engines.eligibility.ownership import Holding, Ownership
from grappe.engines.eligibility.phrases import joined, percent, say
from grappe.engines.eligibility.sme_status.group import Enterprise, Group
from grappe.engines.kernel import Text

KIND_WORDS = {
    "enterprise": Text("enterprise", "entreprise", "Unternehmen"),
    "public_body": Text("public body", "organisme public", "öffentliche Stelle"),
    "venture_capital": Text("venture capital company", "société de capital-risque", "Risikokapitalgesellschaft"),
    "business_angel": Text("business angel", "investisseur providentiel", "Business Angel"),
    "university": Text("university or research centre", "université ou centre de recherche", "Hochschule oder "
    "Forschungszentrum"),
    "institutional_investor": Text("institutional investor", "investisseur institutionnel", "institutioneller Anleger"),
    "small_local_authority": Text("small local authority", "petite autorité locale", "kleine Gebietskörperschaft"),
    "natural_person": Text("natural person", "personne physique", "natürliche Person"),
}  # fmt: skip


def itself(one: Enterprise) -> Text:
    """Say that the subject's own accounts count."""
    return say(
        "{name}: its own accounts count whole (Annex I, art. 6)",
        "{name} : ses propres comptes sont pris en entier (annexe I, art. 6)",
        "{name}: die eigenen Abschlüsse zählen ganz (Anhang I Art. 6)",
        name=one.name,
    )


def linked(group: Group, own: Ownership, one: str) -> Text:
    """Say by which holding, or through whom, an enterprise is linked with the subject."""
    chain = own.path(group.subject, one)
    if len(chain) == 2:
        tie = next(h for h in own.links if {h.owner, h.owned} == set(chain))
        return _direct(group, tie)
    through = chain[1:-1]
    names = joined([_through(group, step) for step in through])
    if any(group.enterprises[step].kind == PERSON for step in through) or not chain:
        return say(
            "{name}: linked with {subject} through {through}, on the same or an adjacent market; counts whole (Annex I, "
            "art. 3(3), 6(2))",
            "{name} : liée à {subject} par {through}, sur le même marché ou un marché contigu ; comptée en entier (annexe I, "
            "art. 3(3), 6(2))",
            "{name}: mit {subject} verbunden über {through}, auf demselben oder einem benachbarten Markt; zählt ganz (Anhang "
            "I Art. 3(3), 6(2))",
            name=group.name(one), subject=group.name(group.subject), through=names if through else _JOINTLY,
        )  # fmt: skip
    return say(
        "{name}: linked with {subject} through {through}; counts whole (Annex I, art. 3(3), 6(2))",
        "{name} : liée à {subject} par {through} ; comptée en entier (annexe I, art. 3(3), 6(2))",
        "{name}: mit {subject} verbunden über {through}; zählt ganz (Anhang I Art. 3(3), 6(2))",
        name=group.name(one), subject=group.name(group.subject), through=names,
    )  # fmt: skip


_JOINTLY = Text("persons acting jointly", "des personnes agissant de concert", "gemeinsam handelnde Personen")


def _through(group: Group, step: str) -> Text:
    """Return the name of a link in a chain; of a natural person it is said that it is one."""
    if group.enterprises[step].kind != PERSON:
        return Text.of(group.name(step))
    return say("{n} ({k})", "{n} ({k})", "{n} ({k})", n=group.name(step), k=KIND_WORDS[PERSON])


def _direct(group: Group, tie: Holding) -> Text:
    names = {"owner": group.name(tie.owner), "owned": group.name(tie.owned)}
    if tie.voting_pct is not None and tie.voting_pct > 50:
        return say(
            "{owner} has {share} of the votes of {owned}, a majority: linked, counts whole (Annex I, art. 3(3)(a), 6(2))",
            "{owner} détient {share} des voix de {owned}, la majorité : entreprises liées, comptée en entier "
            "(annexe I, art. 3(3)(a), 6(2))",
            "{owner} hat {share} der Stimmen von {owned}, die Mehrheit: verbunden, zählt ganz (Anhang I Art. 3(3)(a), 6(2))",
            share=percent(tie.voting_pct), **names,
        )  # fmt: skip
    if tie.control:
        return say(
            "{owner} controls {owned} (board, contract, articles or agreement): linked, counts whole (Annex I, "
            "art. 3(3)(b) to (d), 6(2))",
            "{owner} contrôle {owned} (organes, contrat, statuts ou accord) : entreprises liées, comptée en entier "
            "(annexe I, art. 3(3)(b) à (d), 6(2))",
            "{owner} beherrscht {owned} (Organe, Vertrag, Satzung oder Vereinbarung): verbunden, zählt ganz (Anhang I "
            "Art. 3(3)(b) bis (d), 6(2))",
            **names,
        )
    return say(
        "{owner} has {share} of the votes of {owned}, and with the enterprises linked with it a majority: linked, "
        "counts whole (Annex I, art. 3(3), 6(2))",
        "{owner} détient {share} des voix de {owned} et, avec ses entreprises liées, la majorité : entreprises liées, "
        "comptée en entier (annexe I, art. 3(3), 6(2))",
        "{owner} hat {share} der Stimmen von {owned}, mit den verbundenen Unternehmen die Mehrheit: verbunden, zählt "
        "ganz (Anhang I Art. 3(3), 6(2))",
        share=percent(tie.voting_pct or Fraction(0)), **names,
    )  # fmt: skip


def partner(group: Group, share: Fraction, holdings: Sequence[Holding]) -> Text:
    """Say which shares make a partner."""
    held = joined([_held(group, one) for one in holdings], "; ")
    return say(
        "{held}: partner, {share} of its figures count (Annex I, art. 3(2), 6(2))",
        "{held} : entreprise partenaire, {share} de ses données comptent (annexe I, art. 3(2), 6(2))",
        "{held}: Partnerunternehmen, {share} der Angaben zählen (Anhang I Art. 3(2), 6(2))",
        held=held, share=percent(share),
    )  # fmt: skip


def _held(group: Group, one: Holding) -> Text:
    return say(
        "{owner} has {share} of {owned}", "{owner} détient {share} de {owned}", "{owner} hält {share} an {owned}",
        owner=group.name(one.owner), owned=group.name(one.owned), share=percent(one.share_pct or Fraction(0)),
    )  # fmt: skip


def linked_to_partner(group: Group, one: str, share: Fraction, partners: Collection[str]) -> Text:
    """Say that an enterprise counts because it is linked with a partner."""
    names = joined([Text.of(group.name(p)) for p in group.enterprises if p in partners])
    return say(
        "{name}: linked with the partner {partners}, so {share} of its figures count too (Annex I, art. 6(3))",
        "{name} : liée au partenaire {partners}, donc {share} de ses données comptent aussi (annexe I, art. 6(3))",
        "{name}: mit dem Partner {partners} verbunden, daher zählen {share} der Angaben mit (Anhang I Art. 6(3))",
        name=group.name(one), partners=names, share=percent(share),
    )  # fmt: skip


def covered(group: Group, one: str, by: str) -> Text:
    """Say in whose consolidated accounts an enterprise already stands."""
    return say(
        "{name}: already in the consolidated accounts of {by}, not added again (Annex I, art. 6(2))",
        "{name} : déjà dans les comptes consolidés de {by}, pas ajoutée une seconde fois (annexe I, art. 6(2))",
        "{name}: bereits im konsolidierten Abschluss von {by}, nicht noch einmal gezählt (Anhang I Art. 6(2))",
        name=group.name(one), by=group.name(by),
    )  # fmt: skip


def no_enterprise(group: Group, one: str, linked_ids: Collection[str]) -> Text:
    """Say why a natural person or a public body has no figures to add."""
    holder = group.enterprises[one]
    if holder.kind != PERSON:
        return say(
            "{name}: a public body, its figures are not added; what it controls is looked at under Annex I, art. 3(4)",
            "{name} : un organisme public, ses données ne s’ajoutent pas ; ce qu’il contrôle s’examine selon "
            "l’annexe I, art. 3(4)",
            "{name}: eine öffentliche Stelle, ihre Angaben zählen nicht; was sie kontrolliert, prüft Anhang I Art. 3(4)",
            name=holder.name,
        )
    if one in linked_ids and len(linked_ids) > 2:
        return say(
            "{name}: a natural person, without figures to add; links the enterprises that it controls (Annex I, art. 3(3))",
            "{name} : une personne physique, sans données à ajouter ; lie les entreprises qu’elle contrôle (annexe I, "
            "art. 3(3))",
            "{name}: eine natürliche Person ohne zu zählende Angaben; verbindet die Unternehmen, die sie beherrscht "
            "(Anhang I Art. 3(3))",
            name=holder.name,
        )
    return say(
        "{name}: a natural person is no enterprise and makes no partner (Annex I, art. 3(2))",
        "{name} : une personne physique n’est pas une entreprise partenaire (annexe I, art. 3(2))",
        "{name}: eine natürliche Person ist kein Unternehmen und kein Partner (Anhang I Art. 3(2))",
        name=holder.name,
    )


def investor(group: Group, held: Holding) -> Text:
    """Say that an investor is exempt."""
    return say(
        "{held}, as a {kind}: exempt up to 50% as long as it is not linked with the enterprise (Annex I, art. 3(2))",
        "{held}, en tant que {kind} : exempté jusqu’à 50 % tant qu’il n’est pas lié à l’entreprise (annexe I, art. 3(2))",
        "{held}, als {kind}: bis 50 % ausgenommen, solange keine Verbindung mit dem Unternehmen besteht (Anhang I Art. 3(2))",
        held=_held(group, held), kind=KIND_WORDS[group.enterprises[held.owner].kind],
    )  # fmt: skip


def below(group: Group, held: Holding) -> Text:
    """Say that a share is too small to count."""
    return say(
        "{held}, less than 25%: neither partner nor linked (Annex I, art. 3(2))",
        "{held}, moins de 25 % : ni partenaire ni liée (annexe I, art. 3(2))",
        "{held}, weniger als 25 %: weder Partner noch verbunden (Anhang I Art. 3(2))",
        held=_held(group, held),
    )


def partner_of_partner(group: Group, one: str) -> Text:
    """Say that partners of partners do not count."""
    return say(
        "{name}: tied to a partner only; partners of partners are not added (Annex I, art. 6(3))",
        "{name} : n’a de lien qu’avec un partenaire ; les partenaires des partenaires ne s’ajoutent pas (annexe I, art. 6(3))",
        "{name}: nur mit einem Partner verflochten; Partner von Partnern zählen nicht (Anhang I Art. 6(3))",
        name=group.name(one),
    )


def no_tie(group: Group, one: str) -> Text:
    """Say that nothing ties an enterprise to the subject."""
    return say(
        "{name}: no tie with {subject} that counts (Annex I, art. 3(1))",
        "{name} : aucun lien avec {subject} qui compte (annexe I, art. 3(1))",
        "{name}: keine Verflechtung mit {subject}, die zählt (Anhang I Art. 3(1))",
        name=group.name(one), subject=group.name(group.subject),
    )  # fmt: skip


def open_share(group: Group, one: str) -> Text:
    """Say that a share is not known."""
    return say(
        "{name}: the share between it and the group is not known; it may count whole, in part or not at all",
        "{name} : la participation qui la lie au groupe n’est pas connue ; elle peut compter en entier, en partie ou "
        "pas du tout",
        "{name}: der Anteil zwischen ihr und der Gruppe ist nicht bekannt; sie kann ganz, teilweise oder gar nicht zählen",
        name=group.name(one),
    )
