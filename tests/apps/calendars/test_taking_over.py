"""Does a meeting that stood only in somebody's own calendar become a contact that both know?"""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from django.core import mail
from django.urls import reverse

from factories.companies import PersonFactory
from grappe.apps.calendars.models import Busy, Entry
from grappe.apps.companies.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(side, company):
    start = side.at.replace(microsecond=0) + timedelta(days=1)
    PersonFactory(company=company, name="Ada", email="Ada@example.org")
    PersonFactory(company=company, name="Ben", email="ben@example.org")
    guest = icalendar.vCalAddress("mailto:ada@example.org")
    side.add("Visit of the plant", start, start + timedelta(minutes=90), location="Esch", attendee=guest)
    side.sync()
    return Busy.objects.get()


def test_it_is_a_contact_from_then_on_and_both_are_kept_in_step(manager, people, side, company, meeting):
    own = manager.get(reverse("calendars:own")).content.decode()
    page = reverse("calendars:take_over", args=[meeting.pk])
    assert "Visit of the plant" in own and page in own
    answer = manager.post(page, {"name": "Cellule Exemple S.A.", "kind": "visit"})
    contact = Contact.objects.get()
    assert answer.url == reverse("companies:contact", args=[contact.pk])
    assert (contact.subject, contact.place, contact.minutes) == ("Visit of the plant", "Esch", 90)
    assert (
        [each.name for each in contact.people.all()] == ["Ada"]
        and not Busy.objects.exists()
        and not mail.outbox
    )
    side.sync()
    assert len(side.entries()) == 1 and not Busy.objects.exists()
    later = contact.starts_at + timedelta(hours=2)
    side.change(dtstart=later, dtend=later + timedelta(minutes=90))
    side.sync()
    contact.refresh_from_db()
    assert contact.starts_at == later and contact.subject == "Visit of the plant"
    assert Entry.objects.get().state == "agreed"


def test_what_cannot_be_one_is_told(manager, people, side, company, meeting):
    page = reverse("calendars:take_over", args=[meeting.pk])
    for given in (
        {"name": "No such company", "kind": "visit"}, {"name": "", "kind": "visit"},
        {"name": "Cellule Exemple S.A.", "kind": "video"},
    ):  # fmt: skip
        assert manager.post(page, given).status_code == 422
    side.delete()
    gone = manager.post(page, {"name": "Cellule Exemple S.A.", "kind": "visit"})
    assert gone.status_code == 422 and "no more there" in gone.content.decode()
    assert not Contact.objects.exists()


def test_nobody_elses_meeting_is_there(client, people, side, meeting):
    client.force_login(people.administrator)
    assert client.get(reverse("calendars:take_over", args=[meeting.pk])).status_code == 403
    assert "Visit of the plant" not in client.get(reverse("calendars:own")).content.decode()
