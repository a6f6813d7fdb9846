"""How much national aid may each partner of a flagship project have at most, and is more planned than it could still get?

The aids engine works it out for the whole project, because partners decide each other's rates: Regulation (EU) 651/2014
(http://data.europa.eu/eli/reg/2014/651/oj), article 25 with the bonus for collaboration in (6)(b), article 8 on cumulation
(money managed by the Union itself is no State aid, other public money is). Sizes come from the companies' files, what was
granted already from the register of awards (`flagship_awards`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from grappe.apps.aids.queries.projects import ProjectValues, project_result
from grappe.apps.aids.queries.sme import sme_page
from grappe.apps.ideas.enums import OrganisationKind, Source
from grappe.apps.ideas.queries.budgets import CATEGORIES, OTHER, Budget, Share, spread
from grappe.apps.ideas.queries.flagship_awards import (
    ABOVE,
    NONE,
    UNKNOWN,
    Asked,
    Granted,
    Step,
    Still,
    awards_of,
    costs_names,
    granted,
    still_of,
)
from grappe.apps.ideas.queries.flagships import BONUSES
from grappe.engines.eligibility import intensity
from grappe.engines.kernel import Text, Verdict

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.aids.models import Award
    from grappe.apps.ideas.models import Flagship, Partner

NOT_AID = "not_aid"
OUTSIDE = Text(
    "A research organisation’s or public body’s own, non-economic work is no State aid; for economic activities the ceilings "
    "of companies would hold. A person checks which it is.",
    "Les travaux propres et non économiques d’un organisme de recherche ou d’un organisme public ne relèvent pas des aides "
    "d’État ; pour des activités économiques, les plafonds des entreprises s’appliqueraient. Une personne le vérifie.",
    "Die eigene, nichtwirtschaftliche Tätigkeit einer Forschungs- oder öffentlichen Einrichtung ist keine staatliche Beihilfe; "
    "für wirtschaftliche Tätigkeiten gälten die Höchstsätze der Unternehmen. Das prüft ein Mensch.",
)
PUBLIC_LEFT_OUT = Text(
    "The costs of public bodies are left out of the shares that decide the bonuses.",
    "Les coûts des organismes publics ne comptent pas dans les parts dont dépendent les majorations.",
    "Die Kosten öffentlicher Einrichtungen zählen nicht bei den Anteilen, von denen die Aufschläge abhängen.",
)
# One firm alone does not collaborate; where there are more, the engine works out whether they do.
ALONE = {"collaboration": False, "research_collaboration": False}
FRAMEWORK = "Framework for State aid for R&D&I, 2022/C 414/01"


@dataclass(frozen=True, slots=True)
class AidRow:
    """One partner: what is planned, and the ceiling, in euros; `low` whatever the unknowns turn out to be, `high` at best.

    `still` is what it could get beside its awards, None where no ceiling holds; `granted` are those awards. `verdict`: within,
    above, unknown (above what is certain, not above what is possible), none (nothing planned), not_aid (no State aid as far
    as the work is not economic). `missing`: what is not known. `programme`: what the scheme itself says. `proposed`: the
    national aid that is certain, granted or still to be had.
    """

    partner: Partner
    planned: Decimal
    size: str
    low: Decimal | None
    high: Decimal | None
    verdict: str
    over: Decimal
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    programme: Mapping[str, Any] | None
    granted: tuple[Granted, ...] = ()
    still: Still | None = None
    proposed: Decimal | None = None

    @property
    def had(self) -> Decimal | None:
        """What was granted already, by its equivalents; None where one is not known."""
        known = [each.award.gge_eur for each in self.granted]
        return None if None in known else sum((eur for eur in known if eur is not None), Decimal(0))


@dataclass(frozen=True, slots=True)
class AidTable:
    """The ceilings of all partners on a day. `incentive`: was the application written before work begins?

    `costs`: by which words an award says that it is for this project.
    """

    on: date
    rows: tuple[AidRow, ...]
    steps: tuple[Step, ...]  # those that are nobody's in particular: bonuses, limits
    incentive: str  # yes, no, unknown
    notify: tuple[tuple[str, Decimal, int], ...]  # partner, aid, limit above which aid is notified
    costs: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        return ", ".join(self.costs)

    @property
    def above(self) -> tuple[AidRow, ...]:
        return tuple(each for each in self.rows if each.verdict == ABOVE)


@dataclass(frozen=True, slots=True)
class _Case:
    """All that the rows of one table have in common."""

    flagship: Flagship
    found: intensity.Aid
    day: date
    user: User
    awards: Mapping[int, Sequence[Award]]


def aid_of(
    flagship: Flagship, budget: Budget, *, on: date, for_user: User, only: Partner | None = None
) -> AidTable | None:
    """Return the ceilings of a flagship project whose budget is given; None while no cost stands in a category of aid.

    `on` is the day that counts where the project does not say when the aid is to be granted; `only`: the row of one partner.
    """
    day = flagship.granted_on or on
    sizes = {each.partner.pk: _size(each.partner, day, for_user) for each in budget.shares}
    found = _engine(flagship, budget.shares, sizes, day)
    if found is None:
        return None
    steps = [Step(text, article) for text, article in zip(found.steps, found.articles, strict=True)]
    own = _steps_of(found)
    general = tuple(each for each in steps if all(each not in mine for mine in own.values()))
    if any(each.partner.kind == OrganisationKind.PUBLIC and each.cost for each in budget.shares):
        general += (Step(PUBLIC_LEFT_OUT, ""),)
    shown = [each for each in budget.shares if only is None or each.partner.pk == only.pk]
    awards = awards_of(flagship, [each.partner for each in shown], for_user=for_user)
    case = _Case(flagship, found, day, for_user, awards)
    rows = tuple(_row(case, each, sizes[each.partner.pk], own.get(each.partner.name, ())) for each in shown)
    notify = tuple((name, Decimal(str(round(aid, 2))), limit) for name, aid, limit in found.notify)
    words = {Verdict.YES: "yes", Verdict.NO: "no", Verdict.UNKNOWN: "unknown"}
    return AidTable(day, rows, general, words[found.incentive], notify, costs_names(flagship))


def _size(partner: Partner, day: date, user: User) -> str:
    """Return the size class of a partner: stated, or as its file says; empty where nobody knows."""
    if partner.size or partner.company is None:
        return partner.size
    page = sme_page(partner.company, on=day, for_user=user)
    return page.stated or page.status.size_class or ""


def _engine(
    flagship: Flagship, shares: Sequence[Share], sizes: Mapping[int, str], day: date
) -> intensity.Aid | None:
    # A public body is neither a firm nor a research organisation: as a partner it would earn others a bonus.
    partners = [
        _document(each, sizes[each.partner.pk])
        for each in shares
        if _costs(each) and each.partner.kind != OrganisationKind.PUBLIC
    ]
    if not partners:
        return None
    document = {
        "partners": partners,
        "bonuses": {**_bonuses(flagship), **({} if len(partners) > 1 else ALONE)},
        "applied_on": _iso(flagship.applied_on),
        "works_start_on": _iso(flagship.begins_on),
    }
    return intensity.project_aid(intensity.project_of(document), day)


def _document(share: Share, size: str) -> dict[str, Any]:
    partner = share.partner
    return {
        "id": partner.name,
        "size": size or None,
        "country": partner.country,
        "research": partner.kind == OrganisationKind.RESEARCH,
        "may_publish": partner.may_publish,
        "costs": [{"category": code, "eur": float(eur)} for code, eur in _costs(share).items()],
    }


def _costs(share: Share) -> dict[str, Decimal]:
    return {row.key: row.total for row in share.costs if row.key != OTHER and row.key in CATEGORIES}


def _steps_of(found: intensity.Aid) -> dict[str, list[Step]]:
    steps: dict[str, list[Step]] = defaultdict(list)
    for line in found.lines:
        steps[line.partner].append(Step(line.step, line.article))
    return steps


def _row(case: _Case, share: Share, size: str, steps: Sequence[Step]) -> AidRow:
    partner, found = share.partner, case.found
    held = case.awards.get(partner.company_id or 0, ())
    row = AidRow(
        partner=partner, planned=share.public, size=size, low=None, high=None, verdict=UNKNOWN, over=Decimal(0),
        steps=tuple(steps), missing=(), programme=None, granted=granted(held),
    )  # fmt: skip
    if partner.kind != OrganisationKind.FIRM:
        return replace(row, verdict=NOT_AID if share.public else NONE, steps=(Step(OUTSIDE, FRAMEWORK),))
    missing = ("size",) if not size and _costs(share) else ()
    if found.eur is None and not partner.de_minimis:  # the block exemption does not hold on that day
        return replace(row, verdict=UNKNOWN if share.public else NONE, missing=missing)
    if found.incentive is Verdict.UNKNOWN and not partner.de_minimis:
        missing = (*missing, "applied_on")
    asked = _asked(case, share, held)
    still = still_of(asked, on=case.day, for_user=case.user)
    return replace(
        row, low=asked.low, high=asked.high, verdict=still.verdict, missing=missing, over=still.over,
        programme=_programme(case.flagship, share, size, case.day, case.user), still=still,
        steps=(*row.steps, *still.steps), proposed=_proposed(share, still),
    )  # fmt: skip


def _asked(case: _Case, share: Share, held: Sequence[Award]) -> Asked:
    """Return what is planned for a partner with its ceiling by the rates, or as de minimis aid."""
    name, found = share.partner.name, case.found
    lines = tuple(line for line in found.lines if line.partner == name)
    low, high = next(((one, other) for each, one, other in found.by_partner if each == name), (0.0, 0.0))
    alone = replace(found, lines=lines, eur=low, high_eur=high)
    least, most = (Decimal(str(round(eur, 2))) for eur in (low, high))
    if share.partner.de_minimis:
        least = most = share.cost
    elif found.incentive is Verdict.NO:  # work began before the application (article 6): no aid at all
        least = most = Decimal(0)
    elif found.incentive is Verdict.UNKNOWN:
        least = Decimal(0)
    return Asked(share.partner, share.public, alone, least, most, held, str(case.flagship))


def _proposed(share: Share, still: Still) -> Decimal | None:
    """Return the national aid that is certain: granted, or still to be had; other public money counts against it."""
    if still.had is None:
        return None
    other = sum((row.total for row in share.funds if row.key == Source.PUBLIC), Decimal(0))
    return max(still.had + still.low - other, Decimal(0))


def proposal_of(row: AidRow, share: Share, years: Sequence[int]) -> dict[int, Decimal]:
    """Return the national aid that the engine proposes for a partner by year, along the costs that may have aid."""
    if row.proposed is None:
        return {}
    every = row.partner.de_minimis
    counted = [each for each in share.costs if every or (each.key != OTHER and each.key in CATEGORIES)]
    costs = {year: sum((each.amounts[n] for each in counted), Decimal(0)) for n, year in enumerate(years)}
    return spread(row.proposed, costs)


def _programme(
    flagship: Flagship, share: Share, size: str, day: date, user: User
) -> Mapping[str, Any] | None:
    """Return what the scheme says that a partner on file would ask: eligible or not by its facts, and its own sum."""
    partner = share.partner
    if partner.programme is None or partner.company is None:
        return None
    values = ProjectValues(
        on=day, costs=_costs(share), bonuses=_bonuses(flagship), size=size,
        programme=partner.programme.slug, applied_on=flagship.applied_on, works_start_on=flagship.begins_on,
    )  # fmt: skip
    result = project_result(partner.company, values, for_user=user)
    return result["programme"] if result else None


def _bonuses(flagship: Flagship) -> dict[str, bool | None]:
    """Return each bonus with yes, no or None: one that is left out would count as no."""
    return {code: flagship.bonuses.get(code) for code in BONUSES}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
