"""Is a company that is kept to its team, with all that hangs on it, shown to nobody else, at any address?

The world's company has one of everything: here it is kept to a team, in a transaction that is undone, and its rows get a name
that stands nowhere else. Who is not of the team opens every address of access.py that is looked at, each once, and types the
name wherever something can be searched. Then the truth table: list, page, search, export, feed and file, as everybody, at each
visibility, against `companies.permissions`.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponseForbidden

import grappe
from architecture.access import ROWS, Row
from architecture.test_access import address, undone
from architecture.world import CONFIDED, PERSON, SECRETS
from grappe.apps.accounts.models import Team, User
from grappe.apps.accounts.operations.teams import set_scope
from grappe.apps.aids.models import AidProject, Award
from grappe.apps.calendars import operations as calendars
from grappe.apps.calendars.queries import feed_address
from grappe.apps.campaigns.models import Recipient
from grappe.apps.companies.enums import Visibility
from grappe.apps.companies.models import Company, Contact, Ownership
from grappe.apps.companies.permissions import can_view_company
from grappe.apps.companies.queries import lists
from grappe.apps.events.models import Cooperation
from grappe.apps.ideas.models import Idea, Partner
from grappe.apps.needs.models import Need
from grappe.apps.roadmaps.models import AidRequest, Step
from grappe.config import urls
from grappe.ui import clock

NAME = "Xanthippe-7"  # what the company is called here: its own name stands in texts that are not of it
PART = "Xanthipp"  # what one types to find it; a page that repeats it has told nothing
MARKERS = (NAME, *(each for each in SECRETS if each != "Zephyrine"), CONFIDED)
# Who opens an address: the first of these who may, when the company is not kept. Whom else it refuses, test_access.py says.
OUTSIDE = ("analyst", "other_manager", "ministry")
# Where the ministry reads in its own way, it opens the address too.
OF_THE_MINISTRY = {"desk:my_day", "desk:search", "reporting:behind", "reporting:records"} | {
    name for name in ROWS if name.startswith("ideas:")
}
# Somebody of the company takes part where others do: what they said of themselves (name, organisation), never what stands in the
# file, stays in the one paper that all have in their hands. Each with its reason; docs/reference/rights.md has them in words.
THEIR_OWN = {PERSON, "Zephyrine Biotech S.A."}
DOOR = "who stands at the door lets in everybody who registered"
ROOM = "the timetable is one for the room: without a meeting it would show a free table"
RECORD = "minutes, presence and discussion of a session are one record of all who sat in it"
IN_COMPANY_OF_OTHERS = {
    **dict.fromkeys(("events:badge", "events:badge_file", "events:badge_sheets", "events:badges", "events:checkin_people"), DOOR),
    **dict.fromkeys(
        ("events:timetable_grid", "events:timetable_pdf", "events:timetable_sheets", "events:timetable_workbook"), ROOM
    ),
    **dict.fromkeys(
        ("groups:approval", "groups:discussion", "groups:minutes", "groups:minutes_history", "groups:minutes_news",
         "groups:minutes_pdf", "groups:minutes_version", "groups:session"), RECORD
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """One address as one of those outside opens it."""

    name: str
    row: Row
    role: str


def beside(row: Row) -> list[Row]:
    """Return the same page of another company, which holds a part of the one that is kept and works with it."""
    if "company" not in row.arguments.values():
        return []
    other = {key: "other_company" if value == "company" else value for key, value in row.arguments.items()}
    return [replace(row, arguments=other)]


def readings() -> list[Reading]:
    found = []
    for name, row in ((name, row) for name, rows in sorted(ROWS.items()) for row in rows):
        if row.method != "get" or row.public:
            continue
        may = [role for role in OUTSIDE if role in row.inside]
        found += [Reading(name, each, role) for role in may[:1] for each in (row, *beside(row))]
        if name in OF_THE_MINISTRY and "ministry" in may[1:]:
            found.append(Reading(name, row, "ministry"))
    return found


def body_of(answer) -> str:
    """Return what an answer says, the texts of a PDF and of a workbook's parts too."""
    raw = answer.getvalue() if answer.streaming else answer.content
    if raw[:4] == b"%PDF":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "\n".join(archive.read(part).decode(errors="ignore") for part in archive.namelist())
    return raw.decode(errors="replace") + str(answer.headers)


ASKED = re.compile(r'<input[^>]*\bname="(q|text|words)"')
SUGGESTING = re.compile(r'\bCombobox\(\s*"([a-z_:]+)"')
SUGGESTIONS = {
    name for path in Path(grappe.__file__).parent.rglob("forms/*.py") for name in SUGGESTING.findall(path.read_text())
}  # fmt: skip


def told(name: str, row: Row, house, user) -> set[str]:
    """Return which words of the kept company an address tells, as it is and where one types the company's name."""
    where, client = address(name, row, house), house.client(user)
    body = body_of(client.get(where))
    asked = set(ASKED.findall(body.partition("<main")[2])) | ({"q"} if name in SUGGESTIONS else set())
    body += "".join(body_of(client.get(where, {parameter: PART})) for parameter in asked)
    return {marker for marker in MARKERS if marker in body}


