"""How are two ideas joined, and parted again?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.merging import MergeForm
from grappe.apps.ideas.forms.resting import WhyForm
from grappe.apps.ideas.operations import merging, resting
from grappe.apps.ideas.queries.merging import candidates, merge_for
from grappe.apps.ideas.views.found import context_of, idea_or_404, idea_to_steer
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    """Let this idea be taken up by another: the most alike are proposed, others found by words."""
    idea = idea_to_steer(request, pk)
    asked = words_in(request, "q")
    found = candidates(idea, asked, for_user=request.user)
    form = MergeForm(request.POST or None, offered=found, wanted=resting.languages_wanted(idea, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            done = merging.merge(
                absorbed=idea, kept=form.chosen, why=form.text("why"), by=request.user, at=clock.now()
            )
        except BadInput as fault:
            form.wanted = resting.languages_wanted(idea, request.user, form.chosen)
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Joined. Authors and comments of both are read together."))
            return redirect("ideas:detail", pk=done.kept_id)
    context = context_of(request, idea, "overview") | {"form": form, "found": found, "asked": asked}
    return render(request, "ideas/merge.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def unmerge(request: Request, pk: int) -> HttpResponse:
    """Part two ideas again, with the reason; `pk` is the merge."""
    found = found_or_404(merge_for, pk, request)
    permissions.check_can_merge(request.user, found.kept, found.absorbed)
    if found.undone_at is not None:
        return redirect("ideas:detail", pk=found.absorbed_id)
    form = WhyForm(request.POST or None, wanted=resting.languages_wanted(found.kept, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            merging.part(merge=found, why=form.text("why"), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Parted. Both ideas stand for themselves again."))
            return redirect("ideas:detail", pk=found.absorbed_id)
    context = context_of(request, idea_or_404(request, found.kept_id), "overview") | {
        "form": form,
        "merge": found,
    }
    return render(request, "ideas/part.html", context, status=422 if form.errors else 200)
