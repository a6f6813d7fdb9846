"""Does a trend sheet say what it rests on to those who may read it, and does it become something?"""

from __future__ import annotations

import math
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import plans, trends
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.clusters.queries import themes
from grappe.apps.trends.forms.sheets import SheetForm
from grappe.apps.trends.models import Evidence, Sheet
from grappe.apps.trends.operations import sheets, starting
from grappe.apps.trends.permissions import can_edit_sheet, can_view_sheet
from grappe.apps.trends.queries.radar import MIDDLE, RADII, RINGS, radar
from grappe.apps.trends.queries.sheets import evidence_of, uses_of
from grappe.apps.trends.queries.written import version_of
from grappe.ui.errors import BadInput, Stale
from grappe.ui.moments import local_date

pytestmark = pytest.mark.django_db
AT = trends.AT


def test_a_sheet_is_written_published_and_archived(people):
    sheet = sheets.begin(draft=trends.draft(what={}), by=people.analyst, at=AT)
    with pytest.raises(BadInput, match="what happens"):
        sheets.move(sheet=sheet, to="published", by=people.analyst, at=AT)
    sheet = sheets.change(
        sheet=sheet, draft=trends.draft(), version=version_of(sheet), by=people.analyst, at=AT
    )
    with pytest.raises(BadInput, match="rests on something"):
        sheets.move(sheet=sheet, to="published", by=people.analyst, at=AT)
    evidence = sheets.add_evidence(sheet=sheet, words="Said", source="Fair", by=people.analyst, at=AT)
    sheet = sheets.move(sheet=sheet, to="published", by=people.analyst, at=AT)
    assert sheet.published_at == AT
    with pytest.raises(BadInput, match="one piece"):
        sheets.remove_evidence(evidence=evidence, by=people.analyst, at=AT)
    with pytest.raises(BadInput, match="why"):
        sheets.move(sheet=sheet, to="archived", by=people.analyst, at=AT)
    sheet = sheets.move(sheet=sheet, to="archived", why="Over", by=people.analyst, at=AT)
    assert (sheet.state, sheet.archived_reason) == ("archived", "Over")


def test_two_who_change_one_sheet_lose_nothing(people):
    sheet = trends.sheet(people.analyst)
    version = version_of(sheet)
    sheets.change(sheet=sheet, draft=trends.draft(impact=1), version=version, by=people.analyst, at=AT)
    with pytest.raises(Stale):
        sheets.change(sheet=sheet, draft=trends.draft(impact=2), version=version, by=people.analyst, at=AT)


# Role, state, whether of the team -> sees, writes. The sheet is led by the analyst.
TABLE = [
    ("administrator", "draft", False, True, True),
    ("manager", "draft", False, True, False),
    ("manager", "draft", True, True, True),
    ("analyst", "draft", False, True, True),
    ("ministry", "draft", False, False, False),
    ("ministry", "published", False, True, False),
    ("ministry", "published", True, True, False),
    ("ministry", "archived", False, False, False),
    ("manager", "archived", False, True, False),
]


@pytest.mark.parametrize(("role", "state", "team", "sees", "writes"), TABLE)
def test_the_truth_table(people, client, role, state, team, sees, writes):
    sheet = trends.sheet(people.analyst, published=state == "published")
    if state == "archived":
        sheet = sheets.move(sheet=sheet, to="archived", why="Over", by=people.analyst, at=AT)
    user = getattr(people, role)
    if team:
        sheet.team.add(user)
    assert (can_view_sheet(user, sheet), can_edit_sheet(user, sheet)) == (sees, writes)
    client.force_login(user)
    assert client.get(reverse("trends:sheet", args=[sheet.pk])).status_code == (200 if sees else 403)
    listed = client.get(reverse("trends:sheets"), {"state": state}).content.decode()
    assert ("Customers want recycled fibre" in listed) is sees


def test_words_in_confidence_are_counted_and_not_shown(people, clusters, client):
    company = CompanyFactory(clusters=[clusters["healthtech"]])
    contact = ContactFactory(
        company=company, audience="confidence", notes="The firm is for sale.", starts_at=AT
    )
    sheet = trends.sheet(people.manager)
    sheets.add_evidence(sheet=sheet, words="The firm is for sale.", contact=contact, by=people.manager, at=AT)
    sheet = sheets.move(sheet=sheet, to="published", by=people.manager, at=AT)
    mine = evidence_of(sheet, for_user=people.manager)
    assert (len(mine.pieces), mine.withheld, mine.companies) == (2, 0, 1)
    for user in (people.ministry, people.analyst, people.other_manager):
        theirs = evidence_of(sheet, for_user=user)
        assert ([each.words for each in theirs.pieces], theirs.withheld) == (["“We want it back.”"], 1)
        client.force_login(user)
        page = client.get(reverse("trends:sheet", args=[sheet.pk])).content.decode()
        assert "for sale" not in page
        assert "1 more was said in confidence" in page
    with pytest.raises(PermissionDenied):
        other = trends.sheet(people.analyst)
        sheets.add_evidence(sheet=other, words="The firm", contact=contact, by=people.analyst, at=AT)


