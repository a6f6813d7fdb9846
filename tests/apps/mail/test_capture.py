"""Are mails of a real IMAP server taken in once, whole, into the right timeline, and is none lost or touched there?"""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from factories import dovecot
from factories.companies import CompanyFactory
from factories.dovecot import letter
from factories.files import docx
from factories.jobs import perform
from factories.mailboxes import place
from grappe.apps.companies import operations as companies
from grappe.apps.documents.queries import content_of
from grappe.apps.mail.enums import MailboxState, MessageState, Takes, Trouble, Why
from grappe.apps.mail.models import Filing, Folder, Message
from grappe.apps.mail.operations import capture, filing, keeping, mailboxes, tokens
from grappe.apps.mail.queries import timeline_entries
from grappe.apps.mail.queries.messages import letter as letter_of
from grappe.apps.mail.queries.messages import message_for
from grappe.ui import clock
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db

SEVENTH = "<7@mail.example>"
ANNA = "Anna Reuter <anna.reuter@cellule.example>"


def test_a_mail_of_somebody_known_stands_in_the_timeline_and_nothing_else_is_kept(connected, company, people):
    box = connected(people.manager)
    box.put(letter(ANNA, people.manager.email, "Offre signée", "Voici l’offre.", number="1"))
    box.put(letter("Bank <hello@bank.example>", people.manager.email, "Your account", "Secret figures"))
    before = dovecot.flags(box.imap, box.user)
    box.fetch()
    (message,) = box.messages()
    assert (message.subject, message.text, message.state) == ("Offre signée", "Voici l’offre.", "filed")
    assert message.language == "fr"
    (found,) = message.filings.all()
    assert (found.company, found.why) == (company, Why.ADDRESS)
    (entry,) = timeline_entries(company_id=company.pk, for_user=people.manager)
    assert (entry.title, entry.by) == ("Offre signée", "Anna Reuter")
    assert not Message.objects.filter(subject="Your account").exists()
    plain = [each.replace(b"\\Recent", b"").replace(b" ", b"") for each in before]
    after = [each.replace(b"\\Recent", b"").replace(b" ", b"") for each in dovecot.flags(box.imap, box.user)]
    assert after == plain and len(after) == 2  # neither read nor deleted there


def test_the_same_mail_in_two_folders_and_two_mailboxes_is_stored_once(connected, company, people):
    mine, other = connected(people.manager), connected(people.administrator, audience="named")
    mail = letter(people.manager.email, ANNA, "Our visit", number="2", Cc=people.administrator.email)
    mine.put(mail, folder="Sent")
    mine.put(mail)
    way = EmailMessage()
    way.set_content("x")
    other.put(b"Received: from somewhere by elsewhere; Mon, 23 Nov 2026 09:00:01 +0100\r\n" + mail.as_bytes())
    for box in (mine, other, mine):
        box.fetch()
    message = Message.objects.get()
    assert message.sightings.count() == 3 and message.filings.count() == 1
    assert message.audience == "named"  # the narrower of what both mailboxes say


def test_the_same_number_with_other_content_is_another_mail_and_one_without_a_number_is_known_by_its_content(
    connected, company, people
):
    box = connected(people.manager)
    box.put(letter(ANNA, people.manager.email, "One", "First", number="3"))
    box.put(letter(ANNA, people.manager.email, "One", "Second", number="3"))
    box.put(letter(ANNA, people.manager.email, "None", "Third"))
    box.put(letter(ANNA, people.manager.email, "None", "Third"))
    box.put(
        letter(ANNA, people.manager.email, "None", "Third", number="3b")
    )  # a copy that a server gave a number
    box.fetch()
    assert sorted(each.text for each in box.messages()) == ["First", "Second", "Third"]


