"""Which tags and filters do all templates share? (built in: no `load` needed)"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from grappe.engines.kernel import Text
from grappe.ui.custom_told import Coloured
from grappe.ui.said import Said

register = template.Library()


@register.filter
def localized(value: Any) -> str:
    """Show a `{"en": …, "fr": …, "de": …}` value (or a kernel Text) in the page's language."""
    if isinstance(value, Text):
        return value.in_language(get_language() or "en")
    if isinstance(value, dict):
        return Text.of(value).in_language(get_language() or "en")
    return "" if value is None else str(value)


@register.filter
def spoken(value: Any) -> SafeString | str:
    """Show what `localized` shows, with its language said where it is not the page's (WCAG 3.1.2).

    For what stands between tags; in attributes, titles, options and comparisons `localized` is right.
    """
    if isinstance(value, Said):
        return (
            format_html('<span lang="{}">{}</span>', value.language, value) if value.language else str(value)
        )
    text = Text.of(value) if isinstance(value, dict) else value
    shown, page = localized(text), (get_language() or "en")[:2]
    if not isinstance(text, Text) or not shown or text.language_for(page) == {"lb": "de"}.get(page, page):
        return shown
    return format_html('<span lang="{}">{}</span>', text.language_for(page), shown)


@register.simple_tag
def colon() -> str:
    """Show a colon as the page's language sets it: after a space that does not break in French."""
    return "\u00a0:" if (get_language() or "en").startswith("fr") else ":"


@register.filter
def eur(value: Any) -> str:
    """Show an amount in euros, without cents where there are none; nothing for nothing."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)} €"


@register.filter
def amount(value: Any) -> str:
    """Show a number with its thousands apart, without decimals where there are none; nothing for nothing."""
    if value is None or value == "":
        return ""
    number = Decimal(str(value)).normalize()
    places = max(0, -int(number.as_tuple().exponent))
    return number_format(number, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def day(value: Any) -> str:
    """Show a date in short, in the page's language."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look up `key` in a dictionary; None where it is missing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def host(value: Any) -> str:
    """Show an address by its host, without www."""
    return (urlsplit(str(value)).hostname or str(value)).removeprefix("www.")


@register.filter
def sources(value: Any) -> list[dict[str, str]]:
    """Take a source apart: each http(s) address becomes a link shown by its host, an article stays text."""
    text = str(value or "").strip()
    parts = text.split()
    if parts and all(part.startswith(("http://", "https://")) for part in parts):
        return [{"address": part, "text": host(part)} for part in dict.fromkeys(parts)]
    return [{"address": "", "text": text}] if text else []


@register.filter
def fact(value: Any) -> str:
    """Show a fact's value: yes and no in words, a list by commas, a number in the page's language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(fact(entry) for entry in value)
    if isinstance(value, int | float | Decimal):
        return number_format(value, use_l10n=True, force_grouping=True)
    return "" if value is None else str(value)


_SIZES = {
    "micro": _lazy("micro"), "small": _lazy("small"), "medium": _lazy("medium"), "large": _lazy("large"),
    "sme": _lazy("SME"), "all": _lazy("all"),
}  # fmt: skip


@register.filter
def size_word(value: Any) -> str:
    """Show a size class of Recommendation 2003/361/EC in words."""
    return str(_SIZES.get(str(value), value))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a Tabler icon; it is decoration, the words beside it say the same."""
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', name)


@register.inclusion_tag("ui/chart.html")
def chart(ident: str, option: dict[str, Any], label: str, height: str = "m") -> dict[str, Any]:
    """Draw an ECharts chart from its option; give the same figures as a table beside it.

    `height` is s, m or l. The option travels as JSON in a data block, never as a script.
    """
    return {
        "ident": ident,
        "option": json_script(option, f"{ident}-option"),
        "label": label,
        "height": height,
    }


@register.inclusion_tag("ui/field.html")
def field(bound: Any, help_text: str = "") -> dict[str, Any]:
    """Draw a form field with label, help and errors, tied together for screen readers."""
    described = [f"{bound.auto_id}_helptext"] if help_text or bound.help_text else []
    attributes = {"class": f"{bound.field.widget.attrs.get('class', '')} {_widget_class(bound)}".strip()}
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        attributes |= {"aria-invalid": "true", "class": f"{attributes['class']} is-invalid"}
    if described and not bound.use_fieldset:
        attributes["aria-describedby"] = " ".join(described)
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attributes),
        "is_check": isinstance(bound.field.widget, CheckboxInput),
        "help_text": help_text or bound.help_text,
    }


def _widget_class(bound: Any) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return ""  # Django would put the class on the group as well; the style sheet knows these by their fieldset
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.inclusion_tag("ui/badge.html")
def badge(label: Any, colour: str = "secondary", symbol: str = "") -> dict[str, Any]:
    """Draw a small label; `symbol` is an icon's name, so that colour is never alone. A choice of a custom field has its own."""
    colour = label.colour if isinstance(label, Coloured) else colour
    return {"label": label, "colour": colour, "symbol": symbol}


@register.inclusion_tag("ui/empty.html")
def empty(message: Any, url: str = "", action: Any = "") -> dict[str, Any]:
    """Say that there is nothing yet, and offer the first step."""
    return {"message": message, "url": url, "action": action}


@register.inclusion_tag("ui/slot.html")
def slot(name: str, pk: int, query: str = "") -> dict[str, Any]:
    """Leave room for what higher apps know of a thing; the settings (SLOTS) say who fills it.

    Each fragment comes from an address of the higher app, which takes the thing's `pk`, and `query` ("?…") with what the
    page was asked for: the lower app's page names the slot, never the app.
    """
    names = settings.SLOTS.get(name, ())
    return {"fragments": [reverse(fragment, kwargs={"pk": pk}) + query for fragment in names]}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Return this page's query string with some parameters changed (None removes one)."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = value
    return f"?{parameters.urlencode()}" if parameters else "?"
