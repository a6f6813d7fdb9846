"""As somebody registered, I find partners at a B2B event, meet them, and say what came of it: with a link, without an account.

Two participants with phones: the first confirms what the company's file has, a job proposes the second with the reason;
one asks, the other accepts; the published timetable stands on both phones, as a calendar file and on paper; a repair is
marked; both report the outcome, and the organiser makes a cooperation of it.
"""

import re
from datetime import timedelta

import pytest

from factories import events as make
from factories import meetings
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory, PersonFactory
from factories.jobs import work
from grappe.apps.events import queries
from grappe.apps.events.models import Cooperation, MeetingOutcome, Participant, Request
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "join": "Participer", "confirm": "Confirmer et participer", "seek": "Vous cherchez « Refrigerated transport »",
        "ask": "Demander", "accept": "Accepter", "cooperation": "Nous voulons travailler ensemble", "report": "Signaler",
        "moved": "Déplacé", "begin": "Commencer une coopération", "file": "Rempli d’après le dossier",
    },
    "en": {
        "join": "Take part", "confirm": "Confirm and take part", "seek": "You seek “Refrigerated transport”",
        "ask": "Ask", "accept": "Accept", "cooperation": "We mean to work together", "report": "Report",
        "moved": "Moved", "begin": "Begin a cooperation", "file": "Filled in from what is on file",
    },
}  # fmt: skip


@pytest.fixture
def hall(people, clusters):
    """A B2B event that began half an hour ago, and two people of two companies who have a seat."""
    now = clock.now()
    starts_at = now - timedelta(minutes=30)
    event = make.event(
        people.manager, at=now, kind="b2b", starts_at=starts_at, ends_at=starts_at + timedelta(hours=6),
        titles={"en": "Food meets logistics", "fr": "Alimentation et logistique", "de": "Lebensmittel und Logistik"},
        invented=True,
    )  # fmt: skip
    plan = make.plan(event, slots=6, minutes=40)
    firms = [
        CompanyFactory(name="Boulangerie du Lion S.A.", activity="Bread for canteens", clusters=[clusters["digital"]]),
        CompanyFactory(name="Transports Loutre S.à r.l.", activity="Transport frigorifique", clusters=[clusters["digital"]]),
    ]  # fmt: skip
    heads = [
        PersonFactory(company=firm, email=f"head{place}@firm.example") for place, firm in enumerate(firms)
    ]
    guests = [
        make.registration(event, name, at=now, company=head.company, person=head, email=head.email,
                          organisation=head.company.name)
        for name, head in zip(("Bruno Lion", "Carla Loutre"), heads, strict=True)
    ]  # fmt: skip
    return plan, guests


def phone(page, guest, language):
    guest.language = language
    guest.save()
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", locale=language
    )
    return context.new_page()


def home_of(live_server, guest) -> str:
    return f"{live_server.url}/events/r/{queries.token_of(guest)}/meetings/"


def fits(page) -> None:
    """Nothing is cut off to the right on a phone."""
    nothing_sticks_out(page)


