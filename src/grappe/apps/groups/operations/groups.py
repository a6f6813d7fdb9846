"""How is a working group proposed, taken up, changed, paused and closed with a report?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pghistory
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.groups.enums import GROUP_STEPS, GroupState, Joining, LetterKind, MemberRole, MemberState
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.operations.letters import write
from grappe.apps.groups.permissions import (
    check_can_decide_group,
    check_can_propose_group,
    check_can_run_group,
)
from grappe.apps.groups.queries.groups import PLAIN, version_of
from grappe.apps.groups.queries.sessions import takes_part
from grappe.ui.errors import BadInput, Stale
from grappe.ui.slugs import free_slug
from grappe.ui.trilingual import words

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"names": 200, "purposes": 4_000, "expected": 4_000, "report": 20_000}


@dataclass(frozen=True, slots=True)
class Draft:
    """All that one writes of a group; texts by language. `lead` None is whoever writes."""

    names: Mapping[str, str]
    purposes: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, str] = field(default_factory=dict)
    joining: str = Joining.REQUEST
    listed: bool = False
    language: str = Language.FRENCH
    rhythm_weeks: int | None = None
    until: date | None = None
    theme: Any = None
    clusters: Sequence[Any] = ()
    lead: Any = None
    team: Sequence[Any] = ()


@transaction.atomic
def propose(*, draft: Draft, by: User, at: datetime, invented: bool = False) -> Group:
    """Propose a group; whoever is to run it is its first member, as secretary. Raises PermissionDenied, BadInput."""
    check_can_propose_group(by)
    group = Group(proposed_at=at, proposed_by=by, lead=draft.lead or by, invented=invented)
    _write(group, draft)
    group.slug = free_slug(Group, draft.names, fallback="group")
    with pghistory.context(user=by.pk):
        group.save()
        _link(group, draft)
        _seat_of_lead(group, by=by, at=at)
    return group


@transaction.atomic
def change(*, group: Group, draft: Draft, version: str, by: User, at: datetime) -> Group:
    """Change a group. Raises PermissionDenied, BadInput, and Stale where `version_of` says another `version` than then."""
    current = locked(group)
    check_can_run_group(by, current)
    if version != version_of(current):
        raise Stale(_("Somebody else changed this working group meanwhile. Look at it again first."), current)
    _write(current, draft)
    current.lead = draft.lead or current.lead
    current.version += 1
    with pghistory.context(user=by.pk):
        current.save()
        _link(current, draft)
        _seat_of_lead(current, by=by, at=at)
    return current


@transaction.atomic
def decide(*, group: Group, take_up: bool, why: str, by: User, at: datetime) -> Group:
    """Take a proposal up or not, with the reason; somebody else than who proposed it decides.

    Raises PermissionDenied, and BadInput where a refusal says no reason.
    """
    current = locked(group)
    check_can_decide_group(by, current)
    current.decision = " ".join(why.split())[:500]
    if not take_up and not current.decision:
        raise BadInput(_("Say why the proposal is not taken up: whoever proposed it reads it."))
    _step(current, GroupState.RUNNING if take_up else GroupState.DECLINED)
    current.decided_at, current.decided_by = at, by
    return _kept(current, by)


@transaction.atomic
def pause(*, group: Group, until: date | None, by: User, at: datetime) -> Group:
    """Let a group rest, until a day or until further notice."""
    current = locked(group)
    check_can_run_group(by, current)
    _step(current, GroupState.PAUSED)
    current.paused_until = until
    return _kept(current, by)


@transaction.atomic
def resume(*, group: Group, by: User, at: datetime) -> Group:
    """Let a group that rests or is closed go on; its closing report stays as it was written."""
    current = locked(group)
    check_can_run_group(by, current)
    if current.state == GroupState.PROPOSED:
        raise BadInput(_("A proposal is decided first."))
    _step(current, GroupState.RUNNING)
    current.paused_until, current.closed_at, current.closed_by = None, None, None
    return _kept(current, by)


@transaction.atomic
def close(*, group: Group, report: Mapping[str, str], by: User, at: datetime) -> Group:
    """Close a group with a report of what came of it, in one language at least; its members are told.

    Raises PermissionDenied, and BadInput without a report or where the group does not run.
    """
    current = locked(group)
    check_can_run_group(by, current)
    written = words(report, LONGEST["report"])
    if not written:
        raise BadInput(_("A closing report says what came of the group: write it in one language at least."))
    _step(current, GroupState.CLOSED)
    current.report, current.closed_at, current.closed_by = written, at, by
    kept = _kept(current, by)
    write(members=takes_part(current), kind=LetterKind.CLOSED, about=f"{at:%Y-%m-%d %H:%M:%S.%f}", at=at)
    return kept


def locked(group: Group) -> Group:
    """Return the group as it stands, kept from others until the transaction ends."""
    found = Group.objects.select_for_update(of=("self",)).select_related("lead", "theme")
    return found.prefetch_related("team", "clusters").get(pk=group.pk)


def new_salt() -> str:
    """Return the word that signs a member's link; another one withdraws it."""
    return get_random_string(32)


def _kept(group: Group, by: User) -> Group:
    group.version += 1
    with pghistory.context(user=by.pk):
        group.save()
    return group


def _step(group: Group, to: str) -> None:
    if to not in GROUP_STEPS[group.state]:
        raise BadInput(
            _("A group that is “%(state)s” cannot become “%(to)s”.")
            % {"state": group.get_state_display(), "to": GroupState(to).label}
        )
    group.state = to


def _write(group: Group, draft: Draft) -> None:
    for name in ("names", "purposes", "expected"):
        setattr(group, name, words(getattr(draft, name), LONGEST[name]))
    if not group.names:
        raise BadInput(_("A working group needs a name in at least one language."))
    if any("\n" in name for name in group.names.values()):
        raise BadInput(_("A name is one line."))
    if draft.joining not in Joining.values or draft.language not in Language.values:
        raise BadInput(_("This request cannot be read."))
    if draft.rhythm_weeks is not None and not 1 <= draft.rhythm_weeks <= 104:
        raise BadInput(_("A session every 1 to 104 weeks."))
    for name in (*PLAIN, "theme"):
        setattr(group, name, getattr(draft, name))


def _link(group: Group, draft: Draft) -> None:
    group.clusters.set(draft.clusters)
    group.team.set([each for each in draft.team if each.pk != group.lead_id])


def _seat_of_lead(group: Group, *, by: User, at: datetime) -> None:
    """Whoever runs the group is a member of it, so that actions can be theirs."""
    lead = group.lead
    if group.members.filter(user=lead, state=MemberState.ACTIVE).exists():
        return
    Member.objects.create(
        group=group, state=MemberState.ACTIVE, role=MemberRole.SECRETARY, user=lead, name=lead.name,
        email=lead.email, language=lead.language, salt=new_salt(), added_at=at, added_by=by, joined_at=at,
    )  # fmt: skip
