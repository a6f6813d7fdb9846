"""A real IMAP server on loopback, and mailboxes on it that are connected."""

from __future__ import annotations

import uuid

import pytest

from factories import dovecot
from factories.companies import CompanyFactory
from factories.mailboxes import Box, place
from grappe.apps.companies import operations as companies
from grappe.apps.mail.enums import Takes
from grappe.apps.mail.operations import mailboxes
from grappe.apps.mail.operations.mailboxes import Wishes
from grappe.ui import clock


@pytest.fixture(scope="session")
def imap():
    with dovecot.server() as found:
        yield found


@pytest.fixture
def inner(settings):
    """The server is one of the house: it may be spoken to without TLS."""
    settings.IMAP_INNER = frozenset({"127.0.0.1"})


@pytest.fixture
def connected(imap, inner, people):
    """Make a connected mailbox of somebody, or one of several people, with an account of its own on the server."""

    def make(by, *, takes=Takes.PEOPLE, audience="confidence", shared=(), folders=("INBOX", "Sent")) -> Box:
        user, at = f"u{uuid.uuid4().hex[:12]}", clock.now()
        owner = people.administrator if shared else by
        row = mailboxes.connect(
            place=place(imap, user), name=user, address="", shared=bool(shared), by=owner, at=at
        )
        wishes = Wishes(
            folders=[each.pk for each in row.folders.all() if each.name in folders],
            takes=takes,
            audience=audience,
            since=None,
            members=shared,
        )
        mailboxes.choose(mailbox=row, wishes=wishes, by=owner, at=at)
        row.refresh_from_db()
        return Box(imap, user, row)

    return make


@pytest.fixture
def company(people):
    """A company that the manager looks after, with somebody whose address is known."""
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    found = CompanyFactory(
        name="Cellule Exemple S.A.", clusters=seats, website="https://www.cellule.example/fr"
    )
    said = {
        "name": "Anna Reuter",
        "email": "Anna.Reuter@Cellule.example",
        "function": "CTO",
        "language": "fr",
    }
    companies.save_person(company=found, values=said, by=people.manager, at=clock.now())
    return found
