"""Does somebody see the letters about ideas that were maybe sent, and decide on them?"""

from __future__ import annotations

import pytest

from factories import ideas as make
from grappe.apps.ideas.models import Letter

pytestmark = pytest.mark.django_db


def letter(state: str, **more):
    values = {
        "contributor": make.contributor(),
        "kind": "link",
        "try_at": make.AT,
        "claimed_at": make.AT,
        "attempts": 1,
    }
    return Letter.objects.create(state=state, **(values | more))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_in_a_constant_number_of_queries(client, people, rows, django_assert_num_queries):
    client.force_login(people.manager)
    for _number in range(rows):
        letter("uncertain")
    with django_assert_num_queries(4):
        page = client.get("/ideas/letters/")
    assert page.content.decode().count("It arrived:") == rows


def test_a_person_decides(client, people):
    client.force_login(people.manager)
    maybe, failed, sent = letter("uncertain"), letter("failed"), letter("sent")
    listed = client.get("/ideas/").content.decode()
    assert "2 letters need a decision" in listed
    client.post(f"/ideas/letters/{maybe.pk}/decide/", {"what": "arrived"})
    client.post(f"/ideas/letters/{failed.pk}/decide/", {"what": "again"})
    refused = client.post(f"/ideas/letters/{sent.pk}/decide/", {"what": "again"}, follow=True)
    assert "nothing to decide" in refused.content.decode()
    states = {each.pk: each.state for each in Letter.objects.all()}
    assert states == {maybe.pk: "sent", failed.pk: "waiting", sent.pk: "sent"}
    assert people.manager.name in Letter.objects.get(pk=maybe.pk).trail[-1]["text"]
    assert "need a decision" not in client.get("/ideas/").content.decode()
