"""Does every page offer somebody only what is there, and what they may do?

As each role over every page: links, forms and parts that HTMX loads are followed. Nobody is led to a refusal, nothing
is offered that does not answer, and every page is sound in itself, in three languages.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from unittest import mock
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit
from zlib import crc32

import pytest
from django.conf import settings
from django.template.backends.django import Template
from django.urls import Resolver404, resolve

from architecture import pages
from architecture.access import ANALYST, EVERYBODY, MINISTRY, ROWS, Row
from architecture.test_access import address, noted, of_app, undone

pytestmark = pytest.mark.usefixtures("known_at_the_door")
REFUSALS = {401, 403, 404, 405, 410}
ELSEWHERE = ("/account/", "/admin/", "/static/", "/ui/language/", "/media/")
# Pages that caches may share, and one in the language of whoever is invited: their address says the language.
BY_ADDRESS = {
    "calendars:book", "calendars:book_take", "calendars:booked", "calendars:booked_move", "companies:reply",
    "events:invited", "events:public", "events:public_list", "events:register", "events:thanks",
    "ideas:challenge_open", "ideas:challenge_thanks",
    "groups:join", "groups:joined", "groups:public", "groups:public_list",
    "ideas:public_flagship", "ideas:public_flagships",
    "reporting:public_report", "reporting:public_reports",
    "studies:public", "studies:public_edition", "studies:public_list", "surveys:own",
}  # fmt: skip
ALIKE = 3  # links of one page to one view: of each, so many are followed
FROM_ALL = 8  # and of those of all pages to one view, asked with the same parameters
PAGES = [(name, row) for name, rows in sorted(ROWS.items()) for row in rows if row.method == "get"]


def reader(house, row):
    """Return who looks at a page: the administrator, where the page is for somebody else that one."""
    roles = house.people.by_role()
    return roles["administrator" if row.public or "administrator" in row.inside else min(row.inside)]


def look(house, url: str, user=None, htmx: bool = False, language: str | None = None):
    client = house.client(user, headers={"HX-Request": "true"} if htmx else {})
    if language:
        client.cookies["django_language"] = language
    return client.get(url)


@contextmanager
def undrawn() -> Iterator[None]:
    """Answers without their pages, which are half the work: whether an address refuses is said before one is drawn."""
    with mock.patch.object(Template, "render", lambda self, context=None, request=None: ""):
        yield


def shown(house, name: str, row: Row, user, language: str | None = None):
    """Return the page, or None where the address answers something else (a download, a redirect).

    Looked at once by each person: a page is the same for whoever follows its links and for whoever sends its forms,
    since nothing that the tests do lasts. Who wants to read it otherwise than it was read copies it.
    """
    asked = f"?language={language}" if language and name in BY_ADDRESS else ""
    url = address(name, row, house) + asked
    own = user is not None and user.language == language  # what they get without asking
    key = (url, user and user.pk, None if own else language, settings.DEMO)
    if key not in house.seen:
        house.seen[key] = _read(house, url, user, None if own else language)
    return house.seen[key]


def _read(house, url: str, user, language: str | None) -> pages.Page | None:
    with undone():
        answer = look(house, url, user, language=language)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        assert answer.status_code in {200, 204, 302}, answer.status_code
        return None
    return pages.read(answer.content.decode())


def inside(found: str, page: str) -> str | None:
    """Return the path and query of an address on a page; None where it leads out of the site or nowhere new."""
    if found.startswith(("mailto:", "tel:", "#", "data:", "webcal:")):
        return None
    whole = urlsplit(urldefrag(urljoin(f"http://testserver{page}", found)).url)
    if whole.netloc not in {"testserver", "127.0.0.1:8000"} or whole.path.startswith(ELSEWHERE):
        return None
    return whole.path + (f"?{whole.query}" if whole.query else "")


def view_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def languages_of(name: str) -> tuple[str, ...]:
    """Return in which languages a page is looked at: English, and French or German by turns (GRAPPE_STORIES=all: both).

    It is one template for all of them, and no text of it is without its translation (test_translations.py).
    """
    both = ("fr", "de")
    return (
        "en",
        *(both if os.environ.get("GRAPPE_STORIES") == "all" else both[crc32(name.encode()) % 2 :][:1]),
    )


@pytest.mark.parametrize("app", sorted({name.partition(":")[0] for name, _row in PAGES}))
def test_every_page_stands_in_its_languages(house, settings, app):
    """No fault, no undefined variable (tests/conftest.py sees to it), the right language, sound ids."""
    settings.DEMO = True
    faults: list[str] = []
    for name, row in [(name, row) for name, row in of_app(app) if row.method == "get"]:
        for language in languages_of(name):
            where = f"{name} {row.arguments} {language}"
            with noted(faults, where):
                page = shown(house, name, row, None if row.public else reader(house, row), language)
                found = unsound(page, language) if page is not None else ()
                faults += [f"{where}: {fault}: {said}" for fault, said in found]
    assert not faults, "\n".join(faults)


def unsound(page: pages.Page, language: str) -> Iterator[tuple[str, object]]:
    """Return what is wrong with a page as it was read."""
    doubled = [found for found, times in Counter(page.ids).items() if times > 1]
    if doubled:
        yield "ids stand twice", doubled
    if not page.language:
        return  # a fragment
    if page.language != language:
        yield "another language", page.language
    if page.headings.count("h1") != 1:
        yield "not one heading of the first rank", page.headings
    if not page.title.strip():
        yield "no title", page.title
    missing = page.targets - set(page.ids)
    if missing:
        yield "labels and descriptions name ids that are not there", missing


@dataclass
class Trail:
    """Where the pages that somebody sees lead: address and whether HTMX asks, by the page that offers it."""

    led: dict[tuple[str, bool], str] = field(default_factory=dict)
    kinds: Counter[tuple[str, ...]] = field(default_factory=Counter)
    views: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def note(self, page: pages.Page, here: str, name: str) -> None:
        """Keep the links of a page; of forty-five programmes in a list, and other rows alike, a few will do."""
        found = [(link, False) for link in page.links]
        found += [(part, True) for method, part in page.parts if method == "get"]
        for link, htmx in found:
            url = inside(link, here)
            if url is None or (url, htmx) in self.led:
                continue
            parts = urlsplit(url)
            view = (view_of(parts.path), *sorted(parse_qs(parts.query)))
            self.kinds[name, *view] += 1
            if self.kinds[name, *view] <= ALIKE and self.views[view] < FROM_ALL:
                self.views[view] += 1
                self.led[url, htmx] = name


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_every_link_leads_somewhere(house, settings, role):
    """The administrator, who is led everywhere, looks at each page; the others are told whether they may, and no more.

    Each page of the table is drawn for everybody as it stands: test_access.py.
    """
    settings.DEMO = True
    drawn = nullcontext if role == "administrator" else undrawn
    user = house.people.by_role()[role]
    trail, table = Trail(), set()
    for name, row in PAGES:
        if row.public or role not in row.inside:
            continue
        here = address(name, row, house)
        table.add((here, False))
        page = shown(house, name, row, user)
        if page is not None:
            trail.note(page, here, name)
    faults = {}
    for (url, htmx), name in sorted(trail.led.items()):
        if (url, htmx) in table:
            continue  # was just looked at
        with undone(), drawn():
            status = look(house, url, user, htmx).status_code
        if status in REFUSALS or status >= 500:
            faults[url] = f"{status}, offered by {name}"
    assert len(trail.led) > 20
    assert not faults


def sent(form: pages.Form, button: tuple[str, str] | None) -> dict[str, list[str]]:
    fields = {name: list(values) for name, values in form.fields.items()}
    if button is not None:
        fields.setdefault(button[0], []).append(button[1])
    return fields


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_every_form_is_taken(house, settings, role):
    """Each form, sent as it stands, by each of its buttons: done, or told what is missing; never refused.

    Of those that a page has for each of its rows, alike but for the number, a few will do.
    """
    settings.DEMO = True
    user = house.people.by_role()[role]
    faults, tried, kinds = {}, set(), Counter()
    for name, row in PAGES:
        if row.public or role not in row.inside:
            continue
        here = address(name, row, house)
        page = shown(house, name, row, user)
        if page is None:
            continue
        for form in page.forms:
            url = inside(form.action or here, here)
            if url is None:
                continue
            if form.method == "post" and not form.token:
                faults[f"{name} {url}"] = "a form without its token"
            for button in form.buttons or [None]:
                data = sent(form, button)
                key = (url, form.method, str(sorted(data.items())))
                if key in tried:
                    continue
                tried.add(key)
                kind = (name, view_of(urlsplit(url).path), form.method, button, *sorted(data))
                kinds[kind] += 1
                if kinds[kind] > ALIKE:
                    continue
                with undone():
                    status = getattr(house.client(user), form.method)(url, data).status_code
                if status in REFUSALS or status >= 500:
                    faults[f"{form.method} {url} {button}"] = f"{status}, offered by {name}"
    assert tried
    assert not faults


# Everybody inside fetches what is known of themselves, has a calendar of their own, and keeps their own views of lists.
OF_ONESELF = {"privacy:mine", "calendars:own", "calendars:connect", "lists:save"}
DONE_BY_ANALYSTS = ("studies:", "ideas:", "insight:", "surveys:", "trends:", "reporting:")


@pytest.mark.parametrize("role", [ANALYST, MINISTRY])
def test_those_who_read_are_offered_nothing_to_write(house, settings, role):
    """No form and no button that posts, but for language and way out; an analyst does studies, ideas, plans and more, though."""
    settings.DEMO = True  # as the tests above, which have looked at most of these pages
    user = house.people.by_role()[role]
    offered = {}
    for name, row in PAGES:
        if row.public or row.demo_only or role not in row.inside or name in OF_ONESELF:
            continue
        if role == ANALYST and name.startswith(DONE_BY_ANALYSTS):
            continue
        page = shown(house, name, row, user)
        if page is None:
            continue
        here = address(name, row, house)
        found = [inside(form.action or here, here) for form in page.forms if form.method == "post"]
        found += [inside(part, here) for method, part in page.parts if method != "get"]
        if any(found):
            offered[name] = [url for url in found if url]
    assert not offered
