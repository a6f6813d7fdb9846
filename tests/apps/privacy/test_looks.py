"""Are all texts looked through by the worker, told how far it is, kept for a day and shown to that person alone?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from factories.companies import CompanyFactory, ContactFactory
from factories.jobs import work
from factories.looks import looked
from grappe.apps.companies.models import Person
from grappe.apps.mail.models import Message
from grappe.apps.privacy.models import Case, Look
from grappe.apps.privacy.operations import cases
from grappe.apps.privacy.operations import looks as operations
from grappe.apps.privacy.queries import access, links, looks, places, subjects
from grappe.ui import clock

pytestmark = pytest.mark.django_db(transaction=True)
NAME, EMAIL = "Xaver Quittenbaum", "xaver@quitte.example"


@pytest.fixture(autouse=True)
def elsewhere(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def contact(clusters):
    company = CompanyFactory(name="Quitte S.A.", clusters=[clusters["healthtech"]])
    Person.objects.create(company=company, name=NAME, email=EMAIL)
    return ContactFactory(company=company, notes=f"{NAME} shows the line")


def opened(by) -> Case:
    case = cases.open_case(
        name=NAME, email=EMAIL, spellings=[], language="en", asked_on=clock.today(), by=by, at=clock.now()
    )
    return cases.make_link(case=case, by=by, at=clock.now())


def test_the_worker_looks_and_page_and_file_say_the_same(client, people, contact):
    case = opened(people.administrator)
    client.force_login(people.administrator)
    page, fetch = reverse("privacy:case", args=[case.pk]), reverse("privacy:export", args=[case.pk])
    assert "shows the line" not in client.get(page).content.decode()
    early = client.post(fetch, {"how": "json"}).json()
    assert (early["mentions"], early["texts_looked_through_at"]) == ([], None)
    assert [row["email"] for each in early["records"] for row in each["rows"] if "function" in row] == [EMAIL]
    answer = client.post(reverse("privacy:look", args=[case.pk]), follow=True).content.decode()
    assert reverse("privacy:look_progress", args=[case.pk]) in answer
    assert "HX-Refresh" not in client.get(reverse("privacy:look_progress", args=[case.pk]))
    work()
    assert client.get(reverse("privacy:look_progress", args=[case.pk]))["HX-Refresh"] == "true"
    assert "shows the line" in client.get(page).content.decode()
    late = client.post(fetch, {"how": "json"}).json()
    assert [each["passage"] for each in late["mentions"]] == [f"{NAME} shows the line"]
    assert late["texts_looked_through_at"]
    assert client.post(fetch, {"how": "pdf"}).content.startswith(b"%PDF")
    look = Look.objects.get()
    assert look.step == look.steps > 1
    assert NAME not in str(Look.objects.values())
    contact.notes = "Nobody"
    contact.save()
    assert "Named in texts" not in client.get(page).content.decode()  # as it stands now


def test_by_the_link_and_as_a_colleague_only_ones_own_is_looked_for_and_shown(client, people, contact):
    case = opened(people.administrator)
    token = links.token_of(case)
    assert client.post(reverse("privacy:own_look", args=[token])).status_code == 302
    assert client.get(reverse("privacy:own_look_progress", args=[token])).status_code == 200
    work()
    told = client.get(reverse("privacy:own", args=[token])).content.decode()
    assert "Named in texts" in told
    assert "shows the line" not in told
    contact.notes = f"{people.manager.name} was late"
    contact.save()
    for user, named in ((people.manager, True), (people.analyst, False)):
        client.force_login(user)
        client.post(reverse("privacy:mine_look"))
        work()
        assert ("Named in texts" in client.get(reverse("privacy:mine")).content.decode()) is named
        assert client.get(reverse("privacy:mine_look_progress"))["HX-Refresh"] == "true"
        assert client.get(reverse("privacy:look_progress", args=[case.pk])).status_code == 403
    cases.withdraw_link(case=case, by=people.administrator)
    client.logout()
    assert client.post(reverse("privacy:own_look", args=[token])).status_code == 410


def test_who_may_have_it_done(people, contact):
    case = opened(people.administrator)
    for by in (people.manager, people.analyst, people.ministry):
        with pytest.raises(PermissionDenied):
            operations.look_for_case(case=case, by=by, at=clock.now())
    people.manager.is_active = False
    with pytest.raises(PermissionDenied):
        operations.look_for_oneself(by=people.manager, at=clock.now())


def test_one_at_a_time_and_not_again_at_once(people, contact):
    case, now = opened(people.administrator), clock.now()
    first = operations.look_for_case(case=case, by=None, at=now)
    assert operations.look_for_case(case=case, by=None, at=now) == first
    operations.perform(look_id=first.pk, at=now)
    assert operations.look_for_case(case=case, by=None, at=now) == first
    second = operations.look_for_case(case=case, by=None, at=now + looks.AGAIN)
    assert second != first
    died = operations.look_for_case(case=case, by=None, at=now + looks.AGAIN + looks.AT_MOST)
    assert died != second
    assert Look.objects.count() == 1


def test_it_is_forgotten_after_a_day(client, people, contact):
    case = opened(people.administrator)
    look = looked(case)
    late = look.asked_at + looks.KEPT
    assert looks.look_of_case(case, at=late - timedelta(seconds=1)) == look
    assert looks.look_of_case(case, at=late) is None
    assert operations.forget_old(at=late - timedelta(seconds=1)) == 0
    assert operations.forget_old(at=late) == 1


def test_what_goes_wrong_is_said_and_can_be_tried_again(client, people, contact, monkeypatch):
    case = opened(people.administrator)
    look = operations.look_for_case(case=case, by=None, at=clock.now())
    monkeypatch.setattr(places, "AT_A_TIME", 0)  # no range can be cut: the machine's own fault
    with pytest.raises(ValueError, match="must not be zero"):
        operations.perform(look_id=look.pk, at=clock.now())
    monkeypatch.undo()
    client.force_login(people.administrator)
    assert "did not come to an end" in client.get(reverse("privacy:case", args=[case.pk])).content.decode()
    assert operations.look_for_case(case=case, by=None, at=clock.now()) != look


def test_large_tables_are_looked_through_in_pieces_and_nothing_is_missed(people, contact, monkeypatch):
    for number in range(7):
        ContactFactory(company=contact.company, notes=f"{number} {NAME}")
    case = opened(people.administrator)
    whole = looked(case)
    monkeypatch.setattr(places, "AT_A_TIME", 2)
    cut = looked(case)
    assert cut.steps > whole.steps
    assert sorted(cut.places) == sorted(whole.places)
    assert len([each for each in cut.places if each[:2] == ["companies.contact", "notes"]]) == 8


def test_mails_that_the_administrator_does_not_read_are_told_without_words(people, contact):
    case = opened(people.administrator)
    Message.objects.create(
        digest="d", message_id="m", subject="Hello", text=f"{NAME} is ill", audience="named", sent_at=clock.now(),
        taken_at=clock.now(),
    )  # fmt: skip
    known = access.known_of(subjects.subject_of(case), look=looked(case), for_user=people.administrator)
    (mention,) = [each for each in known.mentions if each.place == "mail.message"]
    assert (mention.passage, mention.confidential) == ("", True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_often_somebody_is_named(
    client, people, contact, django_assert_num_queries, count
):
    for number in range(count):
        ContactFactory(company=contact.company, notes=f"{number} {people.manager.name}")
    looked(people.manager)
    client.force_login(people.manager)
    with django_assert_num_queries(42):
        assert client.get(reverse("privacy:mine")).status_code == 200
