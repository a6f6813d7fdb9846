"""Is a study reviewed by named people, every comment answered, before anything is published?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import studies as make
from factories.campaigns import Ticking
from factories.mail import Scripted
from grappe.apps.studies.enums import LetterKind, ReviewState
from grappe.apps.studies.models import Comment, Letter, Review
from grappe.apps.studies.operations import letters, reviews, studies
from grappe.apps.studies.queries.letters import overtaken, written
from grappe.apps.studies.queries.review_links import LinkExpired, review_by_token, token_of
from grappe.apps.studies.queries.reviews import obstacles, reviews_waiting
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT


@pytest.fixture
def post(settings):
    """A mail server that takes everything."""
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    return Scripted


@pytest.fixture
def study(people):
    return make.study(people.manager)


def asked(study, by, **more) -> Review:
    values = {"name": "Odile Gutachter", "email": "odile@university.example", "language": "de"}
    return reviews.ask(study=study, **(values | more), by=by, at=AT)


@pytest.fixture
def reading(study, people):
    """A study in review with one reviewer from outside."""
    review = asked(study, people.manager)
    reviews.send_to_review(study=study, by=people.manager, at=AT)
    return Review.objects.select_related("study").get(pk=review.pk)


class TestAsking:
    def test_reviewers_are_written_to_when_the_study_goes_to_review(self, study, people, post):
        asked(study, people.manager)
        assert not Letter.objects.exists()
        sent = reviews.send_to_review(study=study, by=people.manager, at=AT)
        assert sent.state == "review"
        letters.send(now=Ticking(AT))
        (mail,) = post.taken
        assert mail.to == ["odile@university.example"] and "/studies/r/" in mail.body

    def test_somebody_asked_during_the_review_is_written_to_at_once(self, reading, people):
        asked(reading.study, people.manager, email="second@university.example")
        assert Letter.objects.filter(kind=LetterKind.ASKED).count() == 2

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"name": " "}, "name"),
            ({"email": "nowhere"}, "no e-mail"),
            ({"language": "xx"}, "cannot be read"),
            ({"due_on": AT.date() - timedelta(days=1)}, "is over"),
        ],
    )
    def test_bad_input_is_told(self, study, people, change, says):
        with pytest.raises(BadInput, match=says):
            asked(study, people.manager, **change)
        assert not Review.objects.exists()

    def test_nobody_is_asked_twice_and_no_author_reviews(self, study, people):
        asked(study, people.manager)
        with pytest.raises(BadInput, match="asked already"):
            asked(study, people.manager, email="ODILE@university.example")
        with pytest.raises(BadInput, match="does not review"):
            reviews.ask(study=study, user=people.manager, by=people.administrator, at=AT)
        with pytest.raises(PermissionDenied):
            asked(study, people.other_manager)

    def test_without_reviewers_nothing_goes_to_review(self, study, people):
        with pytest.raises(BadInput, match="Ask somebody"):
            reviews.send_to_review(study=study, by=people.manager, at=AT)

    def test_a_colleague_finds_it_waiting(self, study, people):
        reviews.ask(study=study, user=people.analyst, by=people.manager, at=AT)
        assert not reviews_waiting(for_user=people.analyst)
        reviews.send_to_review(study=study, by=people.manager, at=AT)
        assert [each.study for each in reviews_waiting(for_user=people.analyst)] == [study]


class TestWriting:
    def test_from_the_first_look_to_the_recommendation(self, reading):
        said = reviews.comment(review=reading, about="summary", quoted="…", text=" Which year?\r\n", at=AT)
        assert said.text == "Which year?"
        reading.refresh_from_db()
        assert (reading.state, reading.opened_at) == ("reading", AT)
        done = reviews.finish(review=reading, recommendation="minor", words="Good.", at=AT)
        assert (done.state, done.recommendation, done.finished_at) == ("done", "minor", AT)
        with pytest.raises(BadInput, match="finished"):
            reviews.comment(review=reading, about="summary", quoted="", text="More", at=AT)

    @pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001])
    def test_a_comment_has_words_and_not_too_many(self, reading, text):
        with pytest.raises(BadInput):
            reviews.comment(review=reading, about="summary", quoted="", text=text, at=AT)
        assert not Comment.objects.exists()

    def test_large_changes_are_named(self, reading):
        with pytest.raises(BadInput, match="which large changes"):
            reviews.finish(review=reading, recommendation="major", words="", at=AT)
        with pytest.raises(BadInput, match="recommend"):
            reviews.finish(review=reading, recommendation="", words="", at=AT)

    def test_a_comment_is_taken_back_before_the_end_by_its_author_only(self, reading, people):
        said = reviews.comment(review=reading, about="summary", quoted="", text="Oops", at=AT)
        other = asked(reading.study, people.manager, email="other@university.example")
        reviews.take_back(review=other, comment=said.pk)
        assert Comment.objects.count() == 1
        reviews.take_back(review=reading, comment=said.pk)
        assert not Comment.objects.exists()

    def test_nothing_is_written_while_the_authors_work(self, reading, people):
        studies.move(study=reading.study, to="running", by=people.manager, at=AT)
        with pytest.raises(BadInput, match="working on the study"):
            reviews.comment(review=reading, about="summary", quoted="", text="Late", at=AT)

    def test_declined_and_withdrawn_links_open_no_more(self, reading, people):
        token = token_of(reading)
        assert review_by_token(token, at=AT).pk == reading.pk
        reviews.decline(review=reading, why="No time", at=AT)
        with pytest.raises(LinkExpired):
            review_by_token(token, at=AT)
        with pytest.raises(Review.DoesNotExist):
            review_by_token(token + "x", at=AT)

    def test_a_finished_review_can_be_read_for_ninety_days(self, reading):
        reviews.finish(review=reading, recommendation="publish", words="", at=AT)
        assert review_by_token(token_of(reading), at=AT + timedelta(days=89))
        with pytest.raises(LinkExpired):
            review_by_token(token_of(reading), at=AT + timedelta(days=91))


class TestAnswers:
    def test_not_taken_up_says_why(self, reading, people):
        said = reviews.comment(review=reading, about="summary", quoted="", text="Why?", at=AT)
        with pytest.raises(BadInput, match="Say why"):
            reviews.answer(comment=said, words=" ", taken_up=False, by=people.manager, at=AT)
        with pytest.raises(PermissionDenied):
            reviews.answer(comment=said, words="x", taken_up=True, by=people.other_manager, at=AT)
        done = reviews.answer(comment=said, words="Out of scope", taken_up=False, by=people.manager, at=AT)
        assert (done.taken_up, done.resolved_by) == (False, people.manager)
        assert reviews.reopen(comment=said, by=people.manager, at=AT).resolved_at is None

    def test_what_is_in_the_way_of_publication(self, reading, people):
        study = reading.study
        assert told(study) == ["Nobody has finished a review yet.", "Still reading: Odile Gutachter."]
        said = reviews.comment(review=reading, about="summary", quoted="", text="Why?", at=AT)
        reviews.finish(review=reading, recommendation="minor", words="", at=AT)
        assert told(study) == ["1 comment is not answered."]
        reviews.answer(comment=said, words="", taken_up=True, by=people.manager, at=AT)
        assert told(study) == []
        assert told(study, places=2) == ["In 2 places somebody is named who did not agree to it."]

    def test_large_changes_ask_for_another_round(self, reading, people):
        reviews.finish(review=reading, recommendation="major", words="All of it.", at=AT)
        study = reading.study
        assert told(study) == [
            "Odile Gutachter: large changes are needed. Work on it and ask for another review."
        ]
        studies.move(study=study, to="running", by=people.manager, at=AT)
        reviews.send_to_review(study=study, by=people.manager, at=AT)
        study.refresh_from_db()
        again = study.reviews.get(round=2)
        assert (again.state, again.email) == (ReviewState.ASKED, "odile@university.example")
        assert again.salt != reading.salt
        reviews.finish(review=again, recommendation="publish", words="", at=AT)
        assert told(study) == []


def told(study, places: int = 0) -> list[str]:
    study.refresh_from_db()
    return [each.words for each in obstacles(study, places)]


class TestLetters:
    @pytest.mark.parametrize("kind", LetterKind.values)
    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_every_kind_speaks_the_reviewers_language(self, study, kind, language):
        review = make.review(study, language=language)
        mail = written(Letter(review=review, kind=kind, try_at=AT))
        title = study.titles[language]
        assert title in mail.subject and title in mail.body and f'lang="{language}"' in mail.html
        assert "%(" not in mail.subject + mail.body and "/studies/r/" in mail.body

    def test_what_is_not_true_any_more_is_not_sent(self, reading, people, post):
        letter = Letter.objects.get(review=reading)
        assert overtaken(letter) == ""
        reviews.withdraw(review=reading, by=people.manager, at=AT)
        letters.send(now=Ticking(AT))
        letter.refresh_from_db()
        assert letter.state == "left_out" and not post.taken

    @pytest.mark.parametrize(("days", "about"), [(3, "3 days"), (0, "today"), (-7, "a week late")])
    def test_reminders_come_once_a_day_of_theirs(self, reading, days, about):
        Review.objects.filter(pk=reading.pk).update(due_on=AT.date() + timedelta(days=30))
        at = AT + timedelta(days=30 - days)
        assert reviews.remind(at=at) == 1 and reviews.remind(at=at) == 0
        assert Letter.objects.get(kind=LetterKind.REMINDER).about == about
        assert reviews.remind(at=at + timedelta(days=1)) == 0
