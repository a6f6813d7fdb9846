"""How does a plan get measures, how far is each, and what did it create?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.aids.permissions import check_can_edit_rules
from grappe.apps.insight import permissions
from grappe.apps.insight.enums import MEASURE_STEPS, STARTS, LinkKind
from grappe.apps.insight.forms.plans import LinkForm, MeasureForm, SlugForm, StepForm
from grappe.apps.insight.operations import measures, starting
from grappe.apps.insight.queries.entries import solution_entry
from grappe.apps.insight.queries.links import (
    ADDRESSES,
    FINDERS,
    choices,
    link_for,
    links_of,
    measures_of,
    thing_of,
)
from grappe.apps.insight.queries.plans import sheet
from grappe.apps.insight.queries.written import measure_as_written
from grappe.apps.insight.views.found import measure_or_404, plan_to_run
from grappe.ui import clock, conflicts
from grappe.ui.errors import BadInput, Stale
from grappe.ui.found import found_or_404
from grappe.ui.requests import Request


@require_safe
def measure(request: Request, pk: int) -> HttpResponse:
    """Show a measure: how far it is, what it created, by what it is measured."""
    return _page(request, measure_or_404(request, pk))


def _page(request: Request, found: Any, status: int = 200, **more: Any) -> HttpResponse:
    user = request.user
    lines = sheet(found.plan, today=clock.today()).lines
    may_report = permissions.can_report_measure(user, found)
    context = {
        "measure": found,
        "plan": found.plan,
        "line": next(line for line in lines if line.measure.pk == found.pk),
        "links": links_of([found], for_user=user).get(found.pk, []),
        "may_run": permissions.can_run_plan(user, found.plan),
        "may_report": may_report,
        "steps": MEASURE_STEPS[found.state],
        "step": StepForm(initial={"remark": found.remark, "spent_eur": found.spent_eur}),
        "link": LinkForm(things=choices(for_user=user, at=clock.now())) if may_report else None,
        "slug": SlugForm(initial={"slug": found.plan.slug}),
        "begins": [each.value for each in STARTS[found.kind] if permissions.can_begin(user, found, each)],
        "entry": solution_entry(found) if LinkKind.SOLUTION in STARTS[found.kind] else "",
        **more,
    }
    return render(request, "insight/measure.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """Give a plan a measure."""
    plan = plan_to_run(request, pk)
    start = {"owner": str(request.user.pk), "starts_on": plan.starts_on, "due_on": plan.ends_on}
    form = MeasureForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = measures.add(plan=plan, draft=form.draft(), by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The measure stands in the plan."))
            return redirect("insight:measure", pk=made.pk)
    return _answer(request, form, plan, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change a measure; where somebody else did so meanwhile, both are shown and nothing is lost."""
    found = measure_or_404(request, pk)
    permissions.check_can_run_plan(request.user, found.plan)
    posted = conflicts.chosen(request.POST, measure_as_written(found)) if request.method == "POST" else None
    form = MeasureForm(posted, initial=MeasureForm.of(found))
    if posted is None or not form.is_valid():
        return _answer(request, form, found.plan, found)
    version = form.cleaned_data["version"]
    try:
        measures.change(measure=found, draft=form.draft(), version=version, by=request.user, at=clock.now())
    except Stale as stale:
        return _conflict(request, form, stale.current)
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _answer(request, form, found.plan, found)
    messages.success(request, _("Saved."))
    return redirect("insight:measure", pk=pk)


def _conflict(request: Request, form: MeasureForm, current: Any) -> HttpResponse:
    both = conflicts.side_by_side(form, current, measure_as_written(current))
    if not both["conflicts"]:  # they wrote the same
        messages.success(request, _("Saved."))
        return redirect("insight:measure", pk=current.pk)
    return _answer(request, form, current.plan, current, 409, **both)


