"""Does every address answer whom it should, and nobody else? The truth table of access.py, run on PostgreSQL."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from architecture import pages
from architecture.access import EDITORS, EVERYBODY, LIBRARY_PAGES, ROWS, Row
from architecture.world import CONFIDED, NAMED

# Pages of other things that mention a title or a line out of a record in confidence, to those who may open it. Opening the
# record is what the audit writes down; what is new here says why it is no page of the record's own.
MENTIONS = {
    "companies:contacts", "needs:list", "lists:list", "lists:column", "lists:act", "reporting:behind",  # lists of many, by title
    "desk:company_file",  # the timeline
    "events:after", "groups:results", "studies:findings", "studies:need_options",  # a need to choose from
    "trends:topic", "trends:topic_name",  # sentences of a topic, with who wrote them when
}  # fmt: skip
ANSWERS = {200, 204, 301, 302, 303, 400, 409, 422}
# A session may be kept, and how often a link was opened (a cache); the audit of exports and of what was read in confidence
# is the one thing a GET writes (ADR 15, 6).
# pghistory may have put its context before what is written, in the same statement.
WRITES = re.compile(
    r'(?:^|;)\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?!"?accounts_(?:session|auditentry|cache)\b)', re.I
)
NOTED = re.compile(r'INSERT INTO "?accounts_auditentry\b')


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            if not space and str(entry.pattern).startswith("account/"):
                space = "account:"
            yield from names(entry, space)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_every_url_has_a_row():
    found = {name for name in names(get_resolver()) if name.split(":")[0] not in LIBRARY_PAGES}
    assert not found - set(ROWS), "give these URLs a row in tests/architecture/access.py"
    assert not set(ROWS) - found, "these rows have no URL any more"


def cases() -> list[tuple[str, Row]]:
    return [(name, row) for name, rows in sorted(ROWS.items()) for row in rows]


def address(name: str, row: Row, house) -> str:
    return reverse(name, kwargs={key: house.world[value] for key, value in row.arguments.items()})


def told(case: object) -> str:
    """Return how a case is called in the list of tests."""
    return case if isinstance(case, str) else getattr(case, "method", "")


@dataclass(frozen=True)
class Outcome:
    """What an address answered: the status, 401 for being sent to the sign-in page; and what was written meanwhile."""

    status: int
    written: tuple[str, ...]
    told: bool  # it says what was said in confidence
    noted: bool = False  # and the audit knows of it
    named: bool = False  # it says what was said to named people only


@contextmanager
def undone():
    """Let something happen that leaves no trace: the next role meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def noted(faults: list[str], where: str) -> Iterator[None]:
    """Note what breaks, where it broke and its last steps, and go on: the other addresses of the loop are asked as well."""
    try:
        yield
    except Exception:
        faults.append(f"{where}: {traceback.format_exc(limit=-4)}")


def call(name: str, row: Row, house, user=None) -> Outcome:
    client, asked = house.client(user), []

    def note(execute, sql, params, many, context):
        asked.append(str(sql))  # without its values: putting them in is a good part of the work of a query
        return execute(sql, params, many, context)

    with undone(), connection.execute_wrapper(note):
        answer = getattr(client, row.method)(address(name, row, house))
    written = tuple(sql for sql in asked if WRITES.search(sql))
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse(settings.LOGIN_URL))
    noted = any(NOTED.search(sql) for sql in asked)
    body = answer.getvalue() if answer.streaming else answer.content
    status, confided, named = answer.status_code, CONFIDED.encode() in body, NAMED.encode() in body
    return Outcome(401 if to_sign_in else status, written, confided, noted, named)


APPS = sorted({name.partition(":")[0] for name in ROWS})


def of_app(app: str) -> list[tuple[str, Row]]:
    """Return the rows of one app: thousands of addresses are asked in a loop for each app, not in a test for each address."""
    return [(name, row) for name, row in cases() if name.partition(":")[0] == app]


def shows_demo(settings, row: Row) -> None:
    """Set whether this is the demonstration, where it is not so already: settings that are set grow slower each time."""
    if row.demo_only != settings.DEMO:
        settings.DEMO = row.demo_only


