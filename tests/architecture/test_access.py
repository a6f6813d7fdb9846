"""Does every address answer whom it should, and nobody else? The truth table of access.py, run on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from architecture.access import EVERYBODY, LIBRARY_PAGES, ROWS, Row
from architecture.world import build
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ANSWERS = {200, 204, 301, 302, 303, 400, 409, 422}


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


@pytest.fixture
def world(people):
    return build(people)


def call(client, name: str, row: Row, world) -> int:
    url = reverse(name, kwargs={key: world[value] for key, value in row.arguments.items()})
    answer = getattr(client, row.method)(url)
    if answer.status_code == 302 and answer["Location"].startswith(settings_login()):
        return 401  # sent to the sign-in page
    return answer.status_code


def settings_login() -> str:
    return reverse(settings.LOGIN_URL)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "row"), cases(), ids=lambda value: value if isinstance(value, str) else value.method)
def test_the_truth_table(client, people, world, settings, name, row):
    settings.DEMO = row.demo_only
    verdicts = {}
    for role, user in people.by_role().items():
        client.force_login(user)
        verdicts[role] = call(client, name, row, world)
    client.logout()
    stranger = call(client, name, row, world)
    wrong = {
        role: status
        for role, status in verdicts.items()
        if status not in (ANSWERS if role in row.inside or (row.public and not row.inside) else {403})
    }
    assert not wrong, f"{name} {row.method}: {wrong}"
    assert stranger in (ANSWERS if row.public else {401}), f"{name} {row.method}: a stranger got {stranger}"


@pytest.mark.django_db
def test_the_raw_data_pages_open_for_superusers_only(client, people):
    for role in EVERYBODY:
        client.force_login(people.by_role()[role])
        answer = client.get("/admin/")
        assert (answer.status_code == 200) == (role == "administrator")
