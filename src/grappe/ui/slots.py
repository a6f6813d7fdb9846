"""Which places does a page leave for what higher apps know?

A lower app never names a higher one. Its template says `{% slot "mark" mark.pk %}`; the higher app says in its
`AppConfig.ready`: `slots.register("mark", "needs:from_mark")`. The page then carries one HTMX element for each
registered URL name, which fetches its fragment from there, with its own permissions.
"""

from __future__ import annotations

from django.urls import reverse

_FILLED: dict[str, list[str]] = {}


def register(name: str, url_name: str) -> None:
    """Fill the slot `name` with the fragment at a URL, which takes the slot's arguments in their order."""
    names = _FILLED.setdefault(name, [])
    if url_name not in names:
        names.append(url_name)


def addresses(name: str, *arguments: object) -> list[str]:
    """Return the addresses that fill a slot, in the order of registration; none where nobody fills it."""
    return [reverse(url_name, args=arguments) for url_name in _FILLED.get(name, [])]
