"""How is a query of an indicator read, and what is wrong with one, in words?"""

from __future__ import annotations

from typing import Any

import yaml
from django.utils.translation import gettext as _

from grappe.apps.reporting.enums import RecordKind
from grappe.engines.indicators import Figure, IndicatorError, parse_query
from grappe.ui.errors import BadInput

LARGEST = 20_000  # characters of a query


class _Plain(yaml.SafeLoader):
    """Reads YAML without aliases: with them a short text stands for more than can be read."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, _("aliases (*) are not read here"), mark)
        return super().compose_node(parent, index)


def tree_of(query: object) -> Figure:
    """Return the tree of a query as it is kept. Raises IndicatorError."""
    return parse_query(query, kinds=RecordKind.values)


def read_query(text: str) -> Any:
    """Return the query that YAML says, checked. Raises BadInput with the place of the fault."""
    if len(text) > LARGEST:
        raise BadInput(_("The query is too long."))
    try:
        data = yaml.load(text, Loader=_Plain)
        tree_of(data)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        line = mark.line + 1 if mark else 1
        raise BadInput(
            _("Line %(line)d of the query is not YAML: %(fault)s")
            % {"line": line, "fault": fault.problem or ""}
        ) from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        if isinstance(fault, IndicatorError):
            raise BadInput(said(fault)) from fault
        raise BadInput(_("The query is not YAML.")) from fault
    return data


def written_query(query: object) -> str:
    """Return a query as YAML, as somebody changes it on the page."""
    return str(yaml.safe_dump(query, allow_unicode=True, sort_keys=False, default_flow_style=None, width=90))


def said(fault: IndicatorError) -> str:
    """Return a fault of a query in words, with its place."""
    words = _fault_words().get(fault.code, fault.code) % {"detail": fault.detail}
    place = fault.path or _("The query")
    return f"{place}: {words}"


def _fault_words() -> dict[str, str]:
    return {
        "map_wanted": _("a list of “name: value” is wanted"),
        "list_wanted": _("a list of one to fifty entries is wanted"),
        "whole_wanted": _("a whole number of at least 1 is wanted"),
        "one_measure": _("exactly one of these is wanted: %(detail)s"),
        "one_of": _("one of these is wanted: %(detail)s"),
        "unknown_field": _("this is not known here; known are: %(detail)s"),
        "share_of_share": _("a share cannot be made of shares"),
        "companies_wanted": _("records, a standing, “any” or “all” is wanted"),
        "too_deep": _("sets within sets go too deep here"),
        "too_large": _("the query selects too much: at most %(detail)s records and standings"),
        "not_of_this_column": _("“%(detail)s” cannot be compared so"),
        "text_value": _("a text is wanted"),
        "number_value": _("a number is wanted"),
        "whole_value": _("a whole number of days is wanted"),
        "yes_no_value": _("true or false is wanted"),
    }
