"""Who stands twice, who decides on it, what becomes of two entries of one person, and how long that can be taken back?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.duplicates import candidate, doubles, twins
from grappe.apps.companies.models import Company, Person
from grappe.apps.companies.operations import save_person
from grappe.apps.duplicates.models import Merge, MergedRow, PersonCandidate
from grappe.apps.duplicates.operations import deciding, finding, looking, merging, undoing
from grappe.apps.duplicates.operations.merging_people import merge_people
from grappe.apps.duplicates.queries.pairs import Filters, pairs, waiting
from grappe.apps.privacy.models import Case
from grappe.apps.privacy.operations import erasing, looks
from grappe.apps.privacy.queries.access import known_of
from grappe.apps.privacy.queries.subjects import Subject
from grappe.ui.errors import BadInput, Stale

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def company(clusters):
    return CompanyFactory(name="Moulin de Berg S.à r.l.", clusters=[clusters["healthtech"]])


@pytest.fixture
def both(company):
    return twins(company)


def merged(both, by, chosen=("phone",)) -> Merge:
    winner, loser = both
    return merge_people(
        winner=winner, loser=loser, chosen=chosen, versions=(winner.version, loser.version), by=by, at=NOW
    )


def found() -> list[tuple[int, int, str]]:
    return list(PersonCandidate.objects.order_by("pk").values_list("first", "second", "state"))


def test_people_are_found_within_a_company_and_in_two_and_a_decision_stands(company, clusters, people):
    elsewhere = CompanyFactory(name="Garage Thill S.à r.l.", clusters=[clusters["healthtech"]])
    first, second = twins(company, elsewhere)
    for name in ("Jean Weber", "Paul Weber", "Anna Schmit"):  # one switchboard, one box
        PersonFactory(company=company, name=name, email="info@moulin.example", phone="+352 26 12 34")
    PersonFactory(company=company, name="Former contact 12", email="")
    PersonFactory(company=company, name="Former contact 13", email="")
    run = finding.find_now(at=NOW)
    assert (run.people, run.found) == (5, 1)
    assert found() == [(first.pk, second.pk, "open")]
    row = PersonCandidate.objects.get()
    assert any("tess@wampach.example" in each["text"]["fr"] for each in row.reasons)
    deciding.set_apart(candidate=row, apart=True, by=people.manager, at=NOW)
    Person.objects.filter(pk=first.pk).update(language="de")  # is not compared
    finding.find_now(at=NOW)
    looking.look_at_changed(since=datetime.now(UTC) - timedelta(minutes=5), at=NOW)
    assert found() == [(first.pk, second.pk, "apart")]
    Person.objects.filter(pk=first.pk).update(phone="+352 621 123 456")
    finding.find_now(at=NOW)
    assert found() == [(first.pk, second.pk, "open")]


def test_whose_companies_one_does_not_see_or_look_after(company, both, people, clusters):
    row = candidate(*both)
    other = CompanyFactory(clusters=[clusters["wood"]])
    mixed = candidate(*twins(company, other))
    count = {role: waiting(for_user=user)["person"] for role, user in people.by_role().items()}
    assert count == {"administrator": 2, "manager": 1, "other_manager": 0, "analyst": 0, "ministry": 0}
    asked = Filters(kind="person")
    assert len(pairs(asked, for_user=people.other_manager).rows) == 2, "seen, not decided on"
    Company.objects.filter(pk=company.pk).update(visibility="clusters")
    assert not pairs(asked, for_user=people.other_manager).rows
    with pytest.raises(PermissionDenied):
        deciding.set_apart(candidate=row, apart=True, by=people.other_manager, at=NOW)
    with pytest.raises(PermissionDenied):
        merged((mixed.first, mixed.second), people.manager)


def test_one_goes_on_with_what_is_chosen_and_takes_over_all_links(both, people):
    first, second = both
    contact, shared = ContactFactory(company=first.company), ContactFactory(company=first.company)
    contact.people.add(second)
    shared.people.add(first, second)
    row = candidate(first, second)
    done = merged(both, people.manager)
    first.refresh_from_db()
    assert (first.name, first.phone, first.version) == ("Tess Wampach", second.phone, 2)
    assert list(contact.people.all()) == [first] and list(shared.people.all()) == [first]
    assert not Person.objects.filter(pk=second.pk).exists()
    row.refresh_from_db()
    assert row.state == "merged" and not pairs(Filters(kind="person"), for_user=people.manager).rows
    merging.undo(merge=done, by=people.manager, at=NOW)
    back = Person.objects.get(pk=second.pk)
    assert (back.name, back.email, Person.objects.get(pk=first.pk).phone) == (second.name, second.email, "")
    assert list(contact.people.all()) == [back] and set(shared.people.all()) == {first, back}
    row.refresh_from_db()
    assert row.state == "open"


def test_a_company_keeps_its_one_head_and_who_is_late_is_told(both, people, clusters):
    first, second = both
    PersonFactory(company=first.company, name="Head", is_head=True)
    elsewhere = CompanyFactory(clusters=[clusters["healthtech"]])
    Person.objects.filter(pk=second.pk).update(company=elsewhere, is_head=True)
    second.refresh_from_db()
    done = merged(both, people.manager, ["is_head"])
    assert not Person.objects.get(pk=first.pk).is_head
    merging.undo(merge=done, by=people.manager, at=NOW)
    first.refresh_from_db()
    done = merged((first, second), people.manager, ["company", "is_head"])
    moved = Person.objects.get(pk=first.pk)
    assert moved.company == elsewhere and moved.is_head
    merging.undo(merge=done, by=people.manager, at=NOW)
    with pytest.raises(Stale):
        merged(both, people.manager)
    with pytest.raises(Stale):
        save_person(
            company=first.company, person=first, values={"name": "T"}, version=1, by=people.manager, at=NOW
        )


def test_people_who_stand_twice_once_two_companies_are_one_are_proposed_at_once(clusters, people, manager):
    one, two = doubles([clusters["healthtech"]])
    first, second = twins(one, two)
    done = merging.merge(winner=one, loser=two, chosen=[], versions=(1, 1), by=people.manager, at=NOW)
    assert found() == [(first.pk, second.pk, "open")]
    address = reverse("duplicates:person_pair", args=[first.pk, second.pk])
    assert address in manager.get(reverse("duplicates:merged", args=[done.pk])).content.decode()
    first.refresh_from_db(), second.refresh_from_db()
    later = merged((first, second), people.manager)
    with pytest.raises(BadInput, match="later"):
        merging.undo(merge=done, by=people.manager, at=NOW)
    merging.undo(merge=later, by=people.manager, at=NOW)
    merging.undo(merge=done, by=people.manager, at=NOW)
    assert Person.objects.get(pk=second.pk).company == two


def test_from_the_list_to_the_preview_the_merge_and_back(both, people, manager, django_assert_num_queries):
    first, second = both
    row = candidate(first, second)
    address = reverse("duplicates:people")
    for _more in range(2):
        manager.get(address)
        with django_assert_num_queries(10):
            assert "Tess Wampach" in manager.get(address).content.decode()
        candidate(*twins(first.company)), candidate(*twins(first.company))
    keys = [first.pk, second.pk]
    assert "97 % probability" in manager.get(reverse("duplicates:person_pair", args=keys)).content.decode()
    sent = {"keep": second.pk, "first_version": 1, "second_version": 1, "take_name": first.pk}
    shown = manager.post(reverse("duplicates:person_preview", args=keys), sent)
    assert "nothing is written yet" in shown.content.decode() and not Merge.objects.exists()
    done = manager.post(reverse("duplicates:person_merge", args=keys), sent, follow=True).content.decode()
    made = Merge.objects.get()
    assert (made.kept, made.gone, made.chosen) == (second.pk, first.pk, ["email", "name"])
    assert "Take the merge back" in done and "Can be taken back until" in done
    manager.post(reverse("duplicates:undo", args=[made.pk]))
    assert "taken back" in manager.get(reverse("duplicates:merges")).content.decode()
    manager.post(reverse("duplicates:person_apart", args=[row.pk]), {"next": "1"})
    manager.post(reverse("duplicates:person_reopen", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "open"


def test_what_a_merge_keeps_goes_when_its_time_is_over(both, people, manager):
    done, row = merged(both, people.manager), candidate(*both, state="merged")
    deciding.set_thresholds(show_from=0.5, merge_from=None, undo_months=2, by=people.administrator, at=NOW)
    assert undoing.end(at=NOW + timedelta(days=60)) == 0
    assert undoing.end(at=NOW + timedelta(days=62)) == 1
    kept = [str(each) for each in MergedRow.objects.values_list("before", "after", "name", "email", "person")]
    assert kept and not any("ampach" in each.lower() or "621" in each for each in kept)
    assert not PersonCandidate.objects.filter(pk=row.pk).exists(), "its reasons name them"
    done.refresh_from_db()
    with pytest.raises(BadInput, match="over"):
        merging.undo(merge=done, by=people.manager, at=NOW)
    page = manager.get(reverse("duplicates:merged", args=[done.pk])).content.decode()
    assert "Can no longer be taken back" in page and "Take the merge back" not in page


def test_erasing_somebody_reaches_what_a_merge_keeps_and_subject_access_knows_it(both, people):
    first, second = both
    done, row = merged(both, people.manager), candidate(*both, state="merged")
    subject = Subject(frozenset({"tess@wampach.example"}), frozenset({"tess wampach"}))
    told = {
        each.table.model._meta.label: each.count
        for each in known_of(subject, look=None, for_user=None).sections
    }
    assert told["duplicates.MergedRow"] == 2 and told["duplicates.PersonCandidate"] == 1
    case = Case.objects.create(
        name="Tess Wampach", email="tess@wampach.example", person=first, language="en", asked_on=NOW.date(), opened_at=NOW,
        opened_by=people.administrator,
    )  # fmt: skip
    look = looks.look_for_case(case=case, by=people.administrator, at=NOW)
    looks.perform(look_id=look.pk, at=NOW)
    erasure = erasing.order_erasure(
        case=case, ground="withdrawn", reason="By letter", chosen=[], by=people.administrator, at=NOW
    )
    erasing.perform(erasure_id=erasure.pk, at=NOW)
    erasure.refresh_from_db()
    assert erasure.state == "done", erasure.message
    kept = [str(each) for each in MergedRow.objects.values_list("before", "after", "name", "email")]
    assert kept and not any("ampach" in each.lower() or "621" in each for each in kept)
    assert not PersonCandidate.objects.filter(pk=row.pk).exists()
    with pytest.raises(BadInput, match="erased"):
        merging.undo(merge=done, by=people.administrator, at=NOW)