def test_what_is_broken_off_goes_on_and_loses_nothing(connected, company, people, monkeypatch):
    box = connected(people.manager)
    for number in range(5):
        box.put(letter(ANNA, people.manager.email, f"Number {number}", number=f"4-{number}"))
    real, done = keeping.passed, []

    class Killed(BaseException):
        """As a process that ends: nothing catches it."""

    def dies(*arguments):
        done.append(arguments)
        if len(done) == 3:
            raise Killed  # after the mail is stored, before the transaction stands
        real(*arguments)

    monkeypatch.setattr(keeping, "passed", dies)
    with pytest.raises(Killed):
        capture.fetch(mailbox_id=box.row.pk, at=clock.now())
    assert [each.subject for each in box.messages()] == ["Number 0", "Number 1"]
    monkeypatch.setattr(keeping, "passed", real)
    box.fetch()
    assert [each.subject for each in box.messages()] == [f"Number {number}" for number in range(5)]
    assert Message.objects.count() == 5


def test_a_new_numbering_is_read_anew_and_stores_nothing_twice(connected, company, people):
    box = connected(people.manager)
    box.put(letter(ANNA, people.manager.email, "Stays", number="5"))
    box.fetch()
    inbox = Folder.objects.get(mailbox=box.row, name="INBOX")
    assert inbox.last_uid == 1 and inbox.uidvalidity
    Folder.objects.filter(pk=inbox.pk).update(uidvalidity=inbox.uidvalidity - 1, last_uid=900)
    box.put(letter(ANNA, people.manager.email, "New", number="6"))
    box.fetch()
    assert [each.subject for each in box.messages()] == ["Stays", "New"]
    inbox.refresh_from_db()
    assert inbox.last_uid == 2


def test_answers_find_their_way_by_the_conversation(connected, company, people):
    box = connected(people.manager)
    box.put(letter(people.manager.email, ANNA, "Budget 2027", number="7"), folder="Sent")
    box.put(
        letter(
            "Jos <jos@private.example>",
            people.manager.email,
            "AW: Budget 2027",
            number="8",
            In_Reply_To="<7@mail.example>",
        )
    )
    box.put(letter("Jos <jos@private.example>", people.manager.email, "RE: Budget 2027", "Again", number="9"))
    box.put(letter("Other <o@private.example>", people.manager.email, "Re: Budget 2027", number="10"))
    box.fetch()
    whys = {each.message.message_id: each.why for each in Filing.objects.filter(company=company)}
    assert whys == {
        "<7@mail.example>": Why.ADDRESS,
        "<8@mail.example>": Why.THREAD,
        "<9@mail.example>": Why.THREAD,  # says no number, but same subject and person
    }
    assert len({each.thread for each in Message.objects.all()}) == 1


def test_several_companies_and_our_own_side(connected, company, people):
    other = CompanyFactory(name="Deuxième S.à r.l.", clusters=list(company.clusters.all()))
    # A colleague who stands on file at a company as well is of our side all the same.
    for name, email in (("Bo", "bo@deux.example"), ("Us", people.manager.email)):
        values = {"name": name, "email": email, "language": "en"}
        companies.save_person(company=other, values=values, by=people.manager, at=clock.now())
    box = connected(people.manager)
    box.put(letter(ANNA, f"{people.manager.email}, BO@deux.example", "Both", number="11"))
    box.put(letter(people.other_manager.email, people.manager.email, "Lunch?", number="12"))
    box.fetch()
    (message,) = box.messages()
    assert {each.company for each in message.filings.all()} == {company, other}


def test_a_company_that_its_keeper_does_not_see_gets_nothing_of_it(connected, company, people):
    company.visibility = "clusters"
    company.save()
    company.clusters.clear()
    box = connected(people.manager, takes=Takes.ALL)
    box.put(letter(ANNA, people.manager.email, "Hidden", number="13"))
    box.fetch()
    (message,) = box.messages()
    assert message.state == MessageState.WAITS and not message.filings.exists()


def forwarded_inline() -> str:
    return (
        "FYI\n\n---------- Forwarded message ---------\nDe : Anna Reuter <anna.reuter@cellule.example>\n"
        "Date : lun. 23 nov. 2026 à 09:00\nObjet : Notre projet\nÀ : claire@here.example\n\nBonjour Claire"
    )


