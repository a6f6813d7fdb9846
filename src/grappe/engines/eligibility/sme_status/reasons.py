"""Why this class? The sentences of an SME status, from the relation to the sums, the limits and the rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from grappe.engines.eligibility.holdings import PERSON
from grappe.engines.eligibility.phrases import eur, joined, number, percent, say
from grappe.engines.eligibility.sizes import LIMITS
from grappe.engines.eligibility.sme_status.classes import Sum
from grappe.engines.eligibility.sme_status.counting import PARTNER_FROM, Count
from grappe.engines.eligibility.sme_status.group import ANGEL_LIMIT_EUR, CLASSES, Group
from grappe.engines.kernel import Text

CLASS_WORDS = {
    "micro": Text("micro", "micro", "Kleinstunternehmen"),
    "small": Text("small", "petite", "klein"),
    "medium": Text("medium", "moyenne", "mittel"),
    "large": Text("large", "grande", "groß"),
}
RELATION_WORDS = {
    "autonomous": Text("autonomous", "autonome", "eigenständig"),
    "partner": Text("partner", "partenaire", "Partnerunternehmen"),
    "linked": Text("linked", "liée", "verbunden"),
}
FIGURE_WORDS = (
    Text("Headcount (AWU)", "Effectif (UTA)", "Beschäftigte (JAE)"),
    Text("Turnover", "Chiffre d’affaires", "Jahresumsatz"),
    Text("Balance sheet total", "Total du bilan", "Bilanzsumme"),
)
_NOT_KNOWN = Text("not known", "non connu", "nicht bekannt")


def reasons(
    group: Group,
    counted: Count,
    sums: tuple[Sum, Sum, Sum],
    figures: Collection[str],
    possible: Collection[str],
    circles: Sequence[Sequence[str]],
    otherwise: Collection[str] | None,
) -> tuple[Text, ...]:
    """Return the sentences of a status, in the order in which an accountant would work it out."""
    public = counted.public_pct >= PARTNER_FROM
    return (
        _relation(group, counted),
        *(part.why() for part in counted.parts if part.id != group.subject or part.relation == "not_counted"),
        *(_circle(group, circle) for circle in circles),
        *(_sum(group, counted, sums, figure) for figure in range(3)),
        *((_public(counted.public_pct),) if public else (_limits(sums, figures),)),
        *_two_years(group, figures, possible, public),
        *_assumed(group, counted, otherwise),
        *_over_full(group),
    )


def _relation(group: Group, counted: Count) -> Text:
    said = _RELATIONS["public" if counted.public_pct >= PARTNER_FROM else counted.relation]
    return say(said.en, said.fr, said.de, name=group.name(group.subject))


_RELATIONS = {
    "autonomous": Text(
        "{name} is autonomous: it has no partner and no linked enterprise (Annex I, art. 3(1))",
        "{name} est autonome : elle n’a ni entreprise partenaire ni entreprise liée (annexe I, art. 3(1))",
        "{name} ist eigenständig: es hat weder Partner- noch verbundene Unternehmen (Anhang I Art. 3(1))",
    ),
    "partner": Text(
        "{name} has partner enterprises: a part of their figures counts (Annex I, art. 3(2))",
        "{name} a des entreprises partenaires : une part de leurs données compte (annexe I, art. 3(2))",
        "{name} hat Partnerunternehmen: ein Teil ihrer Angaben zählt (Anhang I Art. 3(2))",
    ),
    "linked": Text(
        "{name} has linked enterprises: their figures count whole (Annex I, art. 3(3))",
        "{name} a des entreprises liées : leurs données comptent en entier (annexe I, art. 3(3))",
        "{name} hat verbundene Unternehmen: ihre Angaben zählen ganz (Anhang I Art. 3(3))",
    ),
    "public": Text(
        "{name} is not autonomous: public bodies hold a part of it (Annex I, art. 3(4))",
        "{name} n’est pas autonome : des organismes publics en détiennent une part (annexe I, art. 3(4))",
        "{name} ist nicht eigenständig: öffentliche Stellen halten einen Teil (Anhang I Art. 3(4))",
    ),
}


def _circle(group: Group, circle: Sequence[str]) -> Text:
    return say(
        "{names} hold each other in a circle: each counts once (Annex I, art. 6(2))",
        "{names} se détiennent en boucle : chacune compte une fois (annexe I, art. 6(2))",
        "{names} halten einander im Kreis: jedes zählt einmal (Anhang I Art. 6(2))",
        names=joined([Text.of(group.name(one)) for one in circle]),
    )


def _sum(group: Group, counted: Count, sums: Sequence[Sum], figure: int) -> Text:
    """Say a sum as an accountant writes it: A 100 + 40% × C 400 = 260."""
    written = number if figure == 0 else eur
    terms = []
    for part in counted.parts:
        if not part.percent:
            continue
        value = group.enterprises[part.id].figures[figure]
        shown = _NOT_KNOWN if value is None else written(value)
        term = say("{n} {v}", "{n} {v}", "{n} {v}", n=group.name(part.id), v=shown)
        whole = part.percent == 100
        terms.append(
            term if whole else say("{p} × {t}", "{p} × {t}", "{p} × {t}", p=percent(part.percent), t=term)
        )
    total, sums_up = sums[figure], joined(terms, " + ")
    if not total.complete:
        known = written(total.known)
        return say(
            "{what}: {terms}: at least {known}", "{what} : {terms} : au moins {known}", "{what}: {terms}: mindestens {known}",
            what=FIGURE_WORDS[figure], terms=sums_up, known=known,
        )  # fmt: skip
    if len(terms) == 1:
        return say("{w}: {t}", "{w} : {t}", "{w}: {t}", w=FIGURE_WORDS[figure], t=sums_up)
    return say(
        "{w}: {t} = {s}", "{w} : {t} = {s}", "{w}: {t} = {s}",
        w=FIGURE_WORDS[figure], t=sums_up, s=written(total.known),
    )  # fmt: skip


def _limits(sums: Sequence[Sum], figures: Collection[str]) -> Text:
    """Say which limits decide the class by the figures."""
    words = _classes(figures)
    if len(figures) > 1:
        return say(
            "What is missing leaves the class by these figures open: {classes} (Annex I, art. 2)",
            "Ce qui manque laisse la catégorie ouverte selon ces données : {classes} (annexe I, art. 2)",
            "Was fehlt, lässt die Größenklasse nach diesen Angaben offen: {classes} (Anhang I Art. 2)",
            classes=words,
        )
    (name,) = figures
    if name == "large":
        _, staff, turnover, balance = LIMITS[-1]
        return say(
            "Not fewer than {staff} people, or both above {turnover} turnover and above {balance} balance sheet "
            "total: large by these figures (Annex I, art. 2(1))",
            "Pas moins de {staff} personnes, ou plus de {turnover} de chiffre d’affaires et plus de {balance} de "
            "bilan : grande selon ces données (annexe I, art. 2(1))",
            "Nicht weniger als {staff} Personen, oder über {turnover} Umsatz und zugleich über {balance} Bilanzsumme: "
            "groß nach diesen Angaben (Anhang I Art. 2(1))",
            staff=number(staff), turnover=eur(turnover), balance=eur(balance),
        )  # fmt: skip
    paragraph = {"medium": 1, "small": 2, "micro": 3}[name]
    _, staff, turnover, balance = next(limit for limit in LIMITS if limit[0] == name)
    return say(
        "Fewer than {staff} people, and turnover at most {turnover} or balance sheet total at most {balance}: "
        "{name} by these figures (Annex I, art. 2({paragraph}))",
        "Moins de {staff} personnes, et chiffre d’affaires d’au plus {turnover} ou bilan d’au plus {balance} : "
        "{name} selon ces données (annexe I, art. 2({paragraph}))",
        "Weniger als {staff} Personen, und Umsatz höchstens {turnover} oder Bilanzsumme höchstens {balance}: {name} nach "
        "diesen Angaben (Anhang I Art. 2({paragraph}))",
        staff=number(staff), turnover=eur(turnover), balance=eur(balance), name=CLASS_WORDS[name],
        paragraph=paragraph,
    )  # fmt: skip


def _public(public_pct: Fraction) -> Text:
    return say(
        "Public bodies control {share} of it, 25% or more: it cannot be an SME, whatever its figures (Annex I, art. 3(4))",
        "Des organismes publics en contrôlent {share}, 25 % ou plus : elle ne peut être une PME, quelles que soient ses "
        "données (annexe I, art. 3(4))",
        "Öffentliche Stellen kontrollieren {share}, 25 % oder mehr: es kann kein KMU sein, gleich welche Zahlen (Anhang I "
        "Art. 3(4))",
        share=Text("more than 50%", "plus de 50 %", "mehr als 50 %")
        if public_pct == 51
        else percent(public_pct),
    )


def _two_years(
    group: Group, figures: Collection[str], possible: Collection[str], public: bool
) -> tuple[Text, ...]:
    last = group.last_year
    if group.estimated:
        return (
            say(
                "A new firm without approved accounts: its figures are an estimate made in good faith (Annex I, art. 4(3))",
                "Une entreprise nouvelle sans comptes approuvés : ses données sont une estimation de bonne "
                "foi (annexe I, art. 4(3))",
                "Ein neues Unternehmen ohne genehmigten Abschluss: die Angaben sind nach Treu und Glauben "
                "geschätzt (Anhang I Art. 4(3))",
            ),
        )  # fmt: skip
    if last is None or public:
        return ()
    if group.takeover_or_merger:
        return (
            say(
                "The change comes from a takeover or merger: it counts at once, without a second year (Annex I, art. 4(2); "
                "user guide 2020)",
                "Le changement vient d’une reprise ou d’une fusion : il compte tout de suite, sans seconde année (annexe I, "
                "art. 4(2) ; guide 2020)",
                "Die Änderung kommt von einer Übernahme oder Fusion: sie zählt sofort, ohne zweites Jahr (Anhang I Art. 4(2); "
                "Leitfaden 2020)",
            ),
        )
    return (
        say(
            "This year’s figures: {now}; last year’s figures: {before}; last year’s status: {status}. A limit crossed "
            "counts only "
            "after two closed years: {result} (Annex I, art. 4(2))",
            "Données de cette année : {now} ; de l’an dernier : {before} ; statut de l’an dernier : {status}. Un seuil "
            "franchi ne compte qu’après deux exercices clos : {result} (annexe I, art. 4(2))",
            "Angaben dieses Jahres: {now}; des Vorjahres: {before}; Status des Vorjahres: {status}. Eine Schwelle "
            "gilt erst nach "
            "zwei abgeschlossenen Jahren als überschritten: {result} (Anhang I Art. 4(2))",
            now=_classes(figures), result=_classes(possible),
            before=_classes([last.size_class] if last.size_class else CLASSES),
            status=_classes([last.status] if last.status else CLASSES),
        ),
    )  # fmt: skip


def _classes(names: Collection[str]) -> Text:
    return joined([CLASS_WORDS[name] for name in CLASSES if name in names], " / ")


def _assumed(group: Group, counted: Count, otherwise: Collection[str] | None) -> tuple[Text, ...]:
    """Say what was taken for granted and has to be checked."""
    linking = {link.owner for link in counted.own.links if _links_counted(counted, link.owner)}
    known = group.enterprises.values()
    persons = [
        one.name for one in known if one.kind == PERSON and one.same_market is None and one.id in linking
    ]
    angels = any(
        one.kind == "business_angel" and one.invested_eur is None and one.id not in counted.linked
        for one in known
    )
    capital = any(h.votes_pct is None and h.capital_pct for h in group.holdings)
    said = [_market(persons, otherwise)] if persons else []
    if angels:
        said.append(
            say(
                "To check: that business angels have put in less than {limit} in all is assumed (Annex I, art. 3(2)(a))",
                "À vérifier : il est supposé que les investisseurs providentiels ont apporté moins de {limit} au total "
                "(annexe I, art. 3(2)(a))",
                "Zu prüfen: es wird angenommen, dass Business Angels insgesamt weniger als {limit} eingebracht haben "
                "(Anhang I Art. 3(2)(a))",
                limit=eur(ANGEL_LIMIT_EUR),
            )
        )
    if capital:
        said.append(
            say(
                "To check: where votes are not known, they are assumed to follow the capital",
                "À vérifier : là où les voix ne sont pas connues, il est supposé qu’elles suivent le capital",
                "Zu prüfen: wo die Stimmen nicht bekannt sind, wird angenommen, dass sie dem Kapital folgen",
            )
        )
    return tuple(said)


def _links_counted(counted: Count, person: str) -> bool:
    """Return whether a person's group has two enterprises or more whose figures count."""
    members = counted.own.group[person]
    return sum(part.id in members for part in counted.parts if part.percent) > 1


