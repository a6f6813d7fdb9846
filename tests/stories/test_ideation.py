"""As a cluster manager, I ask one question to many people, and make five ideas of thirty answers.

I write the question, invite people and publish. Ann gets a mail and answers on her phone; while she writes she sees that
somebody said something like it in another language. When the answers are in, thirty of them, I let the likeness propose groups,
look at what it would change, and take it; the rest I move by keyboard and by mouse, and undo what was wrong. Everybody votes;
Ann has three votes on her phone and not one more. I make ideas of the five groups with the most votes, and Ann hears in her
language what became of her answer. Then I see that I was too fast: I undo it, the idea that a colleague has spoken of stays,
the others go back, and Ann hears why. In German, on a phone, I look at who takes part and invite somebody else.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import expect

from factories import ideas as make
from factories.browser import at_rest, loads_anew, nothing_sticks_out, swaps
from factories.jobs import work
from grappe.apps.desk.operations.demo_ideas_challenge_words import ALONE, GROUPS
from grappe.apps.ideas.models import Answer, AnswerGroup, Challenge, Idea, Vote
from grappe.apps.ideas.operations import challenge_care
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
WORDS = {
    "fr": {
        "question": "Que faire ensemble pour jeter moins ?", "start": "Enregistrer le brouillon", "publish": "Publier",
        "look": "Montrer de qui il s’agit", "invite": "Inviter les personnes cochées", "send": "Envoyer",
        "alike": "D’autres ont dit quelque chose de semblable",
        "mine": "Une ligne pour recycler nos chutes de fibre de carbone ensemble",
        "take": "Reprendre cette proposition", "move": "Déplacer", "moved": "Déplacée vers", "undone": "Annulé",
        "left": "0 voix restante", "conclude": "Créer les idées et conclure la campagne", "five": "5 idées créées",
        "became": "fait maintenant partie de l’idée", "undo": "Annuler la conclusion", "gone": "4 idées ont disparu",
        "undone_letter": "ne vaut plus",
    },
    "en": {
        "question": "What can we do together to throw less away?", "start": "Write it down", "publish": "Publish",
        "look": "Show who that is", "invite": "Invite those who are ticked", "send": "Send",
        "alike": "Others said something like it", "mine": "One line to recycle our carbon fibre offcuts together",
        "take": "Take this proposal", "move": "Move", "moved": "Moved to", "undone": "Undone",
        "left": "0 votes left", "conclude": "Make the ideas and conclude the campaign", "five": "5 ideas made",
        "became": "is part of the idea", "undo": "Undo the conclusion", "gone": "4 ideas went back",
        "undone_letter": "does not hold any more",
    },
}  # fmt: skip


def press(page, button: str, role: str = "button") -> None:
    """Go to a button by its name and press it with the keyboard; a question is answered with yes."""
    page.get_by_role(role, name=button, exact=True).focus()
    with loads_anew(page):
        page.keyboard.press("Enter")


def own_link(live_server, to: str) -> str:
    """Return the link of the last mail to somebody, at the server of the test."""
    work()
    letter = [each for each in mail.outbox if each.to == [to]][-1]
    link = re.search(r"https?://\S+/ideas/me/[^\s>]+", letter.body)
    assert link is not None, letter.body
    return f"{live_server.url}{urlsplit(link.group()).path}"


def set_to(challenge: Challenge, days: float) -> None:
    """Let so many days have passed since it opened (fourteen of answers, seven of grouping, seven of voting)."""
    opens = clock.now() - days * DAY
    Challenge.objects.filter(pk=challenge.pk).update(
        opens_at=opens,
        answers_until=opens + 14 * DAY,
        votes_from=opens + 21 * DAY,
        votes_until=opens + 28 * DAY,
    )
    challenge_care.look_after(at=clock.now())


def begun(page, live_server, words, language) -> Challenge:
    """Write the question, invite Ann, and publish, from the pages."""
    page.goto(f"{live_server.url}/ideas/campaigns/new/")
    page.locator(f"#id_questions_{language}").fill(words["question"])
    page.locator("#id_votes_each").fill("3")
    at_rest(page)
    press(page, words["start"])
    page.locator(".alert-success").wait_for()
    challenge = Challenge.objects.get()
    page.goto(f"{live_server.url}/ideas/campaigns/{challenge.pk}/invite/")
    page.locator("#id_outsiders").fill(f"Ann Exemple, ann@guest.example, {language}")
    press(page, words["look"])
    press(page, words["invite"])
    page.locator(".alert-success").wait_for()
    page.goto(f"{live_server.url}/ideas/campaigns/{challenge.pk}/")
    press(page, words["publish"])
    page.locator(".alert-success").wait_for()
    set_to(challenge, 1)
    return challenge


def thirty(challenge) -> None:
    """Twenty-nine others answer in three languages; Ann's makes thirty."""
    said = [pair for _titles, told, _votes in GROUPS for pair in told] + [
        (code, text) for code, text, _n in ALONE
    ]
    for number, (language, text) in enumerate(said[1:]):
        seat = make.participant(
            challenge, make.contributor(f"Person {number}", language=language), at=clock.now()
        )
        make.answer(seat, text, language=language, at=clock.now())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_thirty_answers_become_five_ideas(live_server, page, people, sign_in, axe_clean, shot, language):
    words = WORDS[language]
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(people.manager, language)
    challenge = begun(page, live_server, words, language)
    thirty(challenge)
    ann = page.context.browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce"
    ).new_page()
    answered(ann, live_server, words, axe_clean, shot, language)
    assert Answer.objects.count() == 30

    set_to(challenge, 16)
    page.goto(f"{live_server.url}/ideas/campaigns/{challenge.pk}/")
    axe_clean(page)
    shot(page, f"ideation-overview-{language}")
    grouped(page, live_server, challenge, words, axe_clean, shot, language)

    set_to(challenge, 22)
    voted(ann, live_server, words, axe_clean, shot, language)
    others_vote(challenge)

    set_to(challenge, 29)
    concluded(page, live_server, challenge, words, axe_clean, shot, language)
    ann.goto(own_link(live_server, "ann@guest.example"))
    letter = [each for each in mail.outbox if each.to == ["ann@guest.example"]][-1]
    assert words["became"] in letter.body
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"ideation-own-result-phone-{language}")
    undone(page, live_server, people, words, axe_clean, shot, language)
    work()
    letter = [each for each in mail.outbox if each.to == ["ann@guest.example"]][-1]
    assert words["undone_letter"] in letter.body.replace("\n", " ") and "Too fast" in letter.body


