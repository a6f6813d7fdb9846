"""Whom does a segment mean: which companies, which people there, who is left out and why?

A segment is a set of filters, or a list of companies that another app hands over (an event's guests): what comes
after, consent, review, sending and counting, does not know where it came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from grappe.apps.aids.queries.sweeps import sweep_companies
from grappe.apps.campaigns.enums import Audience, Basis, LeftOut, Purpose
from grappe.apps.campaigns.models import Campaign
from grappe.apps.campaigns.permissions import can_write
from grappe.apps.campaigns.queries import topics
from grappe.apps.campaigns.queries.consents import Standing, standings
from grappe.apps.companies.queries import mailing
from grappe.apps.companies.queries.mailing import Reached
from grappe.apps.needs import queries as needs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

POSSIBLE = "possible"  # eligible or undetermined: whoever is not refused


@dataclass(frozen=True, slots=True)
class Segment:
    """Which companies are meant; empty means no restriction. All filters hold together."""

    clusters: tuple[str, ...] = ()  # slugs
    size: str = ""  # micro, small, medium, large, unknown
    canton: str = ""
    commune: int | None = None
    section: str = ""  # of NACE, A to V
    verdict: str = (
        ""  # of the last sweep for the campaign's programme: eligible, undetermined, company_fits, possible
    )
    newly: bool = False  # eligible now and not at the sweep before
    need_theme: str = ""  # slug: those with an open need of it
    companies: tuple[int, ...] = ()  # these and no others
    again: bool = False  # of a campaign with a topic: those written to about it who have not answered
    picked_only: bool = False  # nobody but those who were added from lists (`Picks`)

    def document(self) -> dict[str, Any]:
        """Return the segment as it is stored: only what it restricts."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value
        }

    @classmethod
    def of(cls, document: dict[str, Any]) -> Segment:
        """Return the segment of a stored document."""
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in document.items()
            if name in known
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Picks:
    """Companies and single people added one by one, beside what a segment asks for; by their ids."""

    companies: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.companies or self.people)


def picks_of(campaign: Campaign) -> Picks:
    """Return who was added to a campaign from lists. One query."""
    rows = list(campaign.picked.values_list("company_id", "person_id"))
    return Picks(
        frozenset(company for company, _ in rows if company is not None),
        frozenset(person for _, person in rows if person is not None),
    )


