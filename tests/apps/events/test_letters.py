"""Does everybody registered get each letter once, in their language, whatever breaks? And is nobody lost?"""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from factories import events as make
from factories.campaigns import Ticking
from factories.jobs import work
from factories.mail import Scripted
from grappe.apps.campaigns.models import Address
from grappe.apps.events.enums import LetterKind, RegistrationState
from grappe.apps.events.models import Letter
from grappe.apps.events.operations import letters
from grappe.apps.events.queries.letters import SUITS, overtaken, written
from grappe.ui.errors import BadInput

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=11)
KINDS = [each.value for each in LetterKind]


@pytest.fixture
def post(settings):
    """A mail server that does what a test says."""
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    return Scripted


@pytest.fixture
def event(people):
    return make.event(people.manager, video_link="https://meet.example/1")


@pytest.fixture
def five(event):
    """Five letters that wait, first to last: their addresses in the order of sending."""
    guests = [make.registration(event, f"Guest {number}") for number in range(5)]
    assert letters.write_all(registrations=guests, kind="seat", at=make.AT) == 5
    return [guest.email for guest in guests]


def run(at=make.AT) -> int:
    return letters.send(now=Ticking(at))


def taken(post) -> list[str]:
    return [message.to[0] for message in post.taken]


def states() -> dict[str, str]:
    return dict(Letter.objects.order_by("pk").values_list("registration__email", "state"))


def test_a_letter_is_put_once_for_the_same_occasion(event):
    guest = make.registration(event)
    letter = letters.write(registration=guest, kind="reminder", about="7 days", at=make.AT)
    assert letter is not None and letter.state == "waiting"
    assert letters.write(registration=guest, kind="reminder", about="7 days", at=make.AT) is None
    assert letters.write(registration=guest, kind="reminder", about="1 day", at=make.AT) is not None
    assert letters.write(registration=guest, kind="seat", at=make.AT) is not None
    assert Letter.objects.count() == 3


@pytest.mark.parametrize("gone", [{"email": ""}, {"email": "", "name": "", "erased_at": make.AT}])
def test_nobody_is_written_to_without_an_address_or_once_erased(event, gone):
    assert letters.write(registration=make.registration(event, **gone), kind="seat", at=make.AT) is None
    assert not Letter.objects.exists()


