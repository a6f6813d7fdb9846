"""Which rule is in a French sentence about age, state of the project, debts, difficulty, small aids, costs?

Only sentences that are read from their first word to their last become rules; in the others nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from grappe.engines.eligibility.imports.french import COUNT, MONEY, euros, number, plain
from grappe.engines.eligibility.imports.model import Node, both, criterion, either, unknown
from grappe.engines.eligibility.imports.places import area_of, in_order
from grappe.engines.eligibility.imports.sizes import SME, staff_of, turnover_node

Found = tuple[Node, bool]  # the rule, and whether it holds all that the sentence says
AREA_LABEL = {
    "en": "Establishment in these departments of France",
    "fr": "Établissement dans ces départements",
    "de": "Niederlassung in diesen französischen Departements",
}
_AGE = {"en": "Years of activity", "fr": "Années d'activité", "de": "Jahre der Tätigkeit"}
_CEILING_EUR = (
    300_000  # Regulation (EU) 2023/2831, article 3(2): what the field de_minimis_headroom counts from
)
_NO_LIMIT_OF_AGE = frozenset(
    {"éligible à toutes les entreprises", "toutes les entreprises", "aucune condition d'ancienneté"}
)


def says_any_age(text: str) -> bool:
    """Return whether a sentence says that the age makes no difference."""
    return plain(text) in _NO_LIMIT_OF_AGE


def age_of(text: str) -> Found | None:
    """Return the rule of a sentence about the years of activity; the anniversary counts for "au moins"."""
    said = plain(text)
    years = re.fullmatch(rf"(?:au moins|minimum|plus de) (?P<n>{COUNT}) ans? d'activité", said)
    if years is not None:
        operator = "gt" if said.startswith("plus de") else "gte"
        return _age(operator, years["n"], text), True
    young = re.fullmatch(rf"(?:moins de) (?P<n>{COUNT}) ans? (?:d'activité|d'existence)", said)
    if young is not None:
        return _age("lt", young["n"], text), True
    sheets = re.fullmatch(
        rf"au moins (?P<n>{COUNT}) ans? d'activité ou deux bilans couvrant une durée minimum de 24 mois", said
    )
    if sheets is not None:
        two = criterion("two_balance_sheets", "fr_two_balance_sheets", "eq", True, text)
        return either(_age("gte", sheets["n"], text), two), True
    excepted = re.fullmatch(rf"au moins (?P<n>{COUNT}) ans? avant la date de la demande \(sauf .+\)", said)
    if excepted is not None:
        return either(_age("gte", excepted["n"], text), unknown("age_exception", text)), False
    return None


def _age(operator: str, years: str, text: str) -> Node:
    return criterion("age", "age_years", operator, number(years), text, label=_AGE)


def _fact(name: str, field: str, value: bool) -> Callable[[re.Match[str], str], Found]:
    return lambda _match, text: (criterion(name, field, "eq", value, text), True)


def _costs(operator: str) -> Callable[[re.Match[str], str], Found]:
    return lambda match, text: (
        criterion("project_cost", "project_cost_eur_excl_vat", operator, euros(match["eur"]), text), True,
    )  # fmt: skip


def _costs_between(match: re.Match[str], text: str) -> Found:
    limits = [euros(match["a"]), euros(match["b"])]
    return criterion("project_cost", "project_cost_eur_excl_vat", "between", limits, text), True


def _costs_on_one_site(match: re.Match[str], text: str) -> Found:
    """A project on one site that costs more is a project that costs more: necessary, not enough."""
    cost = criterion("project_cost", "project_cost_eur_excl_vat", "gt", euros(match["eur"]), text)
    return both(cost, unknown("one_site", text)), False


def _small_aids(match: re.Match[str], text: str) -> Found:
    """Room left is the ceiling less what was received: `less than 300,000 received` is `more than 0 left`."""
    operator = "gte" if "plus de" in match[0] else "gt"
    room = _CEILING_EUR - euros(match["eur"])
    return criterion("de_minimis", "de_minimis_headroom", operator, room, text), True


def _capital(match: re.Match[str], text: str) -> Found:
    return criterion("share_capital", "paid_up_share_capital_eur", "gte", euros(match["eur"]), text), True


def _turnover_with_exceptions(match: re.Match[str], text: str) -> Found | None:
    money = turnover_node(match["turnover"], text)
    return None if money is None else (either(money, unknown("turnover_exception", text)), False)


def _difficulty_and_more(_match: re.Match[str], text: str) -> Found:
    return both(
        criterion("difficulty", "undertaking_in_difficulty", "eq", False, text),
        unknown("restructuring", text),
    ), False


def _sound_and_paid(_match: re.Match[str], text: str) -> Found:
    paid = criterion("dues", "fr_taxes_and_dues_paid", "eq", True, text)
    return both(paid, unknown("sound", text)), False


def _sme_of(_match: re.Match[str], text: str) -> Found:
    return criterion("size", "company_size", "in", SME, text), True


def _staff(match: re.Match[str], text: str) -> Found | None:
    staff = staff_of(match["staff"])
    return None if staff is None else (criterion("staff", "headcount", *staff, text), True)


_OPERATION = r"(?:l'opération|les travaux|le projet)"
_NOT_BEGUN = (
    rf"{_OPERATION} pour (?:laquelle|lequel|lesquels) vous sollicitez .{{3,40}}? ne (?:doit|doivent) pas avoir "
    r"commencé(?: ou ne (?:doit|doivent) pas avoir donné lieu à des engagements fermes \(.+\).*)?"
)
_OUR_DIFFICULTY = (
    r"(?:ne répondant pas à la définition d'entreprise en difficulté"
    r"|sont exclues les entreprises en difficulté(?: au sens de la définition européenne)?"
    r"|les entreprises en difficulté ne sont pas éligibles)"
)
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], str], Found | None]], ...] = (
    (_NOT_BEGUN, _fact("not_begun", "application_before_start_of_works", True)),
    (r"ne pas avoir signé de devis en lien avec le projet", _fact("not_begun", "application_before_start_of_works", True)),
    (r"être un artisan", _fact("craft", "fr_craft", True)),
    (r"ne pas être coté en bourse", _fact("not_listed", "listed", False)),
    (_OUR_DIFFICULTY, _fact("difficulty", "undertaking_in_difficulty", False)),
    (r"les entreprises en difficulté ou en restructuration ne sont pas éligibles", _difficulty_and_more),
    (r"(?:être )?à jour de (?:ses|vos) obligations fiscales et sociales", _fact("dues", "fr_taxes_and_dues_paid", True)),
    (r"être une entreprise financièrement saine et à jour de (?:ses|vos) obligations fiscales et sociales", _sound_and_paid),
    (
        r"cette réduction d'impôt ne concerne que les entreprises soumises à l'impôt sur les sociétés \(is\)",
        _fact("corporate_tax", "fr_corporate_tax", True),
    ),
    (
        rf"cette aide est éligible au régime de minimis \(cumul d'aides publiques inférieur à (?P<eur>{MONEY}) "
        r"sur les 3 dernières années\)",
        _small_aids,
    ),
    (rf"ayant perçu moins de (?P<eur>{MONEY}) d'aides dites « ?de minimis ?» sur 3 exercices fiscaux", _small_aids),
    (
        rf"ne pas avoir bénéficié de plus de (?P<eur>{MONEY}) d'aide publique relevant du règlement de minimis "
        r"sur les 3 dernières années",
        _small_aids,
    ),
    (
        rf"le capital social de (?:votre entreprise|la structure portant le projet) devra être de (?P<eur>{MONEY}) minimum",
        _capital,
    ),
    (rf"les investissements doivent être minimum de (?P<eur>{MONEY})(?: ht)?", _costs("gte")),
    (rf"votre projet d'investissement doit dépasser (?P<eur>{MONEY})(?: ht)?(?:\. si le montant .+)?", _costs("gt")),
    (rf"les coûts des projets soumis à ce dispositif doivent être supérieurs à (?P<eur>{MONEY})", _costs("gt")),
    (
        rf"les coûts des projets soumis à ce dispositif doivent être compris entre (?P<a>{MONEY}) et (?P<b>{MONEY})",
        _costs_between,
    ),
    (
        rf"vos projets doivent représenter un investissement de plus de (?P<eur>{MONEY}) sur un même site .+",
        _costs_on_one_site,
    ),
    (rf"(?P<turnover>réaliser au minimum {MONEY} de chiffre d'affaires) \(.+\)", _turnover_with_exceptions),
    (rf"donc l'effectif est (?P<staff>supérieur à {COUNT} personnes)", _staff),
    (r"le dispositif concerne toute pme exerçant une activité en [\w\s-]+ :?", _sme_of),
)  # fmt: skip


def condition_of(text: str) -> Found | None:
    """Return the rule of another condition, and whether it holds all of the sentence; None if unread."""
    said = plain(text)
    for pattern, read in _PATTERNS:
        match = re.fullmatch(pattern, said)
        if match is not None:
            return read(match, text)
    money = turnover_node(text, text)
    if money is not None:
        return money, True
    return located(text)


def located(text: str) -> Found | None:
    """Return the rule of `être implanté dans …`, with what lies only partly inside as a visible unknown."""
    said = plain(text)
    here = re.fullmatch(r"être (?:implantée?|située?) dans (?P<list>.+)", said)
    if here is not None:
        return _listed(here["list"], text)
    closed = re.fullmatch(
        r"ce dispositif n'est pas ouvert pour les projets situés sur le territoire en (?P<list>.+?)(?: \(\w+\))?",
        said,
    )
    if closed is not None:
        area = area_of(closed["list"])
        if area.departments and not area.left_over:
            rest = frozenset(area_of("France").departments - area.departments)
            node = criterion("area", "fr_departments", "in", in_order(rest), text, label=AREA_LABEL)
            return node, True
    return None


def _listed(listed: str, text: str) -> Found | None:
    """Read a list in which some entries hold in part: `Bouches du Rhône (hors Pays d'Arles)`, `sud de l'Aisne`."""
    whole: set[str] = set()
    part: set[str] = set()
    for entry in re.split(r",| ou ", listed):
        entry = entry.strip()
        limited = re.fullmatch(
            r"(?:(?:le )?(?:sud|nord|est|ouest) de (?P<a>.+)|(?P<b>.+?) \(hors .+\))", entry
        )
        area = area_of((limited["a"] or limited["b"]) if limited else entry)
        if area.left_over:
            return None
        (part if limited else whole).update(area.departments)
    if not whole:
        return None
    sure = criterion("area", "fr_departments", "in", in_order(frozenset(whole)), text, label=AREA_LABEL)
    if not part:
        return sure, True
    perhaps = criterion(
        "area_part", "fr_departments", "in", in_order(frozenset(part)), text, label=AREA_LABEL
    )
    return either(sure, both(perhaps, unknown("area_exact", text))), False


_HEADINGS = frozenset(
    {
        "sont également éligibles :",
        "pour être éligible, l'entreprise doit :",
        "pour postuler et participer à ce dispositif, vous devez :",
    }
)


def free_of_condition(text: str) -> bool:
    """Return whether a text asks for nothing: a link, a heading that only announces what follows."""
    said = plain(text)
    return bool(
        re.fullmatch(r"(?:consulter la carte|voir la carte) :? ?<?https?://\S+", said) or said in _HEADINGS
    )
