"""Whose figures count, and by how much? Linked enterprises whole, partners by their share, others not.

Source: Annex I, articles 3 and 6 of Regulation (EU) 651/2014 (http://data.europa.eu/eli/reg/2014/651/oj), the
same as the annex to Recommendation 2003/361/EC. Where the text is silent: docs/reference/state-aid.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from grappe.engines.eligibility.holdings import PERSON
from grappe.engines.eligibility.ownership import MAJORITY, NONE, Holding, Ownership, ownership
from grappe.engines.eligibility.sme_status import whys
from grappe.engines.eligibility.sme_status.group import ANGEL_LIMIT_EUR, Group
from grappe.engines.kernel import Text

PARTNER_FROM = Fraction(25)
WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True)
class Counted:
    """How one enterprise counts: its relation to the subject, the share in percent, the percent of its figures
    that is added (0 for none), and why: said when it is asked for, as most readers want the class alone.
    """

    id: str
    relation: str
    share_pct: Fraction | None
    percent: Fraction
    why: Callable[[], Text] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Count:
    """The whole count, in the order of the document; the links it went by; the part of the subject that public
    bodies control, in percent.
    """

    parts: tuple[Counted, ...]
    own: Ownership
    linked: frozenset[str]  # the subject and its linked enterprises, persons among them
    public_pct: Fraction

    @property
    def relation(self) -> str:
        """Article 3: linked where there is any linked enterprise, else partner, else autonomous."""
        relations = {part.relation for part in self.parts}
        consolidated = any(part.id in self.linked and part.share_pct is not None for part in self.parts)
        if "linked" in relations or consolidated or self.public_pct > MAJORITY:
            return "linked"
        return "partner" if "partner" in relations or self.public_pct >= PARTNER_FROM else "autonomous"


@dataclass(frozen=True, slots=True)
class _Tie:
    """How a group of linked enterprises is a partner of the subject's group: the share, and between whom."""

    share_pct: Fraction
    holdings: tuple[Holding, ...]

    @property
    def ends(self) -> frozenset[str]:
        return frozenset(end for one in self.holdings for end in (one.owner, one.owned))


def count(group: Group) -> Count:
    """Return how every enterprise of the document counts for the subject."""
    known = group.enterprises.values()
    apart = {one.id for one in known if one.is_public or (one.kind == PERSON and one.same_market is False)}
    own = ownership(group.enterprises, group.holdings, apart, group.acting_jointly)
    linked = own.group[group.subject]
    ties = {
        members: tie
        for members, between in _between(own, linked).items()
        if (tie := _tie(group, own, linked, members, between)) is not None
    }
    counting = linked.union(*ties)
    covered = _covered(group, own, counting)
    parts = tuple(_part(group, own, one, linked, ties, covered) for one in group.enterprises)
    return Count(parts, own, linked, _public_pct(group, own))


def _part(
    group: Group,
    own: Ownership,
    one: str,
    linked: frozenset[str],
    ties: dict[frozenset[str], _Tie],
    covered: dict[str, str],
) -> Counted:
    enterprise, tie = group.enterprises[one], ties.get(own.group[one])
    if one == group.subject:
        if one in covered:  # its parent's consolidated accounts hold it
            return Counted(one, "self", None, NONE, partial(whys.covered, group, one, covered[one]))
        return Counted(one, "self", None, WHOLE, partial(whys.itself, enterprise))
    if not enterprise.is_enterprise:
        return Counted(one, "not_counted", None, NONE, partial(whys.no_enterprise, group, one, linked))
    if one in linked:
        if one in covered:
            return Counted(one, "not_counted", WHOLE, NONE, partial(whys.covered, group, one, covered[one]))
        return Counted(one, "linked", WHOLE, WHOLE, partial(whys.linked, group, own, one))
    if tie is None:
        return Counted(
            one,
            "not_counted",
            _held_pct(own, linked, one),
            NONE,
            partial(_outside, group, own, one, linked, ties),
        )
    if one in covered:
        return Counted(
            one, "not_counted", tie.share_pct, NONE, partial(whys.covered, group, one, covered[one])
        )
    if one in tie.ends:
        return Counted(
            one,
            "partner",
            tie.share_pct,
            tie.share_pct,
            partial(whys.partner, group, tie.share_pct, tie.holdings),
        )
    return Counted(
        one,
        "linked_to_partner",
        tie.share_pct,
        tie.share_pct,
        partial(whys.linked_to_partner, group, one, tie.share_pct, tie.ends & own.group[one]),
    )


def _between(own: Ownership, linked: frozenset[str]) -> dict[frozenset[str], list[Holding]]:
    """Return the holdings between the subject's group and each other group, up and downstream."""
    found: dict[frozenset[str], list[Holding]] = {}
    for one in own.holdings:
        if (one.owner in linked) != (one.owned in linked):
            other = own.group[one.owned if one.owner in linked else one.owner]
            found.setdefault(other, []).append(one)
    return found


