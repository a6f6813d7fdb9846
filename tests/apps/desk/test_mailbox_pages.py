"""Is the mailbox there in the demonstration only, and does it hand out mail as text and files as downloads?"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from factories import events as make
from factories import meetings
from grappe.apps.events.queries import token_of
from grappe.ui import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings):
    """Send two mails to files, one with a calendar file; return the folder's file name."""
    settings.DEMO = True
    settings.SITE_URL = "http://testserver"
    nasty = EmailMessage(
        "<b>Invitation</b>",
        "Join: http://testserver/companies/1/ or http://evil.example/ <script>alert(1)</script>",
        "grappe@cluster.example",
        ["quirin@zephyrine.example"],
    )
    nasty.attach("meeting.ics", "BEGIN:VCALENDAR\r\n", "text/calendar")
    nasty.attach("page.html", "<script>alert(1)</script>", "text/html")
    plain = EmailMessage("Introduction", "Bonjour", "grappe@cluster.example", ["nadia@provider.example"])
    backend = "django.core.mail.backends.filebased.EmailBackend"
    get_connection(backend, file_path=str(settings.EMAIL_FILE_PATH)).send_messages([nasty, plain])
    (file,) = Path(settings.EMAIL_FILE_PATH).iterdir()
    return file.name


def test_it_lists_and_shows_mail_as_text(client, people, sent):
    client.force_login(people.ministry)
    html = client.get(reverse("desk:mailbox")).content.decode()
    assert "Introduction" in html and "nadia@provider.example" in html
    assert "&lt;b&gt;Invitation&lt;/b&gt;" in html and "<b>Invitation" not in html
    html = client.get(reverse("desk:mail", kwargs={"file": sent, "number": 0})).content.decode()
    assert '<a href="http://testserver/companies/1/">' in html
    assert 'href="http://evil.example' not in html
    assert "<script>alert" not in html


def test_two_participants_pages_are_at_hand(client, people, settings):
    settings.DEMO = True
    at = clock.now()
    plan = make.plan(make.event(people.manager, at=at, in_days=3, invented=True))
    ada, ben, cleo = (
        make.participant(plan, name, at=at, language=language)
        for name, language in (("Ada Un", "fr"), ("Ben Deux", "fr"), ("Cleo Trois", "de"))
    )
    made = meetings.timetable(plan, {make.request(ada, ben): (0, 0), make.request(ada, cleo): (1, 0)}, at=at)
    client.force_login(people.manager)
    html = client.get(reverse("desk:mailbox")).content.decode()
    assert "Ada Un" in html and "Cleo Trois" in html and "Ben Deux" not in html
    for who in (ada, cleo):
        link = reverse("events:own_agenda", args=[token_of(who.registration)])
        assert link in html and client.get(link).status_code == 200
    client.force_login(people.ministry)
    assert "Ada Un" not in client.get(reverse("desk:mailbox")).content.decode()
    client.force_login(people.manager)
    made.plan.event.invented = False
    made.plan.event.save()
    assert "Ada Un" not in client.get(reverse("desk:mailbox")).content.decode(), "only invented people"


@pytest.mark.parametrize(
    ("place", "kind"), [(0, "text/calendar; charset=utf-8"), (1, "application/octet-stream")]
)
def test_attachments_are_downloads(client, people, sent, place, kind):
    client.force_login(people.ministry)
    answer = client.get(reverse("desk:attachment", kwargs={"file": sent, "number": 0, "place": place}))
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/mailbox/..%2f..%2fsecret_key/0/", "/mailbox/../../secret_key/0/", "/mailbox/missing.log/0/",
        "/mailbox/%2e%2e/0/", "/mailbox/secret.txt/0/",
    ],
)  # fmt: skip
def test_nothing_else_is_handed_out(client, people, sent, path):
    client.force_login(people.administrator)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [2, 99, 10**30])
def test_a_mail_that_is_not_there_is_not_found(client, people, sent, number):
    client.force_login(people.administrator)
    assert client.get(f"/mailbox/{sent}/{number}/").status_code == 404
    assert client.get(f"/mailbox/{sent}/0/{number}/").status_code == 404


def test_without_the_demonstration_there_is_no_mailbox(client, people, sent, settings):
    settings.DEMO = False
    client.force_login(people.administrator)
    for path in ("/mailbox/", f"/mailbox/{sent}/0/", f"/mailbox/{sent}/0/0/"):
        assert client.get(path).status_code == 404
    assert "/mailbox/" not in client.get("/search/").content.decode(), "nor is it in the menu"


def test_an_empty_mailbox_says_so(client, people, settings):
    settings.DEMO = True
    client.force_login(people.manager)
    assert "No e-mail was sent yet" in client.get("/mailbox/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_number_of_queries(client, people, settings, django_assert_num_queries, rows):
    settings.DEMO = True
    backend = "django.core.mail.backends.filebased.EmailBackend"
    mails = [EmailMessage(f"Mail {number}", "x", "a@b.example", ["c@d.example"]) for number in range(rows)]
    get_connection(backend, file_path=str(settings.EMAIL_FILE_PATH)).send_messages(mails)
    client.force_login(people.manager)
    with django_assert_num_queries(4):
        assert f"Mail {rows - 1}" in client.get("/mailbox/").content.decode()
