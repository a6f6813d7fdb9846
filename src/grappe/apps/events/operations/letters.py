"""How does a letter reach somebody registered: put once, claimed before it is handed over, and never sent twice?

A letter is a row. It is put in the transaction in which its occasion happens, so that it exists if and only if the
occasion does; a job sends it as soon as that stands. As with the mails of campaigns it is claimed by a row that says
"being handed over", committed *before* the mail server sees anything: what a dying process leaves becomes "uncertain",
and a person decides. What follows from a registration needs no consent to mailings (Regulation (EU) 2016/679, Article
6(1)(b)); an address that takes no mail, or was erased, is not written to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns import operations as campaigns
from grappe.apps.campaigns import queries as campaign_queries
from grappe.apps.campaigns.enums import RecipientState
from grappe.apps.events.models import Letter, Registration
from grappe.apps.events.permissions import check_can_manage_event
from grappe.apps.events.queries.letters import Written, overtaken, written
from grappe.ui import jobs
from grappe.ui.errors import BadInput
from grappe.ui.letters import LetterState

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from grappe.apps.accounts.models import User

MOST_A_JOB = 200  # then a new job, so that others get their turn
LONGEST_ABOUT = 80
Clock = Callable[[], datetime]


@transaction.atomic
def write(*, registration: Registration, kind: str, about: str = "", at: datetime) -> Letter | None:
    """Put one letter, and order its sending once the transaction stands; return it.

    Of the same kind and `about` ("7 days", "sequence 3": at most 80 characters) nobody gets two: then, and where there
    is nobody to write to any more (erased, or no address), nothing is put and None returned. What can happen again,
    such as a seat after a cancellation, says by `about` which time it is.
    """
    if write_all(registrations=[registration], kind=kind, about=about, at=at):
        return Letter.objects.get(registration=registration, kind=kind, about=about[:LONGEST_ABOUT])
    return None


@transaction.atomic
def write_all(
    *,
    registrations: Iterable[Registration],
    kind: str,
    about: str = "",
    at: datetime,
    after: datetime | None = None,
) -> int:
    """Put one letter for each registration as `write` does; return how many were new. Two queries and one write.

    `after` puts the sending off until then.
    """
    about = about[:LONGEST_ABOUT]
    people = [each for each in registrations if each.email and each.erased_at is None]
    had = set(
        Letter.objects.filter(registration__in=people, kind=kind, about=about).values_list(
            "registration_id", flat=True
        )
    )
    new = [
        Letter(registration=each, kind=kind, about=about, try_at=after or at)
        for each in people
        if each.pk not in had
    ]
    # Somebody else may be putting the same letter at this moment: the database keeps one.
    Letter.objects.bulk_create(new, ignore_conflicts=True, batch_size=1_000)
    if new:
        transaction.on_commit(_order, robust=True)  # a job that cannot be ordered now is ordered by `resume`
    return len(new)


def send(*, now: Clock) -> int:
    """Send the letters that are due and order the rest; return how many were sent. Any number of workers may do so."""
    sent = 0
    post = campaigns.Post()
    try:
        for _number in range(MOST_A_JOB):
            letter = _claim(now())
            if letter is None:
                _order_later(now())
                break
            outcome = _hand_over(post, letter, now)
            sent += outcome.state == RecipientState.SENT
            if outcome.rest:
                _order(after=outcome.rest)
                break
        else:
            _order()
    finally:
        post.close()
    return sent


def _order(after: timedelta = timedelta()) -> None:
    """Order a job; one that is put off has a lock of its own, so that a new letter never waits for it."""
    lock = "events.send_letters.later" if after else "events.send_letters"
    jobs.order("events.send_letters", lock=lock, after=after)


def _order_later(at: datetime) -> None:
    waiting = Letter.objects.filter(state=LetterState.WAITING, try_at__gt=at)
    later = waiting.order_by("try_at").values_list("try_at", flat=True).first()
    if later is not None:
        _order(after=max(later - at, timedelta(seconds=1)))


@transaction.atomic
def _claim(at: datetime) -> Letter | None:
    """Claim the next letter that is due; leave out on the way those that say nothing true any more."""
    while True:
        due = Letter.objects.filter(state=LetterState.WAITING, try_at__lte=at)
        due = due.select_for_update(skip_locked=True, of=("self",))
        letter = due.select_related("registration__event__organiser").order_by("try_at", "pk").first()
        if letter is None:
            return None
        reason = _speaks_against(letter, at)
        if not reason:
            break
        letter.state = LetterState.LEFT_OUT
        letter.trail = [*letter.trail, {"at": at.isoformat(), "text": reason}]
        letter.save(update_fields=["state", "trail"])
    letter.state, letter.claimed_at = LetterState.SENDING, at
    letter.attempts += 1
    letter.message_id = letter.message_id or _new_message_id(letter)
    letter.save(update_fields=["state", "claimed_at", "attempts", "message_id"])
    return letter


def _speaks_against(letter: Letter, at: datetime) -> str:
    """Return why a letter does not go out: nobody to write to, or it is not true any more; empty where it goes."""
    registration = letter.registration
    if registration.erased_at is not None or not registration.email:
        return _("Nobody to write to any more: the registration was erased.")
    address = campaign_queries.address_on_file(registration.email)
    if address is not None and address.bounced_at is not None:
        return _("The address does not take mail: %(reason)s") % {"reason": address.bounce_reason}
    return overtaken(letter, at=at)


def _new_message_id(letter: Letter) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "grappe.invalid"
    return make_msgid(idstring=f"event-{letter.registration.event_id}-{letter.pk}", domain=host)


def _hand_over(post: campaigns.Post, letter: Letter, now: Clock) -> campaigns.Outcome:
    """Try once, and write down what became of it; a fault that nobody thought of is written down too, and raised."""
    try:
        words = written(letter, at=now())
    except Exception as fault:  # nothing was handed over: it is tried again later, and nobody behind it waits
        _settle(
            letter, campaigns.Outcome(RecipientState.WAITING, f"{type(fault).__name__}: {fault}"[:300]), now()
        )
        raise
    try:
        outcome = post.deliver(lambda connection: _message(letter, words, connection))
    except Exception as fault:
        said = f"{type(fault).__name__}: {fault}"[:300]
        _settle(letter, campaigns.Outcome(RecipientState.UNCERTAIN, said), now())
        raise
    _settle(letter, outcome, now())
    return outcome


def _message(letter: Letter, words: Written, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """Return the mail as text with an HTML alternative; answers go to the organiser."""
    message = EmailMultiAlternatives(
        subject=words.subject, body=words.body, from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.registration.email], reply_to=[letter.registration.event.organiser.email],
        headers={
            "Message-ID": letter.message_id, "Content-Language": words.language,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no absence notes in answer
        },
        connection=connection,
    )  # fmt: skip
    message.attach_alternative(words.html, "text/html")
    if words.calendar:  # RFC 6047, 2.4: the method stands in the content type too
        kind = f"text/calendar; method={words.method}; charset=utf-8"
        message.attach("invite.ics", words.calendar.decode(), kind)
    return message


@transaction.atomic
def _settle(claimed: Letter, outcome: campaigns.Outcome, at: datetime) -> None:
    """Write down what became of a claimed letter."""
    letter = Letter.objects.select_for_update().get(pk=claimed.pk)
    if letter.state not in (LetterState.SENDING, LetterState.UNCERTAIN):
        return  # somebody has decided meanwhile
    state = str(outcome.state)
    if outcome.said:
        letter.trail = [*letter.trail, {"at": at.isoformat(), "text": outcome.said}]
    if outcome.unreachable:
        letter.attempts -= 1  # the server was not there: that is no try of this address
    elif state == LetterState.WAITING and letter.attempts >= campaigns.MOST_ATTEMPTS:
        state = LetterState.FAILED
    elif state == LetterState.WAITING:
        letter.try_at = at + campaigns.WAITS[letter.attempts - 1]
    elif state == LetterState.SENT:
        letter.sent_at = at
    elif state == RecipientState.REFUSED:
        state = LetterState.FAILED
        address = campaigns.address_of(claimed.registration.email)
        campaigns.note_bounce(address=address, reason=outcome.said, at=at)
    letter.state = LetterState(state)
    letter.save(update_fields=["state", "trail", "attempts", "try_at", "sent_at"])


def resume(*, now: Clock) -> int:
    """Take up what was left: what somebody claimed who is gone becomes uncertain, what is due is ordered.

    Returns how many letters are due.
    """
    at = now()
    lost = Letter.objects.filter(state=LetterState.SENDING, claimed_at__lt=at - campaigns.LOST_AFTER)
    lost.update(state=LetterState.UNCERTAIN)
    due = Letter.objects.filter(state=LetterState.WAITING, try_at__lte=at).count()
    if due:
        _order()
    return due


@transaction.atomic
def decide(*, letter: Letter, arrived: bool, by: User, at: datetime) -> Letter:
    """Let a person decide on a letter that failed or was maybe sent: it arrived, or it is sent again.

    Raises PermissionDenied, BadInput where there is nothing to decide.
    """
    current = (
        Letter.objects.select_for_update(of=("self",)).select_related("registration__event").get(pk=letter.pk)
    )
    check_can_manage_event(by, current.registration.event)
    open_ = {LetterState.UNCERTAIN} if arrived else {LetterState.UNCERTAIN, LetterState.FAILED}
    if current.state not in open_:
        raise BadInput(_("There is nothing to decide about this letter any more."))
    words = _("counted as sent") if arrived else _("sent again")
    current.trail = [*current.trail, {"at": at.isoformat(), "text": f"{by.name}: {words}"}]
    if arrived:
        current.state, current.sent_at = LetterState.SENT, current.claimed_at or at
    else:
        current.state, current.try_at, current.attempts = LetterState.WAITING, at, 0
        transaction.on_commit(_order, robust=True)
    current.save()
    return current
