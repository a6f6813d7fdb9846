"""How is it said what came of a working group, and how is that taken back?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from grappe.apps.events.operations import cooperations
from grappe.apps.groups.enums import GroupState, LinkKind
from grappe.apps.groups.models import Group, GroupLink, Session
from grappe.apps.groups.operations.groups import locked
from grappe.apps.groups.permissions import check_can_link, check_can_run_group
from grappe.apps.groups.queries.results import IN_WORDS, TO_SEARCH, companies_in
from grappe.apps.needs import operations as needs
from grappe.apps.studies.permissions import check_can_view_study
from grappe.ui.errors import BadInput

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company
    from grappe.apps.events.models import Cooperation
    from grappe.apps.needs.models import Need

LONGEST = 2_000


@transaction.atomic
def link(
    *, group: Group, kind: str, thing: Any, session: Session | None = None, by: User, at: datetime
) -> GroupLink:
    """Say that a need, study, event or cooperation came of a group; once, whoever says it again.

    `thing` is that need, study, event or cooperation. Raises PermissionDenied, BadInput for a group that never ran.
    """
    current = _begun(group, session)
    if kind not in TO_SEARCH:
        raise BadInput(_("This request cannot be read."))
    check_can_link(by, current, *companies_in(thing))
    if kind == LinkKind.STUDY:
        check_can_view_study(by, thing)
    made, _new = GroupLink.objects.get_or_create(
        group=current,
        kind=kind,
        **{kind: thing},
        defaults={"session": session, "linked_at": at, "linked_by": by},
    )
    return made


@transaction.atomic
def note(
    *,
    group: Group,
    kind: str,
    text: str,
    company: Company | None = None,
    session: Session | None = None,
    by: User,
    at: datetime,
) -> GroupLink:
    """Keep an idea or a project that came of a group, in words; `company` says whose. Raises PermissionDenied, BadInput."""
    current = _begun(group, session)
    check_can_link(by, current, *([company] if company is not None else []))
    if kind not in IN_WORDS:
        raise BadInput(_("This request cannot be read."))
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise BadInput(_("Write in a sentence or two what came of the group."))
    if len(words) > LONGEST:
        raise BadInput(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST})
    if current.links.filter(kind=kind, text=words, company=company).exists():
        raise BadInput(_("This is noted already."))
    return GroupLink.objects.create(
        group=current, kind=kind, text=words, company=company, session=session, linked_at=at, linked_by=by
    )


@transaction.atomic
def add_need(*, group: Group, company: Company, values: Mapping[str, Any], by: User, at: datetime) -> Need:
    """Add a need that came up in a group to a company, confirmed, and link it: both or neither.

    `values`: title, description, language, theme, urgency. Raises PermissionDenied, BadInput.
    """
    made = needs.add_need(company=company, **values, by=by, at=at)
    link(group=group, kind=LinkKind.NEED, thing=made, by=by, at=at)
    return made


@transaction.atomic
def add_cooperation(
    *, group: Group, first: Company, second: Company, values: Mapping[str, Any], by: User, at: datetime
) -> Cooperation:
    """Note that two companies work together because of a group, and link it: both or neither.

    `values`: title, state, value_eur, began_on, notes. Raises PermissionDenied, BadInput.
    """
    made = cooperations.begin(first=first, second=second, **values, by=by, at=at)
    link(group=group, kind=LinkKind.COOPERATION, thing=made, by=by, at=at)
    return made


@transaction.atomic
def unlink(*, link: GroupLink, by: User, at: datetime) -> None:
    """Take back that something came of a group: the thing itself stays; an idea or a project in words goes.

    Whoever said so, and whoever runs the group. Raises PermissionDenied.
    """
    if link.linked_by_id == by.pk:
        check_can_link(by, link.group, *_companies_of(link))
    else:
        check_can_run_group(by, link.group)
    GroupLink.objects.filter(pk=link.pk).delete()


def _companies_of(link: GroupLink) -> list[Any]:
    return companies_in(link.need or link.cooperation or link)


def _begun(group: Group, session: Session | None) -> Group:
    current = locked(group)
    if current.state in (GroupState.PROPOSED, GroupState.DECLINED):
        raise BadInput(_("This group never ran: nothing came of it."))
    if session is not None and session.group_id != current.pk:
        raise BadInput(_("This session belongs to another group."))
    return current
