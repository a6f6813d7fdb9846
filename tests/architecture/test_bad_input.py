"""Does any address break at what nobody would type? Numbers that are nobody's, nonsense in queries and in forms.

Every answer is a page that says something: never a fault of ours, and nothing half-written.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from architecture.access import Row
from architecture.queried import queried
from architecture.test_access import address, cases, told, undone
from architecture.test_offers import PAGES, inside, reader, shown, view_of

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


@pytest.mark.parametrize("number", [0, 987_654_321, 10**30], ids=["zero", "nobody's", "beyond all numbers"])
@pytest.mark.parametrize(("name", "row"), cases(), ids=told)
def test_a_number_that_is_nobodys_is_not_found(house, settings, name: str, row: Row, number: int):
    settings.DEMO = row.demo_only
    whole = {key: house.world[value] for key, value in row.arguments.items()}
    numbers = [key for key, value in whole.items() if isinstance(value, int)]
    for key in numbers:
        url = reverse(name, kwargs=whole | {key: number})
        if url == reverse(name, kwargs=whole):
            continue
        allowed = {400, 404, 422} | ({200, 302} if name in OTHERWISE else set())
        assert ask(house, house.people.administrator, row.method, url) in allowed, url


def names_asked(page, here: str) -> set[str]:
    """Return the names of what a page may be asked for: in its links and in its forms that ask."""
    found = {name for form in page.forms if form.method == "get" for name in form.fields}
    for link in [*page.links, *(part for _method, part in page.parts)]:
        url = inside(link, here)
        if url is not None and urlsplit(url).path == here:
            found |= set(parse_qs(urlsplit(url).query))
    return found | {"page", "on", "q"}


@pytest.mark.parametrize(("name", "row"), PAGES, ids=told)
def test_nonsense_in_a_query_breaks_no_page(house, settings, name: str, row: Row):
    """Whatever a view looks for in its query, and whatever it looks for once it has found that, is nonsense."""
    settings.DEMO = row.demo_only
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
                    return  # nobody looks
                status = ask(house, user, "get", here, dict.fromkeys(sorted(asked), nonsense))
                if not (noted - {None}) - asked:
                    break
            if status >= 500:
                broken[nonsense[:30]] = status
    assert not broken, sorted(asked)


def test_a_view_is_seen_looking_for_what_no_page_links_to(house):
    """Otherwise nonsense would be sent under names that nobody reads."""
    with queried() as noted:
        ask(house, house.people.administrator, "get", reverse("companies:list"))
    assert {"q", "cluster", "sort", "after", "before"} <= noted


def forms_of(house, user, htmx: bool) -> dict[str, dict[str, list[str]]]:
    """Return the forms that post, one for each view, by their address with the fields they have.

    `htmx`: only of the views that some page sends something to by HTMX.
    """
    found: dict[str, dict[str, list[str]]] = {}
    kinds: dict[str, str] = {}
    by_htmx = set()
    for name, row in PAGES:
        left_out = row.public or row.demo_only or "administrator" not in row.inside
        page = None if left_out else shown(house, name, row, user)
        for method, part in page.parts if page is not None else []:
            url = inside(part, address(name, row, house))
            if method != "get" and url is not None:
                by_htmx.add(view_of(urlsplit(url).path))
        for form in page.forms if page is not None else []:
            here = address(name, row, house)
            url = inside(form.action or here, here)
            if url is not None and form.method == "post" and kinds.setdefault(view_of(url), url) == url:
                fields = found.setdefault(url, {})
                fields.update(form.fields)
                fields.update({name: [value] for name, value in form.buttons})
    return {
        url: fields for url, fields in found.items() if not htmx or view_of(urlsplit(url).path) in by_htmx
    }


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
def test_nonsense_in_a_form_breaks_nothing(house, settings, htmx):
    settings.DEMO = False
    user = house.people.administrator
    headers = {"HX-Request": "true"} if htmx else {}
    forms = {url: fields for url, fields in forms_of(house, user, htmx).items() if fields}
    assert len(forms) > 10
    broken = {}
    for url, fields in sorted(forms.items()):
        for nonsense in NONSENSE:
            everything = dict.fromkeys(fields, nonsense)
            one_by_one = [fields | {name: [nonsense]} for name in fields] if nonsense == NONSENSE[0] else []
            for data in [everything, *one_by_one]:
                status = ask(house, user, "post", url, data, **headers)
                if status >= 500:
                    changed = [name for name in fields if data[name] in (nonsense, [nonsense])]
                    broken.setdefault((url, nonsense[:20]), (status, changed[:5]))
    assert not broken
