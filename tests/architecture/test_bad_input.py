"""Does any address break at what nobody would type? Numbers that are nobody's, nonsense in queries and in forms.

Every answer is a page that says something: never a fault of ours, and nothing half-written.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from architecture.access import Row
from architecture.queried import queried
from architecture.test_access import APPS, address, of_app, shows_demo, undone
from architecture.test_offers import PAGES, inside, reader, shown

NONSENSE = (
    "\x00", "'\"<b>{{ 7|add:7 }}%s", "99999999999999999999999999", "-1", "1e400", "NaN", "2026-13-45", "0001-01-01",
    "é" * 5_000, "\ud83d", "[1, {\"a\": []}]", "٣",
)  # fmt: skip


# Where a number that is nobody's is answered otherwise than by "not found", and why.
OTHERWISE = {
    "campaigns:of_sweep": "fills a room on another app's page: a link with the filters of the query",
    "companies:mark_remove": "removed is removed: whoever comes second is led back to the notes",
    "desk:company_timeline": "without HTMX it leads to the company's file, which is not found",
    "matches:of_need": "fills a room on another app's page: nothing known, nothing shown",
    "needs:of_run": "fills a room on another app's page: nothing known, nothing shown",
}


def ask(house, user, method: str, url: str, data: dict | None = None, **headers: str) -> int:
    client = house.client(user, headers=headers, raise_request_exception=False)
    with undone():
        try:
            return getattr(client, method)(url, data or {}).status_code
        except UnicodeEncodeError:
            return 400  # cannot even be sent


NUMBERS = (0, 987_654_321, 10**30)  # one of them beyond all that the database knows


@pytest.mark.usefixtures("in_a_word", "known_at_the_door")
@pytest.mark.parametrize("app", APPS)
def test_a_number_that_is_nobodys_is_not_found(house, settings, app: str):
    found = {}
    for name, row in of_app(app):
        shows_demo(settings, row)
        whole = {key: house.world[value] for key, value in row.arguments.items()}
        allowed = {400, 404, 422} | ({200, 302} if name in OTHERWISE else set())
        for key in [key for key, value in whole.items() if isinstance(value, int)]:
            for number in NUMBERS:
                url = reverse(name, kwargs=whole | {key: number})
                if url == reverse(name, kwargs=whole):
                    continue
                status = ask(house, house.people.administrator, row.method, url)
                if status not in allowed:
                    found[f"{name} {row.method} {url}"] = status
    assert not found


def names_asked(page, here: str) -> set[str]:
    """Return the names of what a page may be asked for: in its links and in its forms that ask."""
    found = {name for form in page.forms if form.method == "get" for name in form.fields}
    for link in [*page.links, *(part for _method, part in page.parts)]:
        url = inside(link, here)
        if url is not None and urlsplit(url).path == here:
            found |= set(parse_qs(urlsplit(url).query))
    return found | {"page", "on", "q"}


@pytest.mark.usefixtures("in_a_word", "known_at_the_door")
@pytest.mark.parametrize("app", sorted({name.partition(":")[0] for name, _row in PAGES}))
def test_nonsense_in_a_query_breaks_no_page(house, settings, app: str):
    """Whatever a view looks for in its query, and whatever it looks for once it has found that, is nonsense."""
    faults = {}
    for name, row in of_app(app):
        if row.method == "get":
            shows_demo(settings, row)
            asked, broken = broken_by(house, name, row)
            faults |= {f"{name} {row.arguments}": (broken, sorted(asked))} if broken else {}
    assert not faults


def broken_by(house, name: str, row: Row) -> tuple[set[str], dict[str, int]]:
    """Return what a page was asked for, and which nonsense in it broke the page."""
    here, user = address(name, row, house), reader(house, row)
    asked, broken, whole = set(), {}, False
    with queried() as noted:
        ask(house, user, "get", here)
        for nonsense in NONSENSE:
            while True:
                if (
                    None in noted and not whole
                ):  # it takes along all there is: what its own page would ask for, then
                    page = shown(house, name, row, user)
                    asked, whole = names_asked(page, here) if page is not None else {"q", "on"}, True
                asked |= noted - {None}
                if not asked:
                    return asked, broken  # nobody looks
                status = ask(house, user, "get", here, dict.fromkeys(sorted(asked), nonsense))
                if not (noted - {None}) - asked:
                    break
            if status >= 500:
                broken[nonsense[:30]] = status
    return asked, broken


def test_a_view_is_seen_looking_for_what_no_page_links_to(house):
    """Otherwise nonsense would be sent under names that nobody reads."""
    with queried() as noted:
        ask(house, house.people.administrator, "get", reverse("companies:list"))
    assert {"q", "cluster", "sort", "after", "before"} <= noted
