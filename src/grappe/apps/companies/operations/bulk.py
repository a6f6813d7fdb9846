"""What can be done to many companies, people or contacts at once?"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.accounts.enums import Language, Role
from grappe.apps.accounts.queries import colleagues, teams
from grappe.apps.clusters.queries import clusters
from grappe.apps.companies.enums import Audience, ContactState, Visibility
from grappe.apps.companies.models import Company, Contact, Person
from grappe.apps.companies.operations.companies import change_company, set_archived
from grappe.apps.companies.operations.contacts import (
    cancel_contact,
    change_contact,
    fill_in_contact,
    hold_contact,
    put_back_contact,
    reopen_contact,
    set_audience,
)
from grappe.apps.companies.operations.people import save_person
from grappe.apps.companies.queries.invitations import is_told_of_cancellation
from grappe.apps.fields.enums import RecordType
from grappe.apps.fields.queries import custom_fields
from grappe.ui.acting import Act, Board, chosen, custom_act
from grappe.ui.custom import stamp
from grappe.ui.errors import BadInput
from grappe.ui.listing import Asked, Choices, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


# --- companies ---


def company_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many companies."""
    team_choices = cache(_teams)
    return (
        _cluster_act("cluster_add", gettext_lazy("Add to a cluster"), adds=True),
        _cluster_act("cluster_remove", gettext_lazy("Take out of a cluster"), adds=False),
        Act(
            "team", gettext_lazy("Set the team"), lambda row: row.team_id, lambda _now, value: int(value) if value else None,
            _write_team, lambda facet: _name(team_choices(), facet), takes=Takes.CHOICE, asks=gettext_lazy("Team"),
            choices=team_choices,
        ),
        Act(
            "visibility", gettext_lazy("Set who sees it"), lambda row: row.visibility, lambda _now, value: value,
            _write_plain("visibility"), lambda facet: str(Visibility(facet).label), takes=Takes.CHOICE,
            asks=gettext_lazy("Who sees it"), choices=lambda: Visibility.choices,
        ),
        Act(
            "language", gettext_lazy("Set the language of letters"), lambda row: row.language, lambda _now, value: value,
            _write_plain("language"), lambda facet: str(Language(facet).label), takes=Takes.CHOICE,
            asks=gettext_lazy("Language of letters"), choices=lambda: Language.choices,
        ),
        _archive_act("archive", gettext_lazy("Archive"), archived=True),
        _archive_act("restore", gettext_lazy("Take out of the archive"), archived=False),
        *(custom_act(each, _write_custom) for each in asked.of(custom_fields, RecordType.COMPANY)),
    )  # fmt: skip


def _cluster_act(name: str, label: Any, *, adds: bool) -> Act:
    def then(now: list[str], value: str) -> list[str]:
        return sorted({*now, value} if adds else set(now) - {value})

    names = cache(lambda: {cluster.slug: str(cluster) for cluster in clusters()})

    def told(facet: list[str]) -> str:
        return ", ".join(names().get(slug, slug) for slug in facet)

    return Act(
        name, label, lambda row: sorted(cluster.slug for cluster in row.clusters.all()), then, _write_clusters, told,
        takes=Takes.CHOICE, asks=gettext_lazy("Cluster"), choices=lambda: [(each.slug, str(each)) for each in clusters()],
    )  # fmt: skip


def _archive_act(name: str, label: Any, *, archived: bool) -> Act:
    def write(row: Company, facet: bool, *, by: User, at: datetime) -> None:
        set_archived(company=row, archived=facet, by=by, at=at)

    return Act(
        name, label, lambda row: row.archived_at is not None, lambda _now, _value: archived, write,
        lambda facet: _("archived") if facet else _("not archived"),
    )  # fmt: skip


def _changed(row: Company, values: dict[str, Any], by: User, at: datetime) -> None:
    own = list(row.clusters.all())
    change_company(company=row, values=values, clusters=own, version=row.version, by=by, at=at)


