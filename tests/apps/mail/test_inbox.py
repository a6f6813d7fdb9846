"""Does what waits get proposals with reasons, and find its place; is nothing lost on the way; and do pages stay quick?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from factories.companies import CompanyFactory
from grappe.apps.companies import operations as companies
from grappe.apps.companies.models import Person
from grappe.apps.desk.queries.search import search
from grappe.apps.mail.enums import Hint, MessageState
from grappe.apps.mail.models import Filing, Folder, Mailbox, Message, Party, Sighting
from grappe.apps.mail.operations import filing, mailboxes
from grappe.apps.mail.queries.finding import find
from grappe.apps.mail.queries.inbox import PAGE, inbox, waiting_count
from grappe.apps.mail.queries.matching import Own
from grappe.apps.mail.queries.messages import answer_to, message_for
from grappe.apps.mail.queries.signatures import signature_of
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.sealing import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(people):
    """Lay a mail into the manager's inbox."""
    now = clock.now()
    box = Mailbox.objects.create(
        user=people.manager, name="x", host="h", username="u", secret=seal("x"), next_at=now, connected_at=now, state="active"
    )  # fmt: skip
    folder = Folder.objects.create(mailbox=box, name="INBOX")

    def make(number: int, *, name="", email="a@nowhere.example", subject="", thread="", text="") -> Message:
        message = Message.objects.create(
            message_id=f"<{number}@x>", digest=str(number), thread=thread or str(number), subject=subject or f"Mail {number}",
            text=text, sent_at=now - timedelta(minutes=number), taken_at=now,
        )  # fmt: skip
        Party.objects.create(message=message, role="from", name=name, email=email)
        Sighting.objects.create(message=message, folder=folder, uidvalidity=1, uid=number)
        return message

    return make


def offered(people, message) -> dict[str, tuple[Hint, ...]]:
    page = inbox(for_user=people.manager, state="waits")
    (line,) = [each for each in page.rows if each.row.pk == message.pk]
    return {str(each.company): each.hints for each in line.proposals}


def test_proposals_say_why(people, waiting):
    at, seats = clock.now(), [seat.cluster for seat in people.manager.memberships.all()]
    site = CompanyFactory(name="Site", website="http://WWW.domain.example:8080/x", clusters=seats)
    staff = CompanyFactory(name="Staff", clusters=seats)
    for values in (
        {"name": "Jo Old", "email": "Old@gmail.com", "left_on": clock.today()},
        {"name": "Vera Weiß", "email": "vera@domain.example"},
    ):
        companies.save_person(company=staff, values=values | {"language": "de"}, by=people.manager, at=at)
    hidden = CompanyFactory(name="Hidden", website="domain.example", visibility="clusters")
    assert offered(people, waiting(1, email="new@domain.example")) == {
        "Site": (Hint.DOMAIN,),
        "Staff": (Hint.DOMAIN,),
    }
    assert offered(people, waiting(2, email="old@gmail.com")) == {"Staff": (Hint.LEFT,)}
    assert offered(people, waiting(3, name="Vera Weiß", email="v@gmail.com")) == {"Staff": (Hint.PERSON,)}
    assert offered(people, waiting(4, email="any@gmail.com")) == {}
    known = waiting(5, thread="one")
    filing.assign(message=known, company=site, by=people.manager, at=at)
    assert offered(people, waiting(6, thread="one")) == {"Site": (Hint.THREAD,)}
    assert hidden.pk  # is never among them


def test_own_domains_are_no_reason(people, waiting):
    domain = people.manager.email.rpartition("@")[2]
    CompanyFactory(name="We", website=f"https://{domain}/")
    assert offered(people, waiting(1, email=f"unknown@{domain}")) == {}


