"""Which contacts are there: today's, a company's, the last one with each company?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Substr, TruncMonth
from django.urls import reverse
from django.utils import timezone

from grappe.apps.companies.enums import ContactKind, ContactState
from grappe.apps.companies.models import Company, Contact, Person
from grappe.apps.companies.permissions import check_can_read_contact, check_can_view_companies
from grappe.apps.companies.queries.policy import of_visible, onlookers, reads_it
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

EXCERPT = 280  # characters of the notes that a list shows
ICONS = {
    ContactKind.VIDEO: "video",
    ContactKind.VISIT: "walk",
    ContactKind.PHONE: "phone",
    ContactKind.EVENT: "calendar-event",
    ContactKind.EMAIL: "mail",
}


def contact_for(pk: int, *, for_user: User) -> Contact:
    """Return one contact with its company, people and team.

    Raises `Contact.DoesNotExist`, and PermissionDenied for one in confidence that this reader may not read.
    """
    check_can_view_companies(for_user)
    contacts = Contact.objects.select_related("company__team", "created_by")
    found = contacts.prefetch_related("people", "team", "company__clusters").get(pk=pk)
    check_can_read_contact(for_user, found)
    return found


def _listed(user: User) -> QuerySet[Contact]:
    """Contacts for a list: the notes, which may be long, stay in the database but for an `excerpt`; see `_veiled`."""
    contacts = (
        Contact.objects.filter(of_visible(user))
        .defer("notes")
        .annotate(
            excerpt=Substr("notes", 1, EXCERPT),
            may_read=reads_it(user),
        )
    )
    return contacts.select_related("company", "created_by").prefetch_related("people", "team")


def _veiled(found: Iterable[Contact]) -> list[Contact]:
    """Return contacts as their reader may see them: of one in confidence that there was one, not what it was about."""
    shown = list(found)
    for contact in shown:
        if not contact.may_read:  # type: ignore[attr-defined]  # annotated by _listed
            contact.subject, contact.excerpt = contact.told_subject, ""  # type: ignore[attr-defined]  # likewise
            contact.link = contact.place = ""
    return shown


def contacts_today(*, for_user: User, day: date, of_everybody: bool = False) -> list[Contact]:
    """Return the contacts of a day (Luxembourg's midnight to midnight) in which the user takes part, earliest first.

    Those held are among them, those cancelled are not. `of_everybody`: whoever takes part.
    """
    check_can_view_companies(for_user)
    zone = timezone.get_default_timezone()
    first, last = (datetime.combine(d, time.min, tzinfo=zone) for d in (day, day + timedelta(days=1)))
    states = [ContactState.PLANNED, ContactState.HELD]  # named, not excluded: so the index serves
    found = _listed(for_user).filter(state__in=states, starts_at__gte=first, starts_at__lt=last)
    if not of_everybody:
        found = found.filter(team=for_user)
    return _veiled(found.order_by("starts_at", "pk"))


def contacts_of_member(
    *, for_user: User, since: datetime, until: datetime, also: Iterable[int] = (), limit: int | None = 1_000
) -> list[Contact]:
    """Return the contacts in which somebody takes part, with companies that they see, earliest first; none that is cancelled.

    Of a time, and those of `also` whenever they are.
    """
    check_can_view_companies(for_user)
    timely = Q(starts_at__gte=since, starts_at__lt=until)
    if known := list(also):
        timely |= Q(pk__in=known)
    found = _listed(for_user).filter(timely, team=for_user)
    return _veiled(found.exclude(state=ContactState.CANCELLED).order_by("starts_at", "pk")[:limit])


def contacts_of(
    company_id: int, *, for_user: User, before: datetime | tuple[datetime, int] | None = None, limit: int = 30
) -> list[Contact]:
    """Return a company's contacts, latest first; `before` is a moment, or the last one's `(starts_at, pk)`."""
    check_can_view_companies(for_user)
    contacts = _listed(for_user).filter(company_id=company_id).order_by("-starts_at", "-pk")
    if isinstance(before, tuple):
        moment, pk = before
        contacts = contacts.filter(Q(starts_at__lt=moment) | Q(starts_at=moment, pk__lt=pk))
    elif before is not None:
        contacts = contacts.filter(starts_at__lt=before)
    return _veiled(contacts[:limit])


def contacts_with(
    company_ids: Iterable[int], *, for_user: User, since: datetime, limit: int = 200
) -> list[Contact]:
    """Return the contacts of several companies from a moment on, cancelled ones aside, the latest first."""
    check_can_view_companies(for_user)
    found = _listed(for_user).filter(company_id__in=list(company_ids), starts_at__gte=since)
    return _veiled(found.exclude(state=ContactState.CANCELLED).order_by("-starts_at", "-pk")[:limit])


def has_planned(today: date) -> Exists:
    """Whether a contact is planned from a day on, as a condition on Company."""
    planned = Contact.objects.filter(
        company=OuterRef("pk"), state=ContactState.PLANNED, starts_at__date__gte=today
    )
    return Exists(planned)


def is_in_clusters(clusters: Any) -> Exists:
    """Whether a company is in one of some clusters (ids, or a query of them), as a condition on Company."""
    return Exists(Company.clusters.through.objects.filter(company=OuterRef("pk"), cluster__in=clusters))


def last_contact_on(company_ids: Iterable[int]) -> dict[int, date]:
    """Return the day of the last contact held with each company, in one query; no contact, no key."""
    held = Contact.objects.filter(company_id__in=list(company_ids), state=ContactState.HELD)
    rows = held.order_by().values_list("company_id").annotate(last=Max("starts_at"))
    zone = timezone.get_default_timezone()
    return {company: moment.astimezone(zone).date() for company, moment in rows}


def held_by_month(member: User, *, since: date, until: date) -> dict[date, int]:
    """Return how many contacts somebody took part in that were held, by the first day of each month. One query."""
    check_can_view_companies(member)
    zone = timezone.get_default_timezone()
    first = datetime.combine(since, time.min, tzinfo=zone)
    last = datetime.combine(until + timedelta(days=1), time.min, tzinfo=zone)
    held = Contact.objects.filter(
        team=member, state=ContactState.HELD, starts_at__gte=first, starts_at__lt=last
    ).order_by()
    rows = held.annotate(month=TruncMonth("starts_at", tzinfo=zone)).values("month")
    return {row["month"].date(): row["number"] for row in rows.annotate(number=Count("pk", distinct=True))}


def timeline_entries_of_contacts(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return a company's contacts as entries of its timeline, latest first."""
    check_can_view_companies(for_user)
    # Only what an entry says: wide rows with company, author and people cost more than all else of a file's timeline.
    names = Prefetch("team", get_user_model().objects.only("name"))
    found = _listed(for_user).select_related(None).prefetch_related(None).prefetch_related(names)
    found = found.only("kind", "state", "audience", "subject", "starts_at").filter(company_id=company_id)
    if before is not None:
        found = found.filter(starts_at__lt=before)
    return [_entry(contact) for contact in _veiled(found.order_by("-starts_at", "-pk")[:limit])]


def _entry(contact: Contact) -> Entry:
    excerpt: str = contact.excerpt  # type: ignore[attr-defined]  # annotated by _listed
    return Entry(
        at=contact.starts_at,
        key=f"contact-{contact.pk}",
        icon=ICONS[ContactKind(contact.kind)],
        label=contact.get_kind_display(),
        title=contact.subject,
        text=excerpt if len(excerpt) < EXCERPT else f"{excerpt.rstrip()} …",
        url=reverse("companies:contact", args=[contact.pk]) if contact.may_read else "",  # type: ignore[attr-defined]
        by=", ".join(member.name for member in contact.team.all()),
        badges=() if contact.state == ContactState.HELD else (contact.get_state_display(),),
    )


def possible_people(company_id: int) -> QuerySet[Person]:
    """Return the people of the company, those who have left last: a contact of the past may have been with them."""
    return Person.objects.filter(company_id=company_id).order_by(
        F("left_on").desc(nulls_first=True), "-is_head", "name", "pk"
    )


def possible_team(company: Company | None = None, *, chosen: Iterable[int] = ()) -> QuerySet[User]:
    """Return who from our side may take part: active accounts that see the company, and whoever is already chosen."""
    may = Q(is_active=True) if company is None else onlookers(company)
    return get_user_model().objects.filter(may | Q(pk__in=list(chosen))).order_by("name", "pk")


def ends_at(contact: Contact) -> datetime:
    """Return when a contact ends. In universal time: hours of the clock's change count as they pass."""
    return contact.starts_at.astimezone(UTC) + timedelta(minutes=contact.minutes)
