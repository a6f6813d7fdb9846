"""What does somebody do all day? The people of the load run, for Locust; `benchmarks.load` starts it.

Each of them is signed in by a session that `benchmarks.load` made, thinks for some seconds between two things and does what a
browser does: the box asks while one types, a file brings its parts, a form is opened before it is sent.
"""

from __future__ import annotations

import json
import os
import random
import re
from html import unescape
from itertools import count
from pathlib import Path
from urllib.parse import quote

from locust import FastHttpUser, between, task

GIVEN = json.loads(Path(os.environ["GRAPPE_LOAD"]).read_text())
NEXT = count()
FIELD = re.compile(r'<input[^>]*name="(csrfmiddlewaretoken|sequence)"[^>]*value="([^"]*)"')
PART = re.compile(r'hx-get="(/[^"]+)" hx-trigger="load"')
LATER = re.compile(r'rel="next" href="([^"]*)"')


class Person(FastHttpUser):
    """Somebody of the team, with a thought of 5 to 15 seconds between two things."""

    wait_time = between(*GIVEN["thinks"])
    host = GIVEN["host"]

    def on_start(self) -> None:
        """Take the next session; each person has its own chances."""
        number = next(NEXT)
        who = GIVEN["signed_in"][number % len(GIVEN["signed_in"])]
        self.lot, self.theirs = random.Random(number), who["theirs"]
        self.headers = {
            "Cookie": f"{GIVEN['cookie']}={who['session']}",
            "Accept-Encoding": "gzip",
        }
        self.get("/", "My day")

    def get(self, path: str, title: str) -> str:
        """Return a page's text; being led on is no error where it is not to the door."""
        with self.client.get(
            path, headers=self.headers, name=title, catch_response=True, allow_redirects=False
        ) as answer:
            led_on = answer.status_code == 302 and "/account/" not in answer.headers["Location"]
            if answer.status_code != 200 and not led_on:
                answer.failure(f"{answer.status_code} for {path}")
            return answer.text or ""

    @task(4)
    def search(self) -> None:
        """Type a name, or words, look at what is offered and at the page of all that is found."""
        text = self.lot.choice(GIVEN["names"] if self.lot.random() < 0.6 else GIVEN["words"])
        for end in range(3, min(len(text), 12) + 1, 3):
            self.get(f"/search/suggestions/?q={quote(text[:end])}", "Search, while typing")
        self.get(f"/search/?q={quote(text)}", "Search, all that is found")

    @task(4)
    def file(self) -> None:
        """Open a company's file with all its parts."""
        page = self.get(f"/companies/{self.lot.choice(GIVEN['companies'])}/", "Company file")
        for part in PART.findall(page):
            self.get(part, "Company file, its parts")

    @task(3)
    def list(self) -> None:
        """Look through companies: all by name, those of a cluster, those of several conditions; and the next page."""
        asked = self.lot.choice(GIVEN["lists"])
        found = self.get(f"/lists/companies/?def={quote(json.dumps(asked))}", "List of companies")
        if later := LATER.search(found):
            self.get(f"/lists/companies/{unescape(later[1])}", "List, its next page")

    @task(2)
    def save(self) -> None:
        """Plan a talk with a company that is theirs, by its form."""
        path = f"/companies/{self.lot.choice(self.theirs)}/contacts/plan/"
        fields = dict(FIELD.findall(self.get(path, "Contact, the form")))
        sent = {
            **fields, "kind": "phone", "subject": self.lot.choice(GIVEN["words"]), "day": "2027-02-01",
            "hour": f"{self.lot.randrange(8, 18):02}:00", "minutes": "30", "audience": "everyone",
        }  # fmt: skip
        heads = {**self.headers, "Origin": GIVEN["host"], "Referer": GIVEN["host"] + path}
        heads["Cookie"] += f"; csrftoken={fields.get('csrfmiddlewaretoken', '')}"
        with self.client.post(
            path, data=sent, headers=heads, name="Contact, saved", catch_response=True, allow_redirects=False
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"{answer.status_code} for {path}")
                return
            saved = answer.headers["Location"]
        self.get(saved, "Contact, its page")
