"""As the manager of an idea, I bring it to its gate; four reviewers disagree, a weight turns the ranking, and I decide."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from factories import ideas
from factories.browser import loads_anew, nothing_sticks_out, swaps
from factories.jobs import work
from grappe.apps.ideas.models import Assessment, Decision, Review
from grappe.apps.ideas.queries import token_of
from grappe.ui import clock

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "bring": "Bring the idea to this gate", "open": "Open the gate and ask them", "none": "I have none: review the idea",
        "saved": "Saved. Nobody else sees it yet.", "give": "Give the review", "given": "Your review is given",
        "split": "They are split", "decide": "Decide", "tell": "Decide and tell them", "reasons": "The partners are there.",
        "back": "Back to the gate’s weights",
    },
    "fr": {
        "bring": "Porter l’idée devant ce jalon", "open": "Ouvrir le jalon et les solliciter",
        "none": "Je n’en ai pas\u00a0: évaluer l’idée", "saved": "Enregistré. Personne d’autre ne le voit encore.",
        "give": "Remettre l’évaluation", "given": "Votre évaluation est remise", "split": "Ils sont partagés",
        "decide": "Décider", "tell": "Décider et les informer", "reasons": "Les partenaires sont là.",
        "back": "Revenir aux poids du jalon",
    },
}  # fmt: skip


@pytest.fixture
def bench(people, clusters):
    """An idea of a company without account, and one beside it at the same gate that was reviewed by all four."""
    gate = ideas.gate(reviewers_needed=4)
    seats = [clusters["healthtech"]]
    other = ideas.idea(people.manager, "A pool of forklifts", clusters=seats)
    judged = ideas.assessment(other, gate, at=clock.now())
    for number in range(4):
        reviewer = ideas.reviewer(judged, ideas.contributor(f"Expert {number}"), at=clock.now())
        ideas.review(reviewer, {"need": 1, "novelty": 4, "feasible": 3}, at=clock.now(), advice="pass")
    return ideas.idea(
        people.manager, "A shared test bench", clusters=seats, authors=[ideas.contributor("Ana Autrice")]
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_four_who_disagree_and_a_weight_that_turns_the_ranking(
    sign_in, browser, browser_context_args, people, bench, live_server, axe_clean, shot, language
):
    words = WORDS[language]
    page = sign_in(people.manager, language)
    page.goto(f"{live_server.url}/ideas/{bench.pk}/gates/")
    page.get_by_role("link", name=words["bring"]).press("Enter")
    page.get_by_label(people.analyst.name).check()
    page.get_by_label(people.administrator.name).check()
    page.locator("[name=name]").fill("Toni Gutachter")
    page.locator("[name=email]").fill("toni@lab.example")
    page.locator("#id_language").select_option(language)
    axe_clean(page)
    shot(page, f"gate-open-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["open"]).press("Enter")
    expect(page.locator(".list-group-item", has_text="Toni Gutachter")).to_be_visible()
    assessment = Assessment.objects.get(idea=bench)
    page.locator("[name=name]").fill("Lou Gutachter")
    page.locator("[name=email]").fill("lou@lab.example")
    with loads_anew(page):
        page.locator("form[aria-labelledby=ask-title] button").press("Enter")
    expect(page.locator(".list-group-item", has_text="Lou Gutachter")).to_be_visible()
    axe_clean(page)
    shot(page, f"gate-asked-{language}")
    _colleagues_review(assessment)
    _toni_reviews_on_a_phone(
        browser, browser_context_args, live_server, assessment, words, axe_clean, shot, language
    )

    # All four are there: they are split, and on what is said.
    with loads_anew(page):
        page.reload()
    expect(page.get_by_text(words["split"]).first).to_be_visible()
    axe_clean(page)
    shot(page, f"gate-disagree-{language}")
    _a_weight_turns_the_ranking(page, live_server, assessment, words, axe_clean, shot, language)

    # Decided with reasons, which the author reads on their own page and in a letter.
    page.goto(f"{live_server.url}/ideas/assessments/{assessment.pk}/")
    page.get_by_role("link", name=words["decide"], exact=True).press("Enter")
    page.locator("[name=outcome][value=pass]").check()
    page.locator("[name=reasons_fr]").fill(words["reasons"])
    axe_clean(page)
    shot(page, f"gate-decide-{language}")
    with loads_anew(page):
        page.get_by_role("button", name=words["tell"]).press("Enter")
    expect(page.locator("section", has_text=words["reasons"]).first).to_be_visible()
    assert Decision.objects.get().figures["level"] == "split"
    bench.refresh_from_db()
    assert bench.stage == "screened"
    page.goto(f"{live_server.url}/ideas/gates/{assessment.gate.slug}/")
    expect(page.locator("#fates-chart[data-drawn]")).to_be_visible()
    shot(page, f"gate-past-{language}")


def _colleagues_review(assessment):
    """The two colleagues and Lou have given theirs; Toni's is still to come."""
    scores = iter(
        [
            {"need": 4, "novelty": 1, "feasible": 2},
            {"need": 4, "novelty": 0, "feasible": 3},
            {"need": 3, "novelty": 4, "feasible": None},
        ]
    )
    for each in assessment.reviewers.exclude(contributor__name="Toni Gutachter"):
        ideas.review(
            each,
            next(scores),
            at=clock.now(),
            advice="pass",
            words="The need is plain; others have built such a bench before.",
        )


