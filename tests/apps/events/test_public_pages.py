"""Do strangers see an event fast and the same for everybody, and can they register while programs cannot?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from factories import campaigns
from factories import events as make
from factories.companies import CompanyFactory
from grappe.apps.events import operations, queries
from grappe.apps.events.models import Attempt, Letter, Question, Registration
from grappe.apps.events.operations import Filled
from grappe.apps.events.operations.public import FORGOTTEN, OF_ADDRESS, OF_NETWORK, count_attempt
from grappe.apps.events.queries import seats
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.guarded import SALT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def event(people):
    event = make.event(
        people.manager, at=clock.now(), slug="open", capacity=2, video_link="https://video.example/secret"
    )
    session = event.sessions.create(
        titles={"en": "Opening", "fr": "Ouverture"}, starts_at=event.starts_at, ends_at=event.starts_at + HOUR
    )
    session.speakers.add(event.speakers.create(name="Marie Exemple", organisation="Exemple S.A."))
    return event


@pytest.fixture
def stranger():
    return Client()


def form(event, *, ago=timedelta(seconds=30), **more):
    """Return what a person's browser sends."""
    stamp = signing.Signer(salt=SALT).sign_object([event.slug, (clock.now() - ago).isoformat()])
    values = {"name": "Ann Example", "email": "ann@guest.example", "language": "fr", "stamp": stamp}
    return values | more


def register(client, event, **more):
    return client.post(f"/events/p/{event.slug}/register/?language=en", form(event, **more))


class TestThePage:
    def test_it_is_the_same_for_everybody_and_caches_may_keep_it(self, event, stranger, manager):
        first = stranger.get("/events/p/open/?language=en")
        assert first.status_code == 200
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert "Vary" not in first.headers and not first.cookies
        assert "csrf" not in first.content.decode()
        assert manager.get("/events/p/open/?language=en").content == first.content

    def test_a_reader_who_has_it_gets_304_in_two_queries(self, event, stranger, django_assert_num_queries):
        tag = stranger.get("/events/p/open/?language=en").headers["ETag"]
        with django_assert_num_queries(2):
            again = stranger.get("/events/p/open/?language=en", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "public, max-age=60" and not again.cookies
        make.registration(event)
        assert stranger.get("/events/p/open/?language=en", headers={"If-None-Match": tag}).status_code == 200
        assert stranger.get("/events/p/open/?language=fr", headers={"If-None-Match": tag}).status_code == 200

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_programme_of_any_length_in_as_many_queries(
        self, event, stranger, rows, django_assert_num_queries
    ):
        for _each in range(rows):
            session = event.sessions.create(
                titles={"en": "Talk"}, starts_at=event.starts_at + HOUR, ends_at=event.starts_at + 2 * HOUR
            )
            session.speakers.add(event.speakers.create(name="Jos"))
        with django_assert_num_queries(4):
            shown = stranger.get("/events/p/open/?language=en").content.decode()
        assert shown.count("Talk</h3>") == rows

    def test_the_language_is_the_addresss_not_the_cookies(self, event, stranger):
        stranger.cookies["django_language"] = "de"
        assert '<html lang="fr">' in stranger.get("/events/p/open/").content.decode()
        english = stranger.get(
            "/events/p/open/?language=en", headers={"Accept-Language": "de"}
        ).content.decode()
        assert '<html lang="en">' in english and "Composites for the road" in english
        assert 'hreflang="de"' in english and "Opening" in english and "Marie Exemple" in english
        assert stranger.get("/events/p/open/?language=xx").status_code == 200

    def test_the_video_link_is_for_who_has_a_seat(self, event, stranger):
        event.mode = "hybrid"
        event.save()
        assert "secret" not in stranger.get("/events/p/open/").content.decode()
        for state, sees in (
            ("confirmed", True),
            ("waiting", False),
            ("unconfirmed", False),
            ("cancelled", False),
        ):
            someone = make.registration(event, state=state, at=clock.now())
            page = stranger.get(f"/events/r/{queries.token_of(someone)}/").content.decode()
            assert ("https://video.example/secret" in page) is sees, state

    def test_free_seats_are_told(self, event, stranger):
        make.registration(event)
        assert "1 of 2 free" in stranger.get("/events/p/open/?language=en").content.decode()
        make.registration(event)
        assert "Join the waiting list" in stranger.get("/events/p/open/?language=en").content.decode()

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"state": "draft"}, 404),
            ({"visibility": "invited"}, 404),
            ({"state": "cancelled"}, 200),
            ({}, 200),
        ],
    )
    def test_who_is_shown(self, event, stranger, change, status):
        for name, value in change.items():
            setattr(event, name, value)
        event.save()
        for address in ("/events/p/open/", "/events/p/open/register/"):
            assert stranger.get(address).status_code == status
        listed = b"/events/p/open/" in stranger.get("/events/p/").content
        assert listed is (not change)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list(self, people, stranger, rows, django_assert_num_queries):
        for _each in range(rows):
            make.event(people.manager, at=clock.now(), titles={"en": "Round"})
        make.event(people.manager, at=clock.now(), in_days=-5, titles={"en": "Round long ago"})
        with django_assert_num_queries(2):
            page = stranger.get("/events/p/?language=en")
        assert page.content.decode().count("Round</a>") == rows
        assert page.headers["Cache-Control"] == "public, max-age=60" and not page.cookies


