"""How does a letter to somebody without an account reach them: put once, claimed before it is handed over, never sent twice?

A letter is a row of an app's own table (`ui.letters.LetterBase`). It is put in the transaction in which its occasion
happens, so that it exists if and only if the occasion does; a job sends it as soon as that stands. As with the mails
of campaigns it is claimed by a row that says "being handed over", committed *before* the mail server sees anything:
what a dying process leaves becomes "uncertain", and a person decides. An app says by a subclass of `Letters` whom its
letters are for, what they say and when they would say nothing true any more.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.utils.translation import gettext as _

from grappe.apps.campaigns.enums import RecipientState
from grappe.apps.campaigns.operations.consents import address_of, note_bounce
from grappe.apps.campaigns.operations.delivery import Outcome, Post
from grappe.apps.campaigns.operations.sending import LOST_AFTER, MOST_ATTEMPTS, WAITS
from grappe.apps.campaigns.queries.consents import address_on_file
from grappe.ui.errors import BadInput
from grappe.ui.letters import LetterBase, LetterState, Written

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from grappe.apps.accounts.models import User

MOST_A_JOB = 200  # then a new job, so that others get their turn
LONGEST_ABOUT = 80
Clock = Callable[[], datetime]
L = TypeVar("L", bound=LetterBase)


class Letters(ABC, Generic[L]):
    """The letters of one table. `to` is the name of its foreign key to whom a letter is for."""

    model: type[L]
    to: str
    related: tuple[str, ...]  # what `written` and `speaks_against` look at, read with the letter

    # --- What an app says of its letters ---

    @abstractmethod
    def order(self, lock: str, after: timedelta) -> None:
        """Order the app's job that sends, by its literal name; `lock` is "now" or "later"."""

    @abstractmethod
    def email_of(self, letter: L) -> str:
        """Return the address; empty where there is nobody to write to any more."""

    @abstractmethod
    def answers_go_to(self, letter: L) -> Sequence[str]:
        """Return the addresses to which an answer goes."""

    @abstractmethod
    def overtaken(self, letter: L, at: datetime) -> str:
        """Return in words why a letter would say nothing true any more; empty where it is right to send it."""

    @abstractmethod
    def written(self, letter: L, at: datetime) -> Written:
        """Return what the letter says as things stand now, in its reader's language."""

    def stops_at(self, letter: L) -> str:
        """Return the address of a page on which the reader says that they want no more (RFC 2369); empty: there is none."""
        return ""

    @abstractmethod
    def name_of(self, letter: L) -> str:
        """Return the first part of the mail's Message-ID ("event-12")."""

    # --- Putting ---

    @transaction.atomic
    def put(
        self,
        *,
        readers: Iterable[Any],
        kind: str,
        about: str = "",
        at: datetime,
        after: datetime | None = None,
    ) -> int:
        """Put one letter for each reader and order the sending once the transaction stands; return how many were new.

        Of the same kind and `about` ("7 days", "sequence 3": at most 80 characters) nobody gets two. What can happen
        again says by `about` which time it is. `after` puts the sending off until then. Two queries and one write.
        """
        about = about[:LONGEST_ABOUT]
        people = list(readers)
        rows = self.model._default_manager.filter(**{f"{self.to}__in": people}, kind=kind, about=about)
        had = set(rows.values_list(f"{self.to}_id", flat=True))
        new = [
            self.model(**{self.to: each}, kind=kind, about=about, try_at=after or at)
            for each in people
            if each.pk not in had
        ]
        # Somebody else may be putting the same letter at this moment: the database keeps one.
        self.model._default_manager.bulk_create(new, ignore_conflicts=True, batch_size=1_000)
        if new:
            # A job that cannot be ordered now is ordered by `resume`.
            transaction.on_commit(self._order_now, robust=True)
        return len(new)

    # --- Sending ---

    def send(self, *, now: Clock) -> int:
        """Send the letters that are due and order the rest; return how many were sent. Any number of workers may do so."""
        sent = 0
        post = Post()
        try:
            for _number in range(MOST_A_JOB):
                letter = self._claim(now())
                if letter is None:
                    self._order_later(now())
                    break
                outcome = self._hand_over(post, letter, now)
                sent += outcome.state == RecipientState.SENT
                if outcome.rest:
                    self._order_now(after=outcome.rest)
                    break
            else:
                self._order_now()
        finally:
            post.close()
        return sent

    def _order_now(self, after: timedelta = timedelta()) -> None:
        """Order a job; one that is put off has a lock of its own, so that a new letter never waits for it."""
        self.order("later" if after else "now", after)

    def _waiting(self) -> models.QuerySet[L]:
        return self.model._default_manager.filter(state=LetterState.WAITING)

    def _order_later(self, at: datetime) -> None:
        later = (
            self._waiting().filter(try_at__gt=at).order_by("try_at").values_list("try_at", flat=True).first()
        )
        if later is not None:
            self._order_now(after=max(later - at, timedelta(seconds=1)))

    @transaction.atomic
    def _claim(self, at: datetime) -> L | None:
        """Claim the next letter that is due; leave out on the way those that say nothing true any more."""
        while True:
            due = self._waiting().filter(try_at__lte=at).select_for_update(skip_locked=True, of=("self",))
            letter = due.select_related(*self.related).order_by("try_at", "pk").first()
            if letter is None:
                return None
            reason = self._speaks_against(letter, at)
            if not reason:
                break
            letter.state = LetterState.LEFT_OUT
            letter.trail = [*letter.trail, {"at": at.isoformat(), "text": reason}]
            letter.save(update_fields=["state", "trail"])
        letter.state, letter.claimed_at = LetterState.SENDING, at
        letter.attempts += 1
        letter.message_id = letter.message_id or self._new_message_id(letter)
        letter.save(update_fields=["state", "claimed_at", "attempts", "message_id"])
        return letter

    def _speaks_against(self, letter: L, at: datetime) -> str:
        """Return why a letter does not go out: nobody to write to, or it is not true any more; empty where it goes."""
        email = self.email_of(letter)
        if not email:
            return _("Nobody to write to any more.")
        address = address_on_file(email)
        if address is not None and address.bounced_at is not None:
            return _("The address does not take mail: %(reason)s") % {"reason": address.bounce_reason}
        return self.overtaken(letter, at)

    def _new_message_id(self, letter: L) -> str:
        host = urlsplit(settings.SITE_URL).hostname or "grappe.invalid"
        return make_msgid(idstring=f"{self.name_of(letter)}-{letter.pk}", domain=host)

    def _hand_over(self, post: Post, letter: L, now: Clock) -> Outcome:
        """Try once, and write down what became of it; a fault that nobody thought of is written down too, and raised."""
        try:
            words = self.written(letter, now())
        except (
            Exception
        ) as fault:  # nothing was handed over: it is tried again later, and nobody behind it waits
            said = f"{type(fault).__name__}: {fault}"[:300]
            self._settle(letter, Outcome(RecipientState.WAITING, said), now())
            raise
        try:
            outcome = post.deliver(lambda connection: self._message(letter, words, connection))
        except Exception as fault:
            said = f"{type(fault).__name__}: {fault}"[:300]
            self._settle(letter, Outcome(RecipientState.UNCERTAIN, said), now())
            raise
        self._settle(letter, outcome, now())
        return outcome

    def _message(self, letter: L, words: Written, connection: BaseEmailBackend) -> EmailMultiAlternatives:
        """Return the mail as text with an HTML alternative."""
        message = EmailMultiAlternatives(
            subject=words.subject, body=words.body, from_email=settings.DEFAULT_FROM_EMAIL,
            to=[self.email_of(letter)], reply_to=list(self.answers_go_to(letter)),
            headers={
                "Message-ID": letter.message_id, "Content-Language": words.language,
                "Auto-Submitted": "auto-generated",  # RFC 3834: no absence notes in answer
                **({"List-Unsubscribe": f"<{stops}>"} if (stops := self.stops_at(letter)) else {}),
            },
            connection=connection,
        )  # fmt: skip
        message.attach_alternative(words.html, "text/html")
        if words.calendar:  # RFC 6047, 2.4: the method stands in the content type too
            kind = f"text/calendar; method={words.method}; charset=utf-8"
            message.attach("invite.ics", words.calendar.decode(), kind)
        return message

    @transaction.atomic
    def _settle(self, claimed: L, outcome: Outcome, at: datetime) -> None:
        """Write down what became of a claimed letter."""
        letter = self.model._default_manager.select_for_update().get(pk=claimed.pk)
        if letter.state not in (LetterState.SENDING, LetterState.UNCERTAIN):
            return  # somebody has decided meanwhile
        state = str(outcome.state)
        if outcome.said:
            letter.trail = [*letter.trail, {"at": at.isoformat(), "text": outcome.said}]
        if outcome.unreachable:
            letter.attempts -= 1  # the server was not there: that is no try of this address
        elif state == LetterState.WAITING and letter.attempts >= MOST_ATTEMPTS:
            state = LetterState.FAILED
        elif state == LetterState.WAITING:
            letter.try_at = at + WAITS[letter.attempts - 1]
        elif state == LetterState.SENT:
            letter.sent_at = at
        elif state == RecipientState.REFUSED:
            state = LetterState.FAILED
            note_bounce(address=address_of(self.email_of(claimed)), reason=outcome.said, at=at)
        letter.state = LetterState(state)
        letter.save(update_fields=["state", "trail", "attempts", "try_at", "sent_at"])

    def resume(self, *, now: Clock) -> int:
        """Take up what was left: what somebody claimed who is gone becomes uncertain, what is due is ordered.

        Returns how many letters are due.
        """
        at = now()
        claimed = self.model._default_manager.filter(state=LetterState.SENDING)
        claimed.filter(claimed_at__lt=at - LOST_AFTER).update(state=LetterState.UNCERTAIN)
        due = self._waiting().filter(try_at__lte=at).count()
        if due:
            self._order_now()
        return due

    @transaction.atomic
    def decide(self, *, letter: L, arrived: bool, by: User, at: datetime) -> L:
        """Let a person decide on a letter that failed or was maybe sent: it arrived, or it is sent again.

        Whoever calls has asked whether this person may. Raises BadInput where there is nothing to decide.
        """
        current = self.model._default_manager.select_for_update().get(pk=letter.pk)
        open_ = {LetterState.UNCERTAIN} if arrived else {LetterState.UNCERTAIN, LetterState.FAILED}
        if current.state not in open_:
            raise BadInput(_("There is nothing to decide about this letter any more."))
        words = _("counted as sent") if arrived else _("sent again")
        current.trail = [*current.trail, {"at": at.isoformat(), "text": f"{by.name}: {words}"}]
        if arrived:
            current.state, current.sent_at = LetterState.SENT, current.claimed_at or at
        else:
            current.state, current.try_at, current.attempts = LetterState.WAITING, at, 0
            transaction.on_commit(self._order_now, robust=True)
        current.save()
        return current
