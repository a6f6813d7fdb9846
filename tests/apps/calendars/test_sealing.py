"""Is what is sealed read again by us alone, also after the key was changed?"""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from grappe.apps.calendars.queries.sealing import Unopened, opened, seal


def test_what_is_sealed_is_not_readable_and_opens_again(settings):
    settings.CALDAV_KEYS = ()
    sealed = seal("wine and cheese é")
    assert "wine" not in sealed and opened(sealed) == "wine and cheese é"
    assert seal("wine and cheese é") != sealed


def test_a_new_key_in_front_seals_and_the_old_ones_still_open(settings):
    settings.CALDAV_KEYS = ()
    first = seal("one")
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.CALDAV_KEYS = (old,)
    second = seal("two")
    settings.CALDAV_KEYS = (new, old)
    assert (opened(first), opened(second)) == ("one", "two")
    settings.CALDAV_KEYS = (new,)
    with pytest.raises(Unopened):
        opened(second)
    with pytest.raises(Unopened):
        opened("nonsense")
