"""Does a list show its rows without waiting for their number, and tell it afterwards?"""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from factories.companies import CompanyFactory
from grappe.apps.lists.models import FirstView, ListFile, SavedView
from grappe.apps.lists.queries import pages
from grappe.apps.lists.queries.views import views_of
from grappe.ui import clock
from grappe.ui import pages as read_pages

pytestmark = pytest.mark.django_db

COUNT = "/lists/companies/count/"


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setitem(pages.page.__kwdefaults__, "size", 2)


@pytest.fixture
def alphas(clusters):
    return [CompanyFactory(name=f"Alpha {number}", clusters=[clusters["healthtech"]]) for number in range(5)]


def test_what_stands_on_one_page_is_counted_there(manager, alphas):
    html = manager.get("/lists/companies/").content.decode()
    assert "5 rows" in html and COUNT not in html


@pytest.mark.parametrize("after", [False, True])
def test_a_longer_list_is_counted_afterwards(manager, alphas, small_pages, after, django_assert_num_queries):
    address = f"/lists/companies/?after={alphas[1].pk}" if after else "/lists/companies/"
    html = manager.get(address).content.decode()
    assert f'hx-get="{COUNT}' in html and "5 rows" not in html
    assert "Alpha 2" in html if after else "Alpha 1" in html
    assert manager.get(COUNT).content.decode().strip() == "5 rows"
    narrowed = json.dumps(
        {"where": {"match": "all", "of": [{"filter": "text", "op": "contains", "value": "alpha 3"}]}}
    )
    assert manager.get(COUNT, {"def": narrowed}).content.decode().strip() == "1 row"


def test_without_javascript_a_link_counts(manager, alphas, small_pages):
    assert "/lists/companies/?count=1" in manager.get("/lists/companies/").content.decode()
    assert "5 rows" in manager.get("/lists/companies/?count=1").content.decode()
    assert "5 rows" in manager.get(f"/lists/companies/?count=1&after={alphas[1].pk}").content.decode()


def test_no_further_than_the_cap(manager, alphas, monkeypatch):
    monkeypatch.setattr(read_pages, "COUNTED", 3)
    assert manager.get(COUNT).content.decode().strip() == "More than 3 rows"


def test_a_list_that_turns_out_short_is_a_file_at_once(manager, alphas, small_pages):
    html = manager.get("/lists/companies/").content.decode()
    assert 'name="counted" value="no"' in html
    sent = {"form": "csv", "def": json.dumps({"columns": ["name"]}), "counted": "no"}
    answer = manager.post("/lists/companies/prepare/", sent)
    assert answer.url.startswith(reverse("lists:export", args=["companies"]))
    assert manager.get(answer.url).content.decode("utf-8-sig").splitlines()[1] == "Alpha 0"
    assert not ListFile.objects.exists()


def test_a_long_one_is_ordered(manager, alphas, monkeypatch):
    monkeypatch.setattr(read_pages, "COUNTED", 3)
    manager.post("/lists/companies/prepare/", {"form": "csv", "def": "{}", "counted": "no"})
    assert ListFile.objects.count() == 1


def test_what_opens_first_stands_first_and_is_of_its_reader(manager, people):
    def view(name: str, owner: object) -> SavedView:
        definition = {"where": {"match": "all", "of": []}}
        return SavedView.objects.create(
            kind="companies", name=name, definition=definition, owner=owner, sharing="everybody",
            created_at=clock.now(), changed_at=clock.now(),
        )  # fmt: skip

    view("B", people.manager)
    theirs = view("Z of another", people.analyst)
    FirstView.objects.create(user=people.manager, kind="companies", view=theirs)
    FirstView.objects.create(user=people.analyst, kind="companies", view=SavedView.objects.get(name="B"))
    assert [(one.view.name, one.first) for one in views_of("companies", for_user=people.manager)] == [
        ("Z of another", True), ("B", False),
    ]  # fmt: skip
    assert "Z of another" in manager.get("/lists/companies/").content.decode().split("</title>")[0]