def _market(persons: Sequence[str], otherwise: Collection[str] | None) -> Text:
    return say(
        "To check: that what {names} controls is on the same or an adjacent market is assumed (Annex I, art. 3(3)){else_}",
        "À vérifier : il est supposé que ce que {names} contrôle agit sur le même marché ou un marché contigu (annexe I, "
        "art. 3(3)){else_}",
        "Zu prüfen: es wird angenommen, dass, was {names} beherrscht, auf demselben oder einem benachbarten Markt tätig "
        "ist (Anhang I Art. 3(3)){else_}",
        names=", ".join(persons), else_=_else(otherwise),
    )  # fmt: skip


def _else(otherwise: Collection[str] | None) -> Text:
    if otherwise is None:
        return Text()
    return say(
        "; if not, the class would be {classes}", " ; sinon, la catégorie serait {classes}",
        "; wenn nicht, wäre die Klasse {classes}", classes=_classes(otherwise),
    )  # fmt: skip


def _over_full(group: Group) -> tuple[Text, ...]:
    """Say where the shares in one enterprise add up to more than the whole."""
    said = []
    for one in group.enterprises.values():
        held = sum((h.capital_pct or Fraction(0) for h in group.holdings if h.owned == one.id), Fraction(0))
        if held > 100:
            said.append(
                say(
                    "To check: the shares in the capital of {name} add up to {held}",
                    "À vérifier : les parts du capital de {name} font {held} au total",
                    "Zu prüfen: die Anteile am Kapital von {name} ergeben zusammen {held}",
                    name=one.name, held=percent(held),
                )
            )  # fmt: skip
    return tuple(said)
