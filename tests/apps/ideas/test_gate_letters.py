"""Are reviewers written to in their language, with their own page, and told how much time is left?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import ideas
from factories.ideas import AT
from grappe.apps.ideas.enums import LetterKind
from grappe.apps.ideas.models import Letter
from grappe.apps.ideas.operations import assessments
from grappe.apps.ideas.queries import letters

pytestmark = pytest.mark.django_db
DUE = AT.date() + timedelta(days=14)


@pytest.fixture
def idea(people, clusters):
    ideas.gate()
    return ideas.idea(people.manager, "A shared test bench", clusters=[clusters["healthtech"]])


def opened(idea, by, who):
    return assessments.open_gate(idea=idea, reviewers=[who], due_on=DUE, by=by, at=AT)


@pytest.mark.parametrize(("language", "words"), [("fr", "évaluer"), ("de", "bewerten"), ("en", "review")])
def test_a_reviewer_is_written_to_in_their_language_with_their_own_link(idea, people, language, words):
    made = opened(idea, people.manager, ideas.contributor("Robin", language=language))
    for letter in Letter.objects.all():
        written = letters.written(letter, at=AT)
        assert words in written.body.lower()
        assert idea.title in written.subject
        assert f"/{made.reviewers.get().pk}/" in written.body
        assert "/ideas/me/" in written.body


def test_a_colleague_is_led_to_the_page_inside(idea, people):
    made = opened(idea, people.manager, ideas.colleague(people.analyst))
    written = letters.written(Letter.objects.get(kind=LetterKind.REVIEW), at=AT)
    assert f"/ideas/reviews/{made.reviewers.get().pk}/" in written.body
    assert "/ideas/me/" not in written.body


def test_a_reminder_says_how_much_time_is_left(idea, people):
    opened(idea, people.manager, ideas.contributor("Robin", language="en"))
    letter = Letter.objects.filter(kind=LetterKind.REVIEW_DUE).first()
    noon = {days: letters.written(letter, at=AT + timedelta(days=14 - days)).body for days in (3, 1, 0, -2)}
    assert "due in 3 days" in noon[3]
    assert "due in 1 day." in noon[1]
    assert "due today" in noon[0]
    assert "overdue" in noon[-2]
