"""Who sees, edits, discusses and puts aside an idea: which stage, confidential or not, merged or not?

`can_view_idea` and the SQL of `queries.visible` are asked the same and have to agree.
"""

from __future__ import annotations

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied

from factories import ideas
from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.models import User
from grappe.apps.ideas import permissions, queries
from grappe.apps.ideas.enums import Stage
from grappe.apps.ideas.models import Idea
from grappe.apps.ideas.operations import merging, talk

pytestmark = pytest.mark.django_db
READERS = {"administrator", "manager", "other_manager", "analyst"}
STEERERS = {"administrator", "manager"}  # the idea lies in a cluster of the manager
AT = ideas.AT
WHY = {"fr": "C’est la même idée."}


def those(people, ask, *things):
    return {role for role, user in people.by_role().items() if ask(user, *things)}


def of_manager(people, clusters, **more):
    return ideas.idea(people.manager, clusters=[clusters["healthtech"]], **more)


@pytest.mark.parametrize("stage", Stage.values)
@pytest.mark.parametrize("confidential", [False, True])
def test_who_sees_an_idea(people, clusters, stage, confidential):
    """A parked idea is seen by all but the ministry, which sees candidates and flagships; a confidential one by few."""
    idea = of_manager(people, clusters, stage=stage, confidential=confidential)
    expected = set(STEERERS) if confidential else set(READERS)
    if stage in ("candidate", "flagship") and not confidential:
        expected.add("ministry")
    assert those(people, permissions.can_view_idea, idea) == expected


# Who sees a parked idea, whoever they are to it. Outside nobody sees it by having watched, supported or reviewed it.
PARKED = {
    # who: (open, confidential)
    "administrator": (True, True),
    "manager of its cluster": (True, True),
    "manager of another": (True, False),
    "analyst": (True, False),
    "ministry": (False, False),
    "who looks after it": (True, True),
    "who noted it": (True, True),
    "a colleague who had it": (True, True),
    "a colleague who reviewed it": (True, True),
    "a colleague who watches it": (True, False),
    "a colleague who is gone": (False, False),
    "who had it, outside": (True, True),
    "who had one joined with it, outside": (True, True),
    "who reviewed it, outside": (False, False),
    "somebody else outside": (False, False),
}


def readers_of(people, idea, extra):
    """Everybody who stands to an idea in one of these ways; `extra` makes a colleague for each."""
    had, joined, reviewed = (ideas.contributor(name) for name in ("Had", "Joined", "Reviewed"))
    idea.authors.create(contributor=had, added_at=AT)
    ideas.idea(None, merged_into=idea, authors=[joined], captured_by=None)
    assessment = ideas.assessment(idea, state="decided")
    ideas.reviewer(assessment, reviewed)
    gone, author, reviewer, watcher = extra("gone"), extra("author"), extra("reviewer"), extra("watcher")
    gone.is_active = False
    gone.save()
    idea.authors.create(contributor=ideas.colleague(author), added_at=AT)
    ideas.reviewer(assessment, ideas.colleague(reviewer))
    talk.watch(idea=idea, wanted=True, by=watcher, at=AT)
    return {
        "administrator": people.administrator, "manager of its cluster": people.manager,
        "manager of another": people.other_manager, "analyst": people.analyst, "ministry": people.ministry,
        "who looks after it": idea.lead, "who noted it": idea.captured_by, "a colleague who had it": author,
        "a colleague who reviewed it": reviewer, "a colleague who watches it": watcher,
        "a colleague who is gone": gone, "who had it, outside": had, "who had one joined with it, outside": joined,
        "who reviewed it, outside": reviewed, "somebody else outside": ideas.contributor("Else"),
    }  # fmt: skip


@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("came_from", ["captured", "candidate", "flagship"])
def test_who_sees_a_parked_idea(people, clusters, confidential, came_from):
    """The same wherever it was parked from: what rests is not before the ministry any more."""

    def extra(name: str):
        return User.objects.create_user(
            f"{name}@cluster.example", "pass", name=name, role=Role.MARKET_ANALYST, language="fr"
        )

    idea = of_manager(people, clusters, stage="parked", rested_from=came_from, authors=[])
    idea.lead, idea.captured_by = extra("lead"), extra("noted")
    idea.save()
    readers = readers_of(people, idea, extra)
    Idea.objects.filter(pk=idea.pk).update(confidential=confidential)
    idea = Idea.objects.get(pk=idea.pk)
    seen = {name: permissions.can_view_idea(reader, idea) for name, reader in readers.items()}
    assert seen == {name: row[confidential] for name, row in PARKED.items()}
    for name, reader in readers.items():  # SQL says the same of colleagues, and each says it of the page
        if not hasattr(reader, "salt") and reader.is_active:
            assert queries.visible(for_user=reader).filter(pk=idea.pk).exists() == seen[name], name