def test_what_a_colleague_passes_on_counts_for_who_wrote_it(connected, company, people):
    drop = connected(None, takes=Takes.ALL, shared=[people.manager])
    drop.put(
        letter(
            people.other_manager.email,
            "drop@here.example",
            "Fwd: Notre projet",
            forwarded_inline(),
            number="14",
        )
    )
    whole = letter(people.other_manager.email, "drop@here.example", "Passed on", number="15")
    whole.add_attachment(letter(ANNA, people.other_manager.email, "As a file", "Inner words", number="16"))
    drop.put(whole)
    stranger = letter(
        "Evil <evil@outside.example>",
        "drop@here.example",
        "Fwd: Notre projet",
        forwarded_inline(),
        number="17",
    )
    drop.put(stranger)
    drop.fetch()
    whys = {each.message.message_id: each.why for each in Filing.objects.filter(company=company)}
    assert whys == {"<14@mail.example>": Why.INNER, "<15@mail.example>": Why.INNER}
    assert Message.objects.get(message_id="<17@mail.example>").state == MessageState.WAITS
    assert "Inner words" in Message.objects.get(message_id="<15@mail.example>").text


def test_a_blind_copy_to_the_drop_box_finds_whom_it_was_sent_to(connected, company, people):
    drop = connected(None, takes=Takes.ALL, shared=[people.manager])
    drop.put(letter(people.other_manager.email, ANNA, "By Bcc", number="18"))
    drop.fetch()
    assert Filing.objects.get(company=company).message.subject == "By Bcc"


def test_attachments_are_kept_with_what_they_are_not_with_what_they_say(connected, company, people):
    box = connected(people.manager)
    mail = letter(ANNA, people.manager.email, "Files", number="19")
    mail.add_attachment(
        b"%PDF-1.7 plan", maintype="application", subtype="pdf", filename="../../Plan 2027.pdf"
    )
    mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="page.html")
    mail.add_attachment(b'x\x9f>"winmail', maintype="application", subtype="ms-tnef", filename="winmail.dat")
    mail.add_attachment(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", maintype="application", subtype="pdf", filename="not a.pdf"
    )
    box.put(mail)
    box.fetch()
    (message,) = box.messages()
    found = {each.document.name: each.document for each in message.attachments.all()}
    assert {name: each.content_type for name, each in found.items()} == {
        "Plan 2027.pdf": "application/pdf", "page.html": "application/octet-stream",
        "winmail.dat": "application/octet-stream", "not a.pdf": "image/png",
    }  # fmt: skip
    assert content_of(found["Plan 2027.pdf"]) == b"%PDF-1.7 plan"
    risky = {
        str(each): risky
        for each, risky in letter_of(
            message_for(message.pk, for_user=people.manager), for_user=people.manager
        ).files
    }
    assert risky["page.html"] and not risky["Plan 2027.pdf"]


BROKEN = (
    b"",
    b"no header at all\r\nreally",
    b"From: =?utf-8?q?broken\r\nSubject: =?nonsense?x?y?=\r\nDate: yesterday\r\nMessage-ID: <a b>\r\n\r\n\xff\xfe\x00text",
    b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n"
    b"Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx",
    b"From: a@b.example\r\nContent-Type: text/plain; charset=no-such-thing\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n",
    b"From: a@b.example, ,,, <@>\r\nTo: undisclosed-recipients:;\r\nReferences: <<<>>>\r\n"
    b"Content-Type: text/html\r\n\r\n<p>A<table><tr><td>b",
    b"From: a@b.example\r\nSubject: " + b"long " * 4000 + b"\r\n\r\nx",
    b"From: \"a\x00b\" <a@b.example>\r\nSubject: nul\x00\r\n\r\nnul \x00 here",
)  # fmt: skip


def test_mails_that_are_written_wrongly_are_kept_all_the_same(connected, people):
    box = connected(None, takes=Takes.ALL, shared=[people.manager])
    for content in BROKEN:
        box.put(content or b"\r\n")
    box.put(letter("Last <last@b.example>", "x@b.example", "After all of them", number="20"))
    box.fetch()
    assert len(box.messages()) == len(BROKEN) + 1
    assert box.messages()[-1].subject == "After all of them"


