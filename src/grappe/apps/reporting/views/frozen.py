"""How is a frozen report read, kept as a file, compared, published and withdrawn?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from grappe.apps.reporting import permissions
from grappe.apps.reporting.forms.reports import WithdrawReportForm
from grappe.apps.reporting.operations import freezing
from grappe.apps.reporting.queries import frozen as queries
from grappe.apps.reporting.queries.frozen_charts import with_charts
from grappe.apps.reporting.queries.frozen_compared import compared
from grappe.apps.reporting.queries.frozen_files import made, titles
from grappe.apps.reporting.queries.frozen_shown import notes, shown
from grappe.ui import answers, clock
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_safe
def detail(request: Request, pk: int) -> HttpResponse:
    """Show a frozen report, its checksum checked."""
    read = found_or_404(queries.read_for, pk, request)
    found = shown(read.content, get_language() or "en")
    others = queries.frozen_reports(for_user=request.user).exclude(pk=pk)[: queries.PAGE]
    context = {
        "read": read,
        "frozen": read.frozen,
        "shown": found,
        "charts": with_charts(found),
        "notes": notes(found),
        "files": titles(),
        "others": others,
        "may_publish": permissions.can_publish(request.user) and read.frozen.state == "frozen",
        "may_withdraw": permissions.can_withdraw(request.user, read.frozen) and not read.frozen.is_withdrawn,
        "form": WithdrawReportForm(),
        "address": queries.address(read.frozen),
    }
    return render(request, "reporting/reports/frozen.html", context)


@require_safe
def file(request: Request, pk: int, name: str) -> HttpResponse:
    """Answer a frozen report as a file."""
    read = found_or_404(queries.read_for, pk, request)
    content, kept, kind = made(read, name, get_language() or "en") or (None, "", "")
    if content is None:
        raise Http404
    return answers.download(content, kept, kind)


@require_safe
def compare(request: Request) -> HttpResponse:
    """Show two frozen reports side by side, the older one first."""
    keys = [number_in(request, "one"), number_in(request, "other")]
    try:
        found = [queries.read_for(key, for_user=request.user) for key in keys if key is not None]
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    choice = queries.frozen_reports(for_user=request.user)
    names = [("one", _("One report")), ("other", _("Another report"))]
    context: dict[str, Any] = {"choice": choice, "asked": keys, "names": names, "comparison": None}
    if len(found) == 2:
        old, new = sorted(found, key=lambda each: (each.frozen.frozen_at, each.frozen.pk))
        context |= {"old": old, "new": new, "comparison": compared(old, new, get_language() or "en")}
    return render(request, "reporting/reports/compare.html", context)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Give a frozen report to everybody."""
    frozen = found_or_404(queries.frozen_for, pk, request)
    freezing.publish(frozen=frozen, by=request.user, at=clock.now())
    messages.success(request, _("Published. Everybody can read it at its address."))
    return redirect("reporting:frozen", pk=pk)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a frozen report."""
    frozen = found_or_404(queries.frozen_for, pk, request)
    form = WithdrawReportForm(request.POST)
    reason = form.text("reason") if form.is_valid() else {}
    freezing.withdraw(frozen=frozen, reason=reason, by=request.user, at=clock.now())
    messages.success(request, _("The report is withdrawn; its page says why."))
    return redirect("reporting:frozen", pk=pk)
