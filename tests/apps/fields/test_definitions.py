"""Do administrators define, change, move and put away custom fields, and nobody else?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory
from grappe.apps.companies.models import Company
from grappe.apps.fields import operations, permissions
from grappe.apps.fields.models import Definition
from grappe.apps.fields.operations import Choice
from grappe.apps.fields.queries import custom_fields, in_use
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def define(people):
    def _define(label="Energy", kind="line", record="company", **more):
        return operations.define_field(
            record=record, kind=kind, label={"en": label}, by=people.administrator, at=clock.now(), **more
        )

    return _define


def test_who_may_define(people):
    allowed = {role for role, user in people.by_role().items() if permissions.can_define_fields(user)}
    assert allowed == {"administrator"}
    people.administrator.is_active = False
    assert not permissions.can_define_fields(people.administrator)


def test_operations_refuse_everybody_else(people, define):
    made = define()
    for user in people.by_role().values():
        if user == people.administrator:
            continue
        said = {"by": user, "at": clock.now()}
        with pytest.raises(PermissionDenied):
            operations.define_field(record="company", kind="line", label={"en": "x"}, **said)
        with pytest.raises(PermissionDenied):
            operations.change_field(definition=made, label={"en": "x"}, **said)
        with pytest.raises(PermissionDenied):
            operations.set_archived(definition=made, archived=True, **said)
        with pytest.raises(PermissionDenied):
            operations.move_field(definition=made, up=True, **said)


def test_a_name_is_made_of_the_label_and_stays(define, people):
    made = define("Énergie verte / %")
    assert made.name == "energie_verte"
    other = define("Energie verte")
    assert other.name == "energie_verte_2"
    operations.change_field(definition=made, label={"en": "Power"}, by=people.administrator, at=clock.now())
    made.refresh_from_db()
    assert (made.name, made.label) == ("energie_verte", {"en": "Power"})


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ({"label": " "}, "label"),
        ({"label": "x" * 81}, "too long"),
        ({"record": "aid"}, "what the field is of"),
        ({"kind": "colour"}, "kind of field"),
        ({"kind": "choice"}, "at least one choice"),
        ({"kind": "choice", "choices": [Choice({"en": "a"}, hidden=True)]}, "at least one choice"),
        ({"kind": "number", "minimum": Decimal(2), "maximum": Decimal(1)}, "larger than the most"),
        ({"kind": "number", "minimum": Decimal("1e30")}, "hundred billion"),
        ({"label": "ENERGY"}, "called “ENERGY” already"),
    ],
)
def test_what_cannot_be_a_field_is_refused(define, how, fault):
    define()
    with pytest.raises(BadInput, match=fault):
        define(**({"label": "Other"} | how))
    assert Definition.objects.count() == 1


def test_a_choice_on_file_may_be_renamed_and_hidden_but_not_taken_away(define, people):
    made = define(
        kind="choices", choices=[Choice({"en": "Sun"}), Choice({"en": "Wind"}), Choice({"en": "Sun"})]
    )
    assert [option["key"] for option in made.options] == ["sun", "wind", "sun_2"]
    CompanyFactory(custom={"energy": ["sun"]})
    said = {"definition": made, "label": made.label, "by": people.administrator, "at": clock.now()}
    with pytest.raises(BadInput, match="“Sun” stands in 1 records"):
        operations.change_field(choices=[Choice({"en": "Wind"}, "wind")], **said)
    operations.change_field(
        choices=[Choice({"en": "Wind"}, "wind"), Choice({"en": "Solar"}, "sun", hidden=True)], **said
    )
    (each,) = custom_fields("company")
    assert [(o.key, str(o), o.hidden) for o in each.options] == [
        ("wind", "Wind", False),
        ("sun", "Solar", True),
    ]


def test_put_away_and_back_with_what_records_say(define, people):
    made = define()
    company = CompanyFactory(custom={"energy": "sun"})
    said = {"definition": made, "by": people.administrator, "at": clock.now()}
    operations.set_archived(archived=True, **said)
    assert custom_fields("company") == ()
    assert Company.objects.get(pk=company.pk).custom == {"energy": "sun"}
    operations.set_archived(archived=False, **said)
    assert [each.name for each in custom_fields("company")] == ["energy"]


def test_fields_are_moved(define, people):
    first, second, third = (define(label) for label in ("A", "B", "C"))
    said = {"by": people.administrator, "at": clock.now()}
    operations.move_field(definition=third, up=True, **said)
    operations.move_field(definition=first, up=True, **said)  # it is the first: nothing happens
    assert [str(each) for each in custom_fields("company")] == ["A", "C", "B"]
    operations.move_field(definition=first, up=False, **said)
    assert [str(each) for each in custom_fields("company")] == ["C", "A", "B"]
    assert second.name == "b"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(client, people, define, rows, django_assert_num_queries):
    for number in range(rows):
        define(f"Field {number}", kind="number", unit="kWh")
    client.force_login(people.administrator)
    client.get(reverse("fields:list"))
    with django_assert_num_queries(3):
        answer = client.get(reverse("fields:list"))
    assert answer.content.decode().count("(kWh)") == rows


def test_by_the_pages(client, people):
    client.force_login(people.administrator)
    url = reverse("fields:add", args=["company", "choice"])
    sent = {"label_en": "Energy", "label_fr": "Énergie", "required": "on", "option_1_en": "Sun", "option_2_fr": "Vent",
            "option_3_en": ""}  # fmt: skip
    assert client.post(url, sent).status_code == 302
    made = Definition.objects.get()
    assert [option["key"] for option in made.options] == ["sun", "vent"]
    page = client.get(reverse("fields:edit", args=[made.pk])).content.decode()
    assert 'value="Vent"' in page and 'value="Énergie"' in page
    refused = client.post(reverse("fields:edit", args=[made.pk]), {"label_en": "", "option_1_en": "Sun"})
    assert refused.status_code == 422
    assert "needs a label" in refused.content.decode()
    assert client.get(reverse("fields:add", args=["aid", "line"])).status_code == 404
    assert client.get(reverse("fields:add", args=["company", "colour"])).status_code == 404


def test_a_field_is_not_taken_out_again_under_a_name_that_another_has_by_now(define, people):
    said = {"by": people.administrator, "at": clock.now()}
    old = define("Energy")
    operations.set_archived(definition=old, archived=True, **said)
    define("Energy")
    with pytest.raises(BadInput, match="a field called “Energy” already"):
        operations.set_archived(definition=old, archived=False, **said)
    old.refresh_from_db()
    assert old.archived_at is not None


@pytest.mark.parametrize("label", ["contains", "2030"])
def test_a_choice_is_in_use_whatever_the_field_is_called(define, label):
    made = define(label, kind="choice", choices=[Choice({"en": "One"}), Choice({"en": "Two"})])
    CompanyFactory(custom={made.name: "one"})
    assert (
        in_use(made, "one"),
        in_use(made, "two"),
    ) == (1, 0)
