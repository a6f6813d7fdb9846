"""Which staff, size class and turnover does a French text ask for? Whole sentences only: what is left over decides nothing.

"Moins de 250 salariés" leaves 250 out and "plus de 50 salariés" leaves 50 out; both ends of "entre 20 et 500" and of
"de 10 à 49" count. PME (with TPE) are those of Recommendation 2003/361/EC, which Décret n° 2008-1354 takes over for
the category *PME*; TPE are its micro-enterprises. General knowledge, not checked at the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from grappe.engines.eligibility.imports.french import COUNT, MONEY, euros, number, plain
from grappe.engines.eligibility.imports.model import Node, both, criterion, either, unknown

_STAFF = r"(?:salarie(?:\(e\))?s?|salariés?|salarié\(e\)s|employés?|etp|équivalents? temps plein|collaborateurs?|personnes)"
_WHO = (
    r"(?:(?:les |aux )?(?:entreprises?|sociétés?|structures?|tpe|pme|tpe et pme|tpe/pme)\s+"
    r"(?:de |d'|comptant |ayant |employant )?|effectifs?\s*:?\s*(?:de )?)?"
)
LABEL = {"en": "Staff", "fr": "Effectif", "de": "Beschäftigte"}
_SIZE_LABEL = {"en": "Size of the company", "fr": "Taille de l'entreprise", "de": "Größe des Unternehmens"}
_TURNOVER = {"en": "Turnover", "fr": "Chiffre d'affaires", "de": "Umsatz"}
_BALANCE = {"en": "Balance sheet total", "fr": "Total du bilan", "de": "Bilanzsumme"}
SME = ["micro", "small", "medium"]

_Bounds = tuple[str, object]  # an operator with its value
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], _Bounds]], ...] = (
    (rf"moins de (?P<n>{COUNT}) {_STAFF}", lambda m: ("lt", number(m["n"]))),
    (rf"(?:plus de|supérieur à) (?P<n>{COUNT}) {_STAFF}", lambda m: ("gt", number(m["n"]))),
    (
        rf"(?:au moins|à partir de|minimum|au minimum|un minimum de) (?P<n>{COUNT}) {_STAFF}",
        lambda m: ("gte", number(m["n"])),
    ),
    (
        rf"(?P<n>{COUNT}) {_STAFF} (?:et plus|ou plus|minimum|au moins|au minimum)",
        lambda m: ("gte", number(m["n"])),
    ),
    (
        rf"(?:jusqu'à|au plus|maximum|au maximum|n'excédant pas) (?P<n>{COUNT}) {_STAFF}",
        lambda m: ("lte", number(m["n"])),
    ),
    (
        rf"(?P<n>{COUNT}) {_STAFF} (?:et moins|ou moins|maximum|au plus|au maximum)",
        lambda m: ("lte", number(m["n"])),
    ),
    (
        rf"(?:entre|de) (?P<a>{COUNT}) (?:et|à) (?P<b>{COUNT}) {_STAFF}",
        lambda m: ("between", [number(m["a"]), number(m["b"])]),
    ),
    (
        rf"(?P<a>{COUNT}) ?(?:à|-) ?(?P<b>{COUNT}) {_STAFF}",
        lambda m: ("between", [number(m["a"]), number(m["b"])]),
    ),
)
_CLASSES = {
    "pme": SME, "les pme": SME, "pme au sens communautaire": SME, "tpe et pme": SME, "tpe pme": SME, "tpe/pme": SME,
    "tpe, pme": SME, "pme et tpe": SME, "tpe": ["micro"], "microentreprises": ["micro"],
    "petites et moyennes entreprises": SME, "grandes entreprises": ["large"],
}  # fmt: skip
_ANY_SIZE = frozenset({"toutes tailles", "toutes les tailles", "toute taille", "toutes tailles d'entreprise"})
MICRO_ALLOWED = "éligible aux micro-entreprises"
MICRO_EXCLUDED = "non éligible aux micro-entreprises"


def staff_of(text: str) -> _Bounds | None:
    """Return the operator and the number of staff of a sentence that says nothing else, else None."""
    said = plain(text)
    for pattern, read in _PATTERNS:
        found = re.fullmatch(_WHO + pattern, said)
        if found is not None:
            operator, value = read(found)
            if operator == "between" and isinstance(value, list) and value[0] > value[1]:
                return None
            return operator, value
    return None


def says_any_size(text: str) -> bool:
    """Return whether a sentence says that the size makes no difference."""
    return plain(text) in _ANY_SIZE


def size_nodes(text: str) -> tuple[tuple[Node, ...], bool] | None:
    """Return the rule of a sentence about size and whether it holds all that the sentence says; None if unread."""
    staff = staff_of(text)
    if staff is not None:
        return (criterion("staff", "headcount", *staff, text, label=LABEL),), True
    said = plain(text)
    if said in _CLASSES:
        return (_class_node(_CLASSES[said], text),), True
    turnover = re.fullmatch(
        r"(?P<who>[^,]+?) (?:avec|ayant|réalisant) (?P<rest>un (?:ca|chiffre d'affaires) .+)", said
    )
    if turnover is not None and turnover["who"] in _CLASSES:
        money = turnover_node(turnover["rest"], text)
        if money is not None:
            return (_class_node(_CLASSES[turnover["who"]], text), money), True
    listed = [part.strip() for part in said.split(",")]
    known = [part for part in listed if part in _CLASSES]
    if known and len(known) < len(listed):
        # Others may have it besides: a firm of these classes surely, any other perhaps.
        classes = sorted({name for part in known for name in _CLASSES[part]}, key=[*SME, "large"].index)
        return (either(_class_node(classes, text), unknown("size_others", text)),), False
    return None


def _class_node(classes: list[str], text: str) -> Node:
    return criterion("size", "company_size", "in", classes, text, label=_SIZE_LABEL)


_BELOW = r"(?:inférieure?s? à|moins de|de moins de)"
_AT_MOST = r"(?:inférieure?s? ou éga(?:l|le|ux) à|n'excédant pas|ne dépassant pas|au plus|maximum|jusqu'à)"
_ABOVE = r"(?:supérieure?s? à|plus de|de plus de)"
_AT_LEAST = r"(?:supérieure?s? ou éga(?:l|le|ux) à|au moins|au minimum|minimum|d'au moins)"
_COMPARE = (("lte", _AT_MOST), ("gte", _AT_LEAST), ("lt", _BELOW), ("gt", _ABOVE))
_LEAD = r"(?:(?:avoir réalisé|avoir|réaliser|ayant|réalisant) )?(?:un )?"
_TURNOVER_WORD = r"(?:chiffres? d'affaires?(?: annuel)?|ca)"
_BALANCE_WORD = r"(?:total (?:de |du )?bilan|bilan total|bilan annuel|bilan)"


def money_bound(text: str) -> _Bounds | None:
    """Return the operator and the euros of `inférieur à 50 M€`, `n'excédant pas 10 millions d'euros`; else None."""
    for operator, words in _COMPARE:
        found = re.fullmatch(rf"{words} (?P<eur>{MONEY})", plain(text))
        if found is not None:
            return operator, euros(found["eur"])
    return None


def turnover_node(text: str, sentence: str) -> Node | None:
    """Return the rule of a sentence about turnover and balance sheet that says nothing else, else None."""
    said = re.sub(r" \(attesté par [^)]*\)$", "", plain(text))
    return _either_figure(said, sentence) or _only_turnover(said, sentence)


def _only_turnover(said: str, sentence: str) -> Node | None:
    found = re.fullmatch(rf"{_LEAD}{_TURNOVER_WORD} (?P<rest>.+)", said)
    turned = re.fullmatch(
        rf"{_LEAD}(?P<rest>(?:moins de|plus de|au minimum|au moins) {MONEY}) (?:de |d'){_TURNOVER_WORD}", said
    )
    rest = found["rest"] if found else turned["rest"] if turned else None
    if rest is None:
        return None
    bounds = [money_bound(part) for part in re.split(r" et ", rest)]
    if not bounds or any(bound is None for bound in bounds):
        return None
    nodes = [
        criterion("turnover", "turnover_eur", *bound, sentence, label=_TURNOVER) for bound in bounds if bound
    ]
    return both(*nodes)


def _either_figure(said: str, sentence: str) -> Node | None:
    """Read `CA inférieur à 50 M€ ou bilan inférieur à 43 M€` and `CA ou bilan n'excédant pas 10 M€`: one is enough."""
    shared = re.fullmatch(rf"{_LEAD}{_TURNOVER_WORD} ou (?:un )?{_BALANCE_WORD} (?P<rest>.+)", said)
    if shared is not None:
        bound = money_bound(shared["rest"])
        return _two_figures(bound, bound, sentence) if bound else None
    apart = re.fullmatch(rf"{_LEAD}{_TURNOVER_WORD} (?P<a>.+?) ou (?:un )?{_BALANCE_WORD} (?P<b>.+)", said)
    if apart is None:
        pattern = rf"{_LEAD}(?P<a>.+?) de {_TURNOVER_WORD} ou (?P<b>.+?) de {_BALANCE_WORD}"
        apart = re.fullmatch(pattern, said)
    if apart is None:
        return None
    left, right = money_bound(apart["a"]), money_bound(apart["b"])
    return _two_figures(left, right, sentence) if left and right else None


def _two_figures(turnover: _Bounds, balance: _Bounds, sentence: str) -> Node:
    return either(
        criterion("turnover", "turnover_eur", *turnover, sentence, label=_TURNOVER),
        criterion("balance_sheet", "balance_sheet_eur", *balance, sentence, label=_BALANCE),
    )
