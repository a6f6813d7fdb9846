"""What do the pages of booking say to strangers, to caches and to programs, and how many queries does the list take?"""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories import campaigns as make
from factories.looks import looked
from grappe.apps.calendars.models import Booking, BookingType
from grappe.apps.calendars.operations import booking as operations
from grappe.apps.calendars.operations.booking_types import save_type
from grappe.apps.calendars.queries import booking as queries
from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns.models import Recipient
from grappe.apps.campaigns.queries import links
from grappe.apps.privacy.enums import Ground
from grappe.apps.privacy.operations.cases import open_case
from grappe.apps.privacy.operations.erasing import order_erasure, perform
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


def offer(by, **values):
    given = {
        "names": {"fr": "Entretien"}, "descriptions": {}, "kind": "phone", "link": "", "place": "", "minutes": 30,
        "buffer": 0, "notice_hours": 1, "days_ahead": 30, "most_per_day": None, "zone": "Europe/Luxembourg",
        "country": "", "cluster": None, "only_linked": False, "active": True,
    }  # fmt: skip
    hours = {day: [(time(0), time(23))] for day in range(7)}
    return save_type(
        kind=None, values=given | values, hours=hours, blocked=(), hosts=(), by=by, at=clock.now()
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(client, people, rows, django_assert_num_queries):
    for _number in range(rows):
        offer(people.manager)
    client.force_login(people.manager)
    with django_assert_num_queries(6):
        page = client.get(reverse("calendars:booking")).content.decode()
    assert page.count("Entretien</span>") >= rows


def test_a_stranger_books_and_a_program_does_not(people, settings):
    settings.SITE_URL = "http://localhost"
    kind = offer(people.manager)
    path = queries.type_link(kind).removeprefix("http://localhost")
    token = path.rstrip("/").rpartition("/")[2]
    client = Client()
    page = client.get(path, {"language": "de", "zone": "America/New_York"})
    assert "no-store" in page.headers["Cache-Control"] and 'lang="de"' in page.content.decode()
    start = queries.offered(queries.opened_by(token, at=clock.now()), at=clock.now())[3].span.start
    take = f"{path}take/?language=de&at={start:%Y-%m-%dT%H:%M:%SZ}"
    form = client.get(take)
    assert "no-store" in form.headers["Cache-Control"]
    given = {"name": "Ada", "email": "ada@x.example", "stamp": form.context["form"]["stamp"].value()}
    for more, said in ({"website": "x"}, ""), ({}, ""):  # a hidden field; quicker than people type
        answer = client.post(take, given | more)
        assert answer.status_code == 422, said
    assert not Booking.objects.exists()
    gone = client.get(f"{path}take/", {"at": (clock.now() - timedelta(days=1)).isoformat()})
    assert gone.status_code == 409


@pytest.fixture
def written(people, clusters, settings):
    """A campaign of somebody who offers times, sent to the head of one company."""
    settings.SITE_URL = "http://localhost"
    offer(people.manager)
    make.firm(clusters, people.manager, "Alpha Bois")
    texts = {code: text + "\n\n{booking}" for code, text in make.TEXTS.items()}
    return make.begun(people.manager, at=clock.now(), texts=texts)


def send(written, people):
    made = make.sent(written, people.manager, people.administrator, at=clock.now())
    return Recipient.objects.get(campaign=made)


def path_of(recipient):
    return reverse("calendars:book", args=[links.booking_token_of(recipient)])


def test_a_letter_of_a_campaign_has_its_readers_own_link_to_book(written, people, client, mailoutbox):
    recipient = send(written, people)
    path = path_of(recipient)
    assert f"http://localhost{path}" in mailoutbox[-1].body
    page = client.get(path, {"language": "fr"})
    assert page.status_code == 200 and page.context["company"].name == "Alpha Bois"
    opened = queries.opened_by(links.booking_token_of(recipient), at=clock.now())
    start = queries.offered(opened, at=clock.now())[0].span.start
    who = operations.Booker("Camille", recipient.address.email, "", "", "fr", "Europe/Luxembourg")
    made = operations.book(opened=opened, starts_at=start, who=who, at=clock.now())
    assert made.contact is not None and made.contact.company == recipient.company
    other = reverse("calendars:book", args=[links.token_of(recipient)])
    assert client.get(other).status_code == 404, "the link to answer books nothing"
    answer = reverse("campaigns:answer", args=[links.booking_token_of(recipient)])
    assert client.get(answer).status_code == 404, "and the link to book answers nothing"


def erase(recipient, people):
    """Erase whom a letter went to, as the pages of privacy do."""
    said = {"name": recipient.name, "email": recipient.address.email, "spellings": [], "language": "fr"}
    by, at = people.administrator, clock.now()
    case = open_case(**said, asked_on=clock.today(), by=by, at=at)
    looked(case)
    order = order_erasure(case=case, ground=Ground.WITHDRAWN, reason="By letter", chosen=[], by=by, at=at)
    perform(erasure_id=order.pk, at=at)
    assert not Recipient.objects.filter(name=recipient.name).exists()


@pytest.mark.parametrize("what", ["unsubscribed", "everything", "erased", "late", "stopped", "closed"])
def test_the_link_to_book_ends(written, people, client, what, monkeypatch):
    recipient = send(written, people)
    path = path_of(recipient)
    assert client.get(path).status_code == 200
    if what in ("unsubscribed", "everything"):
        purpose = written.purpose if what == "unsubscribed" else ""
        campaigns.unsubscribe(
            address=recipient.address, purpose=purpose, campaign_id=written.pk, at=clock.now()
        )
    elif what == "erased":
        erase(recipient, people)
    elif what == "late":
        later = clock.now() + timedelta(days=91)
        monkeypatch.setattr("grappe.ui.clock.now", lambda: later)
    elif what == "stopped":
        BookingType.objects.update(active=False)
    else:
        people.manager.is_active = False
        people.manager.save()
    assert client.get(path).status_code == 410
    assert not Booking.objects.exists()


def test_the_placeholder_is_there_only_for_who_offers_times(written, people, clusters, client):
    client.force_login(people.manager)
    page = client.get(reverse("campaigns:preview", args=[written.pk])).content.decode()
    assert "http://localhost/book/" in page
    assert "{booking}" in client.get(reverse("campaigns:edit", args=[written.pk])).content.decode()
    with pytest.raises(BadInput, match="booking"):
        make.begun(people.administrator, texts={**make.TEXTS, "en": "{booking}"})
    BookingType.objects.update(active=False)
    with pytest.raises(BadInput, match="booking"):
        make.moved(written, "review", people.manager)


def test_a_booking_of_nobody_known_is_called_off(
    people, client, mailoutbox, django_capture_on_commit_callbacks
):
    kind = offer(people.manager)
    opened = queries.Opened(kind, None, (people.manager,))
    start = queries.offered(opened, at=clock.now())[0].span.start
    who = operations.Booker("Ada", "ada@x.example", "", "", "de", "Europe/Luxembourg")
    made = operations.book(opened=opened, starts_at=start, who=who, at=clock.now())
    path = reverse("calendars:request_call_off", args=[made.pk])
    client.force_login(people.other_manager)
    assert client.post(path).status_code == 403
    client.force_login(people.administrator)
    assert path in client.get(reverse("calendars:requests")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(path).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.during, made.closed_by) == ("cancelled", None, people.administrator)
    assert set(made.letters.values_list("kind", flat=True)) == {"confirmed", "cancelled"}
    assert [letter.to for letter in mailoutbox if "Administrator" in letter.body] == [[people.manager.email]]
    assert client.post(path).status_code == 400, "twice is refused in words"
    assert start in {each.span.start for each in queries.offered(opened, at=clock.now())}, (
        "the time is free again"
    )
    assert queries.requests_waiting(for_user=people.manager) == []
