"""As a cluster manager, I put my event's speakers in order by keyboard, settle an edit that met a colleague's, and bin a draft.

On a phone as on a screen: the button that I press keeps the focus while the list is drawn anew, what happened is said, and
at the top nothing goes further. A session that is added meanwhile disturbs nobody; a place that my colleague wrote too is
shown beside mine. A draft that nobody heard of goes, once I have read what goes with it.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import events as make
from factories.browser import at_rest, loads_anew
from grappe.apps.events.models import Event
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "up": "Monter : Cem Exemple", "said": "« Cem Exemple » est maintenant numéro {n} sur 3.", "save": "Enregistrer",
        "settle": "Enregistrer avec ces choix", "delete": "Supprimer le brouillon", "gone": "est supprimé.",
    },
    "en": {
        "up": "Move up: Cem Exemple", "said": "“Cem Exemple” is number {n} of 3 now.", "save": "Save",
        "settle": "Save with these choices", "delete": "Delete the draft", "gone": "is deleted.",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("fr", 390), ("en", 1280)])
def test_an_event_is_kept_up(page, live_server, people, sign_in, axe_clean, shot, language, width):
    words = WORDS[language]
    event = make.event(people.manager, at=clock.now(), state="draft")
    for name in ("Ann Exemple", "Ben Exemple", "Cem Exemple"):
        event.speakers.create(name=name, organisation="Exemple S.A.")
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(people.manager, language)

    page.goto(f"{live_server.url}/events/{event.pk}/programme/")
    up = page.get_by_role("button", name=words["up"], exact=True)
    up.focus()
    for number in (2, 1, 1):
        at_rest(page)
        page.keyboard.press("Enter")
        expect(page.locator("#order-says")).to_have_text(words["said"].format(n=number))
        expect(up).to_be_focused()
    names = ["Cem Exemple", "Ann Exemple", "Ben Exemple"]
    expect(page.locator("#speaker-list strong")).to_have_text(names)
    axe_clean(page)
    shot(page, f"event-order-{language}")

    page.goto(f"{live_server.url}/events/{event.pk}/edit/")
    event.sessions.create(
        titles={"en": "Opening"}, starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1)
    )
    now = Event.objects.get(pk=event.pk)
    now.place, now.version = "Esch", now.version + 1
    now.save()
    page.locator("#id_place").fill("Wiltz")
    page.locator("#id_address").fill("1, rue Exemple")
    with loads_anew(page):
        page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.get_by_text("Esch", exact=True)).to_be_visible()
    axe_clean(page)
    shot(page, f"event-conflict-{language}")
    page.get_by_role("button", name=words["settle"], exact=True).click()
    page.wait_for_url(f"{live_server.url}/events/{event.pk}/")
    now.refresh_from_db()
    assert (now.place, now.address) == ("Wiltz", "1, rue Exemple")

    with loads_anew(page):
        page.get_by_role("link", name=words["delete"]).click()
    axe_clean(page)
    shot(page, f"event-delete-{language}")
    page.get_by_role("button", name=words["delete"], exact=True).click()
    page.wait_for_url(f"{live_server.url}/events/")
    expect(page.get_by_text(words["gone"]).first).to_be_visible()
    assert not Event.objects.exists()