def leaks(house, asked: list[Reading]) -> dict[str, set[str]]:
    found = {}
    for each in asked:
        allowed = THEIR_OWN if each.name in IN_COMPANY_OF_OTHERS else set()
        if hits := told(each.name, each.row, house, house.people.by_role()[each.role]) - allowed:
            found[f"{each.name} {each.row.arguments} to {each.role}"] = hits
    return found


@pytest.fixture
def kept(house, settings, monkeypatch):
    """The world's company kept to a team of one, the manager; a refusal is said in a word, since it is said often."""
    settings.DEMO = True
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden("refused"))
    logging.disable(logging.WARNING)
    company = house.world["company"]
    with undone():
        team = Team.objects.create(name="Confidants", created_at=clock.now())
        team.members.add(house.people.manager)
        Company.objects.filter(pk=company).update(visibility=Visibility.TEAM, team=team, brand=NAME)
        Ownership.objects.create(owned_id=company, owner_id=house.world["other_company"], capital_pct=30)
        Partner.objects.filter(pk=house.world["flagship_partner"]).update(
            company=company, name=f"{NAME} works"
        )
        Cooperation.objects.filter(first=company).update(second=house.world["other_company"])
        for model, field, way in HANGING:
            assert model.objects.filter(**{way: company}).update(**{field: f"{NAME} {field}"})
        yield house
    logging.disable(logging.NOTSET)


# What hangs on the company in words that the world gives to other things as well.
HANGING = (
    (Contact, "subject", "company"), (Need, "title", "company"), (Award, "label", "company"), (Step, "title", "roadmap__company"),
    (AidProject, "name", "company"), (AidRequest, "label", "roadmap__company"), (Cooperation, "title", "first"),
    (Idea, "title", "company"), (Recipient, "company_name", "company"),
)  # fmt: skip


def test_a_company_kept_to_its_team_is_told_nowhere_else(kept):
    found = leaks(kept, readings())
    assert not found, "\n".join(f"{where}: {sorted(what)}" for where, what in found.items())


def test_the_crawl_finds_a_list_that_forgets(kept, monkeypatch):
    monkeypatch.setattr(
        lists,
        "companies",
        lambda for_user: Company.objects.prefetch_related("clusters").select_related("nace", "commune"),
    )
    assert leaks(kept, [Reading("companies:list", ROWS["companies:list"][0], "analyst")])


# Where a company is met, each open to everybody inside. What is typed into the search is part of the name.
MET = {
    "list": ("companies:list", {}), "page": ("desk:company_file", {}), "search": ("desk:search", {"q": PART}),
    "suggestion": ("companies:lookup", {"q": PART}), "export": ("groups:members_csv", {}),
    "file": ("roadmaps:pdf", {}),
}  # fmt: skip
COLUMNS = (("everyone", "all"), ("everyone", "own"), ("clusters", "all"), ("team", "all"))
OF = {"administrator": "none", "manager": "its clusters", "analyst": "its team", "other_manager": "neither"}


def feeds(house) -> dict[str, str]:
    """Return the secret address of the calendar of each, in whose company's contact all of them take part."""
    people = {who: house.people.by_role()[who] for who in OF}
    Contact.objects.get(pk=house.world["contact"]).team.set(people.values())
    made = {who: calendars.renew_feed(by=user, at=clock.now()) for who, user in people.items()}
    return {who: urlsplit(feed_address(feed)).path for who, feed in made.items()}


def met_by(house, user, feed: str) -> dict[str, bool]:
    """Return where somebody meets the company."""
    client = house.client(user)
    answers = {
        met: client.get(address(name, ROWS[name][0], house), asked) for met, (name, asked) in MET.items()
    }
    answers["feed"] = house.client().get(feed)
    return {
        met: answer.status_code == 200 and any(marker in body_of(answer) for marker in MARKERS)
        for met, answer in answers.items()
    }


def test_list_page_search_export_feed_and_file_say_what_the_permission_says(kept):
    """Kept to nobody, where the role sees all and where it sees its own; to its clusters; to its team."""
    people, company = kept.people, Company.objects.get(pk=kept.world["company"])
    company.team.members.set([people.analyst])
    secret, wrong, seen = feeds(kept), [], []
    for visibility, scope in COLUMNS:
        Company.objects.filter(pk=company.pk).update(visibility=visibility)
        for role in ("cluster_manager", "market_analyst"):
            set_scope(role=role, scope=scope, by=people.administrator)
        for who, stands in OF.items():
            user = User.objects.get(pk=people.by_role()[who].pk)
            seen.append(can_view_company(user, Company.objects.get(pk=company.pk)))
            wrong += [
                f"{visibility}, role sees {scope}, of {stands}: {met} {found}"
                for met, found in met_by(kept, user, secret[who]).items()
                if found != seen[-1]
            ]
    assert seen == [True] * 4 + [True, True, True, False] * 2 + [True, False, True, False]
    assert not wrong, "\n".join(wrong)
