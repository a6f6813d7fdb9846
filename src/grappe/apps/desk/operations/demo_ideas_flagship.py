"""Which flagship project does the demonstration have? A national composites centre, whole and under way; all invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.apps.aids import operations as aids
from grappe.apps.aids.operations.awards import AwardValues
from grappe.apps.desk.operations import demo_flagship_words as words
from grappe.apps.desk.operations.demo_stage import Cast, Stage
from grappe.apps.ideas.operations import budgets, flagships, partners, plans
from grappe.apps.ideas.queries.budgets import grid_version, years_of
from grappe.apps.ideas.queries.flagships import BONUSES
from grappe.ui import paper

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Flagship, Idea, Partner

SECOND = "mia@demo.example"
MADE, LETTERS, STARTED = -370, -230, -170  # days from today
_LETTER = b"""#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: "Grappe")
#set text(lang: "fr")
#heading(level: 1, data.title)
#data.text"""


def tell_flagship(stage: Stage, ideas: Mapping[str, Idea]) -> None:
    """Tell the flagship project of the idea that became one; nothing where too few companies are on file."""
    idea = ideas.get("flagship")
    if idea is None or idea.lead is None:
        return
    lead = idea.lead
    firms = [each for each in stage.cast if each.manager == lead and each.people and each.people[0].email]
    if len(firms) < len(words.FIRMS):
        return
    begins = stage.today + timedelta(days=STARTED)
    flagship = _made(stage, idea, lead, begins)
    team = _partners(stage, flagship, firms, lead)
    _money(stage, flagship, team, lead, begins)
    _plan(stage, flagship, team, lead, begins)
    _award(stage, flagship, team[1], lead, begins)
    flagships.start(flagship=flagship, by=lead, at=stage.moment(stage.working_day(STARTED), 9, 0))


def _made(stage: Stage, idea: Idea, lead: User, begins: date) -> Flagship:
    draft = flagships.Draft(
        names=words.NAMES, summaries=words.SUMMARIES, governance=words.GOVERNANCE, place=words.PLACE,
        begins_on=begins, ends_on=date(begins.year + words.YEARS - 1, 12, 31), applied_on=begins - timedelta(days=120),
        granted_on=begins - timedelta(days=15), bonuses={code: code == "dissemination" for code in BONUSES}, public=True,
        lead=lead, team=[stage.team[SECOND]],
    )  # fmt: skip
    at = stage.moment(stage.working_day(MADE), 10, 0)
    return flagships.begin(idea=idea, draft=draft, by=lead, at=at, invented=True)


def _partners(stage: Stage, flagship: Flagship, firms: list[Cast], lead: User) -> list[Partner]:
    at = stage.moment(stage.working_day(MADE + 20), 11, 0)
    drafts: list[tuple[partners.PartnerDraft, int | None]] = []
    for cast, (role, tasks, eur) in zip(firms, words.FIRMS, strict=False):
        person = cast.people[0]
        drafts.append(
            (
                partners.PartnerDraft(
                    cast.company.name, role, company=cast.company, tasks=tasks, contact_name=person.name,
                    contact_email=person.email, contact_language=person.language,
                ),
                eur,
            )
        )  # fmt: skip
    for name, country, kind, role, tasks, eur in words.OTHERS:
        drafts.append(
            (
                partners.PartnerDraft(name, role, country=country, kind=kind, tasks=tasks, may_publish=True),
                eur,
            )
        )
    signed = stage.working_day(LETTERS)
    team = []
    for number, (draft, eur) in enumerate(drafts):
        partner = partners.add(flagship=flagship, draft=draft, by=lead, at=at + timedelta(hours=number))
        if number != len(drafts) - 1:  # the letter of the last one has not come yet
            partner = partners.put_letter(
                partner=partner, upload=_letter(partner), signed_on=signed, eur=None if eur is None else Decimal(eur),
                by=lead, at=stage.moment(signed, 14, 0) + timedelta(minutes=number),
            )  # fmt: skip
        team.append(partner)
    return team


def _letter(partner: Partner) -> SimpleUploadedFile:
    content = paper.as_pdf(_LETTER, {"title": f"Lettre d’intention : {partner.name}", "text": words.LETTER})
    return SimpleUploadedFile("lettre-d-intention.pdf", content)


def _money(stage: Stage, flagship: Flagship, team: list[Partner], lead: User, begins: date) -> None:
    years = years_of(flagship)
    at = stage.moment(stage.working_day(LETTERS + 10), 15, 0)
    for partner, lines in zip(team, words.MONEY, strict=True):
        amounts: dict[str, Decimal | None] = {}
        for category, *sources in lines:
            for year in years:
                amounts[f"cost-{category}-{year}"] = Decimal(sum(sources) * 1_000)
                for name, thousands in zip(("private", "national", "europe", "public"), sources, strict=True):
                    key = f"fund-{name}-{year}"
                    amounts[key] = (amounts.get(key) or Decimal(0)) + thousands * 1_000
        budgets.write(partner=partner, amounts=amounts, version=grid_version(partner, years), by=lead, at=at)


def _award(stage: Stage, flagship: Flagship, partner: Partner, lead: User, begins: date) -> None:
    """Enter the first part of a partner's aid in the register, on the costs of the project."""
    if partner.company is None:
        return
    values = AwardValues(
        label="RDI: fatigue bench (invented)", basis="gber", article="25", authority="Ministry of the Economy",
        granted_on=begins - timedelta(days=15), nominal_eur=Decimal(words.AWARD), state="granted",
        costs_reference=flagship.slug, costs_eur=Decimal(words.AWARD_COSTS), ceiling_pct=Decimal(words.AWARD_PCT),
    )  # fmt: skip
    aids.record_award(company=partner.company, values=values, by=lead, at=stage.at)


def _plan(stage: Stage, flagship: Flagship, team: list[Partner], lead: User, begins: date) -> None:
    at = stage.moment(stage.working_day(LETTERS + 15), 10, 0)

    def add(part: str, /, **values: Any) -> None:
        plans.add(flagship=flagship, kind=part, values=values, by=lead, at=at)

    def day(days: int | None) -> date | None:
        return None if days is None else begins + timedelta(days=days)

    for names, due, reached in words.MILESTONES:
        add("milestone", names=names, due_on=day(due), reached_on=day(reached))
    for names, place, due, delivered in words.DELIVERABLES:
        add("deliverable", names=names, partner=team[place], due_on=day(due), delivered_on=day(delivered))
    for names, likelihood, impact, whose, measures in words.RISKS:
        add(
            "risk", names=names, likelihood=likelihood, impact=impact, measures=measures,
            owner=lead if whose == -1 else None, partner=team[whose] if whose is not None and whose >= 0 else None,
        )  # fmt: skip
    for names, places, first, last, eur in words.PROJECTS:
        some = [team[place] for place in places]
        add(
            "project",
            names=names,
            partners=some,
            begins_on=day(first),
            ends_on=day(last),
            costs_eur=Decimal(eur),
        )
    for kind, rows in words.INDICATORS:
        for number, (expected, reached_) in enumerate(rows):
            known = None if reached_ is None else Decimal(reached_)
            add("indicator", kind=kind, year=begins.year + number, expected=Decimal(expected), reached=known)
