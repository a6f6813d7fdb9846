"""How much de minimis aid has a company's single undertaking had, what is left, and when does room come back?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from grappe.apps.aids.enums import AwardState, LegalBasis
from grappe.apps.aids.models import Award
from grappe.apps.aids.permissions import check_can_view_awards
from grappe.apps.aids.queries import undertakings
from grappe.apps.aids.queries.undertakings import NOT_LINKING, Node
from grappe.apps.companies.queries import OwnershipGroup, ownership_group
from grappe.engines.eligibility import de_minimis as engine
from grappe.engines.eligibility.holdings import holdings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from grappe.apps.accounts.models import User
    from grappe.apps.companies.models import Company

MAJORITY = Decimal(50)


@dataclass(frozen=True)
class Member:
    """One enterprise of the single undertaking; `used_eur` of it counts on the day, None where not known."""

    node: Node
    subject: bool
    used_eur: Decimal | None


@dataclass(frozen=True)
class Row:
    """One award of a member: whether it counts on the day, and from which day its room is free again."""

    award: Award
    member: str
    counts: bool
    later: bool  # granted after the day that is looked at
    free_on: date


@dataclass(frozen=True)
class LedgerPage:
    """A single undertaking's ledger on a day. `verdict` answers the amount asked about: allowed, not, unknown.

    `certain_eur`: how much fits whatever the shares and the sector that are not known turn out to be.
    """

    company: Company
    on: date
    members: tuple[Member, ...]
    rows: tuple[Row, ...]
    position: engine.Position
    certain_eur: Decimal
    asked: Decimal | None
    verdict: str
    because: str
    warnings: tuple[str, ...]
    points: tuple[tuple[date, float | None, float | None], ...]

    @property
    def used_pct(self) -> int:
        """How much of the ceiling is used, for a bar: 0 to 100."""
        if not self.position.ceiling_eur:
            return 0
        return min(100, round(100 * self.position.at_least_eur / self.position.ceiling_eur))

    @property
    def chart(self) -> dict[str, Any] | None:
        """The ECharts option of what is used over time against the ceiling; None without a point."""
        if len(self.points) < 2 or self.position.ceiling_eur is None:
            return None
        return _chart(self.points, self.position.ceiling_eur, self.on)


def ledger_page(company: Company, *, on: date, asked: Decimal | None = None, for_user: User) -> LedgerPage:
    """Return a company's ledger as of a day, with the answer whether an amount (euros) would fit.

    Members come from ownership on file, in both directions and through chains; persons and public bodies link
    nobody. Five queries, whatever the group.
    """
    check_can_view_awards(for_user)
    group = ownership_group(company, for_user=for_user)
    ledger = _Ledger(group, on, de_minimis_awards([each.pk for each in group.companies], for_user=for_user))
    stands, widest = ledger.position(asked), ledger.position(asked, widest=True)
    verdict, because = _verdict(asked, stands, widest)
    return LedgerPage(
        company=company,
        on=on,
        members=ledger.members(),
        rows=ledger.rows(),
        position=stands,
        certain_eur=_certain(ledger),
        asked=asked,
        verdict=verdict,
        because=because,
        warnings=(*_warnings(group, ledger), *_frozen(stands)),
        points=ledger.points(),
    )


def grants_of(
    group: OwnershipGroup, *, on: date, for_user: User, awards: Sequence[Award] | None = None
) -> list[dict[str, Any]] | None:
    """Return the de minimis aid of a single undertaking as the fact `de_minimis_grants` holds it.

    None where the register has no such award, or where an equivalent is not known: then nothing is stated.
    `awards` are those of everybody in the group, where they are at hand (`de_minimis_awards`).
    """
    check_can_view_awards(for_user)
    if awards is None:
        awards = de_minimis_awards([company.pk for company in group.companies], for_user=for_user)
    if not awards:
        return None
    ledger = _Ledger(group, on, awards)
    kept = ledger.of_members()
    if not kept or any(award.gge_eur is None for award in kept):
        return None
    return [{"date": award.granted_on.isoformat(), "gge_eur": float(award.gge_eur or 0)} for award in kept]


class _Ledger:
    """The awards of everybody in a group, and who of them makes one undertaking with the subject."""

    def __init__(self, group: OwnershipGroup, on: date, awards: Sequence[Award]) -> None:
        self.group, self.on = group, on
        self.nodes = undertakings.nodes_of(group)
        self.names = undertakings.distinct_names(self.nodes)
        self.links = undertakings.links_on(group, on)
        self.subject = self.names[undertakings.company_key(group.subject.pk)]
        self.inside = self._members(certain=True)
        self.awards = awards

    @cached_property
    def widest(self) -> frozenset[str]:
        return self._members(certain=False)

    def _members(self, *, certain: bool) -> frozenset[str]:
        """Return the single undertaking; not `certain`: as it is if every share that is not known is a majority."""
        apart = {self.names[key] for key, node in self.nodes.items() if node.kind in NOT_LINKING}
        held = undertakings.holdings_of(self.links, self.names)
        ids = dict.fromkeys(self.names.values())
        found = holdings_of(held, ids)
        if not certain:
            found = tuple(replace(one, control=True) if one.open else one for one in found)
        return engine.single_undertaking(found, self.subject, apart)

    def name(self, company_id: int) -> str:
        return self.names[undertakings.company_key(company_id)]

    def of_members(self) -> list[Award]:
        return [award for award in self.awards if self.name(award.company_id) in self.inside]

    def ledger(self, *, widest: bool = False) -> engine.Ledger:
        nace = self.group.subject.nace
        return engine.Ledger(
            members=self.widest if widest else self.inside,
            entries=tuple(
                engine.Entry(self.name(award.company_id), award.granted_on, _exact(award.gge_eur))
                for award in self.awards
            ),
            nace=nace.code if nace else "",
        )

    def position(self, asked: Decimal | None, *, widest: bool = False) -> engine.Position:
        return engine.position(self.ledger(widest=widest), self.on, asked)

    def rows(self) -> tuple[Row, ...]:
        found = []
        for award in self.of_members():
            free = engine.frees_on(award.granted_on, (1, 1))
            counts = award.granted_on <= self.on < free
            found.append(Row(award, self.name(award.company_id), counts, award.granted_on > self.on, free))
        return tuple(found)

    def members(self) -> tuple[Member, ...]:
        used: dict[str, Decimal | None] = {}
        for row in self.rows():
            if row.counts:
                before = used.get(row.member, Decimal(0))
                known = before is not None and row.award.gge_eur is not None
                used[row.member] = before + row.award.gge_eur if known else None  # type: ignore[operator]  # `known` says it is there
        return tuple(
            Member(node, self.names[key] == self.subject, used.get(self.names[key], Decimal(0)))
            for key, node in self.nodes.items()
            if self.names[key] in self.inside
        )

    def points(self) -> tuple[tuple[date, float | None, float | None], ...]:
        """Return the curve from three years back to the day on which everything is free again."""
        rows = self.rows()
        first = min((row.award.granted_on for row in rows if not row.later), default=self.on)
        last = max((row.free_on for row in rows), default=self.on)
        begin = max(first - timedelta(days=30), date(self.on.year - 4, 1, 1))
        return engine.curve(self.ledger(), begin, max(last, self.on)) if rows else ()


def de_minimis_awards(company_ids: Collection[int], *, for_user: User) -> list[Award]:
    """Return the de minimis awards of companies that stand, the earliest first. One query."""
    check_can_view_awards(for_user)
    found = Award.objects.filter(company_id__in=company_ids, basis=LegalBasis.DE_MINIMIS)
    return list(
        found.exclude(state=AwardState.WITHDRAWN).select_related("programme").order_by("granted_on", "pk")
    )


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _verdict(asked: Decimal | None, stands: engine.Position, widest: engine.Position) -> tuple[str, str]:
    """Return the answer and its reason: what is not known never lets aid pass."""
    if asked is None:
        return "", ""
    if stands.allowed is False:
        return "not", _("It does not fit into what is left; none of it may be granted as de minimis aid.")
    if stands.allowed is None:
        if stands.ceiling_eur is None:
            return "unknown", _("No rule on file says how much is allowed on that day.")
        return "unknown", _("It depends on what is not known: see the steps below.")
    if widest.allowed is not True:
        return "unknown", _("It depends on a share that is not known: another member may have used the room.")
    return "allowed", _("It fits into what is left, by what is on file.")


def _certain(ledger: _Ledger) -> Decimal:
    """Return what is left of the widest undertaking that may be; nothing where it is not known whether any aid fits."""
    widest = ledger.position(Decimal(0), widest=True)
    return Decimal(str(widest.headroom_eur or 0)) if widest.allowed else Decimal(0)


def _frozen(stands: engine.Position) -> tuple[str, ...]:
    if stands.used_eur is None and stands.ceiling_eur is not None:
        return (_("The equivalent of an award is not known: what is left is an upper limit."),)
    return ()


def _warnings(group: OwnershipGroup, ledger: _Ledger) -> tuple[str, ...]:
    """Return what about ownership is incomplete, so that the undertaking may be larger than it looks."""
    found = []
    for company in group.companies:
        if ledger.name(company.pk) not in ledger.inside:
            continue
        into = group.into(company.pk)
        known = max(
            sum((link.capital_pct or Decimal(0) for link in into), Decimal(0)),
            sum((link.votes_pct or Decimal(0) for link in into), Decimal(0)),
        )
        if not into:
            found.append(_("%(company)s: no owner is on file.") % {"company": company.name})
        elif known <= MAJORITY and not any(link.control for link in into):
            found.append(
                _("%(company)s: owners of only %(share)s %% are on file; a majority owner may be missing.")
                % {"company": company.name, "share": undertakings.plain(known)}
            )
        for link in into:
            if link.capital_pct is None and link.votes_pct is None and not link.control:
                name = ledger.names[undertakings.owner_key(link)]
                found.append(
                    _("%(company)s: the share of %(owner)s is not known.")
                    % {"company": company.name, "owner": name}
                )
    for key, node in ledger.nodes.items():
        if node.company is None and ledger.names[key] in ledger.inside:
            found.append(
                _("%(owner)s is known by name only: its own de minimis aid and other firms are not on file.")
                % {"owner": node.name}
            )
    if group.cut:
        found.append(_("The group is larger than is looked at; what lies further away is left out."))
    return tuple(found)


def _chart(
    points: Sequence[tuple[date, float | None, float | None]], ceiling: float, on: date
) -> dict[str, Any]:
    used = [[day.isoformat(), value] for day, value, _left in points]
    marks = [
        {"yAxis": ceiling, "label": {"formatter": _("Ceiling"), "position": "insideStartTop"}},
        {"xAxis": on.isoformat(), "label": {"formatter": _("Day asked about"), "position": "insideEndTop"}},
    ]
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"bottom": 0},
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 36, "containLabel": True},
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value", "name": "€", "min": 0, "max": max(ceiling * 1.1, *(v or 0 for _d, v, _l in points))},
        "series": [
            {
                "type": "line", "step": "end", "name": _("Used"), "data": used, "symbolSize": 6,
                "areaStyle": {"opacity": 0.25},
                "markLine": {"symbol": "none", "data": marks, "lineStyle": {"color": "#a3123f"}},
            },
        ],
    }  # fmt: skip
