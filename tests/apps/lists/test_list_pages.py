"""Does the page of a list show what it asks for, to whom it may, for a constant number of queries?"""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import openpyxl
import pytest
from django.db import transaction
from django.urls import reverse

from factories import diagnostics
from factories.companies import CompanyFactory, ContactFactory, FiguresFactory, PersonFactory
from factories.jobs import work
from grappe.apps.accounts.models import AuditEntry, Team
from grappe.apps.companies.models import Company
from grappe.apps.fields import operations as fields
from grappe.apps.lists import operations
from grappe.apps.lists.models import FirstView, ListFile, SavedView
from grappe.apps.lists.operations import files
from grappe.apps.lists.permissions import can_change_view, can_see_view, can_share
from grappe.apps.lists.queries import definitions
from grappe.apps.lists.queries.kinds import KINDS, Catalogue
from grappe.apps.lists.queries.views import view_for, views_of
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db


def asked(**definition) -> str:
    return quote(json.dumps(definition))


def companies(*nodes, **more) -> str:
    return f"/lists/companies/?def={asked(where={'match': 'all', 'of': list(nodes)}, **more)}"


def test_each_kind_has_a_list_and_every_column_can_be_shown(manager):
    user = manager.get("/lists/companies/").wsgi_request.user
    for kind in KINDS:
        assert manager.get(f"/lists/{kind}/").status_code == 200
        every = [column.name for column in Catalogue(user, clock.today()).kind(kind).columns]
        assert manager.get(f"/lists/{kind}/?def={asked(columns=every)}").status_code == 200


def test_columns_are_offered_when_they_are_asked_for(manager):
    """Those that are shown first, in their order; the fragment for the list, the page for who has no JavaScript."""
    chosen = asked(columns=["city", "name"])
    assert 'name="c"' not in manager.get(f"/lists/companies/?def={chosen}").content.decode()
    part = manager.get(f"/lists/companies/columns/?def={chosen}", headers={"HX-Request": "true"})
    page = manager.get(f"/lists/companies/columns/?def={chosen}").content.decode()
    said = part.content.decode()
    assert "<html" not in said and "<html" in page
    user = part.wsgi_request.user
    every = [column.name for column in Catalogue(user, clock.today()).kind("companies").columns]
    for html in (said, page):
        places = [html.index(f'name="c" value="{name}"') for name in ("city", "name")]
        assert places == sorted(places)
        assert html.count('name="c"') == len(every) and html.count(" checked") == 2
    assert manager.get("/lists/nonsense/columns/").status_code == 404
    assert manager.get("/lists/companies/columns/?view=999999").status_code == 404


def test_clusters_are_called_in_the_readers_language(manager, clusters):
    CompanyFactory(name="Alpha", clusters=[clusters["wood"], clusters["healthtech"]])
    page = manager.get(companies(columns=["name", "clusters"])).content.decode()
    assert page.index("HealthTech</span>") < page.index("Wood</span>"), "in their order"
    manager.cookies["django_language"] = "de"
    user = manager.get("/lists/companies/").wsgi_request.user
    user.language = "de"
    user.save()
    assert "Holz</span>" in manager.get(companies(columns=["name", "clusters"])).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_whatever_it_holds(manager, clusters, rows, django_assert_num_queries):
    for number in range(rows):
        company = CompanyFactory(
            name=f"Alpha {number}", clusters=[clusters["healthtech"], clusters["digital"]]
        )
        FiguresFactory(company=company, headcount=12)
        ContactFactory(company=company, state="held")
    shown = ["name", "clusters", "activity", "commune", "headcount", "last_contact", "open_needs", "team"]
    with django_assert_num_queries(9):
        page = manager.get(companies(columns=shown)).content.decode()
    assert page.count("Alpha") >= rows


def test_words_and_custom_fields(manager, people, clusters):
    fields.define_field(
        record="company",
        kind="number",
        label={"en": "Energy"},
        unit="kWh",
        by=people.administrator,
        at=clock.now(),
    )
    CompanyFactory(name="Alpha S.A.", clusters=[clusters["healthtech"]], custom={"energy": 1234.5})
    CompanyFactory(name="Beta S.A.", clusters=[clusters["healthtech"]], custom={"energy": 2})
    more = {"filter": "custom_energy", "op": "more", "value": "1000.5"}
    page = manager.get(companies(more, columns=["name", "custom_energy"])).content.decode()
    assert "Alpha" in page and "Beta" not in page and "1,234.5" in page
    assert "Energy: more than 1,000.5 kWh" in page


def test_who_does_not_see_a_company_does_not_find_it_in_any_list(client, people, clusters):
    team = Team.objects.create(name="Closed", created_at=clock.now())
    company = CompanyFactory(
        name="Hidden S.A.", visibility="team", team=team, clusters=[clusters["healthtech"]]
    )
    PersonFactory(company=company, name="Hidden Person")
    ContactFactory(company=company, subject="Hidden talk")
    for user, sees in ((people.administrator, True), (people.manager, False), (people.analyst, False)):
        client.force_login(user)
        for kind, word in (
            ("companies", "Hidden S.A."),
            ("people", "Hidden Person"),
            ("contacts", "Hidden talk"),
        ):
            assert (word in client.get(f"/lists/{kind}/").content.decode()) is sees
            written = client.get(f"/lists/{kind}/export/").content.decode()
            assert (word in written) is sees, (user, kind)


