"""Does the index say of everything what is written there now, whatever wrote it, and the same when it is built anew?"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from architecture import world
from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.clusters.models import Cluster
from grappe.apps.search import operations
from grappe.apps.search.enums import Kind
from grappe.apps.search.models import Again, Entry, Meaning, OfCompany

pytestmark = pytest.mark.django_db
COLUMNS = "kind, record_id, company_id, titles, texts, language, beside, day, words::text"
# Where the title of a kind stands, as SQL: what somebody may change there.
TITLES = {
    "company": "name", "person": "name", "contact": "subject", "need": "title", "idea": "title", "paper": "title",
    "material": "title", "solution": "title", "programme": "name", "event": "titles", "group": "names", "study": "titles",
    "flagship": "names", "challenge": "questions", "plan": "titles", "sheet": "titles",
}  # fmt: skip
TRILINGUAL = {"solution", "programme", "event", "group", "study", "flagship", "challenge", "plan", "sheet"}


def kept() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM search_entry ORDER BY kind, record_id")
        return cursor.fetchall()


def tables() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, source::text FROM search_tables()")
        return dict(cursor.fetchall())


def test_of_all_kinds_what_is_written_is_what_is_found_and_building_anew_changes_nothing():
    assert set(tables()) == set(Kind.values), "each kind watches its own table"
    world.build(world.people())
    before = kept()
    assert {row[0] for row in before} == set(Kind.values), "the world has one of everything"
    counts = dict(operations.rebuild())
    assert kept() == before, "nothing was missed and nothing was said twice"
    assert sum(counts.values()) == len(before)
    for model in (Meaning, Entry, OfCompany):
        model.objects.all().delete()
    list(operations.rebuild())
    assert kept() == before, "from nothing it is the same, letter by letter"
    for kind, table in tables().items():
        if kind in TITLES:
            _changed(kind, table)
    after = kept()
    list(operations.rebuild())
    assert kept() == after, "so it is after every change"
    for kind in (
        "contact",
        "need",
        "person",
        "event",
        "sheet",
        "plan",
        "paper",
        "material",
        "challenge",
        "group",
    ):
        _gone(kind, tables()[kind])


def _changed(kind: str, table: str) -> None:
    """Change the title by plain SQL, past all operations."""
    said = "jsonb_build_object('en', 'Quockerwodger')" if kind in TRILINGUAL else "'Quockerwodger'"
    record = Entry.objects.filter(kind=kind).order_by("-record_id").values_list("record_id", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET {TITLES[kind]} = {said} WHERE id = %s', [record])
        cursor.execute(
            "SELECT record_id FROM search_entry WHERE kind = %s AND words @@ '/quockerwodger'", [kind]
        )
        assert [row[0] for row in cursor.fetchall()] == [record], kind


def _gone(kind: str, table: str) -> None:
    """Delete one by SQL, its foreign keys aside: the trigger of the thing itself is what is looked at."""
    record = Entry.objects.filter(kind=kind).values_list("record_id", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT gone")
        cursor.execute(f'DELETE FROM "{table}" WHERE id = %s', [record])
        assert not Entry.objects.filter(kind=kind, record_id=record).exists(), kind
        cursor.execute("ROLLBACK TO SAVEPOINT gone")
    assert Entry.objects.filter(kind=kind, record_id=record).exists()


def words_of(kind: str, record: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words::text FROM search_entry WHERE kind = %s AND record_id = %s", [kind, record]
        )
        return str(cursor.fetchone()[0])


def test_what_hangs_on_a_company_follows_it(clusters, people):
    company = CompanyFactory(name="Alpha Bois")
    person = PersonFactory(company=company)
    contact = ContactFactory(company=company, audience="confidence", created_by=people.analyst)
    assert "'#c:" not in words_of("contact", contact.pk)
    company.clusters.set([clusters["wood"]])
    wood = Cluster.objects.get(slug="wood").pk
    for kind, record in (("company", company.pk), ("person", person.pk), ("contact", contact.pk)):
        assert f"'#c:{wood}'" in words_of(kind, record), kind
    found = words_of("contact", contact.pk)
    assert all(f"'=r:{word}'" in found for word in ("adm", f"k{wood}", f"u{people.analyst.pk}")), found
    assert "'=r:all'" not in found
    type(company).objects.filter(pk=company.pk).update(name="Omega Holz")
    assert "'omega'" in words_of("contact", contact.pk) and "'alpha'" not in words_of("contact", contact.pk)
    assert Again.objects.filter(company_id=company.pk).exists(), "who wrote meanwhile is looked at once more"
    assert operations.look_again() == 0, "who runs now may have read what was there before"
    assert operations.look_again() == 0 and Again.objects.exclude(seen=None).exists()
    Again.objects.update(seen=1)  # as if all of them had ended
    assert operations.look_again() == 1
    assert not Again.objects.exists()
    company.figures.create(year=2025, headcount=12)
    assert "'#s:small'" in words_of("person", person.pk)


def test_a_number_is_kept_with_all_its_ends_and_a_name_with_its_slips():
    company = CompanyFactory(name="Arcelor Mittal S.A.", vat_number="LU12345678")
    found = words_of("company", company.pk)
    assert all(f"'${part}'" in found for part in ("lu12345678", "12345678", "5678"))
    assert "'/arcelormittal'" in found and "'~arcelr'" in found
    assert "'/sa'" not in found, "the legal form is no word of a name"


def test_only_texts_wait_for_their_meaning_and_are_encoded_once():
    firm = CompanyFactory(name="Without words")
    contact = ContactFactory(company=firm, notes="Ils cherchent une pompe à chaleur.")
    assert set(Meaning.objects.values_list("entry__kind", flat=True)) == {"contact"}
    assert operations.encode_waiting() == 1 and operations.encode_waiting() == 0
    type(contact).objects.filter(pk=contact.pk).update(place="Esch")
    assert operations.encode_waiting() == 0, "the words did not change"
    type(contact).objects.filter(pk=contact.pk).update(notes="Ils cherchent un électricien.")
    assert operations.encode_waiting() == 1


def test_what_is_made_of_a_contact_is_looked_at_again_when_fewer_may_read_it(people):
    contact = ContactFactory(audience="everyone")
    contact.readers.add(people.analyst)
    assert not Again.objects.exists(), "more may read it"
    type(contact).objects.filter(pk=contact.pk).update(place="Esch")
    assert not Again.objects.exists()
    for narrow in (
        lambda: type(contact).objects.filter(pk=contact.pk).update(audience="named"),
        lambda: contact.readers.clear(),
    ):
        narrow()
        assert list(Again.objects.values_list("company_id", flat=True)) == [contact.company_id]
        Again.objects.all().delete()
