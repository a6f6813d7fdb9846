"""How does somebody become a member of a working group, and how do they leave it and come back?

From outside nobody becomes one without an answer of their own: whoever asks confirms the address, whoever is invited
accepts by their link; only where they have agreed already (by telephone, at a session) does whoever adds them say so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language
from grappe.apps.companies.operations.kept_out import note_if_back
from grappe.apps.groups.enums import (
    MEMBER_STEPS,
    GroupState,
    Joining,
    LetterKind,
    MemberRole,
    MemberState,
)
from grappe.apps.groups.models import Group, Member
from grappe.apps.groups.operations.groups import locked, new_salt
from grappe.apps.groups.operations.letters import write
from grappe.apps.groups.permissions import check_can_run_group
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LONGEST = {"name": 200, "email": 254, "organisation": 300, "function": 200, "message": 2_000, "reason": 500}
GONE = (MemberState.DECLINED, MemberState.LEFT)
SEEN_EVERY = timedelta(minutes=30)  # a page that is opened again and again is noted so often


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a membership is for: typed, or of somebody on file (`person` of a company, `user` of ours)."""

    name: str
    email: str
    organisation: str = ""
    function: str = ""
    language: str = Language.FRENCH
    message: str = ""
    user: Any = None
    person: Any = None
    company: Any = None


@transaction.atomic
def add(
    *, group: Group, who: Who, role: str = MemberRole.MEMBER, agreed: bool = False, by: User, at: datetime
) -> Member:
    """Invite somebody to a group; who has `agreed` already, and a colleague, is a member at once. Both get a letter.

    Somebody who left or declined comes back with the same row. Raises PermissionDenied, BadInput: a second membership
    under one address, a second chair, a group that does not run.
    """
    current = _open(group, by)
    given = _checked(who)
    _check_role(current, role, None)
    member = current.members.filter(email__iexact=given.email, state__in=GONE).order_by("-pk").first()
    member = member or Member(group=current)
    _fill(member, given)
    member.role, member.salt, member.reason = role, new_salt(), ""
    member.added_at, member.added_by, member.left_at = at, by, None
    member.state, member.joined_at = MemberState.INVITED, None
    if agreed or given.user is not None:
        member.state, member.joined_at = MemberState.ACTIVE, at
    _keep(member, by)
    if given.person is None and given.user is None:
        note_if_back(
            name=member.name, email=member.email, company=member.company, what="groups.member", record=str(member.pk),
            by=by, at=at,
        )  # fmt: skip
    _greet(member, at)
    return member


@transaction.atomic
def answer_invitation(*, member: Member, accepts: bool, why: str = "", at: datetime) -> Member:
    """Let somebody who is invited accept or decline, with a word if they like. Raises BadInput when there is no invitation."""
    current = _locked(member)
    if current.state != MemberState.INVITED:
        raise BadInput(_("There is no invitation to answer any more."))
    if accepts:
        _check_runs(current.group)
    _step(current, MemberState.ACTIVE if accepts else MemberState.DECLINED)
    current.joined_at = at if accepts else None
    current.reason = "" if accepts else _text("reason", why)
    current.left_at = None if accepts else at
    _keep(current)
    if accepts:
        _greet(current, at)
    return current


@transaction.atomic
def confirm(*, member: Member, at: datetime) -> Member:
    """Confirm the address of somebody who wants to join: in an open group they are a member, else they ask to be one.

    Who confirms twice is told how it stands. Raises BadInput where the group takes nobody any more.
    """
    current = _locked(member)
    if current.state != MemberState.UNCONFIRMED:
        return current
    _check_runs(current.group)
    if current.group.joining == Joining.INVITED:
        raise BadInput(_("This group takes members by invitation only now."))
    is_open = current.group.joining == Joining.OPEN
    _step(current, MemberState.ACTIVE if is_open else MemberState.ASKED)
    current.joined_at = at if is_open else None
    _keep(current)
    if is_open:
        _greet(current, at)
    return current


