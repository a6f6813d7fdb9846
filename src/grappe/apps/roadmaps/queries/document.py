"""What does a company get on paper? The roadmap as an accessible PDF (PDF/UA-1), in the company's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grappe.apps.roadmaps.models import AidRequest, Roadmap
from grappe.apps.roadmaps.queries.sheet import Line, Sheet, sheet
from grappe.engines import planning
from grappe.engines.kernel import Money
from grappe.ui import paper

_SOURCE = Path(__file__).with_name("roadmap.typ")


def as_pdf(roadmap: Roadmap, *, today: date, language: str) -> bytes:
    """Return the roadmap as PDF/UA-1 in EN, FR or DE; the compiler checks the standard while it writes.

    All text goes in as data, never as markup.
    """
    code = planning.spoken(language)
    with translation.override(code):
        data = _data(sheet(roadmap, for_user=None, today=today, language=code), code)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _data(page: Sheet, code: str) -> dict[str, Any]:
    roadmap, plan = page.roadmap, page.plan
    return {
        "language": code,
        "title": roadmap.title,
        "author": "Grappe",
        "company": roadmap.company.name,
        "cluster_line": " · ".join(str(cluster) for cluster in roadmap.company.clusters.all()),
        "invented": roadmap.company.invented,
        "sentence": page.sentence,
        "outcome": roadmap.outcome if roadmap.closed_on else "",
        "steps": [_step(number, line, plan, code) for number, line in enumerate(page.lines, 1)],
        "months": _months(plan),
        "span_days": ((plan.end_of_all - plan.start).days + 1) if plan.start and plan.end_of_all else 0,
        "today_offset": _today(plan, page.today),
        "drawing_alt": _("Bars over time, one a step; the table above says the same in words."),
        "money": _money(page.state.money, code),
        "aids": [_aid(aid, code) for aid in page.aids],
        "words": _words(page.today, code),
    }


def _step(number: int, line: Line, plan: planning.Plan, code: str) -> dict[str, Any]:
    step = line.step
    assert plan.start is not None
    return {
        "number": number,
        "title": step.title,
        "description": step.description,
        "lines": _lines(line, code),
        "start": date_format(step.start, "SHORT_DATE_FORMAT"),
        "end": date_format(step.end, "SHORT_DATE_FORMAT"),
        "state": line.label,
        "kind": line.kind,
        "offset": (step.start - plan.start).days,
        "days": (step.end - step.start).days + 1,
    }


def _lines(line: Line, code: str) -> list[str]:
    found = []
    if line.owner:
        found.append(_("Who does it: %(name)s") % {"name": line.owner})
    if line.waits_for:
        found.append(_("Waits for: %(steps)s") % {"steps": ", ".join(line.waits_for)})
    if line.step.cost_eur is not None:
        found.append(_("Cost: %(amount)s") % {"amount": _euros(line.step.cost_eur, code)})
    if line.step.expected_aid_eur is not None:
        found.append(_("Expected aid: %(amount)s") % {"amount": _euros(line.step.expected_aid_eur, code)})
    return found


def _euros(amount: Decimal | None, code: str) -> str:
    return "–" if amount is None else planning.money_in_words(Money.eur(amount), code)


def _months(plan: planning.Plan) -> list[dict[str, Any]]:
    if plan.start is None or plan.end_of_all is None:
        return []
    every = max(1, ((plan.end_of_all - plan.start).days // 30) // 12)
    month = planning.add_months(plan.start.replace(day=1), 1)
    found = []
    while month <= plan.end_of_all:
        found.append({"offset": (month - plan.start).days, "label": date_format(month, "M Y")})
        month = planning.add_months(month, every)
    return found


def _today(plan: planning.Plan, today: date) -> int | None:
    if plan.start is None or plan.end_of_all is None or not plan.start <= today <= plan.end_of_all:
        return None
    return (today - plan.start).days


def _money(money: planning.MoneyState, code: str) -> list[dict[str, str]]:
    lines = (
        (_("Cost of the steps"), money.cost),
        (_("Aid expected"), money.expected),
        (_("Aid requested"), money.requested),
        (_("Aid obtained"), money.obtained),
        (_("Aid refused"), money.refused),
        (_("Aid paid"), money.paid),
    )
    return [
        {"label": label, "amount": planning.money_in_words(amount, code)}
        for label, amount in lines
        if amount.cents
    ]


def _aid(aid: AidRequest, code: str) -> dict[str, str]:
    return {
        "label": aid.label,
        "state": str(aid.get_state_display()),
        "requested": _euros(aid.requested_eur, code),
        "obtained": _euros(aid.obtained_eur, code),
        "paid": _euros(aid.paid_eur, code),
    }


def _words(today: date, code: str) -> dict[str, str]:
    return {
        "footer": _("As of %(day)s") % {"day": planning.day_in_words(today, code)},
        "invented": _("Invented company, for demonstration only."),
        "outcome": _("Outcome"),
        "nothing": _("No step has been planned yet."),
        "steps": _("Steps"),
        "number": pgettext("number", "No."),
        "step": _("Step"),
        "start": _("Start"),
        "end": _("End"),
        "state": _("State"),
        "dashed": _("Dashed line: %(day)s") % {"day": planning.day_in_words(today, code)},
        "drawing": _("Over time"),
        "money": _("Money"),
        "what": _("What"),
        "amount": _("Amount"),
        "aids": _("Aids"),
        "aid": _("Aid"),
        "requested": pgettext("aid", "Requested"),
        "obtained": pgettext("aid", "Obtained"),
        "paid": pgettext("aid", "Paid"),
    }
