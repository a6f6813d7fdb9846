"""Can speakers, questions and sessions beside each other change places, with the keyboard and without JavaScript?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories import events as make
from grappe.apps.events import operations
from grappe.apps.events.models import Event, Session
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event(people):
    return make.event(people.manager, at=clock.now())


def speakers(event, *names):
    return [event.speakers.create(name=name) for name in names]  # all at 0, as rows of long ago are


def names(event) -> list[str]:
    return [each.name for each in event.speakers.all()]


def test_a_speaker_goes_up_and_down_and_stays_at_the_ends(people, event):
    ann, _ben, cem = speakers(event, "Ann", "Ben", "Cem")
    version = event.version
    assert operations.move(part=cem, up=True, by=people.manager) == 2
    assert names(event) == ["Ann", "Cem", "Ben"]
    assert operations.move(part=ann, up=False, by=people.manager) == 2
    assert names(event) == ["Cem", "Ann", "Ben"]
    assert operations.move(part=cem, up=True, by=people.manager) == 1, "the first stays the first"
    assert names(event) == ["Cem", "Ann", "Ben"]
    assert Event.objects.get(pk=event.pk).version == version + 2, (
        "caches hear of what changed, and only of that"
    )


def test_questions_move_among_those_asked_at_the_same_time(people, event):
    later = event.questions.create(labels={"en": "How was it?"}, kind="text", stage="survey")
    lunch, bus = (event.questions.create(labels={"en": label}, kind="yes_no") for label in ("Lunch?", "Bus?"))
    assert operations.move(part=bus, up=True, by=people.manager) == 1
    asked = event.questions.filter(stage="registration")
    assert list(asked) == [bus, lunch]
    assert operations.move(part=later, up=True, by=people.manager) == 1, "it is alone"


def test_the_programme_goes_by_time_and_only_sessions_beside_each_other_move(people, event):
    def session(title, hours):
        starts_at = event.starts_at + hours * HOUR
        return event.sessions.create(titles={"en": title}, starts_at=starts_at, ends_at=starts_at + HOUR)

    first, left, right = session("Opening", 0), session("Left", 1), session("Right", 1)
    assert operations.move(part=right, up=True, by=people.manager) == 1
    assert list(Session.objects.filter(event=event)) == [first, right, left]
    assert operations.move(part=right, up=True, by=people.manager) == 1, "not before what is earlier"
    assert operations.move(part=first, up=False, by=people.manager) == 1


def test_who_may(people, event):
    ann, _ben = speakers(event, "Ann", "Ben")
    for role, user in people.by_role().items():
        if role in {"administrator", "manager"}:
            operations.move(part=ann, up=False, by=user)
        else:
            with pytest.raises(PermissionDenied):
                operations.move(part=ann, up=False, by=user)
    Event.objects.filter(pk=event.pk).update(state="cancelled")
    with pytest.raises(BadInput, match="called off"):
        operations.move(part=ann, up=True, by=people.manager)


class TestTheSurvey:
    @pytest.fixture
    def asked(self, event):
        return [
            event.questions.create(labels={"en": label}, kind="text", stage="survey", position=number)
            for number, label in enumerate(("Why?", "How?"))
        ]

    def test_its_questions_move_where_they_are_written(self, manager, event, asked):
        why, how = asked
        move = f"/events/survey/question/{how.pk}/move/"
        assert move in manager.get(f"/events/{event.pk}/survey/").content.decode()
        shown = manager.post(move, {"way": "up"}, headers={"HX-Request": "true"}).content.decode()
        assert 'id="survey-question-list"' in shown and shown.index("How?") < shown.index("Why?")
        assert f'id="survey-question-{how.pk}-up"' in shown and "“How?” is number 1 of 2 now." in shown
        assert shown.count('aria-disabled="true"') == 2
        assert list(event.questions.filter(stage="survey")) == [how, why]

    def test_without_javascript_the_page_comes_back(self, manager, event, asked):
        move = f"/events/survey/question/{asked[0].pk}/move/"
        answer = manager.post(move, {"way": "down"}, follow=True)
        assert answer.redirect_chain == [(f"/events/{event.pk}/survey/", 302)]
        assert "“Why?” is number 2 of 2 now." in answer.content.decode()
        assert manager.post(move, {"way": "sideways"}).status_code == 400
        registration = make.programme(event.pk)["event_question"]
        other = f"/events/survey/question/{registration}/move/"
        assert manager.post(other, {"way": "up"}).status_code == 404, "that one is asked at the registration"

    def test_one_alone_has_no_buttons(self, manager, event, asked):
        asked[0].delete()
        assert "arrow-up" not in manager.get(f"/events/{event.pk}/survey/").content.decode()


class TestThePage:
    def test_htmx_gets_the_list_with_the_buttons_in_their_new_places_and_hears_it_said(self, manager, event):
        ann, ben = speakers(event, "Ann", "Ben")
        answer = manager.post(
            f"/events/speakers/{ben.pk}/move/", {"way": "up"}, headers={"HX-Request": "true"}
        )
        shown = answer.content.decode()
        assert answer.status_code == 200 and shown.index("Ben") < shown.index("Ann")
        assert shown.lstrip().startswith('<div id="speaker-list">')
        assert f'id="speaker-{ben.pk}-up"' in shown, "where it was, so that the focus stays on it"
        assert shown.count('aria-disabled="true"') == 2, "the first does not go up, the last not down"
        assert "“Ben” is number 1 of 2 now." in shown
        assert f'id="speaker-{ann.pk}-down"' in shown

    @pytest.mark.parametrize("kind", ["speaker", "session", "question"])
    def test_without_javascript_the_page_comes_back(self, manager, event, kind):
        for _each in range(2):
            found = make.programme(event.pk)
        part = found[f"event_{kind}"]
        page = f"/events/{event.pk}/programme/"
        answer = manager.post(f"/events/{kind}s/{part}/move/", {"way": "up"}, follow=True)
        assert answer.redirect_chain == [(page, 302)] and "is number 1 of 2 now" in answer.content.decode()
        assert manager.post(f"/events/{kind}s/{part}/move/", {"way": "sideways"}).status_code == 400

    def test_what_is_alone_has_no_buttons(self, manager, event):
        make.programme(event.pk)
        assert "arrow-up" not in manager.get(f"/events/{event.pk}/programme/").content.decode()


@pytest.mark.parametrize("page", ["edit", "move", "remove"])
def test_a_question_of_the_survey_is_none_of_the_registration(client, people, event, page):
    later = event.questions.create(labels={"en": "How was it?"}, kind="text", stage="survey")
    client.force_login(people.manager)
    answer = client.post(reverse(f"events:question_{page}", args=[later.pk]), {"way": "up"})
    assert answer.status_code == 404
    assert list(event.questions.filter(stage="survey")) == [later]
