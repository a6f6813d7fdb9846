"""As a cluster manager, I note answers in a company's basement, without a connection.

What I have typed lies in my browser. It is sent when I am back, also when the page was closed meanwhile; and it never
takes the place of what a colleague has written since.
"""

import pytest
from playwright.sync_api import expect

from factories import studies as make
from factories.browser import loads_anew
from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.studies.operations import interviews as operations
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "en": {"saved": "Saved", "offline": "No connection: your answer is kept", "back": "Put back from this browser"},
    "fr": {
        "saved": "Enregistré", "offline": "Pas de connexion : votre réponse est gardée",
        "back": "Repris de ce navigateur",
    },
}  # fmt: skip
NONE_KEPT = "() => !Object.keys(localStorage).some(key => key.startsWith('grappe-kept'))"


@pytest.fixture
def interview(people):
    study = make.study(people.manager, at=clock.now())
    study.team.add(people.analyst)
    company = CompanyFactory(name="Blaue Eule S.à r.l.")
    found = make.interview(study, ContactFactory(company=company), at=clock.now())
    make.question(study, "What becomes of it?", kind="text")
    make.question(study, "How much?", kind="choice", choices=[{"en": "Little"}, {"en": "A lot"}], position=1)
    return found


def at_question(page, number):
    return page.locator("[id^=question-]").nth(number)


def without_connection(page, url, words):
    """Type an answer and choose another while there is no connection, and close the page."""
    page.goto(url)
    page.context.set_offline(True)
    at_question(page, 0).locator("textarea").press_sequentially("Half of it is burnt.")
    expect(at_question(page, 0).locator("[data-kept-say]")).to_contain_text(words["offline"])
    at_question(page, 1).get_by_label("A lot").check()
    expect(at_question(page, 1).locator("[data-kept-say]")).to_contain_text(words["offline"])


def closed_offline(page):
    """Close a page without a connection.

    As its tab closes the debugger lets go of it, and it has the network back for a moment: what it kept would be sent.
    """
    page.evaluate("() => { window.XMLHttpRequest.prototype.send = () => {}; }")
    page.close(run_before_unload=False)


def back_again(page, url):
    """Close the page without a connection, and open it again with one."""
    context = page.context
    closed_offline(page)
    context.set_offline(False)
    again = context.new_page()
    again.goto(url)
    return again


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_answer_survives_a_closed_page(sign_in, live_server, people, interview, axe_clean, shot, language):
    words = WORDS[language]
    page = sign_in(people.manager, language)
    url = f"{live_server.url}/studies/interviews/{interview.pk}/"
    without_connection(page, url, words)
    expect(page.locator("#toasts .alert")).to_have_count(0)
    axe_clean(page)
    shot(page, f"study-interview-offline-{language}")
    assert not interview.answers.exists()
    page = back_again(page, url)
    for number in (0, 1):
        expect(at_question(page, number).locator("[id^=saved-]")).to_contain_text(words["saved"])
        expect(at_question(page, number).locator("[data-kept-say]")).to_contain_text(words["back"])
    expect(at_question(page, 0).locator("textarea")).to_have_value("Half of it is burnt.")
    expect(at_question(page, 1).get_by_label("A lot")).to_be_checked()
    assert {(each.text, each.value) for each in interview.answers.all()} == {
        ("Half of it is burnt.", None),
        ("", 1),
    }
    page.wait_for_function(NONE_KEPT)
    axe_clean(page)
    shot(page, f"study-interview-put-back-{language}")


def test_with_the_page_open_it_is_sent_as_soon_as_there_is_a_connection(
    sign_in, live_server, people, interview
):
    page = sign_in(people.manager, "en")
    without_connection(page, f"{live_server.url}/studies/interviews/{interview.pk}/", WORDS["en"])
    page.context.set_offline(False)
    expect(at_question(page, 0).locator("[id^=saved-]")).to_contain_text("Saved")
    expect(at_question(page, 0).locator("[data-kept-say]")).to_be_empty()
    page.wait_for_function(NONE_KEPT)
    assert interview.answers.count() == 2


def test_what_a_colleague_wrote_since_stays(sign_in, live_server, people, interview, axe_clean, shot):
    page = sign_in(people.manager, "en")
    url = f"{live_server.url}/studies/interviews/{interview.pk}/"
    without_connection(page, url, WORDS["en"])
    question = interview.study.guide.get(kind="text")
    operations.answer(
        interview=interview, question=question, value=None, text="Nothing is burnt.", version=0, by=people.analyst,
        at=clock.now(),
    )  # fmt: skip
    page = back_again(page, url)
    expect(page.get_by_role("alert")).to_contain_text("Nothing is burnt.")
    expect(at_question(page, 0).locator("textarea")).to_have_value("Half of it is burnt.")
    axe_clean(page)
    shot(page, "study-interview-both")
    assert interview.answers.get(question=question).text == "Nothing is burnt."
    with loads_anew(page):
        page.get_by_role("link", name="Take theirs").press("Enter")
    expect(at_question(page, 0).locator("textarea")).to_have_value("Nothing is burnt.")
    page.wait_for_function(NONE_KEPT)


def test_of_two_closed_pages_neither_is_lost(sign_in, live_server, people, interview):
    page = sign_in(people.manager, "en")
    url = f"{live_server.url}/studies/interviews/{interview.pk}/"
    other = page.context.new_page()
    other.goto(url)
    without_connection(page, url, WORDS["en"])
    other.bring_to_front()
    at_question(other, 0).locator("textarea").press_sequentially("The later words.")
    expect(at_question(other, 0).locator("[data-kept-say]")).to_contain_text(WORDS["en"]["offline"])
    closed_offline(other)
    page = back_again(page, url)
    expect(at_question(page, 0).locator("textarea")).to_have_value("The later words.")
    expect(at_question(page, 0).locator("[id^=saved-]")).to_contain_text("Saved")
    page = back_again(page, url)
    expect(page.get_by_role("alert")).to_contain_text("The later words.")
    expect(at_question(page, 0).locator("textarea")).to_have_value("Half of it is burnt.")
    assert interview.answers.get(question__kind="text").text == "The later words."
