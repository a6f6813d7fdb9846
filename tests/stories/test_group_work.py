"""As a member of a working group, I do my part on my telephone; as a cluster manager, I see what comes of it.

Ann opens her page: she answers the invitation, says something at a point and takes a slip back, settles what she has to do
with words, proposes a point, and approves the minutes of the last session. Inside I answer her at the point, put her
point on the agenda, put a paper on the table (a file of 60 MB is refused and nothing is kept), and she downloads it. In
the end I link a need and note an idea; the ministry reads what came of the group.
"""

import pytest
from playwright.sync_api import expect

from factories import groups as make
from factories.browser import loads_anew, nothing_sticks_out, swaps
from factories.companies import CompanyFactory
from grappe.apps.documents.models import Document
from grappe.apps.groups.models import Action, Comment, Paper, Proposal, Reply
from grappe.apps.groups.queries.links import token_of
from grappe.apps.needs import operations as needs
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
WORDS = {
    "fr": {
        "come": "Je viens", "talk": "Discussion", "say": "Le dire", "back": "Retirer", "gone": "Retiré.",
        "settle": "Clôturer", "done": "C’est fait", "noted": "c’est noté", "propose": "Proposer un point",
        "send": "Proposer", "take": "Le retenir", "put": "Le déposer", "large": "25 Mo au plus",
        "approve": "J’approuve le procès-verbal",
        "link": "Le relier", "note": "Noter",
    },
    "en": {
        "come": "I come", "talk": "Discussion", "say": "Say it", "back": "Take the comment back", "gone": "Taken back.",
        "settle": "Settle", "done": "It is done", "noted": "it is noted", "propose": "Propose a point",
        "send": "Propose", "take": "Take it up", "put": "Put it on the table", "large": "at most 25 MB",
        "approve": "I approve the minutes",
        "link": "Link it", "note": "Note it",
    },
}  # fmt: skip


def phone(page):
    """A telephone of somebody else, without our session."""
    context = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", accept_downloads=True
    )
    return context.new_page()


def press(page, button: str, *, first: bool = False) -> None:
    """Go to a button by its name and press it with the keyboard."""
    found = page.get_by_role("button", name=button, exact=not first)
    (found.first if first else found).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def a_group(people, clusters):
    """A group with Ann, a session to come, one whose minutes wait, and an action of hers."""
    group = make.group(people.manager, at=clock.now())
    group.clusters.add(clusters["healthtech"])
    ann = make.member(group, "Ann Exemple", at=clock.now())
    make.proposed(group, at=clock.now())
    session = make.session(
        group,
        at=clock.now(),
        invited_at=clock.now(),
        title="Choix du banc, de son emplacement, de son exploitant",
    )
    make.point(session, "Choix du banc", about="Trois offres sont sur la table.")
    make.action(group, ann, at=clock.now())
    return group, ann, session