def test_a_letter_waits_for_its_job_and_the_job_sends_it(event, post, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        letters.write(registration=make.registration(event), kind="seat", at=make.AT)
    assert len(callbacks) == 1, "ordered once the transaction stands"
    assert run() == 1 and run() == 0
    sent = Letter.objects.get()
    assert (sent.state, sent.attempts) == ("sent", 1) and sent.sent_at is not None
    assert post.taken[0].extra_headers["Message-ID"] == sent.message_id != ""


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_is_put(people, post):
    guest = make.registration(make.event(people.manager, at=letters_now(), in_days=3))
    letters.write(registration=guest, kind="seat", at=letters_now())
    work()
    assert taken(post) == [guest.email]


def letters_now():
    from django.utils import timezone

    return timezone.now()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_kind_speaks_the_language_of_the_registration(event, kind, language):
    state = sorted(SUITS[kind])[0]
    event.state = "cancelled" if kind == "called_off" else "published"
    guest = make.registration(
        event, language=language, state=state, cancelled_at=make.AT if state == "cancelled" else None
    )
    guest.event = event
    letter = Letter(registration=guest, kind=kind, try_at=make.AT)
    assert overtaken(letter, at=make.AT) == ""
    mail = written(letter, at=make.AT)
    title = event.titles[language]
    assert title in mail.subject and title in mail.body and title in mail.html
    assert mail.language == language and f'lang="{language}"' in mail.html
    hello = {"en": "Hello Camille", "fr": "Bonjour Camille", "de": "Guten Tag Camille"}[language]
    why = {"en": "You get this mail because", "fr": "Vous recevez ce", "de": "Sie erhalten diese"}[language]
    zone = {"en": "Luxembourg time", "fr": "heure de Luxembourg", "de": "Luxemburger Zeit"}[language]
    for words in (hello, why, zone):
        assert words in mail.body and words in mail.html
    assert settings.SITE_URL in mail.body and "%(" not in mail.body + mail.subject
    assert people_name(event) in mail.body


def people_name(event) -> str:
    return event.organiser.name


def test_no_two_kinds_say_the_same(event):
    guest = make.registration(event, language="en")
    subjects = {written(Letter(registration=guest, kind=kind), at=make.AT).subject for kind in KINDS}
    assert len(subjects) == len(KINDS)


@pytest.mark.parametrize(
    ("mode", "attendance", "kind", "state", "shown"),
    [
        ("online", "online", "seat", "confirmed", True),
        ("online", "on_site", "reminder", "confirmed", True),
        ("hybrid", "online", "seat", "confirmed", True),
        ("hybrid", "on_site", "seat", "confirmed", False),
        ("on_site", "on_site", "seat", "confirmed", False),
        ("online", "online", "waiting", "waiting", False),
        ("online", "online", "changed", "waiting", False),
        ("online", "online", "confirm", "unconfirmed", False),
        ("online", "online", "cancelled", "cancelled", False),
    ],
)
def test_the_video_link_is_for_those_with_a_seat_who_are_not_in_the_room(
    people, mode, attendance, kind, state, shown
):
    event = make.event(people.manager, mode=mode, video_link="https://meet.example/1")
    guest = make.registration(event, attendance=attendance, state=state)
    mail = written(Letter(registration=guest, kind=kind), at=make.AT)
    assert ("https://meet.example/1" in mail.body) is shown
    assert ("https://meet.example/1" in mail.html) is shown


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", RegistrationState.values)
def test_a_letter_that_is_overtaken_is_not_sent(event, post, kind, state):
    if kind == "called_off":
        event.state = "cancelled"
        event.save()
    guest = make.registration(event, state=state)
    letters.write(registration=guest, kind=kind, at=make.AT)
    suits = state in SUITS[kind]
    assert run() == suits
    kept = Letter.objects.get()
    assert kept.state == ("sent" if suits else "left_out")
    assert bool(kept.trail) is not suits, "and it says why"


@pytest.mark.parametrize("kind", KINDS)
def test_an_event_called_off_or_over_is_spoken_of_as_such(people, kind):
    state = sorted(SUITS[kind])[0]
    called_off = make.event(people.manager, state="cancelled")
    letter = Letter(registration=make.registration(called_off, state=state), kind=kind)
    assert bool(overtaken(letter, at=make.AT)) is (kind not in ("called_off", "cancelled"))
    over = make.event(people.manager)
    letter = Letter(registration=make.registration(over, state=state), kind=kind)
    # "called off" says nothing true of an event that takes place
    wrong = kind not in ("survey", "cancelled")
    assert bool(overtaken(letter, at=over.ends_at)) is wrong


def test_what_breaks_midway_sends_nobody_two_and_loses_nobody(five, post):
    post.faults[five[2]] = [RuntimeError("the power went")]
    with pytest.raises(RuntimeError):
        run()
    assert taken(post) == five[:2] and states()[five[2]] == "uncertain"
    letters.resume(now=lambda: LATER)
    run(LATER)
    assert taken(post) == [*five[:2], *five[3:]]
    assert list(states().values()) == ["sent", "sent", "uncertain", "sent", "sent"]


def test_a_text_that_cannot_be_made_stops_nobody_else(five, post, monkeypatch):
    real = letters.written

    def broken(letter, *, at):
        if letter.registration.email == five[1]:
            raise KeyError("no such text")
        return real(letter, at=at)

    monkeypatch.setattr(letters, "written", broken)
    with pytest.raises(KeyError):
        run()
    run(make.AT + timedelta(minutes=1))
    assert list(states().values()) == ["sent", "waiting", "sent", "sent", "sent"]
    monkeypatch.undo()
    run(LATER)
    assert set(states().values()) == {"sent"} and Counter(taken(post)) == Counter(five)


def test_a_claimed_letter_is_never_taken_up_again_by_itself(five, post):
    Letter.objects.filter(registration__email=five[0]).update(state="sending", claimed_at=make.AT, attempts=1)
    run()
    letters.resume(now=lambda: make.AT + timedelta(minutes=9))
    assert states()[five[0]] == "sending" and five[0] not in taken(post)
    letters.resume(now=lambda: LATER)
    run(LATER)
    assert states()[five[0]] == "uncertain" and five[0] not in taken(post)


@pytest.mark.parametrize(("arrived", "state", "mails"), [(True, "sent", 0), (False, "sent", 1)])
def test_the_organiser_decides_on_what_is_uncertain(five, post, people, arrived, state, mails):
    post.faults[five[0]] = [smtplib.SMTPServerDisconnected("closed")]
    run()
    run(LATER)
    lost = Letter.objects.get(registration__email=five[0])
    assert lost.state == "uncertain"
    with pytest.raises(PermissionDenied):
        letters.decide(letter=lost, arrived=arrived, by=people.other_manager, at=LATER)
    letters.decide(letter=lost, arrived=arrived, by=people.manager, at=LATER)
    with pytest.raises(BadInput):
        letters.decide(letter=lost, arrived=True, by=people.manager, at=LATER)
    run(LATER)
    now = Letter.objects.get(pk=lost.pk)
    assert now.state == state and taken(post).count(five[0]) == mails
    assert now.message_id == lost.message_id and people.manager.name in now.trail[-1]["text"]


def test_a_refused_address_is_kept_as_bounced_and_gets_no_letter_any_more(five, post, event):
    refusal = smtplib.SMTPRecipientsRefused({five[1]: (550, b"5.1.1 User unknown")})
    post.faults[five[1]] = [refusal] * 9
    assert run() == 4
    kept = Letter.objects.get(registration__email=five[1])
    assert kept.state == "failed" and kept.trail[0]["text"] == "550 5.1.1 User unknown"
    assert Address.objects.get(email=five[1]).bounced_at is not None
    letters.write(registration=kept.registration, kind="reminder", about="1 day", at=LATER)
    assert run(LATER) == 0
    assert Letter.objects.get(kind="reminder").state == "left_out"


def test_who_unsubscribed_from_mailings_still_gets_what_follows_from_their_registration(event, post):
    guest = make.registration(event)
    Address.objects.create(email=guest.email, salt="x", stopped_at=make.AT)
    letters.write(registration=guest, kind="seat", at=make.AT)
    assert run() == 1 and taken(post) == [guest.email]


def test_a_passing_fault_is_tried_again_a_bounded_number_of_times(five, post):
    busy = smtplib.SMTPRecipientsRefused({five[0]: (451, b"4.7.1 Greylisted")})
    post.faults[five[0]] = [busy] * 2
    post.faults[five[1]] = [smtplib.SMTPDataError(452, b"4.3.1 Insufficient system storage")] * 99
    run()
    run(make.AT + timedelta(minutes=1))
    assert five[0] not in taken(post), "not before its time"
    for hours in (1, 4, 8, 16, 32):
        run(make.AT + timedelta(hours=hours))
    assert taken(post).count(five[0]) == 1
    second = Letter.objects.get(registration__email=five[1])
    assert (second.state, second.attempts, len(second.trail)) == ("failed", 4, 4)


def test_a_server_that_is_away_costs_nobody_a_try(five, post):
    post.opening = [ConnectionRefusedError("refused")] * 10
    for minutes in range(10):
        assert run(make.AT + timedelta(minutes=6 * minutes)) == 0
    assert set(Letter.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert run(make.AT + timedelta(hours=2)) == 5 and Counter(taken(post)) == Counter(five)


def test_letters_to_many_cost_no_query_each(event, django_assert_num_queries):
    guests = [make.registration(event) for _number in range(30)]
    with django_assert_num_queries(4):  # a savepoint around two
        assert letters.write_all(registrations=guests, kind="changed", about="sequence 1", at=make.AT) == 30
    assert letters.write_all(registrations=guests, kind="changed", about="sequence 1", at=make.AT) == 0


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_each_letter_once(people, settings):
    settings.EMAIL_BACKEND = "factories.mail.Scripted"
    Scripted.reset()
    event = make.event(people.manager)
    guests = [make.registration(event) for _number in range(12)]
    letters.write_all(registrations=guests, kind="seat", at=make.AT)

    def one(_number: int) -> int:
        try:
            return letters.send(now=lambda: make.AT)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=3) as pool:
        assert sum(pool.map(one, range(3))) == 12
    assert Counter(taken(Scripted)) == Counter(guest.email for guest in guests)


@pytest.mark.django_db(transaction=True)
def test_the_same_letter_put_by_two_at_once_is_one(people):
    guest = make.registration(make.event(people.manager))

    def one(_number: int) -> bool:
        try:
            return letters.write(registration=guest, kind="seat", at=make.AT) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=4) as pool:
        list(pool.map(one, range(4)))
    assert Letter.objects.count() == 1


