"""How are answers to invitations kept, wherever they come from, and what is made of a time that somebody proposes?

From a mail (`take_mail_reply`), from the calendar of a colleague (`take_calendar_answers`), by the link of a letter
(`answer_by_link`). Nobody inside does these: they are what others said, and nothing else changes by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import Answer, AnswerSource, ContactState
from grappe.apps.companies.models import Contact, Reply
from grappe.apps.companies.operations.contacts import (
    EARLIEST,
    FURTHEST,
    LONGEST,
    SHORTEST,
    change_contact,
    locked,
)
from grappe.apps.companies.operations.invitations import send_on_commit
from grappe.apps.companies.queries.invitations import Invitee, invitees, is_invited, organizer
from grappe.apps.companies.queries.itip import ANSWERS, LONGEST_WORDS, said
from grappe.apps.companies.queries.replies import Asked, contact_of
from grappe.engines.agenda import Span
from grappe.ui import moments
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

MOST_REPLIES = 200  # to one contact: more are no answers of people


@dataclass(frozen=True, slots=True)
class TakenReply:
    """What became of an answer that came by mail."""

    contact_id: int
    company_id: int
    new: bool  # False: it was known already
    invited: bool  # whether its sender was invited


@transaction.atomic
def take_mail_reply(*, ics: str | bytes, sender: str, at: datetime) -> TakenReply | None:
    """Keep the answer that a mail brings (text/calendar; method=REPLY or COUNTER); None where it is none to one of ours.

    `sender` is the address in From, bare or with a name. It says whose answer it is, whatever the file says: who is not
    invited is kept as such, and answers for nobody else. The same answer twice is kept once.
    """
    found = said(ics)
    name, address = parseaddr(sender.replace("\n", " ").replace("\r", " "))
    if found is None or not address:
        return None
    contact = contact_of(found.uid)
    if contact is None:
        return None
    email = address.strip().lower()[:254]
    invitee = _invitee(contact, email, at)
    kept = _keep(
        contact, email=email, invitee=invitee, name=(name or found.name), answer=found.answer,
        source=AnswerSource.MAIL, sequence=found.sequence, stamp=found.stamp or at, proposed=found.proposed,
        words=found.words, at=at,
    )  # fmt: skip
    return TakenReply(contact.pk, contact.company_id, kept, invitee is not None)


@transaction.atomic
def take_calendar_answers(
    *, contact: Contact, answers: Iterable[tuple[str, str]], sequence: int, at: datetime
) -> int:
    """Keep what a colleague's calendar says that others answered: (e-mail, PARTSTAT); return how many are new.

    A calendar says the same each time it is read: what it said before is not said again, so that a newer answer by mail
    stands.
    """
    given = {email.lower(): ANSWERS[part] for email, part in answers if email and part in ANSWERS}
    host = organizer(contact)
    if host is not None:
        given.pop(host.email.lower(), None)
    if not given:
        return 0
    before: dict[str, str] = {}
    newest: dict[str, str] = {}
    for reply in contact.replies.filter(email__in=given):
        newest.setdefault(reply.email, reply.answer)
        if reply.source == AnswerSource.CALENDAR and reply.sequence >= sequence:
            before.setdefault(reply.email, reply.answer)
    new = {
        email: answer
        for email, answer in given.items()
        if answer not in (before.get(email), newest.get(email))
    }
    people = {each.email.lower(): each for each in invitees(contact, on=moments.local_date(at))}
    return sum(
        _keep(
            contact, email=email, invitee=people.get(email), name="", answer=answer, source=AnswerSource.CALENDAR,
            sequence=sequence, stamp=at, proposed=None, words="", at=at,
        )
        for email, answer in new.items()
    )  # fmt: skip


@transaction.atomic
def answer_by_link(
    *, asked: Asked, answer: str, proposed: datetime | None = None, words: str = "", at: datetime
) -> None:
    """Keep what somebody answers by the link of their letter. Raises BadInput."""
    if not asked.open:
        raise BadInput(_("This appointment is over or was called off: nothing is to be answered any more."))
    if answer not in Answer.values or answer == Answer.DELEGATED:
        raise BadInput(_("Choose an answer."))
    if answer == Answer.COUNTER and proposed is None:
        raise BadInput(_("Say on which day and at what time you would rather meet."))
    if proposed is not None and not at < proposed <= at + FURTHEST:
        raise BadInput(_("The time that you propose has to be ahead."))
    span = (
        Span(proposed, proposed + timedelta(minutes=asked.contact.minutes)) if proposed is not None else None
    )
    kept = _keep(
        asked.contact, email=asked.invitee.email.lower(), invitee=asked.invitee, name="", answer=Answer(answer),
        source=AnswerSource.LINK, sequence=asked.contact.sequence, stamp=at,
        proposed=span if answer == Answer.COUNTER else None, words=words, at=at,
    )  # fmt: skip
    if not kept:
        raise BadInput(_("There are very many answers to this already. Please write to whoever invited you."))


def _invitee(contact: Contact, email: str, at: datetime) -> Invitee | None:
    found = invitees(contact, on=moments.local_date(at))
    return next((each for each in found if each.email.lower() == email), None)


def _keep(
    contact: Contact, *, email: str, invitee: Invitee | None, name: str, answer: Answer, source: AnswerSource,
    sequence: int, stamp: datetime, proposed: Span | None, words: str, at: datetime,
) -> bool:  # fmt: skip
    """Keep one answer; return whether it is new. What a wrong clock or number claims of the time to come is not believed."""
    proposed = _possible(proposed, at)
    if answer == Answer.COUNTER and proposed is None:
        answer = Answer.DECLINED  # a time that cannot be is none
    if contact.replies.count() >= MOST_REPLIES:
        return False
    kind, _sep, pk = (invitee.key if invitee is not None else "").partition(":")
    row = Reply(
        contact=contact, email=email, name=(invitee.name if invitee is not None else " ".join(name.split()))[:200],
        answer=answer, source=source, sequence=min(sequence, contact.sequence), stamp=min(stamp, at), received_at=at,
        words=words.replace("\x00", "").strip()[:LONGEST_WORDS],
        person_id=int(pk) if kind == "person" else None, user_id=int(pk) if kind == "user" else None,
    )  # fmt: skip
    if proposed is not None and answer == Answer.COUNTER:
        row.proposed_at = proposed.start
        row.proposed_minutes = int((proposed.end - proposed.start).total_seconds()) // 60
    known = Reply.objects.filter(
        contact=contact, email=email, sequence=row.sequence, stamp=row.stamp, source=source
    )
    if known.exists():
        return False
    # Two workers that bring the same answer: the database keeps one.
    Reply.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _possible(proposed: Span | None, at: datetime) -> Span | None:
    if proposed is None or not EARLIEST <= proposed.start <= at + FURTHEST:
        return None
    minutes = int((proposed.end - proposed.start).total_seconds()) // 60
    return proposed if SHORTEST <= minutes <= LONGEST else None


@transaction.atomic
def take_proposal(*, reply: Reply, by: User, at: datetime) -> Contact:
    """Move a contact to the time that somebody proposes; everybody invited is told. Raises BadInput, PermissionDenied."""
    contact = locked(reply.contact, by=by)
    current = Reply.objects.select_for_update().get(pk=reply.pk)
    if current.answer != Answer.COUNTER or current.proposed_at is None or current.settled_at is not None:
        raise BadInput(_("This proposal was seen to already."))
    if contact.state != ContactState.PLANNED:
        raise BadInput(_("Only a planned contact can be moved."))
    if current.proposed_at <= at:
        raise BadInput(_("The time that was proposed is past."))
    moved = change_contact(
        contact=contact, kind=contact.kind, subject=contact.subject, starts_at=current.proposed_at,
        minutes=current.proposed_minutes or contact.minutes, link=contact.link, place=contact.place,
        people=contact.people.all(), team=contact.team.all(), by=by, at=at,
    )  # fmt: skip
    Reply.objects.filter(pk=current.pk).update(settled_at=at, settled_by=by)
    return moved


@transaction.atomic
def leave_as_planned(*, reply: Reply, by: User, at: datetime) -> None:
    """Say that a contact takes place as planned although somebody declined or proposes another time.

    Whoever proposed one is told that it is refused (DECLINECOUNTER), unless the contact was moved since: that told them.
    """
    contact = locked(reply.contact, by=by)
    settled = Reply.objects.filter(pk=reply.pk, settled_at=None).update(settled_at=at, settled_by=by)
    if not settled or reply.answer != Answer.COUNTER or reply.sequence != contact.sequence:
        return
    invitee = _invitee(contact, reply.email, at)
    if invitee is not None and is_invited(contact, at=at):
        send_on_commit(contact, "refusal", [invitee.key], at=at)
