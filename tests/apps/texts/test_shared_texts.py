"""Do several people write one text without losing a word, whatever arrives when, and how often?"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pycrdt import Doc, Text

from grappe.apps.texts import operations, queries
from grappe.apps.texts.models import Presence, SharedText, TextUpdate
from grappe.apps.texts.operations import Sent
from grappe.ui.errors import BadInput

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Page:
    """What one open page does: it holds a document, types, and sends what is new."""

    def __init__(self, name: str, text: SharedText) -> None:
        self.name, self.text, self.turn = name.ljust(8, "-"), text, 0
        self.doc = Doc()
        self.doc[queries.ROOT] = Text()
        self.known = self.doc.get_state()
        self.take()

    def take(self) -> None:
        self.text.refresh_from_db()
        if self.text.number:
            self.doc.apply_update(bytes(self.text.state))
        self.known = self.doc.get_state()

    def type(self, words: str, place: int | None = None) -> Sent:
        root = self.doc[queries.ROOT]
        root.insert(len(str(root).encode()) if place is None else place, words)
        return self.sends()

    def sends(self) -> Sent:
        self.turn += 1
        update = self.doc.get_update(self.known)
        self.known = self.doc.get_state()
        return Sent(self.turn, update)

    def gives(self, *sent: Sent) -> SharedText:
        return operations.receive(text=self.text, sent=sent, page=self.name, by=None, writer=self.name, at=AT)


@pytest.fixture
def text(db):
    return operations.begin(words="Agenda", at=AT)


def test_two_people_write_at_once_and_no_word_is_lost(text):
    anna, ben = Page("anna", text), Page("ben", text)
    first, second = anna.type(" point one"), ben.type(" point two")
    ben.gives(second)
    stands = anna.gives(first)
    assert sorted(stands.plain.removeprefix("Agenda").split(" point ")) == ["", "one", "two"]
    anna.take()
    ben.take()
    assert str(anna.doc[queries.ROOT]) == str(ben.doc[queries.ROOT]) == stands.plain


def test_what_is_sent_twice_is_there_once(text):
    anna = Page("anna", text)
    sent = anna.type(" and more")
    assert anna.gives(sent).plain == anna.gives(sent).plain == "Agenda and more"
    assert TextUpdate.objects.filter(page=anna.name).count() == 1


class Orders(TestCase):
    @settings(max_examples=25)
    @given(st.data())
    def test_the_order_in_which_updates_arrive_does_not_matter(self, data):
        """Law: the text is the same for every order of the same updates, and holds every word typed."""
        words = data.draw(st.lists(st.text("abcé😀", min_size=1, max_size=4), min_size=2, max_size=5))
        start = operations.begin(words="x", at=AT)
        pages = [Page(f"p{number}", start) for number in range(len(words))]
        sent = [
            (page, page.type(f"[{word}]", 0 if number % 2 else None))
            for number, (page, word) in enumerate(zip(pages, words, strict=True))
        ]
        stands = [_after(start, order) for order in (sent, data.draw(st.permutations(sent)))]
        assert stands[0] == stands[1]
        for word in words:
            assert stands[0].count(f"[{word}]") >= words.count(word)


def _after(start: SharedText, order: list[tuple[Page, Sent]]) -> str:
    copy = SharedText.objects.create(state=start.state, plain=start.plain, number=start.number, created_at=AT)
    for page, sent in order:
        operations.receive(text=copy, sent=[sent], page=page.name, by=None, writer="w", at=AT)
    return SharedText.objects.get(pk=copy.pk).plain


@pytest.mark.parametrize("junk", [b"junk", b"\x00", b"\xff" * 40, b"\x01\x02\x03"])
def test_an_update_that_is_none_is_refused_and_nothing_is_written(text, junk):
    with pytest.raises(BadInput, match="cannot be read"):
        operations.receive(text=text, sent=[Sent(1, junk)], page="anna----", by=None, writer="Anna", at=AT)
    text.refresh_from_db()
    assert (text.plain, text.number) == ("Agenda", 1)


def test_a_text_that_becomes_too_long_is_refused_and_goes_on_once_it_is_shorter(text, monkeypatch):
    monkeypatch.setattr(operations, "MOST_CHARACTERS", 20)
    anna = Page("anna", text)
    long = anna.type(" and very much more of it")
    with pytest.raises(BadInput, match="at most 20"):
        anna.gives(long)
    del anna.doc[queries.ROOT][10:]
    shorter = anna.sends()
    assert anna.gives(long, shorter).plain == "Agenda and"


def test_a_closed_text_is_read_only_and_can_be_opened_again(text):
    operations.close(texts=[text], at=AT)
    anna = Page("anna", text)
    late = anna.type(" late")
    with pytest.raises(BadInput, match="closed"):
        anna.gives(late)
    operations.reopen(texts=[text])
    assert anna.gives(late).plain == "Agenda late"


def test_an_earlier_text_comes_back_as_one_more_update(text):
    anna = Page("anna", text)
    anna.gives(anna.type(" good"))
    anna.gives(anna.type(" bad"))
    text.refresh_from_db()
    assert queries.text_at(text, 2) == "Agenda good"
    stands = operations.restore(text=text, number=2, by=None, writer="Ben", at=AT)
    assert (stands.plain, stands.number) == ("Agenda good", 4)
    with pytest.raises(BadInput, match="no such"):
        operations.restore(text=stands, number=9, by=None, writer="Ben", at=AT)


def test_who_wrote_when_is_told_in_turns(text):
    anna, ben = Page("anna", text), Page("ben", text)
    anna.gives(anna.type(" a"), anna.type(" b"))
    ben.gives(ben.type(" c"))
    assert [turn.writer.strip("-") for turn in queries.turns(text)] == ["ben", "anna", ""]
    assert queries.writers([text]) == ["anna----", "ben-----"]


def test_who_writes_at_the_same_time_is_one_turn_and_who_goes_on_afterwards_another(text):
    """Two at once alternate in the updates; a list of every change of hands would tell nobody anything."""
    hands = ["anna"] * 2 + ["ben", "anna", "ben", "carl"] + ["ben"] * 2
    for number, name in enumerate(hands):
        at = AT + timedelta(minutes=10, seconds=2 * number)
        operations.set_words(text=text, words=f"Agenda {number}", by=None, writer=name, at=at)
    late = AT + timedelta(minutes=20)
    operations.set_words(text=text, words="Agenda", by=None, writer="ben", at=late)
    operations.set_words(text=text, words="Agenda x", by=None, writer="anna", at=late + timedelta(minutes=1))
    found = queries.turns(text)
    assert [(each.number, each.before, set(each.writers)) for each in found] == [
        (11, 10, {"anna"}), (10, 9, {"ben"}), (9, 1, {"anna", "ben", "carl"}), (1, 0, {""}),
    ]  # fmt: skip
    assert [each.number for each in queries.turns(text, limit=2)] == [11, 10]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 400)), max_size=30))
def test_turns_hold_each_update_once(text_rows):
    """Law: turns follow each other without a gap, and the last ends with the text."""
    rows, at = [], AT
    for number, (writer, seconds) in enumerate(text_rows, 1):
        at += timedelta(seconds=seconds)
        rows.append((number, writer, at))

    class Updates:
        def order_by(self, *_fields):
            return self

        def values_list(self, *_fields):
            return self

        def iterator(self, **_more):
            return iter(reversed(rows))

    found = queries.turns(type("Rows", (), {"updates": Updates()})())
    ends = [each.number for each in found]
    assert [each.before for each in found] == [*ends[1:], 0][: len(ends)]
    assert (ends[0] if ends else 0) == len(rows)
    for each in found:
        assert {row[1] for row in rows[each.before : each.number]} == set(each.writers)


class TestHistory:
    @pytest.fixture
    def written(self, text):
        for number, words in enumerate(("Agenda one", "Agenda one two", "Agenda two")):
            at = AT + timedelta(minutes=10 * (number + 1))
            operations.set_words(text=text, words=words, by=None, writer="Anna", at=at)
        text.refresh_from_db()
        return text

    def test_what_the_latest_turn_changed_comes_first(self, written):
        shown = queries.history(written, older=None, newer=None)
        assert [(each.size.new, each.size.gone) for each in shown.steps] == [(0, 1), (1, 0), (1, 0), (1, 0)]
        assert (shown.older.words, shown.newer.words) == ("Agenda one two", "Agenda two")
        assert [each.number for each in shown.restorable] == [3]

    def test_two_that_are_chosen_whichever_way_round(self, written):
        one, other = (queries.history(written, older=older, newer=newer) for older, newer in ((1, 3), (3, 1)))
        assert (one.older, one.newer, one.changes) == (other.older, other.newer, other.changes)
        assert one.older.writer == "" and one.newer.writer == "Anna"
        assert "".join(each.text for each in one.changes if each.kind == "new") == " one two"
        assert [each.number for each in one.restorable] == [3, 1]

    def test_before_anything_was_written(self, written):
        shown = queries.history(written, older=0, newer=1)
        assert shown.older.written_at is None and [each.number for each in shown.restorable] == [1]

    def test_an_empty_text_has_none(self, db):
        shown = queries.history(operations.begin(at=AT), older=None, newer=None)
        assert not shown.steps and shown.newer is None and not shown.restorable

    def test_a_number_that_is_not_reached(self, written):
        with pytest.raises(TextUpdate.DoesNotExist):
            queries.history(written, older=1, newer=9)

    def test_page_by_page_in_three_queries(self, written, django_assert_num_queries, monkeypatch):
        with django_assert_num_queries(3):
            queries.history(written, older=None, newer=None)
        monkeypatch.setattr(queries, "PAGE", 1)
        with django_assert_num_queries(3):
            shown = queries.history(written, older=None, newer=None, page=2)
        assert [each.turn.number for each in shown.steps] == [3] and shown.page.has_next()


# --- What a page sends and gets ---


def ask(text: SharedText, page: str, *, after: int = 0, sent: tuple[Sent, ...] = (), typing: bool = False):
    rows = [[each.turn, base64.b64encode(each.data).decode()] for each in sent]
    return {"page": page, "texts": {str(text.pk): {"after": after, "sent": rows, "typing": typing}}}


def answered(text: SharedText, asked: object, **how):
    how = {"allowed": [text.pk], "may_write": True, "by": None, "writer": "Anna", "at": AT} | how
    return operations.exchange(asked=asked, **how)


def test_a_page_gets_everything_at_first_and_then_what_it_lacks(text):
    anna = Page("anna", text)
    whole = answered(text, ask(text, "anna----"))["texts"][str(text.pk)]
    doc = queries.document(b"", [base64.b64decode(each) for each in whole["updates"]])
    assert (str(doc[queries.ROOT]), whole["number"], whole["closed"]) == ("Agenda", 1, False)
    anna.gives(anna.type(" more"))
    news = answered(text, ask(text, "ben-----", after=1))["texts"][str(text.pk)]
    assert (news["number"], len(news["updates"])) == (2, 1)
    doc.apply_update(base64.b64decode(news["updates"][0]))
    assert str(doc[queries.ROOT]) == "Agenda more"
    assert answered(text, ask(text, "ben-----", after=2))["texts"][str(text.pk)]["updates"] == []


def test_who_is_there_and_who_types_is_told_to_the_others(text):
    answered(text, ask(text, "anna----", typing=True))
    told = answered(text, ask(text, "ben-----"), writer="Ben")
    assert told["present"] == [{"name": "Anna", "typing": True}]
    later = AT + timedelta(seconds=61)
    assert answered(text, ask(text, "ben-----"), writer="Ben", at=later)["present"] == []
    assert operations.forget_presence(at=later + timedelta(seconds=61)) == 2 and not Presence.objects.exists()


def test_whoever_may_only_read_is_told_and_nothing_is_written(text):
    anna = Page("anna", text)
    asked = ask(text, anna.name, sent=(anna.type(" no"),))
    told = answered(text, asked, may_write=False)["texts"][str(text.pk)]
    assert "not change it" in told["fault"]
    text.refresh_from_db()
    assert text.plain == "Agenda"


@pytest.mark.parametrize(
    "asked",
    [
        None, [], {}, {"page": "short", "texts": {}}, {"page": "x" * 12}, {"page": "x" * 12, "texts": {"a": {}}},
        {"page": "x" * 12, "texts": {"1": {"after": "x", "sent": []}}},
        {"page": "x" * 12, "texts": {"1": {"after": 0, "sent": [[1, "no base64!"]]}}},
        {"page": "x" * 12, "texts": {"1": {"after": -1, "sent": []}}},
        {"page": "x" * 12, "texts": {"999999": {"after": 0, "sent": []}}},
    ],
)  # fmt: skip
def test_a_request_that_cannot_be_read_is_told(text, asked):
    with pytest.raises(BadInput, match="cannot be read"):
        answered(text, asked)
