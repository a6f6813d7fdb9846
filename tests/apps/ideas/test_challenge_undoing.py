"""Does what nobody has worked on go back when a conclusion is undone, does the rest stay, and is who was told told again?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories import flagships as make_flagship
from factories import ideas as make
from factories import plans as make_plan
from grappe.apps.ideas import permissions
from grappe.apps.ideas.models import Answer, AnswerGroup, Idea, IdeaLink, Letter, Merge, Step, Undoing, Watch
from grappe.apps.ideas.operations import conclusion, talk
from grappe.apps.ideas.operations.ideas import Origin, link
from grappe.apps.ideas.queries.conclusion import _BROUGHT, _pointing, fates
from grappe.apps.ideas.queries.letters import overtaken, written
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
AT = make.AT
OVER, LATER = AT + timedelta(days=25), AT + timedelta(days=26)
ROLES = ("administrator", "manager", "other_manager", "analyst", "ministry")


@pytest.fixture
def challenge(people):
    return make.challenge(people.manager)


@pytest.fixture
def seats(challenge):
    return [
        make.participant(challenge, make.contributor(name, language=code))
        for name, code in (("Greta", "de"), ("Ann", "en"))
    ]


@pytest.fixture
def concluded(people, challenge, seats):
    """Two groups and a lone answer became ideas; a third group did not."""
    groups = [make.answer_group(challenge, title) for title in ("Line", "Trucks", "Crèche")]
    for number, group in enumerate(groups):
        make.answer(seats[number % 2], f"Say {number}", group=group)
    alone = make.answer(seats[1], "Alone")
    chosen = {
        f"g{groups[0].pk}": "A shared line",
        f"g{groups[1].pk}": "Hydrogen trucks",
        f"a{alone.pk}": "What one said",
    }
    return conclusion.conclude(challenge=challenge, chosen=chosen, by=people.manager, at=OVER)


def undo(challenge, by, why="Two groups were mixed up", at=LATER):
    return conclusion.undo(challenge=challenge, why=why, by=by, at=at)


def sent(kind="result"):
    Letter.objects.filter(kind=kind).update(state="sent", sent_at=OVER)


def test_who_may_undo_it(people, challenge):
    """Facilitators and administrators, and only what is concluded."""
    for concluded_at, wanted in ((None, (False,) * 5), (OVER, (True, True, False, False, False))):
        challenge.concluded_at = concluded_at
        found = tuple(permissions.can_undo_conclusion(getattr(people, role), challenge) for role in ROLES)
        assert found == wanted, concluded_at
    challenge.team.add(people.other_manager)
    assert permissions.can_undo_conclusion(people.other_manager, challenge)
    people.manager.role = "ministry"  # who has lost the role has lost the campaign
    assert not permissions.can_undo_conclusion(people.manager, challenge)


@pytest.mark.parametrize("role", ROLES)
def test_the_operation_asks_it_too(people, challenge, concluded, role):
    if role in ("administrator", "manager"):
        assert len(undo(challenge, getattr(people, role)).gone) == 3
        return
    with pytest.raises(PermissionDenied):
        undo(challenge, getattr(people, role))
    assert Idea.objects.count() == 3 and not Undoing.objects.exists()


def test_what_nobody_has_worked_on_goes_back_and_can_be_concluded_anew(people, challenge, concluded):
    done = undo(challenge, people.manager)
    assert (len(done.gone), done.stays) == (3, ())
    challenge.refresh_from_db()
    assert challenge.concluded_at is None and challenge.concluded_by is None
    assert not Idea.objects.exists() and not IdeaLink.objects.exists()
    assert Answer.objects.count() == 4 and AnswerGroup.objects.filter(idea=None).count() == 3
    kept = Undoing.objects.get()
    assert (kept.concluded_at, kept.by, kept.why, kept.stayed) == (
        OVER,
        people.manager,
        "Two groups were mixed up",
        0,
    )
    assert kept.gone == ["A shared line", "Hydrogen trucks", "What one said"]
    group = AnswerGroup.objects.get(titles={"en": "Line"})
    again = conclusion.conclude(
        challenge=challenge, chosen={f"g{group.pk}": "Better"}, by=people.manager, at=LATER
    )
    assert [each.title for each in again] == ["Better"]


# What somebody did -> how it is said. Each alone keeps the idea.
def _written_on(idea, people):
    Idea.objects.filter(pk=idea.pk).update(version=2)


def _moved(idea, people):
    Step.objects.create(idea=idea, kind="gate", came_from="captured", came_to="screened", at=OVER)


def _at_rest(idea, people):
    Idea.objects.filter(pk=idea.pk).update(stage="parked", rested_from="captured")


def _at_a_gate(idea, people):
    make.assessment(idea, make.gate())


def _discussed(idea, people):
    make.comment(idea, make.contributor("Talker"))


def _taken_back(idea, people):
    comment = talk.say(idea=idea, text="Hm", by=people.manager, at=OVER)
    talk.take_back(comment=comment, by=people.manager, at=OVER)


def _supported(idea, people):
    talk.support(idea=idea, wanted=True, by=people.analyst, at=OVER)


def _watched(idea, people):
    talk.watch(idea=idea, wanted=True, by=people.analyst, at=OVER)


def _took_up(idea, people):
    other = make.idea(people.manager, merged_into=idea)
    Merge.objects.create(kept=idea, absorbed=other, at=OVER)


def _linked(idea, people):
    link(idea=idea, origin=Origin("company", None), is_origin=False, by=people.manager, at=OVER)


def _in_a_plan(idea, people):
    make_plan.link(make_plan.measure(make_plan.plan(people.manager)), "idea", idea)


def _author_added(idea, people):
    idea.authors.create(contributor=make.contributor("Late"), added_at=OVER)


def _author_removed(idea, people):
    idea.authors.all().delete()


def _flagship(idea, people):
    make_flagship.flagship(people.manager, idea)


WORK = {
    _written_on: "written on", _moved: "brought to another stage", _at_rest: "brought to another stage",
    _at_a_gate: "put to a gate", _discussed: "discussed", _taken_back: "discussed", _supported: "supported",
    _watched: "watched", _took_up: "joined with another idea", _linked: "linked elsewhere", _in_a_plan: "linked elsewhere",
    _author_added: "given other authors", _author_removed: "given other authors", _flagship: "made a flagship project",
}  # fmt: skip


@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__)
def test_what_somebody_has_worked_on_stays_and_is_said(people, challenge, concluded, work):
    kept = concluded[0]
    work(kept, people)
    assert (
        WORK[work]
        in next(each for each in fates(challenge, for_user=people.manager) if each.idea == kept).why
    )
    done = undo(challenge, people.manager)
    assert [each.idea.title for each in done.stays] == ["A shared line"] and len(done.gone) == 2
    assert Idea.objects.filter(pk=kept.pk).exists() and Undoing.objects.get().stayed == 1
    assert kept.links.filter(kind="answer").exists() and AnswerGroup.objects.filter(idea=kept).exists()


def test_what_its_authors_do_by_being_authors_is_no_work(people, challenge, concluded):
    Watch.objects.filter(idea=concluded[0]).delete()  # they do not want to hear of it
    assert all(not each.why for each in fates(challenge, for_user=people.manager))


def test_whatever_points_to_an_idea_is_looked_at():
    """A new table of whatever app that points to ideas keeps an idea, without being named here."""
    found = {(model.__name__, name) for model, name in _pointing()}
    assert {
        ("MeasureLink", "idea"),
        ("Comment", "idea"),
        ("Idea", "merged_into"),
        ("Merge", "kept"),
        ("Flagship", "idea"),
    } <= found
    assert not any(
        "Event" in name or "_" in name for name, _column in found
    )  # neither the history nor bare joins
    assert {model.__name__ for model in _BROUGHT} <= {name for name, _column in found}


def test_what_stayed_is_an_idea_already_the_second_time(people, challenge, concluded, manager):
    _discussed(concluded[0], people)
    undo(challenge, people.manager)
    key = f"g{AnswerGroup.objects.get(titles={'en': 'Line'}).pk}"
    text = manager.get(f"/ideas/campaigns/{challenge.pk}/result/").content.decode()
    assert f"take_{key}" not in text and "A shared line" in text
    with pytest.raises(BadInput, match="an idea already: “A shared line”"):
        conclusion.conclude(challenge=challenge, chosen={key: "Once more"}, by=people.manager, at=LATER)
    challenge.refresh_from_db()
    assert challenge.concluded_at is None


@pytest.mark.parametrize("why", ["", "  ", "x" * 501])
def test_it_says_why(people, challenge, concluded, why):
    with pytest.raises(BadInput, match="Say why"):
        undo(challenge, people.manager, why=why)
    assert Idea.objects.count() == 3


def test_only_once(people, challenge, concluded):
    undo(challenge, people.manager)
    with pytest.raises(BadInput, match="not concluded"):
        undo(challenge, people.manager)


class TestLetters:
    def test_who_was_told_hears_it_in_their_language_with_what_stays(self, people, challenge, concluded):
        _discussed(concluded[0], people)  # Greta's
        sent()
        assert undo(challenge, people.manager).told == 2
        letter = Letter.objects.get(kind="undone", contributor__name="Greta")
        found = written(letter, at=LATER)
        assert found.language == "de" and not overtaken(letter, at=LATER)
        assert (
            "Two groups were mixed up" in found.body
            and "A shared line" in found.body
            and "Say 0" in found.body
        )
        assert (
            "A shared line"
            not in written(Letter.objects.get(kind="undone", contributor__name="Ann"), at=LATER).body
        )

    def test_who_was_not_told_yet_hears_neither(self, people, challenge, concluded):
        """The letter of the conclusion waits: it is left out, and there is nothing to undo for them."""
        Letter.objects.filter(kind="result", contributor__name="Ann").update(state="sent")
        assert undo(challenge, people.manager).told == 1
        waiting = Letter.objects.get(kind="result", contributor__name="Greta")
        assert "not concluded" in overtaken(waiting, at=LATER)
        assert [each.contributor.name for each in Letter.objects.filter(kind="undone")] == ["Ann"]

    @pytest.mark.parametrize(
        ("state", "told"),
        [("waiting", 0), ("sending", 1), ("sent", 1), ("uncertain", 1), ("failed", 0), ("left_out", 0)],
    )
    def test_told_is_who_got_it_or_maybe(self, people, challenge, concluded, state, told):
        Letter.objects.filter(kind="result", contributor__name="Ann").update(state=state)
        assert undo(challenge, people.manager).told == told

    def test_concluded_anew_everybody_hears_the_new_result_once(self, people, challenge, concluded):
        sent()
        undo(challenge, people.manager)
        first = Letter.objects.get(kind="result", contributor__name="Ann")
        undone = Letter.objects.get(kind="undone", contributor__name="Ann")
        conclusion.conclude(challenge=challenge, chosen={}, by=people.manager, at=LATER + timedelta(hours=1))
        letters = Letter.objects.filter(kind="result", contributor__name="Ann")
        assert letters.count() == 2
        assert "concluded anew" in overtaken(first, at=LATER) and "concluded anew" in overtaken(
            undone, at=LATER
        )
        assert not overtaken(letters.exclude(pk=first.pk).get(), at=LATER)


class TestPage:
    def test_it_shows_what_would_become_of_each_and_undoes(self, people, challenge, concluded, manager):
        _discussed(concluded[0], people)
        url = f"/ideas/campaigns/{challenge.pk}/"
        text = manager.get(f"{url}result/").content.decode()
        assert "Undo the conclusion" in text and "discussed" in text and text.count("goes back<") == 2
        refused = manager.post(f"{url}conclude/undo/", {"why": " "})
        assert (
            refused.status_code == 422 and "Say why" in refused.content.decode() and Idea.objects.count() == 3
        )
        text = manager.post(f"{url}conclude/undo/", {"why": "Mixed up"}, follow=True).content.decode()
        assert "2 ideas went back" in text and "“A shared line” stays" in text
        assert "Undone before" in text and "<li>What one said</li>" in text

    def test_an_idea_that_is_confidential_now_is_named_to_nobody_who_may_not_see_it(
        self, people, challenge, concluded, client
    ):
        Idea.objects.filter(pk=concluded[0].pk).update(title="Zephyr", confidential=True, version=2)
        for who, named in ((people.manager, True), (people.analyst, False), (people.ministry, False)):
            client.force_login(who)
            text = client.get(f"/ideas/campaigns/{challenge.pk}/result/").content.decode()
            assert ("Zephyr" in text) == named, who
        Idea.objects.filter(pk=concluded[0].pk).update(lead=people.other_manager, captured_by=None)
        hidden = next(
            each for each in fates(challenge, for_user=people.manager) if each.idea.pk == concluded[0].pk
        )
        assert hidden.title == "an idea that you may not see"

    @pytest.mark.parametrize("count", [1, 4])
    def test_as_many_queries_for_four_ideas_as_for_one(
        self, people, challenge, seats, manager, django_assert_num_queries, count
    ):
        groups = [make.answer_group(challenge, f"Group {number}") for number in range(count)]
        for group in groups:
            make.answer(seats[0], group=group)
        conclusion.conclude(
            challenge=challenge,
            chosen={f"g{group.pk}": "Title" for group in groups},
            by=people.manager,
            at=OVER,
        )
        with django_assert_num_queries(30):
            assert manager.get(f"/ideas/campaigns/{challenge.pk}/result/").status_code == 200


def test_a_lone_answer_that_became_an_idea_says_so_on_its_authors_page(people, challenge, concluded, client):
    from grappe.apps.ideas.queries.links import token_of

    ann = Answer.objects.get(text="Alone").participant.contributor
    text = client.get(f"/ideas/me/{token_of(ann)}/campaign/{challenge.pk}/").content.decode()
    assert "Part of the idea" in text and "What one said" in text


def test_who_has_no_organisation_is_not_named_to_others(people, challenge, seats, client):
    from grappe.apps.ideas.queries.links import token_of

    stranger = make.participant(challenge, make.contributor("Zora Privat", organisation=""))
    make.answer(stranger, "From nobody in particular")
    ours = make.participant(
        challenge, make.contributor(people.analyst.name, user=people.analyst, organisation="")
    )
    make.answer(ours, "From inside")
    url = f"/ideas/me/{token_of(seats[1].contributor)}/campaign/{challenge.pk}/?language=en"
    text = client.get(url).content.decode()
    assert (
        "From nobody in particular" in text and "Zora Privat" not in text and people.analyst.name not in text
    )
    assert "Somebody without an organisation" in text and "From the clusters’ team" in text
