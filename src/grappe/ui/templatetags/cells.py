"""How is a value of a list drawn? In Python: a page has hundreds of them, and in a template each costs as much as a query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from grappe.ui.custom_told import Coloured
from grappe.ui.listing import Shows
from grappe.ui.templatetags.ui import amount, colon, day, eur, fact, host

register = template.Library()
_NUMBERS = {Shows.NUMBER, Shows.EURO}


@lru_cache(maxsize=2_000)
def _badge(label: str, colour: str) -> str:
    return render_to_string("ui/badge.html", {"label": label, "colour": colour, "symbol": ""})


def _label(value: Any, colour: str) -> str:
    return _badge(str(value), value.colour if isinstance(value, Coloured) else colour)


def _labels(value: Any) -> SafeString:
    return SafeString("".join(f"{_label(each, 'purple')} " for each in value))


_WRITTEN: dict[str, Callable[[Any], str]] = {
    Shows.NUMBER: lambda value: escape(amount(value)),
    Shows.EURO: lambda value: escape(eur(value)),
    Shows.DAY: lambda value: escape(day(value)),
    Shows.MOMENT: lambda value: escape(day(value)),
    Shows.YES_NO: lambda value: escape(fact(value)),
    Shows.LABELS: _labels,
    Shows.STATE: lambda value: _label(value, "blue"),
    Shows.LINK: lambda value: format_html(
        '<a href="{}" rel="noopener noreferrer">{}</a>', value, host(value)
    ),
    Shows.EMAIL: lambda value: format_html('<a href="mailto:{}">{}</a>', value, value),
}


@register.filter
def drawn(cell: Any) -> SafeString:
    """Draw one value of a list (`lists.queries.pages.Cell`): as what it is, with its address; nothing for nothing."""
    if cell.is_empty:
        return SafeString("")
    if cell.address:
        dated = cell.shows in {Shows.DAY, Shows.MOMENT}
        return format_html('<a href="{}">{}</a>', cell.address, day(cell.value) if dated else cell.value)
    written = _WRITTEN.get(cell.shows)
    return (
        SafeString(written(cell.value))
        if written
        else format_html('<span class="list-text">{}</span>', cell.value)
    )


@register.simple_tag
def row_cells(pk: int, headers: Sequence[dict[str, Any]], cells: Sequence[Any]) -> SafeString:
    """Draw the cells of one row: the first is its head; on a telephone each of the others says what it is."""
    found = [format_html('<th scope="row" id="row-{}">{}</th>', pk, drawn(cells[0]))] if cells else []
    for head, cell in zip(headers[1:], cells[1:], strict=True):
        number = ' class="number"' if cell.shows in _NUMBERS else ""
        blank = " data-blank" if cell.is_empty else ""
        if "told" not in head:  # by the first row, for all others
            head["told"] = f'<span class="list-label">{escape(head["column"].label)}{colon()} </span>'
        found.append(SafeString(f"<td{number}{blank}>{head['told']}{drawn(cell)}</td>"))
    return SafeString("".join(found))  # each part was escaped where it was made
