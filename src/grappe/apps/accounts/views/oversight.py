"""How do administrators set the rules of signing in, and read the audit?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from grappe.apps.accounts.enums import Role
from grappe.apps.accounts.forms.accounts import AuditForm, RulesForm
from grappe.apps.accounts.operations.policy import change_policy
from grappe.apps.accounts.permissions import check_can_manage_accounts
from grappe.apps.accounts.queries import audit, policy
from grappe.apps.accounts.views.found import where
from grappe.ui import clock
from grappe.ui.answers import csv_download
from grappe.ui.found import number_in
from grappe.ui.requests import Request


@require_http_methods(["GET", "POST"])
def rules(request: Request) -> HttpResponse:
    """Show the rules in force with those before, and put others in force."""
    check_can_manage_accounts(request.user)
    form = RulesForm(request.POST or None, initial=model_to_dict(policy.in_force(), fields=policy.RULES))
    if request.method == "POST" and form.is_valid():
        change_policy(rules=form.cleaned_data, by=request.user, at=clock.now(), where=where(request))
        messages.success(request, _("Saved."))
        return redirect("accounts:rules")
    history: list[Any] = policy.history(for_user=request.user)
    names = dict(Role.choices)
    for one in history:
        one.roles = [names[role] for role in one.required_roles]
    context = {"form": form, "history": history}
    return render(request, "accounts/rules.html", context, status=422 if form.errors else 200)


@require_GET
def audit_page(request: Request) -> HttpResponse:
    """Show what was done, narrowed by who, what and when."""
    form = AuditForm(request.GET, people=audit.people_known(for_user=request.user))
    page = audit.entries(
        form.asked(),
        for_user=request.user,
        after=number_in(request, "after"),
        before=number_in(request, "before"),
    )
    return render(request, "accounts/audit.html", {"form": form, "page": page})


@require_GET
def audit_csv(request: Request) -> HttpResponse:
    """Give the same as a table."""
    form = AuditForm(request.GET, people=audit.people_known(for_user=request.user))
    return csv_download(audit.as_csv(form.asked(), for_user=request.user), "audit.csv")
