"""What does a signed link open, and what does one tell that is forged, expired, withdrawn or meant for something else?"""

from __future__ import annotations

import io
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from architecture.access import ROWS
from architecture.test_access import told, undone
from architecture.world import SECRETS
from grappe.apps.calendars import operations as calendars
from grappe.apps.calendars.models import BookingType, Feed
from grappe.apps.campaigns.models import Address, Campaign, Recipient
from grappe.apps.campaigns.queries import links
from grappe.apps.companies.models import Company, Contact
from grappe.apps.diagnostics import operations as diagnostics
from grappe.apps.diagnostics.models import Run
from grappe.apps.events.models import Event, Registration
from grappe.apps.groups.models import Action, Group, Member
from grappe.apps.ideas.models import Contributor
from grappe.apps.matches import operations as matches
from grappe.apps.matches.models import Introduction
from grappe.apps.privacy.models import Case
from grappe.apps.roadmaps import operations as roadmaps
from grappe.apps.roadmaps.models import Roadmap
from grappe.apps.studies.models import Review
from grappe.apps.surveys.models import Participation, Wave
from grappe.apps.surveys.queries.links import READABLE
from grappe.ui import clock

SIGNED = [
    (name, row)
    for name, rows in sorted(ROWS.items())
    for row in rows
    if row.public and "token" in row.arguments
]
TOKENS = sorted({row.arguments["token"] for _name, row in SIGNED})
CLOSED = {403, 404, 410}


def open_with(name: str, row, house, token: str):
    arguments = {key: token if key == "token" else house.world[value] for key, value in row.arguments.items()}
    with undone():
        return getattr(Client(), row.method)(reverse(name, kwargs=arguments))


def said(answer) -> str:
    """Return the answer's words, also of what is on paper, and of calendars (whose long lines are folded)."""
    if answer.headers["Content-Type"].startswith("text/calendar"):
        return answer.content.decode().replace("\r\n ", "").replace("\\,", ",")
    if answer.headers["Content-Type"] != "application/pdf":
        return answer.content.decode()
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def assert_closed(answer) -> None:
    """The answer is a clear page without an account's menu, and nothing of the company stands in it."""
    assert answer.status_code in CLOSED
    shown = answer.content.decode()
    assert not [secret for secret in SECRETS if secret in shown]
    assert "<h1" in shown or answer.headers["Content-Type"].startswith("text/plain")
    assert len(shown) > 100


def wrong_tokens(token: str) -> dict[str, str]:
    """Return what somebody might try who has seen a link."""
    value, separator, signature = token.rpartition(":" if ":" in token else ".")
    other = "A" if signature[0] != "A" else "B"
    return {
        "another signature": f"{value}{separator}{other}{signature[1:]}",
        "another value": f"{'B' if value[0] != 'B' else 'C'}{value[1:]}{separator}{signature}",
        "no signature": value,
        "nothing but a number": "1",
        "signed for nobody": signing.dumps([1, "word"]),
        "signed as a session is": signing.dumps(
            [1, "word"], salt="django.contrib.sessions.backends.signed_cookies"
        ),
        "very long": "A" * 5_000,
        "not text": "%00%ff",
        "a path": "..%2f..%2fadmin",
    }


def test_every_signed_address_is_looked_at():
    assert {name.split(":")[0] for name, _row in SIGNED} == {
        "calendars", "campaigns", "companies", "diagnostics", "events", "groups", "ideas", "matches", "privacy", "roadmaps",
        "studies", "surveys",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "row"), SIGNED, ids=told)
def test_the_link_opens_without_an_account(house, name, row):
    answer = open_with(name, row, house, house.world[row.arguments["token"]])
    assert answer.status_code in {200, 204, 302, 400, 409, 422}  # 409: a form that says nothing is stale
    if row.method == "get":
        assert answer.status_code == 200
        shown = said(answer)
        # What is known of oneself counts rows and names the person, not the company; its progress says how far it is.
        known = any(secret in shown for secret in SECRETS) or name == "privacy:own_look_progress"
        assert known, "otherwise the tests below find nothing anywhere"
        assert 'href="/companies/' not in shown and "/account/logout/" not in shown


