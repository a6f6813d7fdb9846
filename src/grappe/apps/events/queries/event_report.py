"""What is told of an event on one page of paper? Figures, drawings, the organiser's words; counts and no person."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.events.queries.after import outcomes_of
from grappe.apps.events.queries.came import came
from grappe.apps.events.queries.costs import account_of
from grappe.apps.events.queries.results import Line, compared
from grappe.apps.events.queries.survey import FEW, survey_results
from grappe.engines.kernel import Text
from grappe.ui import paper
from grappe.ui.templatetags.ui import eur

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User
    from grappe.apps.events.models import Event

_SOURCE = Path(__file__).with_name("event_report.typ")
LONGEST_WORDS = 1_400  # of the organiser's own words: the report is one page


def report_pdf(event: Event, *, for_user: User, today: date, language: str) -> bytes:
    """Return the report of an event as PDF/UA-1 in EN, FR or DE; the compiler checks the standard while it writes."""
    with translation.override(language):
        data = _data(event, for_user, today, language)
    return paper.as_pdf(_SOURCE.read_bytes(), data)


def _data(event: Event, user: User, today: date, language: str) -> dict[str, Any]:
    who = came(event, for_user=user)
    line, earlier = compared(event, for_user=user)
    survey = survey_results(event, for_user=user)
    place = f" · {event.place}" if event.place else ""
    when = date_format(event.starts_at, "DATE_FORMAT")
    return {
        "language": language,
        "title": Text.of(event.titles).in_language(language),
        "line": f"{event.get_kind_display()} · {event.get_mode_display()} · {when}{place}",
        "invented": event.invented,
        "figures": _figures(line, who.known),
        "outcomes": _outcomes(event, user),
        "satisfaction": [[each.label, each.number] for each in survey.satisfaction],
        "recommend": [[each.label, each.number] for each in survey.recommend],
        "survey": _survey(survey),
        "costs": _costs(event, who, user),
        "words_of_organiser": _cut(event.results),
        "earlier": [_compared(each) for each in (line, *earlier)] if earlier else [],
        "words": _words(today),
    }


def _figures(line: Line, known: bool) -> list[dict[str, str]]:
    came_label = _("came") if known else _("seats; nobody was checked in")
    found = [
        (str(line.registered), _("had a seat")),
        (str(line.came), came_label),
        (str(line.companies), _("companies on file")),
    ]
    if line.score is not None:
        found.append(
            (f"{line.score.value:+d}", _("net promoter score, ± %(margin)d") % {"margin": line.score.margin})
        )
    if line.cost is not None:
        found.append((str(eur(line.cost)), _("net cost so far") if line.cost_incomplete else _("net cost")))
    return [{"figure": figure, "label": label} for figure, label in found]


def _outcomes(event: Event, user: User) -> list[dict[str, Any]]:
    found = outcomes_of(event, for_user=user)
    worth = found.worth.firm_eur
    value = _("%(value)s agreed, under way or done.") % {"value": eur(worth)} if worth is not None else ""
    return [
        {"label": _("Needs"), "number": len(found.needs), "more": ""},
        {"label": _("Ideas"), "number": len(found.ideas), "more": ""},
        {"label": _("Contacts"), "number": len(found.contacts), "more": ""},
        {"label": _("Cooperations"), "number": len(found.cooperations), "more": value},
    ]


def _survey(survey: Any) -> str:
    if not survey.number:
        return _("Nobody answered the survey yet.")
    said = ngettext(
        "%(number)d of %(asked)d asked answered.", "%(number)d of %(asked)d asked answered.", survey.number
    ) % {"number": survey.number, "asked": survey.asked}
    if not survey.enough:
        return said + " " + _("Nothing more is shown below %(few)d answers.") % {"few": FEW}
    if survey.mean is not None:
        mean = number_format(survey.mean, 1, use_l10n=True)
        said += " " + _("Mean satisfaction: %(mean)s of 5.") % {"mean": mean}
    return said


def _costs(event: Event, who: Any, user: User) -> dict[str, Any]:
    account = account_of(event, who, for_user=user)
    lines = [[each.label, eur(each.sum.planned), eur(each.sum.actual)] for each in account.kinds]
    if lines:
        lines.append([_("Costs less income"), eur(account.net_planned), eur(account.net_actual)])
    each = []
    if account.per_participant is not None:
        each.append(_("%(value)s for each participant") % {"value": eur(account.per_participant)})
    if account.per_company is not None:
        each.append(_("%(value)s for each company") % {"value": eur(account.per_company)})
    if account.incomplete:
        said = ngettext(
            "%(n)d line has no actual amount yet", "%(n)d lines have no actual amount yet", account.incomplete
        )
        each.append(said % {"n": account.incomplete})
    return {"lines": lines, "each": " · ".join(each)}


def _compared(line: Line) -> list[str]:
    return [
        line.title,
        date_format(line.event.starts_at, "SHORT_DATE_FORMAT"),
        str(line.came),
        str(line.companies),
        f"{line.score.value:+d}" if line.score else "–",
        eur(line.cost_each) or "–",
        str(line.outcomes),
    ]


def _cut(text: str) -> str:
    if len(text) <= LONGEST_WORDS:
        return text
    return text[:LONGEST_WORDS].rsplit(" ", 1)[0] + " …"


def _words(today: date) -> dict[str, str]:
    return {
        "footer": _("As of %(day)s") % {"day": date_format(today, "DATE_FORMAT")},
        "invented": _("Invented event, for demonstration only."),
        "outcomes": _("What came of it"),
        "survey": _("What they said"),
        "satisfaction": _("Satisfaction (1 to 5)"),
        "satisfaction_alt": _("Bars: how many gave each satisfaction from 1 to 5."),
        "recommend": _("Recommendation (0 to 10)"),
        "recommend_alt": _("Bars: how many gave each recommendation from 0 to 10."),
        "costs": _("Costs"),
        "kind": _("Kind"),
        "planned": _("Planned"),
        "actual": _("Actual"),
        "organiser": _("In the organiser’s words"),
        "earlier": _("Beside earlier events of the same kind"),
        "event": _("Event"),
        "when": _("When"),
        "came": _("Came"),
        "companies": _("Companies"),
        "score": _("NPS"),
        "cost_each": _("Cost each"),
        "all_outcomes": _("Outcomes"),
    }
