"""As a cluster manager, I prepare an event; as somebody outside, I register for it though it is full, and get a seat.

I write the event in two languages with a speaker, a session and a question, and publish it. Its one seat goes to Ann, who
registers and confirms by the link in her mail. Ben finds the event full, joins the waiting list on his phone and sees his
place in it. Ann cancels; Ben is told and has the seat, without anybody doing anything. I see both in my list.
"""

import re
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail

from factories.browser import loads_anew, nothing_sticks_out
from factories.jobs import work
from grappe.apps.events.models import Event, Registration
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PACE = 3_200  # milliseconds: what is sent quicker than people type is not taken
WORDS = {
    "fr": {
        "title": "Matériaux recyclés", "text": "Fibres, liants, tri.\n\nVisite de l’atelier.",
        "publish": "Publier", "register": "S’inscrire",
        "queue": "Rejoindre la liste d’attente", "confirm": "Confirmer mon inscription",
        "place": "Vous êtes numéro 1 sur la liste d’attente", "cancel": "Annuler mon inscription",
        "seat": "Vous avez une place", "off": "Votre inscription est annulée.",
        "question": "Restez-vous déjeuner ?", "yes": "Oui",
    },
    "en": {
        "title": "Recycled materials", "text": "Fibres, binders, sorting.\n\nA visit to the workshop.",
        "publish": "Publish", "register": "Register",
        "queue": "Join the waiting list", "confirm": "Confirm my registration",
        "place": "You are number 1 on the waiting list", "cancel": "Cancel my registration",
        "seat": "You have a seat", "off": "Your registration is cancelled.",
        "question": "Will you stay for lunch?", "yes": "Yes",
    },
}  # fmt: skip


def outside_page(page, width: int, height: int):
    """A browser of somebody else, without our session."""
    context = page.context.browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    made = context.new_page()
    made.on("dialog", lambda dialog: dialog.accept())
    return made


def press(page, button: str) -> None:
    """Go to a button by its name and press it with the keyboard."""
    page.get_by_role("button", name=button, exact=True).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def pressed_twice(page, button) -> int:
    """Press a button, and again while the answer lets one wait; return how often the form was sent."""
    sent = []

    def slowly(route):
        if route.request.method == "POST":
            sent.append(route.request.url)
            time.sleep(0.5)  # the browser goes on meanwhile
        route.continue_()

    page.route("**/*", slowly)
    with loads_anew(page):
        button.evaluate("button => { button.click(); setTimeout(() => button.click(), 150); }")
    page.unroute("**/*")
    return len(sent)


def prepare(page, live_server, words, language, axe_clean, shot) -> Event:
    """Write the event, its speaker, session and question, and publish it."""
    day = (clock.now() + timedelta(days=40)).date().isoformat()
    page.goto(f"{live_server.url}/events/new/")
    for code in ("fr", "en"):
        page.locator(f"#id_titles_{code}").fill(WORDS[code]["title"])
        page.locator(f"#id_summaries_{code}").fill(f"{WORDS[code]['title']}: 3 x 20 min.")
        page.locator(f"#id_descriptions_{code}").fill(WORDS[code]["text"])
    page.locator("#id_starts_at").fill(f"{day}T09:00")
    page.locator("#id_ends_at").fill(f"{day}T17:00")
    page.locator("#id_place").fill("Maison de l’innovation")
    page.locator("#id_address").fill("1, rue Exemple, Esch-sur-Alzette")
    page.locator("#id_capacity").fill("1")
    axe_clean(page)
    shot(page, f"event-write-{language}")
    page.locator("main form button.btn-primary").last.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    page.locator(".alert-success").wait_for()
    event = Event.objects.get()
    page.goto(f"{live_server.url}/events/{event.pk}/speakers/add/")
    page.locator("#id_name").fill("Marie Exemple")
    page.locator("#id_organisation").fill("Exemple S.A.")
    assert pressed_twice(page, page.locator("main form button.btn-primary")) == 1
    page.locator(".alert-success").wait_for()
    assert event.speakers.count() == 1
    page.goto(f"{live_server.url}/events/{event.pk}/sessions/add/")
    for code, title in (("fr", "Ouverture"), ("en", "Opening")):
        page.locator(f"#id_titles_{code}").fill(title)
    page.locator("#id_ends_at").fill(f"{day}T09:45")
    page.locator("#id_room").fill("Salle 2")
    page.get_by_label("Marie Exemple").check()
    axe_clean(page)
    with loads_anew(page):
        page.locator("main form button.btn-primary").click()
    page.locator(".alert-success").wait_for()
    page.goto(f"{live_server.url}/events/{event.pk}/questions/add/")
    page.locator("#id_kind").select_option("yes_no")
    for code in ("fr", "en"):
        page.locator(f"#id_labels_{code}").fill(WORDS[code]["question"])
    with loads_anew(page):
        page.locator("main form button.btn-primary").click()
    page.locator(".alert-success").wait_for()
    axe_clean(page)
    shot(page, f"event-programme-{language}")
    page.goto(f"{live_server.url}/events/{event.pk}/")
    axe_clean(page)
    press(page, words["publish"])
    page.locator(".alert-success").wait_for()
    return event


