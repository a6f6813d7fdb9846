"""As a chair from outside, I put papers on the table from my telephone; as a cluster manager, I keep my groups in order.

Cara puts a paper for the next session, and I change its title while she does: she sees both and chooses. A point that Ann
proposes waits on My day, and I answer it. I note a cooperation that came of the group. Then Cara asks to be forgotten: her
page shows what goes and stays in both her groups, and one request erases her in both.
"""

import pytest
from playwright.sync_api import expect

from factories import groups as make
from factories.browser import loads_anew, nothing_sticks_out
from factories.companies import CompanyFactory
from grappe.apps.events.models import Cooperation
from grappe.apps.groups.models import GroupLink, Member, Paper, Proposal
from grappe.apps.groups.operations import papers
from grappe.apps.groups.queries.links import token_of
from grappe.apps.groups.queries.papers import version_of
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "put": "Le déposer", "edit": "Modifier", "save": "Enregistrer", "choose": "Enregistrer avec ces choix",
        "decide": "Décider", "take": "Le retenir", "note": "Noter la coopération", "new": "Nouvelle coopération",
        "erase": "Effacer mes données dans les 2 groupes", "erased": "Effacé dans 2 groupes",
        "stays": "Ce qui reste, et pourquoi", "forget": "Effacer ses données", "all": "Dans les 2 groupes de travail",
    },
    "en": {
        "put": "Put it on the table", "edit": "Edit", "save": "Save", "choose": "Save with these choices",
        "decide": "Decide", "take": "Take it up", "note": "Note the cooperation", "new": "A new cooperation",
        "erase": "Erase my data in all 2 groups", "erased": "Erased in 2 working groups",
        "stays": "What stays, and why", "forget": "Erase their data", "all": "In all 2 working groups",
    },
}  # fmt: skip
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def press(page, button: str) -> None:
    """Go to a button by its name and press it with the keyboard."""
    page.get_by_role("button", name=button).first.focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def follow(page, link: str) -> None:
    """Go to a link by its name and follow it with the keyboard."""
    with loads_anew(page):
        page.get_by_role("link", name=link).first.press("Enter")


def phone(page):
    """A telephone of somebody else, without our session."""
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    )
    return context.new_page()


@pytest.fixture
def group(people, clusters):
    group = make.group(people.manager, at=clock.now())
    group.clusters.add(clusters["healthtech"])
    make.session(group, at=clock.now(), invited_at=clock.now(), points=2)
    return group


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_chair_puts_papers(live_server, page, people, sign_in, axe_clean, shot, group, language):
    words = WORDS[language]
    chair = make.member(group, "Cara Présidente", role="chair", language=language, at=clock.now())
    session = group.sessions.get()
    cara = phone(page)
    cara.goto(f"{live_server.url}/groups/m/{token_of(chair)}/papers/?for=s{session.pk}")
    nothing_sticks_out(cara)
    axe_clean(cara)
    shot(cara, f"group-own-papers-phone-{language}")
    cara.locator("input[type=file]").set_input_files(
        {"name": "film.pdf", "mimeType": "application/pdf", "buffer": b"x"}
    )
    press(cara, words["put"])
    cara.locator("[aria-invalid=true]").first.wait_for()
    assert not Paper.objects.exists()
    cara.locator("input[type=file]").set_input_files(
        {"name": "offres.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    press(cara, words["put"])
    expect(cara.get_by_role("link", name="offres.pdf", exact=True)).to_be_visible()
    paper = Paper.objects.get()
    assert (paper.put_by, paper.session) == (chair, session)

    follow(cara, words["edit"])
    papers.change(
        paper=paper,
        title="Offres de mai",
        session=session,
        version=version_of(paper),
        by=people.manager,
        at=clock.now(),
    )
    cara.locator("#id_title").fill("Trois offres")
    press(cara, words["save"])
    expect(cara.locator(".conflict")).to_be_visible()
    nothing_sticks_out(cara)
    axe_clean(cara)
    shot(cara, f"group-own-paper-conflict-phone-{language}")
    press(cara, words["choose"])
    expect(cara.get_by_role("link", name="Trois offres", exact=True)).to_be_visible()

    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/paper/{paper.pk}/edit/")
    expect(page.get_by_text("Cara Présidente").first).to_be_visible()
    axe_clean(page)
    shot(page, f"group-paper-edit-{language}")
    page.goto(f"{live_server.url}/groups/{group.pk}/papers/")
    axe_clean(page)
    shot(page, f"group-papers-{language}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_point_waits_on_my_day_and_a_cooperation_is_noted(
    live_server, page, people, sign_in, axe_clean, shot, clusters, group, language
):
    words = WORDS[language]
    ann = make.member(group, "Ann Exemple", at=clock.now())
    make.proposal(group, ann, "Assurance du banc", at=clock.now())
    CompanyFactory(name="Verbund S.A.", clusters=[clusters["healthtech"]])
    CompanyFactory(name="Prüfwerk S.A.", clusters=[clusters["wood"]])
    sign_in(people.manager, language)
    page.goto(live_server.url)
    expect(page.locator("#points").get_by_text("Ann Exemple")).to_be_visible()
    axe_clean(page)
    shot(page, f"my-day-points-{language}")
    with loads_anew(page):
        page.locator("#points").get_by_role("link", name=words["decide"]).press("Enter")
    press(page, words["take"])
    assert Proposal.objects.get().state == "taken"

    page.goto(f"{live_server.url}/groups/{group.pk}/results/")
    follow(page, words["new"])
    page.locator("#id_company").fill("Verbund S.A.")
    page.locator("#id_partner").fill("Prüfwerk S.A.")
    press(page, words["note"])
    page.locator("[aria-invalid=true]").first.wait_for()
    assert not Cooperation.objects.exists()
    axe_clean(page)
    page.locator("#id_title").fill("Un banc pour deux")
    shot(page, f"group-cooperation-{language}")
    press(page, words["note"])
    expect(page.get_by_role("link", name="Un banc pour deux")).to_be_visible()
    assert GroupLink.objects.get().cooperation == Cooperation.objects.get()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_request_erases_in_all_groups(
    live_server, page, people, sign_in, axe_clean, shot, group, language
):
    words = WORDS[language]
    said = {"email": "cara@example.test", "language": language, "at": clock.now()}
    chair = make.member(group, "Cara Présidente", role="chair", **said)
    make.member(
        make.group(people.other_manager, names={"fr": "Cercle du bois", "en": "Wood circle"}),
        "Cara Présidente",
        **said,
    )
    make.action(group, chair, at=clock.now())
    make.comment(group.sessions.get().points.first(), chair, at=clock.now())
    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/members/{chair.pk}/")
    axe_clean(page)
    follow(page, words["forget"])
    expect(page.get_by_text(words["stays"])).to_be_visible()
    expect(page.get_by_text(words["all"])).to_be_visible()
    axe_clean(page)
    shot(page, f"group-erase-{language}")

    cara = phone(page)
    cara.goto(f"{live_server.url}/groups/m/{token_of(chair)}/erase/")
    nothing_sticks_out(cara)
    press(cara, words["erase"])
    cara.locator("[aria-invalid=true]").first.wait_for()
    axe_clean(cara)
    shot(cara, f"group-own-erase-phone-{language}")
    cara.locator("#id_address").fill("cara@example.test")
    press(cara, words["erase"])
    expect(cara.get_by_text(words["erased"])).to_be_visible()
    axe_clean(cara)
    assert not Member.objects.filter(email="cara@example.test").exists()
