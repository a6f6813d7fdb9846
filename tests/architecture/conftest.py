"""What do the tests of addresses share? One world, made once for this folder and gone after it."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.http import HttpResponseForbidden, HttpResponseNotFound
from django.test import Client, override_settings
from django.test.client import ClientHandler

from architecture import world as worlds
from grappe.config import urls
from grappe.config.doors.backend import Backend


@dataclass(frozen=True)
class House:
    """The people of every role, their sessions, the values of the world by name, and where its files lie."""

    people: Any
    sessions: Mapping[int, str]
    world: worlds.World
    files: Path
    mail: Path
    seen: dict[tuple[Any, ...], Any] = field(
        default_factory=dict
    )  # pages that were looked at, as they were read
    # One for all: each would make every middleware anew.
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))

    def client(self, user: Any = None, **how: Any) -> Client:
        """Return a client that is signed in as one of the people, or a stranger's.

        Each signed in once, when the world was made: signing in is a fifth of the work of a request.
        """
        client = Client(**how)
        if not how:
            client.handler = self.handler
        if user is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[user.pk]
        return client


def _signed_in(people: Any) -> dict[int, str]:
    sessions = {}
    for user in people.by_role().values():
        client = Client()
        client.force_login(user)
        sessions[user.pk] = client.session.session_key
    return sessions


def _letter(folder: Path) -> str:
    """Put an e-mail with an attachment where the demonstration's mailbox looks; return the file's name."""
    letter = EmailMessage("A letter", "Good morning.", "grappe@cluster.example", [worlds.PERSON_EMAIL])
    letter.attach("invite.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    backend = "django.core.mail.backends.filebased.EmailBackend"
    get_connection(backend, file_path=folder).send_messages([letter])
    return next(folder.iterdir()).name


@pytest.fixture(scope="module")  # this folder is no package: that scope would last to the end of the session
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    """Make the world in a transaction that is rolled back after the module; each test stands on it in a savepoint."""
    files, mail = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("mail")
    with django_db_blocker.unblock(), transaction.atomic():
        people = worlds.people()
        with override_settings(MEDIA_ROOT=files):
            world = worlds.build(people)
        world |= {
            "colleague": people.analyst.pk,
            "mail_file": _letter(mail),
            "first": 0,
            "section": "figures",
        }
        yield House(people, _signed_in(people), world, files, mail)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="session")
def quietly():
    """Thousands of refusals are asked for here: none of them is written down as a warning, each in two lines."""
    for name in ("django.request", "django_structlog"):
        logging.getLogger(name).setLevel(logging.ERROR)
    yield
    for name in ("django.request", "django_structlog"):
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.fixture
def in_a_word(monkeypatch) -> None:
    """A refusal, and what is not there, is said in a word: the page that says it is the same at each of thousands of addresses.

    The pages themselves: test_access.py::test_a_refusal_is_a_page_in_every_language.
    """
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(str(exception)))
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound("not there"))


@pytest.fixture
def known_at_the_door(monkeypatch) -> None:
    """Each of the people is fetched once for a test, not at each of thousands of requests. Who may come in: test_access.py."""
    fetch, known = Backend.get_user, {}

    def get_user(backend: Backend, user_id: Any) -> Any:
        if user_id not in known:
            known[user_id] = fetch(backend, user_id)
        return copy.deepcopy(known[user_id])

    monkeypatch.setattr(Backend, "get_user", get_user)


@pytest.fixture
def house(built, db, settings) -> House:
    """Return the world, with its files where the pages look for them."""
    settings.MEDIA_ROOT, settings.EMAIL_FILE_PATH = built.files, built.mail
    return built