def register(page, live_server, event, name: str, language: str, button: str) -> None:
    """From the public page to the form, and send it."""
    page.goto(f"{live_server.url}/events/p/{event.slug}/?language={language}")
    with loads_anew(page):
        page.get_by_role("link", name=button).click()
    page.locator("#id_name").fill(f"{name} Exemple")
    page.locator("#id_email").fill(f"{name.lower()}@guest.example")
    page.locator("#id_organisation").fill("Exemple S.A.")
    page.get_by_label(WORDS[language]["yes"], exact=True).check()
    page.locator("#id_language").select_option(language)
    page.wait_for_timeout(PACE)
    press(page, button)
    page.wait_for_url(re.compile("/thanks/"))


def own_link(live_server, to: str) -> str:
    """Return the link of the last mail to somebody, at the server of the test."""
    work()
    letter = [each for each in mail.outbox if each.to == [to]][-1]
    link = re.search(r"https?://\S+/events/r/[^\s>]+", letter.body)
    assert link is not None, letter.body
    return f"{live_server.url}{urlsplit(link.group()).path}"


def confirm(page, live_server, to: str, words) -> None:
    page.goto(own_link(live_server, to))
    press(page, words["confirm"])
    page.locator(".alert-success").wait_for()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_somebody_moves_up_the_waiting_list(live_server, page, people, sign_in, axe_clean, shot, language):
    words = WORDS[language]
    sign_in(people.manager, language)
    event = prepare(page, live_server, words, language, axe_clean, shot)

    ann = outside_page(page, 1280, 900)
    ann.goto(f"{live_server.url}/events/p/?language={language}")
    axe_clean(ann)
    shot(ann, f"event-public-list-{language}")
    with loads_anew(ann):
        ann.get_by_role("link", name=words["title"]).click()
    axe_clean(ann)
    shot(ann, f"event-public-{language}", document="event-public" if language == "en" else "")
    register(ann, live_server, event, "Ann", language, words["register"])
    confirm(ann, live_server, "ann@guest.example", words)
    ann.get_by_text(words["seat"]).wait_for()
    axe_clean(ann)
    shot(ann, f"event-own-{language}")

    ben = outside_page(page, 390, 844)
    ben.goto(f"{live_server.url}/events/p/{event.slug}/?language={language}")
    axe_clean(ben)
    shot(ben, f"event-public-phone-{language}")
    with loads_anew(ben):
        ben.get_by_role("link", name=words["queue"]).click()
    ben.locator("#id_name").fill("Ben")
    press(ben, words["queue"])  # without an address, and quicker than people type
    ben.locator("[aria-invalid=true]").first.wait_for()
    assert ben.locator("#id_name").input_value() == "Ben"
    axe_clean(ben)
    shot(ben, f"event-register-phone-{language}")
    register(ben, live_server, event, "Ben", language, words["queue"])
    axe_clean(ben)
    confirm(ben, live_server, "ben@guest.example", words)
    ben.get_by_text(words["place"]).wait_for()
    nothing_sticks_out(ben)
    axe_clean(ben)
    shot(ben, f"event-own-waiting-phone-{language}")

    press(ann, words["cancel"])
    ann.get_by_text(words["off"]).wait_for()
    ben.goto(own_link(live_server, "ben@guest.example"))
    ben.get_by_text(words["seat"]).wait_for()
    axe_clean(ben)
    shot(ben, f"event-own-phone-{language}")
    states = dict(Registration.objects.values_list("email", "state"))
    assert states == {"ann@guest.example": "cancelled", "ben@guest.example": "confirmed"}

    page.goto(f"{live_server.url}/events/{event.pk}/registrations/")
    page.get_by_role("link", name="Ben Exemple").wait_for()
    axe_clean(page)
    shot(page, f"event-registrations-{language}")
    with loads_anew(page):
        page.get_by_role("link", name="Ben Exemple").click()
    axe_clean(page)
    shot(page, f"event-registration-{language}")
    page.goto(f"{live_server.url}/events/{event.pk}/")
    page.locator("canvas, svg").first.wait_for()
    axe_clean(page)
    shot(page, f"event-overview-{language}")