def test_a_mail_is_assigned_with_its_writer_and_those_that_wait_go_along(people, waiting):
    company = CompanyFactory(clusters=[seat.cluster for seat in people.manager.memberships.all()])
    first, second, other = waiting(1, email="neu@x.example"), waiting(2, email="neu@x.example"), waiting(3)
    said = {"by": people.manager, "at": clock.now()}
    filing.assign(
        message=first, company=company, person="Neu  Mann", email="Neu@x.example", function="CEO", **said
    )
    person = Person.objects.get(company=company)
    assert (person.name, person.email, person.function) == ("Neu Mann", "neu@x.example", "CEO")
    assert {each.pk: each.state for each in Message.objects.all()} == {
        first.pk: "filed", second.pk: "filed", other.pk: "waits",
    }  # fmt: skip
    assert set(Party.objects.filter(email="neu@x.example").values_list("person", flat=True)) == {person.pk}
    filing.assign(message=other, company=company, person="Again", email="NEU@x.example", **said)
    assert Person.objects.filter(company=company).count() == 1
    for row in Filing.objects.filter(message=first):
        filing.take_off(filing=row, **said)
    first.refresh_from_db()
    assert first.state == MessageState.WAITS


def test_what_is_put_aside_stays_and_comes_back(people, waiting):
    one, two = waiting(1, email="n@news.example"), waiting(2, email="m@news.example")
    said = {"by": people.manager, "at": clock.now()}
    filing.put_aside(message=one, aside=True, ignored="domain", **said)
    assert set(Message.objects.values_list("state", flat=True)) == {"aside"}
    assert list(Mailbox.objects.get().ignored.values_list("words", "value")) == [("domain", "news.example")]
    filing.put_aside(message=two, aside=False, **said)
    with pytest.raises(BadInput):
        filing.put_aside(message=two, aside=False, **said)
    assert waiting_count(for_user=people.manager) == 1


