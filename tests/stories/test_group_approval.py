"""As the one who runs a working group, I put the minutes before those who were there, until they are approved by their link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from factories import groups as make
from factories.browser import nothing_sticks_out
from grappe.apps.groups.models import Attendance, Letter, Reply, Session
from grappe.apps.groups.queries import token_of
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "put": "Put before the members", "object": "I ask for a change", "approve": "I approve the minutes",
        "answer": "Answer without a change", "done": "Declare them approved", "approved": "Minutes approved",
    },
    "fr": {
        "put": "Soumettre aux membres", "object": "Je demande une modification", "approve": "J’approuve le procès-verbal",
        "answer": "Répondre sans modifier", "done": "Le déclarer approuvé", "approved": "Procès-verbal approuvé",
    },
}  # fmt: skip


@pytest.fixture
def session(people):
    now = clock.now()
    group = make.group(people.manager, at=now - timedelta(days=20))
    for name, role in (("Camille Exemple", "chair"), ("Ana Exemple", "member")):
        make.member(group, name, role=role, at=now - timedelta(days=20))
    session = make.session(group, at=now, in_days=-1, invited_at=now - timedelta(days=9))
    make.point(
        session,
        "Choice of the bench",
        kind="decision",
        words="Three offers are compared.\nThe second is the best.",
    )
    make.point(session, "Next steps", position=1)
    for member in group.members.all():
        Attendance.objects.create(session=session, member=member, presence="present", noted_at=now)
    return session


@pytest.mark.parametrize("language", ["en", "fr"])
def test_minutes_are_approved(
    sign_in, browser, browser_context_args, people, session, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    members = {each.name.split()[0]: each for each in session.group.members.exclude(user=people.manager)}
    for each in members.values():
        each.language = language
        each.save()
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/session/{session.pk}/")
    page.get_by_role("link", name=words["put"]).press("Enter")
    expect(page.get_by_role("button", name=words["put"])).to_be_visible()
    axe_clean(page)
    shot(page, f"approval-propose-{language}")
    page.get_by_role("button", name=words["put"]).press("Enter")
    expect(page.get_by_role("button", name=words["approve"])).to_be_visible()  # I was there myself
    assert Letter.objects.filter(kind="minutes").count() == 2
    shot(page, f"approval-waits-{language}")

    # Ana reads them on her phone, and asks for a change.
    phone = browser.new_context(
        **browser_context_args | {"viewport": {"width": 390, "height": 844}}
    ).new_page()
    phone.goto(f"{live_server.url}/groups/m/{token_of(members['Ana'])}/session/{session.pk}/")
    expect(phone.locator("article.minutes-read")).to_contain_text("The second is the best.")
    phone.locator("[name=comment]").fill("It was the third.")
    nothing_sticks_out(phone)
    axe_clean(phone)
    shot(phone, f"approval-own-{language}")
    phone.get_by_role("button", name=words["object"]).press("Enter")
    expect(phone.locator("[name=comment]")).to_have_value("It was the third.")
    assert Reply.objects.get().verdict == "objects"

    # The chair answers by link, and then declares them approved.
    phone.goto(f"{live_server.url}/groups/m/{token_of(members['Camille'])}/session/{session.pk}/approval/")
    expect(phone.get_by_role("button", name=words["done"])).to_have_count(0)
    phone.locator("[name=answer]").fill("The offers are numbered from zero.")
    nothing_sticks_out(phone)
    phone.get_by_role("button", name=words["answer"]).press("Enter")
    phone.get_by_role("button", name=words["approve"]).press("Enter")
    axe_clean(phone)
    phone.on("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name=words["done"]).press("Enter")
    expect(phone.locator("main")).to_contain_text("Camille Exemple")
    expect(phone.get_by_role("button", name=words["done"])).to_have_count(0)
    page.goto(f"{live_server.url}/groups/session/{session.pk}/")
    expect(page.locator("main")).to_contain_text(words["approved"])
    assert Session.objects.get(pk=session.pk).approved_by == "Camille Exemple"
    axe_clean(page)
    shot(page, f"approval-approved-{language}")
