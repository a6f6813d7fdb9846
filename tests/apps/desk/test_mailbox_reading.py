"""Are the demonstration's e-mails read as they were sent, and is a hostile one harmless?"""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage, get_connection
from hypothesis import given
from hypothesis import strategies as st

from grappe.apps.desk.queries import mailbox

SITE = "http://127.0.0.1:8000"


def send(folder, *messages):
    connection = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(folder), fail_silently=False
    )
    connection.send_messages(list(messages))


def message(subject="Éléments d'exemple", body="Guten Tag", **more):
    return EmailMessage(subject, body, "grappe@cluster.example", ["a@b.example"], **more)


def test_a_mail_is_read_as_it_was_sent(tmp_path):
    body = f"Bonjour,\nvoyez {SITE}/matches/x/abc-1:2/?a=b. Ou https://evil.example/x\n-- \nGrappe"
    invitation = message(subject="Ein Gespräch", body=body)
    invitation.attach("einladung.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    send(tmp_path, message(), invitation)
    newest, oldest = mailbox.mails(tmp_path, site_url=SITE)
    assert (newest.subject, oldest.subject) == ("Ein Gespräch", "Éléments d'exemple")
    assert newest.to == "a@b.example"
    assert newest.date is not None
    assert [piece.url for piece in newest.pieces if piece.url] == [f"{SITE}/matches/x/abc-1:2/?a=b"]
    assert "".join(piece.text for piece in newest.pieces).startswith("Bonjour,\nvoyez http")
    (attachment,) = newest.attachments
    assert attachment.name == "einladung.ics"
    assert attachment.content.startswith(b"BEGIN:VCALENDAR")
    assert mailbox.mail(tmp_path, file=newest.file, number=newest.number, site_url=SITE) == newest


def test_no_folder_is_an_empty_mailbox(tmp_path):
    assert mailbox.mails(tmp_path / "missing", site_url=SITE) == []


@pytest.mark.parametrize(
    "name", ["../secret.log", "..", "/etc/passwd", "missing.log", "link.log", "notes.txt"]
)
def test_nothing_outside_the_folder_is_read(tmp_path, name):
    folder = tmp_path / "mail"
    folder.mkdir()
    (tmp_path / "secret.log").write_text("Subject: secret\n\nsecret", encoding="utf-8")
    (folder / "link.log").symlink_to(tmp_path / "secret.log")
    (folder / "notes.txt").write_text("Subject: notes\n\nnotes", encoding="utf-8")
    assert mailbox.mail(folder, file=name, number=0, site_url=SITE) is None
    assert mailbox.mails(folder, site_url=SITE) == []


def test_a_file_too_large_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "LARGEST_FILE", 10)
    send(tmp_path, message())
    assert mailbox.mails(tmp_path, site_url=SITE) == []


def test_a_hostile_mail_is_text(tmp_path):
    raw = (
        b"Subject: =?no-such-charset?b?/////w==?= \r\nFrom: <<>>\r\nDate: tomorrow\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        b'--x\r\nContent-Type: text/plain; charset="no-such"\r\n\r\n<script>alert(1)</script>\xff\r\n'
        b"--x\r\nContent-Type: text/html\r\n"
        b'Content-Disposition: attachment; filename="../../x\x07/..\\evil.html"\r\n\r\n<b>x</b>\r\n--x--\r\n'
    )
    (tmp_path / "a.eml").write_bytes(raw)
    (found,) = mailbox.mails(tmp_path, site_url=SITE)
    assert found.date is None
    assert found.pieces[0].text.startswith("<script>")
    assert found.attachments[0].name == "evil.html"
    assert found.attachments[0].content_type == "application/octet-stream"


@pytest.mark.parametrize(
    "address",
    [
        f"{SITE}@evil.example/",
        f"{SITE}.evil.example/",
        "https://127.0.0.1:8000/",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_only_this_site_is_linked(address):
    assert not [piece.url for piece in mailbox.pieces(f"see {address} now", SITE) if piece.url]


@given(st.lists(st.one_of(st.text(), st.just(f" {SITE}/a/b "), st.just("http://x.example/"))).map("".join))
def test_the_pieces_are_the_whole_text(text):
    found = list(mailbox.pieces(text, SITE))
    assert "".join(piece.text for piece in found) == text
    assert all(piece.url.startswith(f"{SITE}") for piece in found if piece.url)


@given(st.binary(max_size=2000))
def test_no_bytes_break_the_mailbox(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("mail")
    (folder / "a.log").write_bytes(content)
    for found in mailbox.mails(folder, site_url=SITE):
        assert isinstance(found.subject, str)