def _write_clusters(row: Company, facet: list[str], *, by: User, at: datetime) -> None:
    known = {cluster.slug: cluster for cluster in clusters()}
    if any(slug not in known for slug in facet):
        raise BadInput(_("This cluster is no more."))
    wanted = [known[slug] for slug in facet]
    change_company(company=row, values={}, clusters=wanted, version=row.version, by=by, at=at)


def _write_team(row: Company, facet: int | None, *, by: User, at: datetime) -> None:
    team = chosen({str(each.pk): each for each in teams()}, facet, _("This team is no more."))
    _changed(row, {"team": team}, by, at)


def _write_plain(name: str) -> Any:
    def write(row: Company, facet: str, *, by: User, at: datetime) -> None:
        _changed(row, {name: facet}, by, at)

    return write


def _write_custom(row: Company, facet: dict[str, Any], *, by: User, at: datetime) -> None:
    _changed(row, {"custom": facet}, by, at)


def _teams() -> Choices:
    return [("", _("None")), *((str(team.pk), team.name) for team in teams())]


def _name(choices: Choices, key: Any) -> str:
    found = {str(each): str(label) for each, label in choices}
    return found.get("" if key is None else str(key), str(key))


# --- people ---


def person_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many people at companies."""
    return (
        Act(
            "language", gettext_lazy("Set the language"), lambda row: row.language, lambda _now, value: value,
            lambda row, facet, *, by, at: _save(row, {"language": facet}, by, at), lambda facet: str(Language(facet).label),
            takes=Takes.CHOICE, asks=gettext_lazy("Language"), choices=lambda: Language.choices,
        ),
        Act(
            "left", gettext_lazy("Note that they left"), lambda row: [_iso(row.left_on), row.is_head],
            lambda _now, value: [value, False], _write_left, lambda facet: _day(facet[0]) or _("still there"),
            takes=Takes.DAY, asks=gettext_lazy("Left on"),
        ),
        *(
            custom_act(each, lambda row, facet, *, by, at: _save(row, {"custom": facet}, by, at))
            for each in asked.of(custom_fields, RecordType.PERSON)
        ),
    )  # fmt: skip


def _save(row: Person, values: dict[str, Any], by: User, at: datetime) -> None:
    save_person(company=row.company, values=values, person=row, by=by, at=at)


def _write_left(row: Person, facet: list[Any], *, by: User, at: datetime) -> None:
    left_on = date.fromisoformat(facet[0]) if facet[0] else None
    _save(row, {"left_on": left_on, "is_head": facet[1]}, by, at)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""


# --- contacts ---


def contact_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what can be done to many contacts."""
    return (
        Act(
            "hold", gettext_lazy("Mark as held"), lambda row: row.state, lambda _now, _value: ContactState.HELD.value,
            _write_state, _state_told,
        ),
        Act(
            "next", gettext_lazy("Set when to speak again"), lambda row: [row.state, _iso(row.next_contact_on)], _next_then,
            _write_next, lambda facet: _day(facet[1]), takes=Takes.DAY, asks=gettext_lazy("Next contact"),
        ),
        Act(
            "audience", gettext_lazy("Set who reads it"), lambda row: [row.audience, _readers(row)],
            lambda now, value: [value, now[1] if value != Audience.EVERYONE else []], _write_audience,
            lambda facet: str(Audience(facet[0]).label), takes=Takes.CHOICE, asks=gettext_lazy("Who reads it"),
            choices=lambda: Audience.choices,
        ),
        _team_act("colleague_add", gettext_lazy("Add a colleague"), adds=True),
        _team_act("colleague_remove", gettext_lazy("Take a colleague out"), adds=False),
        Act(
            "cancel", gettext_lazy("Cancel the contacts"), lambda row: row.state,
            lambda _now, _value: ContactState.CANCELLED.value, _write_state, _state_told, back=_take_back_cancelling,
            lasts=_is_told, note=gettext_lazy("Whoever is invited gets a cancellation by e-mail."),
        ),
        *(custom_act(each, _fill_in_contact) for each in asked.of(custom_fields, RecordType.CONTACT)),
    )  # fmt: skip


