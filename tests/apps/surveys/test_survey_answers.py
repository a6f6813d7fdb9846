"""How does a company answer: what is kept, what is doubted, what is sent off, and what counts as a record?"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import surveys
from factories.companies import FiguresFactory
from grappe.apps.campaigns.models import Address
from grappe.apps.surveys.models import Answer, Letter, Participation
from grappe.apps.surveys.operations import answers as operations
from grappe.apps.surveys.queries import timeline_entries
from grappe.apps.surveys.queries.answering import answer_page
from grappe.apps.surveys.queries.links import token_of
from grappe.apps.surveys.queries.records import records
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = surveys.AT
WHOLE = {"jobs": 31, "turnover": 4_200_000, "satisfaction": 3}


@pytest.fixture
def part(people, clusters):
    company = surveys.firm(clusters["healthtech"])
    return surveys.part_of(surveys.started(people.analyst), company)


def test_each_answer_is_kept_as_it_is_given_and_a_blank_takes_it_away(part):
    surveys.answers(part, jobs=31, turnover="unknown", investment="refused", satisfaction=0, new=["product"])
    kept = {each.question: (each.kind, each.value, each.number) for each in Answer.objects.all()}
    assert kept == {
        "jobs": ("value", 31.0, Decimal(31)),
        "turnover": ("unknown", None, None),
        "investment": ("refused", None, None),
        "satisfaction": ("value", 0, Decimal(1)),  # the first step is 1
        "new": ("value", ["product"], None),
    }
    operations.save_answer(participation=part, question="jobs", value=None, by=None, at=AT)
    assert not Answer.objects.filter(question="jobs").exists()


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [
        ("jobs", 3.5, "whole"), ("jobs", -1, "less"), ("jobs", 10**7, "more"), ("exports", 101, "more"),
        ("satisfaction", 5, "step"), ("outlook", "perhaps", "choice"), ("new", ["product", "none"], "combined"),
        ("nothing", 1, "does not exist"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(part, question, value, said):
    with pytest.raises(BadInput, match=said):
        operations.save_answer(participation=part, question=question, value=value, by=None, at=AT)
    assert not Answer.objects.exists()


def test_a_number_far_from_last_years_or_from_the_file_is_asked_about_and_can_be_confirmed(people, clusters):
    company = surveys.firm(clusters["healthtech"])
    FiguresFactory(company=company, year=2025, turnover_eur=Decimal(1_000_000))
    before = surveys.started(people.analyst, year=2024)
    surveys.answers(surveys.part_of(before, company), **(WHOLE | {"turnover": "unknown"}), send=True)
    part = surveys.part_of(surveys.started(people.analyst), company)
    surveys.answers(part, jobs=100, turnover=9_000_000)
    page = answer_page(part)
    assert page.question("jobs").hint == "31\u00a0people"
    assert page.question("jobs").doubt == "Last year you answered 31; now it is 100."
    assert page.question("turnover").doubt == "In our file the turnover is 1,000,000; here it is 9,000,000."
    assert page.question("turnover").hint == "", "“we do not know” is no hint"
    operations.save_answer(participation=part, question="jobs", value=100, confirmed=True, by=None, at=AT)
    assert answer_page(surveys.part_of(part.wave, company)).question("jobs").doubt == ""
    surveys.answers(part, satisfaction=1)
    operations.submit(participation=part, by=None, at=AT)  # a doubt is no reason to refuse


def test_last_years_answer_is_a_hint_and_never_an_answer(people, clusters):
    company = surveys.firm(clusters["healthtech"])
    surveys.answers(surveys.part_of(surveys.started(people.analyst, year=2024), company), **WHOLE, send=True)
    part = surveys.part_of(surveys.started(people.analyst), company)
    page = answer_page(part)
    assert page.answered == 0 and page.question("jobs").kind == "" and page.question("jobs").hint
    with pytest.raises(BadInput, match="Nothing is answered"):
        operations.submit(participation=part, by=None, at=AT)


def test_what_is_needed_is_said_and_not_knowing_is_an_answer(part):
    surveys.answers(part, jobs=31)
    with pytest.raises(BadInput, match=r"turnover of 2025\?.*satisfied"):
        operations.submit(participation=part, by=None, at=AT)
    surveys.answers(part, turnover="refused", satisfaction="unknown")
    sent = operations.submit(participation=part, by=None, at=AT)
    assert sent.answered_at == AT
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_a_question_is_asked_when_its_condition_holds_and_its_answer_goes_with_it(part):
    assert not answer_page(part).question("why_decline").shown
    surveys.answers(part, outlook="decline", why_decline="Energy", **WHOLE)
    assert answer_page(surveys.part_of(part.wave, part.company)).question("why_decline").shown
    surveys.answers(part, outlook="growth", send=True)
    assert not Answer.objects.filter(question="why_decline").exists()


def test_answers_can_be_changed_until_the_wave_closes(part):
    surveys.answers(part, **WHOLE, send=True)
    surveys.answers(part, jobs=32, at=AT + timedelta(days=42))
    assert Answer.objects.get(question="jobs").number == 32
    with pytest.raises(BadInput, match="closed"):
        surveys.answers(part, jobs=33, at=AT + timedelta(days=43))


def test_declining_deletes_what_was_begun_and_can_be_taken_back(part):
    surveys.answers(part, jobs=31)
    operations.decline(participation=part, by=None, at=AT)
    assert not Answer.objects.exists()
    operations.take_part_again(participation=part, by=None, at=AT)
    surveys.answers(part, **WHOLE, send=True)
    with pytest.raises(BadInput, match="sent off already"):
        operations.decline(participation=part, by=None, at=AT)
    assert Participation.objects.get().declined_at is None


def test_whoever_declined_answers_nothing_until_that_is_taken_back(client, people, part, monkeypatch):
    """A tab that is still open keeps nothing, and a colleague sends nothing off."""
    surveys.answers(part, **WHOLE)
    operations.decline(participation=part, by=None, at=AT)
    for write in (
        lambda: surveys.answers(part, jobs=31),
        lambda: operations.submit(participation=part, by=people.manager, at=AT),
    ):
        with pytest.raises(BadInput, match="does not take part"):
            write()
    operations.decline(participation=part, by=None, at=AT)  # pressed twice
    assert not Answer.objects.exists() and Participation.objects.get().declined_at == AT
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "today", lambda: AT.date())
    client.force_login(people.manager)
    page = client.get(reverse("surveys:answer", args=[part.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("surveys:part", args=[part.pk])
    assert "It takes part after all" in page.content.decode()
    page = client.post(reverse("surveys:again", args=[part.pk]), follow=True)
    assert "How many people" in page.content.decode() and Participation.objects.get().declined_at is None


@pytest.mark.parametrize("standing", ["silent", "answered", "declined", "closed"])
def test_everybody_can_object_to_our_mails_and_is_told_so(client, part, monkeypatch, standing):
    day = AT + timedelta(days=50 if standing == "closed" else 1)
    monkeypatch.setattr(clock, "now", lambda: day)
    monkeypatch.setattr(clock, "today", lambda: day.date())
    if standing == "answered":
        surveys.answers(part, **WHOLE, send=True)
    if standing == "declined":
        operations.decline(participation=part, by=None, at=AT)
    own = reverse("surveys:own", args=[token_of(part)])
    assert "No more mails to this address" in client.get(f"{own}?language=en").content.decode()
    page = client.post(f"{own}object/?language=en", follow=True).content.decode()
    assert "we write to this address no more" in page
    assert Address.objects.get(email=part.email).stopped_at == day


def test_objecting_stops_every_mail_to_the_address(part):
    operations.object_to_mails(participation=part, at=AT)
    assert Address.objects.get(email=part.email).stopped_at == AT


def test_a_manager_answers_for_own_companies_only_and_it_is_kept_who_wrote(people, part):
    with pytest.raises(PermissionDenied):
        surveys.answers(part, jobs=31, by=people.other_manager)
    surveys.answers(part, **WHOLE, by=people.manager, send=True)
    assert Participation.objects.get().answered_by == people.manager
    assert {each.answered_by for each in Answer.objects.all()} == {people.manager}


def test_numbers_that_were_sent_off_are_records_in_the_form_of_the_contract(part):
    surveys.answers(part, jobs=31, turnover=4_200_000, exports="unknown", satisfaction=3, outlook="same")
    assert list(records()) == [], "not sent off"
    operations.submit(participation=part, by=None, at=AT)
    found = {each["state"]: each for each in records()}
    assert set(found) == {"jobs", "turnover", "satisfaction"}
    answer = Answer.objects.get(question="jobs")
    assert found["jobs"] == {
        "kind": "survey_answer", "source_id": str(answer.pk), "company_id": part.company_id, "on": date(2025, 12, 31),
        "ended_on": None, "value": Decimal(31), "amount": None, "state": "jobs", "theme": "", "person_id": None,
        "group_key": "survey-2025", "confidential": True,
    }  # fmt: skip
    assert (found["turnover"]["value"], found["turnover"]["amount"]) == (None, Decimal(4_200_000))
    assert found["satisfaction"]["value"] == Decimal(4)


def test_the_timeline_tells_that_a_company_answered_and_the_ministry_nothing(people, part):
    def told(user):
        return [
            (each.label, each.url) for each in timeline_entries(company_id=part.company_id, for_user=user)
        ]

    assert told(people.manager) == [("Asked in the survey", f"/surveys/{part.wave_id}/")]
    surveys.answers(part, **WHOLE, send=True)
    assert told(people.manager) == [("Survey answered", f"/surveys/companies/{part.pk}/")]
    assert told(people.other_manager) == [("Survey answered", f"/surveys/{part.wave_id}/")]
    assert told(people.ministry) == []