def speaks(ann, words, text: str) -> None:
    """Say something at the point, without leaving the page."""
    ann.locator(".talk textarea").fill(text)
    ann.get_by_role("button", name=words["say"]).focus()
    with swaps(ann):
        ann.keyboard.press("Enter")
    expect(ann.locator(".talk-said").get_by_text(text)).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_member_does_their_part(live_server, page, people, sign_in, axe_clean, shot, clusters, language):
    words = WORDS[language]
    group, member, session = a_group(people, clusters)
    member.language = language
    member.save()
    own = f"{live_server.url}/groups/m/{token_of(member)}/"
    ann = phone(page)
    ann.on("dialog", lambda dialog: dialog.accept())
    ann.goto(own)
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"group-own-work-phone-{language}")

    ann.goto(f"{own}session/{session.pk}/")
    press(ann, words["come"])
    ann.locator(".talk summary").click()
    speaks(ann, words, "Zuerst messen.")
    speaks(ann, words, "Oops")
    ann.locator(".talk-said li").last.get_by_role("button", name=words["back"]).focus()
    with swaps(ann):
        ann.keyboard.press("Enter")
    expect(ann.locator(".talk-said li").last.get_by_text(words["gone"])).to_be_visible()
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"group-own-talk-phone-{language}")
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["", "Zuerst messen."]

    ann.goto(own)
    with loads_anew(ann):
        ann.get_by_role("link", name=words["settle"]).first.press("Enter")
    ann.locator("#id_note").fill("Drei Preise sind da.")
    axe_clean(ann)
    shot(ann, f"group-own-action-phone-{language}")
    press(ann, words["done"])
    expect(ann.get_by_text(words["noted"])).to_be_visible()
    settled = Action.objects.get()
    assert (settled.state, settled.note, settled.settled_by) == (
        "done",
        "Drei Preise sind da.",
        "Ann Exemple",
    )

    with loads_anew(ann):
        ann.get_by_role("link", name=words["propose"]).press("Enter")
    press(ann, words["send"])
    ann.locator("[aria-invalid=true]").first.wait_for()
    axe_clean(ann)
    ann.locator("#id_title").fill("Un deuxième banc")
    press(ann, words["send"])
    expect(ann.get_by_text("Un deuxième banc").first).to_be_visible()
    axe_clean(ann)

    minutes = group.sessions.get(state="held")
    ann.goto(f"{own}session/{minutes.pk}/")
    nothing_sticks_out(ann)
    axe_clean(ann)
    press(ann, words["approve"])
    expect(ann.locator(".alert-success, .toast, .event-status").first).to_be_visible()
    assert Reply.objects.get().verdict == "approves"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_inside_it_is_answered(
    live_server, page, people, sign_in, axe_clean, shot, clusters, tmp_path, language
):
    words = WORDS[language]
    group, member, session = a_group(people, clusters)
    make.comment(session.points.get(), member, "Zuerst messen.", at=clock.now())
    proposal = make.proposal(group, member, "Un deuxième banc", at=clock.now(), about="L’un des deux reste.")
    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/session/{session.pk}/")
    expect(page.locator(".talk-said").get_by_text("Zuerst messen.")).to_be_visible()
    speaks(page, words, "Einverstanden.")
    axe_clean(page)
    shot(page, f"group-session-talk-{language}")

    page.goto(f"{live_server.url}/groups/{group.pk}/sessions/")
    axe_clean(page)
    shot(page, f"group-proposals-{language}")
    # The longest of a list does not push a phone's page aside.
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    press(page, words["take"], first=True)
    page.locator(".alert-success").wait_for()
    proposal.refresh_from_db()
    assert Proposal.objects.get().state == "taken" and proposal.point.session == session

    page.goto(f"{live_server.url}/groups/{group.pk}/papers/")
    large = tmp_path / "Offre.pdf"
    large.write_bytes(b"%PDF-1.7\n" + b"0" * 60_000_000)
    page.locator("#id_file").set_input_files(large)
    press(page, words["put"])
    expect(page.locator("#id_file_error, .invalid-feedback").first).to_contain_text(words["large"])
    axe_clean(page)
    shot(page, f"group-papers-refused-{language}")
    assert not Paper.objects.exists() and not Document.objects.exists()
    good = tmp_path / "Offre.pdf"
    good.write_bytes(b"%PDF-1.7\n" + b"0" * 20_000)
    page.locator("#id_file").set_input_files(good)
    page.locator("#id_title").fill("Offre du laboratoire")
    page.locator("#id_place").select_option(f"s{session.pk}")
    press(page, words["put"])
    page.locator(".alert-success").wait_for()
    axe_clean(page)
    shot(page, f"group-papers-{language}")

    ann = phone(page)
    ann.goto(f"{live_server.url}/groups/m/{token_of(member)}/session/{session.pk}/")
    with ann.expect_download() as download:
        ann.get_by_role("link", name="Offre du laboratoire").click()
    assert download.value.suggested_filename == "Offre.pdf"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_came_of_it(live_server, page, people, sign_in, axe_clean, shot, clusters, language):
    words = WORDS[language]
    group, _member, _session = a_group(people, clusters)
    company = CompanyFactory(name="Verbund S.A.", clusters=[clusters["healthtech"]])
    needs.add_need(
        company=company, title="Banc d’essai mobile", language="fr", theme="digital", by=people.manager,
        at=clock.now(),
    )  # fmt: skip
    sign_in(people.manager, language)
    page.goto(f"{live_server.url}/groups/{group.pk}/results/")
    page.locator("#find_q").fill("banc mobile")
    with loads_anew(page):
        page.locator("#find_q").press("Enter")
    press(page, words["link"], first=True)
    page.locator(".alert-success").wait_for()
    page.locator("#id_text").fill("Un banc qui voyage d’une entreprise à l’autre.")
    page.locator("#id_company").press_sequentially("verb")
    page.get_by_role("option", name="Verbund S.A.").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press(page, words["note"])
    page.locator(".alert-success").wait_for()
    assert sorted(group.links.values_list("kind", "company__name")) == [
        ("idea", "Verbund S.A."),
        ("need", None),
    ]
    axe_clean(page)
    shot(page, f"group-results-{language}")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    shot(page, f"group-results-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server.url}/groups/{group.pk}/close/")
    axe_clean(page)
    shot(page, f"group-close-{language}")
    need = group.links.get(kind="need").need
    page.goto(f"{live_server.url}/needs/{need.pk}/")
    expect(page.locator(f"#groups-of-need-{need.pk}")).to_be_visible()
    sign_in(people.ministry, language)
    page.goto(f"{live_server.url}/groups/{group.pk}/results/")
    expect(page.get_by_text("Banc d’essai mobile")).to_be_visible()
    expect(page.get_by_role("button", name=words["link"])).to_have_count(0)
    axe_clean(page)
    shot(page, f"group-results-ministry-{language}")
