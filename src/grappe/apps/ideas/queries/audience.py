"""Who may be invited to an ideation campaign, by cluster, event, working group or role, and who is left out and why?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.translation import gettext as _

from grappe.apps.accounts.enums import Language, Role
from grappe.apps.accounts.queries import colleagues
from grappe.apps.campaigns.enums import Purpose
from grappe.apps.campaigns.queries.consents import standings
from grappe.apps.companies.queries import of_visible
from grappe.apps.companies.queries.mailing import companies_in_reach, people_in_reach
from grappe.apps.events.queries.came import who_came
from grappe.apps.groups.queries.sessions import takes_part
from grappe.apps.ideas.models import Challenge, Participant
from grappe.apps.ideas.permissions import check_can_facilitate, check_can_view_answers

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

OURS = (Role.ADMINISTRATOR, Role.CLUSTER_MANAGER, Role.MARKET_ANALYST)


@dataclass(frozen=True, slots=True)
class Asked:
    """By what people are looked for."""

    clusters: Sequence[str] = ()  # slugs
    event: Any = None
    group: Any = None
    colleagues: bool = False
    outsiders: Sequence[tuple[str, str, str]] = ()  # name, e-mail, language

    @property
    def anything(self) -> bool:
        return bool(self.clusters or self.event or self.group or self.colleagues or self.outsiders)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who may be invited; `why_not` says why they are left out."""

    name: str
    email: str  # in lower case
    organisation: str
    language: str
    person_id: int | None = None
    user_id: int | None = None
    why_not: str = ""

    @property
    def language_name(self) -> str:
        """The language in which they are written to, in words."""
        return str(Language(self.language).label) if self.language in Language.values else self.language


@dataclass(frozen=True, slots=True)
class Audience:
    """Who would be invited, and who is left out."""

    people: list[Invitee] = field(default_factory=list)
    left_out: list[Invitee] = field(default_factory=list)


def audience(challenge: Challenge, asked: Asked, *, for_user: User) -> Audience:
    """Return whom a choice means, each address once, and who is left out with the reason. Raises PermissionDenied.

    Left out is who has no address or left, whose address takes no mail, and who objected to mails of ours; the
    people of companies are those in the reach of `for_user`.
    """
    check_can_facilitate(for_user, challenge)
    found: dict[str, Invitee] = {}
    lost: list[Invitee] = []
    for each in _asked(asked, for_user):
        if each.email and not each.why_not:
            found.setdefault(each.email, each)
        else:
            lost.append(each)
    known = set(
        Participant.objects.filter(challenge=challenge, invited_at__isnull=False).values_list(
            "contributor__email", flat=True
        )
    )
    taken = {email.lower() for email in known}
    stands = standings(list(found), Purpose.CLUSTER)
    people = []
    for email, who in sorted(found.items(), key=lambda pair: (pair[1].organisation, pair[1].name, pair[0])):
        standing = stands.get(email)
        why = ""
        if email in taken:
            why = _("Invited already")
        elif standing is not None and standing.bounced:
            why = _("The address takes no mail")
        elif standing is not None and standing.stopped:
            why = _("Objected to our mails")
        if why:
            lost.append(replace(who, why_not=why))
        else:
            people.append(who)
    return Audience(people, lost)


def _asked(asked: Asked, for_user: User) -> Iterable[Invitee]:
    if asked.colleagues:
        yield from (
            Invitee(each.name, each.email.lower(), "", each.language, user_id=each.pk)
            for each in colleagues(*OURS)
        )
    if asked.clusters:
        yield from _of_companies(asked.clusters, for_user)
    if asked.event is not None:
        yield from (_of(each) for each in who_came(asked.event).select_related("company"))
    if asked.group is not None:
        yield from (_of(each) for each in takes_part(asked.group))
    for name, email, language in asked.outsiders:
        yield Invitee(name, email.strip().lower(), "", language)


def _of_companies(clusters: Sequence[str], for_user: User) -> Iterable[Invitee]:
    found = companies_in_reach(for_user=for_user, clusters=clusters).filter(archived_at=None)
    names = dict(found.values_list("pk", "name"))
    for each in people_in_reach(list(names)):
        why = _("Has left") if each.has_left else "" if each.email else _("No e-mail address on file")
        yield Invitee(
            each.name, each.email, names[each.company_id], each.language or Language.FRENCH,
            person_id=each.person_id, why_not=why,
        )  # fmt: skip


def _of(each: Any) -> Invitee:
    """Somebody who was at an event, or is a member of a group; their colleagues among us by their account."""
    email = each.email.strip().lower()
    why = "" if email else _("No e-mail address on file")
    user = getattr(each, "user_id", None)
    return Invitee(each.name or "–", email, each.organisation, each.language, user_id=user, why_not=why)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was invited or takes part."""

    participant: Participant
    answers: int
    votes: int


def people(challenge: Challenge, *, for_user: User) -> list[Person]:
    """Return who was invited or takes part, by name, with how many answers and votes they gave. One query."""
    check_can_view_answers(for_user)
    found = Participant.objects.filter(of_visible(for_user, "contributor__company"), challenge=challenge)
    found = found.select_related("contributor", "invited_by")
    found = found.annotate(
        answer_count=Count("answers", distinct=True), vote_count=Count("votes", distinct=True)
    ).order_by("contributor__name", "pk")
    return [Person(each, each.answer_count, each.vote_count) for each in found]