def test_the_same_words_stand_once(people):
    sheet = trends.sheet(people.analyst)
    for _time in range(2):
        sheets.add_evidence(sheet=sheet, words="Again", source="Fair", by=people.analyst, at=AT)
    assert Evidence.objects.filter(sheet=sheet, words="Again").count() == 1


@pytest.mark.parametrize("what", ["study", "challenge"])
def test_a_sheet_begins_something_once(people, what):
    sheet = trends.sheet(people.manager)
    begin = getattr(starting, f"begin_{what}")
    first = begin(sheet=sheet, by=people.manager, at=AT)
    assert begin(sheet=sheet, by=people.manager, at=AT + timedelta(seconds=3)) == first
    assert [use.kind for use in uses_of(sheet, for_user=people.manager)] == [what]
    words = first.questions if what == "challenge" else first.titles
    assert words == sheet.titles
    assert first.theme == sheet.theme


def test_a_sheet_becomes_a_measure_of_a_plan(people, client):
    sheet = trends.sheet(people.manager)
    plan = plans.plan(people.manager)
    client.force_login(people.manager)
    client.post(reverse("trends:sheet_measure", args=[sheet.pk]), {"plan": plan.pk, "kind": "platform"})
    use = sheet.uses.get()
    assert use.measure.plan == plan
    assert use.measure.titles == sheet.titles
    page = client.get(reverse("trends:sheet", args=[sheet.pk])).content.decode()
    assert reverse("insight:measure", args=[use.measure_id]) in page


def test_two_plans_get_a_measure_each_and_its_days_are_those_of_the_plan(people):
    """Pressed twice for one plan it is one; for another plan, or to become something else, it is another one."""
    sheet = trends.sheet(people.manager)
    today = local_date(AT)
    coming = plans.plan(
        people.manager, starts_on=today + timedelta(days=300), ends_on=today + timedelta(days=400)
    )
    over = plans.plan(people.manager, starts_on=today - timedelta(days=90), ends_on=today - timedelta(days=9))
    add = partial(starting.add_measure, sheet=sheet, by=people.manager)
    first = add(plan=coming, kind="platform", at=AT)
    assert add(plan=coming, kind="platform", at=AT + timedelta(seconds=3)) == first
    assert add(plan=coming, kind="aid", at=AT + timedelta(seconds=6)) != first
    other = add(plan=over, kind="platform", at=AT + timedelta(seconds=9))
    assert (other.plan, sheet.uses.count()) == (over, 3)
    assert (first.starts_on, first.due_on) == (coming.starts_on, coming.ends_on)
    assert (other.starts_on, other.due_on) == (today, today)


def test_whoever_left_keeps_their_sheets_until_somebody_gives_them_on(people, client):
    """The form shows lead and team who are gone by now; saving it changes nothing of whose the sheet is."""
    sheet = trends.sheet(people.analyst)
    sheet.team.add(people.other_manager)
    for gone in (people.analyst, people.other_manager):
        gone.is_active = False
        gone.save()
    client.force_login(people.administrator)
    edit = reverse("trends:sheet_edit", args=[sheet.pk])
    form = client.get(edit).context["form"]
    assert f'<option value="{people.analyst.pk}" selected>' in str(form["lead"])
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    answer = client.post(edit, sent | {"titles_en": "Fibre again"})
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.titles["en"], sheet.lead, list(sheet.team.all())) == (
        "Fibre again", people.analyst, [people.other_manager],
    )  # fmt: skip
    assert f'value="{people.analyst.pk}"' not in str(SheetForm()["lead"])  # a new sheet is not theirs


def test_words_taken_off_a_sheet_are_kept_nowhere(people):
    contact = ContactFactory(company=CompanyFactory(), notes="The firm is for sale.", starts_at=AT)
    sheet = trends.sheet(people.manager)
    row = sheets.add_evidence(sheet=sheet, words="The firm", contact=contact, by=people.manager, at=AT)
    sheets.remove_evidence(evidence=row, by=people.manager, at=AT)
    kept = list(Evidence.pgh_event_model.objects.filter(pgh_obj_id=row.pk).values())
    assert len(kept) >= 1  # that there was something is known
    assert "The firm" not in str(kept)