def picks_in(pk: int | None, *, for_user: User) -> Picks:
    """Return who was added to a campaign that somebody may write in; nobody for another, or none."""
    found = Campaign.objects.filter(pk=pk).first() if pk is not None and 0 < pk < 2**63 else None
    return picks_of(found) if found is not None and can_write(for_user, found) else Picks()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody of a segment: written to when `reason` is empty, else left out for it."""

    company_id: int
    company_name: str
    person_id: int | None
    name: str
    email: str
    language: str
    basis: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Selection:
    """Who is in a segment, in the order of companies, heads first."""

    companies: int
    addressees: tuple[Addressee, ...]
    reasons: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    @classmethod
    def made_of(cls, companies: int, addressees: tuple[Addressee, ...]) -> Selection:
        reasons = Counter(each.reason for each in addressees if each.reason)
        languages = Counter(each.language for each in addressees if not each.reason)
        return cls(companies, addressees, reasons, languages)

    @property
    def written_to(self) -> int:
        return sum(self.languages.values())

    @property
    def by_language(self) -> list[tuple[str, int]]:
        """How many are written to in each language, the most frequent first."""
        return self.languages.most_common()

    @property
    def left_out(self) -> list[tuple[str, int]]:
        """The reasons for leaving somebody out, the most frequent first, in words."""
        return [(str(LeftOut(reason).label), times) for reason, times in self.reasons.most_common()]


def _companies(segment: Segment, *, programme: str, for_user: User, on: date) -> QuerySet[Company]:
    """Return the companies of a segment that somebody may write to, archived ones too, in order of their names.

    By a verdict, they are those of the last sweep that is done (which leaves archived ones out), and their size is
    the one that the sweep saw; without a sweep there are none.
    """
    among: Any = segment.companies or None
    if segment.verdict:
        swept = sweep_companies(
            for_user=for_user,
            programme=programme,
            verdict="" if segment.verdict == POSSIBLE else segment.verdict,
            newly=segment.newly,
            size=segment.size,
        )
        among = (
            swept.filter(company_id__in=among).values("company_id") if among else swept.values("company_id")
        )
    return _narrowed(segment, among, for_user=for_user, on=on)


def _narrowed(segment: Segment, among: Any, *, for_user: User, on: date) -> QuerySet[Company]:
    found = mailing.companies_in_reach(
        for_user=for_user,
        clusters=segment.clusters,
        canton=segment.canton,
        commune=segment.commune,
        section=segment.section,
        among=among,
    )
    if segment.need_theme:
        found = found.filter(pk__in=needs.companies_with_open_need(segment.need_theme))
    if segment.size and not segment.verdict:
        return found.filter(pk__in=mailing.of_size(found, segment.size, on=on))
    return found


def select(
    segment: Segment,
    *,
    programme: str = "",
    purpose: str = Purpose.AIDS,
    audience: str = Audience.HEADS,
    opt_in_only: bool = False,
    topic: str = "",
    picks: Picks = Picks(),
    for_user: User,
    on: date,
) -> Selection:
    """Return who of a segment is written to and who is left out, each address once. Ten queries or fewer.

    The database joins people to companies by itself: a hundred thousand ids are not sent back and forth.
    """
    meant = _companies(segment, programme=programme, for_user=for_user, on=on)
    if segment.again:
        meant = meant.filter(pk__in=topics.companies_written_to(topic))
    meant, single = _with_picks(meant, segment, picks, for_user)
    companies = {pk: (brand or name, language, bool(archived)) for pk, name, brand, language, archived in
                 meant.values_list("pk", "name", "brand", "language", "archived_at")}  # fmt: skip
    people: dict[int, list[Reached]] = {}
    for person in mailing.people_in_reach(meant.order_by().values("pk")):
        people.setdefault(person.company_id, []).append(person)
    emails = {each.email for found in people.values() for each in found if each.email}
    known, said = standings(emails, purpose), topics.said_about(topic, emails)
    if segment.again:  # whoever was not written to at all is not meant
        people = {pk: [each for each in found if each.email in said.before] for pk, found in people.items()}
        companies = {pk: company for pk, company in companies.items() if people.get(pk)}
    rules = _Rules(
        audience,
        opt_in_only,
        known,
        said,
        again=segment.again,
        taken=set(),
        people=picks.people,
        single=single,
    )
    addressees = tuple(
        addressee
        for pk, company in companies.items()
        for addressee in _of_company(pk, company, people.get(pk, []), rules)
    )
    return Selection.made_of(len(companies), addressees)


def _with_picks(
    meant: QuerySet[Company], segment: Segment, picks: Picks, user: User
) -> tuple[QuerySet[Company], frozenset[int]]:
    """Return the companies with those added, and the ids of those of whom single people alone are meant."""
    if segment.picked_only and not picks:
        return meant.none(), frozenset()
    if not picks:
        return meant, frozenset()
    whole = Q(pk__in=picks.companies)
    if not segment.picked_only:
        whole |= Q(pk__in=meant.order_by().values("pk"))
    reach = mailing.companies_in_reach(for_user=user)
    theirs = Q(pk__in=mailing.companies_of(picks.people))
    single = reach.filter(theirs).exclude(whole).values_list("pk", flat=True) if picks.people else ()
    return reach.filter(whole | theirs), frozenset(single)


def meant_already(campaign: Campaign, company_id: int, *, on: date) -> bool:
    """Return whether the segment of a campaign asks for a company by itself."""
    segment = Segment.of(campaign.segment)
    if segment.picked_only:
        return False
    slug = campaign.programme.slug if campaign.programme else ""
    found = _companies(segment, programme=slug, for_user=campaign.created_by, on=on)
    if segment.again:
        found = found.filter(pk__in=topics.companies_written_to(campaign.topic))
    return found.filter(pk=company_id).exists()


def reason_against(campaign: Campaign, picks: Picks, *, on: date) -> str:
    """Return why nobody of those added could be written to by a campaign, in words; empty where somebody can."""
    found = select(
        Segment(picked_only=True), purpose=campaign.purpose, audience=campaign.audience,
        opt_in_only=campaign.opt_in_only, topic=campaign.topic, picks=picks, for_user=campaign.created_by, on=on,
    )  # fmt: skip
    if not found.companies:
        return _("Whoever began the campaign may not write to this company.")
    if found.written_to:
        return ""
    return found.left_out[0][0]


def selection_of(campaign: Campaign, *, on: date) -> Selection:
    """Return who would get a campaign today, within what whoever began it may write to."""
    return select(
        Segment.of(campaign.segment), programme=campaign.programme.slug if campaign.programme else "",
        purpose=campaign.purpose, audience=campaign.audience, opt_in_only=campaign.opt_in_only,
        topic=campaign.topic, picks=picks_of(campaign), for_user=campaign.created_by, on=on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rules:
    """What decides on each person; `taken` are the addresses written to so far, `people` who was added by name."""

    audience: str
    opt_in_only: bool
    known: dict[str, Standing]
    said: topics.Said
    again: bool
    taken: set[str]
    people: Collection[int] = ()
    single: Collection[int] = ()  # companies of whom nobody else is meant

    def means(self, person: Reached) -> bool:
        """Whether the campaign is for somebody at all."""
        if person.person_id in self.people:
            return True
        if person.company_id in self.single:
            return False
        # To those written to before it does not matter any more for whom the first campaign was.
        return self.again or self.audience == Audience.ALL or person.is_head


def _of_company(
    pk: int, company: tuple[str, str, bool], people: Collection[Reached], rules: _Rules
) -> Iterator[Addressee]:
    name, language, archived = company
    if archived:
        yield Addressee(pk, name, None, "", "", language, reason=LeftOut.ARCHIVED)
        return
    meant = [each for each in people if rules.means(each)]
    if not meant:
        none = LeftOut.NO_HEAD if rules.audience == Audience.HEADS else LeftOut.NOBODY
        yield Addressee(pk, name, None, "", "", language, reason=none)
    for person in meant:
        standing = rules.known.get(person.email, Standing())
        reason = _reason(person, standing, rules)
        if not reason:
            rules.taken.add(person.email)
        yield Addressee(
            pk, name, person.person_id, person.name, person.email, person.language or language,
            basis=standing.basis if not reason else "", reason=reason,
        )  # fmt: skip


def _reason(person: Reached, standing: Standing, rules: _Rules) -> str:
    """Return why somebody is left out, the weightiest reason; empty where they are written to."""
    if person.has_left:
        return LeftOut.LEFT_COMPANY
    if not person.email:
        return LeftOut.NO_EMAIL
    if standing.stopped:
        return LeftOut.UNSUBSCRIBED
    if standing.bounced:
        return LeftOut.BOUNCED
    if not standing.basis or (rules.opt_in_only and standing.basis != Basis.OPT_IN):
        return LeftOut.NO_CONSENT
    if reason := rules.said.reason(person.email, again=rules.again):
        return reason
    return LeftOut.SAME_ADDRESS if person.email in rules.taken else ""