def join(page, url, words, seeks, axe_clean, shot, name):
    page.goto(url)
    axe_clean(page)
    with loads_anew(page):
        page.get_by_role("link", name=words["join"], exact=True).press("Enter")
    page.get_by_text(words["file"]).wait_for()
    assert page.locator("#id_offers").input_value(), "filled in from the company's file"
    page.locator("#id_seeks").fill(seeks)
    axe_clean(page)
    fits(page)
    shot(page, name)
    with loads_anew(page):
        page.get_by_role("button", name=words["confirm"]).press("Enter")
    page.locator(".alert").first.wait_for()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_profile_to_outcome(page, live_server, sign_in, people, hall, language, axe_clean, shot):
    plan, (lion, otter) = hall
    words = WORDS[language]
    one, two = phone(page, lion, language), phone(page, otter, language)
    join(
        one,
        home_of(live_server, lion),
        words,
        "Refrigerated transport",
        axe_clean,
        shot,
        f"own-profile-{language}",
    )
    join(
        two,
        home_of(live_server, otter),
        words,
        "Pain pour cantines",
        axe_clean,
        shot,
        f"own-profile-2-{language}",
    )
    work()  # the job that proposes

    one.goto(home_of(live_server, lion) + "partners/")
    one.get_by_text(words["seek"]).first.wait_for()
    axe_clean(one)
    fits(one)
    shot(one, f"own-partners-{language}")
    with loads_anew(one):
        one.locator("article a.btn-primary").first.press("Enter")
    one.locator("input[name=wish][value='1']").check()
    one.locator("#id_message").fill("Vos camions, nos croissants")
    axe_clean(one)
    fits(one)
    shot(one, f"own-ask-{language}")
    with loads_anew(one):
        one.get_by_role("button", name=words["ask"], exact=True).press("Enter")
    one.locator(".alert-success").wait_for()

    two.goto(home_of(live_server, otter))
    axe_clean(two)
    fits(two)
    shot(two, f"own-home-{language}")
    with loads_anew(two):
        two.get_by_role("link", name="Boulangerie du Lion S.A.").first.press("Enter")
    two.get_by_text("Vos camions, nos croissants").wait_for()
    axe_clean(two)
    shot(two, f"own-answer-{language}")
    with loads_anew(two):
        two.get_by_role("button", name=words["accept"], exact=True).press("Enter")
    two.locator(".alert-success").wait_for()
    axe_clean(two)
    shot(two, f"own-requests-{language}")
    agreed = Request.objects.get()
    assert (agreed.state, agreed.wish) == ("accepted", 1)

    timetable_on_the_phones(one, live_server, plan, lion, agreed, words, axe_clean, shot, language)
    outcome_and_cooperation(one, two, live_server, (lion, otter), words, axe_clean, shot, language)
    inside = sign_in(people.manager, language)
    inside.goto(f"{live_server.url}/events/{plan.event_id}/meetings/outcomes/")
    axe_clean(inside)
    shot(inside, f"meeting-outcomes-{language}")
    with loads_anew(inside):
        inside.get_by_role("button", name=re.compile(words["begin"])).first.press("Enter")
    inside.locator(".alert-success").wait_for()
    assert Cooperation.objects.count() == 1
    inside.goto(f"{live_server.url}/events/{plan.event_id}/meetings/participants/")
    axe_clean(inside)
    shot(inside, f"meeting-profiles-{language}")


def timetable_on_the_phones(one, live_server, plan, lion, agreed, words, axe_clean, shot, language):
    """The organiser publishes, and then repairs; one more meeting and one without a place stand there too."""
    mine = Participant.objects.get(registration=lion)
    others = [
        make.participant(plan, name, at=clock.now(), organisation=firm, about="Makes things cold.")
        for name, firm in (
            ("Dora Froid", "Froid S.A."),
            ("Emil Kalt", "Kalt GmbH"),
            ("Fanny Gel", "Gel S.A."),
        )
    ]
    second, third, without = (make.request(mine, other, at=clock.now()) for other in others)
    meetings.timetable(plan, {agreed: (0, 0), second: (1, 1), third: (4, 2)}, at=clock.now())
    meetings.timetable(plan, {agreed: (0, 0), second: (2, 2), third: (4, 2), without: None}, at=clock.now())
    one.goto(home_of(live_server, lion) + "timetable/")
    one.get_by_text(words["moved"]).first.wait_for()
    axe_clean(one)
    fits(one)
    shot(one, f"own-timetable-{language}", document="own-timetable" if language == "en" else "")
    with one.expect_download() as file:
        one.locator("a[href$='.ics']").click()
    assert b"BEGIN:VEVENT" in file.value.path().read_bytes()
    with one.expect_download() as file:
        one.locator("a[href$='.pdf']").click()
    assert file.value.path().read_bytes().startswith(b"%PDF")


def outcome_and_cooperation(one, two, live_server, guests, words, axe_clean, shot, language):
    for opened, guest in ((one, guests[0]), (two, guests[1])):
        opened.goto(home_of(live_server, guest) + "timetable/")
        with loads_anew(opened):
            opened.locator("a[href$='/outcome/']").first.press("Enter")
        opened.get_by_label(words["cooperation"]).check()
        opened.locator("#id_text").fill("We try it with one lorry in May.")
        opened.locator("input[name=rating][value='5']").check()
        axe_clean(opened)
        fits(opened)
        shot(opened, f"own-outcome-{language}")
        with loads_anew(opened):
            opened.get_by_role("button", name=words["report"], exact=True).press("Enter")
        opened.locator(".alert-success").wait_for()
    assert MeetingOutcome.objects.filter(kind="cooperation", rating=5).count() == 2