def _tie(
    group: Group,
    own: Ownership,
    linked: Collection[str],
    members: Collection[str],
    between: Sequence[Holding],
) -> _Tie | None:
    """Return how a group is a partner of the subject or of an enterprise linked with it; None if it is not.

    Shares in one enterprise add up over holders linked with each other (article 3(2): "solely or jointly");
    shares in different enterprises do not: the greatest counts, as article 6(2) says of cross-holdings.
    """
    counting = tuple(
        one
        for one in between
        if (one.share_pct or NONE) > 0
        and not _exempt(group, own, one.owner, one.owned)
        and group.enterprises[one.owned].is_enterprise
    )
    shares = [
        own.joint_pct({one.owner for one in counting if one.owned == target}, target)
        for target in {one.owned for one in counting}
    ]
    best = max(shares, default=NONE)
    return _Tie(best, counting) if best >= PARTNER_FROM else None


def _exempt(group: Group, own: Ownership, owner: str, owned: str) -> bool:
    """Return whether what an owner has makes no partner: no enterprise, or an investor of article 3(2)."""
    holder = group.enterprises[owner]
    if not holder.is_enterprise:
        return True
    if holder.kind == "business_angel":
        return _angels_eur(group, own, owned) < ANGEL_LIMIT_EUR
    return holder.is_investor


def _angels_eur(group: Group, own: Ownership, owned: str) -> Fraction:
    """Return what all business angels together are known to have put into an enterprise, in euros."""
    angels = (group.enterprises[one.owner] for one in own.into(owned))
    return sum((one.invested_eur or NONE for one in angels if one.kind == "business_angel"), NONE)


def _outside(
    group: Group, own: Ownership, one: str, linked: frozenset[str], ties: Collection[frozenset[str]]
) -> Text:
    """Return why an enterprise outside the subject's group and its partners does not count."""
    members = own.group[one]
    between = [h for h in own.holdings if {h.owner, h.owned} & members and {h.owner, h.owned} & linked]
    if any(h.open for h in between):
        return whys.open_share(group, one)
    shown = max(between, key=lambda h: (h.share_pct or NONE, h.owner, h.owned), default=None)
    if shown is not None and shown.share_pct is not None:
        holder = group.enterprises[shown.owner]
        if holder.is_investor and shown.share_pct >= PARTNER_FROM:
            return whys.investor(group, shown)
        return whys.below(group, shown)
    near = frozenset().union(*ties)
    if any(({h.owner, h.owned} & members) and ({h.owner, h.owned} & near) for h in own.holdings):
        return whys.partner_of_partner(group, one)
    return whys.no_tie(group, one)


def _held_pct(own: Ownership, linked: Collection[str], one: str) -> Fraction | None:
    """Return the greatest single share between an enterprise and the subject's group; None for none."""
    shares = [
        h.share_pct
        for h in own.holdings
        if h.share_pct is not None
        and ((h.owner == one and h.owned in linked) or (h.owned == one and h.owner in linked))
    ]
    return max(shares, default=None)


def _covered(group: Group, own: Ownership, counting: Collection[str]) -> dict[str, str]:
    """Return for each enterprise whose figures stand in another's consolidated accounts, that other (article
    6(2) and 6(3)). Of two that stand in each other's, the subject's accounts count, else the first by id.
    """
    reach: dict[str, frozenset[str]] = {}
    for one in counting:
        accounts = group.enterprises[one].consolidated
        if accounts:
            reach[one] = own.controlled_by(one) if accounts is True else accounts - {one}
    order = sorted(reach, key=lambda one: (one != group.subject, one))
    tops = [
        one
        for one in order
        if not any(
            one in reach[other] and not (other in reach[one] and order.index(one) < order.index(other))
            for other in order
            if other != one
        )
    ]
    return {inside: top for top in reversed(tops) for inside in reach[top] if inside in counting}


def _public_pct(group: Group, own: Ownership) -> Fraction:
    """Return the part of the subject that public bodies control, directly or through enterprises that they
    control, alone or together, in percent (article 3(4)); investors of article 3(2) up to 50 percent apart.
    """
    bodies = {one.id for one in group.enterprises.values() if one.is_public}
    if not bodies and not any(one.is_investor for one in group.enterprises.values()):
        return NONE

    def held(owned: str) -> tuple[Fraction, bool]:
        owners = {h.owner for h in own.into(owned) if h.owner in bodies}
        control = any(h.control for h in own.into(owned) if h.owner in bodies)
        votes = sum((h.voting_pct or NONE for h in own.into(owned) if h.owner in bodies), NONE)
        return own.joint_pct(owners, owned), control or votes > MAJORITY

    def public_investor(owned: str) -> bool:
        one = group.enterprises[owned]
        return one.is_investor

    growing = True
    while growing:
        new = {
            one
            for one in group.enterprises
            if one not in bodies and one != group.subject and not public_investor(one) and held(one)[1]
        }
        bodies |= new
        growing = bool(new)
    for one in group.enterprises.values():
        # Above 50 percent no exception holds: a local authority, or an investor known to be a public body.
        if one.is_investor and (one.kind == "small_local_authority" or one.public is True):
            share = own.joint_pct({one.id}, group.subject)
            controls = any(h.control for h in own.into(group.subject) if h.owner == one.id)
            if controls or share > MAJORITY:
                bodies.add(one.id)
    share, control = held(group.subject)
    return max(share, MAJORITY + 1) if control else share
