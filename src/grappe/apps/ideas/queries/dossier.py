"""How does a flagship project go to the ministry on paper? PDF/UA-1 in EN, FR or DE: what, who, money, aid, plan, its way.

Letters of intent are named with their day, and with the amount for whom it is no secret, never enclosed; nothing said in
confidence stands in it, whoever has it made.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from grappe.apps.ideas.enums import OrganisationKind
from grappe.apps.ideas.queries.budgets import Budget, Row, budget_of
from grappe.apps.ideas.queries.dossier_chart import alt_text, drawing
from grappe.apps.ideas.queries.flagship_aid import AidRow, AidTable, aid_of
from grappe.apps.ideas.queries.flagship_awards import Granted
from grappe.apps.ideas.queries.flagships import PartnerRow, partner_rows
from grappe.apps.ideas.queries.plans import Plan, plan_of
from grappe.apps.ideas.queries.trace import trace_of
from grappe.engines.kernel import Text
from grappe.ui import paper
from grappe.ui.templatetags.ui import amount, colon, eur, size_word

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.ideas.models import Flagship, Partner

_SOURCE = Path(__file__).with_name("dossier.typ")


def dossier_pdf(flagship: Flagship, *, language: str, today: date, for_user: User) -> bytes:
    """Return the dossier of a flagship project in a language; the compiler checks PDF/UA-1 while it writes."""
    with translation.override(language):
        data = _data(flagship, language, today, for_user)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _data(flagship: Flagship, language: str, today: date, user: User) -> dict[str, Any]:
    budget = budget_of(flagship)
    aid = aid_of(flagship, budget, on=today, for_user=user)
    title = _in(flagship.names, language)
    return {
        "language": language,
        "kind": _("Flagship project: dossier for the ministry"),
        "title": title,
        "line": _line(flagship),
        "footer": f"{title[:80]} · {date_format(today, 'DATE_FORMAT')}",
        "invented": flagship.invented,
        "summary": _in(flagship.summaries, language),
        "governance": _in(flagship.governance, language),
        "partners": [_partner(each, language) for each in partner_rows(flagship, for_user=user)],
        "budget": _budget(budget) if budget.cost or budget.funded else None,
        "aid": _aid(aid, language) if aid else None,
        "plan": _plan(plan_of(flagship), language, today),
        "way": _way(flagship, user),
        "words": _words(),
    }


def _in(texts: dict[str, str], language: str) -> str:
    return Text.of(texts).in_language(language)


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else "–"


def _line(flagship: Flagship) -> str:
    theme = str(flagship.idea.theme) if flagship.idea.theme else ""
    period = f"{_day(flagship.begins_on)} – {_day(flagship.ends_on)}" if flagship.begins_on else ""
    parts = [flagship.get_state_display(), theme, flagship.place, period, flagship.lead.name]
    return " · ".join(str(each) for each in parts if each)


def _partner(row: PartnerRow, language: str) -> list[str]:
    partner, letter = row.partner, _("none yet")
    if partner.letter_id is not None:
        letter = _("signed on %(day)s") % {"day": _day(partner.letter_on)}
        if row.promised is not None:
            letter += f", {eur(row.promised)}"
    return [
        f"{partner.name} ({partner.country})",
        str(partner.get_role_display()),
        _in(partner.tasks, language),
        letter,
    ]


def _budget(budget: Budget) -> dict[str, Any]:
    years = [str(each.year) for each in budget.years]
    rows = [[row.label, *(_cell(each) for each in row.amounts), amount(row.total)] for row in budget.sources]
    sums = [
        [_("Money"), *(amount(each.funded) for each in budget.years), amount(budget.funded)],
        [_("Costs"), *(amount(each.cost) for each in budget.years), amount(budget.cost)],
        [_("Difference"), *(amount(each.difference) for each in budget.years), amount(budget.difference)],
    ]
    shares = [
        [each.partner.name, amount(each.cost), f"{amount(each.percent)} %", _paid(each.funds)]
        for each in budget.shares
    ]
    said = (
        _("Costs and money agree in each year.")
        if budget.agrees
        else _("Costs and money do not agree yet: see the line of differences.")
    )
    return {
        "years": years, "rows": rows, "sums": sums, "shares": shares, "agrees": budget.agrees, "said": said,
        "svg": drawing(budget).decode(), "alt": alt_text(budget),
    }  # fmt: skip


def _paid(funds: Sequence[Row]) -> str:
    return "; ".join(f"{row.label} {amount(row.total)}" for row in funds)


def _cell(value: Any) -> str:
    return amount(value) if value else "–"


def _aid(aid: AidTable, language: str) -> dict[str, Any]:
    steps = [step for each in aid.rows for step in each.steps]
    unique = dict.fromkeys((step.text.in_language(language), step.source) for step in [*aid.steps, *steps])
    return {
        "rows": [
            [_whose(each), eur(each.planned), _had(each), _still(each), _ceiling(each), said_of(each)]
            for each in aid.rows
        ],
        "steps": [f"{text} ({article})" if article else text for text, article in unique],
        "intro": _(
            "Worked out for aid granted on %(day)s from the companies’ files and each partner’s costs (Regulation (EU) "
            "651/2014). National aid and other public money count together; money of the European Union is no State aid."
        )
        % {"day": _day(aid.on)},
        "warnings": _warnings(aid),
        "awards": [_award(row.partner, each, language) for row in aid.rows for each in row.granted],
    }


def _whose(row: AidRow) -> str:
    if row.partner.kind != OrganisationKind.FIRM:
        return f"{row.partner.name} ({row.partner.get_kind_display()})"
    size = str(size_word(row.size)) if row.size else _("size not known")
    words = [size, _("as de minimis aid")] if row.partner.de_minimis else [size]
    return f"{row.partner.name} ({', '.join(words)})"


def _had(row: AidRow) -> str:
    if row.had is None:
        return _("not known")
    return eur(row.had) if row.partner.company_id else "–"


def _still(row: AidRow) -> str:
    if row.still is None:
        return "–"
    low, high = row.still.low, row.still.high
    return eur(high) if low == high else f"{eur(low)} – {eur(high)}"


def _warnings(aid: AidTable) -> list[str]:
    found = []
    if aid.incentive == "no":
        found.append(_("Work begins before the written application: there is no aid (article 6)."))
    if aid.incentive == "unknown":
        found.append(
            _(
                "It is not known whether the written application comes before work begins: without it there is no aid "
                "(article 6). Until then nothing is certain."
            )
        )
    for name, euros, limit in aid.notify:
        words = {"name": name, "eur": eur(euros), "limit": eur(limit)}
        found.append(
            _(
                "%(name)s: %(eur)s of aid would have to be notified to the European Commission (above %(limit)s, article 4)."
            )
            % words
        )
    return found


def _award(partner: Partner, granted: Granted, language: str) -> str:
    award = granted.award
    amount_ = eur(award.gge_eur) if award.gge_eur is not None else _("amount not known")
    words = [f"{partner.name}{colon()} {award.label}", amount_, _day(award.granted_on), award.authority]
    return f"{', '.join(filter(None, words))} ({granted.law.in_language(language)})"


def _ceiling(row: AidRow) -> str:
    if row.high is None or row.low is None:
        return "–"
    return eur(row.high) if row.low == row.high else f"{eur(row.low)} – {eur(row.high)}"


def said_of(row: AidRow) -> str:
    """Return in words how a partner's planned aid stands to its ceiling, and what is not known."""
    words = {
        "within": _("within the ceiling"), "above": _("above the ceiling"), "unknown": _("not known"),
        "none": _("none planned"), "not_aid": _("no State aid, if not economic"),
    }  # fmt: skip
    said = [words[row.verdict]]
    if row.still is not None and row.still.beyond:
        said.append(
            _("%(eur)s more is granted than is planned: the budget is out of date.")
            % {"eur": eur(row.still.beyond)}
        )
    if row.had is None:
        said.append(_("The amount of an award is not known."))
    if row.over:
        said.append(_("%(eur)s too much") % {"eur": eur(row.over)})
    if "size" in row.missing:
        said.append(_("The size of the company is not known."))
    if "applied_on" in row.missing and row.planned:
        said.append(_("The day of the written application is not known."))
    return "; ".join(said)