@pytest.mark.parametrize(("name", "row"), SIGNED, ids=told)
def test_forged_links_tell_nothing(house, name, row):
    for why, token in wrong_tokens(house.world[row.arguments["token"]]).items():
        try:
            answer = open_with(name, row, house, token)
        except Exception as fault:
            raise AssertionError(f"{why}: {fault!r}") from fault
        assert_closed(answer)


@pytest.mark.parametrize(("name", "row"), SIGNED, ids=told)
def test_links_for_something_else_open_nothing(house, name, row):
    others = [token for token in TOKENS if token != row.arguments["token"]]
    assert len(others) == len(TOKENS) - 1 >= 4
    for other in others:
        assert_closed(open_with(name, row, house, house.world[other]))


class Old(signing.TimestampSigner):
    """Signs as it would have been done so many seconds ago."""

    age = timedelta(days=31)

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time() - self.age.total_seconds()))


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[0].startswith("diagnostics:")], ids=told
)
def test_a_diagnostics_link_expires_and_can_be_withdrawn(house, name, row):
    token = house.world["run_token"]
    run = Run.objects.get(pk=house.world["run"])
    old = Old(salt="grappe.diagnostics.run").sign_object([run.pk, run.link_salt])
    answer = open_with(name, row, house, old)
    assert answer.status_code == 410, "it was ours, and is told from a forged one"
    assert_closed(answer)
    with undone():
        diagnostics.withdraw_link(run=run, by=house.people.manager, at=clock.now())
        assert_closed(open_with(name, row, house, token))


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[0].startswith("matches:")], ids=told
)
def test_an_introductions_link_expires_and_can_be_withdrawn(house, name, row):
    introduction = Introduction.objects.get(pk=house.world["introduction"])
    token = house.world["introduction_token"]
    with undone():
        Introduction.objects.filter(pk=introduction.pk).update(expires_at=clock.now() - timedelta(seconds=1))
        assert_closed(open_with(name, row, house, token))
    with undone():
        matches.withdraw(introduction=introduction, note="", by=house.people.manager, at=clock.now())
        assert_closed(open_with(name, row, house, token))
    with undone():
        Introduction.objects.filter(pk=introduction.pk).update(link_salt="renewed")
        assert_closed(open_with(name, row, house, token))


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[0] == "campaigns:answer"], ids=told
)
def test_a_campaigns_link_expires_and_can_be_withdrawn(house, name, row):
    token = house.world["campaign_token"]
    recipient = Recipient.objects.filter(pk=house.world["recipient"])
    for change in ({"sent_at": clock.now() - links.LASTS}, {"link_salt": "renewed"}, {"state": "refused"}):
        with undone():
            recipient.update(**change)
            answer = open_with(name, row, house, token)
            assert answer.status_code == 410, "it was ours, and is told from a forged one"
            assert_closed(answer)


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[0] == "campaigns:choices"], ids=told
)
def test_unsubscribing_never_expires_and_its_link_can_be_replaced(house, name, row):
    token = house.world["choices_token"]
    with undone():
        Recipient.objects.all().update(sent_at=clock.now() - timedelta(days=4_000))
        assert open_with(name, row, house, token).status_code in {200, 302}
        Address.objects.all().update(salt="renewed")
        assert_closed(open_with(name, row, house, token))


@pytest.mark.parametrize(
    ("name", "row"),
    [case for case in SIGNED if case[1].arguments["token"] == "registration_token"],
    ids=told,
)
def test_a_registrations_link_lasts_as_long_as_the_list_and_can_be_withdrawn(house, name, row):
    token, found = (
        house.world["registration_token"],
        Registration.objects.filter(pk=house.world["registration"]),
    )
    with undone():
        found.update(salt="renewed")
        assert open_with(name, row, house, token).status_code == 410
    with undone():
        found.update(erased_at=clock.now(), name="", email="")
        assert_closed(open_with(name, row, house, token))
    with undone():
        event = Event.objects.get(pk=house.world["event"])
        over = clock.now() - timedelta(days=event.keep_days)
        Event.objects.filter(pk=event.pk).update(starts_at=over - timedelta(days=1), ends_at=over)
        assert open_with(name, row, house, token).status_code == 410


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[1].arguments["token"] == "group_token"], ids=told
)
def test_a_members_link_lasts_as_long_as_they_are_one_and_can_be_withdrawn(house, name, row):
    found = Member.objects.filter(pk=house.world["group_member"])
    for change in ({"salt": "renewed"}, {"salt": ""}, {"state": "left"}, {"state": "declined"}):
        with undone():
            found.update(**change)
            answer = open_with(name, row, house, house.world["group_token"])
            assert answer.status_code == 410
            assert_closed(answer)


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[1].arguments["token"] == "idea_token"], ids=told
)
def test_a_contributors_link_can_be_withdrawn(house, name, row):
    for change in ({"salt": "renewed"}, {"salt": ""}, {"blocked_at": clock.now()}):
        with undone():
            Contributor.objects.all().update(**change)
            answer = open_with(name, row, house, house.world["idea_token"])
            assert answer.status_code == 410
            assert_closed(answer)


