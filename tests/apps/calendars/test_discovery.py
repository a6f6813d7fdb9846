"""Are calendars found by a mail address alone, as its domain's name server says, and does nothing go to whom it must not?"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from factories import names, radicale
from grappe.apps.calendars.models import Account
from grappe.apps.calendars.operations import accounts, discovery
from grappe.ui import clock
from grappe.ui.errors import BadInput


@contextmanager
def dns(settings, rows):
    """Have a real name server asked that knows these records; give the list of what it was asked."""
    with names.server(rows) as (address, asked):
        settings.DNS_SERVERS = ("{}#{}".format(*address),)
        yield asked


@contextmanager
def listening():
    """A port that nobody may connect to; give it, and a way to ask whether somebody did."""
    with socket.socket() as there:
        there.bind(("127.0.0.1", 0))
        there.listen()
        there.settimeout(0.2)

        def came() -> bool:
            try:
                there.accept()[0].close()
            except TimeoutError:
                return False
            return True

        yield there.getsockname()[1], came


@pytest.mark.parametrize(("text", "domain"), [
    ("claire@bois.example", "bois.example"), (" Claire@Bois.example ", "bois.example"),
    ("a@müller.example", "xn--mller-kva.example"),
    ("https://claire@bois.example/", ""), ("dav.bois.example", ""), ("a@b@c.example", ""), ("a@..example", ""), ("a@x y", ""),
    ("a@" + "x" * 70 + ".example", ""), ("claire@bois.example/dav", ""), ("a@\x00.example", ""),
])  # fmt: skip
def test_only_a_mail_address_has_a_domain_to_ask(text, domain):
    assert discovery.domain_in(text) == domain


def test_a_domain_says_which_servers_in_which_order_and_where_there(settings):
    rows = {
        ("_caldavs._tcp.bois.example", "SRV"): [
            "20 0 8443 later.bois.example.", "10 0 443 dav.bois.example.", "30 0 443 calendars.provider.example.",
        ],
        ("_caldavs._tcp.bois.example", "TXT"): ['"something=else"', '"path=/dav/"'],
        ("_caldav._tcp.bois.example", "SRV"): ["0 0 80 plain.bois.example."],
    }  # fmt: skip
    with dns(settings, rows) as asked:
        assert discovery.places("bois.example") == [
            discovery.Place("https://dav.bois.example:443/dav/", True),
            discovery.Place("https://later.bois.example:8443/dav/", True),
            discovery.Place("https://calendars.provider.example:443/dav/", False),
        ]
    assert ("_caldavs._tcp.bois.example", "SRV") in asked


@pytest.mark.parametrize(("rows", "found"), [
    ([], ["https://bois.example/"]),
    (["0 0 0 ."], []),
    (["0 0 443 notbois.example."], ["https://notbois.example:443/"]),
])  # fmt: skip
def test_without_records_its_own_name_is_asked_and_with_a_dot_nothing(settings, rows, found):
    with dns(settings, {("_caldavs._tcp.bois.example", "SRV"): rows}):
        assert [each.url for each in discovery.places("bois.example")] == found
        assert all(
            each.own == (each.url == "https://bois.example/") for each in discovery.places("bois.example")
        )


def test_a_path_that_is_none_and_a_name_server_that_is_silent_hinder_nothing(settings, monkeypatch):
    rows = {
        ("_caldavs._tcp.bois.example", "SRV"): ["0 0 443 dav.bois.example."],
        ("_caldavs._tcp.bois.example", "TXT"): ['"path=//evil.example/"', '"path=no slash"', '"path=/a b"'],
    }
    with dns(settings, rows):
        (place,) = discovery.places("bois.example")
        assert urlsplit(place.url).hostname == "dav.bois.example"
    settings.DNS_SERVERS = (f"127.0.0.1#{radicale.free_port()}",)
    monkeypatch.setattr(discovery, "SECONDS", 0.5)
    assert [each.url for each in discovery.places("bois.example")] == ["https://bois.example/"]


@pytest.mark.django_db
def test_a_mail_address_is_enough(dav, mine, settings, people, client):
    """The server does not know the whole address: its first part is the name there (RFC 6764, 6)."""
    settings.CALDAV_INNER = frozenset({"localhost"})
    rows = {("_caldav._tcp.localhost", "SRV"): [f"0 0 {urlsplit(dav).port} localhost."]}
    client.force_login(people.manager)
    with dns(settings, rows) as asked:
        sent = {"url": "claire@localhost", "username": "", "password": radicale.PASSWORD}
        page = client.post(reverse("calendars:connect"), sent)
        assert page.status_code == 302, page.context["form"].errors
    assert ("_caldavs._tcp.localhost", "SRV") in asked and ("_caldav._tcp.localhost", "SRV") in asked
    account = Account.objects.get()
    assert account.username == "claire" and account.url == f"http://localhost:{urlsplit(dav).port}/"


@pytest.mark.django_db
def test_a_server_outside_of_the_domain_gets_the_password_once_its_owner_has_said_so(
    dav, mine, settings, people, client
):
    port = urlsplit(dav).port
    settings.CALDAV_INNER = frozenset({"localhost"})
    client.force_login(people.manager)
    sent = {"url": "claire@bois.example", "username": "claire", "password": radicale.PASSWORD}
    with (
        listening() as (silent, came),
        dns(settings, {("_caldav._tcp.bois.example", "SRV"): [f"0 0 {silent} localhost."]}),
    ):
        page = client.post(reverse("calendars:connect"), sent)
        assert page.status_code == 422 and not came() and not Account.objects.exists()
        assert (
            f"http://localhost:{silent}/" in page.content.decode()
            and radicale.PASSWORD not in page.content.decode()
        )
    with dns(settings, {("_caldav._tcp.bois.example", "SRV"): [f"0 0 {port} localhost."]}):
        page = client.post(reverse("calendars:connect"), sent)
        again = sent | {"url": page.context["form"]["url"].value()}
        page = client.post(reverse("calendars:connect"), again)
        assert page.status_code == 302, page.context["form"].errors
    assert Account.objects.get().url == dav.replace("127.0.0.1", "localhost")


@pytest.mark.django_db
def test_a_domain_leads_nobody_into_our_own_network(settings, people):
    """What the DNS names is an inner address: no connection is made there, unless the settings name the host."""
    settings.CALDAV_INNER = frozenset()
    given = {
        "url": "claire@localhost",
        "username": "claire",
        "password": "x",
        "by": people.manager,
        "at": clock.now(),
    }
    with listening() as (port, came):
        rows = {
            (f"_{kind}._tcp.localhost", "SRV"): [f"0 0 {port} localhost."] for kind in ("caldav", "caldavs")
        }
        with dns(settings, rows), pytest.raises(BadInput, match="internet"):
            accounts.connect(**given)
        assert not came()


@pytest.mark.django_db
def test_without_a_mail_address_a_user_name_is_wanted(people, client):
    client.force_login(people.manager)
    page = client.post(
        reverse("calendars:connect"), {"url": "https://x.example/", "username": " ", "password": "x"}
    )
    assert page.status_code == 422 and page.context["form"].errors["username"]


@pytest.mark.parametrize("wrong", ["dns.example", "127.0.0.1#x", "#53"])
def test_a_name_server_that_is_no_address_is_told_to_who_runs_it(settings, wrong):
    settings.DNS_SERVERS = (wrong,)
    with pytest.raises(ImproperlyConfigured, match="GRAPPE_DNS"):
        discovery.configured()
