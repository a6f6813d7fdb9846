"""Where does a page go on as a list, with what it shows already asked for? By URL name, so that ui imports no app."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

Node = dict[str, Any]


def asked(name: str, op: str, value: Any = None) -> Node:
    """Return one condition of a list, as its address says it (`lists.queries.definitions`)."""
    return {"filter": name, "op": op} | ({"value": value} if value is not None else {})


def list_address(kind: str, *nodes: Node | None, sort: str = "") -> str:
    """Return the address of a list of a kind under these conditions, None left out; an empty text where there are no lists."""
    try:
        url = reverse("lists:list", args=[kind])
    except NoReverseMatch:
        return ""
    asks: dict[str, Any] = {"where": {"match": "all", "of": [node for node in nodes if node is not None]}}
    if sort:
        asks["sort"] = sort
    return f"{url}?{urlencode({'def': json.dumps(asks, separators=(',', ':'), ensure_ascii=False)})}"
