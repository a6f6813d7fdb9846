"""Do the list of events and the page of one show what they say?"""

from __future__ import annotations

import pytest

from factories import events as make


@pytest.fixture
def inside(client, people):
    client.force_login(people.manager)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(inside, people, rows, django_assert_num_queries):
    for number in range(rows):
        event = make.event(people.manager, titles={"en": f"Round {number}"})
        make.registration(event)
    with django_assert_num_queries(4):
        page = inside.get("/events/")
    assert page.content.decode().count("Round ") == rows


def test_coming_and_past(inside, people):
    from grappe.ui import clock

    make.event(people.manager, at=clock.now(), in_days=5, titles={"en": "Soon"})
    make.event(people.manager, at=clock.now(), in_days=-5, titles={"en": "Long ago"})
    assert "Long ago" not in inside.get("/events/?when=coming").content.decode()
    assert "Soon" not in inside.get("/events/?when=past").content.decode()
    assert (
        "Soon" in inside.get("/events/?when=sideways").content.decode()
    )  # what nobody offers narrows nothing
