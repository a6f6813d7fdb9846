"""Is everybody who came asked once, may they answer until it closes, and does nobody read who said what?"""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from factories import events as make
from factories.jobs import work
from grappe.apps.events.models import Letter, Question, SurveyAnswer
from grappe.apps.events.operations import retention
from grappe.apps.events.operations import survey as operations
from grappe.apps.events.queries import survey as queries
from grappe.apps.events.queries.links import token_of
from grappe.ui import clock
from grappe.ui.errors import BadInput

AT = make.AT
DAY = timedelta(days=1)


@pytest.fixture
def event(people):
    return make.event(people.manager, at=clock.now(), in_days=-3, titles={"en": "Looked back on"})


@pytest.fixture
def question(event, people):
    return operations.save_question(
        event=event, labels={"en": "Food?", "fr": "Repas ?"}, kind="choice", by=people.manager, at=AT,
        choices=[{"en": "Good", "fr": "Bon"}, {"en": "Bad", "fr": "Mauvais"}],
    )  # fmt: skip


def came(event, name="Camille", **more):
    return make.registration(event, name, checked_in_at=event.starts_at, **more)


def answered(event, recommend=9, satisfaction=4, comment="", answers=None, at=None):
    return operations.answer(
        registration=came(event), satisfaction=satisfaction, recommend=recommend, comment=comment,
        answers=answers or {}, language="fr", at=at or clock.now(),
    )  # fmt: skip


@pytest.mark.django_db
def test_it_goes_to_those_who_came_and_to_nobody_twice(event, people):
    here, absent = came(event, "Here"), make.registration(event, "Absent")
    came(event, "No address", email="")
    assert queries.still_to_ask(event) == 1
    assert operations.send(event=event, by=people.manager, at=clock.now()) == 1
    assert operations.send(event=event, by=people.manager, at=clock.now()) == 0
    assert Letter.objects.get(kind="survey").registration == here
    assert (queries.still_to_ask(event), queries.asked_of(event)) == (0, 1)
    assert not queries.may_answer(absent)
    with pytest.raises(BadInput, match="those who were there"):
        operations.answer(
            registration=absent, satisfaction=1, recommend=0, answers={}, language="fr", at=clock.now()
        )


@pytest.mark.django_db
def test_seats_are_asked_where_nobody_was_checked_in(event, people):
    seated = make.registration(event)
    make.registration(event, state="waiting")
    assert operations.send(event=event, by=people.administrator, at=clock.now()) == 1
    assert queries.may_answer(seated)


@pytest.mark.django_db
def test_when_it_may_be_sent(event, people):
    for at, said in ((event.ends_at - DAY, "not over yet"), (event.ends_at + 31 * DAY, "closed")):
        with pytest.raises(BadInput, match=said):
            operations.send(event=event, by=people.manager, at=at)
    event.state = "cancelled"
    with pytest.raises(BadInput, match="took place"):
        operations.send(event=event, by=people.manager, at=clock.now())
    for role, user in people.by_role().items():
        if role not in {"administrator", "manager"}:
            with pytest.raises(PermissionDenied):
                operations.send(event=event, by=user, at=clock.now())


@pytest.mark.django_db
def test_it_goes_out_by_itself_the_day_after_at_nine(event, people):
    came(event)
    due = queries.sent_by_itself_at(event)
    assert (due.hour, due.date() - event.ends_at.date()) == (9, DAY)
    assert operations.send_due(at=due - timedelta(minutes=1)) == 0
    operations.set_by_itself(event=event, wanted=False, by=people.manager, at=AT)
    assert operations.send_due(at=due) == 0
    operations.set_by_itself(event=event, wanted=True, by=people.manager, at=AT)
    assert operations.send_due(at=event.ends_at + 8 * DAY) == 0  # long ago: nobody is asked late
    assert operations.send_due(at=due) == 1
    came(event, "Synced late")
    assert operations.send_due(at=due + DAY) == 1


@pytest.mark.django_db(transaction=True)
def test_the_mail_has_the_link_that_opens_the_survey(client, event, people, mailoutbox):
    registration = came(event)
    operations.send(event=event, by=people.manager, at=clock.now())
    work()
    assert reverse("events:own_survey", args=[token_of(registration)]) in mailoutbox[-1].body
    page = client.get(reverse("events:own_survey", args=[token_of(registration)]))
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    assert '<html lang="fr"' in page.content.decode()


