"""Do custom fields of contacts, needs, matches, introductions and steps stand in forms, on pages, in lists and in the search?"""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.urls import reverse

from factories import matches, roadmaps
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from factories.jobs import work
from factories.reference import theme
from grappe.apps.companies.enums import Audience
from grappe.apps.fields import operations, permissions, queries
from grappe.apps.fields.operations import Choice
from grappe.apps.lists import operations as lists
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.kinds import Catalogue
from grappe.apps.lists.queries.pages import order_of
from grappe.apps.matches.models import Introduction, Match
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def define(people):
    def _define(record, label="Remark", kind="line", **more):
        said = {"by": people.administrator, "at": clock.now()}
        return operations.define_field(record=record, kind=kind, label={"en": label}, **said, **more)

    return _define


@pytest.fixture
def company(clusters):
    return matches.company(clusters, name="Beispill S.A.")


def shown(client, address, **changes) -> dict:
    """Return what the form of a page would send as it stands, with some changes."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    if form.custom:
        data |= {"custom_asked": form.custom_asked, "custom_stamp": form.custom_stamp}
    return data | changes


def rows(client, kind, word) -> int:
    """How many rows a list shows where the custom field `remark` contains a word, ordered by it and with its column."""
    where = {"match": "all", "of": [{"filter": "custom_remark", "op": "contains", "value": word}]}
    asked = json.dumps({"columns": ["custom_remark"], "sort": "custom_remark", "where": where})
    page = client.get(f"/lists/{kind}/?def={quote(asked)}").context["page"]
    return len(page.rows)


def test_a_need(manager, people, company, define):
    define("need", required=True)
    add = reverse("needs:create", args=[company.pk])
    sent = shown(manager, add, title="Find a partner", theme=theme("digital").pk)
    refused = manager.post(add, sent)
    assert refused.status_code == 422 and "This field is required" in refused.content.decode()
    need_page = manager.post(add, sent | {"custom_remark": "Quokka"})["Location"]
    edit = f"{need_page}edit/"
    assert manager.post(edit, shown(manager, edit, custom_remark="Wombat")).status_code == 302
    page = manager.get(need_page).content.decode()
    assert "Wombat" in page and "<del>Quokka</del>" in page and people.manager.name in page
    assert (rows(manager, "needs", "womb"), rows(manager, "needs", "quok")) == (1, 0)


def test_a_contact_is_kept_without_telling_anybody(
    manager, people, company, define, mailoutbox, django_capture_on_commit_callbacks
):
    define("contact")
    contact = ContactFactory(
        company=company,
        starts_at=clock.now().replace(second=0, microsecond=0) + timedelta(days=3),
        link="https://meet.example/x",
    )
    contact.people.add(PersonFactory(company=company))
    contact.team.add(people.manager)
    edit = reverse("companies:contact_edit", args=[contact.pk])
    sent = shown(manager, edit, custom_remark="Quokka")
    with django_capture_on_commit_callbacks(execute=True):
        assert manager.post(edit, sent).status_code == 302
    contact.refresh_from_db()
    assert (contact.custom, contact.sequence, mailoutbox) == ({"remark": "Quokka"}, 0, [])
    late = manager.post(edit, sent | {"custom_remark": "Wombat"})
    assert "Somebody else changed the custom fields meanwhile" in late.content.decode()
    assert "Quokka" in manager.get(reverse("companies:contact", args=[contact.pk])).content.decode()
    assert rows(manager, "contacts", "quok") == 1


def test_in_confidence_like_their_record(client, people, company, define):
    define("contact")
    contact = ContactFactory(company=company, audience=Audience.NAMED, custom={"remark": "Quokka"})
    contact.team.add(people.manager)
    for user, seen in ((people.manager, 1), (people.administrator, 0), (people.other_manager, 0)):
        client.force_login(user)
        assert rows(client, "contacts", "quok") == seen, user
        assert (f"/companies/contacts/{contact.pk}/" in told(client, "quokka")) == bool(seen), user


def told(client, word) -> str:
    return client.get("/search/", {"q": word}).content.decode()


def test_found_by_the_search_until_put_away(manager, people, company, define, transactional_db):
    fields = {record: define(record) for record in ("company", "person", "contact", "need")}
    CompanyFactory(name="Marsupial S.A.", clusters=list(company.clusters.all()), custom={"remark": "Quokka"})
    PersonFactory(company=company, name="Lena Weber", custom={"remark": "Quokka"})
    ContactFactory(company=company, subject="Visit of the lab", custom={"remark": "Quokka"})
    need = matches.need(company, "A better fence")
    need.custom = {"remark": "Quokka"}
    need.save()
    names = ["Marsupial S.A.", "Lena Weber", "Visit of the lab", "A better fence"]
    assert [name for name in names if name in told(manager, "quokka")] == names
    for made in fields.values():
        operations.set_archived(definition=made, archived=True, by=people.administrator, at=clock.now())
    work()
    assert [name for name in names if name in told(manager, "quokka")] == []


def test_a_step(manager, people, company, define):
    define("step", kind="yes_no", label="Paid for")
    define("step")
    roadmap = roadmaps.roadmap(company, people.manager)
    step = roadmaps.step(roadmap, people.manager, "Audit", 0)
    edit = reverse("roadmaps:step", args=[step.pk])
    assert (
        manager.post(edit, shown(manager, edit, custom_paid_for="true", custom_remark="Quokka")).status_code
        == 302
    )
    step.refresh_from_db()
    assert step.custom == {"paid_for": True, "remark": "Quokka"}
    assert "Quokka" in manager.get(reverse("roadmaps:detail", args=[roadmap.pk])).content.decode()
    assert "Paid for" in manager.get(edit).content.decode()
    assert rows(manager, "steps", "quok") == 1


def test_matches_and_introductions(client, people, company, define):
    matches.catalogue(vectors=False)
    need = matches.need(company, "Contrôle de la sécurité informatique")
    match = matches.accepted(need, people.manager)
    introduction = matches.introduced(match, people.manager)
    for record, row, kind, page in (
        ("match", match, "matches", "matches:match"),
        ("introduction", introduction, "introductions", "matches:introduction"),
    ):
        define(record)
        client.force_login(people.manager)
        fill_in = reverse(f"matches:{record}_fields", args=[row.pk])
        assert fill_in in client.get(reverse(page, args=[row.pk])).content.decode()
        sent = shown(client, fill_in, custom_remark="Quokka")
        assert client.post(fill_in, sent)["Location"] == reverse(page, args=[row.pk])
        assert client.post(fill_in, sent | {"custom_remark": "Wombat"}).status_code == 409
        assert "Quokka" in client.get(reverse(page, args=[row.pk])).content.decode()
        assert rows(client, kind, "quok") == 1
        client.force_login(people.other_manager)
        assert client.post(fill_in, sent).status_code == 403
        assert fill_in not in client.get(reverse(page, args=[row.pk])).content.decode()
    assert Match.objects.get().custom == Introduction.objects.get().custom == {"remark": "Quokka"}


def test_what_hangs_on_another_answer_and_what_stands_there_from_the_start(manager, people, company, define):
    said = {"by": people.administrator, "at": clock.now()}
    asked = define(
        "need",
        "Asked by",
        "choice",
        choices=[Choice({"en": "Company"}), Choice({"en": "Other"}, colour="red")],
    )
    operations.change_field(
        definition=asked, label={"en": "Asked by"}, default="company",
        choices=[Choice({"en": "Other"}, "other", colour="red"), Choice({"en": "Company"}, "company")], **said,
    )  # fmt: skip
    with pytest.raises(BadInput, match="no more"):
        define("need", "Who", needed_when=[("asked_by", "nobody")])
    define("need", "Who", needed_when=[("asked_by", "other")])
    add = reverse("needs:create", args=[company.pk])
    form = manager.get(add).context["form"]
    assert form["custom_asked_by"].value() == "company"
    assert [key for key, _label in form.fields["custom_asked_by"].choices] == ["", "other", "company"]
    sent = shown(manager, add, title="Find a partner", theme=theme("digital").pk)
    assert "has to be filled in" in manager.post(add, sent | {"custom_asked_by": "other"}).content.decode()
    page = manager.post(add, sent | {"custom_asked_by": "other", "custom_who": "The ministry"})["Location"]
    assert "bg-red" in manager.get(page).content.decode()
    used = queries.where_used(asked, for_user=people.administrator)
    assert (used.records, used.views, [each.name for each in used.asked_by]) == (1, 0, ["who"])


def test_where_it_is_used_before_it_is_put_away(client, people, company, define):
    made = define("company")
    company.custom = {"remark": "Quokka"}
    company.save()
    catalogue = Catalogue(people.manager, clock.today())
    asked = definitions.read(catalogue, "companies", {"columns": ["name", "custom_remark"]})
    lists.save_view(definition=asked, name="Mine", sharing="private", by=people.manager, at=clock.now())
    client.force_login(people.administrator)
    page = client.get(reverse("fields:archive", args=[made.pk])).content.decode()
    assert "1 record says something in it" in page and "1 saved list shows it" in page and "Mine" not in page
    made.refresh_from_db()
    assert made.archived_at is None
    allowed = {role for role, user in people.by_role().items() if permissions.can_define_fields(user)}
    assert allowed == {"administrator"}


@pytest.mark.django_db(transaction=True)
def test_a_long_list_stands_in_the_order_of_a_field_by_an_index_until_it_is_put_away(people, define):
    made = [define("company", "Energy", "number"), define("company", "Contains")]
    define("company", "Eco", "choices", choices=[Choice({"en": "a"})])
    for number in range(40):
        CompanyFactory(custom={"energy": number, "contains": f"Élan {number}"} if number % 3 else {})
    assert operations.keep_indexes() == (0, 0), "few rows need none"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE companies_company")
    assert operations.keep_indexes(rows=30) == (4, 0)
    assert operations.keep_indexes(rows=30) == (0, 0)
    catalogue = Catalogue(people.administrator, clock.today())
    for sort, way in (("custom_energy", "up"), ("-custom_energy", "down"), ("-custom_contains", "down")):
        asked = definitions.read(catalogue, "companies", {"columns": ["name"], "sort": sort})
        order = order_of(asked)
        rows = (
            asked.kind.rows()
            .annotate(list_key=order.key)
            .order_by(*order.by())
            .values_list("pk", "list_key")[:5]
        )
        with connection.cursor() as cursor:
            cursor.execute("SET enable_sort = off")
            plan = rows.explain()
            cursor.execute("RESET enable_sort")
        assert f"{operations.INDEX}{made['energy' not in sort].pk}_{way}" in plan, plan
    for each in made:
        operations.set_archived(definition=each, archived=True, by=people.administrator, at=clock.now())
    assert operations.keep_indexes(rows=30) == (0, 4)
