"""Does our side of CalDAV speak with a real server: Radicale?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories import radicale
from grappe.apps.calendars.enums import Trouble
from grappe.apps.calendars.operations.dav import ChangedThere, DavTrouble, Server, TokenGone

NINE, TEN = datetime(2027, 3, 2, 9, tzinfo=UTC), datetime(2027, 3, 2, 10, tzinfo=UTC)
ENTRY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Grappe//Grappe//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTAMP:20270301T090000Z\r\nDTSTART:20270302T{hour:02}0000Z\r\nDTEND:20270302T{until:02}0000Z\r\n"
    "SUMMARY:Visite · é\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def entry(uid: str, hour: int = 9) -> bytes:
    return ENTRY.format(uid=uid, hour=hour, until=hour + 1).encode()


pytestmark = pytest.mark.usefixtures("inner")


def test_calendars_are_found_from_the_servers_own_address_and_from_ones_own(dav, mine):
    server, where = mine
    for start in (dav, f"{dav}claire/", where):
        found = Server(start, "claire", radicale.PASSWORD).calendars()
        (one,) = [each for each in found if each.href == where]
        assert one.name == "Travail é" and one.may_write


def test_a_wrong_password_and_a_server_that_is_down_are_told_apart(dav):
    with pytest.raises(DavTrouble) as wrong:
        Server(dav, "claire", "water").calendars()
    assert wrong.value.trouble == Trouble.PASSWORD
    with pytest.raises(DavTrouble) as down:
        Server(f"http://127.0.0.1:{radicale.free_port()}/", "claire", radicale.PASSWORD).calendars()
    assert down.value.trouble == Trouble.NOT_REACHED


def test_what_is_written_is_read_changed_and_taken_away(mine):
    server, where = mine
    href = f"{where}one.ics"
    etag = server.put(href, entry("one"), "").etag
    stands = server.item(href)
    assert stands.etag == etag and "Visite · é" in stands.data
    later = server.put(href, entry("one", 14), etag).etag
    assert later != etag and "T140000Z" in server.item(href).data
    server.delete(href, later)
    assert server.item(href) is None
    server.delete(href, later)  # gone already


def test_what_somebody_else_changed_is_not_written_over(mine):
    server, where = mine
    href = f"{where}two.ics"
    etag = server.put(href, entry("two"), "").etag
    server.put(href, entry("two", 11), etag)
    for attempt in (
        lambda: server.put(href, entry("two", 15), etag), lambda: server.put(href, entry("two", 15), ""),
        lambda: server.delete(href, etag),
    ):  # fmt: skip
        with pytest.raises(ChangedThere):
            attempt()
    assert "T110000Z" in server.item(href).data


def test_changes_since_a_token_are_those_and_no_others(mine):
    server, where = mine
    first = server.changes(where, "")
    assert first.etags == {} and first.token
    tags = {name: server.put(f"{where}{name}.ics", entry(name), "").etag for name in ("a", "b")}
    second = server.changes(where, first.token)
    assert second.etags == {f"{where}{name}.ics": tag for name, tag in tags.items()}
    assert [item.href for item in server.items(where, [f"{where}a.ics", f"{where}gone.ics"])] == [
        f"{where}a.ics"
    ]
    server.delete(f"{where}a.ics", tags["a"])
    third = server.changes(where, second.token)
    assert third.gone == {f"{where}a.ics"} and third.etags == {}
    assert server.changes(where, third.token).etags == {}
    with pytest.raises(TokenGone):
        server.changes(where, "http://radicale.org/ns/sync/nonsense")


def test_entries_of_a_time_are_found(mine):
    server, where = mine
    server.put(f"{where}early.ics", entry("early", 6), "")
    server.put(f"{where}nine.ics", entry("nine", 9), "")
    assert [item.href for item in server.between(where, NINE, TEN)] == [f"{where}nine.ics"]


@pytest.mark.parametrize(
    "url",
    ["http://calendar.example/", "https://", "ftp://127.0.0.1/", "https://claire:secret@calendar.example/"],
)
def test_only_secured_addresses_without_a_password_in_them_leave_the_house(url):
    with pytest.raises(DavTrouble) as told:
        Server(url, "claire", "x")
    assert told.value.trouble == Trouble.ADDRESS


def test_an_inner_address_is_not_reached_unless_the_settings_name_it(dav, settings):
    settings.CALDAV_INNER = frozenset()
    with pytest.raises(DavTrouble):
        Server(dav, "claire", radicale.PASSWORD)
    secured = Server(dav.replace("http:", "https:"), "claire", radicale.PASSWORD)
    with pytest.raises(DavTrouble) as told:
        secured.calendars()
    assert told.value.trouble == Trouble.ADDRESS


def test_the_password_goes_to_no_other_host(dav):
    server = Server(dav, "claire", radicale.PASSWORD)
    for elsewhere in ("https://elsewhere.example/", "http://127.0.0.1:1/", "//elsewhere.example/"):
        with pytest.raises(DavTrouble) as told:
            server.item(elsewhere)
        assert told.value.trouble == Trouble.ELSEWHERE