@transaction.atomic
def decide_request(*, member: Member, accepts: bool, reason: str = "", by: User, at: datetime) -> Member:
    """Take a request to join up or not; a refusal says why, and they read it. Raises PermissionDenied, BadInput."""
    current = _locked(member)
    check_can_run_group(by, current.group)
    if current.state != MemberState.ASKED:
        raise BadInput(_("This request is decided already."))
    said = _text("reason", reason)
    if accepts:
        _check_runs(current.group)
    elif not said:
        raise BadInput(_("Say why the request is declined: whoever asked reads it."))
    _step(current, MemberState.ACTIVE if accepts else MemberState.DECLINED)
    current.reason = "" if accepts else said
    current.joined_at, current.left_at = (at, None) if accepts else (None, at)
    _keep(current, by)
    if accepts:
        _greet(current, at)
    else:
        write(members=[current], kind=LetterKind.REFUSED, about=_time(at), at=at)
    return current


@transaction.atomic
def invite_again(*, member: Member, by: User, at: datetime) -> Member:
    """Invite somebody again who left, declined or was refused, with the role they had. Raises PermissionDenied, BadInput."""
    current = _locked(member)
    check_can_run_group(by, current.group)
    if current.state not in GONE:
        raise BadInput(_("They are a member, or are asked already."))
    if not current.email:
        raise BadInput(_("Their data are erased already."))
    _check_runs(current.group)
    # A chair may have been found meanwhile.
    chair = current.group.members.filter(role=MemberRole.CHAIR).exclude(state__in=GONE).exists()
    if current.role == MemberRole.CHAIR and chair:
        current.role = MemberRole.MEMBER
    _step(current, MemberState.INVITED)
    current.salt, current.reason, current.left_at, current.joined_at = new_salt(), "", None, None
    current.added_at, current.added_by = at, by
    _keep(current, by)
    _greet(current, at)
    return current


@transaction.atomic
def change(*, member: Member, who: Who, role: str, by: User, at: datetime) -> Member:
    """Change the role of a member and how they are reached; another address gets a new link, the old one closes.

    Raises PermissionDenied, BadInput.
    """
    current = _locked(member)
    check_can_run_group(by, current.group)
    if current.state in GONE:
        raise BadInput(_("They are not a member any more."))
    given = _checked(who)
    _check_role(current.group, role, current)
    moved = given.email.lower() != current.email.lower()
    current.name, current.email, current.language = given.name, given.email, given.language
    current.organisation, current.function, current.role = given.organisation, given.function, role
    if moved:
        current.salt = new_salt()
    _keep(current, by)
    if moved:
        write(members=[current], kind=LetterKind.LINK, about=_time(at), at=at)
    return current


@transaction.atomic
def leave(*, member: Member, why: str = "", at: datetime) -> Member:
    """Let a member leave by themselves. Raises BadInput for whoever runs the group, and who is no member."""
    return _out(_locked(member), why, None, at)


@transaction.atomic
def remove(*, member: Member, reason: str, by: User, at: datetime) -> Member:
    """Take somebody out of a group, or withdraw an invitation; their link closes. Raises PermissionDenied, BadInput."""
    current = _locked(member)
    check_can_run_group(by, current.group)
    return _out(current, reason, by, at)


@transaction.atomic
def renew_link(*, member: Member, by: User, at: datetime) -> Member:
    """Give a member a new link and send it to them; the old one closes. Raises PermissionDenied, BadInput."""
    current = _relink(member, by, new_salt())
    write(members=[current], kind=LetterKind.LINK, about=_time(at), at=at)
    return current


@transaction.atomic
def withdraw_link(*, member: Member, by: User, at: datetime) -> Member:
    """Close the link of a member until it is renewed: their letters go on, without one. Raises PermissionDenied, BadInput."""
    return _relink(member, by, "")


def note_seen(*, member: Member, at: datetime) -> None:
    """Note that a member has opened their page; again after half an hour at the earliest. One statement, or none."""
    if member.seen_at is None or at - member.seen_at >= SEEN_EVERY:
        Member.objects.filter(pk=member.pk).update(seen_at=at)


# --- Shared with how one joins from the public page ---


def newcomer(*, group: Group, who: Who, at: datetime) -> Member:
    """Return the row of somebody who asks to join and has not confirmed yet; raises BadInput."""
    # Who was refused or left and asks again is a new row: nobody may write over the old one without a proof of address.
    member = Member(group=group, added_at=at, salt=new_salt(), state=MemberState.UNCONFIRMED)
    _fill(member, _checked(who))
    _keep(member)
    return member


def check_takes_requests(group: Group) -> None:
    """Raise BadInput where nobody can join from outside."""
    _check_runs(group)
    if group.joining == Joining.INVITED:
        raise BadInput(_("This group takes members by invitation only."))


