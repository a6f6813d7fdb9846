"""Do the pages show, move and refuse as they should, at a constant number of queries?"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import matches
from factories import roadmaps as made
from factories.companies import CompanyFactory
from factories.roadmaps import TODAY, day, version
from grappe.apps.roadmaps import permissions, queries
from grappe.apps.roadmaps.models import FollowUp, Roadmap, Step
from grappe.ui import clock

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The test's day, at the one place that reads the clock."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    monkeypatch.setattr(clock, "now", lambda: made.AT)


@pytest.fixture
def signed_in(client, people):
    people.manager.language = "en"
    people.manager.save()
    client.force_login(people.manager)
    return client


def post(client, name, pk, htmx=True, **data):
    return client.post(reverse(f"roadmaps:{name}", args=[pk]), data, **(HTMX if htmx else {}))


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- Who may ---


@pytest.mark.parametrize(
    ("role", "views", "edits"),
    [
        ("administrator", True, True),
        ("manager", True, True),
        ("other_manager", True, False),
        ("analyst", True, False),
        ("ministry", True, False),
    ],
)
def test_truth_table(people, roadmap, role, views, edits):
    user = people.by_role()[role]
    assert permissions.can_view_roadmaps(user) == views
    assert (
        permissions.can_edit_roadmap(user, roadmap)
        == permissions.can_plan_for(user, roadmap.company)
        == edits
    )
    for check in (
        lambda: permissions.check_can_edit_roadmap(user, roadmap),
        lambda: permissions.check_can_plan_for(user, roadmap.company),
    ):
        if edits:
            check()
        else:
            with pytest.raises(PermissionDenied):
                check()


def test_somebody_who_left_sees_nothing(people, roadmap):
    people.manager.is_active = False
    assert not permissions.can_view_roadmaps(people.manager)
    assert not permissions.can_edit_roadmap(people.manager, roadmap)
    with pytest.raises(PermissionDenied):
        permissions.check_can_view_roadmaps(people.manager)
    with pytest.raises(PermissionDenied):
        queries.roadmap_for(roadmap.pk, for_user=people.manager)


def test_a_reader_sees_the_roadmap_without_anything_to_press(client, people, steps):
    client.force_login(people.other_manager)
    page = client.get(reverse("roadmaps:detail", args=[steps[0].roadmap_id])).content.decode()
    assert "Audit" in page
    main = page[page.index('<div id="plan">') : page.index("</main>")]
    assert "<form" not in main and "data-movable" not in main and 'tabindex="0" role="slider"' not in main
    assert queries.feed_address(steps[0].roadmap) not in page


# --- The list ---


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    signed_in, clusters, people, rows, django_assert_num_queries
):
    for number in range(rows):
        company = CompanyFactory(clusters=[clusters["digital"], clusters["wood"]])
        roadmap = made.roadmap(company, people.manager, f"Plan {number}")
        made.chain(roadmap, people.manager)
        made.aid(roadmap, people.manager)
    with django_assert_num_queries(9):
        answer = signed_in.get(reverse("roadmaps:list"))
    assert len(answer.context["rows"]) == rows
    assert answer.context["rows"][0].sentence.startswith("On track: 0 of 3 steps done")


def test_the_lists_filters(signed_in, clusters, people, roadmap, steps):
    wood = CompanyFactory(name="Wood and More", clusters=[clusters["wood"]])
    late = made.roadmap(wood, people.administrator, "Sawmill")
    made.step(late, people.administrator, "Saw", -20)
    mine = made.roadmap(wood, people.administrator, "With a step of mine")
    made.step(mine, people.administrator, "Mine", 3, owner=people.manager)
    closed = made.roadmap(wood, people.administrator, "Closed one")
    Roadmap.objects.filter(pk=closed.pk).update(closed_on=TODAY, outcome="x")
    archived = CompanyFactory(clusters=[clusters["wood"]])
    made.roadmap(archived, people.administrator, "Of an archived company")
    archived.archived_at = made.AT
    archived.save()

    def listed(**parameters):
        answer = signed_in.get(reverse("roadmaps:list"), parameters)
        return {row.roadmap.title for row in answer.context["rows"]}

    assert listed() == {"Digital plan", "Sawmill", "With a step of mine"}
    assert listed(state="late") == {"Sawmill"}
    assert listed(state="closed") == {"Closed one"}
    assert listed(state="all") == {"Digital plan", "Sawmill", "With a step of mine", "Closed one"}
    assert listed(mine="on") == {"Digital plan", "With a step of mine"}
    assert listed(text="zéph") == {"Digital plan"}
    assert listed(text="sawm", state="nonsense") == {"Sawmill"}


# --- The page ---


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_whatever_its_length(
    signed_in, company, people, roadmap, count, django_assert_num_queries
):
    for number in range(count):
        first, second, _third = made.chain(roadmap, people.manager)
        made.aid(roadmap, people.manager, f"Aid {number}", step=second)
    FollowUp.objects.create(company=company, since=TODAY)
    with django_assert_num_queries(12):
        answer = signed_in.get(reverse("roadmaps:detail", args=[roadmap.pk]))
    assert len(answer.context["sheet"].lines) == 3 * count


def test_the_page_says_how_it_stands_and_draws_every_step(signed_in, roadmap, steps):
    answer = signed_in.get(reverse("roadmaps:detail", args=[roadmap.pk]))
    page = answer.content.decode()
    assert "On track: 0 of 3 steps done; next is “Audit”, by 6 March 2026; €6,000 of aid expected." in text(
        answer
    )
    assert page.count('class="gantt-block"') == 3
    assert page.count('class="gantt-arrow"') == 2
    assert queries.feed_address(roadmap) in page


def test_words_from_outside_are_never_markup(signed_in, roadmap, people):
    nasty = '</title><script>alert("x")</script>'
    made.step(roadmap, people.manager, nasty, 0, obstacle=nasty, owner_name=nasty, description=nasty)
    page = signed_in.get(reverse("roadmaps:detail", args=[roadmap.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_typing_dates_moves_what_depends_on_it_and_says_what_and_why(signed_in, roadmap, steps):
    answer = post(signed_in, "move", steps[0].pk, start=day(4), end=day(8), version=version(roadmap))
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith('<div id="plan">')
    assert "“Plan”: 11 March 2026 – 13 March 2026, moved because “Audit” ends on 10 March 2026." in text(
        answer
    )
    spoken = answer.content.decode().partition('id="plan-says"')[2]
    assert "“Apply”" in spoken  # said aloud in the page's own live region
    steps[2].refresh_from_db()
    assert steps[2].start == day(12)


def test_without_javascript_the_same_form_leads_back_to_the_page(signed_in, roadmap, steps):
    data = {"start": day(4), "end": day(8), "version": version(roadmap)}
    answer = signed_in.post(reverse("roadmaps:move", args=[steps[0].pk]), data, follow=True)
    assert answer.redirect_chain == [(reverse("roadmaps:detail", args=[roadmap.pk]), 302)]
    assert "moved because “Audit” ends" in text(answer)


def test_whoever_comes_second_is_told_and_sees_what_stands_now(signed_in, roadmap, steps):
    seen = version(roadmap)
    post(signed_in, "move", steps[0].pk, start=day(1), end=day(5), version=seen)
    answer = post(signed_in, "move", steps[0].pk, start=day(9), end=day(13), version=seen)
    assert answer.status_code == 409
    assert "Somebody else changed this roadmap meanwhile" in text(answer)
    assert f'value="{day(1)}"' in answer.content.decode()
    assert f'name="version" value="{version(roadmap)}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"start": "2026-03-09", "end": "2026-03-02"}, "before it starts"),
        ({"start": "tomorrow", "end": "2026-03-02"}, "valid date"),
        ({"start": "", "end": ""}, "required"),
        (
            {"start": "2026-03-02", "end": "2026-03-09", "version": "99999999999999999999"},
            "less than or equal",
        ),
        ({"start": "2026-01-01", "end": "9999-12-31"}, "The year 9999 is out of reach"),
        ({"start": "0202-01-01", "end": "2026-12-31"}, "The year 202 is out of reach"),
        ({"start": "2026-03-02", "end": "2099-12-31"}, "The year 2100 is out of reach"),
    ],
)
def test_bad_dates_are_refused_in_words(signed_in, roadmap, steps, data, message):
    before = list(Step.objects.values_list("start", "end"))
    answer = post(signed_in, "move", steps[0].pk, **({"version": version(roadmap)} | data))
    assert answer.status_code == 422
    assert message in text(answer)
    assert list(Step.objects.values_list("start", "end")) == before


def test_adding_and_editing_a_step_by_its_form(signed_in, roadmap, steps, people):
    page = signed_in.get(reverse("roadmaps:step_add", args=[roadmap.pk]))
    assert page.context["form"].initial["start"] == day(12)
    data = {
        "title": "Apply again", "start": day(0), "end": day(6), "cost_eur": "12 500,50", "owner": people.manager.pk,
        "depends_on": [steps[2].pk], "version": version(roadmap),
    }  # fmt: skip
    answer = signed_in.post(reverse("roadmaps:step_add", args=[roadmap.pk]), data, follow=True)
    added = Step.objects.get(title="Apply again")
    assert (added.start, added.end, added.cost_eur) == (day(12), day(18), Decimal("12500.50"))
    assert "moved because “Apply” ends" in text(answer)

    address = reverse("roadmaps:step", args=[added.pk])
    form = signed_in.get(address).context["form"]
    kept = {name: form[name].value() for name in form.fields}
    assert kept["cost_eur"] == "12,500.50"
    sent = {name: value for name, value in kept.items() if value not in (None, "")} | {"title": "Renamed"}
    assert signed_in.post(address, sent).status_code == 302
    added.refresh_from_db()
    assert (added.title, added.cost_eur, added.owner) == ("Renamed", Decimal("12500.50"), people.manager)
    assert list(added.depends_on.all()) == [steps[2]]
    sent["title"] = "Mine"
    stale = signed_in.post(address, sent)
    assert stale.status_code == 409
    assert "It now says:" in text(stale) and 'value="Mine"' in stale.content.decode()
    again = {**sent, "version": stale.context["form"]["version"].value()}
    assert signed_in.post(address, again).status_code == 302
    circle = {**again, "version": version(roadmap), "depends_on": [added.pk]}
    assert signed_in.post(address, circle).status_code == 422


def test_a_circle_by_the_form_is_named(signed_in, roadmap, steps):
    address = reverse("roadmaps:step", args=[steps[0].pk])
    data = {
        "title": "Audit", "start": day(0), "end": day(4), "depends_on": [steps[2].pk], "version": version(roadmap),
    }  # fmt: skip
    answer = signed_in.post(address, data)
    assert answer.status_code == 422
    assert "wait for each other" in text(answer)


def test_started_done_and_taken_back(signed_in, roadmap, steps):
    def answer(name, on=""):
        given = post(signed_in, name, steps[0].pk, on=on, version=version(roadmap))
        assert given.status_code == 200
        steps[0].refresh_from_db()
        return given

    answer("start", TODAY)
    assert steps[0].started_on == TODAY
    assert "1 of 3 steps done" in text(answer("done", TODAY))
    assert steps[0].done_on == TODAY
    assert "Not done after all" in text(signed_in.get(reverse("roadmaps:detail", args=[roadmap.pk])))
    answer("done")
    assert steps[0].done_on is None
    assert post(signed_in, "remove", steps[1].pk, version=version(roadmap)).status_code == 200
    assert Step.objects.count() == 2


def test_aids_by_their_forms(signed_in, roadmap, steps):
    matches.catalogue(vectors=False)
    from grappe.apps.aids.models import Programme

    programme = Programme.objects.get(slug="fit4-digital")
    add = reverse("roadmaps:aid_add", args=[roadmap.pk])
    assert "name the aid" in text(signed_in.post(add, {}))
    assert signed_in.post(add, {"programme": programme.pk, "step": steps[0].pk}).status_code == 302
    aid = roadmap.aids.get()
    assert (aid.label, aid.programme, aid.step) == (str(programme), programme, steps[0])
    address = reverse("roadmaps:aid", args=[aid.pk])
    data = {"state": "requested", "amount": "6.000,00", "on": TODAY, "version": version(roadmap)}
    assert "Select a valid choice" in text(signed_in.post(address, data | {"state": "paid"}))
    assert "“much” is no number" in text(signed_in.post(address, data | {"amount": "much"}))
    assert signed_in.post(address, data).status_code == 302
    stale = signed_in.post(address, data | {"state": "obtained"})
    assert stale.status_code == 409 and "Somebody else" in text(stale)
    aid.refresh_from_db()
    assert (aid.state, aid.requested_eur) == ("requested", 6000)
    page = text(signed_in.get(reverse("roadmaps:detail", args=[roadmap.pk])))
    assert "€6,000 of aid requested, €0 obtained, €0 paid." in page
    refused = signed_in.post(
        address, {"state": "paid", "amount": "5", "on": TODAY, "version": version(roadmap)}
    )
    assert refused.status_code == 422


def test_opening_closing_and_reopening(signed_in, company, people):
    create = reverse("roadmaps:create", args=[company.pk])
    assert signed_in.post(create, {"title": " "}).status_code == 422
    assert signed_in.post(create, {"title": "Green plan"}).status_code == 302
    roadmap = Roadmap.objects.get(title="Green plan")
    assert "closes with its outcome" in text(post(signed_in, "close", roadmap.pk, version=1, outcome=""))
    closed = post(signed_in, "close", roadmap.pk, version=1, outcome="Saved 12 % of energy.")
    assert "Saved 12 % of energy." in text(closed) and "Open it again" in text(closed)
    assert post(signed_in, "reopen", roadmap.pk, version=1).status_code == 409
    assert post(signed_in, "reopen", roadmap.pk, version=2).status_code == 200
    company.archived_at = made.AT
    company.save()
    assert "is archived" in text(signed_in.post(create, {"title": "Late"}))


def test_the_rhythm_of_a_company(signed_in, company):
    address = reverse("roadmaps:follow_up", args=[company.pk])
    assert signed_in.get(address).context["form"]["every"].value() == 6
    assert signed_in.post(address, {"every": "0", "unit": "months"}).status_code == 422
    assert signed_in.post(address, {"every": "2", "unit": "weeks"}).status_code == 302
    fragment = text(signed_in.get(reverse("roadmaps:of_company", args=[company.pk])))
    assert "Every 2 weeks" in fragment and "Next contact due on 02/03/2026" in fragment
    assert signed_in.post(reverse("roadmaps:end_follow_up", args=[company.pk])).status_code == 302
    assert not FollowUp.objects.exists()


def test_an_accepted_solution_is_taken_over_where_it_stands(signed_in, clusters, people):
    matches.catalogue(vectors=False)
    company = matches.company(clusters, slugs=("digital",))
    match = matches.accepted(matches.need(company, "Sécurité"), people.manager)
    address = reverse("roadmaps:of_match", args=[match.pk])
    assert "Put it on the roadmap" in text(signed_in.get(address, **HTMX))
    assert "On the roadmap:" in text(signed_in.post(address, **HTMX))
    roadmap = Roadmap.objects.get(company=company)
    second = matches.accepted(matches.need(company, "Autre"), people.manager, slug=other_solution())
    page = signed_in.get(reverse("roadmaps:detail", args=[roadmap.pk]))
    assert [each.match for each in page.context["waiting"]] == [second]
    back = signed_in.post(reverse("roadmaps:of_match", args=[second.pk]))
    assert back["Location"] == reverse("roadmaps:detail", args=[roadmap.pk])


def other_solution() -> str:
    from grappe.apps.solutions.models import Solution

    return Solution.objects.exclude(slug="cybersecurity-first-check").filter(active=True).first().slug


@pytest.mark.parametrize(
    "name", ["detail", "pdf", "step", "aid", "of_company", "of_match", "step_add", "aid_add"]
)
def test_what_is_not_there_is_404(signed_in, name):
    assert signed_in.get(reverse(f"roadmaps:{name}", args=[999_999])).status_code == 404


def test_the_timeline_tells_it_in_order(roadmap, steps, people, company):
    from grappe.apps.roadmaps import operations

    operations.mark_done(step=steps[0], version=version(roadmap), on=TODAY, by=people.manager, at=made.AT)
    aid = made.aid(roadmap, people.manager)
    operations.change_aid(
        aid=aid, version=version(roadmap), state="requested", amount=Decimal(900), on=day(-3), by=people.manager,
        at=made.AT,
    )  # fmt: skip
    entries = queries.timeline_entries(company_id=company.pk, for_user=people.ministry)
    assert [entry.key.split("-")[0] for entry in entries] == ["step", "roadmap", "aid"]
    assert entries[-1].text == "900 €"
    earlier = queries.timeline_entries(company_id=company.pk, for_user=people.ministry, before=entries[1].at)
    assert [entry.key for entry in earlier] == [entries[2].key]
    assert len(queries.timeline_entries(company_id=company.pk, for_user=people.ministry, limit=2)) == 2
