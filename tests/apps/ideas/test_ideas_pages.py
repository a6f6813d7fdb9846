"""What do the list, the board, the funnel and the pages of an idea show, at what price, and what do they do with bad input?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from factories import ideas
from factories.companies import ContactFactory
from factories.ideas import AT
from grappe.apps.companies.models import Mark
from grappe.apps.ideas import queries
from grappe.apps.ideas.models import Comment, Idea, Step, Support
from grappe.apps.ideas.queries import pipeline
from grappe.apps.ideas.queries.diagram import markdown
from grappe.apps.ideas.queries.origins import source_of
from grappe.apps.ideas.queries.search import Filters, listed

pytestmark = pytest.mark.django_db


def some(people, clusters, number, **more):
    return [
        ideas.idea(people.manager, clusters=[clusters["healthtech"]], **more) for _number in range(number)
    ]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "asked"), [("list", 8), ("funnel", 7), ("themes", 9)])
def test_pages_of_ideas_cost_the_same_for_one_and_three(
    manager, people, clusters, rows, name, asked, django_assert_num_queries
):
    some(people, clusters, rows)
    with django_assert_num_queries(asked):
        assert manager.get(reverse(f"ideas:{name}")).status_code == 200


def test_the_list_is_narrowed_by_words_stage_cluster_and_people(people, clusters):
    wood = ideas.idea(people.other_manager, "Panneaux isolants", clusters=[clusters["wood"]], stage="matured")
    ours = ideas.idea(people.manager, "Énergie partagée", clusters=[clusters["healthtech"]])
    merged = ideas.idea(people.manager, "Energy", merged_into=ours)

    def titles(**asked):
        return {each.title for each in listed(Filters(**asked), for_user=people.manager)}

    assert titles() == {wood.title, ours.title} and merged.title not in titles()
    assert titles(text="energie PARTAGEE") == {ours.title}
    assert titles(text="Camille isolants") == {wood.title}, "words may stand in the author's name too"
    assert titles(stage="matured") == titles(cluster="wood") == {wood.title}
    assert titles(mine=True) == {ours.title} and titles(stage="nonsense") == {wood.title, ours.title}


def test_most_supported_first(people, clusters):
    plain, liked = some(people, clusters, 2)
    Support.objects.create(idea=liked, contributor=ideas.contributor(), given_at=AT)
    found = list(listed(Filters(order="support"), for_user=people.manager))
    assert found == [liked, plain] and [each.supports_count for each in found] == [1, 0]


def test_the_board_has_a_column_for_each_stage_and_offers_what_one_may_do(manager, people, clusters):
    (idea,) = some(people, clusters, 1)
    (parked,) = some(people, clusters, 1, stage="parked")
    own = ideas.idea(people.manager, authors=[ideas.colleague(people.manager)])
    page = manager.get(reverse("ideas:board")).content.decode()
    assert page.count('class="idea-column"') == 8
    assert reverse("ideas:park", args=[idea.pk]) in page and reverse("ideas:reopen", args=[parked.pk]) in page
    assert reverse("ideas:park", args=[own.pk]) not in page


def test_the_funnel_counts_how_far_ideas_came_and_how_long_they_stayed(people, clusters):
    """One waits at the first stage for 10 days, one went on after 20 and was parked at the second, one came through two."""
    waits, parked, far = some(people, clusters, 3)

    def step(idea, came_to, days, stage="", rested=""):
        Step.objects.create(idea=idea, kind="gate", came_to=came_to, at=AT + timedelta(days=days))
        Idea.objects.filter(pk=idea.pk).update(
            stage=stage or came_to, rested_from=rested, stage_since=AT + timedelta(days=days)
        )

    now = AT + timedelta(days=100)
    Idea.objects.filter(pk=waits.pk).update(stage_since=now - timedelta(days=10))
    step(parked, "screened", 20)
    step(parked, "parked", 50, rested="screened")
    step(far, "screened", 30)
    step(far, "matured", 40)
    found = pipeline.funnel(Filters(), for_user=people.manager, at=now)
    captured, screened, matured = found.levels[:3]
    assert (captured.reached, captured.now, captured.waiting_days, captured.stayed_days) == (3, 1, 10, 25)
    assert (captured.went_on_pct, screened.went_on_pct, matured.went_on_pct) == (100, 50, None)
    assert (screened.reached, screened.now, screened.waiting_days, screened.stayed_days) == (2, 0, None, 10)
    assert (matured.reached, matured.now, matured.oldest_days) == (1, 1, 60)
    assert [each.idea for each in found.waiting] == [far] and found.resting == {"parked": 1, "rejected": 0}


def test_an_idea_of_two_clusters_counts_in_both_and_once_in_all(people, clusters):
    both = ideas.idea(people.manager, clusters=[clusters["healthtech"], clusters["wood"]])
    ideas.idea(people.manager, stage="rejected")
    assert [each.pk for each in listed(Filters(stage="captured"), for_user=people.manager)] == [both.pk]
    grid = pipeline.themes(Filters(), for_user=people.manager)
    assert grid.total == 1 and sum(grid.totals) == 2 and grid.most == 1


def test_bad_input_is_told_and_nothing_is_written(manager, people, clusters):
    (idea,) = some(people, clusters, 1)
    answer = manager.post(reverse("ideas:new"), {"title": "", "language": "en", "text": "Kept words"})
    assert answer.status_code == 422 and "Kept words" in answer.content.decode() and Idea.objects.count() == 1
    answer = manager.post(reverse("ideas:new"), {"title": "x", "language": "en", "company": "Nobody S.A."})
    assert answer.status_code == 422 and Idea.objects.count() == 1
    answer = manager.post(reverse("ideas:new"), {"title": "x", "language": "en", "author": "Greta"})
    assert answer.status_code == 422 and Idea.objects.count() == 1
    assert manager.post(reverse("ideas:comment", args=[idea.pk]), {"text": " "}).status_code == 422
    assert not Comment.objects.exists()
    for query in ("mark=99999", "session=1&sentence=99", "use=5", "group_words=7"):
        assert manager.get(f"{reverse('ideas:new')}?{query}").status_code == 404


def test_two_who_change_one_idea_see_both(manager, people, clusters):
    (idea,) = some(people, clusters, 1)
    form = {
        "title": "Mine",
        "text": idea.text,
        "language": "en",
        "clusters": ["healthtech"],
        "lead": str(people.manager.pk),
    }
    form["version"] = queries_version(idea)
    Idea.objects.filter(pk=idea.pk).update(title="Theirs")
    answer = manager.post(reverse("ideas:edit", args=[idea.pk]), form)
    page = answer.content.decode()
    assert answer.status_code == 409 and "Mine" in page and "Theirs" in page
    idea.refresh_from_db()
    assert idea.title == "Theirs"
    form |= {"version": queries_version(idea), "keep_title": "mine"}
    assert manager.post(reverse("ideas:edit", args=[idea.pk]), form).status_code == 302
    idea.refresh_from_db()
    assert idea.title == "Mine"


def queries_version(idea):
    from grappe.apps.ideas.queries.written import version_of

    return version_of(Idea.objects.get(pk=idea.pk))


def test_an_author_sends_and_writes_on_behind_their_link(client, people):
    mine = ideas.contributor("Camille", language="en")
    token = queries.token_of(mine)
    answer = client.post(
        reverse("ideas:own_new", args=[token]), {"title": "A crane", "text": "Shared.", "language": "en"}
    )
    idea = Idea.objects.get()
    assert answer.status_code == 302 and idea.captured_by is None and idea.authors.get().contributor == mine
    other = ideas.idea(people.manager)
    assert client.get(reverse("ideas:own_idea", args=[token, other.pk])).status_code == 404
    assert (
        client.post(reverse("ideas:own_comment", args=[token, idea.pk]), {"text": "Soon."}).status_code == 302
    )
    assert "Soon." in client.get(reverse("ideas:own_idea", args=[token, idea.pk])).content.decode()
    assert (
        client.post(reverse("ideas:own_new", args=[token]), {"title": "", "language": "en"}).status_code
        == 422
    )


def test_the_ministry_reads_a_candidate_without_the_sentence_from_which_it_came(client, people, clusters):
    (idea,) = some(people, clusters, 1, stage="candidate")
    idea.links.create(kind="mark", origin=True, passage="Said to us in confidence.", linked_at=AT)
    client.force_login(people.ministry)
    assert "in confidence" not in client.get(reverse("ideas:detail", args=[idea.pk])).content.decode()
    client.force_login(people.manager)
    assert "in confidence" in client.get(reverse("ideas:detail", args=[idea.pk])).content.decode()


def test_an_idea_from_words_in_confidence_begins_confidential(people):
    """Whoever captures it may say otherwise; of an open contact it begins open."""
    for confidential in (True, False):
        contact = ContactFactory(audience="confidence" if confidential else "everyone")
        mark = Mark.objects.create(contact=contact, kind="idea", passage="A buyer.", marked_at=AT)
        source = source_of("mark", mark.pk, for_user=people.administrator)
        assert source.prefilled().get("confidential", False) is confidential


# --- The diagram ---


def test_the_diagram_in_the_documents_is_drawn_from_the_table():
    text = (Path(settings.BASE_DIR) / "docs" / "reference" / "ideas.md").read_text(encoding="utf-8")
    assert markdown() in text, "grappe ideas_diagram --into docs/reference/ideas.md"


def test_the_diagram_is_put_where_one_stands(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n```mermaid\nold\n```\nafter\n", encoding="utf-8")
    call_command("ideas_diagram", "--into", str(page))
    assert page.read_text(encoding="utf-8") == f"before\n{markdown()}\nafter\n"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(CommandError, match="one diagram"):
        call_command("ideas_diagram", "--into", str(page))
    assert page.read_text(encoding="utf-8") == "nothing"