@pytest.mark.django_db
def test_answered_once_and_changed_until_it_closes(client, event, question):
    where = reverse("events:own_survey", args=[token_of(came(event))])
    first = {"satisfaction": "5", "recommend": "10", "comment": "  Très bien ", f"q{question.pk}": "1"}
    assert client.post(where, first).status_code == 302
    given = SurveyAnswer.objects.get()
    assert (given.satisfaction, given.recommend, given.comment) == (5, 10, "Très bien")
    assert (given.answers, given.language) == ({str(question.pk): 1}, "fr")
    assert client.post(where, {"recommend": "2"}).status_code == 302
    given = SurveyAnswer.objects.get()
    assert (given.satisfaction, given.recommend, given.answers) == (None, 2, {})
    for bad in ({}, {"satisfaction": "6"}, {"recommend": "11"}, {"recommend": "2", f"q{question.pk}": "7"}):
        assert client.post(where, bad).status_code == 422
    event.ends_at -= 31 * DAY
    event.starts_at -= 31 * DAY
    event.save()
    assert client.post(where, {"recommend": "9"}).status_code == 422
    assert '<form method="post" class="card' not in client.get(where).content.decode()
    assert SurveyAnswer.objects.get().recommend == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"satisfaction": 0}, "from 1 to 5"),
        ({"recommend": 11}, "from 0 to 10"),
        ({"comment": "x" * 4_001}, "longer than 4000"),
        ({"answers": {"0": "x"}}, "no longer asked"),
        ({}, "Nothing is answered"),
    ],
)
def test_what_is_no_answer_is_told(event, values, said):
    whole = {"satisfaction": None, "recommend": None, "answers": {}, "comment": ""} | values
    with pytest.raises(BadInput, match=said):
        operations.answer(registration=came(event), **whole, language="en", at=clock.now())
    assert not SurveyAnswer.objects.exists()


@pytest.mark.django_db
def test_nothing_below_five_answers(event, question, people):
    for number in range(4):
        answered(event, comment=f"Said {number}", answers={str(question.pk): 0})
    few = queries.survey_results(event, for_user=people.manager)
    assert (few.number, few.enough, few.comments, few.score, few.mean) == (4, False, (), None, None)
    answered(event, recommend=3, comment="Said 0 first", answers={str(question.pk): 1})
    enough = queries.survey_results(event, for_user=people.manager)
    assert [each.number for each in enough.satisfaction] == [0, 0, 0, 5, 0]
    assert (enough.mean, enough.score.value, enough.score.promoters, enough.score.detractors) == (4, 60, 4, 1)
    assert enough.comments == ("Said 0", "Said 0 first", "Said 1", "Said 2", "Said 3")
    assert [(each.label, each.number) for each in enough.questions[0].tallies] == [("Good", 4), ("Bad", 1)]
    assert queries.survey_results(event, for_user=people.ministry).comments == ()


@pytest.mark.django_db
def test_a_question_that_few_answered_stays_hidden(event, question, people):
    for number in range(6):
        answered(
            event, answers={str(question.pk): 0} if number < 4 else {}, comment="x" if number < 4 else ""
        )
    found = queries.survey_results(event, for_user=people.manager)
    assert (found.questions[0].hidden, found.questions[0].number, found.comments) == (True, 4, ())


@pytest.mark.django_db
def test_the_rate_counts_those_who_were_asked(event, people):
    for number in range(3):
        came(event, f"Asked {number}")
    operations.send(event=event, by=people.manager, at=clock.now())
    operations.answer(
        registration=event.registrations.first(), satisfaction=3, recommend=None, answers={}, language="fr",
        at=clock.now(),
    )  # fmt: skip
    found = queries.survey_results(event, for_user=people.manager)
    assert (found.asked, found.number, round(found.rate)) == (3, 1, 33)