def test_a_mail_that_cannot_be_understood_is_kept_as_it_came(connected, people, monkeypatch):
    box = connected(None, takes=Takes.ALL, shared=[people.manager])
    content = letter("A <a@b.example>", "x@b.example", "Poison", number="21").as_bytes()
    box.put(content)
    box.put(letter("B <b@b.example>", "x@b.example", "Healthy", number="22"))
    real = capture.read

    def fails(raw, *, cut):
        if b"Poison" in raw:
            raise ValueError("what no library expects")
        return real(raw, cut=cut)

    monkeypatch.setattr(capture, "read", fails)
    box.fetch()
    poison, healthy = box.messages()
    assert healthy.subject == "Healthy" and poison.notes == ["broken"]
    (attachment,) = poison.attachments.all()
    assert b"Subject: Poison" in content_of(attachment.document)


def test_of_a_very_large_mail_the_beginning_is_kept_with_a_word(connected, company, people, monkeypatch):
    from grappe.apps.mail.operations import imap as reading

    monkeypatch.setattr(reading, "MOST_BYTES", 20_000)
    monkeypatch.setattr(reading, "BEGINNING", 5_000)
    box = connected(people.manager)
    mail = letter(ANNA, people.manager.email, "Huge", "The words stand first.", number="23")
    mail.add_attachment(b"x" * 60_000, maintype="application", subtype="zip", filename="huge.zip")
    box.put(mail)
    box.fetch()
    (message,) = box.messages()
    assert message.text == "The words stand first." and message.notes == ["large"] and message.size > 60_000
    assert not message.attachments.exists()