# --- What the operations above share ---


def _open(group: Group, by: User) -> Group:
    current = locked(group)
    check_can_run_group(by, current)
    _check_runs(current)
    return current


def _check_runs(group: Group) -> None:
    if group.state == GroupState.PROPOSED:
        raise BadInput(_("The group is proposed only: members come once it is taken up."))
    if group.state not in (GroupState.RUNNING, GroupState.PAUSED):
        raise BadInput(_("The group is not running any more: it takes no members."))


def _locked(member: Member) -> Member:
    found = Member.objects.select_for_update(of=("self",)).select_related("group__lead")
    return found.get(pk=member.pk)


def _relink(member: Member, by: User, salt: str) -> Member:
    current = _locked(member)
    check_can_run_group(by, current.group)
    if current.state in GONE:
        raise BadInput(_("They are not a member any more."))
    current.salt = salt
    _keep(current, by)
    return current


def _out(member: Member, why: str, by: User | None, at: datetime) -> Member:
    if member.state in GONE:
        raise BadInput(_("They are not a member any more."))
    if member.user_id is not None and member.user_id == member.group.lead_id:
        raise BadInput(_("Whoever runs the group stays a member: let somebody else run it first."))
    _step(member, MemberState.LEFT if member.state == MemberState.ACTIVE else MemberState.DECLINED)
    member.reason, member.left_at = _text("reason", why), at
    _keep(member, by)
    return member


def _step(member: Member, to: str) -> None:
    if to not in MEMBER_STEPS[member.state]:
        raise BadInput(
            _("A membership that is “%(state)s” cannot become “%(to)s”.")
            % {"state": member.get_state_display(), "to": MemberState(to).label}
        )
    member.state = to


def _check_role(group: Group, role: str, member: Member | None) -> None:
    """One chair at most: the minutes are approved by one person, and everybody knows who that is."""
    if role not in MemberRole.values:
        raise BadInput(_("This role does not exist."))
    if role != MemberRole.CHAIR:
        return
    chairs = group.members.filter(role=MemberRole.CHAIR).exclude(state__in=GONE)
    other = (chairs.exclude(pk=member.pk) if member is not None else chairs).first()
    if other is not None:
        raise BadInput(
            _("%(name)s is the chair, and a group has one. Give them another role first.")
            % {"name": other.name}
        )


def _checked(who: Who) -> Who:
    """Return what was given, tidied; raises BadInput for what cannot be kept."""
    tidy = replace(
        who,
        name=_text("name", who.name),
        email=who.email.strip(),
        organisation=_text("organisation", who.organisation),
        function=_text("function", who.function),
        message=_text("message", who.message, lines=True),
    )
    if not tidy.name:
        raise BadInput(_("A member needs a name."))
    try:
        validate_email(tidy.email)
    except ValidationError as wrong:
        raise BadInput(_("“%(email)s” is no e-mail address.") % {"email": tidy.email[:100]}) from wrong
    if len(tidy.email) > LONGEST["email"]:
        raise BadInput(_("“%(email)s” is no e-mail address.") % {"email": tidy.email[:100]})
    if tidy.language not in Language.values:
        raise BadInput(_("This language does not exist here."))
    return tidy


def _text(name: str, text: str, *, lines: bool = False) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    words = words if lines else " ".join(words.split())
    if len(words) > LONGEST[name]:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST[name]})
    return words


def _fill(member: Member, who: Who) -> None:
    for name in ("name", "email", "organisation", "function", "language", "message"):
        setattr(member, name, getattr(who, name))
    member.user, member.person, member.company = who.user, who.person, who.company


def _keep(member: Member, by: User | None = None) -> None:
    try:
        with transaction.atomic(), pghistory.context(user=by.pk if by is not None else None):
            member.save()
    except IntegrityError as twice:
        if "groups_member_once" not in str(twice):
            raise
        raise BadInput(
            _("%(email)s belongs to this group already, or is invited.") % {"email": member.email}
        ) from twice


def _greet(member: Member, at: datetime) -> None:
    kind = LetterKind.INVITED if member.state == MemberState.INVITED else LetterKind.WELCOME
    write(members=[member], kind=kind, about=_time(at), at=at)


def _time(at: datetime) -> str:
    """Return what tells one occasion of a kind of letter from the next."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"
