"""As the one who runs a working group, I write the minutes together with its chair, and not a word is lost.

The chair has no account: a signed link opens the same minutes. We type into the same point and into different ones at
the same time; the connection goes, the tab is closed; in the end both of us see the same, with every word in it. Beside
the text we note a decision and an action without leaving the page.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import groups as make
from factories.browser import at_rest, nothing_sticks_out, swaps
from grappe.apps.groups.models import Action, Decision
from grappe.apps.groups.queries import token_of
from grappe.apps.texts.models import SharedText
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "saved": "Everything is saved", "write": "Write the minutes",
        "decision": "Note a decision", "action": "Note an action", "note": "Note it", "history": "Who wrote when",
        "now": "Now", "all": "not noted yet",
    },
    "fr": {
        "saved": "Tout est enregistré", "write": "Rédiger le procès-verbal",
        "decision": "Noter une décision", "action": "Noter une action", "note": "Noter", "history": "Qui a écrit quand",
        "now": "En cours", "all": "rien n’est noté",
    },
}  # fmt: skip


@pytest.fixture
def session(people):
    group = make.group(people.manager, at=clock.now() - timedelta(days=20))
    make.member(group, "Camille Exemple", role="chair", at=clock.now() - timedelta(days=20))
    session = make.session(group, at=clock.now(), in_days=0, invited_at=clock.now())
    make.point(session, "Choice of the bench", kind="decision", minutes_long=20, about="Three offers are in.")
    make.point(session, "Next steps", position=1)
    return session


@pytest.fixture
def chair(browser, browser_context_args, live_server, session):
    """Open a page in a browser of the chair's own."""
    context = browser.new_context(**browser_context_args)

    def _open():
        page = context.new_page()
        member = session.group.members.get(role="chair")
        page.goto(f"{live_server.url}/groups/m/{token_of(member)}/session/{session.pk}/minutes/")
        ready(page)
        return page

    _open.context = context
    return _open


def ready(page) -> None:
    """Wait until the texts are there and may be written."""
    expect(page.locator("[data-together][data-ready=yes]")).to_have_count(1)
    expect(page.locator("textarea[data-shared]").first).to_be_editable()


def box(page, number: int):
    return page.locator("textarea[data-shared]").nth(number)


def both_show(words: str, number: int, *pages) -> None:
    for page in pages:
        expect(box(page, number)).to_have_value(words)


def paste(page, words: str) -> None:
    page.evaluate("words => navigator.clipboard.writeText(words)", words)
    page.keyboard.press("ControlOrMeta+v")


def plain(session, number: int) -> str:
    return SharedText.objects.get(pk=session.points.all()[number].text_id).plain