def test_sql_and_permission_agree_on_every_kind_of_idea(people, clusters):
    """Stage × confidential × cluster × lead × author × reviewer × merged: 320 ideas, six readers."""
    kept = of_manager(people, clusters, title="Kept", confidential=True)
    analyst = ideas.colleague(people.analyst)
    passed = ideas.gate()
    for stage, confidential, seat, lead, hand in product(
        Stage.values,
        (False, True),
        ("healthtech", "wood", None),
        ("manager", None),
        ("", "author", "reviewer", "joined"),
    ):
        made = ideas.idea(
            getattr(people, lead) if lead else None, stage=stage, confidential=confidential, authors=[],
            clusters=[clusters[seat]] if seat else [], captured_by=None,
        )  # fmt: skip
        if hand == "author":
            made.authors.create(contributor=analyst, added_at=AT)
        if hand == "reviewer":
            ideas.reviewer(ideas.assessment(made, passed), analyst)
        if hand == "joined":  # somebody's idea was joined with it, through a second one
            middle = ideas.idea(None, merged_into=made, captured_by=None)
            ideas.idea(None, merged_into=middle, authors=[analyst], captured_by=None)
    assert kept.pk and Idea.objects.count() > 300
    every = list(Idea.objects.prefetch_related("clusters", "authors__contributor"))
    for role, user in people.by_role().items():
        seen = set(queries.visible(for_user=user).values_list("pk", flat=True))
        assert seen == {each.pk for each in every if permissions.can_view_idea(user, each)}, role


def test_who_is_gone_sees_nothing(people, clusters):
    idea = of_manager(people, clusters)
    people.manager.is_active = False
    people.manager.save()
    assert not permissions.can_view_idea(people.manager, idea)
    with pytest.raises(PermissionDenied):
        queries.visible(for_user=people.manager)


def test_an_outsider_sees_what_they_had_and_with_what_it_was_joined(people, clusters):
    mine, other = ideas.contributor("Camille"), ideas.contributor("Robin")
    own = of_manager(people, clusters, authors=[mine], confidential=True)
    kept = of_manager(people, clusters, authors=[other], confidential=True)
    assert permissions.can_view_idea(mine, own) and not permissions.can_view_idea(mine, kept)
    done = merging.merge(absorbed=own, kept=kept, why=WHY, by=people.manager, at=AT)
    assert permissions.can_view_idea(mine, kept) and not permissions.can_view_idea(other, own)
    merging.part(merge=done, why=WHY, by=people.manager, at=AT)
    assert not permissions.can_view_idea(mine, Idea.objects.get(pk=kept.pk))


@pytest.mark.parametrize(
    ("stage", "roles"),
    [
        ("captured", {"administrator", "manager", "analyst"}),
        ("matured", {"administrator", "manager", "analyst"}),
        ("business_case", STEERERS),
        ("flagship", STEERERS),
        ("parked", set()),
        ("rejected", set()),
    ],
)
def test_who_writes_an_idea_that_the_analyst_had(people, clusters, stage, roles):
    idea = of_manager(people, clusters, stage=stage, authors=[ideas.colleague(people.analyst)])
    assert those(people, permissions.can_edit_idea, idea) == roles


def test_an_outside_author_writes_early_and_others_do_not(people, clusters):
    mine, other = ideas.contributor("Camille"), ideas.contributor("Robin")
    idea = of_manager(people, clusters, authors=[mine])
    late = of_manager(people, clusters, authors=[mine], stage="candidate")
    merged = of_manager(people, clusters, authors=[mine], merged_into=idea)
    assert permissions.can_edit_idea(mine, idea) and not permissions.can_edit_idea(other, idea)
    assert not permissions.can_edit_idea(mine, late) and not permissions.can_edit_idea(mine, merged)
    assert those(people, permissions.can_edit_idea, merged) == set()


@pytest.mark.parametrize(
    ("stage", "confidential", "roles"),
    [("parked", False, READERS), ("flagship", False, READERS), ("captured", True, STEERERS)],
)
def test_who_speaks_of_an_idea(people, clusters, stage, confidential, roles):
    """The ministry reads flagships and says nothing of them."""
    idea = of_manager(people, clusters, stage=stage, confidential=confidential)
    assert those(people, permissions.can_speak, idea) == roles


def test_nobody_puts_their_own_idea_aside(people, clusters):
    """Also not where theirs was joined with it."""
    plain = of_manager(people, clusters)
    own = of_manager(people, clusters, authors=[ideas.colleague(people.manager)])
    joined = of_manager(people, clusters)
    of_manager(people, clusters, authors=[ideas.colleague(people.manager)], merged_into=joined)
    merged = of_manager(people, clusters, merged_into=plain)
    assert those(people, permissions.can_rest_idea, plain) == STEERERS
    assert those(people, permissions.can_rest_idea, own) == {"administrator"}
    assert those(people, permissions.can_rest_idea, joined) == {"administrator"}
    assert those(people, permissions.can_rest_idea, merged) == set()


def test_who_joins_two_ideas_looks_after_both(people, clusters):
    one, wood = of_manager(people, clusters), ideas.idea(None, clusters=[clusters["wood"]], captured_by=None)
    assert those(people, permissions.can_merge, one, wood) == {"administrator"}
    assert those(people, permissions.can_merge, one, of_manager(people, clusters)) == STEERERS


def test_who_captures_an_idea(people):
    assert those(people, permissions.can_capture) == READERS
