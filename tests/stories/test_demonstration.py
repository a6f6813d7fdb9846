"""As somebody who tries Grappe, I start its demonstration from nothing and find a living house in my language.

`grappe serve --demo` in processes of its own, with a database of its own: what `make run` starts. It is filled once for
all that is looked at: that it serves, that its house is alive, that Ctrl-C stops everything and a kill leaves nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from factories.served import Served, is_postgres, named, processes_of, wait_until

pytestmark = pytest.mark.story


@pytest.fixture
def served():
    top = Path(tempfile.mkdtemp(prefix="grappe-serve-"))
    top.chmod(0o755)
    var = top / "var"
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(var, top / f"out{len(started)}.txt"))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
        one.log.close()
    wait_until(lambda: not processes_of(var), 15)
    for pid in processes_of(var):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(top, ignore_errors=True)


def test_the_demonstration_lives_and_ctrl_c_stops_everything(served, page, axe_clean, shot):
    first = served()
    first.wait_ready()
    assert '"ready"' in first.get("/readyz")
    door = first.get("/account/login/")
    sheet = re.search(r'href="(/static/grappe/dist/grappe\.[0-9a-f]+\.css)"', door)
    assert sheet, "the assets are hashed and collected"
    assert len(first.get(sheet.group(1))) > 100_000
    look_around(first, page, axe_clean, shot)
    os.killpg(first.process.pid, signal.SIGINT)
    assert first.process.wait(60) == 0
    assert wait_until(lambda: not processes_of(first.var), 20), named(processes_of(first.var))

    second = served()  # the second start keeps the data and is quick
    second.wait_ready()
    second.process.kill()  # kill -9: nothing may keep running but the database, which the next start finds
    assert wait_until(lambda: len([p for p in processes_of(second.var) if not is_postgres(p)]) == 0, 30)
    third = served()
    third.wait_ready()
    third.process.terminate()
    assert third.process.wait(60) == 0
    assert wait_until(lambda: not processes_of(third.var), 20), named(processes_of(third.var))


def look_around(served, page, axe_clean, shot):
    """Two people of the house, by the printed logins: each page of the menu, and a company's file.

    The pages are looked at by axe in English: they are the same in French, told by the other stories.
    """
    password = re.search(r"Password for all of them: (\S+)", served.said().split("Grappe is ready")[1])[1]
    for who, language in (("mia", "en"), ("claire", "fr")):
        page.context.clear_cookies()
        page.goto(f"{served.url}/account/login/")
        page.locator("input[name=login]").fill(f"{who}@demo.example")
        page.locator("input[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served.url}/")
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("#contacts .day-row").count() >= 2
        shot(page, f"demo-my-day-{language}", document="my-day" if language == "en" else "")
        look = axe_clean if language == "en" else lambda page: None
        look(page)
        for address in [link.get_attribute("href") for link in page.locator("#menu .nav-link").all()]:
            assert page.goto(f"{served.url}{address}").status == 200
            assert page.locator("h1").inner_text().strip()
            look(page)
        open_a_company(served, page)
        look(page)
        shot(page, f"demo-company-{language}", document="company-file" if language == "en" else "")


def open_a_company(served, page):
    """Open the file of a company with a roadmap that was diagnosed as well."""
    page.goto(f"{served.url}/roadmaps/")
    for address in [link.get_attribute("href") for link in page.locator("tbody th a").all()]:
        page.goto(f"{served.url}{address}")
        if page.locator("#company-radar").count():
            page.locator("#company-radar[data-drawn=yes]").wait_for()
            return
    pytest.fail("no company with a roadmap was diagnosed")
