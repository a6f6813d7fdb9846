"""What do the pages of booking say to strangers, to caches and to programs, and how many queries does the list take?"""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from grappe.apps.calendars.models import Booking
from grappe.apps.calendars.operations.booking_types import save_type
from grappe.apps.calendars.queries import booking as queries
from grappe.ui import clock

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
    start = queries.offered(queries.opened_by(token), at=clock.now())[3].span.start
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
