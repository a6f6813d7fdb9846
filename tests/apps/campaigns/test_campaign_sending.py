"""Does everybody get exactly one mail, whatever breaks meanwhile? And is what nobody can know left to a person?"""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from factories import campaigns as make
from factories.jobs import work
from factories.mail import Scripted
from grappe.apps.campaigns import operations
from grappe.apps.campaigns.models import Campaign, Recipient
from grappe.apps.campaigns.queries import progress_of
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=11)


@pytest.fixture
def post(settings):
    """A mail server that does what a test says."""
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    return Scripted


@pytest.fixture
def five(clusters, people):
    """A campaign of five recipients under way, first to last: their addresses in the order of sending."""
    firms = [make.firm(clusters, people.manager, f"Firm {number} S.A.") for number in range(1, 6)]
    campaign = make.sending(make.begun(people.manager), people.manager, people.administrator)
    return campaign, [firm.people.get().email for firm in firms]


def run(campaign, at=make.AT) -> int:
    return operations.send(campaign_id=campaign.pk, now=make.Ticking(at))


def taken(post) -> list[str]:
    return [message.to[0] for message in post.taken]


def state(campaign) -> str:
    return Campaign.objects.get(pk=campaign.pk).state


def test_everybody_gets_one_mail_in_their_language(clusters, people, post):
    make.firm(clusters, people.manager, "Alpha S.A.", language="fr")
    make.firm(clusters, people.manager, "Beta S.A.", language="de")
    make.firm(clusters, people.manager, "Gamma S.A.", language="en")
    campaign = make.sending(make.begun(people.manager), people.manager, people.administrator)
    assert run(campaign) == 3
    subjects = {message.subject for message in post.taken}
    assert subjects == {"Une aide pour Alpha S.A.", "Eine Förderung für Beta S.A.", "An aid for Gamma S.A."}
    assert state(campaign) == "sent" and Campaign.objects.get().finished_at
    assert run(campaign) == 0 and len(post.taken) == 3, "done is done"


