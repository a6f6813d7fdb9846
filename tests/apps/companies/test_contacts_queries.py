"""Do the queries of contacts and notes find what they should, in a constant number of questions to the database?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.companies.models import Contact, Mark
from grappe.apps.companies.operations.notes import save_notes
from grappe.apps.companies.queries import contacts as queries
from grappe.apps.companies.queries import notes

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(people, clusters):
    return CompanyFactory(clusters=[clusters["healthtech"]])


@pytest.mark.django_db
def test_today_is_luxembourgs_day_and_mine(company, people):
    def contact(hour, **facts):
        contact = ContactFactory(company=company, starts_at=hour, **facts)
        contact.team.add(people.manager)
        return contact

    midnight = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # 00:00 on 2 March in Luxembourg
    late = contact(midnight + timedelta(hours=23, minutes=59), link="https://meet.example/x", kind="video")
    early = contact(midnight)
    held = contact(midnight + timedelta(hours=10), state="held")
    contact(midnight - timedelta(minutes=1))
    contact(midnight + timedelta(hours=24))
    contact(midnight + timedelta(hours=9), state="cancelled")
    ContactFactory(company=company, starts_at=midnight).team.add(people.analyst)
    assert queries.contacts_today(for_user=people.manager, day=date(2026, 3, 2)) == [early, held, late]


@pytest.mark.django_db
def test_the_day_the_clocks_go_back_has_twenty_five_hours(company, people):
    last = ContactFactory(company=company, starts_at=datetime(2026, 10, 25, 22, 30, tzinfo=UTC))
    last.team.add(people.manager)
    assert queries.contacts_today(for_user=people.manager, day=date(2026, 10, 25)) == [last]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_today_asks_three_questions(company, people, rows, django_assert_num_queries):
    for _number in range(rows):
        contact = ContactFactory(company=CompanyFactory(), starts_at=AT, notes="x" * 1000)
        contact.team.add(people.manager)
        contact.people.add(PersonFactory(company=contact.company))
    with django_assert_num_queries(3):
        found = queries.contacts_today(for_user=people.manager, day=date(2026, 3, 2))
        shown = [(c.company.name, [*c.people.all()], [*c.team.all()], c.link, c.excerpt) for c in found]
    assert len(shown) == rows


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_page_asks_a_constant_number(client, company, people, rows, django_assert_num_queries):
    for _number in range(rows):
        contact = ContactFactory(company=company, starts_at=AT, notes="words")
        contact.people.add(PersonFactory(company=company))
    client.force_login(people.manager)
    with django_assert_num_queries(8):
        answer = client.get(f"/companies/{company.pk}/contacts/")
    assert answer.content.decode().count("<tr>") == rows + 1


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 40])
def test_the_page_of_a_contact_asks_a_constant_number(
    client, company, people, size, django_assert_num_queries, settings
):
    settings.SLOTS = {}
    contact = ContactFactory(company=company, starts_at=AT)
    for number in range(size):
        save_notes(contact=contact, text=f"line {number}", based_on=number, by=people.manager, at=AT)
        Mark.objects.create(
            contact=contact, kind="need", passage=f"p{number}", marked_at=AT, marked_by=people.manager
        )
        contact.people.add(PersonFactory(company=company))
    client.force_login(people.manager)
    with django_assert_num_queries(12):
        assert client.get(f"/companies/contacts/{contact.pk}/").status_code == 200


@pytest.mark.django_db
def test_pages_of_contacts_lose_none_even_at_the_same_moment(company, people):
    made = {ContactFactory(company=company, starts_at=AT).pk for _number in range(5)}
    ContactFactory(starts_at=AT)  # of another company
    seen, before = [], None
    while page := queries.contacts_of(company.pk, for_user=people.ministry, before=before, limit=2):
        seen += [contact.pk for contact in page]
        before = (page[-1].starts_at, page[-1].pk)
    assert set(seen) == made and len(seen) == 5


@pytest.mark.django_db
def test_contacts_before_a_moment(company, people):
    old, _new = (ContactFactory(company=company, starts_at=AT + timedelta(days=days)) for days in (0, 1))
    before = AT + timedelta(days=1)
    assert queries.contacts_of(company.pk, for_user=people.manager, before=before) == [old]
    entries = queries.timeline_entries_of_contacts(
        company_id=company.pk, for_user=people.manager, before=before
    )
    assert [entry.key for entry in entries] == [f"contact-{old.pk}"]


@pytest.mark.django_db
def test_the_last_contact_is_the_last_one_held_by_luxembourgs_day(company, django_assert_num_queries):
    other, never = CompanyFactory(), CompanyFactory()
    ContactFactory(company=company, state="held", starts_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    ContactFactory(company=company, state="held", starts_at=AT)
    ContactFactory(company=company, state="planned", starts_at=AT + timedelta(days=300))
    ContactFactory(company=other, state="cancelled", starts_at=AT)
    ContactFactory(company=other, state="held", starts_at=AT)
    with django_assert_num_queries(1):
        last = queries.last_contact_on([company.pk, other.pk, never.pk])
    assert last == {company.pk: date(2026, 7, 1), other.pk: date(2026, 3, 2)}


@pytest.mark.django_db
def test_an_entry_of_the_timeline_says_what_and_where(company, people):
    contact = ContactFactory(company=company, kind="video", subject="Talk", notes="y" * 5000, state="held")
    contact.team.add(people.manager)
    planned = ContactFactory(company=company, starts_at=AT + timedelta(days=1))
    later, entry = queries.timeline_entries_of_contacts(company_id=company.pk, for_user=people.ministry)
    assert (entry.title, entry.icon, entry.label, entry.by) == (
        "Talk",
        "video",
        "Video call",
        people.manager.name,
    )
    assert entry.url == f"/companies/contacts/{contact.pk}/"
    assert len(entry.text) < 300 and entry.text.endswith("…")
    assert (entry.badges, later.badges, later.key) == ((), ("Planned",), f"contact-{planned.pk}")


@pytest.mark.django_db
def test_strangers_and_former_colleagues_see_nothing(company, people):
    people.analyst.is_active = False
    for question in (
        lambda: queries.contacts_today(for_user=people.analyst, day=date(2026, 3, 2)),
        lambda: queries.contacts_of(company.pk, for_user=people.analyst),
        lambda: queries.contact_for(1, for_user=people.analyst),
    ):
        with pytest.raises(PermissionDenied):
            question()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["administrator", "manager", "other_manager", "analyst", "ministry"])
def test_everybody_inside_reads(company, people, role):
    contact = ContactFactory(company=company)
    assert queries.contact_for(contact.pk, for_user=people.by_role()[role]) == contact


# --- Notes ---


@pytest.mark.django_db
def test_autosaves_of_ten_minutes_show_as_one_and_conflicts_always(company, people):
    contact = ContactFactory(company=company)

    def save(text, based_on, seconds, by):
        save_notes(contact=contact, text=text, based_on=based_on, by=by, at=AT + timedelta(seconds=seconds))

    for number in range(5):
        save("x" * (number + 1), number, number * 60, people.manager)
    save("hers", 5, 300, people.administrator)
    save("mine", 5, 310, people.manager)  # set aside
    save("mine again", 6, 1000, people.manager)
    contact.refresh_from_db()
    listed = notes.revisions_of(contact, for_user=people.ministry)
    assert [(row.version, row.saves, row.conflict) for row in listed] == [
        (8, 1, False), (7, 1, True), (6, 1, False), (5, 5, False),
    ]  # fmt: skip
    assert [row.current for row in listed] == [True, False, False, False]
    assert listed[1].open and listed[-1].characters == 5
    assert len(notes.revisions_of(contact, for_user=people.ministry, each=True)) == 8


PIECES = st.lists(st.sampled_from(["a", "b", "ab", " ", "\n", "(", "é"]), max_size=12).map("".join)


@given(
    text=PIECES,
    marked=st.lists(st.tuples(st.sampled_from(["need", "idea"]), PIECES.filter(bool)), max_size=4),
)
def test_passages_joined_again_are_the_text(text, marked):
    marks = [Mark(kind=kind, passage=passage) for kind, passage in marked]
    pieces = notes.passages(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    kinds = {mark.passage: mark.kind for mark in marks}
    assert all(piece.kind == kinds[piece.text] for piece in pieces if piece.kind)
    if marks and not any(piece.kind for piece in pieces):
        assert not any(passage in text for _kind, passage in marked)


def test_of_marks_within_each_other_the_longer_counts():
    marks = [Mark(kind="need", passage="robot"), Mark(kind="idea", passage="a robot arm")]
    assert [(p.text, p.kind) for p in notes.passages("want a robot arm.", marks)] == [
        ("want ", ""), ("a robot arm", "idea"), (".", ""),
    ]  # fmt: skip


def test_defaults_of_the_model_stand():
    assert Contact().notes_version == 0
