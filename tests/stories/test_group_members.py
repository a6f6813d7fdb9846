"""As a cluster manager, I propose a working group, and people from outside come to it.

An administrator takes my proposal up; from then on everybody finds it on the public list. Ann finds it on her phone, asks
to join and confirms her address by the link in her mail. I read why she wants to join and take her up; she is told, and
her page opens. Then I add somebody from the file of a company by a few letters of their name: invited, they accept by
their own link. I see who has opened their page.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import expect

from factories.browser import at_rest, loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory
from factories.jobs import work
from grappe.apps.companies import operations as companies
from grappe.apps.groups.models import Group, Member
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PACE = 3_200  # milliseconds: what is sent quicker than people type is not taken
WORDS = {
    "fr": {
        "name": "Bancs d’essai communs", "purpose": "Convenir d’un banc d’essai que tous utilisent.",
        "propose": "Proposer", "take": "Le retenir", "ask": "Demander à participer", "confirm": "Confirmer mon adresse",
        "waits": "Votre demande est chez les personnes qui animent le groupe", "accept": "Accepter : Ann Exemple",
        "member": "Vous êtes membre", "add": "Ajouter", "part": "Je participe", "in": "Participe",
    },
    "en": {
        "name": "Shared test benches", "purpose": "Agree on one test bench that all use.",
        "propose": "Propose", "take": "Take it up", "ask": "Ask to join", "confirm": "Confirm my address",
        "waits": "Your request is with those who run the group", "accept": "Take up: Ann Exemple",
        "member": "You are a member", "add": "Add", "part": "I take part", "in": "Takes part",
    },
}  # fmt: skip


def phone(page):
    """A telephone of somebody else, without our session."""
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


def press(page, button: str) -> None:
    """Go to a button by its name and press it with the keyboard."""
    page.get_by_role("button", name=button, exact=True).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def own_link(live_server, to: str) -> str:
    """Return the link of the last mail to somebody, at the server of the test."""
    work()
    letter = [each for each in mail.outbox if each.to == [to]][-1]
    link = re.search(r"https?://\S+/groups/m/[^\s>]+", letter.body)
    assert link is not None, letter.body
    return f"{live_server.url}{urlsplit(link.group()).path}"


def proposed(page, live_server, people, sign_in, words, language) -> Group:
    """Propose a group from the page, and let an administrator take it up."""
    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/new/")
    page.locator(f"#id_names_{language}").fill(words["name"])
    page.locator(f"#id_purposes_{language}").fill(words["purpose"])
    page.locator("#id_listed").check()
    page.locator("main form button.btn-primary").last.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")
    page.locator(".alert-success").wait_for()
    group = Group.objects.get()
    sign_in(people.administrator, language)
    page.goto(f"{live_server.url}/groups/{group.pk}/")
    press(page, words["take"])
    page.locator(".alert-success").wait_for()
    return group


@pytest.mark.parametrize("language", ["fr", "en"])
def test_people_come_to_a_group(live_server, page, people, sign_in, axe_clean, shot, clusters, language):
    words = WORDS[language]
    company = CompanyFactory(name="Verbund S.A.", clusters=[clusters["healthtech"]])
    companies.save_person(
        company=company,
        values={"name": "Quirin Wiltzer", "email": "quirin@verbund.example", "language": language},
        by=people.administrator,
        at=clock.now(),
    )
    group = proposed(page, live_server, people, sign_in, words, language)

    ann = phone(page)
    ann.goto(f"{live_server.url}/groups/p/?language={language}")
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"groups-public-list-phone-{language}")
    with loads_anew(ann):
        ann.get_by_role("link", name=words["name"]).click()
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"group-public-phone-{language}")
    with loads_anew(ann):
        ann.get_by_role("link", name=words["ask"]).click()
    ann.locator("#id_name").fill("Ann Exemple")
    press(ann, words["ask"])  # without an address, and quicker than people type
    ann.locator("[aria-invalid=true]").first.wait_for()
    axe_clean(ann)
    shot(ann, f"group-join-phone-{language}")
    ann.locator("#id_email").fill("ann@guest.example")
    ann.locator("#id_organisation").fill("Exemple S.A.")
    ann.locator("#id_message").fill("3 x 20 t.\nRobotique")
    ann.wait_for_timeout(PACE)
    press(ann, words["ask"])
    ann.wait_for_url(re.compile("/thanks/"))
    axe_clean(ann)
    ann.goto(own_link(live_server, "ann@guest.example"))
    press(ann, words["confirm"])
    expect(ann.get_by_text(words["waits"])).to_be_visible()
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"group-own-asked-phone-{language}")

    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/{group.pk}/members/")
    expect(page.get_by_text("Robotique")).to_be_visible()
    axe_clean(page)
    shot(page, f"group-members-asked-{language}")
    press(page, words["accept"])
    page.locator(".alert-success").wait_for()
    ann.goto(own_link(live_server, "ann@guest.example"))
    expect(ann.get_by_text(words["member"]).first).to_be_visible()
    axe_clean(ann)
    shot(ann, f"group-own-phone-{language}")

    page.goto(f"{live_server.url}/groups/{group.pk}/members/add/")
    page.locator("#id_name").press_sequentially("quirin")
    page.get_by_role("option", name=re.compile("Verbund S.A.")).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_have_value("Quirin Wiltzer")
    axe_clean(page)
    shot(page, f"group-member-add-{language}")
    press(page, words["add"])
    page.locator(".alert-success").wait_for()
    quirin = phone(page)
    quirin.goto(own_link(live_server, "quirin@verbund.example"))
    axe_clean(quirin)
    shot(quirin, f"group-own-invited-phone-{language}")
    press(quirin, words["part"])
    expect(quirin.get_by_text(words["member"]).first).to_be_visible()
    at_rest(quirin)

    page.goto(f"{live_server.url}/groups/{group.pk}/members/")
    row = page.get_by_role("row", name=re.compile("Quirin Wiltzer"))
    expect(row.get_by_text(words["in"])).to_be_visible()
    axe_clean(page)
    shot(page, f"group-members-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"group-members-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    made = Member.objects.get(email="quirin@verbund.example")
    assert (made.state, made.company, made.seen_at is not None) == ("active", company, True)
    page.goto(f"{live_server.url}/groups/members/{made.pk}/")
    axe_clean(page)
    shot(page, f"group-member-{language}")
