"""A real CalDAV server on loopback, and somebody whose calendar on it is connected."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import icalendar
import pytest

from factories import radicale
from factories.companies import CompanyFactory
from grappe.apps.calendars.models import Account
from grappe.apps.calendars.operations import accounts, syncing
from grappe.apps.calendars.operations.dav import Item, Server
from grappe.ui import clock


@pytest.fixture(scope="session")
def dav(tmp_path_factory):
    with radicale.server(tmp_path_factory.mktemp("radicale"), radicale.free_port()) as url:
        yield url


@pytest.fixture
def inner(settings):
    """The server is one of the house: it may be spoken to without TLS."""
    settings.CALDAV_INNER = frozenset({"127.0.0.1"})


@pytest.fixture
def mine(dav, inner):
    """Claire's server and a new, empty calendar on it."""
    server = Server(dav, "claire", radicale.PASSWORD)
    return server, radicale.new_calendar(server, "claire")


@dataclass
class Side:
    """The other side: what stands in somebody's calendar, and what they do there."""

    server: Server
    where: str
    account: Account
    at: datetime

    def sync(self) -> None:
        syncing.sync(account_id=self.account.pk, at=self.at)
        self.account.refresh_from_db()
        assert self.account.trouble == ""

    def items(self) -> dict[str, Item]:
        hrefs = self.server.changes(self.where, "").etags
        return {item.href: item for item in self.server.items(self.where, hrefs)}

    def entries(self) -> list[icalendar.Event]:
        return [radicale.event_of(item.data) for item in self.items().values()]

    def only(self) -> icalendar.Event:
        (found,) = self.entries()
        return found

    def change(self, **properties) -> None:
        """Change the one entry there, as another program does."""
        (item,) = self.items().values()
        self.server.put(item.href, radicale.changed(item.data, **properties), item.etag)

    def delete(self) -> None:
        (item,) = self.items().values()
        self.server.delete(item.href, item.etag)

    def add(self, summary: str, start: datetime, end: datetime, **properties) -> str:
        name = uuid.uuid4().hex
        href = f"{self.where}{name}.ics"
        self.server.put(href, radicale.entry(name, summary, start, end, **properties), "")
        return href


@pytest.fixture
def side(mine, people):
    """The manager has connected an empty calendar."""
    server, where = mine
    at = clock.now()
    account = accounts.connect(
        url=where, username="claire", password=radicale.PASSWORD, by=people.manager, at=at
    )
    accounts.choose(
        account=account, target=account.calendars.get(href=where).pk, counts=[], titles=False, by=people.manager, at=at
    )  # fmt: skip
    account.refresh_from_db()
    return Side(server, where, account, at)


@pytest.fixture
def company(people):
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    return CompanyFactory(name="Cellule Exemple S.A.", clusters=seats)


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
