"""How is what a list asks for said in words, in the page's language?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.lists.enums import Match
from grappe.apps.lists.queries.definitions import Group, Has, Leaf, Node
from grappe.ui.custom import shown_number
from grappe.ui.listing import COUNTED, WITHOUT_VALUE, Op
from grappe.ui.templatetags.ui import colon


@dataclass(frozen=True)
class Line:
    """One line of what is asked for: how deep it stands, what it says, and where it is in the definition."""

    place: str
    depth: int
    text: str
    sort: str  # leaf, group or has
    match: str = ""


def lines(group: Group) -> list[Line]:
    """Return what a list asks for, one line for each node below the whole, in order."""
    return [line for number, node in enumerate(group.of) for line in _lines(node, str(number), 0)]


def chips(group: Group) -> list[Line]:
    """Return what a list asks for in short: one sentence for each node right below the whole."""
    sort = {Leaf: "leaf", Has: "has", Group: "group"}
    return [
        Line(
            str(number),
            0,
            sentence(node) or ("" if isinstance(node, Leaf) else _head(node)),
            sort[type(node)],
        )
        for number, node in enumerate(group.of)
    ]


def _lines(node: Node, place: str, depth: int) -> Iterator[Line]:
    if isinstance(node, Leaf):
        yield Line(place, depth, said(node), "leaf")
        return
    sort = "has" if isinstance(node, Has) else "group"
    yield Line(place, depth, _head(node), sort, node.match)
    for number, each in enumerate(node.of):
        yield from _lines(each, f"{place}.{number}", depth + 1)


def _head(node: Group | Has) -> str:
    if isinstance(node, Group):
        heads = {Match.ALL: _("All of these"), Match.ANY: _("Any of these"), Match.NONE: _("None of these")}
        return f"{heads[Match(node.match)]}{colon()}"
    label = {"label": node.relation.label}
    if not node.of:
        return (
            _("%(label)s: none") % label if node.match == Match.NONE else _("%(label)s: at least one") % label
        )
    return {
        Match.ALL: _("%(label)s: at least one to which all of this applies") % label,
        Match.ANY: _("%(label)s: at least one to which any of this applies") % label,
        Match.NONE: _("%(label)s: none to which all of this applies") % label,
    }[Match(node.match)]  # fmt: skip


def sentence(node: Node) -> str:
    """Return all that is asked for as one sentence."""
    if isinstance(node, Leaf):
        return said(node)
    parts = [sentence(each) for each in node.of]
    joined = (_(" or ") if node.match == Match.ANY else _(" and ")).join(
        f"({part})" if isinstance(each, Group) and len(each.of) > 1 else part
        for each, part in zip(node.of, parts, strict=True)
    )
    if isinstance(node, Has):
        head = _head(node)
        return f"{head} ({joined})" if joined else head
    if node.match == Match.NONE and parts:
        either = _(" or ").join(parts)
        return _("not (%(conditions)s)") % {"conditions": either}
    return joined


def said(leaf: Leaf) -> str:
    """Return one condition in words."""
    return f"{leaf.filter.label}{colon()} {_what(leaf)}"


def _what(leaf: Leaf) -> str:
    op, value = leaf.op, leaf.value
    if op in WITHOUT_VALUE:
        return {Op.YES: _("yes"), Op.NO: _("no"), Op.KNOWN: _("known"), Op.UNKNOWN: _("not known")}[op]
    if op in COUNTED:
        return _counted(op, value)
    if op in {Op.ANY_OF, Op.NONE_OF}:
        names = _(" or ").join(leaf.told)
        return names if op == Op.ANY_OF else _("not %(value)s") % {"value": names}
    return _compared(op) % {"value": _value(value, str(leaf.filter.unit))}


def _counted(op: Op, number: int) -> str:
    how = {"number": number}
    if op == Op.COMING:
        return ngettext("in the next %(number)d day", "in the next %(number)d days", number) % how
    if op == Op.WITHIN:
        return ngettext("in the last month", "in the last %(number)d months", number) % how
    return ngettext("not in the last month", "not in the last %(number)d months", number) % how


def _compared(op: Op) -> str:
    return {
        Op.CONTAINS: _("contains “%(value)s”"),
        Op.STARTS: _("begins with “%(value)s”"),
        Op.LESS: _("less than %(value)s"),
        Op.MOST: _("at most %(value)s"),
        Op.EQUAL: _("exactly %(value)s"),
        Op.LEAST: _("at least %(value)s"),
        Op.MORE: _("more than %(value)s"),
        Op.BEFORE: _("before %(value)s"),
        Op.SINCE: _("since %(value)s"),
    }[op]


def _value(value: Any, unit: str) -> str:
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return " ".join(filter(None, (shown_number(value), unit)))
    return str(value)