def test_who_takes_part_and_is_invited_in_german_on_a_phone(
    live_server, page, people, sign_in, axe_clean, shot
):
    challenge = make.challenge(people.manager, at=clock.now(), listed=True)
    for name, more in (
        ("Anneliese Mustermann-Weidenbacher", {}),
        (
            "Jean-Baptiste Exemple",
            {"organisation": "Manufacture luxembourgeoise de matériaux composites S.A."},
        ),
    ):
        seat = make.participant(challenge, make.contributor(name, **more), at=clock.now())
        make.answer(seat, at=clock.now())
    make.participant(challenge, make.contributor("Nie Bestätigt"), invited_at=None, joined_at=None)
    page = sign_in(people.manager, "de")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/ideas/campaigns/{challenge.pk}/people/")
    expect(page.locator("main")).to_contain_text("Adresse nicht bestätigt")
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, "ideation-people-phone-de")
    press(page, "Einladen", role="link")
    page.locator("#id_outsiders").fill("Ohne Adresse")
    press(page, "Zeigen, wer das ist")
    expect(page.locator(".invalid-feedback").first).to_contain_text("Zeile 1")
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, "ideation-invite-fault-phone-de")
    lines = ["Bernadette Beispiel, bernadette.beispiel@ein-sehr-langer-name-einer-firma.example, de"]
    page.locator("#id_outsiders").fill("\n".join([*lines, "Carl, carl@guest.example"]))
    page.locator("#id_colleagues").check()
    press(page, "Zeigen, wer das ist")
    expect(page.locator("#audience")).to_be_in_viewport()  # below a long form: the page comes to it
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, "ideation-invite-phone-de")
    page.locator("input[name=who][value='carl@guest.example']").uncheck()
    press(page, "Angekreuzte einladen")
    expect(page.locator(".alert-success")).to_be_visible()
    assert challenge.participants.filter(contributor__name="Bernadette Beispiel").exists()
    assert not challenge.participants.filter(contributor__name="Carl").exists()
    nothing_sticks_out(page)


def answered(ann, live_server, words, axe_clean, shot, language) -> None:
    """Ann opens her mail on the phone, sees what is like hers, and answers."""
    ann.goto(own_link(live_server, "ann@guest.example"))
    ann.locator("#id_text").press_sequentially(words["mine"])
    expect(ann.get_by_text(words["alike"])).to_be_visible()
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"ideation-own-answer-phone-{language}")
    press(ann, words["send"])
    expect(ann.get_by_text(words["mine"]).first).to_be_visible()
    nothing_sticks_out(ann)
    axe_clean(ann)