def test_what_is_in_confidence_is_not_found_by_its_words(client, people, clusters):
    """Neither in its own list, nor through its company: a condition is no way around."""
    company = CompanyFactory(name="Alpha S.A.", clusters=[clusters["healthtech"]])
    ContactFactory(company=company, subject="Layoffs", audience="named", created_by=people.manager)
    told = {
        "has": "contacts",
        "match": "all",
        "of": [{"filter": "subject", "op": "contains", "value": "layoffs"}],
    }
    for user, reads in ((people.manager, True), (people.administrator, False), (people.analyst, False)):
        client.force_login(user)
        assert ("Layoffs" in client.get("/lists/contacts/").content.decode()) is reads
        rows = client.get(companies(told)).context["page"].rows
        assert bool(rows) is reads


def test_a_condition_is_added_changed_and_taken_away(manager, clusters):
    diagnostics.load("dma")
    page = manager.get("/lists/companies/condition/?filter=score_dma&at=")
    assert page.status_code == 200
    added = manager.get("/lists/companies/condition/?filter=score_dma&at=&op=less&number=40,5")
    assert added.status_code == 302
    definition = manager.get(added.url).context["definition"]
    assert definition.raw["where"]["of"][1] == {"filter": "score_dma", "op": "less", "value": "40.5"}
    refused = manager.get("/lists/companies/condition/?filter=score_dma&at=&op=less&number=")
    assert refused.status_code == 422 and "A number, please." in refused.content.decode()
    text = quote(definition.text)
    changed = manager.get(f"/lists/companies/condition/?def={text}&at=1&op=more&number=7")
    assert "%22value%22%3A%227%22" in changed.url
    gone = manager.get(f"/lists/companies/change/?def={text}&do=remove&at=0")
    assert "archived" not in gone.url
    grouped = manager.get(f"/lists/companies/condition/?def={text}&at=&filter=has:needs")
    inside = manager.get(grouped.url).context["definition"]
    deeper = manager.get(
        f"/lists/companies/condition/?def={quote(inside.text)}&at=2&filter=theme&op=any_of&values=digital"
    )
    found = manager.get(deeper.url).context["definition"].raw["where"]["of"][2]
    assert found["of"] == [{"filter": "theme", "op": "any_of", "value": ["digital"]}]


def test_columns_are_chosen_ordered_and_sorted_by(manager):
    moved = manager.get("/lists/companies/change/?do=columns&c=name&c=city&c=founded&move=founded:up")
    definition = manager.get(moved.url).context["definition"]
    assert definition.columns == ("name", "founded", "city")
    turned = manager.get(f"/lists/companies/change/?def={quote(definition.text)}&do=sort&sort=-city")
    assert manager.get(turned.url).context["definition"].sort == "-city"


def test_what_is_no_more_is_left_out_and_told(manager):
    page = manager.get(companies({"filter": "custom_gone", "op": "known"}, columns=["name", "custom_gone"]))
    assert page.context["definition"].lost == ("custom_gone",)
    assert "Left out" in page.content.decode()
    assert manager.get("/lists/companies/?def=%7B").status_code in {400, 422}
    assert manager.get("/lists/unknown/").status_code == 404


# --- files ---


@pytest.fixture
def alphas(clusters):
    return [
        CompanyFactory(name=name, clusters=[clusters["healthtech"]], postcode=code)
        for name, code in (("Alpha S.A.", "L-1000"), ("=1+1", "-5"), ("Beta S.A.", ""))
    ]


