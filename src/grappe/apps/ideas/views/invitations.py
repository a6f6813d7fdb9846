"""How does somebody of a company get a link to send ideas?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grappe.apps.companies import queries as companies
from grappe.apps.companies.permissions import check_can_edit_company
from grappe.apps.companies.queries.contacts import possible_people
from grappe.apps.ideas.operations import invitations
from grappe.apps.ideas.queries.company import contributor_for, contributors_of
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_sent
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def link_company(request: Request, pk: int) -> HttpResponse:
    """Choose who of a company gets a link; those who have one are shown with it."""
    company = found_or_404(companies.company_for, pk, request)
    check_can_edit_company(request.user, company)
    fault = ""
    if request.method == "POST":
        try:
            person = possible_people(pk).get(pk=number_sent(request, "person") or 0)
            invitations.invite(person=person, by=request.user, at=clock.now())
        except ObjectDoesNotExist:
            fault = _("Choose somebody.")
        except BadInput as refused:
            fault = str(refused)
        else:
            messages.success(request, _("The link is on its way to %(name)s.") % {"name": person.name})
            return redirect("ideas:link_company", pk=pk)
    context = {
        "company": company, "people": possible_people(pk), "fault": fault,
        "contributors": contributors_of(pk, for_user=request.user),
    }  # fmt: skip
    return render(request, "ideas/link_company.html", context, status=422 if fault else 200)


@require_POST
def link_change(request: Request, pk: int) -> HttpResponse:
    """Send somebody another link, or close their page."""
    contributor = found_or_404(contributor_for, pk, request)
    if contributor.company_id is None:
        raise Http404
    if request.POST.get("what") == "withdraw":
        invitations.withdraw(contributor=contributor, by=request.user, at=clock.now())
        messages.success(request, _("Their page is closed."))
    else:
        invitations.renew(contributor=contributor, by=request.user, at=clock.now())
        messages.success(request, _("The link is on its way to %(name)s.") % {"name": contributor.name})
    return redirect("ideas:link_company", pk=contributor.company_id)
