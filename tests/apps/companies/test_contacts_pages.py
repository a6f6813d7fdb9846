"""Do the pages of contacts and notes answer what they should, also without script and to odd requests?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from factories.companies import CompanyFactory, ContactFactory, PersonFactory
from grappe.apps.companies.models import Mark
from grappe.apps.companies.operations.notes import save_notes
from grappe.ui import clock

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")


@pytest.fixture(autouse=True)
def no_slots(settings):
    settings.SLOTS = {}


@pytest.fixture
def company(people, clusters):
    return CompanyFactory(clusters=[clusters["healthtech"]])


@pytest.fixture
def contact(company):
    return ContactFactory(company=company, starts_at=AT)


def form(**changes):
    ahead = clock.now().astimezone(LUXEMBOURG) + timedelta(days=3)
    facts = {
        "kind": "video", "subject": "Talk", "day": ahead.date().isoformat(), "hour": "14:30", "minutes": "45",
        "link": "https://meet.example/x", "invite": "on",
    }  # fmt: skip
    return facts | changes


# --- Plan, change, cancel ---


def test_plan_from_the_form(manager, company, people, mailoutbox, django_capture_on_commit_callbacks):
    person = PersonFactory(company=company)
    assert manager.get(f"/companies/{company.pk}/contacts/plan/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = manager.post(
            f"/companies/{company.pk}/contacts/plan/", form(people=[person.pk], team=[people.manager.pk])
        )
    made = company.contacts.get()
    assert answer.status_code == 302 and answer["Location"] == f"/companies/contacts/{made.pk}/"
    assert made.starts_at.astimezone(LUXEMBOURG).strftime("%H:%M") == "14:30"
    assert len(mailoutbox) == 2
    assert "2 invitations go out" in manager.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"link": ""}, "A video call needs the address"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"day": "2027-03-28", "hour": "02:30"}, "There is no 02:30 on 28 March 2027"),
        ({"day": "2026-10-25", "hour": "02:30"}, "comes twice on 25 October 2026"),
        ({"day": "31.02.2026"}, "Enter a valid date"),
        ({"hour": "25:00"}, "Enter a valid time"),
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"subject": ""}, "This field is required"),
        ({"people": "999999"}, "999999 is not one of the available choices"),
        ({"day": "2099-01-01"}, "Check the year"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_where(manager, company, change, words):
    answer = manager.post(f"/companies/{company.pk}/contacts/plan/", form(**change))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not company.contacts.exists()


def test_the_form_offers_only_this_companys_people_and_says_who_has_left(manager, company):
    PersonFactory(company=company, name="Here <b>", email="")
    PersonFactory(company=company, name="Gone", left_on=date(2026, 1, 2))
    PersonFactory(name="Elsewhere")
    text = manager.get(f"/companies/{company.pk}/contacts/plan/").content.decode()
    assert "Here &lt;b&gt; · no e-mail address, no invitation" in text
    assert "Gone · left on 02/01/2026" in text
    assert "Elsewhere" not in text


def test_an_archived_company_says_so(manager, company):
    company.archived_at = AT
    company.save()
    assert "archived" in manager.get(f"/companies/{company.pk}/contacts/plan/").content.decode()
    answer = manager.post(f"/companies/{company.pk}/contacts/plan/", form())
    assert answer.status_code == 422 and "archive" in answer.content.decode()


def test_change_and_two_at_once(manager, contact):
    page = manager.get(f"/companies/contacts/{contact.pk}/edit/").content.decode()
    assert 'name="sequence" value="0"' in page and 'value="10:00' in page
    facts = form(kind="visit", subject="Moved", sequence="0")
    assert manager.post(f"/companies/contacts/{contact.pk}/edit/", facts).status_code == 302
    late = manager.post(f"/companies/contacts/{contact.pk}/edit/", facts | {"subject": "Late"})
    assert late.status_code == 422 and "Somebody else changed" in late.content.decode()
    contact.refresh_from_db()
    assert contact.subject == "Moved"


def test_cancel_asks_first(manager, contact):
    assert "Nobody is told" in manager.get(f"/companies/contacts/{contact.pk}/cancel/").content.decode()
    contact.refresh_from_db()
    assert contact.state == "planned"
    manager.post(f"/companies/contacts/{contact.pk}/cancel/")
    contact.refresh_from_db()
    assert contact.state == "cancelled"
    assert manager.post(f"/companies/contacts/{contact.pk}/cancel/").status_code == 400


def test_hold_with_the_next_day_and_take_back(manager, contact):
    day = clock.today() + timedelta(days=30)
    answer = manager.post(f"/companies/contacts/{contact.pk}/hold/", {"next_contact_on": day.isoformat()})
    assert answer.status_code == 302
    contact.refresh_from_db()
    assert (contact.state, contact.next_contact_on) == ("held", day)
    bad = manager.post(f"/companies/contacts/{contact.pk}/hold/", {"next_contact_on": "2020-01-01"})
    assert bad.status_code == 422 and "in the past" in bad.content.decode()
    manager.post(f"/companies/contacts/{contact.pk}/reopen/")
    contact.refresh_from_db()
    assert contact.state == "planned"


def test_the_list_turns_pages(manager, company):
    for number in range(31):
        ContactFactory(
            company=company, subject=f"Number {number:02d}.", starts_at=AT + timedelta(days=number)
        )
    first = manager.get(f"/companies/{company.pk}/contacts/")
    assert "Number 30." in first.content.decode() and "Number 00." not in first.content.decode()
    second = manager.get(f"/companies/{company.pk}/contacts/", {"before": first.context["earlier"]})
    assert "Number 00." in second.content.decode() and "Number 01." not in second.content.decode()
    assert manager.get(f"/companies/{company.pk}/contacts/", {"before": "x"}).status_code == 400


@pytest.mark.parametrize("path", ["9999999/contacts/", "9999999/contacts/plan/", "contacts/9999999/"])
def test_what_is_not_there_is_not_found(manager, path):
    assert manager.get(f"/companies/{path}").status_code == 404


# --- Notes ---


def save(client, contact, text, based_on, **facts):
    data = {"text": text, "based_on": based_on, "language": "lb", **facts}
    return client.post(
        f"/companies/contacts/{contact.pk}/notes/save/", data, headers={"accept": "application/json"}
    )


def test_the_script_saves_and_learns_the_version(manager, contact):
    answer = save(manager, contact, "Moien", 0, page="p", turn=1)
    assert answer.status_code == 200
    assert answer.json() | {"when": ""} == {
        "version": 1, "language": "lb", "writer": "Manager", "mine": True, "when": "", "set_aside": None,
    }  # fmt: skip


def test_a_conflict_answers_409_with_both_texts(manager, contact, people):
    save_notes(contact=contact, text="hers", based_on=0, by=people.administrator, at=AT)
    answer = save(manager, contact, "mine", 0)
    assert answer.status_code == 409
    facts = answer.json()
    assert (facts["text"], facts["version"], facts["writer"], facts["set_aside"]) == (
        "hers",
        1,
        "Administrator",
        2,
    )
    assert not facts["mine"] and facts["when"]
    settled = manager.post(
        f"/companies/contacts/{contact.pk}/notes/settle/",
        {"choice": "both", "text": "mine", "based_on": 1, "set_aside": 2}, headers={"accept": "application/json"},
    )  # fmt: skip
    assert settled.status_code == 200 and settled.json()["text"].startswith("hers\n\n--- Manager, ")


def test_without_script_a_conflict_is_a_page_with_both_texts_and_the_choice(manager, contact, people):
    save_notes(contact=contact, text="hers", based_on=0, by=people.administrator, at=AT)
    address = f"/companies/contacts/{contact.pk}/notes/save/"
    answer = manager.post(address, {"text": "mine", "based_on": 0, "language": "fr"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "hers" in text and "mine" in text and 'value="both"' in text
    manager.post(
        f"/companies/contacts/{contact.pk}/notes/settle/", {"choice": "both", "set_aside": 2, "based_on": 1}
    )
    contact.refresh_from_db()
    assert "hers" in contact.notes and contact.notes.endswith("mine")


def test_a_text_set_aside_is_shown_on_the_page_until_it_is_settled(manager, contact, people):
    save_notes(contact=contact, text="hers", based_on=0, by=people.administrator, at=AT)
    save_notes(contact=contact, text="mine", based_on=0, by=people.manager, at=AT)
    page = f"/companies/contacts/{contact.pk}/"
    assert "a text was set aside" in manager.get(page).content.decode()
    manager.post(f"{page}notes/settle/", {"choice": "theirs", "set_aside": 2, "based_on": 1})
    assert "a text was set aside" not in manager.get(page).content.decode()


def test_without_script_notes_are_saved_too(manager, contact):
    address = f"/companies/contacts/{contact.pk}/notes/save/"
    assert manager.post(address, {"text": "plain", "based_on": 0, "language": "de"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.notes, contact.notes_language) == ("plain", "de")


def test_too_long_is_said_clearly(manager, contact):
    answer = save(manager, contact, "x" * 1_000_001, 0)
    assert answer.status_code == 422
    assert answer.json()["message"] == (
        "The notes are too long: 1001 kB of at most 1000 kB. Nothing was saved; shorten them."
    )


@pytest.mark.parametrize(
    "facts", [{}, {"text": "x"}, {"text": "x", "based_on": "-1"}, {"text": "x", "based_on": "1" * 40}]
)
def test_an_unreadable_save_writes_nothing(manager, contact, facts):
    address = f"/companies/contacts/{contact.pk}/notes/save/"
    assert manager.post(address, facts, headers={"accept": "application/json"}).status_code == 422
    assert not contact.revisions.exists()


def test_markup_in_notes_is_text(manager, client, contact, people):
    evil = "</textarea><script>alert(1)</script> need <b>robot</b>"
    save(manager, contact, evil, 0)
    manager.post(f"/companies/contacts/{contact.pk}/marks/", {"kind": "need", "passage": "<b>robot</b>"})
    pages = [manager.get(f"/companies/contacts/{contact.pk}/{tail}") for tail in ("", "notes/revisions/1/")]
    client.force_login(people.ministry)
    pages.append(client.get(f"/companies/contacts/{contact.pk}/"))
    for page in pages:
        text = page.content.decode()
        assert "<script>alert" not in text and "<b>robot" not in text
    assert '<mark class="mark-need">&lt;b&gt;robot&lt;/b&gt;</mark>' in pages[-1].content.decode()


def test_leading_blank_lines_survive_the_textarea(manager, contact):
    save(manager, contact, "\n\nx", 0)
    text = manager.get(f"/companies/contacts/{contact.pk}/").content.decode()
    assert 'aria-describedby="notes-help">\n\n\nx</textarea>' in text


def test_the_page_asks_whether_somebody_else_saved(manager, contact, people):
    save(manager, contact, "a", 0)
    address = f"/companies/contacts/{contact.pk}/notes/"
    assert manager.get(address, {"have": "1"}).status_code == 204
    assert manager.get(address, {"have": "0"}).json()["text"] == "a"
    mark = Mark.objects.create(contact=contact, kind="need", passage="a", marked_at=AT)
    assert manager.get(address, {"have": "1"}).json()["marks"] == [mark.pk]
    assert manager.get(address, {"have": "1", "marks": str(mark.pk)}).status_code == 204
    line = manager.get(f"/companies/contacts/{contact.pk}/marks/{mark.pk}/").content.decode()
    assert line.startswith("<li") and f'data-mark-id="{mark.pk}"' in line
    other = Mark.objects.create(contact=ContactFactory(), kind="need", passage="b", marked_at=AT)
    assert manager.get(f"/companies/contacts/{contact.pk}/marks/{other.pk}/").status_code == 404


def test_readers_get_no_editor(client, contact, people):
    client.force_login(people.ministry)
    text = client.get(f"/companies/contacts/{contact.pk}/").content.decode()
    assert (
        "<textarea" not in text and "data-notes" not in text and "/edit/" not in text and "/hold/" not in text
    )


def test_restore_from_the_list(manager, contact):
    save(manager, contact, "first", 0)
    save(manager, contact, "second", 1)
    assert manager.get(f"/companies/contacts/{contact.pk}/notes/revisions/").status_code == 200
    assert "first" in manager.get(f"/companies/contacts/{contact.pk}/notes/revisions/1/").content.decode()
    manager.post(f"/companies/contacts/{contact.pk}/notes/revisions/1/restore/", {"based_on": 2})
    contact.refresh_from_db()
    assert contact.notes == "first"
    assert manager.get(f"/companies/contacts/{contact.pk}/notes/revisions/77/").status_code == 404


# --- Marks and the slot ---


def test_a_mark_answers_its_line_with_the_slot_of_the_higher_app(manager, contact, settings):
    settings.SLOTS = {"companies.mark": ["companies:contact"]}  # any address that takes a pk
    htmx = {"HX-Request": "true"}
    address = f"/companies/contacts/{contact.pk}/marks/"
    need = manager.post(address, {"kind": "need", "passage": "a robot"}, headers=htmx).content.decode()
    mark = contact.marks.get()
    assert f'hx-get="/companies/contacts/{mark.pk}/"' in need and "<html" not in need
    idea = manager.post(address, {"kind": "idea", "passage": "a robot"}, headers=htmx).content.decode()
    assert "hx-get" not in idea
    twice = manager.post(address, {"kind": "need", "passage": "a robot"}, headers=htmx)
    assert twice.status_code == 422 and twice["HX-Retarget"] == "#toasts"
    gone = manager.post(f"/companies/contacts/{contact.pk}/marks/{mark.pk}/remove/", headers=htmx)
    assert gone.status_code == 200 and not gone.content
