"""How is a contact planned, changed, moved, cancelled, held?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.companies.enums import Audience, ContactKind, ContactState
from grappe.apps.companies.models import Company, Contact, Person
from grappe.apps.companies.operations.invitations import send_on_commit
from grappe.apps.companies.operations.told import contact_changed
from grappe.apps.companies.permissions import check_can_edit_company, check_can_edit_contact
from grappe.apps.companies.queries.contacts import possible_team
from grappe.apps.companies.queries.invitations import invitees, is_invited, told_of_cancellation
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.operations import say_more
from grappe.apps.fields.queries import custom_fields
from grappe.ui import moments
from grappe.ui.custom import checked
from grappe.ui.errors import BadInput, Stale

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

SHORTEST, LONGEST = 5, 24 * 60  # minutes
FURTHEST = timedelta(days=5 * 366)  # a year typed wrong
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@transaction.atomic
def plan_contact(
    *,
    company: Company,
    kind: str,
    subject: str,
    starts_at: datetime,
    minutes: int = 45,
    link: str = "",
    place: str = "",
    people: Iterable[Person] = (),
    team: Iterable[User] = (),
    invite: bool = True,
    audience: str = Audience.EVERYONE,
    readers: Iterable[User] = (),
    uid: UUID | None = None,
    custom: Mapping[str, Any] | None = None,
    by: User,
    at: datetime,
) -> Contact:
    """Plan a contact with a company; on commit its people and team get an invitation with a calendar file.

    `starts_at` knows its time zone. `uid` is given for what is in calendars already.
    A contact that is already over is written down and nobody is invited.
    """
    company = Company.objects.select_for_update().get(pk=company.pk)
    check_can_edit_company(by, company)
    _check_not_archived(company)
    contact = Contact(company=company, audience=checked_audience(audience), created_at=at, created_by=by)
    contact.uid = uid or contact.uid
    contact.custom = checked(custom_fields(RecordType.CONTACT), custom or {})
    _set_plan(
        contact,
        kind=kind,
        subject=subject,
        starts_at=starts_at,
        minutes=minutes,
        link=link,
        place=place,
        at=at,
    )
    people, team = list(people), list(team)
    _check_people(contact, people, already=())
    contact.save()
    contact.people.set(people)
    contact.team.set(checked_team(company, team, already=()))
    contact.readers.set(checked_team(company, readers, already=()))
    if invite and is_invited(contact, at=at):
        send_on_commit(
            contact,
            "invitation",
            [invitee.key for invitee in invitees(contact, on=moments.local_date(at))],
            at=at,
        )
    contact_changed(contact, at=at)
    return contact


@transaction.atomic
def change_contact(
    *,
    contact: Contact,
    kind: str,
    subject: str,
    starts_at: datetime,
    minutes: int,
    link: str = "",
    place: str = "",
    people: Iterable[Person] = (),
    team: Iterable[User] = (),
    sequence: int | None = None,
    invite: bool = True,
    custom: Mapping[str, Any] | None = None,
    based_on: str | None = None,
    by: User,
    at: datetime,
) -> Contact:
    """Change or move a contact; on commit everybody concerned gets the new invitation.

    Whoever is no longer among the participants gets a cancellation. `sequence` is the one that the form was made
    from: `Stale` when the contact was changed since. Where nothing changes, nothing is sent. `custom` are values of
    custom fields by name, `based_on` the stamp of what stood in them: nobody is told of these.
    """
    contact = locked(contact, by=by)
    _check_not_archived(contact.company)
    if contact.state == ContactState.CANCELLED:
        raise BadInput(_("This contact is cancelled. Plan a new one."))
    if sequence is not None and sequence != contact.sequence:
        raise Stale(
            _("Somebody else changed this contact meanwhile. Look at it again before you change it."), contact
        )
    say_more(row=contact, record=RecordType.CONTACT, values=custom or {}, based_on=based_on)
    before, members = _facts(contact), list(contact.team.values_list("pk", flat=True))
    told = [invitee.key for invitee in invitees(contact, on=moments.local_date(at))]
    was_ahead = is_invited(contact, at=at)
    _set_plan(
        contact,
        kind=kind,
        subject=subject,
        starts_at=starts_at,
        minutes=minutes,
        link=link,
        place=place,
        at=at,
    )
    people, team = list(people), list(team)
    _check_people(contact, people, already=contact.people.all())
    contact.people.set(people)
    contact.team.set(checked_team(contact.company, team, already=contact.team.all()))
    if _facts(contact) == before:
        return contact
    contact.sequence += 1
    if (contact.starts_at, contact.minutes) != (before[2], before[3]):
        contact.moved_sequence = contact.sequence
    contact.save()
    contact_changed(contact, also=members, at=at)
    if invite and (was_ahead or is_invited(contact, at=at)):
        _tell_changed(contact, told, at=at)
    return contact


def _tell_changed(contact: Contact, told: Iterable[str], *, at: datetime) -> None:
    """Tell who was invited before (`told`) and still is, who is invited now, and who is no more."""
    before = list(told)
    now = [invitee.key for invitee in invitees(contact, on=moments.local_date(at))]
    send_on_commit(contact, "change", [key for key in now if key in before], at=at)
    send_on_commit(contact, "invitation", [key for key in now if key not in before], at=at)
    send_on_commit(contact, "cancellation", [key for key in before if key not in now], at=at)


@transaction.atomic
def cancel_contact(*, contact: Contact, invite: bool = True, by: User, at: datetime) -> Contact:
    """Cancel a planned contact; on commit everybody invited gets a cancellation, unless it is already over.

    Nobody does where not `invite`: they know by another letter.
    """
    contact = locked(contact, by=by)
    if contact.state == ContactState.CANCELLED:
        raise BadInput(_("This contact is already cancelled."))
    if contact.state == ContactState.HELD:
        raise BadInput(_("This contact was held: it cannot be cancelled any more."))
    told = (
        [invitee.key for invitee in invitees(contact, on=moments.local_date(at))]
        if invite and is_invited(contact, at=at)
        else []
    )
    contact.state = ContactState.CANCELLED
    contact.sequence += 1
    contact.save(update_fields=["state", "sequence"])
    send_on_commit(contact, "cancellation", told, at=at)
    contact_changed(contact, at=at)
    return contact


@transaction.atomic
def hold_contact(*, contact: Contact, next_contact_on: date | None = None, by: User, at: datetime) -> Contact:
    """Mark a contact as held and set when to speak again (None: not set); again for a held one changes the date only."""
    contact = locked(contact, by=by)
    if contact.state == ContactState.CANCELLED:
        raise BadInput(_("This contact is cancelled. Plan a new one."))
    if moments.local_date(contact.starts_at) > moments.local_date(at):
        day = date_format(moments.local_date(contact.starts_at), "DATE_FORMAT")
        raise BadInput(
            _("This contact is planned for %(day)s. Move it if it took place earlier.") % {"day": day}
        )
    if (
        next_contact_on is not None
        and next_contact_on != contact.next_contact_on
        and next_contact_on < moments.local_date(at)
    ):
        raise BadInput(_("Next contact: this day is in the past."))
    if next_contact_on is not None and next_contact_on > moments.local_date(at + FURTHEST):
        raise BadInput(_("Next contact: this day is more than five years ahead. Check the year."))
    contact.state = ContactState.HELD
    contact.next_contact_on = next_contact_on
    contact.save(update_fields=["state", "next_contact_on"])
    return contact


@transaction.atomic
def reopen_contact(*, contact: Contact, by: User, at: datetime) -> Contact:
    """Take back that a contact was held: it is planned again."""
    contact = locked(contact, by=by)
    if contact.state != ContactState.HELD:
        raise BadInput(_("Only a contact that is marked as held can be taken back."))
    contact.state = ContactState.PLANNED
    contact.save(update_fields=["state"])
    return contact


@transaction.atomic
def put_back_contact(*, contact: Contact, by: User, at: datetime) -> Contact:
    """Take back that a contact was cancelled: it is planned again, for our side's own calendars too.

    Raises BadInput where somebody was told of the cancellation: their calendar has no such appointment any more.
    """
    contact = locked(contact, by=by)
    _check_not_archived(contact.company)
    if contact.state != ContactState.CANCELLED:
        raise BadInput(_("Only a contact that is cancelled can be taken back."))
    if told_of_cancellation(contact):
        raise BadInput(_("Whoever was invited knows of the cancellation. Plan a new contact."))
    contact.state = ContactState.PLANNED
    contact.sequence += 1
    contact.save(update_fields=["state", "sequence"])
    contact_changed(contact, at=at)
    return contact


@transaction.atomic
def fill_in_contact(
    *, contact: Contact, values: Mapping[str, Any], based_on: str, by: User, at: datetime
) -> Contact:
    """Keep what a contact says in custom fields, and nothing else: nobody is told. Raises PermissionDenied, Stale, BadInput."""
    contact = locked(contact, by=by)
    _check_not_archived(contact.company)
    say_more(row=contact, record=RecordType.CONTACT, values=values, based_on=based_on)
    return contact


def locked(contact: Contact, *, by: User) -> Contact:
    """Return the contact as it stands, locked until the end of the transaction, if this user may change it."""
    fresh = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("company", "created_by")
        .get(pk=contact.pk)
    )
    check_can_edit_contact(by, fresh)
    return fresh


def _facts(contact: Contact) -> tuple[Any, ...]:
    """What an invitation tells, so that a change of nothing tells nobody."""
    people = frozenset(contact.people.values_list("pk", flat=True))
    team = frozenset(contact.team.values_list("pk", flat=True))
    plan = (contact.kind, contact.subject, contact.starts_at, contact.minutes, contact.link, contact.place)
    return (*plan, people, team)


def _check_not_archived(company: Company) -> None:
    if company.archived_at is not None:
        raise BadInput(_("%(company)s is archived. Take it out of the archive first.") % {"company": company})


def _set_plan(
    contact: Contact,
    *,
    kind: str,
    subject: str,
    starts_at: datetime,
    minutes: int,
    link: str,
    place: str,
    at: datetime,
) -> None:
    """Check what was given and put it on the contact."""
    if kind not in ContactKind.values:
        raise BadInput(_("Choose the kind of contact."))
    contact.kind = kind
    contact.subject = _one_line(subject, 200, _("Subject"))
    if not contact.subject:
        raise BadInput(_("Subject: say in a few words what it is about."))
    if starts_at.tzinfo is None:
        raise ValueError("starts_at needs a time zone")
    if not EARLIEST <= starts_at <= at + FURTHEST:
        raise BadInput(_("Date: this is before 2000 or more than five years ahead. Check the year."))
    contact.starts_at = starts_at
    if not SHORTEST <= minutes <= LONGEST:
        raise BadInput(_("Length: from 5 minutes to 24 hours."))
    contact.minutes = minutes
    contact.place = _one_line(place, 200, _("Place"))
    contact.link = _checked_link(link)
    if kind == ContactKind.VIDEO and not contact.link:
        raise BadInput(_("Video link: a video call needs the address where one joins."))


def _one_line(text: str, longest: int, name: str) -> str:
    """Text of one line; line breaks would end up in headers of letters."""
    line = " ".join(text.replace("\x00", "").split())
    if len(line) > longest:
        raise BadInput(_("%(name)s: at most %(longest)d characters.") % {"name": name, "longest": longest})
    return line


def _checked_link(link: str) -> str:
    link = link.strip()
    if not link:
        return ""
    try:
        if len(link) > 500:
            raise ValidationError("too long")
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        raise BadInput(_("Video link: this is no web address (https://…).")) from None
    return link


def _check_people(contact: Contact, people: Iterable[Person], *, already: Iterable[Person]) -> None:
    """Participants are people of this company who had not left by then; whoever already takes part stays."""
    known = {person.pk for person in already}
    for person in people:
        if person.company_id != contact.company_id:
            raise BadInput(_("%(name)s does not belong to this company.") % {"name": person.name})
        if (
            person.pk not in known
            and person.left_on
            and person.left_on <= moments.local_date(contact.starts_at)
        ):
            day = date_format(person.left_on, "DATE_FORMAT")
            raise BadInput(_("%(name)s left the company on %(day)s.") % {"name": person.name, "day": day})


def checked_team(company: Company, team: Iterable[User], *, already: Iterable[User]) -> list[User]:
    """Our side are people with an active account who see the company; whoever already takes part stays."""
    known = {user.pk for user in already}
    found = list(team)
    allowed = set(possible_team(company, chosen=known).values_list("pk", flat=True))
    for user in found:
        if user.pk in allowed:
            continue
        if not user.is_active:
            raise BadInput(_("%(name)s has no active account.") % {"name": user.name})
        raise BadInput(_("%(name)s does not see this company.") % {"name": user.name})
    return found


@transaction.atomic
def set_audience(
    *, contact: Contact, audience: str, readers: Iterable[User] = (), by: User, at: datetime
) -> Contact:
    """Say who reads a contact, and name readers for one that not everybody reads. Raises PermissionDenied."""
    contact = locked(contact, by=by)
    contact.audience = checked_audience(audience)
    named = checked_team(contact.company, readers, already=contact.readers.all())
    contact.save(update_fields=["audience"])
    contact.readers.set(named if contact.confidential else ())
    contact_changed(contact, at=at)
    return contact


def checked_audience(audience: str) -> str:
    """Return an audience that there is; raise BadInput for another."""
    if audience not in Audience.values:
        raise BadInput(_("Choose who reads it."))
    return audience
