"""Does the demonstration come in once, varied and in three languages, marked as invented, the same every time?"""

from __future__ import annotations

import io
import json
import re
import stat
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import global_settings, settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from stdnum.lu import tva

from apps.desk.conftest import NOW, TODAY
from grappe.apps.accounts.models import Team, User
from grappe.apps.aids.models import AidProject, Draft
from grappe.apps.aids.queries import drafts as draft_queries
from grappe.apps.aids.queries.difficulty import difficulty_page
from grappe.apps.aids.queries.ledgers import ledger_page
from grappe.apps.aids.queries.sme import sme_page
from grappe.apps.aids.queries.transparency import register
from grappe.apps.calendars.models import BookingType
from grappe.apps.campaigns.models import Answer, Campaign, Preference
from grappe.apps.companies.models import Company, Contact, Mark, NoteRevision, Person
from grappe.apps.companies.permissions import can_read_contact
from grappe.apps.desk import operations
from grappe.apps.desk.operations import demo_study_words as words_of_study
from grappe.apps.desk.operations.demo_companies import invent
from grappe.apps.desk.operations.demo_ideas_challenge_words import GROUPS
from grappe.apps.desk.operations.demo_words import words
from grappe.apps.desk.queries.my_day import my_day
from grappe.apps.diagnostics.models import Run
from grappe.apps.duplicates.models import Candidate, PersonCandidate
from grappe.apps.events.models import Event, Letter, MeetingPlan
from grappe.apps.events.operations import repairs
from grappe.apps.events.operations.timetables import perform_timetable
from grappe.apps.events.queries import problems, timetables
from grappe.apps.events.queries.results import compared as compared_with
from grappe.apps.events.queries.results import results as results_of_events
from grappe.apps.events.queries.survey import survey_results
from grappe.apps.groups.models import Group
from grappe.apps.ideas.enums import Stage
from grappe.apps.ideas.models import Answer as Said
from grappe.apps.ideas.models import Challenge, Flagship, Idea, IdeaLink, Merge
from grappe.apps.ideas.models import Step as IdeaStep
from grappe.apps.ideas.queries.budgets import budget_of
from grappe.apps.ideas.queries.challenge_board import USUAL, propose
from grappe.apps.ideas.queries.flagship_aid import aid_of
from grappe.apps.ideas.queries.plans import late_milestones, risks_without_owner
from grappe.apps.ideas.queries.trace import trace_of
from grappe.apps.ideas.queries.votes import result
from grappe.apps.lists.models import SavedView
from grappe.apps.lists.queries.views import seen
from grappe.apps.mail.models import Attachment as MailAttachment
from grappe.apps.mail.models import Mailbox, Message
from grappe.apps.mail.models import Party as MailParty
from grappe.apps.mail.operations.capture import order_due
from grappe.apps.mail.queries.inbox import inbox
from grappe.apps.matches.models import Introduction
from grappe.apps.needs.models import Need
from grappe.apps.reporting.models import FrozenReport, Value
from grappe.apps.reporting.queries import frozen as reports
from grappe.apps.roadmaps.models import AidRequest, Step
from grappe.apps.studies.models import Study, Use
from grappe.apps.surveys.models import Wave
from grappe.apps.surveys.queries.results import results_of as results_of_survey
from grappe.apps.surveys.queries.waves import response_of
from grappe.apps.trends.models import Topic

COMMUNES = ["Beckerich", "Esch-sur-Alzette", "Wiltz"]


