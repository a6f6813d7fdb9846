"""Do numbers and names agree with the words beside them, in French and in German?"""

from __future__ import annotations

import pytest
from django.utils import translation

from factories import events as make
from grappe.apps.events.enums import EventState, RegistrationState
from grappe.apps.events.queries.checkin_words import words
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (1, ("1 place prise sur 3", "1 confirmée<", "inventé<")),
        (2, ("2 places prises sur 3", "2 confirmées<")),
    ],
)
def test_one_seat_and_two_in_french(people, client, number, says):
    people.manager.language = "fr"
    people.manager.save()
    client.force_login(people.manager)
    event = make.event(people.manager, at=clock.now(), capacity=3, invented=True)
    for _each in range(number):
        make.registration(event)
    shown = " ".join(
        client.get(f"/events/{event.pk}/", headers={"Accept-Language": "fr"}).content.decode().split()
    )
    for each in says:
        assert each in shown


def test_an_event_and_a_registration_are_cancelled_in_their_own_words():
    said = {}
    for language in ("fr", "de"):
        with translation.override(language):
            said[language] = (str(EventState.CANCELLED.label), str(RegistrationState.CANCELLED.label))
    assert said == {"fr": ("Annulé", "Annulée"), "de": ("Abgesagt", "Abgemeldet")}


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_page_at_the_door_has_a_text_for_one_beside_each_text_with_a_number(language):
    with translation.override(language):
        said = words()
    counted = {name for name, text in said.items() if "{n}" in text and not name.endswith("_one")}
    assert {f"{name}_one" for name in counted - {"sending"}} <= set(said)
    assert all("{n}" in said[f"{name}_one"] for name in counted - {"sending"})
