"""Do the pages of the catalogue show it, in every language, in a constant number of queries?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from test_solutions_load import shipped

from grappe.apps.solutions import operations, permissions
from grappe.apps.solutions.models import Solution

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def loaded(clusters):
    operations.load_solutions(shipped(), at=AT)


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_list_in_every_language(client, people, loaded, language):
    people.ministry.language = language
    people.ministry.save()
    client.force_login(people.ministry)
    page = client.get(reverse("solutions:list"), {"kind": "partner"}).content.decode()
    solution = Solution.objects.get(slug="lih")
    assert solution.title[language] in page
    assert "MedReg" not in page


def test_an_invented_provider_says_so(client, people, loaded):
    client.force_login(people.manager)
    invented = Solution.objects.get(slug="medreg")
    for url in (
        reverse("solutions:list") + "?kind=provider&text=MedReg",
        reverse("solutions:detail", args=[invented.pk]),
    ):
        assert "Invented" in client.get(url).content.decode()


def test_what_was_not_compared_with_its_source_says_so(client, people, loaded):
    client.force_login(people.manager)
    page = client.get(
        reverse("solutions:detail", args=[Solution.objects.get(slug="lih").pk])
    ).content.decode()
    assert "Not yet compared with the source" in page


def test_a_filter_that_does_not_exist_asks_for_nothing(client, people, loaded):
    client.force_login(people.manager)
    answer = client.get(reverse("solutions:list"), {"kind": "x' OR 1=1", "text": "<script>"})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace('<script type="module"', "")


def test_htmx_gets_the_results_only(client, people, loaded):
    client.force_login(people.manager)
    answer = client.get(reverse("solutions:list"), {"text": "robot"}, headers={"HX-Request": "true"})
    assert b"<html" not in answer.content and "Robotik Minett" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_a_constant_number_of_queries(
    client, people, clusters, django_assert_num_queries, count
):
    operations.load_solutions(shipped()[:count], at=AT)
    client.force_login(people.manager)
    client.get(reverse("solutions:list"))  # what is asked once per process is asked now
    # session, user, themes and clusters of the filter, count, solutions, their themes, their clusters
    with django_assert_num_queries(8):
        client.get(reverse("solutions:list"))


def test_everybody_inside_sees_the_catalogue(people):
    assert {role: permissions.can_view_solutions(user) for role, user in people.by_role().items()} == {
        "administrator": True, "manager": True, "other_manager": True, "analyst": True, "ministry": True,
    }  # fmt: skip
    people.manager.is_active = False
    assert not permissions.can_view_solutions(people.manager)
