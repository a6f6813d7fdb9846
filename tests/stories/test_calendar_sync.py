"""As a cluster manager, I connect my own calendar: what I plan here stands there, what I move there moves here, and where
both were changed I see both sides and choose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import radicale
from factories.browser import loads_anew
from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.calendars.operations.dav import Server
from grappe.apps.companies import operations as companies
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {
        "connect": "Connect your calendar", "url": "Address of the server", "user": "User name there",
        "password": "Password", "look": "Look for calendars", "save": "Save", "now": "Synchronise now",
        "state": "Kept in step", "theirs": "As in your calendar", "waits": "1 appointment waits",
    },
    "fr": {
        "connect": "Relier votre agenda", "url": "Adresse du serveur", "user": "Nom d’utilisateur sur ce serveur",
        "password": "Mot de passe", "look": "Chercher des agendas", "save": "Enregistrer", "now": "Synchroniser maintenant",
        "state": "Tenu à jour", "theirs": "Comme dans votre agenda", "waits": "1 rendez-vous attend",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def dav(tmp_path_factory):
    with radicale.server(tmp_path_factory.mktemp("radicale"), radicale.free_port()) as url:
        yield url


@pytest.mark.every_language
@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_calendars_say_the_same(sign_in, people, live_server, axe_clean, shot, language, settings, dav):
    words = WORDS[language]
    settings.CALDAV_INNER = frozenset({"127.0.0.1"})
    server = Server(dav, "claire", radicale.PASSWORD)
    where = radicale.new_calendar(server, "claire", "Travail")
    start = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    contact = companies.plan_contact(
        company=CompanyFactory(name="Cellule Exemple S.A."), kind="visit", subject="Visite", place="Belval",
        starts_at=start, team=[people.administrator], invite=False, by=people.administrator, at=clock.now(),
    )  # fmt: skip
    page = sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/calendars/")
    axe_clean(page)
    page.get_by_role("link", name=words["connect"]).click()
    page.get_by_label(words["url"]).fill(where)
    page.get_by_label(words["user"]).fill("claire")
    page.get_by_label(words["password"]).fill(radicale.PASSWORD)
    axe_clean(page)
    shot(page, f"calendar-connect-{language}")
    page.get_by_role("button", name=words["look"]).click()
    page.get_by_role("radio", name="Travail").first.check()
    axe_clean(page)
    shot(page, f"calendar-choose-{language}")
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator("#sync-progress")).to_be_visible()
    with loads_anew(page):  # once the exchange is over
        work()
    expect(page.locator("main")).to_contain_text(words["state"])
    (item,) = server.items(where, server.changes(where, "").etags)
    assert "Visite" in item.data and "Belval" in item.data
    # There it moves an hour; here it moves here too.
    later = start + timedelta(hours=1)
    data = radicale.changed(item.data, dtstart=later, dtend=later + timedelta(minutes=45))
    item = server.put(item.href, data, item.etag)
    page.get_by_role("button", name=words["now"]).click()
    expect(page.locator("#sync-progress")).to_be_visible()
    with loads_anew(page):
        work()
    contact.refresh_from_db()
    assert contact.starts_at == later
    # Both move it, each elsewhere: both sides are shown.
    companies.change_contact(
        contact=contact, kind="visit", subject="Visite", starts_at=later + timedelta(hours=2), minutes=45, place="Belval",
        team=[people.administrator], invite=False, by=people.administrator, at=clock.now(),
    )  # fmt: skip
    server.put(
        item.href,
        radicale.changed(
            data, dtstart=later + timedelta(hours=3), dtend=later + timedelta(hours=4), location="Esch"
        ),
        item.etag,
    )
    page.get_by_role("button", name=words["now"]).click()
    expect(page.locator("#sync-progress")).to_be_visible()
    page.wait_for_timeout(2_000)  # the change here ordered an exchange in two seconds: that one is waited for
    with loads_anew(page):
        work()
    expect(page.locator("main")).to_contain_text(words["waits"])
    axe_clean(page)
    shot(page, f"calendar-conflict-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, f"calendar-conflict-phone-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["theirs"]).click()
    contact.refresh_from_db()
    assert (
        contact.starts_at == later + timedelta(hours=3) and contact.minutes == 60 and contact.place == "Esch"
    )