def test_words_that_the_notes_do_not_say_any_more_are_marked(people, client):
    contact = ContactFactory(company=CompanyFactory(), notes="Half of the\n fleet.", starts_at=AT)
    sheet = trends.sheet(people.analyst)
    sheets.add_evidence(sheet=sheet, words="Half of the fleet.", contact=contact, by=people.analyst, at=AT)
    assert [each.edited for each in evidence_of(sheet, for_user=people.analyst).pieces] == [False, False]
    type(contact).objects.update(notes="A third of the fleet.")
    assert [each.edited for each in evidence_of(sheet, for_user=people.analyst).pieces] == [False, True]
    client.force_login(people.analyst)
    page = client.get(reverse("trends:sheet", args=[sheet.pk])).content.decode()
    assert page.count("not in the notes any more") == 1


def test_what_a_reader_may_not_open_is_not_named(people):
    sheet = trends.sheet(people.manager, published=True)
    starting.begin_study(sheet=sheet, by=people.manager, at=AT)  # a draft, which the ministry does not see
    assert [(use.title, use.url) for use in uses_of(sheet, for_user=people.ministry)] == [
        ("not open to you", "")
    ]


def test_it_is_written_from_the_page(people, client):
    client.force_login(people.analyst)
    sent = {
        "titles_en": "Heat from the cellar", "theme": "sustainability", "horizon": "now", "impact": "2",
        "direction": "new", "lead": people.analyst.pk,
    }  # fmt: skip
    client.post(reverse("trends:sheet_new"), sent)
    sheet = Sheet.objects.get()
    page = reverse("trends:evidence_add", args=[sheet.pk])
    assert client.post(page, {"words": "So they say."}).status_code == 422
    client.post(page, {"words": "So sagt man.", "source": "Visit", "language": "de"})
    assert (sheet.evidence.get().source, sheet.evidence.get().language) == ("Visit", "de")
    edit = reverse("trends:sheet_edit", args=[sheet.pk])
    stale = sent | {"titles_en": "Heat from below", "version": "old"}
    answer = client.post(edit, stale)
    assert answer.status_code == 409
    assert "Heat from below" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_in_a_constant_number_of_queries(people, clusters, client, rows, django_assert_num_queries):
    for _number in range(rows):
        sheet = trends.sheet(people.analyst, published=True, clusters=[clusters["wood"]])
        for _piece in range(rows):
            contact = ContactFactory(company=CompanyFactory(clusters=[clusters["wood"]]), starts_at=AT)
            sheets.add_evidence(
                sheet=sheet, words=f"W{contact.pk}", contact=contact, by=people.analyst, at=AT
            )
    for number in range(rows):
        starting.begin_study(sheet=sheet, by=people.analyst, at=AT + timedelta(hours=number))
        starting.begin_challenge(sheet=sheet, by=people.administrator, at=AT + timedelta(hours=number))
    client.force_login(people.ministry)
    for name, args, queries in (("sheets", [], 7), ("radar", [], 8), ("sheet", [sheet.pk], 11)):
        client.get(reverse(f"trends:{name}", args=args))
        with django_assert_num_queries(queries):
            assert client.get(reverse(f"trends:{name}", args=args)).status_code == 200


def test_a_title_in_another_language_stands_whole_in_attributes_and_options(people, client):
    """No markup there: a quotation mark would end the attribute, and the point would have no name."""
    trends.sheet(people.analyst, published=True, titles={"fr": "Le bois “revient”"})
    trends.feed(people.analyst)
    client.force_login(people.analyst)
    page = client.get(reverse("trends:radar")).content.decode()
    assert 'aria-label="1 Le bois “revient”" class="radar-point radar-rising"' in page
    assert ">Le bois “revient”</option>" in client.get(reverse("trends:feeds")).content.decode()


def test_points_of_the_radar_stand_in_their_sector_and_ring_and_apart(people):
    every = list(themes())
    made = [
        trends.sheet(people.analyst, theme=theme, horizon=horizon, impact=3)
        for theme in every for horizon in ("now", "next", "later") for _time in range(3)
    ]  # fmt: skip
    drawn = radar(made, every)
    assert [point.number for point in drawn.points] == list(range(1, len(made) + 1))
    for point in drawn.points:
        x, y = point.x - MIDDLE, point.y - MIDDLE
        inner, outer = RINGS[point.sheet.horizon]
        assert inner < math.hypot(x, y) - point.radius + 2
        assert math.hypot(x, y) + point.radius - 2 < outer
        turned = (math.atan2(y, x) + math.pi / 2) % math.tau
        assert every[int(turned // (math.tau / len(every)))] == point.sheet.theme
    most = RADII[3]
    for number, one in enumerate(drawn.points):
        for other in drawn.points[number + 1 :]:
            assert math.hypot(one.x - other.x, one.y - other.y) > most
