"""Who asks whom for a meeting, and what does the organiser settle of it?"""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.halls import AddRequestForm, ArrangeForm, RequestListForm
from grappe.apps.events.operations import by_hand
from grappe.apps.events.queries import asked, plans
from grappe.apps.events.queries.priorities import priority_in_words
from grappe.apps.events.views.halls import plan_or_404, plan_to_manage, shared
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, number_in
from grappe.ui.requests import Request


@require_safe
def requests(request: Request, pk: int) -> HttpResponse:
    """List who asks whom, narrowed by state, person and what was settled by hand."""
    plan = plan_or_404(request, pk)
    form = RequestListForm(request.GET)
    narrowed = form.cleaned_data if form.is_valid() else {}
    found = asked.requests_of(plan, for_user=request.user, person=number_in(request, "person"), **narrowed)
    page = Paginator(found, asked.REQUESTS_PAGE).get_page(request.GET.get("page"))
    context = shared(request, plan) | {
        "page": page, "form": form, "counts": plans.counts_of(plan),
        "left_out": asked.left_out(plan, for_user=request.user),
    }  # fmt: skip
    return render(request, "events/meetings/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_add(request: Request, pk: int) -> HttpResponse:
    """Add a meeting that both sides agreed to with the organiser."""
    plan = plan_to_manage(request, pk)
    form = AddRequestForm(request.POST or None, people=plans.coming(plan))
    if request.method == "POST" and form.is_valid():
        try:
            by_hand.add_request(plan=plan, **form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The meeting is agreed and will be placed."))
            return redirect("events:meeting_requests", pk=pk)
    context = shared(request, plan) | {"form": form}
    return render(request, "events/meetings/request_add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def request_arrange(request: Request, pk: int) -> HttpResponse:
    """Settle an accepted meeting: must, session, slot and table, what comes before it."""
    meeting = found_or_404(asked.request_for, pk, request)
    permissions.check_can_manage_event(request.user, meeting.plan.event)
    initial = {
        "must": meeting.must, "session": meeting.session, "fixed_slot": meeting.fixed_slot_id,
        "fixed_table": meeting.fixed_table_id, "before": asked.before_it(meeting),
    }  # fmt: skip
    form = ArrangeForm(
        request.POST or None, initial=initial, plan=meeting.plan, others=asked.may_precede(meeting)
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        before = [each.pk for each in values.pop("before")]
        try:
            by_hand.arrange(request=meeting, values=values, before=before, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The meeting is settled like this."))
            return redirect("events:meeting_requests", pk=meeting.plan.event_id)
    context = shared(request, meeting.plan) | {
        "form": form, "meeting": meeting, "priority": priority_in_words(meeting).as_dict(),
    }  # fmt: skip
    return render(request, "events/meetings/request.html", context, status=422 if form.errors else 200)


@require_POST
def request_decide(request: Request, pk: int) -> HttpResponse:
    """Accept, decline or withdraw a request for somebody."""
    meeting = found_or_404(asked.request_for, pk, request)
    state = request.POST.get("state", "")
    by_hand.decide_request(request=meeting, state=state, by=request.user, at=clock.now())
    return redirect("events:meeting_requests", pk=meeting.plan.event_id)
