"""Do strangers see the public working groups alike, and can they join while programs cannot and nobody learns who is in?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from factories import groups as make
from grappe.apps.events.models import Attempt
from grappe.apps.events.operations.public import OF_ADDRESS
from grappe.apps.groups.models import Letter, Member
from grappe.apps.groups.operations import joining
from grappe.apps.groups.operations.joining import FORGOTTEN
from grappe.apps.groups.operations.members import Who, confirm
from grappe.apps.groups.queries.links import link_of, token_of
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.guarded import SALT

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(people):
    return make.group(people.manager, slug="bench", listed=True)


@pytest.fixture
def stranger():
    return Client()


def form(group, ago: timedelta = timedelta(seconds=20), **more) -> dict[str, str]:
    stamp = signing.Signer(salt=SALT).sign_object([f"group {group.slug}", (clock.now() - ago).isoformat()])
    values = {"name": "Ann Example", "email": "ann@guest.example", "language": "de", "stamp": stamp}
    return values | {"message": "I have a bench.", "organisation": "Example Ltd"} | more


def wish(stranger, group, **more):
    return stranger.post(f"/groups/p/{group.slug}/join/?language=en", form(group, **more))


class TestThePages:
    def test_they_are_the_same_for_everybody_and_caches_may_keep_them(self, group, stranger, client, people):
        client.force_login(people.manager)
        client.cookies["django_language"] = "de"
        for url in ("/groups/p/?language=fr", "/groups/p/bench/?language=fr"):
            first, second = stranger.get(url), client.get(url)
            assert first.content == second.content and "Composites sur la route" in first.content.decode()
            assert "public" in first["Cache-Control"] and "Vary" not in first and not first.cookies
            again = stranger.get(url, headers={"If-None-Match": first["ETag"]})
            assert again.status_code == 304

    def test_another_text_is_another_page(self, group, stranger):
        first = stranger.get("/groups/p/bench/?language=en")
        group.version += 1
        group.names = {"en": "New name"}
        group.save()
        again = stranger.get("/groups/p/bench/?language=en", headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 200 and "New name" in again.content.decode()

    def test_members_and_sessions_are_never_public(self, group, stranger):
        make.member(group, "Camille Geheim", organisation="Geheim S.A.", role="chair")
        make.session(group, title="Secret session", invited_at=make.AT)
        for url in ("/groups/p/", "/groups/p/bench/", "/groups/p/bench/join/"):
            text = stranger.get(url).content.decode()
            assert "Geheim" not in text and "Secret" not in text and "meet.example" not in text

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({}, 200),
            ({"listed": False}, 404),
            ({"state": "proposed"}, 404),
            ({"state": "paused"}, 404),
            ({"state": "closed"}, 404),
            ({"state": "declined"}, 404),
        ],
    )
    def test_which_groups_are_shown(self, people, stranger, change, status):
        group = make.group(people.manager, **({"listed": True, "names": {"en": "Shown"}} | change))
        for more in ("", "join/"):
            assert stranger.get(f"/groups/p/{group.slug}/{more}").status_code == status
        assert ("Shown" in stranger.get("/groups/p/?language=en").content.decode()) is (status == 200)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_in_a_constant_number_of_queries(
        self, people, stranger, rows, clusters, django_assert_num_queries
    ):
        for _number in range(rows):
            make.group(people.manager, listed=True).clusters.add(clusters["healthtech"])
        with django_assert_num_queries(2):
            assert stranger.get("/groups/p/").status_code == 200


class TestJoining:
    @pytest.mark.parametrize(("how", "state"), [("open", "active"), ("request", "asked")])
    def test_somebody_asks_confirms_and_is_in_or_waits(self, people, stranger, how, state):
        group = make.group(people.manager, listed=True, joining=how)
        page = wish(stranger, group)
        assert page.url == f"/groups/p/{group.slug}/thanks/?language=en"
        assert stranger.get(page.url).status_code == 200
        made = Member.objects.get(email="ann@guest.example")
        assert (made.state, made.language, made.organisation, made.message) == (
            "unconfirmed", "de", "Example Ltd", "I have a bench.",
        )  # fmt: skip
        assert [letter.kind for letter in Letter.objects.all()] == ["confirm"]
        stranger.post(f"/groups/m/{token_of(made)}/", {"what": "confirm"})
        made.refresh_from_db()
        assert made.state == state

    def test_a_group_by_invitation_only_says_so_and_takes_nobody(self, people, stranger):
        group = make.group(people.manager, listed=True, joining="invited")
        text = stranger.get(f"/groups/p/{group.slug}/").content.decode()
        assert f"/groups/p/{group.slug}/join/" not in text
        page = wish(stranger, group)
        assert page.status_code == 200 and "by invitation only" in page.content.decode()
        assert not Letter.objects.exists()
        with pytest.raises(BadInput):
            joining.ask(group=group, who=Who("Ann", "ann@guest.example"), at=make.AT)

    @pytest.mark.parametrize(
        ("state", "letter"),
        [("unconfirmed", "confirm"), ("asked", "link"), ("invited", "link"), ("active", "link")],
    )
    def test_nobody_learns_who_is_in(self, group, stranger, state, letter):
        known = make.member(group, "Camille", state=state, email="ann@guest.example", organisation="Old")
        page, other = wish(stranger, group), wish(stranger, group, email="new@guest.example")
        assert page.status_code == other.status_code == 302 and page.url == other.url
        known.refresh_from_db()
        assert (known.name, known.organisation, known.state) == ("Camille", "Old", state), (
            "nothing is written over"
        )
        assert [each.kind for each in known.letters.all()] == [letter]

    def test_who_left_asks_anew_with_a_row_of_their_own(self, group, stranger):
        old = make.member(group, state="left", email="ann@guest.example")
        wish(stranger, group)
        rows = Member.objects.filter(email="ann@guest.example").order_by("pk")
        assert [each.state for each in rows] == ["left", "unconfirmed"] and rows[0] == old

    def test_a_closed_link_is_not_opened_by_asking(self, group, stranger):
        make.member(group, email="ann@guest.example", salt="")
        wish(stranger, group)
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"website": "https://spam.example"}, "people do not see"),
            ({"stamp": ""}, "open for a long time"),
            ({"ago": timedelta(seconds=1)}, "quicker than people type"),
            ({"ago": timedelta(hours=13)}, "open for a long time"),
            ({"email": "nobody"}, "valid email"),
            ({"message": "x" * 2001}, "at most 2000"),
        ],
    )
    def test_programs_are_told_apart_and_nothing_typed_is_lost(self, group, stranger, change, says):
        page = wish(stranger, group, **change)
        text = page.content.decode()
        assert page.status_code == 422 and says in text and "Ann Example" in text
        assert not Letter.objects.exists() and group.members.count() == 1

    def test_too_many_are_told_to_wait(self, group, stranger):
        most = OF_ADDRESS[0][0]
        for _number in range(most):
            assert wish(stranger, group).status_code == 302
        page = wish(stranger, group)
        assert page.status_code == 422 and "Too many requests" in page.content.decode()
        assert Attempt.objects.count() == 2 * most

    def test_a_group_that_has_closed_meanwhile_confirms_nobody(self, group, stranger):
        wish(stranger, group)
        made = Member.objects.get(email="ann@guest.example")
        group.state, group.closed_at, group.report = "closed", make.AT, {"en": "Over"}
        group.save()
        with pytest.raises(BadInput):
            confirm(member=made, at=make.AT)
        assert stranger.post(f"/groups/m/{token_of(made)}/", {"what": "confirm"}).status_code == 422

    def test_who_never_confirmed_is_forgotten(self, group):
        for days, name in ((6, "new"), (8, "old")):
            make.member(group, name, state="unconfirmed", at=make.AT - timedelta(days=days))
        make.member(group, "asks", state="asked", at=make.AT - timedelta(days=80))
        assert joining.forget(at=make.AT) == 1
        assert set(group.members.values_list("name", flat=True)) >= {"new", "asks"}
        assert timedelta(days=7) == FORGOTTEN


def test_the_link_in_the_mail_opens_the_page(group, stranger):
    member = make.member(group)
    assert stranger.get(link_of(member).removeprefix("http://127.0.0.1:8000")).status_code == 200
