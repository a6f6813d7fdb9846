"""How does an idea come to its gate, who reviews it, how does it stand, and how is it decided?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.ideas import permissions
from grappe.apps.ideas.forms.gates import AskForm, DayForm, DecisionForm, OpenForm
from grappe.apps.ideas.forms.resting import RestForm
from grappe.apps.ideas.operations import assessments as operations
from grappe.apps.ideas.operations import contributors, decisions
from grappe.apps.ideas.operations.resting import languages_wanted
from grappe.apps.ideas.queries import assessments as queries
from grappe.apps.ideas.queries import own_reviews, ready, told
from grappe.apps.ideas.queries.judging import criteria_of, panel
from grappe.apps.ideas.views.found import context_of, idea_or_404, idea_to_steer
from grappe.ui import clock
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def assessment_list(request: Request, pk: int) -> HttpResponse:
    """Show at which gates an idea was, what was decided there, and which comes next."""
    idea = idea_or_404(request, pk)
    found = queries.assessments_of(idea, for_user=request.user)
    context = context_of(request, idea, "gates") | {
        "sheets": [queries.sheet(each, for_user=request.user, today=clock.today()) for each in found],
        "next_gate": queries.next_gate(idea),
    }
    return render(request, "ideas/gates/of_idea.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_open(request: Request, pk: int) -> HttpResponse:
    """Bring an idea to its gate: until when reviews are given, and who is asked first."""
    idea = idea_to_steer(request, pk)
    gate = queries.next_gate(idea)
    if gate is None:
        messages.info(request, _("No gate follows for an idea at this stage."))
        return redirect("ideas:assessments", pk=pk)
    hands = {each.user_id for each in told.authors_of(idea)} - {None}
    form = OpenForm(
        request.POST or None, user=request.user, hands=hands,
        initial={"due_on": clock.today() + timedelta(days=gate.days)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = _opened(request, idea, form)
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The idea is at its gate. Each reviewer gets a letter."))
            return redirect("ideas:assessment", pk=made.pk)
    context = context_of(request, idea, "gates") | {
        "form": form, "gate": gate, "criteria": criteria_of(gate.criteria),
        "lacks": ready.lacks(idea, gate.to_stage),
    }  # fmt: skip
    return render(request, "ideas/gates/open.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: Request, pk: int) -> HttpResponse:
    """Show how an idea stands at its gate; ask one more person to review it."""
    found = found_or_404(queries.assessment_for, pk, request)
    if request.method == "POST":
        permissions.check_can_steer_idea(request.user, found.idea)
    form = AskForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            who = contributor_of(form, request)
            operations.ask(assessment=found, contributor=who, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("%(name)s is asked by a letter.") % {"name": who.name})
            return redirect("ideas:assessment", pk=pk)
    user = request.user
    context = context_of(request, found.idea, "gates") | {
        "sheet": queries.sheet(found, for_user=user, today=clock.today()),
        "assessment": found,
        "decision": getattr(found, "decision", None),
        "form": form,
        "day": DayForm(initial={"due_on": found.due_on}),
        "may_decide": permissions.can_decide_gate(user, found),
        "may_call_off": not permissions.has_conflict(user, found.idea),
        "lacks": ready.lacks(found.idea, found.gate.to_stage) if found.state == "open" else [],
    }
    return render(request, "ideas/gates/assessment.html", context, status=422 if form.errors else 200)


@require_POST
def assessment_change(request: Request, pk: int) -> HttpResponse:
    """Set another day until which reviews are given."""
    found = found_or_404(queries.assessment_for, pk, request)
    permissions.check_can_steer_idea(request.user, found.idea)
    form = DayForm(request.POST)
    if not form.is_valid():
        raise BadInput(_("This is no day."))
    due_on = form.cleaned_data["due_on"]
    operations.postpone(assessment=found, due_on=due_on, by=request.user, at=clock.now())
    messages.success(request, _("Reviews are awaited until then; reminders move with the day."))
    return redirect("ideas:assessment", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: Request, pk: int) -> HttpResponse:
    """Call a gate off, with the reason."""
    found = found_or_404(queries.assessment_for, pk, request)
    permissions.check_can_call_off(request.user, found)
    if found.state != "open" and request.method != "POST":
        messages.info(request, _("This gate is closed: it was decided or called off."))
        return redirect("ideas:assessment", pk=pk)
    wanted = languages_wanted(found.idea, request.user)
    form = RestForm(request.POST or None, wanted=wanted, asks_until=False)
    if request.method == "POST" and form.is_valid():
        try:
            operations.call_off(assessment=found, why=form.text("why"), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            words = _(
                "The gate is called off; the idea stays at its stage. Those who had it, and reviewers, get a letter."
            )
            messages.success(request, words)
            return redirect("ideas:assessment", pk=pk)
    context = context_of(request, found.idea, "gates") | {
        "assessment": found,
        "form": form,
        "reviewing": queries.languages_of_reviewers(found),
    }
    return render(request, "ideas/gates/call_off.html", context, status=422 if form.errors else 200)


@require_POST
def reviewer_change(request: Request, pk: int) -> HttpResponse:
    """Remind a reviewer now, or ask them no longer."""
    found = found_or_404(own_reviews.reviewer_to_steer, pk, request)
    said: dict[str, Any] = {"reviewer": found, "by": request.user, "at": clock.now()}
    name = {"name": found.contributor.name}
    if request.POST.get("what") == "take_out":
        operations.take_out(**said)
        messages.success(request, _("%(name)s is no longer asked.") % name)
    elif operations.remind(**said):
        messages.success(request, _("%(name)s gets a reminder.") % name)
    else:
        messages.info(request, _("%(name)s was reminded today already.") % name)
    return redirect("ideas:assessment", pk=found.assessment_id)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, pk: int) -> HttpResponse:
    """Decide a gate, with the reasons. What was typed while it was closed or changed elsewhere stays on the page."""
    found = found_or_404(queries.assessment_for, pk, request)
    late = (
        request.method == "POST"
        and found.state != "open"
        and permissions.can_steer_idea(request.user, found.idea)
    )
    if not late:
        permissions.check_can_decide_gate(request.user, found)
    form, status = DecisionForm(request.POST or None, initial={"version": panel(found).version}), 422
    if request.method == "POST" and form.is_valid():
        try:
            _decided(request, found, form)
        except Stale as fault:
            found = queries.assessment_for(pk, for_user=request.user)
            form, status = form.over(panel(found).version), 409
            form.add_error(None, str(fault))
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("Decided. Those who had the idea get a letter with the reasons."))
            return redirect("ideas:assessment", pk=pk)
    context = context_of(request, found.idea, "gates") | {
        "sheet": queries.sheet(found, for_user=request.user, today=clock.today()),
        "assessment": found,
        "form": form,
        "needed": told.languages_of(found.idea),
        "lacks": ready.lacks(found.idea, found.gate.to_stage) if found.state == "open" else [],
    }
    return render(request, "ideas/gates/decide.html", context, status=status if form.errors else 200)


def _decided(request: Request, assessment: Any, form: DecisionForm) -> None:
    """Decide as a valid form says. Raises what `decisions.decide` raises."""
    given = form.cleaned_data
    decisions.decide(
        assessment=assessment, outcome=given["outcome"], reasons=form.text("reasons"), until=given["until"],
        version=given["version"], by=request.user, at=clock.now(),
    )  # fmt: skip


def _opened(request: Request, idea: Any, form: OpenForm) -> Any:
    """Open the gate with those who were chosen. Raises BadInput."""
    at = clock.now()
    reviewers = [contributors.of_user(user=each, at=at) for each in form.asked]
    if form.cleaned_data["name"]:
        reviewers.append(contributor_of(form, request))
    return operations.open_gate(
        idea=idea, reviewers=reviewers, due_on=form.cleaned_data["due_on"], by=request.user, at=at
    )


def contributor_of(form: AskForm, request: Request) -> Any:
    """Return the contributor whom a valid form means: a colleague, somebody on file, or from outside. Raises BadInput."""
    known, given, at = form.on_file, form.cleaned_data, clock.now()
    if known is not None and known.user is not None:
        return contributors.of_user(user=known.user, at=at)
    if known is not None:
        return contributors.of_person(person=known.person, by=request.user, at=at)
    return contributors.from_outside(
        name=given["name"], email=given["email"], organisation=given["organisation"],
        language=given["language"] or "fr", confirmed=True, by=request.user, at=at,
    )  # fmt: skip
