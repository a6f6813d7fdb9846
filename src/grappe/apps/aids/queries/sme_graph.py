"""How is an SME status shown: each enterprise with its figures as a row and as a box of the drawing?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from grappe.apps.aids.queries import undertakings
from grappe.apps.aids.queries.drawing import Arrow, Box, Drawing, drawing_of
from grappe.apps.aids.queries.sme import SmePage
from grappe.apps.aids.queries.undertakings import Node
from grappe.apps.companies.enums import OwnerKind
from grappe.engines.eligibility.sme_status import Part

MOST_BOXES = 14  # a drawing of more than so many is no drawing any more


@dataclass(frozen=True)
class Row:
    """One enterprise as it counts; `year` is that of its figures, None where none are on file."""

    part: Part
    node: Node
    year: int | None


@dataclass(frozen=True)
class Shown:
    """A box with what stands in it."""

    box: Box
    row: Row
    relation: str  # in words
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SmeGraph:
    """The rows in the order of the sum, the drawing, and how many enterprises are in the rows only."""

    rows: tuple[Row, ...]
    drawing: Drawing
    shown: tuple[Shown, ...]
    arrows: tuple[Arrow, ...]
    left_out: int

    @property
    def counted(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.part.relation != "not_counted")


def graph_of(page: SmePage) -> SmeGraph:
    """Return the rows and the drawing of a status; who does not count and is far away stands in the rows only."""
    rows = tuple(
        Row(part, page.nodes[part.id], page.figures_years.get(part.id)) for part in page.status.parts
    )
    kept = _kept(page, rows)
    holdings = [
        (undertakings.owner_key(link), undertakings.company_key(link.owned_id), share_words(link))
        for link in page.links
    ]
    subject = undertakings.company_key(page.company.pk)
    names = {row.part.id: row.node.name for row in rows if row.part.id in kept}
    relations = {row.part.id: row.part.relation for row in rows}
    drawing = drawing_of(subject, names, relations, holdings)
    known = {row.part.id: row for row in rows}
    shown = tuple(_shown(box, known[box.key]) for box in drawing.boxes)
    return SmeGraph(rows, drawing, shown, drawing.arrows, len(rows) - len(shown))


def _kept(page: SmePage, rows: tuple[Row, ...]) -> set[str]:
    if len(rows) <= MOST_BOXES:
        return {row.part.id for row in rows}
    counted = {row.part.id for row in rows if row.part.relation != "not_counted"}
    ends = [(undertakings.owner_key(link), undertakings.company_key(link.owned_id)) for link in page.links]
    near = {owner for owner, owned in ends if owned in counted} | {b for a, b in ends if a in counted}
    return {row.part.id for row in rows if row.part.id in counted or row.part.id in near}


def _shown(box: Box, row: Row) -> Shown:
    own = row.part.own
    if row.node.kind == OwnerKind.NATURAL_PERSON.value:  # a person has no accounts to ask for
        return Shown(box, row, relation_words(row.part.relation), (str(OwnerKind.NATURAL_PERSON.label),))
    lines = (
        _("Headcount %(n)s") % {"n": _number(own.headcount)},
        _("Turnover %(n)s") % {"n": short_eur(own.turnover_eur)},
        _("Balance %(n)s") % {"n": short_eur(own.balance_sheet_eur)},
    )
    return Shown(box, row, relation_words(row.part.relation, row.part.share_pct), lines)


def relation_words(relation: str, share: float | None = None) -> str:
    """Return how an enterprise counts, in the page's language, with its percentage where it is a partner."""
    words = {
        "self": _("this company"),
        "linked": _("linked, counts whole"),
        "partner": _("partner, counts by %(share)s %%") % {"share": _number(share)},
        "linked_to_partner": _("linked to a partner, %(share)s %%") % {"share": _number(share)},
        "not_counted": _("not counted"),
    }
    return words[relation]


def share_words(link: Any) -> str:
    """Return a holding's percentage as an arrow says it: the greater of capital and votes, control, or unknown."""
    known = [share for share in (link.capital_pct, link.votes_pct) if share is not None]
    said = f"{_number(max(known))} %" if known else ""
    if link.control:
        return " · ".join(filter(None, [said, _("controls")]))
    return said or "? %"


def short_eur(value: Any) -> str:
    """Return an amount in few letters: 12.3 M€, 450 k€; a question mark where it is not known."""
    if value is None:
        return "?"
    for size, unit in ((1_000_000, _("M€")), (1_000, _("k€"))):
        if abs(value) >= size:
            return f"{_number(round(value / size, 1))} {unit}"
    return f"{_number(value)} €"


def _number(value: Any) -> str:
    if value is None:
        return "?"
    places = 0 if value == int(value) else 1 if value * 10 == int(value * 10) else 2
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