def grouped(page, live_server, challenge, words, axe_clean, shot, language) -> None:
    """Let likeness propose, look, take, and put one card where it belongs by keyboard; undo it and do it again."""
    board = f"{live_server.url}/ideas/campaigns/{challenge.pk}/board/"
    page.goto(f"{board}propose/")
    with swaps(page, "GET"):
        page.locator("#fine").focus()
        page.keyboard.press("ArrowLeft")
    axe_clean(page)
    shot(page, f"ideation-proposal-{language}")
    press(page, words["take"])
    assert AnswerGroup.objects.count() >= 5
    at_rest(page)
    axe_clean(page)
    nothing_sticks_out(page)
    shot(page, f"ideation-board-{language}", document="ideation-board" if language == "en" else "")
    free = Answer.objects.filter(group=None).order_by("position", "pk").first()
    target = AnswerGroup.objects.order_by("position").first()
    page.locator(f"#card-{free.pk} summary").first.focus()
    page.keyboard.press("Enter")
    page.locator(f"#group-{free.pk}").select_option(str(target.pk))
    page.locator(f"#place-{free.pk}").fill("1")
    with swaps(page):
        page.locator(f"#card-{free.pk} form[data-move] button").focus()
        page.keyboard.press("Enter")
    expect(page.locator("#board-said")).to_contain_text(words["moved"])
    expect(page.locator(f"#card-{free.pk} summary")).to_be_focused()
    free.refresh_from_db()
    assert (free.group, free.position) == (target, 0)
    with swaps(page):
        page.locator("#board-undo").focus()
        page.keyboard.press("Enter")
    expect(page.locator("#board-said")).to_contain_text(words["undone"])
    free.refresh_from_db()
    assert free.group is None
    dragged(page, free, target)
    axe_clean(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(board)
    nothing_sticks_out(page)
    axe_clean(page)
    shot(page, f"ideation-board-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})


def dragged(page, card, target) -> None:
    """Drag a card by mouse onto the second place of a group, and back out again; the others lie as they lay."""
    before = list(target.answers.order_by("position", "pk").values_list("pk", flat=True))
    with swaps(page):
        page.locator(f"#card-{card.pk} > p").first.drag_to(
            page.locator(f"#card-{before[1]}"), target_position={"x": 20, "y": 3}
        )
    expect(page.locator(f"[data-column='{target.pk}'] #card-{card.pk}")).to_be_visible()
    card.refresh_from_db()
    assert (card.group, card.position) == (target, 1)
    with swaps(page):
        page.locator(f"#card-{card.pk} > p").first.drag_to(page.locator("#column-free"))
    expect(page.locator(f"[data-column=''] #card-{card.pk}")).to_be_visible()
    card.refresh_from_db()
    assert card.group is None
    assert list(target.answers.order_by("position", "pk").values_list("pk", flat=True)) == before


def voted(ann, live_server, words, axe_clean, shot, language) -> None:
    """Ann gives her three votes; there is no fourth."""
    ann.goto(own_link(live_server, "ann@guest.example"))
    for number in range(3):
        with swaps(ann):
            ann.locator("#votes button[value=vote]").nth(number).focus()
            ann.keyboard.press("Enter")
    expect(ann.locator("#votes")).to_contain_text(words["left"])
    expect(ann.locator("#votes button[value=vote]:not([disabled])")).to_have_count(0)
    nothing_sticks_out(ann)
    axe_clean(ann)
    shot(ann, f"ideation-own-votes-phone-{language}")
    assert Vote.objects.count() == 3


def others_vote(challenge) -> None:
    """Others vote too: the first group most, the next two alike."""
    groups = list(AnswerGroup.objects.filter(challenge=challenge).order_by("position"))[:5]
    seats = list(challenge.participants.exclude(contributor__name="Ann Exemple"))
    for number, (group, count) in enumerate(zip(groups, (9, 7, 7, 5, 4), strict=True)):
        for seat in seats[number * 6 : number * 6 + count]:  # nobody gives more than two
            make.vote(seat, group=group, at=clock.now())


def concluded(page, live_server, challenge, words, axe_clean, shot, language) -> None:
    """Look at the result, tick the five groups, and conclude."""
    page.goto(f"{live_server.url}/ideas/campaigns/{challenge.pk}/result/")
    page.locator(".chart canvas, .chart svg").first.wait_for()
    axe_clean(page)
    shot(page, f"ideation-result-{language}")
    for group in AnswerGroup.objects.order_by("position")[:5]:
        page.locator(f"#id_take_g{group.pk}").check()
    press(page, words["conclude"])
    expect(page.locator(".alert-success")).to_contain_text(words["five"])
    assert Idea.objects.count() == 5
    axe_clean(page)
    shot(page, f"ideation-concluded-{language}")


def undone(page, live_server, people, words, axe_clean, shot, language) -> None:
    """A colleague speaks of one idea; then the conclusion is undone, with the reason."""
    kept = Idea.objects.order_by("pk").first()
    make.comment(kept, make.colleague(people.analyst, at=clock.now()), at=clock.now())
    page.goto(f"{live_server.url}/ideas/campaigns/{Challenge.objects.get().pk}/result/")
    page.locator("summary", has_text=words["undo"]).press("Enter")
    page.locator("#id_why").fill("Too fast: two groups were mixed up")
    axe_clean(page)
    shot(page, f"ideation-undo-{language}")
    press(page, words["undo"])
    expect(page.locator(".alert-success")).to_contain_text(words["gone"])
    expect(page.locator(".alert-success")).to_contain_text(kept.title)
    assert list(Idea.objects.all()) == [kept]
    axe_clean(page)
    shot(page, f"ideation-undone-{language}")