SENDER = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
import grappe.config.settings as settings
settings.EMAIL_BACKEND = "factories.mail.Book"
settings.DATABASES["default"]["NAME"] = os.environ["GRAPPE_TEST_NAME"]
django.setup()
from datetime import UTC, datetime
from grappe.apps.events.operations import letters
now = lambda: datetime.fromisoformat(os.environ["GRAPPE_TEST_NOW"])
letters.resume(now=now)
print(letters.send(now=now))
"""


def sender(book: Path, at, dies: str = "") -> int:
    """Let another process send; return how it ended."""
    root = Path(__file__).resolve().parents[3]
    environment = os.environ | {
        "DATABASE_URL": settings.DATABASE_URL,
        "GRAPPE_TEST_NAME": str(connection.settings_dict["NAME"]),
        "GRAPPE_TEST_BOOK": str(book),
        "GRAPPE_TEST_DIES": dies,
        "GRAPPE_TEST_NOW": at.isoformat(),
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
def test_a_killed_sender_sends_nobody_two_and_loses_nobody(people, tmp_path, when):
    event = make.event(people.manager)
    guests = [make.registration(event) for _number in range(7)]
    letters.write_all(registrations=guests, kind="seat", at=make.AT)
    book = tmp_path / "book"
    assert sender(book, make.AT, f"4 {when}") == -9, "killed in the middle"
    claimed = Letter.objects.get(state="sending")
    assert claimed.message_id, "decided and written down before it was handed over"
    assert sender(book, LATER) == 0
    handed_over = Counter(line.split()[0] for line in book.read_text().splitlines())
    assert max(handed_over.values()) == 1, "nobody gets two"
    left = {guest.email for guest in guests} - set(handed_over)
    assert left == (set() if when == "after" else {claimed.registration.email})
    kept = states()
    assert kept.pop(claimed.registration.email) == "uncertain", "nobody can know: a person decides"
    assert set(kept.values()) == {"sent"} and len(kept) == 6, "nobody is lost"
