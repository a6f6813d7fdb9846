"""As the one who runs a working group, I plan a session, write its agenda by keyboard, invite, and find my actions on My day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import groups as make
from factories.browser import loads_anew, nothing_sticks_out, swaps
from grappe.apps.groups.models import Letter, Session
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"plan": "Plan a session", "save": "Plan", "add": "Add a point", "more": "Save and add another", "keep": "Save",
           "long": "minutes too much", "now": "is point 1 now", "take": "Take over", "invite": "Invite 2 members",
           "gone": "2 invitations go out", "comes": "Comes", "settle": "Settle", "done": "It is done", "settled": "Settled"},
    "fr": {"plan": "Planifier une séance", "save": "Planifier", "add": "Ajouter un point", "more": "en ajouter un autre",
           "keep": "Enregistrer", "long": "minutes de trop", "now": "est maintenant le point 1", "take": "Reprendre",
           "invite": "Inviter 2 membres", "gone": "2 invitations partent", "comes": "Vient", "settle": "Clôturer",
           "done": "C’est fait", "settled": "Réglée"},
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_session_from_plan_to_my_day(sign_in, people, live_server, axe_clean, shot, language):
    words, now = WORDS[language], clock.now()
    group = make.group(people.manager, rhythm_weeks=4, at=now - timedelta(days=60))
    camille = make.member(group, "Camille Exemple", at=now - timedelta(days=60))
    last = make.session(group, at=now, in_days=-20, state="held")
    make.point(last, "Costs of the bench", outcome="postponed")
    own = group.members.get(user=people.manager)
    make.action(group, own, title="Order the bench", at=now, in_days=-1)
    make.action(group, camille, title="Ask the laboratory", at=now, in_days=-2)

    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/{group.pk}/sessions/")
    axe_clean(page)
    page.get_by_role("link", name=words["plan"]).first.press("Enter")
    page.locator("[name=title]").fill("Which bench")
    expect(page.locator("[name=starts_at]")).not_to_have_value("")  # the usual next day
    page.locator("[name=minutes_long]").fill("30")
    axe_clean(page)
    page.get_by_role("button", name=words["save"], exact=True).press("Enter")
    expect(page.locator("#agenda-title")).to_be_visible()
    session = Session.objects.latest("pk")
    page.get_by_role("link", name=words["add"]).press("Enter")
    page.locator("[name=title]").fill("Offers")
    with loads_anew(page):
        page.get_by_role("button", name=words["more"]).press("Enter")
    page.locator("[name=title]").fill("Choice")
    page.locator("[name=presenter]").select_option(label="Camille Exemple")
    axe_clean(page)
    page.get_by_role("button", name=words["keep"], exact=True).press("Enter")
    expect(page.locator("#agenda")).to_contain_text(words["long"])

    # By keyboard to the first place; the focus stays on the button.
    choice = session.points.get(title="Choice")
    up = page.locator(f"#point-{choice.pk}-up")
    for _step in range(2):
        with swaps(page):
            up.press("Enter")
        expect(up).to_be_focused()
    expect(page.locator("#order-says")).to_contain_text(words["now"])
    page.get_by_role("button", name=words["take"]).press("Enter")
    expect(page.locator("#agenda")).to_contain_text("Costs of the bench")
    page.get_by_role("button", name=words["invite"]).press("Enter")
    expect(page.get_by_text(words["gone"])).to_be_visible()
    assert Letter.objects.filter(kind="session").count() == 2
    with swaps(page):
        page.locator(f"#answer-{camille.pk}-comes").press("Enter")
    expect(page.locator(f"#answer-{camille.pk}-comes")).to_have_attribute("aria-pressed", "true")
    axe_clean(page)
    shot(page, f"group-session-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"group-session-phone-{language}")
    page.goto(f"{live_server.url}/groups/{group.pk}/actions/")
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"group-actions-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    shot(page, f"group-actions-{language}")

    page.goto(live_server.url)
    section = page.locator("#actions")
    expect(section).to_contain_text("Order the bench")
    expect(section).to_contain_text("Camille Exemple")
    axe_clean(page)
    shot(page, f"my-day-actions-{language}")
    section.get_by_role("link", name=words["settle"]).press("Enter")
    page.locator("[name=note]").fill("Ordered on Monday.")
    axe_clean(page)
    page.get_by_role("button", name=words["done"]).press("Enter")
    expect(page.get_by_text(words["settled"]).first).to_be_visible()
    page.goto(live_server.url)
    expect(page.locator("#actions")).not_to_contain_text("Order the bench")
