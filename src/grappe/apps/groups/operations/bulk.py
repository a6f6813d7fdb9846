"""How are many people, or the heads of many companies, invited to a working group at once?

Each gets the letter that they would get by hand and answers by their link: nobody is a member without having said so. Taken
back, whoever has not answered yet is invited no more and their link closes; the letter that went out stays what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.apps.groups.enums import GroupState, MemberRole, MemberState
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.operations import members
from grappe.apps.groups.permissions import can_run_group
from grappe.ui import moments
from grappe.ui.acting import Act, chosen
from grappe.ui.errors import BadInput
from grappe.ui.listing import Asked, Choices, Takes

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company, Person

NOTE = gettext_lazy(
    "Each gets an invitation by e-mail and answers by the link in it. Taken back, the link closes; the mail stays."
)
Seat = list[Any]  # group, person, state of the membership


def person_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what groups let one do to many people at companies: invite them."""
    return (_act(asked, gettext_lazy("Invite to a working group"), _of_person),)


def company_acts(asked: Asked) -> tuple[Act, ...]:
    """Return what groups let one do to many companies: invite their heads."""
    return (_act(asked, gettext_lazy("Invite the heads to a working group"), _of_company),)


def _act(asked: Asked, label: Any, of: Callable[[Any], list[Person]]) -> Act:
    names = cache(lambda: {each.pk: str(each) for each in Group.objects.all()})

    def now(row: Any) -> dict[str, Any]:
        people = of(row)
        return {"people": [each.pk for each in people], "seats": _seats(people)}

    def then(facet: dict[str, Any], value: str) -> dict[str, Any]:
        if not facet["people"]:
            raise BadInput(_("No head of company on file."))
        group = int(value)
        there = {person for number, person, _state in facet["seats"] if number == group}
        new = [
            [group, pk, MemberState.INVITED.value] for pk in facet["people"] if pk not in there
        ]  # who is there already stays as they are
        return facet | {"seats": sorted([*facet["seats"], *new])}

    def write(row: Any, facet: dict[str, Any], *, by: User, at: datetime) -> None:
        _write({each.pk: each for each in of(row)}, facet["seats"], by=by, at=at)

    def told(facet: dict[str, Any]) -> str:
        return (
            ", ".join(sorted({names().get(group, "–") for group, _person, _state in facet["seats"]})) or "–"
        )

    return Act(
        "group_add", label, now, then, write, told, takes=Takes.CHOICE, asks=gettext_lazy("Working group"),
        choices=lambda: _choices(asked.user), note=NOTE,
    )  # fmt: skip


def _choices(user: User) -> Choices:
    open_ones = Group.objects.filter(state__in=[GroupState.RUNNING, GroupState.PAUSED]).prefetch_related(
        "team"
    )
    return [(str(each.pk), str(each)) for each in open_ones if can_run_group(user, each)]


def _of_person(row: Person) -> list[Person]:
    return [row]


def _of_company(row: Company) -> list[Person]:
    return list(row.people.filter(is_head=True, left_on=None).order_by("pk"))


def _seats(people: Iterable[Person]) -> list[Seat]:
    """Return which of these belong to which group, or are invited."""
    found = Member.objects.filter(person__in=[each.pk for each in people]).exclude(state__in=members.GONE)
    return sorted(list(seat) for seat in found.values_list("group_id", "person_id", "state"))


def _write(people: dict[int, Person], wanted: list[Seat], *, by: User, at: datetime) -> None:
    have = {(group, person) for group, person, _state in _seats(people.values())}
    want = {(group, person) for group, person, _state in wanted}
    for number, pk in sorted(want - have):
        group = chosen(
            {str(each.pk): each for each in Group.objects.filter(pk=number)},
            number,
            _("This group is no more."),
        )
        members.add(group=group, who=_who(people.get(pk), at), role=MemberRole.MEMBER, by=by, at=at)
    for number, pk in sorted(have - want):
        seat = Member.objects.exclude(state__in=members.GONE).filter(group=number, person=pk).get()
        members.remove(member=seat, reason=_("The invitation was taken back."), by=by, at=at)


def _who(person: Person | None, at: datetime) -> members.Who:
    if person is None:
        raise BadInput(_("It is no more, or no longer shown to you."))
    if person.left_on is not None and person.left_on <= moments.local_date(at):
        raise BadInput(_("%(name)s has left the company.") % {"name": person.name})
    if not person.email:
        raise BadInput(_("%(name)s has no e-mail address.") % {"name": person.name})
    return members.Who(
        name=person.name, email=person.email, organisation=str(person.company), function=person.function,
        language=person.language or person.company.language, person=person, company=person.company,
    )  # fmt: skip
