"""Who reads a mail, in list, page, timeline, search and file: the same answer everywhere?"""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from factories.companies import CompanyFactory
from grappe.apps.companies.enums import Audience, Visibility
from grappe.apps.desk.queries.search import search
from grappe.apps.mail.models import Filing, Folder, Mailbox, Message, Party, Sighting
from grappe.apps.mail.operations import keeping, mailboxes
from grappe.apps.mail.permissions import can_file_message, can_read_message
from grappe.apps.mail.queries import timeline_entries
from grappe.apps.mail.queries.messages import message_for
from grappe.apps.mail.queries.policy import held, readable
from grappe.ui import clock
from grappe.ui.sealing import seal

pytestmark = pytest.mark.django_db
WORD = "quetschentaart"


def stored(number: int, *, audience: str, user=None, members=(), to=None) -> Message:
    now = clock.now()
    said = {
        "name": "x",
        "host": "h",
        "username": "u",
        "secret": seal("x"),
        "next_at": now,
        "connected_at": now,
    }
    box = Mailbox.objects.filter(user=user).first() if user else None
    box = box or Mailbox.objects.create(user=user, **said)
    box.members.set(members)
    message = Message.objects.create(
        message_id=f"<{number}>", digest=str(number), thread=str(number), subject=f"Re {WORD} {number}", text=WORD,
        language="en", sent_at=now - timedelta(minutes=number), audience=audience, taken_at=now,
    )  # fmt: skip
    Party.objects.create(message=message, role="to", email="x@y.example", user=to)
    folder, _new = Folder.objects.get_or_create(mailbox=box, name="INBOX")
    Sighting.objects.create(message=message, folder=folder, uidvalidity=1, uid=number)
    return message


@pytest.fixture
def house(people):
    seats = [seat.cluster for seat in people.manager.memberships.all()]
    return CompanyFactory(name="Zuckerkuchen", clusters=seats)


def test_page_list_timeline_and_search_agree_with_the_permission(people, house):
    """Each audience, each visibility of the company, each way a mail came: one truth."""
    ways = {
        "owner": {"user": people.other_manager}, "member": {"members": [people.other_manager]},
        "named": {"to": people.analyst}, "none": {},
    }  # fmt: skip
    made = []
    for number, (audience, (_way, how)) in enumerate(product(Audience.values, ways.items()), start=1):
        message = stored(number, audience=audience, **how)
        keeping.file_with(message, [(house.pk, "address")], at=clock.now())
        made.append(message.pk)
    waits = stored(90, audience="everyone", user=people.manager)
    for visibility in (Visibility.EVERYONE, Visibility.CLUSTERS):
        house.visibility = visibility
        house.save()
        for role, user in people.by_role().items():
            rows = {each.pk: each for each in Message.objects.prefetch_related(
                "parties", "filings__company__clusters", "sightings__folder__mailbox__members")}  # fmt: skip
            may = {pk for pk, each in rows.items() if can_read_message(user, each)}
            assert set(Message.objects.filter(readable(user)).values_list("pk", flat=True)) == may, role
            there = timeline_entries(company_id=house.pk, for_user=user, limit=99)
            sees = {pk for pk in may if pk in made} if _sees(user, visibility, people) else set()
            assert {int(each.url.strip("/").split("/")[-1]) for each in there} == sees, (role, visibility)
            found = search(WORD, for_user=user, today=clock.today(), chosen={"type": "mail"})
            hits = {int(hit.url.strip("/").split("/")[-1]) for group in found.groups for hit in group.hits}
            filed = dict(Filing.objects.values_list("pk", "message"))
            assert {filed[pk] for pk in hits} == sees, (role, visibility)
            files = {each for each in may if can_file_message(user, rows[each])}
            came = set(Message.objects.filter(held(user)).values_list("pk", flat=True))
            assert files == (came if role != "analyst" else set())
    assert can_read_message(people.manager, waits) and not can_read_message(people.administrator, waits)


def _sees(user, visibility, people) -> bool:
    return visibility == Visibility.EVERYONE or user in (people.manager, people.administrator)


def test_who_looks_after_a_mailbox_no_more_finds_its_mails_no_more(people, house):
    message = stored(1, audience="named", members=[people.other_manager])
    keeping.file_with(message, [(house.pk, "address")], at=clock.now())
    assert search(WORD, for_user=people.other_manager, today=clock.today()).total == 1
    Mailbox.objects.get().members.clear()
    assert search(WORD, for_user=people.other_manager, today=clock.today()).total == 0


def test_a_file_is_for_who_reads_the_mail(people, client, house):
    from grappe.apps.documents.operations import keep_received
    from grappe.apps.mail.models import Attachment

    message = stored(1, audience="named", user=people.manager)
    keeping.file_with(message, [(house.pk, "address")], at=clock.now())
    document = keep_received(name="é plan.pdf", content=b"%PDF-1.7", uploader="", at=clock.now())
    attachment = Attachment.objects.create(message=message, document=document)
    answers = {}
    for role, user in people.by_role().items():
        client.force_login(user)
        answers[role] = client.get(f"/mail/files/{attachment.pk}/")
    assert {role for role, answer in answers.items() if answer.status_code == 200} == {"manager"}
    assert answers["manager"].content == b"%PDF-1.7"
    assert answers["manager"]["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answers["manager"]["Content-Security-Policy"]
    assert answers["manager"]["Content-Disposition"].startswith("attachment")


def test_a_closed_account_loses_its_mailbox_and_what_was_its_alone(people, house):
    filed, alone, both = (stored(number, audience="confidence", user=people.manager) for number in (1, 2, 3))
    keeping.file_with(filed, [(house.pk, "address")], at=clock.now())
    stored(4, audience="confidence")
    folder = Folder.objects.exclude(mailbox__user=people.manager).get()
    Sighting.objects.create(message=both, folder=folder, uidvalidity=1, uid=1)
    assert mailboxes.account_closed(user=people.manager, by=people.administrator, at=clock.now()) == 1
    assert set(Message.objects.values_list("pk", flat=True)) >= {filed.pk, both.pk}
    assert not Message.objects.filter(pk=alone.pk).exists()
    assert Mailbox.objects.get(user=people.manager).secret == ""
    assert message_for(filed.pk, for_user=people.administrator)
