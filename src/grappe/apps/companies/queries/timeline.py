"""What happened to a company's file, as entries of its timeline?"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grappe.apps.companies.models import Company, CompanyFact, YearFigures
from grappe.apps.companies.permissions import check_can_view_companies
from grappe.apps.companies.queries.contacts import timeline_entries_of_contacts
from grappe.apps.companies.queries.policy import visible
from grappe.ui import moments
from grappe.ui.templatetags.ui import eur
from grappe.ui.timeline import Entry

if TYPE_CHECKING:
    from grappe.apps.accounts.models import User


def timeline_entries(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what happened with a company: its contacts, and its file opened, archived, completed; latest first."""
    check_can_view_companies(for_user)
    entries = [
        *timeline_entries_of_contacts(company_id=company_id, for_user=for_user, before=before, limit=limit),
        *timeline_entries_of_file(company_id=company_id, for_user=for_user, before=before, limit=limit),
    ]
    return sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def timeline_entries_of_file(
    *, company_id: int, for_user: User, before: datetime | None = None, limit: int = 30
) -> list[Entry]:
    """Return what happened to the file itself: opened, archived, figures added, answers given; latest first."""
    rows = Company.objects.filter(visible(for_user), pk=company_id).select_related("created_by")
    company = rows.only("created_at", "archived_at", "created_by__name", "created_by__email").first()
    if company is None:
        return []
    entries = [*_life(company), *_figures(company, before), *_answers(company)]
    entries = [entry for entry in entries if before is None or entry.at < before]
    return sorted(entries, key=lambda entry: (entry.at, entry.key), reverse=True)[:limit]


def _life(company: Company) -> list[Entry]:
    label, by = _("Company file"), str(company.created_by or "")
    found = [
        Entry(
            company.created_at, f"company-{company.pk}-created", "file-plus", label, _("File opened"), by=by
        )
    ]
    if company.archived_at:
        found.append(
            Entry(company.archived_at, f"company-{company.pk}-archived", "archive", label, _("File archived"))
        )
    return found


def _figures(company: Company, before: datetime | None) -> list[Entry]:
    """Years put on file by one person in one go are one entry: an import brings several."""
    events: Any = YearFigures.pgh_event_models["insert"]  # type: ignore[attr-defined]  # made by pghistory
    rows = events.objects.filter(company_id=company.pk, pgh_label="insert").select_related("pgh_context")
    if before is not None:
        rows = rows.filter(pgh_created_at__lt=before)
    added = list(rows.order_by("-pgh_created_at", "pgh_id"))
    ids = {_writer(row) for row in added}
    users = get_user_model().objects.filter(pk__in=[pk for pk in ids if pk is not None])
    names = dict(users.values_list("pk", "name")) if ids else {}
    found = []
    for (moment, writer), group in groupby(added, key=lambda row: (row.pgh_created_at, _writer(row))):
        years = sorted(group, key=lambda row: row.year)
        found.append(
            Entry(
                moment,
                f"figures-{years[0].pgh_id}",
                "chart-bar",
                _("Figures"),
                _("Figures for %(year)s put on file") % {"year": ", ".join(str(row.year) for row in years)},
                text=_figures_in_words(years[-1]),
                by=names.get(writer, "") if writer is not None else "",
            )
        )
    return found


def _writer(row: Any) -> int | None:
    return row.pgh_context.metadata.get("user") if row.pgh_context else None


def _figures_in_words(row: Any) -> str:
    words = []
    if row.headcount is not None:
        places = 0 if row.headcount == int(row.headcount) else 1
        words.append(
            _("headcount %(number)s") % {"number": number_format(row.headcount, places, use_l10n=True)}
        )
    if row.turnover_eur is not None:
        words.append(_("turnover %(amount)s") % {"amount": eur(row.turnover_eur)})
    return ", ".join(words)


def _answers(company: Company) -> list[Entry]:
    """Answers of one person on one day are one entry: a call about aids brings a dozen."""
    facts = (
        CompanyFact.objects.filter(company=company).select_related("stated_by").order_by("-stated_at", "-pk")
    ).only("stated_at", "stated_by__name", "stated_by__email")

    def sort(fact: CompanyFact) -> tuple[str, str]:
        return moments.local_date(fact.stated_at).isoformat(), str(fact.stated_by or "")

    found = []
    for (day, by), group in groupby(sorted(facts, key=sort), key=sort):
        answers = list(group)
        title = ngettext(
            "%(count)d question about aids answered", "%(count)d questions about aids answered", len(answers)
        ) % {"count": len(answers)}
        at = max(fact.stated_at for fact in answers)
        found.append(Entry(at, f"facts-{company.pk}-{day}-{by}", "help-circle", _("Answers"), title, by=by))
    return found
