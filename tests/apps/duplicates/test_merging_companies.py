"""What becomes of two files that are made one, and of what changed before that is taken back?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import (
    CompanyFactory,
    ContactFactory,
    FiguresFactory,
    OwnershipFactory,
    PersonFactory,
)
from factories.duplicates import candidate, doubles
from grappe.apps.companies import queries as companies
from grappe.apps.companies.models import Company, Contact, Ownership, YearFigures
from grappe.apps.companies.operations import change_company, create_company
from grappe.apps.companies.operations.companies import FIELDS, OnFile
from grappe.apps.companies.queries.history import changes_of
from grappe.apps.companies.queries.merging import IDENTITY
from grappe.apps.duplicates.models import Candidate, Merge
from grappe.apps.duplicates.operations import merging
from grappe.apps.duplicates.queries.pairs import side_by_side
from grappe.ui.errors import BadInput, Moved, Stale

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(clusters):
    return doubles([clusters["healthtech"]])


def merged(pair, by, chosen=(), **more) -> Merge:
    winner, loser = pair
    versions = (winner.version, loser.version)
    return merging.merge(winner=winner, loser=loser, chosen=chosen, versions=versions, by=by, at=NOW, **more)


def test_every_field_of_a_company_can_be_chosen():
    assert {*IDENTITY, "custom"} == set(FIELDS)


def test_the_winner_takes_over_what_is_chosen_and_the_loser_leads_to_it(pair, people):
    first, second = pair
    Company.objects.filter(pk=second.pk).update(vat_number="LU12345613", custom={"colour": "red"})
    contact = ContactFactory(company=second)
    done = merged(pair, people.manager, ["vat_number", "activity", "custom.colour"])
    winner, loser = Company.objects.get(pk=first.pk), Company.objects.get(pk=second.pk)
    assert (winner.vat_number, winner.activity, winner.custom) == (
        "LU12345613",
        "Stairs of oak.",
        {"colour": "red"},
    )
    assert winner.name == first.name and winner.version == first.version + 1
    assert loser.merged_into == winner and loser.archived_at == NOW and loser.vat_number == "LU12345613"
    assert Contact.objects.get(pk=contact.pk).company == winner
    assert not companies.companies(for_user=people.manager).filter(pk=loser.pk).exists()
    assert loser not in companies.search("Wampach", for_user=people.manager)
    with pytest.raises(Moved) as moved:
        companies.company_for(loser.pk, for_user=people.manager)
    assert moved.value.address == winner.get_absolute_url()
    merging.undo(merge=done, by=people.manager, at=NOW)
    winner, loser = Company.objects.get(pk=first.pk), Company.objects.get(pk=second.pk)
    assert (winner.vat_number, winner.activity, winner.custom) == ("", "", {})
    assert (loser.vat_number, loser.archived_at, loser.merged_into) == ("LU12345613", None, None)
    assert winner.version == first.version + 2
    assert Contact.objects.get(pk=contact.pk).company == loser


def test_old_addresses_lead_to_the_file_that_goes_on_and_write_nothing(pair, people, manager):
    merged(pair, people.manager)
    answer = manager.get(reverse("desk:company_file", args=[pair[1].pk]), follow=True)
    assert answer.redirect_chain == [(pair[0].get_absolute_url(), 302)]
    assert "are one company" in answer.content.decode()
    for name in ("companies:edit", "companies:archive", "companies:restore"):
        sent = manager.post(reverse(name, args=[pair[1].pk]), {"name": "X", "version": pair[0].version + 1})
        assert sent["Location"] == pair[0].get_absolute_url()
    assert Company.objects.get(pk=pair[0].pk).name == pair[0].name
    fragment = manager.get(
        reverse("companies:section", args=[pair[1].pk, "people"]), headers={"HX-Request": "true"}
    )
    assert fragment["HX-Redirect"] == pair[0].get_absolute_url()


def test_two_rows_that_may_stand_once_become_one_and_come_back(pair, people, clusters):
    first, second = pair
    mine = FiguresFactory(company=first, year=2025, turnover_eur=10)
    theirs = FiguresFactory(company=second, year=2025, turnover_eur=20)
    other = FiguresFactory(company=second, year=2024)
    OwnershipFactory(owned=first, owner=second)  # it would own itself
    second.clusters.add(clusters["wood"])
    done = merged(pair, people.administrator)
    assert set(YearFigures.objects.filter(company=first)) == {mine, other}
    assert not Ownership.objects.exists()
    assert {each.slug for each in first.clusters.all()} == {"healthtech", "wood"}
    merging.undo(merge=done, by=people.administrator, at=NOW)
    assert YearFigures.objects.get(pk=theirs.pk).turnover_eur == 20
    assert Ownership.objects.get().owner == second
    assert {each.slug for each in first.clusters.all()} == {"healthtech"}


def test_taking_back_tells_what_has_changed_since(pair, people, clusters):
    first, second = pair
    person = PersonFactory(company=second)
    gone, elsewhere = ContactFactory(company=second), ContactFactory(company=second)
    done = merged(pair, people.manager, ["activity"])
    winner = Company.objects.get(pk=first.pk)
    change_company(
        company=winner, values={"activity": "Stairs of beech."}, clusters=list(winner.clusters.all()),
        version=winner.version, by=people.manager, at=NOW,
    )  # fmt: skip
    gone_key = gone.pk
    gone.delete()
    Contact.objects.filter(pk=elsewhere.pk).update(company=CompanyFactory())
    new = ContactFactory(company=first)
    back = merging.undo(merge=done, by=people.manager, at=NOW)
    told = {(each["model"], each["key"], each["what"]) for each in back.told}
    assert told == {
        ("companies.Company", str(first.pk), "changed"),
        ("companies.Contact", str(gone_key), "gone"),
        ("companies.Contact", str(elsewhere.pk), "gone"),
    }
    assert Company.objects.get(pk=first.pk).activity == "Stairs of beech."
    person.refresh_from_db()
    assert person.company == second and Contact.objects.get(pk=new.pk).company == first


def test_a_preview_says_what_would_be_done_and_does_nothing(pair, people):
    first, second = pair
    ContactFactory.create_batch(2, company=second)
    FiguresFactory(company=first), FiguresFactory(company=second)
    told = merging.preview(
        winner=first, loser=second, chosen=["activity"], versions=(1, 1), by=people.manager, at=NOW
    )
    assert {(line.name, line.moved, line.dropped) for line in told.lines} == {
        ("Meetings, calls and notes", 2, 0), ("Figures by year", 0, 1), ("Clusters", 0, 1),
    }  # fmt: skip
    assert not Merge.objects.exists() and Contact.objects.filter(company=second).count() == 2


def test_who_may_not_change_both_merges_neither_and_who_is_late_is_told(pair, people, clusters):
    first, second = pair
    foreign = CompanyFactory(clusters=[clusters["wood"]])
    with pytest.raises(PermissionDenied):
        merged((first, foreign), people.manager)
    with pytest.raises(PermissionDenied):
        merged(pair, people.other_manager)
    Company.objects.filter(pk=first.pk).update(version=7)
    with pytest.raises(Stale):
        merging.merge(winner=first, loser=second, chosen=[], versions=(1, 1), by=people.manager, at=NOW)
    with pytest.raises(BadInput):
        merging.merge(winner=first, loser=second, chosen=["id"], versions=(7, 1), by=people.manager, at=NOW)
    assert not Company.objects.exclude(merged_into=None).exists()


def test_merges_are_taken_back_the_last_first(clusters, people):
    first, second = doubles([clusters["healthtech"]])
    third = CompanyFactory(name="Wampach", clusters=[clusters["healthtech"]])
    contact = ContactFactory(company=first)
    one = merged((second, first), people.manager)
    second.refresh_from_db()
    two = merged((third, second), people.manager)
    assert Company.objects.get(pk=first.pk).merged_into == third
    with pytest.raises(BadInput, match="later"):
        merging.undo(merge=one, by=people.manager, at=NOW)
    merging.undo(merge=two, by=people.manager, at=NOW)
    merging.undo(merge=one, by=people.manager, at=NOW)
    assert Contact.objects.get(pk=contact.pk).company == first
    with pytest.raises(BadInput, match="already"):
        merging.undo(merge=one, by=people.manager, at=NOW)


def test_a_number_that_another_company_took_meanwhile_keeps_the_files_together(pair, people, clusters):
    first, second = pair
    Company.objects.filter(pk=second.pk).update(vat_number="LU12345613")
    done = merged(pair, people.manager)  # the winner does not take the number over
    create_company(
        values={"name": "Other", "vat_number": "LU12345613"}, clusters=[clusters["healthtech"]], by=people.manager, at=NOW
    )  # fmt: skip
    with pytest.raises(OnFile):
        merging.undo(merge=done, by=people.manager, at=NOW)
    assert Company.objects.get(pk=second.pk).merged_into == first


def test_what_is_proposed_filled_before_empty_then_the_newer_then_the_first(pair, people):
    first, second = pair
    for company, values in (
        (second, {"city": "Esch"}),
        (first, {"city": "Mersch", "website": "https://w.example"}),
    ):
        change_company(
            company=company, values=values, clusters=list(company.clusters.all()), version=1, by=people.manager,
            at=NOW + timedelta(hours=1),
        )  # fmt: skip
    Company.objects.filter(pk=second.pk).update(visibility="clusters")
    found = {
        each.name: each.proposed
        for each in side_by_side(second.pk, first.pk, for_user=people.manager).choices
    }
    assert found["activity"] == second.pk and found["website"] == first.pk
    assert found["visibility"] == second.pk, "who did not see the one does not see it by the other"
    assert "brand" not in found


def test_the_pair_is_merged_with_the_files_and_open_again_when_that_is_taken_back(pair, people):
    known = candidate(*pair)
    done = merged(pair, people.manager)
    assert Candidate.objects.get(pk=known.pk).state == "merged"
    merging.undo(merge=done, by=people.manager, at=NOW)
    assert Candidate.objects.get(pk=known.pk).state == "open"


def test_the_history_names_who_merged(pair, people):
    merged(pair, people.manager, ["activity"])
    events = Company.pgh_event_models["insert"].objects.filter(pgh_obj_id=pair[1].pk).order_by("-pgh_id")
    assert events[0].merged_into_id == pair[0].pk
    assert events[0].pgh_context.metadata["user"] == people.manager.pk
    page = changes_of(Company.objects.get(pk=pair[0].pk), for_user=people.manager)
    told = {
        (part.thing, change.by, field.label, field.after)
        for change in page.changes for part in change.parts for field in part.fields
    }  # fmt: skip
    closed = "Identity of the merged file “Atelier Wampach SARL”"
    assert (closed, "Manager", "Merged into", "Atelier Wampach S.à r.l.") in told
    assert (closed, "", "What it does", "Stairs of oak.") in told, "how that file came to be is told, too"