@pytest.mark.parametrize(
    ("name", "row"), [case for case in SIGNED if case[1].arguments["token"] == "survey_token"], ids=told
)
def test_a_surveys_link_lasts_for_a_while_after_it_closed_and_can_be_withdrawn(house, name, row):
    token, today = house.world["survey_token"], clock.today()
    long_ago = today - READABLE - timedelta(days=1)
    with undone():
        Participation.objects.filter(pk=house.world["survey_part"]).update(salt="renewed")
        answer = open_with(name, row, house, token)
        assert answer.status_code == 410
        assert_closed(answer)
    with undone():
        Wave.objects.filter(pk=house.world["survey"]).update(opens_on=long_ago, closes_on=long_ago)
        assert_closed(open_with(name, row, house, token))


def test_a_calendars_address_can_be_renewed(house):
    (name, row), *_none = [case for case in SIGNED if case[0] == "roadmaps:feed"]
    with undone():
        roadmap = Roadmap.objects.get(pk=house.world["roadmap"])
        roadmaps.renew_feed(roadmap=roadmap, by=house.people.manager, at=clock.now())
        assert_closed(open_with(name, row, house, house.world["feed_token"]))


def test_ones_own_calendar_can_be_renewed_and_stopped(house):
    (name, row), *_none = [case for case in SIGNED if case[0] == "calendars:feed"]
    for change in (calendars.renew_feed, calendars.stop_feed):
        with undone():
            change(by=house.people.manager, at=clock.now())
            assert_closed(open_with(name, row, house, house.world["own_feed_token"]))


@pytest.mark.parametrize(("name", "row"), [case for case in SIGNED if case[1].method == "get"], ids=told)
def test_what_is_gone_opens_nothing(house, name, row):
    with undone():
        Campaign.objects.all().delete()
        Feed.objects.all().delete()
        Address.objects.all().delete()
        Introduction.objects.all().delete()
        Run.objects.all().delete()
        Roadmap.objects.all().delete()
        Event.objects.all().delete()
        Action.objects.all().delete()
        Group.objects.all().delete()
        Review.objects.all().delete()
        Contributor.objects.all().update(salt="")
        Participation.objects.all().delete()
        Case.objects.all().update(salt="")
        BookingType.objects.all().delete()
        Contact.people.through.objects.all().delete()
        assert_closed(open_with(name, row, house, house.world[row.arguments["token"]]))


@pytest.mark.parametrize(("name", "row"), [case for case in SIGNED if case[1].method == "get"], ids=told)
def test_a_link_shows_one_company_only(house, name, row):
    answer = open_with(name, row, house, house.world[row.arguments["token"]])
    others = Company.objects.exclude(pk=house.world["company"]).values_list("name", flat=True)
    assert others
    assert not [other for other in others if other in said(answer)]


@pytest.mark.parametrize(("name", "row"), [case for case in SIGNED if case[1].method == "get"], ids=told)
def test_a_link_is_not_left_behind(house, name, row):
    """Neither a shared cache nor a search engine nor the next site's log keeps it."""
    answer = open_with(name, row, house, house.world[row.arguments["token"]])
    assert answer.headers["Referrer-Policy"] == "same-origin"
    kept = answer.headers.get("Cache-Control", "")
    assert "private" in kept or "no-store" in kept
