"""A B2B event, whole: from requests through one timetable, a late change and its repair, to outcomes that stay.

Two participants with phones and no account find each other by a proposal with its reason, ask and accept. The organiser
has one timetable computed for everybody and publishes it; it stands on the phones. Somebody does not come: the organiser
sees what would move and publishes the repair, and the phones mark it. The day comes; both report what came of their
meeting, the organiser makes a cooperation of it, and it stands on both companies' timelines.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from playwright.sync_api import expect

from factories import events as make
from factories.browser import loads_anew
from factories.companies import CompanyFactory, PersonFactory
from factories.jobs import work
from grappe.apps.events import queries
from grappe.apps.events.models import Cooperation, Participant, Request, Slot, Timetable
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "confirm": "Confirmer et participer", "seek": "Vous cherchez « Refrigerated transport »", "ask": "Demander",
        "accept": "Accepter", "compute": "Calculer", "publish": "Publier", "show": "Montrer ce qui bougerait",
        "apply": "Appliquer et publier", "off": "N’a pas lieu", "cooperation": "Nous voulons travailler ensemble",
        "report": "Signaler", "begin": "Commencer une coopération", "entry": "Rendez-vous d’affaires",
    },
    "en": {
        "confirm": "Confirm and take part", "seek": "You seek “Refrigerated transport”", "ask": "Ask",
        "accept": "Accept", "compute": "Compute", "publish": "Publish", "show": "Show what would move",
        "apply": "Apply and publish", "off": "Does not take place", "cooperation": "We mean to work together",
        "report": "Report", "begin": "Begin a cooperation", "entry": "Business meeting",
    },
}  # fmt: skip


@pytest.fixture
def event(people, clusters):
    """A coming B2B event with six slots and three tables; requests are taken."""
    found = make.event(
        people.manager, at=clock.now(), in_days=20, kind="b2b",
        titles={"en": "Food meets logistics", "fr": "Alimentation et logistique"},
    )  # fmt: skip
    make.plan(found, slots=6, tables=3)
    return found


@pytest.fixture
def guests(event, clusters):
    """Two people of two companies on file who have a seat."""
    firms = [
        CompanyFactory(name=name, activity=activity, clusters=[clusters["digital"]])
        for name, activity in (
            ("Boulangerie du Lion S.A.", "Bread for canteens"),
            ("Transports Loutre S.à r.l.", "Transport frigorifique"),
        )
    ]
    heads = [
        PersonFactory(company=firm, email=f"head{place}@firm.example") for place, firm in enumerate(firms)
    ]
    return [
        make.registration(
            event, name, at=clock.now(), company=head.company, person=head, email=head.email,
            organisation=head.company.name,
        )
        for name, head in zip(("Bruno Lion", "Carla Loutre"), heads, strict=True)
    ]  # fmt: skip


def others_of(plan, lion):
    """Six more who agreed to meet one another, and two of them the first of the two."""
    names = ("Dora Froid", "Emil Kalt", "Fanny Gel", "Gil Frais", "Hana Chaud", "Ivo Neuf")
    made = [make.participant(plan, name, organisation=f"{name.split()[1]} S.A.") for name in names]
    for number, one in enumerate(made):
        for other in made[number + 1 : number + 3]:
            make.request(one, other, wish=1 + number % 3)
    for other in made[:2]:
        make.request(lion, other, wish=1)
    return made


def phone(page, guest, language):
    guest.language = language
    guest.save()
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def home_of(live_server, guest) -> str:
    return f"{live_server.url}/events/r/{queries.token_of(guest)}/meetings/"


def press(page, name: str) -> None:
    found = page.get_by_role("button", name=name, exact=True).first
    found.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_requests_to_outcomes(
    page, live_server, sign_in, people, event, guests, language, axe_clean, shot
):
    words, plan = WORDS[language], event.meeting_plan
    phones = [phone(page, guest, language) for guest in guests]
    requests(phones, guests, live_server, words)
    lion = Participant.objects.get(registration=guests[0])
    dora = others_of(plan, lion)[0]
    inside = sign_in(people.manager, language)
    inside.on("dialog", lambda dialog: dialog.accept())
    timetable(inside, live_server, event, words)
    on_the_phones(phones, guests, live_server, axe_clean, shot, language)
    late_change(inside, live_server, event, dora, words, axe_clean, shot, language)
    phones[0].goto(home_of(live_server, guests[0]) + "timetable/")
    phones[0].get_by_text(words["off"]).wait_for()
    expect(phones[0].locator(".own-off")).to_contain_text("Froid S.A.")
    axe_clean(phones[0])
    shot(phones[0], f"business-meetings-repaired-{language}")
    # The day comes: everything happens three weeks sooner.
    sooner = timedelta(days=21)
    Slot.objects.filter(plan=plan).update(starts_at=F("starts_at") - sooner, ends_at=F("ends_at") - sooner)
    outcomes(phones, guests, live_server, words)
    inside.goto(f"{live_server.url}/events/{event.pk}/meetings/outcomes/")
    axe_clean(inside)
    shot(inside, f"business-meetings-outcomes-{language}")
    with loads_anew(inside):
        inside.get_by_role("button", name=re.compile(words["begin"])).first.press("Enter")
    inside.locator(".alert-success").wait_for()
    assert Cooperation.objects.get().event == event
    for guest in guests:
        inside.goto(live_server.url + guest.company.get_absolute_url())
        inside.locator(".timeline-head", has_text=words["entry"]).first.wait_for()


def requests(phones, guests, live_server, words):
    """Both join; the first is shown the second with the reason and asks; the second accepts."""
    for opened, guest, seeks in zip(
        phones, guests, ("Refrigerated transport", "Pain pour cantines"), strict=True
    ):
        opened.goto(home_of(live_server, guest) + "profile/")
        opened.locator("#id_seeks").fill(seeks)
        press(opened, words["confirm"])
        opened.wait_for_url("**/meetings/")
    work()
    first, second = phones
    first.goto(home_of(live_server, guests[0]))
    first.get_by_text(words["seek"]).first.wait_for()
    with loads_anew(first):
        first.locator("article a.btn-primary").first.press("Enter")
    press(first, words["ask"])
    first.wait_for_url("**/requests/")
    second.goto(home_of(live_server, guests[1]) + "requests/")
    with loads_anew(second):
        second.locator("article a.btn-primary").first.press("Enter")
    second.locator("input[name=wish][value='1']").check()
    press(second, words["accept"])
    second.wait_for_url("**/requests/")
    assert Request.objects.get().state == "accepted"


def timetable(inside, live_server, event, words):
    """The organiser has it computed, sees that it is proved, and publishes it."""
    inside.goto(f"{live_server.url}/events/{event.pk}/meetings/")
    press(inside, words["compute"])
    inside.locator("#timetable-progress").wait_for()
    work()
    inside.locator("#result-title").wait_for()
    made = Timetable.objects.get()
    assert (made.state, made.status) == ("done", "optimal")
    press(inside, words["publish"])
    inside.locator(".alert-success").wait_for()
    mail.outbox.clear()
    work()
    assert {"head0@firm.example", "head1@firm.example"} <= {message.to[0] for message in mail.outbox}


def on_the_phones(phones, guests, live_server, axe_clean, shot, language):
    """Both see each other at the same time and table."""
    seen = []
    for opened, guest in zip(phones, guests, strict=True):
        opened.goto(home_of(live_server, guest) + "timetable/")
        other = next(each for each in guests if each != guest)
        line = opened.locator(".own-meeting", has_text=other.organisation)
        seen.append((line.locator(".own-time").inner_text(), line.locator(".own-table").inner_text()))
        axe_clean(opened)
    assert seen[0] == seen[1]
    shot(phones[0], f"business-meetings-phone-{language}")


def late_change(inside, live_server, event, gone, words, axe_clean, shot, language):
    """Somebody does not come: what would move is looked at, then it is true."""
    inside.goto(f"{live_server.url}/events/{event.pk}/meetings/late/")
    inside.locator("#id_since").fill((event.starts_at - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"))
    inside.locator("#id_withdrawn").select_option([str(gone.pk)])
    press(inside, words["show"])
    inside.locator("#timetable-progress").wait_for()
    work()
    inside.locator("#changes-title").wait_for()
    axe_clean(inside)
    shot(inside, f"business-meetings-late-{language}")
    press(inside, words["apply"])
    inside.locator(".alert-success").wait_for()
    current = Timetable.objects.get(current=True)
    assert current.number == 2 and current.repairs is not None
    gone.refresh_from_db()
    assert gone.withdrawn_at is not None


def outcomes(phones, guests, live_server, words):
    """Both say that they mean to work together."""
    for opened, guest in zip(phones, guests, strict=True):
        other = next(each for each in guests if each != guest)
        opened.goto(home_of(live_server, guest) + "timetable/")
        line = opened.locator(".own-meeting", has_text=other.organisation)
        with loads_anew(opened):
            line.locator("a[href$='/outcome/']").press("Enter")
        opened.get_by_label(words["cooperation"]).check()
        opened.locator("#id_text").fill("We try it with one lorry in May.")
        press(opened, words["report"])
        opened.wait_for_url("**/timetable/")