class TestRegistering:
    def test_a_person_registers_confirms_and_looks_at_it(self, event, stranger):
        answer = register(stranger, event, organisation="Exemple S.A.")
        assert answer.headers["Location"] == "/events/p/open/thanks/?language=en"
        registration = Registration.objects.get()
        assert (registration.state, registration.organisation) == ("unconfirmed", "Exemple S.A.")
        own = f"/events/r/{queries.token_of(registration)}/"
        stranger.get(own)
        registration.refresh_from_db()
        assert registration.state == "unconfirmed", "a program that opens links confirms nothing"
        assert stranger.post(own, {"what": "confirm"}).headers["Location"] == own
        registration.refresh_from_db()
        assert registration.state == "confirmed"
        stranger.post(own, {"what": "cancel"})
        registration.refresh_from_db()
        assert registration.state == "cancelled"
        assert stranger.post(own, {"what": "dance"}).status_code == 422

    def test_every_kind_of_question_and_nothing_typed_is_lost(self, event, stranger):
        asked = {}
        for kind in ("text", "long_text", "choice", "choices", "yes_no"):
            asked[kind] = Question.objects.create(
                event=event, kind=kind, labels={"en": kind}, choices=[{"en": "A"}, {"en": "B"}], required=True
            )
        given = {
            "text": "vegan", "long_text": "a\r\nb", "choice": "1", "choices": ["0", "1"], "yes_no": "no",
        }  # fmt: skip
        sent = {f"q{asked[kind].pk}": value for kind, value in given.items()}
        missing = register(stranger, event, **(sent | {f"q{asked['choice'].pk}": ""}))
        assert missing.status_code == 422
        shown = missing.content.decode()
        assert 'value="vegan"' in shown and "Nothing you typed is lost" in shown
        assert not Registration.objects.exists()
        assert register(stranger, event, **sent).status_code == 302
        kept = Registration.objects.get().answers
        assert kept == {
            str(asked["text"].pk): "vegan", str(asked["long_text"].pk): "a\nb", str(asked["choice"].pk): 1,
            str(asked["choices"].pk): [0, 1], str(asked["yes_no"].pk): False,
        }  # fmt: skip
        registration = Registration.objects.get()
        own = stranger.get(f"/events/r/{queries.token_of(registration)}/").content.decode()
        assert 'value="vegan"' in own and own.count("checked") >= 4

    def test_changing_what_was_filled_in(self, event, stranger):
        registration = make.registration(event, at=clock.now())
        own = f"/events/r/{queries.token_of(registration)}/"
        changed = {"what": "change", "name": "Camille Neu", "language": "de", "organisation": "Neu S.A."}
        assert stranger.post(own, changed).status_code == 302
        registration.refresh_from_db()
        assert (registration.name, registration.language) == ("Camille Neu", "de")
        assert stranger.post(own, changed | {"name": ""}).status_code == 422

    def test_nobody_learns_who_is_registered(self, event, stranger):
        make.registration(event, email="ann@guest.example", at=clock.now())
        known = register(stranger, event)
        unknown = register(stranger, event, email="bea@guest.example")
        assert known.headers["Location"] == unknown.headers["Location"]
        assert known.status_code == unknown.status_code == 302

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"website": "https://spam.example"}, "people do not see"),
            ({"ago": timedelta(seconds=1)}, "quicker than people type"),
            ({"ago": timedelta(hours=13)}, "open for a long time"),
            ({"stamp": "forged"}, "open for a long time"),
            ({"stamp": ""}, "open for a long time"),
            ({"email": "ann"}, "valid"),
        ],
    )
    def test_programs_are_told_apart_and_people_may_send_it_again(self, event, stranger, change, says):
        answer = register(stranger, event, **change)
        shown = answer.content.decode()
        assert answer.status_code == 422 and says in shown and 'value="Ann Example"' in shown
        assert not Registration.objects.exists() and not Letter.objects.exists()
        assert "spam.example" not in shown

    def test_a_stamp_of_another_event_is_none(self, event, stranger, people):
        other = make.event(people.manager, at=clock.now())
        stamp = form(other)["stamp"]
        assert register(stranger, event, stamp=stamp).status_code == 422

    def test_too_many_from_one_network_are_told_to_wait(self, event, stranger):
        event.capacity = None
        event.save()
        most = OF_NETWORK[0][0]
        for number in range(most):
            assert register(stranger, event, email=f"g{number}@guest.example").status_code == 302
        refused = register(stranger, event, email="late@guest.example")
        assert refused.status_code == 422 and "Too many registrations" in refused.content.decode()
        assert 'value="late@guest.example"' in refused.content.decode()
        assert Registration.objects.count() == most

    def test_an_invited_one_needs_no_confirmation(self, event, stranger, people, clusters):
        company = CompanyFactory(name="Exemple S.A.", clusters=[clusters["healthtech"]])
        campaigns.allow(
            campaigns.head(company, email="head@company.example").email, people.manager, at=clock.now()
        )
        campaign = campaigns.sent(
            campaigns.begun(people.manager, at=clock.now()),
            people.manager,
            people.administrator,
            at=clock.now(),
        )
        from grappe.apps.campaigns.queries import links

        token = links.token_of(campaign.recipients.get())
        assert stranger.get(f"/events/i/{token}/").status_code == 404, "it invites to no event"
        make.invitation(event.pk, campaign.pk)
        event.visibility = "invited"
        event.save()
        page = stranger.get(f"/events/i/{token}/")
        assert page.status_code == 200 and "head@company.example" in page.content.decode()
        assert "private" in page.headers["Cache-Control"]
        answer = stranger.post(f"/events/i/{token}/", form(event, email="head@company.example"))
        registration = Registration.objects.get()
        assert answer.headers["Location"] == f"/events/r/{queries.token_of(registration)}/"
        assert (registration.state, registration.company) == ("confirmed", company)
        again = stranger.get(f"/events/i/{token}/").content.decode()
        assert queries.token_of(registration) in again