def _toni_reviews_on_a_phone(browser, context, live_server, assessment, words, axe_clean, shot, language):
    work()
    toni = assessment.reviewers.get(contributor__name="Toni Gutachter")
    phone = browser.new_context(**context | {"viewport": {"width": 390, "height": 844}}).new_page()
    phone.goto(f"{live_server.url}/ideas/me/{token_of(toni.contributor)}/review/{toni.pk}/")
    axe_clean(phone)
    nothing_sticks_out(phone)
    shot(phone, f"gate-interest-{language}")
    with loads_anew(phone):
        phone.get_by_role("button", name=words["none"]).press("Enter")
    phone.locator("[name=s_need][value='0']").check()
    phone.locator("[name=s_novelty][value='4']").check()
    phone.locator("[name=r_need]").fill("Nobody asked us.")
    expect(phone.get_by_text(words["saved"])).to_be_visible()
    assert Review.objects.get(reviewer=toni).given_at is None
    phone.locator("[name=s_feasible][value=x]").check()
    phone.locator("[name=advice][value=rework]").check()
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        phone.locator("[name=words]").fill("I would ask ten companies first.")
    axe_clean(phone)
    nothing_sticks_out(phone)
    shot(phone, f"gate-review-{language}")
    with loads_anew(phone):
        phone.get_by_role("button", name=words["give"]).press("Enter")
    expect(phone.get_by_text(words["given"]).first).to_be_visible()
    assert Review.objects.get(reviewer=toni).scores == {"need": 0, "novelty": 4, "feasible": None}


def _a_weight_turns_the_ranking(page, live_server, assessment, words, axe_clean, shot, language):
    page.goto(f"{live_server.url}/ideas/gates/{assessment.gate.slug}/")
    order = page.locator("#standing-live tbody th")
    first = order.first.inner_text()
    expect(page.locator("#turns-chart[data-drawn]")).to_be_visible()
    axe_clean(page)
    shot(page, f"gate-order-{language}")
    _dragged_by_mouse(page, first)
    _by_keyboard(page)
    page.locator("#w-need").focus()
    with swaps(page, "GET"):
        page.locator("#w-need").fill("10")
    expect(order.first).not_to_have_text(first)
    expect(page.locator("#o-need")).to_have_text("10")
    expect(page.locator("#o-novelty")).to_have_text("54")
    expect(page.locator("#order-said")).to_contain_text(order.first.inner_text())
    expect(page.get_by_role("link", name=words["back"])).to_be_visible()
    axe_clean(page)
    shot(page, f"gate-turned-{language}", document="gate" if language == "en" else "")
    page.set_viewport_size({"width": 390, "height": 844})
    nothing_sticks_out(page)
    axe_clean(page)
    expect(page.locator("#order-short")).to_contain_text(order.first.inner_text())  # beside the sliders
    shot(page, f"gate-phone-{language}")
    page.set_viewport_size({"width": 1280, "height": 900})


