"""What does every story ask of a page in a real browser?"""

from __future__ import annotations

from playwright.sync_api import Error, Page

FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
WIDEST = """() => [...document.querySelectorAll("body *")]
    .map(one => [Math.round(one.getBoundingClientRect().right), one.outerHTML.slice(0, 120)])
    .sort((a, b) => b[0] - a[0]).slice(0, 3)"""


def nothing_sticks_out(page: Page) -> None:
    """Fail, with what is widest, if the page can be scrolled sideways.

    The browser is given a moment: a chart is drawn anew after the frame in which its room became narrower.
    """
    try:
        page.wait_for_function(FITS, timeout=20_000)
    except Error as fault:
        raise AssertionError(f"{page.url} scrolls sideways: {page.evaluate(WIDEST)}") from fault
