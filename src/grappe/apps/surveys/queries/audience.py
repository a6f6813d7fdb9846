"""Whom does a wave mean: which companies, who of them gets the letter, and who is left out, and why?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from grappe.apps.campaigns.enums import Purpose
from grappe.apps.campaigns.queries.consents import Standing, standings
from grappe.apps.companies.queries import mailing
from grappe.apps.companies.queries.contacts import last_contact_on
from grappe.apps.companies.queries.mailing import Reached
from grappe.apps.surveys.enums import LeftOut

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User

LOOKED_AFTER = timedelta(days=2 * 365)  # a contact held within so long


@dataclass(frozen=True, slots=True)
class Audience:
    """Which companies are meant; empty means no restriction. All hold together."""

    clusters: tuple[str, ...] = ()  # slugs
    sizes: tuple[str, ...] = ()  # micro, small, medium, large, unknown
    looked_after: bool = False  # a contact was held in the last two years

    def document(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Audience:
        """Return the audience of a stored document."""
        return cls(
            clusters=tuple(document.get("clusters", ())),
            sizes=tuple(document.get("sizes", ())),
            looked_after=bool(document.get("looked_after", False)),
        )


@dataclass(frozen=True, slots=True)
class Meant:
    """A company that is meant: whom the letter goes to, or why it gets none; and what it is today."""

    company_id: int
    company: str
    size: str
    commune: str
    clusters: tuple[str, ...]  # slugs
    language: str
    person_id: int | None = None
    name: str = ""
    email: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class Selection:
    """Everybody meant, in order of the companies' names."""

    meant: tuple[Meant, ...]

    @property
    def written_to(self) -> list[Meant]:
        return [each for each in self.meant if not each.left_out]

    @property
    def left_out(self) -> list[tuple[str, int, list[str]]]:
        """The reasons for getting no letter in words, with how many and which companies, the most frequent first."""
        counted = Counter(each.left_out for each in self.meant if each.left_out)
        return [
            (str(LeftOut(reason).label), times, [e.company for e in self.meant if e.left_out == reason])
            for reason, times in counted.most_common()
        ]

    @property
    def languages(self) -> list[tuple[str, int]]:
        return Counter(each.language for each in self.written_to).most_common()


def select(audience: Audience, *, for_user: User, on: date) -> Selection:
    """Return who is meant on a day, and who gets no letter and why. Six queries or fewer, however many companies."""
    found = mailing.companies_to_ask(for_user=for_user, clusters=audience.clusters)
    sizes = dict(mailing.sizes_of(found, on=on))
    rows = list(found.select_related("commune").prefetch_related("clusters"))
    if audience.sizes:
        rows = [each for each in rows if sizes[each.pk] in audience.sizes]
    if audience.looked_after:
        met = last_contact_on([each.pk for each in rows])
        rows = [each for each in rows if each.pk in met and met[each.pk] >= on - LOOKED_AFTER]
    people: dict[int, list[Reached]] = {}
    for person in mailing.people_in_reach([each.pk for each in rows]):
        if not person.has_left:
            people.setdefault(person.company_id, []).append(person)
    emails = {each.email for group in people.values() for each in group if each.email}
    known = standings(emails, Purpose.CLUSTER)
    return Selection(
        tuple(
            Meant(
                company_id=each.pk,
                company=str(each),
                size=sizes[each.pk],
                commune=each.commune.name if each.commune else "",
                clusters=tuple(sorted(cluster.slug for cluster in each.clusters.all())),
                **_contact(people.get(each.pk, []), each.language, known),
            )
            for each in rows
        )
    )


def _contact(people: Iterable[Reached], language: str, known: Mapping[str, Standing]) -> dict[str, Any]:
    """Return whom the letter goes to: the first who can be written to, heads before others; else why nobody is."""
    reasons = []
    for person in people:
        standing = known.get(person.email, Standing())
        if not person.email:
            reasons.append(LeftOut.NO_EMAIL)
        elif standing.stopped:
            reasons.append(LeftOut.OBJECTED)
        elif standing.bounced:
            reasons.append(LeftOut.BOUNCED)
        else:
            return {
                "person_id": person.person_id, "name": person.name, "email": person.email,
                "language": person.language or language,
            }  # fmt: skip
    # Of several reasons the one that asks for most respect.
    for reason in (LeftOut.OBJECTED, LeftOut.BOUNCED, LeftOut.NO_EMAIL):
        if reason in reasons:
            return {"language": language, "left_out": reason.value}
    return {"language": language, "left_out": LeftOut.NOBODY.value}