def _dragged_by_mouse(page, first):
    """While the button is down the others make room, step after step, and the one in the hand stays in it."""
    need = page.locator("#w-need")
    need.scroll_into_view_if_needed()
    box = need.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for part in (0.45, 0.4, 0.3, 0.2, 0.1):
        page.mouse.move(box["x"] + box["width"] * part, middle, steps=3)
        expect(page.locator("#o-need")).to_have_text(need.input_value())
    stands = int(need.input_value())
    assert stands < 20
    others = [int(page.locator(f"#w-{key}").input_value()) for key in ("novelty", "feasible")]
    assert sum(others) == 100 - stands
    assert abs(others[0] - (100 - stands) * 0.6) < 1  # 30 to 20, as they were
    with swaps(page, "GET"):
        page.mouse.up()
    expect(page.locator("#o-need")).to_have_text(str(stands))
    expect(page.locator("#standing-live tbody th").first).not_to_have_text(first)


def _by_keyboard(page):
    """Key after key from one end to the other and back: where it stood before, everything stands again."""
    need = page.locator("#w-need")
    need.focus()
    for key in ("End", "Home", *["ArrowRight"] * 7):
        need.press(key)
    expect(page.locator("#o-need")).to_have_text("7")
    expect(need).to_be_focused()
    with swaps(page, "GET"):
        need.press("ArrowRight")
    expect(page.locator("#o-need")).to_have_text("8")
    assert [page.locator(f"#w-{key}").input_value() for key in ("novelty", "feasible")] == ["55", "37"]
    expect(need).to_be_focused()


def test_in_german_on_a_phone_and_called_off(sign_in, people, bench, live_server, axe_clean, shot):
    """Everything around a gate on 390 pixels, in the language with the longest words; then it is called off."""
    page = sign_in(people.manager, "de")
    page.set_viewport_size({"width": 390, "height": 844})
    judged = Assessment.objects.get()
    late = ideas.reviewer(judged, ideas.contributor("Hannelore Schwerpunktgutachterin"), at=clock.now())
    here = f"/ideas/assessments/{judged.pk}/"
    for name, path in {
        "list": "/ideas/gates/", "order": f"/ideas/gates/{judged.gate.slug}/", "idea": here,
        "decide": f"{here}decide/", "call-off": f"{here}call-off/",
    }.items():  # fmt: skip
        page.goto(f"{live_server.url}{path}")
        axe_clean(page)
        nothing_sticks_out(page)
        shot(page, f"gate-de-{name}")
    page.locator("[name=why_fr]").fill("Elle est reprise par le cluster bois.")
    with loads_anew(page):
        page.get_by_role("button", name="Absagen und Bescheid geben").press("Enter")
    expect(page.get_by_text("Elle est reprise par le cluster bois.")).to_be_visible()
    axe_clean(page)
    shot(page, "gate-de-called-off")
    page.goto(f"{live_server.url}/ideas/{judged.idea_id}/")
    expect(page.get_by_text("Elle est reprise par le cluster bois.")).to_be_visible()
    nothing_sticks_out(page)
    shot(page, "gate-de-way")
    page.goto(f"{live_server.url}/ideas/me/{token_of(late.contributor)}/review/{late.pk}/")
    expect(page.get_by_text("Elle est reprise par le cluster bois.")).to_be_visible()
    axe_clean(page)
    nothing_sticks_out(page)
