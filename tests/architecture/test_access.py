"""Does every address answer whom it should, and nobody else? The truth table of access.py, run on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from architecture.access import EDITORS, EVERYBODY, LIBRARY_PAGES, ROWS, Row
from architecture.world import CONFIDED, NAMED

# Pages of other things that mention a title or a line out of a record in confidence, to those who may open it. Opening the
# record is what the audit writes down; what is new here says why it is no page of the record's own.
MENTIONS = {
    "companies:contacts", "needs:list", "lists:list", "reporting:behind",  # lists of many, by title
    "desk:company_file",  # the timeline
    "events:after", "groups:results", "studies:findings", "studies:need_options",  # a need to choose from
    "trends:topic", "trends:topic_name",  # sentences of a topic, with who wrote them when
}  # fmt: skip
ANSWERS = {200, 204, 301, 302, 303, 400, 409, 422}
# A session may be kept; the audit of exports and of what was read in confidence is the one thing a GET writes (ADR 15, 6).
# pghistory may have put its context before what is written, in the same statement.
WRITES = re.compile(
    r'(?:^|;)\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?!"?accounts_(?:session|auditentry)\b)', re.I
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


@pytest.mark.parametrize(("name", "row"), cases(), ids=told)
def test_the_truth_table(house, settings, name, row):
    settings.DEMO = row.demo_only
    verdicts = {role: call(name, row, house, user) for role, user in house.people.by_role().items()}
    stranger = call(name, row, house)
    welcome = EVERYBODY if row.public else row.inside
    wrong = {
        role: outcome.status
        for role, outcome in verdicts.items()
        if outcome.status not in (ANSWERS if role in welcome else {403})
    }
    assert not wrong, f"{name} {row.method}: {wrong}"
    assert stranger.status in (ANSWERS if row.public else {401}), f"a stranger got {stranger.status}"
    # The world's confidential contact is read by those who look after its company: page, list, export or feed alike.
    told = {role for role, outcome in verdicts.items() if outcome.told} | (
        {"stranger"} if stranger.told else set()
    )
    assert told <= EDITORS, f"{name} tells {told - EDITORS} what was said in confidence"
    named = {role for role, outcome in verdicts.items() if outcome.named}
    assert named <= {"manager"} and not stranger.named, f"{name} tells {named} what is for named people only"
    silent = {role for role, outcome in verdicts.items() if outcome.told and not outcome.noted}
    silent -= EVERYBODY if name in MENTIONS else set()
    assert not silent, f"{name} tells {silent} what was said in confidence, and the audit does not know"
    refused = [stranger] * (not row.public) + [verdicts[role] for role in EVERYBODY - welcome]
    assert not [outcome.written for outcome in refused if outcome.written], (
        "something was written, and then refused"
    )
    if row.method == "get":
        everyone = [stranger, *verdicts.values()]
        assert not [outcome.written for outcome in everyone if outcome.written], (
            "looking at a page changes nothing"
        )


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


@pytest.mark.parametrize("name", sorted(ROWS))
def test_no_method_without_a_row_is_answered(house, settings, name):
    """A method that no row of the address names is refused with 405, so that a row cannot be forgotten."""
    settings.DEMO = any(row.demo_only for row in ROWS[name])
    known = {row.method for row in ROWS[name]}
    row = ROWS[name][0]
    answered = {
        method: call(name, replace(row, method=method), house, house.people.administrator).status
        for method in METHODS
        if method not in known
    }
    assert set(answered.values()) <= {405}, f"{name}: {answered}"


def test_the_raw_data_pages_open_for_superusers_only(client, house):
    for role in EVERYBODY:
        client.force_login(house.people.by_role()[role])
        answer = client.get("/admin/")
        assert (answer.status_code == 200) == (role == "administrator")
