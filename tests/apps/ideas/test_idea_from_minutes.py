"""Is an idea made of words of the minutes, chosen in the list or selected, and does the quotation say what stood there?"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from factories import groups
from grappe.apps.groups.queries.snapshots import texts_of
from grappe.apps.ideas.models import Idea
from grappe.apps.ideas.queries.origins import LONGEST_PASSAGE, sentences_of

pytestmark = pytest.mark.django_db
SAID = "We need one bench for all. It should travel\nfrom one workshop to the next!"
FORM = {"title": "One bench", "language": "en"}


@pytest.fixture
def session(people):
    held = groups.session(groups.group(people.manager), in_days=-1, state="held")
    point = groups.point(held, words=SAID)
    held.decisions.create(
        point=point, text="Ask three laboratories.", decided_at=groups.AT, noted_by="Claire"
    )
    return held


def rewrite(session, words: str) -> None:
    """Somebody writes on the minutes meanwhile."""
    text = session.points.get().text
    text.plain = words
    text.save()


def address(session, words: str = "") -> str:
    return f"{reverse('ideas:new')}?session={session.pk}&words={words.replace(' ', '+')}"


def seal_in(page: str) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', page)
    return found[1] if found else ""


def test_the_list_offers_each_sentence_and_decision_once(manager, session):
    assert sentences_of(session) == [
        "We need one bench for all.", "It should travel", "from one workshop to the next!", "Ask three laboratories.",
    ]  # fmt: skip
    page = manager.get(reverse("ideas:of_session", args=[session.pk])).content.decode()
    assert 'value="Ask three laboratories."' in page and "data-quote" in page


def test_words_over_a_line_end_are_a_quotation(manager, session):
    chosen = "It should travel from one workshop"
    page = manager.get(address(session, chosen)).content.decode()
    assert f'<blockquote class="idea-passage mb-0">{chosen}</blockquote>' in page
    assert manager.post(address(session, chosen), FORM).status_code == 302
    link = Idea.objects.get().links.get()
    assert (link.passage, link.session, link.origin) == (chosen, session, True)


def test_what_is_kept_is_what_was_shown_though_somebody_writes_on_the_minutes(manager, session):
    chosen = "We need one bench for all."
    seal = seal_in(manager.get(address(session, chosen)).content.decode())
    rewrite(session, f"First of all: who pays? {SAID.replace('one bench', 'two benches')}")
    assert manager.post(address(session, chosen), FORM | {"seal": seal}).status_code == 302
    assert Idea.objects.get().links.get().passage == chosen


def test_words_that_stood_in_a_version_are_a_quotation(manager, session):
    session.proposals.create(
        number=1, proposed_at=groups.AT, proposed_by="Claire",
        content={"points": [{"text": "What was read.", "decisions": [], "actions": [{"title": "Ask them."}]}]},
    )  # fmt: skip
    assert {"What was read.", "Ask them.", "Ask three laboratories."} <= set(texts_of(session))
    manager.post(address(session, "What was read."), FORM)
    assert Idea.objects.get().links.get().passage == "What was read."


@pytest.mark.parametrize("seal", ["", "forged", "another"])
def test_what_nobody_said_is_no_quotation_and_no_words_are_lost(manager, people, session, seal):
    other = groups.session(groups.group(people.manager), in_days=-1, state="held")
    groups.point(other, words="Nobody pays.")
    if seal == "another":
        seal = seal_in(manager.get(address(other, "Nobody pays.")).content.decode())
        assert seal
    page = manager.get(address(session, "Nobody pays.")).content.decode()
    assert (
        "somebody changed them meanwhile" in page
        and seal_in(page) == ""
        and "Nobody pays.</textarea>" in page
    )
    manager.post(address(session, "Nobody pays."), FORM | {"seal": seal})
    link = Idea.objects.get().links.get()
    assert (link.passage, link.session) == ("", session)


def test_very_long_words_are_cut_where_an_address_ends(manager, session):
    rewrite(session, "word " * 400)
    manager.post(address(session, "word " * 400), FORM)
    assert len(Idea.objects.get().links.get().passage) <= LONGEST_PASSAGE
    assert max(len(each) for each in sentences_of(session)) <= LONGEST_PASSAGE


def test_who_only_reads_makes_no_idea(client, people, session):
    client.force_login(people.ministry)
    answer = client.get(reverse("ideas:of_session", args=[session.pk]))
    assert answer.status_code == 403 or "data-quote" not in answer.content.decode()
