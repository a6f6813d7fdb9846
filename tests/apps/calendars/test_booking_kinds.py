"""To which kind of times does the link of a campaign's letter lead, where its author offers several?"""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse

from factories import campaigns as make
from grappe.apps.calendars.models import BookingType
from grappe.apps.calendars.operations.booking_types import save_type
from grappe.apps.calendars.queries import booking as queries
from grappe.apps.campaigns.models import Campaign, Recipient
from grappe.apps.campaigns.queries import links
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db


def offer(by, name: str) -> BookingType:
    given = {
        "names": {"fr": name}, "descriptions": {}, "kind": "phone", "link": "", "place": "", "minutes": 30,
        "buffer": 0, "notice_hours": 1, "days_ahead": 30, "most_per_day": None, "zone": "Europe/Luxembourg",
        "country": "", "cluster": None, "only_linked": False, "active": True,
    }  # fmt: skip
    hours = {day: [(time(0), time(23))] for day in range(7)}
    return save_type(kind=None, values=given, hours=hours, blocked=(), hosts=(), by=by, at=clock.now())


@pytest.fixture
def kinds(people, clusters, settings):
    settings.SITE_URL = "http://localhost"
    make.firm(clusters, people.manager, "Alpha Bois")
    return offer(people.manager, "Premier entretien"), offer(people.manager, "Visite d’atelier")


def begun(by, **more) -> Campaign:
    texts = {code: text + "\n\n{booking}" for code, text in make.TEXTS.items()}
    return make.begun(by, at=clock.now(), texts=texts, **more)


def opened(campaign: Campaign, people):
    make.sent(campaign, people.manager, people.administrator, at=clock.now())
    recipient = Recipient.objects.get(campaign=campaign)
    return lambda: queries.opened_by(links.booking_token_of(recipient), at=clock.now())


def test_the_chosen_kind_is_booked_and_no_other_stands_in(people, kinds):
    first, second = kinds
    assert opened(begun(people.manager), people)().type == first, "the oldest, where nothing was chosen"


def test_a_letter_leads_to_what_was_chosen(people, kinds):
    _first, second = kinds
    open_it = opened(begun(people.manager, booking=second.pk), people)
    assert open_it().type == second
    BookingType.objects.filter(pk=second.pk).update(active=False)
    with pytest.raises(queries.LinkClosed):
        open_it()


def test_only_what_the_author_offers_is_chosen(people, kinds):
    theirs = offer(people.administrator, "Autre")
    for wrong in (theirs.pk, 10**9):
        with pytest.raises(BadInput, match="not offered any more"):
            begun(people.manager, booking=wrong)
    assert not Campaign.objects.exists()


def test_another_kind_after_review_is_another_letter(people, kinds):
    """What was approved holds the kind: it stands in what the digest is made of."""
    campaign = begun(people.manager, booking=kinds[1].pk)
    assert campaign.facts["booking_kind"] == kinds[1].pk
    assert "booking_kind" not in begun(people.manager).facts


def test_the_form_asks_where_there_is_something_to_choose(client, people, kinds):
    client.force_login(people.manager)
    page = client.get(reverse("campaigns:create")).content.decode()
    assert "Visite d’atelier" in page and 'name="booking"' in page
    campaign = begun(people.manager, booking=kinds[1].pk)
    address = reverse("campaigns:edit", args=[campaign.pk])
    form = client.get(address).context["form"]
    assert form["booking"].value() == kinds[1].pk
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    assert client.post(address, sent | {"booking": ""}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.booking is None
    assert client.post(address, sent | {"booking": "777", "version": campaign.version}).status_code == 422
    BookingType.objects.filter(pk=kinds[1].pk).update(active=False)
    assert 'name="booking"' not in client.get(reverse("campaigns:create")).content.decode()