def test_a_file_has_exactly_the_columns_and_rows(manager, alphas):
    query = f"def={asked(columns=['registered', 'postcode', 'clusters'], sort='-registered')}"
    answer = manager.get(f"/lists/companies/export/?form=csv&{query}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [
        ["Registered name", "Postcode", "Clusters"], ["Beta S.A.", "", "HealthTech"], ["Alpha S.A.", "L-1000", "HealthTech"],
        ["'=1+1", "'-5", "HealthTech"],
    ]  # fmt: skip
    answer = manager.get(f"/lists/companies/export/?form=xlsx&{query}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [[cell.value for cell in row] for row in sheet.rows][3] == ["=1+1", "-5", "HealthTech"]
    assert all(cell.data_type == "s" for cell in list(sheet.rows)[3])
    entry = AuditEntry.objects.filter(what="lists:export").first()
    assert entry is not None and "registered" in entry.detail.get("query", "")


def test_a_long_list_is_prepared_by_the_worker(manager, alphas, monkeypatch, transactional_db):
    monkeypatch.setattr(files, "AT_ONCE", 2)
    assert manager.get("/lists/companies/export/").status_code in {400, 422}
    ordered = manager.post(
        "/lists/companies/prepare/", {"form": "csv", "def": json.dumps({"columns": ["name"]})}
    )
    file = ListFile.objects.get()
    assert ordered.url == reverse("lists:file", args=[file.pk])
    assert "lists/files" in manager.get(ordered.url).content.decode()
    work()
    file.refresh_from_db()
    assert (file.state, file.rows_done) == ("done", 3)
    fetched = manager.get(reverse("lists:file_fetch", args=[file.pk]))
    assert b"".join(fetched.streaming_content).decode("utf-8-sig").splitlines()[0] == "Company"
    path = files.path_of(file)
    assert files.forget_old(at=file.ordered_at + files.KEPT) == 0
    with pytest.raises(RuntimeError), transaction.atomic():
        files.forget_old(at=file.ordered_at + 2 * files.KEPT)
        raise RuntimeError
    assert path.is_file()  # a rollback loses nothing
    assert files.forget_old(at=file.ordered_at + 2 * files.KEPT) == 1  # though nobody orders another
    assert not path.exists()


# --- saved views ---


@pytest.fixture
def team(people):
    team = Team.objects.create(name="Digital coaches", created_at=clock.now())
    team.members.set([people.manager, people.analyst])
    return team


def saved(user, sharing="private", team=None, name="Quiet ones", **definition):
    catalogue = Catalogue(user, clock.today())
    found = definitions.read(catalogue, "companies", definition)
    return operations.save_view(
        definition=found, name=name, sharing=sharing, team=team, by=user, at=clock.now()
    )


def test_who_sees_and_changes_a_saved_view(people, team):
    """The truth table: the manager's views, private, of the team (with the analyst), for everybody."""
    table = {
        "private": ({"manager"}, {"manager"}),
        "team": ({"manager", "analyst", "administrator"}, {"manager", "administrator"}),
        "everybody": (set(people.by_role()), {"manager", "administrator"}),
    }
    for sharing, (seeing, changing) in table.items():
        view = saved(people.manager, sharing, team if sharing == "team" else None)
        for role, user in people.by_role().items():
            assert can_see_view(user, view) is (role in seeing), (sharing, role)
            assert can_change_view(user, view) is (role in changing), (sharing, role)
            listed = view.pk in {one.view.pk for one in views_of("companies", for_user=user)}
            assert listed is (role in seeing), (sharing, role)


def test_who_shares_with_whom(people, team):
    shares = {
        role: (
            can_share(user, "private", None),
            can_share(user, "team", team.pk),
            can_share(user, "everybody", None),
        )
        for role, user in people.by_role().items()
    }
    assert shares == {
        "administrator": (True, True, True), "manager": (True, True, True), "other_manager": (True, False, True),
        "analyst": (True, True, False), "ministry": (True, False, False),
    }  # fmt: skip


def test_a_view_is_saved_changed_opens_first_and_goes(manager, people, clusters):
    CompanyFactory(name="Alpha S.A.", clusters=[clusters["healthtech"]], archived_at=clock.now())
    text = json.dumps(
        {"columns": ["name"], "where": {"match": "all", "of": [{"filter": "archived", "op": "yes"}]}}
    )
    answer = manager.post("/lists/companies/save/", {"def": text, "name": "Archive", "sharing": "private"})
    view = SavedView.objects.get()
    assert answer.url.endswith(f"?view={view.pk}")
    assert "Alpha" in manager.get(answer.url).content.decode()
    assert "Alpha" not in manager.get("/lists/companies/").content.decode()
    manager.post(reverse("lists:first", args=[view.pk]), {"on": "1"})
    assert "Alpha" in manager.get("/lists/companies/").content.decode()
    assert "Alpha" not in manager.get("/lists/companies/?view=").content.decode()
    manager.post(reverse("lists:first", args=[view.pk]), {"on": "0"})
    assert not FirstView.objects.exists()
    manager.post(reverse("lists:view", args=[view.pk]), {"name": "Old", "sharing": "everybody", "version": 1})
    view.refresh_from_db()
    assert (view.name, view.sharing, view.version) == ("Old", "everybody", 2)
    late = manager.post(
        reverse("lists:view", args=[view.pk]), {"name": "Late", "sharing": "private", "version": 1}
    )
    assert late.status_code == 422
    manager.post(
        reverse("lists:keep", args=[view.pk]),
        {"def": json.dumps({"columns": ["name", "city"]}), "version": 2},
    )
    view.refresh_from_db()
    assert view.definition["columns"] == ["name", "city"]
    manager.post(reverse("lists:delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_of_somebody_else_is_copied_not_changed(client, people, team):
    view = saved(people.manager, "everybody")
    client.force_login(people.other_manager)
    assert client.get(f"/lists/companies/?view={view.pk}").status_code == 200
    for name in ("delete", "keep"):
        assert client.post(reverse(f"lists:{name}", args=[view.pk]), {"version": 1}).status_code == 403
    private = saved(people.manager)
    assert client.get(f"/lists/companies/?view={private.pk}").status_code == 403
    with pytest.raises(BadInput):
        saved(people.manager, "team", None)
    with pytest.raises(Stale):
        operations.change_view(
            view=view, version=9, name="x", sharing="private", team=None, by=people.manager, at=clock.now()
        )
    assert view_for(view.pk, for_user=people.other_manager) == view
    assert Company.objects.count() == 0
