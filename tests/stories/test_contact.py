"""As a cluster manager, I plan a contact, hold it with notes and marks, and no note is ever lost.

I plan a video call with people of the company; they get an invitation for their calendars. During the call I write
notes in my language, mark needs and ideas as I go, and set when we speak again. A colleague may write at the same
time, the network may go: we are told, and we can keep both.
"""

from __future__ import annotations

import contextlib
import re
from datetime import timedelta

import pytest
from playwright.sync_api import Error, expect

from factories.browser import at_rest, nothing_sticks_out
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.companies.models import Contact
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "saved": "saved", "need": "Need", "both": "Keep both", "while": "while you were writing",
        "held": "is marked as held", "next": "Next contact", "mark held": "Mark as held", "offline": "No connection",
        "subject": "First talk about the robot",
    },
    "fr": {
        "saved": "enregistré", "need": "Besoin", "both": "Garder les deux", "while": "pendant que vous écriviez",
        "held": "est noté comme réalisé", "next": "Prochain contact", "mark held": "Noter comme réalisé",
        "offline": "Pas de connexion", "subject": "Premier échange sur le robot",
    },
}  # fmt: skip


@pytest.fixture
def company(people, clusters):
    company = CompanyFactory(
        name="Invented Timber S.à r.l.", clusters=[clusters["healthtech"]], invented=True
    )
    PersonFactory(
        company=company, name="Léa Bois", function="CEO", email="lea@timber.example", phone="+352 26 00 00"
    )
    PersonFactory(company=company, name="Max Muster", email="")
    return company


@pytest.fixture
def contact(company, people):
    contact = ContactFactory(
        company=company, subject="A call", starts_at=clock.now(), kind="video", link="https://m.example/x"
    )
    contact.team.add(people.manager)
    return contact


@pytest.fixture
def colleague(browser, browser_context_args, live_server, people):
    """Open a page as another person in a browser of his own."""
    contexts = []

    def _colleague(user, path: str):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server.url}/account/login/?next={path}")
        page.locator("input[name=login]").fill(user.email)
        page.locator("input[name=password]").fill("secret-pass-1")
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(f"**{path}")
        return page

    yield _colleague
    for context in contexts:
        context.close()


def tab_to(page, locator, most: int = 60) -> None:
    """Press Tab until something has the focus, as somebody without a mouse does."""
    for _step in range(most):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{locator} cannot be reached by Tab")


def eventually(page, true) -> None:
    """Wait until something is so on the server; what the page shows on the way may be gone before one looks."""
    for _try in range(1800):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come to pass within 90 seconds")


def notes(page):
    return page.locator("#notes-text")


