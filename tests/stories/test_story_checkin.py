"""Story: at the door of an event the connection breaks. Two people with phones go on checking guests in, reload the
page, come back online; everybody is counted once, whoever scanned them, however often a phone sends."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import segno
from django.urls import reverse
from playwright.sync_api import expect

from factories import events
from factories.browser import loads_anew, patient, signed_in
from factories.jobs import work
from grappe.apps.events.models import CheckIn, Registration
from grappe.apps.events.queries import badges
from grappe.ui import clock

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def event(people):
    now = clock.now()
    made = events.event(
        people.manager,
        at=now,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=6),
        capacity=4,
    )
    for name, organisation in (
        ("Camille Exemple", "Exemple S.A."), ("Jos Muster", "Muster AG"), ("Lia Müller", "Exemple S.A."),
        ("Zoé Modèle", "Modèle & Cie"),
    ):  # fmt: skip
        events.registration(made, name, at=now, organisation=organisation)
    events.registration(made, "Wanda Wartet", at=now, state="waiting")
    return made


@pytest.fixture
def phone(live_server, browser):
    """Open the page at the door on a phone of its own, wait until it can do without a connection."""
    opened = []

    def _phone(user, event, language="en", ready=True):
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale=language)
        opened.append(context)
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
        )
        page.faults = faults
        signed_in(page, live_server, user, language)
        page.goto(live_server.url + reverse("events:checkin", args=[event.pk]))
        if ready:
            page.locator("[data-checkin][data-ready=yes]").wait_for()
            page.locator("[data-line][data-kind=online]").wait_for()
        return page

    yield _phone
    for context in opened:
        for page in context.pages:
            assert not page.faults, page.faults
        context.close()


def result(page, outcome: str):
    found = page.locator(f"[data-result][data-outcome={outcome}]")
    found.wait_for()
    return found


def enter(page, text: str) -> None:
    """Type into the field and press Enter, as a hand-held scanner does."""
    page.locator("[data-search]").fill(text)
    page.locator("[data-search]").press("Enter")


def all_sent(page) -> None:
    page.locator("[data-checkin][data-waiting='0'] [data-line][data-kind=online]").wait_for()


def test_the_connection_is_cut_at_the_door(phone, event, people, axe_clean, shot):
    guests = {each.name: each for each in Registration.objects.filter(event=event)}
    page = phone(people.manager, event)
    expect(page.locator("[data-count]")).to_have_text("0 of 4 came")
    expect(page.locator("[data-list] li")).to_have_count(5)
    axe_clean(page)
    shot(page, "checkin-phone-en", document="checkin")

    enter(page, str(guests["Camille Exemple"].code).upper())
    expect(result(page, "in")).to_contain_text("Camille Exemple is in.")
    all_sent(page)
    axe_clean(page)

    page.context.set_offline(True)
    enter(page, str(guests["Jos Muster"].code).upper())
    expect(result(page, "in_offline")).to_contain_text("sent when the connection is back")
    page.locator("[data-line][data-kind=offline]").wait_for()
    shot(page, "checkin-phone-offline-en")
    axe_clean(page)
    enter(page, "muller")  # found without the dots; Enter checks in whoever is the only one left
    expect(result(page, "in_offline")).to_contain_text("Lia Müller")
    enter(page, str(guests["Jos Muster"].code))
    result(page, "already_by")
    enter(page, "zoe")
    result(page, "in_offline")
    result(page, "in_offline").get_by_role("button", name="Undo").click()
    expect(result(page, "undone")).to_contain_text("Zoé Modèle")
    page.locator("summary").click()
    page.locator("#walk-name").fill("Wim Walkin")
    page.locator("#walk-organisation").fill("Spontan S.à r.l.")
    page.locator("[data-walk-in] button").click()
    expect(result(page, "in_offline")).to_contain_text("Wim Walkin")
    assert CheckIn.objects.count() == 1

    page.reload()  # without a connection
    page.locator("[data-checkin][data-started=yes]").wait_for()
    expect(page.locator("[data-count]")).to_have_text("4 of 5 came")
    expect(page.locator("[data-line]")).to_contain_text("5 waiting to be sent")
    page.locator("[data-line][data-kind=offline]").wait_for()
    assert CheckIn.objects.count() == 1
    shot(page, "checkin-phone-reloaded-en")

    page.context.set_offline(False)
    all_sent(page)
    expect(page.locator("[data-count]")).to_have_text("4 of 5 came")
    came = Registration.objects.filter(event=event, checked_in_at__isnull=False)
    assert sorted(each.name for each in came) == ["Camille Exemple", "Jos Muster", "Lia Müller", "Wim Walkin"]
    assert CheckIn.objects.filter(undone_at=None).count() == 4
    assert CheckIn.objects.filter(undone_at__isnull=False).count() == 1
    assert Registration.objects.filter(event=event, by_hand=True).count() == 1


def test_an_answer_that_is_lost_counts_nobody_twice(phone, event, people):
    """The server has taken it and the phone did not hear: it sends the same again."""
    page = phone(people.manager, event)
    sent = []

    def lose(route):
        sent.append(json.loads(route.request.post_data))
        route.fetch()
        route.abort()

    page.route("**/checkin/sync/", lose)
    enter(page, "jos")
    page.locator("[data-line][data-kind=offline]").wait_for()
    assert CheckIn.objects.count() == 1
    with page.expect_request("**/checkin/sync/") as again:  # it tries again by itself
        page.unroute("**/checkin/sync/")
    repeated = json.loads(again.value.post_data)
    assert repeated["items"] == sent[0]["items"]
    all_sent(page)
    assert CheckIn.objects.count() == 1
    result(page, "in")


def test_two_phones_see_one_badge(phone, event, people, shot):
    guest = Registration.objects.get(event=event, name="Camille Exemple")
    first, second = phone(people.manager, event), phone(people.other_manager, event, "fr")
    second.context.set_offline(True)
    enter(first, str(guest.code))
    result(first, "in")
    all_sent(first)
    enter(second, str(guest.code))
    result(second, "in_offline")
    second.context.set_offline(False)
    said = result(second, "already_by")
    expect(said).to_contain_text("Camille Exemple est déjà là depuis")
    expect(said).to_contain_text(people.manager.name)
    shot(second, "checkin-phone-already-fr")
    all_sent(second)
    assert CheckIn.objects.count() == 1

    enter(second, "wanda")
    expect(result(second, "waiting")).to_contain_text("liste d’attente")
    shot(second, "checkin-phone-waiting-fr")
    result(second, "waiting").get_by_role("button").click()
    result(second, "in")
    enter(second, str(uuid4()))
    expect(result(second, "unknown")).to_be_visible()
    all_sent(second)
    shot(second, "checkin-phone-unknown-fr")
    first.locator("[data-again]").evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(first.locator("[data-count]")).to_have_text("2 of 5 came")


def test_signed_out_while_the_connection_was_cut(phone, event, people, live_server, shot):
    page = phone(people.manager, event)
    page.context.set_offline(True)
    enter(page, "jos")
    result(page, "in_offline")
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.locator("[data-line][data-kind=sign_in]").wait_for()
    assert CheckIn.objects.count() == 0
    shot(page, "checkin-phone-signed-out-en")
    with loads_anew(page):
        page.get_by_role("link", name="Sign in again").click()
    page.locator("input[name=login]").fill(people.manager.email)
    page.locator("input[name=password]").fill("secret-pass-1")
    with loads_anew(page):  # the address of the sign-in ends like that of the page it leads to
        page.locator("main button[type=submit], main form button.btn-primary").first.click()
    page.locator("[data-checkin][data-started=yes]").wait_for()
    all_sent(page)
    assert CheckIn.objects.get().registration.name == "Jos Muster"


def test_the_phone_forgets(phone, event, people, live_server):
    """By the button at once; and by itself once the event is over. Other pages are never kept."""
    page = phone(people.manager, event)
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat()"
    )
    page_path = reverse("events:checkin", args=[event.pk])
    assert page_path in kept
    assert all(path == page_path or path.startswith("/static/") for path in kept)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete everything of this event from this phone").click()
    result(page, "forgotten")
    page.wait_for_function("async () => (await indexedDB.databases()).length === 0")
    page.wait_for_function("async () => (await caches.keys()).length === 0")

    page.reload()
    page.locator("[data-checkin][data-ready=yes]").wait_for()
    event.starts_at, event.ends_at = (clock.now() - timedelta(hours=hours) for hours in (30, 13))
    event.save()
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    result(page, "over")
    page.wait_for_function("async () => (await indexedDB.databases()).length === 0")


def test_the_camera_reads_a_badge(
    live_server, browser_type, browser_type_launch_args, event, people, tmp_path
):
    """A real film of a badge in front of the camera; the code is read out of its frames."""
    guest = Registration.objects.get(event=event, name="Zoé Modèle")
    film = tmp_path / "badge.y4m"
    film.write_bytes(a_film_of(guest.code))
    args = [
        *browser_type_launch_args["args"], "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip
    browser = patient(browser_type.launch(**(browser_type_launch_args | {"args": args})))
    try:
        page = browser.new_context(viewport=PHONE, permissions=["camera"]).new_page()
        signed_in(page, live_server, people.manager, "en")
        page.goto(live_server.url + reverse("events:checkin", args=[event.pk]))
        page.locator("[data-checkin][data-started=yes]").wait_for()
        page.get_by_role("button", name="Scan with the camera").press("Enter")
        expect(result(page, "in")).to_contain_text("Zoé Modèle is in.")
        all_sent(page)
        assert CheckIn.objects.get().registration == guest
        page.get_by_role("button", name="Stop the camera").press("Enter")
        expect(page.locator("[data-video]")).to_be_hidden()
    finally:
        browser.close()


def a_film_of(code, width: int = 640, height: int = 480, module: int = 8) -> bytes:
    """Return a film (YUV4MPEG2) that shows the QR code of a badge in its middle."""
    matrix = [
        list(row) for row in segno.make(str(code).upper(), error="q", micro=False).matrix_iter(border=4)
    ]
    left, top = (width - len(matrix) * module) // 2, (height - len(matrix) * module) // 2
    luma = bytearray(b"\xeb" * (width * height))
    for y, row in enumerate(matrix):
        line = b"".join((b"\x10" if dark else b"\xeb") * module for dark in row)
        for dy in range(module):
            start = (top + y * module + dy) * width + left
            luma[start : start + len(line)] = line
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (width * height // 2)
    return f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_badges_of_many_people(
    sign_in, live_server, event, people, axe_clean, shot, monkeypatch, language
):
    """The organiser of a large event orders all badges by keyboard, sees how far their file is, and downloads it."""
    words = {
        "en": ("Prepare one file of all 4 badges", "Waiting for the worker", "Download 4 badges"),
        "fr": ("Préparer un fichier des 4 badges", "En attente du traitement", "Télécharger 4 badges"),
    }[language]
    monkeypatch.setattr(badges, "AT_ONCE", 3)
    page = sign_in(people.manager, language)
    page.goto(live_server.url + reverse("events:badges", args=[event.pk]))
    axe_clean(page)
    page.get_by_role("button", name=words[0]).press("Enter")
    expect(page.get_by_role("progressbar", name=words[1])).to_be_visible()
    axe_clean(page)
    shot(page, f"badges-ordered-{language}")
    work()
    link = page.get_by_role("link", name=words[2])  # the page looks by itself
    expect(link).to_be_visible()
    axe_clean(page)
    shot(page, f"badges-file-{language}")
    with page.expect_download() as found:
        link.press("Enter")
    assert found.value.path().read_bytes().startswith(b"%PDF")
    page.set_viewport_size(PHONE)
    shot(page, f"badges-file-phone-{language}")


def test_badges_and_how_long_the_list_is_kept(sign_in, live_server, event, people, axe_clean, shot):
    """The organiser looks at the badges, and erases the list once the event is over."""
    page = sign_in(people.manager, "fr")
    page.goto(live_server.url + reverse("events:badges", args=[event.pk]))
    expect(page.get_by_role("link", name="Imprimer les 4 badges")).to_be_visible()
    axe_clean(page)
    shot(page, "badges-fr")
    event.starts_at, event.ends_at = (clock.now() - timedelta(hours=hours) for hours in (30, 20))
    event.save()
    page.goto(live_server.url + reverse("events:retention", args=[event.pk]))
    axe_clean(page)
    shot(page, "retention-fr")
    page.set_viewport_size(PHONE)
    shot(page, "retention-phone-fr")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Effacer la liste maintenant").press("Enter")
    expect(page.get_by_role("heading", name="La liste a été effacée")).to_be_visible()
    axe_clean(page)
    assert not Registration.objects.exclude(name="").exists()
