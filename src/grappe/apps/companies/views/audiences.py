"""Who reads a contact? Said on a page of its own, with a warning to whoever would lose sight of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from grappe.apps.companies import permissions
from grappe.apps.companies.enums import Audience
from grappe.apps.companies.forms.contacts import AudienceForm
from grappe.apps.companies.operations import contacts as operations
from grappe.apps.companies.views.contacts import contact_to_change
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.requests import Request

TOLD = {
    Audience.EVERYONE: gettext_noop(
        "From now on everybody who sees the company reads this contact, the ministry included."
    ),
    Audience.CONFIDENCE: gettext_noop(
        "From now on only its team, named readers and those who look after the company read this contact."
    ),
    Audience.NAMED: gettext_noop(
        "From now on only its team, whoever planned it and named readers read this contact."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def contact_audience(request: Request, pk: int) -> HttpResponse:
    """Show who reads a contact; take what is chosen."""
    found = contact_to_change(request, pk)
    form = AudienceForm(request.POST or None, contact=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("audience", "readers")}
        try:
            changed = operations.set_audience(contact=found, **chosen, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _(TOLD[Audience(changed.audience)]))
            if permissions.would_read(request.user, found, **chosen):
                return redirect("companies:contact", pk=pk)
            return redirect("companies:contacts", company=found.company_id)
    context = {"contact": found, "company": found.company, "form": form}
    return render(request, "companies/contacts/audience.html", context, status=422 if form.errors else 200)