def saved(page, words: str) -> None:
    expect(page.locator("[data-notes-status]")).to_have_text(re.compile(words))
    expect(page.locator("[data-notes-typing]")).to_have_text("")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_contact_from_plan_to_held(
    sign_in, people, company, colleague, live_server, page, axe_clean, shot, mailoutbox, language
):
    words = WORDS[language]
    sign_in(people.manager, language)

    # Plan, without a mouse.
    page.goto(f"{live_server.url}/companies/{company.pk}/contacts/plan/")
    axe_clean(page)
    tab_to(page, page.locator("#id_kind"))
    page.keyboard.press("Tab")
    page.keyboard.type(words["subject"])
    tab_to(page, page.locator("#id_link"))
    page.keyboard.type("https://meet.example/robot")
    tab_to(page, page.locator("input[name=people]").first)
    page.keyboard.press("Space")
    shot(page, f"contact-plan-{language}")
    tab_to(page, page.locator("main form.contact-form .card-footer button"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/companies/contacts/*/")
    contact = Contact.objects.get()
    assert (contact.subject, contact.link) == (words["subject"], "https://meet.example/robot")
    assert {message.to[0] for message in mailoutbox} == {"lea@timber.example", people.manager.email}
    assert all("METHOD:REQUEST" in str(message.attachments) for message in mailoutbox)

    # Write; it saves itself.
    Contact.objects.update(starts_at=clock.now())
    page.reload()
    axe_clean(page)
    tab_to(page, notes(page))
    page.keyboard.type("They lack a robot for the saw.\nA pool of shared robots would help many.\n")
    saved(page, words["saved"])
    contact.refresh_from_db()
    assert contact.notes.startswith("They lack a robot")
    assert contact.revisions.count() >= 1

    # Mark a selected passage as a need, a whole line as an idea.
    page.keyboard.press("Control+Home")
    for _letter in "They lack a robot":
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Alt+n")
    expect(page.locator("#marks [data-mark=need] [data-passage]")).to_have_text("They lack a robot")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+i")
    expect(page.locator("#marks [data-mark=idea] [data-passage]")).to_have_text(
        "A pool of shared robots would help many."
    )
    expect(notes(page)).to_be_focused()
    assert list(contact.marks.values_list("kind", "passage")) == [
        ("need", "They lack a robot"), ("idea", "A pool of shared robots would help many."),
    ]  # fmt: skip
    page.locator("#notes-language").select_option("lb")
    expect(notes(page)).to_have_attribute("lang", "lb")
    saved(page, words["saved"])
    axe_clean(page)
    shot(page, f"contact-hold-{language}")

    # A colleague writes at the same time: told, and both are kept.
    path = f"/companies/contacts/{contact.pk}/"
    other = colleague(people.administrator, path)
    page.context.set_offline(True)
    notes(page).press("Control+End")
    page.keyboard.type("Mine: budget 80 000.")
    expect(page.locator("[data-notes-trouble]")).to_contain_text(words["offline"])
    shot(page, f"contact-offline-{language}")
    notes(other).press("Control+End")
    other.keyboard.type("Hers: start in May.")
    eventually(other, lambda: "Hers: start in May." in Contact.objects.get().notes)
    page.context.set_offline(False)
    conflict = page.locator("[data-notes-conflict]")
    expect(conflict).to_contain_text(words["while"])
    expect(conflict).to_contain_text("Hers: start in May.")
    axe_clean(page)
    shot(page, f"contact-conflict-{language}")
    expect(notes(page)).to_be_focused()  # the focus was not taken from the writer
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=words["both"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(conflict).to_be_hidden()
    kept = notes(page).input_value()
    assert kept.count("They lack a robot") == 1
    assert "Hers: start in May." in kept and "--- Manager, " in kept and kept.endswith("Mine: budget 80 000.")
    contact.refresh_from_db()
    assert contact.notes == kept
    assert contact.revisions.get(conflict=True).settled_at is not None

    # The colleague's page brings itself up to date.
    other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(notes(other)).to_have_value(kept)
    expect(other.locator("[data-notes-news]")).to_contain_text("Manager saved at")

    # Held, with the day of the next contact.
    day = clock.today() + timedelta(days=30)
    page.get_by_label(words["next"]).fill(day.isoformat())
    tab_to(page, page.get_by_role("button", name=words["mark held"]))
    page.keyboard.press("Enter")
    expect(page.locator("main .alert-success")).to_contain_text(words["held"])
    contact.refresh_from_db()
    assert (contact.state, contact.next_contact_on) == ("held", day)
    axe_clean(page)
    shot(page, f"contact-held-{language}")

    # Earlier texts are there, and come back.
    page.goto(f"{live_server.url}{path}notes/revisions/")
    axe_clean(page)
    shot(page, f"contact-revisions-{language}")
    page.goto(f"{live_server.url}{path}notes/revisions/1/")
    axe_clean(page)
    shot(page, f"contact-revision-{language}")
    tab_to(page, page.locator("main .card-footer button"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    contact.refresh_from_db()
    assert contact.notes == contact.revisions.get(version=1).text


# --- The network, the browser, the colleague: each in what may go wrong ---


@pytest.fixture
def holding(sign_in, people, contact, live_server):
    page = sign_in(people.manager, "en")
    page.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    notes(page).focus()
    return page


def test_what_is_typed_without_connection_is_sent_when_it_is_back(holding, contact):
    holding.context.set_offline(True)
    holding.keyboard.type("typed in a tunnel")
    expect(holding.locator("[data-notes-trouble]")).to_contain_text("kept in this browser")
    contact.refresh_from_db()
    assert contact.notes == ""
    holding.context.set_offline(False)
    saved(holding, "saved")
    expect(holding.locator("[data-notes-trouble]")).to_be_hidden()
    contact.refresh_from_db()
    assert contact.notes == "typed in a tunnel"
    assert holding.evaluate("Object.keys(localStorage).length") == 0


def crash(page) -> None:
    """Let the page die as in a crash: one that is merely closed still sends what it holds, and may get through."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def test_what_was_typed_before_a_crash_comes_back(holding, contact, live_server, shot):
    context = holding.context
    context.set_offline(True)
    holding.keyboard.type("typed before the crash")
    expect(holding.locator("[data-notes-trouble]")).to_be_visible()
    crash(holding)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    expect(notes(again)).to_have_value("typed before the crash")
    expect(again.locator("[data-notes-news]")).to_contain_text("found in this browser")
    shot(again, "contact-restored")
    saved(again, "saved")
    contact.refresh_from_db()
    assert contact.notes == "typed before the crash"
    assert again.evaluate("Object.keys(localStorage).length") == 0


def test_a_draft_found_after_somebody_else_saved_is_a_conflict_not_a_loss(
    holding, contact, people, live_server
):
    from grappe.apps.companies.operations.notes import save_notes

    context = holding.context
    context.set_offline(True)
    holding.keyboard.type("mine before the crash")
    expect(holding.locator("[data-notes-trouble]")).to_be_visible()
    crash(holding)
    context.set_offline(False)
    save_notes(contact=contact, text="hers meanwhile", based_on=0, by=people.administrator, at=clock.now())
    again = context.new_page()
    again.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    expect(again.locator("[data-conflict-theirs]")).to_have_text("hers meanwhile")
    again.get_by_role("button", name="Keep theirs").click()
    expect(notes(again)).to_have_value("hers meanwhile")
    assert contact.revisions.filter(text="mine before the crash", conflict=True).exists()


def test_a_page_that_is_left_at_once_saves_on_its_way(holding, contact, live_server):
    holding.keyboard.type("last words")
    holding.goto(f"{live_server.url}/")
    eventually(holding, lambda: Contact.objects.get().notes == "last words")


def test_an_answer_that_gets_lost_is_no_conflict_with_oneself(holding, contact):
    lost, network = [], {"down": True}

    def lose(route):
        if not network["down"]:
            route.continue_()
            return
        if not lost:
            lost.append(route.fetch().status)  # the server has it; the page never hears
        route.abort()

    holding.route("**/notes/save/", lose)
    holding.keyboard.type("first")
    expect(holding.locator("[data-notes-trouble]")).to_be_visible()
    holding.keyboard.type(" and second")
    network["down"] = False
    saved(holding, "saved")
    assert lost == [200]
    contact.refresh_from_db()
    assert contact.notes == "first and second"
    assert not contact.revisions.filter(conflict=True).exists()


def test_signed_out_meanwhile_the_text_waits_for_the_sign_in(holding, contact, people, live_server):
    context = holding.context
    context.clear_cookies()
    holding.keyboard.type("typed while signed out")
    expect(holding.locator("[data-notes-trouble]")).to_contain_text("You are signed out")
    tab = context.new_page()
    tab.goto(f"{live_server.url}/account/login/")
    tab.locator("input[name=login]").fill(people.manager.email)
    tab.locator("input[name=password]").fill("secret-pass-1")
    tab.locator("input[name=password]").press("Enter")
    tab.wait_for_url(f"{live_server.url}/")
    holding.bring_to_front()
    notes(holding).press("End")
    holding.keyboard.type(".")
    saved(holding, "saved")
    contact.refresh_from_db()
    assert contact.notes == "typed while signed out."


def test_too_much_text_is_said_and_kept(holding, contact):
    notes(holding).evaluate(
        "(area) => { area.value = 'é'.repeat(500001); area.dispatchEvent(new Event('input')); }"
    )
    expect(holding.locator("[data-notes-trouble]")).to_have_text(
        "The notes are too long: 1001 kB of at most 1000 kB. They are kept in this browser but not saved; shorten them."
    )
    assert not contact.revisions.exists()
    notes(holding).press("Control+End")
    holding.keyboard.press("Backspace")
    saved(holding, "saved")
    contact.refresh_from_db()
    assert len(contact.notes) == 500_000


@pytest.mark.parametrize(("choice", "expected"), [("Keep mine", "mine"), ("Keep theirs", "hers")])
def test_keep_one_of_the_two(holding, contact, people, choice, expected):
    from grappe.apps.companies.operations.notes import save_notes

    holding.route("**/notes/?have=*", lambda route: route.abort())  # the page does not learn of it beforehand
    save_notes(contact=contact, text="hers", based_on=0, by=people.administrator, at=clock.now())
    holding.keyboard.type("mine")
    holding.get_by_role("button", name=choice).click()
    expect(holding.locator("[data-notes-conflict]")).to_be_hidden()
    expect(notes(holding)).to_have_value(expected)
    contact.refresh_from_db()
    assert contact.notes == expected
    assert set(contact.revisions.values_list("text", flat=True)) == {"mine", "hers"}


def test_leaving_during_a_conflict_chooses_nothing(holding, contact, people, live_server):
    from grappe.apps.companies.operations.notes import save_notes

    holding.route("**/notes/?have=*", lambda route: route.abort())
    save_notes(contact=contact, text="hers", based_on=0, by=people.administrator, at=clock.now())
    holding.keyboard.type("mine")
    expect(holding.locator("[data-notes-conflict]")).to_be_visible()
    holding.keyboard.type(" and on")
    holding.goto(f"{live_server.url}/")
    holding.goto(f"{live_server.url}/companies/contacts/{contact.pk}/")
    expect(notes(holding)).to_have_value("mine and on")
    expect(holding.locator("[data-conflict-theirs]")).to_have_text("hers")
    contact.refresh_from_db()
    assert contact.notes == "hers"


def test_a_mark_without_connection_is_said_and_can_be_made_again(holding, contact):
    holding.keyboard.type("a crane")
    saved(holding, "saved")
    holding.context.set_offline(True)
    holding.keyboard.press("Alt+n")
    expect(holding.locator("#toasts")).to_contain_text("The server did not answer")
    holding.context.set_offline(False)
    holding.keyboard.press("Alt+n")
    expect(holding.locator("#marks [data-passage]")).to_have_text("a crane")
    assert contact.marks.count() == 1


def test_marks_of_a_colleague_come_and_go_by_themselves(holding, contact, people):
    from grappe.apps.companies.operations.notes import mark_passage, unmark

    look = "document.dispatchEvent(new Event('visibilitychange'))"
    hers = mark_passage(
        contact=contact, kind="need", passage="a crane", by=people.administrator, at=clock.now()
    )
    holding.evaluate(look)
    expect(holding.locator("#marks [data-passage]")).to_have_text("a crane")
    at_rest(holding)
    unmark(contact=contact, mark=hers.pk, by=people.administrator, at=clock.now())
    holding.evaluate(look)
    expect(holding.locator("#marks li")).to_have_count(0)


def test_a_mark_is_found_in_the_text_and_taken_away(holding, contact):
    holding.keyboard.type("one\ntwo\nthree")
    holding.keyboard.press("ArrowUp")
    holding.keyboard.press("Alt+n")
    holding.locator("#marks [data-notes-find]").click()
    selected = notes(holding).evaluate("(a) => a.value.slice(a.selectionStart, a.selectionEnd)")
    assert selected == "two"
    holding.on("dialog", lambda dialog: dialog.accept())
    holding.locator("#marks [data-unmark]").click()
    expect(holding.locator("#marks li")).to_have_count(0)
    assert not contact.marks.exists()
    expect(holding.locator("#marks-title")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_on_a_phone_and_at_a_desk(
    sign_in, people, company, contact, live_server, page, axe_clean, shot, width
):
    from grappe.apps.companies.operations.notes import mark_passage, save_notes

    now = clock.now()
    contact.people.set(company.people.all())
    save_notes(contact=contact, text="They want to saw faster.\n" * 8, based_on=0, by=people.manager, at=now)
    mark_passage(contact=contact, kind="need", passage="They want to saw faster.", by=people.manager, at=now)
    page.set_viewport_size({"width": width, "height": 844})
    path = f"{live_server.url}/companies/contacts/{contact.pk}/"
    places = {
        "plan": f"{live_server.url}/companies/{company.pk}/contacts/plan/",
        "list": f"{live_server.url}/companies/{company.pk}/contacts/",
        "page": path, "cancel": f"{path}cancel/", "edit": f"{path}edit/", "revisions": f"{path}notes/revisions/",
    }  # fmt: skip
    sign_in(people.manager, "en")
    for name, address in places.items():
        page.goto(address)
        at_rest(page)
        nothing_sticks_out(page)
        axe_clean(page)
        shot(page, f"contact-{name}-{width}")
    sign_in(people.ministry, "de")
    page.goto(path)
    axe_clean(page)
    shot(page, f"contact-reader-{width}")
