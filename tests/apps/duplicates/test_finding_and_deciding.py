"""Which pairs are found, shown to whom, decided on, and merged by themselves?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, PersonFactory
from factories.duplicates import candidate, doubles
from factories.jobs import work
from grappe.apps.companies.models import Company
from grappe.apps.duplicates import permissions
from grappe.apps.duplicates.models import Candidate, Merge, Run, Thresholds
from grappe.apps.duplicates.operations import deciding, finding, looking
from grappe.apps.duplicates.queries.pairs import Filters, pairs
from grappe.ui.errors import BadInput

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)


@pytest.fixture
def some(clusters):
    """Return two files of one company among others."""
    of = [clusters["healthtech"]]
    for name in ("Moulin de Berg", "Garage Thill", "Sanitaires Weber", "Optique Kremer"):
        CompanyFactory(name=f"{name} S.à r.l.", clusters=of)
    first, second = doubles(of, postcode="2160", city="Luxembourg", country="LU")
    PersonFactory(company=first, email="info@wampach.example")
    PersonFactory(company=second, email="info@wampach.example")
    return first, second


def found() -> list[tuple[int, int, str]]:
    return list(Candidate.objects.order_by("pk").values_list("first", "second", "state"))


@pytest.mark.django_db
def test_two_files_are_found_with_reasons_and_what_is_gone_goes(some, people):
    first, second = some
    run = finding.find_now(at=NOW)
    assert (run.state, run.companies, run.found, run.merged) == ("done", 6, 1, 0)
    assert found() == [(first.pk, second.pk, "open")]
    row = Candidate.objects.get()
    assert row.probability > 0.9
    assert any(each["text"]["fr"].startswith("Nom : identique") for each in row.reasons)
    Company.objects.filter(pk=second.pk).update(
        name="Zinguerie Thies", street="", postcode="4000", city="Esch"
    )
    finding.find_now(at=NOW)
    assert found() == []


@pytest.mark.django_db
def test_a_decision_stands_until_one_of_the_two_changes(some, people):
    first, second = some
    finding.find_now(at=NOW)
    row = Candidate.objects.get()
    deciding.set_apart(candidate=row, apart=True, by=people.manager, at=NOW)
    Company.objects.filter(pk=first.pk).update(activity="Doors.")  # is not compared
    finding.find_now(at=NOW)
    assert found() == [(first.pk, second.pk, "apart")]
    Company.objects.filter(pk=first.pk).update(website="https://wampach.example")
    finding.find_now(at=NOW)
    assert found() == [(first.pk, second.pk, "open")]
    assert Candidate.objects.get().decided_by is None


@pytest.mark.django_db
def test_what_was_just_written_is_looked_at_before_the_night_and_told_alike(some, people, clusters):
    first, second = some
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert looking.look_at_changed(since=before + timedelta(days=1), at=NOW) == 0
    assert looking.look_at_changed(since=before, at=NOW) == 1
    assert found() == [(first.pk, second.pk, "open")]
    row = Candidate.objects.get()
    assert row.probability > 0.9 and row.reasons
    deciding.set_apart(candidate=row, apart=True, by=people.manager, at=NOW)
    looking.look_at_changed(since=before, at=NOW)
    finding.find_now(at=NOW)  # both tell by the same digest whether something changed
    assert found() == [(first.pk, second.pk, "apart")]
    Company.objects.filter(pk=second.pk).update(website="https://wampach.example")
    assert looking.look_at_changed(since=before, at=NOW) == 1
    assert found() == [(first.pk, second.pk, "open")]


@pytest.mark.django_db
def test_a_decision_is_taken_back(some, people):
    row = candidate(*some)
    deciding.set_apart(candidate=row, apart=True, by=people.manager, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("apart", people.manager)
    deciding.set_apart(candidate=row, apart=False, by=people.manager, at=NOW)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("open", None)
    with pytest.raises(PermissionDenied):
        deciding.set_apart(candidate=row, apart=True, by=people.other_manager, at=NOW)


@pytest.mark.django_db
def test_nothing_merges_by_itself_unless_the_team_says_so(some, people):
    finding.find_now(at=NOW)
    deciding.set_thresholds(show_from=0.5, merge_from=None, by=people.administrator, at=NOW)
    finding.find_now(at=NOW)
    assert not Merge.objects.exists()
    deciding.set_thresholds(show_from=0.5, merge_from=0.9, by=people.administrator, at=NOW)
    run = finding.find_now(at=NOW)
    done = Merge.objects.get()
    assert run.merged == 1 and done.automatic and done.by == people.administrator
    assert done.winner == some[0], "the older of two on which as much hangs"
    assert Company.objects.get(pk=some[0].pk).activity == "Stairs of oak.", "what only the other knew"
    history = (
        Thresholds.pgh_event_models["insert"].objects.order_by("pgh_id").values_list("merge_from", flat=True)
    )
    assert list(history) == [None, 0.9]


@pytest.mark.django_db
def test_who_set_it_and_is_no_administrator_any_more_merges_nothing(some, people):
    finding.find_now(at=NOW)
    deciding.set_thresholds(show_from=0.5, merge_from=0.9, by=people.administrator, at=NOW)
    people.administrator.role = "cluster_manager"
    people.administrator.save()
    assert finding.merge_sure(at=NOW) == 0
    assert not Merge.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("show_from", "merge_from"), [(0.0, None), (1.2, None), (0.5, 0.5), (0.5, 1.5)])
def test_thresholds_that_cannot_be(people, show_from, merge_from):
    with pytest.raises(BadInput):
        deciding.set_thresholds(show_from=show_from, merge_from=merge_from, by=people.administrator, at=NOW)


@pytest.mark.django_db
def test_who_may_what(some, people):
    view, one, two = {}, *some
    for role, user in people.by_role().items():
        view[role] = (
            permissions.can_view_pairs(user), permissions.can_view_pair(user, one, two),
            permissions.can_merge(user, one, two), permissions.can_set_thresholds(user),
        )  # fmt: skip
    assert view == {
        "administrator": (True, True, True, True),
        "manager": (True, True, True, False),
        "other_manager": (True, True, False, False),
        "analyst": (False, False, False, False),
        "ministry": (False, False, False, False),
    }


@pytest.mark.django_db
def test_a_company_that_one_may_not_see_is_never_in_a_pair(some, people):
    candidate(*some)
    assert len(pairs(Filters(), for_user=people.other_manager).rows) == 1
    Company.objects.filter(pk=some[1].pk).update(visibility="clusters")
    assert len(pairs(Filters(), for_user=people.other_manager).rows) == 0
    assert len(pairs(Filters(), for_user=people.manager).rows) == 1


@pytest.mark.django_db
def test_pairs_by_state_cluster_and_probability(some, people, clusters):
    candidate(*some, probability=0.8)
    wood = candidate(*doubles([clusters["wood"]], "Scierie Hoffmann"), probability=0.6)
    low = candidate(*doubles([clusters["wood"]], "Meubles Faber"), probability=0.3)

    def asked(**filters):
        return [each.pk for each in pairs(Filters(**filters), for_user=people.administrator).rows]

    assert len(asked()) == 2, "those below the threshold are not shown"
    assert asked(cluster="wood") == [wood.pk]
    assert wood.pk not in asked(least=0.75)
    deciding.set_thresholds(show_from=0.2, merge_from=None, by=people.administrator, at=NOW)
    assert asked(cluster="wood") == [wood.pk, low.pk]


@pytest.mark.django_db
def test_the_list_costs_the_same_with_one_pair_and_with_three(
    client, people, clusters, django_assert_num_queries
):
    client.force_login(people.manager)
    candidate(*doubles([clusters["healthtech"]]))
    for count in (1, 3):
        client.get(reverse("duplicates:list"))
        with django_assert_num_queries(10):
            answer = client.get(reverse("duplicates:list"))
        assert answer.content.decode().count("Not the same") == count + 1
        for name in ("A", "B"):
            candidate(*doubles([clusters["healthtech"]], name))


@pytest.mark.django_db
def test_from_the_pair_to_the_preview_the_merge_and_back(some, people, manager):
    first, second = some
    candidate(first, second)
    page = manager.get(reverse("duplicates:pair", args=[second.pk, first.pk])).content.decode()
    assert "97 % probability" in page and "Stairs of oak." in page
    sent = {"keep": second.pk, "first_version": 1, "second_version": 1, "take_activity": first.pk}
    sent |= {"take_name": first.pk, "take_street": second.pk}
    shown = manager.post(reverse("duplicates:preview", args=[first.pk, second.pk]), sent)
    assert shown.status_code == 200 and "nothing is written yet" in shown.content.decode()
    assert not Merge.objects.exists()
    done = manager.post(reverse("duplicates:merge", args=[first.pk, second.pk]), sent, follow=True)
    made = Merge.objects.get()
    assert (made.winner, made.loser, made.chosen) == (second, first, ["activity", "name"])
    assert "Take the merge back" in done.content.decode()
    assert "stands" in manager.get(reverse("duplicates:merges")).content.decode()
    back = manager.post(reverse("duplicates:undo", args=[made.pk]), follow=True)
    assert "each as it was" in back.content.decode()
    late = manager.post(reverse("duplicates:merge", args=[first.pk, second.pk]), sent)
    assert late.status_code == 409
    assert manager.post(reverse("duplicates:preview", args=[first.pk, second.pk]), {}).status_code == 422


@pytest.mark.django_db
def test_not_the_same_leads_to_the_next_pair(some, people, manager, clusters):
    one = candidate(*some)
    two = candidate(*doubles([clusters["healthtech"]], "Next"), probability=0.7)
    answer = manager.post(reverse("duplicates:apart", args=[one.pk]), {"next": "1"})
    assert answer["Location"] == reverse("duplicates:pair", args=[two.first_id, two.second_id])
    answer = manager.post(reverse("duplicates:apart", args=[two.pk]), {"next": "1"})
    assert answer["Location"] == reverse("duplicates:list")
    manager.post(reverse("duplicates:reopen", args=[one.pk]))
    one.refresh_from_db()
    assert one.state == "open"


@pytest.mark.django_db(transaction=True)
def test_the_search_runs_in_the_worker_and_says_how_far_it_is(some, people, client):
    client.force_login(people.administrator)
    client.post(reverse("duplicates:find"))
    client.post(reverse("duplicates:find"))
    run = Run.objects.get()
    assert "hx-get" in client.get(reverse("duplicates:progress", args=[run.pk])).content.decode()
    work()
    assert client.get(reverse("duplicates:progress", args=[run.pk]))["HX-Refresh"] == "true"
    assert Candidate.objects.count() == 1
    assert "6 companies looked through" in client.get(reverse("duplicates:list")).content.decode()


@pytest.mark.django_db
def test_thresholds_are_set_on_a_page(people, client):
    client.force_login(people.administrator)
    address = reverse("duplicates:settings")
    assert (
        client.post(address, {"show_from": "60", "merge_from": "50", "undo_months": "12"}).status_code == 422
    )
    client.post(address, {"show_from": "60", "merge_from": "99", "undo_months": "6"})
    row = Thresholds.objects.get()
    assert (row.show_from, row.merge_from, row.undo_months) == (0.6, 0.99, 6)
    assert 'value="99"' in client.get(address).content.decode()