@pytest.mark.usefixtures("in_a_word")
@pytest.mark.parametrize("app", APPS)
def test_the_truth_table(house, settings, app):
    faults: list[str] = []
    for name, row in of_app(app):
        shows_demo(settings, row)
        where = f"{name} {row.method} {row.arguments}"
        with noted(faults, where):
            verdicts = {role: call(name, row, house, user) for role, user in house.people.by_role().items()}
            found = faults_of(name, row, verdicts, call(name, row, house))
            faults += [f"{where}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


def faults_of(name: str, row: Row, verdicts: dict[str, Outcome], stranger: Outcome) -> Iterator[str]:
    """Return what is wrong with what an address answered to each."""
    welcome = EVERYBODY if row.public else row.inside
    for role, outcome in verdicts.items():
        if outcome.status not in (ANSWERS if role in welcome else {403}):
            yield f"{role} got {outcome.status}"
    if stranger.status not in (ANSWERS if row.public else {401}):
        yield f"a stranger got {stranger.status}"
    # The world's confidential contact is read by those who look after its company: page, list, export or feed alike.
    everyone = verdicts | {"stranger": stranger}
    told = {role for role, outcome in everyone.items() if outcome.told}
    if told - EDITORS:
        yield f"tells {told - EDITORS} what was said in confidence"
    named = {role for role, outcome in everyone.items() if outcome.named} - {"manager"}
    if named:
        yield f"tells {named} what is for named people only"
    silent = {role for role, outcome in verdicts.items() if outcome.told and not outcome.noted}
    if silent - (EVERYBODY if name in MENTIONS else set()):
        yield f"tells {silent} what was said in confidence, and the audit does not know"
    refused = [stranger] * (not row.public) + [verdicts[role] for role in EVERYBODY - welcome]
    if any(outcome.written for outcome in refused):
        yield f"something was written, and then refused: {[each.written for each in refused if each.written]}"
    if row.method == "get" and any(outcome.written for outcome in everyone.values()):
        yield f"looking changes something: {[each.written for each in everyone.values() if each.written]}"


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_is_a_page_in_every_language(house, status, language):
    """Everywhere else it is said in a word."""
    url = reverse("accounts:list") if status == 403 else reverse("companies:edit", args=[987_654_321])
    for user in (house.people.analyst, house.people.manager):
        client = house.client(user)
        client.cookies["django_language"] = language
        answer = client.get(url)
        page = pages.read(answer.content.decode())
        assert (answer.status_code, page.language, page.headings.count("h1")) == (status, language, 1)


def test_what_is_in_confidence_is_told_to_those_who_may_read_it(house):
    """Otherwise the truth table would find nothing to keep."""
    row = next(row for row in ROWS["companies:contact"] if row.arguments == {"pk": "confided"})
    assert call("companies:contact", row, house, house.people.manager).told


def test_what_is_written_is_seen(house):
    done = call("companies:archive", ROWS["companies:archive"][0], house, house.people.administrator)
    assert any("companies_company" in statement for statement in done.written)


@pytest.mark.parametrize("name", [name for name, rows in ROWS.items() if any(row.demo_only for row in rows)])
def test_pages_of_the_demonstration_are_not_there_otherwise(house, settings, name):
    settings.DEMO = False
    for row in ROWS[name]:
        assert call(name, row, house, house.people.administrator).status == 404


METHODS = ("get", "post", "put", "patch", "delete")


@pytest.mark.parametrize("app", APPS)
def test_no_method_without_a_row_is_answered(house, settings, app):
    """A method that no row of the address names is refused with 405, so that a row cannot be forgotten."""
    answered = {}
    for name in [name for name in sorted(ROWS) if name.partition(":")[0] == app]:
        known, row = {row.method for row in ROWS[name]}, ROWS[name][0]
        shows_demo(settings, next((row for row in ROWS[name] if row.demo_only), row))
        for method in [method for method in METHODS if method not in known]:
            status = call(name, replace(row, method=method), house, house.people.administrator).status
            if status != 405:
                answered[f"{name} {method}"] = status
    assert not answered


def test_the_raw_data_pages_open_for_superusers_only(client, house):
    for role in EVERYBODY:
        client.force_login(house.people.by_role()[role])
        answer = client.get("/admin/")
        assert (answer.status_code == 200) == (role == "administrator")
