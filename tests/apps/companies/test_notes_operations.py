"""Is no note ever lost: not to two writers, a lost answer, a late save, or a choice made after a conflict?"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from factories.companies import CompanyFactory, ContactFactory
from grappe.apps.companies.models import Contact
from grappe.apps.companies.operations.notes import (
    MOST_BYTES,
    keep_both,
    mark_passage,
    restore_notes,
    save_notes,
    settle_notes,
    unmark,
)
from grappe.ui.errors import BadInput, Stale

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def contact(people, clusters):
    contact = ContactFactory(company=CompanyFactory(clusters=[clusters["healthtech"], clusters["wood"]]))
    return contact


@pytest.fixture
def save(contact, people):
    def _save(text, based_on, by=None, **facts):
        return save_notes(
            contact=contact, text=text, based_on=based_on, by=by or people.manager, at=AT, **facts
        )

    return _save


def texts(contact):
    return list(contact.revisions.order_by("version").values_list("version", "text", "conflict"))


def test_every_save_is_a_revision(contact, save, people):
    assert save("a", 0).stands.version == 1
    assert save("ab", 1).stands.version == 2
    assert texts(contact) == [(1, "a", False), (2, "ab", False)]
    contact.refresh_from_db()
    assert (contact.notes, contact.notes_version) == ("ab", 2)
    assert contact.revisions.get(version=2).written_by == people.manager


def test_saving_what_stands_is_no_revision(contact, save):
    save("a", 0)
    again = save("a", 0)
    assert (again.stands.version, again.conflict, len(texts(contact))) == (1, False, 1)


def test_a_save_over_somebody_elses_is_set_aside_and_both_texts_stay(contact, save, people):
    save("base", 0)
    save("base and hers", 1, by=people.other_manager)
    mine = save("base and mine", 1)
    assert mine.conflict and mine.set_aside == 3
    assert (mine.stands.text, mine.stands.version, mine.stands.writer) == (
        "base and hers",
        2,
        people.other_manager.name,
    )
    assert texts(contact) == [(1, "base", False), (2, "base and hers", False), (3, "base and mine", True)]
    contact.refresh_from_db()
    assert contact.notes == "base and hers"
    onward = save("base and hers, more", 2, by=people.other_manager)
    assert onward.stands.version == 4  # the version set aside is not used twice


def test_the_same_text_from_two_is_no_conflict(contact, save, people):
    save("a", 0)
    save("ab", 1, by=people.other_manager)
    assert not save("ab", 1).conflict


def test_a_version_from_nowhere_is_a_conflict_not_a_loss(contact, save):
    save("a", 0)
    assert save("b", 77).conflict
    contact.refresh_from_db()
    assert contact.notes == "a"


# --- One page, an unreliable network ---


def test_a_lost_answer_is_no_conflict_with_oneself(contact, save):
    save("a", 0, page="p", turn=1)
    save("ab", 1, page="p", turn=2)  # the answer never arrives
    retry = save("abc", 1, page="p", turn=3)
    assert (retry.conflict, retry.stands.text) == (False, "abc")


def test_another_page_of_the_same_person_is_somebody_else(contact, save):
    save("a", 0, page="p", turn=1)
    save("ab", 1, page="p", turn=2)
    assert save("ac", 1, page="q", turn=1).conflict


def test_the_same_page_name_of_another_person_is_somebody_else(contact, save, people):
    save("a", 0, page="p", turn=1, by=people.other_manager)
    assert save("b", 0, page="p", turn=2).conflict


def test_another_persons_save_between_a_lost_answer_and_the_retry_is_told(contact, save, people):
    save("a", 0, page="p", turn=1)
    save("a and hers", 1, by=people.other_manager, page="q", turn=1)
    assert save("abc", 0, page="p", turn=2).conflict


def test_a_late_save_does_not_undo_a_later_one(contact, save):
    save("abc", 0, page="p", turn=2)
    late = save("ab", 0, page="p", turn=1)
    assert (late.conflict, late.stands.text) == (False, "abc")


# --- Two at the very same moment ---


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_stands_and_one_is_set_aside(contact, people):
    together, outcomes = threading.Barrier(2), []

    def write(user, text):
        together.wait()
        try:
            outcomes.append(save_notes(contact=contact, text=text, based_on=0, by=user, at=AT))
        finally:
            connection.close()

    writers = [
        threading.Thread(target=write, args=(people.manager, "mine")),
        threading.Thread(target=write, args=(people.other_manager, "theirs")),
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcome.conflict for outcome in outcomes) == [False, True]
    assert {text for _version, text, _conflict in texts(contact)} == {"mine", "theirs"}


# --- The choice ---


@pytest.fixture
def conflict(save, people):
    save("base", 0)
    save("base\nhers", 1, by=people.other_manager)
    return save("base\nmine", 1, page="p", turn=1)


def settle(contact, choice, people, **facts):
    given = {"based_on": 2, "by": people.manager, "at": AT, "page": "p", "turn": 2}
    return settle_notes(contact=contact, choice=choice, **(given | facts))


def test_keep_both_appends_mine_with_name_and_time(contact, conflict, people):
    outcome = settle(contact, "both", people, text="base\nmine and more")
    assert outcome.stands.text == "base\nhers\n\n--- Manager, 02.03.2026 10:00 ---\nmine and more"
    assert not outcome.conflict
    assert contact.revisions.get(version=conflict.set_aside).settled_at == AT


def test_keep_both_keeps_also_what_was_saved_after_the_conflict(contact, conflict, save, people):
    save("base\nhers\nand a third", 2, by=people.administrator)
    text = settle(contact, "both", people, text="base\nmine").stands.text
    assert "and a third" in text and "hers" in text and text.endswith("mine")


def test_keep_mine_replaces_theirs_which_stays_among_the_revisions(contact, conflict, people):
    outcome = settle(contact, "mine", people, text="base\nmine")
    assert outcome.stands.text == "base\nmine"
    assert "base\nhers" in {text for _version, text, _conflict in texts(contact)}


def test_keep_mine_is_a_conflict_again_when_the_others_went_on(contact, conflict, save, people):
    save("base\nhers, third", 2, by=people.other_manager)
    outcome = settle(contact, "mine", people, text="base\nmine")
    assert outcome.conflict and outcome.stands.text == "base\nhers, third"


def test_keep_theirs_leaves_mine_among_the_revisions_with_what_was_typed_last(contact, conflict, people):
    outcome = settle(contact, "theirs", people, text="base\nmine, typed on")
    assert outcome.stands.text == "base\nhers"
    assert "base\nmine, typed on" in {text for _version, text, _conflict in texts(contact)}
    assert not contact.revisions.filter(conflict=True, settled_at=None).exists()


def test_a_text_set_aside_can_be_settled_later_by_somebody_else(contact, conflict, people):
    later = AT + timedelta(days=2)
    outcome = settle_notes(
        contact=contact,
        choice="both",
        set_aside=conflict.set_aside,
        based_on=2,
        by=people.administrator,
        at=later,
    )
    assert (
        outcome.stands.text == "base\nhers\n\n--- Manager, 02.03.2026 10:00 ---\nmine"
    )  # its writer, its time


@pytest.mark.parametrize(
    "facts", [{"choice": "all", "text": "x"}, {"choice": "both"}, {"choice": "both", "set_aside": 99}]
)
def test_no_choice_without_a_text(contact, conflict, people, facts):
    with pytest.raises(BadInput):
        settle_notes(contact=contact, based_on=2, by=people.manager, at=AT, **facts)


LINES = st.lists(st.text(alphabet="ab \n", max_size=6), max_size=6).map("\n".join)


@given(theirs=LINES, mine=LINES)
def test_both_are_kept_whatever_they_are(theirs, mine):
    whole = keep_both(theirs, mine, writer="W", at=AT)
    assert whole.startswith(theirs.rstrip("\n"))
    assert {line for line in mine.split("\n") if line.strip()} <= set(whole.split("\n"))


@given(start=LINES, ends=st.lists(st.text(alphabet="cd", min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_both_begin_with_is_not_repeated(start, ends):
    theirs, mine = f"{start}\nx", "\n".join([start, *ends])
    assert keep_both(
        theirs, mine, writer="W", at=AT
    ) == f"{theirs}\n\n--- W, 02.03.2026 10:00 ---\n" + "\n".join(ends)


@given(mine=LINES)
def test_merging_again_adds_nothing(mine):
    once = keep_both("x", mine, writer="W", at=AT)
    assert keep_both(once, once, writer="W", at=AT) == once


# --- Limits and odd texts ---


def test_up_to_a_megabyte_and_not_a_byte_more(contact, save):
    save("é" * (MOST_BYTES // 2), 0)
    with pytest.raises(BadInput, match="1001 kB of at most 1000 kB"):
        save("é" * (MOST_BYTES // 2) + "x", 1)
    contact.refresh_from_db()
    assert len(contact.notes) == MOST_BYTES // 2
    assert len(texts(contact)) == 1


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x00b", "ab"),
        ("\n\nleading", "\n\nleading"),
        ("Moien, wéi geet et? 👍🏽 \u202eevil", "Moien, wéi geet et? 👍🏽 \u202eevil"),
    ],
)
def test_texts_stay_as_they_are_written(contact, save, given_text, kept):
    save(given_text, 0)
    assert Contact.objects.get(pk=contact.pk).notes == kept


def test_notes_without_history_get_one_before_anything_replaces_them(contact, save):
    Contact.objects.filter(pk=contact.pk).update(notes="from an import", notes_version=0)
    save("new", 0)
    assert texts(contact) == [(0, "from an import", False), (1, "new", False)]


def test_the_language_is_saved_with_the_notes_and_alone(contact, save):
    assert save("a", 0, language="lb").stands.language == "lb"
    assert save("a", 1, language="de").stands.language == "de"
    assert len(texts(contact)) == 1
    with pytest.raises(BadInput):
        save("a", 1, language="nl")


def test_earlier_texts_come_back_and_the_replaced_one_stays(contact, save, people):
    save("first", 0)
    save("second", 1)
    outcome = restore_notes(contact=contact, version=1, based_on=2, by=people.manager, at=AT)
    assert (outcome.stands.text, outcome.stands.version) == ("first", 3)
    assert [text for _version, text, _conflict in texts(contact)] == ["first", "second", "first"]
    with pytest.raises(Stale):
        restore_notes(contact=contact, version=2, based_on=2, by=people.manager, at=AT)
    with pytest.raises(BadInput):
        restore_notes(contact=contact, version=9, based_on=3, by=people.manager, at=AT)


# --- Marks ---


def test_a_passage_is_marked_once_for_each_kind_and_outlives_the_text(contact, save, people):
    save("They need a robot.", 0)
    mark = mark_passage(contact=contact, kind="need", passage=" a robot\r\n", by=people.manager, at=AT)
    assert (mark.passage, mark.kind, mark.marked_by) == ("a robot", "need", people.manager)
    with pytest.raises(BadInput, match="already marked"):
        mark_passage(contact=contact, kind="need", passage="a robot", by=people.manager, at=AT)
    mark_passage(contact=contact, kind="idea", passage="a robot", by=people.manager, at=AT)
    save("nothing", 1)
    assert contact.marks.count() == 2
    for _twice in range(2):
        unmark(contact=contact, mark=mark.pk, by=people.manager, at=AT)
    assert [mark.kind for mark in contact.marks.all()] == ["idea"]


@pytest.mark.parametrize(("kind", "passage"), [("need", " \n"), ("wish", "x"), ("need", "x" * 5001)])
def test_what_cannot_be_marked_is_said(contact, people, kind, passage):
    with pytest.raises(BadInput):
        mark_passage(contact=contact, kind=kind, passage=passage, by=people.manager, at=AT)


def test_a_mark_of_another_contact_is_not_taken_away(contact, people):
    other = ContactFactory(company=contact.company)
    mark = mark_passage(contact=other, kind="need", passage="x", by=people.manager, at=AT)
    unmark(contact=contact, mark=mark.pk, by=people.manager, at=AT)
    assert other.marks.count() == 1


# --- Permission ---

WRITERS = {
    "administrator": True,
    "manager": True,
    "other_manager": False,
    "analyst": False,
    "ministry": False,
}


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("on_team", [False, True])
def test_who_writes_notes(people, clusters, role, on_team):
    user = people.by_role()[role]
    contact = ContactFactory(company=CompanyFactory(clusters=[clusters["healthtech"]]))
    if on_team:
        contact.team.add(user)
    allowed = WRITERS[role] or (on_team and role == "other_manager")
    actions = [
        lambda: save_notes(contact=contact, text="x", based_on=0, by=user, at=AT),
        lambda: settle_notes(contact=contact, choice="mine", text="y", based_on=1, by=user, at=AT),
        lambda: restore_notes(contact=contact, version=1, based_on=2, by=user, at=AT),
        lambda: mark_passage(contact=contact, kind="need", passage="x", by=user, at=AT),
        lambda: unmark(contact=contact, mark=0, by=user, at=AT),
    ]
    for action in actions:
        if allowed:
            action()
        else:
            with pytest.raises(PermissionDenied):
                action()
    contact.refresh_from_db()
    assert contact.notes == ("x" if allowed else "")
    assert contact.marks.exists() is allowed