@pytest.mark.parametrize("language", ["en", "fr"])
def test_two_people_write_the_minutes_at_once(
    sign_in, chair, people, session, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    member = session.group.members.get(role="chair")
    member.language = language
    member.save()
    mine = sign_in(people.manager, language)
    mine.goto(f"{live_server.url}/groups/session/{session.pk}/")
    mine.get_by_role("link", name=words["write"]).press("Enter")
    ready(mine)
    theirs = chair()
    expect(mine.locator("[data-together-present]")).to_contain_text("Camille Exemple")

    # The same point at the same time, key by key, each in the middle of the other's words.
    box(mine, 0).press_sequentially("We compare three offers. ")
    expect(mine.locator("[data-together-status]")).to_have_text(words["saved"])
    expect(box(theirs, 0)).to_have_value("We compare three offers. ")
    box(theirs, 0).press("End")
    for one, other in zip("The second is the best. ", "Deliver in May? Yes. ....", strict=False):
        box(theirs, 0).press_sequentially(one)
        box(mine, 0).press_sequentially(other)
    box(mine, 1).press_sequentially("Next: ask for prices.")
    for page in (mine, theirs):
        expect(page.locator("[data-together-status]")).to_have_text(words["saved"])
    expect(box(theirs, 1)).to_have_value("Next: ask for prices.")
    expect(box(mine, 0)).to_have_value(box(theirs, 0).input_value())
    text = box(mine, 0).input_value()
    assert sorted(text) == sorted("We compare three offers. The second is the best. Deliver in May? Yes. ...")
    assert plain(session, 0) == text

    # Undo takes back one's own words only.
    box(theirs, 1).press("End")
    box(theirs, 1).press_sequentially(" And dates.")
    both_show("Next: ask for prices. And dates.", 1, mine, theirs)
    box(mine, 1).press("ControlOrMeta+z")
    for page in (mine, theirs):
        expect(box(page, 1)).to_have_value(re.compile(r"^(?!Next: ask for prices).* And dates\.$"))
    box(mine, 1).press("ControlOrMeta+y")
    both_show("Next: ask for prices. And dates.", 1, mine, theirs)

    # Beside the text, by keyboard, without leaving the page: a decision and an action.
    with swaps(mine, "GET"):
        mine.get_by_role("link", name=words["decision"]).first.press("Enter")
    first = session.points.first()
    mine.locator(f"[name=decision-{first.pk}-text]").fill("The second offer is taken.")
    mine.locator(f"[name=decision-{first.pk}-votes_for]").fill("2")
    with swaps(mine):
        mine.get_by_role("button", name=words["note"], exact=True).press("Enter")
    expect(mine.locator(f"#noted-{first.pk}")).to_contain_text("The second offer is taken.")
    with swaps(mine, "GET"):
        mine.get_by_role("link", name=words["action"]).first.press("Enter")
    mine.locator(f"[name=action-{first.pk}-title]").fill("Order the bench")
    mine.locator(f"[name=action-{first.pk}-owner]").select_option(label=people.manager.name)
    mine.locator(f"[name=action-{first.pk}-due_on]").fill((clock.today() + timedelta(days=3)).isoformat())
    with swaps(mine):
        mine.get_by_role("button", name=words["note"], exact=True).press("Enter")
    assert Decision.objects.get().votes_for == 2 and Action.objects.get().owner.user == people.manager
    with swaps(mine):
        mine.get_by_role("button", name=words["all"]).press("Enter")
    with swaps(mine):
        mine.get_by_role("button", name=words["now"]).first.press("Enter")
    expect(theirs.locator(f"#noted-{first.pk}")).to_contain_text("Order the bench", timeout=30_000)
    both_show(text, 0, mine, theirs)
    axe_clean(mine)
    shot(mine, f"minutes-{language}", document="minutes" if language == "en" else "")
    theirs.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(theirs)
    axe_clean(theirs)
    shot(theirs, f"minutes-chair-{language}")
    theirs.set_viewport_size({"width": 1280, "height": 900})

    # An earlier state is looked at and restored; the page of the other follows.
    mine.get_by_role("link", name=words["history"]).nth(1).click()
    mine.locator(".text-steps a").last.click()
    expect(mine.locator(".text-changes ins").first).to_be_visible()
    axe_clean(mine)
    shot(mine, f"minutes-history-{language}")

    # What was noted while both wrote waits where my day begins.
    mine.goto(live_server.url)
    expect(mine.locator("#actions")).to_contain_text("Order the bench")


def test_without_connection_and_with_a_closed_tab_not_a_word_is_lost(
    sign_in, chair, people, session, live_server, shot
):
    mine = sign_in(people.manager, "en")
    mine.goto(f"{live_server.url}/groups/session/{session.pk}/minutes/")
    ready(mine)
    session.group.members.filter(role="chair").update(language="en")
    theirs = chair()
    box(theirs, 0).press_sequentially("Before. ")
    both_show("Before. ", 0, mine, theirs)

    chair.context.set_offline(True)
    box(theirs, 0).press_sequentially("Written without connection. ")
    expect(theirs.locator("[data-together-trouble]")).to_contain_text("No connection")
    shot(theirs, "minutes-offline")
    box(mine, 0).press("End")
    box(mine, 0).press_sequentially("Written meanwhile. ")
    expect(mine.locator("[data-together-status]")).to_have_text("Everything is saved")
    chair.context.set_offline(False)
    expect(theirs.locator("[data-together-trouble]")).to_be_hidden()
    expect(box(theirs, 0)).to_have_value(re.compile("Written meanwhile"))
    expect(box(mine, 0)).to_have_value(re.compile("Written without connection"))
    expect(box(mine, 0)).to_have_value(box(theirs, 0).input_value())

    # Offline again, and the tab is closed: the words lie in that browser and come back with the page.
    chair.context.set_offline(True)
    box(theirs, 1).press_sequentially("Closed too early.")
    expect(theirs.locator("[data-together-trouble]")).to_contain_text("No connection")
    # What a tab sends as it closes is the browser's to carry, which knows nothing of our having no connection.
    theirs.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no connection')); }")
    theirs.close()
    assert plain(session, 1) == ""
    chair.context.set_offline(False)
    again = chair()
    expect(again.locator("[data-together-news]")).to_contain_text("put back")
    both_show("Closed too early.", 1, mine, again)
    expect(again.locator("[data-together-status]")).to_have_text("Everything is saved")
    assert plain(session, 1) == "Closed too early."
    again.reload()
    ready(again)
    expect(box(again, 1)).to_have_value("Closed too early.")
    expect(again.locator("[data-together-news]")).to_be_hidden()


def test_whatever_is_typed_or_pasted_arrives_as_it_is(sign_in, chair, people, session, live_server):
    mine = sign_in(people.manager, "en")
    mine.goto(f"{live_server.url}/groups/session/{session.pk}/minutes/")
    ready(mine)
    theirs = chair()
    nasty = '<script>alert(1)</script> & "quotes" </textarea><img src=x onerror=alert(2)>'
    box(mine, 0).fill(nasty)
    both_show(nasty, 0, mine, theirs)
    mine.reload()
    ready(mine)
    expect(box(mine, 0)).to_have_value(nasty)

    # Emoji of several code points, one put in between, one half of a pair taken out by the other.
    box(mine, 0).fill("👩‍🔬🇱🇺")
    both_show("👩‍🔬🇱🇺", 0, mine, theirs)
    box(theirs, 0).press("End")
    box(theirs, 0).press_sequentially("👍🏽é")
    box(mine, 0).press("Home")
    box(mine, 0).press_sequentially("🧪")
    both_show("🧪👩‍🔬🇱🇺👍🏽é", 0, mine, theirs)

    # A sign put together by an input method while the other goes on writing.
    box(theirs, 1).focus()
    ime = theirs.context.new_cdp_session(theirs)
    ime.send("Input.imeSetComposition", {"text": "に", "selectionStart": 1, "selectionEnd": 1})
    box(mine, 1).press_sequentially("Minutes. ")
    expect(mine.locator("[data-together-status]")).to_have_text("Everything is saved")
    theirs.wait_for_timeout(
        2_500
    )  # what the other wrote must not disturb the composition: nothing to wait for
    assert box(theirs, 1).input_value() == "に"
    ime.send("Input.imeSetComposition", {"text": "日本", "selectionStart": 2, "selectionEnd": 2})
    ime.send("Input.insertText", {"text": "日本"})
    for page in (mine, theirs):
        expect(box(page, 1)).to_have_value(re.compile("日本"))
        expect(box(page, 1)).to_have_value(re.compile(r"Minutes\. "))
    expect(box(mine, 1)).to_have_value(box(theirs, 1).input_value())

    # 50 kB pasted at once, before the other's words; and what no text can hold is not put in at all.
    mine.context.grant_permissions(["clipboard-read", "clipboard-write"])
    long = ("Ligne numéro 0123456789. " * 2_100)[:50_000]
    before = box(mine, 1).input_value()
    box(mine, 1).press("Home")
    paste(mine, long)
    expect(box(theirs, 1)).to_have_value(long + before)
    expect(mine.locator("[data-together-status]")).to_have_text("Everything is saved")
    assert plain(session, 1) == long + before
    paste(mine, "x" * 150_000)
    expect(mine.locator("[data-together-trouble]")).to_contain_text("nothing of it was put in")
    assert box(mine, 1).input_value() == long + before
    box(mine, 1).press_sequentially("Short. ")
    expect(mine.locator("[data-together-trouble]")).to_be_hidden()
    at_rest(mine)