def test_the_mail_has_the_headers_of_one_click_unsubscribing(five, post, settings):
    campaign, _emails = five
    run(campaign)
    message = post.taken[0]
    raw = message.message()
    stop = raw["List-Unsubscribe"]
    assert stop.startswith(f"<{settings.SITE_URL}/campaigns/choices/") and stop.endswith(">")
    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.strip("<>") in message.body, "and the link stands in the text as well"
    assert raw["Content-Language"] == "fr" and raw["Reply-To"] == campaign.created_by.email
    kinds = [part.get_content_type() for part in raw.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    ids = [each.extra_headers["Message-ID"] for each in post.taken]
    assert len(set(ids)) == 5 and set(ids) == set(Recipient.objects.values_list("message_id", flat=True))


def test_a_backend_that_breaks_midway_sends_nobody_two_and_loses_nobody(five, post):
    campaign, emails = five
    post.faults[emails[2]] = [RuntimeError("the power went")]
    with pytest.raises(RuntimeError):
        run(campaign)
    assert taken(post) == emails[:2]
    assert make.states(campaign)[emails[2]] == "uncertain"
    operations.resume(now=lambda: LATER)
    run(campaign, LATER)
    assert taken(post) == [*emails[:2], *emails[3:]]
    assert list(make.states(campaign).values()) == ["sent", "sent", "uncertain", "sent", "sent"]
    assert state(campaign) == "sent"


def test_a_line_that_breaks_is_uncertain_and_the_rest_waits_a_little(five, post):
    campaign, emails = five
    post.faults[emails[1]] = [smtplib.SMTPServerDisconnected("Connection unexpectedly closed")]
    assert run(campaign) == 1
    assert list(make.states(campaign).values()) == ["sent", "uncertain", "waiting", "waiting", "waiting"]
    assert run(campaign, LATER) == 3
    assert Counter(taken(post)) == Counter([emails[0], *emails[2:]])


def test_a_claimed_mail_is_never_taken_up_again_by_itself(five, post):
    campaign, emails = five
    Recipient.objects.filter(address__email=emails[0]).update(state="sending", claimed_at=make.AT, attempts=1)
    run(campaign)
    assert emails[0] not in taken(post)
    assert state(campaign) == "sending", "somebody may still be handing it over"
    operations.resume(now=lambda: make.AT + timedelta(minutes=9))
    assert make.states(campaign)[emails[0]] == "sending"
    operations.resume(now=lambda: LATER)
    assert make.states(campaign)[emails[0]] == "uncertain"
    run(campaign, LATER)
    assert state(campaign) == "sent" and emails[0] not in taken(post)


@pytest.mark.parametrize(
    ("what", "state", "mails"), [("arrived", "sent", 0), ("again", "sent", 1), ("leave", "failed", 0)]
)
def test_a_person_decides_on_what_is_uncertain(five, post, people, what, state, mails):
    campaign, emails = five
    post.faults[emails[0]] = [smtplib.SMTPServerDisconnected("closed")]
    run(campaign)
    run(campaign, LATER)
    lost = Recipient.objects.get(address__email=emails[0])
    decided = {"arrived": what == "arrived", "again": what == "again", "at": LATER}
    with pytest.raises(PermissionDenied):
        operations.decide(recipient=lost, by=people.other_manager, **decided)
    operations.decide(recipient=lost, by=people.manager, **decided)
    with pytest.raises(BadInput, match="not uncertain"):
        operations.decide(recipient=lost, by=people.manager, **decided)
    run(campaign, LATER)
    now = Recipient.objects.get(pk=lost.pk)
    assert now.state == state and taken(post).count(emails[0]) == mails
    assert now.message_id == lost.message_id, "the same mail: a server that has it already can tell"
    assert people.manager.name in now.trail[-1]["text"]


def test_a_refused_address_is_kept_as_bounced_and_not_tried_again(five, post, people):
    campaign, emails = five
    refusal = smtplib.SMTPRecipientsRefused({emails[1]: (550, b"5.1.1 User unknown")})
    post.faults[emails[1]] = [refusal] * 9
    assert run(campaign) == 4
    recipient = Recipient.objects.get(address__email=emails[1])
    assert recipient.state == "refused" and recipient.trail[0]["text"] == "550 5.1.1 User unknown"
    assert make.address(emails[1]).bounced_at is not None
    assert state(campaign) == "sent"
    again = make.begun(people.manager)
    make.moved(again, "review", people.manager)
    left = Recipient.objects.get(campaign=again, reason="bounced")
    assert left.company == recipient.company


def test_a_passing_fault_is_tried_again_a_bounded_number_of_times(five, post):
    campaign, emails = five
    busy = smtplib.SMTPRecipientsRefused({emails[0]: (451, b"4.7.1 Greylisted")})
    post.faults[emails[0]] = [busy] * 2
    full = smtplib.SMTPDataError(452, b"4.3.1 Insufficient system storage")
    post.faults[emails[1]] = [full] * 99
    run(campaign)
    first = Recipient.objects.get(address__email=emails[0])
    assert first.state == "waiting" and first.try_at - make.AT >= timedelta(minutes=5)
    run(campaign, make.AT + timedelta(minutes=1))
    assert emails[0] not in taken(post), "not before its time"
    for hours in (1, 4, 8, 16, 32):
        run(campaign, make.AT + timedelta(hours=hours))
    assert taken(post).count(emails[0]) == 1
    second = Recipient.objects.get(address__email=emails[1])
    assert (second.state, second.attempts, len(second.trail)) == ("failed", 4, 4)
    assert state(campaign) == "sent"


def test_a_mail_that_the_server_will_never_take_fails_at_once(five, post):
    campaign, emails = five
    post.faults[emails[0]] = [smtplib.SMTPDataError(554, b"5.7.1 Rejected as spam")]
    run(campaign)
    assert make.states(campaign)[emails[0]] == "failed"


def test_a_server_that_is_away_costs_nobody_a_try(five, post):
    campaign, emails = five
    post.opening = [ConnectionRefusedError("refused")] * 10
    for minutes in range(10):
        assert run(campaign, make.AT + timedelta(minutes=6 * minutes)) == 0
    assert {(each.state, each.attempts) for each in Recipient.objects.all()} == {("waiting", 0)}
    assert run(campaign, make.AT + timedelta(hours=2)) == 5
    assert Counter(taken(post)) == Counter(emails)


def test_a_pause_takes_effect_with_the_next_mail_and_going_on_continues(five, post, people):
    campaign, emails = five

    def pause(message) -> None:
        if message.to[0] == emails[1]:
            make.moved(campaign, "paused", people.manager)

    post.hook = pause
    assert run(campaign) == 2
    assert state(campaign) == "paused" and run(campaign) == 0
    make.moved(campaign, "sending", people.manager)
    assert run(campaign) == 3
    assert taken(post) == emails


def test_cancelling_leaves_out_who_was_not_written_to(five, post, people):
    campaign, emails = five

    def cancel(message) -> None:
        if message.to[0] == emails[0]:
            make.moved(campaign, "cancelled", people.manager)

    post.hook = cancel
    run(campaign)
    assert taken(post) == emails[:1]
    assert list(make.states(campaign).values()) == ["sent"] + ["left_out"] * 4
    assert state(campaign) == "cancelled"


def test_who_unsubscribes_after_the_review_gets_nothing(five, post, people):
    campaign, emails = five
    operations.unsubscribe(address=make.address(emails[0]), purpose="aids", at=make.AT)
    operations.unsubscribe(address=make.address(emails[1]), at=make.AT)
    third, fourth, _fifth = (Recipient.objects.get(address__email=email) for email in emails[2:])
    third.person.left_on = make.AT.date()
    third.person.save()
    fourth.company.archived_at = make.AT
    fourth.company.save()
    assert run(campaign) == 1 and taken(post) == [emails[4]]
    reasons = [row.reason for row in Recipient.objects.order_by("pk")]
    assert reasons == ["unsubscribed", "unsubscribed", "left_company", "archived", ""]


def test_the_rate_holds(clusters, people, post):
    for number in range(7):
        make.firm(clusters, people.manager, f"Firm {number} S.A.")
    campaign = make.sending(make.begun(people.manager, per_minute=3), people.manager, people.administrator)
    at = make.AT
    counts = []
    for minute in range(4):
        counts.append(
            operations.send(
                campaign_id=campaign.pk, now=lambda m=minute: at + timedelta(minutes=m, seconds=m)
            )
        )
    assert counts == [3, 3, 1, 0]
    assert operations.send(campaign_id=campaign.pk, now=lambda: at) == 0


def test_the_database_itself_refuses_a_second_row_for_an_address(five):
    campaign, _emails = five
    first = Recipient.objects.filter(campaign=campaign).first()
    first.pk, first.message_id = None, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()


def test_the_number_of_queries_of_progress(five, django_assert_num_queries):
    campaign, _emails = five
    with django_assert_num_queries(1):
        assert progress_of(campaign).total == 5


# --- With real transactions: a worker, two at once, and one that is killed ---


@pytest.fixture
def many(transactional_db, clusters, people):
    firms = [make.firm(clusters, people.manager, f"Firm {number:02d} S.A.") for number in range(12)]
    campaign = make.begun(people.manager, per_minute=600)
    return campaign, [firm.people.get().email for firm in firms]


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_was_ordered(many, people, mailoutbox):
    campaign, emails = many
    make.sending(campaign, people.manager, people.administrator)
    work()
    assert Counter(mail.to[0] for mail in mailoutbox) == Counter(emails)
    assert state(campaign) == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(many, people, settings):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    campaign, emails = many
    make.sending(campaign, people.manager, people.administrator)

    def one() -> int:
        try:
            return operations.send(campaign_id=campaign.pk, now=lambda: make.AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=3) as pool:
        counts = [job.result() for job in [pool.submit(one) for _each in range(3)]]
    assert sum(counts) == 12
    assert Counter(taken(Scripted)) == Counter(emails)


SENDER = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
import grappe.config.settings as settings
settings.EMAIL_BACKEND = "factories.mail.Book"
settings.DATABASES["default"]["NAME"] = os.environ["GRAPPE_TEST_NAME"]
django.setup()
from django.utils import timezone
from grappe.apps.campaigns import operations
operations.resume(now=timezone.now)
print(operations.send(campaign_id=int(os.environ["CAMPAIGN"]), now=timezone.now))
"""


def sender(campaign, book: Path, dies: str = "") -> int:
    """Let another process send; return how it ended."""
    root = Path(__file__).resolve().parents[3]
    environment = os.environ | {
        "DATABASE_URL": settings.DATABASE_URL,
        "GRAPPE_TEST_NAME": str(connection.settings_dict["NAME"]),
        "GRAPPE_TEST_BOOK": str(book),
        "GRAPPE_TEST_DIES": dies,
        "CAMPAIGN": str(campaign.pk),
        "PYTHONPATH": f"{root / 'tests'}:{root / 'src'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", SENDER],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -9), done.stderr
    return done.returncode


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_sender_sends_nobody_two_and_loses_nobody(many, people, tmp_path, when):
    campaign, emails = many
    make.sending(campaign, people.manager, people.administrator)
    book = tmp_path / "book"
    assert sender(campaign, book, f"4 {when}") == -9, "killed in the middle"
    claimed = Recipient.objects.get(state="sending")
    assert claimed.message_id, "decided and written down before it was handed over"
    Recipient.objects.filter(pk=claimed.pk).update(claimed_at=claimed.claimed_at - timedelta(minutes=11))
    assert sender(campaign, book) == 0
    lines = [line.split() for line in book.read_text().splitlines()]
    handed_over = Counter(email for email, _id in lines)
    assert max(handed_over.values()) == 1, "nobody gets two"
    left = set(emails) - set(handed_over)
    assert left == (set() if when == "after" else {claimed.address.email})
    kept = make.states(campaign)
    assert kept.pop(claimed.address.email) == "uncertain", "nobody can know: a person decides"
    assert set(kept.values()) == {"sent"} and len(kept) == 11, "nobody is lost"
    assert dict(lines)[emails[0]] == Recipient.objects.get(address__email=emails[0]).message_id
    assert state(campaign) == "sent"