def _plan(plan: Plan, language: str, today: date) -> dict[str, Any]:
    return {
        "milestones": [_reached(each, each.reached_on, language, today) for each in plan.milestones],
        "deliverables": [_reached(each, each.delivered_on, language, today) for each in plan.deliverables],
        "risks": _risks(plan, language),
        "matrix": _matrix(plan),
        "projects": [
            [_in(each.names, language), ", ".join(str(one) for one in each.partners.all()),
             _period(each), eur(each.costs_eur) or "–"]
            for each in plan.projects
        ],
        "indicators": [
            [kind.label, str(each.year), amount(each.expected) or "–", amount(each.reached) or "–"]
            for kind in plan.indicators
            for each in kind.rows
        ],
    }  # fmt: skip


def _risks(plan: Plan, language: str) -> list[list[str]]:
    """Return the risks that are still there, with the number by which the matrix names each."""
    return [
        [
            str(number), _in(each.names, language), f"{each.likelihood} × {each.impact} = {each.weight}",
            _in(each.measures, language), str(each.owner.name if each.owner else each.partner or _("nobody yet")),
        ]
        for number, each in enumerate(plan.risks, start=1)
        if each.closed_on is None
    ]  # fmt: skip


def _matrix(plan: Plan) -> list[dict[str, Any]]:
    """Return the matrix of risks, likelihood 5 first: each cell with its weight, whether it is high, and numbers."""
    return [
        {
            "likelihood": str(likelihood),
            "cells": [
                {"weight": str(cell.weight), "high": cell.high, "risks": [str(number) for number, _r in cell.risks]}
                for cell in cells
            ],
        }
        for likelihood, cells in plan.matrix
    ]  # fmt: skip


