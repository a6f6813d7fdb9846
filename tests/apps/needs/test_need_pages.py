"""Do the pages list, narrow, add, edit and decide on needs at a constant number of queries?"""

from __future__ import annotations

import html

import pytest
from django.urls import reverse

from factories import diagnostics as made
from factories import reference
from factories.companies import WHEN, CompanyFactory, ContactFactory
from grappe.apps.companies.models import Mark
from grappe.apps.needs import operations
from grappe.apps.needs.enums import NeedState, Urgency
from grappe.apps.needs.models import Need

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def company(clusters):
    made.load()
    return CompanyFactory(clusters=[clusters["digital"]])


def add(company, people, title="A need", **changes):
    values = {"language": "en", "theme": "digital"} | changes
    return operations.add_need(company=company, title=title, **values, by=people.administrator, at=WHEN)


def titles(answer) -> list[str]:
    return [entry.need.title for entry in answer.context["shown"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    manager, clusters, people, rows, django_assert_num_queries
):
    made.load()
    for number in range(rows):
        company = CompanyFactory(clusters=[clusters["digital"], clusters["wood"]])
        made.finish(company, people.administrator, {"q8": ["i1", "i2", "i3", "i4", "i6"]})
        contact = ContactFactory(company=company)
        mark = Mark.objects.create(contact=contact, kind="need", passage="x", marked_at=WHEN)
        add(company, people, f"Need {number}", mark=mark)
        add(company, people)
    with django_assert_num_queries(8):
        answer = manager.get(reverse("needs:list"))
    assert len(titles(answer)) == 3 * rows


def test_filters(manager, clusters, people):
    digital = CompanyFactory(clusters=[clusters["digital"], clusters["wood"]])
    wood = CompanyFactory(clusters=[clusters["wood"]])
    gone = CompanyFactory(clusters=[clusters["wood"]], archived_at=WHEN)
    add(digital, people, "one", urgency=Urgency.HIGH)
    add(wood, people, "two", theme="sustainability")
    add(gone, people, "three")
    dismissed = add(wood, people, "four", urgency=Urgency.LOW)
    operations.dismiss_need(need=dismissed, by=people.administrator, at=WHEN)
    Need.objects.filter(title="two").update(state=NeedState.PROPOSED)
    theme = reference.theme("sustainability").pk
    cases = {
        "": ["one", "two"],
        "state=proposed": ["two"],
        "state=dismissed": ["four"],
        "state=all": ["one", "two", "four"],
        f"theme={theme}": ["two"],
        "urgency=3": ["one"],
        f"cluster={clusters['wood'].pk}": ["one", "two"],
        f"cluster={clusters['digital'].pk}": ["one"],
        f"company={gone.pk}": ["three"],
        f"company={wood.pk}&state=all": ["two", "four"],
        "urgency=x&theme=y&cluster=-1&state=lost&page=99": ["one", "two"],
        "company=99999999999999999999": ["one", "two"],
    }
    for query, expected in cases.items():
        assert titles(manager.get(f"{reverse('needs:list')}?{query}")) == expected, query
    assert manager.get(f"{reverse('needs:list')}?company=987654").status_code == 404


def test_the_list_is_cut_into_pages(manager, company, people):
    for number in range(30):
        add(company, people, f"Need {number:02d}")
    first = manager.get(reverse("needs:list"))
    second = manager.get(f"{reverse('needs:list')}?page=2&state=confirmed")
    assert (len(titles(first)), len(titles(second))) == (25, 5)
    assert "?state=confirmed&amp;page=1" in second.content.decode() or "page=1" in second.content.decode()
    assert not set(titles(first)) & set(titles(second))


def test_add_by_hand(manager, company):
    url = reverse("needs:create", args=[company.pk])
    assert manager.get(url).status_code == 200
    theme = reference.theme().pk
    data = {"title": "<script>x</script>", "description": "", "theme": theme, "urgency": 2, "language": "lb"}
    answer = manager.post(url, data)
    need = Need.objects.get()
    assert answer["Location"] == reverse("needs:detail", args=[need.pk])
    page = manager.get(answer["Location"]).content.decode()
    assert "<script>x" not in page and "&lt;script&gt;x" in page
    assert manager.post(url, {"title": ""}).status_code == 422


def test_edit_tells_when_somebody_was_faster(manager, company, people):
    need = add(company, people)
    url = reverse("needs:edit", args=[need.pk])
    data = {"title": "Mine", "description": "", "theme": need.theme_id, "urgency": 2, "language": "en"}
    operations.edit_need(need=need, version=1, values={"title": "Theirs"}, by=people.administrator, at=WHEN)
    answer = manager.post(url, data | {"version": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page and 'value="Mine"' in page
    assert manager.post(url, data | {"version": 2}).status_code == 302
    need.refresh_from_db()
    assert need.title == "Mine"


def test_deciding_changes_the_line_in_place(manager, company, people):
    made.finish(company, people.manager, {"q8": ["i1", "i2", "i3", "i4", "i6"]})
    need = Need.objects.get()
    fragment = manager.get(reverse("needs:of_run", args=[need.finding.run_id])).content.decode()
    assert "full backup" in html.unescape(fragment) and "Proposed" in fragment
    answer = manager.post(reverse("needs:confirm", args=[need.pk]), {"version": need.version}, **HTMX)
    assert "Confirmed" in answer.content.decode() and "Proposed" not in answer.content.decode()
    stale = manager.post(reverse("needs:dismiss", args=[need.pk]), {"version": need.version}, **HTMX)
    assert stale.status_code == 422 and stale["HX-Retarget"] == "#toasts"
    back = reverse("needs:list")
    assert manager.post(reverse("needs:met", args=[need.pk]), {"next": back})["Location"] == back
    for foreign in ("//evil.example/", "https://evil.example/"):
        answer = manager.post(reverse("needs:confirm", args=[need.pk]), {"next": foreign})
        assert answer["Location"] == reverse("needs:detail", args=[need.pk])


def test_a_marked_passage_becomes_a_need(manager, company, client, people):
    contact = ContactFactory(company=company, notes_language="lb")
    passage = "Mir brauchen en ERP " * 10
    mark = Mark.objects.create(contact=contact, kind="need", passage=passage, marked_at=WHEN)
    url = reverse("needs:of_mark", args=[mark.pk])
    assert "Mir brauchen en ERP" in manager.get(url).content.decode()
    assert manager.post(url, {}, **HTMX).status_code == 422
    name = f"mark{mark.pk}"
    data = {f"{name}-title": "ERP", f"{name}-theme": reference.theme().pk, f"{name}-urgency": 3}
    assert manager.post(url, data, **HTMX).status_code == 200
    need = Need.objects.get()
    assert (need.title, need.description, need.language, need.urgency) == ("ERP", passage.strip(), "lb", 3)
    assert reverse("needs:detail", args=[need.pk]) in manager.get(url).content.decode()
    client.force_login(people.analyst)
    assert "<form" not in client.get(url).content.decode()


@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_stand_in_each_language(manager, company, people, language):
    people.manager.language = language
    people.manager.save()
    add(company, people)
    words = {"fr": ("Besoins", "Encore ouverts"), "de": ("Bedarfe", "Noch offen")}[language]
    page = manager.get(reverse("needs:list")).content.decode()
    assert all(word in page for word in words)
