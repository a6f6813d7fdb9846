"""How do the stories drive a real browser? Chromium, one signed-in page per role, axe, screenshots."""

from __future__ import annotations

import os
import re
import shutil
import zlib
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Error, expect

from factories.browser import PATIENCE, SLOW, at_rest, patient, signed_in

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright's loop runs in this thread; the tests are synchronous
)
expect.set_options(timeout=PATIENCE)
AXE_RUN = "options => axe.run(options).then(results => ({violations: results.violations}))"
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "var" / "screenshots"


# Every story in each of its languages (make stories, make screenshots); otherwise each in one of them.
IN_ALL_LANGUAGES = os.environ.get("GRAPPE_STORIES") == "all" or bool(os.environ.get("GRAPPE_SCREENSHOTS"))


def language_of(item: pytest.Item) -> str | None:
    """Return the language in which a story is told, where it is told in several."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("language") if callspec else None


def turn(nodeid: str, number: int, languages: list[str]) -> str:
    """Return the language whose turn it is: by the file's name and the story's number in it, so the same in every run."""
    path = nodeid.partition("::")[0].rpartition("/")[2]
    return sorted(languages)[(zlib.crc32(path.encode()) + number) % len(languages)]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Tell each story once, in one of its languages; those marked `every_language`, and all of them when asked, in each.

    What was left out by name (-k, an address with a language in it) does not take part: asked for French, it is French.
    """
    if IN_ALL_LANGUAGES:
        return
    told = defaultdict(lambda: defaultdict(list))
    for item in items:
        if language_of(item) and not item.get_closest_marker("every_language"):
            told[item.path][item.originalname].append(item)
    untold = set()
    for stories in told.values():
        for number, alike in enumerate(stories.values()):
            chosen = turn(alike[0].nodeid, number, list({language_of(item) for item in alike}))
            untold |= {item for item in alike if language_of(item) != chosen}
    if untold:
        config.hook.pytest_deselected(items=list(untold))
        items[:] = [item for item in items if item not in untold]


def chromium() -> str | None:
    """Return the browser's path: CHROMIUM, or the one on the PATH.

    The shell without windows draws the same pages for a fifth less of the processor.
    """
    named = os.environ.get("CHROMIUM")
    known = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return named or next(filter(None, map(shutil.which, known)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium()
    if path is None:
        pytest.fail(
            "No Chromium found: install it (apt-get install chromium) or set CHROMIUM=/path/to/it.",
            pytrace=False,
        )
    return {
        **browser_type_launch_args,
        "executable_path": path,
        "args": [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def browser(browser):
    """A browser with patience in every page it opens, slowed down by GRAPPE_SLOW."""
    return patient(browser)


@pytest.fixture(autouse=True)
def nothing_stays_open(browser):
    """Pages of outsiders and colleagues go with their story: left open, they would go on asking the server of the next."""
    yield
    for context in browser.contexts:
        context.close()


@pytest.fixture(autouse=True, scope="session")
def late_answers():
    """With GRAPPE_SLOW the server takes its time as well."""
    from django.test import override_settings

    more = ["factories.browser.late"] if SLOW else []
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, *more]):
        yield


@pytest.fixture
def page(page):
    """A page on which a script error or a refused inline script or style fails the test."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: (
            faults.append(f"{line.text} {line.location}") if "Content Security Policy" in line.text else None
        ),
    )
    yield page
    assert not faults, faults


@pytest.fixture
def sign_in(live_server, page, people):
    """Sign in as a person of `people` in a language; return the page at My day.

    With the cookie of a session, which saves a page and the form on it: `by_form=True` goes through the door.
    """

    def _sign_in(user, language: str = "en", by_form: bool = False):
        page.context.clear_cookies()
        return signed_in(page, live_server, user, language, by_form=by_form)

    return _sign_in


def told_in_english_too(item: pytest.Item) -> bool:
    """Return whether this session tells the same story in English as well, with all else alike."""
    language = language_of(item)
    if language in (None, "en"):
        return False
    name, _, told = item.nodeid.partition("[")
    twin = "-".join("en" if part == language else part for part in told.removesuffix("]").split("-"))
    return any(other.nodeid == f"{name}[{twin}]" for other in item.session.items)


@pytest.fixture
def axe_clean(request):
    """Fail with axe's findings (WCAG 2.2 A and AA) on the page as it stands once it is at rest.

    Only the findings leave the browser: what passes, with all its elements, takes twice as long as looking at it.
    Contrast is half of what axe takes: it is looked at when a page is first met in a story, by the address without its
    numbers and at its width (make stories: each time); in French only where the story is not told in English as well.
    All else (names, labels, landmarks, sizes of targets) is looked at each time, in each language.
    Not with GRAPPE_SLOW: the time that axe takes would hide what a story does not wait for.
    """
    from axe_playwright_python.base import AXE_SCRIPT, AxeResults

    alike, met = told_in_english_too(request.node), set()

    def _axe_clean(page) -> None:
        if SLOW:
            return
        at_rest(page)
        if page.evaluate("typeof axe") == "undefined":  # once a document
            page.evaluate(AXE_SCRIPT)
        here = (re.sub(r"\d+", "", page.url.partition("?")[0]), (page.viewport_size or {}).get("width"))
        known = alike or (here in met and not IN_ALL_LANGUAGES)
        met.add(here)
        options = {**AXE_OPTIONS, "rules": {"color-contrast": {"enabled": False}}} if known else AXE_OPTIONS
        results = AxeResults(page.evaluate(AXE_RUN, options))
        assert results.violations_count == 0, results.generate_report()

    return _axe_clean


@pytest.fixture
def look_at(axe_clean):
    """Upload a file on a page of imports by its button, have it looked at, and wait for a heading of the findings."""
    from factories.jobs import work

    def _look_at(page, path, button: str, heading: str) -> None:
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("button", name=button).press("Enter")
        page.locator("progress").wait_for()
        axe_clean(page)
        work()
        page.get_by_role("heading", name=heading).wait_for()  # the page looks again by itself
        axe_clean(page)

    return _look_at


DOCUMENTED = ROOT / "docs" / "screenshots"


@pytest.fixture
def shot():
    """Take a screenshot of the whole page into var/screenshots, where somebody may look at it.

    `document="my-day"` makes it a picture of the documents as well, when they are taken anew (make screenshots).
    Not where all stories are told at once by two workers (make test), unless GRAPPE_SCREENSHOTS asks: taking three
    hundred pictures that nobody opens is an eighth of the time of the stories.
    """

    def _shot(page, name: str, document: str = "") -> None:
        if SLOW or (os.environ.get("PYTEST_XDIST_WORKER") and not os.environ.get("GRAPPE_SCREENSHOTS")):
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        _picture(page, SHOTS / f"{name}.png", full_page=True)
        if document and os.environ.get("GRAPPE_SCREENSHOTS"):
            _picture(page, DOCUMENTED / f"{document}.png")

    return _shot


def _picture(page, path: Path, **how: bool) -> None:
    """Take a picture; Chromium on a busy machine has no frame to give now and then, and has one a moment later."""
    for moments_left in (2, 1, 0):
        try:
            page.screenshot(path=path, **how)
            return
        except Error as fault:
            if "Unable to capture screenshot" not in str(fault) or not moments_left:
                raise
            page.wait_for_timeout(500)