def _period(part: Any) -> str:
    return f"{_day(part.begins_on)} – {_day(part.ends_on)}" if part.begins_on or part.ends_on else "–"


def _reached(part: Any, reached_on: date | None, language: str, today: date) -> list[str]:
    state = _day(reached_on) if reached_on else _("late") if part.due_on < today else _("to come")
    return [_in(part.names, language), _day(part.due_on), state]


def _way(flagship: Flagship, user: User) -> Sequence[list[str]]:
    """Return the line from the first sentence on, without what was said in confidence."""
    rows = []
    for each in trace_of(flagship.idea, for_user=user, for_ministry=True).stops:
        when = str(each.on.year) if each.by_year else _day(each.on)
        rows.append([when, each.title, each.words])
    return rows


def _words() -> dict[str, str]:
    return {
        "invented": _("Invented for the demonstration."), "summary": _("What it is"), "governance": _("Governance"),
        "partners": _("Partners and letters of intent"), "organisation": _("Organisation"), "role": _("Role"),
        "tasks": _("What it does in the project"), "letter": _("Letter of intent"), "budget": _("Budget"),
        "eur": _("EUR"), "total": _("Total"), "shares": _("By partner"), "partner": _("Partner"), "costs": _("Costs"),
        "share": _("Share"), "pays": _("Who pays"), "chart": _("Who pays in each year, and what is spent"),
        "aid": _("State aid: what is planned, and the ceiling"), "planned": _("Planned"),
        "ceiling": _("Ceiling"), "verdict": _("Verdict"), "steps": _("How it is worked out"),
        "milestones": _("Milestones"), "deliverables": _("Deliverables"), "what": _("What"), "due": _("Due on"),
        "state": _("State"), "risks": _("Risks"), "number": _("No."), "matrix": _("Likely ↑ · Bad →"), "high": _("high"),
        "read_matrix": _(
            "How likely (upwards) by how bad (to the right); numbers lead to the table below. Hatched with a thick edge: high, "
            "12 or more."
        ),
        "granted": _("Granted already"), "still": _("Still possible beside it"), "awards": _("Granted for this project already"),
        "weight": _("Likely × bad"), "measure": _("What is done about it"),
        "owner": _("Who watches it"), "takes_part": _("Who takes part"),
        "projects": _("Research and development projects of common interest"),
        "period": _("Period"), "results": _("What it brings"), "year": _("Year"), "expected": _("What is expected"),
        "reached": _("Reached"), "way": _("From the first sentence to what was reached"), "when": _("When"),
        "colon": colon(),
    }  # fmt: skip
