"""Do custom fields of companies and people stand in their forms, on the file and in its history, and does nothing get lost?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from factories.companies import CompanyFactory, PersonFactory
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Company, Person
from grappe.apps.companies.queries import history
from grappe.apps.fields import operations
from grappe.apps.fields.operations import Choice
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(people):
    said = {"by": people.administrator, "at": clock.now()}
    return {
        "energy": operations.define_field(
            record="company", kind="number", label={"en": "Energy", "fr": "Énergie"}, unit="kWh", **said
        ),
        "labels": operations.define_field(
            record="company", kind="choices", label={"en": "Labels"},
            choices=[Choice({"en": "Eco"}), Choice({"en": "Fair"})], **said,
        ),
        "room": operations.define_field(record="person", kind="line", label={"en": "Room"}, required=True, **said),
    }  # fmt: skip


@pytest.fixture
def company(clusters):
    return CompanyFactory(name="Alpha S.A.", clusters=[clusters["healthtech"]])


def posted(client, company, **changes) -> dict:
    """Return what the form of the company would send as it stands, with some changes."""
    form = client.get(reverse("companies:edit", args=[company.pk])).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return data | changes


def test_from_the_form_to_the_file_and_its_history(manager, company, fields):
    edit = reverse("companies:edit", args=[company.pk])
    sent = posted(manager, company, custom_energy="1 234,5", custom_labels=["eco", "fair"])
    assert manager.post(edit, sent).status_code == 302
    company.refresh_from_db()
    assert company.custom == {"energy": 1234.5, "labels": ["eco", "fair"]}
    page = manager.get(company.get_absolute_url()).content.decode()
    assert "1,234.5 kWh" in page and "Eco, Fair" in page
    told = manager.get(reverse("companies:changes", args=[company.pk])).content.decode()
    assert "Energy" in told and "1,234.5 kWh" in told


def test_what_does_not_fit_is_told_at_the_field_and_nothing_is_saved(manager, company, fields):
    edit = reverse("companies:edit", args=[company.pk])
    answer = manager.post(edit, posted(manager, company, custom_energy="much", brand="New"))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"custom_energy"}
    company.refresh_from_db()
    assert company.custom == {} and company.brand != "New"


def test_two_at_once_are_told_and_choose(manager, company, fields, people):
    edit = reverse("companies:edit", args=[company.pk])
    mine = posted(manager, company, custom_energy="10", custom_labels=["eco"])
    companies.change_company(
        company=company, values={"custom": {"energy": 20}}, clusters=company.clusters.all(),
        version=company.version, by=people.administrator, at=clock.now(),
    )  # fmt: skip
    answer = manager.post(edit, mine)
    assert answer.status_code == 409
    found = {each.name: each for each in answer.context["conflicts"]}
    assert (found["custom_energy"].mine, found["custom_energy"].theirs) == ("10 kWh", "20 kWh")
    version = Company.objects.get(pk=company.pk).version
    again = mine | {"version": version, "keep_custom_energy": "theirs", "keep_custom_labels": "mine"}
    assert manager.post(edit, again).status_code == 302
    company.refresh_from_db()
    assert company.custom == {"energy": 20, "labels": ["eco"]}


def test_a_form_that_does_not_ask_takes_nothing_away(company, fields, people):
    said = {"by": people.administrator, "at": clock.now()}
    Company.objects.filter(pk=company.pk).update(custom={"energy": 5})
    operations.set_archived(definition=fields["energy"], archived=True, **said)
    changed = companies.change_company(
        company=company, values={"custom": {"labels": ["eco"]}}, clusters=company.clusters.all(), version=1, **said
    )  # fmt: skip
    assert changed.custom == {"energy": 5, "labels": ["eco"]}
    with pytest.raises(BadInput, match="no custom field “energy”"):
        companies.change_company(
            company=changed, values={"custom": {"energy": 6}}, clusters=company.clusters.all(), version=2, **said
        )  # fmt: skip


def test_a_field_put_away_is_still_read_in_the_history(company, fields, people):
    said = {"by": people.administrator, "at": clock.now()}
    companies.change_company(
        company=company, values={"custom": {"energy": 5}}, clusters=company.clusters.all(), version=1, **said
    )
    operations.set_archived(definition=fields["energy"], archived=True, **said)
    # All stands in one transaction here, so no event is later than another: the change is looked for among them.
    changes = history.changes_of(company, for_user=people.manager).changes
    told = [
        (each.label, each.before, each.after)
        for change in changes
        for part in change.parts
        for each in part.fields
    ]
    assert ("Energy", "", "5 kWh") in told


def test_people_have_theirs_too(manager, company, fields):
    url = reverse("companies:person_add", args=[company.pk])
    sent = {"name": "Zoé Kraus", "language": "fr"}
    assert manager.post(url, sent).status_code == 422
    assert manager.post(url, sent | {"custom_room": " B 12 "}).status_code == 302
    person = Person.objects.get()
    assert person.custom == {"room": "B 12"}
    assert "B 12" in manager.get(company.get_absolute_url()).content.decode()
    # Whoever was on file before a field was required is asked by the form, and by it alone.
    other = PersonFactory(company=company)
    assert other.custom == {}


def test_the_database_keeps_objects_only(company):
    for wrong in ([], "text", 4, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Company.objects.filter(pk=company.pk).update(custom=wrong)


def test_a_field_that_came_since_is_not_emptied_by_a_form_that_did_not_ask_for_it(
    manager, company, fields, people
):
    """The form was opened while the field was put away; it is there again, with its value, when the form comes back."""
    said = {"by": people.administrator, "at": clock.now()}
    Company.objects.filter(pk=company.pk).update(custom={"energy": 5})
    operations.set_archived(definition=fields["energy"], archived=True, **said)
    edit = reverse("companies:edit", args=[company.pk])
    page = manager.get(edit).content.decode()
    assert 'name="custom_asked" value="labels"' in page
    opened = posted(manager, company, custom_asked="labels", brand="New")
    operations.set_archived(definition=fields["energy"], archived=False, **said)
    assert manager.post(edit, opened).status_code == 302
    company.refresh_from_db()
    assert (company.custom, company.brand) == ({"energy": 5}, "New")


def test_what_nobody_touched_stays_though_its_bounds_have_changed(manager, company, fields, people):
    Company.objects.filter(pk=company.pk).update(custom={"energy": 120.5, "labels": ["eco"]})
    operations.change_field(
        definition=fields["energy"],
        label={"en": "Energy"},
        maximum=Decimal(100),
        by=people.administrator,
        at=clock.now(),
    )
    edit = reverse("companies:edit", args=[company.pk])
    sent = posted(manager, company, brand="New", custom_energy="120,5", custom_labels=["eco"])
    assert manager.post(edit, sent).status_code == 302
    company.refresh_from_db()
    assert (company.custom, company.brand) == ({"energy": 120.5, "labels": ["eco"]}, "New")
    sent = posted(manager, company, custom_energy="121", custom_labels=["eco"])
    assert manager.post(edit, sent).status_code == 422
