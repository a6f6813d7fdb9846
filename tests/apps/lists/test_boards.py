"""Do cards stand in the column of their state, and move by the app's own operation or say why not?"""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse

from factories import reference
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.lists.operations.kinds import BOARDS, board_of
from grappe.apps.lists.queries import boards as board_queries
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.needs.models import Need
from grappe.ui import clock

pytestmark = pytest.mark.django_db
BOARD = quote(json.dumps({"as": "board"}))


def need(company, title="Need", state="confirmed"):
    theme = reference.theme("digital")
    return Need.objects.create(company=company, title=title, theme=theme, state=state, created_at=clock.now())


def moved(client, thing, kind, to, seen, **more):
    sent = {"group": to, "seen": seen, "def": json.dumps({"as": "board"})} | more
    return client.post(f"/lists/{kind}/move/{thing.pk}/", sent, headers={"HX-Request": "true"})


def test_each_kind_with_states_has_a_board_whose_columns_hold_each_record_once(manager, people):
    for kind in BOARDS:
        page = manager.get(f"/lists/{kind}/?def={BOARD}")
        assert page.context["on_board"] and page.status_code == 200
        board = board_of(kind, Catalogue(people.manager, clock.today()).asked)
        assert [each.state for each, _cards in page.context["lanes"]] == [
            state for state, _label in board.states
        ]
    assert not manager.get(f"/lists/companies/?def={BOARD}").context["on_board"]


def test_a_card_moves_by_the_operation_or_says_why_not(manager, people, clusters):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    one = need(company, "Sensors")
    answer = moved(manager, one, "needs", "met", "confirmed")
    assert answer.status_code == 200
    assert "“Sensors” is now: Met." in answer.content.decode()
    one.refresh_from_db()
    assert (one.state, one.decided_by, one.version) == ("met", people.manager, 2)
    refused = moved(manager, one, "needs", "dismissed", "met")
    assert refused.status_code == 422 and "cannot become" in refused.content.decode()
    stale = moved(manager, one, "needs", "confirmed", "proposed")
    assert stale.status_code == 409 and "Somebody else moved it meanwhile" in stale.content.decode()
    assert moved(manager, one, "needs", "no_such_state", "met").status_code == 422
    one.refresh_from_db()
    assert one.state == "met"
    other = need(CompanyFactory(clusters=[clusters["wood"]]))
    told = moved(manager, other, "needs", "met", "confirmed")
    assert told.status_code == 422 and "clusters" in told.content.decode()
    plain = manager.post(f"/lists/needs/move/{one.pk}/", {"group": "confirmed", "seen": "met"})
    assert plain.status_code == 302 and Need.objects.get(pk=one.pk).state == "confirmed"


def test_who_does_not_see_a_record_moves_nothing(client, people, clusters):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    hidden = ContactFactory(company=company, audience="named", state="planned", created_by=people.manager)
    client.force_login(people.administrator)
    assert moved(client, hidden, "contacts", "held", "planned").status_code == 422
    hidden.refresh_from_db()
    assert hidden.state == "planned"
    client.force_login(people.analyst)
    assert client.post(f"/lists/contacts/move/{hidden.pk}/", {"group": "held"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_a_board_costs_the_same_whatever_it_holds(manager, clusters, rows, django_assert_num_queries):
    for number in range(rows):
        company = CompanyFactory(clusters=[clusters["healthtech"]])
        for state in ("proposed", "confirmed", "met", "dismissed"):
            need(company, f"Need {number}", state)
    shown = quote(json.dumps({"as": "board", "where": {"match": "all", "of": []}}))
    with django_assert_num_queries(15):
        page = manager.get(f"/lists/needs/?def={shown}").content.decode()
    assert page.count("Need 0") >= 4


def test_a_column_is_read_on_by_its_place(manager, clusters, monkeypatch):
    monkeypatch.setattr(board_queries, "CARDS", 2)
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    for number in range(5):
        ContactFactory(
            company=company,
            subject=f"Talk {number}",
            state="held",
            starts_at=clock.now() - timedelta(days=number),
        )
    page = manager.get(f"/lists/contacts/?def={BOARD}")
    lane = next(each for each, _cards in page.context["lanes"] if each.state == "held")
    assert (lane.page.count, len(lane.page.rows)) == (5, 2)
    seen, after = [], lane.page.after
    while after is not None:
        part = manager.get(
            f"{reverse('lists:column', args=['contacts'])}?state=held&after={after}&def={BOARD}"
        )
        seen += [card["title"].value for card in part.context["cards"]]
        after = part.context["lane"].page.after
    assert seen == ["Talk 2", "Talk 3", "Talk 4"]
    assert manager.get("/lists/contacts/column/?state=nowhere").status_code == 404
    assert manager.get("/lists/companies/column/?state=held").status_code == 404


def test_a_view_remembers_that_it_is_a_board(manager):
    text = json.dumps({"as": "board", "columns": ["subject", "day"]})
    kept = manager.post("/lists/contacts/save/", {"def": text, "name": "My talks", "sharing": "private"})
    assert manager.get(kept.url).context["on_board"]
    table = manager.get(f"/lists/contacts/change/?do=show&as=table&def={quote(text)}")
    assert not manager.get(table.url).context["on_board"]
