"""Is nothing typed at a draft lost, does nobody approve their own, and does what is published hold?"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import shipped
from factories.companies import CompanyFactory, FiguresFactory
from factories.drafts import AT, changed, colleague, draft
from factories.jobs import work
from grappe.apps.aids import permissions, queries
from grappe.apps.aids.models import Draft, Programme, Publication
from grappe.apps.aids.operations import drafts, load_programmes, publishing
from grappe.apps.aids.queries import drafts as draft_queries
from grappe.apps.aids.queries.draft_texts import read_draft
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
LOADED = datetime(2026, 6, 1, 12, tzinfo=UTC)
ON = date(2026, 6, 2)
TEAM = (
    "field: team_size\n          op: gte\n          value: 2",
    "field: team_size\n          op: gte\n          value: 1",
)


@pytest.fixture
def loaded(clusters):
    shipped.programmes(at=LOADED)


@pytest.fixture
def administrator(loaded, people):
    return people.administrator


def team_of(size: int | None, **company):
    made = CompanyFactory(founded=date(2024, 3, 1), **company)
    FiguresFactory(company=made, headcount=4, turnover_eur=500_000)
    facts = {
        "focus_area": "digital", "full_time_team_members": 1, "for_profit": True, "applications_per_edition": 1,
        "paid_up_share_capital_eur": 12_000, "min_age_of_participants": 30, "age_years_at_call_opening": 2,
        "LU_company_and_permit_before_payment": True, "de_minimis_headroom": 300_000, "team_size": size,
    }  # fmt: skip
    for field, value in facts.items():
        made.facts.create(field=field, value=value, stated_at=AT)
    return made


def asked(made: Draft, by) -> Draft:
    publishing.compare(draft=made, on=ON, by=by, at=AT)
    return drafts.ask_review(draft=made, version=made.version, comment="Teams of one", by=by, at=AT)


# --- Writing ---


def test_a_draft_begins_with_the_text_in_force_to_the_letter(administrator):
    path = settings.CATALOGUE / "programmes" / "fit4-start.yaml"
    assert draft(administrator).text == path.read_text(encoding="utf-8")


def test_a_new_version_closes_the_one_before_and_keeps_the_rest(administrator):
    made = draft(administrator, start="version", day=date(2027, 1, 1))
    versions = read_draft(made.text, slug=made.slug, on=ON).document["versions"]
    assert [(one["id"], one["valid_from"], one["valid_to"]) for one in versions] == [
        ("current", None, date(2026, 12, 31)),
        ("2027", date(2027, 1, 1), None),
    ]
    assert versions[0]["eligibility"] == versions[1]["eligibility"]
    with pytest.raises(BadInput):
        draft(administrator, start="version")


def test_a_new_programme_needs_an_id_of_its_own(administrator):
    made = drafts.start_draft(programme=None, start="change", slug="green-loan", by=administrator, at=AT)
    reading = read_draft(made.text, slug="green-loan", on=ON)
    assert reading.programme is not None
    for slug in ("fit4-start", "Green Loan", "", "-x"):
        with pytest.raises(BadInput):
            drafts.start_draft(programme=None, start="change", slug=slug, by=administrator, at=AT)


def test_a_text_that_comes_after_somebody_elses_is_set_aside_not_lost(administrator):
    made, other = draft(administrator), colleague()
    drafts.save_draft(draft=made, text="id: theirs\n", version=1, by=other, at=AT)
    saved = drafts.save_draft(draft=made, text="id: mine\n", version=1, by=administrator, at=AT)
    made.refresh_from_db()
    assert made.text == "id: theirs\n"
    assert draft_queries.text_for(made, saved.aside).text == "id: mine\n"
    assert draft_queries.text_for(made, saved.aside).aside
    over = drafts.save_draft(
        draft=made, text="id: mine\n", version=2, overwrite=True, by=administrator, at=AT
    )
    assert over.aside is None
    assert {text.text for text in made.texts.all()} >= {"id: theirs\n", "id: mine\n"}


def test_a_page_is_not_in_conflict_with_itself_and_one_sitting_is_one_text(administrator):
    made = draft(administrator)
    for number in range(4):
        saved = drafts.save_draft(
            draft=made, text=f"id: v{number}\n", version=1, page="p", by=administrator, at=AT
        )
        assert saved.aside is None
    assert made.texts.count() == 2
    later = AT + timedelta(hours=1)
    drafts.save_draft(draft=made, text="id: later\n", version=1, page="p", by=administrator, at=later)
    assert [text.text for text in made.texts.order_by("number")][1:] == ["id: v3\n", "id: later\n"]


HEAD = "id: fit4-start\nname: A\nversions:\n  - id: x\n    eligibility:"


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "unreadable"),
        ("- a\n- b\n", 1, "yaml"),
        ("id: fit4-start\nname: {en: A\n", 3, "yaml"),
        ("id: fit4-start\nid: again\n", 2, "yaml"),
        (HEAD + " {field: nonsense, op: eq, value: 1}\n", 5, "unknown-field"),
        (HEAD + "\n      all: []\n      any: []\n", 5, "unreadable"),
        ("id: other\nname: A\nversions:\n  - id: x\n    open_to_all: true\n", 1, "file-name"),
        (HEAD + " {field: nace, op: nace, value: ['99.99']}\n", 5, "unknown-nace"),
    ],
)  # fmt: skip
def test_a_fault_is_told_on_its_line(administrator, text, line, code):
    from factories.companies import reference_data

    reference_data()
    reading = read_draft(text, slug="fit4-start", on=ON)
    assert (line, code) in {(found.line, found.code) for found in reading.errors}
    assert reading.programme is None


def test_faults_are_told_in_the_readers_language(administrator):
    from django.utils import translation

    text = "id: fit4-start\nname: A\nversions:\n  - id: x\n    eligibility: {field: team_size, op: in, value: []}\n"
    with translation.override("fr"):
        (found,) = read_draft(text, slug="fit4-start", on=ON).errors
        assert "doit contenir au moins une valeur" in str(found.message)


# --- The difference ---


def test_who_gains_who_loses_and_why(administrator):
    for size in (1, 1, 2, None):
        team_of(size)
    team_of(3, archived_at=AT)
    made = changed(administrator, *TEAM)
    difference = publishing.compare(draft=made, on=ON, by=administrator, at=AT)
    counts = draft_queries.counts_of(difference)
    assert (counts.gain, counts.lose, counts.open, counts.refused, counts.settled) == (2, 0, 0, 0, 0)
    assert difference.total == 4
    assert difference.criteria["gain"] == {"team_size": 2}
    assert difference.moves == {
        "not_eligible>eligible": 2,
        "eligible>eligible": 1,
        "undetermined>undetermined": 1,
    }
    assert [row.criteria for row in draft_queries.rows_of(difference, "gain")] == [["team_size"]] * 2


def test_the_difference_says_what_explain_says_of_each_company(administrator):
    companies = [team_of(size) for size in (1, 2, 5, None)]
    made = changed(administrator, TEAM[0], TEAM[0].replace("value: 2", "value: 4"))
    difference = publishing.compare(draft=made, on=ON, by=administrator, at=AT)
    reading = draft_queries.reading_of(made, on=ON)
    trials = draft_queries.trials(
        made, reading.programme, [one.pk for one in companies], on=ON, for_user=administrator
    )
    told = {(trial.company.pk, trial.now.verdict, trial.draft.verdict) for trial in trials if trial.changed}
    rows = {(row.company_id, row.before, row.after) for row in draft_queries.rows_of(difference, "")}
    assert rows == told
    assert {row.kind for row in draft_queries.rows_of(difference, "")} == {"lose"}


def test_a_new_programme_takes_nothing_from_anybody(administrator):
    team_of(1)
    team_of(None)
    made = drafts.start_draft(programme=None, start="change", slug="green-loan", by=administrator, at=AT)
    rule = "eligibility: {field: team_size, op: gte, value: 2}"
    text = made.text.replace("eligibility: {}", rule)
    made = drafts.save_draft(draft=made, text=text, version=1, by=administrator, at=AT).draft
    counts = draft_queries.counts_of(publishing.compare(draft=made, on=ON, by=administrator, at=AT))
    assert (counts.gain, counts.lose, counts.open, counts.refused) == (0, 0, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_many_companies_are_compared_by_a_job(administrator, monkeypatch):
    monkeypatch.setattr(publishing, "AT_ONCE", 1)
    for size in (1, 2, 3):
        team_of(size)
    made = changed(administrator, *TEAM)
    difference = publishing.compare(draft=made, on=ON, by=administrator, at=AT)
    assert difference.state == "running"
    work()
    difference.refresh_from_db()
    assert (difference.state, difference.done, difference.total) == ("done", 3, 3)


def test_a_text_with_errors_is_not_compared(administrator):
    made = changed(administrator, "op: gte", "op: atleast")
    with pytest.raises(BadInput):
        publishing.compare(draft=made, on=ON, by=administrator, at=AT)


# --- Four eyes ---


def test_nobody_approves_what_they_have_written(administrator):
    other, third = colleague(), None
    made = changed(administrator, *TEAM)
    made = asked(made, administrator)
    with pytest.raises(PermissionDenied):
        publishing.publish(draft=made, version=made.version, by=administrator, at=AT)
    made = drafts.take_back(draft=made, by=other, at=AT)
    made = drafts.save_draft(
        draft=made, text=made.text + "# seen\n", version=made.version, by=other, at=AT
    ).draft
    made = asked(made, administrator)
    for author in (administrator, other):
        assert not permissions.can_approve_draft(author, made)
    from factories import reference

    third = reference.user("third", "administrator")
    # Who is told that a draft waits is who may approve it: a text set aside does not take that away.
    waiting = [draft_queries.waiting_for(one) for one in (administrator, other, third)]
    assert waiting == [0, 0, 1]
    made.texts.create(number=99, text="aside", aside=True, written_at=AT, written_by=third)
    assert draft_queries.waiting_for(third) == 1
    assert publishing.publish(draft=made, version=made.version, by=third, at=AT).approved_by == third


def test_only_administrators_change_rules(loaded, people):
    verdicts = {role: permissions.can_edit_rules(user) for role, user in people.by_role().items()}
    assert verdicts == {
        "administrator": True, "manager": False, "other_manager": False, "analyst": False, "ministry": False,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        draft(people.manager)


def test_what_is_published_holds_at_once_and_its_history_names_both(administrator):
    company = team_of(1)
    other = colleague()
    facts = {"facts": {fact.field: fact.value for fact in company.facts.all()}}
    before = queries.eligibility_of(facts, on=ON, slugs={"fit4-start"}).by_slug["fit4-start"]
    made = asked(changed(administrator, *TEAM), administrator)
    publication = publishing.publish(draft=made, version=made.version, comment="Read.", by=other, at=AT)
    after = queries.eligibility_of(facts, on=ON, slugs={"fit4-start"}).by_slug["fit4-start"]
    rows = {row.id: row.verdict for row in before.criteria}, {row.id: row.verdict for row in after.criteria}
    assert (rows[0]["team_size"], rows[1]["team_size"]) == ("not_met", "met")
    programme = Programme.objects.get(slug="fit4-start")
    history = list(draft_queries.history_of(programme, for_user=administrator))
    assert [(one.number, one.origin) for one in history] == [(2, "page"), (1, "catalogue")]
    assert publication.approved_by == other
    assert list(publication.authors.all()) == [administrator]
    assert draft_queries.counts_of(publication.difference).gain == 1
    assert "value: 2" in draft_queries.text_before(publication)
    made.refresh_from_db()
    assert made.state == "published"


def test_what_cannot_be_published(administrator):
    other = colleague()
    made = changed(administrator, *TEAM)
    unseen = drafts.ask_review(draft=made, version=made.version, by=administrator, at=AT)
    with pytest.raises(BadInput, match="difference"):
        publishing.publish(draft=unseen, version=unseen.version, by=other, at=AT)
    with pytest.raises(BadInput, match="comment|changed"):
        drafts.send_back(draft=unseen, comment=" ", by=other, at=AT)
    back = drafts.send_back(draft=unseen, comment="Why?", by=other, at=AT)
    with pytest.raises(BadInput):
        publishing.publish(draft=back, version=back.version, by=other, at=AT)
    again = asked(back, administrator)
    with pytest.raises(Stale):
        publishing.publish(draft=again, version=again.version - 1, by=other, at=AT)
    with pytest.raises(BadInput):
        drafts.save_draft(draft=again, text="id: x\n", version=again.version, by=administrator, at=AT)


def test_a_draft_that_the_programme_has_overtaken_is_carried_over_first(administrator):
    other = colleague()
    late = changed(administrator, *TEAM)
    first = asked(
        changed(administrator, "name:\n  en: Fit 4 Start", "name:\n  en: Fit 4 Start 2"), administrator
    )
    publishing.publish(draft=first, version=first.version, by=other, at=AT)
    late = draft_queries.draft_for(late.pk, for_user=administrator)
    standing = draft_queries.standing_of(late, for_user=administrator)
    assert standing.moved
    assert "Fit 4 Start 2" in standing.text_now
    waiting = asked(late, administrator)
    with pytest.raises(BadInput, match="has changed since"):
        publishing.publish(draft=waiting, version=waiting.version, by=other, at=AT)
    back = drafts.send_back(draft=waiting, comment="Carry it over", by=other, at=AT)
    with pytest.raises(Stale):
        drafts.carry_over(draft=back, digest="0" * 64, by=administrator, at=AT)
    digest = Programme.objects.get(slug="fit4-start").digest
    carried = drafts.carry_over(draft=back, digest=digest, by=administrator, at=AT)
    publishing.publish(draft=asked(carried, administrator), version=carried.version + 1, by=other, at=AT)
    assert Publication.objects.filter(origin="page").count() == 2


# --- A later load of the catalogue ---


def published(administrator, other) -> Programme:
    made = asked(changed(administrator, *TEAM), administrator)
    publishing.publish(draft=made, version=made.version, by=other, at=AT)
    return Programme.objects.get(slug="fit4-start")


def test_a_load_leaves_a_published_text_alone_until_the_folder_says_the_same(administrator, tmp_path):
    programme = published(administrator, colleague())
    digest = programme.digest
    again = load_programmes(folder=settings.CATALOGUE, at=AT)
    assert (again.kept, again.updated, again.withdrawn) == (("fit4-start",), 0, 0)
    programme.refresh_from_db()
    assert programme.digest == digest
    assert (
        programme.publications.count() == 2
    )  # the folder's text is the one it was before: nothing new to keep
    folder = tmp_path / "luxembourg"
    shutil.copytree(settings.CATALOGUE, folder)
    path = folder / "programmes" / "fit4-start.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("en: Fit 4 Start\n", "en: Fit 4 Start!\n"), encoding="utf-8"
    )
    assert load_programmes(folder=folder, at=AT).kept == ("fit4-start",)
    assert not programme.publications.get(number=3).in_force
    path.write_text(
        draft_queries.publication_for(programme, 2, for_user=administrator).text, encoding="utf-8"
    )
    assert load_programmes(folder=folder, at=AT).kept == ()
    shutil.copy(settings.CATALOGUE / "programmes" / "fit4-start.yaml", path)
    assert load_programmes(folder=folder, at=AT).updated == 1


def test_a_programme_made_on_the_page_outlives_a_load(administrator):
    other = colleague()
    made = drafts.start_draft(programme=None, start="change", slug="green-loan", by=administrator, at=AT)
    made = asked(made, administrator)
    publishing.publish(draft=made, version=made.version, by=other, at=AT)
    again = load_programmes(folder=settings.CATALOGUE, at=AT)
    assert again.kept == ("green-loan",)
    assert not Programme.objects.get(slug="green-loan").withdrawn
    assert queries.details("green-loan") is not None


def test_an_earlier_text_is_restored_as_a_draft(administrator):
    programme = published(administrator, colleague())
    first = draft_queries.publication_for(programme, 1, for_user=administrator)
    made = drafts.restore(publication=first, by=administrator, at=AT)
    assert made.text == first.text
    assert made.start == "restored"
    assert made.base_digest == programme.digest


# --- Lists ---


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_drafts_takes_as_many_queries_for_one_as_for_three(
    administrator, client, django_assert_num_queries, count
):
    for _number in range(count):
        draft(administrator)
    client.force_login(administrator)
    with django_assert_num_queries(5):
        answer = client.get(reverse("aids:drafts"))
    assert len(answer.context["drafts"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_history_takes_as_many_queries_for_one_text_as_for_three(
    administrator, client, django_assert_num_queries, count
):
    published(administrator, colleague())
    Publication.objects.filter(number__gt=1).delete()
    for number in range(2, count + 1):
        first = Publication.objects.get(programme__slug="fit4-start", number=1)
        first.pk, first.number = None, number
        first.save()
        first.authors.set([administrator])
    client.force_login(administrator)
    with django_assert_num_queries(8):
        answer = client.get(reverse("aids:history", args=["fit4-start"]))
    assert [one.number for one, _counts in answer.context["rows"]] == list(range(count, 0, -1))