def test_an_answer_to_an_invitation_stands_with_its_contact_once(connected, company, people):
    anna, start = company.people.get(), clock.now() + timedelta(days=3)
    contact = companies.plan_contact(
        company=company, kind="phone", subject="Visit", starts_at=start, people=[anna], team=[people.manager], invite=False,
        by=people.manager, at=clock.now(),
    )  # fmt: skip
    uid = f"{contact.uid}@127.0.0.1"
    answer = "\r\n".join(
        ("BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261127T100000Z", "SEQUENCE:0",
         "DTSTART:20261130T100000Z", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{anna.email}", "END:VEVENT", "END:VCALENDAR", "")
    )  # fmt: skip
    box = connected(people.manager)
    mail = letter(ANNA, people.manager.email, "Accepted: Visit", number="24")
    mail.add_alternative(answer.encode(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    box.put(mail)
    box.put(mail, folder="Sent")
    box.fetch()
    (reply,) = contact.replies.all()
    assert (reply.answer, reply.person) == ("accepted", anna)
    assert [each.document.name for each in box.messages()[0].attachments.all()] == ["invite.ics"]


def test_who_is_ignored_is_not_taken_in(connected, people):
    box = connected(None, takes=Takes.ALL, shared=[people.manager])
    mailboxes.ignore(
        mailbox=box.row, words="domain", value="@News.example", by=people.administrator, at=clock.now()
    )
    box.put(letter("News <weekly@news.example>", "x@b.example", "This week", number="25"))
    box.put(letter("A <a@other.example>", "x@b.example", "Kept", number="26"))
    box.fetch()
    assert [each.subject for each in box.messages()] == ["Kept"]
    filing.put_aside(
        message=box.messages()[0], aside=True, ignored="address", by=people.manager, at=clock.now()
    )
    assert set(box.row.ignored.values_list("value", flat=True)) == {"news.example", "a@other.example"}


def test_mails_of_a_domain_on_file_wait_where_that_is_wanted(connected, company, people):
    box = connected(people.manager, takes=Takes.DOMAINS)
    box.put(letter("New <new@cellule.example>", people.manager.email, "A new colleague", number="27"))
    box.put(letter("Any <any@gmail.com>", people.manager.email, "Private", number="28"))
    box.fetch()
    (message,) = box.messages()
    assert (message.subject, message.state) == ("A new colleague", MessageState.WAITS)


@pytest.mark.parametrize(
    ("other", "trouble"),
    [
        ({"password": "wrong"}, Trouble.PASSWORD),
        ({"host": "127.0.0.9"}, Trouble.ADDRESS),
        ({"host": "localhost\r\nx"}, Trouble.ADDRESS),
        ({"security": "tls"}, Trouble.NO_TLS),
        ({"port": 1}, Trouble.NOT_REACHED),
        ({"port": "tls", "security": "tls"}, Trouble.CERTIFICATE),
        ({"security": "starttls"}, Trouble.CERTIFICATE),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_connection_is_said_in_words(imap, inner, people, other, trouble):
    if other.get("port") == "tls":
        other = other | {"port": imap.tls}
    with pytest.raises(BadInput) as said:
        mailboxes.connect(
            place=place(imap, "claire", **other),
            name="x",
            address="",
            shared=False,
            by=people.manager,
            at=clock.now(),
        )
    assert str(said.value) == str(trouble.label)


def test_a_server_of_the_house_is_none_of_everybodys(imap, people, settings):
    settings.IMAP_INNER = frozenset()
    with pytest.raises(BadInput, match="no mail server on the internet"):
        mailboxes.connect(
            place=place(imap, "claire", security="tls"),
            name="x",
            address="",
            shared=False,
            by=people.manager,
            at=clock.now(),
        )


def test_a_password_that_is_refused_stops_the_fetching_and_is_told(
    connected, people, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    box = connected(people.manager)
    monkeypatch.setattr(tokens, "opened", lambda sealed: "changed there")
    with django_capture_on_commit_callbacks(execute=True):
        capture.fetch(mailbox_id=box.row.pk, at=clock.now())
    box.row.refresh_from_db()
    assert (box.row.state, box.row.trouble) == (MailboxState.REFUSED, Trouble.PASSWORD)
    assert mailoutbox[-1].to == [people.manager.email]
    monkeypatch.undo()
    with pytest.raises(BadInput):
        mailboxes.change_password(mailbox=box.row, password="no", by=people.manager, at=clock.now())
    mailboxes.change_password(mailbox=box.row, password=dovecot.PASSWORD, by=people.manager, at=clock.now())
    box.row.refresh_from_db()
    assert box.row.state == MailboxState.ACTIVE


def test_a_folder_that_is_gone_is_said_and_hinders_no_other(connected, company, people):
    box = connected(people.manager)
    Folder.objects.create(mailbox=box.row, name="Archive 2019", chosen=True)
    box.put(letter(ANNA, people.manager.email, "Still read", number="29"))
    capture.fetch(mailbox_id=box.row.pk, at=clock.now())
    box.row.refresh_from_db()
    assert box.row.trouble == Trouble.FOLDER and [each.subject for each in box.messages()] == ["Still read"]


def test_what_is_older_is_not_looked_at_until_it_is_wanted(connected, company, people):
    box = connected(people.manager)
    old = clock.now() - timedelta(days=400)
    box.put(letter(ANNA, people.manager.email, "Old", number="30"), received=old)
    wishes = {
        "folders": [each.pk for each in box.row.folders.all()],
        "takes": "people",
        "audience": "confidence",
    }
    since = clock.today() - timedelta(days=30)
    mailboxes.choose(
        mailbox=box.row, wishes=mailboxes.Wishes(**wishes, since=since), by=people.manager, at=clock.now()
    )
    box.fetch()
    assert box.messages() == []
    mailboxes.choose(
        mailbox=box.row, wishes=mailboxes.Wishes(**wishes, since=None), by=people.manager, at=clock.now()
    )
    box.fetch()
    assert [each.subject for each in box.messages()] == ["Old"]


def test_a_mail_is_found_by_what_stands_in_its_files_and_by_their_names(connected, company, people, client):
    box = connected(people.manager, audience="everyone")
    mail = letter(ANNA, people.manager.email, "Our offer", "Please see the file.", number="41")
    mail.add_attachment(
        docx("Le compresseur centri", "fuge coûte 40 000 euros."), maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document", filename="devis-turbine.docx",
    )  # fmt: skip
    box.put(mail)
    box.fetch()
    assert perform("documents.read") == 1
    client.force_login(people.manager)
    for words in ("compresseur centrifuge", "devis turbine"):
        assert "Our offer" in client.get(reverse("desk:search"), {"q": words}).content.decode()
    inbox = client.get(reverse("mail:inbox"), {"q": "centrifuge", "state": "filed"}).content.decode()
    assert "Our offer" in inbox