def _answer(
    request: Request, form: MeasureForm, plan: Any, found: Any, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "plan": plan, "measure": found, "conflicts": [], "writer": "", **more}
    if form.errors and status == 200:
        status = 422
    return render(request, "insight/measure_edit.html", context, status=status)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """Say how far a measure is."""
    found = measure_or_404(request, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, step=form)
    try:
        moved = measures.move(
            measure=found, to=request.POST.get("to", ""), remark=form.cleaned_data["remark"],
            spent_eur=form.cleaned_data["spent_eur"], by=request.user, at=clock.now(),
        )  # fmt: skip
    except BadInput as fault:
        form.add_error(None, str(fault))
        return _page(request, found, 422, step=form)
    messages.success(request, _("The measure is now: %(state)s") % {"state": moved.get_state_display()})
    return redirect("insight:measure", pk=pk)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a measure off a plan that has not begun."""
    found = measure_or_404(request, pk)
    measures.remove(measure=found, by=request.user, at=clock.now())
    messages.success(request, _("The measure is off the plan."))
    return redirect("insight:plan", pk=found.plan_id)


@require_POST
def reorder(request: Request, pk: int) -> HttpResponse:
    """Let a measure change places with its neighbour."""
    found = measure_or_404(request, pk)
    up = request.POST.get("to") == "up"
    moved = measures.reorder(measure=found, up=up, by=request.user, at=clock.now())
    if moved.moved:
        messages.success(
            request, _("“%(title)s” is now in place %(place)d.") % {"title": found, "place": moved.place}
        )
    return redirect(f"{reverse('insight:plan', args=[found.plan_id])}#measure-{pk}")


@require_POST
def link(request: Request, pk: int) -> HttpResponse:
    """Say what a measure created or comes from."""
    found = measure_or_404(request, pk)
    permissions.check_can_report_measure(request.user, found)
    form = LinkForm(request.POST, things=choices(for_user=request.user, at=clock.now()))
    if not form.is_valid():
        return _page(request, found, 422, link=form)
    kind, key = form.chosen()
    thing = thing_of(kind, key, for_user=request.user)
    relation = form.cleaned_data["relation"]
    try:
        measures.link(
            measure=found, kind=kind, thing=thing, relation=relation, by=request.user, at=clock.now()
        )
    except BadInput as fault:
        form.add_error("thing", str(fault))
        return _page(request, found, 422, link=form)
    messages.success(request, _("Linked: it stands on both sides."))
    return redirect("insight:measure", pk=pk)


@require_POST
def unlink(request: Request, pk: int) -> HttpResponse:
    """Take a link back."""
    row = found_or_404(link_for, pk, request)
    measures.unlink(row=row, by=request.user, at=clock.now())
    messages.success(request, _("No longer linked."))
    return redirect("insight:measure", pk=row.measure_id)


@require_POST
def begin_programme(request: Request, pk: int) -> HttpResponse:
    """Begin the draft of a programme with what the measure says, and open it."""
    found = measure_or_404(request, pk)
    check_can_edit_rules(request.user)
    form = SlugForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, slug=form)
    try:
        draft = starting.begin_programme(
            measure=found, slug=form.cleaned_data["slug"], by=request.user, at=clock.now()
        )
    except BadInput as fault:
        form.add_error("slug", str(fault))
        return _page(request, found, 422, slug=form)
    messages.success(request, _("The draft is begun and linked: write its conditions, then ask for review."))
    return redirect("aids:draft", pk=draft.pk)


BEGUN: dict[str, tuple[Any, Any]] = {
    LinkKind.CAMPAIGN: (starting.begin_campaign, gettext_lazy("The mailing is begun and linked: write it, then ask for review.")),
    LinkKind.EVENT: (starting.begin_event, gettext_lazy("The event is begun and linked: say when and where it is.")),
    LinkKind.STUDY: (starting.begin_study, gettext_lazy("The study is begun and linked.")),
}  # fmt: skip


@require_POST
def begin(request: Request, pk: int, what: str) -> HttpResponse:
    """Begin what a measure is to become, with what the measure says, and open it."""
    do, said = BEGUN[what]
    thing = do(measure=measure_or_404(request, pk), by=request.user, at=clock.now())
    messages.success(request, str(said))
    return redirect(ADDRESSES[LinkKind(what)], pk=thing.pk)


@require_safe
def of_thing(request: Request, pk: int, kind: str) -> HttpResponse:
    """Fill the room on a thing's page, for who may see it: the measures that created it or come from it."""
    found_or_404(FINDERS[kind], pk, request)
    permissions.check_can_view_themes(request.user)
    return render(request, "insight/_of_thing.html", {"found": measures_of(kind, pk, for_user=request.user)})
