"""How are waves listed, prepared, sent, looked at and closed?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.surveys import permissions
from grappe.apps.surveys.enums import Standing
from grappe.apps.surveys.forms import WaveForm
from grappe.apps.surveys.operations import letters
from grappe.apps.surveys.operations import waves as operations
from grappe.apps.surveys.queries import audience, export, letters_shown, results, waves
from grappe.apps.surveys.queries.response import FEW
from grappe.ui import clock
from grappe.ui.answers import csv_download, download
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request
from grappe.ui.workbook import CONTENT_TYPE


def _wave(request: Request, pk: int) -> Any:
    return found_or_404(waves.wave_for, pk, request)


@require_safe
def wave_list(request: Request) -> HttpResponse:
    """List the waves, the latest year first."""
    found = waves.waves(for_user=request.user)
    page = Paginator(found, waves.PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, waves.state_of(each, on=clock.today())) for each in page],
        "may_keep": permissions.can_keep_surveys(request.user),
    }
    return render(request, "surveys/waves.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def wave_new(request: Request) -> HttpResponse:
    """Prepare a wave."""
    permissions.check_can_keep_surveys(request.user)
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def wave_edit(request: Request, pk: int) -> HttpResponse:
    """Change a wave."""
    permissions.check_can_keep_surveys(request.user)
    return _edit(request, _wave(request, pk))


def _edit(request: Request, wave: Any) -> HttpResponse:
    form = WaveForm(request.POST or None, wave=wave)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"plan": form.plan(), "by": request.user, "at": clock.now()}
        try:
            kept = operations.change(wave=wave, **said) if wave else operations.prepare(**said)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("surveys:wave", pk=kept.pk)
    return render(
        request, "surveys/edit.html", {"form": form, "wave": wave}, status=422 if form.errors else 200
    )


@require_safe
def wave_page(request: Request, pk: int) -> HttpResponse:
    """Show a wave: while it is prepared whom it means, with samples; then how it is answered."""
    wave = _wave(request, pk)
    state = waves.state_of(wave, on=clock.today())
    keeps = permissions.can_keep_surveys(request.user)
    context: dict[str, Any] = {
        "wave": wave, "state": state, "tab": "wave", "may_keep": keeps,
        "may_see_who": permissions.can_see_who(request.user),
    }  # fmt: skip
    if state == "draft":
        chosen = audience.Audience.of(wave.audience)
        context["selection"] = (
            audience.select(chosen, for_user=request.user, on=clock.today()) if keeps else None
        )
        context["samples"] = letters_shown.samples(wave, context["selection"]) if keeps else []
        return render(request, "surveys/draft.html", context)
    context |= {
        "response": waves.response_of(wave, for_user=request.user),
        "letters": waves.letters_of(wave), "left_out": waves.left_out_of(wave),
        "failed": waves.failed_letters(wave).values("participation").distinct().count() if keeps and state == "open" else 0,
    }  # fmt: skip
    return render(request, "surveys/wave.html", context)


@require_POST
def start(request: Request, pk: int) -> HttpResponse:
    """Fix who is asked, and send the letters."""
    wave = _wave(request, pk)
    number = operations.start(wave=wave, by=request.user, at=clock.now())
    said = ngettext("A letter goes to %(n)d company.", "Letters go to %(n)d companies.", number)
    messages.success(request, said % {"n": number})
    return redirect("surveys:wave", pk=pk)


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    """Close a wave before its last day."""
    operations.close(wave=_wave(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("The survey is closed."))
    return redirect("surveys:wave", pk=pk)


@require_POST
def send_again(request: Request, pk: int) -> HttpResponse:
    """Send the letters that failed once more."""
    number = letters.send_again(wave=_wave(request, pk), by=request.user, at=clock.now())
    said = ngettext("A letter goes to %(n)d company.", "Letters go to %(n)d companies.", number)
    messages.success(request, said % {"n": number})
    return redirect("surveys:wave", pk=pk)


@require_safe
def missing(request: Request, pk: int) -> HttpResponse:
    """List who has neither answered nor declined, the reader's own companies first."""
    permissions.check_can_see_who(request.user)
    wave = _wave(request, pk)
    state = waves.state_of(wave, on=clock.today())
    found = waves.not_answered(wave, for_user=request.user)
    page = Paginator(found, waves.PAGE).get_page(request.GET.get("page"))
    rows: list[Any] = [
        (
            each,
            Standing(each.standing).label,
            state == "open" and permissions.can_answer_for(request.user, each.company),
        )
        for each in page
    ]
    context = {
        "wave": wave,
        "state": state,
        "tab": "missing",
        "page": page,
        "rows": rows,
        "may_see_who": True,
    }
    return render(request, "surveys/missing.html", context)


@require_safe
def wave_results(request: Request, pk: int) -> HttpResponse:
    """Show what came back, question by question."""
    wave = _wave(request, pk)
    context = {
        "wave": wave,
        "state": waves.state_of(wave, on=clock.today()),
        "tab": "results",
        "results": results.results_of(wave, for_user=request.user),
        "few": FEW,
        "may_keep": permissions.can_keep_surveys(request.user),
        "may_see_who": permissions.can_see_who(request.user),
    }
    return render(request, "surveys/results.html", context)


@require_safe
def export_csv(request: Request, pk: int) -> HttpResponse:
    wave = _wave(request, pk)
    return csv_download(export.csv_of(wave, for_user=request.user), f"survey-{wave.year}.csv")


@require_safe
def export_xlsx(request: Request, pk: int) -> HttpResponse:
    wave = _wave(request, pk)
    return download(export.xlsx_of(wave, for_user=request.user), f"survey-{wave.year}.xlsx", CONTENT_TYPE)


@require_safe
def code_book(request: Request, pk: int) -> HttpResponse:
    wave = _wave(request, pk)
    return csv_download(export.code_book(wave, for_user=request.user), f"survey-{wave.year}-code-book.csv")
