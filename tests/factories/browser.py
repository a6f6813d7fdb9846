"""What does every story ask of a page in a real browser, and how does it wait for the answer?"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

PATIENCE = 90_000  # milliseconds: a busy machine is slow, not broken
# How many times slower the browser computes (GRAPPE_SLOW=6): what a story does not wait for falls then, not by chance.
SLOW = float(os.environ.get("GRAPPE_SLOW") or 0)
LATE = 0.3  # seconds that each answer takes longer then
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WIDEST = """() => [...document.querySelectorAll("body *")]
    .map(one => [Math.round(one.getBoundingClientRect().right), one.outerHTML.slice(0, 120)])
    .sort((a, b) => b[0] - a[0]).slice(0, 3)"""
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


def signed_in(page: Page, live_server: Any, user: Any, language: str, *, by_form: bool = False) -> Page:
    """Sign somebody in who reads in a language; return the page at My day.

    With the cookie of a session, which saves a page and the form on it; `by_form` goes through the door.
    """
    user.language = language
    user.save()
    if by_form:
        page.goto(f"{live_server.url}/account/login/")
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill("secret-pass-1")
        page.locator("main button[type=submit], main form button.btn-primary").first.click()
        page.wait_for_url(f"{live_server.url}/")
        return page
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])
    page.goto(f"{live_server.url}/")
    assert page.url == f"{live_server.url}/", "sent to the door"
    return page


def nothing_sticks_out(page: Page) -> None:
    """Fail, with what is widest, if the page can be scrolled sideways.

    The browser is given a moment: a chart is drawn anew after the frame in which its room became narrower.
    """
    try:
        page.wait_for_function(FITS, timeout=20_000)
    except Error as fault:
        raise AssertionError(f"{page.url} scrolls sideways: {page.evaluate(WIDEST)}") from fault


def at_rest(page: Page) -> None:
    """Wait until the page has loaded and HTMX has put in place all that it asked for.

    A button that was brought in a moment ago does nothing yet: HTMX looks at it when the fragment has settled.
    """
    page.wait_for_load_state("load")
    expect(page.locator(BUSY)).to_have_count(0, timeout=PATIENCE)


@contextmanager
def loads_anew(page: Page) -> Iterator[None]:
    """Do what leads to a page, and wait for that page, also where its address or its words are those of the one before."""
    page.evaluate("() => { window.grappeBefore = true; }")
    yield
    page.wait_for_function(
        "() => !window.grappeBefore && document.readyState === 'complete'", timeout=PATIENCE, polling=50
    )
    at_rest(page)


@contextmanager
def swaps(page: Page, method: str = "POST") -> Iterator[None]:
    """Do what sends something by HTMX, and wait until the fragment that answers it is in place."""
    with page.expect_response(lambda response: response.request.method == method, timeout=PATIENCE):
        yield
    at_rest(page)


def patient(browser: Browser) -> Browser:
    """Every context of the browser waits as long as a busy machine needs; with GRAPPE_SLOW it is slowed down."""
    made = browser.new_context

    def new_context(**how: object) -> BrowserContext:
        context = made(**how)
        context.set_default_timeout(PATIENCE)
        if SLOW:
            context.on("page", _slow_down)
        return context

    browser.new_context = new_context  # type: ignore[method-assign,assignment]
    return browser


def _slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})


def late(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the server takes its time before it looks at what it is asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        time.sleep(LATE)
        return get_response(request)

    return answer
