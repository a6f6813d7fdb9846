"""How is a study looked at as it would be printed, published, and an edition withdrawn?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.studies import permissions
from grappe.apps.studies.forms.reviews import PublishForm, WithdrawForm
from grappe.apps.studies.operations import editions as operations
from grappe.apps.studies.queries import editions as queries
from grappe.apps.studies.queries.anonymity import check
from grappe.apps.studies.queries.content import content_of, languages_of
from grappe.apps.studies.queries.printed import printed
from grappe.apps.studies.queries.reviews import obstacles
from grappe.apps.studies.views.found import context_of, study_or_404, study_to_work_on
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def editions(request: Request, pk: int) -> HttpResponse:
    """Show the editions of a study, and what is in the way of the next one."""
    return _answer(request, study_or_404(request, pk), PublishForm())


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish the study as its next edition."""
    study = study_or_404(request, pk)
    permissions.check_can_publish(request.user, study)
    form = PublishForm(request.POST)
    if form.is_valid():
        try:
            operations.publish(study=study, changes=form.text("changes"), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Published. Everybody can read it, and cite it."))
            return redirect("studies:editions", pk=pk)
    return _answer(request, study, form)


def _answer(request: Request, study: Any, form: PublishForm) -> HttpResponse:
    context = context_of(request, study, "editions")
    places = check(study) if context["may_work"] else []
    context |= {
        "editions": queries.editions(study),
        "places": places,
        "obstacles": obstacles(study, sum(each.sure for each in places)) if context["may_work"] else [],
        "may_publish": permissions.can_publish(request.user, study),
        "form": form,
        "withdraw": WithdrawForm(),
        "languages": [code for code in ("fr", "de", "en") if study.titles.get(code)],
    }
    return render(request, "studies/editions.html", context, status=422 if form.errors else 200)


@require_safe
def preview(request: Request, pk: int) -> HttpResponse:
    """Show the study as it would be printed, in the page's language."""
    study = study_to_work_on(request, pk)
    content = content_of(study, whole=False)
    asked = request.GET.get("in", "")
    language = asked if asked in languages_of(content) else (get_language() or "en")
    with translation.override(language):
        shown = printed(content, language)
    context = context_of(request, study, "editions") | {
        "shown": shown,
        "commented": {},
        "files": "",
        "language": language,
    }
    return render(request, "studies/preview.html", context)


@require_http_methods(["POST"])
def withdraw(request: Request, pk: int, number: int) -> HttpResponse:
    """Withdraw an edition."""
    study = study_or_404(request, pk)
    permissions.check_can_publish(request.user, study)
    edition = found_or_404(lambda key, for_user: queries.edition_for(study, key), number, request)
    form = WithdrawForm(request.POST)
    reason = form.text("reason") if form.is_valid() else {}
    operations.withdraw(edition=edition, reason=reason, by=request.user, at=clock.now())
    messages.success(request, _("The edition is withdrawn; its page says why."))
    return redirect("studies:editions", pk=pk)
