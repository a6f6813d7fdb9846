"""How does an organiser set up the business meetings of an event: rules, slots, tables, people, steps?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grappe.apps.events import permissions
from grappe.apps.events.forms.halls import (
    GeneratorForm,
    RulesForm,
    SlotForm,
    TableForm,
    TablesForm,
    TimetableForm,
    UnavailableForm,
)
from grappe.apps.events.operations import by_hand, halls
from grappe.apps.events.queries import plan_checks, plans, timetables
from grappe.apps.events.queries.hours import bare, local
from grappe.apps.events.views.found import event_or_404, event_to_manage
from grappe.ui import clock
from grappe.ui.errors import BadInput
from grappe.ui.found import found_or_404, words_in
from grappe.ui.requests import Request


def plan_or_404(request: Request, pk: int) -> Any:
    return found_or_404(plans.plan_for, pk, request)


def plan_to_manage(request: Request, pk: int) -> Any:
    """Return the plan of an event, for whoever prepares the event; for others PermissionDenied."""
    event_to_manage(request, pk)
    return plan_or_404(request, pk)


def shared(request: Request, plan: Any) -> dict[str, Any]:
    """Return what every page of the meetings shows."""
    return {
        "event": plan.event, "plan": plan, "tab": "meetings", "may_see": True,
        "may_manage": permissions.can_manage_event(request.user, plan.event),
    }  # fmt: skip


@require_safe
def overview(request: Request, pk: int) -> HttpResponse:
    """Show how far the business meetings have come, what is in their way, and what comes next."""
    event = event_or_404(request, pk)
    plan = plans.plan_of(event, for_user=request.user)
    context: dict[str, Any] = {
        "event": event, "tab": "meetings", "may_see": True, "plan": plan,
        "may_manage": permissions.can_manage_event(request.user, event),
    }  # fmt: skip
    if plan is not None:
        context |= {
            "counts": plans.counts_of(plan), "faults": plan_checks.faults_of(plan), "steps": plans.steps_of(plan),
            "timetables": timetables.timetables_of(plan, for_user=request.user)[:10],
            "form": TimetableForm(initial={"fairness": plan.fairness}),
            "current": timetables.current_of(plan),
        }  # fmt: skip
        context["stopped"] = any(fault.stops for fault in context["faults"])
        context["working"] = any(each.state in halls.AT_WORK for each in context["timetables"])
    return render(request, "events/meetings/overview.html", context)


@require_POST
def begin(request: Request, pk: int) -> HttpResponse:
    """Switch business meetings on."""
    halls.begin_meetings(event=event_to_manage(request, pk), by=request.user, at=clock.now())
    messages.success(request, _("Business meetings are switched on. Make the slots and tables next."))
    return redirect("events:meetings", pk=pk)


@require_POST
def step(request: Request, pk: int) -> HttpResponse:
    """Bring the meetings one step on, or back."""
    plan = plan_to_manage(request, pk)
    halls.step(plan=plan, to=request.POST.get("to", ""), by=request.user, at=clock.now())
    return redirect("events:meetings", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: Request, pk: int) -> HttpResponse:
    """Set until when requests are taken, how many, and how far breaks may differ."""
    plan = plan_to_manage(request, pk)
    form = RulesForm.of(plan, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        version = values.pop("version")
        try:
            halls.set_rules(plan=plan, values=values, version=version, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, _("The rules are kept."))
            return redirect("events:meetings", pk=pk)
    context = shared(request, plan) | {"form": form}
    return render(request, "events/meetings/rules.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def slots(request: Request, pk: int) -> HttpResponse:
    """List the slots with the breaks between them; make them all anew from two sessions, on one day or several."""
    plan = plan_or_404(request, pk)
    if request.method == "POST":
        permissions.check_can_manage_event(request.user, plan.event)
    day, last_day = local(plan.event.starts_at).date(), local(plan.event.ends_at).date()
    initial = {
        "day": day,
        "last_day": last_day if last_day > day else None,
        "first_from": local(plan.event.starts_at).time(),
    }
    form = GeneratorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            number = halls.make_slots(
                plan=plan, sessions=form.sessions(), length=asked["length"], pause=asked["pause"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(
                request, ngettext("%(n)s slot is made.", "%(n)s slots are made.", number) % {"n": number}
            )
            return redirect("events:meeting_slots", pk=pk)
    context = shared(request, plan) | {"form": form, "slots": timetables.slots_with_breaks(plan)}
    return render(request, "events/meetings/slots.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def slot_add(request: Request, pk: int) -> HttpResponse:
    """Add one slot."""
    return _slot(request, plan_to_manage(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def slot_change(request: Request, pk: int) -> HttpResponse:
    """Change one slot."""
    slot = found_or_404(plans.slot_for, pk, request)
    permissions.check_can_manage_event(request.user, slot.plan.event)
    return _slot(request, slot.plan, slot)


def _slot(request: Request, plan: Any, slot: Any) -> HttpResponse:
    initial = {}
    if slot is not None:
        moments = {name: bare(getattr(slot, name)) for name in ("starts_at", "ends_at")}
        initial = {**moments, "session": slot.session}
    form = SlotForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            halls.save_slot(plan=plan, slot=slot, values=form.cleaned_data, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error(None, str(fault))
        else:
            return redirect("events:meeting_slots", pk=plan.event_id)
    context = shared(request, plan) | {"form": form, "slot": slot}
    return render(request, "events/meetings/slot.html", context, status=422 if form.errors else 200)


@require_POST
def slot_remove(request: Request, pk: int) -> HttpResponse:
    """Take a slot away."""
    slot = found_or_404(plans.slot_for, pk, request)
    halls.remove_slot(slot=slot, by=request.user, at=clock.now())
    return redirect("events:meeting_slots", pk=slot.plan.event_id)


@require_http_methods(["GET", "HEAD", "POST"])
def tables(request: Request, pk: int) -> HttpResponse:
    """List the tables; say how many there are."""
    plan = plan_or_404(request, pk)
    if request.method == "POST":
        permissions.check_can_manage_event(request.user, plan.event)
    found = plans.tables_of(plan)
    form = TablesForm(request.POST or None, initial={"number": len(found) or 10})
    if request.method == "POST" and form.is_valid():
        try:
            halls.set_tables(plan=plan, number=form.cleaned_data["number"], by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("number", str(fault))
        else:
            return redirect("events:meeting_tables", pk=pk)
    context = shared(request, plan) | {"form": form, "tables": found}
    return render(request, "events/meetings/tables.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def table_change(request: Request, pk: int) -> HttpResponse:
    """Name a table, or say where its video room is."""
    table = found_or_404(plans.table_for, pk, request)
    permissions.check_can_manage_event(request.user, table.plan.event)
    initial = {"label": table.label, "video_link": table.video_link}
    form = TableForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        halls.save_table(table=table, **form.cleaned_data, by=request.user, at=clock.now())
        return redirect("events:meeting_tables", pk=table.plan.event_id)
    context = shared(request, table.plan) | {"form": form, "table": table}
    return render(request, "events/meetings/table.html", context, status=422 if form.errors else 200)


@require_POST
def table_found(request: Request, pk: int) -> HttpResponse:
    """A lost table is to be had again."""
    table = found_or_404(plans.table_for, pk, request)
    halls.table_found_again(table=table, by=request.user, at=clock.now())
    return redirect("events:meeting_tables", pk=table.plan.event_id)


@require_safe
def people(request: Request, pk: int) -> HttpResponse:
    """List who takes part, with how many meetings each has agreed to and the slots they cannot use."""
    plan = plan_or_404(request, pk)
    text = words_in(request, "text")
    found = plans.participants_of(plan, for_user=request.user, text=text)
    context = shared(request, plan) | {"people": found, "text": text, "slots": plan.slots.count()}
    return render(request, "events/meetings/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_times(request: Request, pk: int) -> HttpResponse:
    """Say in which slots somebody cannot meet."""
    person = found_or_404(plans.person_for, pk, request)
    permissions.check_can_manage_event(request.user, person.plan.event)
    lost = list(person.unavailable.values_list("slot_id", flat=True))
    form = UnavailableForm(request.POST or None, initial={"slots": lost}, plan=person.plan)
    if request.method == "POST" and form.is_valid():
        slots_ = [slot.pk for slot in form.cleaned_data["slots"]]
        try:
            by_hand.set_unavailable(participant=person, slots=slots_, by=request.user, at=clock.now())
        except BadInput as fault:
            form.add_error("slots", str(fault))
        else:
            return redirect("events:meeting_people", pk=person.plan.event_id)
    context = shared(request, person.plan) | {"form": form, "person": person}
    return render(request, "events/meetings/person.html", context, status=422 if form.errors else 200)


@require_POST
def person_part(request: Request, pk: int) -> HttpResponse:
    """Somebody does not take part in the meetings, or does again."""
    person = found_or_404(plans.person_for, pk, request)
    permissions.check_can_manage_event(request.user, person.plan.event)
    if request.POST.get("takes_part") not in ("yes", "no"):
        raise BadInput(_("Say whether they take part."))
    takes_part = request.POST["takes_part"] == "yes"
    by_hand.set_taking_part(participant=person, takes_part=takes_part, by=request.user, at=clock.now())
    return redirect("events:meeting_people", pk=person.plan.event_id)