@pytest.mark.django_db
def test_the_rate_stays_when_the_list_is_erased(event, people):
    for number in range(8):
        came(event, f"Came {number}")
    operations.send(event=event, by=people.manager, at=clock.now())
    for registration in event.registrations.all()[:5]:
        operations.answer(
            registration=registration, satisfaction=3, recommend=9, answers={}, language="fr", at=clock.now()
        )
    before = queries.survey_results(event, for_user=people.manager)
    retention.erase(event=event, by=people.manager, at=clock.now())
    event.refresh_from_db()
    after = queries.survey_results(event, for_user=people.manager)
    assert (
        (after.asked, after.number, after.rate) == (before.asked, before.number, before.rate) == (8, 5, 62.5)
    )
    assert not SurveyAnswer.objects.exclude(registration=None).exists()


@given(st.lists(st.integers(0, 10), min_size=1, max_size=200))
def test_the_score_is_a_difference_of_shares(given):
    score = queries.score_of(given)
    assert score.number == len(given)
    assert -100 <= score.value <= 100 and score.margin >= 0
    up = sum(each >= 9 for each in given) / len(given)
    down = sum(each <= 6 for each in given) / len(given)
    assert score.value == round(100 * (up - down))
    mirrored = queries.net_promoters(
        promoters=score.detractors, detractors=score.promoters, number=score.number
    )
    assert (mirrored.value, mirrored.margin) == (-score.value, score.margin)


def test_a_score_of_nothing_is_none():
    with pytest.raises(ValueError, match="no answers"):
        queries.score_of([])


@pytest.mark.django_db
def test_what_may_be_asked(event, question, people):
    def save(**more):
        values = {"labels": {"en": "Why?"}, "kind": "text"} | more
        return operations.save_question(event=event, **values, by=people.manager, at=AT)

    for more, said in (
        ({"labels": {"en": " "}}, "at least one language"),
        ({"kind": "poem"}, "kinds of questions"),
        ({"kind": "choice", "choices": [{"en": "Only"}]}, "2 to 20"),
    ):
        with pytest.raises(BadInput, match=said):
            save(**more)
    answered(event, answers={str(question.pk): 0})
    with pytest.raises(BadInput, match="its kind"):
        save(question=question)
    with pytest.raises(BadInput, match="it stays"):
        operations.remove_question(question=question, by=people.manager, at=AT)
    other = save()
    assert other.position == question.position + 1
    operations.remove_question(question=other, by=people.manager, at=AT)
    for _number in range(14):
        save()
    with pytest.raises(BadInput, match="at most 15"):
        save()


@pytest.mark.django_db
def test_a_question_is_written_on_its_page(manager, event):
    where = reverse("events:survey_question_add", args=[event.pk])
    values = {
        "kind": "choices",
        "label_en": "Which talks?",
        "choices_en": "First\nSecond",
        "choices_fr": "Premier",
    }
    answer = manager.post(where, values)
    assert answer.status_code == 422 and "(FR: 1, EN: 2)" in answer.content.decode()
    assert manager.post(where, values | {"choices_fr": "Premier\nSecond"}).status_code == 302
    made = Question.objects.get(event=event)
    assert made.choices == [{"en": "First", "fr": "Premier"}, {"en": "Second", "fr": "Second"}]
    page = manager.get(reverse("events:survey_question", args=[made.pk])).content.decode()
    assert "First\nSecond" in page
    assert manager.post(reverse("events:survey_question_remove", args=[made.pk])).status_code == 302
    assert not Question.objects.filter(event=event).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [5, 9])
def test_the_results_in_a_constant_number_of_queries(
    manager, event, question, rows, django_assert_num_queries
):
    for number in range(rows):
        answered(event, comment=f"Comment {number}", answers={str(question.pk): number % 2})
    with django_assert_num_queries(11):
        page = manager.get(reverse("events:survey", args=[event.pk])).content.decode()
    assert page.count("Comment ") == rows
    assert "Camille" not in page


@pytest.mark.django_db
def test_the_workbook_has_what_the_page_has_and_no_formula(client, event, people):
    for _number in range(5):
        answered(event, comment="=1+1")
    where = reverse("events:survey_sheet", args=[event.pk])
    for user, texts in ((people.manager, 5), (people.ministry, 0)):
        client.force_login(user)
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(where).content)).active
        rows = list(sheet.iter_rows(values_only=True))
        assert ("Net promoter score", "± 0", 100, None) in rows
        assert sum(row[1] == "=1+1" for row in rows) == texts
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
