"""Can an event be written, published, changed and called off, so that those who come are told, and only they?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from factories import events as make
from factories.companies import CompanyFactory
from grappe.apps.events import operations
from grappe.apps.events.models import Event, Letter, Registration
from grappe.apps.events.operations.events import Draft
from grappe.apps.events.queries.writing import version_of
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = make.AT
HOUR = timedelta(hours=1)
START = AT + timedelta(days=30)


def draft(**changes) -> Draft:
    values = {
        "titles": {"fr": "Composites", "en": "Composites"}, "starts_at": START, "ends_at": START + 8 * HOUR,
        "place": "Belval", "capacity": 2,
    }  # fmt: skip
    return Draft(**(values | changes))


def changed(event, by, **changes):
    now = Event.objects.get(pk=event.pk)
    return operations.change(event=now, draft=draft(**changes), version=version_of(now), by=by, at=AT)


def letters(kind) -> int:
    return Letter.objects.filter(kind=kind).count()


@pytest.fixture
def event(people):
    made = operations.begin(draft=draft(), by=people.manager, at=AT)
    return operations.publish(event=made, by=people.manager, at=AT)


class TestWriting:
    def test_a_draft_gets_an_address_of_its_own(self, people):
        slugs = [operations.begin(draft=draft(), by=people.manager, at=AT).slug for _each in range(3)]
        assert slugs == ["composites-2026", "composites-2026-2", "composites-2026-3"]

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"titles": {"fr": " "}}, "title"),
            ({"titles": {"fr": "x" * 201}}, "too long"),
            ({"titles": {"fr": "a\nb"}}, "one line"),
            ({"ends_at": START}, "ends before"),
            ({"ends_at": START + timedelta(days=32)}, "a month"),
            ({"kind": "party"}, "kind of event"),
            ({"mode": "dream"}, "kind of event"),
            ({"capacity": 0}, "Seats are between"),
            ({"online_capacity": 100_001}, "Seats are between"),
            ({"registration_until": START + 9 * HOUR}, "Registration closes"),
            ({"registration_from": START, "registration_until": START}, "Registration closes"),
            ({"video_link": "javascript:alert(1)"}, "https"),
            ({"keep_days": 0}, "kept between"),
        ],
    )
    def test_bad_input_writes_nothing(self, people, change, says):
        with pytest.raises(BadInput, match=says):
            operations.begin(draft=draft(**change), by=people.manager, at=AT)
        assert not Event.objects.exists()

    def test_who_may(self, people):
        mine = make.event(people.manager, state="draft")
        for role, user in people.by_role().items():
            begins = role in {"administrator", "manager", "other_manager"}
            manages = role in {"administrator", "manager"}
            tries = (
                (begins, lambda user=user: operations.begin(draft=draft(), by=user, at=AT)),
                (begins, lambda user=user: operations.duplicate(event=mine, by=user, at=AT)),
                (manages, lambda user=user: changed(mine, user)),
                (manages, lambda user=user: operations.publish(event=mine, by=user, at=AT)),
                (manages, lambda user=user: operations.save_speaker(event=mine, name="A", about={}, by=user)),
            )
            for allowed, attempt in tries:
                if allowed:
                    attempt()
                else:
                    with pytest.raises(PermissionDenied):
                        attempt()

    def test_somebody_elses_change_is_not_written_over(self, people, event):
        read = version_of(event)
        operations.change(event=event, draft=draft(place="Esch"), version=read, by=people.manager, at=AT)
        with pytest.raises(Stale):
            operations.change(event=event, draft=draft(place="Wiltz"), version=read, by=people.manager, at=AT)
        assert Event.objects.get(pk=event.pk).place == "Esch"

    def test_a_programme_that_grows_disturbs_nobody_who_writes_the_texts(self, people, event):
        read = version_of(event)
        operations.save_speaker(event=event, name="Marie", about={}, by=people.manager)
        now = operations.change(
            event=event, draft=draft(place="Esch"), version=read, by=people.manager, at=AT
        )
        assert now.place == "Esch" and now.version == event.version + 2, "caches hear of both"

    @pytest.mark.parametrize(
        ("change", "says"), [({"place": ""}, "where"), ({"mode": "online"}, "video link")]
    )
    def test_what_everybody_needs_to_know_is_there_when_it_is_published(self, people, change, says):
        made = operations.begin(draft=draft(**change), by=people.manager, at=AT)
        with pytest.raises(BadInput, match=says):
            operations.publish(event=made, by=people.manager, at=AT)
        with pytest.raises(BadInput, match="over already"):
            operations.publish(event=made, by=people.manager, at=START + 8 * HOUR)


class TestThoseWhoAreRegistered:
    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"starts_at": START + HOUR}, True),
            ({"ends_at": START + 9 * HOUR}, True),
            ({"place": "Esch"}, True),
            ({"address": "1, rue X"}, True),
            ({"video_link": "https://video.example/1"}, True),
            ({"titles": {"fr": "Autre titre"}}, False),
            ({"capacity": 9}, False),
            ({}, False),
        ],
    )
    def test_they_are_told_what_they_plan_by(self, people, event, change, told):
        for state in ("confirmed", "waiting", "unconfirmed", "cancelled"):
            make.registration(event, state=state)
        now = changed(event, people.manager, **change)
        assert (now.sequence, letters("changed")) == ((1, 2) if told else (0, 0))

    def test_a_draft_tells_nobody(self, people):
        made = operations.begin(draft=draft(), by=people.manager, at=AT)
        make.registration(made)
        assert changed(made, people.manager, place="Esch").sequence == 0
        assert not letters("changed")

    def test_more_seats_let_those_up_who_wait(self, people, event):
        for state in ("confirmed", "confirmed", "waiting", "waiting"):
            make.registration(event, state=state)
        changed(event, people.manager, capacity=3)
        assert Registration.objects.filter(state="waiting").count() == 1 and letters("moved_up") == 1

    def test_a_way_of_taking_part_stays_while_people_count_on_it(self, people, event):
        make.registration(event)
        with pytest.raises(BadInput, match="On site"):
            changed(event, people.manager, mode="online", video_link="https://video.example/1")

    def test_calling_off_tells_everybody_once_and_nobody_registers_any_more(self, people, event):
        for state in ("confirmed", "waiting", "unconfirmed", "cancelled"):
            make.registration(event, state=state)
        for _each in range(2):
            operations.call_off(event=event, reason=" The speaker  is ill ", by=people.manager, at=AT)
        now = Event.objects.get(pk=event.pk)
        assert (now.state, now.cancelled_reason, letters("called_off")) == (
            "cancelled",
            "The speaker is ill",
            3,
        )
        with pytest.raises(BadInput, match="called off"):
            operations.register(event=event, filled=operations.Filled(name="A", email="a@b.example"), at=AT)
        with pytest.raises(BadInput, match="called off"):
            changed(event, people.manager)


class TestTheProgramme:
    @pytest.fixture
    def session(self, people, event):
        speaker = operations.save_speaker(event=event, name="Marie", about={"fr": "x"}, by=people.manager)
        return operations.save_session(
            event=event, titles={"fr": "Ouverture"}, abstracts={}, starts_at=START, ends_at=START + HOUR,
            speakers=[speaker], by=people.manager,
        )  # fmt: skip

    def test_it_moves_along_with_the_beginning(self, people, event, session):
        changed(event, people.manager, starts_at=START + HOUR, ends_at=START + 9 * HOUR)
        session.refresh_from_db()
        assert session.starts_at == START + HOUR

    @pytest.mark.parametrize(
        "change",
        [
            {"titles": {}}, {"starts_at": START - HOUR}, {"ends_at": START}, {"ends_at": START + 9 * HOUR},
        ],
    )  # fmt: skip
    def test_a_session_lies_within_the_event(self, people, event, session, change):
        asked = {"titles": {"fr": "A"}, "abstracts": {}, "starts_at": START, "ends_at": START + HOUR}
        with pytest.raises(BadInput):
            operations.save_session(event=event, session=session, **(asked | change), by=people.manager)

    def test_the_pattern_of_another_one(self, people, event, session):
        make.registration(event)
        operations.save_question(event=event, labels={"en": "Lunch?"}, kind="yes_no", by=people.manager)
        made = operations.duplicate(event=event, by=people.other_manager, at=START + timedelta(days=100))
        assert (made.state, made.organiser, made.registrations.count()) == ("draft", people.other_manager, 0)
        assert made.starts_at >= START + timedelta(days=128)
        copy = made.sessions.get()
        assert copy.starts_at == made.starts_at and copy.speakers.get().event == made
        assert made.questions.get().labels == {"en": "Lunch?"}
        assert event.sessions.count() == event.speakers.count() == 1

    def test_an_answered_question_keeps_its_meaning(self, people, event):
        ask = {"event": event, "labels": {"en": "Menu"}, "kind": "choice", "by": people.manager}
        question = operations.save_question(**ask, choices=[{"en": "A"}, {"en": "B"}])
        make.registration(event, answers={str(question.pk): 1})
        more = operations.save_question(
            **ask, question=question, choices=[{"en": "A"}, {"en": "B"}, {"en": "C"}]
        )
        assert len(more.choices) == 3
        for change in ({"choices": [{"en": "A"}, {"en": "B"}]}, {"kind": "text"}):
            with pytest.raises(BadInput, match="answered this question"):
                operations.save_question(**(ask | {"question": question, "choices": []} | change))
        with pytest.raises(BadInput, match="answered this question"):
            operations.remove(part=question, by=people.manager)
        with pytest.raises(BadInput, match="between 2 and 50"):
            operations.save_question(**ask, choices=[{"en": "A"}])


def fields(event=None, **more):
    values = {
        "titles_fr": "Composites", "titles_en": "Composites", "starts_at": "2027-05-03T09:00",
        "ends_at": "2027-05-03T17:00", "kind": "thematic", "mode": "on_site", "visibility": "public",
        "place": "Belval", "keep_days": "180", "capacity": "2", "waiting_list": "on",
        "version": version_of(event) if event else "",
    }  # fmt: skip
    return values | more


class TestThePages:
    def test_from_a_blank_form_to_a_published_event(self, manager):
        answer = manager.post("/events/new/", fields())
        event = Event.objects.get()
        assert answer.headers["Location"] == f"/events/{event.pk}/"
        assert event.starts_at.isoformat() == "2027-05-03T07:00:00+00:00", "nine o'clock in Luxembourg"
        manager.post(f"/events/{event.pk}/publish/")
        event.refresh_from_db()
        assert event.state == "published"
        shown = manager.get(f"/events/{event.pk}/edit/").content.decode()
        assert 'value="2027-05-03T09:00"' in shown

    def test_nothing_typed_is_lost(self, manager, event):
        bad = manager.post(f"/events/{event.pk}/edit/", fields(event, ends_at="", place="Differdange"))
        assert bad.status_code == 422 and "Differdange" in bad.content.decode()
        stale = manager.post(f"/events/{event.pk}/edit/", fields(event, version="99", place="Differdange"))
        assert stale.status_code == 409 and "Differdange" in stale.content.decode()

    def test_two_who_write_at_once_lose_nothing(self, manager, people, event, clusters):
        edit = f"/events/{event.pk}/edit/"
        manager.post(edit, fields(event))
        event.refresh_from_db()
        read = version_of(event)
        theirs = fields(event, place="Esch", capacity="9", clusters=["wood"], waiting_list="")
        assert manager.post(edit, theirs).status_code == 302
        mine = fields(event, version=read, place="Wiltz", titles_de="Verbund")
        shown = manager.post(edit, mine)
        found = {each.name: each for each in shown.context["conflicts"]}
        assert shown.status_code == 409 and shown.context["writer"] == people.manager.name
        assert {name: each.keep for name, each in found.items()} == {
            "place": "mine", "titles_de": "mine", "capacity": "theirs", "clusters": "theirs", "waiting_list": "theirs",
        }  # fmt: skip
        assert (found["place"].mine, found["place"].theirs) == ("Wiltz", "Esch")
        event.refresh_from_db()
        assert event.place == "Esch", "nothing is written over"
        version = shown.context["form"]["version"].value()
        kept = {f"keep_{name}": each.keep for name, each in found.items()}
        assert manager.post(edit, mine | kept | {"version": version}).status_code == 302
        event.refresh_from_db()
        assert (event.place, event.titles["de"], event.capacity, event.waiting_list) == (
            "Wiltz",
            "Verbund",
            9,
            False,
        )
        assert [each.slug for each in event.clusters.all()] == ["wood"]
        assert manager.post(edit, mine | kept | {"version": version}).status_code == 302, (
            "the same is no conflict"
        )

    def test_a_question_with_choices_in_two_languages(self, manager, event):
        sent = {
            "kind": "choice", "labels_en": "Menu", "lines_en": "Meat\n\nFish", "lines_fr": "Viande\nPoisson",
        }  # fmt: skip
        assert manager.post(f"/events/{event.pk}/questions/add/", sent).status_code == 302
        question = event.questions.get()
        assert question.choices == [{"en": "Meat", "fr": "Viande"}, {"en": "Fish", "fr": "Poisson"}]
        again = manager.get(f"/events/questions/{question.pk}/edit/").content.decode()
        assert "Viande\nPoisson" in again

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_registrations_in_a_constant_number_of_queries(
        self, manager, people, rows, django_assert_num_queries
    ):
        event = make.event(people.manager, at=clock.now())
        for _each in range(rows):
            make.registration(event, "Camille", company=CompanyFactory())
        with django_assert_num_queries(9):
            page = manager.get(f"/events/{event.pk}/registrations/")
        assert page.content.decode().count(">Camille</a>") == rows
        assert (
            ">Camille</a>" not in manager.get(f"/events/{event.pk}/registrations/?q=nobody").content.decode()
        )
        assert (
            ">Camille</a>"
            not in manager.get(f"/events/{event.pk}/registrations/?state=waiting").content.decode()
        )

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_programme_in_a_constant_number_of_queries(
        self, manager, people, rows, django_assert_num_queries
    ):
        event = make.event(people.manager, at=clock.now())
        for _each in range(rows):
            make.programme(event.pk)
        with django_assert_num_queries(9):
            page = manager.get(f"/events/{event.pk}/programme/")
        assert len(re.findall(r"/events/sessions/\d+/edit/", page.content.decode())) == rows

    def test_the_files_are_safe_to_open(self, manager, event):
        make.registration(event, "=HYPERLINK(1)", organisation="@sum")
        text = manager.get(f"/events/{event.pk}/registrations.csv").content.decode()
        assert "'=HYPERLINK(1)" in text and "'@sum" in text
        import io

        book = load_workbook(io.BytesIO(manager.get(f"/events/{event.pk}/registrations.xlsx").content))
        cell = book.active["A2"]
        assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")

    def test_by_hand_and_the_company(self, manager, people, clusters):
        event = make.event(people.manager, at=clock.now())
        company = CompanyFactory(name="Zinnober S.A.", clusters=[clusters["healthtech"]])
        sent = {"name": "Jo", "email": "", "language": "de"}
        assert manager.post(f"/events/{event.pk}/registrations/add/", sent).status_code == 302
        registration = event.registrations.get()
        page = f"/events/registrations/{registration.pk}/"
        assert "Zinnober" in manager.get(f"{page}?q=zinno").content.decode()
        manager.post(f"{page}company/", {"company": company.pk})
        registration.refresh_from_db()
        assert registration.company == company
        assert manager.post(f"{page}company/", {"company": "x"}).status_code == 400
        manager.post(f"{page}cancel/")
        registration.refresh_from_db()
        assert registration.state == "cancelled"