def test_only_whom_a_mail_came_to_says_where_it_stands(people, waiting):
    message, company = waiting(1), CompanyFactory()
    for user in (people.administrator, people.other_manager, people.analyst, people.ministry):
        for act in (
            lambda user=user: filing.assign(message=message, company=company, by=user, at=clock.now()),
            lambda user=user: filing.put_aside(message=message, aside=True, by=user, at=clock.now()),
            lambda user=user: filing.set_audience(
                message=message, audience="everyone", by=user, at=clock.now()
            ),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert not Filing.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries(people, waiting, client, django_assert_num_queries, count):
    for number in range(count):
        waiting(number, email=f"a@d{number}.example", name="Ann Other")
        CompanyFactory(website=f"https://d{number}.example")
    client.force_login(people.manager)
    client.get("/mail/")
    with django_assert_num_queries(13):
        answer = client.get("/mail/")
    assert answer.content.decode().count("Ann Other") == count


def test_pages_follow_one_another_and_the_search_narrows(people, waiting):
    for number in range(PAGE + 3):
        waiting(number, subject="Needle" if number == 1 else "", text="hay")
    first = inbox(for_user=people.manager, state="waits")
    second = inbox(for_user=people.manager, state="waits", after=first.after)
    assert len(first.rows) == PAGE and len(second.rows) == 3
    assert not {each.row.pk for each in first.rows} & {each.row.pk for each in second.rows}
    back = inbox(for_user=people.manager, state="waits", before=second.before)
    assert [each.row.pk for each in back.rows] == [each.row.pk for each in first.rows]
    assert inbox(for_user=people.other_manager, state="waits").rows == ()


def looked_for(people, text, state="waits", user=None):
    answer = find(for_user=user or people.manager, state=state, text=text, today=clock.today())
    return [each.row.subject for each in answer.page.rows]


def test_the_search_of_the_inbox_forgives_accents_forms_and_slips_of_the_pen(people, waiting):
    waiting(1, subject="Prêt pour l'équipement", text="Les machines sont livrées.", name="Zoé Lefèvre")
    waiting(
        2,
        subject="Angebote",
        text="Die Maschinen werden geliefert.",
        name="Jürgen Müller",
        email="jm@holzbau.example",
    )
    waiting(3, subject="Something else", text="nothing of it")
    Message.objects.filter(subject="Prêt pour l'équipement").update(language="fr")
    Message.objects.filter(subject="Angebote").update(language="de")
    for text in ("pret equipement", "machine livrée", "Lefevre", "lefevrre", "EQUIPEMENTS"):
        assert looked_for(people, text) == ["Prêt pour l'équipement"], text
    for text in ("angebot", "muller", "holzbau", "jm@holzbau.example", "jurgen muler"):
        assert looked_for(people, text) == ["Angebote"], text
    corrected = find(for_user=people.manager, state="waits", text="lefevrre", today=clock.today()).corrected
    assert corrected.casefold() == "lefèvre"
    assert looked_for(people, "von:Müller") == ["Angebote"]
    assert looked_for(people, "-geliefert after:1990 angebot") == []
    assert looked_for(people, "angebot before:1990") == []


def test_the_search_of_the_inbox_finds_what_came_to_the_reader_in_that_state_alone(people, waiting):
    one, two = waiting(1, subject="Needle"), waiting(2, subject="Needle two")
    said = {"by": people.manager, "at": clock.now()}
    filing.put_aside(message=two, aside=True, **said)
    assert looked_for(people, "needle") == ["Needle"] and looked_for(people, "needle", "aside") == [
        "Needle two"
    ]
    for user in (people.administrator, people.other_manager):
        assert looked_for(people, "needle", user=user) == []
        assert search("needle", for_user=user, today=clock.today()).total == 0
    Mailbox.objects.get().members.add(people.other_manager)
    assert looked_for(people, "needle", user=people.other_manager) == ["Needle"]
    company = CompanyFactory(clusters=[seat.cluster for seat in people.manager.memberships.all()])
    filing.assign(message=one, company=company, **said)
    assert looked_for(people, "needle") == [] and looked_for(people, "needle", "filed") == ["Needle"]
    assert [
        group.kind for group in search("needle", for_user=people.manager, today=clock.today()).groups
    ] == ["mail"]
    mailboxes.delete_messages([one.pk])
    assert looked_for(people, "needle", "filed") == []


@pytest.mark.parametrize("count", [1, 3])
def test_searching_asks_the_same_number_of_queries(people, waiting, client, django_assert_num_queries, count):
    for number in range(count):
        waiting(number, email=f"a@d{number}.example", name="Ann Other", subject="Needle")
    client.force_login(people.manager)
    client.get("/mail/?q=needle")
    with django_assert_num_queries(21):
        answer = client.get("/mail/?q=needle")
    assert answer.content.decode().count("Ann Other") == count


def test_what_is_found_goes_on_page_by_page(people, waiting, client):
    for number in range(PAGE + 3):
        waiting(number, subject=f"Needle {number}")
    client.force_login(people.manager)
    first = client.get("/mail/?q=needle")
    seen = {each.row.pk for each in first.context["page"].rows}
    further = client.get("/mail/", {"q": "needle", "after": first.context["page"].after})
    assert len(seen) == PAGE and len(further.context["page"].rows) == 3
    assert not seen & {each.row.pk for each in further.context["page"].rows}
    assert client.get("/mail/?q=needle&after=rubbish").status_code == 200


def test_an_answer_begins_in_ones_own_mail_program(people, waiting):
    message = message_for(
        waiting(1, email="ann@x.example", subject="Äpfel & Birnen").pk, for_user=people.manager
    )
    link = answer_to(message, list(message.parties.all()), Own.now())
    assert link == "mailto:ann@x.example?subject=Re%3A%20%C3%84pfel%20%26%20Birnen&in-reply-to=%3C1%40x%3E"


@pytest.mark.parametrize(
    ("text", "function", "phone"),
    [
        ("Hallo\n\n-- \nEva Klein\nHead of Research\nTel. +352 26 11 22 33", "Head of Research", "+352 26 11 22 33"),
        (
            "Bonjour,\n\nÀ demain\nEva Klein, Directrice\n+33 1 23 45 67 89\n\nLe 1 mai, X a écrit :\n> CEO\n> +1 555 123 4567",
            "Directrice",
            "+33 1 23 45 67 89",
        ),
        ("Nothing here", "", ""),
    ],
)  # fmt: skip
def test_a_signature_is_read_as_far_as_it_is_plain(text, function, phone):
    found = signature_of(text, "Eva Klein", "eva@x.example")
    assert (found.name, found.function, found.phone) == ("Eva Klein", function, phone)
