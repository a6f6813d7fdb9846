"""How is the register of awards read, and an award entered, changed, withdrawn and put back?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids import permissions
from grappe.apps.aids.forms.awards import AwardFilterForm, AwardForm, VersionForm, WithdrawForm, offered
from grappe.apps.aids.operations import awards as operations
from grappe.apps.aids.queries import awards as queries
from grappe.apps.aids.queries.transparency import publication_of
from grappe.apps.aids.views.found import award_to_edit, company_or_404, company_to_edit
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import number_in
from grappe.ui.requests import Request


@require_safe
def award_list(request: Request) -> HttpResponse:
    """Show the register of awards, filtered, the latest first."""
    permissions.check_can_view_awards(request.user)
    form = AwardFilterForm(request.GET)
    filters = form.filters()
    page = queries.award_page(
        filters, for_user=request.user, after=number_in(request, "after"), before=number_in(request, "before")
    )
    return render(request, "aids/awards/list.html", {"form": form, "filters": filters, "page": page})


@require_safe
def company_awards(request: Request, company: int) -> HttpResponse:
    """Show all awards of one company, the withdrawn ones too."""
    found = company_or_404(request, company)
    context = {
        "company": found,
        "rows": [
            (award, publication_of(award)) for award in queries.awards_of(found.pk, for_user=request.user)
        ],
        "may_edit": permissions.can_edit_awards(request.user, found),
        "here": "awards",
    }
    return render(request, "aids/awards/company.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def award_add(request: Request, company: int) -> HttpResponse:
    """Enter an aid that was granted to a company."""
    found = company_to_edit(request, company)
    known = queries.award_from(str(request.GET.get("origin", ""))[:60], for_user=request.user)
    if request.method != "POST" and known is not None:
        messages.info(request, _("“%(award)s” is in the register already.") % {"award": known.label})
        return redirect(f"{reverse('aids:company_awards', args=[known.company_id])}#award-{known.pk}")
    form = AwardForm(request.POST or None, today=clock.today(), initial=offered(request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            award = operations.record_award(
                company=found, values=form.values(), origin=form.cleaned_data["origin"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            messages.success(request, _("“%(award)s” is in the register.") % {"award": award.label})
            return redirect("aids:company_awards", company=found.pk)
    context = {
        "form": form, "company": found, "award": None, "now": None,
        "known_costs": queries.costs_of(found.pk, for_user=request.user),
    }  # fmt: skip
    return render(request, "aids/awards/form.html", context, status=_status(request))


@require_http_methods(["GET", "HEAD", "POST"])
def award_edit(request: Request, pk: int) -> HttpResponse:
    """Put an award right."""
    award = award_to_edit(request, pk)
    form = AwardForm(request.POST or None, award=award, today=clock.today())

    def act() -> str:
        saved = operations.change_award(
            award=award, version=_version(form), values=form.values(), by=request.user, at=clock.now()
        )
        return _("“%(award)s” is saved.") % {"award": saved.label}

    context = {
        "form": form, "company": award.company, "award": award, "now": None,
        "known_costs": queries.costs_of(award.company_id, for_user=request.user),
    }  # fmt: skip
    return _changed(request, award, form, act, "aids/awards/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def award_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take an award out of every sum, with the reason."""
    award = award_to_edit(request, pk)
    form = WithdrawForm(request.POST or None, initial={"version": award.version})

    def act() -> str:
        operations.withdraw_award(
            award=award, version=form.cleaned_data["version"], because=form.cleaned_data["because"],
            by=request.user, at=clock.now(),
        )  # fmt: skip
        return _("“%(award)s” is withdrawn.") % {"award": award.label}

    context = {"form": form, "company": award.company, "award": award, "now": None}
    return _changed(request, award, form, act, "aids/awards/withdraw.html", context)


@require_POST
def award_restore(request: Request, pk: int) -> HttpResponse:
    """Put a withdrawn award back."""
    award = award_to_edit(request, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("The page was out of date. Nothing was changed."))
    operations.restore_award(
        award=award, version=form.cleaned_data["version"], by=request.user, at=clock.now()
    )
    messages.success(request, _("“%(award)s” counts again.") % {"award": award.label})
    return redirect("aids:company_awards", company=award.company_id)


def _changed(
    request: Request, award: Any, form: Any, act: Callable[[], str], template: str, context: dict[str, Any]
) -> HttpResponse:
    """Show a form on an award, or do what was sent; faults and conflicts are told at the form, typing is kept."""
    status = _status(request)
    if request.method == "POST" and form.is_valid():
        try:
            said = act()
        except Stale as stale:
            form.add_error(None, str(stale))
            conflicts.rebased(form, str(getattr(stale.current, "version", award.version)))
            status, context["now"] = 409, stale.current
        except BadInput as bad:
            form.add_error(None, str(bad))
        else:
            messages.success(request, said)
            return redirect("aids:company_awards", company=award.company_id)
    return render(request, template, context, status=status)


def _version(form: AwardForm) -> int:
    """Return the version a form stands on; one without is older than any."""
    return form.cleaned_data["version"] or 0


def _status(request: Request) -> int:
    return 422 if request.method == "POST" else 200