def _state_told(facet: str) -> str:
    return str(ContactState(facet).label)


def _readers(row: Contact) -> list[int]:
    return sorted(row.readers.values_list("pk", flat=True))


def _write_state(row: Contact, facet: str, *, by: User, at: datetime) -> None:
    if facet == ContactState.HELD:
        hold_contact(contact=row, next_contact_on=row.next_contact_on, by=by, at=at)
    elif facet == ContactState.PLANNED:
        reopen_contact(contact=row, by=by, at=at)
    else:
        cancel_contact(contact=row, by=by, at=at)


def _take_back_cancelling(row: Contact, facet: str, *, by: User, at: datetime) -> None:
    put_back_contact(contact=row, by=by, at=at)


def _is_told(row: Contact, at: datetime) -> str:
    if not is_told_of_cancellation(row, at=at):
        return ""
    return _("Whoever is invited is told by e-mail and in their calendar: this contact stays cancelled.")


def _fill_in_contact(row: Contact, facet: dict[str, Any], *, by: User, at: datetime) -> None:
    fill_in_contact(contact=row, values=facet, based_on=stamp(row.custom), by=by, at=at)


def _next_then(now: list[Any], value: str | None) -> list[Any]:
    if now[0] != ContactState.HELD:
        raise BadInput(_("The next contact is said of contacts that were held."))
    return [now[0], value or None]


def _write_next(row: Contact, facet: list[Any], *, by: User, at: datetime) -> None:
    day = date.fromisoformat(facet[1]) if facet[1] else None
    hold_contact(contact=row, next_contact_on=day, by=by, at=at)


def _write_audience(row: Contact, facet: list[Any], *, by: User, at: datetime) -> None:
    readers = list(colleagues(*Role.values).filter(pk__in=facet[1]))
    set_audience(contact=row, audience=facet[0], readers=readers, by=by, at=at)


def _team_act(name: str, label: Any, *, adds: bool) -> Act:
    def then(now: list[int], value: str) -> list[int]:
        return sorted({*now, int(value)} if adds else set(now) - {int(value)})

    names = cache(lambda: {user.pk: user.name for user in colleagues(*Role.values)})

    return Act(
        name, label, lambda row: sorted(member.pk for member in row.team.all()), then, _write_members,
        lambda facet: ", ".join(names().get(pk, _("a former colleague")) for pk in facet), takes=Takes.CHOICE,
        asks=gettext_lazy("Colleague"), choices=_colleagues,
        note=gettext_lazy("For contacts that lie ahead, whoever is invited gets the new invitation by e-mail."),
    )  # fmt: skip


def _colleagues() -> Choices:
    roles = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)
    return [(str(user.pk), user.name) for user in colleagues(*roles)]


def _write_members(row: Contact, facet: list[int], *, by: User, at: datetime) -> None:
    already = {user.pk: user for user in row.team.all()}
    new = {user.pk: user for user in colleagues(*Role.values).filter(pk__in=set(facet) - already.keys())}
    team = [user for user in (already | new).values() if user.pk in facet]
    change_contact(
        contact=row, kind=row.kind, subject=row.subject, starts_at=row.starts_at, minutes=row.minutes, link=row.link,
        place=row.place, people=list(row.people.all()), team=team, sequence=row.sequence, by=by, at=at,
    )  # fmt: skip


def contact_board(asked: Asked) -> Board:
    """Return the states of contacts as columns."""

    def move(row: Contact, to: str, *, note: str, by: User, at: datetime) -> None:
        _write_state(row, to, by=by, at=at)

    return Board(tuple(ContactState.choices), lambda state: Q(state=state), lambda row: row.state, move)