@dataclass(frozen=True)
class Loaded:
    """Where the logins stand, and what the command said that loaded the demonstration."""

    logins: Path
    said: str


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load catalogue and demonstration by their command, once for this file: it takes longer than all tests of it."""
    var, out = tmp_path_factory.mktemp("var"), io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(VAR=var):
        operations.load_catalogue(settings.CATALOGUE, at=NOW)
        with pytest.MonkeyPatch.context() as still:
            still.setattr("grappe.ui.clock.now", lambda: NOW)
            still.setattr("grappe.ui.clock.today", lambda: TODAY)
            call_command("demo", "--size", "60", stdout=out)
        yield Loaded(var / "demo-logins.txt", out.getvalue())
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded.logins


def test_the_command_says_what_it_does_and_then_that_it_is_there(demo, loaded, settings):
    settings.VAR = demo.parent
    assert "60 companies" in loaded.said and "contacts and notes" in loaded.said
    assert str(demo) in loaded.said
    again = io.StringIO()
    call_command("demo", stdout=again)
    assert again.getvalue().strip() == "there already"
    assert Company.objects.count() == 63  # three of them stand twice


def test_all_of_it_is_invented(demo):
    assert Company.objects.count() == 63  # three of them stand twice
    assert not Company.objects.filter(invented=False).exists()
    addresses = [
        *Person.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    assert addresses and all(address.endswith(".example") for address in addresses)
    assert all(
        re.search(r"//[a-z-]+\.example$", each) for each in Company.objects.values_list("website", flat=True)
    )
    assert all(
        re.search(r"//meet\.example/", each)
        for each in Contact.objects.exclude(link="").values_list("link", flat=True)
    )


def test_the_analyst_named_the_topics_that_stand_for_something_and_hid_small_talk(demo):
    named = Topic.objects.filter(state="confirmed")
    titles = Counter(topic.names["en"] for topic in named)
    subjects = {one["demo"]["subject"]["en"] for one in SHIPPED.field["subjects"].values() if "demo" in one}
    assert len(titles) >= 4 and set(titles) <= subjects and max(titles.values()) == 1
    assert all(set(topic.names) == {"en", "fr", "de"} for topic in named)
    assert Topic.objects.filter(state="hidden").exists() and Topic.objects.filter(state="suggested").exists()


def test_one_campaign_was_sent_and_answered_and_one_waits(demo):
    waiting, sent = Campaign.objects.filter(purpose="aids").order_by("-created_at")
    assert (waiting.state, sent.state) == ("review", "sent")
    people = sent.recipients.exclude(state="left_out")
    assert people.count() >= 8 and set(people.values_list("state", flat=True)) == {"sent"}
    assert sent.recipients.filter(reason="no_consent").exists(), "not everybody agreed"
    assert len(set(people.values_list("language", flat=True))) >= 2
    answers = Answer.objects.filter(recipient__campaign=sent)
    assert {"interested", "call", "not_for_us"} <= set(answers.values_list("kind", flat=True))
    assert answers.filter(need__isnull=False).exists() and answers.filter(contact__isnull=False).exists()
    assert set(Preference.objects.values_list("basis", flat=True)) >= {"opt_in", "relationship"}


def test_it_is_varied(demo):
    assert set(Contact.objects.exclude(notes="").values_list("notes_language", flat=True)) == {
        "en",
        "fr",
        "de",
        "lb",
    }
    assert set(Contact.objects.values_list("kind", flat=True)) >= {"video", "visit", "phone"}
    assert set(Mark.objects.values_list("kind", flat=True)) == {"need", "idea"}
    assert set(Need.objects.values_list("language", flat=True)) == {"en", "fr", "de"}
    assert set(Need.objects.values_list("state", flat=True)) == {"proposed", "confirmed", "met", "dismissed"}
    assert Need.objects.values("theme").distinct().count() == 5
    assert set(Run.objects.values_list("ordinal", flat=True)) >= {0, 1}
    assert Run.objects.filter(finished_at=None).exists()
    assert set(AidRequest.objects.values_list("state", flat=True)) == {
        "planned",
        "requested",
        "obtained",
        "refused",
        "paid",
    }
    assert Step.objects.filter(done_on=None, end__lt=TODAY).exists()
    states = Counter(Introduction.objects.values_list("state", flat=True))
    assert states["sent"] >= 5 and states["accepted"] and states["declined"] and states["done"]
    clusters = Company.objects.values_list("clusters__slug", flat=True).distinct()
    assert clusters.count() == 7


def test_no_placeholder_and_no_mark_of_the_word_lists_is_left(demo):
    for text in [
        *Contact.objects.values_list("notes", flat=True),
        *Mark.objects.values_list("passage", flat=True),
    ]:
        assert not re.search(r"\[\[|\]\]|\{\{|\}\}|(?<!\d)(?<!\d\s)%", text), text
    assert NoteRevision.objects.filter(conflict=True).count() == 0


def test_every_manager_finds_work_today(demo):
    for email in ("claire@demo.example", "jonas@demo.example", "mia@demo.example"):
        manager = User.objects.get(email=email)
        day = my_day(for_user=manager, today=TODAY, at=NOW, months=6, language=manager.language)
        assert day.contacts.total >= 2
        assert any(contact.link for contact in day.contacts.first)
    day = my_day(
        for_user=User.objects.get(email="admin@demo.example"), today=TODAY, at=NOW, months=6, language="en"
    )
    lists = (day.contacts, day.follow_ups, day.needs, day.introductions, day.late_roadmaps, day.quiet)
    assert all(each.total for each in lists)
    assert {waiting.step for waiting in day.introductions.first + day.introductions.rest} >= {9, 45}


def test_three_years_were_spoken_of_in_the_field_with_rises_and_falls_in_them(demo):
    """What is planted is found again: container delays were a matter three years ago, AI assistants are one now."""
    subjects = SHIPPED.field["subjects"]

    def told(name: str, *, first: int, last: int) -> int:
        words = list(subjects[name]["demo"]["subject"].values())
        between = (NOW - timedelta(days=31 * first), NOW - timedelta(days=31 * last))
        return Contact.objects.filter(state="held", subject__in=words, starts_at__range=between).count()

    assert told("container_delays", first=37, last=24) > 2 * told("container_delays", first=12, last=0)
    # In six months more than in the twenty-five before the last year.
    assert told("quoting_assistant", first=6, last=0) > told("quoting_assistant", first=37, last=12)
    notes = Contact.objects.filter(starts_at__lt=NOW - timedelta(days=700)).exclude(notes="")
    assert {"en", "fr", "de", "lb"} == set(notes.values_list("notes_language", flat=True))
    assert notes.count() > 20


def test_most_indicators_have_a_past(demo):
    """Each figure that is made of single happenings has one of this year and of both years before."""
    full = {NOW.year - 2, NOW.year - 1, NOW.year}
    for slug in (
        "contacts-held", "companies-reached", "diagnostics", "needs-met", "introductions-accepted", "aid-requested",
        "aid-obtained", "aid-paid", "satisfaction", "active-members", "time-to-solution",
    ):  # fmt: skip
        values = Value.objects.filter(version__indicator__slug=slug, dimension="all", value__gt=0)
        assert full <= set(values.values_list("year", flat=True)), slug


def test_nothing_happened_in_the_future(demo):
    assert not Contact.objects.filter(state="held", starts_at__gt=NOW).exists()
    assert not Run.objects.filter(finished_at__gt=NOW).exists()
    assert not Introduction.objects.filter(sent_at__gt=NOW).exists()
    assert not Need.objects.filter(created_at__gt=NOW).exists()


def test_companies_stand_twice_lists_are_kept_and_times_are_offered(demo):
    pairs = Candidate.objects.filter(state="open")
    assert pairs.filter(probability__gte=0.9).count() >= 3
    assert PersonCandidate.objects.filter(state="open").count() >= 3
    assert SavedView.objects.filter(sharing="everybody").count() == 2
    first = BookingType.objects.get(active=True)
    assert first.owner.email == "claire@demo.example" and set(first.names) == {"en", "fr", "de"}


def test_mails_stand_with_companies_wait_with_proposals_and_no_server_is_asked(demo):
    boxes = Mailbox.objects.all()
    assert {box.state for box in boxes} == {"paused"} and boxes.filter(user=None).count() == 1
    assert order_due(at=NOW + timedelta(days=400)) == 0
    states = Counter(Message.objects.values_list("state", flat=True))
    assert states["filed"] == 3 * 5 + 1 and states["waits"] == 3 * 3 + 2 and states["aside"] == 3
    assert {"en", "fr", "de"} <= set(Message.objects.values_list("language", flat=True))
    assert not Message.objects.filter(sent_at__gt=NOW).exists()
    parties = MailParty.objects.values_list("email", flat=True)
    assert parties and all(address.endswith(".example") for address in parties)
    longest = Counter(Message.objects.values_list("thread", flat=True)).most_common(1)[0][1]
    assert longest == 3
    for attachment in MailAttachment.objects.select_related("document"):
        assert attachment.document.content_type == "application/pdf"
    assert MailAttachment.objects.count() == 6
    for who in ("claire", "jonas", "mia"):
        lines = inbox(for_user=User.objects.get(email=f"{who}@demo.example"), state="waits").rows
        assert len(lines) == 5
        hints = {hint for line in lines for each in line.proposals for hint in each.hints}
        assert {"domain", "person"} <= hints
        assert any(not line.proposals for line in lines)


def test_a_team_has_a_note_and_a_list_of_its_own(demo):
    team = Team.objects.get()
    assert sorted(team.members.values_list("email", flat=True)) == [
        "analyst@demo.example", "claire@demo.example", "mia@demo.example",
    ]  # fmt: skip
    note = Contact.objects.get(audience="named")
    may = [
        user.email.partition("@")[0]
        for user in User.objects.order_by("email")
        if can_read_contact(user, note)
    ]
    assert may == ["analyst", "claire", "mia"] and note.company.team == team
    view = SavedView.objects.get(sharing="team")
    assert (
        view.team == team and seen_by(User.objects.get(email="mia@demo.example")).filter(pk=view.pk).exists()
    )
    assert not seen_by(User.objects.get(email="jonas@demo.example")).filter(pk=view.pk).exists()


def seen_by(user):
    return SavedView.objects.filter(seen(user))


def test_two_reports_are_frozen_and_the_one_of_last_year_is_public(demo):
    """Made by the real operations: their checksums hold, and figures that would give a company away are left out."""
    found = [reports.read(one) for one in FrozenReport.objects.all()]
    assert sorted((one.frozen.last_year, one.frozen.state) for one in found) == [
        (TODAY.year - 1, "published"), (TODAY.year, "frozen"),
    ]  # fmt: skip
    for one in found:
        left_out = sum("c" in row["flags"] for row in one.content["figures"])
        assert 0 < left_out < len(one.content["figures"]) and one.content["report"]["invented"]


def test_a_second_time_keeps_what_is_there(demo):
    before = (Company.objects.count(), Contact.objects.count(), demo.read_text(encoding="utf-8"))
    assert not operations.load_demo(catalogue=settings.CATALOGUE, logins=demo, at=NOW, size=60)
    assert (Company.objects.count(), Contact.objects.count(), demo.read_text(encoding="utf-8")) == before


def test_the_logins_open_for_their_owner_only(demo, settings):
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # those with which they were made
    text = demo.read_text(encoding="utf-8")
    assert stat.S_IMODE(demo.stat().st_mode) == 0o600
    password = re.search(r"Password for all of them: (\S+)", text)[1]
    emails = re.findall(r"\S+@demo\.example", text)
    assert len(emails) == 7
    users = [authenticate(username=email, password=password) for email in emails]
    assert {user.role for user in users} == {"administrator", "cluster_manager", "market_analyst", "ministry"}


def test_lost_logins_are_written_anew(demo, tmp_path):
    logins = tmp_path / "logins.txt"
    assert not operations.load_demo(catalogue=settings.CATALOGUE, logins=logins, at=NOW)
    password = re.search(r"Password for all of them: (\S+)", logins.read_text(encoding="utf-8"))[1]
    assert password not in demo.read_text(encoding="utf-8")
    assert authenticate(username="mia@demo.example", password=password)


SHIPPED = words(settings.CATALOGUE)


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.integers(), st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_companies_are_invented_soundly(seed, today):
    made = invent(SHIPPED, communes=COMMUNES, size=120, today=today, seed=seed)
    assert made == invent(SHIPPED, communes=COMMUNES, size=120, today=today, seed=seed), "the same every time"
    assert len({each.brand for each in made}) == 120
    assert len({each.rcs_number for each in made}) == len({each.vat_number for each in made}) == 120
    for each in made:
        assert tva.is_valid(each.vat_number)
        assert each.founded < today and each.people[0].is_head
        years = [figures.year for figures in each.figures]
        assert years == sorted(set(years), reverse=True)
        assert all(figures.headcount > 0 and figures.turnover_eur >= 0 for figures in each.figures)


@pytest.mark.parametrize("topic", SHIPPED.topics, ids=lambda topic: topic["id"])
def test_every_topic_is_whole(topic):
    """A topic has a need, a subject and steps in three languages, and notes in four that mark the need."""
    for language in ("en", "fr", "de"):
        assert (
            topic["need"][language]["title"]
            and topic["need"][language]["text"]
            and topic["subject"][language]
        )
        assert all(step["title"][language] for step in topic["steps"])
    assert set(topic["notes"]) == {"en", "fr", "de", "lb"}
    for text in topic["notes"].values():
        assert text.count("[[") == text.count("]]") == 1
        assert "%" in text
    assert all(step["days"] > 0 and step["cost"] >= step["aid"] >= 0 for step in topic["steps"])


def test_sixty_people_with_a_programme_and_a_published_timetable(demo):
    plan = MeetingPlan.objects.get()
    assert plan.event.invented and plan.state == "published" and plan.event.kind == "b2b"
    assert (plan.participants.count(), plan.tables.count(), plan.slots.count()) == (60, 16, 14)
    for each in [plan.event, *plan.event.sessions.all()]:
        assert set(each.titles) == {"en", "fr", "de"}
    for told in (plan.event.summaries, plan.event.descriptions, plan.event.directions):
        assert set(told) == {"en", "fr", "de"}
    assert plan.event.sessions.count() == 6 and plan.event.speakers.filter(sessions=None).count() == 0
    made = plan.timetables.get()
    problem, _maps = problems.restored(made.problem)
    assert made.state == "done" and made.current and len(problem.people) == 60
    assert sum(map(len, problem.forbidden)) == 9
    placed = made.meetings.filter(slot__isnull=False).count()
    assert placed == len(problem.meetings) >= 150, "all that was agreed has a place"
    requests = Counter(plan.requests.values_list("state", flat=True))
    assert requests["declined"] >= 5 and requests["asked"] >= 10
    letters = Letter.objects.filter(kind="timetable", registration__event=plan.event)
    assert letters.count() == 60


def test_late_changes_are_left_to_take_in(demo):
    plan = MeetingPlan.objects.get()
    assert len(timetables.out_of_date(plan.timetables.get())) == 2, "what is called off, and what is new"
    assert plan.participants.filter(withdrawn_at__isnull=False).count() == 1
    organiser = User.objects.get(email="admin@demo.example")
    ordered = repairs.order_repair(plan=plan, since=NOW, by=organiser, at=NOW)
    perform_timetable(timetable_id=ordered.pk, now=lambda: NOW)
    ordered.refresh_from_db()
    assert ordered.state == "done" and len(ordered.changes["added"]) == 1, ordered.message
    assert len(ordered.changes["dropped"]) > 1


def test_a_group_with_its_state_aid(demo):
    """A group of five, a ledger of several awards, one company in difficulty, a saved project: all living."""
    project = AidProject.objects.select_related("company").get()
    assert "(invented)" in project.name and project.result["high_eur"] > project.result["low_eur"] > 0
    user = project.created_by
    page = sme_page(project.company, on=TODAY, for_user=user)
    assert len(page.group.companies) == 5 and page.status.size_class == "medium"
    ledger = ledger_page(project.company, on=TODAY, for_user=user)
    assert len(ledger.members) >= 3 and ledger.position.used_eur == 225_000 and ledger.position.frees_on
    weak = Company.objects.get(figures__reserves_eur__lt=0)
    assert difficulty_page(weak, on=TODAY, for_user=user).verdict == "met"
    assert {row.award.label for row in register(for_user=user)} == {
        "RDI project (invented)",
        "Heat recovery (invented)",
        "RDI: fatigue bench (invented)",
    }


def test_a_changed_rule_waits_for_the_second_administrator(demo):
    draft = Draft.objects.get()
    assert draft.state == "review"
    assert "Invented" in draft.comment
    second = User.objects.get(email="second@demo.example")
    standing = draft_queries.standing_of(draft_queries.draft_for(draft.pk, for_user=second), for_user=second)
    assert standing.approvable
    counts = draft_queries.counts_of(standing.difference)
    assert counts.gain > 0 and counts.refused > 0


def test_the_past_event_tells_all_that_came_of_it(demo):
    *evenings, earlier, event = Event.objects.filter(starts_at__lt=NOW).order_by("starts_at")
    assert [each.starts_at.year for each in evenings] == [NOW.year - 2] * 2 + [NOW.year - 1] * 2
    assert event.invented and event.state == "published" and set(event.titles) == {"en", "fr", "de"}
    states = Counter(event.registrations.values_list("state", flat=True))
    assert states["confirmed"] == 24 and states["waiting"] >= 1 and states["cancelled"] == 3
    manager = User.objects.get(email="jonas@demo.example")
    line = results_of_events(for_user=manager, at=NOW).lines[0]
    assert (line.event, line.came, line.came_known, line.answers) == (event, 21, True, 12)
    assert line.companies > 15 and line.cost_incomplete and line.cost > 5_000
    assert (line.needs, line.ideas, line.contacts, line.cooperations) == (3, 2, 2, 2)
    found = survey_results(event, for_user=manager)
    assert found.asked == 21 and found.score is not None and len(found.comments) >= 5
    assert not found.questions[0].hidden and event.results

    compared, (before, *_evenings) = compared_with(event, for_user=manager)
    assert compared.event == event and before.event == earlier and earlier.invented
    assert before.came > 8 and before.answers == 7 and before.cost > 3_000 and before.score is not None
    assert compared.satisfaction > before.satisfaction


def test_the_past_event_was_invited_to(demo):
    event = Event.objects.filter(starts_at__lt=NOW).latest("starts_at")
    campaign = event.invitations.get().campaign
    assert campaign.purpose == "events" and campaign.started_at < event.starts_at
    invited = campaign.recipients.filter(state="sent").count()
    came_by_it = event.registrations.filter(recipient__campaign=campaign).count()
    declined = Answer.objects.filter(recipient__campaign=campaign, kind="not_for_us").count()
    assert 0 < declined < came_by_it < invited


def test_a_working_group_is_rich_and_its_parts_wait_where_they_should(demo):
    """Minutes approved and waiting, actions done, late and open, somebody who asks to join, a proposal, a closed group."""
    running = Group.objects.get(state="running")
    assert sorted(running.sessions.values_list("minutes_state", flat=True)) == [
        "approved",
        "approved",
        "proposed",
        "writing",
    ]
    assert set(running.members.values_list("state", flat=True)) == {"active", "asked", "invited", "left"}
    assert set(running.actions.values_list("state", flat=True)) == {"open", "done"}
    assert running.actions.filter(state="open", due_on__lt=TODAY).exists()
    assert running.actions.filter(state="open", owner__user__email="jonas@demo.example").exists()
    assert running.proposals.get().state == "waiting"
    assert Group.objects.filter(state="proposed").exists()
    assert Group.objects.get(state="closed").report["fr"]
    assert all(Group.objects.values_list("invented", flat=True))


def test_a_study_goes_from_its_question_to_an_edition_that_is_used(demo):
    """Three interviews of different consent, a table with charts, an extract, findings, reviews, an edition, uses."""
    study = Study.objects.get(state="published")
    assert set(study.interviews.values_list("consent", flat=True)) == {"named", "anonymous", "refused"}
    assert sorted(study.tables.values_list("origin", flat=True)) == ["file", "own"]
    edition = study.editions.get()
    printed = json.dumps(edition.content, ensure_ascii=False)
    assert {each["kind"] for table in edition.content["tables"] for each in table["charts"]} == {
        "stacked",
        "line",
    }
    by_consent = {
        each.consent: each.contact.company for each in study.interviews.select_related("contact__company")
    }
    assert str(by_consent["named"]) in printed
    assert str(by_consent["anonymous"]) not in printed
    assert words_of_study.INTERVIEWS[2][1][3] not in printed, "whoever refused is not quoted"
    assert set(Use.objects.values_list("kind", flat=True)) == {"idea", "measure", "event"}
    assert Study.objects.filter(state="draft").exists()
    assert all(Study.objects.values_list("invented", flat=True))


def test_ideas_stand_at_every_stage_and_one_began_with_a_sentence_in_a_note(demo):
    """Two were joined; who was refused or put off reads why in their language; nothing of it lies in the future."""
    ideas = Idea.objects.all()
    assert set(ideas.values_list("stage", flat=True)) == set(Stage.values)
    assert all(ideas.values_list("invented", flat=True))
    assert set(ideas.values_list("language", flat=True)) == {"en", "fr", "de"}
    origin = IdeaLink.objects.get(kind="mark")
    assert origin.idea.stage == "flagship" and origin.passage in origin.mark.contact.notes
    assert Merge.objects.get(undone_at=None).absorbed.merged_into.title.startswith("Verschnitt")
    for idea in ideas.filter(stage__in=["parked", "rejected"]):
        assert idea.authors.get().contributor.language in idea.steps.last().why
    assert not IdeaStep.objects.filter(at__gt=NOW).exists()


def test_an_ideation_campaign_goes_from_thirty_answers_to_five_ideas(demo):
    """In three languages, with a tie in the vote; likeness proposes no wrong pair of them; another one takes answers now."""
    over, running = Challenge.objects.order_by("opens_at")
    said = Said.objects.filter(participant__challenge=over, hidden_at=None)
    assert said.count() == 30 and set(said.values_list("language", flat=True)) == {"en", "fr", "de"}
    assert Said.objects.filter(participant__challenge=over, hidden_at__isnull=False).count() == 1
    assert Idea.objects.filter(links__answer__isnull=False).distinct().count() == 5
    rows = result(over, for_user=over.lead, at=NOW).rows
    assert [row.said for row in rows][:4] == ["1", "2=", "2=", "4"] and over.phase_at(NOW) == "closed"
    assert running.phase_at(NOW) == "open" and running.listed
    told = {text: number for number, (_titles, pairs, _votes) in enumerate(GROUPS) for _code, text in pairs}
    likeness = propose(over, fine=USUAL, anew=True, for_user=over.lead)
    found = [{told.get(card.text, card.text) for card in each.comes} for each in likeness.groups]
    assert len(found) >= 6 and all(len(kinds) == 1 for kinds in found)


def test_one_flagship_project_is_whole_and_runs(demo):
    flagship = Flagship.objects.get()
    assert (flagship.state, flagship.invented, flagship.public) == ("running", True, True)
    assert flagship.idea.stage == Stage.FLAGSHIP
    partners = list(flagship.partners.all())
    assert len(partners) == 6 and sum(each.letter_id is not None for each in partners) == 5
    found = budget_of(flagship)
    assert found.agrees and len(found.years) == 4
    manager = flagship.lead
    aid = aid_of(flagship, found, on=NOW.date(), for_user=manager)
    assert aid is not None and aid.incentive == "yes" and any(row.high for row in aid.rows)
    beside = [row for row in aid.rows if row.granted]
    assert [(row.had, row.still.ahead) for row in beside if row.still] == [(560_000, 560_000)]
    assert late_milestones(for_user=manager, today=NOW.date()) and risks_without_owner(for_user=manager)
    line = trace_of(flagship.idea, for_user=manager).stops
    assert line[0].kind == "sentence" and line[-1].kind == "result"
    assert not any(each.withheld for each in line)


def test_the_yearly_survey_was_asked_three_times_and_is_open_for_last_year(demo):
    waves = list(Wave.objects.order_by("year"))
    assert [(each.year, each.invented, str(each.state_on(TODAY))) for each in waves] == [
        (2023, True, "closed"), (2024, True, "closed"), (2025, True, "open"),
    ]  # fmt: skip
    analyst = User.objects.get(email="analyst@demo.example")
    for wave in waves:
        total = response_of(wave, for_user=analyst).total
        assert 10 <= total.answered < total.asked and total.declined and total.silent
        found = {
            each.question.id: each
            for section in results_of_survey(wave, for_user=analyst).sections
            for each in section.results
        }
        assert found["jobs"].total and found["turnover"].refused + found["turnover"].unknown
        assert found["jobs"].answered == total.answered
        panel = found["jobs"].panel
        assert (panel is None) if wave.year == 2023 else (panel is not None and panel.enough)