class TestForgetting:
    def test_limits_are_counted_apart_and_forgotten(self, event):
        at = make.AT
        ask = {"event": event, "network": "2001:db8::1"}
        most, span = OF_ADDRESS[0]
        for _each in range(most):
            count_attempt(**ask, email="Ann@guest.example", at=at)
        with pytest.raises(BadInput):
            count_attempt(**ask, email="ann@guest.example ", at=at)
        count_attempt(**ask, email="bea@guest.example", at=at)
        count_attempt(**ask, email="ann@guest.example", at=at + span)
        assert not Attempt.objects.filter(key__contains="ann").exists()
        operations.forget(at=at + timedelta(days=2))
        assert not Attempt.objects.exists()

    def test_who_never_confirmed_is_forgotten(self, event):
        never = operations.register(event=event, filled=Filled(name="A", email="a@guest.example"), at=make.AT)
        stays = make.registration(event, at=make.AT)
        assert operations.forget(at=make.AT + FORGOTTEN - timedelta(seconds=1)) == 0
        assert operations.forget(at=make.AT + FORGOTTEN) == 1
        assert list(Registration.objects.all()) == [stays]
        assert seats.held_until(never)


class TestWhatIsTrueOfAPastEvent:
    PAST = {"in_days": -30, "capacity": 1}

    @pytest.mark.parametrize("language", ["en", "fr", "de"])
    def test_its_page_offers_no_seat_and_no_waiting_list(self, people, stranger, language):
        past = make.event(people.manager, at=clock.now(), slug="past", **self.PAST)
        make.registration(past)
        shown = stranger.get(f"/events/p/past/?language={language}").content.decode()
        over = {
            "en": "This event is over.",
            "fr": "Cet événement est terminé.",
            "de": "Diese Veranstaltung ist vorbei.",
        }
        assert over[language] in shown
        for word in ("waiting list", "liste d’attente", "Warteliste", "Complet", "Ausgebucht"):
            assert word not in shown

    def test_a_full_event_says_so_and_of_a_waiting_list_only_while_one_can_join(self, people, stranger):
        full = make.event(people.manager, at=clock.now(), slug="full", capacity=1)
        make.registration(full)
        page = "/events/p/full/?language=en"
        assert "Full: there is a waiting list" in stranger.get(page).content.decode()
        full.registration_until = clock.now() - HOUR
        full.save()
        closed = stranger.get(page).content.decode()
        assert "waiting list" not in closed and "Registration is closed." in closed and ">Full" in closed

    def test_one_that_is_called_off_offers_no_seat(self, people, stranger):
        make.event(people.manager, at=clock.now(), slug="off", state="cancelled", capacity=7)
        shown = stranger.get("/events/p/off/?language=en").content.decode()
        assert "This event is called off." in shown and "7 of 7 free" not in shown

    @pytest.mark.parametrize(
        ("state", "says", "never"),
        [
            ("confirmed", "You had a seat.", "You have a seat"),
            ("waiting", "no seat became free", "You are number"),
            ("unconfirmed", "never confirmed", "Confirm my registration"),
            ("cancelled", "Your registration is cancelled", "Register again"),
        ],
    )
    def test_ones_own_page_tells_how_it_ended(self, people, stranger, state, says, never):
        past = make.event(people.manager, at=clock.now(), **self.PAST)
        guest = make.registration(past, state=state, language="en")
        shown = stranger.get(f"/events/r/{queries.token_of(guest)}/").content.decode()
        assert "This event is over." in shown and says in shown and never not in shown
        assert "badge.pdf" not in shown and "Put it into your calendar" not in shown

    def test_ones_own_page_of_an_event_that_is_called_off_promises_no_seat(self, people, stranger):
        off = make.event(people.manager, at=clock.now(), state="cancelled")
        guest = make.registration(off, language="en")
        shown = stranger.get(f"/events/r/{queries.token_of(guest)}/").content.decode()
        assert "nobody has to cancel" in shown and "You have a seat" not in shown
