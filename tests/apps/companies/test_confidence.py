"""Who reads a contact that was held in confidence, on which page, list and file? The rule, and its twin in SQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.companies.models import Contact
from grappe.apps.companies.operations import contacts as operations
from grappe.apps.companies.operations.notes import mark_passage, save_notes
from grappe.apps.companies.permissions import can_read_contact
from grappe.apps.companies.queries import contacts as queries
from grappe.apps.companies.queries import notes, readable, records

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SUBJECT = "Sale of the firm"

pytestmark = pytest.mark.django_db

# Role, whether of the team, whether the one who planned it -> whether they read it in confidence.
TABLE = [
    ("administrator", False, False, True),
    ("manager", False, False, True),  # of the company's cluster
    ("other_manager", False, False, False),
    ("other_manager", True, False, True),
    ("other_manager", False, True, True),
    ("analyst", False, False, False),
    ("analyst", True, False, True),
    ("ministry", False, False, False),
    ("ministry", True, False, True),
]


@pytest.fixture
def contact(people, clusters):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    found = ContactFactory(
        company=company, subject=SUBJECT, audience="confidence", state="held", starts_at=AT
    )
    save_notes(contact=found, text="He is sixty-four.", based_on=0, by=people.administrator, at=AT)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize(("role", "team", "planner", "reads"), TABLE)
def test_the_truth_table(contact, people, role, team, planner, reads):
    user = getattr(people, role)
    if team:
        contact.team.add(user)
    if planner:
        Contact.objects.filter(pk=contact.pk).update(created_by=user)
        contact.refresh_from_db()
    assert can_read_contact(user, contact) is reads
    assert Contact.objects.filter(readable(user), pk=contact.pk).exists() is reads
    listed = queries.contacts_of(contact.company_id, for_user=user)
    assert [each.subject for each in listed] == [SUBJECT if reads else "In confidence"]
    assert [each.excerpt for each in listed] == ["He is sixty-four." if reads else ""]
    if reads:
        assert queries.contact_for(contact.pk, for_user=user).subject == SUBJECT
    else:
        with pytest.raises(PermissionDenied):
            queries.contact_for(contact.pk, for_user=user)
        with pytest.raises(PermissionDenied):
            notes.revisions_of(contact, for_user=user)
        with pytest.raises(PermissionDenied):
            notes.revision(contact, 1, for_user=user)


def test_everybody_inside_reads_what_is_not_in_confidence(contact, people):
    operations.set_audience(contact=contact, audience="everyone", by=people.manager, at=AT)
    contact.refresh_from_db()
    for user in people.by_role().values():
        assert can_read_contact(user, contact)
        assert Contact.objects.filter(readable(user), pk=contact.pk).exists()


def test_a_marked_passage_is_read_like_its_contact(contact, people):
    mark = mark_passage(contact=contact, kind="idea", passage="He is sixty-four.", by=people.manager, at=AT)
    assert notes.mark_for(mark.pk, for_user=people.manager) == mark
    with pytest.raises(PermissionDenied):
        notes.mark_for(mark.pk, for_user=people.ministry)


def test_only_who_may_change_it_keeps_it_in_confidence(contact, people):
    with pytest.raises(PermissionDenied):
        operations.set_audience(contact=contact, audience="everyone", by=people.analyst, at=AT)


def test_the_list_says_that_there_was_one(client, contact, people):
    client.force_login(people.ministry)
    page = client.get(reverse("companies:contacts", args=[contact.company_id])).content.decode()
    assert SUBJECT not in page
    assert "In confidence" in page
    assert reverse("companies:contact", args=[contact.pk]) not in page


def test_it_is_chosen_when_it_is_planned_and_changed_on_its_page(manager, people, clusters):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    facts = {
        "kind": "phone", "subject": "A call", "day": "2026-03-05", "hour": "10:00", "minutes": "30",
        "audience": "confidence", "team": [people.manager.pk],
    }  # fmt: skip
    manager.post(reverse("companies:contact_plan", args=[company.pk]), facts)
    planned = Contact.objects.get()
    assert planned.confidential
    page = reverse("companies:contact_audience", args=[planned.pk])
    for audience in ("everyone", "named", "confidence"):
        assert manager.post(page, {"audience": audience}).status_code == 302
        planned.refresh_from_db()
        assert planned.audience == audience


def test_other_pages_do_not_name_it(contact):
    assert contact.told_subject == "In confidence"


def test_its_record_is_counted_and_not_opened(contact, people):
    found = [record for record in records.records(on=AT.date()) if record.source_id == str(contact.pk)]
    assert [record.confidential for record in found] == [True]
    assert records.shown("contact", [str(contact.pk)], for_user=people.ministry) == {}
    assert str(contact.pk) in records.shown("contact", [str(contact.pk)], for_user=people.manager)
